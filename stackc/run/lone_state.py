"""``LoneState``: a state by itself, in a folder that holds its backend and next to nothing else.

Terraform needs no configuration to read a state, nor to destroy what is in it. See docs/language.md, orphans.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.ports import Finished, OutputFailure, Processes, ReadFailure, Workplace
from stackc.base.value import Table
from stackc.run.state_file import StateFile, parse_state_file, read_state_file
from stackc.run.state_place import Place
from stackc.run.terraform import Binary
from stackc.run.workdir import LOCK_FILE, Workdir
from stackc.run.workspaces import VARIABLE
from stackc.text.json import to_json

_SECONDS: Final = 300
_LAST_CONFIGURATION: Final = ("providers_override.tf.json", "terraform_override.tf.json", LOCK_FILE)
"""What the last run of an instance left that says which providers there are, and how they are configured."""


class LoneState:
    """One state, with one Terraform, in ``folder``, which is ours."""

    def __init__(
        self,
        place: Place,
        binary: Binary,
        folder: str,
        processes: Processes,
        workplace: Workplace,
        env: Mapping[str, str],
        masked: Callable[[str], str],
    ) -> None:
        self._place, self._binary, self._folder = place, binary, folder
        self._processes, self._workplace, self._masked = processes, workplace, masked
        self._env = {**env, VARIABLE: place.workspace}

    def read(self) -> StateFile | None:
        """What is there; None where there is no state. Raises OutputFailure."""
        if self._place.file is not None:
            try:
                content = self._workplace.read(self._place.file)
            except ReadFailure as failure:
                raise OutputFailure(f"`{self._place.file}` cannot be read: {failure.reason}") from failure
            return None if content is None else parse_state_file(content)
        try:
            self._open(None)
            return read_state_file(self._ask("state", "pull"))
        finally:
            self._workplace.remove(self._folder)

    def destroy(self, arguments: tuple[str, ...], last: Workdir | None) -> int:
        """Destroy what is in it, with the terminal; ``last`` is where the instance ran. The exit code.

        Raises OutputFailure before anything is destroyed.
        """
        try:
            self._open(last)
            return self._processes.stream([self._binary.path, "destroy", *arguments], self._folder, self._env).code
        finally:
            self._workplace.remove(self._folder)

    def _open(self, last: Workdir | None) -> None:
        settings: Table = {"terraform": {"backend": {self._place.kind: self._place.settings}}}
        self._write("backend.tf.json", to_json(settings).encode())
        for name in _LAST_CONFIGURATION if last is not None else ():
            content = self._workplace.read(posixpath.join(last.path, name)) if last is not None else None
            if content is not None:
                self._write(name, content)
        env = {name: value for name, value in self._env.items() if name != VARIABLE}
        self._said(("init",), ("-reconfigure", "-input=false"), env)

    def _write(self, name: str, content: bytes) -> None:
        self._workplace.write(posixpath.join(self._folder, name), content, PRIVATE)

    def _ask(self, *words: str) -> str:
        return self._said(words, (), self._env)

    def _said(self, words: tuple[str, ...], flags: tuple[str, ...], env: Mapping[str, str]) -> str:
        argv = [self._binary.path, *words, *flags]
        done: Finished = self._processes.capture(argv, self._folder, env, _SECONDS)
        if done.code != 0:
            said = self._masked((done.err or done.out).strip())
            raise OutputFailure(f"`terraform {' '.join(words)}` failed: {said}")
        return done.out
