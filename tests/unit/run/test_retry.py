from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import Finished
from stackc.base.value import Table
from stackc.run.retry import ONCE, TRANSIENT, Attempts, Retry, check_retries, retry_of
from stackc.run.terraform import Call
from tests.kit.build import place
from tests.unit.run.bench import Answer, Bench, Started, Time, answers, named, stack

FRAMED = (
    "\x1b[31m╷\x1b[0m\n\x1b[31m│\x1b[0m \x1b[1m\x1b[31mError: \x1b[0m\x1b[1m{}\x1b[0m\n│\n│   with aws_x.y,\n│ {}\n╵\n"
)


def read(section: Table, retries: int | None = None) -> tuple[Retry, list[str]]:
    wrong: list[str] = []
    return retry_of(section, retries, lambda key, what: wrong.append(f"{key}: {what}")), wrong


PASSING = [
    ('Get "https://sts…": net/http: TLS handshake timeout', "the network broke off"),
    ("dial tcp 10.0.0.1:443: connect: connection refused", "the network broke off"),
    ("read tcp: read: connection reset by peer", "the network broke off"),
    ("dial tcp: lookup sts.amazonaws.com: no such host", "the network broke off"),
    (
        "operation error EC2: DescribeVpcs, exceeded maximum, api error Throttling: Rate exceeded",
        "requests are throttled",
    ),
    ("https response error StatusCode: 429, TooManyRequestsException", "requests are throttled"),
    ("https response error StatusCode: 503, RequestID: 1", "the service failed"),
    ('Post "x": 502 Bad Gateway', "the service failed"),
    ("InvalidRequest: a separate request in progress", "another request is in progress"),
    ("ConcurrentModificationException: AWS Organizations", "another request is in progress"),
    (
        "OptInRequired: The AWS Access Key Id needs a subscription for the service",
        "a subscription is not there yet",
    ),
    ("Error acquiring the state lock", "somebody holds the lock on the state"),
    ("could not connect to registry.terraform.io: failed", "the registry cannot be reached"),
    (
        "Failed to query available provider packages\n\nCould not retrieve: i/o timeout",
        "the registry cannot be reached",
    ),
]


@pytest.mark.parametrize(("said", "kind"), PASSING)
def test_what_passes_by_itself_is_tried_again(said: str, kind: str) -> None:
    assert Retry().cause(f"Error: creating something\n\n{said}\n") == kind
    assert Retry().cause(FRAMED.format("creating something", said)) == kind


def test_every_kind_is_among_those_that_were_tried() -> None:
    assert {kind for _, kind in PASSING} == set(TRANSIENT)


@pytest.mark.parametrize(
    "head",
    [
        *("Invalid value for variable", "Unsupported argument", "Missing required argument", "Saved plan is stale"),
        *("Reference to undeclared input variable", "No value for required variable", "Error in function call"),
        *("Resource precondition failed", 'Inappropriate value for attribute "tags"', "Cycle: a, b"),
    ],
)
def test_what_terraform_says_of_the_configuration_never_is(head: str) -> None:
    said = FRAMED.format(head, "i/o timeout, TLS handshake timeout")
    assert Retry(3, conditions=(re.compile("."),)).cause(said) is None
    assert Retry(3).cause(said) is None


@pytest.mark.parametrize("said", ["", "Error: AccessDenied: not authorized", "Error: creating X: BucketAlreadyExists"])
def test_other_failures_are_not(said: str) -> None:
    assert Retry(3).cause(said) is None


def test_conditions_take_the_place_of_what_passes_by_itself() -> None:
    retry = Retry(3, conditions=(re.compile("quota .* soon"),))
    assert retry.cause("Error: the quota is raised soon\n") == "Terraform says `quota is raised soon`"
    assert retry.cause("Error: TLS handshake timeout\n") is None


@pytest.mark.parametrize(
    ("section", "delays"),
    [
        pytest.param({"backoff_strategy": "constant", "initial_delay": "3s"}, [3, 3, 3, 3], id="constant"),
        pytest.param({"backoff_strategy": "linear", "initial_delay": 3}, [3, 6, 9, 12], id="linear"),
        pytest.param({"initial_delay": "500ms", "multiplier": 3}, [0.5, 1.5, 4.5, 13.5], id="exponential"),
        pytest.param({"initial_delay": "10s", "max_delay": "15s"}, [10, 15, 15, 15], id="no longer than"),
    ],
)
def test_a_delay_grows_as_it_is_told(section: Table, delays: list[float]) -> None:
    retry, wrong = read(section)
    assert ([retry.delay(failed, 0.5) for failed in range(1, 5)], wrong) == (delays, [])


def test_chance_adds_and_takes_no_more_than_its_part() -> None:
    retry, _ = read({"initial_delay": "10s", "random_jitter": 0.5})
    assert (retry.delay(1, 0.0), retry.delay(1, 1.0)) == (5.0, 15.0)


@pytest.mark.parametrize(
    ("section", "retries", "attempts"),
    [({}, None, 1), ({}, 2, 3), ({"max_attempts": 5}, None, 5), ({"max_attempts": 5}, 0, 1)],
)
def test_the_command_line_wins_over_the_section(section: Table, retries: int | None, attempts: int) -> None:
    assert read(section, retries)[0].attempts == attempts


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"max_attempts": 0}, "max_attempts: a whole number from 1 on"),
        ({"max_attempts": True}, "max_attempts: a whole number from 1 on"),
        ({"backoff_strategy": "random"}, "backoff_strategy: one of constant, linear, exponential"),
        ({"initial_delay": "soon"}, "initial_delay: a duration such as 500ms, 10s or 2m"),
        ({"max_delay": "-1s"}, "max_delay: a duration such as 500ms, 10s or 2m"),
        ({"multiplier": "x"}, "multiplier: a number from 0 on"),
        ({"conditions": ["("]}, "conditions: regular expressions, which `(` is not"),
        ({"conditions": [1]}, "conditions: a list of regular expressions"),
    ],
)
def test_a_key_that_means_nothing_is_told_and_has_no_effect(section: Table, said: str) -> None:
    retry, wrong = read(section)
    assert (retry._replace(conditions=()), wrong) == (ONCE, [said])


BUSY = "Error: Throttling: Rate exceeded\n"


def test_each_attempt_is_told_with_its_cause_and_waited_for() -> None:
    time, told = Time(), list[str]()
    attempts = Attempts(Retry(3), time, told.append)
    assert [attempts.again(BUSY) for _ in range(3)] == [True, True, False]
    assert (time.slept, attempts.count) == ([2.0, 4.0], 3)
    assert told == [
        "attempt 2 of 3 in 2.0 s: requests are throttled",
        "attempt 3 of 3 in 4.0 s: requests are throttled",
    ]


def test_nothing_is_tried_again_when_time_is_up() -> None:
    time = Time()
    attempts = Attempts(Retry(10, longest_run=5.0), time, lambda _: None)
    assert [attempts.again(BUSY) for _ in range(3)] == [True, False, False]
    assert time.slept == [2.0]


# --- in a run


APP = named("app@dev")
APPLY = Call("apply", auto_approve=True)
TWICE = "app: {retry: {max_attempts: 2, random_jitter: 0}}"


def failing(times: int, beginning: str, said: str = BUSY) -> Answer:
    """A command that fails so often, and is done then."""
    left = [times]

    def answer(child: Started) -> Finished:
        if not child.text.startswith(beginning) or not left[0]:
            return Finished(0, "{}", "")
        left[0] -= 1
        return Finished(1, "", said)

    return answer


@pytest.mark.parametrize("verb", ["init", "apply"])
def test_each_phase_is_tried_again_by_itself(verb: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWICE), failing(1, verb))
    result = bench.runner.run(APP, APPLY)
    assert (result.code, result.attempts) == (0, 2 if verb == "apply" else 1)
    assert [child.text.split()[0] for child in bench.children.started].count(verb) == 2
    assert [event.text for event in bench.events if event.kind == "note"] == [
        "app@dev: attempt 2 of 2 in 2.0 s: requests are throttled"
    ]
    assert bench.clock.slept == [2.0]


def test_what_fails_too_often_has_failed(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWICE), failing(5, "apply"))
    result = bench.runner.run(APP, APPLY)
    assert (result.action, result.code, result.attempts) == ("failed", 1, 2)


def test_without_being_asked_nothing_is_tried_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), failing(1, "apply"))
    assert (bench.runner.run(APP, APPLY).code, bench.clock.slept) == (1, [])


def test_the_command_line_can_ask(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), failing(3, "apply"))
    assert bench.runner.run(APP, APPLY._replace(retries=3)).attempts == 4


def test_an_error_of_the_configuration_is_not_tried_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWICE), failing(1, "apply", "Error: Unsupported argument\n\ni/o timeout\n"))
    assert (bench.runner.run(APP, APPLY).code, bench.clock.slept) == (1, [])


def test_changes_that_a_plan_finds_are_no_failure(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWICE), answers({"plan": Finished(2, "", BUSY)}))
    assert (bench.runner.run(APP, Call("plan")).action, bench.clock.slept) == ("changed", [])


def test_a_signal_while_nothing_runs_ends_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWICE), failing(5, "apply"))

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    bench.clock.sleep = interrupted  # type: ignore[method-assign]
    assert bench.runner.run(APP, APPLY).code == 1


@pytest.mark.parametrize(("serials", "code", "applies"), [((4, 4), 0, 2), ((4, 5), 1, 1)])
def test_a_saved_plan_is_applied_again_to_the_state_it_was_made_for_alone(
    serials: tuple[int, int], code: int, applies: int, tmp_path: Path
) -> None:
    states = iter([*serials, *serials])
    apply = failing(1, "apply")

    def answer(child: Started) -> Finished:
        if child.text == "state pull":
            return Finished(0, json.dumps({"lineage": "l", "serial": next(states), "resources": [{}]}), "")
        return apply(child)

    bench = Bench(tmp_path, stack(TWICE), answer)
    result = bench.runner.run(APP, Call("apply", ("/p",), plan="/p"))
    assert (result.code, [child.text.split()[0] for child in bench.children.started].count("apply")) == (code, applies)
    assert ("another one than before" in " ".join(found.message for found in result.diagnostics)) is bool(code)


def test_a_section_that_means_nothing_is_told_at_its_line(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {retry: {max_attempts: often}}"))
    found: list[Diagnostic] = []
    check_retries(bench.compilation, found.append)
    assert [place(each) for each in found] == [(Code.RETRY, "2:54")]
    assert bench.runner.run(APP, APPLY).code == 0
