"""A command of ours in a process of its own, and its child, which writes down every signal it gets."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from typing import Any

_CHILD = """\
import os, select, signal, sys
say, hear = int(sys.argv[1]), int(sys.argv[2])
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, lambda got, _: os.write(say, signal.Signals(got).name.encode() + b"\\n"))
if "pid" in sys.argv:
    os.write(say, b"%d\\n" % os.getpid())
if "ask" in sys.argv:
    os.write(say, b"asking\\n")
    os.write(say, b"answered " + os.read(os.open("/dev/tty", os.O_RDWR), 100))
os.write(say, b"ready\\n")
while not select.select([hear], [], [], 0.2)[0]:  # a signal that came right before the wait is dealt with after it
    pass
os.read(hear, 1)
sys.exit(7)
"""
"""Says that it is ready, then which signals it gets, until it hears something; leaves with 7."""
_COMMAND = """\
import json, os, signal, sys
if os.environ.get("MEASURED"):
    import coverage
    measured = coverage.Coverage(**json.loads(os.environ["MEASURED"]))
    measured.start()
from stackc.system.process import SystemProcesses
from stackc.system.signals import signals
how, say, hear = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
signal.signal(signal.SIGUSR1, lambda *_: os.write(say, b"heard\\n"))
child = [sys.executable, "-c", CHILD, *sys.argv[2:]]
ended = {}
with signals() as scope:
    try:
        for turn in range(2):
            if how == "idle":
                os.write(say, b"ready\\n")
                os.read(hear, 1)
            call = SystemProcesses().stream if how in ("stream", "converse") else SystemProcesses().capture
            further = {"conversing": True} if how == "converse" else {}
            ended["code"] = call(child, "/", os.environ, inherited=[say, hear], **further).code
            os.write(say, b"next\\n")
    except KeyboardInterrupt as interrupt:
        ended["interrupted"] = interrupt.args
    ended["received"] = [signal.Signals(number).name for number in scope.received]
if os.environ.get("MEASURED"):
    measured.stop()
    measured.save()
os.write(say, json.dumps(ended).encode() + b"\\n")
""".replace("CHILD", repr(_CHILD))
"""Runs the child twice, unless it is interrupted, and says how that ended."""
PATIENCE = 30
"""Seconds until a test that should have ended is given up."""


@dataclass(frozen=True, slots=True)
class Command:
    """A running command: ``process`` is its leader, ``said`` gives the next line of it or its child."""

    process: subprocess.Popen[bytes]
    said: Callable[[], str]
    hear: int

    def send(self, *numbers: int, group: bool = False) -> None:
        """Send signals and wait until the command has dealt with all of them."""
        for number in numbers:
            (os.killpg if group else os.kill)(self.process.pid, number)
        for _ in range(2):  # the first may have been dealt with before a later one that is lower in number
            os.kill(self.process.pid, signal.SIGUSR1)
            with self._reminded():
                self.expect("heard")

    @contextmanager
    def _reminded(self) -> Iterator[None]:
        """Python deals with a signal between two steps of its own: one that came right before a wait of the system is
        dealt with after it, or when another one interrupts that.
        """
        again = Timer(PATIENCE / 3, os.kill, (self.process.pid, signal.SIGUSR1))
        again.start()
        try:
            yield
        finally:
            again.cancel()

    def expect(self, *lines: str) -> None:
        """The next lines, in this order."""
        assert [self.said() for _ in lines] == list(lines)

    def finish(self) -> dict[str, Any]:
        """Let the child end; how the command ended."""
        os.write(self.hear, b".")
        return self.ended()

    def ended(self) -> dict[str, Any]:
        """How the command ended."""
        found: dict[str, Any] = json.loads(self.said())
        return found


def _begin(terminal: int | None) -> None:
    """With the terminal, and with signals heard even where the tests ignore them: by ``nohup``, or behind an ``&``."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    if terminal is not None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def _measured() -> Iterator[dict[str, str]]:
    """The environment in which a command tells what it reached, where somebody measures what these tests reach.

    A terminal can be had by a process of its own alone, so nothing that has to do with one would ever be counted.
    """
    current = None if "coverage" not in sys.modules else sys.modules["coverage"].Coverage.current()
    if current is None:
        yield {}
        return
    with TemporaryDirectory() as folder:
        data = str(Path(folder, "data"))
        yield {"MEASURED": json.dumps({"data_file": data, "source": current.get_option("run:source")})}
        if os.path.exists(data):
            reached = sys.modules["coverage"].CoverageData(data)
            reached.read()
            current.get_data().update(reached)


@contextmanager
def running(how: str, *words: str, before: str = "", terminal: int | None = None) -> Iterator[Command]:
    """A command that runs the child by ``stream`` or ``capture``, converses with it, or waits before it (``idle``).

    ``before`` is shell; ``terminal`` is a descriptor of the terminal that it shall have.
    """
    said, say = os.pipe()
    hear, tell = os.pipe()
    code = [sys.executable, "-c", _COMMAND, how, str(say), str(hear), *words]
    argv = ["/bin/sh", "-c", f'{before}\nexec "$@"', "sh", *code] if before else code
    streams = subprocess.DEVNULL if terminal is None else terminal
    with (
        _measured() as measured,
        os.fdopen(said, encoding="utf-8") as lines,
        subprocess.Popen(
            argv,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **measured},
            pass_fds=[say, hear],
            start_new_session=True,
            stdin=streams,
            stdout=None if terminal is None else terminal,
            preexec_fn=lambda: _begin(terminal),
        ) as process,
    ):
        os.close(say)
        try:
            yield Command(process, lambda: lines.readline().rstrip("\n"), tell)
        finally:
            os.close(tell)
            os.close(hear)
            process.kill()


def until(reached: Callable[[], bool]) -> None:
    """Wait for what nobody tells us of."""
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
