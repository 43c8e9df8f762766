from __future__ import annotations

import pytest

from stackc.base.ports import Output, ReadFailure, VariableRefused, WalkFailure, World
from tests.kit.world import MemoryWorld

WORLD: World = MemoryWorld({"a/x.yaml": "1", "a/b/y": b"\xff", "/etc/z": "z", "a/B": ""}, {"HOME": "/home/u"})


def test_an_output_is_not_sensitive_unless_told() -> None:
    assert Output("x").sensitive is False


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("a/x.yaml", "file", id="relative"),
        pytest.param("/repo/a/x.yaml", "file", id="absolute"),
        pytest.param("a/../a/./x.yaml", "file", id="not normal"),
        pytest.param("a", "folder", id="folder"),
        pytest.param("/", "folder", id="the root of everything"),
        pytest.param("", "folder", id="the root of the project"),
        pytest.param("/etc", "folder", id="outside"),
        pytest.param("a/none", None, id="missing"),
    ],
)
def test_kind_takes_relative_and_absolute_paths(path: str, kind: str | None) -> None:
    assert WORLD.kind(path) == kind


@pytest.mark.parametrize(("path", "reason"), [("a", "is a directory"), ("none", "no such file or directory")])
def test_reading_what_is_no_file_fails_with_a_reason(path: str, reason: str) -> None:
    with pytest.raises(ReadFailure) as failure:
        WORLD.read(path)
    assert failure.value.reason == reason


def test_walk_lists_files_in_byte_order() -> None:
    assert WORLD.walk("a") == ("B", "b/y", "x.yaml")


def test_walk_of_a_missing_folder_is_empty() -> None:
    assert WORLD.walk("none") == ()


def test_variables_are_those_given() -> None:
    assert (WORLD.variable("HOME"), WORLD.variable("PATH")) == ("/home/u", None)


def test_a_failure_to_read_says_why_and_what_kind_it_is() -> None:
    plain, missing = ReadFailure("permission denied"), ReadFailure("x", missing=True)
    assert (str(plain), plain.missing, plain.too_large, plain.outside) == ("permission denied", False, False, False)
    assert (missing.missing, ReadFailure("x", too_large=True).too_large) == (True, True)


def test_a_failure_to_list_names_the_link_and_the_limit() -> None:
    failure = WalkFailure("a/b", 50_000)
    assert (failure.link, str(failure)) == ("a/b", "links lead to more than 50,000 files and folders")


def test_a_variable_that_is_refused_is_named() -> None:
    message = "the environment variable `TOKEN` may not be read: the repository is untrusted"
    assert str(VariableRefused("TOKEN")) == message
