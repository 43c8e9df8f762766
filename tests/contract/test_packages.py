"""What people download: the wheel has what is needed to run and to type-check, the source archive what is needed to test."""

from __future__ import annotations

import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[frozenset[str], frozenset[str]]:
    """The names in the wheel, and those in the source archive without its top folder."""
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.builders.wheel import WheelBuilder

    folder = str(tmp_path_factory.mktemp("dist"))
    [wheel] = WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
    [archive] = SdistBuilder(str(ROOT)).build(directory=folder, versions=["standard"])
    with zipfile.ZipFile(wheel) as zipped, tarfile.open(archive) as tarred:
        return frozenset(zipped.namelist()), frozenset(name.partition("/")[2] for name in tarred.getnames())


def test_the_wheel_has_the_code_its_types_the_schemas_and_the_pages(
    packages: tuple[frozenset[str], frozenset[str]],
) -> None:
    schemas = {f"stackc/schemas/{path.name}" for path in (ROOT / "schemas").glob("*.json")}
    modules = {str(path.relative_to(ROOT)) for path in (ROOT / "stackc").rglob("*.py")}
    pages = {f"stackc/pages/{path.name}" for path in (ROOT / "docs" / "diagnostics").iterdir()}
    assert {"stackc/py.typed", *schemas, *modules, *pages} <= packages[0]


def test_the_wheel_has_nothing_but_the_package(packages: tuple[frozenset[str], frozenset[str]]) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in packages[0]} == {"stackc"}
    assert not any("__pycache__" in name for name in packages[0])


def test_the_schemas_of_the_example_are_no_schemas_of_the_product(
    packages: tuple[frozenset[str], frozenset[str]],
) -> None:
    assert not any(name.startswith("stackc/schemas/components") for name in packages[0])
    assert {"policies/accounts.py", "schemas/components/account-settings.schema.json"} <= packages[1]


@pytest.mark.parametrize(
    "name", ["tests/unit/merge/test_merge.py", "tests/kit/world.py", "examples/library/matrix.py", "Makefile"]
)
def test_the_source_archive_has_what_its_tests_need(packages: tuple[frozenset[str], frozenset[str]], name: str) -> None:
    assert (ROOT / name).is_file()
    assert name in packages[1]
