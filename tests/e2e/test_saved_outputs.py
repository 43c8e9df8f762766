"""Saved outputs in the organisation: ids read from a manifest are those read from the state, and need none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Deployed, Env
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

MAP, SAVED = "account-map@core-gbl-root", "stacks/catalog/account-map/outputs.yaml"
BUCKET, MANIFEST = ("cloudtrail-bucket", "-s", "core-ue1-audit"), "stacks/catalog/cloudtrail-bucket/defaults.yaml"
READ = "!terraform.state account-map core-gbl-root .{}"
HELD = """!template '{{{{ toJson (index .settings.outputs "core-gbl-root" "account-map").{} }}}}'"""
NAMES = ("full_account_map", "audit_account_account_name")


def saving(deployed: Deployed, folder: Path) -> Checkout:
    """The deployed organisation in which the address book is saved, and the bucket reads it there."""
    checkout = deployed.checkout.copied(folder)
    said = checkout.stackc("outputs", "save", MAP, "-o", SAVED)
    assert (said.code, said.out, said.err) == (0, "", "")
    checkout.edit(MANIFEST, "components:\n", "import: [catalog/account-map/outputs]\n\ncomponents:\n")
    for name in NAMES:
        checkout.edit(MANIFEST, READ.format(name), HELD.format(name))
    return checkout


def test_manifests_that_read_what_is_saved_are_clean_and_change_nothing(
    deployed: Deployed, tmp_path: Path, recorded: StandIn
) -> None:
    checkout = saving(deployed, tmp_path / "copy")
    assert checkout.stackc("--deny-warnings", "validate").code == 0
    said = checkout.with_path(recorded.folder).terraform("plan", *BUCKET)
    assert (said.code, "No changes." in said.out) == (0, True), said
    read = deployed.checkout.stackc("describe", "component", *BUCKET, "--resolve", "--query", ".vars")
    assert checkout.stackc("describe", "component", *BUCKET, "--query", ".vars").out == read.out


def test_they_need_no_state_and_saving_again_is_the_same_file(deployed: Deployed, tmp_path: Path) -> None:
    checkout = saving(deployed, tmp_path / "copy")
    before = (checkout.root / SAVED).read_bytes()
    assert checkout.stackc("outputs", "save", MAP, "-o", SAVED).code == 0
    assert (checkout.root / SAVED).read_bytes() == before
    (checkout.root / checkout.locked()[MAP].removeprefix("local:")).unlink()
    assert checkout.terraform("plan", *BUCKET).code == 0
    assert checkout.stackc("outputs", "save", MAP, "-o", SAVED).codes == ["SC0928"]
    assert (checkout.root / SAVED).read_bytes() == before


def test_all_of_the_organisation_comes_back_as_it_was(deployed: Deployed, tmp_path: Path) -> None:
    checkout = deployed.checkout.copied(tmp_path / "copy")
    said = checkout.stackc("outputs", "save", "--all", "-o", "stacks/catalog/saved.yaml")
    assert (said.code, said.err) == (0, "")
    checkout.edit("stacks/orgs/cch/_defaults.yaml", "import:\n", "import:\n  - catalog/saved\n")
    assert checkout.stackc("--deny-warnings", "validate").code == 0


MODULE = """\
variable "stage" { type = string }
resource "terraform_data" "made" { input = "made-${var.stage}" }
output "id" { value = terraform_data.made.output }
output "token" {
  value     = "hunter22-${var.stage}"
  sensitive = true
}
output "template" { value = "{{ .vars.stage }}" }
output "numbers" { value = [1, 1.5, 2.0, 12345678901234567890] }
output "code" { value = "012345678901" }
"""
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": MODULE,
}


def test_real_outputs_are_saved_with_their_types_and_secrets_are_not(tmp_path: Path, clean_env: Env) -> None:
    checkout = repository(tmp_path, clean_env, FILES)
    assert checkout.terraform("deploy", "app", "-s", "dev").code == 0
    said = checkout.stackc("outputs", "save", "app@dev")
    assert said.out.splitlines()[1:] == [
        "settings:",
        "  outputs:",
        "    dev:",
        "      app:",
        '        code: "012345678901"',
        "        id: made-dev",
        "        numbers:",
        "          - 1",
        "          - 1.5",
        "          - 2",
        "          - 12345678901234567890",
    ]
    assert said.err.splitlines() == [
        "`template` of app@dev is not saved: a manifest would read something else than its text",
        "`token` of app@dev is not saved: it is sensitive",
    ]


def test_a_run_with_a_local_file_changes_the_state_that_everybody_has(tmp_path: Path, clean_env: Env) -> None:
    module = 'variable "stage" {}\nvariable "size" {}\nresource "terraform_data" "made" { input = var.size }\n'
    stack = "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: {size: five}}}}\n"
    files = {**FILES, "stacks/dev.yaml": stack, "components/terraform/app/main.tf": module}
    checkout = repository(tmp_path, clean_env, files)
    assert checkout.terraform("deploy", "app", "-s", "dev").code == 0
    checkout.write("stacks/dev.local.yaml", "components: {terraform: {app: {vars: {size: one}}}}\n")
    said = checkout.terraform("plan", "app", "-s", "dev")
    assert "with local files: stacks/dev.local.yaml (--no-local leaves them out)" in said.err.splitlines()
    assert '"five" -> "one"' in said.out
    assert "No changes." in checkout.terraform("plan", "app", "-s", "dev", env={"CI": "true"}).out
    before = checkout.locked()
    assert checkout.terraform("deploy", "app", "-s", "dev").code == 0
    assert (checkout.locked(), len(checkout.states())) == (before, 1)
