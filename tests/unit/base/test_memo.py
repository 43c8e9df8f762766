"""What a memo computes, keeps and forgets."""

from __future__ import annotations

from threading import Barrier, RLock, Thread

import pytest

from stackc.base.memo import Memo, Once


def test_an_answer_is_computed_once_and_when_it_is_asked_for() -> None:
    asked: list[str] = []
    memo = Memo[str, str](lambda key: asked.append(key) or key.upper())  # type: ignore[func-returns-value]
    assert asked == []
    assert [memo("a"), memo("a"), memo("b")] == ["A", "A", "B"]
    assert asked == ["a", "b"]


def test_none_is_an_answer_like_any_other() -> None:
    asked: list[int] = []
    memo = Memo[int, None](asked.append)
    assert (memo(1), memo(1), asked) == (None, None, [1])


def test_what_fails_is_asked_again() -> None:
    asked: list[int] = []

    def divide(key: int) -> float:
        asked.append(key)
        return 1 / key

    memo = Memo(divide)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            memo(0)
    assert asked == [0, 0]


def test_a_key_that_is_told_by_identity_lives_as_long_as_its_answer() -> None:
    class Told:
        """Equal to itself alone."""

    memo = Memo[Told, int](id)
    answers = {memo(Told()) for _ in range(100)}
    assert len(answers) == 100


def test_only_what_is_concerned_is_forgotten() -> None:
    asked: list[str] = []
    memo = Memo[str, str](lambda key: asked.append(key) or key)  # type: ignore[func-returns-value]
    for key in ("a", "b"):
        memo(key)
    memo.forget(lambda key: key == "a")
    for key in ("a", "b"):
        memo(key)
    assert asked == ["a", "b", "a"]


def test_a_memo_that_asks_itself_knows_its_lock() -> None:
    lock = RLock()
    memo: Memo[int, int] = Memo(lambda key: key if key < 2 else memo(key - 1) + memo(key - 2), lock)
    assert memo(20) == 6765


def test_one_thread_computes_and_the_others_wait() -> None:
    asked, begun = list[int](), Barrier(2)
    memo = Memo[int, int](lambda key: asked.append(key) or sum(range(200_000)), RLock())  # type: ignore[func-returns-value]
    answers: list[int] = []

    def ask() -> None:
        begun.wait()
        answers.append(memo(1))

    threads = [Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (asked, len(set(answers))) == ([1], 1)


def test_once_is_a_memo_of_one() -> None:
    asked: list[str] = []
    once = Once[None](lambda: asked.append("x"))
    assert (once(), once(), asked) == (None, None, ["x"])
