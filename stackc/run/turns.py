"""Instances that run beside one another, in one process.

Only children do their work at the same time: what a run itself does, it does in turn. A thread gives its turn away
while it waits for a child, for a lock or for time to pass, and nowhere else, so that all between two waits is one step
that nobody comes between. Our own part is some milliseconds of an instance, and so nobody waits for long.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from queue import SimpleQueue
from typing import Final, Generic, Self, TypeVar

from stackc.base.ids import InstanceId
from stackc.base.ports import NOT_STARTED, Clock, Finished, Processes

_LISTEN_SECONDS: Final = 0.2
Ended = TypeVar("Ended")


class Turns:
    """Whose turn it is: at first that of the thread that makes it."""

    def __init__(self, many: int, is_stopped: Callable[[], bool]) -> None:
        """``many``: how many instances may run at once. ``is_stopped``: a signal came, so nothing more may start."""
        self.many, self.is_stopped = many, is_stopped
        self._lock = threading.Lock()
        self._lock.acquire()
        self._thread = threading.local()

    @contextmanager
    def taken(self, id_: InstanceId) -> Iterator[None]:
        """This thread, which has none, waits for its turn, and works for one instance."""
        with self._lock:
            self._thread.instance = id_
            yield

    @contextmanager
    def given_away(self) -> Iterator[None]:
        """This thread waits for something outside; others take their turns meanwhile."""
        self._lock.release()
        try:
            yield
        finally:
            self._lock.acquire()

    @property
    def instance(self) -> InstanceId | None:
        """Whom this thread works for; None for the run as a whole."""
        found: InstanceId | None = getattr(self._thread, "instance", None)
        return found


class Workers(Generic[Ended]):
    """What works on instances: each in a thread of its own, or without turns one by one in that of the caller."""

    def __init__(self, turns: Turns | None) -> None:
        self._turns = turns
        self._many = 1 if turns is None else turns.many
        self._ended: SimpleQueue[tuple[Ended | None, BaseException | None]] = SimpleQueue()
        self._running = 0

    @property
    def has_room(self) -> bool:
        """One more may be started."""
        return self._running < self._many

    def start(self, id_: InstanceId, work: Callable[[], Ended]) -> None:
        """Begin ``work``; only where there is room."""
        if self._turns is None:
            self._ended.put((work(), None))
        else:
            threading.Thread(target=self._work, args=(self._turns, id_, work), name=str(id_)).start()
        self._running += 1

    def _work(self, turns: Turns, id_: InstanceId, work: Callable[[], Ended]) -> None:
        with turns.taken(id_):
            try:
                self._ended.put((work(), None))
            except BaseException as failure:
                self._ended.put((None, failure))

    def wait(self) -> Ended:
        """What the next one that ends gave; what it raised is raised. Only where one was started."""
        ended, failure = self._next()
        if failure is not None:
            raise failure
        return ended  # type: ignore[return-value]  # None only beside a failure

    def _next(self) -> tuple[Ended | None, BaseException | None]:
        with nullcontext() if self._turns is None else self._turns.given_away():
            ended = self._ended.get()
        self._running -= 1
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Whatever happened, who was started is waited for: its child holds a workdir, and may be writing a state."""
        while self._running:
            self._next()


class SideBySideProcesses:
    """Children of instances that run beside one another: what one says is told when it has ended."""

    def __init__(self, processes: Processes, turns: Turns, tell: Callable[[InstanceId | None, Finished], None]) -> None:
        self._processes, self._turns, self._tell = processes, turns, tell

    def stream(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        *,
        inherited: Sequence[int] = (),
        conversing: bool = False,
    ) -> Finished:
        """Nobody can converse with many at once: the child reads nothing. Raises FileNotFoundError."""
        assert not conversing, "what people talk to runs alone"
        done = self.capture(argv, cwd, env, inherited=inherited)
        if done.code == 127 and done.err.startswith(NOT_STARTED):
            raise FileNotFoundError(done.err)
        self._tell(self._turns.instance, done)
        return done._replace(out="")

    def capture(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        inherited: Sequence[int] = (),
    ) -> Finished:
        with self._turns.given_away():
            return self._processes.capture(argv, cwd, env, timeout, inherited=inherited)


class SideBySideClock:
    """The clock of instances that run beside one another."""

    def __init__(self, clock: Clock, turns: Turns) -> None:
        self._clock, self._turns = clock, turns

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Raises KeyboardInterrupt after a signal, of which this thread does not hear by itself."""
        end = self._clock.now() + seconds
        while (left := end - self._clock.now()) > 0:
            if self._turns.is_stopped():
                raise KeyboardInterrupt
            with self._turns.given_away():
                self._clock.sleep(min(left, _LISTEN_SECONDS))

    def chance(self) -> float:
        return self._clock.chance()
