"""``Request``: a ``terraform`` command line taken apart; what is ours, what is Terraform's, and what is neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from stackc.base.near import did_you_mean, nearest
from stackc.cli.options import WrongUsage, split_selectors
from stackc.run.arguments import (
    FLAGS,
    moving_flag,
    positionals,
    takes_value,
    with_caller_paths,
    without_positionals,
)
from stackc.run.hooks import ALL
from stackc.run.terraform import VERBS


class Request(NamedTuple):
    """A ``terraform`` command line taken apart."""

    verb: str
    components: tuple[str, ...] = ()
    stacks: tuple[str, ...] | None = None
    globs: tuple[str, ...] | None = None
    all: bool = False
    dry_run: bool = False
    auto_approve: bool = False
    update_lock: bool = False
    arguments: tuple[str, ...] = ()
    plan: str | None = None
    """The saved plan to apply, absolute."""
    skipped_hooks: tuple[str, ...] = ()
    source: str = ""
    """The folder, absolute, that takes the place of the component's own."""
    update_sources: bool = False


_SELECTORS: Final = {"s": "stack", "stack": "stack", "c": "component", "component": "component"}
_SWITCHES: Final = ("all", "dry-run", "update-lock", "auto-approve", "update-sources")
_COMMANDS: Final = (*VERBS, "clean")
_WORKSPACE: Final = ("list", "show")
_ELSEWHERE: Final = {
    "from-plan": "name the plan: stackc terraform apply COMPONENT -s STACK PLANFILE",
    "skip-init": "init runs in a workdir of its own and is always safe",
    "skip-planfile": "plans are saved with -out alone",
    "affected": "select with `stackc describe affected --format matrix`",
    "query": "select with -s and -c",
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

    Flags of Terraform pass; one that neither knows must stand behind ``--``. ``absolute`` says what a relative path of
    the caller means, ``exists`` whether there is such a file.
    """
    verb = words[0] if words else ""
    if verb not in _COMMANDS:
        advice = did_you_mean(verb, _COMMANDS)
        raise WrongUsage(f"unknown command `{verb}`; " + (advice or f"commands are {', '.join(_COMMANDS)}"))
    mine, behind = _at_dashes(words[1:])
    taken = _Taken(verb, mine)
    own = list(taken.positional)
    subcommand: tuple[str, ...] = ()
    if verb == "workspace":
        if not own or own[0] not in _WORKSPACE:
            raise WrongUsage("`workspace` has `list` and `show`; which workspace is used stands in the manifests")
        subcommand = (own.pop(0),)
    many = "all" in taken.switches
    components = () if many else tuple(own[:1])
    rest = [] if many else own[1:]
    plan = _plan(verb, taken, [*rest, *positionals(behind)])
    if rest and not (plan or verb == "output"):
        raise WrongUsage(f"one component at a time: `{rest[0]}` is too many")
    flags = (*taken.passed, *(behind if plan is None else without_positionals(behind)))
    end = rest if plan is None else [absolute(plan)]
    arguments = (*subcommand, *with_caller_paths(flags, absolute, exists), *end)
    request = Request(
        verb,
        components,
        split_selectors("-s", taken.values["stack"]),
        split_selectors("-c", taken.values["component"]),
        many,
        "dry-run" in taken.switches,
        "auto-approve" in taken.switches,
        "update-lock" in taken.switches,
        arguments,
        absolute(plan) if plan is not None else None,
        taken.skipped_hooks,
        absolute(sources[-1]) if (sources := taken.values["source"]) else "",
        "update-sources" in taken.switches,
    )
    return _checked(request, own)


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
        self.values: dict[str, list[str] | None] = {"stack": None, "component": None, "planfile": None, "source": None}
        pending = list(words)
        while pending:
            word = pending.pop(0)
            if not word.startswith("-") or not word.strip("-"):
                self.positional.append(word)
                continue
            name, equals, value = word.lstrip("-").partition("=")
            option = _SELECTORS.get(name) or (name if name in ("planfile", "source") else None)
            if name == "skip-hooks":
                self.skipped_hooks = skipped_hooks(value if equals else "true")
            elif option is not None:
                if not equals and not pending:
                    raise WrongUsage(f"`{word}` needs a value")
                self.values[option] = [*(self.values[option] or ()), value if equals else pending.pop(0)]
            elif name in _SWITCHES:
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
    if moving_flag([word]) is None and name not in FLAGS.get(verb, ()):
        if name in _ELSEWHERE:
            raise WrongUsage(f"`{word}` is not supported: {_ELSEWHERE[name]}")
        ours = {name: f"--{name}" for name in (*_SWITCHES, "stack", "component", "skip-hooks", "source")}
        known = {**{name: f"-{name}" for name in FLAGS.get(verb, ())}, **ours}
        near = nearest(name, known)
        advice = (
            f"did you mean `{known[near[0]]}`?"
            if near
            else f"if your Terraform knows it, put it behind `--`: -- {word}"
        )
        raise WrongUsage(f"`{word}` is no flag of stackc or of `terraform {verb}`; {advice}")
    if has_value or not takes_value(name) or not pending:
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
    if request.all and own:
        raise WrongUsage(f"`--all` and the component `{own[0]}` exclude each other; narrow `--all` with -c")
    if request.all and request.source:
        raise WrongUsage("`--source` takes the place of one component's folder; `--all` has many")
    if request.all and request.plan:
        raise WrongUsage("a saved plan belongs to one instance")
    if not request.all and len(request.components) != 1:
        raise WrongUsage("name one component and its stack: stackc terraform VERB COMPONENT -s STACK; or use --all")
    if not request.all and request.globs:
        raise WrongUsage("`-c` narrows `--all`")
    if not request.all and len(request.stacks or ()) > 1:
        raise WrongUsage("one component runs in one stack; several need --all")
    return request
