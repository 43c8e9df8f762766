"""``Finding``: something that is wrong with a repository, and how much it matters there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Label

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of ``validate``; ``severity`` is what the project file makes of its code: error or warning."""

    severity: Severity
    diagnostic: Diagnostic
    _lines: Callable[[str], list[str] | None]

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
