"""What belongs to a repository, and what is said of a path that does not.

See docs/language.md, outside the repository.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from stackc.base.named_tuple import NamedTuple

Access = Literal["inside", "outside", "refused"]
"""``outside`` is read, and whoever asks warns; ``refused`` is never read, whether it exists or not."""

GIT_FOLDER = ".git"
"""Git's own folder lies in a checkout and is no content of it: it may hold the credentials of a pipeline."""


class Boundary(NamedTuple):
    """Which paths a world may read."""

    roots: tuple[str, ...]
    """Absolute folders, links followed."""
    refuses: bool
    """What lies outside is refused."""
    said: tuple[str, ...] = ()
    """Folders that the project file names: where one of them is outside but read, what is
    below it needs no word of its own.
    """
    scope: str = ""
    """When set, only paths below this folder are judged: the places where a user keeps a project file are not."""


class Trust(NamedTuple):
    """Whether a repository may do all it can, and if not, which environment variables it may read."""

    full: bool = True
    allow_env: frozenset[str] = frozenset()


FULL_TRUST = Trust()


def is_inside(real: str, roots: Iterable[str]) -> bool:
    """True when the path ``real``, absolute and with links followed, is one of ``roots`` or lies below one.

    What is below a root in a folder ``.git`` is outside, unless that folder is a root itself.
    """
    for root in roots:
        if real == root:
            return True
        top = root if root.endswith("/") else root + "/"
        if real.startswith(top) and GIT_FOLDER not in real[len(top) :].split("/"):
            return True
    return False


def outside_message(subject: str, access: Access) -> str:
    """What is wrong with reading ``subject``; the same whether it exists or not."""
    return f"{subject} lies outside of the repository" + (" and is not read" if access == "refused" else "")


OUTSIDE_HELP = "`files.allow_outside` in the project file allows folders; `--untrusted` ignores it"
