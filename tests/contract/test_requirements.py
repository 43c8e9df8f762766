"""Declared dependencies have a floor and a bound."""

from __future__ import annotations

import tomllib

import pytest

from tests.kit.floors import PYPROJECT, declared, floors

DECLARED = declared(tomllib.loads(PYPROJECT.read_text()))


def test_every_dependency_has_a_floor_and_a_bound() -> None:
    assert len(list(floors(DECLARED))) == len(DECLARED)


def test_floors_are_pins() -> None:
    assert list(floors(["a>=1.2,<3", "b-c[d,e]>=0.1.2,<1"])) == ["a==1.2", "b-c[d,e]==0.1.2"]


def test_extras_and_the_build_are_declared_too() -> None:
    pyproject = {
        "build-system": {"requires": ["b>=1,<2"]},
        "project": {"dependencies": ["d>=1,<2"], "optional-dependencies": {"x": ["c>=1,<2"], "y": ["c>=1,<2"]}},
    }
    assert declared(pyproject) == ("b>=1,<2", "c>=1,<2", "d>=1,<2")


@pytest.mark.parametrize("requirement", ["a", "a>=1", "a<2", "a==1", "a>1,<2", "a @ b"])
def test_a_requirement_without_floor_or_bound_is_refused(requirement: str) -> None:
    with pytest.raises(ValueError, match="is not written"):
        list(floors([requirement]))
