"""Workdirs: leftovers stay out, module sources work, and state is never under stackc's own folder."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, fingerprint, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import stand_in

pytestmark = pytest.mark.e2e

FOLDER = "components/terraform/app"
MODULE = """\
variable "stage" {}
resource "terraform_data" "it" { input = var.stage }
output "stage" { value = terraform_data.it.output }
"""
TWO_STACKS = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": "vars: {stage: one}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/two.yaml": "vars: {stage: two}\ncomponents: {terraform: {app: {}}}\n",
    f"{FOLDER}/main.tf": MODULE,
}
FOREIGN_STATE = json.dumps(
    {"version": 4, "serial": 7, "lineage": "another", "outputs": {"stage": {"value": "stale", "type": "string"}}}
)
READING = """\
vars: {stage: one}
components:
  terraform:
    app: {}
    reader: {backend: {local: {path: own, workspace_dir: own}}, vars: {upstream: !terraform.state app .stage}}
"""
LEFTOVERS = {
    f"{FOLDER}/.terraform/environment": "somebody-elses",
    f"{FOLDER}/.terraform/terraform.tfstate": '{"version": 3, "backend": {"type": "s3", "config": {}, "hash": 1}}',
    f"{FOLDER}/backend.tf.json": '{"terraform": {"backend": {"s3": {"bucket": "another", "key": "k"}}}}',
    f"{FOLDER}/providers_override.tf.json": '{"provider": {"aws": {"region": "mars-1"}}}',
    f"{FOLDER}/terraform.tfstate": FOREIGN_STATE,
    f"{FOLDER}/terraform.tfstate.backup": FOREIGN_STATE,
    f"{FOLDER}/two-app.terraform.tfvars.json": '{"stage": "stale"}',
    f"{FOLDER}/two-app.planfile": "not a plan",
}


@pytest.fixture
def two_stacks(tmp_path: Path, clean_env: Env) -> Checkout:
    """One component in two stacks, and no backend anywhere."""
    return repository(tmp_path / "repo", clean_env, TWO_STACKS)


def test_without_a_backend_state_is_beside_the_component_as_terraform_has_it(two_stacks: Checkout) -> None:
    for stack in ("one", "two"):
        assert two_stacks.terraform("deploy", "app", "-s", stack).code == 0
    places = {stack: f"{FOLDER}/terraform.tfstate.d/{stack}/terraform.tfstate" for stack in ("one", "two")}
    assert two_stacks.states() == set(places.values())
    assert two_stacks.locked() == {f"app@{stack}": f"local:{place}" for stack, place in places.items()}
    for stack in places:
        assert two_stacks.state(f"app@{stack}")["outputs"]["stage"]["value"] == stack


def test_terraform_itself_finds_that_state_in_the_component_folder(two_stacks: Checkout, terraform: str) -> None:
    two_stacks.terraform("deploy", "app", "-s", "one")
    for words in (["init"], ["workspace", "select", "one"], ["plan", "-var", "stage=one", "-detailed-exitcode"]):
        folder = two_stacks.root / FOLDER
        done = subprocess.run([terraform, *words], cwd=folder, env=two_stacks.env, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("backend_file", ["true", "false"])
def test_leftovers_of_others_stay_out_of_the_workdir_and_do_not_disturb(
    two_stacks: Checkout, backend_file: str
) -> None:
    two_stacks.edit("stackc.yaml", "terraform:\n", f"terraform:\n    auto_generate_backend_file: {backend_file}\n")
    for path, text in LEFTOVERS.items():
        two_stacks.write(path, text)
    before = fingerprint(two_stacks.root / FOLDER)
    said = two_stacks.terraform("deploy", "app", "-s", "one")
    assert (said.code, "Resources: 1 added" in said.out, 'stage = "one"' in said.out) == (0, True, True)
    after = fingerprint(two_stacks.root / FOLDER)
    assert {path: found for path, found in after.items() if not path.startswith("terraform.tfstate.d")} == before
    workdir = two_stacks.workdir("app@one")
    brought = {path.name for path in workdir.iterdir()} & {Path(path).name for path in LEFTOVERS}
    assert brought == set()
    assert not [state for state in two_stacks.states() if state.startswith(".stackc/")]
    assert two_stacks.state("app@one")["outputs"]["stage"]["value"] == "one"


def test_a_backend_that_only_a_leftover_declares_has_no_effect_and_is_refused(two_stacks: Checkout) -> None:
    two_stacks.edit("stackc.yaml", "terraform:\n", "terraform:\n    auto_generate_backend_file: false\n")
    two_stacks.edit("stacks/one.yaml", "vars:", "terraform: {backend_type: s3, backend: {s3: {key: k}}}\nvars:")
    two_stacks.write(f"{FOLDER}/backend.tf.json", LEFTOVERS[f"{FOLDER}/backend.tf.json"])
    said = two_stacks.terraform("deploy", "app", "-s", "one")
    assert (said.code, said.codes, two_stacks.states()) == (1, ["SC0909"], set())


def test_a_local_backend_of_the_module_keeps_its_folder(two_stacks: Checkout) -> None:
    backend = 'terraform {\n  backend "local" {\n    workspace_dir = "states"\n  }\n}\n'
    two_stacks.write(f"{FOLDER}/backend.tf", backend)
    assert two_stacks.terraform("deploy", "app", "-s", "one").code == 0
    assert two_stacks.states() == {f"{FOLDER}/states/one/terraform.tfstate"}


def test_deleting_stackcs_own_folder_between_plan_and_deploy_loses_nothing(two_stacks: Checkout) -> None:
    two_stacks.terraform("deploy", "app", "-s", "one")
    two_stacks.forget()
    assert two_stacks.terraform("plan", "app", "-s", "one", "-detailed-exitcode").code == 0


def test_what_an_earlier_run_generated_does_not_stay(two_stacks: Checkout) -> None:
    providers = "components: {terraform: {app: {providers: {terraform: {}}}}}\n"
    two_stacks.write("stacks/one.yaml", f"vars: {{stage: one}}\n{providers}")
    assert two_stacks.terraform("deploy", "app", "-s", "one").code == 0
    generated = two_stacks.workdir("app@one") / "providers_override.tf.json"
    assert generated.is_file()
    two_stacks.write("stacks/one.yaml", TWO_STACKS["stacks/one.yaml"])
    assert two_stacks.terraform("deploy", "app", "-s", "one").code == 0
    assert not generated.exists()


def test_a_file_taken_out_of_the_component_leaves_the_workdir(two_stacks: Checkout) -> None:
    two_stacks.write(f"{FOLDER}/more.tf", 'resource "terraform_data" "more" {}\n')
    two_stacks.terraform("deploy", "app", "-s", "one")
    (two_stacks.root / FOLDER / "more.tf").unlink()
    assert "Resources: 0 added, 0 changed, 1 destroyed." in two_stacks.terraform("deploy", "app", "-s", "one").out


NESTED = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": (
        "vars: {stage: one}\ncomponents: {terraform: {net/app: {}, plain: {metadata: {component: net/app}}}}\n"
    ),
    "components/terraform/net/app/main.tf": """\
variable "stage" {}
module "far" { source = "../../../modules/label" }
module "near" { source = "../shared" }
module "own" { source = "./inner" }
output "said" { value = [module.far.name, module.near.name, module.own.name] }
output "files" { value = sort(fileset(path.module, "**/*.txt")) }
output "beside" { value = file("${path.module}/../shared/note.md") }
""",
    "components/terraform/net/app/inner/main.tf": 'output "name" { value = "inner" }\n',
    "components/terraform/net/app/texts/deep/a.txt": "a",
    "components/terraform/net/shared/main.tf": """\
module "far" { source = "../../../modules/label" }
output "name" { value = "shared ${module.far.name}" }
""",
    "components/terraform/net/shared/note.md": "beside",
    "components/modules/label/main.tf": 'output "name" { value = "label" }\n',
}


@pytest.mark.parametrize("component", ["net/app", "plain"])
def test_relative_module_sources_and_files_work_in_the_workdir(tmp_path: Path, clean_env: Env, component: str) -> None:
    made = repository(tmp_path / "repo", clean_env, NESTED)
    before = fingerprint(made.root / "components/terraform/net/shared")
    said = made.terraform("deploy", component, "-s", "one")
    assert said.code == 0, said.err
    outputs = made.state(f"{component}@one")["outputs"]
    assert outputs["said"]["value"] == ["label", "shared label", "inner"]
    assert outputs["files"]["value"] == ["texts/deep/a.txt"]
    assert outputs["beside"]["value"] == "beside"
    assert fingerprint(made.root / "components/terraform/net/shared") == before


def test_the_project_is_found_from_anywhere(two_stacks: Checkout, tmp_path: Path) -> None:
    elsewhere = repository(tmp_path / "elsewhere", two_stacks.env, {"empty": ""})
    assert elsewhere.stackc("-C", str(two_stacks.root), "terraform", "deploy", "app", "-s", "one").code == 0
    inside = Checkout(two_stacks.root / FOLDER, two_stacks.env)
    assert inside.terraform("plan", "app", "-s", "one", "-detailed-exitcode").code == 0
    assert not (two_stacks.root / FOLDER / ".stackc").exists()


def test_a_project_that_moved_finds_its_state(two_stacks: Checkout, tmp_path: Path) -> None:
    two_stacks.terraform("deploy", "app", "-s", "one")
    moved = Checkout(tmp_path / "moved to [here] 100%", two_stacks.env)
    shutil.move(two_stacks.root, moved.root)
    assert moved.terraform("plan", "app", "-s", "one", "-detailed-exitcode").code == 0


BACKENDS = [
    pytest.param("workspace_dir: ../../../state", True, "state/one/terraform.tfstate", id="workspace folder"),
    pytest.param("path: ../../../state/app.tfstate", False, "state/app.tfstate", id="path without workspaces"),
    pytest.param("path: app.tfstate", False, f"{FOLDER}/app.tfstate", id="path beside the component"),
]


@pytest.mark.parametrize(("backend", "workspaces", "place"), BACKENDS)
def test_relative_paths_of_a_local_backend_start_at_the_component_folder(
    two_stacks: Checkout, backend: str, workspaces: bool, place: str
) -> None:
    (two_stacks.root / "stacks/two.yaml").unlink()
    manifest = f"terraform: {{backend_type: local, backend: {{local: {{{backend}}}}}}}\n{READING}"
    two_stacks.write("stacks/one.yaml", manifest)
    two_stacks.write("components/terraform/reader/main.tf", "")
    switch = f"terraform:\n    workspaces_enabled: {str(workspaces).lower()}\n    auto_generate_backend_file: true\n"
    two_stacks.edit("stackc.yaml", "terraform:\n", switch)
    assert two_stacks.terraform("deploy", "app", "-s", "one").code == 0
    assert two_stacks.states() == {place}
    assert two_stacks.locked() == {"app@one": f"local:{place}"}
    read = ("describe", "component", "reader", "-s", "one", "--resolve", "--query", ".vars.upstream")
    assert two_stacks.stackc(*read).out == "one\n"


PROVIDER_LOCK = 'case "$1" in init) echo "# locked" > .terraform.lock.hcl;; esac'


def test_the_provider_lock_of_a_component_is_left_alone_unless_asked_for(two_stacks: Checkout, tmp_path: Path) -> None:
    made = two_stacks.with_path(stand_in(tmp_path / "bin", PROVIDER_LOCK).folder)
    lock = two_stacks.root / FOLDER / ".terraform.lock.hcl"
    said = made.terraform("plan", "app", "-s", "one")
    assert (said.code, said.codes, lock.exists()) == (0, ["SC0912"], False)
    assert said.helps == ["stackc terraform init app -s one --update-lock"]
    assert made.stackc(*said.helps[0].split()[1:]).codes == []
    assert lock.read_text() == "# locked\n"
    assert made.terraform("plan", "app", "-s", "one").codes == []
