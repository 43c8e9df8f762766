"""Versions of Terraform, and which of them a constraint allows."""

from __future__ import annotations

import pytest

from stackc.syntax.version_constraint import allows, parse_version


@pytest.mark.parametrize(
    ("constraints", "version", "expected"),
    [
        ("1.5.7", (1, 5, 7), True),
        ("= 1.5", (1, 5, 1), False),
        (">= 1.5, < 2.0", (1, 9, 0), True),
        (">= 1.5, < 2.0", (2, 0, 0), False),
        ("~> 1.5", (1, 9, 0), True),
        ("~> 1.5", (2, 0, 0), False),
        ("~> 1.5.1", (1, 5, 9), True),
        ("~> 1.5.1", (1, 6, 0), False),
        ("~> 1", (2, 0, 0), True),
        ("!= 1.5.0", (1, 5, 0), False),
        ("> 1.5, <= 1.6", (1, 6, 0), True),
    ],
)
def test_a_constraint_allows_versions(constraints: str, version: tuple[int, int, int], expected: bool) -> None:
    assert allows(constraints, version) is expected


@pytest.mark.parametrize("constraints", ["", "latest", ">= 1.5-beta", ">= 1.5 < 2", "=> 1"])
def test_what_is_no_constraint_allows_and_refuses_nothing(constraints: str) -> None:
    assert allows(constraints, (1, 5, 0)) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("1.9", (1, 9, 0)), ("v1.9.8", (1, 9, 8)), ("1", (1, 0, 0)), ("1.9.0-rc1", None), ("", None)]
)
def test_a_version_has_three_numbers(text: str, expected: tuple[int, int, int] | None) -> None:
    assert parse_version(text) == expected
