"""Examples in Markdown pages: files, commands and what they print, read from fenced blocks and run in this process.

A block with a ``title`` is a file; a ``console`` block holds commands behind ``$`` and below each what it prints; a block
``sh paste`` is given to a shell as it stands. Files and the console blocks behind them are one example; the next file or
heading begins another. A page may as well be read as one walk, typed in from its top to its end.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stackc.cli.main import run
from tests.kit.work import GUARD

_FENCE = re.compile(r"```(\w*)(.*)")
_TITLE = re.compile(r'title="([^"]+)"')
_HEADING = re.compile(r"#{1,6} (?:[\d.]+ )?(.+)")
_OWN_VARIABLES = ("ATMOS_", "STACKC_", "TF_", "AWS_", "XDG_", "NO_COLOR", "GIT_")
FOLDER = "/repo"
"""How examples write the folder they run in."""
_EXIT_CODE = ("echo", "$?")
PASTE = "sh paste"
"""What a block that is given to a shell is marked with."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its variables, its words, the lines it prints."""

    line: int
    typed: str
    variables: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    expected: tuple[str, ...]


@dataclass(slots=True)
class Example:
    """Files and the commands that are run on them; ``line`` is that of the first block."""

    name: str
    line: int
    files: dict[str, str] = field(default_factory=dict)
    pasted: list[str] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    bare: bool = False
    """No project file is added."""


def read_examples(page: str) -> list[Example]:
    """All examples of a page, named after their heading and counted below it."""
    examples: list[Example] = []
    counted: dict[str, int] = {}
    heading, current = "start", None
    for line, info, content in _blocks(page):
        if info is None:
            heading, current = _slug(content[0]), None
            continue
        title = _TITLE.search(info)
        is_console, is_pasted = info.startswith("console"), info == PASTE
        if not (title or is_console or is_pasted):
            continue
        if current is None or (title and current.commands):
            counted[heading] = counted.get(heading, 0) + 1
            current = Example(f"{heading}-{counted[heading]}", line)
            examples.append(current)
        if title:
            current.files[title[1]] = "\n".join(content) + "\n"
        elif is_pasted:
            current.pasted.append("\n".join(content))
        else:
            current.bare = current.bare or "project=none" in info
            current.commands += _commands(content, line)
    return [example for example in examples if example.commands]


def first_file(page: str) -> dict[str, str]:
    """The first file of a page, which all its examples share."""
    for _, info, content in _blocks(page):
        if info and (title := _TITLE.search(info)):
            return {title[1]: "\n".join(content) + "\n"}
    return {}


def read_files(page: str) -> dict[str, str]:
    """Every file of a page; of those with one name the last."""
    titled = ((_TITLE.search(info or ""), content) for _, info, content in _blocks(page))
    return {title[1]: "\n".join(content) + "\n" for title, content in titled if title}


@dataclass(frozen=True, slots=True)
class File:
    """A file that is written."""

    name: str
    content: str


def read_walk(page: str) -> list[File | Command]:
    """Every file and every command of a page, in the order in which a reader types them in."""
    steps: list[File | Command] = []
    for line, info, content in _blocks(page):
        if title := _TITLE.search(info or ""):
            steps.append(File(title[1], "\n".join(content) + "\n"))
        elif info is not None and info.startswith("console"):
            steps += _commands(content, line)
    return steps


def untyped_blocks(page: str) -> list[tuple[int, str]]:
    """The line and the mark of each block that is neither a file nor typed in nor pasted, so that no test runs it."""
    return [
        (line, info)
        for line, info, _ in _blocks(page)
        if info is not None and not (_TITLE.search(info) or info.startswith("console") or info == PASTE)
    ]


def _blocks(page: str) -> Iterator[tuple[int, str | None, list[str]]]:
    """Headings (without info) and fenced blocks, with the line they begin at."""
    content: list[str] | None = None
    info, start = "", 0
    for number, line in enumerate(page.splitlines(), 1):
        if content is not None:
            if line == "```":
                yield start, info, content
                content = None
            else:
                content.append(line)
        elif opened := _FENCE.fullmatch(line):
            info, start, content = f"{opened[1]}{opened[2]}", number, []
        elif title := _HEADING.fullmatch(line):
            yield number, None, [title[1]]


def _commands(content: list[str], start: int) -> Iterator[Command]:
    at = 0
    while at < len(content):
        line, text = start + 1 + at, content[at]
        assert text.startswith("$ "), f"line {line}: a console block begins with a command"
        words = shlex.split(text[2:])
        variables: list[tuple[str, str]] = []
        while words and (given := re.fullmatch(r"([A-Z_][A-Z0-9_]*)=(.*)", words[0])):
            variables.append((given[1], given[2]))
            words = words[1:]
        at += 1
        expected: list[str] = []
        while at < len(content) and not content[at].startswith("$ "):
            expected.append(content[at])
            at += 1
        yield Command(line, text[2:], tuple(variables), tuple(words), tuple(expected))


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")


def run_example(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the files below ``folder``, run the commands there and compare what they print.

    They are run where the scripts that are pasted have gone.
    """
    for name, content in example.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    for script in example.pasted:
        done = _by_shell(f"{script}\npwd", folder)
        assert done.returncode == 0, done.stdout
        folder = Path(done.stdout.splitlines()[-1])
    run_commands(example, folder, monkeypatch)


def run_walk(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type in a page from its top to its end: ``stackc`` in this process, all other commands by a shell."""
    _clear_variables(folder, monkeypatch)
    steps = read_walk(page)
    code = 0
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        if isinstance(step, File):
            path = folder / step.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.content, encoding="utf-8")
            continue
        if step.words == _EXIT_CODE:
            judge(step, None, f"{code}\n", folder)
            continue
        if step.words[0] == "stackc":
            code, printed = _run(step, folder, monkeypatch)
        else:
            done = _by_shell(step.typed, folder)
            code, printed = done.returncode, done.stdout
        is_asked = isinstance(after, Command) and after.words == _EXIT_CODE
        judge(step, None if is_asked else code, printed, folder)


def _by_shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script given to a shell, with nothing of the caller's environment; stdout and stderr as a terminal shows them."""
    return subprocess.run(
        ["bash", "-eu", "-c", script],
        cwd=folder,
        env={"PATH": os.defpath},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=GUARD,
        check=False,
    )


def _clear_variables(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(_OWN_VARIABLES):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder / "home"))


def run_commands(example: Example, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the commands in ``folder`` as it stands and compare what they print and how they end."""
    _clear_variables(folder, monkeypatch)
    code = 0
    for command in example.commands:
        if command.words == _EXIT_CODE:
            printed = f"{code}\n"
        elif command.words[0] == "cat":
            printed = (folder / command.words[1]).read_text(encoding="utf-8")
        else:
            code, printed = _run(command, folder, monkeypatch)
            judge(command, code, printed, folder)
            continue
        judge(command, None, printed, folder)


_FAILURES = ("error[", "::error", "stackc:", "stackc terraform:", "Usage:", "not locked")
"""How a line begins that only a command prints which fails."""


def judge(command: Command, code: int | None, printed: str, folder: Path) -> None:
    """Fail unless a command, which may have ended with ``code``, printed what its page shows and ended as that says."""
    if code is not None and (code != 0) != any(line.startswith(_FAILURES) for line in command.expected):
        _fail(command, f"ends with {code} and prints\n{printed}")
    shown = printed.replace(str(folder), FOLDER)
    if not matches(command.expected, shown):
        _fail(command, f"prints\n{shown}\nexpected\n" + "\n".join(command.expected))


def _fail(command: Command, what: str) -> None:
    pytest.fail(f"line {command.line}: {shlex.join(command.words)} {what}", pytrace=False)


def _run(command: Command, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code, and stdout and stderr together as a terminal shows them."""
    assert command.words[0] == "stackc", f"line {command.line}: only `stackc`, `cat` and `echo $?` can be run"
    screen = io.StringIO()
    with monkeypatch.context() as inner, contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen):
        for name, value in command.variables:
            inner.setenv(name, value)
        code = run(["-C", str(folder), *command.words[1:]])
    return code, screen.getvalue()


def matches(expected: Sequence[str], printed: str) -> bool:
    """True when ``printed`` is what ``expected`` says.

    A line ``...`` stands for any lines, none included; a line that ends with `` ...`` for any line that begins so.
    """
    pattern = "".join(_line_pattern(line) for line in expected)
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.splitlines())) is not None


def _line_pattern(line: str) -> str:
    if line == "...":
        return r"(?:.*\n)*?"
    if line.endswith(" ..."):
        return re.escape(line[:-4]) + r".*\n"
    return re.escape(line.rstrip()) + r"\n"
