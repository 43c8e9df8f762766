"""What outputs of other instances will be, which only a run knows, where their root modules say it plainly.

See docs/language.md, the contract with the module.
"""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path, Span, path_text
from stackc.base.value import MISSING, SEALED, Unknown, look_up, source_text
from stackc.check.contract_module import ModuleFacts, Modules
from stackc.check.contract_reads import called_output, templated_output
from stackc.check.contract_values import given_elsewhere
from stackc.evaluate.instance import Instance
from stackc.syntax.hcl_shape import output_shape
from stackc.syntax.shape import STRING, Misfit, Shape, shape_of_type, walked
from stackc.syntax.tags import call_tag


class Foreseen(NamedTuple):
    """What a value will be."""

    shape: Shape
    output: Path
    """The output that is read, and what of it."""
    folder: str
    """The root module that declares it."""
    place: Span
    in_template: bool

    def reason(self, misfit: Misfit) -> str:
        """Why it is refused: what it will be instead."""
        read = f"the output `{path_text((*self.output, *misfit.path))}` of `{self.folder}`"
        if self.in_template:
            return f"needs {misfit.wants}, but a template makes a string of {read}"
        return f"needs {misfit.wants}, but {read} {misfit.found}"


class Unknowns:
    """Tells of the values of one compilation that are not known yet."""

    def __init__(self, modules: Modules, upstream: Callable[[InstanceId], tuple[Instance, ModuleFacts] | None]) -> None:
        """``upstream`` gives an instance and its module where its outputs are those that this one declares."""
        self._modules, self._upstream = modules, upstream
        self._shapes: dict[tuple[InstanceId, str], Shape | None] = {}

    def foreseen(self, instance: Instance, path: Path, value: Unknown) -> Foreseen | None:
        """What ``value``, at ``path`` of the variables of ``instance``, will be; None where that is not plain."""
        source = look_up(instance.component.compiled.get("vars"), path)
        text = source_text(source) or ""
        if call_tag(text) is None:
            read = templated_output(instance, source) if text == value.text else None
        elif value.text.count("!") == 1:  # a call that was made of another one is none that can be read
            read = called_output(instance, value.text)
        else:
            read = None
        known = self._upstream(read.upstream) if read is not None else None
        if read is None or known is None:
            return None
        declared = known[1].module.outputs.get(read.name)
        if declared is None or known[1].not_there is not None:
            return None
        shape = STRING if read.in_template else walked(self._shape(*known, read.name), read.steps)
        output = (read.name, *read.steps)
        return shape and Foreseen(shape, output, known[1].folder, declared.span, read.in_template)

    def _shape(self, instance: Instance, facts: ModuleFacts, output: str) -> Shape | None:
        key = instance.id, output
        if key not in self._shapes:
            values = self._modules.values(facts.folder)
            self._shapes[key] = output_shape(values, output, lambda name: _variable_shape(instance, facts, name))
        return self._shapes[key]


def _variable_shape(instance: Instance, facts: ModuleFacts, name: str) -> Shape | None:
    """What a variable of a module is in one instance of it."""
    variable, type_ = facts.module.variables.get(name), facts.types.get(name)
    shape = shape_of_type(type_) if type_ is not None else None
    if variable is None or shape is None or not variable.nullable:
        return shape
    given = instance.table("vars").get(name, MISSING if variable.default is None else variable.default)
    is_there = given is not MISSING and given is not None and not isinstance(given, SEALED)
    may_differ = given_elsewhere(instance, facts.assigned).may_set(name)
    return shape._replace(may_be_null=may_differ or not is_there)
