"""The entry point: global options, the small commands that must be quick, typer for the rest, one error boundary."""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from stackc.cli.options import Globals, UsageError, split_globals

if TYPE_CHECKING:
    from stackc.cli.session import Session

BUG, INTERRUPTED = 70, 130
"""Exit codes: a bug of ours has the one of ``sysexits.h``, which neither a command nor
Terraform means something else by.
"""
_HOT_FORMATS = {"json", "yaml"}


def main(argv: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    words = sys.argv[1:] if argv is None else argv
    try:
        _settle_streams()
        gc.disable()  # values hang together in trees; looking for circles among them costs a third of the time
        code = run(words)
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except OSError as problem:  # the last of the answer, cut off
            code = code or unwritten(problem)
    except KeyboardInterrupt:  # before the first line of the command, or after its last
        code = INTERRUPTED
    if argv is None:
        os._exit(code)  # freeing a large repository's values takes longer than it is worth
    sys.exit(code)


def run(words: list[str]) -> int:
    """Run one command and give its exit code; nothing but a diagnostic reaches the user."""
    try:
        options, rest = split_globals(words)
    except UsageError as problem:
        sys.stderr.write(f"stackc: {problem}\n")
        return 1 if "terraform" in words else 2  # 2 of `terraform` means what Terraform means by it
    try:
        if rest in (["--version"], ["version"]):
            return _version()
        from stackc.cli.recorder import recorded
        from stackc.cli.session import Session

        session = Session(options)
        with recorded(words, rest, session) as keep:
            hot = _hot(session, rest)
            return keep(_typer(session, rest) if hot is None else hot)
    except UsageError as problem:
        sys.stderr.write(f"stackc: {problem}\n")
        return 1 if "terraform" in words else 2  # 2 of `terraform` means what Terraform means by it
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _failure(error, options, words)


_CUT_OFF = (errno.EPIPE, errno.ENOSPC, errno.EIO)
_REFUSED = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOTDIR),
    *(errno.ELOOP, errno.ENAMETOOLONG, errno.EMFILE, errno.ENFILE, errno.EBUSY, errno.EAGAIN, errno.ENOMEM),
)
"""What a system may refuse to whoever writes a file or starts a process; none of it is a mistake of ours."""


def _settle_streams() -> None:
    """UTF-8 whatever the locale says, and nothing in the place of a stream that the caller closed.

    Its number must be taken: the next file that we or a child opens would get it, and be
    read or written as that stream.
    """
    for number, (name, errors) in enumerate(_STREAMS):
        stream = getattr(sys, name)
        if stream is None:
            _fill(number)
            mode = "w" if number else "r"
            stand_in = open(number, mode, encoding="utf-8", closefd=False)  # noqa: SIM115  # lives as long as we
            setattr(sys, name, stand_in)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


_STREAMS = (("stdin", "replace"), ("stdout", "surrogateescape"), ("stderr", "backslashreplace"))


def _fill(number: int) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
    os.set_inheritable(number, True)


def unwritten(problem: OSError) -> int:
    """What reads the answer went away, or there is no room for it: not a word more than that."""
    if problem.errno != errno.EPIPE:
        with contextlib.suppress(OSError):
            sys.stderr.write(f"stackc: the answer cannot be written: {problem.strerror}\n")
            sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _failure(error: Exception, options: Globals, words: list[str]) -> int:
    """A caller's exception with diagnostics, what the system refuses, or a bug of ours: one line, never a traceback."""
    from stackc.base.diagnostic import CompileError

    try:
        if isinstance(error, CompileError):
            from stackc.cli.session import Session

            session = Session(options)
            session.report(error.diagnostics, "write")
            session.point_to_page()
            return 1
        if isinstance(error, OSError) and error.filename is None and error.errno in _CUT_OFF:
            return unwritten(error)
        if isinstance(error, OSError) and error.errno in _REFUSED:
            place = f"`{os.fsdecode(error.filename)}`: " if isinstance(error.filename, (str, bytes)) else ""
            sys.stderr.write(f"stackc: {place}{(error.strerror or str(error)).lower()}\n")
            return 1
        from stackc.cli.internal_error import report_bug

        report_bug(error, words, os.environ, verbose=options.verbose)
        return BUG
    except OSError as problem:  # stderr is full or gone: nothing can be said, but what it was can be told by the code
        return unwritten(problem) if isinstance(error, CompileError) else BUG
    except KeyboardInterrupt:
        return INTERRUPTED


def _version() -> int:
    from stackc.version import __version__

    sys.stdout.write(f"stackc {__version__}\n")
    return 0


def _hot(session: Session, words: list[str]) -> int | None:
    """The commands that are asked all the time, matched exactly before typer is imported; None for all others."""
    if words[:2] == ["list", "stacks"] and words[2:] in ([], ["--format", "json"], ["--format=json"]):
        from stackc.cli.listing import list_things

        fmt = "json" if words[2:] else "text"
        return _pointed(session, list_things(session, "stacks", None, None, fmt, None))
    if words[:2] == ["describe", "component"]:
        return _hot_component(session, words[2:])
    if words[:1] == ["why"] and len(words) in (2, 3) and "@" in words[1] and not any(w[:1] in ("-", "") for w in words):
        from stackc.cli.questions import why

        return _pointed(session, why(session, words[1], words[2] if words[2:] else None, None, "text", None, None))
    if words == ["validate"]:
        from stackc.cli.findings import validate

        return _received(session, lambda: validate(session, "text", None))
    if words[:1] == ["terraform"] and words[1:] and words[1][:1] not in ("-", ""):
        from stackc.cli.terraform import terraform

        return _received(session, lambda: terraform(session, words[1:]))
    return None


def _hot_component(session: Session, words: list[str]) -> int | None:
    """``describe component C -s S [--format json|yaml]`` in any order."""
    given: dict[str, str] = {}
    names: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        key = {"-s": "stack", "--stack": "stack", "-f": "format", "--format": "format"}.get(word)
        if key is None:
            if word.startswith("-"):
                return None
            names.append(word)
        elif at + 1 < len(words) and key not in given:
            at += 1
            given[key] = words[at]
        else:
            return None
        at += 1
    fmt = given.get("format", "yaml")
    if len(names) != 1 or "stack" not in given or fmt not in _HOT_FORMATS:
        return None
    from stackc.cli.describe import describe_one

    return _pointed(session, describe_one(session, names[0], given["stack"], fmt, None, None, False))


def _pointed(session: Session, code: int) -> int:
    """The exit code of a command that is done, after the last word on stderr."""
    session.point_to_page()
    return code


def _received(session: Session, command: Callable[[], int]) -> int:
    """The exit code of a command that hears signals, and passes them on to its children."""
    from stackc.project.signals import receive_signals

    with receive_signals() as scope:
        code = _pointed(session, command())
    return INTERRUPTED if scope is not None and scope.received else code


def _typer(session: Session, words: list[str]) -> int:
    import typer

    from stackc.cli.app import app

    if "_STACKC_COMPLETE" in os.environ:
        from stackc.cli.completion import register

        register()
    return _received(session, lambda: _command(typer.main.get_command(app), words, session))


def _command(command: Any, words: list[str], session: Session) -> int:
    """Run a command of typer's, which may come with a click of its own."""
    import typer

    try:
        result = command.main(args=words, prog_name="stackc", standalone_mode=False, obj=session)
    except typer.Abort:
        return INTERRUPTED
    except SystemExit as left:  # words for a shell were told
        return left.code if isinstance(left.code, int) else 0
    except Exception as problem:
        show = getattr(problem, "show", None)  # a usage error, of whichever click typer brings along
        if show is None or not hasattr(problem, "exit_code"):
            raise
        show()
        return 1 if words[:1] == ["terraform"] else 2
    return result if isinstance(result, int) else 0
