"""What is said about policies: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import CompileError, Diagnostic, Label


def policy_finding(
    message: str, place: Label | None, severity: Severity, advice: str | None, policy: str
) -> Diagnostic:
    """``policy``: the name of the rule in its file; empty where the file has one alone."""
    notes = (f"the rule `{policy}`",) if policy else ()
    return Diagnostic(Code.POLICY, message, place, help=advice, notes=notes, severity=severity)


def policy_note(file: str, notes: Sequence[str]) -> tuple[str, ...]:
    """The notes of a finding with the policy that made it."""
    rule, *others = notes or ("",)
    return (f"{rule} of the policy `{file}` says so" if rule else f"the policy `{file}` says so", *others)


def policy_fails(file: str, doing: str, what: str, place: Label) -> Diagnostic:
    """``doing``: when it failed, as ``is loaded``; ``what``: the exception and its text."""
    return Diagnostic(Code.POLICY_FAILS, f"the policy `{file}` fails when it {doing}: {what}", place)


def policy_stops(file: str, error: CompileError, place: Label) -> Diagnostic:
    """It asked for what does not compile."""
    first = next(iter(error.diagnostics), None)
    what = f"{first.code.value}: {first.message}" if first is not None else str(error)
    message = f"the policy `{file}` cannot be judged, for what it asks for does not compile: {what}"
    return Diagnostic(Code.POLICY_FAILS, message, place, help="see stackc validate")


def policy_unreadable(file: str, reason: str, place: Label) -> Diagnostic:
    return Diagnostic(Code.POLICY_FAILS, f"the policy `{file}` cannot be read: {reason}", place)


def policy_without_check(file: str, near: str | None, place: Label) -> Diagnostic:
    """``near``: a function that may be meant."""
    advice = "write `def check(project)`; the name of a file that only helps others begins with `_`"
    advice = f"rename `{near}`" if near else advice
    return Diagnostic(Code.POLICY_FAILS, f"the policy `{file}` has no function `check`", place, help=advice)


def policy_answers(file: str, what: str, place: Label) -> Diagnostic:
    """``what``: the kind of what it gave instead of findings."""
    message = f"`check` of the policy `{file}` gives {what}, not findings"
    return Diagnostic(Code.POLICY_FAILS, message, place, help="give what `stackc.finding(…)` makes; none is `[]`")


def policies_missing(folder: str, setting: Label | None) -> Diagnostic:
    message = f"there is no folder `{folder}` in the repository, so no policy is asked"
    return Diagnostic(Code.POLICY_FAILS, message, setting)


def policies_wait(folder: str) -> Diagnostic:
    message = f"the policies in `{folder}` are asked when everything compiles"
    return Diagnostic(Code.POLICY_FAILS, message, severity="note")


def policies_not_run(folder: str) -> Diagnostic:
    message = f"the policies in `{folder}` were not run: the repository is untrusted"
    return Diagnostic(Code.POLICY_FAILS, message, severity="warning")
