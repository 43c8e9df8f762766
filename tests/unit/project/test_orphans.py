from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.project.locking import make_guard, unheard
from stackc.project.orphans import Orphans
from stackc.run.guard import Guard
from tests.kit.command import write_files
from tests.unit.project.test_running import Place

FULL = {"version": 4, "lineage": "l", "serial": 1, "outputs": {}, "resources": [{"type": "t", "name": "a"}] * 5}
EMPTY = {"version": 4, "lineage": "l", "serial": 2, "outputs": {}, "resources": []}


def named(text: str) -> InstanceId:
    found = parse_instance_id(text)
    assert found is not None
    return found


class Left:
    """A repository with the row of an instance that is gone."""

    def __init__(self, folder: Path, state: object = None, address: str = "local:old.tfstate") -> None:
        self.place = Place(folder)
        self.state = self.place.root / "old.tfstate"
        if state is not None:
            write_files(self.place.root, {"old.tfstate": json.dumps(state)})
        # Destroys by an empty state, wherever the backend file leads.
        (folder / "bin/terraform").write_text(
            f"""#!/bin/sh
case $1 in
version) echo '{{"terraform_version": "1.9.0"}}';;
state) cat {self.state} 2>/dev/null;;
*) echo "$@" >> {self.place.log}
   if [ "$1" = destroy ]; then cp -r . {folder}/seen; ls -l /proc/$$/fd > {folder}/open; echo '{json.dumps(EMPTY)}' > {self.state}; fi;;
esac
"""
        )
        self.project = self.place.opened()
        self.guard: Guard = make_guard(self.project)
        self.guard.lock_file.update(lambda now: {**now, named("old@dev"): address})
        self.orphans = Orphans(self.project, self.guard, unheard)

    @property
    def rows(self) -> list[str]:
        return [str(id_) for id_ in self.guard.rows()]


def test_what_lives_is_named(tmp_path: Path) -> None:
    [found] = Left(tmp_path, FULL).orphans.living()
    assert (found.code, found.notes[-1]) == (Code.ORPHAN, "in it:     5 resources: t.a, t.a, t.a and 2 more")


@pytest.mark.parametrize("state", [None, EMPTY])
def test_nothing_is_said_of_what_is_empty(state: object, tmp_path: Path) -> None:
    assert Left(tmp_path, state).orphans.living() == ()


def test_outputs_are_something(tmp_path: Path) -> None:
    [found] = Left(tmp_path, {**EMPTY, "outputs": {"a": {}}}).orphans.living()
    assert found.notes[-1] == "in it:     outputs alone"


def test_where_nothing_leads_that_is_said(tmp_path: Path) -> None:
    [found] = Left(tmp_path, FULL, "pg:db/dev").orphans.living()
    assert found.notes[-1] == "in it:     not known: no settings lead to it"


GCS = "vars: {{stage: gcs}}\nterraform: {{backend_type: gcs, backend: {{gcs: {{bucket: b, prefix: p}}}}}}\ncomponents: {{terraform: {}}}\n"


def test_a_state_elsewhere_is_asked_for_with_the_settings_of_another_instance(tmp_path: Path) -> None:
    left = Left(tmp_path, FULL)
    stack = "stacks/deploy/gcs.yaml"
    write_files(left.place.root, {stack: GCS.format("{old: {metadata: {component: net}}}")})
    former = left.place.opened()
    instance = former.compilation.instance(former.find("old", "gcs")).instance
    assert instance is not None
    write_files(left.place.root, {stack: GCS.format("{net: {metadata: {terraform_workspace: another}}}")})
    project = left.place.opened()
    guard = make_guard(project)
    guard.lock_file.update(lambda _: {instance.id: str(instance.state_address)})
    [found] = Orphans(project, guard, unheard).living()
    assert found.notes[-1].startswith("in it:     5 resources")


def test_what_is_left_is_destroyed_from_its_state_alone(tmp_path: Path) -> None:
    left = Left(tmp_path, FULL)
    assert left.orphans.destroy(named("old@dev"), ("-auto-approve",)) == 0
    assert left.place.log.read_text().splitlines() == [
        "init -reconfigure -input=false -no-color",
        "destroy -auto-approve",
    ]
    backend = json.loads((tmp_path / "seen/backend.tf.json").read_text())
    assert backend == {"terraform": {"backend": {"local": {"path": str(left.state)}}}}
    assert (left.rows, list((left.place.root / ".stackc/lone").iterdir())) == ([], [])


def test_who_waits_for_the_workdir_waits_for_the_terraform_that_destroys(tmp_path: Path) -> None:
    assert Left(tmp_path, FULL).orphans.destroy(named("old@dev"), ()) == 0
    assert "/.stackc/locks/work/dev/old" in (tmp_path / "open").read_text()


def test_an_empty_state_needs_no_terraform_and_loses_its_row(tmp_path: Path) -> None:
    left = Left(tmp_path, EMPTY)
    assert (left.orphans.destroy(named("old@dev"), ()), left.rows, left.place.told()) == (0, [], [])


def test_providers_are_configured_as_they_were_last(tmp_path: Path) -> None:
    left = Left(tmp_path, FULL)
    work = ".stackc/work/dev/old/components/terraform/old"
    write_files(left.place.root, {f"{work}/providers_override.tf.json": "{}", f"{work}/.terraform/environment": "dev"})
    assert left.orphans.destroy(named("old@dev"), ()) == 0
    assert (tmp_path / "seen/providers_override.tf.json").read_text() == "{}"


@pytest.mark.parametrize(
    ("id_", "address", "code"),
    [
        pytest.param("net@dev", "local:old.tfstate", Code.UNKNOWN_COMPONENT, id="it is declared"),
        pytest.param("never@dev", "local:old.tfstate", Code.UNKNOWN_COMPONENT, id="it has no row"),
        pytest.param(
            "old@dev",
            "local:components/terraform/net/terraform.tfstate.d/dev/terraform.tfstate",
            Code.STILL_NEEDED,
            id="its state is that of another one",
        ),
        pytest.param("old@dev", "moving: local:a → local:b", Code.STILL_NEEDED, id="it is on its way"),
        pytest.param("old@dev", "pg:db/dev", Code.RUN_FAILED, id="nothing leads there"),
    ],
)
def test_nothing_else_is_destroyed_as_an_orphan(id_: str, address: str, code: Code, tmp_path: Path) -> None:
    left = Left(tmp_path, FULL, address)
    with pytest.raises(CompileError) as refused:
        left.orphans.destroy(named(id_), ("-auto-approve",))
    assert [each.code for each in refused.value.diagnostics] == [code]
    assert (left.place.told(), "old@dev" in left.rows) == ([], True)
