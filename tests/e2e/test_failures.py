"""A failure in the middle: what depends on it is skipped, the rest is done, and a second run finishes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.checkout import PROJECT, Checkout, Said, organisation, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn, stand_in

pytestmark = pytest.mark.e2e

BUCKET = "stacks/orgs/cch/core/audit/us-east-1/logging.yaml"
PART = ("-s", "core-gbl-root", "-s", "core-ue1-audit", "-s", "core-gbl-artifacts")
BROKEN = "cloudtrail-bucket@core-ue1-audit"
DEPENDENTS = {"cloudtrail@core-gbl-root", "cloudtrail@core-gbl-artifacts"}
_ADDED = re.compile(r"Resources: (\d+) added, 0 changed, 0 destroyed\.")


class Rehearsal(NamedTuple):
    """A run that broke at one instance, and the run after its repair."""

    checkout: Checkout
    broken: Said
    states: set[str]
    repaired: Said


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory, clean_env: Env) -> Rehearsal:
    checkout = organisation(tmp_path_factory.mktemp("rehearsal") / "clone", clean_env)
    sound = (checkout.root / BUCKET).read_text()
    checkout.edit(BUCKET, "      vars:\n", "      vars:\n        simulate_failure: the disks are full\n")
    broken = checkout.terraform("deploy", "--all", *PART)
    states = checkout.states()
    checkout.write(BUCKET, sound)
    return Rehearsal(checkout, broken, states, checkout.terraform("deploy", "--all", *PART))


def test_a_failed_instance_fails_the_run_and_says_why(rehearsal: Rehearsal) -> None:
    assert rehearsal.broken.code == 1
    assert "the disks are full" in rehearsal.broken.out + rehearsal.broken.err


def test_what_depends_on_a_failed_instance_is_skipped_and_the_rest_is_done(rehearsal: Rehearsal) -> None:
    *_, failed, first, second, summary = rehearsal.broken.err.splitlines()
    assert failed.split() == ["failed", BROKEN]
    assert {tuple(first.split()), tuple(second.split())} == {("skipped", each) for each in DEPENDENTS}
    assert summary == "8 done, 1 failed, 2 skipped"


def test_a_skipped_instance_leaves_no_state(rehearsal: Rehearsal) -> None:
    assert len(rehearsal.states) == 8
    assert not any("cloudtrail" in state for state in rehearsal.states)


def test_after_the_repair_a_second_run_finishes_only_what_is_missing(rehearsal: Rehearsal) -> None:
    assert (rehearsal.repaired.code, rehearsal.repaired.err.splitlines()[-1]) == (0, "11 done")
    assert [found == "0" for found in _ADDED.findall(rehearsal.repaired.out)] == [True] * 8 + [False] * 3
    assert len(rehearsal.checkout.states()) == 11


CHAIN = """\
vars: {stage: one}
components:
  terraform:
    first: {metadata: {component: alpha}}
    reader: {metadata: {component: alpha}, vars: {upstream: !terraform.state first .stage}}
    after: {metadata: {component: alpha}, settings: {depends_on: {1: {component: reader}}}}
    apart: {metadata: {component: alpha}}
"""
READABLE = 'variable "stage" {}\nvariable "upstream" { default = "" }\noutput "stage" { value = var.stage }\n'


def test_of_many_an_instance_without_its_upstream_is_blocked_and_the_rest_is_done(
    tmp_path: Path, clean_env: Env
) -> None:
    made = repository(tmp_path / "repo", clean_env, {"stackc.yaml": PROJECT, "stacks/one.yaml": CHAIN})
    made.write("components/terraform/alpha/main.tf", READABLE)
    said = made.terraform("deploy", "--all", "-c", "reader", "-c", "a*")
    assert (said.code, said.codes, said.helps) == (1, ["SC0907"], ["stackc terraform deploy first -s one"])
    assert said.err.splitlines()[-3:] == [
        "  blocked  reader@one",
        "  skipped  after@one",
        "1 blocked, 1 done, 1 skipped",
    ]
    assert len(made.states()) == 1
    assert made.terraform("deploy", "--all").err.splitlines()[-1] == "4 done"


TWO = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": "vars: {stage: one}\ncomponents: {terraform: {alpha: {}, beta: {}}}\n",
    "components/terraform/alpha/main.tf": 'variable "stage" {}\n',
    "components/terraform/beta/main.tf": 'variable "stage" {}\n',
}


def failing(folder: Path, verb: str, code: int) -> StandIn:
    """A ``terraform`` whose ``verb`` fails with ``code``."""
    return stand_in(folder, f'case "$1" in {verb}) echo "no luck" >&2; exit {code};; esac')


@pytest.mark.parametrize("code", [1, 3, 42])
def test_the_exit_code_of_terraform_is_kept(tmp_path: Path, clean_env: Env, code: int) -> None:
    made = repository(tmp_path / "repo", clean_env, TWO)
    said = made.with_path(failing(tmp_path / "bin", "plan", code).folder).terraform("plan", "alpha", "-s", "one")
    assert (said.code, "no luck" in said.err) == (code, True)


def test_a_killed_terraform_is_told_by_its_exit_code(tmp_path: Path, clean_env: Env) -> None:
    made = repository(tmp_path / "repo", clean_env, TWO)
    killed = stand_in(tmp_path / "bin", 'case "$1" in plan) kill -KILL $$;; esac')
    assert made.with_path(killed.folder).terraform("plan", "alpha", "-s", "one").code == 128 + 9


def test_of_many_a_failure_is_1_and_the_others_run(tmp_path: Path, clean_env: Env) -> None:
    made = repository(tmp_path / "repo", clean_env, TWO)
    terraform = failing(tmp_path / "bin", "apply", 3)
    said = made.with_path(terraform.folder).terraform("deploy", "--all")
    assert (said.code, said.err.splitlines()[-1]) == (1, "2 failed")
    assert [call.split()[0] for call in terraform.calls] == ["init", "apply"] * 2


@pytest.mark.parametrize("step", ["init", "workspace"])
def test_a_failed_preparation_shows_what_terraform_said_and_goes_no_further(
    tmp_path: Path, clean_env: Env, step: str
) -> None:
    made = repository(tmp_path / "repo", clean_env, TWO)
    if step == "workspace":  # selected by a command of its own only where a server keeps workspaces
        cloud = "backend_type: cloud, backend: {cloud: {organization: acme, workspaces: {tags: [x]}}}"
        made.edit("stacks/one.yaml", "alpha: {", f"alpha: {{{cloud}")
    terraform = failing(tmp_path / "bin", step, 3)
    said = made.with_path(terraform.folder).terraform("deploy", "alpha", "-s", "one")
    assert (said.code, said.codes, "no luck" in said.err) == (1, ["SC0914"], True)
    assert terraform.calls[-1].startswith(step)


REFUSING = """\
variable "age" {
  type = number
  validation {
    condition     = fileexists("none") || var.age > 10
    error_message = "Too young."
  }
}
variable "zones" { type = list(string) }
variable "key" { sensitive = true }
resource "terraform_data" "all" {
  input = var.key
  lifecycle {
    precondition {
      condition     = length(setintersection(var.zones, data.terraform_remote_state.none[*].backend)) == length(var.zones)
      error_message = "Unknown zones."
    }
  }
}
data "terraform_remote_state" "none" {
  count   = 0
  backend = "local"
}
"""
REFUSED = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": """\
vars:
  stage: one
terraform:
  vars: {zones: ["a", "{{ .vars.stage }}b"]}
components:
  terraform:
    alpha:
      vars:
        age: 9
        key: hush
""",
    "components/terraform/alpha/main.tf": REFUSING,
}


def test_the_lines_that_set_what_terraform_refuses_are_told(tmp_path: Path, clean_env: Env) -> None:
    made = repository(tmp_path / "repo", clean_env, REFUSED)
    said = made.terraform("plan", "alpha", "-s", "one")
    assert (said.code, said.codes) == (1, ["SC0922", "SC0922"])
    assert ("Too young." in said.err, "Unknown zones." in said.err, "hush" in said.err) == (True, True, False)
    assert sorted(re.findall(r"--> (\S+)", said.err)) == ["stacks/one.yaml:4:17", "stacks/one.yaml:9:14"]


def test_without_terraform_the_message_says_how_to_get_it(clone: Checkout, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    said = clone.with_env(PATH=str(empty)).terraform("deploy", "account-settings", "-s", "core-gbl-artifacts")
    assert (said.code, said.codes) == (1, ["SC0901"])
    assert "cannot find `terraform` or `tofu` on the PATH" in said.err
    assert "https://developer.hashicorp.com/terraform/install" in said.helps[0]
    assert "https://opentofu.org/docs/intro/install" in said.helps[0]


def test_without_terraform_opentofu_is_used(tmp_path: Path, clean_env: Env) -> None:
    made = repository(tmp_path / "repo", clean_env, TWO)
    tofu = stand_in(tmp_path / "bin", "")
    (tofu.folder / "terraform").rename(tofu.folder / "tofu")
    said = made.with_env(PATH=f"{tofu.folder}:/bin").terraform("plan", "alpha", "-s", "one")
    assert (said.code, [call.split()[0] for call in tofu.calls]) == (0, ["init", "plan"])
