"""gomplate's ``path`` and ``filepath`` namespaces; file paths are those of Linux."""

import re
from functools import lru_cache

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.path import (
    base_name,
    clean_path,
    directory_name,
    extension,
    join_paths,
    relative_path,
    split_path,
)
from stackc.go.regexp import Expression, quote_pattern
from stackc.go.terms import Terms
from stackc.go.values import Strings
from stackc.template.functions.gomplate.casting import to_strings, to_text


@lru_cache(64)
def _glob_pattern(pattern: str) -> str:
    """The regular expression for a glob.

    ``*`` is any text without a slash, ``?`` any character but that, ``[a-z]`` a class; ``\\`` takes what follows.
    """
    made = "(?s)\\A"
    position = 0
    while position < len(pattern):
        character = pattern[position]
        position += 1
        if character == "*":
            made += "[^/]*"
        elif character == "?":
            made += "[^/]"
        elif character == "[":
            members, position = _class_members(pattern, position)
            made += members
        else:
            if character == "\\":
                if position == len(pattern):
                    raise FunctionError("syntax error in pattern")
                character = pattern[position]
                position += 1
            made += quote_pattern(character)
    return made + "\\z"


_CLASS = late_pattern(r"\^?(?:(?:\\.|[^\]\-\\])(?:-(?:\\.|[^\]\-\\]))?)+\]", re.DOTALL)


def _class_members(pattern: str, position: int) -> tuple[str, int]:
    """The class of characters that begins at ``position``, and where it ends."""
    match = _CLASS.match(pattern, position)
    if match is None:
        raise FunctionError("syntax error in pattern")
    inner = re.sub(r"\\(.)", lambda found: quote_pattern(found[1]), match.group()[:-1].replace("[", "\\["))
    return f"[{inner}]", match.end()


def _match(terms: Terms, pattern: object, name: object) -> bool:
    return Expression(terms, _glob_pattern(to_text(pattern))).is_found(to_text(name))


def _relative(base: object, target: object) -> str:
    found = relative_path(to_text(base), to_text(target))
    if found is None:
        raise FunctionError(f"cannot make `{to_text(target)}` relative to `{to_text(base)}`")
    return found


_SHARED: Table = {
    "Base": ("any", lambda value: base_name(to_text(value))),
    "Clean": ("any", lambda value: clean_path(to_text(value))),
    "Dir": ("any", lambda value: directory_name(to_text(value))),
    "Ext": ("any", lambda value: extension(to_text(value))),
    "IsAbs": ("any", lambda value: to_text(value).startswith("/")),
    "Join": ("...any", lambda *values: join_paths(to_strings(*values))),
    "Match": ("terms any any", _match),
    "Split": ("any", lambda value: Strings(split_path(to_text(value)))),
}
TABLE: Table = {
    **{f"path.{name}": entry for name, entry in _SHARED.items()},
    **{f"filepath.{name}": entry for name, entry in _SHARED.items()},
    "filepath.FromSlash": ("any", to_text),
    "filepath.ToSlash": ("any", to_text),
    "filepath.VolumeName": ("any", lambda _value: ""),
    "filepath.Rel": ("any any", _relative),
}
