"""The functions that a project file may use. See docs/language.md, functions in the project file."""

from __future__ import annotations

import posixpath

from stackc.base.codes import Code
from stackc.base.diagnostic import Report
from stackc.base.messages import outside_found
from stackc.base.ports import ReadFailure, World
from stackc.base.value import Value
from stackc.config.discovery import EvaluateCall, git_root
from stackc.function.include import parse_included
from stackc.function.pure import Scope, evaluate_pure
from stackc.project import messages as say
from stackc.syntax.calls import CallFault, parse_call
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import ScalarRules


def tag_evaluator(cwd: str) -> EvaluateCall:
    """The tags a project file may use."""

    def evaluate(text: str, file: str, folder: str, world: World, report: Report) -> Value:
        return _evaluate(text, file, folder, world, cwd, report)

    return evaluate


def _evaluate(text: str, file: str, folder: str, world: World, cwd: str, report: Report) -> Value:
    call = parse_call(text)
    if isinstance(call, CallFault):
        report(say.call_invalid(file, call.message, Code.FUNCTION_ARGUMENTS))
        return None
    tag = call_tag(text) or call.tag
    if tag == "!cwd":
        return posixpath.normpath(posixpath.join(cwd, call.get("text")))
    if tag in ("!include", "!include.raw"):
        return _include(call.get("path"), tag, file, folder, world, report)
    if tag in ("!env", "!repo-root", "!git.root", "!template"):
        value = evaluate_pure(call, Scope({}, {}, world.variable, lambda: git_root(folder, world)))
        if isinstance(value, CallFault):
            report(say.call_invalid(file, value.message, value.code or Code.FUNCTION_FAILED))
            return None
        return value
    report(say.call_reaches_outside(text))
    return None


def _include(path: str, tag: str, file: str, folder: str, world: World, report: Report) -> Value:
    full = posixpath.normpath(posixpath.join(folder, path))
    access = world.access(full)
    if access == "refused" or (access == "outside" and world.kind(full) == "file"):
        report(outside_found(f"`{tag}`: `{path}`", None, access))
    if access == "refused":
        return None
    try:
        text = world.read(full).decode("utf-8-sig", "replace")
    except ReadFailure as failure:
        report(say.include_unreadable(file, path, failure))
        return None
    if tag == "!include.raw":
        return text
    value = parse_included(text, full, ScalarRules())
    if isinstance(value, CallFault):
        report(say.call_invalid(file, value.message, Code.INCLUDE_INVALID))
        return None
    return value
