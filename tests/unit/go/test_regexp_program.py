"""The machine that never turns back, and the automaton for whole texts."""

import pytest

from stackc.go.regexp_program import Automaton, StepsUsed, compile_program, search_program
from stackc.go.regexp_syntax import parse_expression
from tests.kit.work import guarded


def find(source: str, text: str, start: int = 0, steps: int = 10_000) -> tuple[tuple[int, ...] | None, int]:
    parsed = parse_expression(source)
    return search_program(compile_program(parsed.tree, parsed.groups), text, start, steps)


@pytest.mark.parametrize(
    ("source", "text", "start", "spans"),
    [
        pytest.param("b+", "abbc", 0, (1, 3), id="leftmost and longest"),
        pytest.param("a", "aba", 1, (2, 3), id="from the start on"),
        pytest.param("^a", "ba", 1, None, id="the text begins before the start"),
        pytest.param(r"\ba", "ba", 1, None, id="what is before the start counts"),
        pytest.param("(a)|(b)", "b", 0, (0, 1, -1, -1, 0, 1), id="a group that took no part"),
        pytest.param("(a*)+", "aab", 0, (0, 2, 0, 2), id="an empty turn ends a loop"),
        pytest.param("(|a)*", "aa", 0, (0, 0, 0, 0), id="an empty branch comes first"),
        pytest.param("x", "", 0, None, id="nothing to find"),
    ],
)
def test_the_machine_finds_what_go_finds(source: str, text: str, start: int, spans: tuple[int, ...] | None) -> None:
    assert find(source, text, start)[0] == spans


def test_steps_are_counted() -> None:
    assert find("a", "xxxa")[1] > find("a", "x" * 100 + "a")[1]


def test_without_steps_there_is_no_answer() -> None:
    with pytest.raises(StepsUsed):
        find("a", "x" * 100, steps=100)


@pytest.mark.parametrize(
    ("source", "text", "accepted"),
    [
        ("a*b", "aaab", True),
        ("a*b", "aaabb", False),
        ("(?:a|b)*", "", True),
        ("(?:[^/]+/)*x", "a/b/x", True),
        ("(?:[^/]+/)*x", "a/b", False),
    ],
)
def test_an_automaton_accepts_whole_texts(source: str, text: str, accepted: bool) -> None:
    assert Automaton(parse_expression(source).tree).accepts(text) is accepted


def test_an_automaton_forgets_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Automaton, "MAX_KNOWN", 3)
    made = Automaton(parse_expression("(?:a|b|c|d)*e").tree)
    assert [made.accepts(text) for text in ("abcde", "dcbae", "abcd", "abcde")] == [True, True, False, True]


def test_an_automaton_does_not_ask_twice() -> None:
    with guarded():
        assert not Automaton(parse_expression("(?:a|b)*a(?:a|b){12}c").tree).accepts("ab" * 20_000)
