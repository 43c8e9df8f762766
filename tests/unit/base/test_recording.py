"""Which questions an answer was made of."""

from __future__ import annotations

from threading import Thread

import pytest

from stackc.base.ports import ReadFailure
from stackc.base.recording import Asked, RecordingWorld
from tests.kit.world import MemoryWorld


def world() -> RecordingWorld:
    return RecordingWorld(MemoryWorld({"a/b.yaml": "x"}, {"HOME": "/me"}))


def test_every_kind_of_question_is_recorded_with_its_answer() -> None:
    recorder = world()
    with recorder.recording() as asked:
        for ask, name in (
            (recorder.read, "a/b.yaml"),
            (recorder.kind, "none"),
            (recorder.walk, "a"),
            (recorder.entries, "a"),
            (recorder.access, "a"),
            (recorder.closed_links, "a"),
            (recorder.variable, "HOME"),
            (recorder.variable, "NONE"),
        ):
            ask(name)
    assert asked == {
        ("read", "a/b.yaml"): b"x",
        ("kind", "none"): None,
        ("walk", "a"): ("b.yaml",),
        ("entries", "a"): ("b.yaml",),
        ("access", "a"): "inside",
        ("links", "a"): (),
        ("variable", "HOME"): "/me",
        ("variable", "NONE"): None,
    }


def test_that_a_file_is_not_there_is_an_answer() -> None:
    recorder = world()
    with recorder.recording() as asked, pytest.raises(ReadFailure):
        recorder.read("none")
    assert [str(answer) for answer in asked.values()] == ["no such file or directory"]


def test_what_is_asked_before_and_after_is_not_recorded() -> None:
    recorder = world()
    recorder.kind("before")
    with recorder.recording() as asked:
        recorder.kind("within")
    recorder.kind("after")
    assert list(asked) == [("kind", "within")]


def test_an_outer_recording_hears_what_an_inner_one_does() -> None:
    recorder = world()
    with recorder.recording() as outer:
        with recorder.recording() as inner:
            recorder.kind("a")
        recorder.kind("b")
    assert (list(outer), list(inner)) == ([("kind", "a"), ("kind", "b")], [("kind", "a")])


def test_a_recording_ends_where_its_block_fails() -> None:
    recorder = world()
    with pytest.raises(RuntimeError), recorder.recording() as asked:
        raise RuntimeError
    recorder.kind("a")
    assert asked == {}


def test_threads_do_not_hear_one_another() -> None:
    recorder, other = world(), list[Asked]()

    def ask() -> None:
        with recorder.recording() as asked:
            recorder.kind("theirs")
        other.append(asked)

    with recorder.recording() as mine:
        thread = Thread(target=ask)
        thread.start()
        thread.join()
        recorder.kind("mine")
    assert (list(mine), [list(each) for each in other]) == ([("kind", "mine")], [[("kind", "theirs")]])
