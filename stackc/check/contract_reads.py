"""Outputs of other instances that one reads, beside those that their root modules declare.

See docs/language.md, the contract with the module.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from stackc.base.codes import Code
from stackc.base.ids import InstanceId, StackName
from stackc.base.near import nearest
from stackc.base.source import Path
from stackc.base.value import leaves, source_text
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
_IN_TEMPLATE: Final = re.compile(
    rf"\(\s*atmos\.Component\s+(?:{_TEXT})\s+(?:(\.stack|\.atmos_stack)|{_TEXT})\s*\)\.outputs\.([A-Za-z_]\w*)"
)


class _Read(NamedTuple):
    section: str
    path: Path
    upstream: InstanceId
    output: str


def output_breaches(instance: Instance, module_of: Callable[[InstanceId], ModuleFacts | None]) -> Iterator[Breach]:
    """Reads of outputs that nobody declares; ``module_of`` an instance is None where outputs are not its module's."""
    for read in _reads(instance):
        facts = module_of(read.upstream)
        if facts is None or read.output in facts.module.outputs or not _is_told(facts):
            continue
        place = instance.component.label(read.section, read.path, "reads it")
        near = nearest(read.output, facts.module.outputs)
        component = read.upstream.component
        tell = partial(
            say.output_unknown, name=read.output, folder=facts.folder, upstream=component, place=place, near=near
        )
        yield Breach(read.section, instance, Code.OUTPUT_UNKNOWN, place, (read.output, facts.folder), tell)


def _is_told(facts: ModuleFacts) -> bool:
    """True where the outputs of a module are all there: one that is not pulled may have others."""
    return facts.is_complete or (facts.not_there is None and bool(facts.module.outputs))


def _reads(instance: Instance) -> Iterator[_Read]:
    """Calls and templates that plainly name a component and an output; others are for a run to find out."""
    for section in SECTIONS:
        if section == "mocks":
            continue
        for path, leaf in leaves(instance.component.compiled.get(section)):
            text = source_text(leaf) or ""
            if call_tag(text) in _CALLS and "{{" not in text:
                yield from _called(instance, section, path, text)
            elif "atmos.Component" in text:
                yield from _templated(instance, section, path, text)


def _called(instance: Instance, section: str, path: Path, text: str) -> Iterator[_Read]:
    call = parse_call(text)
    if isinstance(call, CallFault):
        return
    steps = plain_path(call.get("expression"))
    if steps and isinstance(steps[0], str):
        stack = StackName(call.get("stack") or instance.id.stack)
        yield _Read(section, path, InstanceId(stack, call.get("component")), steps[0])


def _templated(instance: Instance, section: str, path: Path, text: str) -> Iterator[_Read]:
    for found in _IN_TEMPLATE.finditer(text):
        component, stack = found[1] or found[2], found[4] or found[5] or instance.id.stack
        yield _Read(section, path, InstanceId(StackName(stack), component), found[6])
