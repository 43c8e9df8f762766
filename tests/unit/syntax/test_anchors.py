from __future__ import annotations

import pytest

from stackc.syntax.anchors import find_anchor_uses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: &x 1\nb: *x\n", [((1, 4), (2, 4))], id="a scalar"),
        pytest.param("a: &x {b: 1}\nc:\n  <<: *x\n", [((1, 4), (3, 7))], id="a merge key"),
        pytest.param("a: &x [1]\nb: {<<: [*x, *x]}\n", [((1, 4), (2, 10)), ((1, 4), (2, 14))], id="several"),
        pytest.param("a: &x 1\nb: *x\nc: &x 2\nd: *x\n", [((1, 4), (2, 4)), ((3, 4), (4, 4))], id="named again"),
        pytest.param("a: &x 1\nb: {*x : 2}\n", [((1, 4), (2, 5))], id="a key"),
        pytest.param("&x a: 1\nb: *x\n", [((1, 1), (2, 4))], id="of a key"),
        pytest.param("a: &x 1\n---\nb: *x\n", [], id="another document"),
        pytest.param("a: &x 1\n", [], id="nobody"),
        pytest.param("a: *x\n", [], id="no anchor"),
        pytest.param("a: &x 1\nb: *x\nc: [", [((1, 4), (2, 4))], id="cut off"),
        pytest.param("\0", [], id="no text"),
        pytest.param("\ud800", [], id="half a character"),
        pytest.param("", [], id="empty"),
    ],
)
def test_each_alias_is_found_with_its_anchor(text: str, expected: list[object]) -> None:
    assert list(find_anchor_uses(text)) == expected
