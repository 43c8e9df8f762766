"""What one expansion carries along while it runs, and the reading of fields."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stackc.base.value import SEALED
from stackc.go.faults import EffectNeeded, Field, FunctionError, Halt, Note, TemplateStop, UserFailure
from stackc.go.limits import CALL_COST, MAX_OUTPUT
from stackc.go.terms import Exhausted, Terms
from stackc.go.values import NULL, GoObject, Missing, type_name

if TYPE_CHECKING:
    from stackc.template.functions.function_set import FunctionSet

ABSENT = object()
"""Told apart from every value that data may hold."""


class State:
    """The output so far, the variables of the running template and the terms of the expansion.

    ``thaws`` says that the template changes maps: what callers' functions give then becomes a draft, as the data has.
    """

    __slots__ = (
        "calls",
        "frame",
        "functions",
        "missing",
        "notes",
        "out",
        "ranges",
        "size",
        "strict",
        "templates",
        "terms",
        "thaws",
    )

    def __init__(
        self,
        functions: "FunctionSet",
        strict: bool,
        terms: Terms,
        templates: Mapping[str, tuple["Runner", int]],
        frame: list[object],
        thaws: bool,
    ) -> None:
        self.functions: FunctionSet = functions
        self.strict: bool = strict
        self.templates: Mapping[str, tuple[Runner, int]] = templates
        self.frame: list[object] = frame
        self.out: list[str] = []
        self.ranges: list[tuple[int, int, int, int]] = []
        self.missing: list[tuple[Field, int, int]] = []
        self.notes: list[Note] = []
        self.size: int = 0
        self.thaws: bool = thaws
        self.calls: int = 0
        self.terms: Terms = terms

    def write(self, text: str, start: int, end: int) -> None:
        """Add ``text``, which comes from ``[start, end)`` of the template."""
        if not text:
            return
        begin = self.size
        self.size = begin + len(text)
        if self.size > MAX_OUTPUT:
            raise Halt(f"the template gives more than {MAX_OUTPUT} characters", start, end)
        self.out.append(text)
        self.ranges.append((begin, self.size, start, end))

    def step(self) -> None:
        """Charge one call or turn of a loop."""
        self.terms.charge(CALL_COST)


Runner = Callable[[State, object], int]
"""Runs statements over the current value, and says whether the loop around them goes on."""


def read_fields(state: State, value: object, names: Field, base: Field, start: int, end: int) -> object:
    """The value ``names`` lead to from ``value``, which stands at ``base``; Missing where a key is missing.

    Raises Halt in strict mode, and for a field of something that has none.
    """
    for index, name in enumerate(names):
        if type(value) is dict or isinstance(value, Mapping):
            found = value.get(name, ABSENT)
        else:
            found = _read_member(state, value, name, (*base, *names[: index + 1]), start, end)
        if found is ABSENT:
            path = (*base, *names[: index + 1])
            if state.strict:
                raise Halt(f"map has no entry for key `{name}`", start, end, path)
            return Missing(path)
        value = state.terms.open(found) if isinstance(found, SEALED) else found
    return value


def _read_member(state: State, value: object, name: str, path: Field, start: int, end: int) -> object:
    """Field ``name`` of something that is no map; ABSENT below no value."""
    if isinstance(value, Missing):
        if state.strict:
            raise Halt(f"no value to read key `{name}` from", start, end, path)
        return ABSENT if not value.path else Missing(value.path)
    if value is None:
        raise Halt(f"cannot read `{name}` of null (`{_shown(path[:-1])}`)", start, end)
    if isinstance(value, GoObject):
        return call_member(value, name, (), start, end)
    raise Halt(f"cannot read field `{name}` of {type_name(value)}: `{_shown(path)}`", start, end)


def judge_error(error: Exception, name: str, start: int, end: int) -> Exception:
    """What to raise for ``error``, which the function ``name`` called at ``[start, end)`` has raised.

    Stops and limits pass. As in Go, anything a function trips over is the template's fault, not a crash.
    """
    if isinstance(error, EffectNeeded) and error.end == 0:
        error.start, error.end = start, end
    if isinstance(error, TemplateStop | Halt | Exhausted | RecursionError | MemoryError):
        return error
    if isinstance(error, UserFailure):
        return Halt(str(error), start, end)
    if isinstance(error, FunctionError):
        said = str(error)
        said = f"`{name}` {said}" if said.startswith("takes ") else f"`{name}`: {said}"
        return Halt(said, start, end, code=error.code)
    return Halt(f"`{name}` failed: {str(error) or error.__class__.__name__}", start, end)


def call_member(value: GoObject, name: str, arguments: tuple[object, ...], start: int, end: int) -> object:
    """Call method ``name`` of ``value``."""
    from stackc.go.functions import Function

    member = value.members.get(name)
    if member is None:
        raise Halt(f"{value.go_type} has no method `{name}`", start, end)
    function = Function(name, *member)
    try:
        function.check_count(len(arguments))
        checked = [
            (function.converts[index] if index < function.fixed else function.repeats or _keep)(argument, False)
            for index, argument in enumerate(arguments)
        ]
        return member[1](value, *checked)
    except Exception as error:
        failure = judge_error(error, name, start, end)
        if failure is error:
            raise
        raise failure from error


def _keep(value: object, _written: bool) -> object:
    return value


def _shown(path: Field) -> str:
    """``path`` as a template writes it."""
    if path and path[0][:1] in (".", "$"):
        return path[0].rstrip(".") + "".join(f".{name}" for name in path[1:])
    return "".join(f".{name}" for name in path)


def settle(value: object) -> object:
    """What a pipeline hands on for ``value``: nil becomes no value."""
    return NULL if value is None else value
