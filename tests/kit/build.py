"""Small builders: what a test needs to say in one word."""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import Layer, Leaf, layer
from stackc.base.marks import Marks
from stackc.base.value import Value
from stackc.syntax.document import Document
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import SOUND_SCALARS, ScalarRules, parse_document

Place = tuple[Code, str]
"""A code and ``line:column``."""


def place(diagnostic: Diagnostic) -> Place:
    """What a diagnostic is and where; the place is empty when it has none."""
    if diagnostic.primary is None:
        return diagnostic.code, ""
    return diagnostic.code, f"{diagnostic.primary.span.line}:{diagnostic.primary.span.column}"


def places(diagnostics: Iterable[Diagnostic]) -> list[Place]:
    """``place`` of each."""
    return [place(diagnostic) for diagnostic in diagnostics]


def document(text: str, rules: ScalarRules = SOUND_SCALARS) -> Document:
    """``text`` parsed as ``f.yaml``."""
    return parse_document(text, "f.yaml", rules)


def value_of(text: str, rules: ScalarRules = SOUND_SCALARS) -> Value:
    """The value of a YAML text without mistakes."""
    parsed = document(text, rules)
    assert parsed.diagnostics == ()
    return parsed.root


def marks() -> Marks:
    """A memo that knows calls as manifests write them."""
    return Marks(lambda text: call_tag(text) is not None)


def layer_of(value: Value, file: str, label: str = "", *path: str) -> Layer:
    """What ``file`` holds at ``path``, as an operand of a fold."""
    return layer(Leaf(value, file), path, label)
