"""Sprig: the family in ``sprig.dicts``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ dict "a" 1 "b" }}', "map[a:1 b:]"),
        pytest.param("{{ dict 1 2 }}", "map[1:2]"),
        pytest.param('{{ get (dict "a" 1) "a" }}', "1"),
        pytest.param('{{ get (dict) "x" }}', ""),
        pytest.param('{{ hasKey (dict "a" 1) "a" }}', "true"),
        pytest.param('{{ pluck "a" (dict "a" 1) (dict "a" 2) (dict) }}', "[1 2]"),
        pytest.param('{{ pick (dict "a" 1 "b" 2) "a" }}', "map[a:1]"),
        pytest.param('{{ omit (dict "a" 1 "b" 2) "a" }}', "map[b:2]"),
        pytest.param('{{ values (dict "a" 1) }}', "[1]"),
        pytest.param('{{ keys (dict "a" 1) }}', "[a]"),
        pytest.param('{{ dig "a" "b" "def" (dict "a" (dict "b" 5)) }}', "5"),
        pytest.param('{{ dig "a" "x" "def" (dict "a" (dict "b" 5)) }}', "def"),
        pytest.param('{{ dig "x" "y" "def" (dict) }}', "def"),
        pytest.param(
            '{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d }} {{ unset $d "a" }} {{ $d }}',
            "map[a:1 b:2] map[b:2] map[b:2]",
        ),
        pytest.param('{{ deepCopy (dict "a" (list 1)) }}', "map[a:[1]]"),
        pytest.param('{{ merge (dict "a" 1 "z" 0) (dict "a" 5 "b" 2 "z" 3) }}', "map[a:1 b:2 z:3]"),
        pytest.param('{{ merge (dict "m" (dict "x" 1)) (dict "m" (dict "x" 9 "y" 2)) }}', "map[m:map[x:1 y:2]]"),
        pytest.param('{{ merge (dict "a" "") (dict "a" nil "b" nil) }}', "map[a:]"),
        pytest.param('{{ mergeOverwrite (dict "a" 1 "b" 2) (dict "a" 7 "b" "") }}', "map[a:7 b:]"),
        pytest.param(
            '{{ mergeOverwrite (dict "m" (dict "x" 1)) (dict "m" (dict "y" 2)) (dict "m" (dict)) }}',
            "map[m:map[x:1 y:2]]",
        ),
        pytest.param('{{ mustMerge (dict) (dict "a" (list 1)) }}', "map[a:[1]]"),
    ],
)
def test_dicts_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('set 5 "a" 1', "`set`: expected map[string]interface {}, found int"),
        pytest.param('get (list) "a"', "`get`: expected map[string]interface {}, found []interface {}"),
        pytest.param("keys (list)", "`keys`: expected map[string]interface {}, found []interface {}"),
        pytest.param('dig "a" (dict)', "`dig` takes at least 3 arguments, not 2"),
        pytest.param('dig "a" "b" 0 (dict "a" 1)', "`dig`: expected a map to look up keys in, found int"),
    ],
)
def test_dicts_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
