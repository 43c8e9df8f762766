"""What the compiler knows of a root module, and files of its folder that lead out of the repository."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.ports import ReadFailure
from stackc.compile.root_modules import GENERATED_FILES, ModuleRecord, RootModules
from tests.kit.world import MemoryWorld
from tests.unit.manifest.merged import Fenced, told

FOLDER = "components/terraform/app"
MAIN = """
terraform {
  backend "s3" {
    bucket = "b"
  }
}
variable "plain" {}
variable "password" {
  sensitive = true
}
output "shown" {
  value = 1
}
output "hidden" {
  value     = 2
  sensitive = true
}
"""


def record(files: dict[str, str], folder: str = FOLDER) -> ModuleRecord:
    return RootModules(MemoryWorld({f"{FOLDER}/{name}": text for name, text in files.items()})).record(folder)


def test_what_a_module_declares() -> None:
    found = record({"main.tf": MAIN})
    assert (found.folder, found.exists, found.diagnostics, found.refused) == (FOLDER, True, (), None)
    assert (set(found.sensitive), set(found.sensitive_outputs)) == ({"password"}, {"hidden"})
    assert found.backend == ("s3", {"bucket": "b"})


@pytest.mark.parametrize("folder", ["components/terraform/none", f"{FOLDER}/main.tf"], ids=["not there", "a file"])
def test_what_is_no_folder_declares_nothing(folder: str) -> None:
    found = record({"main.tf": MAIN}, folder)
    assert (found.exists, found.module, found.sensitive, found.sensitive_outputs, found.backend) == (
        False,
        None,
        frozenset(),
        frozenset(),
        None,
    )


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("more.tf", True),
        ("more.tf.json", False),
        ("more.txt", False),
        ("notes.tf.md", False),
        *((name, False) for name in sorted(GENERATED_FILES)),
    ],
)
def test_which_files_are_part_of_a_module(name: str, counts: bool) -> None:
    text = 'variable "p" {\n  sensitive = true\n}\n'
    assert record({name: text}).sensitive == ({"p"} if counts else frozenset())


def test_json_is_terraform_as_well() -> None:
    assert record({"v.tf.json": '{"variable": {"p": {"sensitive": true}}}'}).sensitive == {"p"}


@pytest.mark.parametrize("name", ["backend.tf.json", "providers_override.tf.json", "terraform_override.tf.json"])
def test_files_that_tools_write_for_a_run_are_no_part_of_it(name: str) -> None:
    assert record({"main.tf": "", name: '{"terraform": {"backend": {"s3": {}}}}'}).backend is None
    assert record({"main.tf": "", f"x{name}": '{"terraform": {"backend": {"s3": {}}}}'}).backend == ("s3", {})


def test_a_module_without_backend_has_none() -> None:
    assert record({"main.tf": 'variable "a" {}\n'}).backend is None


def test_files_in_folders_below_are_no_part_of_it() -> None:
    assert record({"main.tf": "", "modules/x/main.tf": MAIN}).sensitive == frozenset()


def test_what_is_no_terraform_is_told() -> None:
    found = record({"main.tf": 'variable "a" {\n'})
    assert (found.exists, [each.code for each in found.diagnostics]) == (True, [Code.MODULE_SYNTAX])


def test_a_module_is_read_once() -> None:
    modules = RootModules(MemoryWorld({f"{FOLDER}/main.tf": MAIN}))
    assert modules.record(FOLDER) is modules.record(FOLDER)
    assert modules.folders("components/terraform") is modules.folders("components/terraform")


# --- folders


def test_folders_with_files_are_known_for_advice() -> None:
    modules = RootModules(
        MemoryWorld(
            {f"components/terraform/{name}/main.tf": "" for name in ("app", "net/vpc")} | {"components/terraform/x": ""}
        )
    )
    folders = modules.folders("components/terraform")
    assert folders.did_you_mean("ap") == "did you mean `app`?"
    assert folders.did_you_mean("net/vpcs") == "did you mean `net/vpc`?"
    assert folders.did_you_mean("xx") is None


@pytest.mark.parametrize("base", ["components/none", "components/terraform"], ids=["not there", "without end"])
def test_folders_that_cannot_be_listed_are_none(base: str) -> None:
    world = Fenced({"components/terraform/app/main.tf": ""}, endless=("components/terraform",))
    assert RootModules(world).folders(base).did_you_mean("app") is None


# --- outside


def fenced(*, outside: tuple[str, ...] = (), refused: tuple[str, ...] = ()) -> ModuleRecord:
    world = Fenced(
        {f"{FOLDER}/main.tf": MAIN, f"{FOLDER}/vars.tf": 'variable "b" {}\n'}, outside=outside, refused=refused
    )
    return RootModules(world).record(FOLDER)


def test_a_file_that_leads_outside_is_read_with_a_word() -> None:
    found = fenced(outside=(f"{FOLDER}/vars.tf",))
    [said] = found.diagnostics
    assert (said.code, said.message) == (Code.OUTSIDE, f"`{FOLDER}/vars.tf` lies outside of the repository")
    assert told(said) == (f"{FOLDER}/vars.tf:1:1", "this link")
    assert (found.exists, set(found.sensitive), found.refused) == (True, {"password"}, None)


def test_a_file_that_is_refused_makes_the_module_unknown() -> None:
    found = fenced(refused=(f"{FOLDER}/main.tf",))
    assert (found.exists, found.module, found.diagnostics) == (False, None, ())
    assert found.refused is not None
    assert found.refused.message == f"`{FOLDER}/main.tf` lies outside of the repository and is not read"


def test_files_of_a_folder_that_is_outside_as_a_whole_need_no_word() -> None:
    found = fenced(outside=(FOLDER, f"{FOLDER}/main.tf", f"{FOLDER}/vars.tf"))
    assert (found.diagnostics, set(found.sensitive)) == ((), {"password"})


def test_a_file_that_cannot_be_read_is_passed_over() -> None:
    world = Fenced(
        {f"{FOLDER}/a.tf": "", f"{FOLDER}/main.tf": MAIN},
        unreadable={f"{FOLDER}/a.tf": ReadFailure("permission denied")},
    )
    found = RootModules(world).record(FOLDER)
    assert (found.diagnostics, set(found.sensitive)) == ((), {"password"})
