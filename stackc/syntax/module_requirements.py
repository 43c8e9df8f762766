"""What a Terraform root module asks for beyond its declarations: conditions on variables, providers. Pure.

Only who checks a repository reads this; a fault in a file is ``root_module``'s to report.

See docs/language.md, root modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from stackc.base.record import Record
from stackc.syntax import hcl, hcl_expression, hcl_json
from stackc.syntax.hcl import Block, Expression
from stackc.syntax.root_module import is_override


class Validation(Record):
    """A ``validation`` block of a variable, as far as it is written in native syntax."""

    condition: str
    """The source of the condition."""
    message: str | None
    """What Terraform would say; None for what is no literal."""


class Requirements(Record):
    """What a root module asks for."""

    validations: Mapping[str, tuple[Validation, ...]]
    """By variable."""
    providers: frozenset[str]
    """Local names of the providers it requires, configures, or has resources of."""


_LABELS: Final = {"variable": 1, "provider": 1, "terraform": 0}
_NESTED: Final = {"validation": 0, "required_providers": 0}
_OF_PROVIDERS: Final = {"resource": 1, "data": 1, "ephemeral": 1}
"""Blocks whose first label begins with the name of a provider; in JSON what is below the second label is their body."""


def read_requirements(files: Iterable[tuple[str, str]]) -> Requirements:
    """Read the files ``(path, text)`` of one root module; what stands behind a fault is not seen."""
    validations: dict[str, tuple[Validation, ...]] = {}
    providers: set[str] = set()
    for path, text in files:
        for block in _blocks(path, text):
            if not block.labels and block.type != "terraform":
                continue
            match block.type:
                case "variable":
                    found = tuple(_validations(block))
                    if found and not is_override(path):  # an override replaces arguments, and no conditions
                        validations[block.labels[0]] = found
                case "terraform":
                    providers.update(name for inner in block.blocks for name in inner.arguments)
                case "provider":
                    providers.add(block.labels[0])
                case _:
                    providers.add(block.labels[0].partition("_")[0])
    return Requirements(validations, frozenset(providers))


def _blocks(path: str, text: str) -> Iterator[Block]:
    if path.endswith(".json"):
        yield from hcl_json.read_blocks(text, {**_LABELS, **_OF_PROVIDERS}, _NESTED).blocks
        return
    for block in hcl.read_blocks(text, {*_LABELS, *_OF_PROVIDERS}).blocks:
        inside = block.blocks if block.type in _LABELS else ()
        yield block._replace(blocks=tuple(_with_body(text, inner) for inner in inside if inner.type in _NESTED))


def _with_body(text: str, inner: Block) -> Block:
    """The header of a block inside another with its arguments: it is read again where it stands."""
    found = hcl.read_blocks(text[inner.start :], _NESTED).blocks
    return found[0] if found else inner


def _validations(block: Block) -> Iterator[Validation]:
    for inner in block.blocks:
        condition = inner.arguments.get("condition")
        if inner.type == "validation" and condition is not None and not condition.json:
            yield Validation(condition.source, _message(inner.arguments.get("error_message")))


def _message(expression: Expression | None) -> str | None:
    value = hcl_expression.literal_value(expression.source) if expression is not None else None
    return " ".join(value.split()) if isinstance(value, str) else None
