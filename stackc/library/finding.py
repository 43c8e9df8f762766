"""``Finding``: something that is wrong with a repository, and how much it matters there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.record import Record
from stackc.base.source import Span
from stackc.library.instance import Instance
from stackc.library.messages import policy_finding

if TYPE_CHECKING:
    from collections.abc import Callable

OWN_SEVERITIES: Final = ("error", "warning", "note")
"""What a policy may call its findings."""


class Finding(Record):
    """One finding of ``validate``; ``severity`` is what the project file makes of it: error, warning or note."""

    severity: Severity
    diagnostic: Diagnostic
    _lines: Callable[[str], list[str] | None]
    _concerns: InstanceId | None = None
    """The instance that a policy says it is about; None is the repository."""

    def __repr__(self) -> str:
        return f"Finding({self.severity}[{self.code.value}] {self.file}:{self.line})"

    @property
    def code(self) -> Code:
        """The stable code, whose value is ``SC0201`` for example."""
        return self.diagnostic.code

    @property
    def message(self) -> str:
        """What is wrong, on one line."""
        return self.diagnostic.message

    @property
    def file(self) -> str:
        """The file to edit, relative to the project; empty for a finding without a place."""
        return self.diagnostic.place[0]

    @property
    def line(self) -> int:
        """Counted from 1; 0 for a finding without a place."""
        return self.diagnostic.place[1]

    @property
    def column(self) -> int:
        """Counted from 1; 0 for a finding without a place."""
        return self.diagnostic.place[2]

    @property
    def help(self) -> str | None:
        """What to do, where that is surely right."""
        return self.diagnostic.help

    @property
    def related(self) -> tuple[Label, ...]:
        """The other places that have to do with it."""
        return self.diagnostic.related

    def render(self) -> str:
        """As ``validate`` prints it: with the lines it is about, without colour."""
        from stackc.render.diagnostics import Paint, render_diagnostic

        return render_diagnostic(self.diagnostic, self.severity, self._lines, Paint(False))


def finding(
    message: str,
    *,
    at: Span | Label | None = None,
    severity: Literal["error", "warning", "note"] = "error",
    help: str | None = None,  # noqa: A002
    policy: str = "",
    instance: Instance | None = None,
) -> Finding:
    """What a policy says: ``message`` is what is wrong, true on its own, on one line.

    ``at`` is the place to edit, as ``Instance.place`` or an ``Edge`` gives it; ``help`` says what to do there.
    ``policy`` names the rule where a file has several. ``instance`` is the one it is about: runs of others are not
    refused for it. Raises TypeError and ValueError for what is none of these. See docs/language.md, policies.
    """
    texts = {"message": message, "help": help or "", "policy": policy}
    wrong = [name for name, value in texts.items() if not isinstance(value, str)]
    wrong += [] if at is None or isinstance(at, (Span, Label)) else ["at"]
    wrong += [] if instance is None or isinstance(instance, Instance) else ["instance"]
    if wrong:
        raise TypeError(f"of the wrong kind in a finding: {', '.join(wrong)}")
    if severity not in OWN_SEVERITIES:
        raise ValueError(f"a finding is one of {', '.join(OWN_SEVERITIES)}, not {severity!r}")
    if not message.strip():
        raise ValueError("a finding has a message")
    place = Label(at) if isinstance(at, Span) else at
    diagnostic = policy_finding(message, place, severity, help, policy)
    return Finding(severity, diagnostic, _no_lines, None if instance is None else instance.id)


def _no_lines(_: str) -> None:
    """Who makes a finding has read no file."""
