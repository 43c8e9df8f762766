"""Outputs of other instances that one reads, beside those that their root modules declare.

See docs/language.md, the contract with the module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.pattern import late_pattern
from stackc.base.source import Path
from stackc.base.value import Missing, Value, source_text
from stackc.check import contract_messages as say
from stackc.check.contract_breach import Breach
from stackc.check.contract_module import ModuleFacts
from stackc.evaluate.instance import Instance
from stackc.function.expression import plain_path
from stackc.manifest.sections import SECTIONS
from stackc.syntax.calls import CallFault, parse_call
from stackc.syntax.tags import call_tag

_CALLS: Final = frozenset({"!terraform.state", "!terraform.output"})
_TEXT: Final = r'"([^"]+)"|`([^`]+)`'
_IN_TEMPLATE: Final = late_pattern(
    rf"\(\s*atmos\.Component\s+(?:{_TEXT})\s+(?:(\.stack|\.atmos_stack)|{_TEXT})\s*\)\.outputs\.([A-Za-z_]\w*)"
)
_ONE_TEMPLATE: Final = late_pattern(rf"\{{\{{-?\s*{_IN_TEMPLATE.pattern}\s*-?\}}\}}")


class Read(NamedTuple):
    """An output that is read, and the way that is gone into it."""

    upstream: InstanceId
    name: str
    steps: Path = ()
    in_template: bool = False


def output_breaches(instance: Instance, module_of: Callable[[InstanceId], ModuleFacts | None]) -> Iterator[Breach]:
    """Reads of outputs that nobody declares; ``module_of`` an instance is None where outputs are not its module's."""
    for section, path, read in _reads(instance):
        facts = module_of(read.upstream)
        if facts is None or read.name in facts.module.outputs or not _is_told(facts):
            continue
        place = instance.component.label(section, path, "reads it")
        near = nearest(read.name, facts.module.outputs)
        component = read.upstream.component
        tell = partial(
            say.output_unknown, name=read.name, folder=facts.folder, upstream=component, place=place, near=near
        )
        yield Breach(section, instance, Code.OUTPUT_UNKNOWN, place, (read.name, facts.folder), tell)


def _is_told(facts: ModuleFacts) -> bool:
    """True where the outputs of a module are all there: one that is not pulled may have others."""
    return facts.is_complete or (facts.not_there is None and bool(facts.module.outputs))


def _reads(instance: Instance) -> Iterator[tuple[str, Path, Read]]:
    """Calls and templates that plainly name a component and an output; others are for a run to find out."""
    for section in SECTIONS:
        if section == "mocks":
            continue
        for path, leaf in instance.marked(section):
            text = source_text(leaf) or ""
            if call_tag(text) in _CALLS and "{{" not in text:
                read = called_output(instance, text)
                if read is not None:
                    yield section, path, read
            elif "atmos.Component" in text:
                for found in _IN_TEMPLATE.finditer(text):
                    yield section, path, _templated(instance, found)


def called_output(instance: Instance, text: str) -> Read | None:
    """The output that the call ``text`` gives, or a part of it."""
    call = parse_call(text) if call_tag(text) in _CALLS else None
    if call is None or isinstance(call, CallFault):
        return None
    steps = plain_path(call.get("expression"))
    if not steps or not isinstance(steps[0], str):
        return None
    stack = StackName(call.get("stack") or instance.id.stack)
    return Read(InstanceId(stack, call.get("component")), steps[0], steps[1:])


def templated_output(instance: Instance, source: Value | Missing) -> Read | None:
    """The output that a template in quotes is all about: what it comes to is text, whatever the output is."""
    found = _ONE_TEMPLATE.fullmatch(source) if isinstance(source, str) and not isinstance(source, Bare) else None
    return None if found is None else _templated(instance, found)


def _templated(instance: Instance, found: re.Match[str]) -> Read:
    component, stack = found[1] or found[2], found[4] or found[5] or instance.id.stack
    return Read(InstanceId(StackName(stack), component), found[6], in_template=True)
