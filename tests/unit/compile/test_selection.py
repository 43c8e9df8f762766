from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.ids import InstanceId, StackName
from stackc.compile.selection import Selector, fits, globs_of, unmatched

IDS = tuple(InstanceId(StackName(stack), name) for stack in ("plat-dev", "plat-prod") for name in ("app", "vpc"))


@pytest.mark.parametrize(
    ("selector", "globs"), [(None, None), ((), ()), ("plat-*", ("plat-*",)), (["a", "b"], ("a", "b"))], ids=repr
)
def test_none_means_all_and_text_is_one_glob(selector: Selector, globs: tuple[str, ...] | None) -> None:
    assert globs_of(selector) == globs


@pytest.mark.parametrize("selector", ["", " ", [""], ["a", "  "]], ids=repr)
def test_an_empty_selector_is_an_error(selector: Selector) -> None:
    with pytest.raises(ValueError, match="empty selector"):
        globs_of(selector)


@pytest.mark.parametrize(
    ("globs", "expected"), [(None, True), ((), False), (("a*",), True), (("a[b]",), True), (("b*",), False)]
)
def test_a_name_fits_its_globs_and_itself(globs: tuple[str, ...] | None, expected: bool) -> None:
    assert fits("a[b]" if globs == ("a[b]",) else "abc", globs) is expected


@pytest.mark.parametrize(
    ("stacks", "components", "expected"),
    [
        pytest.param(None, None, [], id="nothing selected by"),
        pytest.param(["plat-dev", "plat-*"], ["app"], [], id="all fit"),
        pytest.param(["plat-dve"], None, [(Code.UNKNOWN_STACK, "did you mean `plat-dev`?")], id="stack"),
        pytest.param(["plat-dev", "x"], None, [(Code.UNKNOWN_STACK, None)], id="one of two"),
        pytest.param(None, "ap", [(Code.UNKNOWN_COMPONENT, "did you mean `app`?")], id="component"),
        pytest.param("x*", None, [(Code.SELECTION_EMPTY, None)], id="a glob"),
    ],
)
def test_a_selector_that_fits_nothing_is_told(
    stacks: Selector, components: Selector, expected: list[tuple[Code, str | None]]
) -> None:
    assert [(each.code, each.help) for each in unmatched(IDS, stacks, components)] == expected


def test_further_names_count() -> None:
    also = {"stack": ["orgs/dev"], "component": ["folder"]}
    assert unmatched(IDS, "orgs/dev", "folder", also) == ()
