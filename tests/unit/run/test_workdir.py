"""The workdir of an instance: where it is, what it mirrors, what is generated there, and what is never deleted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackc.artifact.files import Artifact
from stackc.base.ids import InstanceId, StackName
from stackc.base.value import Table
from stackc.run.workdir import (
    Held,
    Workdir,
    environment_of,
    foreign_files,
    is_left_out,
    local_state,
    lock_of,
    make_own_folder,
    prepare_workdir,
    workdir_of,
)
from stackc.system.files import DiskWorkplace
from tests.kit.command import write_files

WORKPLACE = DiskWorkplace()
MODULE = "components/terraform/app"
VARFILE = Artifact("dev-app.terraform.tfvars.json", b"{}")


def id_of(stack: str = "dev", component: str = "app") -> InstanceId:
    return InstanceId(StackName(stack), component)


# --- where it is


@pytest.mark.parametrize(
    ("folder", "stack", "component", "expected"),
    [
        pytest.param("c/app", "dev", "app", ("/r/.stackc/work/dev/app", "c/app", "/r/c/app"), id="below the project"),
        pytest.param("../m/app", "dev", "app", ("/r/.stackc/work/dev/app", "m/app", "/m/app"), id="above"),
        pytest.param("/m/app", "dev", "app", ("/r/.stackc/work/dev/app", "m/app", "/m/app"), id="absolute"),
        pytest.param("/rx/app", "dev", "app", ("/r/.stackc/work/dev/app", "rx/app", "/rx/app"), id="beside, alike"),
        pytest.param("c", "a/b", "x y", ("/r/.stackc/work/a%2Fb/x%20y", "c", "/r/c"), id="strange names"),
        pytest.param("c", "..", ".", ("/r/.stackc/work/%2E%2E/%2E", "c", "/r/c"), id="dots"),
        pytest.param("c", ".a", "a..", ("/r/.stackc/work/.a/a..", "c", "/r/c"), id="dots and more"),
    ],
)
def test_a_workdir_mirrors_the_way_to_the_component(
    folder: str, stack: str, component: str, expected: tuple[str, str, str]
) -> None:
    top, mirrored, real = expected
    assert workdir_of("/r", folder, id_of(stack, component)) == Workdir(top, f"{top}/{mirrored}", real, real)


def test_the_lock_of_a_workdir_lies_beside_it() -> None:
    assert lock_of("/r", id_of("a/b", "..")) == "/r/.stackc/locks/work/a%2Fb/%2E%2E"


def test_terraform_notes_the_workspace_in_the_workdir() -> None:
    assert environment_of(Workdir("/t", "/t/c", "/c", "/c")) == "/t/c/.terraform/environment"


def test_our_own_folder_is_ours_alone(tmp_path: Path) -> None:
    (tmp_path / ".stackc").mkdir(0o755)
    make_own_folder(str(tmp_path), WORKPLACE)
    assert (tmp_path / ".stackc/.gitignore").read_text() == "*\n"
    assert (tmp_path / ".stackc").stat().st_mode & 0o777 == 0o700


# --- what is there


def prepared(root: Path, *files: Artifact, folder: str = MODULE) -> Path:
    """The workdir after it was prepared with ``files``."""
    workdir = workdir_of(str(root), folder, id_of())
    prepare_workdir(Held(workdir, 0), files or (VARFILE,), WORKPLACE)
    return Path(workdir.path)


def listed(folder: Path) -> dict[str, str]:
    """What is in a folder: where links lead to, the text of files, ``/`` for folders."""
    return {
        path.name: os.readlink(path) if path.is_symlink() else "/" if path.is_dir() else path.read_text()
        for path in sorted(folder.iterdir())
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(
        tmp_path,
        {
            f"{MODULE}/main.tf": "a",
            f"{MODULE}/modules/x.tf": "b",
            "components/terraform/web/main.tf": "c",
            "components/readme": "d",
            "stackc.yaml": "e",
            ".git/config": "f",
            "components/.terraform/x": "g",
        },
    )


def test_what_stands_beside_the_way_is_linked_at_the_same_depth(root: Path) -> None:
    work = prepared(root)
    top = root / ".stackc/work/dev/app"
    assert listed(top) == {"components": "/", "stackc.yaml": f"{root}/stackc.yaml"}
    assert listed(top / "components") == {"readme": f"{root}/components/readme", "terraform": "/"}
    assert listed(top / "components/terraform") == {"app": "/", "web": f"{root}/components/terraform/web"}
    assert listed(work) == {
        ".stackc-files": f"{VARFILE.name}\n",
        "main.tf": f"{root}/{MODULE}/main.tf",
        "modules": f"{root}/{MODULE}/modules",
        VARFILE.name: "{}",
    }


def test_generated_files_are_for_their_owner_alone(root: Path) -> None:
    work = prepared(root, Artifact("x.json", b"x", 0o644))
    assert {path.name: path.stat().st_mode & 0o777 for path in (work / "x.json", work / ".stackc-files")} == {
        "x.json": 0o600,
        ".stackc-files": 0o600,
    }


def test_the_component_folder_is_never_written_to(root: Path) -> None:
    before = listed(root / MODULE)
    prepared(root, VARFILE, Artifact("main.tf", b"generated"))
    assert listed(root / MODULE) == before


def test_a_generated_file_takes_the_place_of_the_components(root: Path) -> None:
    work = prepared(root)
    assert (work / "main.tf").is_symlink()
    prepared(root, Artifact("main.tf", b"generated"))
    assert ((work / "main.tf").is_symlink(), (work / "main.tf").read_text()) == (False, "generated")
    assert (root / MODULE / "main.tf").read_text() == "a"


def test_what_is_no_longer_generated_is_removed(root: Path) -> None:
    work = prepared(root, VARFILE, Artifact("backend.tf.json", b"{}"))
    (work / "stackc_secrets.tfvars.json").write_text("left behind")
    prepared(root, Artifact("other.json", b""))
    assert sorted(listed(work)) == [".stackc-files", "main.tf", "modules", "other.json"]


@pytest.mark.parametrize("name", ["mine.txt", "terraform.tfstate", "errored.tfstate", "p.planfile"])
def test_what_terraform_or_somebody_left_stays(name: str, root: Path) -> None:
    work = prepared(root)
    (work / name).write_text("kept")
    prepared(root)
    assert (work / name).read_text() == "kept"


def test_without_an_index_files_are_known_by_their_names(root: Path) -> None:
    work = prepared(root)
    (work / ".stackc-files").unlink()
    for name in ("backend.tf.json", "old.terraform.tfvars.json", "mine.tfvars.json"):
        (work / name).write_text("")
    prepared(root)
    assert sorted(listed(work)) == [".stackc-files", VARFILE.name, "main.tf", "mine.tfvars.json", "modules"]


def test_links_to_what_is_gone_are_removed_everywhere(root: Path) -> None:
    work = prepared(root)
    for gone in (root / MODULE / "main.tf", root / "components/readme", root / "stackc.yaml"):
        gone.unlink()
    prepared(root)
    top = root / ".stackc/work/dev/app"
    assert sorted(listed(work)) == [".stackc-files", VARFILE.name, "modules"]
    assert (sorted(listed(top)), sorted(listed(top / "components"))) == (["components"], ["terraform"])


@pytest.mark.parametrize(
    "name",
    [
        *(
            ".terraform",
            ".terraform.lock.hcl",
            ".terraform.tfstate.lock.info",
            "terraform.tfstate.d",
            ".stackc",
            ".git",
        ),
        *("backend.tf.json", "providers_override.tf.json", "terraform_override.tf.json"),
        *("a.terraform.tfvars.json", "a.planfile", "terraform.tfstate", "terraform.tfstate.backup"),
        *("a.helmfile.vars.yaml", "stackc_backend_override.tf.json"),
    ],
)
def test_what_others_left_in_a_component_is_not_linked(name: str, root: Path) -> None:
    assert is_left_out(name)
    (root / MODULE / name).write_text("x")
    work = prepared(root)
    assert not (work / name).is_symlink()


@pytest.mark.parametrize("name", ["a.tfvars.json", "a.tfvars", "backend.tf", "x.tfstate.json", "git", "planfile"])
def test_what_belongs_to_a_component_is_linked(name: str, root: Path) -> None:
    (root / MODULE / name).write_text("x")
    assert not is_left_out(name)
    assert (prepared(root) / name).is_symlink()


def test_the_lock_file_of_the_providers_is_a_copy(root: Path) -> None:
    (root / MODULE / ".terraform.lock.hcl").write_text("locked")
    work = prepared(root)
    assert listed(work)[".terraform.lock.hcl"] == "locked"
    (root / MODULE / ".terraform.lock.hcl").unlink()
    prepared(root)
    assert listed(work)[".terraform.lock.hcl"] == "locked"


def test_a_noted_workspace_is_forgotten(root: Path) -> None:
    work = prepared(root)
    write_files(work, {".terraform/environment": "prod", ".terraform/modules/m.json": "{}"})
    prepared(root)
    assert sorted(listed(work / ".terraform")) == ["modules"]


def test_a_component_that_moves_deeper_makes_way(root: Path) -> None:
    prepared(root, folder="components/terraform")
    assert (root / ".stackc/work/dev/app/components/terraform/app").is_symlink()
    work = prepared(root)
    assert not work.is_symlink()
    prepared(root, folder="components/terraform")
    assert os.readlink(root / ".stackc/work/dev/app/components/terraform/app") == str(root / MODULE)


def test_a_folder_with_something_of_others_makes_no_way(root: Path) -> None:
    work = prepared(root)
    (work / "mine.txt").write_text("kept")
    with pytest.raises(FileExistsError) as refused:
        prepared(root, folder="components/terraform")
    assert refused.value.filename == str(work)
    assert (work / "mine.txt").read_text() == "kept"


def test_a_component_outside_of_the_project_has_nothing_beside_its_outermost_folder(tmp_path: Path) -> None:
    outside = write_files(tmp_path / "outside", {"app/main.tf": "a", "lib/x.tf": "b"})
    work = prepared(tmp_path / "project", folder=f"{outside}/app")
    top = tmp_path / "project/.stackc/work/dev/app"
    assert work == top / str(outside / "app").lstrip("/")
    assert list(listed(top)) == [str(tmp_path).split("/")[1]]
    assert listed(work.parent)["lib"] == str(outside / "lib")


# --- what must not be deleted


def test_what_neither_we_nor_init_made_is_foreign(root: Path) -> None:
    work = prepared(root)
    workdir = workdir_of(str(root), MODULE, id_of())
    files = {
        ".terraform/environment": "",
        ".terraform.lock.hcl": "",
        "stackc_secrets.tfvars.json": "",
        "notes/a.txt": "",
        "b.txt": "",
    }
    write_files(work, files)
    assert list(foreign_files(workdir, WORKPLACE)) == [str(work / "b.txt"), str(work / "notes/a.txt")]


def test_a_fresh_workdir_has_nothing_foreign(root: Path) -> None:
    prepared(root)
    assert list(foreign_files(workdir_of(str(root), MODULE, id_of()), WORKPLACE)) == []
    assert list(foreign_files(workdir_of(str(root), MODULE, id_of("none")), WORKPLACE)) == []


# --- local state


@pytest.mark.parametrize(
    ("backend", "path", "folder"),
    [
        pytest.param({}, "/r/c/terraform.tfstate", "/r/c/terraform.tfstate.d", id="defaults"),
        pytest.param({"path": "../s", "workspace_dir": "w"}, "/r/s", "/r/c/w", id="relative"),
        pytest.param({"path": "/s", "workspace_dir": "/w"}, "/s", "/w", id="absolute"),
        pytest.param({"path": ["x", {"a": 1}]}, "/r/c/terraform.tfstate", "/r/c/terraform.tfstate.d", id="no text"),
    ],
)
def test_a_local_state_starts_at_the_component(backend: Table, path: str, folder: str) -> None:
    assert local_state(Workdir("/t", "/t/c", "/r/c", "/elsewhere"), backend) == {"path": path, "workspace_dir": folder}
