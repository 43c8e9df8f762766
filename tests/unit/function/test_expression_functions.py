"""The functions of expressions: what each gives, and which are refused."""

from __future__ import annotations

import pytest

from stackc.function.expression_functions import FUNCTIONS, REFUSED
from tests.kit.expressions import fault


@pytest.mark.parametrize(
    "expression",
    [
        *("repeat(.)", "range(1000000000)", "until(false; .)", "while(true; .)", "recurse(.)", "limit(1; .)"),
        *("input", "inputs", "input_filename", "debug", "halt", "env", "env.HOME", "strenv(HOME)", "envsubst"),
        *('load("/etc/passwd")', 'import "x" as $x; .', "now", "shuffle", 'eval(".")', "def f: f; f", ".x | parent"),
    ],
)
def test_what_does_not_end_or_looks_elsewhere_is_refused_by_name(expression: str) -> None:
    assert "cannot be used here" in fault(f"({expression})").message


def test_no_refused_function_is_a_known_one() -> None:
    assert not REFUSED.keys() & FUNCTIONS.keys()
