"""Effects of one instance: outputs, commands, git and stores, what becomes secret, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.ids import InstanceId
from stackc.base.ports import Finished, Output, OutputFailure
from stackc.base.value import Secret, Table, Unknown, Value
from stackc.evaluate.instance import Instance
from stackc.run.known_secrets import KnownSecrets
from stackc.run.resolve import Blocked, EffectResolver, Effects, resolve_effects
from stackc.run.stores import FACTORIES, Stores
from stackc.syntax.calls import CallFault, ParsedCall
from tests.kit.compiled import OWN, compiled, instance_of
from tests.kit.world import MemoryWorld
from tests.unit.run.bench import named

PROJECT = OWN + "templates: {settings: {enabled: true}}\n"
SILENT = Finished(0, "", "")
STORES: Table = {"facts": {"kind": "file", "options": {"path": "facts.json"}}}


class Upstream:
    """Outputs by instance; what is missing has no state, a failure is raised."""

    def __init__(self, given: Mapping[str, Mapping[str, Output] | OutputFailure]) -> None:
        self.given = {named(name): outputs for name, outputs in given.items()}
        self.asked: list[str] = []

    def read(self, upstream: InstanceId) -> Mapping[str, Output] | None:
        self.asked.append(str(upstream))
        found = self.given.get(upstream)
        if isinstance(found, OutputFailure):
            raise found
        return found


def fail(_: str) -> str:
    raise OutputFailure("there is no repository")


class Case:
    """The component ``app`` with one variable ``a``, beside ``vpc`` and others, resolved."""

    def __init__(
        self,
        value: str,
        outputs: Mapping[str, Mapping[str, Output] | OutputFailure] | None = None,
        done: Finished = SILENT,
        broken_git: bool = False,
        others: str = "vpc: {}",
        **env: str,
    ) -> None:
        text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    app: {{vars: {{a: {value} }}}}\n    {others}\n"
        compilation = compiled({"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": text})
        self.upstream, self.scripts = Upstream(outputs or {}), list[str]()
        self.secrets = KnownSecrets(env, lambda name: name == "PW")

        def execute(script: str) -> Finished:
            self.scripts.append(script)
            return done

        world = MemoryWorld({"facts.json": '{"dev/vpc/id": "stored"}'})
        stores = Stores(STORES, world, FACTORIES, {})
        git = fail if broken_git else (lambda fact: f"git's {fact}")
        effects = Effects(compilation, self.upstream, execute, git, stores, self.secrets)
        self.instance: Instance
        self.resolver: EffectResolver
        self.instance, self.resolver = resolve_effects(instance_of(compilation, "app", "dev"), effects)

    @property
    def value(self) -> Value:
        return self.instance.table("vars").get("a")

    @property
    def failure(self) -> str:
        """What is said of the value; it stays unknown."""
        assert isinstance(self.value, Unknown)
        [found] = self.instance.diagnostics
        assert found.code is Code.FUNCTION_FAILED
        return found.message


OUTPUTS = {"vpc@dev": {"id": Output("vpc-1"), "pw": Output("hush-hush", True), "none": Output(None, True)}}


# --- outputs


@pytest.mark.parametrize("function", ["!terraform.output", "!terraform.state"])
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        pytest.param("vpc .id", "vpc-1", id="an output"),
        pytest.param("vpc dev .id", "vpc-1", id="with its stack"),
        pytest.param("vpc .gone", None, id="an output that is not there"),
        pytest.param("vpc .pw", Secret("hush-hush"), id="a sensitive one"),
        pytest.param("vpc .none", None, id="a sensitive null"),
        pytest.param("vpc '.id + .pw'", Secret("vpc-1hush-hush"), id="an expression over a sensitive one"),
    ],
)
def test_an_output_is_read_from_upstream(function: str, arguments: str, expected: Value) -> None:
    case = Case(f"{function} {arguments}", OUTPUTS)
    assert (case.value, case.resolver.blocked, case.upstream.asked) == (expected, [], ["vpc@dev"])
    assert case.instance.diagnostics == ()


def test_a_sensitive_output_is_known_from_then_on() -> None:
    case = Case("!terraform.output vpc .pw", OUTPUTS)
    assert not case.secrets.holds("hush-hush")
    assert case.value == Secret("hush-hush")
    assert case.secrets.holds("hush-hush")


def test_beside_a_sensitive_output_others_are_plain() -> None:
    case = Case("!terraform.output vpc .id", OUTPUTS)
    assert case.value == "vpc-1"
    assert not case.secrets.holds("hush-hush")


def test_an_expression_that_fails_says_where() -> None:
    assert Case("!terraform.output vpc '.id | foo'", OUTPUTS).failure.startswith("`!terraform.output`: ")


def test_without_a_state_an_instance_is_blocked() -> None:
    case = Case("!terraform.output vpc .id")
    assert case.value == Unknown("!terraform.output vpc .id")
    assert case.resolver.blocked == [Blocked(named("vpc@dev"), "!terraform.output vpc .id")]


def test_a_default_stands_in_for_a_state() -> None:
    case = Case("!terraform.output vpc '.id // \"none\"'")
    assert (case.value, case.resolver.blocked) == ("none", [])


def test_a_state_that_cannot_be_read_is_no_missing_one() -> None:
    case = Case("!terraform.output vpc '.id // 1'", {"vpc@dev": OutputFailure("access denied")})
    assert case.failure.startswith("`!terraform.output`: the outputs of vpc@dev cannot be read: access denied")
    assert case.resolver.blocked == []


@pytest.mark.parametrize("body", ["metadata: {enabled: false}", "metadata: {type: abstract}"])
def test_what_never_runs_here_is_not_asked(body: str) -> None:
    case = Case("!terraform.output vpc .id", OUTPUTS, others=f"vpc: {{{body}}}")
    assert (case.value, case.upstream.asked, case.resolver.blocked) == (
        Unknown("!terraform.output vpc .id"),
        [],
        [],
    )


@pytest.mark.parametrize(
    "backend",
    [
        pytest.param("{static: {id: 7}}", id="its own map"),
        pytest.param("{static: {static: {id: 7}, id: 8}}", id="that of an upstream backend"),
        pytest.param("{static: {static: 5, id: 7}}", id="an output of that name"),
    ],
)
@pytest.mark.parametrize("more", ["", ", metadata: {enabled: false}"], ids=["enabled", "disabled"])
def test_constant_outputs_are_read_from_the_manifests(backend: str, more: str) -> None:
    body = f"vpc: {{remote_state_backend_type: static, remote_state_backend: {backend}{more}}}"
    case = Case("!terraform.output vpc .id", OUTPUTS, others=body)
    assert (case.value, case.upstream.asked) == (7, [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param("vpcc .id", "there is no component `vpcc` in the stack `dev`; did you mean `vpc`?", id="name"),
        pytest.param("zzzzz .id", "there is no component `zzzzz` in the stack `dev`", id="nothing near"),
        pytest.param("vpc deb .id", "there is no stack `deb`; did you mean `dev`?", id="stack"),
        pytest.param("vpc zzzzz .id", "there is no stack `zzzzz`", id="no stack near"),
    ],
)
def test_an_upstream_that_does_not_exist_has_a_near_name(arguments: str, said: str) -> None:
    assert Case(f"!terraform.output {arguments}").failure == f"`!terraform.output`: {said} (`vars.a` of app@dev)"


# --- commands


@pytest.mark.parametrize(
    ("out", "expected"),
    [
        pytest.param("text\n\n", "text", id="text"),
        pytest.param('{"a": [1]}\n', {"a": [1]}, id="JSON"),
        pytest.param("5", 5, id="a number"),
        pytest.param("say hush-hush", Secret("say hush-hush"), id="with a secret in it"),
    ],
)
def test_a_command_gives_what_it_prints(out: str, expected: Value) -> None:
    case = Case("!exec printf x", done=Finished(0, out, "noise"), PW="hush-hush")
    assert (case.value, case.scripts) == (expected, ["printf x"])


@pytest.mark.parametrize(
    ("done", "last"),
    [
        pytest.param(Finished(1, "out", "one\ntwo\n"), "two", id="the last line of errors"),
        pytest.param(Finished(3, "a\nb", ""), "b", id="of the output where there are none"),
        pytest.param(Finished(-9, "", ""), "no message", id="nothing"),
        pytest.param(Finished(1, "", "the hush-hush"), "the <secret>", id="without secrets"),
    ],
)
def test_a_command_that_fails_says_its_last_line(done: Finished, last: str) -> None:
    failure = Case("!exec false", done=done, PW="hush-hush").failure
    assert failure == f"`!exec false` failed with exit code {done.code}: {last} (`vars.a` of app@dev)"


# --- git and stores


def test_facts_of_git_are_asked_by_name() -> None:
    assert Case("!git.sha").value == "git's sha"


def test_facts_that_git_does_not_have_are_said() -> None:
    assert Case("!git.sha", broken_git=True).failure == "`!git.sha`: there is no repository (`vars.a` of app@dev)"


@pytest.mark.parametrize("call", ["!store facts vpc id", "!store.get facts dev/vpc/id"])
def test_a_store_is_read_for_the_stack_of_the_instance(call: str) -> None:
    assert Case(call).value == "stored"


def test_a_store_without_the_key_is_said() -> None:
    assert Case("!store facts vpc gone").failure.startswith("`!store`: the store `facts` has no key `dev/vpc/gone`")


def test_other_effects_are_not_supported() -> None:
    case = Case("1")
    assert case.resolver(ParsedCall("!secret", {}), "!secret x") == CallFault("`!secret` is not supported yet")


# --- templates


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param('{{ (atmos.Component "vpc" .stack).outputs.id }}', "vpc-1", id="outputs"),
        pytest.param('{{ atmos.Store "facts" .stack "vpc" "id" }}', "stored", id="store"),
    ],
)
def test_templates_reach_outside_in_a_run(template: str, expected: str) -> None:
    assert Case(f"'{template}'", OUTPUTS).value == expected


def test_nothing_is_asked_before_a_value_is() -> None:
    case = Case("!terraform.output vpc .id", OUTPUTS)
    assert case.instance.table("env") == {}
    assert case.upstream.asked == []
