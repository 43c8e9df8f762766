"""The tree of a template. Plain slotted classes: defining a dataclass costs more than parsing a manifest's template.

Operands carry their place in the text; ``Body`` lists run in order.
"""

from stackc.go.faults import Field


class Operand:
    """What a command is made of, at ``[start, end)``."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start: int = start
        self.end: int = end


class Literal(Operand):
    """A string, number or bool; ``source`` is how it is written."""

    __slots__ = ("source", "value")
    __match_args__ = ("value",)

    def __init__(self, value: str | float | bool, source: str, start: int, end: int) -> None:
        super().__init__(start, end)
        self.value: str | float | bool = value
        self.source: str = source


class Nil(Operand):
    """The word ``nil``."""

    __slots__ = ()


class Dot(Operand):
    """The current value, ``.``; ``path`` is where it stands in the root data, None when that is not known."""

    __slots__ = ("path",)

    def __init__(self, path: Field | None, start: int, end: int) -> None:
        super().__init__(start, end)
        self.path: Field | None = path


class FieldRead(Operand):
    """``.a.b`` read from the current value, whose own place in the root data is ``base`` (None: not known)."""

    __slots__ = ("base", "names")

    def __init__(self, names: Field, base: Field | None, start: int, end: int) -> None:
        super().__init__(start, end)
        self.names: Field = names
        self.base: Field | None = base


class Variable(Operand):
    """``$x.a.b``: ``slot`` in the frame of its template; ``$`` itself is slot 0, the data of the template.

    ``base`` is the variable's place in the root data where that is known.
    """

    __slots__ = ("base", "name", "names", "slot")

    def __init__(self, name: str, slot: int | None, names: Field, base: Field | None, start: int, end: int) -> None:
        super().__init__(start, end)
        self.name: str = name
        self.slot: int | None = slot
        self.names: Field = names
        self.base: Field | None = base


class Name(Operand):
    """A function, or a namespace of functions."""

    __slots__ = ("name",)

    def __init__(self, name: str, start: int, end: int) -> None:
        super().__init__(start, end)
        self.name: str = name


class Chain(Operand):
    """Fields or methods of what another operand gives: ``(call).a.b``, ``strings.Title``."""

    __slots__ = ("base", "names")

    def __init__(self, base: Operand, names: Field, start: int, end: int) -> None:
        super().__init__(start, end)
        self.base: Operand = base
        self.names: Field = names


class Command(Operand):
    """An operand with its arguments."""

    __slots__ = ("operands",)

    def __init__(self, operands: list[Operand], start: int, end: int) -> None:
        super().__init__(start, end)
        self.operands: list[Operand] = operands


class Pipeline(Operand):
    """Commands, each the last argument of the next; the result also goes to ``declares`` (slots), if any.

    A slot is None when an assignment names a variable that does not exist.
    """

    __slots__ = ("assigns", "commands", "declares")

    def __init__(
        self, declares: list[tuple[str, int | None]], assigns: bool, commands: list[Command], start: int, end: int
    ) -> None:
        super().__init__(start, end)
        self.declares: list[tuple[str, int | None]] = declares
        self.assigns: bool = assigns
        self.commands: list[Command] = commands


class Statement:
    """Something that runs; ``start`` and ``end`` are the whole action, delimiters included."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start: int = start
        self.end: int = end


Body = list[Statement]


class Text(Statement):
    """Literal text, trimmed."""

    __slots__ = ("text",)

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(start, end)
        self.text: str = text


class Action(Statement):
    """A pipeline; its value is printed unless it is kept in a variable."""

    __slots__ = ("pipeline",)

    def __init__(self, pipeline: Pipeline, start: int, end: int) -> None:
        super().__init__(start, end)
        self.pipeline: Pipeline = pipeline


class Choice(Statement):
    """``if`` or ``with``: the first branch whose pipeline is true, or else ``otherwise``."""

    __slots__ = ("branches", "moves_dot", "otherwise")

    def __init__(
        self, moves_dot: bool, branches: list[tuple[Pipeline, Body]], otherwise: Body, start: int, end: int
    ) -> None:
        super().__init__(start, end)
        self.moves_dot: bool = moves_dot
        self.branches: list[tuple[Pipeline, Body]] = branches
        self.otherwise: Body = otherwise


class Loop(Statement):
    """``range``: ``body`` for each element; ``otherwise`` when there is none."""

    __slots__ = ("body", "otherwise", "pipeline")

    def __init__(self, pipeline: Pipeline, body: Body, otherwise: Body, start: int, end: int) -> None:
        super().__init__(start, end)
        self.pipeline: Pipeline = pipeline
        self.body: Body = body
        self.otherwise: Body = otherwise


class Invocation(Statement):
    """``template`` or ``block``: another template of the same text, with the pipeline's value as its data."""

    __slots__ = ("name", "pipeline")

    def __init__(self, name: str, pipeline: Pipeline | None, start: int, end: int) -> None:
        super().__init__(start, end)
        self.name: str = name
        self.pipeline: Pipeline | None = pipeline


class Break(Statement):
    """Leaves the innermost loop."""

    __slots__ = ()


class Continue(Statement):
    """Goes on with the next turn of the innermost loop."""

    __slots__ = ()


class Definition:
    """A template body and how many variables it needs at once."""

    __slots__ = ("body", "size")

    def __init__(self, body: Body, size: int) -> None:
        self.body: Body = body
        self.size: int = size
