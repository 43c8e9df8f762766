"""What is left of a manifest when values that do not matter are left out: two texts may come to the same.

Names of stacks, the structure of a repository and most answers hang on few of the values in it. An edit of another
value leaves them as they are, and this is where that is known, from the two texts of the file alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from stackc.base.ids import COMPONENT_TYPES
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Append, Call, Value
from stackc.syntax.yaml import ScalarRules, read_document

_SECTIONS = ("vars", "env")
"""Sections whose values are only looked at by whoever asks for them."""
_BETWEEN = "\n"


class View(NamedTuple):
    """Which values of a manifest matter to somebody."""

    rules: ScalarRules
    delimiter: str
    """How templates begin."""
    variables: Collection[str]
    """Variables whose values matter wherever they are set."""
    components: Collection[str] | None = None
    """Components whose values all matter, and with them those that are no component's; None: no values do."""

    def texts(self) -> tuple[str, ...]:
        """The same as texts, to be kept."""
        rules = self.rules
        flags = (rules.dates_as_text, rules.exact_integers, self.components is not None)
        lists = (rules.openings, sorted(self.variables), sorted(self.components or ()))
        return (
            "".join(str(int(flag)) for flag in flags),
            rules.key_delimiter,
            self.delimiter,
            *(_BETWEEN.join(each) for each in lists),
        )


def view_of(texts: Sequence[str]) -> View:
    """What ``View.texts`` told. Raises ValueError for anything else."""
    flags, keys, delimiter, *lists = texts
    dates, integers, matter = (flag == "1" for flag in flags)
    openings, variables, components = (tuple(each.split(_BETWEEN)) if each else () for each in lists)
    rules = ScalarRules(dates, integers, keys, openings)
    return View(rules, delimiter, variables, components if matter else None)


def are_alike(old: bytes, new: bytes, view: View) -> bool:
    """True when two contents of a manifest differ only in plain values that do not matter, or in how they are written.

    The files are read as they stand. False as well for what cannot be told from the text alone: locals, includes, and
    texts with mistakes.
    """
    first = _projected(old, view)
    return first is not None and first == _projected(new, view)


def _projected(content: bytes, view: View) -> str | None:
    """The values that matter, with the kinds of the others in their places, as text; None where that is not known."""
    document = read_document(content, "", view.rules)
    root = document.root
    if document.diagnostics or document.has_includes or not isinstance(root, dict) or "locals" in root:
        return None
    matters = view.components is not None
    kept: dict[str, Any] = _body(root, view, matters)
    for kind in COMPONENT_TYPES:
        if isinstance(root.get(kind), dict):
            kept[kind] = _body(root[kind], view, matters)
    components = root.get("components")
    if isinstance(components, dict):
        kept["components"] = {kind: _components(table, view) for kind, table in components.items()}
    return repr(_told(kept))


def _components(table: Value, view: View) -> object:
    if not isinstance(table, dict):
        return table
    all_matter = view.components or ()
    return {name: _body(body, view, name in all_matter) for name, body in table.items()}


def _body(body: Value, view: View, matters: bool) -> Any:
    """What stands at the root, below a type, in a component or in overrides."""
    if matters or not isinstance(body, dict):
        return dict(body) if isinstance(body, dict) else body
    kept: dict[str, object] = dict(body)
    for section in _SECTIONS:
        values = body.get(section)
        if isinstance(values, dict):
            kept[section] = {
                name: value if name in view.variables else _kinds(value, view) for name, value in values.items()
            }
    if "overrides" in body:
        kept["overrides"] = _body(body["overrides"], view, matters)
    return kept


def _kinds(value: Value, view: View) -> object:
    """The kinds of plain values in their places. What merges or functions treat in a way of its own stays."""
    if isinstance(value, dict):
        return {key: _kinds(item, view) for key, item in value.items()}
    if isinstance(value, list):
        return [_kinds(item, view) for item in value]
    if isinstance(value, str):
        return value if not value or value[0] == "!" or view.delimiter in value else str
    return value.__class__ if value.__class__ in (int, float) else value


def _told(value: object) -> object:
    """The same so that values which Python takes for equal are told apart by their text."""
    if isinstance(value, dict):
        return {key: _told(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_told(item) for item in value]
    if isinstance(value, Append):
        return "append", _told(value.items)
    return ("call", value.text) if isinstance(value, Call) else value
