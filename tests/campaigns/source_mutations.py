"""Wrong code is caught by the unit tests of its package: random mutations of one token each.

``python -m tests.campaigns.source_mutations N SEED``. Each mutation is made to a copy of the sources, where first the
mirrored test module and then the rest of its folder runs until something fails. What nothing notices is a *survivor*.
"""

from __future__ import annotations

import argparse
import ast
import compileall
import io
import json
import os
import queue
import random
import resource
import shutil
import signal
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final, Literal, NamedTuple

from tests.campaigns.campaign import WORKERS, bare_environment, scratch_folder
from tests.kit.command import SHIPPED

MUTATED: Final = ("stackc/link", "stackc/manifest", "stackc/merge", "stackc/evaluate", "stackc/run/guard.py")
WANTED = 0.9
"""The share of mutations that must be caught."""
PATIENCE = 300.0
"""Seconds until the tests of one mutation count as hanging, which is caught, too."""
_MEMORY = 6 << 30
_SATISFIED: Final = (0, 5)
"""What pytest ends with when all tests pass, and when there are none."""
_SMALL = 100
_OPPOSITE: Final = {
    "==": "!=",
    "!=": "==",
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "in": "not in",
    "is": "is not",
    "and": "or",
    "or": "and",
    "+": "-",
    "-": "+",
    "+=": "-=",
    "-=": "+=",
    "True": "False",
    "False": "True",
}
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "in", "is", "not"})

Position = tuple[int, int]
"""Line from one, column in characters from zero."""
Range = tuple[Position, Position]
Fate = Literal["caught", "hung", "survived"]


class Mutation(NamedTuple):
    """One token of a file, and what stands in its place; nothing where it is left out."""

    path: str
    line: int
    column: int
    before: str
    after: str

    def apply(self, text: str) -> str:
        """``text`` with this mutation."""
        lines = text.splitlines(keepends=True)
        line, end = lines[self.line - 1], self.column + len(self.before)
        rest = line[end:] if self.after else line[end:].lstrip(" ")
        lines[self.line - 1] = line[: self.column] + self.after + rest
        return "".join(lines)


# --- which there are


class _Roles(ast.NodeVisitor):
    """What tokens of a module mean, where their text alone does not tell it."""

    def __init__(self, text: str) -> None:
        self._rows = text.splitlines()
        self.silent: list[Range] = []
        """What is not run, or declares more than it does."""
        self.compared: set[Position] = set()
        """Where texts start that something is compared with."""
        self.between: list[tuple[Range, frozenset[str]]] = []
        """Where the operator of two operands stands, and what it may be."""
        self.indexes: set[Position] = set()
        self.negative: set[Position] = set()

    def visit(self, node: ast.AST) -> None:
        match node:
            case ast.Import() | ast.ImportFrom() | ast.JoinedStr() | ast.Expr(ast.Constant(str())):
                self._silence(node)
                return
            case ast.Assign(targets=[ast.Name("__slots__")]) | ast.If(test=ast.Name("TYPE_CHECKING")):
                self._silence(node)
                return
            case ast.arg(annotation=ast.expr() as annotation) | ast.AnnAssign(annotation=annotation):
                self._silence(annotation)
            case ast.FunctionDef(returns=ast.expr() as returned):
                self._silence(returned)
            case ast.Compare():
                operands = [node.left, *node.comparators]
                for left, right in pairwise(operands):
                    self.between.append(((self._end(left), self._start(right)), _COMPARISONS))
                self.compared.update(self._start(text) for each in operands for text in _texts(each))
            case ast.MatchValue(value):
                self.compared.update(self._start(text) for text in _texts(value))
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                self.between.append(((self._end(node.left), self._start(node.right)), frozenset("+-")))
            case ast.UnaryOp(op=ast.USub()):
                self.negative.add(self._start(node))
            case ast.Subscript(slice=ast.Constant(0) as index):
                self.indexes.add(self._start(index))
        self.generic_visit(node)

    def _silence(self, node: ast.expr | ast.stmt) -> None:
        self.silent.append((self._start(node), self._end(node)))

    def _start(self, node: ast.expr | ast.stmt) -> Position:
        return self._position(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt) -> Position:
        return self._position(node.end_lineno or 0, node.end_col_offset or 0)

    def _position(self, line: int, offset: int) -> Position:
        """The syntax tree counts bytes, tokens count characters."""
        return line, len(self._rows[line - 1].encode()[:offset].decode())


def _texts(operand: ast.expr) -> Iterator[ast.expr]:
    """The text constants that make up an operand."""
    match operand:
        case ast.Constant(str()):
            yield operand
        case ast.Tuple(elements) | ast.Set(elements) | ast.List(elements):
            yield from (each for element in elements for each in _texts(element))


def mutations(path: str, text: str) -> list[Mutation]:
    """Every mutation of a module, in the order of its text."""
    roles = _Roles(text)
    roles.visit(ast.parse(text))
    return [
        Mutation(path, *token.start, token.string, after)
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if not any(start <= token.start < end for start, end in roles.silent)
        for after in _replacements(token, roles, has_words=path.endswith("messages.py"))
    ]


def _replacements(token: tokenize.TokenInfo, roles: _Roles, *, has_words: bool) -> Iterable[str]:
    """What may stand in the place of a token. The words of messages are held by the pages of diagnostics."""
    string, start = token.string, token.start
    if token.type == tokenize.NUMBER:
        return _numbers(string, is_index=start in roles.indexes)
    if token.type == tokenize.STRING:
        return [f"{string[:-1]}~{string[-1]}"] if start in roles.compared and not has_words else []
    if token.type not in (tokenize.NAME, tokenize.OP):
        return []
    if string == "not" or (string == "-" and start in roles.negative):
        return [""]
    if string in (*_COMPARISONS, "+", "-"):
        known = any(begin <= start < end and string in allowed for (begin, end), allowed in roles.between)
        return [_OPPOSITE[string]] if known and not _is_half(token) else []
    return [_OPPOSITE[string]] if string in _OPPOSITE else []


def _is_half(token: tokenize.TokenInfo) -> bool:
    """Whether an `is` or `in` has a `not` that belongs to it, and is left out instead."""
    before, after = token.line[: token.start[1]].split()[-1:], token.line[token.end[1] :].split()[:1]
    return (token.string == "is" and after == ["not"]) or (token.string == "in" and before == ["not"])


def _numbers(string: str, *, is_index: bool) -> list[str]:
    """The neighbours of a small integer; for the first of a sequence the last, too."""
    value = int(string) if string.isdecimal() else _SMALL
    if value >= _SMALL:
        return []
    return [str(value + 1), *([str(value - 1)] if value or is_index else [])]


def population(root: Path, places: Sequence[str] = MUTATED) -> list[Mutation]:
    """Every mutation of the modules at ``places`` below ``root``, always in the same order."""
    files = [file for place in places for file in (root / place).rglob("*.py")]
    files += [root / place for place in places if place.endswith(".py")]
    return [
        each
        for file in sorted(files)
        for each in mutations(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    ]


def drawn(count: int, seed: int, everything: Sequence[Mutation]) -> list[Mutation]:
    """``count`` different mutations, or all of them when there are fewer."""
    return random.Random(str(seed)).sample(everything, min(count, len(everything)))


# --- what the tests say


def mirror_of(path: str) -> tuple[str, str]:
    """The test module that mirrors a module of the product, and its folder."""
    folder = Path("tests/unit", *Path(path).parts[1:-1])
    return str(folder / f"test_{Path(path).name}"), str(folder)


def copied(home: Path) -> Path:
    """A copy of the sources in which the bytes of a module decide whether it is compiled anew."""
    shutil.copytree(SHIPPED, home, ignore=shutil.ignore_patterns(".*", "__pycache__", "node_modules"))
    compileall.compile_dir(home / "stackc", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return home


def _fails(tree: Path, *words: str, writes: bool = False) -> bool:
    """Whether pytest finds something wrong in a copy; TimeoutExpired when it hangs."""
    env = {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "" if writes else "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *words]
    with subprocess.Popen(
        command, cwd=tree, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as run:
        try:
            return run.wait(PATIENCE) not in _SATISFIED
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)


def fate(tree: Path, mutation: Mutation) -> Fate:
    """What the tests say of a mutation; the copy is afterwards as it was."""
    file = tree / mutation.path
    text = file.read_text(encoding="utf-8")
    mirrored, folder = mirror_of(mutation.path)
    runs = [[mirrored]] if (tree / mirrored).exists() else []
    try:
        file.write_text(mutation.apply(text), encoding="utf-8")
        is_caught = any(_fails(tree, *words) for words in (*runs, [folder, f"--ignore={mirrored}"]))
        return "caught" if is_caught else "survived"
    except subprocess.TimeoutExpired:
        return "hung"
    finally:
        file.write_text(text, encoding="utf-8")


def fates(chosen: Sequence[Mutation]) -> list[Fate]:
    """The fate of each; raises ValueError when tests fail in a copy that nobody mutated."""
    home = scratch_folder("source-mutations-")
    try:
        first = copied(home / "0")
        for folder in sorted({mirror_of(each.path)[1] for each in chosen}):
            if _fails(first, folder, writes=True):
                raise ValueError(f"{folder} fails without any mutation")
        free: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for tree in (first, *(Path(shutil.copytree(first, home / str(each))) for each in range(1, WORKERS))):
            free.put(tree)

        def attempt(mutation: Mutation) -> Fate:
            tree = free.get()
            try:
                return fate(tree, mutation)
            finally:
                free.put(tree)

        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(attempt, chosen))
    finally:
        shutil.rmtree(home, ignore_errors=True)


# --- the program


def table(chosen: Sequence[tuple[int, Mutation]]) -> str:
    """One line for each survivor, by place: where it is, its number in the draw, what became what, and the line."""
    rows = []
    for number, each in sorted(chosen, key=lambda one: one[1]):
        line = (SHIPPED / each.path).read_text(encoding="utf-8").splitlines()[each.line - 1].strip()
        place = f"{each.path}:{each.line}:{each.column + 1}"
        rows.append(f"{place:<44} {number:>4}  {each.before} → {each.after or 'nothing':<12} {line}")
    return "\n".join(rows)


def main(words: Sequence[str] | None = None) -> int:
    """Try the mutations; 1 when too few are caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.source_mutations")
    parser.add_argument("count", type=int, nargs="?", default=200, help="how many mutations")
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--only", type=int, action="append", metavar="NUMBER", help="only this one; may be repeated")
    asked = parser.parse_args(words)
    bare_environment()
    os.nice(10)
    # A mutation may make a loop that never ends and keeps what it makes.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    everything = population(SHIPPED)
    numbered = list(enumerate(drawn(asked.count, asked.seed, everything)))
    chosen = [(number, each) for number, each in numbered if asked.only is None or number in asked.only]
    found = fates([each for _, each in chosen])
    survivors = [one for one, said in zip(chosen, found, strict=True) if said == "survived"]
    share = 1 - len(survivors) / max(len(chosen), 1)
    counted = {said: found.count(said) for said in ("caught", "hung", "survived")}
    shown = {"campaign": "source_mutations", "seed": asked.seed, "of": len(everything), "tried": len(chosen)}
    print(json.dumps({**shown, **counted, "share": round(share, 3)}))
    if survivors:
        print(f"\n{table(survivors)}")
    return 0 if share >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
