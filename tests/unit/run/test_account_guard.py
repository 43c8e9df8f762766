"""Whose account a run would change: asked once for each environment, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.ports import Finished
from stackc.run.runner import Result
from stackc.run.terraform import Call, KnownVerb
from tests.unit.run.bench import PROJECT, S3, Answer, Bench, Started, fine, named, stack

GUARD = "guards: {account_id: whoami}\n"
ONE, OTHER = "111111111111", "222222222222"
ACCOUNTS = {"": ONE, "one": ONE, "other": OTHER}


def caller(child: Started) -> Finished:
    """The account of the profile, for a command of ours; Terraform ends well."""
    return Finished(0, f'"{ACCOUNTS[child.env.get("AWS_PROFILE", "")]}"\n', "") if asks(child) else fine(child)


def asks(child: Started) -> bool:
    return child.arguments == ("-c", "whoami")


def bench_of(root: Path, body: str, answer: Answer = caller, project: str = GUARD, **env: str) -> Bench:
    return Bench(root, {**stack(body, S3), "stackc.yaml": PROJECT + project}, answer, env=env)


def ran(bench: Bench, verb: KnownVerb = "deploy", instance: str = "app@dev") -> tuple[Result, list[str]]:
    """How one instance ended, and what was started of Terraform."""
    result = bench.runner.run(named(instance), Call(verb))
    return result, [child.arguments[0] for child in bench.children.started if not asks(child)]


@pytest.mark.parametrize("account", [f"'{ONE}'", ONE, f"' {ONE} '"])
def test_the_account_of_the_caller_may_be_changed(account: str, tmp_path: Path) -> None:
    result, started = ran(bench_of(tmp_path, f"app: {{settings: {{account_id: {account}}}}}"))
    assert (result.code, started) == (0, ["init", "apply"])


@pytest.mark.parametrize("verb", ["plan", "apply", "deploy", "destroy", "init"])
def test_another_account_is_refused_where_it_is_said_and_nothing_starts(verb: KnownVerb, tmp_path: Path) -> None:
    result, started = ran(bench_of(tmp_path, f"app: {{settings: {{account_id: '{OTHER}'}}}}"), verb)
    [found] = result.diagnostics
    assert (result.action, result.code, started, found.code) == ("failed", 1, [], Code.ACCOUNT)
    assert found.message == f"app@dev belongs into the account {OTHER}, and the caller's is {ONE}"
    assert found.primary is not None
    assert found.primary.span.whole_line == "stacks/deploy/dev.yaml:2"


@pytest.mark.parametrize("verb", ["output", "validate"])
def test_what_changes_nothing_asks_nobody(verb: KnownVerb, tmp_path: Path) -> None:
    bench = bench_of(tmp_path, f"app: {{settings: {{account_id: '{OTHER}'}}}}")
    result, _ = ran(bench, verb)
    assert (result.code, [child for child in bench.children.started if asks(child)]) == (0, [])


@pytest.mark.parametrize(("body", "project"), [("app: {}", GUARD), ("app: {settings: {account_id: x}}", "")])
def test_without_an_account_or_without_a_command_nobody_is_asked(body: str, project: str, tmp_path: Path) -> None:
    bench = bench_of(tmp_path, body, project=project)
    assert (ran(bench)[0].code, [child for child in bench.children.started if asks(child)]) == (0, [])


def test_a_number_has_its_leading_zeros_back(tmp_path: Path) -> None:
    zeros = bench_of(tmp_path, "app: {settings: {account_id: 1234}}", lambda _: Finished(0, "000000001234\n", ""))
    assert ran(zeros)[0].code == 0


@pytest.mark.parametrize("account", ["x", "'12345'", "true", "[1]", "1234567890123", "-1", "''"])
def test_what_is_no_account_is_refused(account: str, tmp_path: Path) -> None:
    result, started = ran(bench_of(tmp_path, f"app: {{settings: {{account_id: {account}}}}}"))
    assert [each.message for each in result.diagnostics] == [
        "`settings.account_id` of app@dev is no number of 12 digits"
    ]
    assert started == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param(
            Finished(255, "", "x\nno credentials\n"), "it failed with exit code 255: no credentials", id="fails"
        ),
        pytest.param(Finished(1, "", ""), "it failed with exit code 1: no message", id="fails without a word"),
        pytest.param(Finished(0, "None\n", ""), "it printed no number of 12 digits", id="prints something else"),
        pytest.param(Finished(1, "", "bad hush-hush-1"), "it failed with exit code 1: bad <secret>", id="a secret"),
    ],
)
def test_a_command_that_does_not_tell_refuses(said: Finished, reason: str, tmp_path: Path) -> None:
    bench = bench_of(tmp_path, f"app: {{settings: {{account_id: '{ONE}'}}}}", lambda _: said, PW="hush-hush-1")
    result, started = ran(bench)
    [found] = result.diagnostics
    assert found.message == f"the caller's account is not known, and app@dev belongs into one: `whoami`: {reason}"
    assert started == []


def test_each_environment_is_asked_once(tmp_path: Path) -> None:
    body = ", ".join(
        f"{name}: {{metadata: {{component: app}}, env: {{{env}}}, settings: {{account_id: '{account}'}}}}"
        for name, env, account in (
            ("a", "AWS_PROFILE: one, TF_VAR_x: '1'", ONE),
            ("b", "AWS_PROFILE: one", ONE),
            ("c", "AWS_PROFILE: other", OTHER),
            ("d", "AWS_PROFILE: null", ONE),
        )
    )
    bench = bench_of(tmp_path, body, AWS_PROFILE="other")
    ids = [named(f"{name}@dev") for name in "abcd"]
    assert list(bench.runner.elsewhere(ids, Call("deploy"))) == []
    assert [bench.runner.run(id_, Call("deploy")).code for id_ in ids] == [0, 0, 0, 0]
    assert [child.env.get("AWS_PROFILE") for child in bench.children.started if asks(child)] == ["one", "other", None]


def test_all_are_told_before_the_first_one_runs(tmp_path: Path) -> None:
    body = f"app: {{settings: {{account_id: '{OTHER}'}}}}, web: {{settings: {{account_id: '{OTHER}'}}}}, vpc: {{}}"
    bench = bench_of(tmp_path, body)
    found = list(bench.runner.elsewhere(bench.compilation.instance_ids(), Call("deploy")))
    assert [each.message.split()[0] for each in found] == ["app@dev", "web@dev"]


def test_what_only_an_effect_tells_is_asked_when_it_is_known(tmp_path: Path) -> None:
    body = f"app: {{env: {{AWS_PROFILE: !exec echo other}}, settings: {{account_id: '{ONE}'}}}}"

    def answer(child: Started) -> Finished:
        return Finished(0, "other\n", "") if child.arguments == ("-c", "echo other") else caller(child)

    bench = bench_of(tmp_path, body, answer)
    assert list(bench.runner.elsewhere([named("app@dev")], Call("deploy"))) == []
    assert [each.code for each in ran(bench)[0].diagnostics] == [Code.ACCOUNT]
