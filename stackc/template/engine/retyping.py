"""What rendered text means as a value: what YAML would write plain is typed again.

See docs/language.md, rendered values.

Values are rendered one scalar at a time, but as if the whole section were written as YAML, rendered and read back: text
that needs quotes there stays a string, text that does not is read as a plain scalar or as a fragment of YAML. Where the
quotes of the manifest count, they alone decide, and nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.value import Call, Value
from stackc.go.floats import float_text
from stackc.syntax.oddities import ODDITIES
from stackc.syntax.scalars import is_date, key_text, resolve_plain
from stackc.syntax.yaml import ScalarRules, parse_document
from stackc.template.engine.expansion import Expansion
from stackc.text.yaml import scalar_style

_FRAGMENT: Final = late_pattern(r"[\n#]|:(?:\s|\Z)|\A[\[\]{},&*!|>'\"%@`?-]")
_WRITES_STRUCTURE: Final = late_pattern(r"json|yaml", re.IGNORECASE)
"""In the name of a function: it writes a list or a map on purpose."""


class NotYaml(NamedTuple):
    """Rendered text that is no YAML; ``reason`` says why."""

    reason: str


def retype(source: str | Call, rendered: str, rules: ScalarRules) -> Value | NotYaml:
    """The value of ``rendered``, the text a template ``source`` gave."""
    if isinstance(source, Call):
        return Call(rendered)
    if rules.openings:
        return _sound(source, rendered)
    return reread(rendered, rules) if scalar_style(source) == "plain" else rendered


def _sound(source: str, rendered: str) -> Value:
    """Without quotes a number, a boolean or null where that says all of it, else the text."""
    if not isinstance(source, Bare):
        return rendered
    text = rendered.strip()
    resolved = resolve_plain(text)
    if resolved.loss == "digits":
        return int(text.replace("_", ""))
    return rendered if resolved.loss or isinstance(resolved.value, str) else resolved.value


def reread(rendered: str, rules: ScalarRules) -> Value | NotYaml:
    """``rendered`` read as it would be behind a key."""
    text = rendered.strip()
    if not _FRAGMENT.search(text):
        resolved = resolve_plain(text)
        if resolved.loss == "date":
            return text if rules.dates_as_text else {}
        return resolved.value
    document = parse_document("value: " + rendered.replace("\n", "\n  "), "", rules)
    wrong = next((each for each in document.diagnostics if each.code not in ODDITIES), None)
    if wrong is not None:
        return NotYaml(wrong.message)
    return document.table.get("value")


def key_of(value: Value | NotYaml, rendered: str) -> str:
    """The key that ``rendered`` is, which was typed as ``value``: all are strings, but
    ``0x10`` without quotes is ``16``.
    """
    if isinstance(value, (str, int, float)):
        return value if isinstance(value, str) else key_text(value) or rendered
    return "null" if value is None else rendered


class Misuse(NamedTuple):
    """Why a template must not become what it does."""

    code: Code
    message: str
    help: str | None = None


def find_misuse(
    source: str | Call, expanded: Expansion, is_pure: Callable[[str], bool] | None, *, is_key: bool = False
) -> Misuse | None:
    """What a template reads that its value must not be made of, besides a copy of a call.

    A pure function is called after templates, so its text beside other text means nothing. That is not said where
    ``is_pure`` is None, because such text may still become a call.
    """
    if expanded.secret and isinstance(source, Call):
        return Misuse(Code.SECRET_MISPLACED, "the template reads a secret, and what a function is called with is shown")
    if is_pure is None or (expanded.copied is not None and not is_key):
        return None
    if is_key and expanded.sources:
        return Misuse(Code.CALL_READ, f"the template reads `{expanded.sources[0].text}`, and a key must be known")
    pure = next((each for each in expanded.sources if isinstance(each, Call) and is_pure(each.text)), None)
    if pure is None:
        return None
    message = f"the template reads the function `{pure.text}`, which is called after templates"
    return Misuse(Code.CALL_READ, message, "a template may copy it whole, with nothing before or behind it")


def find_loss(rendered: str, value: Value, functions: Iterable[str] = ()) -> str | None:
    """What of ``rendered`` got lost when it was read again as ``value``, besides that it is no text any more.

    Blanks around it do not count, and neither does a list or a map that one of ``functions`` was called to write.
    """
    text = rendered.strip()
    if isinstance(value, (dict, list)):
        if is_date(text):
            return "a date without quotes becomes an empty map"
        if any(_WRITES_STRUCTURE.search(name) for name in functions):
            return None
        return f"it becomes a {'map' if isinstance(value, dict) else 'list'}"
    if isinstance(value, str):
        if value == text or text[:1] in ("'", '"'):
            return None
        if "\n" in text:
            return "its lines are joined"
        return "what follows ` #` is a comment" if " #" in text else "quotes and escapes in it are resolved"
    if isinstance(value, bool) or value is None or not isinstance(value, (int, float)):
        return None
    forms = (repr(value), float_text(value)) if isinstance(value, float) else (str(value),)
    return None if text in forms else "it becomes a number that is written in another way"
