"""Regular expressions at work: who searches, what is charged and what is too much. Go's answers: test_regexp_rows."""

import subprocess
import sys

import pytest

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_WORK
from stackc.go.regexp import MAX_STEPS, Expression, quote_pattern
from stackc.go.regexp_syntax import MAX_HEIGHT
from stackc.go.terms import Exhausted, Terms
from tests.kit.work import guarded


def terms() -> Terms:
    return Terms(effects=False, environment=lambda _: None)


def expression(source: str) -> Expression:
    return Expression(terms(), source)


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        pytest.param("(a+)+$", "a" * 20_000 + "b", "", id="nested repetitions"),
        pytest.param("(?:a|a)*(?:a|a)*c", "a" * 5_000, "", id="branches that are the same"),
        pytest.param("(x+x+)+y|b$", "x" * 5_000 + "b", "b", id="a match behind it"),
        pytest.param("(.*)(.*)(.*)(.*)(.*)9", "x" * 5_000, "", id="many ways to share"),
    ],
)
def test_an_expression_that_turns_back_for_too_long_still_has_its_answer(source: str, text: str, found: str) -> None:
    with guarded():
        assert expression(source).first(text) == found


def test_every_search_of_a_replacement_has_the_answer_of_go_after_the_machine_took_over() -> None:
    text = "a" * 3_000 + "b-" + "a" * 3_000 + "c"
    assert expression("(a+)+c").replace(text, "<${1}>", literal=False) == text[:3_002] + f"<{'a' * 3_000}>"


def test_who_takes_over_is_charged_for() -> None:
    paid = terms()
    Expression(paid, "(a+)+$").first("a" * 5_000 + "b")
    assert paid.left < MAX_WORK - 500_000


def test_a_text_that_is_too_long_for_the_machine_is_refused() -> None:
    with guarded(), pytest.raises(FunctionError) as refused:
        expression("(?:(?:a?){30}){30}b").first("a" * (MAX_STEPS // 1_000))
    assert str(refused.value) == "the regular expression takes too long on this text"


def test_work_of_searches_is_charged_until_none_is_left() -> None:
    with guarded(), pytest.raises(Exhausted):
        expression("b|c$").replace("b" * 1_000_000, "x", literal=True)


def test_a_larger_expression_costs_more() -> None:
    small, large = terms(), terms()
    Expression(small, "a{2}")
    Expression(large, "a{200}")
    assert small.left - large.left == 198 * 10


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        pytest.param("a" * 5_001, "the regular expression has more than 5000 characters", id="length"),
        pytest.param(
            "(" * (MAX_HEIGHT + 1) + ")" * (MAX_HEIGHT + 1), "expression nests too deeply", id="groups in groups"
        ),
        pytest.param("a" + "+(?i)*(?i)" * 50 + "+", "expression nests too deeply", id="repetitions of repetitions"),
        pytest.param("(?:" + "a" * 4_000 + "){1000}", "expression too large", id="written out"),
    ],
)
def test_an_expression_that_is_too_much_is_refused(source: str, fault: str) -> None:
    with pytest.raises(FunctionError) as refused:
        expression(source)
    assert fault in str(refused.value)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("(" * MAX_HEIGHT + "a" + ")" * MAX_HEIGHT, id="captured"),
        pytest.param("(?:b|" * MAX_HEIGHT + "a" + ")" * MAX_HEIGHT, id="branches"),
        pytest.param("(?:" * 1_000 + "a" + ")" * 1_000, id="groups that are none"),
        pytest.param("a" + "+(?i)*(?i)" * (MAX_HEIGHT // 2), id="repetitions"),
    ],
)
def test_an_expression_may_be_as_deep_as_the_limit(source: str) -> None:
    assert expression(source).is_found("xa")


@pytest.mark.parametrize("source", [r"\pL|\PL", r"[\pL\PL]", r".|\n|\pL|\PL"])
def test_an_expression_over_which_the_engine_stumbles_has_an_answer(source: str) -> None:
    assert list(expression(source).all("a1", -1)) == ["a", "1"]


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        pytest.param(".", "\udcff", ["\udcff"], id="one byte is one character"),
        pytest.param(".", "\udce2\udc82\udcac", ["€"], id="bytes that are a character together"),
        pytest.param(r"\x{FFFD}", "a\udcff", ["\udcff"], id="the sign for what cannot be read"),
        pytest.param(r"\x{DCFF}", "\udcff", [], id="a byte is no surrogate"),
    ],
)
def test_a_byte_that_is_no_utf8_is_seen_as_go_sees_it(source: str, text: str, found: list[str]) -> None:
    assert list(expression(source).all(text, -1)) == found


def test_bytes_that_a_replacement_brings_together_are_a_character() -> None:
    assert expression("-").replace("\udcc3-\udca9", "", literal=True) == "é"


@pytest.mark.parametrize("limit", [0, -1])
def test_no_match_is_no_list(limit: int) -> None:
    assert list(expression("x").all("abc", limit)) == []


def test_the_matches_end_at_the_limit() -> None:
    assert list(expression("[a-z]").all("abc", 2)) == ["a", "b"]


def test_a_literal_replacement_has_no_groups() -> None:
    assert expression("(b)").replace("abc", "$1$0", literal=True) == "a$1$0c"


def test_a_result_that_is_too_long_is_refused() -> None:
    with pytest.raises(FunctionError, match="more than 4000000 characters"):
        expression("").replace("a" * 3_000, "y" * 3_000, literal=True)


def test_a_quoted_text_matches_itself() -> None:
    text = "".join(map(chr, range(32, 127)))
    assert expression(f"^{quote_pattern(text)}$").is_found(text)


def test_the_engine_is_loaded_with_the_first_expression() -> None:
    script = (
        "import sys; import stackc.go.regexp as r; from stackc.go.terms import Terms\n"
        "print('regex' in sys.modules); r.Expression(Terms(False, print), 'a'); print('regex' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "False\nTrue\n"
