"""``stackc outputs save``: outputs of instances in a manifest. See docs/language.md, saved outputs."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.diagnostic import CompileError
from stackc.cli.lock import named
from stackc.cli.session import FAILED, Session
from stackc.project.saving import save_outputs


def save(session: Session, names: Sequence[str], every: bool, output: str | None) -> int:
    """``outputs save INSTANCE…|--all``: the manifest, and a line for each output that is not in it.

    1 when it was not written.
    """
    if bool(names) == every:
        session.say("stackc outputs save: name instances as COMPONENT@STACK, or say --all")
        return FAILED
    path = None if output in (None, "-") else session.path(output or "")
    if session.setup("write"):
        return session.finish(True)
    compilation = session.project.compilation
    try:
        ids = None if every else named(names, compilation.instance_ids(), "is not an instance")
        session.say_local(compilation.instance_ids() if ids is None else ids)
        saved = save_outputs(session.project, ids, path)
    except CompileError as error:
        session.report(error.diagnostics, "write")
        return session.finish(True)
    if path is None:
        session.out(saved.content.decode())
    for each in saved.left_out:
        session.say(str(each))
    if saved.without_state:
        session.say(f"no state, so nothing is saved: {', '.join(map(str, saved.without_state))}")
    return session.finish(False)
