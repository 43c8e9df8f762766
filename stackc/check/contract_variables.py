"""The variables of one instance beside those of its root module. See docs/language.md, the contract with the module."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from stackc.base.codes import Code
from stackc.base.memo import Same
from stackc.base.near import is_one_edit, nearest
from stackc.base.pattern import late_pattern
from stackc.base.source import Origin, Path
from stackc.base.value import MISSING, Missing, Unknown, Value, look_up
from stackc.check import contract_messages as say
from stackc.check.contract_breach import Breach
from stackc.check.contract_module import ModuleFacts
from stackc.check.contract_unknowns import Foreseen
from stackc.check.contract_values import Given, given_elsewhere, names_set
from stackc.evaluate.instance import Instance
from stackc.merge.trace import contributions
from stackc.syntax.hcl_evaluate import evaluate_condition
from stackc.syntax.module_requirements import Validation
from stackc.syntax.root_module import Variable
from stackc.syntax.shape import misfits
from stackc.syntax.type_constraint import ANY, Type
from stackc.syntax.type_convert import converted
from stackc.syntax.type_fit import Doubt, Refused, fit

CONTEXT = frozenset({"namespace", "tenant", "environment", "stage"})
"""Variables that say which stack it is: they are set for names, whether a module declares them or not."""


def is_own(origin: Origin) -> bool:
    """True for what the component itself or a base of it says; root and type levels set it for all components."""
    return origin.path[:1] == ("components",)


_READ = late_pattern(r"\.vars\.([A-Za-z_][\w-]*)")


def names_read(instance: Instance) -> Iterator[str]:
    """The variables that templates of the instance read: they have a use, whatever the module declares."""
    for text in instance.templates():
        yield from _READ.findall(text)


class SoundValues:
    """Which values a variable takes without a word, told once for equal ones: most are the same in many stacks."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], bool] = {}

    def has(self, facts: ModuleFacts, variable: Variable, value: Value) -> bool:
        """True where nothing is to be said of ``value``; what is unknown may have to be looked at."""
        is_shared = isinstance(value, (dict, list))
        key = (Same(variable), Same(value)) if is_shared else (Same(variable), value.__class__, value)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _is_sound(facts, variable, value)
        return known


def _is_sound(facts: ModuleFacts, variable: Variable, value: Value) -> bool:
    if value is None:
        return variable.nullable or variable.has_default
    type_ = _type_of(facts, variable)
    if type_ is None:
        return True
    found = fit(value, type_)
    return found.fits and not found.dropped and _failing(facts, variable, value) is None


def _type_of(facts: ModuleFacts, variable: Variable) -> Type | None:
    """Its type; None where that is not understood."""
    return facts.types.get(variable.name, ANY if variable.type is None else None)


def _failing(facts: ModuleFacts, variable: Variable, value: Value) -> Validation | None:
    """The first condition that a value that fits surely does not meet."""
    validations = facts.requirements.validations.get(variable.name, ())
    known = converted(value, facts.types.get(variable.name)) if validations else MISSING
    if isinstance(known, Missing):
        return None
    failing = (each for each in validations if evaluate_condition(each.condition, variable.name, known) in _FALSE)
    return next(failing, None)


_FALSE = (False, "false")


class Variables:
    """The variables of one instance beside those of its module."""

    def __init__(
        self,
        instance: Instance,
        facts: ModuleFacts,
        sets: Callable[[str, str], bool],
        foreseen: Callable[[Instance, Path, Unknown], Foreseen | None],
        sound: SoundValues,
        arguments: Sequence[str] = (),
    ) -> None:
        """``sets`` tells of a folder and a name whether manifests have it for a component there, ``foreseen`` what a
        value will be; ``arguments`` are those of a command line, which win over the manifests.
        """
        self._instance, self._facts, self._sets, self._foreseen = instance, facts, sets, foreseen
        self._vars, self._sound = instance.table("vars"), sound
        self._arguments = names_set(arguments)
        self._elsewhere: Given | None = None

    def breaches(self) -> Iterator[Breach]:
        missing = {each.name: each for each in self._missing()} if self._facts.is_complete else {}
        if self._facts.is_complete:
            for name in self._unknown():
                yield self._misspelt(name, missing)
        forgotten = [each for each in missing.values() if self._sets(self._facts.folder, each.name)]
        yield from self._unset(Code.VARIABLE_MISSING, forgotten)
        nowhere = [each for each in missing.values() if each not in forgotten]
        yield from self._unset(Code.VARIABLE_NOWHERE, nowhere)
        if self._arguments is None:
            return
        for name, value in self._vars.items():
            variable = self._facts.module.variables.get(name)
            if variable is None or name in self._arguments:
                continue
            if not self._sound.has(self._facts, variable, value):
                yield from self._misfits(variable, value)

    # --- names

    def _unknown(self) -> Iterator[str]:
        """Variables of the instance's own, or of a base, that are none of the module and have no other use."""
        read: frozenset[str] | None = None
        for name in self._vars:
            if name in self._facts.module.variables or name in CONTEXT:
                continue
            component = self._instance.component
            if not component.says("vars", name):
                continue
            origin = component.origin("vars", (name,))
            if origin is None or not is_own(origin):
                continue
            if read is None:
                read = frozenset(names_read(self._instance))
            if name not in read:
                yield name

    def _misspelt(self, name: str, missing: dict[str, Variable]) -> Breach:
        """What is said of an unknown variable; one that stands for a required one is taken out of ``missing``."""
        instance, facts = self._instance, self._facts
        near = tuple(each for each in facts.names.nearest(name) if self._tables(name).isdisjoint(self._tables(each)))
        is_close = bool(near) and is_one_edit(name, near[0])
        is_wanted = bool(near) and (is_close or self._sets(facts.folder, near[0]))
        meant = missing.pop(near[0], None) if is_wanted else None
        label = instance.component.label("vars", (name,), "no such variable", key=True)
        renames = (name, near[0]) if (is_close or len(near) == 1) and self._takes(near[0], self._vars[name]) else None
        if meant is None:
            tell = partial(say.variable_unknown, name=name, folder=facts.folder, place=label, near=near)
            code = Code.VARIABLE_UNKNOWN
        else:
            tell = partial(say.variable_misspelt, name=name, variable=meant, folder=facts.folder, place=label)
            code = Code.VARIABLE_MISSING
        return Breach("vars", instance, code, label, (name, facts.folder), tell, renames=renames)

    def _tables(self, name: str) -> set[tuple[str, Path]]:
        """Where a variable is set: what stands beside a name in one of these was not meant by it."""
        given = contributions(self._instance.component.fold("vars"), (name,))
        return {(each.origin.file, each.origin.path[:-1]) for each in given}

    def _takes(self, name: str, value: Value) -> bool:
        """True when the variable ``name`` would surely take ``value``."""
        variable = self._facts.module.variables[name]
        type_ = self._facts.types.get(name)
        if value is None:
            return variable.nullable
        return fit(value, type_).fits if type_ is not None else variable.type is None

    def _missing(self) -> Iterator[Variable]:
        """Variables that need a value and get none, from nobody."""
        for variable in self._facts.module.variables.values():
            if variable.has_default or variable.name in self._vars:
                continue
            if self._arguments is None or variable.name in self._arguments:
                continue
            if self._elsewhere is None:
                self._elsewhere = given_elsewhere(self._instance, self._facts.assigned)
            if not self._elsewhere.may_set(variable.name):
                yield variable

    def _unset(self, code: Code, variables: Sequence[Variable]) -> Iterator[Breach]:
        if not variables:
            return
        said = say.variables_missing if code is Code.VARIABLE_MISSING else say.variables_nowhere
        names, folder = ", ".join(f"`{each.name}`" for each in variables), self._facts.folder
        label = self._instance.component.own_label((), f"sets no {names}")
        tell = partial(said, variables=variables, folder=folder, place=label)
        yield Breach("vars", self._instance, code, label, (names, folder), tell, is_absence=True)

    # --- values

    def _misfits(self, variable: Variable, value: Value) -> Iterator[Breach]:
        if value is None:
            yield self._refused(variable, Refused((), "must not be null"))
            return
        type_ = _type_of(self._facts, variable)
        if type_ is None:
            return
        found = fit(value, type_)
        failing = _failing(self._facts, variable, value) if found.fits else None
        if failing is not None:
            yield self._invalid(variable, failing)
        for refused in found.refused:
            yield self._refused(variable, refused)
        for doubt in found.doubts:
            unknown = look_up(value, doubt.path)
            if isinstance(unknown, Unknown):
                yield from self._misread(variable, doubt, unknown)
        for dropped in found.dropped:
            beside = look_up(value, dropped.path[:-1])
            free = [name for name in dropped.known if not isinstance(beside, dict) or name not in beside]
            near = nearest(str(dropped.path[-1]), free)
            yield self._dropped(variable, (variable.name, *dropped.path), near)

    def _invalid(self, variable: Variable, validation: Validation) -> Breach:
        label = self._instance.component.label("vars", (variable.name,), "the module does not take this")
        tell = partial(say.value_invalid, variable=variable, validation=validation, place=label)
        subject = (variable.span, validation.condition)
        return Breach("vars", self._instance, Code.VARIABLE_INVALID, label, subject, tell)

    def _refused(self, variable: Variable, refused: Refused) -> Breach:
        path, type_ = (variable.name, *refused.path), self._facts.types.get(variable.name)
        value = look_up(self._vars, path)
        at_key = isinstance(value, (dict, list)) and isinstance(path[-1], str)
        label = self._instance.component.label("vars", path, "Terraform does not take this", key=at_key)
        tell = partial(say.value_refused, variable=variable, type_=type_, path=path, reason=refused.reason, place=label)
        subject = (path, refused.reason, variable.span)
        code = Code.VARIABLE_TYPE
        return Breach("vars", self._instance, code, label, subject, tell, is_absence=refused.is_absence)

    def _misread(self, variable: Variable, doubt: Doubt, value: Unknown) -> Iterator[Breach]:
        """What a value that only a run knows will surely not be converted to."""
        place = (variable.name, *doubt.path)
        foreseen = self._foreseen(self._instance, place, value)
        if foreseen is None:
            return
        for misfit in misfits(foreseen.shape, doubt.type):
            label = self._instance.component.label("vars", place, "Terraform does not take this")
            path, reason = (*place, *misfit.path), foreseen.reason(misfit)
            tell = partial(
                say.output_refused,
                variable=variable,
                type_=self._facts.types.get(variable.name),
                path=path,
                reason=reason,
                place=label,
                output=foreseen.place,
            )
            subject = (path, reason, variable.span)
            yield Breach("vars", self._instance, Code.VARIABLE_TYPE, label, subject, tell)

    def _dropped(self, variable: Variable, path: Path, near: tuple[str, ...]) -> Breach:
        label = self._instance.component.label("vars", path, "no such attribute", key=True)
        tell = partial(say.attribute_unknown, variable=variable, path=path, place=label, near=near)
        return Breach("vars", self._instance, Code.ATTRIBUTE_UNKNOWN, label, (path, variable.span), tell)
