"""Plain values as Terraform's own language: files of settings and files of variables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from stackc.base.pattern import late_pattern
from stackc.base.value import Table, Value
from stackc.text.json import to_json

_LABELS: Final = {"variable": 1, "output": 1, "module": 1, "provider": 1, "resource": 2, "data": 2}
"""How many of the keys below a block of Terraform are its labels."""
_NAME: Final = late_pattern(r"[A-Za-z_][A-Za-z0-9_-]*")


class NotHcl(ValueError):
    """A value that has no form in this language; its text says why."""


def to_hcl(table: Table) -> str:
    """A file of blocks and attributes, keys sorted: a map is a block, below ``resource`` with its labels.

    Raises NotHcl.
    """
    return "".join(f"{line}\n" for line in _body(table, "", top=True))


def to_tfvars(table: Table) -> str:
    """A file of variables, keys sorted. Raises NotHcl."""
    return "".join(f"{_name(key)} = {_value(table[key], '')}\n" for key in sorted(table))


def _body(table: Table, indent: str, *, top: bool = False) -> Iterator[str]:
    for key in sorted(table):
        value = table[key]
        if not isinstance(value, dict):
            yield f"{indent}{_name(key)} = {_value(value, indent)}"
            continue
        for labels, body in _labelled(key, value, _LABELS.get(key, 0) if top else 0):
            yield f"{indent}{' '.join([_name(key), *map(_quoted, labels)])} {{"
            yield from _body(body, indent + "  ")
            yield f"{indent}}}"


def _labelled(key: str, table: Table, count: int) -> Iterator[tuple[tuple[str, ...], Table]]:
    if count == 0:
        yield (), table
        return
    for label in sorted(table):
        below = table[label]
        if not isinstance(below, dict):
            raise NotHcl(f"`{key}.{label}` is a block, and must be a map")
        for labels, body in _labelled(f"{key}.{label}", below, count - 1):
            yield (label, *labels), body


def _value(value: Value, indent: str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(_value(each, indent) for each in value)}]"
    if isinstance(value, dict):
        inner = indent + "  "
        lines = (f"{inner}{_key(key)} = {_value(value[key], inner)}\n" for key in sorted(value))
        return f"{{\n{''.join(lines)}{indent}}}" if value else "{}"
    return to_json(value).strip()


def _quoted(text: str) -> str:
    """A string in which nothing is a template."""
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")


def _key(name: str) -> str:
    return name if _NAME.fullmatch(name) else _quoted(name)


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NotHcl(f"`{name}` is no name in Terraform's language")
    return name
