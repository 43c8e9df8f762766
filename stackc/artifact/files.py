"""tfvars, backend and provider files, byte for byte as Atmos writes them. See docs/language.md, artifacts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from stackc.artifact import messages as say
from stackc.artifact.artifact import PRIVATE as PRIVATE
from stackc.artifact.artifact import PUBLIC as PUBLIC
from stackc.artifact.artifact import Artifact as Artifact
from stackc.artifact.generated import generated_files
from stackc.artifact.secrets import (
    FILES,
    Hidden,
    backend_environment,
    hidden_variables,
    is_hidden,
    misplaced_secrets,
    open_backend,
)
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Outcome
from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Path
from stackc.base.value import Table, Unknown, Value, shown
from stackc.evaluate.instance import Instance
from stackc.syntax.calls import CallFault, parse_call
from stackc.text.json import to_json


class Emitted(NamedTuple):
    """All files of an instance, and what reaches Terraform by another way because it is secret."""

    files: tuple[Artifact, ...]
    hidden: Hidden = Hidden()


def file_stem(instance: Instance) -> str:
    """``<stack>-[<folder prefix>-]<last part of the component's name>``."""
    prefix = posixpath.dirname(instance.base_path or instance.id.component).replace("/", "-")
    return "-".join(
        part for part in (str(instance.id.stack), prefix, posixpath.basename(instance.id.component)) if part
    )


def varfile_name(instance: Instance) -> str:
    """The name of the tfvars file."""
    return f"{file_stem(instance)}.terraform.tfvars.json"


_WRITTEN = ("backend", "backend_type", "providers", "required_providers", "required_version", "env")


def emit_instance(instance: Instance, *, backend: bool, variables: bool = True) -> Outcome[Emitted]:
    """Every file of an instance. ``backend``: the project generates backend files;
    ``variables``: the command reads them.

    Reports unknowns (SC0802), a missing backend type (SC0803), a stack whose name makes no file name (SC0804), and
    generated files that cannot be (SC0951).
    """
    found: list[Diagnostic] = []
    if any(map(_is_no_name, (instance.id.stack, file_stem(instance), instance.folder.replace("/", "-")))):
        found.append(say.file_name_impossible(instance))
    written = ("vars", *_WRITTEN) if variables else _WRITTEN
    unknowns = instance.unknowns(*written)
    found += unknown_written(instance, unknowns)
    folder = tuple(_unknown_folder(instance))
    if folder or unknowns:
        return Outcome(Emitted(()), (*found, *folder))
    misplaced = misplaced_secrets(instance, *(FILES if backend else FILES[1:]))
    if misplaced:
        return Outcome(Emitted(()), (*found, *misplaced))
    files = [Artifact(varfile_name(instance), emit_varfile(instance))] if variables else []
    if backend:
        made = emit_backend(instance)
        found += made.diagnostics
        files.append(Artifact("backend.tf.json", made.value, PRIVATE))
    if instance.table("providers"):
        files.append(Artifact("providers_override.tf.json", emit_providers(instance), PRIVATE))
    versions = emit_versions(instance)
    if versions is not None:
        files.append(Artifact("terraform_override.tf.json", versions, PRIVATE))
    generated = generated_files(instance)
    files += generated.value
    found += generated.diagnostics
    secret_variables = hidden_variables(instance) if variables else None
    environment = backend_environment(instance) if backend else ()
    return Outcome(Emitted(tuple(files), Hidden(secret_variables, environment)), tuple(found))


def _unknown_folder(instance: Instance) -> Iterator[Diagnostic]:
    """A folder that nobody knows yet: no file has its place."""
    for path, text in instance.unknowns("metadata"):
        if path[1] in ("component", "component_folder_prefix"):
            yield say.folder_unknown(instance, path, text)


def _is_no_name(text: str) -> bool:
    return "/" in text or not text.strip(".") or any(not char.isprintable() for char in text)


def _bytes(value: Value, *, preview: bool, errors: str = "strict") -> bytes:
    """The file of ``value``; in a ``preview`` what is unknown shows as its text, in a file it must not stand."""
    return to_json(shown(value) if preview else value, escape_html=True).encode("utf-8", errors)


def emit_varfile(instance: Instance, *, preview: bool = False) -> bytes:
    """The ``vars`` section; sensitive variables and secrets are left out."""
    kept = {key: value for key, value in instance.table("vars").items() if not is_hidden(instance, key, value)}
    return _bytes(kept, preview=preview, errors="surrogatepass")


def emit_backend(instance: Instance, *, preview: bool = False) -> Outcome[bytes]:
    """``backend.tf.json``; reports a backend without a type (SC0803)."""
    kind = instance.backend_type
    if not kind:
        return Outcome(b"", (say.backend_type_missing(instance),))
    body: Table = (
        {"cloud": _cloud(open_backend(instance.table("backend")), instance.workspace)}
        if kind == "cloud"
        else {"backend": {kind: open_backend(instance.table("backend"))}}
    )
    shape: Table = {"terraform": body}
    return Outcome(_bytes(shape, preview=preview))


_KNOWN_TOKENS = late_pattern(
    r"\{(base-component|component|component-path|namespace|tenant|environment|stage|region|workspace|attributes)\}"
)


def _cloud(value: Table, workspace: str) -> Table:
    filled = _filled(value, workspace)
    return filled if isinstance(filled, dict) else {}


def _filled(value: Value, workspace: str) -> Value:
    """Tokens of a cloud block: only ``{terraform_workspace}`` has a value, the other known ones are empty."""
    if isinstance(value, dict):
        return {key: _filled(item, workspace) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, workspace) for item in value]
    if isinstance(value, str):
        return _KNOWN_TOKENS.sub("", value.replace("{terraform_workspace}", workspace))
    return value


def emit_providers(instance: Instance, *, preview: bool = False) -> bytes:
    """``providers_override.tf.json``: ``aws.west`` becomes an aliased block of ``aws``."""
    providers = instance.table("providers")
    shape: Table = {}
    for name in sorted(providers):
        base, dot, alias = name.partition(".")
        if not dot:
            aliased = any(other.startswith(f"{name}.") for other in providers)
            shape[name] = [providers[name]] if aliased else providers[name]
            continue
        block = providers[name]
        body: Value = {"alias": alias, **block} if isinstance(block, dict) else block
        blocks = shape.get(base)
        shape[base] = [*blocks, body] if isinstance(blocks, list) else [body]
    whole: Table = {"provider": shape}
    return _bytes(whole, preview=preview)


def emit_versions(instance: Instance, *, preview: bool = False) -> bytes | None:
    """``terraform_override.tf.json``; None when neither a version nor a provider is required."""
    body: Table = {}
    whole: Table = {"terraform": body}
    version = instance.section("required_version")
    if isinstance(version, (str, Unknown)) and version:
        body["required_version"] = version
    required: Table = {
        name: value for name, value in instance.table("required_providers").items() if isinstance(value, dict)
    }
    if required:
        body["required_providers"] = required
    return _bytes(whole, preview=preview) if body else None


def written_from(instance: Instance, name: str, path: Path) -> Path | None:
    """Where what stands at ``path`` of the file ``name`` comes from, section first; None for what no section says."""
    match name, path:
        case "backend.tf.json", ("terraform", "backend", _, *rest) | ("terraform", "cloud", *rest):
            return ("backend", *rest)
        case "providers_override.tf.json", ("provider", str(provider), int(index), *rest):
            aliases = [each for each in sorted(instance.table("providers")) if each.partition(".")[0] == provider]
            return ("providers", aliases[index], *rest) if index < len(aliases) else None
        case "providers_override.tf.json", ("provider", *rest):
            return ("providers", *rest)
        case "terraform_override.tf.json", ("terraform", *rest) if rest:
            return tuple(rest)
        case _ if name in instance.table("generate"):
            return ("generate", name, *path)
        case _ if name == varfile_name(instance):
            return ("vars", *path)
    return None


def unknown_written(instance: Instance, unknowns: Iterable[tuple[Path, str]]) -> tuple[Diagnostic, ...]:
    """What is said of ``unknowns`` of the instance, as it gives them: they are never written.

    Silent of those whose cause was found when their sections were evaluated.
    """
    found: list[Diagnostic] = []
    reported = {Code.TEMPLATE, Code.TEMPLATE_MISSING_KEY, Code.TEMPLATE_YAML} & {d.code for d in instance.diagnostics}
    failed = {d.primary.span for d in instance.diagnostics if d.code is Code.FUNCTION_FAILED and d.primary}
    for path, text in unknowns:
        if reported and "{{" in text:
            continue  # the template is the cause, and it has been said
        label = instance.component.label(str(path[0]), path[1:], "not known")
        if label.span in failed:
            continue  # and so has the function
        found.append(say.value_unknown(instance.id, path, text, _upstream(text, instance.id.stack), label))
    return tuple(found)


def _upstream(text: str, own: StackName) -> InstanceId | None:
    """What the call ``text`` reads, in the stack it names or its ``own``; None for any other text."""
    call = parse_call(text) if text.startswith("!") else None
    if call is None or isinstance(call, CallFault) or not call.get("component"):
        return None
    return InstanceId(StackName(call.get("stack") or own), call.get("component"))
