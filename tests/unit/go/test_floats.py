from __future__ import annotations

import math

import pytest

from stackc.go.floats import float_text, json_float_text

BOTH = [
    pytest.param(0.0, "0", "0", id="zero"),
    pytest.param(-0.0, "-0", "0", id="minus zero loses its sign in JSON"),
    pytest.param(1.0, "1", "1", id="whole numbers have no point"),
    pytest.param(1.5, "1.5", "1.5", id="fraction"),
    pytest.param(-2.25, "-2.25", "-2.25", id="negative"),
    pytest.param(123456.0, "123456", "123456", id="below the exponent form"),
    pytest.param(12345678901.0, "1.2345678901e+10", "12345678901", id="whole number with exponent"),
    pytest.param(1e8, "1e+08", "100000000", id="two digits of exponent in text"),
    pytest.param(1e20, "1e+20", "100000000000000000000", id="last positional JSON"),
    pytest.param(1e21, "1e+21", "1e+21", id="first exponent in JSON"),
    pytest.param(0.0001, "0.0001", "0.0001", id="small"),
    pytest.param(1e-5, "1e-05", "0.00001", id="small with exponent"),
    pytest.param(1e-6, "1e-06", "0.000001", id="last small positional JSON"),
    pytest.param(1e-7, "1e-07", "1e-7", id="one digit of exponent in JSON"),
    pytest.param(1.25e-9, "1.25e-09", "1.25e-9", id="mantissa with a point"),
    pytest.param(5e-324, "5e-324", "5e-324", id="smallest"),
    pytest.param(1.7976931348623157e308, "1.7976931348623157e+308", "1.7976931348623157e+308", id="largest"),
]


@pytest.mark.parametrize(("value", "text", "json"), BOTH)
def test_text_and_json_have_forms_of_their_own(value: float, text: str, json: str) -> None:
    assert (float_text(value), json_float_text(value)) == (text, json)


@pytest.mark.parametrize(("value", "text"), [(math.inf, "+Inf"), (-math.inf, "-Inf"), (math.nan, "NaN")])
def test_what_is_not_finite_has_a_text(value: float, text: str) -> None:
    assert float_text(value) == text


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_not_finite_has_no_json(value: float) -> None:
    with pytest.raises(ValueError, match="no form"):
        json_float_text(value)
