from __future__ import annotations

import pytest

from stackc.base.boundary import FULL_TRUST, Access, Boundary, is_inside
from stackc.base.codes import Code
from stackc.base.diagnostic import Label
from stackc.base.messages import outside_found
from stackc.base.source import Span


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


def test_nobody_is_below_a_root_only_because_another_one_excludes_it() -> None:
    assert is_inside("/repo/.git/a", ("/repo", "/repo/.git/")) is True


def test_a_boundary_says_nothing_of_its_own_unless_told() -> None:
    boundary = Boundary(("/repo",), refuses=True)
    assert (boundary.said, boundary.scope) == ((), "")


def test_a_repository_is_trusted_with_no_variable_listed() -> None:
    assert (FULL_TRUST.full, FULL_TRUST.allow_env) == (True, frozenset())


@pytest.mark.parametrize(
    ("access", "message"),
    [
        pytest.param("refused", "`x` lies outside of the repository and is not read", id="refused"),
        pytest.param("outside", "`x` lies outside of the repository", id="read"),
    ],
)
def test_what_lies_outside_is_said_with_what_allows_it(access: Access, message: str) -> None:
    label = Label(Span("f", 1, 2))
    found = outside_found("`x`", label, access)
    assert (found.code, found.message, found.primary) == (Code.OUTSIDE, message, label)
    assert found.help == "`files.allow_outside` in the project file allows folders; `--untrusted` ignores it"
