"""Where a state is, said so that Terraform can be led there alone: backend settings and a workspace for an address.

A local state and one in S3 are single files: each is read and written as the default workspace of a backend that names
exactly that file, whatever workspace it belongs to. See docs/language.md, moving a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stackc.artifact.secrets import open_backend
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Secret, Table, Unknown
from stackc.evaluate.address import DEFAULT, StateAddress, state_address
from stackc.evaluate.instance import Instance

Variable = Callable[[str], "str | Secret | Unknown | None"]
SERVERS = frozenset({"cloud", "remote"})
"""Backends that keep states on a server, which gives them no place of their own."""


class Place(NamedTuple):
    """A state by itself: the settings that lead to it."""

    address: str
    kind: str
    settings: Table
    workspace: str = DEFAULT

    @property
    def file(self) -> str | None:
        """The path of a local state, absolute."""
        path = self.settings.get("path")
        return path if self.kind == "local" and isinstance(path, str) else None


class Known(NamedTuple):
    """Settings that may lead to a state: those of today, or those Terraform noted."""

    kind: str
    settings: Table
    workspaces: tuple[str, ...]


def known_of(instance: Instance, workspaces: Iterable[str] = ()) -> Known:
    """What an instance says of its backend now; its state may also be in one of ``workspaces``, looked at first."""
    kind, settings = instance.effective_backend
    return Known(kind, open_backend(settings), tuple(dict.fromkeys((*workspaces, instance.workspace))))


def place_of(address: str, known: Iterable[Known], root: str, variable: Variable) -> Place | None:
    """The place of ``address``, with what ``known`` settings say of the way there; None where they do not lead to it.

    ``root`` is the project's, absolute: paths of local states are relative to it.
    """
    kind, _, rest = address.partition(":")
    if kind == "local":
        return Place(address, kind, {"path": rest if rest.startswith("/") else f"{root.rstrip('/')}/{rest}"})
    for each in known:
        if each.kind != kind:
            continue
        for place in _candidates(address, rest, each):
            found = state_address(kind, place.settings, place.workspace, "", variable)
            if isinstance(found, StateAddress) and found.text == address:
                return place
    return None


def _candidates(address: str, rest: str, known: Known) -> Iterable[Place]:
    if known.kind == "s3":
        bucket, _, key = rest.partition("//")[2].partition("/")
        named: Table = {"bucket": bucket, "key": key}
        kept = {name: value for name, value in known.settings.items() if name != "workspace_key_prefix"}
        yield Place(address, known.kind, {**kept, **named})
    for workspace in known.workspaces:
        yield Place(address, known.kind, known.settings, workspace)
