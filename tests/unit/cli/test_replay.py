"""What a kept answer is found by, and what a shell asks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stackc.cli.replay import completion_of, key_of
from tests.kit.kept import environment

BASH = {"_STACKC_COMPLETE": "complete_bash"}


@pytest.mark.parametrize(
    ("line", "number", "expected"),
    [
        ("stackc desc", "1", ("stackc ", "desc")),
        ("stackc describe ", "2", ("stackc describe ", "")),
        ("stackc describe component a -s d", "5", ("stackc describe component a -s ", "d")),
        ("stackc describe --fo", "2", ("stackc describe --fo", "")),
        ("stackc list -s=d", "2", ("stackc list -s=d", "")),
        ("stackc 'desc", "1", ("stackc 'desc", "")),
        ("stackc $x", "1", ("stackc $x", "")),
        ("stackc desc more", "1", ("stackc desc more", "")),
        ("stackc desc", "x", ("stackc desc", "")),
        ("", "", ("", "")),
    ],
)
def test_of_plain_words_the_last_is_taken_apart(line: str, number: str, expected: tuple[str, str]) -> None:
    completion = completion_of({**BASH, "COMP_WORDS": line, "COMP_CWORD": number})
    assert completion is not None
    assert (completion.line, completion.begun) == expected


def test_a_command_is_no_completion() -> None:
    assert completion_of({"COMP_WORDS": "stackc desc", "COMP_CWORD": "1"}) is None


def test_only_what_begins_like_the_word_is_offered() -> None:
    completion = completion_of({**BASH, "COMP_WORDS": "stackc pr", "COMP_CWORD": "1"})
    assert completion is not None
    assert completion.offered(b"dev\nprod\nprobe\n") == b"prod\nprobe\n"
    assert completion.offered(b"\n") == b""


def elsewhere(path: Path) -> None:
    os.chdir(path)


def without_colour(_: Path) -> None:
    os.environ["NO_COLOR"] = "1"


def completing(_: Path) -> None:
    os.environ["_STACKC_COMPLETE"] = "complete_bash"


@pytest.mark.parametrize("change", [elsewhere, without_colour, completing])
def test_what_an_answer_hangs_on_besides_is_in_its_key(
    change: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(os.getcwd())
    with environment({}):
        first = key_of(["list", "stacks"])
        assert first == key_of(["list", "stacks"])
        change(tmp_path)
        assert key_of(["list", "stacks"]) != first


def test_other_words_have_another_key() -> None:
    keys = [key_of(words) for words in ([], ["list"], ["list", "stacks"], ["list stacks"], ["stacks", "list"])]
    assert len({*keys}) == len(keys)
    assert key_of(["list", "--no-cache"]) is None
