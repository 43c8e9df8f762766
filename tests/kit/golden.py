"""Golden cases: one text file holds a repository, the commands that are run on it and all that they print.

See ``tests/golden/README.md`` for the format. ``parse_case`` and ``emit_case`` are inverse; ``run_case`` runs.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from stackc.cli.main import run
from tests.kit.command import bare_env, write_files
from tests.kit.work import GUARD

FOLDER = "/repo"
"""How cases write the folder they run in."""
PROGRAMS = "bin"
"""What a case puts there is executable and first on the PATH."""
_HEADER = re.compile(r"-- (.+) --")
_VARIABLE = re.compile(r"([A-Z_][A-Z0-9_]*)=(.*)")
_REASON = re.compile(r"(no place|with SC\d{4}): (.+)")
_OWN = re.compile(r"(?:[A-Z_]+=\S* )*stackc ")
_OWN_VARIABLES = ("ATMOS_", "STACKC_", "TF_", "AWS_", "XDG_", "GIT_", "COLUMNS")


class CaseFault(ValueError):
    """A case file that is not written as cases are."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command of ours, what it prints on both streams and how it ends; None before it ever ran."""

    line: str
    printed: str = ""
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """``rule`` is what the comment says, a line each."""

    rule: tuple[str, ...]
    files: Mapping[str, str]
    preparations: tuple[str, ...]
    """Lines of the shell that make what a text file cannot show: they succeed and print nothing."""
    steps: tuple[Step, ...]

    @property
    def printed(self) -> str:
        """All that its commands print."""
        return "".join(step.printed for step in self.steps)

    @property
    def reasons(self) -> dict[str, str]:
        """What the comment explains: ``no place``, and ``with SC0000`` for a further finding."""
        return {found[1]: found[2] for line in self.rule if (found := _REASON.fullmatch(line))}


# --- text


def parse_case(text: str) -> Case:
    """A case as its file writes it. Raises CaseFault."""
    comment, parts = _parts(text)
    rule = tuple(line.removeprefix("#").strip() for line in comment)
    if not rule or not all(line.startswith("# ") for line in comment):
        raise CaseFault("a case begins with a comment that says its rule")
    files: dict[str, str] = {}
    preparations: list[str] = []
    steps: list[Step] = []
    for name, content in parts:
        line = name.removeprefix("$ ")
        if line != name and _OWN.match(line):
            steps.append(Step(line, content))
        elif name.startswith("exit "):
            if not steps or steps[-1].code is not None or content:
                raise CaseFault(f"`{name}` ends no command")
            steps[-1] = replace(steps[-1], code=int(name.removeprefix("exit ")))
        elif steps or (preparations and line == name) or name in files:
            raise CaseFault(f"`{name}` stands too late, or twice")
        elif line == name:
            files[name] = content
        elif content:
            raise CaseFault(f"`{line}` prepares and prints nothing")
        else:
            preparations.append(line)
    if not steps:
        raise CaseFault("a case runs `stackc`")
    return Case(rule, files, tuple(preparations), tuple(steps))


def _parts(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """The lines before the first header, and each header with what is below it.

    The blank line before a header belongs to nobody.
    """
    comment: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if header := _HEADER.fullmatch(line):
            parts.append((header[1], []))
        elif parts:
            parts[-1][1].append(line)
        elif line:
            comment.append(line)
    return comment, [(name, _content(lines)) for name, lines in parts]


def _content(lines: list[str]) -> str:
    kept = lines[:-1] if lines and not lines[-1] else lines
    return "".join(f"{line}\n" for line in kept)


def emit_case(case: Case) -> str:
    """The text of a case file."""
    parts = ["".join(f"# {line}\n" for line in case.rule)]
    parts += [f"-- {name} --\n{content}" for name, content in case.files.items()]
    parts += [f"-- $ {line} --\n" for line in case.preparations]
    for step in case.steps:
        parts.append(f"-- $ {step.line} --\n{step.printed}")
        if step.code is not None:
            parts.append(f"-- exit {step.code} --\n")
    return "\n".join(parts)


# --- running


def make_repository(case: Case, folder: Path) -> None:
    """Write the files of a case below the empty ``folder`` and prepare what they cannot show."""
    write_files(folder, case.files)
    for program in folder.glob(f"{PROGRAMS}/*"):
        program.chmod(0o755)
    env = bare_env(folder / "home", PATH=os.environ["PATH"], GIT_CONFIG_NOSYSTEM="1")
    for line in case.preparations:
        words = ["/bin/sh", "-ec", line]
        done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=GUARD)
        if done.returncode or done.stdout or done.stderr:
            raise CaseFault(f"`{line}` ends with {done.returncode} and prints {done.stdout}{done.stderr}")


def run_case(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """The case as it turns out in the empty ``folder``."""
    for name in [name for name in os.environ if name.startswith(_OWN_VARIABLES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("PATH", os.pathsep.join((str(folder / PROGRAMS), os.environ["PATH"])))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    make_repository(case, folder)
    monkeypatch.chdir(folder)
    return replace(case, steps=tuple(_run_step(step, folder, monkeypatch) for step in case.steps))


def _run_step(step: Step, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    words = shlex.split(step.line)
    with monkeypatch.context() as inner, tempfile.TemporaryFile() as screen:
        while given := _VARIABLE.fullmatch(words[0]):
            inner.setenv(given[1], given[2])
            words = words[1:]
        with _shown_on(screen.fileno()):
            code = run(words[1:])
        screen.seek(0)
        shown = screen.read().decode()
    return Step(step.line, shown.replace(str(folder), FOLDER), code)


@contextlib.contextmanager
def _shown_on(screen: int) -> Iterator[None]:
    """Both streams of this process and of its children go to the file ``screen``, in turn, as on a terminal."""
    streams = io.TextIOWrapper(io.FileIO(os.dup(screen), "wb"), encoding="utf-8", write_through=True)
    kept = os.dup(1), os.dup(2)
    try:
        for number in (1, 2):
            os.dup2(screen, number)
        with streams, contextlib.redirect_stdout(streams), contextlib.redirect_stderr(streams):
            yield
    finally:
        for number, descriptor in enumerate(kept, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
