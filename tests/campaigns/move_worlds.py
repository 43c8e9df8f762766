"""What a campaign of moves looks at: instances with the places of their states, and what is where afterwards.

Pure: a world is read elsewhere. ``wrongs`` says what must not be in it once a move is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

State = Mapping[str, Any]
BUCKET = "states"
IN_BUCKET = "bucket/"
"""How the spots of objects begin; those of local states are paths in the repository."""
DEFAULT = "default"
MODULE = """\
variable "size" { type = number }
variable "made" { type = bool }
variable "text" { default = "" }
resource "terraform_data" "it" {
  count = var.made ? 1 : 0
  input = "${var.size} ${var.text}"
}
output "id" { value = one(terraform_data.it[*].id) }
output "size" { value = var.made ? var.size : null }
"""


class Place(NamedTuple):
    """Where a state belongs, as manifests say it."""

    kind: str
    name: str
    workspace: str = DEFAULT

    @property
    def spot(self) -> str:
        """Where that is: a path in the repository, or a key in the bucket."""
        is_named = self.workspace != DEFAULT
        if self.kind == "local":
            return f"{self.name}/{self.workspace}/terraform.tfstate" if is_named else f"state/{self.name}.tfstate"
        return IN_BUCKET + (f"{self.name}-in/{self.workspace}/{self.name}" if is_named else self.name)

    @property
    def backend(self) -> dict[str, object]:
        """Its settings; the component's folder is three below the repository."""
        if self.kind == "local":
            is_named = self.workspace != DEFAULT
            return {"workspace_dir": f"../../../{self.name}"} if is_named else {"path": f"../../../{self.spot}"}
        way = {"bucket": BUCKET, "region": "us-east-1", "use_path_style": True}
        return {**way, "key": self.name, "workspace_key_prefix": f"{self.name}-in"}


def address_of(spot: str, bucket: str) -> str:
    """The address of a spot; ``bucket`` is how addresses in the bucket begin."""
    return f"{bucket}/{spot.removeprefix(IN_BUCKET)}" if spot.startswith(IN_BUCKET) else f"local:{spot}"


def spot_of(address: str, bucket: str) -> str:
    """The spot of an address."""
    is_inside = address.startswith(f"{bucket}/")
    return IN_BUCKET + address.removeprefix(f"{bucket}/") if is_inside else address.removeprefix("local:")


class Unit(NamedTuple):
    """An instance. ``key`` stays the same whatever it is called."""

    key: int
    name: str
    stack: str
    place: Place
    size: int = 1
    made: bool = True
    """Whether its state holds anything."""
    reads: int | None = None
    """The key of the one whose output it reads."""

    @property
    def id(self) -> str:
        return f"{self.name}@{self.stack}"


def manifests(units: Iterable[Unit]) -> dict[str, str]:
    """A manifest for every stack."""
    named = {unit.key: unit for unit in units}
    stacks: dict[str, dict[str, object]] = {}
    for unit in named.values():
        upstream = named[unit.reads] if unit.reads is not None else None
        text = {"text": f"<{upstream.name} {upstream.stack} size>"} if upstream is not None else {}
        stacks.setdefault(unit.stack, {})[unit.name] = {
            "metadata": {"component": "app", "terraform_workspace": unit.place.workspace},
            "backend_type": unit.place.kind,
            "backend": {unit.place.kind: unit.place.backend},
            "vars": {"size": unit.size, "made": unit.made, **text},
        }
    return {f"stacks/{stack}.yaml": _manifest(stack, components) for stack, components in stacks.items()}


def _manifest(stack: str, components: Mapping[str, object]) -> str:
    """JSON is YAML but for the function that reads an output."""
    text = json.dumps({"vars": {"stage": stack}, "components": {"terraform": components}}, indent=1)
    return text.replace('"<', "!terraform.state ").replace('>"', "")


# --- what is where


class World(NamedTuple):
    """What is where: states by their spots, the backups beside local ones, the rows of the lock file."""

    states: Mapping[str, State]
    backups: Mapping[str, State]
    rows: Mapping[str, str]
    copies: Mapping[str, Sequence[str]] = {}
    """The addresses of copies in the lock file, by instance."""
    leaks: tuple[str, ...] = ()
    """Files of stackc's own that hold something of a state."""


def is_empty(state: State | None) -> bool:
    return state is None or not (state.get("resources") or state.get("outputs"))


def contents(state: State | None) -> tuple[object, object, object]:
    """What must arrive: history, resources, outputs."""
    return (None, None, None) if state is None else (state["lineage"], state["resources"], state["outputs"])


class Expected(NamedTuple):
    """One instance, and its state as it was before it had to move, or when somebody last wrote it."""

    unit: Unit
    before: State | None
    has_row: bool
    left: str | None = None
    """The spot at which a copy may and must stay: where it was, if nobody wants that taken away."""


Wrong = tuple[str, str]
"""A kind of fault and what somebody needs to understand it."""


def wrongs(expected: Iterable[Expected], world: World, cleared: Iterable[int], bucket: str) -> list[Wrong]:
    """What is wrong once all moves are done. ``cleared``: the keys of those of which no copies are left."""
    each_expected, of_none = tuple(expected), set(cleared)
    found = [wrong for each in each_expected for wrong in _of_one(each, world)]
    homes = {each.unit.place.spot for each in each_expected}
    beside = {each.left for each in each_expected}
    noted = {address: each.unit.key for each in each_expected for address in world.copies.get(each.unit.id, ())}
    for spot, state in {**world.states, **{f"{spot}.backup": state for spot, state in world.backups.items()}}.items():
        place, is_backup = spot.removesuffix(".backup"), spot.endswith(".backup")
        is_known = place in homes or address_of(place, bucket) in noted or (is_backup and place in beside)
        if not is_empty(state) and not is_known:
            found.append(("stray copy", f"{spot} holds {state}"))
    found += [("left", f"{address} of {key}") for address, key in noted.items() if key in of_none]
    rows = {each.unit.id: address_of(each.unit.place.spot, bucket) for each in each_expected if each.has_row}
    if world.rows != rows:
        found.append(("lock rows", f"{dict(world.rows)} is not {rows}"))
    found += [("leak", leak) for leak in world.leaks]
    return found


def _of_one(expected: Expected, world: World) -> Iterable[Wrong]:
    unit, before, spot = expected.unit, expected.before, expected.unit.place.spot
    now = world.states.get(spot)
    if is_empty(before):
        if not is_empty(now):
            yield "out of nothing", f"{unit.id}: {spot} holds {now}"
        return
    assert before is not None
    if contents(now) != contents(before):
        yield "contents", f"{unit.id}: {spot} holds {now}, which is not {before}"
    elif now is not None and now["serial"] < before["serial"]:
        yield "serial", f"{unit.id}: serial {now['serial']} at {spot}, and it was {before['serial']}"
    if expected.left not in (None, spot) and contents(world.states.get(expected.left or "")) != contents(before):
        yield "old state", f"{unit.id}: {expected.left} does not hold {before} any more"


def lost(expected: Iterable[Expected], world: World) -> list[Wrong]:
    """States that are whole nowhere, while a move is on its way."""
    everywhere = [contents(state) for state in world.states.values()]
    return [
        ("lost", f"{each.unit.id}: {each.before} is nowhere")
        for each in expected
        if not is_empty(each.before) and contents(each.before) not in everywhere
    ]
