"""The files of the section ``generate``. See docs/language.md, generated files.

An instance comes in; files and what is wrong with them go out. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from stackc.artifact import messages as say
from stackc.artifact.artifact import PUBLIC, Artifact
from stackc.base.diagnostic import Diagnostic, Outcome
from stackc.base.source import Path
from stackc.base.value import Secret, Table, Unknown, Value, is_unknown, leaves, shown
from stackc.compile.root_modules import GENERATED_FILES
from stackc.evaluate.instance import Instance
from stackc.template import TemplateFault, expand_template, function_set, parse_template
from stackc.text.hcl import NotHcl, to_hcl, to_tfvars
from stackc.text.json import to_json
from stackc.text.yaml import to_yaml

_TAKEN: Final = GENERATED_FILES | {".terraform", ".terraform.lock.hcl", "terraform.tfstate.d"}
_TAKEN_ENDINGS: Final = (".terraform.tfvars.json", ".tfstate", ".tfstate.backup", ".tfstate.lock.info", ".planfile")
_TAKEN_BEGINNINGS: Final = (".stackc", "stackc_")
_PLAIN: Final = function_set(sprig=False, gomplate=False)
_READ: Final = ("vars", "settings", "env", "backend", "backend_type", "providers", "metadata")
_CONTEXT: Final = ("namespace", "tenant", "environment", "stage", "region")


def generated_files(instance: Instance, *, preview: bool = False) -> Outcome[tuple[Artifact, ...]]:
    """The files of an instance; none where the project does not generate files.

    Reports names that are no files of the component folder, values that a format has no form for (SC0951), unknowns
    (SC0802) and secrets (SC0806). In a ``preview`` what is unknown or secret shows as its text.
    """
    if not instance.component.context.config.generate_files:
        return Outcome(())
    files: list[Artifact] = []
    found: list[Diagnostic] = []
    for name, body in instance.table("generate").items():
        if body is None:
            continue
        why = _why_no_file(name)
        if why is not None:
            found.append(say.generated_wrong(instance, (name,), why, key=True))
            continue
        made = _made(instance, name, body)
        found += made.diagnostics
        kept = [] if preview else [*_unwritable(instance, name, made.value)]
        found += kept
        if not kept and not made.diagnostics:
            try:
                text = _text(name, shown(made.value))
            except NotHcl as problem:
                found.append(say.generated_wrong(instance, (name,), str(problem), key=True))
                continue
            files.append(Artifact(name, text.encode("utf-8", "surrogatepass"), PUBLIC))
    return Outcome(tuple(files), tuple(found))


def covered_files(instance: Instance, present: Iterable[str]) -> Iterator[Diagnostic]:
    """Generated files that would take the place of one of those ``present`` in the component folder (SC0951).

    With an ``atmos.yaml`` they may: Atmos leaves there what it generates.
    """
    config, there = instance.component.context.config, frozenset(present)
    if config.dialect.name == "atmos" or not config.generate_files:
        return
    for name in instance.table("generate"):
        if name in there:
            why = f"`{instance.folder}` has a file of this name"
            yield say.generated_wrong(instance, (name,), why, key=True)


def _why_no_file(name: str) -> str | None:
    if "/" in name or "\0" in name or name.strip() in ("", ".", ".."):
        return "it is no name of a file in the component folder"
    if name in _TAKEN or name.endswith(_TAKEN_ENDINGS) or name.startswith(_TAKEN_BEGINNINGS):
        return "files of this name are made by stackc or Terraform"
    return None


def _unwritable(instance: Instance, name: str, value: Value) -> Iterator[Diagnostic]:
    for path, leaf in leaves(value):
        if isinstance(leaf, Secret):
            yield say.secret_written(instance, ("generate", name, *path))
        elif is_unknown(leaf):
            label = instance.component.label("generate", (name, *path), "not known")
            yield say.value_unknown(instance.id, ("generate", name, *path), str(shown(leaf)), None, label)


# --- templates, once more


def _made(instance: Instance, name: str, body: Value) -> Outcome[Value]:
    """The content of a file. In Atmos its texts are plain templates again, after those of all values."""
    if not instance.component.context.config.dialect.generates_from_templates:
        return Outcome(body)
    found: list[Diagnostic] = []
    data = _data(instance)

    def rendered(value: Value, path: Path) -> Value:
        if isinstance(value, dict):
            return {key: rendered(each, (*path, key)) for key, each in value.items()}
        if isinstance(value, list):
            return [rendered(each, (*path, at)) for at, each in enumerate(value)]
        if not isinstance(value, str) or "{{" not in value:
            return value
        template = parse_template(value)
        made = (
            template
            if isinstance(template, TemplateFault)
            else expand_template(template, data, _PLAIN, missing="no value")
        )
        if isinstance(made, TemplateFault):
            found.append(say.generated_wrong(instance, (name, *path), made.message))
            return value
        if made.sources:
            return Unknown(made.sources[0].text)
        return Secret(made.text) if made.secret else made.text

    return Outcome(rendered(body, ()), tuple(found))


def _data(instance: Instance) -> Table:
    variables = instance.table("vars")
    return {
        "atmos_component": instance.id.component,
        "atmos_stack": str(instance.id.stack),
        "atmos_stack_file": str(instance.key),
        "component": instance.folder_name,
        "base_component": instance.base_path,
        "workspace": instance.workspace,
        **{name: variables[name] for name in _CONTEXT if name in variables},
        **{name: instance.section(name) for name in _READ},
    }


# --- formats


def _text(name: str, value: Value) -> str:
    """A text as it is; anything else in the format that the name says, and as JSON where it says none."""
    if isinstance(value, str):
        return value
    _, _, ending = name.rpartition(".")
    if ending in ("yaml", "yml"):
        return to_yaml(value)
    if ending in ("tf", "hcl", "tfvars"):
        if not isinstance(value, dict):
            raise NotHcl("it must be a map or a text")
        return to_tfvars(value) if ending == "tfvars" else to_hcl(value)
    return to_json(value, escape_html=True).rstrip("\n")
