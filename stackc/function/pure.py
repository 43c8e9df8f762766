"""The bodies of the pure functions: the repository and the environment in, a value out."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Protocol

from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import VariableRefused
from stackc.base.value import Call, Secret, Table, Unknown, Value, has_secret, leaves, revealed
from stackc.syntax.calls import CallFault, ParsedCall


class Variables(Protocol):
    """Variables by name."""

    def get(self, name: str, /) -> Value:
        """The value of a variable; None where it has none."""
        ...


class Scope(NamedTuple):
    """What a pure function may look at."""

    env: Variables
    """The merged ``env`` section of the instance."""
    metadata: Table
    variable: Callable[[str], str | Secret | None]
    git_root: Callable[[], str | None]


def evaluate_pure(call: ParsedCall, scope: Scope) -> Value | CallFault:
    """The value of a pure call. ``!unset`` is not a value: whoever owns the container drops the item."""
    match call.tag:
        case "!env":
            return _env(call, scope)
        case "!template":
            return parse_json_or_text(call.get("text"))
        case "!repo-root" | "!git.root":
            return (
                scope.git_root()
                or call.get("text")
                or CallFault(f"`{call.tag}`: this is not a git repository, and no default is given")
            )
        case "!tags":
            return scope.metadata.get("tags") or []
        case "!labels" | "!labels.keys" | "!labels.values":
            return _labels(call.tag, scope.metadata.get("labels"))
        case _:
            return CallFault(f"`{call.tag}` cannot be evaluated here")


def parse_json_or_text(text: str) -> Value:
    """``text`` as JSON where it is JSON, else the text itself."""
    try:
        return parse_json(text)
    except (ValueError, RecursionError):
        return text


def parse_json(text: str) -> Value:
    """``text`` as JSON; NaN, infinities and numbers beyond a float are no JSON. Raises ValueError or RecursionError."""
    value: Value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    return value


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(text)
    return value


def _no_constant(name: str) -> Value:
    raise ValueError(name)


def _env(call: ParsedCall, scope: Scope) -> Value | CallFault:
    name = call.get("name")
    own = scope.env.get(name)
    if own is not None:
        return variable_value(own)
    try:
        outside = scope.variable(name)
    except VariableRefused as refusal:
        return CallFault(f"`!env`: {refusal}", code=Code.VARIABLE_REFUSED)
    return call.get("default") if outside is None else outside


def variable_value(value: Value) -> str | Secret | Unknown:
    """A value of ``env`` as the variable it will be: unknown or secret where a part of it is."""
    if isinstance(value, (str, Secret, Unknown)):
        return value
    unknown = next((leaf for _, leaf in leaves(value) if isinstance(leaf, (Unknown, Call))), None)
    if unknown is not None:
        return Unknown(unknown.text)
    return Secret(environment_text(value)) if has_secret(value) else scalar_text(value)


def environment_text(value: Value) -> str:
    """A value as the variable a process gets, its secrets opened: they are for that process."""
    return scalar_text(revealed(value))


def scalar_text(value: Value) -> str:
    """A value as the text an environment variable holds."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, separators=(",", ":"), sort_keys=True)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _labels(tag: str, labels: Value) -> Value:
    table = labels if isinstance(labels, dict) else {}
    if tag == "!labels":
        return {key: table[key] for key in sorted(table)}
    return [key if tag == "!labels.keys" else table[key] for key in sorted(table)]
