"""Deploys at once, and deploys that are killed: every state is at its address, whole, and no row of the lock is lost.

``python -m tests.campaigns.races PAIRS TENS KILLS SEED``. Pairs deploy one instance, tens ten instances of one module; a
stand-in for Terraform waits where the round says and writes where its workdir tells it to; every tenth round is run by the
real one, as are the kills.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.stand_in import StandIn, stand_in
from tests.kit.command import terraform_env

SHOWN = 5
REAL = 10
"""Every so many rounds, the real Terraform runs."""
_KILLED = 5
"""How many instances a run has that is killed."""
_LIMIT = 300
_MODULE = """\
variable "size" { type = number }
resource "terraform_data" "a" { input = var.size }
output "size" { value = var.size }
"""
_SCRIPT = """\
meet() { mkdir .terraform/busy 2>/dev/null || echo "$1 of $TF_WORKSPACE" >> $here/together; }
part() { rmdir .terraform/busy; }
pause() { if [ "$RACE_WAITS" = "$1" ]; then sleep "$RACE_SECONDS"; fi; }
mkdir -p .terraform
case "$1" in
init)
    meet init
    for word in "$@"; do case "$word" in
        -backend-config=workspace_dir=*) printf '%s' "${word#*workspace_dir=}" > .terraform/folder;;
        -backend-config=path=*) printf '%s' "${word#*path=}" > .terraform/path;;
    esac; done
    pause init
    [ -e .terraform/environment ] || printf default > .terraform/environment
    part;;
apply)
    meet apply
    pause apply
    noted=$(cat .terraform/environment || echo default)
    [ "$noted" = "$TF_WORKSPACE" ] || echo "$noted is not $TF_WORKSPACE" >> $here/disagree
    if [ "$noted" = default ]; then state=$(cat .terraform/path)
    else state=$(cat .terraform/folder)/$noted/terraform.tfstate; fi
    mkdir -p "$(dirname "$state")"
    printf '{"version": 4, "outputs": {}, "resources": []}' > "$state"
    pause after
    part;;
esac
"""
"""Takes the workspace from its workdir's note, as Terraform does without a variable, and says if the two differ."""
_PLACES = ("", "init", "apply", "after")


class Round(NamedTuple):
    """One round: what was done, whether it was what it should be, and what must not be."""

    what: str
    counts: Counter[str]
    faults: tuple[tuple[str, str], ...]


def organisation(root: Path, count: int, env: Mapping[str, str]) -> Checkout:
    """``count`` instances of one module, each with a size of its own."""
    components = {f"app{each}": {"metadata": {"component": "app"}, "vars": {"size": each}} for each in range(count)}
    stack = json.dumps({"vars": {"stage": "dev"}, "components": {"terraform": components}})
    files = {"stackc.yaml": PROJECT, "stacks/dev.yaml": stack, "components/terraform/app/main.tf": _MODULE}
    return repository(root, env, files)


def _start(made: Checkout, *words: str, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "stackc", "terraform", *words],
        cwd=made.root,
        env={**made.env, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def address(name: str) -> str:
    return f"components/terraform/app/terraform.tfstate.d/dev-{name}/terraform.tfstate"


def wrongs(made: Checkout, names: Sequence[str]) -> list[tuple[str, str]]:
    """What is wrong with the repository after all runs have ended."""
    faults: list[tuple[str, str]] = []
    states, wanted = made.states(), {address(name) for name in names}
    if states - wanted:
        faults.append(("wrong workspace", ", ".join(sorted(states - wanted))))
    if wanted - states:
        faults.append(("missing state", ", ".join(sorted(wanted - states))))
    rows = {f"{name}@dev": f"local:{address(name)}" for name in names}
    if made.locked() != rows:
        faults.append(("lock rows", f"{made.locked()} is not {rows}"))
    return faults + _leftovers(made)


def _leftovers(made: Checkout) -> list[tuple[str, str]]:
    left = [str(path) for ending in ("*.tmp", "*lock.info") for path in made.root.rglob(ending)]
    return [("leftover", ", ".join(left))] if left else []


def _at_once(made: Checkout, chance: random.Random, names: Sequence[str], spread: float, waits: float) -> list[str]:
    """Deploy ``names`` at once; what the runs said that failed."""
    runs = []
    for name in names:
        pause = {"RACE_WAITS": chance.choice(_PLACES), "RACE_SECONDS": f"{chance.random() * waits:.2f}"}
        runs.append(_start(made, "deploy", name, "-s", "dev", **pause))
        time.sleep(chance.random() * spread)
    said = [(run.communicate(timeout=_LIMIT)[0], run.returncode) for run in runs]
    return [f"exit code {code}: {text[-500:]}" for text, code in said if code]


def race(seed: int, index: int, *, ten: bool) -> Round:
    """Two deploys of one instance at once, or one each of ten instances."""
    chance = random.Random(f"{seed}:{index}:{ten}")
    real = index % REAL == REAL - 1
    names = [f"app{each}" for each in range(10 if ten else 1)]
    with tempfile.TemporaryDirectory(prefix="races-") as folder:
        home = Path(folder)
        made = organisation(home / "repo", len(names), terraform_env(home))
        terraform: StandIn | None = None if real else stand_in(home / "bin", _SCRIPT)
        made = made.with_path(terraform.folder) if terraform else made
        failed = _at_once(made, chance, names if ten else names * 2, 0.05 if ten else 0.8, 0.6)
        faults = [("failed", each) for each in failed] + wrongs(made, names)
        for note in ("together", "disagree") if terraform else ():
            if terraform and terraform.note(note):
                faults.append((note, terraform.note(note)))
    what = f"{'ten' if ten else 'pair'} {index} by {'Terraform' if real else 'the stand-in'}"
    return Round(what, Counter({"tens" if ten else "pairs": 1, "real": int(real)}), tuple(faults))


def duration() -> float:
    """The seconds that a run takes which nobody kills."""
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        made = organisation(Path(folder) / "repo", _KILLED, terraform_env(Path(folder)))
        begun = time.monotonic()
        made.terraform("deploy", "--all")
        return time.monotonic() - begun


def _sizes(made: Checkout) -> dict[str, object]:
    """What each state holds; the text of the problem for one that is not whole."""
    held: dict[str, object] = {}
    for path in sorted(made.states()):
        text = (made.root / path).read_text()
        try:
            held[path] = json.loads(text)["outputs"].get("size", {}).get("value")
        except (ValueError, KeyError) as problem:
            held[path] = f"half: {problem!r}"
    return held


def kill(seed: int, index: int, longest: float) -> Round:
    """Kill a run of five instances within ``longest`` seconds, look at what is there, and run it again."""
    chance = random.Random(f"{seed}:{index}:kill")
    moment, whole = chance.uniform(0, longest), chance.random() < 0.5
    names = [f"app{each}" for each in range(_KILLED)]
    faults: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        made = organisation(Path(folder) / "repo", _KILLED, terraform_env(Path(folder)))
        before = (made.root / "components/terraform/app/main.tf").read_bytes()
        run = _start(made, "deploy", "--all")
        time.sleep(moment)
        alive = run.poll() is None
        if alive:
            (os.killpg if whole else os.kill)(run.pid, signal.SIGKILL)
        run.communicate(timeout=_LIMIT)  # a child that was left alone keeps the pipe open until it ends
        done = len(made.states())
        faults += [("half state", f"{path}: {held}") for path, held in _sizes(made).items() if str(held)[:4] == "half"]
        checked = made.stackc("lock", "--check")
        if any(code in checked.codes for code in ("SC0902", "SC0911")) or "internal error" in checked.err:
            faults.append(("lock", checked.err))
        again = made.terraform("deploy", "--all")
        if again.code:
            faults.append(("rerun", again.err[-800:]))
        faults += wrongs(made, names)
        wanted = {address(name): each for each, name in enumerate(names)}
        if _sizes(made) != wanted:
            faults.append(("states differ", f"{_sizes(made)} is not {wanted}"))
        folder_now = {path.name for path in (made.root / "components/terraform/app").iterdir()}
        if (
            folder_now != {"main.tf", "terraform.tfstate.d"}
            or before != (made.root / "components/terraform/app/main.tf").read_bytes()
        ):
            faults.append(("component folder", ", ".join(sorted(folder_now))))
    what = f"kill {index} of the {'group' if whole else 'command'} after {moment:.2f} s, {done} states written"
    return Round(what, Counter({"kills": int(alive), "ended before": int(not alive)}), tuple(faults))


def summary(seed: int, rounds: Sequence[Round]) -> dict[str, object]:
    """The figures, and the first examples of each kind of fault."""
    counts: Counter[str] = sum((each.counts for each in rounds), Counter())
    kinds: Counter[str] = Counter(kind for each in rounds for kind, _ in each.faults)
    examples: dict[str, list[str]] = {}
    for each in rounds:
        for kind, what in each.faults:
            examples.setdefault(kind, []).append(f"{each.what}: {what}")
    shown = {kind: texts[:SHOWN] for kind, texts in examples.items()}
    return {"campaign": "races", "seed": seed, **counts, "faults": dict(kinds), "examples": shown}


def main(words: Sequence[str] | None = None) -> int:
    """Run the rounds; 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.races")
    parser.add_argument("pairs", type=int, nargs="?", default=30)
    parser.add_argument("tens", type=int, nargs="?", default=10)
    parser.add_argument("kills", type=int, nargs="?", default=20)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    asked = parser.parse_args(words)
    if shutil.which("terraform") is None:
        parser.error("terraform is not on the PATH")
    rounds = [race(asked.seed, index, ten=False) for index in range(asked.pairs)]
    rounds += [race(asked.seed, index, ten=True) for index in range(asked.tens)]
    longest = duration() if asked.kills else 0
    rounds += [kill(asked.seed, index, longest) for index in range(asked.kills)]
    print(json.dumps(summary(asked.seed, rounds)))
    return 1 if any(each.faults for each in rounds) else 0


if __name__ == "__main__":
    sys.exit(main())
