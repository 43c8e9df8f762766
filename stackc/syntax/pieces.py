"""The pieces a YAML text is made of, with their offsets in it: what an edit that keeps every other byte needs.

A reading of its own beside ``syntax.yaml``: values and findings need neither styles nor offsets, and edits are rare.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from stackc.base.named_tuple import NamedTuple
from stackc.syntax.scalars import key_text, resolve_plain

Kind = Literal["map", "list", "scalar", "alias"]


@dataclass(slots=True)
class Piece:
    """One node of the text: ``text[start:end]``, its anchor and tag included."""

    kind: Kind
    start: int
    end: int
    """Exclusive. Behind a block it is where the next thing begins; ``content_end`` is where it ends itself."""
    column: int
    """From 0: how far its first character is indented."""
    style: str = ""
    """A scalar's quote, ``|`` or ``>``; empty for a plain one."""
    is_flow: bool = False
    tag: str | None = None
    anchor: str | None = None
    value: str = ""
    """A scalar's text without its quotes; the name of an alias."""
    entries: list[Entry] = field(default_factory=list)
    items: list[Piece] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """A value that is not written at all: ``vars:`` and nothing behind it."""
        return self.kind == "scalar" and self.start == self.end

    @property
    def is_block(self) -> bool:
        """A map or a list of more than one line's making: one entry a line."""
        return self.kind in ("map", "list") and not self.is_flow

    def below(self) -> tuple[Piece, ...]:
        """The pieces directly inside, in the order they stand; keys before their values."""
        return tuple(self.items) + tuple(each for entry in self.entries for each in (entry.key, entry.value))

    def find(self, key: str) -> Entry | None:
        """The entry with the key; of several the last, which counts."""
        return next((each for each in reversed(self.entries) if each.name == key and not each.merges), None)


class Entry(NamedTuple):
    """A key and what stands behind it."""

    name: str
    key: Piece
    value: Piece
    merges: bool = False
    """It is ``<<``."""


def find_pieces(text: str) -> Piece | None:
    """The first document of ``text``; None when it is empty or cannot be read."""
    root: list[Piece] = []
    stack: list[tuple[Piece, list[Piece]]] = []
    try:
        parser = CParser(text)
    except (UnicodeEncodeError, yaml.YAMLError):
        return None
    try:
        while (event := parser.get_event()) is not None and not isinstance(event, DocumentEndEvent):
            if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                stack.append((_container(event), []))
                continue
            if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                piece, inside = stack.pop()
                _fill(piece, inside, event)
            elif isinstance(event, (ScalarEvent, AliasEvent)):
                piece = _leaf(event)
            else:
                continue
            (stack[-1][1] if stack else root).append(piece)
    except yaml.YAMLError:
        return None
    finally:
        parser.dispose()
    return root[0] if root else None


def _container(event: Any) -> Piece:
    kind: Kind = "map" if isinstance(event, MappingStartEvent) else "list"
    start: Any = event.start_mark
    end: Any = event.end_mark
    return Piece(kind, start.index, end.index, start.column, "", bool(event.flow_style), event.tag, event.anchor)


def _fill(piece: Piece, inside: list[Piece], event: Any) -> None:
    piece.end = event.end_mark.index
    if piece.kind == "list":
        piece.items = inside
        return
    pairs = zip(inside[::2], inside[1::2], strict=True)
    piece.entries = [Entry(_name(key), key, value, _is_merge(key)) for key, value in pairs]
    if piece.is_block and piece.entries:
        piece.column = piece.entries[0].key.column  # of one that has a tag or an anchor, that is where its keys are


def _leaf(event: Any) -> Piece:
    start, end = event.start_mark, event.end_mark
    if isinstance(event, AliasEvent):
        return Piece("alias", start.index, end.index, start.column, value=event.anchor or "")
    return Piece(
        "scalar", start.index, end.index, start.column, event.style or "", False, event.tag, event.anchor, event.value
    )


def _name(key: Piece) -> str:
    """A key as manifests call it (docs/language.md, keys)."""
    if key.kind != "scalar" or key.style or key.tag is not None:
        return key.value
    value = resolve_plain(key.value).value
    if isinstance(value, (bool, int, float)):
        return key_text(value) or key.value
    return key.value or "null"


def _is_merge(key: Piece) -> bool:
    return key.kind == "scalar" and not key.style and key.tag is None and key.value == "<<"


def content_end(text: str, piece: Piece) -> int:
    """Where the last character of ``piece`` stands, exclusive: comments and empty lines behind it are none of it."""
    while piece.is_block and piece.below():
        piece = piece.below()[-1]
    if piece.style in ("|", ">"):
        return max(piece.start, len(text[: piece.end].rstrip()))
    return piece.end


def used_anchors(root: Piece) -> frozenset[str]:
    """The anchors that an alias stands for somewhere."""
    found: set[str] = set()
    pending = [root]
    while pending:
        piece = pending.pop()
        if piece.kind == "alias":
            found.add(piece.value)
        pending += piece.below()
    return frozenset(found)


def has_comment(text: str, piece: Piece) -> bool:
    """True when a comment stands inside of ``piece``, or behind its last line."""
    end = content_end(text, piece)
    line_end = text.find("\n", end)
    gaps: list[str] = []
    at = piece.start
    for leaf in _leaves(piece):
        gaps.append(text[at : leaf.start])
        if leaf.style in ("|", ">"):
            gaps.append(text[leaf.start : leaf.end].split("\n", 1)[0])
        at = leaf.end
    gaps.append(text[at : len(text) if line_end < 0 else line_end] if piece.is_block else text[at:end])
    return any("#" in gap for gap in gaps)


def _leaves(piece: Piece) -> list[Piece]:
    if not piece.below():
        return [piece] if piece.kind in ("scalar", "alias") else []
    return [leaf for each in piece.below() for leaf in _leaves(each)]
