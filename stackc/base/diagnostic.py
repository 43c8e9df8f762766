"""Everything that can be wrong, as a value: ``Diagnostic``, and the ``Outcome`` of a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from stackc.base.codes import Code, Severity
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.record import Record, replace
from stackc.base.source import Span
from stackc.base.words import amount

T = TypeVar("T")


class Label(NamedTuple):
    """A place and a few words on what is there."""

    span: Span
    text: str = ""


class Facts(NamedTuple):
    """Facts in columns, e.g. the leaves in which two definitions differ."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Edit(NamedTuple):
    """Text that takes the place of other text in one file."""

    span: Span
    """What is replaced; of no width where text is put in."""
    text: str


class Fix(NamedTuple):
    """What would mend a mistake: edits of files, nowhere overlapping."""

    title: str
    """What it does, as advice: ``write `vars```."""
    edits: tuple[Edit, ...]

    def placed(self, move: Callable[[Span], Span]) -> Fix:
        """The same with its edits moved."""
        return self._replace(edits=tuple(each._replace(span=move(each.span)) for each in self.edits))


class Diagnostic(Record):
    """One thing the user should know, complete enough to render without the compiler."""

    code: Code
    message: str
    primary: Label | None = None
    """The smallest span that shows it; None for mistakes on the command line or in the environment."""
    related: tuple[Label, ...] = ()
    help: str | None = None
    chain: tuple[Span, ...] = ()
    """The imports that lead here, outermost first."""
    facts: Facts | None = None
    preface: tuple[str, ...] = ()
    """Lines printed raw before the header: a contract with other people's scripts."""
    notes: tuple[str, ...] = ()
    """Further lines of explanation, printed after the places."""
    candidate: Fix | None = None
    """What may mend it; told to nobody before it is tried."""
    fix: Fix | None = None
    """What surely mends it: it was tried, the mistake was gone, and none was new."""
    severity: Severity | None = None
    """What its author says it is, where the class of the code is not enough: that of a policy's finding."""

    @property
    def identity(self) -> tuple[Code, str, Label | None, Severity | None]:
        """What makes two of them one mistake, by whatever imports it was reached."""
        return self.code, self.message, self.primary, self.severity

    def placed(self, move: Callable[[Span], Span]) -> Diagnostic:
        """The same with its places moved: they were told in other text, or from another folder."""
        primary, *related = (label and label._replace(span=move(label.span)) for label in (self.primary, *self.related))
        others = tuple(each for each in related if each is not None)
        candidate, fix = (each and each.placed(move) for each in (self.candidate, self.fix))
        chain = tuple(map(move, self.chain))
        return replace(self, primary=primary, related=others, chain=chain, candidate=candidate, fix=fix)

    def is_within(self, other: Diagnostic) -> bool:
        """True where it points at a part of what the other points at."""
        if self.primary is None or other.primary is None:
            return False
        inner, outer = self.primary.span, other.primary.span
        begins = (outer.line, outer.column) <= (inner.line, inner.column)
        ends = (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
        return inner.file == outer.file and begins and ends

    @property
    def place(self) -> tuple[str, int, int]:
        """File, line and column to sort by; things without a place come first."""
        span = self.primary.span if self.primary else Span("", 0, 0)
        return span.file, span.line, span.column


Report = Callable[[Diagnostic], None]


class Outcome(NamedTuple, Generic[T]):
    """The best value a stage could build, and what it has to say about it."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


class CompileError(Exception):
    """Raised at the edge for a caller who asked for exceptions; carries the diagnostics."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__("; ".join(f"{d.code.value}: {d.message}" for d in self.diagnostics) or "compilation failed")

    def __reduce__(self) -> tuple[object, ...]:
        """By its diagnostics: the message alone would not make it again in another process."""
        return type(self), (self.diagnostics,)


class LookupFailure(CompileError, LookupError):
    """A name that does not exist; ``near`` holds the names it may have meant."""

    def __init__(self, diagnostic: Diagnostic, near: tuple[str, ...] = ()) -> None:
        super().__init__((diagnostic,))
        self.near = near

    def __reduce__(self) -> tuple[object, ...]:
        """By what it was made of."""
        return type(self), (self.diagnostics[0], self.near)


def folded(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each mistake once: of several diagnostics with one code and the same places the
    first, which names what else it hits.

    Those that carry more than a message, as duplicates do, are left alone.
    """
    groups: dict[object, list[Diagnostic]] = {}
    for index, each in enumerate(unique(diagnostics)):
        alone = each.primary is None or each.preface or each.facts is not None
        places = [label.span for label in (each.primary, *each.related) if label is not None]
        groups.setdefault(index if alone else (each.code, each.severity, *places), []).append(each)
    return tuple(_fold(group) for group in groups.values())


def _fold(group: list[Diagnostic]) -> Diagnostic:
    first, *others = group
    if not others:
        return first
    subjects = [_SUBJECT.search(other.message) for other in others]
    named = [found[0] for found in subjects if found is not None]
    if _SUBJECT.search(first.message) and len(named) == len(others):
        more = ", ".join(named[:MAX_FOLDED]) + (", …" if len(named) > MAX_FOLDED else "")
        return replace(first, notes=(*first.notes, f"as well in {amount(len(named), 'more instance')}: {more}"))
    if len(others) > MAX_FOLDED:
        return replace(first, notes=(*first.notes, f"and {len(others)} more of the same kind here"))
    return replace(first, notes=(*first.notes, *(f"as well: {other.message}" for other in others)))


_SUBJECT = late_pattern(r"[\w./:%-]+@[\w./%-]*\w")
"""An instance, as messages name it."""
MAX_FOLDED = 3
"""How many others a folded diagnostic names."""


def beside(diagnostics: Iterable[Diagnostic], said: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those of ``diagnostics`` that are none of ``said``."""
    known = {each.identity for each in said}
    return tuple(each for each in diagnostics if each.identity not in known)


def unique(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each mistake once, as it was first said, sorted by place, code and message."""
    found: dict[object, Diagnostic] = {}
    for each in diagnostics:
        found.setdefault(each.identity, each)
    return tuple(sorted(found.values(), key=lambda d: (d.place, d.code.value, d.message)))
