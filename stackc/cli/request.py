"""``Request``: a ``terraform`` command line taken apart; what is ours, what is Terraform's, and what is neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from stackc.base.ids import TERRAFORM, parse_instance_id
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean, nearest
from stackc.cli.options import WrongUsage, split_selectors
from stackc.run.arguments import (
    flags_first,
    moving_flag,
    positionals,
    takes_value,
    with_caller_paths,
    with_caller_words,
    without_positionals,
)
from stackc.run.hooks import ALL
from stackc.run.terraform import ASKING
from stackc.run.verbs import VERBS, Verb, subcommands, verb_named


class Request(NamedTuple):
    """A ``terraform`` command line taken apart."""

    verb: str
    """With its subcommand: ``state mv``."""
    components: tuple[str, ...] = ()
    stacks: tuple[str, ...] | None = None
    globs: tuple[str, ...] | None = None
    all: bool = False
    dry_run: bool = False
    auto_approve: bool = False
    update_lock: bool = False
    with_dependents: bool = False
    with_prerequisites: bool = False
    force: bool = False
    orphan: bool = False
    retries: int | None = None
    parallelism: int = 1
    """How many instances run at once."""
    arguments: tuple[str, ...] = ()
    plan: str | None = None
    """The saved plan to apply, absolute."""
    skipped_hooks: tuple[str, ...] = ()
    source: str = ""
    """The folder, absolute, that takes the place of the component's own."""
    update_sources: bool = False
    help: bool = False
    """What the verb is and takes is asked for, and nothing else."""

    @property
    def known(self) -> Verb:
        """What is known of the verb."""
        return verb_named(self.verb)


_SELECTORS: Final = {"s": "stack", "stack": "stack", "c": "component", "component": "component"}
_SWITCHES: Final = ("all", "dry-run", "update-lock", "auto-approve", "update-sources", "with-prerequisites")
_OF_DESTROY: Final = ("with-dependents", "force", "orphan")
"""Switches of ours for the verbs that can destroy; elsewhere Terraform has some of the same name."""
_MANY: Final = ("all", "with-prerequisites", "with-dependents")
"""With one of these ``--parallelism`` is how many instances run at once; Terraform has a flag of that name."""
CLEAN: Final = "clean"
"""The one verb that runs nothing."""
_COMMANDS: Final = (*dict.fromkeys(name.partition(" ")[0] for name in VERBS), CLEAN)
_HELP: Final = frozenset({"-h", "-help", "--help", "--h"})
_OTHERS: Final = {
    "generate": "stackc generate, or stackc build",
    "migrate": "stackc state move",
    "plan-diff": "stackc terraform show -json, and a tool that compares JSON",
    "planfile": "stackc terraform plan -out, and stackc terraform show",
    "varfile": "stackc generate varfile",
    "source": "sources are fetched when they are needed; --update-sources fetches again",
    "workdir": "each instance has a workdir of its own",
    "backend": "stackc generate backend; buckets are made by provision.backend",
}
"""Commands of the incumbent that Terraform does not have, and what there is instead."""
_ELSEWHERE: Final = {
    "from-plan": "name the plan: stackc terraform apply COMPONENT -s STACK PLANFILE",
    "skip-init": "init runs in a workdir of its own and is always safe",
    "skip-planfile": "plans are saved with -out alone",
    "affected": "select with `stackc describe affected --format matrix`",
    "query": "select with -s and -c",
    "max-concurrency": "--parallelism N says how many of --all run at once",
    "tags": "select with -s and -c",
    "labels": "select with -s and -c",
    "process-templates": "templates are evaluated as the project file says",
    "process-functions": "functions are called as the project file says",
    "upload-status": "there is nothing to upload to",
    "deploy-run-init": "init always runs",
    "init-run-reconfigure": "init always reconfigures; the lock file guards the state",
    "auto-generate-backend-file": "set `components.terraform.auto_generate_backend_file` in the project file",
    "identity": "set the credentials in the environment",
    "redirect-stderr": "redirect it in the shell",
    "logs-level": "stackc has -v and -q",
    "logs-file": "redirect standard error in the shell",
}
"""Flags of the incumbent that stackc has not, and what to do instead."""


def parse_request(words: list[str], absolute: Callable[[str], str], exists: Callable[[str], bool]) -> Request:
    """Take the words after ``terraform`` apart. Raises WrongUsage.

    Flags of Terraform pass; one that neither knows must stand behind ``--``. A verb that nobody knows is passed on, but
    for one that is nearly another. ``absolute`` says what a relative path of the caller means, ``exists`` whether there
    is such a file.
    """
    if len(words) > 1 and words[1] in _HELP and subcommands(words[0]):
        return Request(words[0], help=True)
    verb, further = _verb(words)
    mine, behind = _at_dashes(further)
    if not _HELP.isdisjoint(mine):
        return Request(verb, help=True)
    if verb_named(verb).needs == "nothing":
        return Request(verb, arguments=tuple(further))
    taken = _Taken(verb, mine)
    own = list(taken.positional)
    many = "all" in taken.switches
    components = () if many else tuple(own[:1])
    rest = [] if many else own[1:]
    plan = _plan(verb, taken, [*rest, *positionals(behind, verb)])
    if rest and not (plan or verb_named(verb).words != "none"):
        raise WrongUsage(f"one component at a time: `{rest[0]}` is too many")
    first, last = flags_first(behind, verb) if plan is None else (without_positionals(behind, verb), ())
    flags = with_caller_paths((*taken.passed, *first), absolute, exists, verb)
    end = with_caller_words((*rest, *last), absolute, exists, verb) if plan is None else (absolute(plan),)
    sources = taken.values["source"]
    request = Request(
        verb,
        components,
        split_selectors("-s", taken.values["stack"]),
        split_selectors("-c", taken.values["component"]),
        all=many,
        dry_run="dry-run" in taken.switches,
        auto_approve="auto-approve" in taken.switches,
        update_lock="update-lock" in taken.switches,
        with_dependents="with-dependents" in taken.switches,
        with_prerequisites="with-prerequisites" in taken.switches,
        force="force" in taken.switches,
        orphan="orphan" in taken.switches,
        retries=_whole("--retry", taken.values["retry"]),
        parallelism=taken.parallelism,
        arguments=(*flags, *end),
        plan=absolute(plan) if plan is not None else None,
        skipped_hooks=taken.skipped_hooks,
        source=absolute(sources[-1]) if sources else "",
        update_sources="update-sources" in taken.switches,
    )
    return _checked(_split(request), own)


def _verb(words: list[str]) -> tuple[str, list[str]]:
    """The verb with its subcommand, and the words behind it. Raises WrongUsage."""
    verb, further = (words[0], words[1:]) if words else ("", [])
    if verb not in _COMMANDS:
        advice = _OTHERS.get(verb) or did_you_mean(verb, _COMMANDS)
        if advice or not further or verb.startswith("-"):
            raise WrongUsage(f"unknown command `{verb}`; " + (advice or f"commands are {', '.join(_COMMANDS)}"))
        return verb, further
    following = further[0] if further else ""
    if f"{verb} {following}" in VERBS:
        return f"{verb} {following}", further[1:]
    if verb == "workspace":
        raise WrongUsage("`workspace` has `list` and `show`; which workspace is used stands in the manifests")
    if verb not in VERBS and verb != CLEAN:
        known = subcommands(verb)
        advice = did_you_mean(following, known) or f"it has {', '.join(f'`{each}`' for each in known)}"
        raise WrongUsage(f"`{verb}` needs a command of its own: {advice}")
    return verb, further


def _split(request: Request) -> Request:
    """``component@stack`` taken apart; beside ``-s`` it is a component of that name."""
    if request.all or request.stacks is not None or len(request.components) != 1:
        return request
    named = parse_instance_id(request.components[0])
    if named is None or named.type != TERRAFORM:
        return request
    return request._replace(components=(named.component,), stacks=(named.stack,))


def _whole(option: str, given: list[str] | None) -> int | None:
    if not given:
        return None
    if not given[-1].isdecimal():
        raise WrongUsage(f"`{option}` needs a whole number: how often what failed is tried again")
    return int(given[-1])


def _at_once(given: str) -> int:
    if not given.isdecimal() or not int(given):
        raise WrongUsage("`--parallelism` needs a whole number from 1 on: how many instances run at once")
    return int(given)


def _switches(verb: str) -> tuple[str, ...]:
    return (*_SWITCHES, *_OF_DESTROY) if verb in ASKING else _SWITCHES


def _at_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


class _Taken:
    """The words before ``--``, sorted."""

    def __init__(self, verb: str, words: list[str]) -> None:
        self.positional: list[str] = []
        self.passed: list[str] = []
        self.switches: set[str] = set()
        self.skipped_hooks: tuple[str, ...] = ()
        self.parallelism = 1
        has_many = any(word.lstrip("-").partition("=")[0] in _MANY for word in words if word.startswith("-"))
        wanted = ("stack", "component", "planfile", "retry", "source")
        self.values: dict[str, list[str] | None] = dict.fromkeys(wanted)
        pending = list(words)
        while pending:
            word = pending.pop(0)
            if not word.startswith("-") or not word.strip("-"):
                self.positional.append(word)
                continue
            name, equals, value = word.lstrip("-").partition("=")
            option = _SELECTORS.get(name) or (name if name in ("planfile", "retry", "source") else None)
            if has_many and name == "parallelism" and word.startswith("--"):
                self.parallelism = _at_once(value if equals else pending.pop(0) if pending else "")
            elif name == "skip-hooks":
                self.skipped_hooks = skipped_hooks(value if equals else "true")
            elif option is not None:
                if not equals and not pending:
                    raise WrongUsage(f"`{word}` needs a value")
                self.values[option] = [*(self.values[option] or ()), value if equals else pending.pop(0)]
            elif name in _switches(verb):
                if not equals or value in ("true", "1"):
                    self.switches.add(name)
                elif value not in ("false", "0"):
                    raise WrongUsage(f"`{word}`: a switch is true or false")
            else:
                self.passed += _terraforms(verb, word, name, has_value=bool(equals), pending=pending)


def skipped_hooks(value: str) -> tuple[str, ...]:
    """What ``--skip-hooks=VALUE`` and the variable of that name leave out: all, none, or hooks by name."""
    if value in ("true", "1"):
        return (ALL,)
    return () if value in ("false", "0") else tuple(name for each in value.split(",") if (name := each.strip()))


def _terraforms(verb: str, word: str, name: str, *, has_value: bool, pending: list[str]) -> list[str]:
    """A flag of Terraform, with the word that is its value. Raises WrongUsage for one that neither tool knows."""
    flags = verb_named(verb).flags
    if moving_flag([word]) is None and name not in flags:
        if name in _ELSEWHERE:
            raise WrongUsage(f"`{word}` is not supported: {_ELSEWHERE[name]}")
        ours = {name: f"--{name}" for name in (*_switches(verb), "stack", "component", "skip-hooks", "source")}
        known = {**{name: f"-{name}" for name in flags}, **ours}
        near = nearest(name, known)
        advice = (
            f"did you mean `{known[near[0]]}`?"
            if near
            else f"if your Terraform knows it, put it behind `--`: -- {word}"
        )
        raise WrongUsage(f"`{word}` is no flag of stackc or of `terraform {verb}`; {advice}")
    if has_value or not takes_value(name, verb) or not pending:
        return [word]
    return [word, pending.pop(0)]


def _plan(verb: str, taken: _Taken, rest: list[str]) -> str | None:
    """The saved plan an ``apply`` is given, as it was written."""
    named = taken.values["planfile"]
    if verb not in ("apply", "deploy"):
        if named:
            raise WrongUsage("`--planfile` belongs to apply and deploy")
        return None
    plans = [*(named or ()), *rest]
    if len(plans) > 1:
        raise WrongUsage(f"one saved plan at a time: {', '.join(f'`{each}`' for each in plans)}")
    return plans[0] if plans else None


def _checked(request: Request, own: list[str]) -> Request:
    if request.all and not request.known.many and request.verb != CLEAN:
        raise WrongUsage(f"`{request.verb}` is about one instance: name it, and leave out `--all`")
    if request.all and own:
        raise WrongUsage(f"`--all` and the component `{own[0]}` exclude each other; narrow `--all` with -c")
    if request.all and request.source:
        raise WrongUsage("`--source` takes the place of one component's folder; `--all` has many")
    if request.all and request.plan:
        raise WrongUsage("a saved plan belongs to one instance")
    if request.all and request.force:
        raise WrongUsage("`--force` is about one instance, named as COMPONENT -s STACK")
    if request.parallelism > 1 and (request.verb == CLEAN or request.known.needs == "folder"):
        raise WrongUsage(f"`--parallelism`: `{request.verb}` goes one by one")
    if request.with_prerequisites:
        _check_with_prerequisites(request)
    if request.orphan and (request.all or request.verb != "destroy"):
        raise WrongUsage("`--orphan` belongs to `destroy` of one instance")
    if not request.all and len(request.components) != 1:
        raise WrongUsage("name one component and its stack: stackc terraform VERB COMPONENT -s STACK; or use --all")
    if not request.all and request.globs:
        raise WrongUsage("`-c` narrows `--all`")
    if not request.all and len(request.stacks or ()) > 1:
        raise WrongUsage("one component runs in one stack; several need --all")
    return request


def _check_with_prerequisites(request: Request) -> None:
    """Raises WrongUsage where the verb is about one instance, or goes the other way."""
    if request.verb == "destroy":
        raise WrongUsage("`--with-prerequisites`: destroy goes the other way, `--with-dependents`")
    if not request.known.many:
        raise WrongUsage(f"`{request.verb}` is about one instance: leave out `--with-prerequisites`")
    if request.plan or request.source:
        raise WrongUsage("`--with-prerequisites` runs many; a saved plan and `--source` are about one instance")
