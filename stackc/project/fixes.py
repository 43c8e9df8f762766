"""Fixes that were tried: what is offered mends its mistake, and what a mistake brings about is not told beside it.

See docs/language.md, fixes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Edit, Fix, Label
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import Advice
from stackc.base.pattern import late_pattern
from stackc.base.record import replace
from stackc.base.source import Span
from stackc.base.words import amount

MAX_TRIED = 5
"""How many fixes of one run are tried; each costs a compilation of what its file reaches."""

Lines = Callable[[str], "Sequence[str] | None"]
"""``file → its lines``; None when it cannot be read."""


class Trial(NamedTuple):
    """What is found in the stacks that reach a few files: as these are, and where they say something else."""

    before: Iterable[Diagnostic]
    after: Iterable[Diagnostic]


Try = Callable[[Mapping[str, bytes]], Trial]
"""``files → what is found without and with them``."""
_Key = tuple[Code, str, int]


class _Attempt(NamedTuple):
    """A mistake with the fix that is tried for it."""

    mistake: Diagnostic
    fix: Fix


def settle(found: Sequence[Diagnostic], lines: Lines, trial: Try) -> tuple[Diagnostic, ...]:
    """``found`` with the fixes that hold, and without what would be gone with one of them.

    A fix holds when its mistake is gone with it and no finding is new. What mends nothing is not told; what was not
    tried, brings other findings or is for a mistake that the trial does not see is a note.
    """
    tries = sorted(_tries(found, lines), key=lambda each: each.mistake.code.value)
    holding: dict[_Key, Fix] = {}
    followed: dict[_Key, int] = {}
    gone: set[_Key] = set()
    useless: set[_Key] = set()
    tried = 0
    for each in tries:
        key = _key(each.mistake)
        if key in gone:
            continue
        if tried == MAX_TRIED:
            break
        tried += 1
        files = _edited(each.fix, lines)
        tested = trial(files) if files is not None else Trial(found, found)
        known, left = ({_key(other) for other in part} for part in tested)
        if key in left:
            useless.add(key)
        if key in left or key not in known or not left <= known:
            continue
        vanished = known - left - {key}
        count = sum(_key(other) in vanished for other in found)
        if count <= followed.get(key, -1):
            continue
        holding[key], followed[key] = each.fix, count
        gone |= vanished  # also what a fix of its own would mend: it cannot mend this one
    return tuple(_settled(each, holding, followed, useless) for each in found if _key(each) not in gone)


def has_fix(diagnostic: Diagnostic) -> bool:
    """Whether there is something that could be tried."""
    is_named = isinstance(diagnostic.help, Advice) and diagnostic.primary is not None
    return is_named or diagnostic.candidate is not None


def _key(diagnostic: Diagnostic) -> _Key:
    """What makes two findings of two compilations one: the words may count other things, and columns move."""
    file, line, _ = diagnostic.place
    return diagnostic.code, file, line


def _settled(
    diagnostic: Diagnostic, holding: Mapping[_Key, Fix], followed: Mapping[_Key, int], useless: set[_Key]
) -> Diagnostic:
    key = _key(diagnostic)
    fix = holding.get(key)
    if fix is not None:
        count = followed[key]
        more = (f"{amount(count, 'more finding')} would be gone with it",) if count else ()
        mended = replace(_at(diagnostic, fix), fix=fix, candidate=None)
        return replace(mended, help=None, notes=(*diagnostic.notes, *more))
    advice, diagnostic = diagnostic.help, replace(diagnostic, candidate=None) if diagnostic.candidate else diagnostic
    if not isinstance(advice, Advice) or diagnostic.primary is None:
        return diagnostic
    if key in useless:
        return replace(diagnostic, help=None)
    names = " or ".join(f"`{name}`" for name in advice.names)
    return replace(diagnostic, help=None, notes=(*diagnostic.notes, f"perhaps {names} is meant"))


def _at(diagnostic: Diagnostic, fix: Fix) -> Diagnostic:
    """The mistake at the line that mends it, which may be another one than where it shows; more of that is not told."""
    span, primary = fix.edits[0].span, diagnostic.primary
    if primary is None or (primary.span.file, primary.span.line) == (span.file, span.line):
        return diagnostic
    return replace(diagnostic, primary=Label(span, "here is the cause"), related=(primary,))


def _tries(found: Iterable[Diagnostic], lines: Lines) -> Iterable[_Attempt]:
    for each in found:
        for fix in (_by_name(each, lines), each.candidate):
            if fix is not None:
                yield _Attempt(each, fix)


def _by_name(diagnostic: Diagnostic, lines: Lines) -> Fix | None:
    """The nearest name in the place of what is written."""
    advice = diagnostic.help
    if not isinstance(advice, Advice) or diagnostic.primary is None:
        return None
    span = _misspelt(diagnostic.primary.span, advice.names[0], lines)
    return Fix(str(advice), (Edit(span, advice.names[0]),)) if span is not None else None


_WORD = late_pattern(r"[^\s\"'`,;:(){}\[\]|]+")


def _misspelt(span: Span, name: str, lines: Lines) -> Span | None:
    """The one word at a place that is like ``name``; a path or a key with signs in it is one word, and the field of a
    template as many as it has parts.
    """
    known = lines(span.file)
    if known is None or not 1 <= span.line <= len(known) or span.end_line not in (0, span.line):
        return None
    line = known[span.line - 1]
    text = line[span.column - 1 : span.end_column - 1] if span.end_column else ""
    words = [each for found in _WORD.finditer(text) for each in _steps(found.start(), found[0], name)]
    inner = text.strip("\"'")
    whole = [(text.index(inner), inner)] if inner and inner != name and not _FIELD.fullmatch(inner) else []
    if whole and _WORD.fullmatch(inner):
        like = whole
    else:
        like = [each for each in dict.fromkeys((*whole, *words)) if _alike(each[1], name)]
    if not like:
        return None
    start, word = max(like, key=lambda each: _likeness(each[1], name))
    column = span.column + start
    return Span(span.file, span.line, column, span.line, column + len(word))


_FIELD = late_pattern(r"(?:\.[A-Za-z_]\w*)+")
_ALIKE = 0.6


def _steps(start: int, word: str, name: str) -> Iterable[tuple[int, str]]:
    """The parts of a field of a template, unless a whole one is meant; else the word."""
    if not _FIELD.fullmatch(word) or name.startswith("."):
        return ((start, word),)
    return ((start + found.start(), found[0]) for found in re.finditer(r"\w+", word))


def _alike(word: str, name: str) -> bool:
    return word != name and _likeness(word.lower(), name.lower()) >= _ALIKE


def _likeness(word: str, name: str) -> float:
    from difflib import SequenceMatcher  # for who made a mistake

    return SequenceMatcher(None, word, name).ratio()


def _edited(fix: Fix, lines: Lines) -> dict[str, bytes] | None:
    """The files of a fix as it leaves them; None for one that spans lines or meets no text."""
    texts: dict[str, list[str]] = {}
    for edit in sorted(fix.edits, key=lambda each: each.span, reverse=True):
        span = edit.span
        known = texts.get(span.file) or lines(span.file)
        if known is None or span.line > len(known) or span.end_line not in (0, span.line):
            return None
        kept = texts.setdefault(span.file, list(known))
        line, end = kept[span.line - 1], (span.end_column or span.column) - 1
        kept[span.line - 1] = line[: span.column - 1] + edit.text + line[end:]
    return {file: "\n".join(kept).encode("utf-8", "surrogatepass") for file, kept in texts.items()}
