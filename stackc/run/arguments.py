"""Terraform's own arguments: which flags there are, which of them move a state, what they do. Pure.

The rules are those of Go's ``flag`` package: ``-name``, ``--name``, ``-name=value``, and ``-name value`` for flags that
are no switches. See docs/language.md, arguments.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_SWITCHES: Final = frozenset(
    {
        *(
            "allow-missing",
            "auto-approve",
            "backend",
            "check",
            "cloud",
            "compact-warnings",
            "concise",
            "consolidate-errors",
        ),
        *("consolidate-warnings", "destroy", "detailed-exitcode", "force-copy", "get", "get-plugins", "help", "input"),
        *("ignore-remote-version", "json", "lock", "migrate-state", "no-color", "no-tests", "raw", "reconfigure"),
        *("refresh", "refresh-only", "show-sensitive", "upgrade", "verify-plugins", "h"),
    }
)
_PLANNING: Final = frozenset(
    {
        *(
            "compact-warnings",
            "concise",
            "consolidate-errors",
            "consolidate-warnings",
            "deprecation",
            "destroy",
            "exclude",
        ),
        *(
            "exclude-file",
            "input",
            "json",
            "lock",
            "lock-timeout",
            "no-color",
            "parallelism",
            "refresh",
            "refresh-only",
        ),
        *("replace", "show-sensitive", "target", "target-file", "var", "var-file", "state", "state-out", "backup"),
        *("allow-deferral", "ignore-remote-version"),
    }
)
_APPLYING: Final = _PLANNING | {"auto-approve"}
FLAGS: Final[Mapping[str, frozenset[str]]] = {
    "plan": _PLANNING | {"detailed-exitcode", "generate-config-out", "out"},
    "apply": _APPLYING,
    "deploy": _APPLYING,
    "destroy": _APPLYING,
    "output": frozenset({"json", "no-color", "raw", "show-sensitive", "state"}),
    "init": frozenset(
        {
            *("backend", "backend-config", "cloud", "force-copy", "from-module", "get", "get-plugins", "input", "json"),
            *("lock", "lock-timeout", "lockfile", "migrate-state", "no-color", "plugin-dir", "reconfigure", "upgrade"),
            *("ignore-remote-version", "test-directory", "verify-plugins"),
        }
    ),
    "validate": frozenset({"json", "no-color", "no-tests", "test-directory"}),
    "workspace": frozenset({"no-color"}),
}
"""The flags Terraform and OpenTofu know, by verb."""
_PATHS: Final = frozenset({"generate-config-out", "out", "plugin-dir", "var-file", "target-file", "exclude-file"})
_MAKES: Final = frozenset({"generate-config-out", "out"})
"""Flags whose file is made, not read."""
_FALSE: Final = frozenset({"0", "f", "F", "false", "FALSE", "False"})

_ALWAYS: Final = frozenset({"state", "state-out", "backup", "chdir", "backend-config", "from-module"})
_WHEN_SET: Final = frozenset({"migrate-state", "force-copy"})
_WHEN_UNSET: Final = frozenset({"lock", "backend", "cloud"})
ARGUMENT_VARIABLES: Final = "TF_CLI_ARGS"
"""Variables that begin so hold arguments for every call of Terraform."""


class Flag(NamedTuple):
    """One flag as it stands: its name without dashes, its value if it has one, the words it takes up."""

    name: str
    value: str | None
    at: int
    length: int

    @property
    def is_on(self) -> bool:
        """What a switch says."""
        return self.value is None or self.value not in _FALSE


def takes_value(name: str) -> bool:
    """True for a flag whose value may be the next word."""
    return name not in _SWITCHES


def read_flags(words: Sequence[str]) -> Iterator[Flag]:
    """The flags among ``words``; what stands behind one that takes a value is its value."""
    known = frozenset().union(*FLAGS.values()) | _ALWAYS
    at = 0
    while at < len(words):
        word = words[at]
        length = 1
        if word.startswith("-") and word.strip("-"):
            name, equals, text = word.lstrip("-").partition("=")
            value = text if equals else None
            if not equals and name in known and takes_value(name) and at + 1 < len(words):
                value, length = words[at + 1], 2
            yield Flag(name, value, at, length)
        at += length


def positionals(words: Sequence[str]) -> tuple[str, ...]:
    """The words that are neither flags nor their values."""
    taken = _taken(words)
    return tuple(word for at, word in enumerate(words) if at not in taken)


def without_positionals(words: Sequence[str]) -> tuple[str, ...]:
    """The flags and their values alone."""
    taken = _taken(words)
    return tuple(word for at, word in enumerate(words) if at in taken)


def _taken(words: Sequence[str]) -> frozenset[int]:
    return frozenset(at for flag in read_flags(words) for at in range(flag.at, flag.at + flag.length))


def moving_flag(words: Sequence[str]) -> str | None:
    """The first flag that would make Terraform keep the state elsewhere, or leave it unlocked."""
    for flag in read_flags(words):
        if (
            flag.name in _ALWAYS
            or (flag.name in _WHEN_SET and flag.is_on)
            or (flag.name in _WHEN_UNSET and not flag.is_on)
        ):
            return f"-{flag.name}" + (f"={flag.value}" if flag.name in _WHEN_UNSET else "")
    return None


def moving_variables(env: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The variables with arguments for Terraform that must not be there, each with the flag that is wrong with it."""
    found: list[tuple[str, str]] = []
    for name in sorted(env):
        if not name.startswith(ARGUMENT_VARIABLES):
            continue
        words = _split(env[name])
        flag = "" if words is None else moving_flag(words)
        if flag is not None:
            found.append((name, flag))
    return tuple(found)


def _split(text: str) -> tuple[str, ...] | None:
    """The words of a variable as a shell takes them apart; None for a quote that is left open."""
    try:
        return tuple(shlex.split(text))
    except ValueError:
        return None


def destroys(verb: str, words: Sequence[str], env: Mapping[str, str]) -> bool:
    """True for a command line whose effect is to destroy, wherever it says so."""
    if verb == "destroy":
        return True
    if verb not in ("plan", "apply", "deploy"):
        return False
    variables = (ARGUMENT_VARIABLES, f"{ARGUMENT_VARIABLES}_{'apply' if verb == 'deploy' else verb}")
    given = [*(word for name in variables for word in _split(env.get(name, "")) or ()), *words]
    says = [flag.is_on for flag in read_flags(given) if flag.name == "destroy"]
    return bool(says) and says[-1]


def without_arguments(env: Mapping[str, str]) -> dict[str, str]:
    """An environment for questions of our own, to which nobody else's arguments belong."""
    return {name: value for name, value in env.items() if not name.startswith(ARGUMENT_VARIABLES)}


def with_caller_paths(
    words: Sequence[str], absolute: Callable[[str], str], exists: Callable[[str], bool]
) -> tuple[str, ...]:
    """``words`` with relative paths as the caller means them, who does not stand in the workdir.

    A variable file that the caller does not have is looked for beside the component, where Terraform runs.
    """
    changed = list(words)
    for flag in read_flags(words):
        if flag.name in _PATHS and flag.value:
            path = absolute(flag.value)
            if flag.name in _MAKES or exists(path):
                last = flag.at + flag.length - 1
                changed[last] = path if flag.length == 2 else f"-{flag.name}={path}"
    return tuple(changed)


def output_file(words: Sequence[str]) -> str | None:
    """Where ``plan`` is told to save a plan."""
    return next((flag.value for flag in read_flags(words) if flag.name == "out"), None)
