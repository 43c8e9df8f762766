"""What is done beside Terraform, with the real one: hooks, generated files, fetched sources, validation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.kit import sources

pytestmark = pytest.mark.e2e

FOLDER = "components/terraform/app"
MODULE = """\
variable "stage" {}
resource "terraform_data" "it" { input = var.stage }
output "stage" { value = terraform_data.it.output }
"""


def checkout(tmp_path: Path, env: Env, body: str, project: str = PROJECT, **more: str) -> Checkout:
    stack = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {{{body}}}}}}}\n"
    return repository(
        tmp_path / "repo",
        env,
        {"stackc.yaml": project, "stacks/dev.yaml": stack, f"{FOLDER}/main.tf": MODULE, **more},
    )


# --- hooks


def test_outputs_are_in_the_store_after_an_apply_and_not_after_a_plan(tmp_path: Path, clean_env: Env) -> None:
    project = PROJECT + "stores: {facts: {kind: file, options: {path: facts.json}}}\n"
    hook = "hooks: {facts: {events: [after.terraform.apply], kind: store, name: facts, outputs: {stage: .stage}}}"
    made = checkout(tmp_path, clean_env, hook, project)
    assert made.terraform("plan", "app", "-s", "dev").code == 0
    assert not (made.root / "facts.json").exists()
    assert made.terraform("deploy", "app", "-s", "dev").code == 0
    assert json.loads((made.root / "facts.json").read_text()) == {"dev/app/stage": "dev"}


def test_a_hook_that_fails_stops_terraform_unless_it_is_left_out(tmp_path: Path, clean_env: Env) -> None:
    hook = "hooks: {check: {events: [before.terraform.apply], command: sh, args: [-c, 'echo no >&2; exit 3']}}"
    made = checkout(tmp_path, clean_env, hook)
    said = made.terraform("deploy", "app", "-s", "dev")
    assert (said.code, said.codes, "Apply complete" in said.out) == (1, ["SC0952"], False)
    assert made.terraform("deploy", "app", "-s", "dev", "--skip-hooks=check").code == 0


# --- generated files


def test_a_generated_file_is_part_of_the_module_for_as_long_as_it_is_declared(tmp_path: Path, clean_env: Env) -> None:
    generate = "generate: {made.tf: {output: {twice: {value: 'for {{ .vars.stage }}'}}}}"
    made = checkout(tmp_path, clean_env, generate)
    assert made.terraform("deploy", "app", "-s", "dev").code == 0
    assert json.loads(made.terraform("output", "app", "-s", "dev", "-json").out)["twice"]["value"] == "for dev"
    assert [each.name for each in (made.root / FOLDER).iterdir() if each.suffix == ".tf"] == ["main.tf"]
    (made.root / "stacks/dev.yaml").write_text("vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n")
    assert made.terraform("deploy", "app", "-s", "dev").code == 0
    assert list(json.loads(made.terraform("output", "app", "-s", "dev", "-json").out)) == ["stage"]


# --- sources


def test_a_module_of_a_repository_is_deployed_and_goes_on_offline(tmp_path: Path, clean_env: Env) -> None:
    sources.repository(tmp_path / "git", {"modules/app/main.tf": MODULE}, "v1")
    source = f"source: {{uri: 'git::file://{tmp_path}/git//modules/app', version: v1}}, metadata: {{component: none}}"
    made = checkout(tmp_path, clean_env, source)
    assert made.terraform("deploy", "app", "-s", "dev").code == 0
    (tmp_path / "git").rename(tmp_path / "gone")
    assert json.loads(made.terraform("output", "app", "-s", "dev", "-json").out)["stage"]["value"] == "dev"


def test_another_folder_is_planned_for_once(tmp_path: Path, clean_env: Env) -> None:
    made = checkout(tmp_path, clean_env, "")
    (made.root / "try").mkdir()
    (made.root / "try/main.tf").write_text(MODULE.replace("it", "other"))
    said = made.terraform("plan", "app", "-s", "dev", "--source", "try")
    assert (said.code, "terraform_data.other" in said.out) == (0, True)
    assert "runs the root module in" in said.err
    refused = made.terraform("plan", "--all", "--source", "try")
    assert (refused.code, "--all` has many" in refused.err) == (1, True)


# --- validation


def test_what_a_policy_complains_about_is_not_planned(tmp_path: Path, clean_env: Env) -> None:
    body = "settings: {validation: {stage: {schema_type: opa, schema_path: p.rego}}}"
    made = checkout(tmp_path, clean_env, body, **{"p.rego": "package atmos\n"})
    opa = tmp_path / "bin/opa"
    opa.parent.mkdir()
    opa.write_text('#!/bin/sh\necho \'{"result":[{"expressions":[{"value":["not on mondays"]}]}]}\'\n')
    opa.chmod(0o755)
    said = made.terraform("plan", "app", "-s", "dev", env={"PATH": f"{opa.parent}:{clean_env['PATH']}"})
    assert (said.code, said.codes, "not on mondays" in said.err) == (1, ["SC0954"], True)
    assert made.terraform("plan", "app", "-s", "dev").codes == ["SC0910"]


def test_a_value_that_a_schema_does_not_allow_is_not_planned(tmp_path: Path, clean_env: Env) -> None:
    schema = json.dumps({"properties": {"vars": {"properties": {"stage": {"const": "prod"}}}}})
    body = "settings: {validation: {stage: {schema_type: jsonschema, schema_path: s.json}}}"
    made = checkout(tmp_path, clean_env, body, **{"s.json": schema})
    assert made.terraform("plan", "app", "-s", "dev").codes == ["SC0954"]
    assert made.stackc("validate").codes == ["SC0954"]


# --- identities and versions


def test_a_profile_reaches_terraform(tmp_path: Path, clean_env: Env) -> None:
    made = checkout(tmp_path, clean_env, "auth: {identities: {me: {kind: aws/profile, profile: dev-admin}}}")
    shown = 'resource "terraform_data" "who" {\n  provisioner "local-exec" { command = "echo as-$AWS_PROFILE" }\n}\n'
    (made.root / FOLDER / "who.tf").write_text(shown)
    assert "as-dev-admin" in made.terraform("deploy", "app", "-s", "dev").out


def test_another_version_of_terraform_is_refused(tmp_path: Path, clean_env: Env) -> None:
    made = checkout(tmp_path, clean_env, "dependencies: {tools: {terraform: 0.11.14}}")
    assert made.terraform("plan", "app", "-s", "dev").codes == ["SC0955"]
