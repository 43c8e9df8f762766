"""Compile stack manifests, explain them, and run Terraform in their order: the library.

``load`` opens a project. Nothing here prints, exits, or reads the environment or the working directory by itself; two
projects can live in one process. Names are imported when they are first used, so importing the package costs little.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackc.base.codes import Code
    from stackc.base.diagnostic import CompileError, Diagnostic, Label, LookupFailure
    from stackc.base.ids import InstanceId, StackName
    from stackc.base.source import Span
    from stackc.compile.compilation import Compilation
    from stackc.evaluate.instance import Instance
    from stackc.graph.graph import Graph
    from stackc.library import emit, load, write
    from stackc.project import Project, Stack
    from stackc.run.runner import RunEvent, RunReport
    from stackc.version import __version__

__all__ = [
    "Code",
    "Compilation",
    "CompileError",
    "Diagnostic",
    "Graph",
    "Instance",
    "InstanceId",
    "Label",
    "LookupFailure",
    "Project",
    "RunEvent",
    "RunReport",
    "Span",
    "Stack",
    "StackName",
    "__version__",
    "emit",
    "load",
    "write",
]

_HOMES = {
    "Code": "stackc.base.codes",
    "Compilation": "stackc.compile.compilation",
    "CompileError": "stackc.base.diagnostic",
    "Diagnostic": "stackc.base.diagnostic",
    "Graph": "stackc.graph.graph",
    "Instance": "stackc.evaluate.instance",
    "InstanceId": "stackc.base.ids",
    "Label": "stackc.base.diagnostic",
    "LookupFailure": "stackc.base.diagnostic",
    "Project": "stackc.project",
    "RunEvent": "stackc.run.runner",
    "RunReport": "stackc.run.runner",
    "Span": "stackc.base.source",
    "Stack": "stackc.project",
    "StackName": "stackc.base.ids",
    "__version__": "stackc.version",
    "emit": "stackc.library",
    "load": "stackc.library",
    "write": "stackc.library",
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
