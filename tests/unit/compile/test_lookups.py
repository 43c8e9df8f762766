"""Words for what was not found, and what may have been meant."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.compile.lookups import MAX_LISTED
from tests.kit.compiled import compiled


def stack(name: str, *components: str) -> dict[str, str]:
    bodies = "".join(f"    {component}: {{}}\n" for component in components)
    text = f"vars: {{stage: {name}}}\ncomponents:\n  terraform:\n{bodies}"
    return {f"stacks/deploy/of-{name}.yaml": text if components else f"vars: {{stage: {name}}}\n"}


def unknown(files: Mapping[str, str], component: str, name: str) -> Diagnostic:
    answer = compiled(files).instance(InstanceId(StackName(name), component))
    assert answer.instance is None
    return answer.diagnostics[0]


FILES = {**stack("dev", "app", "network"), **stack("prod", "app", "database"), **stack("test", "app")}


@pytest.mark.parametrize(
    ("name", "addition", "help_"),
    [
        pytest.param("dve", "", "did you mean `dev`?", id="a near name"),
        pytest.param("xyz", "", "stacks are `dev`, `prod`, `test`", id="no near one"),
        pytest.param(
            "deploy/of-dev",
            " `deploy/of-dev` is the file of a stack, not its name.",
            "did you mean `dev`?",
            id="a file",
        ),
        pytest.param("deploy/of-de", "", "stacks are `dev`, `prod`, `test`", id="no file"),
    ],
)
def test_an_unknown_stack(name: str, addition: str, help_: str) -> None:
    found = unknown(FILES, "app", name)
    assert found.message == (
        f"Could not find the component `app` in the stack `{name}`: invalid stack: Stack `{name}` not found.{addition}"
    )
    assert (found.code, found.help, found.primary, found.notes) == (Code.UNKNOWN_STACK, help_, None, ())


def test_the_file_of_a_stack_without_components_has_no_name() -> None:
    found = unknown({**FILES, **stack("none")}, "app", "deploy/of-none")
    assert found.message.endswith("`deploy/of-none` is the file of a stack, not its name.")
    assert found.help == "stacks are `dev`, `prod`, `test`"


def test_where_there_is_no_stack_none_is_advised() -> None:
    assert unknown({"stacks/deploy/dev.yaml": ""}, "app", "dev").help is None


@pytest.mark.parametrize(
    ("component", "help_"),
    [
        pytest.param("netwrok", "did you mean `network`?", id="a near one"),
        pytest.param("database", "`database` exists in `prod`", id="elsewhere"),
        pytest.param("xyz", "components are `app`, `network`", id="nowhere"),
    ],
)
def test_an_unknown_component(component: str, help_: str) -> None:
    found = unknown(FILES, component, "dev")
    assert found.message == f"invalid component: Could not find the component `{component}` in the stack `dev`."
    assert (found.code, found.help, found.primary) == (Code.UNKNOWN_COMPONENT, help_, None)
    assert found.notes == (
        "Check that all the context variables are correctly defined in the stack manifests.",
        "Are the component and stack names correct? Did you forget an import?",
    )


@pytest.mark.parametrize("count", [MAX_LISTED, MAX_LISTED + 1, MAX_LISTED + 3])
def test_no_more_than_so_many_are_listed(count: int) -> None:
    names = [f"c{number:02}" for number in range(count)]
    help_ = unknown(stack("dev", *names), "xyz-xyz", "dev").help
    listed = ", ".join(f"`{name}`" for name in names[:MAX_LISTED])
    more = f" and {count - MAX_LISTED} more" if count > MAX_LISTED else ""
    assert help_ == f"components are {listed}{more}"


def test_names_are_listed_once_and_sorted() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {b: {}, a: {}}, helmfile: {b: {}}}\n"
    assert unknown({"stacks/deploy/dev.yaml": text}, "xyz", "dev").help == "components are `a`, `b`"
    assert MAX_LISTED == 12
