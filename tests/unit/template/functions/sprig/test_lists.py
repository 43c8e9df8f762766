"""Sprig: the family in ``sprig.lists``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ compact (list 0 1 "" "a" nil) }}', "[1 a]"),
        pytest.param('{{ list 1 "a" nil }}', "[1 a <nil>]"),
        pytest.param("{{ tuple 1 2 }}", "[1 2]"),
        pytest.param("{{ append (list 1) 2 }}", "[1 2]"),
        pytest.param("{{ push (list 1) 2 }}", "[1 2]"),
        pytest.param("{{ prepend (list 1) 0 }}", "[0 1]"),
        pytest.param("{{ first (list 1 2) }}", "1"),
        pytest.param("{{ rest (list 1 2 3) }}", "[2 3]"),
        pytest.param("{{ last (list 1 2) }}", "2"),
        pytest.param("{{ initial (list 1 2 3) }}", "[1 2]"),
        pytest.param("{{ reverse (list 1 2 3) }}", "[3 2 1]"),
        pytest.param('{{ uniq (list 1 1 2 "a" "a" 1.0) }}', "[1 2 a 1]"),
        pytest.param("{{ without (list 1 2 3) 2 }}", "[1 3]"),
        pytest.param("{{ has 1 (list 1 2) }}", "true"),
        pytest.param('{{ has 1 (list "1") }}', "false"),
        pytest.param("{{ slice (list 1 2 3 4) 1 3 }}", "[2 3]"),
        pytest.param("{{ slice (list 1 2) 1 }}", "[2]"),
        pytest.param("{{ slice (list) 1 }}", "<no value>"),
        pytest.param('{{ concat (list 1) (list 2) (splitList "," "a,b") }}', "[1 2 a b]"),
        pytest.param("{{ chunk 2 (list 1 2 3 4 5) }}", "[[1 2] [3 4] [5]]"),
        pytest.param("{{ first (list) }}", "<no value>"),
        pytest.param("{{ last (list) }}", "<no value>"),
        pytest.param("{{ rest (list) }}", "[]"),
        pytest.param("{{ concat }}", "[]"),
        pytest.param("{{ has 1 nil }}", "false"),
        pytest.param("{{ index (list 1 2) 1 }}", "2"),
        pytest.param("{{ mustHas 1 (list 1) }}", "true"),
        pytest.param("{{ mustFirst (list 5) }}", "5"),
    ],
)
def test_lists_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('append "x" 1', "`append`: cannot append to string: expected a list"),
        pytest.param("first nil", "`first`: cannot take the first of invalid: expected a list"),
        pytest.param('first "abc"', "`first`: cannot take the first of string: expected a list"),
        pytest.param("last 5", "`last`: cannot take the last of int: expected a list"),
        pytest.param('has "a" "abc"', "`has`: cannot search string: expected a list"),
        pytest.param('slice "abc" 1', "`slice`: cannot slice string: expected a list"),
        pytest.param("slice (list 1 2) 2 1", "`slice`: slice bounds out of range: [2:1] of 2"),
        pytest.param('concat (list 1) "x"', "`concat`: cannot concat string: expected a list"),
        pytest.param("chunk 0 (list 1)", "`chunk`: the size of a chunk must be 1 or more"),
    ],
)
def test_lists_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
