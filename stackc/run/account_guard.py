"""Whose account a run would change: ``settings.account_id`` of an instance beside what a command of the project prints.

The command is asked once for each environment that instances run in. See docs/language.md, guards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from stackc.base.diagnostic import Diagnostic
from stackc.base.memo import Memo
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.ports import Finished
from stackc.base.value import SEALED, Unknown, Value
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text, variable_value
from stackc.run import messages as say
from stackc.run.terraform import Call

DIGITS: Final = 12
_ACCOUNT: Final = late_pattern(rf"\d{{{DIGITS}}}")
_NOT_OURS: Final = ("TF_", "ATMOS_")
"""What a question for the caller does not hang on: variables of Terraform, and those that we add."""
Environment = frozenset[tuple[str, str]]


class _Failed(NamedTuple):
    reason: str


class AccountGuard:
    """The guard of one run; without a command it lets everything pass."""

    def __init__(
        self, command: str, ask: Callable[[str, Mapping[str, str]], Finished], masked: Callable[[str], str]
    ) -> None:
        """``ask`` runs a script in an environment; ``masked`` hides secrets in what it said."""
        self._command, self._ask, self._masked = command, ask, masked
        self._callers: Memo[Environment, str | _Failed] = Memo(self._caller)

    def watches(self, instance: Instance, call: Call) -> bool:
        """``call`` may make or change something, or plan it, and the account of ``instance`` is said."""
        return bool(self._command) and call.known.records and _written(instance) is not None

    def early(self, instance: Instance, caller: Mapping[str, str]) -> Diagnostic | None:
        """``check`` before anything was resolved; None as well where only an effect decides account or environment."""
        own = instance.table("env")
        values = {name: variable_value(value) for name, value in own.items() if value is not None}
        if isinstance(_written(instance), SEALED) or any(isinstance(value, Unknown) for value in values.values()):
            return None
        given = {name: environment_text(value) for name, value in values.items()}
        unset = own.keys() - given.keys()
        kept = {name: value for name, value in caller.items() if name not in unset}
        return self.check(instance, {**kept, **given})

    def check(self, instance: Instance, env: Mapping[str, str]) -> Diagnostic | None:
        """Why ``instance`` must not run in the environment ``env`` (SC0943); None when it may."""
        written = _written(instance)
        place = instance.component.label("settings", ("account_id",), "said here")
        wanted = _account(written)
        if wanted is None:
            return say.account_unreadable(instance.id, place)
        asked = frozenset((name, value) for name, value in env.items() if not name.startswith(_NOT_OURS))
        found = self._callers(asked)
        if isinstance(found, _Failed):
            return say.account_unknown(instance.id, self._command, found.reason, place)
        return None if found == wanted else say.account_differs(instance.id, wanted, found, place)

    def _caller(self, env: Environment) -> str | _Failed:
        done = self._ask(self._command, dict(env))
        if done.code != 0:
            said = self._masked((done.err or done.out).strip()).splitlines()
            return _Failed(f"it failed with exit code {done.code}: {said[-1] if said else 'no message'}")
        printed = done.out.strip().strip('"')
        return printed if _ACCOUNT.fullmatch(printed) else _Failed(f"it printed no number of {DIGITS} digits")


def _written(instance: Instance) -> Value:
    return instance.table("settings").get("account_id")


def _account(written: Value) -> str | None:
    """An account id out of a manifest: a number has lost its leading zeros."""
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 10**DIGITS:
        return str(written).zfill(DIGITS)
    text = written.strip() if isinstance(written, str) else ""
    return text if _ACCOUNT.fullmatch(text) else None
