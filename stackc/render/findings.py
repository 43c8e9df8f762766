"""What every format of findings for other programs is made of. See docs/language.md, findings for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from stackc.base.codes import Code, DialectName, Severity
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Span
from stackc.render.diagnostics import ReadLines, fact_lines
from stackc.version import HOME

IMPORTED_HERE = "imported here"
"""What is said of the places of an import chain."""


class Findings(NamedTuple):
    """What a repository's findings are rendered from; places are relative to the top of the git repository."""

    graded: tuple[tuple[Diagnostic, Severity], ...]
    """In the order of the answer; none is ``off``."""
    read: ReadLines
    dialect: DialectName
    project_file: str
    """Where a finding without a place is put by formats in which each has a file."""


def page_of(code: Code) -> str:
    """The URL of the page about a code."""
    return f"{HOME}/blob/main/docs/diagnostics/{code.value}.md"


def explanation(diagnostic: Diagnostic) -> str:
    """The message and, a line each, what is printed below its places: facts, notes, help."""
    lines = [diagnostic.message]
    lines += fact_lines(diagnostic.facts) if diagnostic.facts is not None else ()
    lines += (f"note: {note}" for note in diagnostic.notes)
    advice = (diagnostic.fix.title if diagnostic.fix else None, diagnostic.help)
    lines += (f"help: {each}" for each in advice if each)
    return "\n".join(lines)


def other_places(diagnostic: Diagnostic) -> Iterator[Label]:
    """The places besides the primary one: those that are related, and the imports that lead there."""
    yield from diagnostic.related
    yield from (Label(span, IMPORTED_HERE) for span in diagnostic.chain)


def file_of(diagnostic: Diagnostic, findings: Findings) -> str:
    """The file to edit; the project file for a finding without a place."""
    return diagnostic.primary.span.file if diagnostic.primary else findings.project_file


def end_of(span: Span) -> tuple[int, int]:
    """Line and exclusive column of the end; a point ends where it begins."""
    return (span.end_line, span.end_column) if span.end_line else (span.line, span.column)


def fingerprints(findings: Findings) -> tuple[str, ...]:
    """A name for each finding, unique in the answer and the same when lines above it come or go."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for diagnostic, _ in findings.graded:
        label = diagnostic.primary.text if diagnostic.primary else ""
        name = "\0".join((diagnostic.code.value, file_of(diagnostic, findings), diagnostic.message, label))
        seen[name] += 1
        names.append(_digest(name if seen[name] == 1 else f"{name}\0{seen[name]}"))
    return tuple(names)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
