"""Which variables of a Terraform root module are nothing but values: any value of their type does no harm. Pure.

See docs/language.md, destroying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stackc.base.pattern import late_pattern
from stackc.syntax import hcl
from stackc.syntax.hcl import NAME, Block

_REFERENCE: Final = late_pattern(rf"\b(var|local)\s*\.\s*({NAME})")
_CONDITIONS: Final = frozenset({"lifecycle", "precondition", "assert"})
"""Blocks inside others with conditions that only warn while something is destroyed."""
_DECIDING: Final = frozenset({"for_each", "count", "provider", "depends_on"})
"""Arguments of a resource that say what there is, or where."""


def plain_variables(files: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The variables of the files ``(path, text)`` that reach arguments of resources, outputs and conditions alone.

    One that also stands in a validation, a provider, a data source, a child module, another nested block or what
    decides how many there are is left out, also where a local carries it there; so are all of a module that cannot be
    read whole.
    """
    declared: set[str] = set()
    locals_: dict[str, str] = {}
    elsewhere: list[str] = []
    for path, text in files:
        reading = hcl.read_blocks(text, {"variable", "locals", "resource", "output", "check"})
        if path.endswith(".json") or reading.fault is not None:
            return frozenset()
        declared |= {block.labels[0] for block in reading.blocks if block.type == "variable" and block.labels}
        for block in reading.blocks:
            if block.type == "locals":
                locals_.update({name: each.source for name, each in block.arguments.items()})
        elsewhere.append(_without(text, [span for block in reading.blocks for span in _plain(block, text)]))
    return frozenset(declared - _reached(elsewhere, locals_))


def _plain(block: Block, text: str) -> Iterator[tuple[int, int]]:
    """Where the parts of a block stand in which any value may be."""
    for name, expression in block.arguments.items():
        if _is_value(block.type, name):
            yield expression.start, expression.start + len(expression.source)
    for inner in block.blocks if block.type != "variable" else ():
        if inner.type in _CONDITIONS:
            yield inner.start, hcl.close(text, text.index("{", inner.end))


def _is_value(block: str, argument: str) -> bool:
    match block:
        case "locals":
            return True
        case "output":
            return argument == "value"
        case _:
            return block == "resource" and argument not in _DECIDING


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    kept, at = list[str](), 0
    for start, end in sorted(spans):
        kept.append(text[at:start])
        at = end
    return " ".join((*kept, text[at:]))


def _reached(texts: Iterable[str], locals_: Mapping[str, str]) -> set[str]:
    """The variables that ``texts`` speak of, themselves or through locals."""
    found: set[str] = set()
    pending, seen = list(texts), set[str]()
    while pending:
        for kind, name in _REFERENCE.findall(pending.pop()):
            if kind == "var":
                found.add(name)
            elif name not in seen:
                seen.add(name)
                pending.append(locals_.get(name, ""))
    return found
