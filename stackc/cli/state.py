"""``stackc state move``: states brought to where the manifests say. See docs/language.md, moving a state."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.artifact.lock import FILE
from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId
from stackc.base.words import amount
from stackc.cli.lock import named
from stackc.cli.session import FAILED, Session
from stackc.project.moving import Moved, StateMoves
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
        moves = StateMoves(session.project, lambda event: _hear(session, event), delete_source=delete)
        known = session.project.compilation.instance_ids()
        planned = moves.plan(None if every else named(names, known, "is not an instance"), source)
        session.say_local(each.move.instance for each in planned)
        if not planned:
            session.say("every state is where it belongs")
        if dry_run:
            for each in planned:
                move = each.move
                session.write(f"{_way(move.instance, move.formers, move.source.address, move.target.address)}\n", None)
            return session.finish(False)
        ended = [_told(session, each) for each in moves.run(planned)]
        left = sum(map(len, moves.copies().values()))
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return session.finish(True)
    failed = [each.failure for each in ended if each.failure is not None]
    if left:
        session.say(f"copies are left at {amount(left, 'place')} that {FILE} names; --delete-source takes them away")
    return session.finish(session.report(failed, "write"))


def _way(id_: InstanceId, formers: Sequence[InstanceId], source: str, target: str) -> str:
    was = f" (was {', '.join(map(str, formers))})" if formers else ""
    return f"{id_}{was}  {source} → {target}" if source != target else f"{id_}{was}  {target}"


def _told(session: Session, moved: Moved) -> Moved:
    if moved.failure is None:
        way = _way(moved.instance, moved.formers, moved.source, moved.target)
        session.write(f"{way}  {moved.said}\n", None)
    return moved


def _hear(session: Session, event: RunEvent) -> None:
    session.say(event.text)
