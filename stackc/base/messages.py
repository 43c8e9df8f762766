"""What is said whichever stage meets it: one builder a finding."""

from __future__ import annotations

from stackc.base.boundary import OUTSIDE_HELP, Access, outside_message
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label


def outside_found(subject: str, label: Label | None, access: Access) -> Diagnostic:
    """``subject`` lies outside (SC0230); ``access`` is not ``inside``."""
    return Diagnostic(Code.OUTSIDE, outside_message(subject, access), label, help=OUTSIDE_HELP)
