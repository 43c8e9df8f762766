"""What is said about values and workspaces while they are evaluated: one builder a finding."""

from __future__ import annotations

from typing import Final

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.source import Span
from stackc.template.renderer import Problem, Remark

_CODES: Final[dict[Problem, Code]] = {"missing": Code.TEMPLATE_MISSING_KEY, "untyped": Code.TEMPLATE_YAML}
"""What a problem is reported as that has no code of its own; others are SC0501."""


def remark(found: Remark, where: str, instance: InstanceId, whole: Label) -> Diagnostic:
    """What is remarked of the value at ``where``, which stands at ``whole``: at the part it is about, if told."""
    code = found.code or _CODES.get(found.problem, Code.TEMPLATE)
    message = f"{_sentence(found)} (`{where}` of {instance})"
    return Diagnostic(code, message, whole._replace(span=_part(found, whole.span)), help=found.help)


def _sentence(found: Remark) -> str:
    match found.problem:
        case "malformed":
            return f"the template is malformed: {found.message}"
        case "failed":
            return f"the template cannot be rendered: {found.message}"
        case "missing":
            return f"`.{'.'.join(found.missing or ())}` does not exist: {found.message}"
        case _:
            return found.message


def _part(found: Remark, span: Span) -> Span:
    """The characters that are meant, where the text stands on one line; quotes around it are skipped."""
    start, end = found.part
    width, length = span.end_column - span.column, len(found.text)
    if end <= start or span.line != span.end_line or width < length:
        return span
    first = span.column + (width - length) // 2
    return Span(span.file, span.line, first + start, span.line, first + end)


def workspace_unrendered(component: str, reason: str, code: Code | None, label: Label) -> Diagnostic:
    message = f"the workspace template of `{component}` cannot be rendered: {reason}"
    return Diagnostic(code or Code.WORKSPACE_TEMPLATE, message, label)
