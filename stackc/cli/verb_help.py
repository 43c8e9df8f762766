"""What ``stackc terraform VERB --help`` says before Terraform's own help."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.cli.request import CLEAN
from stackc.run.verbs import VERBS, Verb, subcommands

_WORDS = {"none": "", "any": " [WORD...]", "read": " [FILE]", "made": " PATH"}
_OF_OURS = {
    "deploy": "`apply` that does not ask.",
    "shell": "A shell in the workdir, with environment and workspace; what stands behind -- goes to it.",
    CLEAN: "Removes the workdir, which holds no state.",
}
"""Verbs that Terraform does not have."""


def help_of(name: str) -> str:
    """Usage, what is particular, and our own options; for a verb with subcommands alone, which there are."""
    known = VERBS.get(name)
    if known is None and subcommands(name):
        return f"Usage: stackc terraform {name} {'|'.join(subcommands(name))} COMPONENT -s STACK\n"
    verb = known or Verb(name, many=name == CLEAN)
    if verb.needs == "nothing":
        return f"Usage: stackc terraform {name} [ARGS]\n"
    lines = [
        f"Usage: stackc terraform {name} COMPONENT -s STACK{_words(verb)} [FLAGS] [-- ARGS]",
        f"       stackc terraform {name} COMPONENT@STACK ...",
        *((f"       stackc terraform {name} --all [-s GLOB] [-c GLOB] ...",) if verb.many else ()),
        "",
        *(each for each in _particular(verb) if each),
        "",
        *_options(verb),
    ]
    return "\n".join(lines) + "\n"


def asked_of_terraform(name: str) -> tuple[str, ...] | None:
    """The command that Terraform's own help is about; None for a verb it does not have."""
    return None if name in ("shell", CLEAN) else ("apply",) if name == "deploy" else tuple(name.split())


def _words(verb: Verb) -> str:
    return " [PLAN]" if verb.name in ("apply", "deploy") else "" if verb.name == "shell" else _WORDS[verb.words]


def _particular(verb: Verb) -> Iterator[str]:
    yield _OF_OURS.get(verb.name, "")
    if verb.name not in VERBS and verb.name != CLEAN:
        yield "stackc does not know this verb: it is passed on, with backend and workspace set."
    if verb.variables:
        yield "It gets the variables of the instance."
    if verb.changes:
        yield "It may change the state: what is locked is refused."
    if verb.needs == "folder":
        yield "It runs in the component's own folder."


def _options(verb: Verb) -> Iterator[str]:
    yield "  --dry-run        show what would run, and start nothing"
    if verb.many and verb.name not in ("destroy", CLEAN):
        yield "  --with-prerequisites"
        yield "                   run what it comes after as well, at any depth"
    if verb.many and verb.needs != "folder" and verb.name != CLEAN:
        yield "  --parallelism N  how many instances of --all run at once (1); Terraform's own is -parallelism"
    if "auto-approve" in verb.flags:
        yield "  --auto-approve   ask nothing"
    if verb.name in ("init", "providers lock"):
        yield "  --update-lock    keep the provider lock file with the component"
