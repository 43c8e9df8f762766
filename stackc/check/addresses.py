"""State addresses: shared, moved, unknown, or left behind by instances that are gone.

See docs/language.md, state addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.check import address_messages as say
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import StateAddress, Unaddressed, claimed_by, held_at, parse_moving
from stackc.evaluate.instance import Instance

Rows = Mapping[InstanceId, str]
Copies = Mapping[InstanceId, Sequence[str]]
NO_COPIES: Final[Copies] = {}


class Census(NamedTuple):
    """Every instance of Terraform there is, as far as it compiles."""

    running: tuple[Instance, ...]
    """Those that have a state: real, enabled and sound."""
    declared: frozenset[InstanceId]
    """All that some manifest declares: abstract, disabled and broken ones included."""
    idle: tuple[Instance, ...]
    """Those that are sound and have no state of their own: disabled, or bases only."""
    broken: tuple[Diagnostic, ...]
    """Why some are not among them. While there is any, nobody can say that an instance is gone."""


def take_census(compilation: Compilation) -> Census:
    """Look at every instance of Terraform; nothing outside of the repository is asked."""
    broken = [*compilation.losses()]
    running: list[Instance] = []
    idle: list[Instance] = []
    declared = compilation.select(kind="terraform")
    for id_ in declared:
        answer = compilation.instance(id_)
        instance = answer.instance
        if instance is None or compilation.blocks(answer.diagnostics):
            broken += answer.diagnostics
        elif instance.is_deployable:
            _ = instance.addressed
            broken += instance.diagnostics
            running.append(instance)
        else:
            idle.append(instance)
    kept = tuple(each for each in broken if compilation.severity(each.code, "show") == "error")
    return Census(tuple(running), frozenset(declared), tuple(idle), kept)


def gone(rows: Iterable[InstanceId], census: Census) -> tuple[InstanceId, ...]:
    """The instances of ``rows`` that no manifest declares any more; none while anything is broken."""
    return () if census.broken else tuple(sorted((id_ for id_ in rows if id_ not in census.declared), key=str))


def check_shared(instances: Iterable[Instance], report: Report) -> None:
    """Two instances that would read and write one state (SC0602), once for all that one line makes so."""
    by_address: dict[str, list[Instance]] = {}
    for instance in instances:
        address = instance.state_address
        if address is not None:
            by_address.setdefault(address.text, []).append(instance)
    by_line: dict[object, list[say.Sharing]] = {}
    for text, sharing in sorted(by_address.items()):
        if len(sharing) > 1:
            each = say.Sharing(text, tuple(sorted(sharing, key=lambda instance: str(instance.id))))
            by_line.setdefault(each.line or text, []).append(each)
    for group in by_line.values():
        report(say.shared(group))


def check_moved(instances: Iterable[Instance], rows: Rows, report: Report, copies: Copies = NO_COPIES) -> None:
    """Instances whose address differs from the locked one, or is somebody else's (SC0902).

    It is if it is locked for another, if a state of another is on its way from there or to there, and, for one that
    never ran, if a copy of another's state may be there: it would go on with that.
    """
    owners: dict[str, list[InstanceId]] = {}
    for owner, row in sorted(rows.items(), key=lambda row: str(row[0])):
        for address in claimed_by(row):
            owners.setdefault(address, []).append(owner)
    copied = {address: owner for owner in sorted(copies, key=str) for address in copies[owner]}
    for instance in instances:
        current = instance.state_address
        if current is None:
            continue
        locked = rows.get(instance.id)
        others = [owner for owner in owners.get(current.text, ()) if owner != instance.id]
        moving = parse_moving(locked) if locked is not None else None
        if moving is not None:
            report(say.on_its_way(instance, moving.source, moving.target))
        elif locked is not None and locked != current.text:
            report(say.moved(instance, locked, current.text))
        elif others and parse_moving(rows[others[0]]) is not None:
            report(say.between(instance, current.text, others[0]))
        elif others:
            report(say.owned(instance, current.text, others[0]))
        elif locked is None and copied.get(current.text, instance.id) != instance.id:
            report(say.copied(instance, current.text, copied[current.text]))


def check_known(instances: Iterable[Instance], report: Report) -> None:
    """Instances whose address cannot be told (SC0918)."""
    for instance in instances:
        address = instance.addressed
        if isinstance(address, Unaddressed):
            report(say.unaddressed(instance, address))


def orphans(rows: Mapping[InstanceId, str], census: Census) -> tuple[say.Orphan, ...]:
    """The rows of instances that are gone, or that are declared and never run; sorted."""
    idle = {each.id: each for each in census.idle if each.id in rows}
    left = gone(rows, census)
    fresh = [each for each in census.running if each.id not in rows] if left else []
    found = [say.Orphan(id_, held_at(rows[id_]), instance) for id_, instance in idle.items()]
    for id_ in left:
        address = held_at(rows[id_])
        names = (each.id for each in fresh if _is_at(each, address) or is_renamed(each, id_, address))
        found.append(say.Orphan(id_, address, None, next(names, None)))
    return tuple(sorted(found, key=lambda orphan: str(orphan.id)))


def _is_at(instance: Instance, address: str) -> bool:
    return instance.state_address is not None and instance.state_address.text == address


def check_orphans(
    found: Iterable[say.Orphan],
    place: Callable[[InstanceId], Label],
    report: Report,
    contents: Callable[[say.Orphan], str] | None = None,
) -> None:
    """Rows that nobody runs any more (SC0919).

    ``place``: where a row stands. ``contents``: what is in the state, in words; without it nobody looks.
    """
    for orphan in found:
        report(say.orphan(orphan, place(orphan.id), contents(orphan) if contents is not None else None))


def check_fresh(instances: Iterable[Instance], rows: Rows, census: Census, report: Report) -> None:
    """Instances that would begin with an empty state where one that is gone had the same root module (SC0920)."""
    orphans = gone(rows, census)
    held = {id_: held_at(row) for id_, row in rows.items()}
    for instance in instances if orphans else ():
        current = instance.state_address
        if instance.id in rows or current is None or current.text in held.values():
            continue  # one whose address is locked for another is said to be moved
        for orphan in orphans:
            if is_renamed(instance, orphan, held[orphan]):
                report(say.fresh(instance, orphan, held[orphan]))
                break


def is_renamed(instance: Instance, orphan: InstanceId, address: str) -> bool:
    """True when ``orphan`` may be what ``instance`` was called: the same backend type, and the same root module.

    The module of one that is gone stands nowhere. It is the same where the component has the same name, and where the
    addresses differ in the workspace alone, since folder or key prefix are part of them.
    """
    current = instance.state_address
    if current is None or not address.startswith(f"{current.backend}:"):
        return False
    return orphan.component == instance.id.component or bool(re.fullmatch(_family(instance), address))


_MARK = "any-workspace"


def _family(instance: Instance) -> str:
    """A pattern for the addresses that differ from that of ``instance`` in the workspace alone."""
    named, default = instance.addressed_in(_MARK), instance.addressed_in("default")
    patterns = [
        re.escape(each.text).replace(re.escape(_MARK), "[^/]+")
        for each in (named, default)
        if isinstance(each, StateAddress)
    ]
    return "|".join(patterns)
