"""What a memo computes, keeps and forgets."""

from __future__ import annotations

from threading import Barrier, RLock, Thread

import pytest

from stackc.base.memo import IdentityMap, IdentityMemo, Memo, Once, Same


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


def test_what_is_there_already_is_known() -> None:
    memo = Memo[str, str](str.upper)
    before = memo.knows("a")
    memo("a")
    assert (before, memo.knows("a"), memo.knows("b")) == (False, True, False)


def test_what_was_forgotten_is_not_known() -> None:
    memo = Memo[str, str](str.upper)
    memo("a")
    memo.forget(lambda _: True)
    assert not memo.knows("a")


def test_the_answer_of_once_is_known_when_it_was_asked_for() -> None:
    once = Once(lambda: 1)
    before = once.is_known
    assert (before, once(), once.is_known) == (False, 1, True)


class Counting:
    """A lock that counts how often it is taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __enter__(self) -> None:
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        """Free again."""


def test_the_lock_is_taken_to_compute_and_to_forget_alone() -> None:
    lock = Counting()
    memo = Memo[int, int](abs, lock)
    assert (memo(-1), memo(-1), memo.knows(-1)) == (1, 1, True)
    memo.forget(lambda _: False)
    assert lock.taken == 2


def test_who_waited_for_the_lock_takes_what_was_computed_meanwhile() -> None:
    asked: list[int] = []
    memo: Memo[int, int]

    class Before(Counting):
        """The first time it is taken, somebody else was first."""

        def __enter__(self) -> None:
            super().__enter__()
            if self.taken == 1:
                memo(1)

    memo = Memo(lambda key: asked.append(key) or key, Before())  # type: ignore[func-returns-value]
    assert (memo(1), asked) == (1, [1])


# --- by identity


def test_equal_objects_are_two_keys_and_one_object_is_one() -> None:
    asked: list[list[int]] = []

    def length(items: list[int]) -> int:
        asked.append(items)
        return len(items)

    memo = IdentityMemo[list[int], int](length)
    one, other = [1], [1]
    assert [memo(one), memo(other), memo(one)] == [1, 1, 1]
    assert len(asked) == 2


def test_a_key_lives_as_long_as_its_answer() -> None:
    memo = IdentityMemo[list[int], int](len)
    found = [memo([number] * number) for number in range(100)]  # each list is gone where nobody keeps it
    assert found == list(range(100))


def test_a_computation_that_fails_is_not_remembered() -> None:
    memo = IdentityMemo[list[int], int](lambda items: 1 // items[0])
    items = [0]
    with pytest.raises(ZeroDivisionError):
        memo(items)
    items[0] = 1
    assert memo(items) == 1


def test_a_map_by_identity_gives_what_was_kept_last() -> None:
    kept, key = IdentityMap[list[int], str](), [1]
    assert (kept.get(key), kept.keep(key, "a"), kept.get(key), kept.get([1])) == (None, "a", "a", None)
    kept.keep(key, "b")
    assert kept.get(key) == "b"


def test_an_object_as_a_part_of_a_key() -> None:
    one, other = [1], [1]
    assert (Same(one) == Same(one), Same(one) == Same(other), Same(one) == one) == (True, False, False)
    assert {(Same(one), 1): "a"}.get((Same(one), 1)) == "a"
