"""On what terms an expansion runs: the work that is left, effects or none, and who answers for the environment."""

from collections.abc import Callable

from stackc.base.memo import IdentityMap
from stackc.base.value import SEALED, Call, Sealed, Secret, Unknown, Value
from stackc.go.limits import MAX_WORK

Environment = Callable[[str], "str | Sealed | None"]


class Exhausted(Exception):
    """The work of an expansion is used up."""


class Terms:
    """The terms of one expansion; functions that walk through values charge what they walk."""

    __slots__ = ("_environment", "_looked", "effects", "left", "secret", "sources")

    def __init__(self, effects: bool, environment: Environment) -> None:
        self.left: int = MAX_WORK
        self.effects: bool = effects
        self._environment = environment
        self._looked = IdentityMap[object, object]()
        self.secret: bool = False
        """A secret has been touched: what the expansion gives is one."""
        self.sources: dict[str, Call | Unknown] = {}
        """Calls and unknowns that were touched, by their text, which stood in for them."""

    def environment(self, name: str) -> str | None:
        """The value of a variable; a secret one is opened and noted."""
        found = self._environment(name)
        return str(self.open(found)) if isinstance(found, SEALED) else found

    def open(self, sealed: Sealed) -> Value:
        """The value of a secret that is used, the text of a call or an unknown; noted."""
        if isinstance(sealed, Secret):
            self.secret = True
            value = sealed.value
            return self.open(value) if isinstance(value, (Call, Unknown)) else value
        self.sources[sealed.text] = sealed
        return sealed.text

    def open_all(self, value: object) -> object:
        """``value`` with what is sealed in it opened, as a function uses it as a whole.

        Each container is looked through once: what a template makes of opened values holds nothing sealed.
        """
        if isinstance(value, SEALED):
            return self.open_all(self.open(value))
        if value.__class__ is not dict and value.__class__ is not list:
            return value
        known = self._looked.get(value)
        if known is not None:
            return known
        self._looked.keep(value, value)  # also for a map of a template's own that holds itself
        return self._looked.keep(value, self._inside(value))

    def _inside(self, value: object) -> object:
        if isinstance(value, dict):
            changed = {key: new for key, item in value.items() if (new := self.open_all(item)) is not item}
            return {**value, **changed} if changed else value
        if isinstance(value, list):
            found = {at: new for at, item in enumerate(value) if (new := self.open_all(item)) is not item}
            return [found.get(at, item) for at, item in enumerate(value)] if found else value
        return value

    def charge(self, amount: int) -> None:
        """Take ``amount`` units from the work that is left. Raises Exhausted when there are none."""
        self.left -= amount
        if self.left < 0:
            raise Exhausted
