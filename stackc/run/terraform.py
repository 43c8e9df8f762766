"""The Terraform binary and its command lines. See docs/language.md, running Terraform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, get_args

from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Processes, Workplace
from stackc.base.record import Record
from stackc.run import messages as say
from stackc.run.arguments import without_arguments
from stackc.run.verbs import Verb, verb_named

KnownVerb = Literal[
    "plan",
    "apply",
    "deploy",
    "destroy",
    "output",
    "init",
    "validate",
    "workspace",
    "workspace list",
    "workspace show",
    "refresh",
    "test",
    "query",
    "show",
    "graph",
    "get",
    "modules",
    "providers",
    "providers lock",
    "providers mirror",
    "providers schema",
    "state list",
]
MANY: tuple[KnownVerb, ...] = get_args(KnownVerb)
"""The verbs that run on many instances."""
ASKING = frozenset({"apply", "deploy", "destroy"})
"""Verbs that change the infrastructure, and ask before they do."""
INSTALL = (
    "install Terraform 1.5 or later (https://developer.hashicorp.com/terraform/install)"
    " or OpenTofu (https://opentofu.org/docs/intro/install), and put it on the PATH"
)


class Binary(Record):
    """The tool that runs: its path, whether it is Terraform or OpenTofu, its version."""

    path: str
    flavour: str
    version: str


class Call(NamedTuple):
    """What to run after init and workspace selection."""

    verb: str
    """With its subcommand: ``state mv``."""
    arguments: tuple[str, ...] = ()
    auto_approve: bool = False
    interactive: bool = True
    destroys: bool = False
    """Its effect is to destroy, whatever the verb."""
    orphan: bool = False
    """It also reaches what is disabled."""
    retries: int | None = None
    """How often what failed is tried again; None for what the manifests say."""
    plan: str | None = None
    """The saved plan to apply, absolute: it holds the variables."""
    program: str | None = None
    """What runs instead of Terraform: the shell of ``shell``."""
    skipped_hooks: tuple[str, ...] = ()
    """Names of hooks that are not run; ``*`` for all."""
    source: str = ""
    """The folder, absolute, that takes the place of the component's own; empty for none."""
    update_sources: bool = False
    """Sources that may mean another version now are fetched again."""

    @property
    def known(self) -> Verb:
        """What is known of its verb."""
        return verb_named(self.verb)

    @property
    def needs_vars(self) -> bool:
        """It reads the variables of the instance."""
        return self.known.variables and self.plan is None

    @property
    def makes(self) -> bool:
        """It plans or makes what the manifests say; what is only looked at or taken away need not conform."""
        return self.known.makes and not self.destroys

    @property
    def takes_away(self) -> bool:
        """It destroys, and does not only plan to."""
        return self.destroys and self.verb in ASKING


def find_binary(
    command: str, workplace: Workplace, processes: Processes, env: Mapping[str, str]
) -> Binary | Diagnostic:
    """The configured ``command``, else ``terraform``, else ``tofu``; SC0901 when there is none."""
    wanted = [command] if command and command != "terraform" else ["terraform", "tofu"]
    path = next((found for name in wanted if (found := workplace.find_program(name, env.get("PATH", "")))), None)
    if path is None:
        return say.program_missing(wanted, INSTALL)
    question = {**without_arguments(env), "CHECKPOINT_DISABLE": "1"}
    said = processes.capture([path, "version", "-json"], "/", question, timeout=30)
    if said.code != 0:
        return say.program_fails(path, _last(said.err or said.out), INSTALL)
    try:
        version = str(json.loads(said.out).get("terraform_version", ""))
    except ValueError:
        version = ""
    return Binary(path, "tofu" if "tofu" in path.rsplit("/", 1)[-1] else "terraform", version)


def init_arguments(local: Mapping[str, str]) -> tuple[str, ...]:
    """``init``: always reconfigured, since the lock file guards the address; ``local`` are absolute state paths."""
    return (
        "init",
        "-reconfigure",
        "-input=false",
        *(f"-backend-config={key}={value}" for key, value in sorted(local.items())),
    )


def main_arguments(call: Call, *varfiles: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The command itself: verb, our arguments, the approval, the user's. Later files of variables win.

    ``own`` are further flags of ours.
    """
    verb, *subcommand = call.verb.split()
    words = ["apply" if verb == "deploy" else verb, *subcommand, *own]
    flags = call.known.flags
    if call.needs_vars:
        words += [word for varfile in varfiles for word in ("-var-file", varfile)]
    is_told = any(is_flag(each, "input") for each in call.arguments)
    if call.known.variables and "input" in flags and not call.interactive and not is_told:
        words.append("-input=false")
    is_told = any(is_flag(each, "auto-approve") for each in call.arguments)
    approved = call.verb == "deploy" or call.auto_approve
    if approved and "auto-approve" in flags and not is_told and call.plan is None:
        words.append("-auto-approve")
    return (*words, *call.arguments)


def is_flag(word: str, name: str) -> bool:
    """True when ``word`` is the flag ``name``, with or without a value."""
    return word.startswith("-") and word.lstrip("-").partition("=")[0] == name


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "no message"
