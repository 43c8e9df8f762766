"""What is said of instances that do not give their root module what it asks for: one builder a finding.

``who`` are the instances it is said of, sorted; the place is the same in all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Edit, Fix, Label
from stackc.base.ids import InstanceId
from stackc.base.near import asked
from stackc.base.record import replace
from stackc.base.source import Path, Span, path_text
from stackc.base.words import amount
from stackc.syntax.hcl_expression import one_line
from stackc.syntax.module_requirements import Validation
from stackc.syntax.root_module import Variable
from stackc.syntax.type_constraint import Type, type_text

MAX_NAMED: Final = 3
"""Instances that a message names; of more it says how many."""


def variable_unknown(
    who: Sequence[InstanceId], name: str, folder: str, place: Label, near: tuple[str, ...]
) -> Diagnostic:
    """``near``: variables that the instances do not set and may have meant."""
    message = f"`{name}` is no variable of `{folder}`, so it has no effect{_in(who)}"
    return Diagnostic(Code.VARIABLE_UNKNOWN, message, place, help=asked(near))


def variable_unclaimed(name: str, place: Label, close: Sequence[str]) -> Diagnostic:
    """``close``: variables of modules that are one edit away, by which it is more than a note."""
    message = f"no root module declares the variable `{name}`, which is set for all components"
    severity: Severity | None = "warning" if close else None
    return Diagnostic(Code.VARIABLE_UNCLAIMED, message, place, help=asked(close), severity=severity)


def variables_missing(
    who: Sequence[InstanceId], variables: Sequence[Variable], folder: str, place: Label
) -> Diagnostic:
    message = f"{_required(variables)} of `{folder}` {_is(variables)} not set{_in(who)}"
    return Diagnostic(Code.VARIABLE_MISSING, message, place, _declared(variables), help=f"set {_keys(variables)}")


def set_elsewhere(said: Diagnostic, file: str) -> Diagnostic:
    """``said`` of a missing variable, with the ``file`` by which all others have it."""
    return replace(said, help=f"import `{file}`, by which all others have it, or {said.help}")


def base_foreign(
    who: Sequence[InstanceId], code: Code, base: str, other: str, folder: str, place: Label, near: Sequence[str]
) -> Diagnostic:
    """``near``: the bases that were written for the root module in ``folder``, as ``base`` was for the ``other``."""
    message = f"the base `{base}` is for the root module `{other}`, so its variables do not fit `{folder}`{_in(who)}"
    return Diagnostic(code, message, place, help=asked(near[:MAX_NAMED]))


def inherited_from(said: Diagnostic, name: str) -> Diagnostic:
    """``said`` of a missing variable of a component that others inherit from."""
    return replace(said, help=f"if `{name}` is a base only, write `metadata.type: abstract`; else {said.help}")


def variables_nowhere(
    who: Sequence[InstanceId], variables: Sequence[Variable], folder: str, place: Label
) -> Diagnostic:
    """Nobody sets them in the manifests: whoever runs it may bring them along."""
    message = f"{_required(variables)} of `{folder}` {_is(variables)} set in no manifest{_in(who)}"
    help_ = f"set {_keys(variables)}; without it Terraform needs `TF_VAR_{variables[0].name}` in its environment"
    return Diagnostic(Code.VARIABLE_NOWHERE, message, place, _declared(variables), help=help_)


def _required(variables: Sequence[Variable]) -> str:
    names = ", ".join(f"`{variable.name}`" for variable in variables)
    return f"the required {'variable' if len(variables) == 1 else 'variables'} {names}"


def _is(variables: Sequence[Variable]) -> str:
    return "is" if len(variables) == 1 else "are"


def _keys(variables: Sequence[Variable]) -> str:
    return ", ".join(f"`vars.{variable.name}`" for variable in variables)


def _declared(variables: Sequence[Variable]) -> tuple[Label, ...]:
    return tuple(Label(variable.span, "declared here without a default") for variable in variables[:MAX_NAMED])


def variable_misspelt(
    who: Sequence[InstanceId], name: str, variable: Variable, folder: str, place: Label
) -> Diagnostic:
    """A required variable without a value beside one that is none: ``name``."""
    message = f"`{name}` is no variable of `{folder}`, and its required variable `{variable.name}` is not set{_in(who)}"
    help_ = asked((variable.name,))
    return Diagnostic(Code.VARIABLE_MISSING, message, place, _declared((variable,)), help=help_)


def with_renaming(said: Diagnostic, key: Span, name: str) -> Diagnostic:
    """``said`` with the edit that mends it: ``name`` for the ``key``."""
    return replace(said, candidate=Fix(f"write `{name}`", (Edit(key, name),)))


def value_refused(
    who: Sequence[InstanceId], variable: Variable, type_: Type | None, path: Path, reason: str, place: Label
) -> Diagnostic:
    """``path`` begins with the name of the variable; ``reason`` is a predicate: ``needs string, but ...``."""
    message = f"the variable `{path_text(path)}` {reason}{_in(who)}"
    related = (Label(variable.span, f"declared here as {type_text(type_)}" if type_ else "declared here"),)
    return Diagnostic(Code.VARIABLE_TYPE, message, place, related)


def output_refused(
    who: Sequence[InstanceId],
    variable: Variable,
    type_: Type | None,
    path: Path,
    reason: str,
    place: Label,
    output: Span,
) -> Diagnostic:
    """A value that only a run reads, of which is known what it will be; ``output`` is what it reads."""
    said = value_refused(who, variable, type_, path, reason, place)
    return replace(said, related=(Label(output, "read from here"), *said.related))


def attribute_unknown(
    who: Sequence[InstanceId], variable: Variable, path: Path, place: Label, near: tuple[str, ...]
) -> Diagnostic:
    message = (
        f"`{path_text(path)}` is dropped: the type of the variable `{variable.name}` has no such attribute{_in(who)}"
    )
    related = (Label(variable.span, "declared here"),)
    return Diagnostic(Code.ATTRIBUTE_UNKNOWN, message, place, related, help=asked(near))


def value_invalid(who: Sequence[InstanceId], variable: Variable, validation: Validation, place: Label) -> Diagnostic:
    """A condition of the module that the value does not meet."""
    says = f" (the module says: {validation.message})" if validation.message else ""
    message = f"the value of the variable `{variable.name}` is not valid{_in(who)}{says}"
    related = (Label(variable.span, "declared here with conditions"),)
    return Diagnostic(
        Code.VARIABLE_INVALID, message, place, related, notes=(f"it must hold that {one_line(validation.condition)}",)
    )


def output_unknown(
    who: Sequence[InstanceId], name: str, folder: str, upstream: str, place: Label, near: tuple[str, ...]
) -> Diagnostic:
    """``upstream`` is the component whose output is read."""
    message = f"`{name}` is no output of `{folder}`, which is read from `{upstream}`{_in(who)}"
    return Diagnostic(Code.OUTPUT_UNKNOWN, message, place, help=asked(near))


def provider_unknown(
    who: Sequence[InstanceId], name: str, folder: str, place: Label, near: tuple[str, ...]
) -> Diagnostic:
    message = f"`{folder}` knows no provider `{name}`, which is configured{_in(who)}"
    return Diagnostic(Code.SETTING_UNKNOWN, message, place, help=asked(near))


def backend_key_unknown(
    who: Sequence[InstanceId], name: str, kind: str, place: Label, near: tuple[str, ...]
) -> Diagnostic:
    message = f"the `{kind}` backend of Terraform has no setting `{name}`{_in(who)}"
    return Diagnostic(Code.SETTING_UNKNOWN, message, place, help=asked(near))


def version_refused(who: Sequence[InstanceId], folder: str, wanted: str, pinned: str, place: Label) -> Diagnostic:
    message = f"`{folder}` requires Terraform {wanted}, and {pinned} is pinned{_in(who)}"
    return Diagnostic(Code.VERSION_REFUSED, message, place)


def module_incomplete(who: Sequence[InstanceId], folder: str, why: str, place: Label) -> Diagnostic:
    message = f"of `{folder}` only what it declares is checked, since {why}{_in(who)}"
    return Diagnostic(Code.MODULE_INCOMPLETE, message, place)


def _in(who: Sequence[InstanceId]) -> str:
    """Of none: it is said of a file."""
    if not who:
        return ""
    if len(who) == 1:
        return f", in {who[0]}"
    shown = ", ".join(map(str, who[:MAX_NAMED]))
    more = f" and {len(who) - MAX_NAMED} more" if len(who) > MAX_NAMED else ""
    return f", in {amount(len(who), 'instance')}: {shown}{more}"
