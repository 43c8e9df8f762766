"""Who sets the variables of a root module: each with what it declares, the lines that set it, and who leaves it alone.

Compilation, component or folder, name → ``ModuleUse``. See docs/language.md, explanations.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.record import Record
from stackc.base.source import Path, Span
from stackc.base.value import MASK, Secret, Value, encodable
from stackc.check.contract_module import ModuleFacts, Modules
from stackc.check.contract_values import given_elsewhere
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain import messages as say
from stackc.explain.leaves import origin_of, span_of
from stackc.syntax.module_requirements import Validation
from stackc.syntax.root_module import Variable


class Setting(NamedTuple):
    """A value that some instances have from one line."""

    path: Path
    """Where in the variable it is: empty for all of it, else a leaf of a map."""
    value: Value
    span: Span | None
    """None for what no manifest says."""
    instances: tuple[InstanceId, ...]


class VariableUse(Record):
    """One variable, and what the instances of its module do with it."""

    variable: Variable
    validations: tuple[Validation, ...]
    settings: tuple[Setting, ...]
    """By the part of the variable; what most instances have comes first."""
    elsewhere: tuple[InstanceId, ...]
    """Those in which no manifest sets it, but the environment, an argument or a file of the folder does or may."""
    unset: tuple[InstanceId, ...]
    """Those that nobody sets it in: they have the default, or no value."""

    @property
    def instances(self) -> tuple[InstanceId, ...]:
        """Those in which a manifest sets it, sorted."""
        return tuple(sorted({id_ for each in self.settings for id_ in each.instances}))


class ModuleUse(Record):
    """The variables of one root module, of which ``instances`` were asked about."""

    folder: str
    instances: tuple[InstanceId, ...]
    variables: tuple[VariableUse, ...]
    undeclared: tuple[str, ...]
    """Variables that instances have and the module does not declare, sorted; none where files of it are not there."""


def find_variables(
    compilation: Compilation, component: str, name: str | None, found: list[Diagnostic]
) -> tuple[ModuleUse, ...] | Diagnostic:
    """The variables, or the one called ``name``, of the root modules of a component.

    ``component`` is the name of instances, else the folder of a root module, by its whole path or below that of all
    root modules. Abstract instances count where there are no others. What is wrong with instances goes to ``found``; a
    diagnostic (SC0423) for a component, a module or a variable that is not there. Cost: one evaluation of ``vars`` in
    each instance.
    """
    ids = [id_ for id_ in compilation.instance_ids() if id_.type == TERRAFORM]
    named = [id_ for id_ in ids if id_.component == component]
    instances = list(_sound(compilation, named or ids, found))
    folders = list(dict.fromkeys(each.folder for each in instances))
    if not named:
        below = compilation.config.component_folder(TERRAFORM, component)
        folders = [each for each in (below, component) if compilation.modules.record(each).exists][:1]
        if not folders:
            return _unknown(compilation, component, ids)
    if not folders:
        return say.nothing_sound(component)
    modules = Modules(compilation)
    uses: list[ModuleUse] = []
    for folder in folders:
        facts = modules.of(folder)
        if facts is None:
            record = compilation.modules.record(folder)
            found += record.diagnostics
            return say.no_module(component, folder, exists=record.exists)
        uses.append(_use(facts, [each for each in instances if each.folder == folder], name))
    if name is not None and not any(use.variables for use in uses):
        return _no_variable(uses, modules, name)
    return tuple(use for use in uses if name is None or use.variables)


def _sound(compilation: Compilation, ids: Iterable[InstanceId], found: list[Diagnostic]) -> Iterator[Instance]:
    """The instances that compile; abstract ones only where there are no others."""
    sound: list[Instance] = []
    for id_ in ids:
        answer = compilation.instance(id_)
        found += answer.diagnostics
        if answer.instance is not None and not compilation.blocks(answer.diagnostics):
            sound.append(answer.instance)
    real = [each for each in sound if not each.is_abstract]
    yield from real or sound


def _unknown(compilation: Compilation, component: str, ids: Sequence[InstanceId]) -> Diagnostic:
    folders = compilation.modules.folders(compilation.config.component_folder(TERRAFORM, "")).nearest(component)
    return say.no_component(component, nearest(component, {*(id_.component for id_ in ids), *folders}))


def _no_variable(uses: Sequence[ModuleUse], modules: Modules, name: str) -> Diagnostic:
    facts = [known for use in uses if (known := modules.of(use.folder)) is not None]
    near = facts[0].names.nearest(name) if len(facts) == 1 else ()
    setting = [id_ for use in uses for id_ in use.instances if name in use.undeclared]
    return say.no_variable(name, [each.folder for each in facts], near, setting)


def _use(facts: ModuleFacts, instances: Sequence[Instance], name: str | None) -> ModuleUse:
    declared = facts.module.variables
    wanted = declared if name is None else [name] if name in declared else []
    variables = tuple(_variable_use(facts, declared[each], instances) for each in wanted)
    had = {each for instance in instances for each in instance.table("vars")} if facts.is_complete else set[str]()
    undeclared = tuple(sorted(had - declared.keys()))
    return ModuleUse(facts.folder, tuple(each.id for each in instances), variables, undeclared)


def _variable_use(facts: ModuleFacts, variable: Variable, instances: Sequence[Instance]) -> VariableUse:
    name = variable.name
    groups: dict[tuple[Path, str, Span | None], tuple[Value, list[InstanceId]]] = {}
    elsewhere: list[InstanceId] = []
    unset: list[InstanceId] = []
    for instance in instances:
        table = instance.table("vars")
        if name not in table:
            is_given = given_elsewhere(instance, facts.assigned).may_set(name)
            (elsewhere if is_given else unset).append(instance.id)
            continue
        for path, value in _opened(table[name], ()):
            shown = Secret(MASK) if variable.sensitive else value
            span = span_of(instance, origin_of(instance, ("vars", name, *path)))
            groups.setdefault((path, repr(encodable(shown)), span), (shown, []))[1].append(instance.id)
    settings = [Setting(path, value, span, tuple(ids)) for (path, _, span), (value, ids) in groups.items()]
    order = {path: at for at, path in enumerate(dict.fromkeys(each.path for each in settings))}
    settings.sort(key=lambda each: (order[each.path], -len(each.instances)))
    validations = facts.requirements.validations.get(name, ())
    return VariableUse(variable, validations, tuple(settings), tuple(elsewhere), tuple(unset))


def _opened(value: Value, path: Path) -> Iterator[tuple[Path, Value]]:
    """The leaves of a map, which several files may have a part in; a list is one value."""
    if isinstance(value, dict) and value:
        for key in sorted(value):
            yield from _opened(value[key], (*path, key))
    else:
        yield path, value
