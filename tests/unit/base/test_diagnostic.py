from __future__ import annotations

import pickle

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import (
    MAX_FOLDED,
    CompileError,
    Diagnostic,
    Facts,
    Label,
    LookupFailure,
    beside,
    folded,
    unique,
)
from stackc.base.record import replace
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
    assert found.notes == (f"and {MAX_FOLDED + 2} more of the same kind here",)


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


def test_as_many_as_are_repeated_are_not_counted() -> None:
    [found] = folded(at("a", 1, message=f"m{index}") for index in range(MAX_FOLDED + 1))
    assert found.notes == ("as well: m1", "as well: m2", "as well: m3")


def test_what_is_folded_keeps_its_own_notes() -> None:
    first = Diagnostic(Code.DATE, "a", Label(Span("f")), notes=("own",))
    [found] = folded([first, Diagnostic(Code.DATE, "b", Label(Span("f")))])
    assert found.notes == ("own", "as well: b")


def test_an_error_is_never_folded_into_a_warning() -> None:
    mild = Diagnostic(Code.DATE, "a", Label(Span("f")), severity="warning")
    assert folded([mild, replace(mild, severity="error"), replace(mild, message="b")]) == (
        replace(mild, notes=("as well: b",)),
        replace(mild, severity="error"),
    )


def test_folding_keeps_the_order_of_what_comes_first() -> None:
    assert [each.message for each in folded([at("b", 1, message="z"), at("a", 1, message="y")])] == ["y", "z"]


def test_of_the_same_mistake_reached_in_two_ways_the_first_is_kept() -> None:
    first = Diagnostic(Code.DATE, "m", Label(Span("a")), chain=(Span("x"),))
    second = Diagnostic(Code.DATE, "m", Label(Span("a")), chain=(Span("y"),))
    assert unique([first, second]) == (first,)


def test_what_was_said_is_not_said_beside_it() -> None:
    said = Diagnostic(Code.DATE, "m", Label(Span("a")), help="h")
    other = at("b", 1)
    assert beside([Diagnostic(Code.DATE, "m", Label(Span("a"))), other], [said]) == (other,)


def test_all_places_of_a_diagnostic_move() -> None:
    found = Diagnostic(Code.DATE, "m", Label(Span("a", 1), "here"), (Label(Span("b", 2), "there"),), help="h")
    moved = found.placed(lambda span: span._replace(line=span.line + 10))
    assert moved == Diagnostic(Code.DATE, "m", Label(Span("a", 11), "here"), (Label(Span("b", 12), "there"),), help="h")


def test_without_a_place_only_the_related_ones_move() -> None:
    found = Diagnostic(Code.NO_PROJECT, "m", None, (Label(Span("b", 2)),))
    moved = found.placed(lambda span: span._replace(file="c"))
    assert (moved.primary, moved.related) == (None, (Label(Span("c", 2)),))


def test_a_diagnostic_without_a_place_is_before_the_first_line_of_a_file_without_a_name() -> None:
    assert Diagnostic(Code.NO_PROJECT, "m").place == ("", 0, 0)


def test_a_compile_error_survives_another_process() -> None:
    error = pickle.loads(pickle.dumps(CompileError([at("a", 1)])))
    assert (type(error), error.diagnostics, str(error)) == (CompileError, (at("a", 1),), "SC0112: m")


def test_a_failed_look_up_survives_another_process() -> None:
    failure = pickle.loads(pickle.dumps(LookupFailure(at("a", 1), near=("b",))))
    assert (type(failure), failure.diagnostics, failure.near) == (LookupFailure, (at("a", 1),), ("b",))
    assert isinstance(failure, LookupError)


def test_a_label_says_nothing_unless_told() -> None:
    assert Label(Span("f")).text == ""
