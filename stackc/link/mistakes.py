"""What is wrong with a component before anything is evaluated: kinds of sections, base components, backend types.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Fix, Label, Report
from stackc.base.near import Advice, asked, is_one_edit, nearest
from stackc.base.record import replace
from stackc.base.source import Path, Span
from stackc.base.value import Call, Unknown, Value, source_text
from stackc.link import messages as say
from stackc.link.context import LinkContext
from stackc.link.inheritance import MAX_DEPTH, MAX_VISITS, inherits_of
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import BACKENDS, LAYERED, SECTIONS, has
from stackc.manifest.vocabulary import BACKEND_TYPES, COMPONENT_TYPES, ROOT_METADATA
from stackc.merge.trace import trace

if TYPE_CHECKING:
    from stackc.link.component import Component

_MAP = ("a map", (dict,))
_TEXT = ("a string", (str, Call, Unknown))
_BY_KIND = {"text": _TEXT, "source": ("a map or a string", (dict, str, Call, Unknown))}
_WANTED = {
    type_: {
        "component": _TEXT,
        "overrides": _MAP,
        **{
            name: _BY_KIND.get(section.kind, _MAP)
            for name, section in SECTIONS.items()
            if section.kind != "map" or has(section, type_)
        },
    }
    for type_ in COMPONENT_TYPES
}
"""What each key of a component of a type must be, in words and as kinds."""
_OVERRIDDEN = {section.name for section in LAYERED if section.overrides}


def check_globals(manifest: Manifest, kind: str, context: LinkContext, report: Report) -> None:
    """Root and type sections that are not what they must be; the whole manifest cannot be linked then."""
    root = manifest.table
    for name in (*(section.name for section in SECTIONS.values() if section.root), "components", kind):
        if name in root and not isinstance(root[name], dict):
            _wrong_kind(manifest, (name,), "a map", context, report)
    typed = root.get(kind)
    if isinstance(typed, dict):
        for section in SECTIONS.values():
            if not section.typed or section.name not in typed:
                continue
            value = typed[section.name]
            if section.kind != "text" and not isinstance(value, dict):
                _wrong_kind(manifest, (kind, section.name), "a map", context, report)
            elif section.kind == "text" and not isinstance(value, (str, Call, Unknown)):
                _wrong_kind(manifest, (kind, section.name), "a string", context, report)
    components = root.get("components")
    if isinstance(components, dict) and kind in components and not isinstance(components[kind], dict):
        _wrong_kind(manifest, ("components", kind), "a map", context, report)
    metadata = root.get("metadata")
    for key in metadata if isinstance(metadata, dict) else ():
        if key not in ROOT_METADATA:
            label = Label(context.locate(manifest, ("metadata", key), True))
            report(say.root_metadata(key, ROOT_METADATA, label))


def check_component(component: Component, body: Value, report: Report) -> None:
    """A component's own sections that are not what they must be (SC0401), and its bases (SC0406 to SC0411)."""
    context, at = component.context, component.at
    if not isinstance(body, dict):
        _wrong_kind(component.manifest, at, "a map", context, report)
        return
    wanted = _WANTED[component.kind]
    for name, value in body.items():
        if name in wanted and not isinstance(value, wanted[name][1]):
            _wrong_kind(component.manifest, (*at, name), wanted[name][0], context, report)
    if isinstance(body.get("overrides"), dict) and not _are_overrides_reported(component.manifest):
        for name in sorted(_OVERRIDDEN & component.over.keys()):
            if has(SECTIONS[name], component.kind) and not isinstance(component.over[name], dict):
                _wrong_kind(component.manifest, (*at, "overrides", name), "a map", context, report)
    if inherits_of(body) is None:
        _wrong_kind(component.manifest, (*at, "metadata", "inherits"), "a list of strings", context, report)
    _check_bases(component, report)


def _are_overrides_reported(manifest: Manifest) -> bool:
    """True when the file-wide overrides of one of its files are wrong; components only receive a copy of them."""
    return any(d.code is Code.OVERRIDES_KIND for each in manifest.closure() for d in each.diagnostics)


def _wrong_kind(manifest: Manifest, path: tuple[str, ...], wanted: str, context: LinkContext, report: Report) -> None:
    value: Value = manifest.table
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, Call) and value.text.startswith("!include"):
        return  # only a failed one is still there, and that was reported
    at_value = context.locate(manifest, path, False)
    if _is_consequence(manifest, value, at_value):
        return
    key = context.locate(manifest, path, True)
    is_below = isinstance(value, str) and at_value.file == key.file and at_value.line > key.line
    report(say.section_kind(path, value, wanted, manifest.key, Label(at_value if is_below else key)))


def _is_consequence(manifest: Manifest, value: Value, at: Span) -> bool:
    """True for an alias that stands for nothing, and text that a file ends with which cannot be read on."""
    codes = _CUT_OFF if isinstance(value, str) else (Code.UNKNOWN_ALIAS,) if value is None else ()
    said = (each for file in manifest.closure() if file.file == at.file for each in file.diagnostics)
    places = [each.primary.span for each in said if each.code in codes and each.primary is not None]
    return bool(places) if isinstance(value, str) else at in places


_CUT_OFF = (Code.YAML_SYNTAX, Code.MERGE_CONFLICT, Code.TAB, Code.UNCLOSED_QUOTE)


def _check_bases(component: Component, report: Report) -> None:
    walk, context, manifest, name = component.walk, component.context, component.manifest, component.name

    def place(path: Path, text: str = "") -> Label:
        return Label(context.locate(manifest, path, False), text)

    for visit in walk.missing:
        advice = _base_advice(component, visit.name)
        label = place(visit.at, "no such component")
        found = say.base_not_found(str(visit.at[2]), visit.name, manifest.key, advice, label)
        report(replace(found, candidate=_other_end(component, visit.name, advice)))
    if walk.legacy_missing is not None:
        _older_base(component, walk.legacy_missing.name, place(walk.legacy_missing.at, "no such component"), report)
    if walk.itself is not None:
        first = next((visit for visit in walk.visits if visit.at[2] == name), None)
        related = (place(first.at, f"`{name}` inherits from `{first.name}`"),) if first is not None else ()
        label = place(walk.itself.at, "leads back to the component")
        report(say.inherits_itself(name, str(walk.itself.at[2]), label, related))
    if walk.circle:
        labels = [place(visit.at) for visit in walk.circle]
        report(say.circle_of_bases(name, walk.circle, manifest.key, labels))
    if walk.unbounded is not None:
        owner = walk.too_many or name
        far = place(walk.unbounded.at, "one base too many")
        near = place(("components", component.kind, owner, "metadata", "inherits"), "too many behind these")
        report(say.too_many_bases(owner, MAX_DEPTH, MAX_VISITS, near, far))
    if walk.twice is not None:
        report(say.base_twice(name, walk.twice.name, place(walk.twice.at, "named again")))


def _base_advice(component: Component, base: str) -> str | None:
    definers = component.context.definers(component.kind, base)
    return say.defined_elsewhere(base, definers) if definers else _near_base(component, base)


def _near_base(component: Component, base: str) -> str | None:
    """A component that may have been meant and would be a base: not the one itself, nor one that comes back to it."""
    bases, name = component.globals.all_bases, component.name
    near = component.globals.near.nearest(base)
    return asked(each for each in near if each != name and name not in bases.walk(each).chain)


def _other_end(component: Component, base: str, advice: str | None) -> Fix | None:
    """The name of what is nearly the base, written as the base is: it may be misspelt where it is defined."""
    near = advice.names[0] if isinstance(advice, Advice) else None
    if near is None or not is_one_edit(base, near):
        return None
    key = component.context.locate(component.manifest, ("components", component.kind, near), True)
    return say.defined_there(key, base)


def _older_base(component: Component, base: str, label: Label, report: Report) -> None:
    context, name = component.context, component.name
    if context.folder_exists(context.config.component_folder(component.kind, base)):
        report(say.older_base_is_a_folder(name, base, label))
        return
    advice = _near_base(component, base)
    report(say.older_base_not_found(name, base, component.manifest.key, advice, label))


def check_backends(component: Component, report: Report) -> None:
    """A backend map that lacks the backend type in force."""
    for section in BACKENDS:
        type_name = f"{section.name}_type"
        chosen = source_text(component.text(type_name))
        keys = {key for layer in component.layers(section.name) for key in layer.value}
        if not keys or not chosen or chosen in keys:
            continue
        holds_types = any(isinstance(value, dict) for value in _values(component, section.name))
        if not holds_types and keys.isdisjoint(BACKEND_TYPES):
            first = next(key for layer in component.layers(section.name) for key in layer.value)
            place = _settings_key(component, section.name, first)._replace(text="a setting, not a type")
            report(say.backend_flat(type_name, chosen, section.name, place))
            continue
        near = nearest(chosen, keys) if chosen in BACKEND_TYPES else ()
        if len(near) == 1 and near[0] not in BACKEND_TYPES:
            written = _settings_key(component, section.name, near[0])
            report(say.backend_misspelt(type_name, chosen, section.name, component, written))
            continue
        label = _type_label(component, type_name, section.name)
        report(say.backend_type(type_name, chosen, keys, component.name, component.manifest.key, label))


def _values(component: Component, section: str) -> Iterator[Value]:
    return (value for layer in component.layers(section) for value in layer.value.values())


def _settings_key(component: Component, section: str, key: str) -> Label:
    """Where the settings of a backend type are called ``key``."""
    written = [layer for layer in component.layers(section) if key in layer.value]
    origin = trace(written[-1].node, (*written[-1].path, key)) if written else None
    if origin is None:
        return component.own_label((), "")
    return Label(component.context.locator.locate(origin, key=True), "no backend type")


def check_depends_on(component: Component, report: Report) -> None:
    """``settings.depends_on`` is a map with any keys."""
    entries, marks = component.top("settings", "depends_on"), component.context.marks
    if entries is None or isinstance(entries, dict) or marks.is_call(entries):
        return
    report(say.depends_on_kind(component.name, entries, component.label("settings", ("depends_on",), "")))


def _type_label(component: Component, type_name: str, section: str) -> Label:
    origin = component.origin(type_name, ())
    if origin is not None:
        return Label(component.context.locator.locate(origin), "this type")
    return component.own_label((section,) if section in component.body else (), "this component")
