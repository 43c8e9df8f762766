"""Local files: those in force, those without a manifest, and instances that are something else with them.

See docs/language.md, local files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Origin, Path, Span, overlap
from stackc.base.value import Value, leaves, shown, source_text
from stackc.check import messages as say
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import StateAddress
from stackc.evaluate.instance import Instance
from stackc.evaluate.workspace import WORKSPACE_TOKENS
from stackc.link.component import Component
from stackc.manifest.index import import_name
from stackc.manifest.sections import SECTIONS, has
from stackc.template import TemplateFault, parse_template

_DECIDING = ("metadata", "backend_type", "backend")
"""The sections whose templates decide where an instance is."""


def check_local_files(compilation: Compilation, report: Report) -> None:
    """Which local files are in force (SC0224), and which are laid over nothing (SC0223)."""
    index, in_force = compilation.index, compilation.local.files
    for file in index.local_files:
        place = Span(index.path(file))
        manifests = index.manifests_of(file)
        if not manifests:
            name = import_name(file)[: -len(".local")]
            other = index.local_file(f"{name}.yaml")
            beside = index.path(other) if other is not None and other != file else None
            report(say.local_alone(name, beside, index.nearest(name), Label(place)))
        elif file in in_force:
            report(say.local_in_force(index.path(manifests[0]), Label(place)))


def check_places(compilation: Compilation, ids: Iterable[InstanceId], report: Report) -> None:
    """Instances that local files make others, or bring somewhere else (SC0222)."""
    for id_ in ids:
        found = find_displaced(compilation, id_)
        if found is not None:
            report(found)


def find_displaced(compilation: Compilation, id_: InstanceId) -> Diagnostic | None:
    """What a local file changes of where an instance is, and whether it runs, which is the same for everybody (SC0222).

    None for one that does not compile.
    """
    if not compilation.local.files:
        return None
    answer = compilation.instance(id_)
    if answer.instance is None or compilation.blocks(answer.diagnostics):
        return None
    shared = compilation.shared().instance(id_).instance
    if shared is None:
        return say.local_instance(id_, *_places(answer.instance, compilation))
    for here, there in zip(_facts(answer.instance), _facts(shared), strict=True):
        if here != there:
            places = _places(answer.instance, compilation)
            return say.local_displaces(id_, here.what, there.text, here.text, *places)
    return None


class _Fact(NamedTuple):
    """Something by which an instance is found, or may be run: what it is called, how it is shown, and what it is."""

    what: str
    text: str
    value: Value = None


def _facts(instance: Instance) -> Iterator[_Fact]:
    yield _Fact("folder", instance.folder)
    yield _Fact("workspace", instance.workspace)
    address = instance.addressed
    if isinstance(address, StateAddress) or address is None:
        yield _Fact("state address", address.text if address is not None else "none")
    else:
        yield _Fact("state address", f"not known: {address.kind}", [list(address.field), _settings(instance)])
    yield _Fact("metadata", "enabled" if instance.is_enabled else "disabled")
    yield _Fact("metadata", "locked" if instance.is_locked else "not locked")


def _settings(instance: Instance) -> Value:
    """What an address that an effect decides is made of: the same sources come to the same place."""
    return shown([instance.section("backend_type"), instance.section("backend")])


# --- the lines that do it


def _places(instance: Instance, compilation: Compilation) -> tuple[Label, ...]:
    """Lines of local files that give the instance a value: those that decide where it is, else all of them.

    The component itself where there is none, as for what is read of another instance.
    """
    component = instance.component
    given = list(_given(component))
    fields = frozenset(_fields(component, compilation))
    deciding = [origin for path, origin in given if any(overlap(path, field) for field in fields)]
    origins = dict.fromkeys(deciding or (origin for _, origin in given))
    locate = compilation.locator.locate
    return tuple(Label(locate(each, key=True)) for each in origins) or (component.own_label((), ""),)


def _given(component: Component) -> Iterator[tuple[Path, Origin]]:
    """The values of a component that a local file says, as they are before templates, with their places."""
    local = {each.local for each in component.manifest.closure() if each.local}
    for name, section in component.compiled.items():
        if name in SECTIONS and has(SECTIONS[name], component.kind):
            for path, _ in leaves(section):
                origin = component.origin(name, path)
                if origin is not None and origin.file in local:
                    yield (name, *path), origin


def _fields(component: Component, compilation: Compilation) -> Iterator[Path]:
    """What the templates and patterns read that decide where an instance is."""
    texts = [compilation.config.name_template]
    for name in _DECIDING:
        texts += [source_text(leaf) or "" for _, leaf in leaves(component.compiled.get(name))]
    for text in texts:
        yield from (("vars", token) for token in WORKSPACE_TOKENS if f"{{{token}}}" in text)
        template = parse_template(text) if "{{" in text else None
        if template is not None and not isinstance(template, TemplateFault):
            yield from map(tuple, template.fields)
