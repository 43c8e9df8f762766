"""Our named tuples do what those of ``typing`` do, and we use no other."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

import pytest

import stackc
from stackc.base.named_tuple import NamedTuple

PACKAGE = Path(stackc.__file__).parent
T = TypeVar("T")


class Ours(NamedTuple):
    """A field without a default, one with."""

    file: str
    line: int = 1

    @property
    def text(self) -> str:
        return f"{self.file}:{self.line}"


class Theirs(typing.NamedTuple):
    """The same."""

    file: str
    line: int = 1

    @property
    def text(self) -> str:
        return f"{self.file}:{self.line}"


class Below(Ours):
    """A class below one that has fields."""


class Nothing(NamedTuple):
    """No field at all."""


class Boxed(NamedTuple, Generic[T]):
    """A field of any type."""

    value: T


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: kind("a"),
        lambda kind: kind("a").text,
        lambda kind: kind(line=2, file="a").line,
        lambda kind: kind("a")._replace(line=3),
        lambda kind: kind("a")._asdict(),
        lambda kind: kind._make(["a", 2]),
        lambda kind: (kind._fields, kind._field_defaults, kind.__match_args__, [*kind.__annotations__]),
        lambda kind: {kind("a"): 1}["a", 1],
        lambda kind: sorted([kind("b"), kind("a", 2), kind("a", 1)]),
        lambda kind: repr(kind("a")).partition("(")[2],
        lambda kind: copy.deepcopy(kind("a")),
        lambda kind: pickle.loads(pickle.dumps(kind("a", 2))),
        lambda kind: list(inspect.signature(kind).parameters),
        lambda kind: hasattr(kind("a"), "__dict__"),
        lambda kind: [*kind("a")],
    ],
)
def test_ours_answer_as_those_of_typing_do(ask: Callable[[object], object]) -> None:
    assert ask(Ours) == ask(Theirs)


@pytest.mark.parametrize(
    ("ask", "error"),
    [
        (lambda kind: kind(), TypeError),
        (lambda kind: kind("a", 1, 2), TypeError),
        (lambda kind: kind("a", column=1), TypeError),
        (lambda kind: setattr(kind("a"), "file", "b"), AttributeError),
        (lambda kind: setattr(kind("a"), "column", 1), AttributeError),
    ],
    ids=["one lacks", "one too many", "one is unknown", "one is set", "another is set"],
)
def test_ours_refuse_what_those_of_typing_refuse(ask: Callable[[object], object], error: type[Exception]) -> None:
    for kind in (Ours, Theirs):
        with pytest.raises(error):
            ask(kind)


def test_a_class_below_another_a_generic_one_and_one_without_fields_are_made_too() -> None:
    assert Below("a") == Ours("a")
    assert Below("a").text == "a:1"
    assert Boxed[int](3).value == 3
    assert Nothing() == ()


def test_we_use_no_others() -> None:
    assert [path.name for path in PACKAGE.rglob("*.py") if imports_theirs(path)] == ["named_tuple.py"]


def imports_theirs(path: Path) -> bool:
    """True where a module takes ``NamedTuple`` from ``typing``."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    imports = (each for each in nodes if isinstance(each, ast.ImportFrom) and each.module == "typing")
    return any(name.name == "NamedTuple" for each in imports for name in each.names)


def test_modules_with_records_or_named_tuples_postpone_their_annotations() -> None:
    """Newer versions of Python give the others no fields."""
    hasty = [path.name for path in PACKAGE.rglob("*.py") if is_hasty(path.read_text(encoding="utf-8"))]
    assert hasty == []


def is_hasty(text: str) -> bool:
    """True for a module with a class of fields that does not postpone its annotations."""
    bases = {
        ast.unparse(base) for each in ast.walk(ast.parse(text)) if isinstance(each, ast.ClassDef) for base in each.bases
    }
    return bool(bases & {"Record", "NamedTuple"}) and "from __future__ import annotations" not in text
