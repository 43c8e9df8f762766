"""The project's own JSON Schema for manifests: ``schemas.atmos.manifest``. See docs/language.md, validation.

Each file is held against it as it is written. What a template or a function stands for is not known then, so nothing is
said of it.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.marks import TEMPLATE
from stackc.base.ports import ReadFailure
from stackc.base.source import Origin, Path
from stackc.base.value import Call, Missing, Table, Unknown, Value, look_up, public
from stackc.check import messages as say
from stackc.compile.compilation import Compilation

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

SETTING = "schemas.atmos.manifest"


class _Misfit(NamedTuple):
    """What does not fit: where it is, whether its key is meant, and why."""

    path: Path
    reason: str
    is_key: bool = False


def check_manifest_schema(compilation: Compilation, files: Iterable[str]) -> Iterator[Diagnostic]:
    """Where ``files``, relative to the stacks folder, do not fit (SC0607), or why nobody can tell (SC0608, SC0609)."""
    named, setting = compilation.config.manifest_schema, compilation.stacks.rules.setting(SETTING)
    if not named:
        return
    if "://" in named:
        yield say.schema_elsewhere(named, setting)
        return
    from referencing.exceptions import Unresolvable

    validator = _validator(compilation, named)
    if isinstance(validator, str):
        yield say.schema_unusable(named, validator, setting)
        return
    for file in files:
        path = compilation.index.path(file)
        table = compilation.reader.document(path).table
        try:
            misfits = list(_misfits(validator, table, compilation))
        except Unresolvable as problem:  # found when the first value meets it
            yield say.schema_unusable(named, f"`{problem.ref}` in it leads nowhere", setting)
            return
        for misfit in misfits:
            span = compilation.locator.locate(Origin(path, misfit.path), key=misfit.is_key)
            yield say.schema_misfit(misfit.reason, misfit.path, Label(span, "does not fit"), named)


def _validator(compilation: Compilation, named: str) -> Validator | str:
    """What holds a value against the schema; why there is none. Nothing a schema refers to is ever fetched."""
    from jsonschema import SchemaError, validators
    from referencing import Registry

    path = posixpath.normpath(posixpath.join(compilation.config.root, named))
    try:
        schema = json.loads(compilation.world.read(path))
    except ReadFailure as failure:
        return failure.reason
    except ValueError as problem:
        return f"it is no JSON: {problem}"
    kind = validators.validator_for(schema, default=validators.Draft202012Validator)
    try:
        kind.check_schema(schema)
    except SchemaError as problem:
        return f"it is no JSON Schema: {problem.message}"
    made: Validator = kind(schema, registry=Registry())
    return made


def _misfits(validator: Validator, table: Table, compilation: Compilation) -> Iterator[_Misfit]:
    """In the order of the file; of alternatives that all fail, the one that comes nearest."""
    from jsonschema.exceptions import best_match

    for error in validator.iter_errors(public(table)):  # type: ignore[arg-type]  # they are JSON
        nearest = best_match([error]) or error
        path: Path = tuple(nearest.absolute_path)
        found = look_up(table, path)
        if isinstance(found, Missing) or not _is_waiting(found, compilation):
            yield from _told(nearest, path)


def _told(error: ValidationError, path: Path) -> Iterator[_Misfit]:
    """An unwelcome key is said at the key, and each by itself; everything else at the value."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator != "additionalProperties" or error.validator_value is not False:
        yield _Misfit(path, error.message, is_key=error.validator == "required")
        return
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for key in error.instance if isinstance(error.instance, dict) else ():
        if key not in known and not any(re.search(pattern, key) for pattern in patterns):
            yield _Misfit((*path, key), f"the key `{key}` is not allowed here", is_key=True)


def _is_waiting(value: Value, compilation: Compilation) -> bool:
    """True for what is decided later: a template, a function."""
    return isinstance(value, (Call, Unknown)) or (
        isinstance(value, str) and bool(compilation.marks.of(value) & TEMPLATE or compilation.marks.is_call(value))
    )
