"""Positions that manifests have, as their description tells them."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.source import Path
from stackc.manifest.shape import Shape

_ALIKE = ("packer", "ansible", "container", "emulator", "kubernetes", "helmfile")
"""Component types that have nothing that another type has not."""


def positions(shape: Shape) -> Iterator[Path]:
    """A path to each described position; of the types one of every sort."""
    yield ()
    for key, below in shape.keys.items():
        if key not in _ALIKE:
            yield from ((key, *path) for path in positions(below))
    if shape.others is not None:
        yield from (("other", *path) for path in positions(shape.others))
    if shape.items is not None:
        yield from ((0, *path) for path in positions(shape.items))
