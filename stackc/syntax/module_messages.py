"""What is said about Terraform root modules: one builder a finding, its place first."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span


def unreadable(at: Span, reason: str, label: str) -> Diagnostic:
    """A file that cannot be read further."""
    return Diagnostic(Code.MODULE_SYNTAX, reason, Label(at, label))


def labels_wrong(at: Span, block: str, count: int, *, is_named: bool) -> Diagnostic:
    wanted = "its name as its only label" if is_named else "no label"
    return Diagnostic(Code.MODULE_SYNTAX, f"a `{block}` block has {wanted}", Label(at, f"has {count}"))


def declared_twice(at: Span, block: str, name: str, first: Span) -> Diagnostic:
    return _again(at, f"{block} `{name}` is declared twice", first)


def two_backends(at: Span, first: Span) -> Diagnostic:
    return _again(at, "two backends are declared", first)


def _again(at: Span, message: str, first: Span) -> Diagnostic:
    related = (Label(first, "first declared here"),)
    return Diagnostic(Code.MODULE_SYNTAX, message, Label(at, "declared again here"), related)


def overrides_nothing(at: Span, block: str, name: str) -> Diagnostic:
    message = f"{block} `{name}` is overridden but not declared"
    return Diagnostic(Code.MODULE_SYNTAX, message, Label(at, "nothing to override"))
