"""Compile stack manifests, explain them, and run Terraform in their order: the library.

``load`` opens a project. Nothing here prints, exits, or reads the environment or the working directory by itself; two
projects can live in one process. Names are imported when they are first used, so importing the package costs little.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as type checkers take it; `typing` would be the largest part of an answer that is kept
if TYPE_CHECKING:
    from stackc.base.codes import Code
    from stackc.base.diagnostic import CompileError, Diagnostic, Label, LookupFailure
    from stackc.base.ids import InstanceId, StackName
    from stackc.base.source import Span
    from stackc.base.value import Secret
    from stackc.evaluate.address import StateAddress
    from stackc.explain.difference import Difference
    from stackc.graph.graph import Edge
    from stackc.library.artifacts import emit, write
    from stackc.library.finding import Finding, finding
    from stackc.library.graph import Graph
    from stackc.library.instance import Instance, Stack
    from stackc.library.project import Project, load
    from stackc.project.moving import Moved
    from stackc.query.affected import Affected
    from stackc.run.runner import Result, RunEvent, RunReport
    from stackc.run.terraform import KnownVerb
    from stackc.version import __version__

__all__ = [
    "Affected",
    "Code",
    "CompileError",
    "Diagnostic",
    "Difference",
    "Edge",
    "Finding",
    "Graph",
    "Instance",
    "InstanceId",
    "KnownVerb",
    "Label",
    "LookupFailure",
    "Moved",
    "Project",
    "Result",
    "RunEvent",
    "RunReport",
    "Secret",
    "Span",
    "Stack",
    "StackName",
    "StateAddress",
    "__version__",
    "emit",
    "finding",
    "load",
    "write",
]

_HOMES = {
    "Affected": "stackc.query.affected",
    "Code": "stackc.base.codes",
    "CompileError": "stackc.base.diagnostic",
    "Diagnostic": "stackc.base.diagnostic",
    "Difference": "stackc.explain.difference",
    "Edge": "stackc.graph.graph",
    "Finding": "stackc.library.finding",
    "Graph": "stackc.library.graph",
    "Instance": "stackc.library.instance",
    "InstanceId": "stackc.base.ids",
    "KnownVerb": "stackc.run.terraform",
    "Label": "stackc.base.diagnostic",
    "LookupFailure": "stackc.base.diagnostic",
    "Moved": "stackc.project.moving",
    "Project": "stackc.library.project",
    "Result": "stackc.run.runner",
    "RunEvent": "stackc.run.runner",
    "RunReport": "stackc.run.runner",
    "Secret": "stackc.base.value",
    "Span": "stackc.base.source",
    "Stack": "stackc.library.instance",
    "StackName": "stackc.base.ids",
    "StateAddress": "stackc.evaluate.address",
    "__version__": "stackc.version",
    "emit": "stackc.library.artifacts",
    "finding": "stackc.library.finding",
    "load": "stackc.library.project",
    "write": "stackc.library.artifacts",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'stackc' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
