"""How far the values of one file may grow when it is rendered: a reference to a value costs a few characters each time."""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.value import Value, count_values, is_deeper
from stackc.syntax.yaml import MAX_ALIAS_NODES, MAX_DEPTH


def within_bounds(value: Value, place: Callable[[], Label], report: Report) -> bool:
    """True for a value that is neither too deep nor too large to be looked through; else it is reported."""
    if is_deeper(value, MAX_DEPTH):
        message = f"rendered values are nested more than {MAX_DEPTH} levels deep"
        report(Diagnostic(Code.TOO_DEEP, message, place()))
        return False
    if count_values(value) > MAX_ALIAS_NODES:
        message = f"references make this more than {MAX_ALIAS_NODES:,} values"
        report(Diagnostic(Code.ALIAS_BOMB, message, place()))
        return False
    return True
