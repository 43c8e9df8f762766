"""What sets variables of Terraform beside the manifests. See docs/language.md, the contract with the module."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import SEALED
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text

_ARGUMENTS: Final = ("TF_CLI_ARGS", "TF_CLI_ARGS_plan", "TF_CLI_ARGS_apply")


class Given(NamedTuple):
    """What sets variables of one instance, besides its manifests."""

    instance: Instance
    names: frozenset[str] | None
    """Those that files and arguments set; None where they may set any."""

    def may_set(self, name: str) -> bool:
        """True where a variable has a value, or may have one."""
        return self.names is None or name in self.names or self.instance.variable(f"TF_VAR_{name}") is not None


def given_elsewhere(instance: Instance, assigned: frozenset[str] | None) -> Given:
    """``assigned`` is what files of the component folder set."""
    if assigned is None:
        return Given(instance, None)
    found = set(assigned)
    for variable in _ARGUMENTS:
        value = instance.variable(variable)
        if value is None:
            continue
        named = None if isinstance(value, SEALED) else _set_by_text(environment_text(value))
        if named is None:
            return Given(instance, None)
        found |= named
    return Given(instance, frozenset(found))


def _set_by_text(text: str) -> frozenset[str] | None:
    try:
        return names_set(shlex.split(text))
    except ValueError:
        return None


def names_set(words: Sequence[str]) -> frozenset[str] | None:
    """The variables that ``-var name=value`` among the arguments of Terraform sets; None where a file of variables is
    among them, which may set any.
    """
    found: set[str] = set()
    for at, word in enumerate(words):
        flag, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-") or flag not in ("var", "var-file"):
            continue
        if flag == "var-file":
            return None
        given = value if equals else words[at + 1] if at + 1 < len(words) else ""
        found.add(given.partition("=")[0].strip())
    return frozenset(found)
