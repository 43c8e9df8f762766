"""gomplate: the family in ``gomplate.math``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ math.Add 1 2 3 }}", "6"),
        pytest.param("{{ math.Add 1 2.5 }}", "3.5"),
        pytest.param('{{ math.Add "1" "2.5" }}', "3.5"),
        pytest.param("{{ math.Sub 5 3 }}", "2"),
        pytest.param("{{ math.Sub 5.5 3 }}", "2.5"),
        pytest.param("{{ math.Mul 2 3 4 }}", "24"),
        pytest.param("{{ math.Mul 2 1.5 }}", "3"),
        pytest.param("{{ math.Div 7 2 }}", "3.5"),
        pytest.param("{{ math.Div 4 2 }}", "2"),
        pytest.param("{{ math.Rem 7 3 }}", "1"),
        pytest.param("{{ math.Pow 2 10 }}", "1024"),
        pytest.param("{{ math.Pow 2.0 0.5 }}", "1.4142135623730951"),
        pytest.param("{{ math.Pow 2 64 }}", "-9223372036854775808"),
        pytest.param("{{ math.Seq 5 }}", "[1 2 3 4 5]"),
        pytest.param("{{ math.Seq 2 5 }}", "[2 3 4 5]"),
        pytest.param("{{ math.Seq 5 1 }}", "[5 4 3 2 1]"),
        pytest.param("{{ math.Seq 0 10 3 }}", "[0 3 6 9]"),
        pytest.param("{{ math.Seq 10 0 -5 }}", "[10 5 0]"),
        pytest.param("{{ math.Seq 0 }}", "[1 0]"),
        pytest.param("{{ math.Max 1 5.5 3 }}", "5.5"),
        pytest.param("{{ math.Max 1 5 3 }}", "5"),
        pytest.param("{{ math.Min 4 2 }}", "2"),
        pytest.param("{{ math.Ceil 1.2 }}", "2"),
        pytest.param("{{ math.Floor -1.2 }}", "-2"),
        pytest.param("{{ math.Round 2.5 }}", "3"),
        pytest.param("{{ math.Round -2.5 }}", "-3"),
        pytest.param("{{ math.Abs -5 }}", "5"),
        pytest.param("{{ math.Abs -5.5 }}", "5.5"),
        pytest.param('{{ math.IsInt "5" }}', "true"),
        pytest.param('{{ math.IsFloat "5.0" }}', "true"),
        pytest.param('{{ math.IsNum "x" }}', "false"),
        pytest.param("{{ math.IsFloat 5 }}", "false"),
        pytest.param("{{ math.Add }}", "0"),
        pytest.param("{{ rem 7 4 }}", "3"),
        pytest.param("{{ pow 2 3 }}", "8"),
        pytest.param("{{ math.Seq 1 1 0 }}", "[]"),
        pytest.param("{{ math.Pow 0 -1 }}", "-9223372036854775808"),
    ],
)
def test_math_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param("math.Div 1 0", "`math.Div`: division by zero"),
        pytest.param("math.Rem 1 0", "`math.Rem`: division by zero"),
        pytest.param("math.Seq", "`math.Seq` takes at least an end"),
    ],
)
def test_math_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
