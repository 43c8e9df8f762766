"""Which instance may start next."""

from __future__ import annotations

import random

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.run.schedule import Schedule


def name(text: str) -> InstanceId:
    return InstanceId(StackName("dev"), text, "terraform")


def schedule(order: str, **before: str) -> Schedule:
    return Schedule(
        [name(each) for each in order], {name(key): [name(each) for each in on] for key, on in before.items()}
    )


def startable(plan: Schedule) -> str:
    found = []
    while (id_ := plan.next()) is not None:
        found.append(id_.component)
    return "".join(found)


def test_what_comes_after_nothing_may_start_in_the_order_given() -> None:
    assert startable(schedule("cab")) == "cab"


def test_one_starts_when_all_that_it_comes_after_have_ended() -> None:
    plan = schedule("abc", c="ab")
    assert startable(plan) == "ab"
    plan.ended(name("b"))
    assert startable(plan) == ""
    plan.ended(name("a"))
    assert startable(plan) == "c"


def test_what_is_named_twice_is_waited_for_once() -> None:
    plan = schedule("ab", b="aa")
    plan.next()
    plan.ended(name("a"))
    assert startable(plan) == "b"


def test_the_first_in_the_order_comes_first_also_when_it_may_start_later() -> None:
    plan = schedule("abcd", b="a")
    assert plan.next() == name("a")
    plan.ended(name("a"))
    assert startable(plan) == "bcd"


def test_it_is_over_when_all_have_ended() -> None:
    assert schedule("").is_over
    plan = schedule("a")
    plan.next()
    assert not plan.is_over
    plan.ended(name("a"))
    assert plan.is_over


@pytest.mark.parametrize("seed", range(20))
def test_everything_runs_once_and_after_what_it_comes_after(seed: int) -> None:
    chance = random.Random(seed)
    order = [name(str(number)) for number in range(30)]
    before = {id_: chance.sample(order[:at], min(at, chance.randrange(4))) for at, id_ in enumerate(order)}
    plan, running, ended = Schedule(order, before), list[InstanceId](), list[InstanceId]()
    while not plan.is_over:
        while len(running) < 4 and (id_ := plan.next()) is not None:
            assert set(before[id_]) <= set(ended)
            running.append(id_)
        ended.append(running.pop(chance.randrange(len(running))))
        plan.ended(ended[-1])
    assert sorted(ended) == sorted(order)
    assert plan.next() is None
