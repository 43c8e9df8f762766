"""Programs of regular expressions, and a machine that runs them in time that grows with program and text, no more.

It goes through a text once and holds all places of the program where a match may have got to, best first: slow in
Python, but it never turns back. `Automaton` is for whole texts, and remembers where the places lead.
"""

from __future__ import annotations

from collections.abc import Callable

from stackc.base.named_tuple import NamedTuple
from stackc.go.regexp_sets import CharacterSet, Members, members
from stackc.go.regexp_syntax import NOTHING, Assertion, Choice, Group, Node, Repeat, Sequence, is_nullable

Spans = tuple[int, ...]
"""Start and end of the match and of each group, -1 for those without."""

_MATCH, _CHARACTER, _SPLIT, _SAVE, _ASSERT = range(5)


class Program(NamedTuple):
    """Instructions in columns. ``following`` is where to go on, and for a split ``others`` is the worse way."""

    kinds: tuple[int, ...]
    following: tuple[int, ...]
    others: tuple[int, ...]
    sets: tuple[Members | None, ...]
    checks: tuple[Callable[[str, int], bool] | None, ...]
    slots: int
    """Places for spans."""


def compile_program(tree: Node, groups: int) -> Program:
    """The program for ``tree``, which begins with its last instruction."""
    compiler = _Compiler()
    end = compiler.add(_MATCH)
    compiler.add(_SAVE, compiler.compile(tree, compiler.add(_SAVE, end, 1)), 0)
    return Program(
        tuple(compiler.kinds),
        tuple(compiler.following),
        tuple(compiler.others),
        tuple(compiler.sets),
        tuple(compiler.checks),
        2 * groups + 2,
    )


class _Compiler:
    """Writes backwards: what follows a part is there before the part."""

    __slots__ = ("checks", "following", "kinds", "others", "sets")

    def __init__(self) -> None:
        self.kinds: list[int] = []
        self.following: list[int] = []
        self.others: list[int] = []
        self.sets: list[Members | None] = []
        self.checks: list[Callable[[str, int], bool] | None] = []

    def add(
        self,
        kind: int,
        following: int = -1,
        other: int = -1,
        members: Members | None = None,
        check: Callable[[str, int], bool] | None = None,
    ) -> int:
        self.kinds.append(kind)
        self.following.append(following)
        self.others.append(other)
        self.sets.append(members)
        self.checks.append(check)
        return len(self.kinds) - 1

    def compile(self, node: Node, end: int) -> int:
        """Write ``node``, after which it goes on at ``end``; gives where it begins."""
        match node:
            case CharacterSet():
                return self.add(_CHARACTER, end, members=members(node))
            case Assertion(kind):
                return self.add(_ASSERT, end, check=_CHECKS[kind])
            case Group(number, body):
                return self.add(_SAVE, self.compile(body, self.add(_SAVE, end, 2 * number + 1)), 2 * number)
            case Sequence(parts):
                for part in reversed(parts):
                    end = self.compile(part, end)
                return end
            case Choice(branches):
                starts = [self.compile(branch, end) for branch in branches]
                begin = starts.pop()
                while starts:
                    begin = self.add(_SPLIT, starts.pop(), begin)
                return begin
            case Repeat():
                return self._repeat(node, end)

    def _repeat(self, node: Repeat, end: int) -> int:
        """As Go writes it: ``x{2,4}`` is ``xx(x(x)?)?``, and ``x*`` is ``(x+)?`` where ``x`` may be empty."""
        body, least, most, lazy = node.body, node.least, node.most, node.lazy
        if body == NOTHING:
            return end
        if most is None:
            loop = self._split(lazy, end, end)
            begin = self.compile(body, loop)
            self._lead(loop, begin, lazy)
            if least == 0:
                begin = self._split(lazy, begin, end) if is_nullable(body) else loop
            copies = least - 1
        else:
            begin, copies = end, least
            for _ in range(most - least):
                begin = self._split(lazy, self.compile(body, begin), end)
        for _ in range(copies):
            begin = self.compile(body, begin)
        return begin

    def _split(self, lazy: bool, inside: int, outside: int) -> int:
        return self.add(_SPLIT, *((outside, inside) if lazy else (inside, outside)))

    def _lead(self, loop: int, inside: int, lazy: bool) -> None:
        (self.others if lazy else self.following)[loop] = inside


class StepsUsed(Exception):
    """The machine has done as many steps as it may."""


def search_program(program: Program, text: str, start: int, steps: int) -> tuple[Spans | None, int]:
    """The leftmost match from ``start`` on that Go would find, and how many of the ``steps`` are left.

    Raises StepsUsed when there are too few of them.
    """
    kinds, _, _, sets, _, slots = program
    first = len(kinds) - 1
    following = program.following
    found: Spans | None = None
    blank = (-1,) * slots
    threads: list[tuple[int, Spans]] = []
    seen: set[int] = set()
    for position in range(start, len(text) + 1):
        if found is None:
            _add(program, text, position, first, blank, seen, threads)
        elif not threads:
            break
        steps -= len(seen) + 1
        if steps < 0:
            raise StepsUsed
        character = text[position : position + 1]
        reached: list[tuple[int, Spans]] = []
        seen = set()
        for at, spans in threads:
            accepted = sets[at]
            if accepted is None:
                found = spans
                break
            if character and accepted[character]:
                _add(program, text, position + 1, following[at], spans, seen, reached)
        threads = reached
    return found, steps


def _add(
    program: Program,
    text: str,
    position: int,
    start: int,
    spans: Spans,
    seen: set[int],
    threads: list[tuple[int, Spans]],
) -> None:
    """Add to ``threads`` all places that take a character and are reached from ``start`` without one, best first."""
    kinds, following, others, _, checks, _ = program
    waiting = [(start, spans)]
    while waiting:
        at, spans = waiting.pop()
        while at not in seen:
            seen.add(at)
            kind = kinds[at]
            if kind <= _CHARACTER:
                threads.append((at, spans))
                break
            if kind == _SPLIT:
                waiting.append((others[at], spans))
            elif kind == _SAVE:
                slot = others[at]
                spans = (*spans[:slot], position, *spans[slot + 1 :])
            elif not _holds(checks[at], text, position):
                break
            at = following[at]


def _holds(check: Callable[[str, int], bool] | None, text: str, position: int) -> bool:
    return check is not None and check(text, position)


def _is_edge(text: str, position: int) -> bool:
    return _is_word(text[position - 1 : position]) is not _is_word(text[position : position + 1])


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


_CHECKS: dict[str, Callable[[str, int], bool]] = {
    "text start": lambda _, position: position == 0,
    "text end": lambda text, position: position == len(text),
    "line start": lambda text, position: position == 0 or text[position - 1] == "\n",
    "line end": lambda text, position: position == len(text) or text[position] == "\n",
    "edge": _is_edge,
    "no edge": lambda text, position: not _is_edge(text, position),
}


class _State:
    """Places of a program that are reached together; ``moves`` are the states that characters lead to, so far."""

    __slots__ = ("accepts", "moves", "places")

    def __init__(self, places: tuple[int, ...], accepts: bool) -> None:
        self.places = places
        self.accepts = accepts
        self.moves: dict[str, _State] = {}


class Automaton:
    """Tells whether a whole text matches an expression without assertions; it never asks twice where a step leads."""

    __slots__ = ("_known", "_program", "_states")

    MAX_KNOWN = 10_000
    """Steps that are remembered."""

    def __init__(self, tree: Node) -> None:
        self._program = compile_program(tree, 0)
        self._states: dict[tuple[int, ...], _State] = {}
        self._known = 0

    def accepts(self, text: str) -> bool:
        state = self._state({len(self._program.kinds) - 1})
        for character in text:
            following = state.moves.get(character)
            if following is None:
                following = self._move(state, character)
            state = following
            if not state.places:
                return False
        return state.accepts

    def _move(self, state: _State, character: str) -> _State:
        program = self._program
        reached: set[int] = set()
        for at in state.places:
            accepted = program.sets[at]
            if accepted is not None and accepted[character]:
                reached.add(program.following[at])
        self._known += 1
        if self._known > self.MAX_KNOWN:
            self._states.clear()
            self._known = 0
        following = self._state(reached)
        state.moves[character] = following
        return following

    def _state(self, starts: set[int]) -> _State:
        threads: list[tuple[int, Spans]] = []
        seen: set[int] = set()
        for start in starts:
            _add(self._program, "", 0, start, (-1, -1), seen, threads)
        places = tuple(sorted(at for at, _ in threads))
        state = self._states.get(places)
        if state is None:
            state = self._states[places] = _State(places, any(self._program.kinds[at] == _MATCH for at in places))
        return state
