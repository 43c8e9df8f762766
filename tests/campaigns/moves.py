"""Moves of states with the real Terraform, cut off anywhere and gone on with: every state arrives once, and as it was.

``python -m tests.campaigns.moves N SEED``. Each is a repository of one to four instances whose names, stacks, backends and
workspaces change; the command is killed, or Terraform fails from some call on, and it is repeated until it is done. Meanwhile
the manifests may change again, and somebody else may write the old state. What is allowed in the report counts what was tried.
"""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.campaigns.campaign import Fault, chance, run_campaign
from tests.campaigns.move_worlds import (
    BUCKET,
    DEFAULT,
    IN_BUCKET,
    MODULE,
    Expected,
    Place,
    State,
    Unit,
    World,
    Wrong,
    address_of,
    contents,
    is_empty,
    lost,
    manifests,
    spot_of,
    wrongs,
)
from tests.e2e.bucket import Bucket, opened_bucket
from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.stand_in import StandIn, stand_in
from tests.kit.command import terraform_env

TRIES = 7
"""How often a command is repeated before it counts as never done; only the first ones are cut off."""
_LIMIT = 120
_SHARE_CUT = (0.7, 0.4, 0.25)
"""How likely each try of a command is cut off."""
_FAILING = (
    'if [ -n "$FAIL_AFTER" ] && [ $(wc -l < $here/calls) -gt $FAIL_AFTER ]; then echo "no network" >&2; exit 1; fi'
)
_KINDS = {"place": 6, "rename": 3, "stack": 2, "chain": 3, "names": 1, "swap": 1, "back": 5}
"""What changes in the manifests, and how often."""
_STRANGER = {
    "version": 4,
    "serial": 3,
    "lineage": "stranger",
    "outputs": {"mine": {"value": 1, "type": "number"}},
    "resources": [],
}


class Cut(NamedTuple):
    """Where a command is cut off: at the call of Terraform with this number, or so many seconds after it began."""

    kind: str
    """A signal, ``crash`` for one that Terraform does not survive, ``failing`` when Terraform fails from there on."""
    call: int
    seconds: float


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    text: str


def drawn_cut(chance: random.Random, units: int) -> Cut:
    kind = chance.choice(("SIGKILL", "SIGKILL", "SIGTERM", "SIGINT", "crash", "failing", "failing", "failing"))
    return Cut(kind, chance.randint(0, 8 * units + 2), chance.choice((0.0, chance.random() * 0.1)))


@cache
def bucket() -> Bucket:
    """One for all moves of a process, which ends it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    return opened_bucket(BUCKET).__enter__()


class Drawn(NamedTuple):
    """A change of the manifests, and what moves the states after it."""

    kind: str
    units: tuple[Unit, ...]
    commands: tuple[tuple[str, ...], ...]
    deletes: bool


class Yard:
    """One repository, and what is known of it. Every method that looks adds to ``faults``."""

    def __init__(self, chance: random.Random, home: Path) -> None:
        self.chance, self.bucket = chance, bucket()
        self.bucket.empty()
        terraform = shutil.which("terraform")
        assert terraform is not None
        self.real = terraform
        self.terraform: StandIn = stand_in(home / "bin", f'{_FAILING}\nexec {terraform} "$@"')
        files = {"stackc.yaml": PROJECT, "components/terraform/app/main.tf": MODULE}
        made = repository(home / "repo", terraform_env(home), files)
        self.made: Checkout = made.with_env(**self.bucket.env).with_path(self.terraform.folder)
        self.home = home
        self.units: tuple[Unit, ...] = ()
        self.faults: list[Wrong] = []
        self.tried: list[str] = []
        self.log: list[str] = []
        self._fresh = 0

    def wrong(self, kind: str, what: str) -> None:
        self.faults.append((kind, what))

    # --- what there is

    def fresh(self, kind: str | None = None) -> Place:
        """A place that nothing ever was at."""
        self._fresh += 1
        workspace = self.chance.choice((DEFAULT, "one", f"w{self._fresh}"))
        return Place(kind or self.chance.choice(("local", "s3")), f"p{self._fresh}", workspace)

    def name(self) -> str:
        self._fresh += 1
        return f"c{self._fresh}"

    def write(self, units: Iterable[Unit]) -> None:
        """Let the manifests say ``units``."""
        self.units = tuple(units)
        wanted = manifests(self.units)
        for path in (self.made.root / "stacks").glob("*.yaml"):
            if f"stacks/{path.name}" not in wanted:
                path.unlink()
        for name, text in wanted.items():
            self.made.write(name, text)

    def world(self) -> World:
        """What is where now."""
        states: dict[str, State] = {}
        backups: dict[str, State] = {}
        leaks: list[str] = []
        root = self.made.root
        for path in sorted(each for each in root.rglob("*") if each.is_file() and not each.is_symlink()):
            name = path.relative_to(root).as_posix()
            if name.startswith(".stackc/"):
                leaks += [name] if b'"terraform_data"' in path.read_bytes() else []
            elif name.endswith(".tfstate"):
                states[name] = json.loads(path.read_text() or "{}")
            elif name.endswith(".tfstate.backup"):
                backups[name.removesuffix(".backup")] = json.loads(path.read_text())
        states |= {IN_BUCKET + key: self.bucket.state(key) for key in sorted(self.bucket.keys)}
        return World(states, backups, self.made.locked(), self._copies(), tuple(leaks))

    def _copies(self) -> dict[str, list[str]]:
        file = self.made.root / "stackc.lock"
        copies: dict[str, list[str]] = yaml.safe_load(file.read_text()).get("copies", {}) if file.exists() else {}
        return copies

    def address(self, spot: str) -> str:
        return address_of(spot, self.bucket.address)

    # --- commands

    def run(self, *words: str, cut: Cut | None = None) -> Ended:
        """Run a command, cut off or to its end."""
        (self.terraform.folder / "calls").write_text("")
        fails = {"FAIL_AFTER": str(cut.call)} if cut is not None and cut.kind == "failing" else {}
        with self._started(words, fails) as child:
            if cut is not None and not fails:
                _cut_off(child, cut, lambda: len(self.terraform.calls))
            return self._ended(words, child, cut)

    def run_twice(self, *words: str) -> Ended:
        """Run a command twice at once: the worse end, and what both said."""
        with self._started(words, {}) as one, self._started(words, {}) as other:
            ends = [self._ended(words, child, None) for child in (one, other)]
        return Ended(max(each.code for each in ends), "".join(each.text for each in ends))

    def _started(self, words: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "stackc", *words],
            cwd=self.made.root,
            env={**self.made.env, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _ended(self, words: Sequence[str], child: subprocess.Popen[str], cut: Cut | None) -> Ended:
        text = child.communicate(timeout=_LIMIT)[0]
        self.log.append(f"$ stackc {' '.join(words)}  {cut or ''} → {child.returncode}\n{text}")
        if child.returncode == 70 or "Traceback" in text:
            self.wrong("internal error", text)
        return Ended(child.returncode, text)

    def deploy(self) -> None:
        """One to four instances: most with something, some with a state that holds nothing, some that never ran."""
        stacks = self.chance.choice((("one",), ("one", "two")))
        units = [
            Unit(key, f"a{key}", self.chance.choice(stacks), self.fresh(), made=self.chance.random() < 0.85)
            for key in range(self.chance.choice((1, 1, 2, 2, 3, 4)))
        ]
        made = [unit.key for unit in units if unit.made]
        if len(made) > 1 and self.chance.random() < 0.4:
            self.tried.append("a reader")
            units[made[1]] = units[made[1]]._replace(reads=made[0])
        self.write(units)
        if (ended := self.run("terraform", "deploy", "--all")).code != 0:
            self.wrong("campaign", ended.text)
        if self.chance.random() < 0.2:
            self.tried.append("never deployed")
            self.write((*units, Unit(9, "a9", stacks[0], self.fresh(), made=False)))

    def apply(self, unit: Unit, spot: str) -> None:
        """Write a state as somebody else would, from another checkout that still has the old manifests."""
        folder = Path(tempfile.mkdtemp(dir=self.home))
        where: dict[str, object] = {"path": str(self.made.root / spot)}
        if spot.startswith(IN_BUCKET):
            place = Place("s3", spot.removeprefix(IN_BUCKET))
            where = {**place.backend, "key": place.name}
        backend = {"terraform": {"backend": {"s3" if spot.startswith(IN_BUCKET) else "local": where}}}
        (folder / "backend.tf.json").write_text(json.dumps(backend))
        (folder / "main.tf").write_text(MODULE)
        text = "" if unit.reads is None else str(next(each.size for each in self.units if each.key == unit.reads))
        values = (f"size={unit.size}", f"made={json.dumps(unit.made)}", f"text={text}")
        for words in (["init"], ["apply", "-auto-approve", *(f"-var={value}" for value in values)]):
            subprocess.run([self.real, *words], cwd=folder, env=self.made.env, check=True, capture_output=True)

    # --- a move

    def move(self, *, calm: bool) -> None:
        """Change the manifests and move the states after them."""
        drawn = self._drawn()
        self.tried.append(drawn.kind)
        before, world = {unit.key: unit for unit in self.units}, self.world()
        expected = {
            unit.key: Expected(unit, world.states.get(old.place.spot), old.id in world.rows)
            for unit in drawn.units
            for old in (before[unit.key],)
        }
        self.log.append("".join(f"{before[unit.key]} → {unit}\n" for unit in drawn.units))
        self.write(drawn.units)
        if drawn.kind == "swap":
            self._swap_refused(before.values(), world)
            return
        if drawn.kind == "chain" and not drawn.deletes:
            self._chain_refused(drawn, world)
            drawn = drawn._replace(deletes=True)
        Campaign(self, drawn, before, expected).run(calm=calm)

    def _drawn(self) -> Drawn:
        chance, units = self.chance, list(self.units)
        kinds = {
            kind: share for kind, share in _KINDS.items() if kind not in ("chain", "names", "swap") or len(units) > 1
        }
        [kind] = chance.choices(list(kinds), list(kinds.values()))
        deletes = chance.random() < 0.5
        chosen = chance.sample(range(len(units)), chance.randint(1, len(units)))
        commands: list[tuple[str, ...]] = []
        rows = self.made.locked()
        if kind == "stack":
            stack = units[chosen[0]].stack
            chosen = [index for index, unit in enumerate(units) if unit.stack == stack]
        elif kind in ("chain", "names", "swap"):
            chosen = chance.sample(range(len(units)), 2)
            if kind == "chain" and units[chosen[0]].place.spot not in self.world().states:
                kind = "place"  # to be agreed to, and not before the other has gone
            if kind == "swap" and any(units[index].id not in rows for index in chosen):
                kind = "place"  # who has no state is in nobody's way
        elif kind == "back" and not any(self._former(units[index]) for index in chosen):
            kind = "place"
        old = {index: units[index] for index in chosen}
        new_stack = f"s{self.name()}"
        for at, index in enumerate(chosen):
            unit = units[index]
            moved = unit.place if kind in ("rename", "stack") and chance.random() < 0.3 else self.fresh()
            if kind == "back":
                moved = self._former(unit) or moved
            if kind in ("chain", "swap") and (at == 0 or kind == "swap"):
                moved = old[chosen[1 - at]].place
            unit = unit._replace(place=moved)
            if kind in ("rename", "names"):
                unit = unit._replace(name=self.name())
            if kind == "names" and at == 0:
                unit = unit._replace(name=old[chosen[1]].name, stack=old[chosen[1]].stack)
            if kind == "stack":
                unit = unit._replace(stack=new_stack)
            units[index] = unit
        if kind in ("rename", "stack", "names"):
            # Each after the one that has its name now; one that never ran has no state to bring along.
            for index in reversed(chosen):
                if old[index].id in rows:
                    commands.append((units[index].id, "--from", old[index].id))
            deletes = deletes or kind == "names"
            if len(chosen) == 1 and kind != "names" and chance.random() < 0.5:
                commands.insert(0, ("--all",))
        elif chance.random() < 0.5:
            commands.append(("--all",))
        else:
            named = [units[index].id for index in chosen if units[index].id in rows]
            commands += [tuple(named)] if named else []
        return Drawn(kind, tuple(units), tuple(commands), deletes)

    def _former(self, unit: Unit) -> Place | None:
        """A place where an old state of it stays."""
        spots = [spot_of(address, self.bucket.address) for address in self.world().copies.get(unit.id, ())]
        return next((place for place in self.places if place.spot in spots), None)

    @property
    def places(self) -> list[Place]:
        """Every place there ever was."""
        found = []
        for kind in ("local", "s3"):
            for number in range(1, self._fresh + 1):
                found += [Place(kind, f"p{number}", workspace) for workspace in (DEFAULT, "one", f"w{number}")]
        return found

    def _swap_refused(self, before: Iterable[Unit], world: World) -> None:
        ended = self.run("state", "move", "--all")
        if (ended.code, "SC0923" in ended.text) != (1, True) and len(set(self.made.locked())) > 1:
            self.wrong("swap", f"exit code {ended.code}: {ended.text}")
        if self.world()._replace(leaks=()) != world._replace(leaks=()):
            self.wrong("swap", f"{self.world()} was {world}")
        self.write(before)

    def _chain_refused(self, drawn: Drawn, world: World) -> None:
        """What is where another comes to has to go: without that nothing is moved."""
        ended = self.run("state", "move", *drawn.commands[0]) if drawn.commands else Ended(1, "SC0923")
        full = [unit for unit in drawn.units if not is_empty(world.states.get(unit.place.spot))]
        if full and (ended.code, "SC0923" in ended.text) != (1, True) and len(drawn.commands[0]) > 1:
            self.wrong("chain", f"exit code {ended.code}: {ended.text}")


class Campaign:
    """One change of the manifests, until every state is where it belongs."""

    def __init__(self, yard: Yard, drawn: Drawn, before: dict[int, Unit], expected: dict[int, Expected]) -> None:
        self.yard, self.drawn, self.before, self.expected = yard, drawn, before, expected
        self.chance = yard.chance
        self.moved = [key for key, unit in before.items() if unit != expected[key].unit]
        self.cleared: list[int] = []

    def run(self, *, calm: bool) -> None:
        yard = self.yard
        self._agree()
        flags = ("--delete-source",) if self.drawn.deletes else ()
        if not calm and self.chance.random() < 0.08:
            self._stranger(flags)
        first = next(iter(self.drawn.commands), ())
        for number in range(len(self.drawn.commands)):
            guess = first == ("--all",) and len(self.drawn.commands) > 1
            self._until_done(number, flags, calm=calm, guess=guess and number == 0)
        world = yard.world()
        for key in self.moved:
            spot = self.before[key].place.spot
            if spot != self.expected[key].unit.place.spot and not self.drawn.deletes:
                self.expected[key] = self.expected[key]._replace(left=spot)
        self.cleared = self.moved if self.drawn.deletes else []
        self.cleared = [key for key in self.cleared if self.expected[key].has_row]
        yard.faults += wrongs(self.expected.values(), world, self.cleared, yard.bucket.address)
        self._unchanged()
        if not calm and self.chance.random() < 0.5:
            self._take_away()

    def _agree(self) -> None:
        """An instance that has a row and no state anywhere is agreed to: there is nothing to move."""
        yard = self.yard
        for key in self.moved:
            each, old = self.expected[key], self.before[key]
            if each.before is None and each.has_row and old.id == each.unit.id:
                yard.run("lock", "--accept", each.unit.id)
                yard.tried.append("no state")
            elif each.before is None and each.has_row:
                yard.run("lock", "--forget", old.id)
                self.expected[key] = each._replace(has_row=False)
                rest = [words for words in self.drawn.commands if words[0] != each.unit.id]
                self.drawn = self.drawn._replace(commands=tuple(rest))

    def _until_done(self, number: int, flags: tuple[str, ...], *, calm: bool, guess: bool) -> None:
        yard = self.yard
        for attempt in range(TRIES):
            words = ("state", "move", *self.drawn.commands[number], *flags)
            share = _SHARE_CUT[attempt] if attempt < len(_SHARE_CUT) and not calm else 0
            cut = drawn_cut(self.chance, len(self.moved)) if self.chance.random() < share else None
            if cut is None and not calm and self.chance.random() < 0.08:
                yard.tried.append("twice at once")
                yard.run_twice(*words)
            ended = yard.run(*words, cut=cut)
            if ended.code == 0:
                return
            if guess and attempt == 0 and cut is None and ended.code == 1 and "SC0923" in ended.text:
                yard.tried.append("a guess refused")
                return
            if cut is None and "the state lock" not in ended.text:
                break
            if cut is not None:
                yard.tried.append(f"cut off by {cut.kind}")
                self._half_done()
        yard.wrong("never done", "\n".join(yard.log[-3:]))

    # --- while it is on its way

    def _half_done(self) -> None:
        yard, world = self.yard, self.yard.world()
        yard.faults += lost(self.expected.values(), world)
        moving = [id_ for id_, row in world.rows.items() if row.startswith("moving: ")]
        here = [each.unit for each in self.expected.values() if each.unit.id in moving]
        if here and self.chance.random() < 0.4:
            unit, verb = self.chance.choice(here), self.chance.choice(("plan", "output", "apply"))
            ended = yard.run("terraform", verb, unit.name, "-s", unit.stack)
            if ended.code == 0 or "SC0902" not in ended.text:
                yard.wrong("not refused", f"{verb} {unit.id}: {ended.text}")
        if self.chance.random() < 0.3:
            self._written_between(world)
        if self.chance.random() < 0.5:
            self._changed_again(world)

    def _unfinished(self, world: World) -> list[int]:
        targets = {key: self.yard.address(self.expected[key].unit.place.spot) for key in self.moved}
        return [
            key
            for key in self.moved
            if self.expected[key].has_row and world.rows.get(self.expected[key].unit.id) != targets[key]
        ]

    def _written_between(self, world: World) -> None:
        """Somebody else writes a state where the rows still say that it is."""
        read = {unit.reads for unit in self.yard.units}
        for key in self._unfinished(world):
            each, old = self.expected[key], self.before[key]
            row = world.rows.get(each.unit.id) or world.rows.get(old.id, "")
            spot = old.place.spot
            here = self.yard.address(spot)
            if key in read or is_empty(each.before) or not row.removeprefix("moving: ").startswith(here):
                continue
            is_destroyed = self.chance.random() < 0.3
            unit = each.unit._replace(size=each.unit.size + 1, made=not is_destroyed)
            self.yard.tried.append("destroyed between" if is_destroyed else "applied between")
            self.yard.apply(unit, spot)
            now = self.yard.world().states.get(spot)
            self.yard.log.append(f"written at {spot}: {now}")
            self._replace(unit)
            self.expected[key] = self.expected[key]._replace(before=now)
            return

    def _changed_again(self, world: World) -> None:
        """The manifests change once more for a state that has not arrived."""
        left = self._unfinished(world)
        if not left:
            return
        key = self.chance.choice(left)
        unit, old = self.expected[key].unit, self.before[key]
        is_back = self.drawn.kind in ("place", "back") and self.chance.random() < 0.35
        place = old.place if is_back else self.yard.fresh()
        self.yard.tried.append("called off" if is_back else "another target")
        changed = unit._replace(place=place)
        if self.drawn.kind == "rename" and self.chance.random() < 0.4:
            self.yard.tried.append("another name")
            changed = changed._replace(name=self.yard.name())
            self._renamed(unit, changed, world)
        self.yard.log.append(f"changed again: {unit} → {changed}")
        self._replace(changed)

    def _renamed(self, unit: Unit, changed: Unit, world: World) -> None:
        origin = unit.id if unit.id in world.rows else self.before[unit.key].id
        commands = []
        for words in self.drawn.commands:
            commands.append((changed.id, "--from", origin) if words[0] == unit.id else words)
        self.drawn = self.drawn._replace(commands=tuple(commands))

    def _replace(self, unit: Unit) -> None:
        self.expected[unit.key] = self.expected[unit.key]._replace(unit=unit)
        self.yard.write(each.unit for each in self.expected.values())

    def _stranger(self, flags: tuple[str, ...]) -> None:
        """Another state at a new address keeps a state from going there, and stays as it is."""
        yard, rows = self.yard, self.yard.made.locked()
        old = {unit.place.spot for unit in self.before.values()}
        full = [
            key
            for key in self.moved
            if not is_empty(self.expected[key].before) and self.expected[key].unit.place.spot not in old
        ]
        if not full or not self.drawn.commands or self.drawn.kind in ("names", "back"):
            return
        key = self.chance.choice(full)
        place = self.expected[key].unit.place
        yard.tried.append("another state there")
        self._put(place.spot, _STRANGER)
        words = self.drawn.commands[0] if self.drawn.kind in ("place", "chain") else self.drawn.commands[-1]
        if words == ("--all",) or self.expected[key].unit.id in words:
            ended = yard.run("state", "move", *words, *flags)
            if ended.code != 1 or "another state is at" not in ended.text:
                yard.wrong("stranger", f"exit code {ended.code}: {ended.text}")
            world = yard.world()
            if contents(world.states.get(place.spot)) != contents(_STRANGER):
                yard.wrong("stranger", f"{place.spot} holds {world.states.get(place.spot)}")
            if rows.get(self.expected[key].unit.id) != world.rows.get(self.expected[key].unit.id):
                yard.wrong("stranger", f"{world.rows} was {rows}")
        self._put(place.spot, None)

    def _put(self, spot: str, state: State | None) -> None:
        yard, key = self.yard, spot.removeprefix(IN_BUCKET)
        if spot.startswith(IN_BUCKET):
            if state is None:
                yard.bucket.client.delete_object(Bucket=BUCKET, Key=key)
            else:
                yard.bucket.client.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(state).encode())
        elif state is None:
            (yard.made.root / spot).unlink()
        else:
            yard.made.write(spot, json.dumps(state))

    # --- afterwards

    def _unchanged(self) -> None:
        """Nothing would be made, changed or destroyed where the states are now."""
        yard = self.yard
        ended = yard.run("terraform", "plan", "--all", "-detailed-exitcode")
        if ended.code != 0:
            yard.wrong("plan", f"exit code {ended.code}: {ended.text}")
        self.expected = {key: each._replace(has_row=True) for key, each in self.expected.items()}

    def _take_away(self) -> None:
        """Old states go later, when nobody needs them."""
        yard = self.yard
        copies = yard.world().copies
        left = [unit for unit in yard.units if copies.get(unit.id)]
        if not left:
            return
        unit = self.chance.choice(left)
        address = self.chance.choice(copies[unit.id])
        is_named = self.chance.random() < 0.5
        yard.tried.append("taken away later")
        words = ("state", "move", unit.id, *(("--from", address) if is_named else ()), "--delete-source")
        for attempt in range(TRIES):
            cut = drawn_cut(self.chance, 1) if attempt == 0 and self.chance.random() < 0.4 else None
            ended = yard.run(*words, cut=cut)
            if ended.code == 0:
                break
            if cut is None and "the state lock" not in ended.text:
                yard.wrong("never taken away", ended.text)
                return
        key, world = unit.key, yard.world()
        left_spot = self.expected[key].left
        if left_spot is not None and (not is_named or yard.address(left_spot) == address):
            self.expected[key] = self.expected[key]._replace(left=None)
        if address in world.copies.get(unit.id, ()):
            yard.wrong("left", f"{address} of {unit.id}")
        yard.faults += wrongs(self.expected.values(), world, [] if is_named else [key], yard.bucket.address)


def _cut_off(child: subprocess.Popen[str], cut: Cut, calls: Callable[[], int]) -> None:
    """Wait for the moment, and send what ends the command."""
    until = time.monotonic() + _LIMIT
    while child.poll() is None and calls() < cut.call and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(cut.seconds)
    if child.poll() is not None:
        return
    if cut.kind != "crash":
        os.kill(child.pid, signal.Signals[cut.kind])
        return
    children = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    for pid in (child.pid, *map(int, children)):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def check(seed: int, index: int) -> Sequence[Fault]:
    """One repository: often a first move that nobody disturbs, then one that is cut off."""
    dice = chance(seed, index)
    with tempfile.TemporaryDirectory(prefix="moves-") as folder:
        yard = Yard(dice, Path(folder))
        yard.deploy()
        if dice.random() < 0.4:
            yard.move(calm=True)
        if not yard.faults:
            yard.move(calm=False)
    story = "\n".join(yard.log)
    found = [Fault(kind, f"{what}\n--- how it came to that\n{story}") for kind, what in yard.faults]
    return [*found, *(Fault(f"tried: {what}", "", True) for what in yard.tried)]


if __name__ == "__main__":
    sys.exit(run_campaign("moves", check))
