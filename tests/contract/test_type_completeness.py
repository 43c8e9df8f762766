"""The measure that ``make types`` holds our own types to finds what is left to inference."""

from __future__ import annotations

from pathlib import Path

from tests.kit.type_completeness import LEAST, PACKAGE, Completeness, measure

MODULE = """\
class Reading:
    def __init__(self, levels: list[int]) -> None:
        self.levels: list[int] = levels
        self.highest = max(levels)

    def lowest(self) -> int:
        return min(self.levels)


def readings() -> list:
    return []
"""


def package(folder: Path, text: str) -> Path:
    made = folder / "gauges"
    made.mkdir()
    (made / "__init__.py").write_text(text)
    (made / "py.typed").touch()
    return made


def test_names_without_a_whole_type_are_told_one_by_one(tmp_path: Path) -> None:
    found = measure(package(tmp_path, MODULE))
    assert [line.partition(":")[0] for line in found.left] == ["gauges.Reading.highest", "gauges.readings"]
    assert 0 < found.score < LEAST


def test_a_package_without_its_marker_has_no_types(tmp_path: Path) -> None:
    made = package(tmp_path, "def level() -> int: ...\n")
    (made / "py.typed").unlink()
    assert measure(made) == Completeness(0, ())


def test_our_own_package_has_its_marker() -> None:
    assert (PACKAGE / "py.typed").is_file()
