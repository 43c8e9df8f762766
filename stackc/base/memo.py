"""``Memo``: what is computed once, when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Final, Generic, TypeVar, cast

_NONE: Final = object()
"""Stands where there is no answer, since None may be one."""
Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Memo(Generic[Key, Answer]):
    """Answers by key. A key is kept alive with its answer, so one that is told by identity is never another's.

    With a lock, one thread computes and the others wait; the same lock for all memos that ask one another.
    """

    __slots__ = ("_answers", "_compute", "_lock")

    def __init__(self, compute: Callable[[Key], Answer], lock: AbstractContextManager[object] | None = None) -> None:
        self._compute, self._lock = compute, lock or nullcontext()
        self._answers: dict[Key, Answer] = {}

    def __call__(self, key: Key) -> Answer:
        """The answer, computed at the first call; what ``compute`` raises is raised and not kept."""
        answer = self._answers.get(key, _NONE)
        if answer is _NONE:
            with self._lock:
                answer = self._answers.get(key, _NONE)
                if answer is _NONE:
                    answer = self._answers[key] = self._compute(key)
        return cast(Answer, answer)

    def knows(self, key: Key) -> bool:
        """True when the answer is there already."""
        return key in self._answers

    def keys(self) -> tuple[Key, ...]:
        """The keys whose answers are there."""
        return tuple(self._answers)

    def forget(self, concerns: Callable[[Key], bool]) -> None:
        """Compute again, when next asked for, whatever ``concerns`` says of its key."""
        with self._lock:
            for key in [key for key in self._answers if concerns(key)]:
                del self._answers[key]


class IdentityMap(Generic[Key, Answer]):
    """Answers by which object a key is: for maps and lists, which have no hash. A key is kept alive with its answer."""

    __slots__ = ("_answers",)

    def __init__(self) -> None:
        self._answers: dict[int, tuple[Key, Answer]] = {}

    def get(self, key: Key) -> Answer | None:
        """The answer that is kept, or None."""
        known = self._answers.get(id(key))
        return None if known is None else known[1]

    def keep(self, key: Key, answer: Answer) -> Answer:
        """Keep an answer, over one that is kept already; gives it back."""
        self._answers[id(key)] = key, answer
        return answer


class IdentityMemo(Generic[Key, Answer]):
    """What is computed once for each object. A key is kept alive with its answer."""

    __slots__ = ("_answers", "_compute")

    def __init__(self, compute: Callable[[Key], Answer]) -> None:
        self._compute = compute
        self._answers: dict[int, tuple[Key, Answer]] = {}

    def __call__(self, key: Key) -> Answer:
        """The answer, computed at the first call."""
        known = self._answers.get(id(key))
        if known is None:
            known = self._answers[id(key)] = key, self._compute(key)
        return known[1]


class Same:
    """An object as a part of a key: equal to itself alone, and alive for as long as the key is."""

    __slots__ = ("_of",)

    def __init__(self, of: object) -> None:
        self._of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._of is other._of

    def __hash__(self) -> int:
        return id(self._of)


class Once(Generic[Answer]):
    """One answer, computed when first asked for."""

    __slots__ = ("_memo",)

    def __init__(self, compute: Callable[[], Answer], lock: AbstractContextManager[object] | None = None) -> None:
        self._memo: Memo[None, Answer] = Memo(lambda _: compute(), lock)

    def __call__(self) -> Answer:
        return self._memo(None)

    @property
    def is_known(self) -> bool:
        """True when the answer is there already."""
        return self._memo.knows(None)
