"""What an instance is destroyed with where its inputs can no longer be read. See docs/language.md, destroying.

The first that is there: what it was last applied with, then a value that stands for any, where the module makes nothing
of the variable but a value. What is secret is in no file of ours, and so it is never among the first.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Collection

from stackc.artifact.files import PRIVATE
from stackc.artifact.secrets import FILES
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Workplace
from stackc.base.value import Table, Value, find_leaf, is_unknown
from stackc.check.contract_module import Modules
from stackc.check.contract_values import names_set
from stackc.evaluate.instance import Instance
from stackc.run.workdir import INPUTS, Workdir
from stackc.syntax.type_example import example_of


class Filled(NamedTuple):
    """An instance with something for each of its variables, and what stands where."""

    instance: Instance
    remembered: tuple[str, ...] = ()
    """Variables with the value of the last apply."""
    invented: tuple[str, ...] = ()
    """Variables with any value of their type, or their default."""
    missing: tuple[str, ...] = ()
    """Variables that have none."""

    @property
    def is_whole(self) -> bool:
        """Nothing that Terraform is given is unknown."""
        return not self.instance.unknowns("vars", "env", *FILES)


def note_inputs(workdir: Workdir, variables: bytes, workplace: Workplace) -> None:
    """Remember what an apply is done with: the file of variables, without the secret ones."""
    workplace.write(_file_of(workdir), variables, PRIVATE)


def noted_inputs(workdir: Workdir, workplace: Workplace) -> Table:
    """What the last apply in a workdir was done with; nothing where none is remembered."""
    content = workplace.read(_file_of(workdir))
    try:
        table: Value = json.loads(content or b"{}")
    except (ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) else {}


def fill_inputs(instance: Instance, arguments: tuple[str, ...], noted: Table, modules: Modules) -> Filled:
    """Fill the variables of a resolved instance that are not known, but for those that ``arguments`` set."""
    values = instance.table("vars")
    gaps = [name for name, value in values.items() if is_unknown(value) or find_leaf(value, is_unknown) is not None]
    if not gaps:
        return Filled(instance)
    said = names_set(arguments)
    given = frozenset(gaps) if said is None else said  # a file of variables may set any of them
    facts = modules.of(instance.module)
    plain: Collection[str] = modules.plain_variables(instance.module) if facts is not None else ()
    kept: Table = {name: value for name, value in values.items() if name not in gaps}
    remembered, invented, missing = list[str](), list[str](), list[str]()
    for name in gaps:
        if name in given:
            continue
        if name in noted:
            kept[name] = noted[name]
            remembered.append(name)
        elif facts is not None and name in plain:
            variable = facts.module.variables[name]
            if not variable.has_default:
                kept[name] = example_of(facts.types.get(name))
            invented.append(name)
        else:
            missing.append(name)
    return Filled(instance.with_section("vars", kept), tuple(remembered), tuple(invented), tuple(missing))


def _file_of(workdir: Workdir) -> str:
    return posixpath.join(workdir.top, INPUTS)
