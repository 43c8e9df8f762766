"""What can go wrong in a template: faults (values handed to callers) and the exceptions that carry them inside.

``TemplateFault`` is what a caller sees. ``Halt`` never leaves the package; ``TemplateStop`` always does.
"""

from __future__ import annotations

from typing import Final

from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import Record

Field = tuple[str, ...]
"""Names that lead from the data to a value: ``.vars.stage`` is ``("vars", "stage")``."""


class TemplateFault(Record):
    """Why a template has no text, at the characters ``[start, end)`` of the template.

    ``missing`` is set when a key is missing: the path asked for, up to and including the first key that is not there.
    A path that does not start at the root data begins with what it starts from: ``("$x", "name")``, ``(".", "name")``.
    """

    message: str
    start: int
    end: int
    missing: Field | None = None
    code: Code | None = None
    """What the fault is reported as, where that is not the usual code."""


class Noted(NamedTuple):
    """What a caller's own function may give: its result, and a remark that does not stop the expansion."""

    value: object
    code: Code
    message: str
    help: str | None = None


class Note(NamedTuple):
    """A remark of a function that was called at the characters ``[start, end)``."""

    code: Code
    message: str
    help: str | None
    start: int
    end: int


class TemplateStop(Exception):
    """Base of the exceptions which data or functions may raise to leave an expansion; the engine lets them pass."""


class EffectNeeded(TemplateStop):
    """A template called the effect ``name`` (clock, chance, network, files) while effects are off.

    ``start`` and ``end`` are the call in the template text; zero until the engine knows them.
    """

    def __init__(self, name: str, start: int = 0, end: int = 0) -> None:
        super().__init__(f"`{name}` needs the outside world")
        self.name = name
        self.start = start
        self.end = end


class FunctionError(Exception):
    """A function cannot answer: the engine turns it into a fault at the call. Callers' own functions may raise it."""

    def __init__(self, message: str, code: Code | None = None) -> None:
        super().__init__(message)
        self.code = code


class UserFailure(FunctionError):
    """A template author asked to fail: the message is theirs and stands alone."""


class Halt(Exception):
    """An evaluation ends in ``fault``; caught where the expansion or the parse began."""

    def __init__(
        self, message: str, start: int, end: int, missing: Field | None = None, code: Code | None = None
    ) -> None:
        super().__init__(message)
        self.fault: Final = TemplateFault(message, start, end, missing, code)
