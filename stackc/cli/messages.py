"""What is said of command lines: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.command_lines import terraform_command
from stackc.base.diagnostic import Diagnostic
from stackc.base.near import asked
from stackc.base.source import Path, path_text
from stackc.base.value import Append, Value
from stackc.base.words import kind_word

if TYPE_CHECKING:
    from stackc.graph.graph import Edge


def stack_needed(names: Sequence[str], component: str | None = None) -> Diagnostic:
    """``names``: all stacks, or those with the ``component``."""
    message = "stack is required; specify it on the command line using the flag `--stack <stack>` (shorthand `-s`)"
    listed = ", ".join(f"`{name}`" for name in names)
    advice = f"`{component}` is in {listed}" if component else f"stacks are {listed}"
    return Diagnostic(Code.STACK_NEEDED, message, help=advice if names else None)


def query_fails(query: str, reason: str, advice: str | None = None) -> Diagnostic:
    return Diagnostic(Code.FUNCTION_FAILED, f"the query `{query}` fails: {reason}", help=advice)


def query_begins_nowhere(query: str, step: str | int, near: Sequence[str]) -> Diagnostic:
    return query_fails(query, f"the answer has {_lack(step)}", asked(near))


def query_ends_nowhere(query: str, path: Path, step: str | int, above: Value, near: Sequence[str]) -> Diagnostic:
    """``above`` is the value at ``path``, the last one that is there."""
    lack = f"has {_lack(step)}" if isinstance(above, (dict, list, Append)) else f"is {kind_word(above)}"
    message = f"the query `{query}` finds nothing: `{path_text(path)}` {lack}"
    return Diagnostic(Code.QUERY_NOTHING, message, help=asked(near))


def _lack(step: str | int) -> str:
    return f"no item {step}" if isinstance(step, int) else f"no key `{step}`"


def no_value(path: Path, missing: int, near: Sequence[str]) -> Diagnostic:
    """No instance has a value at ``path``; none has what its step number ``missing`` names."""
    first = path_text(path[: missing + 1])
    where = f"`{path_text(path)}`" + (f": none has `{first}`" if missing + 1 < len(path) else "")
    return Diagnostic(Code.NO_VALUE, f"no instance has a value at {where}", help=asked(near))


def unknown_shown(unknown: Diagnostic) -> Diagnostic:
    """A preview shows what cannot be written."""
    message = unknown.message.replace("and cannot be written", "yet; its text is shown")
    return Diagnostic(Code.UNKNOWN_SHOWN, message, unknown.primary)


# --- runs


def nothing_runs() -> Diagnostic:
    return Diagnostic(Code.SELECTION_EMPTY, "nothing is selected: no enabled, real component fits")


def not_confirmed(word: str) -> Diagnostic:
    """``word``: "apply" or "destroy"."""
    message = f"`{word} --all` asks before it starts, and there is no terminal to ask on"
    return Diagnostic(Code.CONFIRMATION, message, help="give --auto-approve")


def prerequisite_without_state(edge: Edge) -> Diagnostic:
    before = edge.prerequisite
    message = f"{before}, which comes before {edge.dependent}, has no state yet"
    advice = terraform_command("deploy", before.component, before.stack)
    return Diagnostic(Code.PREREQUISITE_WITHOUT_STATE, message, edge.place, help=advice)
