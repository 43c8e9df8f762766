"""An organisation that is there in parts comes down by one command, and what is protected stays with what it needs.

``python -m tests.campaigns.destroys N SEED``. The reference organisation is deployed by the real Terraform, many of its
states are lost in one way or another, then all is destroyed. In five rounds two protect instances, one is cut off and said
again; the first of all takes down what is whole. What is allowed in the report counts what was tried.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.campaigns.campaign import Fault, chance, run_campaign, scratch_folder
from tests.e2e.checkout import Checkout, Said, organisation
from tests.kit.command import terraform_env

Edges = Sequence[tuple[str, str]]
"""Each an instance, and one that it comes after."""
KINDS: Final = ("plain", "protected", "cut", "plain", "protected")
LOSSES: Final = ("deleted", "never made", "emptied", "without resources", "without outputs")
"""What becomes of a state: the file goes; with its row; it holds nothing; it holds one of the two only."""
GUARDS: Final = {"protect": "SC0926", "locked": "SC0905"}
"""Metadata that keep an instance, and the code of what is said of it."""
_DESTROY: Final = ("destroy", "--all", "--auto-approve")
_SIGNALS: Final = (signal.SIGINT, signal.SIGINT, signal.SIGKILL)
_ONLY_ONCE: Final = tuple(
    f"{name}@{stack}"
    for name, stack in (
        ("account", "core-gbl-root"),
        ("account-map", "core-gbl-root"),
        ("cloudtrail-bucket", "core-ue1-audit"),
    )
)
"""Instances that run their component alone, so that their state may be in the default workspace."""
_UNDER_WAY: Final = 2
"""How many may be gone after a signal that were there before: the one that runs, and one that had just ended."""
_LIMIT: Final = 300


class Cut(NamedTuple):
    """Where a destroy is cut off."""

    how: signal.Signals
    everybody: bool
    """Terraform gets the signal as well."""
    part: float
    """Of the states, how many are empty by then."""
    seconds: float
    """And so long afterwards."""

    def __str__(self) -> str:
        who = "everybody" if self.everybody else "stackc alone"
        return f"{self.how.name} to {who}, {self.seconds:.2f} s after {self.part:.0%}"


class Drawn(NamedTuple):
    """What is done to the organisation of a round."""

    kind: str
    in_default: tuple[str, ...] = ()
    """Instances in the default workspace instead of one of their own."""
    losses: Mapping[str, str] = {}
    """What becomes of a state, by instance."""
    guarded: Mapping[str, str] = {}
    """The flag that keeps an instance."""
    forgets: bool = False
    """``.stackc`` is lost."""
    cut: Cut | None = None

    def __str__(self) -> str:
        return (
            f"{self.kind}, cut off: {self.cut}, .stackc {'lost' if self.forgets else 'there'}, default workspace:"
            f" {list(self.in_default)}, guarded: {dict(self.guarded)}, lost: {dict(self.losses)}"
        )


class State(NamedTuple):
    """A state file: what is in it, and when it was written, in nanoseconds."""

    content: bytes
    written: int

    @property
    def is_whole(self) -> bool:
        return _parsed(self.content) is not None

    @property
    def is_empty(self) -> bool:
        """It holds neither resources nor outputs; one that is not whole may hold something."""
        state = _parsed(self.content)
        return state is not None and not (state["resources"] or state["outputs"])


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads(content)
    except ValueError:
        return None
    return state


class Look(NamedTuple):
    """What there is at one time: the state files, by instance, and which instances have a row in the lock file."""

    states: Mapping[str, State]
    rows: Collection[str]

    @property
    def living(self) -> set[str]:
        """The instances that hold something."""
        return {id_ for id_, state in self.states.items() if not state.is_empty}


def drawn(source: random.Random, index: int, ids: Sequence[str]) -> Drawn:
    """What a round does; the first one destroys what is whole."""
    if index == 0:
        return Drawn("whole")
    kind = KINDS[index % len(KINDS)]
    once = [id_ for id_ in _ONLY_ONCE if id_ in ids]
    in_default = tuple(source.sample(once, source.randint(0, len(once)))) if source.random() < 0.3 else ()
    lost = source.sample(ids, source.randint(1, len(ids) - 1))
    losses = {id_: source.choice(LOSSES) for id_ in lost}
    alive = [id_ for id_ in ids if losses.get(id_, "without") not in LOSSES[:3]] or list(ids)
    who = source.sample(alive if source.random() < 0.9 else ids, source.choice((1, 1, 2)) if len(alive) > 1 else 1)
    guarded = {id_: source.choice(tuple(GUARDS)) for id_ in who} if kind == "protected" else {}
    forgets = source.random() < 0.4
    return Drawn(kind, in_default, losses, guarded, forgets, _drawn_cut(source) if kind == "cut" else None)


def _drawn_cut(source: random.Random) -> Cut:
    part = source.choice((0.0, source.random(), source.random(), source.random()))
    return Cut(source.choice(_SIGNALS), source.random() < 0.5, part, source.uniform(0, 0.2 if part else 1.0))


# --- what must be


def needed(edges: Edges, id_: str) -> set[str]:
    """Everything that ``id_`` depends on, at any depth."""
    found: set[str] = set()
    left = [id_]
    while left:
        at = left.pop()
        left += [to for start, to in edges if start == at and to not in found]
        found |= {to for start, to in edges if start == at}
    return found


def kept(edges: Edges, before: Look, guarded: Mapping[str, str]) -> dict[str, set[str]]:
    """What must stay, each with the guarded ones that hold it: none for one that is guarded itself."""
    holders = sorted(before.living & set(guarded))
    stays: dict[str, set[str]] = {id_: set() for id_ in holders}
    for holder in holders:
        for id_ in (needed(edges, holder) & before.living) - set(holders):
            stays.setdefault(id_, set()).add(holder)
    return stays


def wrongs(edges: Edges, before: Look, after: Look, said: Said, guarded: Mapping[str, str]) -> Iterator[Fault]:
    """What a destroy of everything did that it must not."""
    stays = kept(edges, before, guarded)
    if said.code != (1 if stays else 0):
        yield Fault("exit code", f"{said.code}, while {sorted(stays)} stay: {said.err[-3000:]}")
    if "Traceback" in said.err or "internal error" in said.err:
        yield Fault("traceback", said.err[-3000:])
    left = (after.living & before.living) - set(stays)
    if left:
        yield Fault("left behind", f"{sorted(left)}: {said.err[-3000:]}")
    for id_ in sorted({*before.states, *after.states} - (before.living - set(stays))):
        if before.states.get(id_) != after.states.get(id_):
            yield Fault("touched", f"{id_} was {'to be kept' if id_ in stays else 'gone before'}")
    if set(after.rows) != set(stays):
        yield Fault("rows", f"{sorted(after.rows)} and not {sorted(stays)}")
    yield from _out_of_order(edges, before, after)
    yield from _unnamed(stays, said, guarded)


def _out_of_order(edges: Edges, before: Look, after: Look) -> Iterator[Fault]:
    gone = before.living - after.living
    for id_ in sorted(gone):
        for to in sorted(needed(edges, id_) & gone):
            if not after.states[id_].written < after.states[to].written:
                yield Fault("order", f"{to} is destroyed before {id_}, which depends on it")


def _unnamed(stays: Mapping[str, set[str]], said: Said, guarded: Mapping[str, str]) -> Iterator[Fault]:
    lines = said.err.splitlines()
    for id_, holders in stays.items():
        component = id_.partition("@")[0]
        reasons = [f"kept {id_} because {holder}, which is kept, depends on it" for holder in sorted(holders)]
        told = (
            any(line.endswith(tuple(reasons)) for line in lines)
            if holders
            else any(line.startswith(f"error[{GUARDS[guarded[id_]]}]") and component in line for line in lines)
        )
        if not told:
            yield Fault("no reason", f"why {id_} stays: {said.err[-3000:]}")
        if f"  kept     {id_}" not in lines:
            yield Fault("no summary", f"that {id_} stays: {said.err[-3000:]}")


def half_way(edges: Edges, before: Look, now: Look) -> Iterator[Fault]:
    """What must not be when a destroy was cut off: half a state, or something whose ground is gone."""
    for id_, state in now.states.items():
        if not state.is_whole:
            yield Fault("half a state", id_)
    for id_ in sorted(now.living):
        lost = (needed(edges, id_) & before.living) - now.living
        if lost:
            yield Fault("order", f"{sorted(lost)} gone before {id_}, which depends on them")
    missing = now.living - set(now.rows)
    if missing:
        yield Fault("rows", f"{sorted(missing)} hold something and have none")


# --- a round


def check(seed: int, index: int) -> Sequence[Fault]:
    """One organisation that comes down."""
    # What a shell runs in the background ignores interrupts, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    source = chance(seed, index)
    home = scratch_folder("destroys-")
    try:
        made = organisation(home / "organisation", terraform_env(home))
        return round_of(made, source, index)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def round_of(made: Checkout, source: random.Random, index: int) -> list[Fault]:
    """Deploy, lose, guard, destroy, and destroy again."""
    graph = json.loads(_done(made.stackc("graph", "--format", "json")).out)
    edges = [(edge["from"], edge["to"]) for edge in graph["edges"]]
    plan = drawn(source, index, sorted(node["id"] for node in graph["nodes"]))
    for id_ in plan.in_default:
        _done(made.stackc("set", id_, "metadata.terraform_workspace=default"))
    _done(made.terraform("deploy", "--all"))
    places = {id_: made.root / address.removeprefix("local:") for id_, address in made.locked().items()}
    for id_, loss in plan.losses.items():
        _lose(made, places[id_], id_, loss)
    for id_, flag in plan.guarded.items():
        _done(made.stackc("set", id_, f"metadata.{flag}=true"))
    if plan.forgets:
        made.forget()
    before = look(made, places)
    found = list(_cut_off(made, plan.cut, edges, before, places)) if plan.cut else []
    said = made.terraform(*_DESTROY)
    after = look(made, places)
    found += wrongs(edges, before, after, said, plan.guarded)
    again = made.terraform(*_DESTROY)
    found += [Fault(f"again: {each.kind}", each.what) for each in wrongs(edges, after, after, again, plan.guarded)]
    if look(made, places) != after:
        found.append(Fault("again: touched", again.err[-3000:]))
    strays = made.states() - {path.relative_to(made.root).as_posix() for path in places.values()}
    if strays:
        found.append(Fault("stray state", ", ".join(sorted(strays))))
    told = [each if each.is_allowed else each._replace(what=f"{each.what}\n{plan}") for each in found]
    return [*told, *_tried(edges, before, plan)]


def look(made: Checkout, places: Mapping[str, Path]) -> Look:
    """What there is now at the ``places`` of the states."""
    files = {id_: path for id_, path in places.items() if path.exists()}
    states = {id_: State(path.read_bytes(), path.stat().st_mtime_ns) for id_, path in files.items()}
    return Look(states, frozenset(made.locked()))


def _tried(edges: Edges, before: Look, plan: Drawn) -> Iterator[Fault]:
    yield Fault(f"tried: {plan.kind}", "", is_allowed=True)
    if plan.kind == "protected":
        count = len(kept(edges, before, plan.guarded))
        yield Fault("tried: one kept" if count == 1 else "tried: some kept" if count else "tried: none kept", "", True)
    if plan.forgets:
        yield Fault("tried: without .stackc", "", is_allowed=True)
    if plan.in_default:
        yield Fault("tried: default workspace", "", is_allowed=True)


def _done(said: Said) -> Said:
    assert said.code == 0, said.err[-2000:]
    return said


def _lose(made: Checkout, path: Path, id_: str, loss: str) -> None:
    if loss in ("deleted", "never made"):
        path.unlink()
        if loss == "never made":
            lines = (made.root / "stackc.lock").read_text(encoding="utf-8").splitlines(keepends=True)
            made.write("stackc.lock", "".join(line for line in lines if not line.startswith(f"  {id_}: ")))
        return
    state = json.loads(path.read_bytes())
    state["serial"] += 1
    if loss != "without outputs":
        state["resources"] = []
    if loss != "without resources":
        state["outputs"] = {}
    path.write_text(json.dumps(state), encoding="utf-8")


def _cut_off(made: Checkout, cut: Cut, edges: Edges, before: Look, places: Mapping[str, Path]) -> Iterator[Fault]:
    """Destroy, and be interrupted at some moment."""
    enough = len(before.living) * (1 - cut.part)
    with made.started(*_DESTROY) as run, ThreadPoolExecutor(1) as reader:
        said = reader.submit(run.communicate)  # a child that was left alone keeps the pipes open until it ends
        while run.poll() is None and len(look(made, places).living) > enough:
            time.sleep(0.01)
        time.sleep(cut.seconds)
        is_cut, left = run.poll() is None, look(made, places).living
        if is_cut:
            (os.killpg if cut.everybody else os.kill)(run.pid, cut.how)
        _, err = said.result(_LIMIT)
    now = look(made, places)
    yield from half_way(edges, before, now)
    if is_cut and len(left - now.living) > _UNDER_WAY:
        yield Fault("went on", f"{cut.how.name} with {len(left)} to go, and {len(now.living)} are left: {err[-2000:]}")
    codes = {130} if cut.how == signal.SIGINT else {-cut.how}
    if run.returncode not in codes and (run.returncode != 0 or now.living):
        yield Fault("exit code of what was cut off", f"{run.returncode}: {err[-2000:]}")
    when = (
        "among them"
        if now.living and now.living != before.living
        else "before the first"
        if now.living
        else "at the end"
    )
    yield Fault(f"tried: {cut.how.name} {when}" if is_cut else "tried: ended before", "", is_allowed=True)


if __name__ == "__main__":
    sys.exit(run_campaign(Path(__file__).stem, check))
