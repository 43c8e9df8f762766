"""The contract with the root module: what Terraform would refuse of what an instance gives it.

One finding for each place to edit, whatever the number of instances it reaches. Nothing is said of what is not certain:
values that are not known yet, modules that are not all there. See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.memo import Same
from stackc.base.near import is_one_edit
from stackc.base.record import replace
from stackc.base.source import Span
from stackc.base.value import source_text, table_at
from stackc.check import contract_messages as say
from stackc.check.contract_breach import Breach
from stackc.check.contract_module import ModuleFacts, Modules
from stackc.check.contract_reads import output_breaches
from stackc.check.contract_settings import setting_breaches
from stackc.check.contract_unknowns import Unknowns
from stackc.check.contract_variables import CONTEXT, SoundValues, Variables, names_read
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.merge.trace import contributions, trace


class Contract:
    """What instances of one compilation owe to their root modules."""

    def __init__(self, compilation: Compilation) -> None:
        self._compilation = compilation
        self.modules: Modules = Modules(compilation)
        self._unknowns = Unknowns(self.modules, self._upstream)
        self._sound = SoundValues()
        self._setting: dict[str, set[str]] = {}

    def of(
        self, instance: Instance, sections: Iterable[str] = (), arguments: Sequence[str] = ()
    ) -> tuple[Diagnostic, ...]:
        """What one instance has against it, of ``sections`` alone where some are named; its values as they are now.

        ``arguments`` of Terraform may set variables, too.
        """
        wanted = frozenset(sections)
        found = self._breaches(instance, arguments, with_values=not wanted or "vars" in wanted)
        breaches = (each for each in found if not wanted or each.section in wanted)
        return tuple(each.tell((instance.id,)) for each in breaches)

    def of_all(self, instances: Iterable[Instance], broken: frozenset[str] = frozenset()) -> Iterator[Diagnostic]:
        """What all of ``instances`` have against them, each thing once. What is missing in one with a file of
        ``broken`` may just follow from that.
        """
        known = tuple(each for each in instances if _is_bound(each))
        groups: dict[tuple[object, ...], list[Breach]] = {}
        for instance in known:
            closure = instance.component.manifest.closure()
            is_broken = any(not broken.isdisjoint(each.files) for each in closure) if broken else False
            breaches = list(self._breaches(instance))
            foreign = _of_foreign_base(instance, breaches)
            for breach in breaches if foreign is None else (foreign,):
                if is_broken and breach.is_absence:
                    continue
                groups.setdefault((breach.code, breach.place.span, *breach.subject), []).append(breach)
        for place, group in self._with_bases(groups.values()):
            ids = sorted({each.instance.id for each in group}, key=str)
            said = replace(group[0].tell(ids), primary=place)
            right = self._right_name(group, known)
            is_unset = said.code is Code.VARIABLE_MISSING and group[0].is_absence
            giving = self._giving(group, known) if is_unset else None
            if giving is not None:
                said = say.set_elsewhere(said, giving)
            elif is_unset and _are_bases(group, known):
                said = say.inherited_from(said, group[0].instance.id.component)
            if right is not None:
                said = say.with_renaming(said, place.span, right)
            elif said.code is Code.VARIABLE_MISSING:
                said = self._named_apart(said, group[0].instance)
            yield said
        yield from self._unclaimed(known)

    def _with_bases(self, groups: Iterable[list[Breach]]) -> Iterator[tuple[Label, list[Breach]]]:
        """Where each thing is told: what is missing in several places for components with one base, at that base."""
        absent: dict[tuple[object, ...], list[list[Breach]]] = {}
        for group in groups:
            key = (group[0].code, *group[0].subject)
            absent.setdefault(key if group[0].is_absence else (id(group),), []).append(group)
        for alike in absent.values():
            together = [each for group in alike for each in group]
            place = _base_of(together) if len(alike) > 1 else None
            if place is not None:
                yield place._replace(text=together[0].place.text), together
                continue
            for group in alike:
                yield group[0].place, group

    def _giving(self, group: Sequence[Breach], instances: Sequence[Instance]) -> str | None:
        """The one file by which all other instances of the component have what is missing, where these lack it."""
        if any(each.instance.component.walk.visits for each in group):
            return None  # they have a base of their own, so it is not forgotten
        [subject, *_] = group[0].subject
        name = str(subject).strip("`")
        lacking = {each.instance.id for each in group}
        files: set[str] = set()
        for each in instances:
            if each.id.component == group[0].instance.id.component and each.id not in lacking:
                origin = each.component.origin("vars", (name,))
                if origin is None or origin.file == each.component.manifest.file:
                    return None
                files.add(origin.file)
        closures = (breach.instance.component.manifest.closure() for breach in group)
        reached = {file for closure in closures for each in closure for file in each.files}
        if len(files) != 1 or files & reached:
            return None
        return self._compilation.index.called(files.pop())

    def _breaches(
        self, instance: Instance, arguments: Sequence[str] = (), *, with_values: bool = True
    ) -> Iterator[Breach]:
        """``with_values``: its variables are asked for. Of what no file is made nothing is: in a run that would call
        functions, of upstream instances as well, which nobody else asks for.
        """
        if not _is_bound(instance):
            return
        facts = self.modules.of(instance.module)
        if facts is None:
            return
        written = self._compilation.instance(instance.id).instance or instance
        is_elsewhere = bool(written.table("source")) and instance.module == instance.folder
        if is_elsewhere or written.table("generate"):
            facts = facts._replace(is_complete=False)
        if facts.not_there is not None and not is_elsewhere:
            yield _incomplete(instance, facts, facts.not_there)
        if with_values:
            yield from Variables(
                instance, facts, self._sets, self._unknowns.foreseen, self._sound, arguments
            ).breaches()
            yield from output_breaches(written, self._module_of)
        yield from setting_breaches(instance, facts)

    def _module_of(self, id_: InstanceId) -> ModuleFacts | None:
        known = self._upstream(id_)
        return None if known is None else known[1]

    def _upstream(self, id_: InstanceId) -> tuple[Instance, ModuleFacts] | None:
        """An instance and its module, whose outputs are those it declares."""
        answer = self._compilation.instance(id_)
        instance = answer.instance
        if instance is None or not _is_bound(instance) or instance.section("remote_state_backend_type") == "static":
            return None
        if instance.table("source") or instance.table("generate"):
            return None
        facts = self.modules.of(instance.module)
        return None if facts is None else (instance, facts)

    def _sets(self, folder: str, name: str) -> bool:
        """True when some component of this root module has the variable from the manifests."""
        if folder not in self._setting:
            names = self._setting[folder] = set[str]()
            for id_ in self._compilation.stacks.ids():
                instance = self._compilation.instance(id_).instance
                if instance is not None and id_.type == TERRAFORM and instance.folder == folder:
                    names.update(instance.component.section("vars"))
        return name in self._setting[folder]

    # --- what is set for all

    def _unclaimed(self, instances: Sequence[Instance]) -> Iterator[Diagnostic]:
        """Variables that are set for whole stacks and that nobody has a use for (SC0610)."""
        facts = [(each, self.modules.of(each.folder)) for each in instances]
        declared = {name for _, found in facts if found is not None for name in found.module.variables}
        if any(found is None or not found.is_complete for _, found in facts):
            return
        places: dict[tuple[str, Span], Label] = {}
        seen: set[tuple[Same, str]] = set()
        read: set[str] | None = None
        for instance, _ in facts:
            for name in instance.table("vars"):
                if name in declared or name in CONTEXT:
                    continue
                if read is None:
                    read = {name for each, _ in facts for name in names_read(each)}
                component = instance.component
                shared = (Same(component.globals), name)
                if name in read or component.says("vars", name) or shared in seen:
                    continue
                seen.add(shared)  # who says nothing has what everybody in the manifest has
                if component.origin("vars", (name,)) is not None:
                    label = component.label("vars", (name,), "has no effect on any module", key=True)
                    places.setdefault((name, label.span), label)
        for (name, _), label in places.items():
            close = sorted(each for each in declared if is_one_edit(name, each))
            yield say.variable_unclaimed(name, label, close)

    # --- what would mend it

    def _right_name(self, group: Sequence[Breach], instances: Sequence[Instance]) -> str | None:
        """The key as what was meant: where it stands once, and nobody else needs it as it is."""
        renames = group[0].renames
        if renames is None or any(each.renames != renames for each in group):
            return None
        wrong, right = renames
        origins = {
            each.origin for breach in group for each in contributions(breach.instance.component.fold("vars"), (wrong,))
        }
        span = group[0].place.span
        if len(origins) != 1 or self._text(span) != wrong:
            return None
        [origin] = origins
        concerned = {breach.instance.id for breach in group}
        others = (each for each in instances if each.id not in concerned and wrong in each.table("vars"))
        if any(each.component.origin("vars", (wrong,)) == origin for each in others):
            return None
        return right

    def _named_apart(self, said: Diagnostic, instance: Instance) -> Diagnostic:
        """What is missing may stand in a component of the stack whose name is misspelt: it has no folder of its name,
        and this one has.
        """
        component, name = instance.component, instance.id.component
        config, folders = self._compilation.config, self._compilation.modules
        named = {
            each: folders.record(config.component_folder(component.kind, each)).exists
            for each in (name, *component.globals.near.nearest(name))
            if each == name or is_one_edit(each, name)
        }
        strangers = [each for each, exists in named.items() if not exists]
        if len(strangers) != 1 or not named[name]:
            return said
        key = component.context.locate(component.manifest, ("components", component.kind, strangers[0]), True)
        return say.with_renaming(said, key, name)

    def _text(self, span: Span) -> str:
        """What a span within one line holds in its file."""
        lines = self._compilation.world.read(span.file).decode("utf-8", "replace").split("\n")
        whole = lines[span.line - 1] if span.line <= len(lines) else ""
        return whole[span.column - 1 : span.end_column - 1] if span.end_line == span.line else ""


def _base_of(breaches: Sequence[Breach]) -> Label | None:
    """What all of them have from one line: the part of a value, or the nearest base."""
    first = breaches[0]
    if first.code is Code.VARIABLE_TYPE and isinstance(first.subject[0], tuple):
        given = [
            [each.origin for each in contributions(breach.instance.component.fold("vars"), first.subject[0])]
            for breach in breaches
        ]
        shared = [origin for origin in given[0] if all(origin in each for each in given)]
        locator = first.instance.component.context.locator
        return Label(locator.locate(shared[0], key=True)) if shared else None
    walks = [each.instance.component.walk.visits for each in breaches]
    common = [visit.name for visit in walks[0] if all(visit.name in {each.name for each in walk} for walk in walks)]
    if not common:
        return None
    labels: set[Label] = set()
    for breach in breaches:
        component = breach.instance.component
        origin = trace(component.manifest.fold, ("components", component.kind, common[-1]))
        if origin is not None:
            labels.add(Label(component.context.locator.locate(origin, key=True)))
    return labels.pop() if len(labels) == 1 else None


_OF_NAMES = frozenset({Code.VARIABLE_UNKNOWN, Code.VARIABLE_MISSING, Code.VARIABLE_NOWHERE})


def _of_foreign_base(instance: Instance, breaches: Sequence[Breach]) -> Breach | None:
    """A base that was written for another root module, where several variables do not fit: the base is the mistake."""
    component, folder = instance.component, instance.base_path or instance.id.component
    if sum(each.code in _OF_NAMES for each in breaches) < 2 or any(each.code not in _OF_NAMES for each in breaches):
        return None
    components = component.globals.components
    runs = {name: source_text(table_at(components, name, "metadata").get("component")) for name in components}
    for visit in component.walk.visits:
        other = runs.get(visit.name)
        if visit.at[2] != component.name or not other or other == folder:
            continue
        fitting = [name for name, run in runs.items() if run == folder and name != component.name]
        bases = [name for name in fitting if table_at(components, name, "metadata").get("type") == "abstract"]
        place = Label(component.context.locate(component.manifest, visit.at, False), f"written for `{other}`")
        is_missing = any(each.code is Code.VARIABLE_MISSING for each in breaches)
        code = Code.VARIABLE_MISSING if is_missing else Code.VARIABLE_UNKNOWN
        said = partial(say.base_foreign, code=code, base=visit.name, other=other, folder=folder, near=tuple(bases))
        return Breach("vars", instance, code, place, (visit.name, folder), partial(said, place=place))
    return None


def _are_bases(group: Sequence[Breach], instances: Sequence[Instance]) -> bool:
    """True for a component that others beside all of its instances have for a base."""
    name = group[0].instance.id.component
    stacks = {each.id.stack for each in instances if any(v.name == name for v in each.component.walk.visits)}
    return all(each.instance.id.component == name and each.instance.id.stack in stacks for each in group)


def _is_bound(instance: Instance) -> bool:
    return instance.id.type == TERRAFORM and instance.is_deployable


def _incomplete(instance: Instance, facts: ModuleFacts, why: str) -> Breach:
    component = instance.component
    label = (
        component.label("metadata", ("component",), "this module")
        if instance.base_path
        else component.own_label((), "runs in the folder of its own name")
    )
    tell = partial(say.module_incomplete, folder=facts.folder, why=why, place=label)
    return Breach("metadata", instance, Code.MODULE_INCOMPLETE, label, (facts.folder,), tell)
