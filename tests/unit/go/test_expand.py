"""``$name`` and ``${name}`` in text; answers are those of Go's ``os.Expand``."""

import pytest

from stackc.go.expand import expand_environment
from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_TEXT

NAMES = {"A": "x", "A_B": "y", "1": "one", "*": "star", "E": "", "L": "l" * (MAX_TEXT // 2)}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("$A", "x"),
        ("${A}", "x"),
        ("$A_B", "y"),
        ("${A}_B", "x_B"),
        ("${A}${A_B}", "xy"),
        pytest.param("$NOPE|", "|", id="not set"),
        pytest.param("${E}|", "|", id="set and empty"),
        pytest.param("$1A", "oneA", id="one digit is a name"),
        pytest.param("$12", "one2", id="only one digit"),
        pytest.param("$*${*}", "starstar", id="special"),
        pytest.param("$-|", "|", id="special and not set"),
        pytest.param("$$A", "A", id="the process"),
        pytest.param("${}|", "|", id="no name"),
        pytest.param("${|", "|", id="no end"),
        pytest.param("${A|", "A|", id="no end behind a name"),
        pytest.param("$", "$", id="alone"),
        pytest.param("a$", "a$", id="at the end"),
        pytest.param("$ A$(A)$.", "$ A$(A)$.", id="nothing that names"),
        pytest.param("$é", "$é", id="other letters name nothing"),
        pytest.param("${A-b}|", "|", id="no defaults"),
        ("100%", "100%"),
    ],
)
def test_references_are_filled_in(text: str, shown: str) -> None:
    assert expand_environment(text, NAMES.get) == shown


def test_what_is_not_named_is_not_asked_for() -> None:
    asked: list[str] = []
    expand_environment("${} ${ $", lambda name: asked.append(name))
    assert asked == []


def test_the_result_is_no_longer_than_a_text_may_be() -> None:
    with pytest.raises(FunctionError, match="more than"):
        expand_environment("$L$L", NAMES.get)
