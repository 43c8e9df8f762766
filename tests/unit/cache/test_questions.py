"""What is kept of an answer's questions, and when it still holds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stackc.base.boundary import Boundary
from stackc.base.ports import ReadFailure
from stackc.cache.questions import (
    CONTENT,
    KIND,
    LINK,
    LISTING,
    NOTHING,
    UNSURE,
    VARIABLE,
    NotKept,
    Question,
    check,
    digest,
    settled_stamp,
    variable_answer,
)
from stackc.system.files import DiskWorld

LONG_AGO = 0
LATER = 1 << 62
"""A time so late that everything is settled."""


def asked(root: Path, ask: Callable[[DiskWorld], object], env: Mapping[str, str] | None = None) -> list[Question]:
    """The questions of one run that began so late that every file was settled."""
    world = DiskWorld(str(root), env or {}, Boundary((os.path.realpath(root),), True))
    ask(world)
    return list(world.seen.questions(LATER))


def changed(questions: list[Question], env: Mapping[str, str] | None = None) -> list[str]:
    return sorted({each.kind for each in check(questions, env or {}, LATER).changed})


def everything(world: DiskWorld) -> None:
    world.walk("stacks")
    world.entries("modules")
    world.kind("modules")
    world.kind("missing")
    world.read("stacks/a.yaml")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("stacks/deep", "modules"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "stacks/a.yaml").write_text("a: 1\n")
    (tmp_path / "modules/main.tf").write_text("")
    return tmp_path


def test_what_nobody_touched_holds(root: Path) -> None:
    verdict = check(asked(root, everything), {}, LATER)
    assert (verdict.changed, verdict.refreshed) == ([], False)


def folder_instead(root: Path) -> None:
    (root / "modules/main.tf").unlink()
    (root / "modules/main.tf").mkdir()


def link_to_the_same(root: Path) -> None:
    (root / "stacks").rename(root / "aside")
    (root / "stacks").symlink_to(root / "aside")


CHANGES: Mapping[str, tuple[Callable[[Path], object], list[str]]] = {
    "content": (lambda root: (root / "stacks/a.yaml").write_text("a: 2\n"), [CONTENT]),
    "a file more": (lambda root: (root / "stacks/deep/b.yaml").write_text(""), [LISTING]),
    "a file less": (lambda root: (root / "stacks/a.yaml").unlink(), [CONTENT, LISTING]),
    "a folder more": (lambda root: (root / "stacks/new").mkdir(), [LISTING]),
    "another name": (lambda root: (root / "stacks/a.yaml").rename(root / "stacks/b.yaml"), [CONTENT, LISTING]),
    "a folder instead": (folder_instead, [LISTING]),
    "what was missing": (lambda root: (root / "missing").mkdir(), [KIND]),
    "a link to the same": (link_to_the_same, [LINK]),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_changed_is_seen(name: str, root: Path) -> None:
    questions = asked(root, everything)
    change, expected = CHANGES[name]
    change(root)
    assert changed(questions) == expected


def test_another_time_with_the_same_content_is_the_same_answer_with_another_stamp(root: Path) -> None:
    questions = asked(root, everything)
    os.utime(root / "stacks/a.yaml", (1, 1))
    verdict = check(questions, {}, LATER)
    assert (verdict.changed, verdict.refreshed) == ([], True)
    assert not check(questions, {}, LATER).refreshed


def test_a_time_that_is_set_back_deceives_nobody(root: Path) -> None:
    path = root / "stacks/a.yaml"
    before = path.stat()
    questions = asked(root, everything)
    path.write_text("a: 2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert changed(questions) == [CONTENT]


def test_what_changed_just_before_has_no_stamp(root: Path) -> None:
    state = os.stat(root / "stacks/a.yaml")
    assert settled_stamp(state, time.time_ns()) == UNSURE
    assert settled_stamp(state, LATER) != UNSURE


def test_a_link_that_leads_elsewhere_is_seen(root: Path) -> None:
    (root / "stacks/link.yaml").symlink_to(root / "stacks/a.yaml")
    questions = asked(root, lambda world: world.walk("stacks"))
    (root / "stacks/link.yaml").unlink()
    (root / "stacks/link.yaml").symlink_to(root / "modules/main.tf")
    assert LINK in changed(questions)


def test_a_link_that_changed_while_it_was_looked_at_is_not_kept(root: Path) -> None:
    world = DiskWorld(str(root), {}, Boundary((os.path.realpath(root),), True))
    world.read("stacks/a.yaml")
    (root / "stacks").rename(root / "aside")
    (root / "stacks").symlink_to(root / "aside")
    with pytest.raises(NotKept):
        list(world.seen.questions(LATER))


@pytest.mark.parametrize("name", ["DEPLOY_TOKEN", "STACKC_AUTH", "AWS_SECRET_ACCESS_KEY"])
def test_no_value_of_the_environment_is_kept(name: str, root: Path) -> None:
    assert variable_answer(name, "word") is None
    with pytest.raises(NotKept):
        asked(root, lambda world: world.variable(name), {name: "word"})


def test_that_a_variable_is_not_set_is_kept(root: Path) -> None:
    questions = asked(root, lambda world: world.variable("DEPLOY_TOKEN"))
    assert changed(questions) == []
    assert changed(questions, {"DEPLOY_TOKEN": ""}) == [VARIABLE]


def test_a_place_is_kept(root: Path) -> None:
    questions = asked(root, lambda world: world.variable("HOME"), {"HOME": "/home/me"})
    assert changed(questions, {"HOME": "/home/me"}) == []
    assert changed(questions, {"HOME": "/home/you"}) == [VARIABLE]


def unreadable(world: DiskWorld) -> None:
    with pytest.raises(ReadFailure):
        world.read("stacks")


def refused(world: DiskWorld) -> None:
    world.kind("/")


@pytest.mark.parametrize("ask", [unreadable, refused])
def test_what_could_not_be_read_is_not_kept(ask: Callable[[DiskWorld], object], root: Path) -> None:
    with pytest.raises(NotKept):
        asked(root, ask)


def test_a_missing_file_is_an_answer(root: Path) -> None:
    def missing(world: DiskWorld) -> None:
        with pytest.raises(ReadFailure):
            world.read("none.yaml")

    questions = asked(root, missing)
    assert changed(questions) == []
    (root / "none.yaml").write_text("")
    assert changed(questions) == [CONTENT]


@pytest.mark.parametrize("instead", ["folder", "pipe", "loop"])
def test_something_else_in_the_place_of_a_file_is_another_answer(instead: str, root: Path) -> None:
    path = root / "stacks/a.yaml"
    question = Question(CONTENT, str(path), "", digest(b""))
    path.unlink()
    match instead:
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to(path)
    assert changed([question]) == [CONTENT]


def test_a_question_that_nobody_asks_has_another_answer() -> None:
    assert changed([Question("weather", "/", "", "")]) == ["weather"]


def test_nothing_is_nothing_where_it_cannot_be_looked_at(root: Path) -> None:
    assert changed([Question(LISTING, str(root / "none"), NOTHING, NOTHING)]) == []
    assert changed([Question(CONTENT, str(root / "stacks/a.yaml/x"), NOTHING, NOTHING)]) == [CONTENT]


def test_a_file_that_became_too_large_to_be_read_is_another_answer(root: Path) -> None:
    questions = asked(root, lambda world: world.read("stacks/a.yaml"))
    os.truncate(root / "stacks/a.yaml", 1 << 40)
    assert changed(questions) == ["content"]
