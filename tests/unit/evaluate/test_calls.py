"""Functions in values, called: which are, what they become, and what is said of those that fail."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.source import Path as Path_
from stackc.base.value import MISSING, Append, Call, Missing, Unknown, Value
from stackc.evaluate.calls import CallStage, Resolver
from stackc.function.pure import Scope
from stackc.syntax.calls import CallFault, ParsedCall
from stackc.template.renderer import Problem, Remark
from tests.kit.compiled import ATMOS as ATMOS_PROJECT
from tests.kit.compiled import OWN, compiled

Told = tuple[Problem, Code | None, str, Path_, int, int]


class Heard:
    """What a stage reports."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.help: list[str | None] = []

    def __call__(self, remark: Remark) -> None:
        self.told.append((remark.problem, remark.code, remark.message, remark.path, *remark.part))
        self.help.append(remark.help)


# --- calls


def called(value: Value, resolver: Resolver | None = None, *, is_atmos: bool = False) -> tuple[Value | Missing, Heard]:
    compilation = compiled({"atmos.yaml" if is_atmos else "stackc.yaml": ATMOS_PROJECT if is_atmos else OWN})
    heard = Heard()
    scope = Scope({"E": "own"}, {"labels": {"a": "b"}}, {"X": "process"}.get, lambda: None)
    return CallStage(compilation.marks).call(value, scope, resolver, heard, ("vars",)), heard


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("!env X", "!env X", id="text is no call"),
        pytest.param(Call("!env X"), "process", id="a pure function"),
        pytest.param(Call("!env E"), "own", id="its own environment"),
        pytest.param(Call("!exec x"), Unknown("!exec x"), id="an effect"),
        pytest.param(Call("!cwd"), "!cwd", id="one that is never evaluated"),
        pytest.param(Call("!unset"), MISSING, id="unset"),
        pytest.param({"a": Call("!unset"), "b": 1}, {"b": 1}, id="unset in a map"),
        pytest.param([Call("!unset"), 1, Call("!env X")], [1, "process"], id="unset in a list"),
        pytest.param(Append([Call("!env X")]), ["process"], id="a list that appends"),
        pytest.param(Unknown("!env X"), Unknown("!env X"), id="an unknown stays"),
        pytest.param(Call("!labels"), {"a": "b"}, id="its metadata"),
    ],
)
def test_what_the_second_stage_makes_of_a_value(given: Value, expected: Value | Missing) -> None:
    found, heard = called(given)
    assert (found, heard.told) == (expected, [])


def test_in_the_atmos_dialect_text_is_a_call() -> None:
    assert called({"a": "!env X", "b": "!nothing x"}, is_atmos=True)[0] == {"a": "process", "b": "!nothing x"}


def test_a_value_without_calls_is_returned_as_it_is() -> None:
    given: Value = {"a": [1, "x"]}
    assert called(given)[0] is given


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        pytest.param("!env a b c", Code.FUNCTION_ARGUMENTS, "`!env` accepts 1 or 2 arguments", id="arguments"),
        pytest.param("!repo-root", Code.FUNCTION_FAILED, "`!repo-root`: this is not a git repository", id="fails"),
        pytest.param("!exec bad", Code.FUNCTION_FAILED, "it failed", id="an effect that fails"),
        pytest.param("!exec refused", Code.OUTSIDE, "it is outside", id="one that fails with a code of its own"),
    ],
)
def test_a_call_that_fails_is_unknown(call: str, code: Code, message: str) -> None:
    def resolve(parsed: ParsedCall, text: str) -> CallFault:
        return CallFault("it is outside", code=Code.OUTSIDE) if "refused" in text else CallFault("it failed")

    found, heard = called({"k": [Call(call)]}, resolve)
    assert found == {"k": [Unknown(call)]}
    [(problem, told_code, told_message, path, start, end)] = heard.told
    assert (problem, told_code, path, start, end) == ("uncalled", code, ("vars", "k", 0), 0, len(call))
    assert told_message.startswith(message)
