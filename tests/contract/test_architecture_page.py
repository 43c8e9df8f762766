"""ARCHITECTURE.md names files that exist and every package there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
FILES = sorted(set(re.findall(r"`((?:stackc|tests|benchmarks)/[\w./]+)`", PAGE)))
FLOORS = re.findall(r"^\| (\d+) \| `(\w+)` \|", PAGE, re.MULTILINE)


_WITHOUT_FLOOR = {"__init__", "__main__", "version"}


def _packages() -> set[str]:
    """Packages of ``stackc``, and its modules that stand on a floor of their own."""
    folders = {path.parent.name for path in ROOT.glob("stackc/*/__init__.py")}
    return folders | {path.stem for path in ROOT.glob("stackc/*.py")} - _WITHOUT_FLOOR


@pytest.mark.parametrize("file", FILES)
def test_named_file_exists(file: str) -> None:
    assert (ROOT / file).is_file()


def test_page_answers_where_about_25_rules_live() -> None:
    rows = re.findall(r"^\| [^|]+ \| (?:`stackc/[\w/]+\.py`(?:, )?)+ \|$", PAGE, re.MULTILINE)
    assert len(rows) >= 25


def test_every_package_stands_on_a_floor() -> None:
    assert {name for _, name in FLOORS} == _packages()


def test_floors_are_in_order_and_name_each_package_once() -> None:
    numbers = [int(number) for number, _ in FLOORS]
    assert numbers == sorted(numbers)
    assert len({name for _, name in FLOORS}) == len(FLOORS)
