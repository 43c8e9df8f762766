"""Records: fields by place or by name, equality by class and fields, and nothing that changes."""

from __future__ import annotations

import copy
import inspect
import pickle
import subprocess
import sys

import pytest

from stackc.base.record import Record, SoleRecord, replace


class Place(Record):
    """Two fields, one with a default."""

    file: str
    line: int = 1

    @property
    def text(self) -> str:
        return f"{self.file}:{self.line}"


class Spot(Record):
    """The same fields as ``Place``."""

    file: str
    line: int = 1


class Nothing(Record):
    """No field at all."""


class Once(SoleRecord):
    """Equal to itself alone."""

    file: str


def test_fields_are_given_by_place_or_by_name_and_have_defaults() -> None:
    assert Place("a", 2).text == Place(line=2, file="a").text == "a:2"
    assert Place("a").line == 1


@pytest.mark.parametrize("given", [{}, {"file": "a", "column": 1}], ids=["one lacks", "one is unknown"])
def test_a_record_is_not_made_of_other_fields_than_it_has(given: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        Place(**given)  # type: ignore[arg-type]


def test_records_are_equal_when_class_and_fields_are() -> None:
    assert Place("a") == Place("a", 1)
    assert len({Place("a"), Place("a", 1), Spot("a")}) == 2
    assert Place("a") != Place("b")
    assert Place("a") != Spot("a")
    assert Place("a") != ("a", 1)
    assert Nothing() == Nothing()


def test_a_record_without_equality_is_equal_to_itself_alone() -> None:
    one = Once("a")
    assert one == one
    assert one != Once("a")
    assert len({one, Once("a")}) == 2


@pytest.mark.parametrize("name", ["file", "column"])
def test_a_record_never_changes(name: str) -> None:
    place = Place("a")
    with pytest.raises(AttributeError, match="never changes"):
        setattr(place, name, "b")
    with pytest.raises(AttributeError, match="never changes"):
        delattr(place, name)
    assert place == Place("a")


def test_a_record_has_room_for_its_fields_alone() -> None:
    assert not hasattr(Place("a"), "__dict__")


def test_what_replaces_fields_is_another_record() -> None:
    place = Place("a")
    assert replace(place, line=2) == Place("a", 2)
    assert place == Place("a")
    with pytest.raises(TypeError):
        replace(place, column=2)


def test_a_record_shows_how_it_is_made() -> None:
    assert repr(Place("a")) == "Place(file='a', line=1)"
    assert repr(Nothing()) == "Nothing()"
    assert str(inspect.signature(Place)) == "(file: 'str', line: 'int' = 1) -> 'None'"


def test_a_record_is_taken_apart_by_a_pattern() -> None:
    match Place("a", 2):
        case Place(file, line):
            assert (file, line) == ("a", 2)


def test_copies_and_what_another_process_gets_are_equal() -> None:
    place = Place("a", 2)
    assert pickle.loads(pickle.dumps(place)) == copy.deepcopy(place) == copy.copy(place) == place


def test_the_small_commands_load_nothing_that_writes_classes() -> None:
    code = (
        "import sys, stackc.cli.listing, stackc.cli.describe; print(*{'dataclasses', 'inspect'} & sys.modules.keys())"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []
