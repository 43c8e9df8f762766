"""Cold starts of the landing zone, cut off again and again: the end is that of one nobody disturbed.

``python -m tests.campaigns.cold_starts N SEED``. Each start goes from local states into one bucket, and from there, every
second time, into a bucket for each account. A command that is killed is given once more, until it has done its work.
"""

from __future__ import annotations

import json
import logging
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.campaigns.campaign import Fault, chance, run_campaign, scratch_folder
from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import SHIPPED, Checkout
from tests.kit.command import terraform_env

ZONE: Final = SHIPPED / "examples" / "landing-zone"
INTERRUPTS: Final = 10
"""How often a start is cut off."""
_DEFAULTS: Final = "stacks/orgs/acme/_defaults.yaml"
_FIRST: Final = "acme-core-root-tfstate"
_SIGNALS: Final = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
_LONGEST: Final = 40
"""How often a command is given, with those that were cut off."""


class Step(NamedTuple):
    """A command, or an import that takes the place of another."""

    words: tuple[str, ...] = ()
    old: str = ""
    new: str = ""


def steps(*, per_account: bool) -> Iterator[Step]:
    """The way of the page, and the one that leads on from there."""
    yield Step(("terraform", "deploy", "tfstate-backend", "-s", "core-gbl-root"))
    yield Step(old="catalog/backend/local", new="catalog/backend/s3-single")
    yield Step(("state", "move", "--all", "--delete-source"))
    yield Step(("terraform", "deploy", "--all"))
    if per_account:
        yield Step(old="catalog/backend/s3-single", new="catalog/backend/s3-per-account")
        yield Step(("state", "move", "--all", "--delete-source"))
        yield Step(("terraform", "deploy", "--all"))


def check(seed: int, index: int) -> Sequence[Fault]:
    """One start that is cut off."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    source, per_account = chance(seed, index), index % 2 == 1
    root = scratch_folder("cold-start-")
    try:
        with opened_bucket(_FIRST) as bucket:
            zone = _zone(root, bucket)
            cut = _started(zone, source, per_account=per_account)
            return [*_faults(zone, bucket), Fault(f"cut off {cut} times", "", is_allowed=True)]
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _zone(root: Path, bucket: Bucket) -> Checkout:
    """A fresh copy; with a bucket for each of its accounts."""
    shutil.copytree(ZONE, root / "zone")
    accounts = [path.stem for path in (ZONE / "stacks/accounts").iterdir()]
    for account in accounts:
        bucket.client.create_bucket(Bucket=f"acme-{account}-tfstate")
    keys = "aws_access_key_id = testing\naws_secret_access_key = testing\n"
    names = ["bootstrap", *(f"{account}-terraform" for account in accounts)]
    (root / "profiles").write_text("".join(f"[profile acme-{name}]\n{keys}" for name in names), encoding="utf-8")
    endpoint = "AWS_ENDPOINT_URL_S3"
    env = {**terraform_env(root), endpoint: bucket.env[endpoint], "AWS_CONFIG_FILE": str(root / "profiles")}
    zone = Checkout(root / "zone", env)
    local = "  - catalog/backend/local\n"
    zone.edit(_DEFAULTS, local, f"{local}  - catalog/backend/own-server\n")
    return zone


def _started(zone: Checkout, source: random.Random, *, per_account: bool) -> int:
    """Go the whole way; how often it was cut off."""
    planned = list(steps(per_account=per_account))
    commands = [step for step in planned if step.words]
    left = dict.fromkeys(range(len(planned)), 0)
    for _ in range(INTERRUPTS):
        left[planned.index(source.choice(commands))] += 1
    cut = 0
    for at, step in enumerate(planned):
        if not step.words:
            zone.edit(_DEFAULTS, step.old, step.new)
            continue
        for _ in range(_LONGEST):
            kill = left[at] > 0
            left[at] -= kill
            if _run(zone, step.words, source.uniform(0.1, 6.0) if kill else None, source.choice(_SIGNALS)):
                break
            cut += kill
        else:
            raise AssertionError(f"{' '.join(step.words)} does not come to an end")
    return cut


def _run(zone: Checkout, words: Sequence[str], seconds: float | None, how: signal.Signals) -> bool:
    """Give a command; it is killed after so many seconds. True when it was done."""
    with subprocess.Popen(
        [sys.executable, "-m", "stackc", *words],
        cwd=zone.root,
        env=zone.env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            _, said = running.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(how)
            running.communicate()
            return False
    if running.returncode != 0 and seconds is None:
        raise AssertionError(f"{' '.join(words)} failed undisturbed: {said[-2000:]}")
    return running.returncode == 0


def _faults(zone: Checkout, bucket: Bucket) -> Iterator[Fault]:
    """What is not as it is after a start that nobody disturbed."""
    said = zone.terraform("plan", "--all", "-detailed-exitcode")
    if said.code != 0:
        yield Fault("a plan changes something", said.err[-2000:])
    rows = set(zone.locked().values())
    states = dict(_states(bucket))
    full = {address for address, state in states.items() if state["resources"] or state["outputs"]}
    if full != rows:
        yield Fault("states and rows differ", f"{sorted(full ^ rows)}")
    left = [str(path) for path in zone.root.rglob("*.tfstate*") if path.is_file() and _holds(path)]
    if left:
        yield Fault("a copy stayed behind", ", ".join(left))
    lineages = [state["lineage"] for address, state in states.items() if address in full]
    if len(set(lineages)) != len(lineages):
        yield Fault("one history in two places", str(lineages))
    locks = [key for key in states if key.endswith(".tflock")]
    if locks:
        yield Fault("a lock stayed behind", ", ".join(locks))
    if "moving:" in (zone.root / "stackc.lock").read_text(encoding="utf-8"):
        yield Fault("a state is on its way", "")


def _states(bucket: Bucket) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object in any bucket, by its address."""
    for found in bucket.client.list_buckets()["Buckets"]:
        each = bucket._replace(name=found["Name"])
        for key in each.keys:
            yield f"{each.address}/{key}", each.state(key)


def _holds(path: Path) -> bool:
    if ".terraform" in path.parts:
        return False  # Terraform's note of its backend
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return True
    return bool(state.get("resources") or state.get("outputs"))


if __name__ == "__main__":
    sys.exit(run_campaign(Path(__file__).stem, check))
