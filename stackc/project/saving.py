"""``outputs save``: outputs of instances, read as runs read them, written into a manifest that others import."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping, Sequence

from stackc.artifact.saved_outputs import LeftOut, Spelling, emit_saved, fit_to_save, instances_in, is_saved
from stackc.base.command_lines import save_command
from stackc.base.diagnostic import CompileError, Diagnostic, unique
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.ports import Output, OutputFailure
from stackc.base.record import Record
from stackc.base.value import Secret, Table
from stackc.check.addresses import take_census
from stackc.project import messages as say
from stackc.project.open_project import OpenProject
from stackc.project.running import make_effects
from stackc.project.stacks import look_up_instance
from stackc.project.writing import read_file, write_file
from stackc.run.resolve import Effects


class SavedOutputs(Record):
    """What was saved of the outputs of instances."""

    content: bytes
    """The manifest."""
    instances: tuple[InstanceId, ...]
    """Those whose outputs it has, sorted."""
    left_out: tuple[LeftOut, ...]
    """Outputs that it does not have, sorted by instance and name."""
    without_state: tuple[InstanceId, ...]
    """Instances that have no state, sorted."""


def save_outputs(project: OpenProject, ids: Sequence[InstanceId] | None, path: str | None) -> SavedOutputs:
    """Save the outputs of ``ids`` in the file with the absolute ``path``; None for all, and for no file.

    Raises CompileError, and writes nothing: for an instance that does not compile or is not run, for outputs that
    cannot be read, for one that is named and has no state, or whose outputs would be lost since it has none any more
    (SC0928), and for a file that this command did not write (SC0801).
    """
    project.require_trust("states are not read")
    chosen = _all(project) if ids is None else tuple(sorted(dict.fromkeys(ids), key=str))
    known = frozenset[InstanceId]() if path is None else _known(path)
    effects = make_effects(project)
    read = _read(project, effects, chosen, known, are_named=ids is not None)
    saved, left = _fit(project, effects, read)
    target = posixpath.relpath(path, project.root) if path is not None else None
    content = emit_saved(saved, save_command(None if ids is None else map(str, chosen), target))
    if path is not None:
        write_file(path, content)
    without = tuple(id_ for id_ in chosen if id_ not in read)
    return SavedOutputs(content, tuple(saved), left, without)


def _all(project: OpenProject) -> tuple[InstanceId, ...]:
    """All instances that run. Raises CompileError when anything does not compile: one may be missing."""
    census = take_census(project.compilation)
    if census.broken:
        raise CompileError(unique(census.broken))
    return tuple(sorted((each.id for each in census.running), key=str))


def _known(path: str) -> frozenset[InstanceId]:
    """The instances in the file that will be replaced. Raises CompileError for one that is not ours."""
    content = read_file(path)
    if content is None:
        return frozenset()
    if not is_saved(content):
        raise CompileError((say.not_saved_outputs(path),))
    return instances_in(content)


def _read(
    project: OpenProject,
    effects: Effects,
    ids: Sequence[InstanceId],
    known: Collection[InstanceId],
    *,
    are_named: bool,
) -> Mapping[InstanceId, Mapping[str, Output]]:
    """The outputs of those that have a state. Raises CompileError for what cannot be read, and for one without a state
    that is named, or whose outputs are ``known``: they would be lost.
    """
    found: list[Diagnostic] = []
    read: dict[InstanceId, Mapping[str, Output]] = {}
    for id_ in ids:
        instance = look_up_instance(project, id_)
        if id_.type != TERRAFORM or not instance.is_deployable:
            found.append(say.outputs_of_none(instance))
            continue
        try:
            outputs = effects.outputs.read(id_)
        except OutputFailure as failure:
            found.append(say.outputs_unreadable(instance, failure))
            continue
        if outputs is not None:
            read[id_] = outputs
        elif are_named or id_ in known:
            found.append(say.outputs_without_state(instance, are_known=id_ in known))
    if found:
        raise CompileError(unique(found))
    return read


def _fit(
    project: OpenProject, effects: Effects, read: Mapping[InstanceId, Mapping[str, Output]]
) -> tuple[dict[InstanceId, Table], tuple[LeftOut, ...]]:
    """What is saved of what was read, and what is not."""
    for outputs in read.values():  # what one instance calls sensitive is no less so in another
        effects.secrets.learn([Secret(each.value) for each in outputs.values() if each.sensitive])
    config, marks = project.config, project.compilation.marks
    spelling = Spelling(config.scalars, marks, ("{{", config.templates.delimiters[0]))
    saved: dict[InstanceId, Table] = {}
    left: list[LeftOut] = []
    for id_, outputs in read.items():
        saved[id_], others = fit_to_save(id_, outputs, effects.secrets.holds, spelling)
        left += others
    return saved, tuple(left)
