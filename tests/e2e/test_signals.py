"""Signals: whatever reaches stackc, Terraform is interrupted once, and the exit code is 130."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn, stand_in
from tests.kit.children import until

pytestmark = pytest.mark.e2e

TWO = {
    "stackc.yaml": PROJECT,
    "stacks/one.yaml": "vars: {stage: one}\ncomponents: {terraform: {alpha: {}, beta: {}}}\n",
    "components/terraform/alpha/main.tf": 'variable "stage" {}\n',
    "components/terraform/beta/main.tf": 'variable "stage" {}\n',
}
PATIENCE = 60
"""Seconds until a run that should have ended is given up."""
WAITING = """\
import os, select, signal, sys, time
here = sys.argv[1]
told, wake = os.pipe()
os.set_blocking(wake, False)
signal.set_wakeup_fd(wake)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, lambda *given: None)
open(f"{here}/ready", "w").write("yes")
select.select([told], [], [], 60)
time.sleep(0.3)
names = [signal.Signals(number).name for number in os.read(told, 100)]
open(f"{here}/signals", "w").write(" ".join(names))
sys.exit(7)
"""
"""Waits for a signal, then a little longer for a second one, writes down every one, and leaves with 7."""


def waiting(folder: Path, verb: str) -> StandIn:
    """A ``terraform`` that waits in ``verb``."""
    made = stand_in(folder, f'case "$1" in {verb}) exec {sys.executable} $here/waiting.py $here;; esac')
    (folder / "waiting.py").write_text(WAITING)
    return made


@pytest.fixture
def two(tmp_path: Path, clean_env: Env) -> Checkout:
    """Two independent instances."""
    return repository(tmp_path / "repo", clean_env, TWO)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda sent: sent.name)
def test_a_signal_interrupts_terraform_and_the_run_counts_as_interrupted(
    two: Checkout, tmp_path: Path, sent: signal.Signals
) -> None:
    terraform = waiting(tmp_path / "bin", "apply")
    with two.with_path(terraform.folder).started("deploy", "alpha", "-s", "one") as run:
        terraform.await_note("ready")
        run.send_signal(sent)
        _, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, terraform.note("signals")) == (130, "SIGINT"), err


def test_a_real_terraform_that_is_interrupted_often_stops_in_good_order(tmp_path: Path, clean_env: Env) -> None:
    sleeping = 'resource "terraform_data" "a" {\n  provisioner "local-exec" { command = "touch $READY; sleep 60" }\n}\n'
    files = {
        **TWO,
        "components/terraform/alpha/main.tf": TWO["components/terraform/alpha/main.tf"] + sleeping,
    }
    checkout = repository(tmp_path / "repo", {**clean_env, "READY": str(tmp_path / "ready")}, files)
    with checkout.started("deploy", "alpha", "-s", "one") as run:
        until((tmp_path / "ready").exists)
        for sent in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGINT):
            os.killpg(run.pid, sent)
        out, _ = run.communicate(timeout=PATIENCE)
    assert (run.returncode, out.count("Gracefully shutting down"), "Two interrupts" in out) == (130, 1, False)
    assert [*checkout.root.rglob(".*.lock.info")] == []


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
def test_a_signal_during_init_ends_the_run_before_anything_changes(
    two: Checkout, tmp_path: Path, sent: signal.Signals
) -> None:
    terraform = waiting(tmp_path / "bin", "init")
    with two.with_path(terraform.folder).started("deploy", "alpha", "-s", "one") as run:
        terraform.await_note("ready")
        run.send_signal(sent)
        _, err = run.communicate(timeout=PATIENCE)
    assert (run.returncode, terraform.note("signals")) == (130, "SIGINT"), err
    assert [call.split()[0] for call in terraform.calls] == ["init"]


@pytest.mark.parametrize("verb", ["init", "apply"])
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=lambda sent: sent.name)
def test_after_a_signal_no_further_instance_starts_and_the_run_is_reported(
    two: Checkout, tmp_path: Path, sent: signal.Signals, verb: str
) -> None:
    terraform = waiting(tmp_path / "bin", verb)
    with two.with_path(terraform.folder).started("deploy", "--all") as run:
        terraform.await_note("ready")
        run.send_signal(sent)
        _, err = run.communicate(timeout=PATIENCE)
    assert [call.split()[0] for call in terraform.calls] == (["init"] if verb == "init" else ["init", "apply"])
    assert (run.returncode, err.splitlines()[-1]) == (130, "1 failed, 1 skipped")


_ON_TERMINAL = """\
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "stackc", "terraform", *sys.argv[2:]])
"""
"""Starts stackc in a session whose terminal is the given descriptor."""


@pytest.mark.parametrize("stdin", ["terminal", "elsewhere"])
def test_an_interrupt_typed_on_the_terminal_reaches_terraform_once(two: Checkout, tmp_path: Path, stdin: str) -> None:
    terraform = waiting(tmp_path / "bin", "apply")
    keyboard, terminal = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", _ON_TERMINAL, str(terminal), "deploy", "alpha", "-s", "one"],
        cwd=two.root,
        env=two.with_path(terraform.folder).env,
        stdin=terminal if stdin == "terminal" else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[terminal],
    ) as run:
        try:
            terraform.await_note("ready")
            os.write(keyboard, b"\x03")
            _, err = run.communicate(timeout=PATIENCE)
        finally:
            run.kill()
            os.close(terminal)
            os.close(keyboard)
    assert (run.returncode, terraform.note("signals")) == (130, "SIGINT"), err
