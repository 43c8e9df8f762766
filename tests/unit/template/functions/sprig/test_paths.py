"""Sprig: the family in ``sprig.paths``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ base "/a/b.txt" }}', "b.txt"),
        pytest.param('{{ dir "/a/b.txt" }}', "/a"),
        pytest.param('{{ clean "/a/../b//c/." }}', "/b/c"),
        pytest.param('{{ ext "a.tar.gz" }}', ".gz"),
        pytest.param('{{ isAbs "/a" }}', "true"),
        pytest.param('{{ base "" }}', "."),
        pytest.param('{{ dir "" }}', "."),
        pytest.param('{{ clean "" }}', "."),
        pytest.param('{{ ext "a/.b" }}', ".b"),
        pytest.param('{{ osBase "a/b/" }}', "b"),
        pytest.param('{{ dir "a" }}', "."),
        pytest.param('{{ dir "/a" }}', "/"),
        pytest.param('{{ clean "../../a" }}', "../../a"),
        pytest.param('{{ clean "/../a" }}', "/a"),
        pytest.param('{{ base "///" }}', "/"),
        pytest.param('{{ clean "a/../.." }}', ".."),
    ],
)
def test_paths_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected
