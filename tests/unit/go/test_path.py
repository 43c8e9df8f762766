"""Paths taken apart; answers are those of Go's ``path`` and ``filepath``."""

import pytest

from stackc.go.path import base_name, clean_path, directory_name, extension, join_paths, relative_path, split_path


@pytest.mark.parametrize(
    ("path", "clean", "base", "directory", "ending", "halves"),
    [
        ("", ".", ".", ".", "", ("", "")),
        (".", ".", ".", ".", ".", ("", ".")),
        ("/", "/", "/", "/", "", ("/", "")),
        ("//", "/", "/", "/", "", ("//", "")),
        ("a", "a", "a", ".", "", ("", "a")),
        ("a/", "a", "a", "a", "", ("a/", "")),
        ("/a", "/a", "a", "/", "", ("/", "a")),
        ("a//b", "a/b", "b", "a", "", ("a//", "b")),
        ("a/./b", "a/b", "b", "a", "", ("a/./", "b")),
        ("a/../b", "b", "b", ".", "", ("a/../", "b")),
        ("../a", "../a", "a", "..", "", ("../", "a")),
        ("../../a", "../../a", "a", "../..", "", ("../../", "a")),
        ("/../a", "/a", "a", "/", "", ("/../", "a")),
        ("a/..", ".", "..", "a", ".", ("a/", "..")),
        ("/..", "/", "..", "/", ".", ("/", "..")),
        ("a/../..", "..", "..", ".", ".", ("a/../", "..")),
        ("a/b/../../..", "..", "..", ".", ".", ("a/b/../../", "..")),
        ("a.b.c", "a.b.c", "a.b.c", ".", ".c", ("", "a.b.c")),
        (".git", ".git", ".git", ".", ".git", ("", ".git")),
        ("a.d/b", "a.d/b", "b", "a.d", "", ("a.d/", "b")),
        ("a/b.", "a/b.", "b.", "a", ".", ("a/", "b.")),
        ("a/b/", "a/b", "b", "a/b", "", ("a/b/", "")),
    ],
)
def test_a_path_is_taken_apart(
    path: str, clean: str, base: str, directory: str, ending: str, halves: tuple[str, str]
) -> None:
    found = clean_path(path), base_name(path), directory_name(path), extension(path), split_path(path)
    assert found == (clean, base, directory, ending, halves)


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([], ""),
        (["", ""], ""),
        (["a", "b"], "a/b"),
        (["a", "", "../b"], "b"),
        (["/", "a"], "/a"),
        (["a", "/b"], "a/b"),
        (["", "a", ".."], "."),
    ],
)
def test_parts_are_joined_without_the_empty_ones(parts: list[str], path: str) -> None:
    assert join_paths(parts) == path


@pytest.mark.parametrize(
    ("base", "target", "way"),
    [
        ("a", "a", "."),
        ("a", "./a/", "."),
        ("a", "a/b", "b"),
        ("a/b", "a", ".."),
        ("a/b", "a/c", "../c"),
        ("a", "..", "../.."),
        (".", "a", "a"),
        ("a", ".", ".."),
        ("/", "/a", "a"),
        ("/a/b", "/", "../.."),
        ("ab", "abc", "../abc"),
        ("../a", "../b", "../b"),
        ("../..", "../../a", "a"),
    ],
)
def test_the_way_from_one_path_to_another(base: str, target: str, way: str) -> None:
    assert relative_path(base, target) == way


@pytest.mark.parametrize(("base", "target"), [("/a", "b"), ("a", "/b"), ("..", "a"), ("../..", "..")])
def test_some_paths_have_no_way_between_them(base: str, target: str) -> None:
    assert relative_path(base, target) is None
