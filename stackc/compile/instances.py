"""``Instances``: one component in one stack, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, unique
from stackc.base.ids import InstanceId
from stackc.base.memo import Memo
from stackc.base.messages import outside_found
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import World
from stackc.base.value import table_at
from stackc.compile import messages as say
from stackc.compile.judgement import Judgement
from stackc.compile.lookups import unknown_instance
from stackc.compile.manifests import Manifests
from stackc.compile.names import Definition, StackNames
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.instance import EvaluateContext, Instance
from stackc.link.component import Component
from stackc.link.duplicates import are_identical, duplicate_found
from stackc.link.mistakes import check_backends, check_depends_on
from stackc.link.naming import name_component

_FOLLOWING = frozenset({Code.BASE_NOT_FOUND, Code.LEGACY_BASE_NOT_FOUND})
"""What may just follow from a file that is missing or cut off."""


class Answer(NamedTuple):
    """An instance and what is wrong with it; no instance when there is none of that name."""

    instance: Instance | None
    diagnostics: tuple[Diagnostic, ...]


class Instances:
    """The instances of a repository; asking for one never evaluates another."""

    def __init__(
        self,
        world: World,
        config: ProjectConfig,
        manifests: Manifests,
        names: StackNames,
        judgement: Judgement,
        evaluation: Callable[[], EvaluateContext],
        lock: AbstractContextManager[object],
    ) -> None:
        self._world, self._config = world, config
        self._manifests, self._names, self._judgement = manifests, names, judgement
        self._evaluation = evaluation
        self._answers = Memo(self._find, lock)
        self.are_read_by_others = False
        """The values of one instance were looked at for those of another."""

    def of(self, id_: InstanceId) -> Answer:
        """One instance; found without looking at other stacks' components."""
        return self._answers(id_)

    def looked_at(self) -> tuple[InstanceId, ...]:
        """Every instance that somebody asked for so far."""
        return self._answers.keys()

    def _find(self, id_: InstanceId) -> Answer:
        mine = self._names.definitions_of(id_)
        if not mine:
            return Answer(None, (unknown_instance(id_, self._names, self._manifests), *self.asides(id_)))
        component, named = mine[0]
        blocks = self._judgement.blocks
        found = self._duplicates(id_, mine) if len(mine) > 1 else []
        files = self._manifests.diagnostics(component.manifest)
        own = (*component.globals.diagnostics, *component.diagnostics)
        found += files
        found += [each for each in own if each.code not in _FOLLOWING] if blocks(files) else own
        if not blocks(found):
            check_backends(component, found.append)
            check_depends_on(component, found.append)
        instance = Instance(id_, component, named, self._evaluation())
        found += self._outside_folder(instance)
        return Answer(instance, unique(found))

    def of_file(self, id_: InstanceId) -> Answer | None:
        """An instance whose stack is named by its file: that file alone is looked at. None when no file fits."""
        file = self._manifests.file_of(id_.stack)
        if file is None or id_.stack in self._names.definitions():
            return None
        manifest = self._manifests.of(file)
        found = [*self._manifests.diagnostics(manifest), *self._names.link_diagnostics(manifest)]
        if str(manifest.key) != id_.stack or id_.component not in table_at(manifest.table, "components", id_.type):
            return Answer(None, (*found, say.not_in_file(id_, manifest.key)))
        component = self._names.component(manifest, id_.type, id_.component)
        found += component.diagnostics
        named = name_component(component, self._names.rules, found.append, ignore_own=True)
        if named is None:
            return Answer(None, unique(found))
        check_backends(component, found.append)
        return Answer(Instance(id_, component, named, self._evaluation()), unique(found))

    def _outside_folder(self, instance: Instance) -> tuple[Diagnostic, ...]:
        """A component folder that leads out of the repository; silent where the project
        file says so for its whole type.
        """
        kind, folder = instance.id.type, instance.folder
        access = self._world.access(folder)
        access_of_type = self._world.access(self._config.component_folder(kind, ""))
        if access == "inside" or instance.is_abstract or access_of_type != "inside":
            return ()
        component = instance.component
        pointed = component.label("metadata", ("component",), "leads outside") if instance.base_path else None
        label = pointed or component.own_label((), "runs in the folder of its own name")
        return (outside_found(f"the component folder `{folder}` of {instance.id}", label, access),)

    # --- definitions beside the one that counts

    def _duplicates(self, id_: InstanceId, mine: list[Definition]) -> list[Diagnostic]:
        components = [definition.component for definition in mine]
        if _are_abstract(components):
            return []  # each belongs to its own manifest; see abstract_duplicates
        accepted = self._config.allow_identical and are_identical(components)
        return [duplicate_found(id_.stack, components, self._names.rules, accepted=accepted)]

    def abstract_duplicates(self, id_: InstanceId) -> tuple[Diagnostic, ...]:
        """Differing definitions of an abstract component: of interest only to whoever asks for it by name."""
        components = [each.component for each in self._names.definitions_of(id_)]
        if len(components) < 2 or not _are_abstract(components) or are_identical(components):
            return ()
        return (duplicate_found(id_.stack, components, self._names.rules),)

    def asides(self, id_: InstanceId) -> tuple[Diagnostic, ...]:
        """Manifests that may hold the component, too, but whose name or whose files are
        broken: warnings for who asked.
        """
        found: list[Diagnostic] = []
        holding = {component.manifest: component for component in self._names.components_called(id_)}
        for manifest in self._manifests:
            if manifest in holding:
                found += self._names.failures(holding[manifest])
            elif any(each.diagnostics for each in manifest.closure()):
                files = self._manifests.diagnostics(manifest)
                found += [each for each in files if self._judgement.severity(each.code, "show") == "error"]
        return unique(found)


def _are_abstract(components: list[Component]) -> bool:
    return all(component.is_abstract for component in components)
