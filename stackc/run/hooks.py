"""``Hook``: what an instance has done before and after a verb of Terraform. See docs/language.md, hooks.

The section ``hooks`` comes in; hooks that run, and what is wrong with the others, go out. Nothing is run here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label, Outcome
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import Secret, Table, Unknown, Value, is_unknown
from stackc.config.project_config import ProjectConfig
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text
from stackc.run import messages as say
from stackc.run.store_writing import obstacle
from stackc.run.terraform import Call

Moment = Literal["before", "after"]
OnFailure = Literal["fail", "warn", "ignore"]
Status = Literal["success", "failure"]
ALL: Final = "*"
"""Stands for every hook where hooks are left out by name."""
EVENTS: Final = ("init", "plan", "apply", "test", "destroy", "output", "refresh", "validate")
"""The verbs that have a before and an after; a deploy is an apply."""
_UNASKED: Final = frozenset({"init", "plan", "apply", "test"})
"""Those that a hook without ``events`` runs at."""
_SCANNERS: Final[Mapping[str, OnFailure]] = {
    "trivy": "warn",
    "checkov": "warn",
    "kics": "warn",
    "infracost": "warn",
    "tflint": "warn",
    "step": "warn",
    "steps": "warn",
    "git": "fail",
    "tfmigrate": "fail",
}
"""Kinds that are known and not run, and what their failing means where the hook does not say it."""
KINDS: Final = ("command", "store", *_SCANNERS)
_PREDICATES: Final = ("always", "never", "success", "failure", "ci", "local")


class Hook(NamedTuple):
    """One hook that can be run."""

    name: str
    events: frozenset[tuple[Moment, str]]
    """When it runs: ``("before", "apply")``."""
    on_failure: OnFailure
    when: Value
    """A condition, see ``holds``."""
    place: Label
    command: tuple[str, ...] = ()
    """What is started; empty for a hook that writes outputs to a store."""
    env: Mapping[str, str] = {}  # never changed
    store: str = ""
    outputs: Mapping[str, str] = {}  # never changed
    """Keys in the store, and what is written: ``.name`` for an output, else the text itself."""

    @property
    def told(self) -> str:
        """What it does, in a few words."""
        return " ".join(self.command) if self.command else f"outputs to the store `{self.store}`"


def verb_event(call: Call) -> str:
    """The verb by which hooks know a call: its effect counts, not how it is written."""
    if call.destroys:
        return "destroy"
    return "apply" if call.verb == "deploy" else call.verb


def hooks_for(instance: Instance, resolved: Instance, call: Call, config: ProjectConfig) -> Outcome[tuple[Hook, ...]]:
    """The hooks that belong to ``call``, as the ``resolved`` instance has them; what is wrong with them, and what is
    not run of them. No effect is asked for where no hook belongs to it.
    """
    verb, skipped = verb_event(call), frozenset(call.skipped_hooks)
    before = _read(instance, config, verb, skipped)
    return _read(resolved, config, verb, skipped) if before.value or before.diagnostics else before


def hook_problems(instance: Instance, config: ProjectConfig) -> tuple[Diagnostic, ...]:
    """What a run would say of the hooks of an instance, whatever the verb. Effects need not be known."""
    return _read(instance, config, None, frozenset()).diagnostics


def holds(when: Value, status: Status, *, ci: bool) -> bool:
    """Whether a condition holds; one that asks for no outcome wants success."""
    asked = {text for text in _texts(when) if text in ("always", "success", "failure")}
    return _holds(when, status, ci=ci) and (bool(asked) or status == "success")


def _holds(when: Value, status: Status, *, ci: bool) -> bool:
    if isinstance(when, dict):
        return all(_combined(name, part, status, ci=ci) for name, part in when.items())
    if isinstance(when, list):
        return all(_holds(part, status, ci=ci) for part in when)
    facts = {"always": True, "never": False, "ci": ci, "local": not ci, "success": status == "success"}
    return facts.get(str(when), status == "failure")


def _combined(name: str, part: Value, status: Status, *, ci: bool) -> bool:
    parts = part if isinstance(part, list) else [part]
    held = [_holds(each, status, ci=ci) for each in parts]
    return any(held) if name == "any" else not all(held) if name == "not" else all(held)


def _texts(when: Value) -> Iterator[str]:
    if isinstance(when, dict):
        for part in when.values():
            yield from _texts(part)
    elif isinstance(when, list):
        for part in when:
            yield from _texts(part)
    else:
        yield str(when)


# --- the section


def _read(
    instance: Instance, config: ProjectConfig, verb: str | None, skipped: frozenset[str]
) -> Outcome[tuple[Hook, ...]]:
    hooks: list[Hook] = []
    found: list[Diagnostic] = []
    for name, body in instance.table("hooks").items():
        if ALL in skipped or name in skipped or body is None:
            continue
        reader = _Reader(instance, name, config)
        if not isinstance(body, dict):
            found.append(reader.wrong((), "a hook is a map"))
            continue
        events = reader.events(body.get("events"))
        if verb is not None and not any(event == verb for _, event in events):
            found += reader.found  # events that never happen
            continue
        made = reader.hook(body, events)
        found += reader.found
        if isinstance(made, Hook) and not any(each.code is Code.SECTION_INVALID for each in reader.found):
            hooks.append(made)
    return Outcome(tuple(hooks), tuple(found))


class _Reader:
    """Reads one hook, and keeps what is to be said of it."""

    def __init__(self, instance: Instance, name: str, config: ProjectConfig) -> None:
        self._instance, self._name, self._config = instance, name, config
        self.found: list[Diagnostic] = []

    def wrong(self, path: Path, what: str, *, key: bool = False, help_: str | None = None) -> Diagnostic:
        return say.hook_invalid(
            self._instance.id, self._name, what, self._label(path, "not understood", key=key), help_
        )

    def _label(self, path: Path, text: str, *, key: bool = False) -> Label:
        return self._instance.component.label("hooks", (self._name, *path), text, key=key)

    def events(self, given: Value) -> frozenset[tuple[Moment, str]]:
        if given is None or given == []:
            return frozenset((moment, event) for moment in get_args(Moment) for event in _UNASKED)
        read: set[tuple[Moment, str]] = set()
        for at, each in enumerate(given if isinstance(given, list) else [given]):
            moment, _, rest = str(each).replace("-", ".").partition(".")
            tool, _, verb = rest.partition(".")
            verb = "apply" if verb == "deploy" else verb
            if moment in get_args(Moment) and tool == "terraform" and verb in EVENTS:
                read.add(("before" if moment == "before" else "after", verb))
            elif tool in ("terraform", "") or moment not in get_args(Moment):
                path = ("events", at) if isinstance(given, list) else ("events",)
                known = [f"{a}.terraform.{b}" for a in get_args(Moment) for b in (*EVENTS, "deploy")]
                label = self._label(path, "never happens")
                self.found.append(say.hook_never(self._name, str(each), label, did_you_mean(str(each), known)))
        return frozenset(read)

    def hook(self, body: Table, events: frozenset[tuple[Moment, str]]) -> Hook | None:
        kind = str(body.get("kind") or ("store" if body.get("command") == "store" else "command"))
        on_failure = self._on_failure(body, kind)
        if kind not in ("command", "store"):
            self._not_run(kind, on_failure)
            return None
        when = body.get("when", "success")
        if not _is_condition(when):
            self.found.append(self.wrong(("when",), "its condition is no combination of " + ", ".join(_PREDICATES)))
        place = self._label((), "this hook", key=True)
        hook = Hook(self._name, events, on_failure, when, place)
        return self._store(body, hook) if kind == "store" else self._command(body, hook)

    def _on_failure(self, body: Table, kind: str) -> OnFailure:
        given = body.get("on_failure")
        if given in ("fail", "warn", "ignore"):
            return "fail" if given == "fail" else "warn" if given == "warn" else "ignore"
        if given is not None:
            self.found.append(self.wrong(("on_failure",), "`on_failure` is `fail`, `warn` or `ignore`"))
        return _SCANNERS.get(kind, "warn" if self._config.dialect.hooks_only_warn else "fail")

    def _not_run(self, kind: str, on_failure: OnFailure) -> None:
        """Where its failing would only warn, the command goes on without it; where it would stop it, nothing runs."""
        if kind not in KINDS:
            near = did_you_mean(kind, KINDS)
            self.found.append(self.wrong(("kind",), f"there is no kind `{kind}` of hooks", help_=near))
        elif on_failure == "fail":
            self.found.append(say.hook_refused(self._instance.id, self._name, kind, self._label(("kind",), "not run")))
        else:
            self.found.append(say.hook_not_run(self._name, kind, self._label(("kind",), "not run")))

    def _command(self, body: Table, hook: Hook) -> Hook | None:
        arguments = body.get("args")
        words = [body.get("command"), *(arguments if isinstance(arguments, list) else [])]
        paths: list[Path] = [("command",), *(("args", at) for at in range(len(words) - 1))]
        if not isinstance(words[0], (str, Secret, Unknown)) or not words[0]:
            self.found.append(self.wrong(("command",), "it has no `command`", key=True))
            return None
        if arguments is not None and not isinstance(arguments, list):
            self.found.append(self.wrong(("args",), "`args` is a list"))
        for path, word in zip(paths, words, strict=True):
            if isinstance(word, Secret):
                help_ = "give it in `env`: command lines are seen by everybody on the machine"
                self.found.append(self.wrong(path, "a secret is in its command line", help_=help_))
        env = body.get("env")
        if env is not None and not isinstance(env, dict):
            self.found.append(self.wrong(("env",), "`env` is a map"))
        variables = env if isinstance(env, dict) else {}
        self._check_known(
            [*zip(paths, words, strict=True), *((("env", name), each) for name, each in variables.items())]
        )
        texts = {name: environment_text(each) for name, each in variables.items() if not is_unknown(each)}
        return hook._replace(command=tuple(map(environment_text, _known(words))), env=texts)

    def _check_known(self, given: list[tuple[Path, Value]]) -> None:
        """A value that a run could not get is none to run with; before a run nothing is said of it."""
        if not self._instance.is_resolved:
            return
        self.found += (
            self.wrong(path, "it needs a value that is not known") for path, each in given if is_unknown(each)
        )

    def _store(self, body: Table, hook: Hook) -> Hook | None:
        outputs, name = body.get("outputs"), body.get("name")
        if not isinstance(name, str) or not name:
            self.found.append(self.wrong(("name",), "it names no store", key=True))
            return None
        if not isinstance(outputs, dict):
            self.found.append(self.wrong(("outputs",), "it has no `outputs`", key=True))
            return None
        if (why := obstacle(self._config.stores, name)) is not None:
            self.found.append(self.wrong(("name",), why))
        self._check_known([(("outputs", key), each) for key, each in outputs.items()])
        texts = {key: environment_text(each) for key, each in outputs.items() if not is_unknown(each)}
        return hook._replace(store=name, outputs=texts)


def _known(words: list[Value]) -> Iterator[Value]:
    return (word for word in words if not is_unknown(word) and not isinstance(word, Secret))


def _is_condition(when: Value) -> bool:
    if isinstance(when, dict):
        return all(name in ("all", "any", "not") and _is_condition(part) for name, part in when.items())
    if isinstance(when, list):
        return all(map(_is_condition, when))
    return when in _PREDICATES
