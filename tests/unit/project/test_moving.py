"""Which states are to be moved, from where to where; what cannot be moved is said before anything is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.base.ids import parse_instance_id
from stackc.project.moving import StateMoves
from stackc.project.open_project import open_project
from stackc.run.runner import RunEvent
from stackc.run.state_move import Move
from tests.kit.command import PROJECT, write_files

TERRAFORM = '#!/bin/sh\necho \'{"terraform_version": "1.9.0"}\'\n'
S3 = "{backend_type: s3, backend: {s3: {bucket: b, key: k, region: r}}}"
LOCKS = "local:components/terraform/{}/terraform.tfstate.d/dev/terraform.tfstate"


def stack(**components: str) -> str:
    lines = "".join(f"    {name}: {body}\n" for name, body in components.items())
    return f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{lines}"


def moves(
    folder: Path, manifest: str, rows: Mapping[str, str], *names: str, source: str | None = None, **files: str
) -> list[Move]:
    """What would be moved, all where no name is given."""
    lock = "".join(f"  {name}: {row}\n" for name, row in rows.items())
    write_files(folder, {"bin/terraform": TERRAFORM})
    (folder / "bin/terraform").chmod(0o755)
    modules = {f"components/terraform/{name}/main.tf": "" for name in ("app", "web")}
    given = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": manifest, **modules, **files}
    if lock:
        given["stackc.lock"] = f"instances:\n{lock}version: 2\n"
    root = write_files(folder / "repo", given)
    env = {"PATH": f"{folder}/bin:{os.defpath}", "HOME": str(folder)}
    events: list[RunEvent] = []
    found = [id_ for name in names if (id_ := parse_instance_id(name)) is not None]
    planned = StateMoves(open_project(str(root), env), events.append).plan(found if names else None, source)
    return [each.move for each in planned]


def planned(
    folder: Path, manifest: str, rows: Mapping[str, str], *names: str, source: str | None = None, **files: str
) -> list[str]:
    """The ways of what would be moved, as ``C@S: FROM → TO``."""
    found = moves(folder, manifest, rows, *names, source=source, **files)
    was = {each.instance: f" was {each.former}" for each in found if each.former is not None}
    return [
        f"{each.instance}{was.get(each.instance, '')}: {each.source.address} → {each.target.address}" for each in found
    ]


def refused(folder: Path, manifest: str, rows: Mapping[str, str], *names: str, source: str | None = None) -> str:
    with pytest.raises(CompileError) as error:
        planned(folder, manifest, rows, *names, source=source)
    [found] = error.value.diagnostics
    assert found.code is Code.STATE_NOT_MOVED
    return found.message


def test_all_means_those_whose_address_is_another_than_the_locked_one(tmp_path: Path) -> None:
    rows = {"app@dev": "local:old/app", "web@dev": LOCKS.format("web")}
    ways = planned(
        tmp_path, stack(app="{}", web="{}", new="{metadata: {component: app, terraform_workspace: n}}"), rows
    )
    assert ways == [f"app@dev: local:old/app → {LOCKS.format('app')}"]


def test_a_move_that_was_begun_comes_from_where_it_came_from(tmp_path: Path) -> None:
    rows = {"app@dev": f"'moving: local:old/app → {LOCKS.format('app')}'"}
    assert planned(tmp_path, stack(app="{}"), rows) == [f"app@dev: local:old/app → {LOCKS.format('app')}"]


@pytest.mark.parametrize(
    ("row", "begun", "settled"),
    [
        ("local:old/app", False, False),
        (f"'moving: local:old/app → {LOCKS.format('app')}'", True, False),
        ("'moving: local:old/app → local:elsewhere'", False, False),
    ],
)
def test_a_move_knows_whether_it_was_begun(row: str, begun: bool, settled: bool, tmp_path: Path) -> None:
    [move] = moves(tmp_path, stack(app="{}"), {"app@dev": row}, "app@dev")
    assert (move.is_begun, move.is_settled) == (begun, settled)


def test_one_that_is_where_it_belongs_is_not_moved(tmp_path: Path) -> None:
    assert planned(tmp_path, stack(app="{}"), {"app@dev": LOCKS.format("app")}, "app@dev") == []


def test_one_that_looks_renamed_comes_from_the_row_of_what_is_gone(tmp_path: Path) -> None:
    manifest = stack(service="{metadata: {component: app, terraform_workspace: service}}")
    address = "local:components/terraform/app/terraform.tfstate.d/old/terraform.tfstate"
    wanted = f"service@dev was old@dev: {address} → {address.replace('/old/', '/service/')}"
    assert planned(tmp_path / "a", manifest, {"old@dev": address}) == [wanted]
    assert planned(tmp_path / "b", manifest, {"old@dev": address}, "service@dev", source="old@dev") == [wanted]
    both = {"old@dev": address, "older@dev": address.replace("/old/", "/older/")}
    assert "it never ran" in refused(tmp_path / "c", manifest, both, "service@dev")


def test_an_address_may_be_named(tmp_path: Path) -> None:
    ways = planned(tmp_path, stack(app="{}"), {"app@dev": LOCKS.format("app")}, "app@dev", source="local:left/behind")
    assert ways == [f"app@dev: local:left/behind → {LOCKS.format('app')}"]


def test_each_is_moved_before_the_one_that_comes_to_its_place(tmp_path: Path) -> None:
    rows = {"app@dev": "local:old/app", "web@dev": LOCKS.format("app")}
    ways = planned(tmp_path, stack(app="{}", web="{}"), rows)
    assert [way.partition(":")[0] for way in ways] == ["web@dev", "app@dev"]


def test_states_do_not_change_places(tmp_path: Path) -> None:
    rows = {"app@dev": LOCKS.format("web"), "web@dev": LOCKS.format("app")}
    assert "states would change places" in refused(tmp_path, stack(app="{}", web="{}"), rows)


def test_the_place_of_another_is_taken(tmp_path: Path) -> None:
    rows = {"app@dev": "local:old/app", "web@dev": LOCKS.format("app")}
    manifest = stack(app="{}", web="{metadata: {enabled: false}}")
    assert "it is locked for web@dev" in refused(tmp_path, manifest, rows, "app@dev")


@pytest.mark.parametrize("is_noted", [False, True])
def test_the_way_to_another_type_of_backend_is_what_terraform_noted(is_noted: bool, tmp_path: Path) -> None:
    noted = {"backend": {"type": "gcs", "config": {"bucket": "g", "prefix": "p", "credentials": None}, "hash": 1}}
    place = ".stackc/work/dev/app/components/terraform/app/.terraform"
    files = {f"{place}/terraform.tfstate": json.dumps(noted), f"{place}/environment": "dev"} if is_noted else {}
    rows = {"app@dev": "gcs://g/p/dev.tfstate"}
    if not is_noted:
        assert "nothing says how to get there" in refused(tmp_path, stack(app=S3), rows, "app@dev")
        return
    [way] = planned(tmp_path, stack(app=S3), rows, "app@dev", **files)
    assert way.startswith("app@dev: gcs://g/p/dev.tfstate → s3://b/")


def test_states_on_a_server_are_not_moved(tmp_path: Path) -> None:
    cloud = "{backend_type: cloud, backend: {cloud: {organization: o, workspaces: {name: w}}}}"
    assert "a server keeps its states" in refused(tmp_path, stack(app=cloud), {"app@dev": "local:old/app"}, "app@dev")


def test_one_that_never_ran_has_nothing_to_be_moved(tmp_path: Path) -> None:
    assert "it never ran" in refused(tmp_path, stack(app="{}"), {}, "app@dev")


def test_of_all_nothing_is_moved_while_something_does_not_compile(tmp_path: Path) -> None:
    with pytest.raises(CompileError) as error:
        planned(tmp_path, stack(app="{}", web="[]"), {"app@dev": "local:old/app"})
    assert {each.code for each in error.value.diagnostics} == {Code.SECTION_KIND}
