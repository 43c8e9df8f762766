"""gomplate: the family in ``gomplate.paths``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ path.Base "/a/b" }}', "b"),
        pytest.param('{{ path.Dir "/a/b" }}', "/a"),
        pytest.param('{{ path.Ext "a.b" }}', ".b"),
        pytest.param('{{ path.Clean "a//b/.." }}', "a"),
        pytest.param('{{ path.IsAbs "/a" }}', "true"),
        pytest.param('{{ path.Join "a" "../b" "c" }}', "b/c"),
        pytest.param('{{ path.Match "*.csv" "foo.csv" }}', "true"),
        pytest.param('{{ path.Match "a/[b-d]?" "a/cx" }}', "true"),
        pytest.param('{{ path.Match "[^a]*" "ab" }}', "false"),
        pytest.param('{{ path.Split "/a/b" }}', "[/a/ b]"),
        pytest.param('{{ filepath.Rel "/a/b" "/a/c/d" }}', "../c/d"),
        pytest.param('{{ filepath.Join "a" "b" }}', "a/b"),
        pytest.param('{{ filepath.ToSlash "a/b" }}', "a/b"),
        pytest.param('{{ filepath.Rel "a" "a/b/c" }}', "b/c"),
        pytest.param('{{ filepath.Base "a/b" }}', "b"),
        pytest.param("{{ path.Join }}", ""),
        pytest.param('{{ path.Match "\\\\*" "*" }}', "true"),
        pytest.param('{{ path.Match "*" "a/b" }}', "false"),
        pytest.param('{{ path.Match "[a-c]x" "bx" }}', "true"),
        pytest.param('{{ path.Match "[^a-c]x" "bx" }}', "false"),
        pytest.param('{{ path.Match "[\\\\]]" "]" }}', "true"),
        pytest.param('{{ path.Match "a?c" "a/c" }}', "false"),
        pytest.param('{{ path.Match "" "" }}', "true"),
        pytest.param('{{ path.Match "*/b" "a/b" }}', "true"),
        pytest.param('{{ path.Match "a.b" "axb" }}', "false"),
    ],
)
def test_paths_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('path.Match "[" "a"', "`path.Match`: syntax error in pattern"),
        pytest.param('filepath.Rel "/a" "b"', "`filepath.Rel`: cannot make `b` relative to `/a`"),
    ],
)
def test_paths_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message
