"""What an instance says it depends on: ``dependencies``, ``settings.depends_on`` and reads of upstream state.

See docs/language.md, dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from stackc.base.diagnostic import Report
from stackc.base.ids import COMPONENT_TYPES, InstanceId
from stackc.base.marks import Marks
from stackc.base.memo import IdentityMemo
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path
from stackc.base.value import Append, Table, Value, leaves, shown_leaf, source_text
from stackc.evaluate.instance import Instance
from stackc.graph import messages as say
from stackc.link.component import Component
from stackc.manifest.sections import sections_of
from stackc.syntax.calls import CallFault, parse_call
from stackc.syntax.tags import call_tag

CONTEXT = ("namespace", "tenant", "environment", "stage")
READS = frozenset({"!terraform.state", "!terraform.output"})
_FILE_KINDS: tuple[Literal["file", "folder"], ...] = ("file", "folder")
Form = Literal["dependencies", "depends_on", "read"]


class Dependency(NamedTuple):
    """One declared dependency: the component, what restricts its stack, and where it is written."""

    component: str
    form: Form
    section: str
    at: Path
    stack: str = ""
    context: tuple[tuple[str, str], ...] = ()
    """Context variables given in a ``depends_on`` entry."""
    output: str = ""
    """What a read asks for."""
    from_state: bool = False
    """Read from the state itself, which need not be this repository's to run."""
    required: bool = True
    """False: where there is nothing to come after, nothing is wrong."""


class FileDependency(NamedTuple):
    """A file or folder an instance depends on, and where that is written."""

    kind: Literal["file", "folder"]
    path: str
    section: str
    at: Path


def declared(instance: Instance, report: Report) -> tuple[Dependency, ...]:
    """The component dependencies an instance declares; ``dependencies.components`` silences ``settings.depends_on``."""
    current = tuple(_current(instance, report))
    return current or tuple(_depends_on(instance, report))


def reads(instance: Instance) -> tuple[Dependency, ...]:
    """The upstream instances whose outputs an instance reads, wherever it does."""
    found: dict[tuple[str, str], Dependency] = {}
    sections = [name for name in instance.names if name not in ("mocks", "inheritance", "overrides", "metadata")]
    calls = [(path, text) for path, text in instance.unknowns(*sections)]
    for section in sections_of(instance.id.type):
        for deferred in instance.component.deferred(section.name):
            texts = (source_text(value) for value in deferred.values)
            calls += [((section.name, *deferred.path), text) for text in texts if text is not None]
    for path, text in calls:
        if call_tag(text) not in READS or "{{" in text:
            continue
        call = parse_call(text)
        if not isinstance(call, CallFault):
            key = (call.get("component"), call.get("stack") or str(instance.id.stack))
            state = call.tag == "!terraform.state"
            output = call.get("expression")
            new = Dependency(key[0], "read", str(path[0]), path[1:], key[1], output=output, from_state=state)
            if key not in found or (found[key].from_state and not state):  # the read that asks for more
                found[key] = new
    return tuple(found.values())


def files(instance: Instance) -> tuple[FileDependency, ...]:
    """Files and folders an instance declares, in both forms."""
    table = instance.table("dependencies")
    found: list[FileDependency] = []
    for kind in _FILE_KINDS:
        paths = table.get(f"{kind}s")
        for index, path in enumerate(paths if isinstance(paths, list) else ()):
            if isinstance(path, str):
                found.append(FileDependency(kind, path, "dependencies", (f"{kind}s", index)))
    components = table.get("components")
    for index, item in enumerate(components if isinstance(components, list) else ()):
        for kind in _FILE_KINDS:
            path = item.get("path") if isinstance(item, dict) and item.get("kind") == kind else None
            if isinstance(path, str):
                found.append(FileDependency(kind, path, "dependencies", ("components", index, "path")))
    if found:
        return tuple(found)
    old = instance.table("settings").get("depends_on")
    for key in sorted(old) if isinstance(old, dict) else ():
        item = old[key] if isinstance(old, dict) else None
        for kind in _FILE_KINDS:
            path = item.get(kind) if isinstance(item, dict) else None
            if isinstance(path, str) and path:
                found.append(FileDependency(kind, path, "settings", ("depends_on", key, kind)))
    return tuple(found)


def may_declare_files(instance: Instance) -> bool:
    """False where no layer of an instance's sections names a file or a folder, so that its values name none."""
    component = instance.component
    if any(component.tables("dependencies")):
        return True
    marks = component.context.marks
    entries = [table.get("depends_on") for table in component.tables("settings")]
    return any(
        marks.of(entry) or any(isinstance(each, dict) and each.keys() & _FILE_KEYS for each in entry.values())
        for entry in entries
        if isinstance(entry, dict)
    ) or any(marks.of(entry) for entry in entries if entry is not None and not isinstance(entry, dict))


_NO_WORDS = frozenset[str]()


class NamedComponents:
    """The words in what manifests declare as dependencies, found once for what many components share.

    Who has not the name of a component among them does not depend on it, whatever its values are.
    """

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._words = IdentityMemo(self._find)

    def may_have(self, component: Component, name: str) -> bool:
        """False where no layer of the component says ``name``, nor what evaluation could make of it."""
        for section, key in (("dependencies", "components"), ("settings", "depends_on")):
            for table in component.tables(section):
                words = self._words(table[key]) if key in table else _NO_WORDS
                if words is None or name in words:
                    return True
        return False

    def _find(self, value: Value) -> frozenset[str] | None:
        """All texts below ``value``; None where there may be others."""
        if self._marks.of(value):
            return None
        return frozenset(text for _, leaf in leaves(value) if (text := source_text(leaf)) is not None)


_FILE_KEYS = frozenset(_FILE_KINDS)


def _current(instance: Instance, report: Report) -> Iterator[Dependency]:
    components = instance.table("dependencies").get("components")
    if components is None:
        return
    if not isinstance(components, list):
        report(say.section_kind(instance, "dependencies", "components", components))
        return
    for index, item in enumerate(components):
        at: Path = ("components", index)
        if name := source_text(item):
            yield Dependency(name, "dependencies", "dependencies", at)
            continue
        if not isinstance(item, dict):
            report(say.dependency_kind(instance, "dependencies", at, item))
            continue
        kind = item.get("kind")
        if kind not in (None, "") and kind not in COMPONENT_TYPES:
            continue
        if name := source_text(item.get("component") or item.get("name")):
            key = "component" if item.get("component") else "name"
            required = _is_required(instance, item, at, report)
            yield Dependency(
                name, "dependencies", "dependencies", (*at, key), _text(item.get("stack")), required=required
            )
        elif kind not in ("file", "folder"):
            report(say.dependency_unnamed(instance, at))


def _is_required(instance: Instance, item: Table, at: Path, report: Report) -> bool:
    value = item.get("required", True)
    if isinstance(value, bool):
        return value
    report(say.required_kind(instance, at, value))
    return True


def _depends_on(instance: Instance, report: Report) -> Iterator[Dependency]:
    entries = instance.table("settings").get("depends_on")
    if entries is None:
        return
    if not isinstance(entries, dict):
        report(say.section_kind(instance, "settings", "depends_on", entries))
        return
    for key in sorted(entries):
        item, at = entries[key], ("depends_on", key)
        if not isinstance(item, dict):
            if item is not None:
                report(say.dependency_kind(instance, "settings", at, item))
            continue
        if name := source_text(item.get("component")):
            context = tuple((field, _text(item[field])) for field in CONTEXT if _text(item.get(field)))
            yield Dependency(name, "depends_on", "settings", (*at, "component"), _text(item.get("stack")), context)


def _text(value: Value) -> str:
    return "" if value is None or isinstance(value, (dict, list, Append)) else str(shown_leaf(value))


def context_of(instance: Instance) -> Table:
    """The context variables of an instance; those without a template need no evaluation."""
    found: Table = {}
    for name in CONTEXT:
        raw = instance.component.top("vars", name)
        found[name] = (
            instance.table("vars").get(name)
            if "{{" in (text := source_text(raw) or "") or text.startswith("!")
            else raw
        )
    return found


def fits(dependency: Dependency, dependent: InstanceId, own: Table, candidate: InstanceId, theirs: Table) -> bool:
    """True when ``candidate`` is what ``dependency`` of ``dependent`` means."""
    if candidate.component != dependency.component:
        return False
    if dependency.form != "depends_on":
        return candidate.stack == (dependency.stack or dependent.stack)
    if dependency.stack:
        if candidate.stack != dependency.stack:
            return False
    elif not dependency.context and candidate.stack != dependent.stack:
        return False
    given = dict(dependency.context)
    return all(_same(given.get(name) or own.get(name), theirs.get(name)) for name in CONTEXT)


def context_text(context: Table, name: str) -> str:
    """A context variable as filters compare it; empty where there is none."""
    return _text(context.get(name))


def _same(left: Value, right: Value) -> bool:
    return _text(left) == _text(right)
