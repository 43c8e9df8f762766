from __future__ import annotations

import pytest

from stackc.function.signatures import EFFECTS, INERT, PURE, is_deferred, is_effect, is_pure
from stackc.syntax.tags import CALLS


def test_every_call_is_pure_an_effect_or_inert() -> None:
    assert PURE | EFFECTS | INERT == CALLS
    assert not PURE & EFFECTS
    assert not INERT & (PURE | EFFECTS)


@pytest.mark.parametrize(
    "text",
    [
        *("!template x", "!terraform.output a .b", "!terraform.state a .b", "!store.get a b", "!store a b c"),
        *("!exec x", "!env X", "!labels", "!labels.keys", "!labels.values", "!tags"),
    ],
)
def test_calls_that_merge_with_their_value(text: str) -> None:
    assert is_deferred(text)


@pytest.mark.parametrize(
    "text", ["!unset", "!repo-root", "!secret x", "!aws.region", "!tags x", "!environment", "env", ""]
)
def test_other_texts_merge_as_text(text: str) -> None:
    assert not is_deferred(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("!exec x", True),
        ("!terraform.state a .b", True),
        ("!secret x", True),
        ("!git.branch", True),
        ("!env X", False),
        ("!random", False),
        ("!include x", False),
        ("x", False),
    ],
)
def test_effects_reach_outside(text: str, expected: bool) -> None:
    assert is_effect(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((f"{tag} x", True) for tag in ("!env", "!template", "!repo-root", "!git.root")),
        *((tag, True) for tag in ("!tags", "!labels", "!labels.keys", "!labels.values", "!unset")),
        *(
            ("!exec x", False),
            ("!cwd", False),
            ("!random", False),
            ("!cel x", False),
            ("x", False),
            ("!nothing", False),
        ),
    ],
)
def test_pure_calls_depend_on_the_repository_and_the_environment_alone(text: str, expected: bool) -> None:
    assert is_pure(text) is expected


@pytest.mark.parametrize("text", ["!cwd", "!random", "!cel x"])
def test_some_calls_are_known_and_never_evaluated(text: str) -> None:
    assert (is_pure(text), is_effect(text), is_deferred(text)) == (False, False, False)
    assert text.split()[0] in INERT
