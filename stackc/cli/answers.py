"""Values as answers: JSON or YAML, queried first when asked. See docs/language.md, queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from stackc.base.diagnostic import CompileError, Diagnostic, Report
from stackc.base.near import nearest
from stackc.base.source import Path
from stackc.base.value import Missing, Value, look_up, shown
from stackc.cli import messages as say
from stackc.text.json import to_json
from stackc.text.yaml import to_yaml

if TYPE_CHECKING:
    from stackc.cli.session import Session


def write_answer(session: Session, value: Value, fmt: str, output: str | None, query: str | None) -> None:
    """The answer of a command, on stdout or in the file of ``-o``; where a query leads nowhere is said on stderr."""
    found: list[Diagnostic] = []
    text = format_answer(value, fmt, query, found.append)
    session.report(found)
    session.write(text, output)


def format_answer(value: Value, fmt: str, query: str | None = None, report: Report | None = None) -> str:
    """``value`` as ``fmt``; a query's result that is a string stands bare.

    Raises CompileError for a query that fails, and for one that begins with a key that is not there; reports one that
    ends in nothing further down, whose result is null.
    """
    if query:
        from stackc.function.expression import ExpressionFault, evaluate_expression

        result = evaluate_expression(query, shown(value))
        if isinstance(result, ExpressionFault):
            raise CompileError((say.query_fails(query, result.message),))
        if result is None:
            _check_found(value, query, report)
        if isinstance(result, str):
            return str(result) + "\n"
        value = result
    plain = shown(value)
    return to_yaml(plain) if fmt == "yaml" else to_json(plain)


def _check_found(value: Value, query: str, report: Report | None) -> None:
    """Say where a query that is a path leaves what is there; ``?`` behind a key says that nothing is fine."""
    from stackc.function.expression import plain_path

    path = plain_path(query)
    gap = _gap(value, path) if path and "?" not in query else None
    if path is None or gap is None:
        return
    above, step = look_up(value, path[:gap]), path[gap]
    near = nearest(str(step), map(str, above)) if isinstance(above, Mapping) else ()
    if gap == 0:
        raise CompileError((say.query_begins_nowhere(query, path[0], near),))
    if report is not None and not isinstance(above, Missing):
        report(say.query_ends_nowhere(query, path[:gap], step, above, near))


def _gap(value: Value, path: Path) -> int | None:
    """The first step of a path that leads nowhere; None when there is something, be it null, at its end."""
    return next((at for at in range(len(path)) if isinstance(look_up(value, path[: at + 1]), Missing)), None)
