"""Effects resolved: upstream outputs, commands, stores. Lazily, each at most once a run.

See docs/language.md, effects.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stackc.base.ids import InstanceId, StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean
from stackc.base.ports import Finished, Output, OutputFailure, Outputs
from stackc.base.value import Secret, Table, Unknown, Value, look_up
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.function.expression import ExpressionFault, evaluate_expression, has_default, plain_path
from stackc.function.pure import parse_json_or_text
from stackc.run.known_secrets import KnownSecrets
from stackc.run.stores import Stores
from stackc.syntax.calls import CallFault, ParsedCall

Execute = Callable[[str], Finished]
GitFact = Callable[[str], str]


class Blocked(NamedTuple):
    """An instance reads outputs of ``upstream``, which has no state."""

    upstream: InstanceId
    text: str


class Effects(NamedTuple):
    """The ports behind the effects; one for a run. ``execute`` runs each script once."""

    compilation: Compilation
    outputs: Outputs
    execute: Execute
    git: GitFact
    stores: Stores
    secrets: KnownSecrets


def resolve_effects(
    instance: Instance, effects: Effects, *, destroying: bool = False
) -> tuple[Instance, EffectResolver]:
    """A new instance whose effects are evaluated, in calls and in templates, and what notes the missing ones.

    For one that is to be destroyed, what cannot be read any more is unknown, and no failure.
    """
    resolver = EffectResolver(instance, effects, destroying=destroying)
    functions = effects.compilation.value_functions(effects.outputs, {"atmos.Store": effects.stores.look_up})
    return instance.resolved(resolver, functions), resolver


class EffectResolver:
    """Evaluates the effects of one instance and remembers what was missing."""

    def __init__(self, instance: Instance, effects: Effects, *, destroying: bool = False) -> None:
        self._instance, self._effects, self._destroying = instance, effects, destroying
        self.blocked: list[Blocked] = []

    def __call__(self, call: ParsedCall, text: str) -> Value | CallFault:
        value = self._evaluated(call, text)
        return Unknown(text) if self._destroying and isinstance(value, CallFault) else value

    def _evaluated(self, call: ParsedCall, text: str) -> Value | CallFault:
        tag = call.tag
        if tag in ("!terraform.state", "!terraform.output"):
            return self._outputs(call, text)
        if tag == "!exec":
            return self._exec(call)
        if tag in ("!store", "!store.get"):
            return self._effects.stores.read(call, str(self._instance.id.stack))
        if tag.startswith("!git."):
            try:
                return self._effects.git(tag[len("!git.") :])
            except OutputFailure as failure:
                return CallFault(f"`{tag}`: {failure}")
        return CallFault(f"`{tag}` is not supported yet")

    def _exec(self, call: ParsedCall) -> Value | CallFault:
        done, known = self._effects.execute(call.get("text")), self._effects.secrets
        if done.code != 0:
            last = known.masked((done.err or done.out).strip()).splitlines()
            return CallFault(
                f"`!exec {call.get('text')}` failed with exit code {done.code}: {last[-1] if last else 'no message'}"
            )
        value = parse_json_or_text(done.out.rstrip("\n"))
        return Secret(value) if known.holds(done.out) else value

    def _outputs(self, call: ParsedCall, text: str) -> Value | CallFault:
        compilation = self._effects.compilation
        upstream = InstanceId(StackName(call.get("stack") or str(self._instance.id.stack)), call.get("component"))
        instance = compilation.instance(upstream).instance
        if instance is None:
            return _no_upstream(call.tag, upstream, compilation)
        if instance.section("remote_state_backend_type") == "static":
            return self._evaluate(call, {key: Output(value) for key, value in _static(instance).items()})
        if not instance.is_deployable:
            return Unknown(text)
        try:
            outputs = self._effects.outputs.read(upstream)
        except OutputFailure as failure:
            return CallFault(f"`{call.tag}`: the outputs of {upstream} cannot be read: {failure}")
        if outputs is None:
            if has_default(call.get("expression")):
                return self._evaluate(call, {})
            self.blocked.append(Blocked(upstream, text))
            return Unknown(text)
        if self._destroying and not self._is_there(call.get("expression"), outputs):
            return Unknown(text)  # what applied half of it did not come to this output
        return self._evaluate(call, outputs)

    def _is_there(self, expression: str, outputs: Mapping[str, Output]) -> bool:
        path = plain_path(expression)
        return path is None or not path or path[0] in outputs or has_default(expression)

    def _evaluate(self, call: ParsedCall, outputs: Mapping[str, Output]) -> Value | CallFault:
        expression = call.get("expression")
        result = evaluate_expression(expression, {name: output.value for name, output in outputs.items()})
        if isinstance(result, ExpressionFault):
            return CallFault(f"`{call.tag}`: {result.message}", result.offset)
        path = plain_path(expression)
        names = {path[0]} if path else set(outputs)
        hidden = [outputs[str(name)] for name in names if name in outputs and outputs[str(name)].sensitive]
        for output in hidden:
            self._effects.secrets.learn(Secret(output.value))
        return Secret(result) if hidden and result is not None else result


def _static(instance: Instance) -> Table:
    """The values of a static remote state: its own map, or that of an upstream backend of the same type."""
    remote = instance.table("remote_state_backend")
    inner = look_up(remote, ("static",))
    return inner if isinstance(inner, dict) else remote


def _no_upstream(tag: str, upstream: InstanceId, compilation: Compilation) -> CallFault:
    names = compilation.names()
    if upstream.stack not in names:
        return CallFault(
            f"`{tag}`: there is no stack `{upstream.stack}`" + _hint(did_you_mean(upstream.stack, map(str, names)))
        )
    here = [definition.component.name for definition in compilation.stacks.definitions()[upstream.stack]]
    return CallFault(
        f"`{tag}`: there is no component `{upstream.component}` in the stack `{upstream.stack}`"
        + _hint(did_you_mean(upstream.component, here))
    )


def _hint(advice: str | None) -> str:
    return f"; {advice}" if advice else ""
