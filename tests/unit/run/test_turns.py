"""Instances that run beside one another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stackc.base.ids import InstanceId, StackName
from stackc.base.ports import Finished
from stackc.graph.graph import build_graph
from stackc.run.runner import RunReport
from stackc.run.terraform import Call
from stackc.run.turns import SideBySideClock, SideBySideProcesses, Turns, Workers
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import Answer, Bench, Children, Started, Time, answers, fine, stack

A, B = (InstanceId(StackName("dev"), each, "terraform") for each in "ab")
APPLY = Call("apply", auto_approve=True)
PATIENCE = 20
"""Seconds until what should meet is given up."""


def going() -> bool:
    return False


def meeting(many: int) -> Callable[[], None]:
    """What each of so many threads waits in for the others."""
    barrier = threading.Barrier(many, timeout=PATIENCE)
    return lambda: (barrier.wait(), None)[1]


def named(*names: str, more: str = "") -> str:
    """Components of these names, all of one folder."""
    return ", ".join(f"{each}: {{metadata: {{component: web}}{more.format(each)}}}" for each in names)


class Beside(Bench):
    """A bench whose instances run beside one another."""

    def __init__(
        self, root: Path, components: str, answer: Answer = fine, many: int = 2, is_stopped: Callable[[], bool] = going
    ) -> None:
        turns = Turns(many, is_stopped)
        self.said: list[tuple[InstanceId | None, Finished]] = []
        super().__init__(
            root, stack(components), answer, turns=turns, told=lambda id_, done: self.said.append((id_, done))
        )

    def run_all(self, call: Call = APPLY) -> RunReport:
        return self.runner.run_all(build_graph(self.compilation).value, call)


def applied(child: Started) -> str:
    """The component that is applied; empty for another command."""
    return child.cwd.partition(".stackc/work/dev/")[2].partition("/")[0] if child.text.startswith("apply") else ""


# --- turns


def test_another_thread_works_while_one_waits_and_not_before() -> None:
    turns, seen, done = Turns(2, going), list[str](), threading.Event()

    def other() -> None:
        with turns.taken(B):
            seen.append("other")
            done.set()

    thread = threading.Thread(target=other)
    thread.start()
    assert not done.wait(0.1)
    with turns.given_away():
        assert done.wait(PATIENCE)
    thread.join()
    assert seen == ["other"]


def test_a_thread_knows_whom_it_works_for() -> None:
    turns, found = Turns(2, going), list[InstanceId | None]()
    with Workers[None](turns) as workers:
        for id_ in (A, B):
            workers.start(id_, lambda: found.append(turns.instance))
        workers.wait()
        workers.wait()
    assert sorted(map(str, found)) == ["a@dev", "b@dev"]
    assert turns.instance is None


# --- workers


def test_without_turns_there_is_room_for_one_that_works_at_once() -> None:
    seen: list[str] = []
    with Workers[None](None) as workers:
        workers.start(A, lambda: seen.append("a"))
        had_room = workers.has_room
        workers.wait()
        assert (seen, had_room, workers.has_room) == (["a"], False, True)


def test_there_is_room_for_as_many_as_there_are_turns() -> None:
    turns = Turns(2, going)
    meet = meeting(2)

    def work() -> None:
        with turns.given_away():
            meet()

    with Workers[None](turns) as workers:
        rooms = [workers.has_room]
        for id_ in (A, B):
            workers.start(id_, work)
            rooms.append(workers.has_room)
        workers.wait()
        workers.wait()
    assert rooms == [True, True, False]


def test_what_a_worker_raised_is_raised_where_it_is_waited_for() -> None:
    def fail() -> None:
        raise ValueError("a")

    with Workers[None](Turns(2, going)) as workers:
        workers.start(A, fail)
        with pytest.raises(ValueError, match="a"):
            workers.wait()


def test_who_was_started_is_waited_for_whatever_happens() -> None:
    turns, seen, begun = Turns(2, going), list[str](), threading.Event()

    def work() -> None:
        with turns.given_away():
            begun.wait(PATIENCE)
        seen.append("whole")

    def leave() -> None:
        with Workers[None](turns) as workers:
            workers.start(A, work)
            begun.set()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        leave()
    assert seen == ["whole"]


# --- children


def told(answer: Answer) -> tuple[SideBySideProcesses, list[Finished]]:
    found: list[Finished] = []
    return SideBySideProcesses(Children(answer), Turns(2, going), lambda _, done: found.append(done)), found


def test_what_a_child_says_is_told_whole_when_it_has_ended() -> None:
    done = Finished(3, "out", "err")
    processes, found = told(answers({"apply": done}))
    assert processes.stream(["t", "apply"], "/", {}) == Finished(3, "", "err")
    assert found == [done]


def test_an_answer_to_us_is_told_to_nobody() -> None:
    processes, found = told(answers({"output": "{}"}))
    assert processes.capture(["t", "output"], "/", {}) == Finished(0, "{}", "")
    assert found == []


def test_a_program_that_is_missing_is_an_error_and_one_that_misses_another_is_not() -> None:
    missing, _ = told(answers({"apply": Finished(127, "", "cannot start `t`: no such file or directory")}))
    with pytest.raises(FileNotFoundError, match="cannot start `t`"):
        missing.stream(["t", "apply"], "/", {})
    other, found = told(answers({"apply": Finished(127, "", "sh: aws: not found")}))
    assert other.stream(["t", "apply"], "/", {}).code == 127
    assert len(found) == 1


# --- time


def test_time_passes_in_small_parts() -> None:
    clock = Time()
    SideBySideClock(clock, Turns(2, going)).sleep(0.5)
    assert clock.at == pytest.approx(0.5)
    assert len(clock.slept) == 3


def test_who_waits_hears_that_the_run_was_stopped() -> None:
    clock = Time()
    with pytest.raises(KeyboardInterrupt):
        SideBySideClock(clock, Turns(2, lambda: clock.at > 1)).sleep(60)
    assert clock.at < 2


def test_a_lock_that_another_instance_holds_is_waited_for_in_turn(tmp_path: Path) -> None:
    turns, seen, workplace = Turns(2, going), list[str](), DiskWorkplace()
    meet = meeting(2)
    workplace.sleep = lambda _: None
    path = str(tmp_path / "lock")

    def first() -> None:
        with workplace.hold(path, "first", seen.append):
            with turns.given_away():
                meet()
            seen.append("whole")

    def wait(_: float) -> None:
        with turns.given_away():
            if "met" not in seen:
                seen.append("met")
                meet()

    with Workers[None](turns) as workers:
        workers.start(A, first)
        workplace.sleep = wait
        with turns.given_away():
            while not Path(path).exists() or not Path(path).read_text():
                pass
        with workplace.hold(path, "second", seen.append):
            seen.append("mine")
        workers.wait()
    assert seen[1:] == ["met", "whole", "mine"]
    assert seen[0].startswith("first")


# --- a run


def test_what_does_not_depend_on_one_another_runs_at_once(tmp_path: Path) -> None:
    meet = meeting(2)
    bench = Beside(tmp_path, "app: {}, web: {}", lambda child: (applied(child) and meet(), fine(child))[1])
    report = bench.run_all()
    assert [(str(each.instance), each.action) for each in report.results] == [("app@dev", "done"), ("web@dev", "done")]


def test_no_more_run_at_once_than_there_are_turns(tmp_path: Path) -> None:
    lock, running, most = threading.Lock(), list[str](), list[int]()

    def answer(child: Started) -> Finished:
        if applied(child):
            with lock:
                running.append(child.cwd)
                most.append(len(running))
            threading.Event().wait(0.02)
            with lock:
                running.remove(child.cwd)
        return fine(child)

    Beside(tmp_path, named(*"abcdefghi"), answer, many=3).run_all()
    assert max(most) == 3


def test_what_depends_on_another_waits_for_it(tmp_path: Path) -> None:
    seen: list[str] = []
    text = "app: {dependencies: {components: [vpc]}}, vpc: {dependencies: {components: [web]}}, web: {}, x: {metadata: {component: web}}"

    def answer(child: Started) -> Finished:
        seen.append(applied(child))
        return fine(child)

    Beside(tmp_path, text, answer, many=4).run_all()
    order = [each for each in seen if each and each != "x"]
    assert order == ["web", "vpc", "app"]


def test_what_depends_on_a_failed_one_is_skipped_and_the_rest_goes_on(tmp_path: Path) -> None:
    text = "app: {dependencies: {components: [web]}}, web: {}, x: {metadata: {component: web}}"
    bench = Beside(tmp_path, text, lambda child: Finished(int(applied(child) == "web"), "", ""))
    report = bench.run_all()
    assert {str(each.instance): each.action for each in report.results} == {
        "app@dev": "skipped",
        "web@dev": "failed",
        "x@dev": "done",
    }
    assert [each.text for each in bench.events if each.kind == "skipped"] == ["because web@dev did not finish"]
    assert report.code == 1


def test_results_stand_in_the_order_of_the_run_however_they_ended(tmp_path: Path) -> None:
    late = threading.Event()

    def answer(child: Started) -> Finished:
        if applied(child) == "app":
            late.wait(PATIENCE)
        if applied(child) == "web":
            late.set()
        return fine(child)

    bench = Beside(tmp_path, "app: {}, web: {}", answer)
    assert [str(each.instance) for each in bench.run_all().results] == ["app@dev", "web@dev"]
    assert [event for event in bench.told if event.startswith("done")] == ["done web@dev", "done app@dev"]


def test_after_a_signal_nothing_more_starts_and_the_run_has_its_report(tmp_path: Path) -> None:
    stopped = threading.Event()
    meet = meeting(2)

    def answer(child: Started) -> Finished:
        if not applied(child):
            return fine(child)
        meet()
        stopped.set()
        raise KeyboardInterrupt(130)

    bench = Beside(tmp_path, named(*"abcd"), answer, is_stopped=stopped.is_set)
    report = bench.run_all()
    assert [(each.action, each.code) for each in report.results] == [("failed", 130)] * 2 + [("skipped", 1)] * 2
    assert [each.text for each in bench.events if each.kind == "skipped"] == ["because the run was interrupted"] * 2


def test_one_whose_child_was_not_started_after_a_signal_has_failed(tmp_path: Path) -> None:
    bench = Beside(tmp_path, "app: {}", answers({"init": KeyboardInterrupt()}))
    assert [(each.action, each.code) for each in bench.run_all().results] == [("failed", 1)]


def test_what_an_instance_says_is_told_under_its_name(tmp_path: Path) -> None:
    bench = Beside(tmp_path, "app: {}, web: {}", lambda child: Finished(0, applied(child), ""))
    bench.run_all()
    assert sorted((str(id_), done.out) for id_, done in bench.said) == [("app@dev", "app"), ("web@dev", "web")]


def test_each_instance_is_locked_by_a_row_of_its_own(tmp_path: Path) -> None:
    bench = Beside(tmp_path, named(*"abcdefghijkl"), many=6)
    assert bench.run_all().code == 0
    assert len(bench.rows) == 12
