"""``stackc lock``: the state addresses of the repository beside the lock file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from stackc.artifact.lock import Entries
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.near import did_you_mean
from stackc.check import address_messages as say
from stackc.check.addresses import check_known, check_moved, check_orphans, check_shared, gone, orphans
from stackc.cli.session import FAILED, Session
from stackc.evaluate.address import Unaddressed, held_at, parse_moving
from stackc.project.locking import make_guard
from stackc.project.messages import no_instance
from stackc.project.orphans import Orphans
from stackc.run.guard import Review, review
from stackc.run.runner import RunEvent


def lock(
    session: Session, check: bool, states: bool, accept: Sequence[str], forget: Sequence[str], output: str | None
) -> int:
    """``lock``: record missing state addresses and show all; ``--check`` compares; ``--accept`` and ``--forget`` agree.
    With ``--states`` the states that nobody runs any more are read.

    What is said by name is done, whatever else is wrong; everything else is written only if nothing is. Local files do
    not count.
    """
    if output is not None:
        session.path(output)  # a wrong name is told before anything is written
    if states and not check:
        session.say("stackc lock: --states belongs to --check")
        return FAILED
    if session.setup("write"):
        return session.finish(True)

    def hear(event: RunEvent) -> None:
        session.say(event.text)

    guard = make_guard(session.project.shared, hear)
    try:
        if states:
            session.project.require_trust("states are not read")
        state = review(guard)
        accepted = named(accept, state.current, "is not an instance with a state")
        copies = frozenset(address for addresses in state.lock.copies.values() for address in addresses)
        forgotten_copies = copies.intersection(forget)
        instances = [text for text in forget if text not in copies]
        forgotten = named(instances, {*state.lock.rows, *state.lock.copies}, "is not in the lock file")
        refused = [say.not_gone(id_) for id_ in forgotten if id_ in state.current]
        refused += _held_by_others(state, frozenset(accepted), frozenset(forgotten))
        if session.report(refused, "write"):
            return session.finish(True)
        contents = Orphans(session.project, guard, hear).contents if states else None
        failed = _report(session, state, frozenset(accepted), frozenset(forgotten), contents)
        if check:
            return session.finish(_compare(session, state) or failed)
        if accepted or forgotten or forgotten_copies:
            rows = guard.lock_file.change(_agreed(state, accepted, forgotten, forgotten_copies)).rows
        elif failed:
            return session.finish(True)
        else:
            rows = guard.lock_file.update(lambda now: {**state.current, **now})
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return session.finish(True)
    width = max((len(str(id_)) for id_ in rows), default=0)
    session.write("".join(f"{str(id_).ljust(width)}  {rows[id_]}\n" for id_ in sorted(rows, key=str)), output)
    return session.finish(failed)


def named(texts: Sequence[str], known: Collection[InstanceId], wrong: str) -> tuple[InstanceId, ...]:
    """The instances somebody names; raises CompileError for one that is not among ``known``."""
    found: list[InstanceId] = []
    for text in texts:
        id_ = parse_instance_id(text)
        if id_ is None or id_ not in known:
            raise CompileError((no_instance(text, wrong, did_you_mean(text, map(str, known))),))
        found.append(id_)
    return tuple(found)


def _held_by_others(
    state: Review, accepted: frozenset[InstanceId], forgotten: frozenset[InstanceId]
) -> Iterator[Diagnostic]:
    """Addresses that cannot be agreed to: the state of another is there, neither gone nor agreed to elsewhere."""
    leaving = {*accepted, *forgotten, *gone(state.lock.rows, state.census)}
    held = {held_at(row): owner for owner, row in state.lock.rows.items() if owner not in leaving}
    for id_ in sorted(accepted, key=str):
        if state.current[id_] in held:
            yield say.held(id_, held[state.current[id_]], state.current[id_])


def _report(
    session: Session,
    state: Review,
    accepted: frozenset[InstanceId],
    forgotten: frozenset[InstanceId],
    contents: Callable[[say.Orphan], str] | None,
) -> bool:
    """Say what is wrong but for what is agreed to; True when there is an error."""
    found: list[Diagnostic] = [*state.census.broken]
    compared = [each for each in state.census.running if each.id not in accepted]
    rows = {id_: address for id_, address in state.lock.rows.items() if id_ not in forgotten | accepted}
    rows.update({id_: state.current[id_] for id_ in accepted})
    stale = [id_ for id_ in gone(rows, state.census) if rows[id_] in {state.current[each] for each in accepted}]
    rows = {id_: address for id_, address in rows.items() if id_ not in stale}
    found += [say.without_effect(each) for each in state.census.running if each.has_idle_backend]
    check_shared(state.census.running, found.append)
    check_moved(compared, rows, found.append, state.lock.copies)
    check_known([each for each in compared if each not in state.open and not each.has_idle_backend], found.append)
    check_orphans(orphans(rows, state.census), state.lock.place, found.append, contents)
    failed = session.report(found, "write")
    for instance in state.open:
        address = instance.addressed
        assert isinstance(address, Unaddressed)
        session.say(f"not compared: {instance.id}: {say.where(address)} is known only when it is read from outside")
    return failed


def _compare(session: Session, state: Review) -> bool:
    """``--check`` alone: what is not locked yet, and rows of instances that are gone; True when there are any."""
    missing = sorted(str(id_) for id_ in state.current if id_ not in state.lock.rows)
    for name in missing:
        session.say(f"not locked yet: {name}")
    return bool(missing) or bool(orphans(state.lock.rows, state.census))


def _agreed(
    state: Review, accepted: Sequence[InstanceId], forgotten: Sequence[InstanceId], copies: Collection[str]
) -> Callable[[Entries], Entries]:
    """The entries with what was agreed to: exactly that, no rows of instances that are gone at accepted addresses, and
    no copies there. Of a state that was on its way, there may be copies at the other ends.
    """
    taken = {id_: state.current[id_] for id_ in accepted}
    addresses = frozenset(taken.values())

    def change(now: Entries) -> Entries:
        stale = {id_ for id_ in gone(now.rows, state.census) if now.rows[id_] in addresses}
        kept = {id_: row for id_, row in now.rows.items() if id_ not in stale and id_ not in forgotten}
        left = {id_: set(copied) for id_, copied in now.copies.items() if id_ not in forgotten}
        for id_ in taken:
            left.setdefault(id_, set()).update(parse_moving(now.rows.get(id_, "")) or ())
        return Entries({**kept, **taken}, {id_: tuple(sorted(left[id_] - addresses - set(copies))) for id_ in left})

    return change
