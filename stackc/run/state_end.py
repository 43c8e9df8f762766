"""``StateEnds``: Terraform, led to single states, in folders that hold a backend and next to nothing else.

Terraform needs no configuration to read a state, to write one, nor to destroy what is in it. The folders of states that
are not reached by a path stay as long as something may be left there: what they say is the way back when the manifests
have forgotten it. See docs/language.md, moving a state.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from types import MappingProxyType
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Finished, OutputFailure, Processes, ReadFailure, Workplace
from stackc.base.value import Table, Value, table_at
from stackc.run.state_file import StateFile, local_content, parse_state_file, read_state_file
from stackc.run.state_place import Place
from stackc.run.workspaces import VARIABLE
from stackc.text.json import to_json

_BACKEND: Final = "backend.tf.json"
_STATE: Final = "moved.tfstate"
_SECONDS: Final = 300


class StateEnds:
    """Single states, the ends of a move for example, in folders below ``folder``.

    Every Terraform inherits ``held``, the lock on the workdir, where it is held: whoever waits for that waits for one,
    too, that a killed command left behind.
    """

    def __init__(
        self,
        binary: str,
        folder: str,
        processes: Processes,
        workplace: Workplace,
        env: Mapping[str, str],
        held: int | None,
        masked: Callable[[str], str],
    ) -> None:
        self._binary, self._folder, self._env = binary, folder, env
        self._held = () if held is None else (held,)
        self._processes, self._workplace, self._masked = processes, workplace, masked
        self._open: dict[str, StateEnd] = {}

    def open(self, place: Place, files: Mapping[str, bytes] = MappingProxyType({})) -> StateEnd:
        """The state at a place, with Terraform led there; ``files`` stand beside the backend. Raises OutputFailure."""
        end = self._open.get(place.address)
        if end is None:
            folder = posixpath.join(self._folder, _name(place.address))
            settings: Table = {"terraform": {"backend": {place.kind: place.settings}}}
            for name, content in {**files, _BACKEND: to_json(settings).encode()}.items():
                self._workplace.write(posixpath.join(folder, name), content, PRIVATE)
            self._run(folder, ("init", "-reconfigure", "-input=false", "-no-color"), self._env, ())
            end = StateEnd(place, folder, self._run, self._workplace, {**self._env, VARIABLE: place.workspace})
            self._open[place.address] = end
        return end

    def destroy(self, end: StateEnd, arguments: tuple[str, ...]) -> int:
        """Destroy what is in an open state, with the terminal; the exit code. Raises FileNotFoundError."""
        argv = [self._binary, "destroy", *arguments]
        return self._processes.stream(argv, end.folder, end.env, inherited=self._held).code

    def close(self, addresses: Collection[str]) -> None:
        """Remove the folders but for what leads to ``addresses``, where that is no path."""
        kept = {_name(address) for address in addresses if not address.startswith("local:")}
        for name in self._workplace.entries(self._folder):
            folder = posixpath.join(self._folder, name)
            for entry in self._workplace.entries(folder) if name in kept else ():
                if entry != _BACKEND:
                    self._workplace.remove(posixpath.join(folder, entry))
            if name not in kept:
                self._workplace.remove(folder)
        if not kept.intersection(self._workplace.entries(self._folder)):
            self._workplace.remove(self._folder)

    def _run(self, folder: str, words: tuple[str, ...], env: Mapping[str, str], inherited: tuple[int, ...]) -> str:
        inherited = (*inherited, *self._held)
        done: Finished = self._processes.capture([self._binary, *words], folder, env, _SECONDS, inherited=inherited)
        if done.code != 0:
            said = self._masked((done.err or done.out).strip())
            raise OutputFailure(f"`terraform {' '.join(words[:2])}` failed: {said}")
        return done.out


_Run = Callable[[str, "tuple[str, ...]", Mapping[str, str], "tuple[int, ...]"], str]


class StateEnd(NamedTuple):
    """A state that Terraform can be asked for. Everything raises OutputFailure."""

    place: Place
    folder: str
    run: _Run
    workplace: Workplace
    env: Mapping[str, str]

    def pull(self) -> StateFile | None:
        return read_state_file(self.run(self.folder, ("state", "pull", "-no-color"), self.env, ()))

    def push(self, content: bytes) -> None:
        """Terraform locks the state while it writes. The text is in no file of ours."""
        with ExitStack() as stack:
            descriptors = stack.enter_context(self.workplace.unlinked(posixpath.join(self.folder, _STATE), content))
            self.run(self.folder, ("state", "push", "-no-color", _STATE), self.env, descriptors)

    @property
    def has_backup(self) -> bool:
        """Beside a local state Terraform kept an earlier one that held something, or what nobody can read."""
        if self.place.file is None:
            return False
        try:
            content = local_content(f"{self.place.file}.backup", self.workplace)
            return content is not None and not parse_state_file(content).is_empty
        except OutputFailure:
            return True

    def clear(self, state: StateFile | None) -> None:
        """Leave nothing of ``state``, which is there. Terraform empties it, if nobody works on it; then files go."""
        if state is not None and not state.is_empty:
            self.push(state.emptied())
        file = self.place.file
        for path in (file, f"{file}.backup") if file is not None else ():
            self.workplace.remove(path)


def noted_ends(folder: str, workplace: Workplace) -> Iterator[tuple[str, Table]]:
    """Type and settings of the backends that moves below ``folder`` noted: a note that cannot be read says nothing."""
    for name in workplace.entries(folder):
        try:
            noted: Value = json.loads(workplace.read(posixpath.join(folder, name, _BACKEND)) or b"{}")
        except (ReadFailure, ValueError, RecursionError):
            continue
        for kind, settings in table_at(noted, "terraform", "backend").items():
            if isinstance(settings, dict):
                yield kind, settings


def _name(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:16]
