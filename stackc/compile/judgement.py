"""What a code means in one project: an error, a warning, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stackc.base.codes import Code, DialectName, Severity, Use, severity
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple


class Judgement(NamedTuple):
    """The dialect and the severities of one project file."""

    dialect: DialectName
    severities: Mapping[str, str]

    def severity(self, code: Code, use: Use) -> Severity:
        """What a code means here: ``error``, ``warning`` or ``off``."""
        return severity(code, self.dialect, use, self.severities)

    def grade(self, diagnostic: Diagnostic, use: Use) -> Severity:
        """What a diagnostic means here: its code, else what it says of itself."""
        return severity(diagnostic.code, self.dialect, use, self.severities, diagnostic.severity)

    def blocks(self, diagnostics: Iterable[Diagnostic], use: Use = "show") -> bool:
        """True when one of ``diagnostics`` is an error for ``use``."""
        return any(self.grade(diagnostic, use) == "error" for diagnostic in diagnostics)
