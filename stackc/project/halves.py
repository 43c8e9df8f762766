"""A half of many texts is told by a second process, where there is one to be had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeAlias, TypeVar, Union, cast

from stackc.base.memo import Once
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure
from stackc.base.recording import Question
from stackc.cache.questions import digest
from stackc.compile.compilation import Compilation
from stackc.system.second_process import may_fork, second_process

MANY: Final = 1_000
"""Instances from which on a second process pays: it costs some ten milliseconds, as does a tenth of so many."""

Part = TypeVar("Part")


def later_half(parts: Sequence[Part], instances: Callable[[Part], int]) -> Sequence[Part]:
    """The parts behind half of all instances; none where these are few."""
    left = whole = sum(map(instances, parts))
    for at, part in enumerate(parts if whole >= MANY else ()):
        if 2 * left <= whole:
            return parts[at:]
        left -= instances(part)
    return ()


@contextmanager
def told_beside(
    compilation: Compilation, parts: Sequence[Part], tell: Callable[[Part], str | None]
) -> Iterator[Callable[[Part], str | None]]:
    """Have the text of each of ``parts`` told by a second process; ``tell`` gives None where it finds anything.

    Yields what it told of a part; None of one that has to be told here: findings stay with who finds them. What the
    second process asked the world is asked here again, so that it is known of this run, and nothing it told counts
    where an answer differs.
    """
    if not parts or not may_fork():
        yield lambda _: None
        return
    numbers = {id(part): at for at, part in enumerate(parts)}
    with second_process(lambda: _tell_all(compilation, parts, tell)) as result:
        told = Once(lambda: _checked(compilation, result()))

        def text(part: Part) -> str | None:
            at = numbers.get(id(part))
            texts = told() if at is not None else None
            return texts[at] if at is not None and texts is not None else None

        yield text


_Told: TypeAlias = tuple[list[Union[str, None]], list[tuple[Question, str]]]
"""Each text, and each question that was asked for the first time with the digest of its answer."""


def _tell_all(compilation: Compilation, parts: Sequence[Part], tell: Callable[[Part], str | None]) -> _Told | None:
    """None where instances were read by others: the first process would not know of it."""
    known, were_read = set(compilation.world.asked), compilation.instances.are_read_by_others
    texts = [tell(part) for part in parts]
    if compilation.instances.are_read_by_others != were_read:
        return None
    return texts, [
        (question, _digest(said)) for question, said in compilation.world.asked.items() if question not in known
    ]


def _checked(compilation: Compilation, result: object) -> list[str | None] | None:
    """The texts, where this process has the same answers; None where it has not, or there are none."""
    if result is None:
        return None
    texts, asked = cast("_Told", result)
    return texts if all(_answer(compilation, question) == said for question, said in asked) else None


def _answer(compilation: Compilation, question: Question) -> str:
    try:
        return _digest(compilation.world.ask(question))
    except (ReadFailure, WalkFailure, VariableRefused) as failure:
        return _digest(failure)


def _digest(answer: object) -> str:
    return digest(repr(answer).encode())
