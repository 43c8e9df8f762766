"""``stackc state move``: states brought to where the manifests say. See docs/language.md, moving a state."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.diagnostic import CompileError
from stackc.cli.lock import named
from stackc.cli.session import FAILED, Session
from stackc.project import messages as say
from stackc.project.moving import Moved, StateMoves
from stackc.run.runner import RunEvent
from stackc.run.state_move import Move


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
        known = session.project.compilation.instance_ids()
        planned = moves.plan(None if every else named(names, known, "is not an instance"), source)
        session.say_local(each.move.instance for each in planned)
        if not planned:
            session.say("every state is where it belongs")
        if dry_run:
            for each in planned:
                session.write(f"{_way(each.move)}\n", None)
            return session.finish(False)
        ended = [_told(session, each) for each in moves.run(planned, delete_source=delete)]
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return session.finish(True)
    failed = [say.state_not_moved(each.move.instance, each.said) for each in ended if each.failed]
    if len(failed) < len(ended) and not delete:
        session.say("what was copied is still at the old addresses; --delete-source takes it away")
    return session.finish(session.report(failed, "write"))


def _way(move: Move) -> str:
    was = f" (was {move.former})" if move.former is not None else ""
    return f"{move.instance}{was}  {move.source.address} → {move.target.address}"


def _told(session: Session, moved: Moved) -> Moved:
    if not moved.failed:
        session.write(f"{_way(moved.move)}  {moved.said}\n", None)
    return moved


def _hear(session: Session, event: RunEvent) -> None:
    session.say(event.text)
