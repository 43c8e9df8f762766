"""gomplate: the family in ``gomplate.coll``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ coll.Dict "a" 1 "b" }}', "map[a:1 b:]"),
        pytest.param("{{ coll.Slice 1 2 }}", "[1 2]"),
        pytest.param('{{ coll.Has (list "a") "a" }}', "true"),
        pytest.param('{{ coll.Has (dict "x" 1) "y" }}', "false"),
        pytest.param('{{ coll.Keys (dict "b" 1 "a" 2) (dict "z" 0) }}', "[a b z]"),
        pytest.param('{{ coll.Values (dict "b" 1 "a" 2) }}', "[2 1]"),
        pytest.param("{{ coll.Append 3 (list 1 2) }}", "[1 2 3]"),
        pytest.param("{{ coll.Prepend 0 (list 1) }}", "[0 1]"),
        pytest.param("{{ coll.Uniq (list 1 1 2) }}", "[1 2]"),
        pytest.param("{{ coll.Reverse (list 1 2 3) }}", "[3 2 1]"),
        pytest.param(
            '{{ coll.Merge (dict "a" 1 "m" (dict "x" 1)) (dict "a" 2 "b" 3 "m" (dict "y" 2)) }}',
            "map[a:1 b:3 m:map[x:1 y:2]]",
        ),
        pytest.param("{{ coll.Sort (list 3 1 2) }}", "[1 2 3]"),
        pytest.param('{{ coll.Sort (list "b" "a") }}', "[a b]"),
        pytest.param('{{ coll.Sort (list 1 "a") }}', "[1 a]"),
        pytest.param('{{ coll.Sort "k" (list (dict "k" 2) (dict "k" 1)) }}', "[map[k:1] map[k:2]]"),
        pytest.param("{{ coll.Flatten (list 1 (list 2 (list 3))) }}", "[1 2 3]"),
        pytest.param("{{ coll.Flatten 1 (list 1 (list 2 (list 3))) }}", "[1 2 [3]]"),
        pytest.param('{{ coll.Pick "a" (dict "a" 1 "b" 2) }}', "map[a:1]"),
        pytest.param('{{ coll.Omit "a" (dict "a" 1 "b" 2) }}', "map[b:2]"),
        pytest.param("{{ flatten (list (list 1)) }}", "[1]"),
        pytest.param("{{ sort (list 2 1) }}", "[1 2]"),
    ],
)
def test_coll_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param("coll.Keys", "`coll.Keys` takes at least 1 argument, not 0"),
        pytest.param("coll.Append 1 5", "`coll.Append`: expected a list, found int"),
        pytest.param('coll.Pick "a"', "`coll.Pick` takes at least 2 arguments, not 1"),
        pytest.param('coll.Pick "a" 5', "`coll.Pick`: expected a map, found int"),
        pytest.param("coll.Pick 1 (dict)", "`coll.Pick`: expected a key that is a string, found int"),
        pytest.param('coll.JSONPath ".a" (dict)', "`coll.JSONPath`: JSONPath is not supported"),
    ],
)
def test_coll_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
