"""JSON Schemas of components: what the variables of an instance must be. See docs/language.md, component schemas.

``schemas.components.base_path`` holds ``NAME.schema.json`` for the component folder NAME. Instances come in, findings
go out; a schema is read when the first instance of its component asks.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.memo import Memo
from stackc.base.ports import WalkFailure
from stackc.base.source import Span
from stackc.base.value import MASK, Secret, Value
from stackc.check import messages as say
from stackc.check.json_schema import Misfit, Unusable, find_misfits, opened, read_schema
from stackc.compile.compilation import Compilation
from stackc.config.settings import SETTINGS, TYPES
from stackc.evaluate.instance import Instance

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    Schemas = Memo[str, Validator | Unusable]

SUFFIX = ".schema.json"
_SETTING: Final = "schemas.components.base_path"
_DEFAULT: Final = next(each.default for each in SETTINGS if each.name == _SETTING)


def check_component_schemas(compilation: Compilation, instances: Iterable[Instance]) -> Iterator[Diagnostic]:
    """Schemas that cannot be used or belong to no component (SC0633), and variables that do not fit (SC0632).

    ``instances``: the sound ones of the repository.
    """
    sound = tuple(instances)
    yield from _missing(compilation)
    schemas = schema_reader(compilation)
    used = {component_name(compilation, each) for each in sound} if compilation.config.component_schemas else set()
    for name, file in _files(compilation):
        read = schemas(file)
        if isinstance(read, Unusable):
            yield _unusable(file, read)
        elif name not in used:
            yield from _unowned(compilation, name, file)
    yield from _misfits(compilation, sound, schemas)


def component_misfits(
    compilation: Compilation, instances: Iterable[Instance], schemas: Schemas | None = None
) -> Iterator[Diagnostic]:
    """What ``check_component_schemas`` says of some instances, before their files are written or Terraform runs.

    ``schemas``: those that were read already.
    """
    return _misfits(compilation, instances, schemas or schema_reader(compilation))


def component_name(compilation: Compilation, instance: Instance) -> str:
    """The component folder of an instance below the folder of its type, ``network/vpc`` for example."""
    base = compilation.config.component_folder(instance.id.type, "")
    return posixpath.relpath(compilation.config.absolute(instance.folder), compilation.config.absolute(base))


def schema_reader(compilation: Compilation) -> Schemas:
    """Reads each schema once, when the first value is held against it."""
    return Memo(lambda file: read_schema(compilation.world, file))


def _files(compilation: Compilation) -> Iterator[tuple[str, str]]:
    """Names of components that have a schema, and its file."""
    folder = compilation.config.component_schemas
    try:
        found = compilation.world.walk(folder) if folder and compilation.world.kind(folder) == "folder" else ()
    except WalkFailure:
        found = ()
    for each in found:
        if each.endswith(SUFFIX):
            yield each.removesuffix(SUFFIX), posixpath.join(folder, each)


def _missing(compilation: Compilation) -> Iterator[Diagnostic]:
    """The folder of schemas is named and not there, or leads out of the repository."""
    folder = compilation.config.component_schemas
    kind = compilation.world.kind(folder) if folder else None
    is_named = folder != _DEFAULT or compilation.config.dialect.name == "atmos"
    if folder and kind != "folder" and (kind is not None or is_named):
        yield say.component_schemas_missing(folder, compilation.stacks.rules.setting(_SETTING))


def _unowned(compilation: Compilation, name: str, file: str) -> Iterator[Diagnostic]:
    """Instances may be broken or not there yet, but a folder must be."""
    folders = [compilation.config.component_folder(kind, "") for kind in TYPES]
    if any(compilation.world.kind(posixpath.join(each, name)) == "folder" for each in folders):
        return
    declared = (compilation.instance(id_).instance for id_ in compilation.stacks.ids())
    if not any(each is not None and name == component_name(compilation, each) for each in declared):
        near = (compilation.modules.folders(each).did_you_mean(name) for each in folders)
        place = Label(Span(file), "this schema")
        yield say.component_schema_unowned(name, next((each for each in near if each), None), place)


def _misfits(compilation: Compilation, instances: Iterable[Instance], schemas: Schemas) -> Iterator[Diagnostic]:
    """Each misfit once, with the instances that share it: one line may set the value of many."""
    shared: dict[tuple[Misfit, Label, str], list[InstanceId]] = {}
    for instance in instances:
        file = _file_of(compilation, instance)
        if file is None:
            continue
        validator = schemas(file)
        if isinstance(validator, Unusable):
            yield _unusable(file, validator)
            continue
        misfits = find_misfits(validator, opened(_hidden(instance)))
        if isinstance(misfits, Unusable):
            yield _unusable(file, misfits)
            continue
        for misfit in misfits:
            shared.setdefault((misfit, _place(instance, misfit), file), []).append(instance.id)
    for (misfit, place, file), ids in shared.items():
        yield say.component_misfit(misfit.reason, ("vars", *misfit.path), place, file, ids)


def _file_of(compilation: Compilation, instance: Instance) -> str | None:
    """The schema of an instance's component; None without one, and for what nobody deploys."""
    folder = compilation.config.component_schemas
    if not folder or not instance.is_deployable:
        return None
    name = component_name(compilation, instance)
    file = posixpath.join(folder, name + SUFFIX)
    return file if not name.startswith("..") and compilation.world.kind(file) == "file" else None


def _hidden(instance: Instance) -> Value:
    """Its variables; what its root module declares ``sensitive`` is as secret as a secret."""
    sensitive = instance.sensitive
    return {name: Secret(MASK) if name in sensitive else value for name, value in instance.table("vars").items()}


def _place(instance: Instance, misfit: Misfit) -> Label:
    return instance.component.label("vars", misfit.path, "does not fit", key=misfit.is_key)


def _unusable(file: str, why: Unusable) -> Diagnostic:
    return say.component_schema_unusable(file, why.reason, Label(Span(file, why.line, why.column), "this schema"))
