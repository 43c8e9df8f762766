"""What a template asks for, told without running it: fields of the root data, functions, how open it is."""

from __future__ import annotations

from collections.abc import Iterable

from stackc.base.named_tuple import NamedTuple
from stackc.go.faults import Field
from stackc.template.language.nodes import (
    Action,
    Body,
    Chain,
    Choice,
    Command,
    Dot,
    FieldRead,
    Invocation,
    Loop,
    Name,
    Operand,
    Pipeline,
    Variable,
)


class Use(NamedTuple):
    """A function or method called at ``[start, end)``; ``atmos.Component`` for a method of a namespace."""

    name: str
    start: int
    end: int


class Reads:
    """Collects what the statements it is shown read and call."""

    __slots__ = ("fields", "is_open", "uses")

    def __init__(self) -> None:
        self.fields: set[Field] = set()
        self.is_open: bool = False
        self.uses: list[Use] = []

    def body(self, body: Body) -> None:
        for statement in body:
            match statement:
                case Action():
                    self.pipeline(statement.pipeline)
                case Choice():
                    for pipeline, branch in statement.branches:
                        self.pipeline(pipeline)
                        self.body(branch)
                    self.body(statement.otherwise)
                case Loop():
                    self.pipeline(statement.pipeline)
                    self.body(statement.body)
                    self.body(statement.otherwise)
                case Invocation():
                    if statement.pipeline is not None:
                        self.pipeline(statement.pipeline)

    def pipeline(self, pipeline: Pipeline) -> None:
        for command in pipeline.commands:
            self.operands(command.operands)

    def operands(self, operands: Iterable[Operand]) -> None:
        for operand in operands:
            match operand:
                case Dot():
                    self.read(operand.path, ())
                case FieldRead():
                    self.read(operand.base, operand.names)
                case Variable():
                    self.read(operand.base, operand.names)
                case Name():
                    self.uses.append(Use(operand.name, operand.start, operand.end))
                case Chain(base=Name() as name):
                    self.uses.append(Use(f"{name.name}.{operand.names[0]}", operand.start, operand.end))
                case Chain():
                    self.operands((operand.base,))
                case Pipeline():
                    self.pipeline(operand)
                case Command():
                    self.operands(operand.operands)

    def read(self, base: Field | None, names: Field) -> None:
        """Note a read; one whose base is unknown reads what another read, already noted, has handed on."""
        if base is None:
            return
        if base or names:
            self.fields.add((*base, *names))
        else:
            self.is_open = True


def read_path(pipeline: Pipeline) -> Field | None:
    """Where the value of ``pipeline`` stands in the root data, when it is nothing but one read of it."""
    if len(pipeline.commands) != 1 or len(pipeline.commands[0].operands) != 1:
        return None
    match pipeline.commands[0].operands[0]:
        case Dot(path=path):
            return path
        case FieldRead(base=base, names=names) | Variable(base=base, names=names):
            return None if base is None else (*base, *names)
        case Pipeline() as inner:
            return read_path(inner)
    return None
