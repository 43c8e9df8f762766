"""What is wrong with a component before anything is evaluated: kinds of sections, base components, backend types.

See docs/language.md, sections and precedence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import Call, Value, source_text
from stackc.base.words import kind_word
from stackc.link.context import LinkContext
from stackc.link.inheritance import MAX_DEPTH, MAX_VISITS, inherits_of
from stackc.manifest.manifest import Manifest
from stackc.manifest.sections import BACKENDS, LAYERED, SECTIONS, has
from stackc.manifest.vocabulary import COMPONENT_TYPES, ROOT_METADATA

if TYPE_CHECKING:
    from stackc.link.component import Component

_MAP = ("a map", (dict,))
_TEXT = ("a string", (str, Call))
_BY_KIND = {"text": _TEXT, "source": ("a map or a string", (dict, str, Call))}
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
            elif section.kind == "text" and not isinstance(value, (str, Call)):
                _wrong_kind(manifest, (kind, section.name), "a string", context, report)
    components = root.get("components")
    if isinstance(components, dict) and kind in components and not isinstance(components[kind], dict):
        _wrong_kind(manifest, ("components", kind), "a map", context, report)
    metadata = root.get("metadata")
    for key in metadata if isinstance(metadata, dict) else ():
        if key not in ROOT_METADATA:
            message = f"metadata field `{key}` is not allowed at global (stack-wide) scope"
            span = context.locate(manifest, ("metadata", key), True)
            allowed = ", ".join(sorted(ROOT_METADATA))
            report(
                Diagnostic(
                    Code.ROOT_METADATA, message, Label(span, "not for a whole stack"), help=f"allowed are {allowed}"
                )
            )


def check_component(component: Component, body: Value, report: Report) -> None:
    """A component's own sections that are not what they must be (SC0401), and its bases (SC0406 to SC0411)."""
    context, at = component.context, component.at
    if not isinstance(body, dict):
        _wrong_kind(
            component.manifest,
            at,
            "a map",
            context,
            report,
            "write `{}` for a component without settings of its own" if body is None else None,
        )
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


def _wrong_kind(
    manifest: Manifest,
    path: tuple[str, ...],
    wanted: str,
    context: LinkContext,
    report: Report,
    advice: str | None = None,
) -> None:
    value: Value = manifest.table
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, Call) and value.text.startswith("!include"):
        return  # only a failed one is still there, and that was reported
    kind = "null" if value is None else kind_word(value)
    inside = f"component {path[-1]} section" if len(path) > 3 else f"{path[-1]} section"
    message = f"invalid {inside}: `{'.'.join(path)}` must be {wanted}, not {kind}, in the file `{manifest.key}`"
    help_ = advice or ("remove the key, or give it a value" if value is None else None)
    report(
        Diagnostic(
            Code.SECTION_KIND, message, Label(context.locate(manifest, path, True), f"this is {kind}"), help=help_
        )
    )


def _check_bases(component: Component, report: Report) -> None:
    walk, context, manifest = component.walk, component.context, component.manifest

    def place(path: Path, text: str) -> Label:
        return Label(context.locate(manifest, path, False), text)

    for visit in walk.missing:
        owner = visit.at[2]
        message = (
            f"component not defined in any config files: the component `{owner}` in the stack manifest"
            f" `{manifest.key}` inherits from"
            f" `{visit.name}` (using `metadata.inherits`), but `{visit.name}` is not defined in any of the config"
            " files for the stack"
        )
        report(
            Diagnostic(
                Code.BASE_NOT_FOUND,
                message,
                place(visit.at, "no such component"),
                help=_base_advice(component, visit.name),
            )
        )
    if walk.legacy_missing is not None:
        _legacy(component, walk.legacy_missing.name, place(walk.legacy_missing.at, "no such component"), report)
    if walk.itself is not None:
        message = (
            f"circular inheritance: the component `{component.name}` inherits from itself through `{walk.itself.at[2]}`"
        )
        label = place(walk.itself.at, "leads back to the component")
        first = next((v for v in walk.visits if v.at[2] == component.name), None)
        related: tuple[Label, ...] = ()
        if first is not None:
            related = (place(first.at, f"`{component.name}` inherits from `{first.name}`"),)
        report(Diagnostic(Code.INHERITS_ITSELF, message, label, related))
    if walk.circle:
        names = " -> ".join(f"'{visit.name}'" for visit in walk.circle)
        message = f"circular component inheritance detected '{component.name}' -> {names} in the stack '{manifest.key}'"
        related = tuple(place(visit.at, f"inherits from `{visit.name}`") for visit in walk.circle[1:-1])
        report(Diagnostic(Code.INHERITANCE_CYCLE, message, place(walk.circle[-1].at, "closes the circle"), related))
    if walk.unbounded is not None:
        message = (
            f"the bases of the component `{walk.too_many or component.name}` are more than {MAX_DEPTH} levels deep,"
            f" or more than {MAX_VISITS:,} ways lead to them"
        )
        report(Diagnostic(Code.INHERITANCE_LIMIT, message, place(walk.unbounded.at, "one base too many")))
    if walk.twice is not None:
        message = (
            f"the component `{component.name}` names the base `{walk.twice.name}` twice; what came between is lost"
        )
        report(Diagnostic(Code.BASE_TWICE, message, place(walk.twice.at, "named again"), help="name each base once"))


def _base_advice(component: Component, base: str) -> str | None:
    definers = component.context.definers(component.kind, base)
    if definers:
        return f"`{base}` is defined in {' and in '.join(f'`{file}`' for file in definers[:3])}; import it"
    return component.globals.near.did_you_mean(base)


def _legacy(component: Component, base: str, label: Label, report: Report) -> None:
    context = component.context
    if context.folder_exists(context.config.component_folder(component.kind, base)):
        message = f"`component: {base}` of `{component.name}` names only a folder, so it has no effect"
        report(
            Diagnostic(
                Code.LEGACY_FOLDER_ONLY,
                message,
                label,
                help=f"write `metadata: {{component: {base}}}` to run in that folder",
            )
        )
        return
    message = (
        f"the component `{component.name}` inherits from the base component `{base}` (using the `component:`"
        f" attribute), but `{base}` is not defined in any of the YAML config files for the stack"
        f" `{component.manifest.key}`"
    )
    report(Diagnostic(Code.LEGACY_BASE_NOT_FOUND, message, label, help=component.globals.near.did_you_mean(base)))


def check_backends(component: Component, report: Report) -> None:
    """A backend map that lacks the backend type in force."""
    for section in BACKENDS:
        type_name = f"{section.name}_type"
        chosen = source_text(component.compiled.get(type_name))
        keys = {key for layer in component.layers(section.name) for key in layer.value}
        if not keys or not chosen or chosen in keys:
            continue
        message = (
            f"{type_name} does not match any key configured under {section.name}: the component `{component.name}` in"
            f" the stack manifest `{component.manifest.key}` has {type_name} `{chosen}`, but {section.name} holds"
            f" {', '.join(f'`{key}`' for key in sorted(keys))}"
        )
        label = _type_label(component, type_name, section.name)
        report(Diagnostic(Code.BACKEND_TYPE, message, label, help=did_you_mean(chosen, keys)))


def check_depends_on(component: Component, report: Report) -> None:
    """``settings.depends_on`` is a map with any keys."""
    entries, marks = component.section("settings").get("depends_on"), component.context.marks
    if entries is None or isinstance(entries, dict) or marks.is_call(entries):
        return
    kind = kind_word(entries)
    message = f"invalid dependency of `{component.name}`: `settings.depends_on` must be a map with any keys, not {kind}"
    label = component.label("settings", ("depends_on",), f"this is {kind}")
    report(Diagnostic(Code.DEPENDENCY_INVALID, message, label, help="write `1: {component: NAME}` for each"))


def _type_label(component: Component, type_name: str, section: str) -> Label:
    origin = component.origin(type_name, ())
    if origin is not None:
        return Label(component.context.locator.locate(origin), "this type")
    return component.own_label((section,) if section in component.body else (), "this component")
