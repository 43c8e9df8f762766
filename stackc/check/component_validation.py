"""``settings.validation``: what an instance must fit that its component says itself.

JSON Schemas are held against it here; policies of OPA are read here and asked in runs.
See docs/language.md, validation of components.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.memo import Memo
from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path
from stackc.base.value import Secret, Table, source_text, table_at
from stackc.check import messages as say
from stackc.check.json_schema import Unusable, find_misfits, opened, read_schema
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

_KINDS: Final = ("jsonschema", "opa")
DEFAULT_SECONDS: Final = 20


class Entry(NamedTuple):
    """One validation of an instance that is not disabled."""

    name: str
    kind: str
    file: str
    """The schema or policy, relative to the project or absolute."""
    modules: tuple[str, ...]
    """Further files and folders of policies, the same way."""
    seconds: float
    place: Label


def entries(compilation: Compilation, instance: Instance) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """The validations of an instance, and what is wrong with how they are written (SC0951). They are read as they
    compile: other settings may have effects, which a run does not ask for.
    """
    read: list[Entry] = []
    found: list[Diagnostic] = []
    compiled = compilation.instance(instance.id).instance or instance
    for name, body in table_at(compiled.table("settings"), "validation").items():
        if body is None or (isinstance(body, dict) and body.get("disabled") is True):
            continue
        made = _entry(compilation, instance, name, body if isinstance(body, dict) else {})
        read += [made] if isinstance(made, Entry) else []
        found += [made] if isinstance(made, Diagnostic) else []
    return tuple(read), tuple(found)


def _entry(compilation: Compilation, instance: Instance, name: str, body: Table) -> Entry | Diagnostic:
    def wrong(path: Path, why: str) -> Diagnostic:
        label = instance.component.label("settings", ("validation", name, *path), "not understood", key=not path)
        return say.validation_wrong(instance.id, name, why, label)

    kind, path = source_text(body.get("schema_type")) or "", source_text(body.get("schema_path")) or ""
    if kind not in _KINDS:
        return wrong(("schema_type",) if "schema_type" in body else (), "its `schema_type` is `jsonschema` or `opa`")
    if not path:
        return wrong((), "it has no `schema_path`")
    config = compilation.config
    base = config.json_schemas if kind == "jsonschema" else config.opa_policies

    def file_of(named: str, *kinds: str) -> str | None:
        tries = [posixpath.join(base, named), named] if base else [named]
        return next((each for each in tries if compilation.world.kind(each) in kinds), None)

    file = file_of(path, "file")
    if file is None:
        return wrong(("schema_path",), f"there is no file `{path}`")
    given = body.get("module_paths")
    modules = [file_of(str(each), "file", "folder") for each in given] if isinstance(given, list) else []
    if None in modules:
        return wrong(("module_paths", modules.index(None)), "there is no such file or folder")
    timeout = body.get("timeout")
    seconds = float(timeout) if isinstance(timeout, (int, float)) and timeout > 0 else DEFAULT_SECONDS
    place = instance.component.label("settings", ("validation", name), "validated by this", key=True)
    return Entry(name, kind, file, tuple(each for each in modules if each), seconds, place)


def validated(instance: Instance) -> Table:
    """What is validated: the sections of an instance; what its module calls sensitive is as secret as a secret."""
    sensitive = instance.sensitive
    hidden: Table = {
        name: Secret(value) if name in sensitive else value for name, value in instance.table("vars").items()
    }
    return {**instance.evaluated(), "vars": hidden}


def validation_breaches(compilation: Compilation, instances: Iterable[Instance]) -> tuple[Diagnostic, ...]:
    """What of real and enabled instances does not fit the JSON Schemas that they name (SC0954), once a line; what is
    not known, or secret, fits. Schemas that cannot be used are SC0951.
    """
    schemas: Memo[str, Validator | Unusable] = Memo(lambda file: read_schema(compilation.world, file))
    shared: dict[tuple[str, str, Label, bool], list[InstanceId]] = {}
    for instance in instances:
        for breach in _breaches(compilation, instance, schemas) if instance.is_deployable else ():
            shared.setdefault(breach, []).append(instance.id)
    return tuple(
        say.validation_failed(ids, name, reason, place) if fits else say.validation_wrong(ids[0], name, reason, place)
        for (name, reason, place, fits), ids in shared.items()
    )


def _breaches(
    compilation: Compilation, instance: Instance, schemas: Memo[str, Validator | Unusable]
) -> Iterator[tuple[str, str, Label, bool]]:
    """The validation, the reason, its place, and whether the schema could be used."""
    for entry in entries(compilation, instance)[0]:
        if entry.kind != "jsonschema":
            continue
        validator = schemas(entry.file)
        misfits = validator if isinstance(validator, Unusable) else find_misfits(validator, opened(validated(instance)))
        if isinstance(misfits, Unusable):
            yield entry.name, f"`{entry.file}`: {misfits.reason}", entry.place, False
            continue
        for misfit in misfits:
            place = entry.place
            if misfit.path:
                section, path = str(misfit.path[0]), misfit.path[1:]
                place = instance.component.label(section, path, "does not fit", key=misfit.is_key)
            yield entry.name, misfit.reason, place, True
