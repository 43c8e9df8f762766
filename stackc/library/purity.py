"""Which policies are functions of the project and of nothing else, so that their answers may be kept.

What a module may do is told by what it imports and which names it uses: one that looks at files, the clock, chance or
the network has to import something for it. When in doubt, a policy is not of that kind, and is asked each time.
"""

from __future__ import annotations

import ast
from typing import Final

_HARMLESS: Final = frozenset(
    (
        *("__future__", "collections", "collections.abc", "dataclasses", "difflib", "enum", "fnmatch"),
        *("functools", "ipaddress", "itertools", "json", "math", "operator", "re", "string", "textwrap"),
        *("stackc", "typing"),
    )
)
"""Modules without a door to the world."""
_DOORS: Final = frozenset(
    (
        *("__import__", "breakpoint", "compile", "delattr", "dir", "eval", "exec", "getattr", "globals"),
        *("hash", "id", "input", "locals", "open", "setattr", "vars"),
    )
)
"""Built-in functions that lead out, or by whose answers runs differ."""
_OTHER_PROJECTS: Final = frozenset({"load", "emit", "write"})
"""What ``stackc`` has besides: it reads files that nobody hears of, and writes some."""


def is_pure(source: bytes) -> bool:
    """True where the module ``source`` can look at nothing but what it is given. False for what is no Python."""
    try:
        return all(map(_is_harmless, ast.walk(ast.parse(source))))
    except (SyntaxError, ValueError, RecursionError):
        return False


def _is_harmless(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return all(each.name in _HARMLESS for each in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            is_known = level == 1 or (level == 0 and module in _HARMLESS)
            return is_known and not any(each.name in _OTHER_PROJECTS or each.name == "*" for each in names)
        case ast.Name(id=name):
            return name not in _DOORS
        case ast.Attribute(attr=name):
            return name not in _OTHER_PROJECTS and not name.startswith("__")
        case _:
            return True
