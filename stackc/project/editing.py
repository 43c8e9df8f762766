"""``set``: a value written where it belongs, after a compilation with the edit in memory has proved what it does."""

from __future__ import annotations

import posixpath
from typing import TypeVar

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.overlay import OverlayWorld
from stackc.base.ports import ReadFailure
from stackc.base.source import Path, Span
from stackc.base.value import strictly_equal
from stackc.compile.compilation import Compilation
from stackc.compile.wiring import compile_repository
from stackc.evaluate.instance import Instance
from stackc.explain import edit_messages as say
from stackc.explain.edit import (
    Edit,
    Wanted,
    check_file,
    check_path,
    find_target,
    parse_value,
    prove,
    value_of,
    write_target,
)
from stackc.explain.leaves import origin_of, span_of
from stackc.project.open_project import OpenProject
from stackc.project.stacks import look_up_instance
from stackc.project.writing import write_file


class Consent(NamedTuple):
    """What an edit may do besides."""

    at: str | None = None
    """The file to edit, relative to the project root; all that its line reaches is meant."""
    accept_moves: bool = False
    """State addresses may move."""


NO_CONSENT = Consent()
T = TypeVar("T")


def edit_value(project: OpenProject, instance: Instance, path: Path, text: str, consent: Consent = NO_CONSENT) -> Edit:
    """What setting ``path`` of an instance to the YAML ``text`` comes to. Nothing is written.

    Local files do not count: ``project`` is the one that everybody has, and ``instance`` may be of another.
    Raises CompileError (SC0650 to SC0659) for an edit that is not made.
    """
    compilation = project.compilation
    instance = look_up_instance(project, instance.id)
    wanted = Wanted(instance.id, path, _sound(parse_value(text, compilation)))
    _refuse(check_path(instance, path))
    before = value_of(instance, path)
    if consent.at is None and strictly_equal(before, wanted.value) and wanted.value is not None:
        return _unchanged(instance, wanted)
    target = _sound(find_target(compilation, instance, path, consent.at))
    file = target.origin.file
    content = _content(compilation, file)
    _refuse(check_file(compilation, file, content))
    written = _sound(write_target(compilation, target.place, target.whole(wanted.value), content))
    after = compile_repository(OverlayWorld(project.world, {file: written.content}), project.config, project.setting)
    proof = _sound(prove(compilation, after, wanted, target, accept_moves=consent.accept_moves))
    span = Span(file, written.line)
    return Edit(span, written.done, before, wanted.value, *proof, written.content, target.replaced)


def write_edit(project: OpenProject, edit: Edit) -> None:
    """Put the new file in the place of the old one, which keeps its permissions. Raises CompileError (SC0805)."""
    if edit.done != "unchanged":
        write_file(posixpath.join(project.root, edit.span.file), edit.content)


def _unchanged(instance: Instance, wanted: Wanted) -> Edit:
    span = span_of(instance, origin_of(instance, wanted.path)) or Span("")
    return Edit(span, "unchanged", wanted.value, wanted.value, (instance.id,), (), (), b"")


def _content(compilation: Compilation, file: str) -> bytes:
    try:
        return compilation.world.read(file)
    except ReadFailure as failure:
        raise CompileError((say.file_refused(file, failure.reason),)) from failure


def _sound(found: T | Diagnostic) -> T:
    if isinstance(found, Diagnostic):
        raise CompileError((found,))
    return found


def _refuse(found: Diagnostic | None) -> None:
    if found is not None:
        raise CompileError((found,))
