"""Late patterns: what ``re.compile`` gives, compiled for who uses it; and no other is made while we are loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import stackc
from stackc.base.pattern import late_pattern

PACKAGE = Path(stackc.__file__).parent


def test_a_late_pattern_finds_what_a_compiled_one_finds() -> None:
    late, now = late_pattern(r"(\w)=(\d)", re.ASCII), re.compile(r"(\w)=(\d)", re.ASCII)
    for _ in range(2):
        assert late.findall("a=1 b=2") == now.findall("a=1 b=2")
        assert late.sub(r"\2", "a=1") == now.sub(r"\2", "a=1")
        assert (late.fullmatch("a=1 "), late.groups) == (None, now.groups)


def test_bytes_have_patterns_too() -> None:
    assert late_pattern(rb"a+").findall(b"aa b a") == [b"aa", b"a"]


def test_a_late_pattern_tells_its_text_without_being_compiled() -> None:
    assert late_pattern("(").pattern == "("


def test_a_mistake_is_raised_by_the_first_use() -> None:
    late = late_pattern("(")
    with pytest.raises(re.error):
        late.match("a")


def compiled_at_once(tree: ast.Module) -> Iterator[ast.Call]:
    """The calls of ``re.compile`` outside of functions."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile":
            yield node
        pending += () if isinstance(node, ast.FunctionDef) else ast.iter_child_nodes(node)


def test_no_module_compiles_an_expression_while_it_is_loaded() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for call in compiled_at_once(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
