"""The floors of the architecture: packages import lower floors only, and every package is on one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
FLOORS = (
    "base version",
    "cache go",
    "syntax text system",
    "config template merge function",
    "manifest",
    "link",
    "evaluate",
    "compile",
    "artifact check graph",
    "explain query run",
    "render",
    "project",
    "library",
    "cli",
)
FLOOR = {package: floor for floor, packages in enumerate(FLOORS) for package in packages.split()}
IMPORTED_BY = {"system": {"project"}, "render": {"cli", "library", "project"}, "cli": set[str]()}
"""Packages that only these may import."""
ROOMS = {"language": set[str](), "functions": set[str](), "engine": {"language", "functions"}}
"""The rooms of ``template``, and which others each may know."""
DOORS = {"__init__", "__main__"}
"""The public names and the entry point: they stand in front of the floors and nobody imports them."""
FOLDERS_WITHOUT_CODE = {"__pycache__"}


class Import(NamedTuple):
    """One import of a stackc package: ``place`` imports ``package``; ``""`` is the top level itself."""

    place: str
    importer: str
    package: str


def packages() -> set[str]:
    """The top-level packages and modules of stackc."""
    entries = [entry for entry in (ROOT / "stackc").iterdir() if entry.suffix == ".py" or entry.is_dir()]
    return {entry.stem for entry in entries} - FOLDERS_WITHOUT_CODE


def parsed(text: str, parts: tuple[str, ...]) -> Iterator[Import]:
    """The imports of stackc packages in ``text``, the module at ``parts`` below the repository."""
    importer = parts[1].removesuffix(".py")
    for node in ast.walk(ast.parse(text)):
        place = f"{'/'.join(parts)}:{getattr(node, 'lineno', 0)}"
        for name in imported_names(node, parts):
            steps = name.split(".")
            if steps[0] == "stackc":
                yield Import(place, importer, steps[1] if len(steps) > 1 else "")


def imported_names(node: ast.AST, parts: tuple[str, ...]) -> Iterator[str]:
    """Full dotted names of what ``node`` imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = ".".join(parts[: len(parts) - node.level]) if node.level else ""
        module = ".".join(part for part in (above, node.module or "") if part)
        known = packages()
        for alias in node.names:
            below = module == "stackc" and alias.name in known
            yield f"stackc.{alias.name}" if below else module


def all_imports() -> list[Import]:
    files = sorted((ROOT / "stackc").rglob("*.py"))
    return [found for file in files for found in parsed(file.read_text(), file.relative_to(ROOT).parts)]


IMPORTS = all_imports()


def inside() -> list[Import]:
    """Imports between packages, without those of the doors."""
    return [found for found in IMPORTS if found.importer not in DOORS and found.package != found.importer]


def test_every_package_is_on_a_floor() -> None:
    assert packages() - DOORS - FLOOR.keys() == set()


def test_imports_are_seen() -> None:
    assert len(IMPORTS) > 100


@pytest.mark.parametrize("package", sorted(packages() & FLOOR.keys()))
def test_a_package_imports_lower_floors_only(package: str) -> None:
    own = [found for found in inside() if found.importer == package and found.package]
    assert [found for found in own if FLOOR.get(found.package, 99) >= FLOOR[package]] == []


@pytest.mark.parametrize("package", IMPORTED_BY)
def test_a_package_at_the_edge_is_imported_by_few(package: str) -> None:
    assert [f for f in inside() if f.package == package and f.importer not in IMPORTED_BY[package]] == []


@pytest.mark.parametrize(("room", "knows"), ROOMS.items())
def test_a_room_of_templates_knows_those_below_it_only(room: str, knows: set[str]) -> None:
    folder = ROOT / "stackc" / "template" / room
    names = [
        name
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        for name in imported_names(node, file.relative_to(ROOT).parts)
    ]
    rooms = {name.split(".")[2] for name in names if name.startswith("stackc.template.")}
    assert names
    assert rooms <= {room, *knows}


def test_nobody_inside_imports_the_public_names() -> None:
    assert [found for found in inside() if found.package in ("", *DOORS)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("import stackc", [""], id="the top level"),
        pytest.param("from stackc import Project", [""], id="a public name"),
        pytest.param("from stackc import base", ["base"], id="a package by the top level"),
        pytest.param("import stackc.link.naming as naming", ["link"], id="a module"),
        pytest.param("from stackc.link import naming, sections", ["link", "link"], id="two modules"),
        pytest.param("def f():\n    from stackc.cli.main import main", ["cli"], id="inside of a function"),
        pytest.param("from ..base import codes", ["base"], id="relative"),
        pytest.param("from .reader import read", ["manifest"], id="relative, own package"),
        pytest.param("from ... import x", [], id="above the top"),
        pytest.param("import os\nfrom stackcx import y", [], id="others"),
    ],
)
def test_every_form_of_an_import_is_read(text: str, expected: list[str]) -> None:
    assert [found.package for found in parsed(text, ("stackc", "manifest", "x.py"))] == expected
