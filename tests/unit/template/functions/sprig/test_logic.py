"""Sprig: the family in ``sprig.logic``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ default "a" "" }}', "a"),
        pytest.param('{{ default "a" 0 }}', "a"),
        pytest.param('{{ default "a" "b" }}', "b"),
        pytest.param('{{ default "a" }}', "a"),
        pytest.param('{{ default "a" (list) }}', "a"),
        pytest.param('{{ default "a" false }}', "a"),
        pytest.param('{{ default "x" nil }}', "x"),
        pytest.param("{{ default 5 0.0 }}", "5"),
        pytest.param('{{ empty "" }}', "true"),
        pytest.param("{{ empty 0 }}", "true"),
        pytest.param("{{ empty nil }}", "true"),
        pytest.param("{{ empty (dict) }}", "true"),
        pytest.param("{{ empty 1 }}", "false"),
        pytest.param('{{ coalesce 0 "" nil "x" }}', "x"),
        pytest.param('{{ coalesce 0 "" }}', "<no value>"),
        pytest.param('{{ all 1 "" }}', "false"),
        pytest.param("{{ any 0 1 }}", "true"),
        pytest.param("{{ all }}", "true"),
        pytest.param("{{ any }}", "false"),
        pytest.param("{{ ternary 1 2 true }}", "1"),
        pytest.param('{{ true | ternary "a" "b" }}', "a"),
        pytest.param("{{ typeOf 1 }}", "int"),
        pytest.param("{{ typeOf 1.5 }}", "float64"),
        pytest.param('{{ typeOf "a" }}', "string"),
        pytest.param("{{ typeOf true }}", "bool"),
        pytest.param("{{ typeOf nil }}", "<nil>"),
        pytest.param("{{ typeOf (list) }}", "[]interface {}"),
        pytest.param("{{ typeOf (dict) }}", "map[string]interface {}"),
        pytest.param("{{ typeOf (add 1 1) }}", "int64"),
        pytest.param("{{ typeOf (until 2) }}", "[]int"),
        pytest.param('{{ typeOf (splitList "" "") }}', "[]string"),
        pytest.param('{{ typeOf (split "a" "b") }}', "map[string]string"),
        pytest.param("{{ kindOf 1 }}", "int"),
        pytest.param("{{ kindOf (list) }}", "slice"),
        pytest.param("{{ kindOf (dict) }}", "map"),
        pytest.param("{{ kindOf nil }}", "invalid"),
        pytest.param("{{ kindOf (add 1 1) }}", "int64"),
        pytest.param('{{ kindIs "map" (dict) }}', "true"),
        pytest.param('{{ typeIs "int" 1 }}', "true"),
        pytest.param('{{ typeIsLike "int" 1 }}', "true"),
        pytest.param('{{ typeOf (index "abc" 0) }}', "uint8"),
        pytest.param("{{ typeOf (chunk 2 (list 1 2 3)) }}", "[][]interface {}"),
        pytest.param("{{ deepEqual (list 1 2) (list 1 2) }}", "true"),
        pytest.param("{{ deepEqual 1 1.0 }}", "false"),
        pytest.param("{{ deepEqual (add 1 0) 1 }}", "false"),
        pytest.param('{{ deepEqual (dict "a" 1) (dict "a" 1) }}', "true"),
        pytest.param("{{ deepEqual nil nil }}", "true"),
        pytest.param('{{ deepEqual (list "a") (splitList "," "a") }}', "false"),
        pytest.param("{{ ternary 1 2 false }}", "2"),
    ],
)
def test_logic_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('ternary 1 2 "x"', "`ternary`: expected bool, found string"),
        pytest.param('fail "stop here"', "stop here"),
    ],
)
def test_logic_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
