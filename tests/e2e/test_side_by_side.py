"""``--parallelism``: many instances at once, in the order of the graph, through failures and signals."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import stand_in

pytestmark = pytest.mark.e2e

WAVES, WIDTH = 3, 4
PATIENCE = 60
MODULE = """\
variable "stage" {}
variable "upstream" {
  type    = list(number)
  default = []
}
resource "terraform_data" "a" { input = length(var.upstream) == 0 ? 1 : sum(var.upstream) }
output "size" { value = terraform_data.a.output }
"""


def name(wave: int, at: int) -> str:
    return f"c{wave}{at}"


def component(wave: int, at: int) -> str:
    reads = "".join(
        f"            - !terraform.state {name(wave - 1, each)} .size\n" for each in range(WIDTH if wave else 0)
    )
    values = f"      vars:\n        upstream:\n{reads}" if reads else ""
    return f"    {name(wave, at)}:\n      metadata: {{component: unit}}\n{values}"


@pytest.fixture
def net(tmp_path: Path, clean_env: Env) -> Checkout:
    """Instances in waves, each of which reads all of the wave before."""
    units = "".join(component(wave, at) for wave in range(WAVES) for at in range(WIDTH))
    files = {
        "stackc.yaml": PROJECT,
        "stacks/one.yaml": f"vars: {{stage: one}}\ncomponents:\n  terraform:\n{units}",
        "components/terraform/unit/main.tf": MODULE,
    }
    return repository(tmp_path / "repo", clean_env, files)


def sizes(checkout: Checkout) -> dict[str, int]:
    """The output of each instance that has a state."""
    found = {}
    for instance in checkout.locked():
        state = checkout.state(instance)
        if state["outputs"]:
            found[instance.partition("@")[0]] = state["outputs"]["size"]["value"]
    return found


WHOLE = {name(wave, at): WIDTH**wave for wave in range(WAVES) for at in range(WIDTH)}


def test_what_is_read_was_made_before_and_everything_is_made_once(net: Checkout) -> None:
    said = net.terraform("deploy", "--all", "--parallelism", "4")
    assert (said.code, said.err.splitlines()[-1]) == (0, f"{WAVES * WIDTH} done"), said.err
    assert sizes(net) == WHOLE
    assert said.out.count("Apply complete! Resources: 1 added") == WAVES * WIDTH
    again = net.terraform("deploy", "--all", "--parallelism", "4")
    assert again.out.count("Resources: 0 added, 0 changed, 0 destroyed.") == WAVES * WIDTH


def test_what_one_instance_says_stands_together_below_its_name(net: Checkout) -> None:
    said = net.terraform("plan", "--all", "-c", "c0*", "--parallelism", "4")
    assert sorted(line for line in said.err.splitlines() if line.startswith("--- ")) == [
        f"--- {name(0, at)}@one" for at in range(WIDTH)
    ]
    plans = said.out.split("Terraform used the selected providers")
    assert len(plans) == WIDTH + 1
    assert all("Plan: 1 to add" in each for each in plans[1:])


def test_everything_is_destroyed_against_the_order(net: Checkout) -> None:
    net.terraform("deploy", "--all", "--parallelism", "4")
    said = net.terraform("destroy", "--all", "--auto-approve", "--parallelism", "4")
    assert (said.code, said.err.splitlines()[-1]) == (0, f"{WAVES * WIDTH} done"), said.err
    assert net.locked() == {}


def test_instances_run_at_the_same_time(net: Checkout, tmp_path: Path) -> None:
    meet = f"i=0; while [ $(wc -l < $here/begun) -lt {WIDTH} ] && [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done"
    body = f'case "$1" in apply) echo $$ >> $here/begun; {meet}; [ $i -lt 300 ];; esac'
    terraform = stand_in(tmp_path / "bin", body)
    said = net.with_path(terraform.folder).terraform("deploy", "--all", "-c", "c0*", "--parallelism", str(WIDTH))
    assert said.code == 0, said.err


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sent: sent.name)
def test_a_signal_interrupts_each_child_once_and_nothing_more_starts(
    net: Checkout, tmp_path: Path, sent: signal.Signals
) -> None:
    body = (
        'case "$1" in apply) trap "echo told >> $here/told; exit 7" INT; echo $$ >> $here/begun; '
        "i=0; while [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done;; esac"
    )
    terraform = stand_in(tmp_path / "bin", body)
    with net.with_path(terraform.folder).started("deploy", "--all", "--parallelism", "3") as run:
        while terraform.note("begun").count("\n") < 3:
            time.sleep(0.02)
        run.send_signal(sent)
        _, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, err
    assert terraform.note("told") == "told\n" * 3
    assert terraform.note("begun").count("\n") == 3
    assert err.splitlines()[-1] == f"3 failed, {WAVES * WIDTH - 3} skipped"


@pytest.mark.parametrize("seed", range(3))
def test_after_a_kill_the_next_run_makes_the_rest(net: Checkout, seed: int) -> None:
    with net.started("deploy", "--all", "--parallelism", "4") as run:
        time.sleep(0.8 + 0.5 * seed)
        run.kill()
    said = net.terraform("deploy", "--all", "--parallelism", "4")
    assert (said.code, sizes(net)) == (0, WHOLE), said.err
    assert net.stackc("lock", "--check").code == 0
