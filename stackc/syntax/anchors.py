"""Which aliases of a YAML text stand for which anchor: asked about few files, so it is a reading of its own."""

from __future__ import annotations

from typing import Any

import yaml
from yaml._yaml import CParser
from yaml.events import AliasEvent, DocumentEndEvent

from stackc.base.named_tuple import NamedTuple

Point = tuple[int, int]
"""Line and column, from 1."""


class AnchorUse(NamedTuple):
    """An alias, and the anchor it stands for."""

    anchor: Point
    alias: Point


def find_anchor_uses(text: str) -> tuple[AnchorUse, ...]:
    """Every alias of the first document, also those behind ``<<``, in the order of the text; up to a syntax error."""
    anchors: dict[str, Point] = {}
    uses: list[AnchorUse] = []
    try:
        parser = CParser(text)
    except (UnicodeEncodeError, yaml.YAMLError):
        return ()
    try:
        while (event := parser.get_event()) is not None and not isinstance(event, DocumentEndEvent):
            name = getattr(event, "anchor", None)
            if isinstance(event, AliasEvent):
                if name in anchors:
                    uses.append(AnchorUse(anchors[name], _point(event)))
            elif name is not None:
                anchors[name] = _point(event)
    except yaml.YAMLError:
        pass
    finally:
        parser.dispose()
    return tuple(uses)


def _point(event: Any) -> Point:
    return event.start_mark.line + 1, event.start_mark.column + 1
