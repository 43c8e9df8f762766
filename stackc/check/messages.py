"""What is said about a repository that compiles: one builder a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import MAX_FOLDED, Diagnostic, Label
from stackc.base.ids import InstanceId, ManifestKey
from stackc.base.near import Advice, asked, did_you_mean
from stackc.base.pattern import late_pattern
from stackc.base.ports import WalkFailure
from stackc.base.record import replace
from stackc.base.source import Path, Span, path_text
from stackc.base.value import Value
from stackc.base.words import amount, kind_word
from stackc.evaluate.instance import Instance
from stackc.evaluate.workspace import WORKSPACE_TOKENS

_WORKSPACE_KEYS = ("terraform_workspace_template", "terraform_workspace_pattern", "terraform_workspace")

# --- the project


def stacks_paths_missing(setting: str, label: Label | None) -> Diagnostic:
    message = (
        "at least one path must be provided in 'stacks.included_paths' config or 'ATMOS_STACKS_INCLUDED_PATHS' ENV"
        " variable"
    )
    return Diagnostic(Code.STACKS_PATHS, message, label, help=f"set `stacks.{setting}` in the project file")


def stacks_folder_missing(folder: str, folders: Collection[str], label: Label | None) -> Diagnostic:
    """``folders`` are those beside it."""
    message = f"the stacks folder `{folder}` does not exist"
    advice = did_you_mean(folder, folders) or "make it, or name another one: `stacks.base_path` in the project file"
    return Diagnostic(Code.STACKS_FOLDER, message, label, help=advice)


def local_alone(name: str, other: str | None, near: Sequence[str], label: Label) -> Diagnostic:
    """``name``: the manifest it would be laid over; ``other``: the local file that is, where there is one."""
    if other is not None:
        message = f"this local file is not read: `{other}` is laid over the same manifest"
        return Diagnostic(Code.LOCAL_ALONE, message, label, help="put both into one file")
    message = f"this local file is laid over nothing: there is no manifest `{name}`"
    return Diagnostic(Code.LOCAL_ALONE, message, label, help=asked(near) or "call it after its manifest, or delete it")


def local_in_force(manifest: str, label: Label) -> Diagnostic:
    message = f"this local file is laid over `{manifest}` on this machine alone"
    advice = "`--no-local` leaves it out, and so does every command where `CI` is set"
    return Diagnostic(Code.LOCAL_IN_FORCE, message, label, help=advice)


def local_instance(id_: InstanceId, primary: Label, *others: Label) -> Diagnostic:
    message = f"with local files there is an instance {id_}, which nobody else has"
    return _local(message, primary, others)


def local_displaces(id_: InstanceId, what: str, shared: str, here: str, primary: Label, *others: Label) -> Diagnostic:
    """``what`` of an instance is ``here`` and ``shared`` for everybody else, by one of the lines at the labels."""
    return _local(f"local files change the {what} of {id_}: `{here}` instead of `{shared}`", primary, others)


def _local(message: str, primary: Label, others: Sequence[Label]) -> Diagnostic:
    advice = "say it in the manifest, where everybody has it"
    labels = tuple(each._replace(text="or this") for each in others[:MAX_FOLDED])
    return Diagnostic(Code.LOCAL_REFUSED, message, primary._replace(text="by this value"), labels, help=advice)


def stacks_folder_endless(folder: str, failure: WalkFailure, link: str) -> Diagnostic:
    message = f"the stacks folder `{folder}` cannot be listed: {failure}"
    return Diagnostic(Code.ENDLESS_LINKS, message, Label(Span(link), "by way of this link"))


def glob_misspelt(name: str, pattern: str, near: str, label: Label | None) -> Diagnostic:
    message = f"`{pattern}` in `{name}` matches no file"
    return Diagnostic(Code.PATTERN_UNMATCHED, message, label, help=asked((near,)), severity="warning")


def component_folders_missing(folder: str, folders: Iterable[str], label: Label | None) -> Diagnostic:
    """``folders`` are those that are called much like it."""
    message = f"the folder of the Terraform components, `{folder}`, does not exist"
    advice = did_you_mean(folder, folders) or "make it, or name another one: `components.terraform.base_path`"
    return Diagnostic(Code.COMPONENT_FOLDER, message, label, help=advice)


def no_manifests(folder: str, patterns: tuple[str, ...], near: Sequence[str], label: Label | None) -> Diagnostic:
    """``near``: a pattern that matches files and may have been meant."""
    listed = " or ".join(f"`{pattern}`" for pattern in patterns)
    message = f"no stack manifests found: no file below `{folder}` matches {listed}"
    return Diagnostic(Code.NO_MANIFESTS, message, label, help=asked(near))


# --- files


def component_in_mixin(name: str, span: Span) -> Diagnostic:
    message = f"the component `{name}` is written into a mixin, which everything imports"
    advice = "move it to the catalog and import it where it is deployed"
    return Diagnostic(Code.COMPONENT_IN_MIXIN, message, Label(span, "a component in a mixin"), help=advice)


def mixin_imports_components(file: str, brought: ManifestKey, span: Span) -> Diagnostic:
    message = f"the mixin `{file}` imports `{brought}`, which holds components"
    label = Label(span, "brings components into everything")
    return Diagnostic(Code.MIXIN_IMPORTS_COMPONENTS, message, label, help="import it in the manifest that deploys it")


def kind_changed(path: Path, upper: Value, lower: Value, label: Label, below: Label) -> Diagnostic:
    """``label`` is the place of the ``upper`` value, ``below`` that of the ``lower`` one."""
    message = f"`{path_text(path)}` changes its kind: {kind_word(upper)} takes the place of {kind_word(lower)}"
    return Diagnostic(Code.KIND_CHANGE, message, label, (below,))


def kind_odd(group: Sequence[Diagnostic]) -> Diagnostic:
    """One value is covered in several places by another kind."""
    first = group[0]
    where = ", ".join(each.primary.span.whole_line for each in group[1 : MAX_FOLDED + 1] if each.primary is not None)
    notes = (f"as well at {where}" + (", …" if len(group) > MAX_FOLDED + 1 else ""),)
    upper = (first.primary,) if first.primary is not None else ()
    return replace(first, primary=first.related[0], related=upper, notes=notes)


# --- instances


def variable_unset(instance: Instance, name: str) -> Diagnostic:
    message = f"the environment variable `{name}` of {instance.id} is null and stays unset"
    return Diagnostic(Code.NULL_ENV, message, instance.component.label("env", (name,), "no value"))


def workspace_refused(instance: Instance, strange: str) -> Diagnostic:
    """``strange`` is the first character that must not be in its name; empty when the name is."""
    what = f"{strange!r} must not be in it" if strange else "it is empty"
    key = next((key for key in _WORKSPACE_KEYS if key in instance.table("metadata")), None)
    component = instance.component
    label = component.label("metadata", (key,), "names it") if key else component.own_label((), "this component")
    message = f"the workspace of {instance.id} is called `{instance.workspace}`, which Terraform refuses: {what}"
    token = _TOKEN_LIKE.search(instance.workspace)
    near = did_you_mean(token[1], WORKSPACE_TOKENS) if token else None
    return Diagnostic(
        Code.WORKSPACE_NAME, message, label, help=near or "give it a name: `metadata.terraform_workspace`"
    )


_TOKEN_LIKE = late_pattern(r"\{([\w-]+)\}")


def evaluated_too_late(instance: Instance, path: Path) -> Diagnostic:
    message = (
        f"`{path_text(path)}` of {instance.id} is read before anything is evaluated: what is written there stays as"
        " it is"
    )
    return Diagnostic(Code.EVALUATED_TOO_LATE, message, instance.component.own_label(path, "stays text", key=False))


def flag_kind(instance: Instance, name: str, value: Value) -> Diagnostic:
    message = f"`metadata.{name}` of {instance.id} must be true or false, not {kind_word(value)}; it has no effect"
    label = instance.component.label("metadata", (name,), "not a boolean")
    return Diagnostic(Code.FLAG_KIND, message, label, help="write true or false without quotes")


def folder_missing(instance: Instance, wanted: str, base: str, near: str | None) -> Diagnostic:
    """``near``: what may have been meant, as a question."""
    message = (
        f"`{instance.id.component}` points to the Terraform component `{wanted}`, but it does not exist in `{base}`:"
        " no such folder"
    )
    label = (
        instance.component.label("metadata", ("component",), "no such folder")
        if instance.base_path
        else instance.component.own_label((), "runs in the folder of its own name")
    )
    return Diagnostic(Code.COMPONENT_FOLDER, message, label, help=near)


def backend_type_unknown(kind: str, near: Sequence[str], label: Label) -> Diagnostic:
    return Diagnostic(Code.BACKEND_TYPE, f"Terraform has no backend type `{kind}`", label, help=asked(near))


def backend_incomplete(kind: str, key: str, section: str, label: Label) -> Diagnostic:
    """``section``: where the settings of backends of this kind should be written."""
    label = label._replace(text=f"`{key}` is missing")
    message = f"the `{kind}` backend has no `{key}`"
    return Diagnostic(Code.BACKEND_INCOMPLETE, message, label, help=f"set `{section}.{kind}.{key}`")


# --- names of stacks


def as_well(found: Diagnostic, others: Sequence[ManifestKey]) -> Diagnostic:
    """``found`` with the stack manifests of which the same is true."""
    if not others:
        return found
    listed = ", ".join(f"`{each}`" for each in others[:MAX_FOLDED]) + (", …" if len(others) > MAX_FOLDED else "")
    return replace(found, notes=(*found.notes, f"as well in {amount(len(others), 'more stack manifest')}: {listed}"))


def lacking_everywhere(found: Diagnostic, lacking: str, count: int) -> Diagnostic:
    """No stack has a variable that the name of all consists of; ``found`` says so of one, and where it is asked for."""
    place = found.related[0]._replace(text=f"none of {amount(count, 'stack manifest')} has a `{lacking}`")
    help_ = (
        found.help
        if isinstance(found.help, Advice)
        else f"take `{lacking}` out of it, or set `vars.{lacking}` in what all stacks import"
    )
    return replace(found, primary=place, related=(), help=help_)


# --- the schema for manifests


def schema_misfit(reason: str, path: Path, place: Label, schema: str) -> Diagnostic:
    where = f" (`{path_text(path)}`)" if path else ""
    return Diagnostic(Code.MANIFEST_SCHEMA, f"{reason}{where}", place, notes=(f"the schema `{schema}` says so",))


def schema_unusable(schema: str, reason: str, setting: Label | None) -> Diagnostic:
    return Diagnostic(Code.SCHEMA_UNUSABLE, f"the schema `{schema}` cannot be used: {reason}", setting)


def component_misfit(reason: str, path: Path, place: Label, schema: str, ids: Sequence[InstanceId]) -> Diagnostic:
    """``ids``: the instances it is the same in."""
    more = f" and {amount(len(ids) - 1, 'more instance')}" if len(ids) > 1 else ""
    notes = (f"the schema `{schema}` says so of {ids[0]}{more}",)
    return Diagnostic(Code.COMPONENT_SCHEMA, f"{reason} (`{path_text(path)}`)", place, notes=notes)


def validation_wrong(id_: InstanceId, name: str, why: str, place: Label) -> Diagnostic:
    return Diagnostic(Code.SECTION_INVALID, f"{id_} cannot be validated by `{name}`: {why}", place)


def validation_failed(ids: Sequence[InstanceId], name: str, reason: str, place: Label) -> Diagnostic:
    """``ids``: the instances it is the same in."""
    notes = (f"so it is for {amount(len(ids) - 1, 'other instance')}",) if len(ids) > 1 else ()
    message = f"{ids[0]} does not pass its validation `{name}`: {reason}"
    return Diagnostic(Code.VALIDATION_FAILED, message, place, notes=notes)


def component_schema_unusable(schema: str, reason: str, place: Label) -> Diagnostic:
    return Diagnostic(Code.COMPONENT_SCHEMA_UNUSABLE, f"the schema `{schema}` cannot be used: {reason}", place)


def component_schemas_missing(folder: str, setting: Label | None) -> Diagnostic:
    message = f"there is no folder `{folder}` in the repository, so no component is held against a schema"
    return Diagnostic(Code.COMPONENT_SCHEMA_UNUSABLE, message, setting)


def component_schema_unowned(name: str, near: str | None, place: Label) -> Diagnostic:
    """``near``: the component that may have been meant, as a question."""
    message = f"there is no component `{name}`, so this schema is held against nothing"
    return Diagnostic(Code.COMPONENT_SCHEMA_UNUSABLE, message, place, help=near)


def schema_elsewhere(schema: str, setting: Label | None) -> Diagnostic:
    message = f"manifests are not held against `{schema}`: a schema is never fetched"
    advice = "keep a copy in the repository and name its path"
    return Diagnostic(Code.SCHEMA_ELSEWHERE, message, setting, help=advice)
