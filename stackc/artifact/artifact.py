"""``Artifact``: one generated file, in memory."""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple

PUBLIC, PRIVATE = 0o644, 0o600


class Artifact(NamedTuple):
    """One generated file: its name inside the component folder, its bytes, its permissions."""

    name: str
    content: bytes
    mode: int = PUBLIC
