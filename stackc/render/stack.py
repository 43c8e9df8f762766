"""One compiled stack for people, and tables for lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackc.base.ids import StackName
from stackc.base.value import Append, Table, Unknown, Value, shown_leaf
from stackc.evaluate.instance import Instance
from stackc.render.diagnostics import Paint

if TYPE_CHECKING:
    from stackc.graph.graph import Graph

_SHOWN = ("vars", "settings", "env", "providers")


def render_stack(name: StackName, instances: Sequence[Instance], graph: Graph, paint: Paint) -> str:
    """Components in the order they run, each with what it is made of and where its state is."""
    out = [paint(f"stack {name}", "bold")]
    files = sorted({instance.component.manifest.file for instance in instances})
    out.append(f"  files       {', '.join(files)}")
    shared = _shared_context(instances)
    out += [f"  {key:<11} {value}" for key, value in shared]
    order = {id_: at for at, id_ in enumerate(graph.order())}
    ranked = sorted(
        instances,
        key=lambda instance: (
            instance.is_abstract,
            order.get(instance.id, len(order)),
            instance.id.type,
            instance.id.component,
        ),
    )
    for instance in ranked:
        out += ["", *_component(instance, graph, paint)]
    return "\n".join(out) + "\n"


def _shared_context(instances: Sequence[Instance]) -> list[tuple[str, str]]:
    """Context variables that all components have in common."""
    found: list[tuple[str, str]] = []
    for key in ("namespace", "tenant", "environment", "stage", "region"):
        values = {
            str(shown_leaf(instance.table("vars").get(key)))
            for instance in instances
            if instance.table("vars").get(key) is not None
        }
        if len(values) == 1:
            found.append((key, values.pop()))
    return found


def _component(instance: Instance, graph: Graph, paint: Paint) -> list[str]:
    flags = [
        word
        for word, on in (
            ("abstract", instance.is_abstract),
            ("disabled", not instance.is_enabled),
            ("locked", instance.is_locked),
            ("protected", instance.is_protected),
        )
        if on
    ]
    kind = "" if instance.id.type == "terraform" else f"{instance.id.type} "
    head = paint(f"{kind}{instance.id.component}", "blue") + (f" ({', '.join(flags)})" if flags else "")
    out = [f"  {head}", f"    file       {instance.component.manifest.file}"]
    if instance.id.type == "terraform":
        out.append(f"    folder     {instance.folder}")
        address = instance.state_address
        out.append(f"    backend    {instance.backend_type or 'local'}")
        out.append(f"    workspace  {instance.workspace}")
        out.append(f"    state      {address.text if address else '<unknown>'}")
    after = [
        f"{edge.prerequisite}{' (reads outputs)' if edge.kind == 'read' else ''}"
        for edge in graph.prerequisites(instance.id)
    ]
    if after:
        out.append(f"    after      {', '.join(after)}")
    for section in _SHOWN:
        table = instance.table(section)
        if table:
            out.append(f"    {section}")
            out += _lines(table, 6)
    return out


def _lines(table: Table, indent: int) -> list[str]:
    out: list[str] = []
    for key in sorted(table):
        value = table[key]
        if isinstance(value, dict) and value:
            out.append(f"{' ' * indent}{key}:")
            out += _lines(value, indent + 2)
        elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
            out.append(f"{' ' * indent}{key}:")
            out += _items(value, indent + 2)
        else:
            out.append(f"{' ' * indent}{key}: {show(value)}")
    return out


def _items(items: list[Value], indent: int) -> list[str]:
    out: list[str] = []
    for item in items:
        if isinstance(item, dict) and item:
            lines = _lines(item, indent + 2)
            out.append(f"{' ' * indent}- {lines[0].lstrip()}")
            out += lines[1:]
        else:
            out.append(f"{' ' * indent}- {show(item)}")
    return out


def show(value: Value) -> str:
    """A value on one line, for people."""
    if isinstance(value, Unknown):
        return f"<unknown: {value.text}>"
    if isinstance(value, str):
        plain = value and value.isprintable() and value.strip() == value and value[0] not in "[{\"'!&*#|>%@`-?:,"
        return str(value) if plain and not _looks_typed(value) else _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Append):
        return show(value.items)
    if isinstance(value, list):
        return "[" + ", ".join(show(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {show(value[key])}" for key in sorted(value)) + "}"
    return str(shown_leaf(value))


def _looks_typed(text: str) -> bool:
    return text[0].isdigit() or text.lower() in ("true", "false", "null", "~") or ": " in text or " #" in text


def _quoted(text: str) -> str:
    from json import dumps

    return dumps(text, ensure_ascii=False)


def render_table(columns: Sequence[str], rows: Sequence[Sequence[str]], paint: Paint) -> str:
    """Columns as wide as their widest cell, however wide its characters are; the header is always there.

    Nothing is wrapped or cut: a table is also read by ``grep`` and ``awk``.
    """
    lines = aligned((columns, *rows))
    return "\n".join([paint(lines[0], "bold"), *lines[1:]]) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Each row on a line, columns two blanks apart; the last column and what is empty at the end have no width."""
    from rich.cells import cell_len, set_cell_size

    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    return ["  ".join([*map(set_cell_size, row[:-1], widths), row[-1]]).rstrip() for row in rows]


def render_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Comma separated values with a header."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()
