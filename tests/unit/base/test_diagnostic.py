from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import MAX_FOLDED, CompileError, Diagnostic, Facts, Label, LookupFailure, folded, unique
from stackc.base.source import Span


def at(file: str, line: int, column: int = 1, code: Code = Code.DATE, message: str = "m") -> Diagnostic:
    return Diagnostic(code, message, Label(Span(file, line, column)))


def test_a_diagnostic_without_a_place_sorts_first() -> None:
    nowhere = Diagnostic(Code.NO_PROJECT, "no project")
    assert unique([at("a", 1), nowhere]) == (nowhere, at("a", 1))


def test_diagnostics_sort_by_file_line_and_column() -> None:
    expected = (at("a", 2, 9), at("a", 10, 1), at("a", 10, 2), at("b", 1))
    assert unique(reversed(expected)) == expected


def test_diagnostics_at_one_place_sort_by_code_then_message() -> None:
    expected = (at("a", 1, code=Code.TAB), at("a", 1, message="x"), at("a", 1, message="y"))
    assert unique([expected[2], expected[0], expected[1]]) == expected


def test_the_same_diagnostic_is_kept_once() -> None:
    assert unique([at("a", 1), at("a", 1)]) == (at("a", 1),)


def test_the_same_message_at_two_places_is_kept_twice() -> None:
    assert len(unique([at("a", 1), at("a", 2)])) == 2


def test_one_mistake_that_hits_several_is_told_once() -> None:
    [found] = folded([at("a", 1, message="y"), at("a", 1, message="x")])
    assert (found.message, found.notes) == ("x", ("as well: y",))


def test_a_mistake_that_hits_many_says_how_many() -> None:
    [found] = folded(at("a", 1, message=f"m{index}") for index in range(MAX_FOLDED + 3))
    assert found.notes[-1] == "and 2 more of the same kind here"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(at("a", 1, code=Code.TAB), id="another code"),
        pytest.param(at("a", 2), id="another place"),
        pytest.param(Diagnostic(Code.DATE, "n", at("a", 1).primary, (Label(Span("b")),)), id="another place beside"),
        pytest.param(Diagnostic(Code.DATE, "n", at("a", 1).primary, facts=Facts(("f",), ())), id="facts of its own"),
        pytest.param(Diagnostic(Code.DATE, "n", at("a", 1).primary, preface=("p",)), id="lines of its own"),
        pytest.param(Diagnostic(Code.DATE, "n"), id="no place"),
    ],
)
def test_different_mistakes_are_told_apart(other: Diagnostic) -> None:
    assert set(folded([at("a", 1), other])) == {at("a", 1), other}


def test_a_diagnostic_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        at("a", 1).message = "other"  # type: ignore[misc]


def test_a_compile_error_names_every_code() -> None:
    error = CompileError([at("a", 1), at("b", 1, code=Code.TAB, message="n")])
    assert str(error) == "SC0112: m; SC0102: n"


def test_a_compile_error_without_diagnostics_still_says_something() -> None:
    assert str(CompileError([])) == "compilation failed"


def test_a_failed_look_up_carries_the_near_names() -> None:
    failure = LookupFailure(at("a", 1), near=("b",))
    assert (failure.near, failure.diagnostics) == (("b",), (at("a", 1),))
