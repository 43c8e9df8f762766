"""The lock file and the guard on the real disk."""

from __future__ import annotations

import os
from pathlib import Path
from queue import Queue
from threading import Thread

from stackc.base.ids import InstanceId, StackName
from stackc.project.locking import make_guard
from stackc.project.open_project import open_project
from stackc.run.lock_file import LockFile
from stackc.run.runner import RunEvent
from stackc.system.files import DiskWorkplace
from tests.kit.command import PROJECT, write_files
from tests.kit.work import GUARD

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": "",
}
APP = InstanceId(StackName("dev"), "app", "terraform")
ADDRESS = "local:components/terraform/app/terraform.tfstate.d/dev/terraform.tfstate"


def test_rows_are_written_to_the_disk_and_read_again(tmp_path: Path) -> None:
    assert LockFile(str(tmp_path), DiskWorkplace()).read().value.rows == {}
    assert LockFile(str(tmp_path), DiskWorkplace()).update(lambda now: {**now, APP: ADDRESS}) == {APP: ADDRESS}
    assert LockFile(str(tmp_path), DiskWorkplace()).read().value.rows == {APP: ADDRESS}
    assert f"app@dev: {ADDRESS}" in (tmp_path / "stackc.lock").read_text()


def test_a_guard_records_where_states_are(tmp_path: Path) -> None:
    project = open_project(str(write_files(tmp_path, FILES)), {})
    make_guard(project).record((APP,))
    assert LockFile(project.root, DiskWorkplace()).read().value.rows == {APP: ADDRESS}


def test_who_waits_hears_for_whom(tmp_path: Path) -> None:
    project, heard = open_project(str(write_files(tmp_path, FILES)), {}), Queue[RunEvent]()

    def wait() -> None:
        with make_guard(project, heard.put).waiting(APP, "me"):
            heard.put(RunEvent("done", APP))

    waiting = Thread(target=wait, daemon=True)
    with make_guard(project).waiting(APP, "terraform apply app@dev"):
        waiting.start()
        event = heard.get(timeout=GUARD)
        assert heard.empty()
    waiting.join(GUARD)
    who = f"terraform apply app@dev (process {os.getpid()})"
    assert (event.kind, event.instance, event.text) == ("note", APP, f"app@dev is in use; waiting for {who}")
    assert heard.get(timeout=GUARD).kind == "done"


def test_who_writes_a_lock_file_of_an_older_version_hears_of_it(tmp_path: Path) -> None:
    files = {**FILES, "stackc.lock": f"version: 1\ninstances:\n  app@dev: {ADDRESS}\n"}
    project, heard = open_project(str(write_files(tmp_path, files)), {}), list[RunEvent]()
    make_guard(project, heard.append).record((APP,))
    told = "stackc.lock was of version 1 and is now of version 2; commit it"
    assert [(event.kind, event.instance, event.text) for event in heard] == [("note", None, told)]
