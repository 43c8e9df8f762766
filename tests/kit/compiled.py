"""A repository in memory, compiled: what a test of linking, evaluating or checking starts from."""

from __future__ import annotations

from collections.abc import Mapping

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId, StackName
from stackc.check.findings import check_repository
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.config.decode import decode_config, locate_setting
from stackc.config.discovery import find_project
from stackc.evaluate.instance import Instance
from stackc.graph.graph import build_graph
from tests.kit.world import MemoryWorld

OWN = 'stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}\n'
"""A project file of ours whose stacks are the files in ``stacks/deploy``, named after their variable ``stage``."""
ATMOS = (
    'stacks: {base_path: stacks, included_paths: ["deploy/**/*"], name_pattern: "{stage}"}\n'
    "templates: {settings: {enabled: true}}\n"
)
"""The same for the ``atmos`` dialect."""


def compiled(files: Mapping[str, str], **env: str) -> Compilation:
    """``files`` compiled, local ones included; without a project file among them ``OWN`` is used."""
    project = {} if {"stackc.yaml", "atmos.yaml"} & files.keys() else {"stackc.yaml": OWN}
    world, reported = MemoryWorld({**project, **files}, env), list[Diagnostic]()
    found = find_project("/repo", world, None, lambda text, file, folder, world, report: text, reported.append)
    config = decode_config(found, "/repo", world, reported.append)
    assert reported == []

    def setting(name: str) -> Label | None:
        return locate_setting(found, ("stacks", name), world, "set here")

    return compile_repository(world, config, setting, local=True)


def instance_of(compilation: Compilation, component: str, stack: str) -> Instance:
    """One instance; it must exist."""
    name = StackName(stack)
    answer = compilation.instance(InstanceId(name, component, compilation.find_type(name, component)))
    assert answer.instance is not None, answer.diagnostics
    return answer.instance


def findings(files: Mapping[str, str], **env: str) -> list[Diagnostic]:
    """What ``validate`` finds in ``files``; every Terraform component has its folder."""
    compilation = compiled(files, **env)
    named = {id_.component for id_ in compilation.instance_ids()}
    folders = {f"components/terraform/{name}/main.tf": "" for name in named}
    compilation = compiled({**folders, **files}, **env)
    graph, found = build_graph(compilation), list[Diagnostic]()
    check_repository(compilation, found.append, graph.diagnostics)
    return [*found, *graph.diagnostics]
