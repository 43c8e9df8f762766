from __future__ import annotations

import pytest

from stackc.base.overlay import OverlayWorld
from stackc.base.ports import ReadFailure
from tests.kit.world import MemoryWorld

WORLD = OverlayWorld(MemoryWorld({"a/b.yaml": "old", "c.yaml": "c"}, {"X": "y"}), {"a/b.yaml": b"new"})


@pytest.mark.parametrize(("path", "content"), [("a/b.yaml", b"new"), ("./a/../a/b.yaml", b"new"), ("c.yaml", b"c")])
def test_a_file_says_what_lies_over_it(path: str, content: bytes) -> None:
    assert WORLD.read(path) == content


def test_all_else_is_asked_of_the_world_below() -> None:
    said = (
        WORLD.kind("a"),
        WORLD.walk(""),
        WORLD.entries("a"),
        WORLD.variable("X"),
        WORLD.access("a"),
        WORLD.closed_links(""),
    )
    assert said == ("folder", ("a/b.yaml", "c.yaml"), ("b.yaml",), "y", "inside", ())
    with pytest.raises(ReadFailure):
        WORLD.read("none.yaml")
