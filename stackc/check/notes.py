"""All notes of one repository: what is legal and perhaps not meant. See docs/language.md, notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.check.lost import find_lost
from stackc.check.unused import find_unused
from stackc.compile.compilation import Compilation

NOTES: Final = (
    *(Code.LINE_LOST, Code.LIST_SHORTER, Code.NULL_OVER_MAP, Code.IMPORT_BEATEN, Code.IMPORTED_AGAIN),
    *(Code.FILE_UNREACHED, Code.COMPONENT_UNUSED, Code.PATTERN_UNMATCHED, Code.MODULE_UNUSED),
)
"""What ``find_notes`` looks for."""


def find_notes(compilation: Compilation) -> Iterator[Diagnostic]:
    """Everything of SC0640 to SC0648; nothing of a repository that does not compile: what is missing explains it."""
    if compilation.losses() or not compilation.manifests.top_level:
        return
    yield from find_lost(compilation)
    yield from find_unused(compilation)
