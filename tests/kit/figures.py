"""The shape of the source in figures: sizes, mirrored tests, imports, words beside rules.

``python -m tests.kit.figures [--coverage]`` prints a table; ``--coverage`` runs the unit tests to say what they reach.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import subprocess
import sys
import tempfile
import tokenize
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PRODUCT, UNIT = ROOT / "stackc", ROOT / "tests" / "unit"
WIDEST = 120
BUILDERS = ("messages.py",)
"""Modules whose names end so hold the words of diagnostics."""
COVERED = tuple(sorted(path.name for path in PRODUCT.iterdir() if (path / "__init__.py").is_file()))
"""The packages."""


class Figure(NamedTuple):
    """One row: what is counted, how much there is, and where when that helps."""

    name: str
    value: str
    places: tuple[str, ...] = ()


class Lines(NamedTuple):
    """The lines of a text by what they hold."""

    code: int
    comment: int
    """Comments alone on their lines."""
    docstring: int
    blank: int
    wide: tuple[int, ...]
    """The numbers of lines that are wider than they should be."""


@cache
def modules(folder: Path) -> tuple[Path, ...]:
    """The modules below ``folder``."""
    return tuple(sorted(folder.rglob("*.py")))


@cache
def tree(file: Path) -> ast.Module:
    """``file`` parsed."""
    return ast.parse(file.read_text(encoding="utf-8"))


def count_lines(text: str) -> Lines:
    """What each line of ``text`` holds; a line of several kinds counts as code."""
    documented = set(_docstring_lines(ast.parse(text)))
    commented, coded = set[int](), set[int]()
    silent = {tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            commented.add(token.start[0])
        elif token.type not in silent:
            coded.update(range(token.start[0], token.end[0] + 1))
    rows = text.splitlines()
    wide = tuple(number for number, row in enumerate(rows, 1) if len(row) > WIDEST)
    code, comment = coded - documented, commented - coded
    blank = len(rows) - len(code | comment | documented)
    return Lines(len(code), len(comment), len(documented), blank, wide)


def _docstring_lines(module: ast.Module) -> Iterator[int]:
    """Lines of strings that stand for themselves: of modules, classes, functions, and behind attributes."""
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def imports_of(file: Path) -> tuple[tuple[str, int, bool], ...]:
    """``(module, line, late)`` for each import of a module of ours; late ones stand inside of a function."""
    late = {
        inner
        for node in ast.walk(tree(file))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for inner in ast.walk(node)
    }
    typed = {
        inner
        for node in ast.walk(tree(file))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found: list[tuple[str, int, bool]] = []
    for node in ast.walk(tree(file)):
        if node in typed:
            continue
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "stackc":
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            own = {name if _is_module(name) else node.module for name in names}
            found += [(name, node.lineno, node in late) for name in sorted(own)]
        elif isinstance(node, ast.Import):
            found += [
                (alias.name, node.lineno, node in late) for alias in node.names if alias.name.startswith("stackc")
            ]
    return tuple(found)


def _is_module(name: str) -> bool:
    return (ROOT / (name.replace(".", "/") + ".py")).is_file() or (
        ROOT / name.replace(".", "/") / "__init__.py"
    ).is_file()


def module_name(file: Path) -> str:
    """``stackc/link/naming.py`` as ``stackc.link.naming``."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def circles_of_two() -> tuple[str, ...]:
    """Pairs of modules that import each other, late imports included."""
    known = {module_name(file): {name for name, _, _ in imports_of(file)} for file in modules(PRODUCT)}
    return tuple(
        f"{one} <-> {other}"
        for one in sorted(known)
        for other in sorted(known[one])
        if one < other and one in known.get(other, ())
    )


def late_imports() -> tuple[str, ...]:
    """Imports of modules of ours that stand inside of a function."""
    return tuple(
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in modules(PRODUCT)
        for name, line, late in imports_of(file)
        if late
    )


def diagnostics_made(*, in_builders: bool) -> tuple[str, ...]:
    """Where a ``Diagnostic`` is made: in modules of words, or in the middle of rules."""
    return tuple(
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules(PRODUCT)
        if file.name.endswith(BUILDERS) is in_builders
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "Diagnostic"
    )


def keyed_by_identity() -> tuple[str, ...]:
    """Where ``id()`` is asked for: most often the key of something that is remembered."""
    return tuple(
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in modules(PRODUCT)
        if file.name != "memo.py"
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id"
    )


def unmirrored() -> tuple[str, ...]:
    """Modules with functions or classes of their own and without a unit test of their name.

    Words need none: the tests of the rules hold them.
    """
    tests = {file.name for file in modules(UNIT)}
    holding = (ast.FunctionDef, ast.ClassDef)
    return tuple(
        str(file.relative_to(ROOT))
        for file in modules(PRODUCT)
        if any(isinstance(node, holding) for node in tree(file).body)
        and f"test_{file.name}" not in tests
        and not file.name.endswith(BUILDERS)
    )


def body_sizes() -> tuple[int, ...]:
    """How many lines each function has below its signature and docstring."""
    sizes: list[int] = []
    for file in modules(PRODUCT):
        for node in ast.walk(tree(file)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                body = node.body[1:] if ast.get_docstring(node) is not None else node.body
                sizes.append((body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0)
    return tuple(sorted(sizes))


def coverage() -> Iterator[Figure]:
    """The share of lines of some packages that the unit tests reach; empty packages are left out."""
    with tempfile.TemporaryDirectory() as folder:
        data, report = f"{folder}/data", f"{folder}/report.json"
        start = [sys.executable, "-m", "coverage"]
        words = ["run", f"--data-file={data}", "--source=stackc", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        subprocess.run([*start, *words, str(UNIT)], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        subprocess.run([*start, "json", "-q", f"--data-file={data}", "-o", report], cwd=ROOT, check=True)
        files = json.loads(Path(report).read_text(encoding="utf-8"))["files"]
    for package in COVERED:
        rows = [each["summary"] for name, each in files.items() if name.startswith(f"stackc/{package}/")]
        lines = sum(row["num_statements"] for row in rows)
        if lines:
            yield Figure(
                f"unit coverage of {package}", f"{100 * sum(row['covered_lines'] for row in rows) / lines:.0f} %"
            )


def figures() -> Iterator[Figure]:
    """The table."""
    ours = [(file, count_lines(file.read_text(encoding="utf-8"))) for file in modules(PRODUCT)]
    tests = [count_lines(file.read_text(encoding="utf-8")) for file in modules(ROOT / "tests")]
    code, whole = sum(lines.code for _, lines in ours), sum(sum(lines[:3]) for _, lines in ours)
    yield Figure("modules", str(len(ours)))
    yield Figure("lines of code", str(code))
    yield Figure("lines of tests", str(sum(lines.code for lines in tests)))
    yield Figure("test lines a line of code", f"{sum(lines.code for lines in tests) / code:.2f}")
    yield Figure("comment-only lines", f"{100 * sum(lines.comment for _, lines in ours) / whole:.1f} %")
    wide = tuple(f"{file.relative_to(ROOT)}:{number}" for file, lines in ours for number in lines.wide)
    yield _counted(f"lines over {WIDEST}", wide)
    yield _counted("modules without a unit test of their name", unmirrored())
    yield _counted("late imports of our own modules", late_imports())
    yield _counted("circles of two modules", circles_of_two())
    yield _counted("diagnostics made in the middle of a rule", diagnostics_made(in_builders=False))
    yield _counted("diagnostics made in a module of words", diagnostics_made(in_builders=True))
    yield _counted("uses of id() outside of a memo", keyed_by_identity())
    sizes = body_sizes()
    yield Figure(
        "function bodies: median, p95, longest",
        f"{sizes[len(sizes) // 2]}, {sizes[len(sizes) * 95 // 100]}, {sizes[-1]}",
    )


def _counted(name: str, places: tuple[str, ...]) -> Figure:
    return Figure(name, str(len(places)), places)


def show(rows: Iterable[Figure], *, places: bool) -> str:
    """The rows as text, with the places below each when asked."""
    out: list[str] = []
    for row in rows:
        out.append(f"{row.name:<45} {row.value:>12}")
        out += [f"    {place}" for place in row.places] if places else []
    return "\n".join(out) + "\n"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.kit.figures")
    parser.add_argument("--coverage", action="store_true", help="run the unit tests and say what they reach")
    parser.add_argument("--places", action="store_true", help="where each counted thing is")
    options = parser.parse_args()
    rows = [*figures(), *(coverage() if options.coverage else ())]
    sys.stdout.write(show(rows, places=options.places))


if __name__ == "__main__":
    main()
