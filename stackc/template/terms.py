"""On what terms an expansion runs: the work that is left, effects or none, and who answers for the environment."""

from collections.abc import Callable

from stackc.base.value import Secret, Value, transform
from stackc.template.limits import MAX_WORK

Environment = Callable[[str], "str | Secret | None"]


class Exhausted(Exception):
    """The work of an expansion is used up."""


class Terms:
    """The terms of one expansion; functions that walk through values charge what they walk."""

    __slots__ = ("_environment", "effects", "left", "secret")

    def __init__(self, effects: bool, environment: Environment) -> None:
        self.left = MAX_WORK
        self.effects = effects
        self._environment = environment
        self.secret = False
        """A secret has been touched: what the expansion gives is one."""

    def environment(self, name: str) -> str | None:
        """The value of a variable; a secret one is opened and noted."""
        found = self._environment(name)
        return str(self.open(found)) if isinstance(found, Secret) else found

    def open(self, secret: Secret) -> Value:
        """The value of a secret that is used."""
        self.secret = True
        return secret.value

    def open_all(self, value: object) -> object:
        """``value`` with the secrets in it opened, as a function uses it as a whole."""
        if isinstance(value, Secret):
            return self.open_all(self.open(value))
        if isinstance(value, (dict, list)) and value.__class__ in (dict, list):
            return transform(value, self._opened)
        return value

    def _opened(self, leaf: Value) -> Value:
        return transform(self.open(leaf), self._opened) if isinstance(leaf, Secret) else leaf

    def charge(self, amount: int) -> None:
        """Take ``amount`` units from the work that is left. Raises Exhausted when there are none."""
        self.left -= amount
        if self.left < 0:
            raise Exhausted
