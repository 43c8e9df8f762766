"""``Checkout``: a scratch repository, and the real command run in it with nothing of the caller's environment."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from tests.kit.broken import copied
from tests.kit.examples import Command
from tests.kit.work import GUARD

SHIPPED = Path(__file__).parents[2]
"""Where the reference organisation lies."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CODE = re.compile(r"^(?:error|warning)\[(SC\d{4})\]", re.MULTILINE)
_HELP = re.compile(r"^ *= help: (.*)$", re.MULTILINE)
_TIMEOUT = 180
PROJECT = """\
components:
  terraform:
    base_path: components/terraform
stacks:
  base_path: stacks
  included_paths: ["*"]
  name_pattern: "{stage}"
"""
"""A project file for a repository of one folder of stacks, each named after its variable ``stage``."""


class Said(NamedTuple):
    """How a command ended and what it said, without colours."""

    code: int
    out: str
    err: str

    @property
    def codes(self) -> list[str]:
        """The codes of the diagnostics, in order."""
        return _CODE.findall(self.err)

    @property
    def helps(self) -> list[str]:
        """The advice given, in order."""
        return _HELP.findall(self.err)


@dataclass(frozen=True, slots=True)
class Checkout:
    """A repository in a scratch folder. ``env`` is all that a command run in it sees of the world."""

    root: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def stackc(self, *words: str, env: Mapping[str, str] | None = None) -> Said:
        """Run the command to its end, without a terminal."""
        done = subprocess.run(
            [sys.executable, "-m", "stackc", *words],
            cwd=self.root,
            env={**self.env, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        return Said(done.returncode, _COLOUR.sub("", done.stdout), _COLOUR.sub("", done.stderr))

    def terraform(self, *words: str, env: Mapping[str, str] | None = None) -> Said:
        """``stackc terraform …``."""
        return self.stackc("terraform", *words, env=env)

    @contextmanager
    def started(self, *words: str, command: str = "terraform") -> Iterator[subprocess.Popen[str]]:
        """``stackc terraform …``, or another ``command``, while it runs; ended afterwards if it has not."""
        whole = [sys.executable, "-m", "stackc", command, *words]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            whole,
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=pipe,
            stderr=pipe,
            text=True,
            start_new_session=True,
        ) as run:
            try:
                yield run
            finally:
                run.kill()

    def with_env(self, **env: str) -> Checkout:
        """The same folder, seen with more environment."""
        return replace(self, env={**self.env, **env})

    def with_path(self, folder: Path) -> Checkout:
        """The same folder, with ``folder`` first on the PATH."""
        return self.with_env(PATH=f"{folder}{os.pathsep}{self.env['PATH']}")

    def write(self, path: str, text: str) -> None:
        """Write a file, folders included."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace ``old``, which must stand in the file once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def copied(self, to: Path) -> Checkout:
        """A copy of everything but stackc's own folder."""
        shutil.copytree(self.root, to, symlinks=True, ignore=shutil.ignore_patterns(".stackc"))
        return replace(self, root=to)

    def forget(self) -> None:
        """Delete stackc's own folder."""
        shutil.rmtree(self.root / ".stackc")

    def fill_states(self) -> None:
        """Lock every instance, and let each of their local states hold something."""
        assert self.stackc("lock").code == 0
        for row in self.locked().values():
            state = {
                "version": 4,
                "serial": 1,
                "lineage": row,
                "outputs": {},
                "resources": [{"type": "t", "name": "a"}],
            }
            self.write(row.removeprefix("local:"), json.dumps(state))

    def locked(self) -> dict[str, str]:
        """The rows of the lock file; none when there is no file."""
        file = self.root / "stackc.lock"
        rows: dict[str, str] = yaml.safe_load(file.read_text())["instances"] if file.exists() else {}
        return rows

    def states(self) -> set[str]:
        """Every state file in the repository; Terraform's own notes on its backend are none."""
        found = (path.relative_to(self.root) for path in self.root.rglob("*.tfstate") if path.is_file())
        return {path.as_posix() for path in found if path.parent.name != ".terraform"}

    def state(self, instance: str) -> dict[str, Any]:
        """The state file at the locked address of ``instance``."""
        kind, _, place = self.locked()[instance].partition(":")
        assert kind == "local"
        state: dict[str, Any] = json.loads((self.root / place).read_text())
        return state

    def workdir(self, instance: str, folder: str = "") -> Path:
        """Where Terraform runs for ``component@stack``; the component's ``folder`` has its name unless given."""
        component, _, stack = instance.rpartition("@")
        return self.root / ".stackc/work" / stack / component / "components/terraform" / (folder or component)


def organisation(root: Path, env: Mapping[str, str], source: Path = SHIPPED) -> Checkout:
    """A fresh clone of an organisation, the reference one unless said: nothing that ever ran is left behind."""
    return Checkout(copied(source, root), env)


def repository(root: Path, env: Mapping[str, str], files: Mapping[str, str]) -> Checkout:
    """A repository of its own, written for one test."""
    made = Checkout(root, env)
    for path, text in files.items():
        made.write(path, text)
    return made


def typed_in(command: Command, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """How a line ends that is given to a shell as it stands, and what a terminal shows, without colours."""
    done = subprocess.run(
        ["bash", "-c", command.typed],
        cwd=folder,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=GUARD,
        check=False,
    )
    return done.returncode, _COLOUR.sub("", done.stdout)


def fingerprint(folder: Path) -> dict[str, str]:
    """Every path below ``folder`` with its permissions and its content: equal exactly when nothing was touched."""
    return {path.relative_to(folder).as_posix(): _print(path) for path in sorted(folder.rglob("*"))}


def _print(path: Path) -> str:
    mode = f"{path.lstat().st_mode:o}"
    if path.is_symlink():
        return f"{mode} -> {path.readlink()}"
    return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}" if path.is_file() else mode
