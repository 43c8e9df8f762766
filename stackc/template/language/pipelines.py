"""Tokens to pipelines: commands, operands and the variables in scope."""

from collections.abc import Sequence

from stackc.go.faults import Field, Halt
from stackc.go.limits import MAX_NESTING
from stackc.go.unquote import LiteralError, parse_number, unquote_character, unquote_string
from stackc.template.language.lexer import Token
from stackc.template.language.nodes import (
    Chain,
    Command,
    Dot,
    FieldRead,
    Literal,
    Name,
    Nil,
    Operand,
    Pipeline,
    Variable,
)

_OPERANDS = frozenset(
    ("char", "dot", "field", "left", "nil", "number", "raw", "string", "variable", "word", "break", "continue")
)


class Tokens:
    """A cursor over tokens; the last token, ``eof`` or ``error``, repeats for ever."""

    __slots__ = ("_index", "_tokens", "taken_end")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._index = 0
        self.taken_end: int = 0

    def peek(self) -> Token:
        return self._tokens[self._index]

    def next(self) -> Token:
        token = self._tokens[self._index]
        if self._index + 1 < len(self._tokens):
            self._index += 1
        self.taken_end = token.end
        return token

    def skip_space(self) -> Token:
        """The next token that is not space, not taken."""
        while self._tokens[self._index].kind == "space":
            self._index += 1
        return self._tokens[self._index]

    def next_solid(self) -> Token:
        self.skip_space()
        return self.next()

    def mark(self) -> int:
        return self._index

    def reset(self, mark: int) -> None:
        self._index = mark

    def look_word(self) -> Token:
        return self.skip_space()

    def end_of_action(self, opened: Token) -> int:
        """Where the action that starts at ``opened`` ends, for a message about all of it."""
        for token in self._tokens:
            if token.start > opened.start and token.kind in ("close", "error"):
                return token.end
        return opened.end

    def unexpected(self, token: Token, context: str) -> Halt:
        if token.kind == "error":
            return Halt(token.text, token.start, token.end)
        if token.kind == "eof":
            return Halt(f"unexpected end of the template in {context}", token.start, token.end)
        return Halt(f"unexpected `{token.text}` in {context}", token.start, token.end)


class Scope:
    """The variables a template body sees, and where its dot stands in the root data (None: not known)."""

    __slots__ = ("_visible", "data", "dot", "size")

    def __init__(self, data: Field | None) -> None:
        self.data: Field | None = data
        self.dot: Field | None = data
        self.size: int = 1
        self._visible: list[tuple[str, int]] = [("$", 0)]

    def enter(self) -> int:
        return len(self._visible)

    def leave(self, mark: int) -> None:
        del self._visible[mark:]

    def declare(self, name: str) -> int:
        slot = self.size
        self.size += 1
        self._visible.append((name, slot))
        return slot

    def find(self, name: str) -> int | None:
        for known, slot in reversed(self._visible):
            if known == name:
                return slot
        return None


class PipelineParser:
    """Reads pipelines from ``tokens``; variables come from and go to ``scope``."""

    __slots__ = ("_depth", "scope", "tokens")

    def __init__(self, tokens: Tokens, scope: Scope) -> None:
        self.tokens: Tokens = tokens
        self.scope: Scope = scope
        self._depth = 0

    def pipeline(self, context: str, closing: str) -> Pipeline:
        """A pipeline up to and including the token ``closing``."""
        start = self.tokens.skip_space().start
        names, assigns = self._targets(context)
        commands: list[Command] = []
        while True:
            token = self.tokens.skip_space()
            end = self.tokens.taken_end
            if token.kind == closing:
                self.tokens.next()
                break
            if token.kind not in _OPERANDS:
                raise self.tokens.unexpected(token, f"`{context}`" if context in _WORDS else "this action")
            commands.append(self._command())
        if not commands:
            raise Halt(_missing_value(context), start, max(start, end))
        for command in commands[1:]:
            if isinstance(command.operands[0], Literal | Nil | Dot):
                raise Halt("a value cannot stand behind `|`: expected a function", command.start, command.end)
        declares = [(name, self.scope.find(name) if assigns else self.scope.declare(name)) for name in names]
        return Pipeline(declares, assigns, commands, start, commands[-1].end)

    def _targets(self, context: str) -> tuple[list[str], bool]:
        """The variables a pipeline fills, and whether it assigns (``=``) rather than declares (``:=``)."""
        names: list[str] = []
        while self.tokens.skip_space().kind == "variable":
            mark = self.tokens.mark()
            variable = self.tokens.next()
            following = self.tokens.skip_space()
            if following.kind in ("assign", "declare"):
                self.tokens.next()
                return [*names, variable.text], following.kind == "assign"
            if following.kind != "sign" or following.text != ",":
                self.tokens.reset(mark)
                break
            self.tokens.next()
            names.append(variable.text)
            if context != "range" or len(names) > 1:
                raise Halt(f"too many variables in `{context}`", variable.start, following.end)
            if self.tokens.skip_space().kind != "variable":
                raise Halt("`range` can only fill variables", variable.start, following.end)
        if names:
            token = self.tokens.skip_space()
            raise self.tokens.unexpected(token, "`range`: expected `:=`")
        return [], False

    def _command(self) -> Command:
        start = self.tokens.skip_space().start
        operands: list[Operand] = []
        while True:
            self.tokens.skip_space()
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = self.tokens.peek()
            if token.kind == "space":
                continue
            if token.kind == "pipe":
                self.tokens.next()
                break
            if token.kind in ("close", "right"):
                break
            raise self.tokens.unexpected(token, "a command")
        if not operands:
            raise Halt("missing command", start, start + 1)
        return Command(operands, start, operands[-1].end)

    def _operand(self) -> Operand | None:
        """A term and the fields that follow it; None when the next token begins no term."""
        term = self._term()
        if term is None or self.tokens.peek().kind != "field":
            return term
        names: list[str] = []
        while self.tokens.peek().kind == "field":
            names.append(self.tokens.next().text[1:])
        end = self.tokens.taken_end
        match term:
            case FieldRead():
                return FieldRead((*term.names, *names), term.base, term.start, end)
            case Variable():
                return Variable(term.name, term.slot, (*term.names, *names), term.base, term.start, end)
            case Literal() | Nil() | Dot():
                raise Halt(f"unexpected `.{names[0]}`: this value has no fields", term.start, end)
        return Chain(term, tuple(names), term.start, end)

    def _term(self) -> Operand | None:
        token = self.tokens.peek()
        kind, start, end = token.kind, token.start, token.end
        if kind not in _OPERANDS:
            return None
        self.tokens.next()
        match kind:
            case "field":
                return FieldRead((token.text[1:],), self.scope.dot, start, end)
            case "variable":
                return self._variable(token)
            case "word" if token.text in ("true", "false"):
                return Literal(token.text == "true", token.text, start, end)
            case "word" | "break" | "continue":
                return Name(token.text, start, end)
            case "dot":
                return Dot(self.scope.dot, start, end)
            case "nil":
                return Nil(start, end)
            case "left":
                return self._parenthesis(token)
        return _literal(token)

    def _variable(self, token: Token) -> Variable:
        slot = self.scope.find(token.text)
        if slot is None:
            raise Halt(f"undefined variable `{token.text}`", token.start, token.end)
        return Variable(token.text, slot, (), self.scope.data if slot == 0 else None, token.start, token.end)

    def _parenthesis(self, token: Token) -> Pipeline:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise Halt(f"parentheses are nested more than {MAX_NESTING} deep", token.start, token.end)
        pipeline = self.pipeline("parenthesis", "right")
        self._depth -= 1
        pipeline.start, pipeline.end = token.start, self.tokens.taken_end
        return pipeline


_WORDS = frozenset(("if", "with", "range", "template", "block"))


def _missing_value(context: str) -> str:
    if context in _WORDS:
        return f"missing value for `{context}`"
    return "nothing between parentheses" if context == "parenthesis" else "an action must hold a value or a command"


def _literal(token: Token) -> Literal:
    value: str | int | float
    try:
        match token.kind:
            case "string" | "raw":
                value = unquote_string(token.text)
            case "char":
                value = unquote_character(token.text)
            case _:
                value = parse_number(token.text)
    except LiteralError as error:
        raise Halt(str(error), token.start, token.end) from None
    return Literal(value, token.text, token.start, token.end)


def read_name(tokens: Tokens, context: str) -> str:
    """The quoted name behind ``template``, ``define`` or ``block``."""
    token = tokens.next_solid()
    if token.kind not in ("string", "raw"):
        raise tokens.unexpected(token, f"{context}: expected a quoted name")
    value = _literal(token).value
    assert isinstance(value, str)
    return value
