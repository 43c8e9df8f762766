"""Declared dependencies have a floor and a bound, and the lock holds one version of each that lies between them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.kit.floors import PYPROJECT, declared, floors

DECLARED = declared(tomllib.loads(PYPROJECT.read_text()))
LOCK = (PYPROJECT.parent / "requirements-dev.txt").read_text().splitlines()


def locked() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = defaultdict(list)
    for line in LOCK:
        pinned = Requirement(line)
        found[canonicalize_name(pinned.name)].append(pinned)
    return found


def version(pinned: Requirement) -> str:
    [specifier] = pinned.specifier
    assert specifier.operator == "=="
    return specifier.version


@pytest.mark.parametrize("requirement", DECLARED)
def test_a_dependency_is_locked_within_its_bounds(requirement: str) -> None:
    wanted = Requirement(requirement)
    pins = locked()[canonicalize_name(wanted.name)]
    assert pins, f"`{wanted.name}` is not in the lock; `make lock` writes it"
    assert [pin for pin in pins if version(pin) not in wanted.specifier] == [], "`make lock` writes it anew"


@pytest.mark.parametrize("python", ["3.11.0", "3.12.0", "3.13.0"])
def test_the_lock_holds_one_version_of_each_for_every_python(python: str) -> None:
    environment = {"python_full_version": python, "python_version": python.rpartition(".")[0]}
    for name, pins in locked().items():
        fitting = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(environment)]
        assert len(fitting) == 1 or all("python" not in str(pin.marker) for pin in pins), name


def test_the_lock_names_no_place() -> None:
    assert [line for line in LOCK if not re.fullmatch(r"[\w.-]+==[\w.]+( ; [\w.'<>=! ]+)?", line)] == []


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
