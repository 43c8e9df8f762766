"""What is said about runs: one builder a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from stackc.base.codes import Code
from stackc.base.command_lines import terraform_command
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.source import Path, path_text
from stackc.base.words import amount
from stackc.run.arguments import ARGUMENT_VARIABLES

if TYPE_CHECKING:
    from stackc.evaluate.instance import Instance

STATES_NAMED: Final = 10
"""How many states of others are named."""

# --- what is refused, or not heeded


def type_not_run(id_: InstanceId, label: Label) -> Diagnostic:
    return Diagnostic(Code.NOT_SUPPORTED, f"running {id_.type} components is not supported yet: {id_}", label)


def abstract(id_: InstanceId, label: Label) -> Diagnostic:
    message = (
        f"abstract component cannot be provisioned: the component `{id_.component}` cannot be provisioned because it's"
        " marked as abstract (metadata.type: abstract)"
    )
    return Diagnostic(Code.ABSTRACT, message, label)


def disabled(id_: InstanceId, label: Label) -> Diagnostic:
    return Diagnostic(Code.DISABLED, f"{id_} is disabled (metadata.enabled: false); nothing runs", label)


def locked(id_: InstanceId, label: Label) -> Diagnostic:
    message = (
        f"locked component cannot be provisioned: component `{id_.component}` cannot be modified"
        " (metadata.locked: true)"
    )
    return Diagnostic(Code.LOCKED, message, label)


def protected(id_: InstanceId, label: Label) -> Diagnostic:
    return Diagnostic(Code.PROTECTED, f"{id_} is protected (metadata.protect: true); it is not destroyed", label)


def section_refused(id_: InstanceId, what: str, label: Label) -> Diagnostic:
    """``what``: "a section `auth`", for example."""
    return Diagnostic(Code.NOT_SUPPORTED, f"{id_} has {what}, which runs do not support yet", label)


def section_not_run(message: str, label: Label) -> Diagnostic:
    return Diagnostic(Code.SECTION_NOT_RUN, message, label)


# --- hooks


def hook_invalid(id_: InstanceId, name: str, what: str, label: Label, help_: str | None) -> Diagnostic:
    return Diagnostic(Code.SECTION_INVALID, f"the hook `{name}` of {id_} cannot be run: {what}", label, help=help_)


def hook_never(name: str, event: str, label: Label, help_: str | None) -> Diagnostic:
    return Diagnostic(
        Code.SECTION_NOT_RUN, f"the hook `{name}` waits for `{event}`, which never happens", label, help=help_
    )


def hook_refused(id_: InstanceId, name: str, kind: str, label: Label) -> Diagnostic:
    return Diagnostic(
        Code.NOT_SUPPORTED,
        f"{id_} has the hook `{name}` of the kind `{kind}`, which runs do not support yet, and which may stop them",
        label,
        help=f"without it: --skip-hooks={name}; if it need not stop anything: `on_failure: warn`",
    )


def hook_not_run(name: str, kind: str, label: Label) -> Diagnostic:
    return section_not_run(f"the hook `{name}` is not run: its kind `{kind}` is not supported yet", label)


def hook_failed(id_: InstanceId, name: str, moment: str, said: str, label: Label, *, warns: bool) -> Diagnostic:
    """``said``: how it ended, without secrets. ``warns``: its failing stops nothing."""
    message = f"the hook `{name}` {moment} {id_} failed: {said}"
    return Diagnostic(Code.HOOK_FAILED, message, label, severity="warning" if warns else "error")


# --- sources


def source_wrong(id_: InstanceId, why: str, label: Label) -> Diagnostic:
    return Diagnostic(Code.SECTION_INVALID, f"the source of {id_} cannot be fetched: {why}", label)


def source_failed(id_: InstanceId, place: str, why: str, label: Label) -> Diagnostic:
    message = f"the source of {id_}, `{place}`, was not fetched: {why}"
    return Diagnostic(Code.SOURCE_FAILED, message, label, help="to run another folder for once: --source FOLDER")


def opa_missing(id_: InstanceId, name: str, label: Label) -> Diagnostic:
    message = f"{id_} is validated by `{name}` with OPA, and there is no `opa` on the PATH"
    advice = "install it (https://www.openpolicyagent.org/docs), or say `disabled: true`"
    return Diagnostic(Code.NOT_SUPPORTED, message, label, help=advice)


def opa_needed(id_: InstanceId, name: str, label: Label) -> Diagnostic:
    return section_not_run(f"the validation `{name}` of {id_} needs `opa`, so runs alone ask it", label)


def tool_version(id_: InstanceId, tool: str, found: str, wanted: str, label: Label) -> Diagnostic:
    return Diagnostic(Code.TOOL_VERSION, f"{id_} wants {tool} {wanted}, and {found} is found", label)


def auth_refused(id_: InstanceId, why: str, label: Label) -> Diagnostic:
    message = f"{id_} has a section `auth` that runs do not support yet: {why}"
    advice = "get the credentials before the run, and use an identity of the kind `ambient` or `aws/profile`"
    return Diagnostic(Code.NOT_SUPPORTED, message, label, help=advice)


# --- what stands in the way


def blocked(id_: InstanceId, upstreams: Sequence[InstanceId], chain: Sequence[InstanceId], label: Label) -> Diagnostic:
    """``chain`` is what has to be deployed before, in order; the first one can be."""
    names = ", ".join(str(upstream) for upstream in upstreams)
    message = f"{id_} is blocked: it reads outputs of {names}, which has no state yet"
    order = " → ".join(str(each) for each in (*chain, id_))
    first = chain[0] if chain else upstreams[0]
    return Diagnostic(
        Code.BLOCKED,
        message,
        label,
        help=terraform_command("deploy", first.component, first.stack),
        notes=(f"in this order: {order}",) if len(chain) > 1 else (),
    )


def retry_unclear(instance: Instance, key: str, what: str) -> Diagnostic:
    """``what`` the key must be."""
    label = instance.component.label("retry", (key,), "has no effect")
    return Diagnostic(Code.RETRY, f"`retry.{key}` of {instance.id} must be {what}", label)


def plan_used_up(id_: InstanceId) -> Diagnostic:
    message = f"the state of {id_} is another one than before the plan was applied: some of it was done"
    return Diagnostic(
        Code.RUN_FAILED, message, help=f"plan again: {terraform_command('plan', id_.component, id_.stack)}"
    )


def input_gone(instance: Instance, names: Sequence[str]) -> Diagnostic:
    """``names`` are the variables for which there is no value any more, in the order of the manifest."""
    first = instance.component.label("vars", (names[0],), "cannot be read any more")
    others = tuple(instance.component.label("vars", (name,), "nor can this") for name in names[1:])
    message = f"{instance.id} cannot be destroyed without a value for {', '.join(f'`{name}`' for name in names)}"
    words = [word for name in names for word in ("-var", f"{name}=…")]
    return Diagnostic(
        Code.INPUT_GONE,
        message,
        first,
        others,
        help=terraform_command("destroy", instance.id.component, instance.id.stack, *words),
        notes=("it was never applied from here, and the module decides by it what there is, or where",),
    )


def stand_in(id_: InstanceId, remembered: Sequence[str], invented: Sequence[str]) -> str:
    """What an instance is destroyed with that its manifest does not say any more."""
    texts = (
        f"{', '.join(remembered)} as it was last applied" if remembered else "",
        f"any value for {', '.join(invented)}" if invented else "",
    )
    return f"{id_} is destroyed with {' and '.join(text for text in texts if text)}"


def still_needed(id_: InstanceId, dependents: Sequence[InstanceId], places: Sequence[Label]) -> Diagnostic:
    """``dependents`` come after ``id_``, have a state, and are not destroyed with it."""
    many = len(dependents) > 1
    who = f"{len(dependents)} instances that have a state still depend" if many else f"{dependents[0]} still depends"
    whom, remains = ("them", "they are") if many else ("it", "it is")
    first, *others = dict.fromkeys(places)
    return Diagnostic(
        Code.STILL_NEEDED,
        f"{id_} is not destroyed: {who} on it",
        first,
        tuple(others),
        help=f"destroy {whom} as well: --with-dependents; or leave {whom} as {remains}: --force",
        notes=tuple(_by_component(dependents)) if many else (),
    )


def still_keeps(id_: InstanceId, states: Sequence[str], here: Label) -> Diagnostic:
    """In the buckets that ``id_`` makes are ``states`` of others: whose they are, or where."""
    many = len(states) > 1
    what = f"{len(states)} states that hold something are" if many else f"the state of {states[0]} is"
    return Diagnostic(
        Code.STILL_NEEDED,
        f"{id_} is not destroyed: {what} in its bucket",
        here,
        help=f"destroy what is in {'them' if many else 'it'} first, or everything in one run: --all",
        notes=tuple(states[:STATES_NAMED]) if many else (),
    )


def keeps_unknown(id_: InstanceId, reason: str, here: Label) -> Diagnostic:
    """Whether others have states in the buckets of ``id_`` cannot be told."""
    return Diagnostic(
        Code.STILL_NEEDED,
        f"{id_} is not destroyed: nobody can tell whether states of others are in its bucket",
        here,
        help="let the bucket be looked into, then destroy it",
        notes=(reason,),
    )


def not_brought_home(id_: InstanceId, target: str, reason: str) -> Diagnostic:
    return Diagnostic(
        Code.STILL_NEEDED,
        f"{id_} is not destroyed: its state could not be brought to {target}: {reason}",
        help="Terraform has to write it when the bucket is gone: say it again, and it goes on from there",
    )


def _by_component(ids: Sequence[InstanceId]) -> Iterator[str]:
    """One line a component: where it is."""
    stacks: dict[str, list[str]] = {}
    for id_ in ids:
        stacks.setdefault(id_.component, []).append(str(id_.stack))
    for component, names in stacks.items():
        yield f"{component} in {', '.join(names)}"


# --- what would move a state past the guard

_DECIDES = "decides where Terraform keeps the state, or whether it locks it"
_IN_THE_MANIFESTS = "leave it out: backend and workspace stand in the manifests"


def workspace_variable(name: str, value: str) -> Diagnostic:
    message = f"the environment variable {name} is set to `{value}`, which would skip the instance's own workspace"
    return Diagnostic(Code.WORKSPACE_VARIABLE, message, help=f"unset {name}")


def moving_argument(flag: str) -> Diagnostic:
    return Diagnostic(Code.STATE_ARGUMENT, f"`{flag}` {_DECIDES}", help=_IN_THE_MANIFESTS)


def moving_variable(name: str, flag: str, where: str = "", label: Label | None = None) -> Diagnostic:
    """``flag`` is the argument in a variable that holds arguments; empty for one that cannot be taken apart."""
    variable = f"the environment variable `{name}`{where}"
    if not name.startswith(ARGUMENT_VARIABLES):
        message = f"{variable} {_DECIDES}"
    elif flag:
        message = f"`{flag}` in {variable} {_DECIDES}"
    else:
        message = f"{variable} cannot be taken apart: a quote is open"
    return Diagnostic(Code.STATE_ARGUMENT, message, label, help=_IN_THE_MANIFESTS)


def moving_variable_of(instance: Instance, name: str, flag: str) -> Diagnostic:
    """In the ``env`` of a component."""
    label = instance.component.label("env", (name,), "decides where the state is")
    return moving_variable(name, flag, f" in `env` of {instance.id}", label)


# --- what went wrong


def command_failed(id_: InstanceId, verb: str, code: int) -> Diagnostic:
    return Diagnostic(Code.RUN_FAILED, f"`terraform {verb}` failed for {id_} with exit code {code}")


def refused_by_terraform(id_: InstanceId, title: str, places: Mapping[Path, Label]) -> Diagnostic:
    """``places``: what Terraform speaks of, and where it is set."""
    first, *others = places.values()
    names = ", ".join(f"`{path_text(path)}`" for path in places)
    return Diagnostic(Code.REFUSED_BY_TERRAFORM, f"Terraform says of {names} of {id_}: {title}", first, tuple(others))


def binary_missing(reason: str) -> Diagnostic:
    return Diagnostic(Code.TERRAFORM_NOT_FOUND, reason)


def program_missing(names: Sequence[str], install: str) -> Diagnostic:
    message = f"cannot find {' or '.join(f'`{name}`' for name in names)} on the PATH"
    return Diagnostic(Code.TERRAFORM_NOT_FOUND, message, help=install)


def program_fails(path: str, reason: str, install: str) -> Diagnostic:
    return Diagnostic(Code.TERRAFORM_NOT_FOUND, f"`{path} version` fails: {reason}", help=install)


def version_misfit(
    who: str, wanted: str, version: str, path: str, place: Label, ids: Sequence[InstanceId]
) -> Diagnostic:
    """``who`` wants another version than that of the binary ``path``; ``ids``: whom it concerns, none for everybody."""
    more = f" and {amount(len(ids) - 1, 'more instance')}" if len(ids) > 1 else ""
    concerned = f", for {ids[0]}{more}" if ids else ""
    message = f"{who} requires {wanted}, and `{path}` is {version}{concerned}"
    return Diagnostic(Code.VERSION_MISFIT, message, place)


def bucket_unusable(name: str, reason: str, place: Label, advice: str | None = None) -> Diagnostic:
    message = f"the bucket `{name}` of `provision.backend` cannot be used: {reason}"
    return Diagnostic(Code.BUCKET_UNUSABLE, message, place, help=advice)


def bucket_open(name: str, lacks: Sequence[str], place: Label) -> Diagnostic:
    message = f"the bucket `{name}` has no {', no '.join(lacks)}; it is left as it is"
    return Diagnostic(Code.BUCKET_OPEN, message, place)


def account_differs(id_: InstanceId, wanted: str, found: str, place: Label) -> Diagnostic:
    return Diagnostic(Code.ACCOUNT, f"{id_} belongs into the account {wanted}, and the caller's is {found}", place)


def account_unknown(id_: InstanceId, command: str, reason: str, place: Label) -> Diagnostic:
    message = f"the caller's account is not known, and {id_} belongs into one: `{command}`: {reason}"
    return Diagnostic(Code.ACCOUNT, message, place)


def account_unreadable(id_: InstanceId, place: Label) -> Diagnostic:
    return Diagnostic(Code.ACCOUNT, f"`settings.account_id` of {id_} is no number of 12 digits", place)


def state_not_saved(id_: InstanceId, path: str, push: str) -> Diagnostic:
    """``push`` is the command that saves it."""
    message = f"Terraform could not save the state of {id_}; it lies in `{path}`, and nothing runs before it is saved"
    return Diagnostic(Code.RUN_FAILED, message, help=push)


def test_not_destroyed(id_: InstanceId, path: str) -> Diagnostic:
    message = f"`terraform test` could not destroy what it made for {id_}; `{path}` has the list"
    return Diagnostic(Code.RUN_FAILED, message, help="destroy that by hand, then delete the file")


def provider_lock(id_: InstanceId, verb: str, file: str, folder: str, *, is_there: bool) -> Diagnostic:
    what = "change" if is_there else "create"
    message = f"{verb} would {what} `{file}` of the component folder `{folder}`; it is left alone"
    advice = terraform_command(verb, id_.component, id_.stack, "--update-lock")
    return Diagnostic(Code.PROVIDER_LOCK, message, help=advice)


def workdir_unusable(id_: InstanceId, reason: str, name: str) -> Diagnostic:
    message = f"the workdir of {id_} cannot be used: {reason}" + (f": `{name}`" if name else "")
    return Diagnostic(Code.WRITE_FAILED, message)


def not_written(path: str, reason: str) -> Diagnostic:
    return Diagnostic(Code.WRITE_FAILED, f"`{path}` cannot be written: {reason}")
