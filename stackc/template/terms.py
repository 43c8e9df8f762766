"""On what terms an expansion runs: the work that is left, effects or none, and who answers for the environment."""

from collections.abc import Callable

from stackc.template.limits import MAX_WORK

Environment = Callable[[str], str | None]


class Exhausted(Exception):
    """The work of an expansion is used up."""


class Terms:
    """The terms of one expansion; functions that walk through values charge what they walk."""

    __slots__ = ("effects", "environment", "left")

    def __init__(self, effects: bool, environment: Environment) -> None:
        self.left = MAX_WORK
        self.effects = effects
        self.environment = environment

    def charge(self, amount: int) -> None:
        """Take ``amount`` units from the work that is left. Raises Exhausted when there are none."""
        self.left -= amount
        if self.left < 0:
            raise Exhausted
