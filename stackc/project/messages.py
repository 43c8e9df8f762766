"""What is said where a project meets the world: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.command_lines import lock_command, move_command, terraform_command
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.near import asked
from stackc.base.ports import OutputFailure, ReadFailure
from stackc.evaluate.instance import Instance

# --- what is asked for


def untrusted(consequence: str) -> Diagnostic:
    return Diagnostic(Code.UNTRUSTED, f"the repository is untrusted: {consequence}")


def unknown_stack(name: str, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(Code.UNKNOWN_STACK, f"invalid stack: Stack `{name}` not found.", help=asked(near))


def no_instance(text: str, wrong: str = "is not an instance", near: str | None = None) -> Diagnostic:
    """``near``: what may have been meant, as a question."""
    return Diagnostic(Code.UNKNOWN_COMPONENT, f"`{text}` {wrong}; write component@stack", help=near)


def foreign_in_workdir(id_: InstanceId, file: str) -> Diagnostic:
    message = f"the workdir of {id_} is kept: `{file}` was not made by stackc"
    return Diagnostic(Code.FOREIGN_FILE, message, help="look at it and remove it yourself")


def name_invalid(path: str, name: str) -> Diagnostic:
    """``path`` is the folder, ``name`` cannot be encoded."""
    return Diagnostic(Code.WRITE_FAILED, f"a file below `{path}` has no valid name: {name!a}")


# --- local files


def with_local(files: Sequence[str]) -> str:
    """The line that goes before what is made with local files; ``files`` are those that the instances are made of."""
    return f"with local files: {', '.join(files)} (--no-local leaves them out)"


def without_local(what: str) -> str:
    """The line that goes before what is about the repository as everybody has it."""
    return f"local files are left out: {what}"


# --- saved outputs


def not_saved_outputs(path: str) -> Diagnostic:
    message = f"`{path}` is not replaced: `stackc outputs save` did not write it"
    return Diagnostic(Code.FOREIGN_FILE, message, help="name another file, or remove it yourself")


def outputs_of_none(instance: Instance) -> Diagnostic:
    what = "disabled" if not instance.is_enabled else f"of type {instance.id.type}"
    what = "abstract" if instance.is_abstract else what
    label = instance.component.own_label((), "not run")
    return Diagnostic(Code.OUTPUTS_NOT_SAVED, f"{instance.id} has no outputs to save: it is {what}", label)


def outputs_unreadable(instance: Instance, failure: OutputFailure) -> Diagnostic:
    message = f"the outputs of {instance.id} cannot be read: {failure}"
    return Diagnostic(Code.OUTPUTS_NOT_SAVED, message, instance.component.own_label((), "this component"))


def outputs_without_state(instance: Instance, *, are_known: bool) -> Diagnostic:
    """``are_known``: the file has outputs of it, which would be lost."""
    id_ = instance.id
    message = f"{id_} has no state, so there are no outputs to save"
    advice = f"deploy it first: {terraform_command('deploy', id_.component, id_.stack)}"
    if are_known:
        message += ", and those in the file would be lost"
        advice = "run it where the state is, or remove the file and save others"
    return Diagnostic(Code.OUTPUTS_NOT_SAVED, message, instance.component.own_label((), "no state"), help=advice)


# --- functions in the project file


def call_invalid(file: str, reason: str, code: Code) -> Diagnostic:
    return Diagnostic(code, f"in the project file `{file}`: {reason}")


def call_reaches_outside(call: str) -> Diagnostic:
    message = f"`{call}` in the project file reaches outside; the setting stays unset"
    return Diagnostic(Code.PROJECT_FUNCTION, message, help="write the value itself, or use `!env`")


def include_unreadable(file: str, path: str, failure: ReadFailure) -> Diagnostic:
    message = f"the project file `{file}` includes `{path}`, which cannot be read: {failure.reason}"
    return Diagnostic(Code.INCLUDE_NOT_FOUND, message)


# --- other commits and checkouts


def not_in_git(root: str) -> Diagnostic:
    advice = "compare with --repo-path inside a git checkout"
    return Diagnostic(Code.GIT, f"`{root}` is not in a git repository", help=advice)


def no_checkout(path: str, wanted: Sequence[str]) -> Diagnostic:
    """``wanted``: the files and folders of which one would be in it."""
    names = " or ".join(f"`{each}`" for each in wanted if each)
    message = f"`{path}` is no checkout of this project: there is no {names} in it"
    return Diagnostic(Code.GIT, message, help="name the top of a checkout, or the project in it")


def not_compared(path: str, failure: OutputFailure) -> Diagnostic:
    message = f"which files `{path}` and this checkout differ in cannot be told: {failure}"
    advice = "both must be git checkouts, and this one must have the commit of the other: fetch it"
    return Diagnostic(Code.GIT, message, help=advice)


def no_commit(reference: str) -> Diagnostic:
    remote, _, branch = reference.partition("/")
    fetch = f"git fetch {remote} {branch}" if branch else f"git fetch origin {reference}"
    return Diagnostic(Code.GIT, f"there is no commit `{reference}` here", help=f"fetch it: {fetch}")


def no_common_commit(reference: str) -> Diagnostic:
    message = f"`{reference}` and the current commit have no common ancestor here"
    advice = "fetch the history that is missing: git fetch --unshallow origin (or: git fetch --deepen=1000 origin)"
    return Diagnostic(Code.GIT, message, help=advice)


# --- states that nobody runs any more


def no_orphan(id_: InstanceId, *, is_declared: bool) -> Diagnostic:
    if is_declared:
        advice = f"destroy it as it stands in the manifests: {terraform_command('destroy', id_.component, id_.stack)}"
        return Diagnostic(Code.UNKNOWN_COMPONENT, f"{id_} is declared: it is no orphan", help=advice)
    return Diagnostic(Code.UNKNOWN_COMPONENT, f"`{id_}` is not in the lock file: nobody knows where its state is")


def orphan_in_use(id_: InstanceId, address: str, user: InstanceId | None) -> Diagnostic:
    whose = f"it is the state of {user} now" if user is not None else "it is being moved"
    advice = move_command(str(user)) if user is not None else "finish the move first: stackc state move --all"
    return Diagnostic(Code.STILL_NEEDED, f"what is at {address} is not destroyed for {id_}: {whose}", help=advice)


def orphan_unreachable(id_: InstanceId, address: str, why: str) -> Diagnostic:
    message = f"the state of {id_} at {address} cannot be reached: {why}"
    advice = "declare the instance again as it was, and destroy it"
    return Diagnostic(Code.RUN_FAILED, message, help=advice)


# --- states that are to be moved


def nothing_to_move(instance: Instance) -> Diagnostic:
    message = (
        f"{instance.id} has no row in the lock file, and no instance that is gone may be what it was: it never ran"
    )
    advice = "`--from ADDRESS` or `--from COMPONENT@STACK` says where its state is"
    return Diagnostic(Code.STATE_NOT_MOVED, message, instance.component.own_label((), "this instance"), help=advice)


def may_be_several(instance: Instance, formers: Sequence[InstanceId]) -> Diagnostic:
    names = " or ".join(map(str, formers))
    message = f"{instance.id} has no row in the lock file, and it may be what {names} was: one of them has to be named"
    advice = move_command(str(instance.id), "--from", str(formers[0]))
    return Diagnostic(Code.STATE_NOT_MOVED, message, instance.component.own_label((), "this instance"), help=advice)


def no_row(instance: Instance, name: str) -> Diagnostic:
    message = f"the state of {instance.id} cannot be that of {name}, which is not in the lock file"
    label = instance.component.own_label((), "this instance")
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help="name a row of the lock file, or an address")


def on_another_way(instance: Instance, source: str, target: str) -> Diagnostic:
    message = f"the state of {instance.id} is on its way from {source} to {target}, and does not come from elsewhere"
    label = instance.component.own_label((), "this instance")
    advice = f"go on with it first: {move_command(str(instance.id))}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help=advice)


def still_declared(instance: Instance, former: InstanceId) -> Diagnostic:
    message = f"{former} is declared and has that state: with a copy of it, both would own the same things"
    label = instance.component.own_label((), "this instance")
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help="if it is meant so, add `--delete-source`")


def source_owned(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    message = f"the state at {address} is that of {owner}, and not of {instance.id}"
    label = instance.component.own_label((), "this instance")
    advice = f"if it is meant so: {move_command(str(instance.id), '--from', str(owner), '--delete-source')}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help=advice)


def claimed_by_several(ids: Sequence[InstanceId], address: str) -> Diagnostic:
    names = " and ".join(map(str, ids))
    message = f"{names} would both take the state at {address}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, help="move one of them by its name, with `--from`")


def target_left(id_: InstanceId, address: str, owner: InstanceId) -> Diagnostic:
    message = f"the state of {id_} cannot be moved to {address}: a copy of that of {owner} may be there"
    taken = move_command(str(owner), "--delete-source")
    advice = f"take it away: {taken}; if nothing of it is there: {lock_command('--forget', address)}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, help=advice)


def place_needed(id_: InstanceId, address: str, owner: InstanceId) -> Diagnostic:
    message = f"the state of {id_} would come to {address}, where that of {owner} would be left"
    return Diagnostic(Code.STATE_NOT_MOVED, message, help="let nothing be left there: add `--delete-source`")


def target_taken(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    message = f"the state of {instance.id} cannot be moved to {address}: it is locked for {owner}"
    label = instance.component.own_label((), "this instance")
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help=f"move that one first: {move_command(str(owner))}")


def not_movable(instance: Instance, address: str) -> Diagnostic:
    message = f"the state of {instance.id} cannot be moved to {address}: a server keeps its states in its own way"
    advice = f"move it with Terraform, then agree: {lock_command('--accept', str(instance.id))}"
    label = instance.component.label("backend", (), "the backend in force", key=True)
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help=advice)


def source_unreachable(instance: Instance, address: str) -> Diagnostic:
    message = f"the state of {instance.id} is at {address}, and nothing says how to get there"
    advice = "undo the change of the backend, run `stackc terraform init` for it, and make the change again"
    label = instance.component.label("backend", (), "the backend in force", key=True)
    return Diagnostic(Code.STATE_NOT_MOVED, message, label, help=advice)


def states_change_places(ids: Sequence[InstanceId]) -> Diagnostic:
    names = ", ".join(map(str, ids))
    message = f"states would change places: {names}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, help="move one of them to another address first")


def state_not_moved(id_: InstanceId, why: str) -> Diagnostic:
    return Diagnostic(Code.STATE_NOT_MOVED, f"the state of {id_} was not moved: {why}")


def copy_not_taken_away(id_: InstanceId, why: str) -> Diagnostic:
    message = f"the state of {id_} is where it belongs, and a copy was not taken away: {why}"
    advice = f"if nothing of it is there: {lock_command('--forget', 'ADDRESS')}"
    return Diagnostic(Code.STATE_NOT_MOVED, message, help=advice)
