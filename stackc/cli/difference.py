"""``stackc diff``: what differs between two stacks, two instances, or a commit and now."""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple
from stackc.cli.answers import write_answer
from stackc.cli.options import UsageError, queried_format
from stackc.cli.session import FAILED, Session
from stackc.explain.difference import Difference
from stackc.project.comparing import DEFAULT_BASE
from stackc.project.differences import compare_named, compare_with_base, compare_with_checkout
from stackc.render.difference import difference_json, render_difference, render_difference_markdown


class Compared(NamedTuple):
    """What is compared: two names, or the working tree with a commit or a checkout."""

    names: tuple[str, ...]
    base: str | None
    repo_path: str | None


def diff(
    session: Session, compared: Compared, fmt: str, output: str | None, query: str | None, *, exit_code: bool
) -> int:
    """``diff A B``, ``diff --base REF``, ``diff --repo-path DIR``; with ``exit_code`` 1 for a difference."""
    if session.setup():
        return session.finish(True)
    difference, failed = _difference(session, compared)
    session.mark("compare")
    _answer(session, difference, fmt, output, query)
    code = session.finish(failed)
    return FAILED if exit_code and not difference.is_empty else code


def _difference(session: Session, compared: Compared) -> tuple[Difference, bool]:
    project = session.project
    if compared.names:
        before, after = compared.names
        try:
            return compare_named(project, before, after), False
        except ValueError as wrong:
            raise UsageError(str(wrong)) from wrong
    project = session.shared("the base has none")
    if compared.repo_path:
        found = compare_with_checkout(project, session.path(compared.repo_path))
    else:
        found = compare_with_base(project, compared.base or DEFAULT_BASE)
    session.report(found.of_base, aside=True)
    return found.difference, session.report(found.diagnostics)


def _answer(session: Session, difference: Difference, fmt: str, output: str | None, query: str | None) -> None:
    if fmt == "json" or query:
        write_answer(session, difference_json(difference), queried_format(fmt, query), output, query)
    elif fmt == "markdown":
        session.write(render_difference_markdown(difference), output)
    else:
        session.write(render_difference(difference, session.paint), output)
