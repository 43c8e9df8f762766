"""What one commit has as another: the manifests that would be the same, and what is computed of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.project.open_project import open_project
from stackc.query.affected import Changes, find_affected
from stackc.system.files import DiskWorld
from tests.kit.command import PROJECT, write_files

SHARED = "vars: {size: 1}\n"
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/catalog/shared.yaml": SHARED,
    "stacks/deploy/dev.yaml": "import: [catalog/shared]\nvars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}, web: {}}}\n",
}


def pair(root: Path, before: Mapping[str, str | None], more: Mapping[str, str] | None = None) -> list[Compilation]:
    """A repository, itself as it was with other files, and that without what is shared."""
    now = {**FILES, **(more or {})}
    write_files(root / "now", now)
    write_files(root / "then", {path: text for path, text in {**now, **before}.items() if text is not None})
    project = open_project(str(root / "now"), {})
    head, world = project.compilation, DiskWorld(str(root / "then"), {})
    alone = compile_repository(world, project.config, project.setting)
    return [head, compile_repository(world, project.config, project.setting, like=head), alone]


def affected(head: Compilation, base: Compilation) -> list[str]:
    return [f"{each.id} {' '.join(each.reasons)}" for each in find_affected(head, base, Changes(frozenset()), [])]


def shared(head: Compilation, base: Compilation) -> list[str]:
    """The stacks whose components are those of the other side."""
    names = ("dev", "prod")
    ids = [InstanceId(StackName(name), "app") for name in names]
    both = [[each.stacks.definitions_of(id_)[0].component for each in (head, base)] for id_ in ids]
    return [name for name, (mine, theirs) in zip(names, both, strict=True) if mine is theirs]


def test_where_no_file_differs_everything_is_shared(tmp_path: Path) -> None:
    head, base, _ = pair(tmp_path, {})
    assert (shared(head, base), affected(head, base)) == (["dev", "prod"], [])


def test_who_imports_a_file_that_differs_is_made_anew(tmp_path: Path) -> None:
    head, base, alone = pair(tmp_path, {"stacks/catalog/shared.yaml": "vars: {size: 2}\n"})
    assert shared(head, base) == ["prod"]
    assert affected(head, base) == affected(head, alone) == ["app@dev stack.vars"]


@pytest.mark.parametrize(
    "before",
    [
        pytest.param({"stacks/deploy/late.yaml": "vars: {stage: late}\n"}, id="a file that is gone"),
        pytest.param({"stacks/deploy/prod.yaml": None}, id="a file that is new"),
    ],
)
def test_with_other_files_nothing_is_shared(before: Mapping[str, str | None], tmp_path: Path) -> None:
    head, base, alone = pair(tmp_path, before)
    assert affected(head, base) == affected(head, alone)
    assert base.manifests.of("deploy/dev.yaml") is not head.manifests.of("deploy/dev.yaml")


@pytest.mark.parametrize("file", ["more.yaml", "stacks/catalog/more.yaml"])
def test_an_included_file_that_differs_is_seen(file: str, tmp_path: Path) -> None:
    text = f"vars: {{stage: dev, more: !include {file}}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"
    more = {"stacks/deploy/dev.yaml": text, file: "vars: {a: 1}\n"}
    head, base, alone = pair(tmp_path, {file: "vars: {a: 2}\n"}, more)
    assert affected(head, base) == affected(head, alone) == ["app@dev stack.vars"]


def test_a_template_that_reads_another_instance_is_looked_at(tmp_path: Path) -> None:
    reads = '"{{ (atmos.Component \\"app\\" \\"dev\\").vars.size }}"'
    text = f"vars: {{stage: prod}}\ncomponents: {{terraform: {{app: {{vars: {{from: {reads}}}}}, web: {{}}}}}}\n"
    head, base, alone = pair(
        tmp_path, {"stacks/catalog/shared.yaml": "vars: {size: 2}\n"}, {"stacks/deploy/prod.yaml": text}
    )
    assert affected(head, base) == affected(head, alone) == ["app@dev stack.vars", "app@prod stack.vars"]


def test_a_template_that_reads_a_file_is_looked_at(tmp_path: Path) -> None:
    sources = "gomplate: {enabled: true, datasources: {d: {url: ./data.json}}}"
    project = PROJECT.replace("gomplate: {enabled: true}", sources)
    text = "vars: {stage: dev, size: '{{ (datasource \"d\").size }}'}\ncomponents: {terraform: {app: {}}}\n"
    more = {"stackc.yaml": project, "data.json": '{"size": 1}', "stacks/deploy/dev.yaml": text}
    head, base, alone = pair(tmp_path, {"data.json": '{"size": 2}'}, more)
    assert affected(head, base) == affected(head, alone) == ["app@dev stack.vars"]


def test_a_new_definition_beside_a_shared_one_is_seen(tmp_path: Path) -> None:
    head, base, alone = pair(tmp_path, {"stacks/deploy/prod.yaml": FILES["stacks/deploy/prod.yaml"] + "env: {A: b}\n"})
    assert shared(head, base) == ["dev"]
    assert affected(head, base) == affected(head, alone) == ["app@prod stack.env", "web@prod stack.env"]
