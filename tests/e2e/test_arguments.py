"""What stackc passes on: flags, variables and environment to Terraform, exit codes and clean answers back."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, fingerprint, repository
from tests.e2e.conftest import Deployed, Env
from tests.e2e.stand_in import StandIn, stand_in

pytestmark = pytest.mark.e2e

SETTINGS = ("account-settings", "-s", "core-gbl-artifacts")
MODULE = """\
variable "stage" {}
variable "password" {
  default   = ""
  sensitive = true
}
variable "first" { default = "none" }
resource "terraform_data" "first" { input = var.first }
resource "terraform_data" "second" { input = var.stage }
output "first" { value = terraform_data.first.output }
output "hash" { value = nonsensitive(sha256(var.password)) }
"""
SECRET = "correct horse"
MANIFEST = f"""\
vars: {{stage: one}}
components:
  terraform:
    app:
      vars: {{password: {SECRET}}}
      env: {{APP_TEXT: some text, APP_NUMBER: 5, APP_FLAG: true, APP_UNSET: null}}
    other: {{metadata: {{component: app}}}}
"""
FOLDER = "components/terraform/app"
FILES = {"stackc.yaml": PROJECT, "stacks/one.yaml": MANIFEST, f"{FOLDER}/main.tf": MODULE}
SENSITIVE_OUTPUT = """{
  value     = terraform_data.first.output
  sensitive = true
}"""
APP = ("app", "-s", "one")


@pytest.fixture
def made(tmp_path: Path, clean_env: Env) -> Checkout:
    """A component with a sensitive variable and an environment, twice in one stack."""
    return repository(tmp_path / "repo", clean_env, FILES)


def test_detailed_exit_codes_are_2_with_changes_and_0_without(made: Checkout) -> None:
    assert made.terraform("plan", *APP, "-detailed-exitcode").code == 2
    assert made.terraform("deploy", *APP).code == 0
    assert made.terraform("plan", *APP, "-detailed-exitcode").code == 0


def test_detailed_exit_codes_of_many_are_2_if_any_changes(made: Checkout) -> None:
    assert made.terraform("deploy", *APP).code == 0
    assert made.terraform("plan", "--all", "-detailed-exitcode").code == 2
    assert made.terraform("plan", "--all", "-detailed-exitcode", "-c", "app").code == 0


def test_what_stands_after_two_dashes_reaches_terraform(made: Checkout) -> None:
    assert made.terraform("deploy", *APP, "--", "-target=terraform_data.second").code == 0
    assert [each["name"] for each in made.state("app@one")["resources"]] == ["second"]


@pytest.mark.parametrize(
    "words", [["-var", "first=given"], ["-var=first=given"], ["--", "-var", "first=given"]], ids=" ".join
)
def test_variables_given_on_the_command_line_reach_terraform(made: Checkout, words: list[str]) -> None:
    assert made.terraform("deploy", *APP, *words).code == 0
    assert made.state("app@one")["outputs"]["first"]["value"] == "given"


def test_flags_may_stand_before_the_component(made: Checkout) -> None:
    said = made.terraform("plan", "-var", "first=given", "-no-color", *APP)
    assert (said.code, '"given"' in said.out) == (0, True)


def test_apply_without_a_terminal_is_left_to_terraform_and_changes_nothing(made: Checkout) -> None:
    assert made.terraform("apply", *APP).code == 1
    assert made.terraform("apply", *APP, "-auto-approve").code == 0
    assert len(made.state("app@one")["resources"]) == 2
    assert made.terraform("destroy", *APP, "--auto-approve").code == 0
    assert made.locked() == {}


@pytest.mark.parametrize("words", [["saved"], ["--", "saved"], ["--planfile", "saved"]], ids=" ".join)
def test_a_saved_plan_is_applied(made: Checkout, words: list[str]) -> None:
    assert made.terraform("plan", *APP, "-out=saved").code == 0
    assert (made.root / "saved").stat().st_mode & 0o777 == 0o600
    assert made.terraform("apply", *APP, *words).code == 0
    assert len(made.state("app@one")["resources"]) == 2


def test_output_gives_nothing_but_json_on_stdout(deployed: Deployed) -> None:
    said = deployed.checkout.terraform("output", "account-map", "-s", "core-gbl-root", "--", "-json")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out)["full_account_map"]["value"].keys() >= {"core-root", "core-audit", "plat-dev"}


def test_a_single_output_can_be_asked_for(deployed: Deployed) -> None:
    said = deployed.checkout.terraform("output", *SETTINGS, "--", "-raw", "account_alias")
    assert (said.code, said.out) == (0, "cch-core-gbl-artifacts")


def test_init_and_validate_need_no_upstream(clone: Checkout) -> None:
    for verb in ("init", "validate"):
        said = clone.terraform(verb, "cloudtrail", "-s", "core-gbl-artifacts")
        assert (said.code, said.codes) == (0, [])
    assert clone.states() == set()


@pytest.mark.parametrize("words", [SETTINGS, ("--all", "-c", "account*")], ids=["one", "all"])
@pytest.mark.parametrize("verb", ["plan", "deploy", "destroy"])
def test_a_dry_run_writes_nothing_and_starts_nothing(
    deployed: Deployed, tmp_path: Path, verb: str, words: tuple[str, ...]
) -> None:
    copy = deployed.checkout.copied(tmp_path / "copy")
    terraform = stand_in(tmp_path / "bin", "")
    script = terraform.folder / "terraform"
    script.write_text("#!/bin/sh\necho started >> $0.note\n")
    before = fingerprint(copy.root)
    more = ("--with-dependents",) if verb == "destroy" else ()
    said = copy.with_path(terraform.folder).terraform(verb, *words, *more, "--dry-run")
    assert (said.code, terraform.note("terraform.note")) == (0, "")
    assert fingerprint(copy.root) == before


def test_a_dry_run_shows_files_commands_and_names_of_the_environment(made: Checkout) -> None:
    said = made.terraform("deploy", *APP, "--dry-run")
    lines = [line.split(maxsplit=1) for line in said.out.splitlines()]
    assert lines[0] == ["app@one"]
    assert ["file", "one-app.terraform.tfvars.json"] in lines
    commands = [line[1].split()[1:] for line in lines if line[0] == "run"]
    assert [words[0] for words in commands] == ["init", "apply"]
    files = ["-var-file", "one-app.terraform.tfvars.json", "-var-file", "stackc_secrets.tfvars.json"]
    assert commands[1] == ["apply", *files, "-input=false", "-auto-approve"]
    [names] = [line[1].split() for line in lines if line[0] == "env"]
    assert {"APP_TEXT", "TF_WORKSPACE", "TF_IN_AUTOMATION"} <= set(names)
    assert SECRET not in said.out + said.err


def test_a_dry_run_needs_no_terraform(made: Checkout, tmp_path: Path) -> None:
    assert made.with_env(PATH=str(tmp_path)).terraform("plan", *APP, "--dry-run").code == 0


def test_a_dry_run_does_not_ask_terraform_for_outputs(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "    other: {", "    other: {vars: {first: !terraform.state app .first}, ")
    elsewhere = "backend_type: http\n      backend: {http: {address: 'http://127.0.0.1:9/'}}\n"
    made.edit("stacks/one.yaml", "    app:\n", f"    app:\n      {elsewhere}")
    before = fingerprint(made.root)
    made.with_path(recorded.folder).terraform("plan", "other", "-s", "one", "--dry-run")
    assert (recorded.calls, fingerprint(made.root)) == ([], before)


def test_order_holds_across_instances_that_are_not_selected(clone: Checkout) -> None:
    said = clone.terraform(
        "validate", "--all", "-s", "core-gbl-root", "-c", "account-map", "-c", "tfstate-backend", "--dry-run"
    )
    assert [line for line in said.out.splitlines() if "@" in line.split()[0]] == [
        "tfstate-backend@core-gbl-root",
        "account-map@core-gbl-root",
    ]


@pytest.fixture
def environment(made: Checkout, tmp_path: Path) -> dict[str, str]:
    """The environment that reaches ``terraform plan``, with a few variables set by the caller."""
    terraform = stand_in(tmp_path / "bin", 'case "$1" in plan) env -0 > $here/env;; esac')
    given = {"APP_UNSET": "set by the caller", "CALLER": "mine", "TF_DATA_DIR": "/elsewhere"}
    said = made.with_path(terraform.folder).terraform("plan", *APP, env=given)
    assert (said.code, said.codes) == (0, ["SC0507"])
    rows = terraform.note("env").rstrip("\0").split("\0")
    return dict(row.split("=", 1) for row in rows)


def test_the_environment_of_a_component_reaches_terraform(environment: dict[str, str]) -> None:
    assert {name: value for name, value in environment.items() if name.startswith("APP_")} == {
        "APP_TEXT": "some text",
        "APP_NUMBER": "5",
        "APP_FLAG": "true",
    }


def test_terraform_knows_where_it_runs_and_for_whom(environment: dict[str, str], made: Checkout) -> None:
    assert environment["TF_IN_AUTOMATION"] == "true"
    assert environment["ATMOS_BASE_PATH"] == environment["ATMOS_CLI_CONFIG_PATH"] == str(made.root)


def test_the_environment_of_the_caller_reaches_terraform_but_for_its_data_folder(environment: dict[str, str]) -> None:
    assert environment["CALLER"] == "mine"
    assert "TF_DATA_DIR" not in environment


@pytest.mark.parametrize("name", ["TF_IN_AUTOMATION", "ATMOS_BASE_PATH"])
def test_a_null_in_the_environment_of_a_component_unsets_what_stackc_sets(
    made: Checkout, tmp_path: Path, name: str
) -> None:
    made.edit("stacks/one.yaml", "env: {APP_TEXT", f"env: {{{name}: null, APP_TEXT")
    terraform = stand_in(tmp_path / "bin", 'case "$1" in plan) env > $here/env;; esac')
    said = made.with_path(terraform.folder).terraform("plan", *APP)
    assert (said.code, f"{name}=" in terraform.note("env"), "stays unset" in said.err) == (0, False, True)


def test_a_secret_inside_a_map_of_the_environment_arrives(made: Checkout, tmp_path: Path) -> None:
    made.write("stackc.yaml", f"{PROJECT}secrets: {{env: [DB_*]}}\n")
    made.edit("stacks/one.yaml", "env: {APP_TEXT", "env: {APP_MAP: {token: !env DB_TOKEN}, APP_TEXT")
    terraform = stand_in(tmp_path / "bin", 'case "$1" in plan) env > $here/env;; esac')
    assert made.with_path(terraform.folder).terraform("plan", *APP, env={"DB_TOKEN": SECRET}).code == 0
    assert f'APP_MAP={{"token":"{SECRET}"}}' in terraform.note("env")


def test_a_command_that_is_advised_can_be_pasted(made: Checkout) -> None:
    made.edit(
        "stacks/one.yaml",
        "    other: {",
        '    "my app": {metadata: {component: app, terraform_workspace: w}}\n    other: {vars: {first: !terraform.state \'"my app" .first\'}, ',
    )
    said = made.terraform("plan", "other", "-s", "one")
    assert said.helps == ["stackc terraform deploy 'my app' -s one"]


def test_a_sensitive_variable_is_in_no_environment_and_in_no_file(environment: dict[str, str], made: Checkout) -> None:
    assert SECRET not in environment.values()
    assert json.loads((made.workdir("app@one") / "one-app.terraform.tfvars.json").read_text()) == {"stage": "one"}
    written = [path for path in (made.root / ".stackc").rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in written if SECRET in path.read_text()] == []


def test_a_sensitive_variable_arrives(made: Checkout) -> None:
    assert made.terraform("deploy", *APP).code == 0
    assert made.state("app@one")["outputs"]["hash"]["value"] == hashlib.sha256(SECRET.encode()).hexdigest()


KINDS = {
    "text": ("string", "a ${b}"),
    "digits": ("string", "007"),
    "number": ("number", 7),
    "flag": ("bool", True),
    "nothing": ("string", None),
    "list": ("list(string)", ["a", "b"]),
    "map": ("map(number)", {"a": 1}),
    "deep": ("object({a = list(string), b = string})", {"a": ["${x}", "$${x}", "%{if", 'q"\\\n\té'], "b": None}),
    "any_list": ("any", ["a", 1]),
    "untyped_text": ("", "a b"),
    "any_text": ("any", "a b"),
    "any_digits": ("any", "007"),
    "untyped_list": ("", ["a"]),
}


def test_a_sensitive_variable_keeps_its_value_whatever_its_type(tmp_path: Path, clean_env: Env) -> None:
    module = ""
    for name, (kind, _) in KINDS.items():
        typed = f"  type      = {kind}\n" if kind else ""
        module += f'variable "{name}" {{\n{typed}  sensitive = true\n}}\n'
        module += f'output "{name}" {{ value = nonsensitive(jsonencode(var.{name})) }}\n'
    values = {name: value for name, (_, value) in KINDS.items()}
    manifest = {"vars": values, "components": {"terraform": {"app": {}}}, "name": "one"}
    made = repository(tmp_path / "repo", clean_env, {**FILES, "stacks/one.yaml": json.dumps(manifest)})
    made.write(f"{FOLDER}/main.tf", module)
    said = made.terraform("deploy", *APP)
    assert said.code == 0, said.err
    outputs = made.state("app@one")["outputs"]
    assert {name: json.loads(outputs[name]["value"]) for name in KINDS} == values


@pytest.mark.parametrize("name", ["terraform.tfvars", "zz.auto.tfvars"])
def test_a_sensitive_variable_of_the_manifests_wins_over_the_files_of_the_component(made: Checkout, name: str) -> None:
    made.write(f"{FOLDER}/{name}", 'first = "file"\npassword = "file"\n')
    made.edit("stacks/one.yaml", "vars: {password", "vars: {first: manifest, password")
    assert made.terraform("deploy", *APP).code == 0
    outputs = made.state("app@one")["outputs"]
    assert outputs["first"]["value"] == "manifest"
    assert outputs["hash"]["value"] == hashlib.sha256(SECRET.encode()).hexdigest()


def test_a_sensitive_output_of_an_upstream_stays_out_of_files_and_arrives(made: Checkout) -> None:
    made.edit(f"{FOLDER}/main.tf", "{ value = terraform_data.first.output }", SENSITIVE_OUTPUT)
    made.edit("stacks/one.yaml", "    other: {", "    other: {vars: {first: !terraform.state app .first}, ")
    assert made.terraform("deploy", *APP, "-var", f"first={SECRET}").code == 0
    said = made.terraform("deploy", "other", "-s", "one")
    assert made.state("other@one")["outputs"]["first"]["value"] == SECRET
    assert SECRET not in (made.workdir("other@one", "app") / "one-other.terraform.tfvars.json").read_text()
    assert SECRET not in said.err
