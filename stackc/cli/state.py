"""``stackc state move``: states brought to where the manifests say. See docs/language.md, moving a state."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.near import did_you_mean
from stackc.cli.session import FAILED, Session
from stackc.project import messages as say
from stackc.project.moving import Moved, Planned, StateMoves
from stackc.run.runner import RunEvent


def move(session: Session, names: Sequence[str], every: bool, source: str | None, dry_run: bool, delete: bool) -> int:
    """``state move INSTANCE…|--all``: one line a state; 1 when one was not moved."""
    if bool(names) == every:
        session.say("stackc state move: name instances as COMPONENT@STACK, or say --all")
        return FAILED
    if source is not None and len(names) != 1:
        session.say("stackc state move: --from is about one instance")
        return FAILED
    if session.setup("write"):
        return session.finish(True)
    try:
        moves = StateMoves(session.project, lambda event: _hear(session, event))
        planned = moves.plan(None if every else [_named(session, name) for name in names], source)
        if not planned:
            session.say("every state is where it belongs")
        if dry_run:
            for each in planned:
                session.write(f"{_way(each)}\n", None)
            return session.finish(False)
        ended = [_told(session, each) for each in moves.run(planned, delete_source=delete)]
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return session.finish(True)
    failed = sum(_reported(session, each) for each in ended) > 0
    left = [each.move.source.address for each in ended if not each.failed]
    if left and not delete:
        session.say("what was copied is still at the old addresses; --delete-source takes it away")
    return session.finish(failed)


def _named(session: Session, text: str) -> InstanceId:
    """The instance somebody names; raises CompileError for none."""
    known = session.project.compilation.instance_ids()
    id_ = parse_instance_id(text)
    if id_ is None or id_ not in known:
        raise CompileError((say.no_instance(text, near=did_you_mean(text, map(str, known))),))
    return id_


def _way(planned: Planned) -> str:
    move = planned.move
    was = f" (was {move.former})" if move.former is not None else ""
    return f"{move.instance}{was}  {move.source.address} → {move.target.address}"


def _told(session: Session, moved: Moved) -> Moved:
    if not moved.failed:
        session.write(f"{_way(Planned(moved.move, {}))}  {moved.said}\n", None)
    return moved


def _reported(session: Session, moved: Moved) -> bool:
    return moved.failed and session.report((say.state_not_moved(moved.move.instance, moved.said),), "write")


def _hear(session: Session, event: RunEvent) -> None:
    session.say(event.text)
