"""Tokens to trees: the statements of a template and of the templates it defines.

The first mistake ends the parse with ``Halt``, which carries the fault.
"""

from stackc.go.faults import Halt
from stackc.go.limits import MAX_NESTING
from stackc.template.language.analysis import read_path
from stackc.template.language.lexer import SPACES, Token, split_tokens
from stackc.template.language.nodes import (
    Action,
    Body,
    Break,
    Choice,
    Continue,
    Definition,
    Invocation,
    Loop,
    Pipeline,
    Statement,
    Text,
)
from stackc.template.language.pipelines import PipelineParser, Scope, Tokens, read_name

_MAIN = ""


def parse_definitions(text: str, delimiters: tuple[str, str]) -> dict[str, Definition]:
    """The template in ``text`` under the empty name, and those it defines. Raises Halt at the first mistake."""
    parser = _Parser(Tokens(split_tokens(text, delimiters)))
    body = parser.file()
    parser.definitions[_MAIN] = Definition(body, parser.pipelines.scope.size)
    return parser.definitions


class _Parser:
    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.pipelines = PipelineParser(tokens, Scope(()))
        self.definitions: dict[str, Definition] = {}
        self.depth = 0
        self.loops = 0

    def file(self) -> Body:
        body: Body = []
        while True:
            token = self.tokens.next()
            if token.kind == "eof":
                return body
            if token.kind == "open" and self.tokens.skip_space().kind == "define":
                self.define(token)
                continue
            statement = self.statement(token)
            if statement is None:
                found = self.tokens.look_word()
                raise Halt(f"unexpected `{found.text}`: there is no open block here", token.start, found.end)
            body.append(statement)

    def statement(self, token: Token) -> Statement | None:
        """The statement ``token`` begins; None, with the word not yet taken, when it is an ``else`` or ``end``."""
        if token.kind == "text":
            return Text(token.text, token.start, token.end)
        if token.kind == "error":
            raise Halt(token.text, token.start, token.end)
        word = self.tokens.skip_space()
        match word.kind:
            case "if" | "with":
                self.tokens.next()
                return self.choice(token, word)
            case "range":
                self.tokens.next()
                return self.loop(token, word)
            case "else" | "end":
                return None
            case "break" | "continue":
                return self.jump(token)
            case "template":
                self.tokens.next()
                return self.invocation(token)
            case "block":
                self.tokens.next()
                return self.block(token)
        pipeline = self.pipelines.pipeline("command", "close")
        return Action(pipeline, token.start, self.tokens.taken_end)

    def body(self, opened: Token, word: str) -> tuple[Body, Token]:
        """Statements up to the ``else`` or ``end`` of the block at ``opened``, and that word, taken."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise Halt(f"blocks are nested more than {MAX_NESTING} deep", opened.start, opened.end)
        body: Body = []
        while True:
            token = self.tokens.next()
            if token.kind == "eof":
                raise Halt(f"unclosed `{word}`: expected an `end` action", opened.start, self.action_end(opened))
            statement = self.statement(token)
            if statement is None:
                self.depth -= 1
                return body, self.tokens.next()
            body.append(statement)

    def action_end(self, opened: Token) -> int:
        return self.tokens.end_of_action(opened)

    def close(self, context: str) -> None:
        token = self.tokens.next_solid()
        if token.kind != "close":
            raise self.tokens.unexpected(token, context)

    def choice(self, opened: Token, word: Token) -> Choice:
        """``if`` or ``with`` up to its ``end``; a chain of ``else if`` is one statement, however long."""
        kind = word.kind
        scope = self.pipelines.scope
        kept = scope.enter()
        branches: list[tuple[Pipeline, Body]] = []
        otherwise: Body = []
        dot = scope.dot
        while True:
            pipeline = self.pipelines.pipeline(kind, "close")
            if kind == "with":
                scope.dot = read_path(pipeline)
            inner = scope.enter()
            body, ending = self.body(opened, kind)
            scope.leave(inner)
            scope.dot = dot
            branches.append((pipeline, body))
            if ending.kind == "end":
                self.close("`end`")
                break
            if self.tokens.skip_space().kind == kind:
                self.tokens.next()
                continue
            if self.tokens.skip_space().kind in ("if", "with"):
                # "else with" inside "if" (or the other way round) opens a block which has no "end" of its own.
                raise self.tokens.unexpected(self.tokens.next_solid(), "`else`")
            self.close("`else`")
            otherwise = self.last_body(opened, kind)
            break
        scope.leave(kept)
        return Choice(kind == "with", branches, otherwise, opened.start, self.tokens.taken_end)

    def last_body(self, opened: Token, word: str) -> Body:
        body, ending = self.body(opened, word)
        if ending.kind != "end":
            raise Halt(f"unexpected `else`: the `{word}` block already has one", ending.start, ending.end)
        self.close("`end`")
        return body

    def loop(self, opened: Token, word: Token) -> Loop:
        scope = self.pipelines.scope
        kept = scope.enter()
        pipeline = self.pipelines.pipeline("range", "close")
        dot, scope.dot = scope.dot, None
        inner = scope.enter()
        self.loops += 1
        body, ending = self.body(opened, word.kind)
        self.loops -= 1
        scope.leave(inner)
        scope.dot = dot
        otherwise: Body = []
        if ending.kind == "end":
            self.close("`end`")
        else:
            self.close("`else`")
            otherwise = self.last_body(opened, word.kind)
        scope.leave(kept)
        return Loop(pipeline, body, otherwise, opened.start, self.tokens.taken_end)

    def jump(self, opened: Token) -> Statement:
        word = self.tokens.next()
        self.close(f"`{word.kind}`")
        if not self.loops:
            raise Halt(f"`{word.kind}` outside `range`", opened.start, self.tokens.taken_end)
        kind = Break if word.kind == "break" else Continue
        return kind(opened.start, self.tokens.taken_end)

    def invocation(self, opened: Token) -> Invocation:
        name = read_name(self.tokens, "`template`")
        pipeline = None
        if self.tokens.skip_space().kind != "close":
            pipeline = self.pipelines.pipeline("template", "close")
        else:
            self.tokens.next()
        return Invocation(name, pipeline, opened.start, self.tokens.taken_end)

    def block(self, opened: Token) -> Invocation:
        name = read_name(self.tokens, "`block`")
        pipeline = self.pipelines.pipeline("block", "close")
        end = self.tokens.taken_end
        self.definition(name, opened, "block")
        return Invocation(name, pipeline, opened.start, end)

    def define(self, opened: Token) -> None:
        self.tokens.next()
        name = read_name(self.tokens, "`define`")
        self.close("`define`")
        self.definition(name, opened, "define")

    def definition(self, name: str, opened: Token, word: str) -> None:
        """Read the body of a definition, which sees no variables of its surroundings, and keep it under ``name``."""
        outer, self.pipelines.scope = self.pipelines.scope, Scope(None)
        loops, self.loops = self.loops, 0
        body, ending = self.body(opened, word)
        if ending.kind != "end":
            raise Halt(f"unexpected `else` in `{word}`", ending.start, ending.end)
        self.close("`end`")
        made = Definition(body, self.pipelines.scope.size)
        self.pipelines.scope, self.loops = outer, loops
        known = self.definitions.get(name)
        if known is None or is_blank(known.body):
            self.definitions[name] = made
        elif not is_blank(body):
            raise Halt(f"template `{name}` is defined twice", opened.start, self.action_end(opened))


def is_blank(body: Body) -> bool:
    """Whether ``body`` holds nothing but white space."""
    return all(isinstance(statement, Text) and not statement.text.strip(SPACES + "\v\f") for statement in body)
