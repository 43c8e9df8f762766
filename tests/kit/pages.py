"""Pages of diagnostics: Markdown whose examples are repositories, commands that run on them, and all that they print.

See ``docs/diagnostics/README.md`` for the format. ``parse_page`` and ``emit_page`` are inverse; ``run_example`` runs.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from stackc.cli.main import run
from tests.kit.command import bare_env, write_files
from tests.kit.work import GUARD

FOLDER = "/repo"
"""How pages write the folder that an example runs in."""
PROGRAMS = "bin"
"""What an example puts there is executable and first on the PATH."""
PROJECT_FILES = ("stackc.yaml", "stackc.yml", "atmos.yaml", "atmos.yml", ".atmos.yaml")
WRONG, RIGHT, CAUSES, ATMOS, SWITCH = "Wrong", "Right", "Usual causes", "What Atmos does", "The switch"
ANOTHER = "Another case: "
_TITLE = re.compile(r"# (SC\d{4}): (.+)")
_HEADING = re.compile(r"## (.+)")
_FENCE = re.compile(r"```(\w*)(?: title=\"([^\"]+)\")?")
_REASON = re.compile(r"<!-- (no place|not run|with SC\d{4}): (.+) -->")
_VARIABLE = re.compile(r"([A-Z_]\w*)=(.*)")
_OWN = re.compile(r"(?:[A-Z_]\w*=\S* )*stackc ")
_OWN_VARIABLES = ("ATMOS_", "STACKC_", "TF_", "AWS_", "XDG_", "GIT_", "COLUMNS")


class PageFault(ValueError):
    """A page that is not written as pages are."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what it prints on both streams, whole lines. One of the shell prepares and prints nothing."""

    line: str
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: a file, or commands."""

    language: str
    file: str | None
    content: str
    """Whole lines."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The commands of a console block. Raises PageFault."""
        steps: list[Step] = []
        for line in self.content.splitlines(keepends=True):
            if line.startswith("$ "):
                steps.append(Step(line[2:].rstrip("\n")))
            elif not steps:
                raise PageFault("a console block begins with a command")
            else:
                steps[-1] = replace(steps[-1], printed=steps[-1].printed + line)
        return tuple(steps)


@dataclass(frozen=True, slots=True)
class Section:
    """``title`` is empty for what stands below the title of the page."""

    title: str
    parts: tuple[str | Block, ...]
    """Blocks, and the whole lines between them."""

    @property
    def prose(self) -> str:
        """All that is no block."""
        return "".join(part for part in self.parts if isinstance(part, str))

    @property
    def reasons(self) -> dict[str, str]:
        """What its comments explain: ``no place``, ``not run``, ``with SC0000`` for a further finding."""
        return dict(_REASON.findall(self.prose))


@dataclass(frozen=True, slots=True)
class Page:
    """What ``docs/diagnostics`` says of one code."""

    code: str
    title: str
    sections: tuple[Section, ...]

    def section(self, title: str) -> Section:
        """The one section of this title. Raises PageFault."""
        found = [section for section in self.sections if section.title == title]
        if len(found) != 1:
            raise PageFault(f"{self.code} has {len(found)} sections `{title}`")
        return found[0]

    @property
    def cases(self) -> tuple[Section, ...]:
        """The wrong example and the further cases: each shows the finding."""
        return tuple(each for each in self.sections if each.title == WRONG or each.title.startswith(ANOTHER))


Act = Block | Step
"""A file that is written, or a command that runs."""


# --- text


def parse_page(text: str) -> Page:
    """A page as its file writes it. Raises PageFault."""
    first, _, rest = text.partition("\n")
    title = _TITLE.fullmatch(first)
    if title is None:
        raise PageFault("a page begins with a code and its title")
    sections = [Section("", ())]
    block: Block | None = None
    for line in rest.splitlines(keepends=True):
        bare = line.rstrip("\n")
        parts = sections[-1].parts
        if block is not None:
            if bare == "```":
                sections[-1] = replace(sections[-1], parts=(*parts, block))
                block = None
            else:
                block = replace(block, content=block.content + line)
        elif fence := _FENCE.fullmatch(bare):
            block = Block(fence[1], fence[2], "")
        elif heading := _HEADING.fullmatch(bare):
            sections.append(Section(heading[1], ()))
        elif parts and isinstance(parts[-1], str):
            sections[-1] = replace(sections[-1], parts=(*parts[:-1], parts[-1] + line))
        else:
            sections[-1] = replace(sections[-1], parts=(*parts, line))
    if block is not None:
        raise PageFault("a block is not closed")
    return Page(title[1], title[2], tuple(sections))


def emit_page(page: Page) -> str:
    """The text of a page's file."""
    out = [f"# {page.code}: {page.title}\n"]
    for section in page.sections:
        out.append(f"## {section.title}\n" if section.title else "")
        out += [part if isinstance(part, str) else emit_block(part) for part in section.parts]
    return "".join(out)


def emit_block(block: Block) -> str:
    """A block with its fences."""
    title = f' title="{block.file}"' if block.file else ""
    return f"```{block.language}{title}\n{block.content}```\n"


def acts_of(section: Section) -> tuple[Act, ...]:
    """What a section does, in its order. Raises PageFault."""
    acts: list[Act] = []
    for block in section.parts:
        if isinstance(block, str):
            continue
        if block.file is not None and any(isinstance(act, Block) and act.file == block.file for act in acts):
            raise PageFault(f"`{block.file}` stands twice")
        if block.file is not None:
            acts.append(block)
        elif block.language == "console":
            acts += block.steps
        else:
            raise PageFault("a block is a file or a console")
    return tuple(acts)


def mended(wrong: Section, right: Section) -> tuple[Act, ...]:
    """The wrong example with the right one over it, and then its own commands where the right one has none."""
    made = tuple(act for act in acts_of(wrong) if not is_own(act))
    asked = tuple(act for act in acts_of(wrong) if is_own(act))
    changed = acts_of(right)
    return (*made, *changed, *(() if any(is_own(act) for act in changed) else asked))


def is_own(act: Act) -> bool:
    """True for a command of ours."""
    return isinstance(act, Step) and _OWN.match(act.line) is not None


# --- running


def make_repository(acts: Iterable[Act], folder: Path, given: Mapping[str, str]) -> None:
    """All but commands of ours, in the empty ``folder``, above the files that are ``given`` to all examples.

    A project file that is given counts where the example has none.
    """
    acts = tuple(acts)
    named = {act.file for act in acts if isinstance(act, Block)}
    has_project = any(name in named for name in PROJECT_FILES)
    write_files(folder, {name: text for name, text in given.items() if not (has_project and name in PROJECT_FILES)})
    for act in acts:
        if isinstance(act, Block):
            assert act.file is not None
            write_files(folder, {act.file: act.content})
        elif not is_own(act):
            _prepare(act.line, folder)
    for program in folder.glob(f"{PROGRAMS}/*"):
        program.chmod(0o755)


def _prepare(line: str, folder: Path) -> None:
    env = bare_env(folder / "home", PATH=os.environ["PATH"], GIT_CONFIG_NOSYSTEM="1")
    words = ["/bin/sh", "-ec", line]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=GUARD)
    if done.returncode or done.stdout or done.stderr:
        raise PageFault(f"`{line}` ends with {done.returncode} and prints {done.stdout}{done.stderr}")


def run_acts(
    acts: tuple[Act, ...], folder: Path, given: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Step, ...]:
    """The commands of ours as they turn out in the empty ``folder``, after all else.

    Raises PageFault for one whose exit code is not 1 with an error and 0 without one.
    """
    for name in [name for name in os.environ if name.startswith(_OWN_VARIABLES)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder / "home"))
    monkeypatch.setenv("PATH", os.pathsep.join((str(folder / PROGRAMS), os.environ["PATH"])))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    make_repository(acts, folder, given)
    monkeypatch.chdir(folder)
    return tuple(_run_step(act, folder, monkeypatch) for act in acts if isinstance(act, Step) and is_own(act))


def _run_step(step: Step, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    words = shlex.split(step.line)
    with monkeypatch.context() as inner, tempfile.TemporaryFile() as screen:
        while given := _VARIABLE.fullmatch(words[0]):
            inner.setenv(given[1], given[2])
            words = words[1:]
        with _shown_on(screen.fileno()):
            code = run(words[1:])
        screen.seek(0)
        shown = screen.read().decode().replace(str(folder), FOLDER)
    if code != int(any(line.startswith("error[") for line in shown.splitlines())):
        raise PageFault(f"`{step.line}` ends with {code} and prints\n{shown}")
    return Step(step.line, shown)


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


def answered(section: Section, steps: Iterable[Step]) -> Section:
    """The section with what its own commands printed, which ``steps`` are."""
    left = iter(steps)
    parts: list[str | Block] = []
    for part in section.parts:
        if isinstance(part, Block) and part.file is None:
            now = [next(left) if is_own(step) else step for step in part.steps]
            part = replace(part, content="".join(f"$ {step.line}\n{step.printed}" for step in now))
        parts.append(part)
    return replace(section, parts=tuple(parts))
