from __future__ import annotations

import pytest

from stackc.base.boundary import is_inside


@pytest.mark.parametrize(
    ("real", "roots", "expected"),
    [
        pytest.param("/repo/a/b", ("/repo",), True, id="below"),
        pytest.param("/repo", ("/repo",), True, id="the root itself"),
        pytest.param("/repository/a", ("/repo",), False, id="a name that only begins so"),
        pytest.param("/", ("/repo",), False, id="above"),
        pytest.param("/else/x", ("/repo", "/else"), True, id="below another root"),
        pytest.param("/anything", ("/",), True, id="the whole disk is a root"),
        pytest.param("/repo/.git/config", ("/repo",), False, id="git's folder"),
        pytest.param("/repo/modules/m/.git", ("/repo",), False, id="git's folder of a submodule"),
        pytest.param("/repo/.git/config", ("/repo", "/repo/.git"), True, id="git's folder, allowed"),
        pytest.param("/repo/.github/x", ("/repo",), True, id="a name like git's folder"),
        pytest.param("/home/.git/worktrees/w/x", ("/home/.git/worktrees/w",), True, id="a root inside git's folder"),
        pytest.param("/repo", (), False, id="no roots"),
    ],
)
def test_what_lies_in_the_roots_is_inside(real: str, roots: tuple[str, ...], expected: bool) -> None:
    assert is_inside(real, roots) is expected
