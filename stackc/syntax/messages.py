"""What is said about YAML text: one builder a finding, its place first."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.near import did_you_mean
from stackc.base.source import Span
from stackc.base.value import Value
from stackc.base.words import kind_word
from stackc.syntax.oddities import find_oddity

if TYPE_CHECKING:
    from stackc.syntax.causes import Cause
    from stackc.syntax.oddities import Oddity

# --- files


def file_too_large(at: Span, size: int, limit: int) -> Diagnostic:
    message = f"`{at.file}` has {size:,} bytes; manifests may have {limit:,}"
    return Diagnostic(Code.TOO_LARGE, message, Label(at, "this file"))


def not_utf8(at: Span) -> Diagnostic:
    advice = "save the file as UTF-8"
    return Diagnostic(Code.NOT_TEXT, "the file is not UTF-8 text", Label(at, "this byte is not text"), help=advice)


def binary(at: Span) -> Diagnostic:
    return Diagnostic(Code.NOT_TEXT, "the file is binary, not text", Label(at, "a zero byte"))


def half_character(at: Span) -> Diagnostic:
    return Diagnostic(Code.NOT_TEXT, "the text holds half of a character", Label(at, "not a character"))


def second_document(at: Span) -> Diagnostic:
    message = "only the first document of a file is used; this one is ignored"
    return Diagnostic(Code.SECOND_DOCUMENT, message, Label(at, "a second document starts here"))


def too_many_nodes(at: Span, limit: int) -> Diagnostic:
    message = f"this file holds more than {limit:,} keys and values"
    return Diagnostic(Code.TOO_LARGE, message, Label(at, "one too many"))


def too_deep(at: Span, limit: int) -> Diagnostic:
    message = f"values are nested more than {limit} levels deep"
    return Diagnostic(Code.TOO_DEEP, message, Label(at, "this level is one too many"))


def more_mistakes(last: Diagnostic, limit: int) -> Diagnostic:
    """``last`` is the first one of its kind that is not told."""
    message = f"{limit:,} mistakes of the kind {last.code.value} are told of this file; there are more"
    return Diagnostic(Code.MORE_MISTAKES, message, last.primary and last.primary._replace(text="from here on"))


# --- syntax


def not_allowed(at: Span, reason: str) -> Diagnostic:
    """A character that YAML does not allow."""
    return Diagnostic(Code.YAML_SYNTAX, f"invalid YAML: {reason}", Label(at, "not allowed here"))


def invalid(at: Span, said: str, context: str, opening: Span | None) -> Diagnostic:
    """``said`` and ``context`` are libyaml's; ``opening`` is where the list or map begins that cannot be read."""
    words = said + (f" {context}" if context else "")
    related = (Label(opening, "it opens here"),) if opening is not None else ()
    return Diagnostic(Code.YAML_SYNTAX, f"invalid YAML: {words}", Label(at, said or "cannot be read"), related)


def broken(file: str, cause: Cause, stopped: Span | None) -> Diagnostic:
    """``stopped`` is where libyaml gives up, where that is elsewhere."""
    label, others = _of_cause(file, cause), []
    if stopped is not None and stopped.line != label.span.line:
        others.append(Label(stopped, "read up to here"))
    if cause.other is not None:
        others.append(_of_cause(file, cause.other))
    message = f"invalid YAML: {cause.message}"
    return Diagnostic(Code.YAML_SYNTAX, message, label, tuple(others), help=cause.help)


def _of_cause(file: str, cause: Cause) -> Label:
    return Label(Span(file, cause.line + 1, cause.start + 1, cause.line + 1, cause.end + 1), cause.label)


def conflict(at: Span, end: Span | None) -> Diagnostic:
    """A merge conflict nobody has resolved; the places are its first and its last mark."""
    message = "a merge conflict is not resolved: its marks are still in the file"
    advice = "keep one of the two sides, and remove the marks"
    related = (Label(end, "to here"),) if end is not None else ()
    return Diagnostic(Code.MERGE_CONFLICT, message, Label(at, "the conflict begins here"), related, help=advice)


def tab(at: Span) -> Diagnostic:
    message = "a tab is used for indentation; YAML allows spaces only"
    return Diagnostic(Code.TAB, message, Label(at, "a tab"), help="indent with spaces")


def quote_unclosed(at: Span, end: Span) -> Diagnostic:
    """``end`` is where libyaml gives up."""
    related = (Label(end, "read up to here"),) if end.line != at.line else ()
    message = "a quote is not closed: the text it starts runs to the end of the file"
    return Diagnostic(Code.UNCLOSED_QUOTE, message, Label(at, "the quote opens here"), related)


def quote_left_open(at: Span, end: Span) -> Diagnostic:
    message = "a quote seems to be left open: the text it starts runs over several lines"
    related = (Label(end, "YAML cannot be read on here"),)
    return Diagnostic(Code.UNCLOSED_QUOTE, message, Label(at, "the quote opens here"), related)


# --- scalars


def date(at: Span, key: str | None, text: str, *, is_kept: bool) -> Diagnostic:
    what = "; it is kept as text" if is_kept else " and becomes an empty map"
    return _lossy(Code.DATE, at, key, text, f"is a date without quotes{what}", "a date for YAML")


def leading_zero(at: Span, key: str | None, text: str, value: object) -> Diagnostic:
    is_float = isinstance(value, float)
    read = f"a float: {value:.0f}" if is_float else f"octal: {value}"
    return _lossy(
        Code.LEADING_ZERO, at, key, text, f"has a leading zero, so YAML reads it as {read}", "read as a number"
    )


def digits_lost(at: Span, key: str | None, text: str, value: object) -> Diagnostic:
    return _lossy(Code.DIGITS_LOST, at, key, text, f"does not fit 64 bits; it becomes {value!r}", "loses digits")


def not_finite(at: Span, key: str | None, text: str) -> Diagnostic:
    what = "is not a finite number and has no JSON form"
    return _lossy(Code.NOT_A_NUMBER, at, key, text, what, "not a finite number")


def _lossy(code: Code, at: Span, key: str | None, text: str, what: str, label: str) -> Diagnostic:
    name = f"`{key}`: " if key else ""
    return Diagnostic(code, f"{name}`{text}` {what}", Label(at, label), help=f'quote it: "{text}"')


def odd(at: Span, found: Oddity) -> Diagnostic:
    return Diagnostic(found.code, found.message, Label(at, found.label), help=found.help)


def text_advice(value: Value, *, is_list: bool) -> str | None:
    """What to write where a map or a list is wanted, and text stands that is one but for a space."""
    odd = find_oddity(value, value, "", is_below=True) if isinstance(value, str) and value else None
    if odd is not None and odd.code is Code.SPACE_MISSING:
        return odd.help
    return f"write each item behind a dash: `- {value}`" if is_list and isinstance(value, str) and value else None


# --- tags


def not_convertible(at: Span, text: str, tag: str) -> Diagnostic:
    return Diagnostic(Code.CORE_TAG, f"`{text}` is not a value of `!!{tag}`", Label(at, "cannot be converted"))


def tag_unknown(at: Span, tag: str, known: Collection[str]) -> Diagnostic:
    advice = did_you_mean(tag, known) or f"known tags are {', '.join(sorted(known))}"
    return Diagnostic(Code.UNKNOWN_TAG, f"unsupported YAML tag `{tag}`", Label(at, "no such function"), help=advice)


def tag_without_effect(at: Span, tag: str, kind: str) -> Diagnostic:
    return Diagnostic(Code.TAG_IGNORED, f"`{tag}` has no effect on a {kind}", Label(at, "the tag is ignored"))


def append_without_list(at: Span) -> Diagnostic:
    return Diagnostic(Code.TAG_IGNORED, "`!append` has an effect on lists only", Label(at, "not a list"))


# --- keys


def key_no_scalar(at: Span) -> Diagnostic:
    return Diagnostic(Code.YAML_SYNTAX, "a key must be a scalar", Label(at, "used as a key"))


def key_of_values(at: Span, *, is_template: bool = False, is_call: bool = False) -> Diagnostic:
    """``is_template``: it is the second brace of a template without quotes."""
    message = f"a key must be a scalar, not {'a function' if is_call else 'a map or a list'}"
    advice = "a value that starts with a template needs quotes" if is_template else None
    return Diagnostic(Code.YAML_SYNTAX, message, Label(at, "used as a key"), help=advice)


def null_key(at: Span, text: str) -> Diagnostic:
    return Diagnostic(
        Code.NULL_KEY, "a key is null", Label(at, "not a name"), help='quote it: "null"' if text else None
    )


def duplicate_key(at: Span, key: str, first: Span) -> Diagnostic:
    related = (Label(first, "first defined here"),)
    return Diagnostic(Code.DUPLICATE_KEY, f"duplicate key `{key}`", Label(at, "defined again"), related)


def key_spelled_twice(at: Span, key: str, first: Span, spelled: str) -> Diagnostic:
    """``spelled`` at ``first`` and ``key`` say the same value."""
    message = f"`{spelled}` and `{key}` are the same key; the last one wins"
    related = (Label(first, f"written `{spelled}` here"),)
    return Diagnostic(Code.KEY_SPELLED_TWICE, message, Label(at, "the same key again"), related)


def keys_collide(at: Span, key: str, first: Span, spelled: str, name: str) -> Diagnostic:
    """``spelled`` at ``first`` and ``key`` are other values, and ``name`` is what both are called."""
    message = f"distinct map keys collide after normalization: `{spelled}` and `{key}` both become `{name}`"
    related = (Label(first, f"written `{spelled}` here"),)
    return Diagnostic(Code.KEY_COLLISION, message, Label(at, "becomes the same key"), related)


def merge_key(at: Span, value: Value) -> Diagnostic:
    message = f"the merge key `<<` needs a map, or a list of maps, not {kind_word(value)}"
    advice = f"for what stands at the anchor `&{value}`, write `<<: *{value}`" if isinstance(value, str) else None
    return Diagnostic(Code.MERGE_KEY, message, Label(at, "not a map"), help=advice)


# --- aliases


def alias_unknown(at: Span, name: str, anchors: Collection[str]) -> Diagnostic:
    message = f"unknown anchor `{name}`: the alias `*{name}` stands for nothing"
    label = Label(at, "no anchor of this name above")
    return Diagnostic(Code.UNKNOWN_ALIAS, message, label, help=did_you_mean(name, anchors))


def anchor_in_itself(at: Span, name: str) -> Diagnostic:
    message = f"the anchor `{name}` contains itself"
    return Diagnostic(Code.ANCHOR_CYCLE, message, Label(at, "inside its own anchor"))


def too_many_aliased(at: Span, limit: int) -> Diagnostic:
    message = f"the aliases of this file stand for more than {limit:,} values"
    return Diagnostic(Code.ALIAS_BOMB, message, Label(at, "one alias too many"))
