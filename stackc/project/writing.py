"""Files that a user named, written; whatever the system refuses is a diagnostic that names the file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.project import messages as say
from stackc.run.messages import not_written

if TYPE_CHECKING:
    from stackc.artifact.files import Artifact


def read_file(path: str) -> bytes | None:
    """What is in the regular file that a user named; None for anything else, and for none. Raises CompileError."""
    from stackc.system.output import read_named

    with _written(path):
        return read_named(path)


def write_file(path: str, content: bytes) -> None:
    """Write to what the user named: a file is replaced, a device or a pipe written to, a link refused (SC0805).

    Raises CompileError.
    """
    from stackc.system.output import write_named

    with _written(path):
        write_named(path, content)


def write_files(path: str, files: Mapping[str, Artifact], *, whole: bool) -> tuple[Diagnostic, ...]:
    """Write ``files`` below the folder ``path`` and its index; gives what was left alone. Raises CompileError."""
    from stackc.artifact.tree import write_tree
    from stackc.system.output import OutputFolder

    with _written(path), OutputFolder(path) as folder:
        return write_tree(folder, files, whole=whole)


@contextmanager
def _written(path: str) -> Iterator[None]:
    """Whatever the system refuses is a diagnostic that names the file."""
    try:
        yield
    except OSError as problem:
        place = os.fsdecode(problem.filename) if isinstance(problem.filename, (str, bytes)) else path
        reason = problem.strerror or str(problem)
        raise CompileError((not_written(place, f"{reason[:1].lower()}{reason[1:]}"),)) from problem
    except UnicodeEncodeError as problem:
        raise CompileError((say.name_invalid(path, problem.object),)) from problem
