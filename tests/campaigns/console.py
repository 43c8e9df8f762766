"""The command as its console entry starts it: in a process that tells how far it came, and may be cut off anywhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from tests.campaigns.campaign import Fault
from tests.kit.command import SHIPPED, Said
from tests.kit.work import GUARD

NEVER: Final = -1
SHOWN: Final = 200
"""Characters of an answer on each side of where it parts from the right one."""
MOMENTS: Final = 5
"""Of a process that keeps an answer, as the interpreter tells them: before there is a file, before it is filled, before
it gets its name, before the others are looked at, and whatever comes then.
"""
_PROGRAM: Final = """\
import os, signal, sys
say, moment, limit = map(int, sys.argv[1:4])
sys.argv[:4] = ["stackc"]

class Ear:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "stackc.cli.main":
            os.write(say, b"computed")

def cut_off():
    left, begun = moment, False
    def hear(event, given):
        nonlocal left, begun
        begun = begun or event == "open" and str(given[0]).endswith(".tmp")
        left -= begun
        if begun and left == -1:
            os.kill(os.getpid(), signal.SIGKILL)
    return hear

sys.meta_path.insert(0, Ear)
if moment >= 0:
    sys.addaudithook(cut_off())
if limit >= 0:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from stackc.cli.launch import main
main()
"""
"""The console entry. Before it comes what says that more was loaded than what gives a kept answer."""


class Ended(NamedTuple):
    """How a process ended."""

    said: Said
    """Bytes that are no text stand in it as halves of characters, so that nothing else is equal to them."""
    is_computed: bool
    """It was not content with what is kept."""

    @property
    def is_killed(self) -> bool:
        return self.said.code == -signal.SIGKILL


class Started:
    """A process that runs."""

    def __init__(self, process: subprocess.Popen[bytes], heard: int) -> None:
        self._process, self._heard = process, heard

    def kill(self) -> None:
        self._process.kill()

    def ended(self) -> Ended:
        """How it ended, once it has. Raises TimeoutExpired."""
        try:
            out, err = (_text(each) for each in self._process.communicate(timeout=GUARD))
        finally:
            self._process.kill()
        with open(self._heard, "rb") as told:
            return Ended(Said(self._process.returncode, out, err), bool(told.read()))


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


class Console(NamedTuple):
    """Where commands are started, and with what."""

    root: Path
    env: Mapping[str, str]
    before: Sequence[str] = ()
    """A program that starts them, with its words."""

    def start(self, words: Sequence[str], moment: int = NEVER, limit: int = NEVER) -> Started:
        """Start a command. It is killed at the ``moment`` of its writing, and no file may get more bytes than ``limit``."""
        heard, say = os.pipe()
        line = (*self.before, sys.executable, "-P", "-c", _PROGRAM, str(say), str(moment), str(limit), *words)
        try:
            process = subprocess.Popen(
                line,
                cwd=self.root,
                env={"PATH": os.defpath, "PYTHONPATH": str(SHIPPED), **self.env},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                pass_fds=(say,),
            )
        finally:
            os.close(say)
        return Started(process, heard)

    def run(self, words: Sequence[str], limit: int = NEVER) -> Ended:
        """Run a command to its end."""
        return self.start(words, limit=limit).ended()

    def fresh(self, words: Sequence[str]) -> Said:
        """What a command says with nothing kept."""
        return self.run((*words, "--no-cache")).said


def held_against(fresh: Said, words: Sequence[str], ended: Ended, after: str) -> Fault:
    """A fault where a command said anything else; else how it came by its answer, which is allowed."""
    line = " ".join(words)
    if ended.said == fresh:
        return Fault("anew" if ended.is_computed else "kept", line, is_allowed=True)
    how = "anew" if ended.is_computed else "kept"
    return Fault("another answer", f"{line}, {how}, {after}\n{difference(ended.said, fresh)}")


def difference(said: Said, fresh: Said) -> str:
    """Where two answers part, with what is around."""
    codes = f"exit code {said.code}, fresh {fresh.code}"
    pairs = (("standard output", said.out, fresh.out), ("standard error", said.err, fresh.err))
    return "\n".join([codes, *(f"{name} {_parting(one, other)}" for name, one, other in pairs if one != other)])


def _parting(one: str, other: str) -> str:
    at = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
    begin, end = max(0, at - SHOWN), at + SHOWN
    return f"from character {at}: {one[begin:end]!r}\nfresh: {other[begin:end]!r}"
