"""Which states are to be moved, from where to where; what cannot be moved is said before anything is."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

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


class Given(TypedDict, total=False):
    """What a repository and a command have besides."""

    source: str
    deletes: bool
    copies: str
    """The section of the lock file."""
    files: Mapping[str, str]


def stack(**components: str) -> str:
    lines = "".join(f"    {name}: {body}\n" for name, body in components.items())
    return f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{lines}"


def moves(
    folder: Path,
    manifest: str,
    rows: Mapping[str, str],
    *names: str,
    **given: Unpack[Given],
) -> list[Move]:
    """What would be moved, all where no name is given."""
    copies = given.get("copies")
    lock = "".join(f"  {name}: {row}\n" for name, row in rows.items()) + (f"copies: {copies}\n" if copies else "")
    write_files(folder, {"bin/terraform": TERRAFORM})
    (folder / "bin/terraform").chmod(0o755)
    modules = {f"components/terraform/{name}/main.tf": "" for name in ("app", "web")}
    written = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": manifest, **modules, **given.get("files", {})}
    if lock:
        written["stackc.lock"] = f"instances:\n{lock}version: 2\n"
    root = write_files(folder / "repo", written)
    env = {"PATH": f"{folder}/bin:{os.defpath}", "HOME": str(folder)}
    events: list[RunEvent] = []
    found = [id_ for name in names if (id_ := parse_instance_id(name)) is not None]
    moves = StateMoves(open_project(str(root), env), events.append, delete_source=given.get("deletes", False))
    planned = moves.plan(found if names else None, given.get("source"))
    return [each.move for each in planned]


def planned(
    folder: Path,
    manifest: str,
    rows: Mapping[str, str],
    *names: str,
    **given: Unpack[Given],
) -> list[str]:
    """The ways of what would be moved, as ``C@S: FROM → TO``."""
    found = moves(folder, manifest, rows, *names, **given)
    was = {each.instance: f" was {', '.join(map(str, each.formers))}" for each in found if each.formers}
    return [
        f"{each.instance}{was.get(each.instance, '')}: {each.source.address} → {each.target.address}" for each in found
    ]


def refused(
    folder: Path,
    manifest: str,
    rows: Mapping[str, str],
    *names: str,
    **given: Unpack[Given],
) -> str:
    with pytest.raises(CompileError) as error:
        planned(folder, manifest, rows, *names, **given)
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


def copies_of(move: Move) -> list[str]:
    return [place.address for place in move.copies]


@pytest.mark.parametrize("names", [(), ("app@dev",)], ids=["all", "named"])
def test_copies_are_taken_away_where_that_is_wanted(names: tuple[str, ...], tmp_path: Path) -> None:
    here, copies = {"app@dev": LOCKS.format("app")}, "{app@dev: ['local:a', 'local:b']}"
    assert moves(tmp_path / "a", stack(app="{}"), here, *names, copies=copies) == []
    [move] = moves(tmp_path / "b", stack(app="{}"), here, *names, copies=copies, deletes=True)
    assert (move.stays, copies_of(move)) == (True, ["local:a", "local:b"])


def test_a_state_that_comes_to_its_own_copy_knows_it(tmp_path: Path) -> None:
    copies = f"{{app@dev: ['{LOCKS.format('app')}', 'local:a']}}"
    [move] = moves(tmp_path, stack(app="{}"), {"app@dev": "local:old"}, copies=copies)
    assert (move.is_copied, copies_of(move)) == (True, ["local:a"])


def test_one_copy_may_be_named(tmp_path: Path) -> None:
    here, copies = {"app@dev": LOCKS.format("app")}, "{app@dev: ['local:a', 'local:b']}"
    [move] = moves(tmp_path, stack(app="{}"), here, "app@dev", copies=copies, deletes=True, source="local:./b")
    assert (move.stays, copies_of(move)) == (True, ["local:b"])


@pytest.mark.parametrize(
    ("target", "source", "stays"),
    [("local:elsewhere", "local:old", False), ("local:elsewhere", LOCKS.format("app"), True)],
    ids=["another target", "called off"],
)
def test_a_change_on_the_way_leaves_a_copy_at_the_first_target(
    target: str, source: str, stays: bool, tmp_path: Path
) -> None:
    [move] = moves(tmp_path, stack(app="{}"), {"app@dev": f"'moving: {source} → {target}'"})
    assert (move.source.address, move.stays, move.is_begun, copies_of(move)) == (source, stays, False, [target])


def test_a_state_on_its_way_comes_from_nowhere_else(tmp_path: Path) -> None:
    rows = {"app@dev": f"'moving: local:old → {LOCKS.format('app')}'"}
    assert len(moves(tmp_path / "a", stack(app="{}"), rows, "app@dev", source="local:old")) == 1
    said = refused(tmp_path / "b", stack(app="{}"), rows, "app@dev", source="local:elsewhere")
    assert said.startswith("the state of app@dev is on its way from local:old to")


def test_a_copy_to_which_nothing_leads_keeps_no_state_from_moving(tmp_path: Path) -> None:
    [move] = moves(tmp_path, stack(app="{}"), {"app@dev": "local:old"}, copies="{app@dev: ['gcs://g/p/dev.tfstate']}")
    assert (move.copies, move.lost) == ((), ("gcs://g/p/dev.tfstate",))


def test_what_a_move_noted_leads_back(tmp_path: Path) -> None:
    """The workdir knows nothing of a target that was given up."""
    noted = {"terraform": {"backend": {"gcs": {"bucket": "g", "prefix": "p"}}}}
    files = {
        ".stackc/move/app%40dev/note/backend.tf.json": json.dumps(noted),
        ".stackc/move/app%40dev/x/backend.tf.json": "[",
    }
    rows = {"app@dev": "'moving: local:old → gcs://g/p/dev.tfstate'"}
    [move] = moves(tmp_path, stack(app="{}"), rows, files=files)
    assert (copies_of(move), move.lost) == (["gcs://g/p/dev.tfstate"], ())


def test_one_that_looks_renamed_comes_from_the_row_of_what_is_gone(tmp_path: Path) -> None:
    manifest = stack(service="{metadata: {component: app, terraform_workspace: service}}")
    address = "local:components/terraform/app/terraform.tfstate.d/old/terraform.tfstate"
    wanted = f"service@dev was old@dev: {address} → {address.replace('/old/', '/service/')}"
    assert planned(tmp_path / "a", manifest, {"old@dev": address}) == [wanted]
    assert planned(tmp_path / "b", manifest, {"old@dev": address}, "service@dev", source="old@dev") == [wanted]
    both = {"old@dev": address, "older@dev": address.replace("/old/", "/older/")}
    assert "it may be what old@dev or older@dev was" in refused(tmp_path / "c", manifest, both, "service@dev")


RENAMED = "{metadata: {component: app, terraform_workspace: WORKSPACE}}"
OLD = LOCKS.format("app").replace("/dev/", "/old/")


def test_a_new_name_for_the_same_address_is_a_row_that_is_renamed(tmp_path: Path) -> None:
    manifest = stack(service=RENAMED.replace("WORKSPACE", "old"))
    assert planned(tmp_path, manifest, {"old@dev": OLD}) == [f"service@dev was old@dev: {OLD} → {OLD}"]


def test_a_state_that_several_may_have_had_is_taken_by_nobody(tmp_path: Path) -> None:
    manifest = stack(one=RENAMED.replace("WORKSPACE", "one"), two=RENAMED.replace("WORKSPACE", "two"))
    said = refused(tmp_path / "a", manifest, {"old@dev": OLD})
    assert said == f"one@dev and two@dev would both take the state at {OLD}"
    begun = {"old@dev": OLD, "one@dev": f"'moving: {OLD} → {OLD.replace('/old/', '/one/')}'"}
    assert [way.partition(":")[0] for way in planned(tmp_path / "b", manifest, begun)] == ["one@dev was old@dev"]


def test_one_that_was_renamed_again_while_it_moved_leaves_no_name_behind(tmp_path: Path) -> None:
    rows = {"old@dev": OLD, "middle@dev": f"'moving: {OLD} → local:middle'"}
    manifest = stack(service=RENAMED.replace("WORKSPACE", "service"))
    [move] = moves(tmp_path, manifest, rows, "service@dev", source="middle@dev")
    assert (move.source.address, sorted(map(str, move.formers))) == (OLD, ["middle@dev", "old@dev"])
    assert [place.address for place in move.copies] == ["local:middle"]


def test_the_name_of_one_that_is_declared_gives_its_state_away_as_a_whole(tmp_path: Path) -> None:
    manifest, rows = stack(app="{}", service=RENAMED.replace("WORKSPACE", "s")), {"app@dev": LOCKS.format("app")}
    said = refused(tmp_path / "a", manifest, rows, "service@dev", source="app@dev")
    assert said == "app@dev is declared and has that state: with a copy of it, both would own the same things"
    [move] = moves(tmp_path / "b", manifest, rows, "service@dev", source="app@dev", deletes=True)
    assert list(map(str, move.formers)) == ["app@dev"]


def test_a_name_that_has_gone_with_an_earlier_try_is_no_mistake(tmp_path: Path) -> None:
    row = {"app@dev": LOCKS.format("app")}
    assert planned(tmp_path / "a", stack(app="{}"), row, "app@dev", source="old@dev") == []
    said = refused(tmp_path / "b", stack(app="{}"), {"web@dev": "local:w"}, "app@dev", source="old@dev")
    assert said == "the state of app@dev cannot be that of old@dev, which is not in the lock file"


def test_an_address_may_be_named(tmp_path: Path) -> None:
    ways = planned(tmp_path, stack(app="{}"), {"app@dev": LOCKS.format("app")}, "app@dev", source="local:left/behind")
    assert ways == [f"app@dev: local:left/behind → {LOCKS.format('app')}"]


@pytest.mark.parametrize("path", ["./{}", "{root}/{}", "components/../{}"])
def test_an_address_is_the_same_however_it_is_written(path: str, tmp_path: Path) -> None:
    here = LOCKS.format("app")
    source = f"local:{path.format(here.removeprefix('local:'), root=tmp_path / 'repo')}"
    assert planned(tmp_path, stack(app="{}"), {"app@dev": here}, "app@dev", source=source, deletes=True) == []


@pytest.mark.parametrize("path", ["../shared/x.tfstate", "{folder}/shared/x.tfstate"])
def test_an_address_outside_of_the_project_is_the_same_however_it_is_written(path: str, tmp_path: Path) -> None:
    outside = f"backend_type: local, backend: {{local: {{path: '{tmp_path}/shared/x.tfstate'}}}}"
    manifest = stack(app=f"{{metadata: {{terraform_workspace: default}}, {outside}}}")
    here = {"app@dev": f"local:{tmp_path}/shared/x.tfstate"}
    source = f"local:{path.format(folder=tmp_path)}"
    assert planned(tmp_path, manifest, here, "app@dev", source=source, deletes=True) == []


def test_the_state_of_another_is_not_taken_by_its_address(tmp_path: Path) -> None:
    rows = {"web@dev": LOCKS.format("web")}
    said = refused(tmp_path, stack(app="{}", web="{}"), rows, "app@dev", source=LOCKS.format("web"), deletes=True)
    assert said == f"the state at {LOCKS.format('web')} is that of web@dev, and not of app@dev"


def test_each_is_moved_before_the_one_that_comes_to_its_place(tmp_path: Path) -> None:
    rows = {"app@dev": "local:old/app", "web@dev": LOCKS.format("app")}
    ways = planned(tmp_path, stack(app="{}", web="{}"), rows, deletes=True)
    assert [way.partition(":")[0] for way in ways] == ["web@dev", "app@dev"]


def test_nobody_comes_to_a_place_where_something_is_left(tmp_path: Path) -> None:
    rows = {"app@dev": "local:old/app", "web@dev": LOCKS.format("app")}
    said = refused(tmp_path, stack(app="{}", web="{}"), rows)
    assert said == f"the state of app@dev would come to {LOCKS.format('app')}, where that of web@dev would be left"


def test_a_copy_has_to_go_before_another_state_comes(tmp_path: Path) -> None:
    rows, copies = (
        {"app@dev": "local:old/app", "web@dev": LOCKS.format("web")},
        f"{{web@dev: ['{LOCKS.format('app')}']}}",
    )
    manifest = stack(app="{}", web="{}")
    said = refused(tmp_path / "a", manifest, rows, "app@dev", copies=copies, deletes=True)
    assert said == (
        f"the state of app@dev cannot be moved to {LOCKS.format('app')}: a copy of that of web@dev may be there"
    )
    ways = planned(tmp_path / "b", manifest, rows, copies=copies, deletes=True)
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
    [way] = planned(tmp_path, stack(app=S3), rows, "app@dev", files=files)
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
