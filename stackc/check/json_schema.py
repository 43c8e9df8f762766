"""JSON Schemas of the repository: read, and held against values of which some are not known.

A reader of the repository's files comes in; what does not fit goes out, each with its path. Nothing a schema
refers to is ever fetched. ``jsonschema`` is loaded by the first schema that is read: most repositories have none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure, World
from stackc.base.source import Path
from stackc.base.value import MASK, SEALED, Append, Secret, Value
from stackc.base.words import kind_word

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

    Rule = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]

LONGEST = 60
"""Characters of a map or a list that a message repeats; of a longer one it says the kind."""
_TWO_SIDED = frozenset(
    {"not", "if", "enum", "const", "contains", "disallow", "unevaluatedProperties", "unevaluatedItems"}
)
"""Keywords by which a value may fail because a part of it fits."""


class Misfit(NamedTuple):
    """What does not fit: where it is, whether its key is meant, and why."""

    path: Path
    reason: str
    is_key: bool = False


class Unusable(NamedTuple):
    """Why a schema cannot be used, and where that is in its file as far as it can be told."""

    reason: str
    line: int = 1
    column: int = 1


class Open:
    """A value that nobody knows, or nobody may see: it fits whatever is asked of it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def read_schema(world: World, path: str) -> Validator | Unusable:
    """What holds a value against the schema in the file ``path``.

    The value may have parts that are ``Open``: what is true of every value they could have is said, and nothing else.
    """
    from jsonschema import SchemaError, validators
    from referencing import Registry

    try:
        schema = json.loads(world.read(path))
    except ReadFailure as failure:
        return Unusable(failure.reason)
    except json.JSONDecodeError as problem:
        return Unusable(f"it is no JSON: {problem}", problem.lineno, problem.colno)
    except (ValueError, RecursionError) as problem:
        return Unusable(f"it is no JSON: {problem}")
    draft = schema.get("$schema", "") if isinstance(schema, dict) else ""
    if not isinstance(schema, (dict, bool)) or not isinstance(draft, str):
        return Unusable("it is no JSON Schema: a map with the keywords of a draft is one")
    kind = validators.validator_for(schema, default=validators.Draft202012Validator)
    try:
        kind.check_schema(schema)  # type: ignore[arg-type]  # `true` is one, too
    except SchemaError as problem:
        return Unusable(f"it is no JSON Schema: {problem.message}")
    lenient = validators.extend(kind, validators=_lenient(kind.VALIDATORS))  # type: ignore[no-untyped-call]
    made: Validator = lenient(schema, registry=Registry())
    return made


def find_misfits(validator: Validator, value: object) -> Iterator[Misfit] | Unusable:
    """What of ``value`` does not fit, in the order of the schema; of alternatives that all fail, the one that comes
    nearest. A reference that leads nowhere, or in a circle, is found when the first value meets it.
    """
    from jsonschema.exceptions import best_match
    from referencing.exceptions import Unresolvable

    try:
        errors = [best_match([error]) or error for error in validator.iter_errors(value)]  # type: ignore[arg-type]
    except Unresolvable as problem:
        return Unusable(f"`{problem.ref}` in it leads nowhere")
    except RecursionError:
        return Unusable("it refers to itself without end")
    return (misfit for error in errors for misfit in _told(error, tuple(error.absolute_path)))


def opened(value: Value, is_open: Callable[[Value], bool] = lambda leaf: isinstance(leaf, SEALED)) -> object:
    """A value as JSON has it, with the leaves ``Open`` for which ``is_open`` holds: what is unknown, and secrets."""
    if isinstance(value, dict):
        return {key: opened(item, is_open) for key, item in value.items()}
    if isinstance(value, (list, Append)):
        return [opened(item, is_open) for item in (value.items if isinstance(value, Append) else value)]
    if is_open(value):
        return Open(MASK if isinstance(value, Secret) else "<unknown>")
    return value


def _told(error: ValidationError, path: Path) -> Iterator[Misfit]:
    """An unwelcome key is said at the key, and each by itself; everything else at the value."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator != "additionalProperties" or error.validator_value is not False:
        yield Misfit(path, _reason(error), is_key=error.validator == "required")
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in error.instance if isinstance(error.instance, dict) else ():
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            yield Misfit((*path, key), f"the key `{key}` is not allowed here", is_key=True)


def _reason(error: ValidationError) -> str:
    """The words of jsonschema, with the kind of a large map or list in place of all that it holds."""
    value: Any = error.instance
    whole = repr(value) if isinstance(value, (dict, list)) else ""
    return error.message.replace(whole, kind_word(value), 1) if len(whole) > LONGEST else error.message


def _lenient(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """The keywords of a draft, each satisfied with what is open.

    Most keywords fail for what they see and hold for what they do not: with what is open taken to fit, what fails fails
    for good. The others are not asked about a value that is open in some part; of ``oneOf`` the part is asked that
    fails for good, that nothing fits.
    """
    return {name: _patient(rule, rules.get("anyOf", rule), name) for name, rule in rules.items()}


def _patient(rule: Rule, any_of: Rule, name: str) -> Rule:
    def judged(validator: Any, expected: Any, instance: Any, schema: Any) -> Iterable[ValidationError] | None:
        if isinstance(instance, Open) or (name in _TWO_SIDED and _is_open(instance)):
            return ()
        if name == "oneOf" and _is_open(instance):
            return any_of(validator, expected, instance, schema)
        return rule(validator, expected, instance, schema)

    return judged


def _is_open(value: object) -> bool:
    """True where some part is open."""
    if isinstance(value, (dict, list)):
        return any(map(_is_open, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Open)
