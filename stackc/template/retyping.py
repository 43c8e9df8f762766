"""What rendered text means as a value: what YAML would write plain is typed again. See docs/language.md, rendered values.

Values are rendered one scalar at a time, but as if the whole section were written as YAML, rendered and read back: text
that needs quotes there stays a string, text that does not is read as a plain scalar or as a fragment of YAML.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stackc.base.value import Call, Value
from stackc.syntax.scalars import resolve_plain
from stackc.syntax.yaml import ScalarRules, parse_document
from stackc.text.yaml import scalar_style

_FRAGMENT = re.compile(r"[\n#]|:(?:\s|\Z)|\A[\[\]{},&*!|>'\"%@`?-]")


class NotYaml(NamedTuple):
    """Rendered text that is no YAML; ``reason`` says why."""

    reason: str


def retype(source: str, rendered: str, rules: ScalarRules) -> Value | NotYaml:
    """The value of ``rendered``, the text a template ``source`` gave."""
    if scalar_style(source) != "plain":
        return Call(rendered) if isinstance(source, Call) else rendered
    text = rendered.strip()
    if not _FRAGMENT.search(text):
        resolved = resolve_plain(text)
        if resolved.loss == "date":
            return text if rules.dates_as_text else {}
        return resolved.value
    document = parse_document("value: " + rendered.replace("\n", "\n  "), "", rules)
    if document.diagnostics:
        return NotYaml(document.diagnostics[0].message)
    return document.table.get("value")
