"""What is said about generated files and the lock file: one builder a finding."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.command_lines import terraform_command
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.source import Path, path_text
from stackc.evaluate.instance import Instance

# --- what an instance lacks


def file_name_impossible(instance: Instance) -> Diagnostic:
    message = f"no file can be named after {instance.id}: a `/` in the stack, control characters, or only dots"
    advice = "give the manifest a `name`, or configure a name pattern or template"
    label = instance.component.own_label((), f"in the stack `{instance.id.stack}`")
    return Diagnostic(Code.ARTIFACT_NAME, message, label, help=advice)


def folder_unknown(instance: Instance, path: Path, text: str) -> Diagnostic:
    message = f"`{path_text(path)}` of {instance.id} is not known, and it names the component's folder: `{text}`"
    label = instance.component.label("metadata", path[1:], "not known")
    return Diagnostic(Code.UNKNOWN_WRITTEN, message, label, help="add --resolve to evaluate it")


def value_unknown(id_: InstanceId, path: Path, text: str, upstream: InstanceId | None, label: Label) -> Diagnostic:
    """``upstream`` is what the call ``text`` reads."""
    of = f", which reads `{upstream.component}@{upstream.stack}`" if upstream else ""
    message = f"`{path_text(path)}` of {id_} is not known and cannot be written: `{text}`{of}"
    advice = "add --resolve to evaluate it"
    if upstream:
        advice = f"deploy it first: {terraform_command('deploy', upstream.component, upstream.stack)}"
    return Diagnostic(Code.UNKNOWN_WRITTEN, message, label, help=advice)


def backend_type_missing(instance: Instance) -> Diagnostic:
    id_ = instance.id
    message = (
        f"backend_type is required: 'backend_type' is missing for the component `{id_.component}` in `{id_.stack}`"
    )
    section = "backend" if instance.component.origin("backend", ()) is not None else ""
    label = (
        instance.component.label(section, (), "no type says which backend this is", key=True)
        if section
        else instance.component.own_label((), "this component")
    )
    advice = "set `terraform.backend_type` in a manifest all stacks import"
    return Diagnostic(Code.BACKEND_TYPE_MISSING, message, label, help=advice)


def generated_wrong(instance: Instance, path: Path, why: str, *, key: bool = False) -> Diagnostic:
    label = instance.component.label("generate", path, "not generated", key=key)
    message = f"the file `{path[0]}` of {instance.id} cannot be generated: {why}"
    return Diagnostic(Code.SECTION_INVALID, message, label)


def secret_written(instance: Instance, path: Path, variable: str | None = None) -> Diagnostic:
    """``variable`` is the one that would take it and is given otherwise."""
    section = str(path[0])
    if variable is not None:
        why = f"`env.{variable}` of it says something else"
    elif section == "backend":
        why = "the backend takes it from no environment variable"
    else:
        why = "a file is its only way to Terraform, which copies it"
    message = f"`{path_text(path)}` of {instance.id} is a secret and is not written: {why}"
    advice = "set it in the environment, as the provider or the backend takes it from there"
    return Diagnostic(
        Code.SECRET_WRITTEN, message, instance.component.label(section, path[1:], "a secret"), help=advice
    )


# --- the folder of many instances


def file_outside(name: str) -> Diagnostic:
    message = f"`{name}` would lie outside: the component folder is not below the project"
    return Diagnostic(Code.ARTIFACT_NAME, message)


def file_of_two(name: str, owner: InstanceId, instance: Instance) -> Diagnostic:
    message = f"{owner} and {instance.id} would both be written to `{name}`"
    return Diagnostic(Code.ARTIFACT_NAME, message, instance.component.own_label((), "the second"))


def foreign_file(path: str, obstacle: str | None) -> Diagnostic:
    message = f"`{path}` is not a file this build wrote; it is left alone"
    if obstacle is not None:
        message = f"{obstacle}; nothing is written there"
    return Diagnostic(Code.FOREIGN_FILE, message, help="choose another folder, or remove it")


def index_obstructed(obstacle: str) -> Diagnostic:
    return Diagnostic(Code.FOREIGN_FILE, obstacle, help="choose another folder")


def index_foreign(path: str, reason: str) -> Diagnostic:
    message = f"`{path}` is not an index this stackc wrote: {reason or 'nested too deeply'}"
    return Diagnostic(Code.FOREIGN_FILE, message, help="choose another folder, or remove all that was built here")


def new_index_foreign(path: str, obstacle: str | None) -> Diagnostic:
    message = obstacle or f"`{path}` is not a file this build wrote"
    return Diagnostic(Code.FOREIGN_FILE, message, help="choose another folder, or remove it")


# --- the lock file


def lock_unreadable(reason: str, label: Label, way_out: str | None = None) -> Diagnostic:
    """It is there and says nothing (SC0911); to go on without it would be to go on without a guard."""
    advice = way_out or "restore it from version control; if it never was there, delete it and run `stackc lock`"
    return Diagnostic(Code.LOCK_FILE, f"the lock file cannot be read: {reason}", label, help=advice)
