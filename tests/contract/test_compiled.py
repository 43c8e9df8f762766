"""The modules that are listed for compiling are compiled where the compiled wheel is tested, and nowhere else."""

from __future__ import annotations

import os
import tomllib
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

import stackc

ROOT = Path(__file__).parents[2]
HOOK = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"][
    "custom"
]
LISTED: list[str] = HOOK["modules"]
IS_COMPILED = os.environ.get("STACKC_COMPILED") == "1"
"""Set by ``make test-compiled``."""


@pytest.mark.parametrize("module", LISTED)
def test_a_listed_module_is_compiled_where_that_is_tested(module: str) -> None:
    file = import_module(f"stackc.{module.replace('/', '.')}").__file__ or ""
    assert file.endswith(tuple(EXTENSION_SUFFIXES)) == IS_COMPILED, file


@pytest.mark.skipif(not IS_COMPILED, reason="an editable install has no shared objects")
def test_nothing_else_is_compiled_and_every_source_is_there() -> None:
    package = Path(stackc.__file__).parent
    compiled = {path.relative_to(package).parent / path.name.split(".")[0] for path in package.rglob("*.so")}
    assert sorted(path.as_posix() for path in compiled) == sorted(LISTED)
    assert [name for name in LISTED if not (package / f"{name}.py").is_file()] == []


def test_who_builds_without_asking_compiles_nothing() -> None:
    assert HOOK["enable-by-default"] is False


def test_no_class_that_is_called_is_compiled_below_one_that_is_not() -> None:
    """mypyc 2.4 lays these two out differently, and the first method of the parent ends the process."""
    found = []
    for module in LISTED:
        for name, kind in vars(import_module(f"stackc.{module.replace('/', '.')}")).items():
            parents = kind.__mro__[1:-1] if isinstance(kind, type) and "__call__" in vars(kind) else ()
            if any(parent.__module__.startswith("stackc.") and "__call__" not in vars(parent) for parent in parents):
                found.append(f"{module}: {name}")
    assert found == []
