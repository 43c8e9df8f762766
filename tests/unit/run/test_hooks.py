"""Hooks: what runs before and after a verb, what a failing one stops, and what is not run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.ports import Finished
from stackc.base.value import Value
from stackc.run.hooks import Status, holds
from stackc.run.runner import Result
from stackc.run.terraform import Call
from tests.unit.run.bench import PROJECT, Answer, Bench, Started, answers, fine, named, stack
from tests.unit.run.test_runner import ATMOS

APP = named("app@dev")
PLAN, APPLY = Call("plan"), Call("apply", auto_approve=True)
OUTPUTS = json.dumps({"id": {"value": "vpc-1"}, "key": {"value": "hush", "sensitive": True}})
STORES = PROJECT + "stores: {facts: {kind: file, options: {path: facts.json}}, vault: {kind: redis}}\n"


def bench(tmp_path: Path, hooks: str, answer: Answer = fine, project: str = PROJECT, **env: str) -> Bench:
    files = {**stack(f"app: {{hooks: {hooks}}}"), "stackc.yaml": project}
    return Bench(tmp_path, files, answer, env=env)


def order(made: Bench) -> list[str]:
    """What was started, by the first word of the command or the binary of a hook."""
    return [child.arguments[0] if child.binary == "/opt/terraform" else child.binary for child in made.children.started]


def failing(binary: str) -> Answer:
    return lambda child: Finished(3, "", "one\ntwo\n") if child.binary == binary else Finished(0, "", "")


# --- when they run


@pytest.mark.parametrize(
    ("hooks", "call", "expected"),
    [
        pytest.param("{a: {events: [before.terraform.plan], command: x}}", PLAN, ["x", "init", "plan"], id="before"),
        pytest.param("{a: {events: [after.terraform.plan], command: x}}", PLAN, ["init", "plan", "x"], id="after"),
        pytest.param("{a: {events: [after-terraform-plan], command: x}}", PLAN, ["init", "plan", "x"], id="hyphens"),
        pytest.param(
            "{a: {events: [before.terraform.deploy], command: x}}", APPLY, ["x", "init", "apply"], id="deploy"
        ),
        pytest.param("{a: {events: [before.terraform.apply], command: x}}", PLAN, ["init", "plan"], id="another verb"),
        pytest.param("{a: {events: [before.terraform.init], command: x}}", PLAN, ["init", "plan"], id="our own init"),
        pytest.param(
            "{a: {events: [before.terraform.init], command: x}}", Call("init"), ["x", "init"], id="the caller's init"
        ),
        pytest.param("{a: {command: x}}", PLAN, ["x", "init", "plan", "x"], id="no events are all of them"),
        pytest.param("{a: {kind: command, command: x, events: []}}", PLAN, ["x", "init", "plan", "x"], id="empty"),
        pytest.param(
            "{a: {events: [before.terraform.destroy], command: x}}",
            Call("apply", ("-destroy",), destroys=True),
            ["x", "init", "apply"],
            id="what destroys is a destroy",
        ),
        pytest.param("{a: null}", PLAN, ["init", "plan"], id="one that was taken away"),
    ],
)
def test_a_hook_runs_at_its_events(hooks: str, call: Call, expected: list[str], tmp_path: Path) -> None:
    made = bench(tmp_path, hooks)
    assert made.runner.run(APP, call) == Result(APP, "done", 0)
    assert order(made) == expected


@pytest.mark.parametrize(("skipped", "ran"), [(("a",), ["b"]), (("*",), []), (("c",), ["a", "b"])])
def test_hooks_are_left_out_by_name(skipped: tuple[str, ...], ran: list[str], tmp_path: Path) -> None:
    made = bench(
        tmp_path, "{a: {events: [before.terraform.plan], command: a}, b: {events: [before.terraform.plan], command: b}}"
    )
    made.runner.run(APP, PLAN._replace(skipped_hooks=skipped))
    assert order(made) == [*ran, "init", "plan"]


CONDITIONS: list[tuple[Value, Status, bool, bool]] = [
    ("success", "success", False, True),
    ("success", "failure", False, False),
    ("failure", "failure", False, True),
    ("always", "failure", False, True),
    ("never", "success", False, False),
    ("ci", "success", True, True),
    ("ci", "failure", True, False),
    (["ci", "always"], "failure", True, True),
    (["ci", "always"], "success", False, False),
    ({"all": ["local", "failure"]}, "failure", False, True),
    ({"any": ["ci", "success"]}, "success", False, True),
    ({"not": "ci"}, "success", True, False),
]


@pytest.mark.parametrize(("when", "status", "ci", "expected"), CONDITIONS, ids=str)
def test_a_condition_asks_for_the_outcome_and_the_place(when: Value, status: Status, ci: bool, expected: bool) -> None:
    assert holds(when, status, ci=ci) is expected


def test_after_a_failure_only_those_run_that_ask_for_it(tmp_path: Path) -> None:
    hooks = (
        "{a: {events: [after.terraform.apply], command: a},"
        " b: {events: [after.terraform.apply], command: b, when: failure}}"
    )
    made = bench(tmp_path, hooks, answers({"apply": 1}))
    assert (made.runner.run(APP, APPLY).code, order(made)) == (1, ["init", "apply", "b"])
    assert made.children.started[-1].env["ATMOS_HOOK_STATUS"] == "failure"


# --- what they get


def test_a_hook_runs_in_the_workdir_with_the_environment_of_its_instance(tmp_path: Path) -> None:
    seen: list[bool] = []

    def answer(child: Started) -> Finished:
        if child.binary == "x":
            seen.append(Path(child.env["ATMOS_OUTPUT_FILE"]).exists())
        return Finished(0, "", "")

    hooks = "{a: {events: [before.terraform.plan], command: x, args: [$ATMOS_COMPONENT, '${ATMOS_STACK}', $HOME], env: {A: b}}}"
    files = stack(f"app: {{env: {{OWN: mine}}, hooks: {hooks}}}")
    made = Bench(tmp_path, files, answer, env={"HOME": "/h"})
    made.runner.run(APP, PLAN)
    child = made.children.started[0]
    assert (child.arguments, child.cwd, child.streamed) == (("app", "dev", "$HOME"), str(made.workdir()), True)
    assert (child.env["OWN"], child.env["A"], child.env["HOME"]) == ("mine", "b", "/h")
    assert child.env["ATMOS_COMPONENT_PATH"] == str(made.workdir())
    assert child.inherited, "it holds the workdir"
    assert seen == [True]
    assert not Path(child.env["ATMOS_OUTPUT_DIR"]).exists()


def test_a_secret_reaches_a_hook_by_its_environment_and_by_nothing_else(tmp_path: Path) -> None:
    given = "{a: {events: [before.terraform.plan], command: x, env: {TOKEN: !env PW}}}"
    made = bench(tmp_path / "env", given, PW="hush-hush")
    assert made.runner.run(APP, PLAN).code == 0
    assert made.children.started[0].env["TOKEN"] == "hush-hush"
    shown = bench(tmp_path / "args", given.replace("env: {TOKEN: !env PW}", "args: [!env PW]"), PW="hush-hush")
    assert [each.code for each in shown.runner.run(APP, PLAN).diagnostics] == [Code.SECTION_INVALID]
    assert shown.children.started == []


def test_what_a_failing_hook_says_is_told_without_secrets(tmp_path: Path) -> None:
    hooks = "{a: {events: [before.terraform.plan], command: x, env: {TOKEN: !env PW}}}"
    made = bench(tmp_path, hooks, lambda child: Finished(9, "", f"no {child.env.get('TOKEN')}"), PW="hush-hush")
    [found] = made.runner.run(APP, PLAN).diagnostics
    assert found.message == "the hook `a` before plan of app@dev failed: exit code 9: no <secret>"


# --- what a failing one means


FAILURES = [
    pytest.param("before", "", 1, ["x"], "error", id="before, it stops the verb"),
    pytest.param("before", "on_failure: fail", 1, ["x"], "error", id="said so"),
    pytest.param("before", "on_failure: warn", 0, ["x", "init", "plan"], "warning", id="before, a warning"),
    pytest.param("before", "on_failure: ignore", 0, ["x", "init", "plan"], None, id="before, not a word"),
    pytest.param("after", "", 1, ["init", "plan", "x"], "error", id="after, the command failed"),
    pytest.param("after", "on_failure: warn", 0, ["init", "plan", "x"], "warning", id="after, a warning"),
]


@pytest.mark.parametrize(("moment", "more", "code", "started", "severity"), FAILURES)
def test_a_failing_hook_means_what_it_says(
    moment: str, more: str, code: int, started: list[str], severity: str | None, tmp_path: Path
) -> None:
    made = bench(tmp_path, f"{{a: {{events: [{moment}.terraform.plan], command: x, {more}}}}}", failing("x"))
    result = made.runner.run(APP, PLAN)
    assert (result.code, order(made)) == (code, started)
    assert [(each.code, each.severity) for each in result.diagnostics] == (
        [(Code.HOOK_FAILED, severity)] if severity else []
    )


def test_in_the_atmos_dialect_a_hook_that_does_not_say_so_stops_nothing(tmp_path: Path) -> None:
    files = {**stack("app: {hooks: {a: {events: [before.terraform.plan], command: x}}}"), "atmos.yaml": ATMOS}
    made = Bench(tmp_path, files, failing("x"))
    assert (made.runner.run(APP, PLAN).code, order(made)) == (0, ["x", "init", "plan"])


def test_a_program_that_is_not_there_is_a_failing_hook(tmp_path: Path) -> None:
    def answer(child: Started) -> Finished:
        if child.binary == "x":
            raise FileNotFoundError("cannot start `x`: no such file or directory")
        return Finished(0, "", "")

    made = bench(tmp_path, "{a: {events: [before.terraform.plan], command: x}}", answer)
    assert [each.code for each in made.runner.run(APP, PLAN).diagnostics] == [Code.HOOK_FAILED]


# --- stores


STORE = "{a: {events: [after.terraform.apply], command: store, name: facts, outputs: {id: .id, text: plain}}}"


def test_outputs_are_written_where_the_store_is_read(tmp_path: Path) -> None:
    made = bench(tmp_path, STORE, answers({"output": OUTPUTS}), STORES)
    assert made.runner.run(APP, APPLY).code == 0
    assert json.loads((tmp_path / "facts.json").read_text()) == {"dev/app/id": "vpc-1", "dev/app/text": "plain"}


@pytest.mark.parametrize(
    ("output", "said"),
    [
        pytest.param(".gone", "there is no output `gone`", id="no such output"),
        pytest.param(".key", "`id` is sensitive, and the store `facts` is a file that others read", id="sensitive"),
    ],
)
def test_what_must_not_be_stored_is_not(output: str, said: str, tmp_path: Path) -> None:
    made = bench(tmp_path, STORE.replace(".id", output), answers({"output": OUTPUTS}), STORES)
    [found] = made.runner.run(APP, APPLY).diagnostics
    assert found.message == f"the hook `a` after apply of app@dev failed: {said}"
    assert not (tmp_path / "facts.json").exists()


# --- what is not run


REFUSED: Mapping[str, tuple[str, Code, str]] = {
    "a scanner that may stop": ("kind: trivy, on_failure: fail", Code.NOT_SUPPORTED, "stacks/deploy/dev.yaml:2"),
    "a migration": ("kind: tfmigrate", Code.NOT_SUPPORTED, ""),
    "an unknown kind": ("kind: comand, command: x", Code.SECTION_INVALID, ""),
    "no command": ("kind: command", Code.SECTION_INVALID, ""),
    "arguments in a text": ("command: x, args: a b", Code.SECTION_INVALID, ""),
    "a failure mode": ("command: x, on_failure: stop", Code.SECTION_INVALID, ""),
    "an expression": ("command: x, when: 'stack == \"dev\"'", Code.SECTION_INVALID, ""),
    "no store of that name": ("kind: store, name: fact, outputs: {}", Code.SECTION_INVALID, ""),
    "a store that is not written": ("kind: store, name: vault, outputs: {}", Code.SECTION_INVALID, ""),
}


@pytest.mark.parametrize(("body", "code", "at"), REFUSED.values(), ids=REFUSED)
def test_a_hook_that_may_stop_a_verb_and_cannot_be_run_stops_it(body: str, code: Code, at: str, tmp_path: Path) -> None:
    made = bench(tmp_path, f"{{a: {{events: [before.terraform.apply], {body}}}}}", project=STORES)
    result = made.runner.run(APP, APPLY)
    assert ([each.code for each in result.diagnostics], order(made)) == ([code], [])
    [found] = result.diagnostics
    assert found.primary is not None
    assert str(found.primary.span).startswith(at)
    assert made.runner.run(APP, PLAN).code == 0, "it belongs to another verb"
    assert made.runner.run(APP, APPLY._replace(skipped_hooks=("a",))).code == 0


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("kind: trivy", id="a scanner only warns"),
        pytest.param("kind: git, on_failure: warn", id="said so"),
        pytest.param(
            "command: x, events: [after.terraform.aply, before.terraform.plan]", id="an event that never happens"
        ),
    ],
)
def test_a_hook_that_stops_nothing_and_cannot_be_run_is_a_warning(body: str, tmp_path: Path) -> None:
    events = "" if "events" in body else ", events: [after.terraform.plan]"
    result = bench(tmp_path, f"{{a: {{{body}{events}}}}}").runner.run(APP, PLAN)
    assert (result.code, [each.code for each in result.diagnostics]) == (0, [Code.SECTION_NOT_RUN])
