"""Terraform's own arguments: which words are flags, which of them move a state, what they do. Pure.

The rules are those of Go's ``flag`` package: ``-name``, ``--name``, ``-name=value``, and ``-name value`` for flags that
are no switches. See docs/language.md, arguments.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from stackc.base.named_tuple import NamedTuple
from stackc.run.verbs import SWITCHES, VALUES, VERBS, verb_named

_MAKES: Final = frozenset({"generate-config-out", "json-into", "junit-xml", "out"})
"""Flags whose file is made, not read."""
_PATHS: Final = _MAKES | {"exclude-file", "fs-mirror", "module", "plan", "plugin-dir", "target-file", "var-file"}
_FALSE: Final = frozenset({"0", "f", "F", "false", "FALSE", "False"})

_ALWAYS: Final = frozenset({"state", "state-out", "backup", "backup-out", "chdir", "backend-config", "from-module"})
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


def takes_value(name: str, verb: str = "") -> bool:
    """True for a flag whose value may be the next word; by the flags of ``verb``, else by those of all.

    Where verbs differ and nobody says which one it is, it is none: the next word is then looked at as well.
    """
    known = VERBS.get(verb)
    if known is not None and name in known.flags:
        return name in known.values
    return name in _ALWAYS or (name in VALUES and name not in SWITCHES)


def read_flags(words: Sequence[str], verb: str = "") -> Iterator[Flag]:
    """The flags among ``words``; what stands behind one that takes a value is its value."""
    at = 0
    while at < len(words):
        word = words[at]
        length = 1
        if word.startswith("-") and word.strip("-"):
            name, equals, text = word.lstrip("-").partition("=")
            value = text if equals else None
            if not equals and takes_value(name, verb) and at + 1 < len(words):
                value, length = words[at + 1], 2
            yield Flag(name, value, at, length)
        at += length


def positionals(words: Sequence[str], verb: str = "") -> tuple[str, ...]:
    """The words that are neither flags nor their values."""
    taken = _taken(words, verb)
    return tuple(word for at, word in enumerate(words) if at not in taken)


def without_positionals(words: Sequence[str], verb: str = "") -> tuple[str, ...]:
    """The flags and their values alone."""
    taken = _taken(words, verb)
    return tuple(word for at, word in enumerate(words) if at in taken)


def flags_first(words: Sequence[str], verb: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """``words`` before the first that is neither a flag nor a value, and the rest, where Terraform reads no flags."""
    taken = _taken(words, verb)
    end = next((at for at in range(len(words)) if at not in taken), len(words))
    return tuple(words[:end]), tuple(words[end:])


def _taken(words: Sequence[str], verb: str) -> frozenset[int]:
    return frozenset(at for flag in read_flags(words, verb) for at in range(flag.at, flag.at + flag.length))


def moving_flag(words: Sequence[str], verb: str = "") -> str | None:
    """The first flag that would make Terraform keep the state elsewhere, or leave it unlocked."""
    always = _ALWAYS | {"config"} if verb == "import" else _ALWAYS  # the backend is that of the configuration there
    for flag in read_flags(words, verb):
        if (
            flag.name in always
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


def arguments_variable(verb: str) -> str:
    """The variable with arguments for one verb, as Terraform names it."""
    return f"{ARGUMENT_VARIABLES}_{verb.replace(' ', '_').replace('-', '_')}"


def laid_over(env: Mapping[str, str], added: Mapping[str, str]) -> dict[str, str]:
    """``env`` with ``added`` over it; arguments for Terraform go before those that are there instead."""
    own = {
        name: f"{text} {env[name]}" if name.startswith(ARGUMENT_VARIABLES) and env.get(name) else text
        for name, text in added.items()
    }
    return {**env, **own}


def without_arguments(env: Mapping[str, str]) -> dict[str, str]:
    """An environment for questions of our own, to which nobody else's arguments belong."""
    return {name: value for name, value in env.items() if not name.startswith(ARGUMENT_VARIABLES)}


Path = Callable[[str], str]
"""What a path of the caller means, who does not stand in the workdir."""


def caller_path(path: str, absolute: Path, exists: Callable[[str], bool]) -> str:
    """A file to be read: the caller's, else as it stands, which is beside the component, where Terraform runs."""
    own = absolute(path) if path and path != "-" else path
    return own if exists(own) else path


def with_caller_paths(
    words: Sequence[str], absolute: Path, exists: Callable[[str], bool], verb: str = ""
) -> tuple[str, ...]:
    """Flags with relative paths as the caller means them."""
    changed = list(words)
    for flag in read_flags(words, verb):
        if flag.name in _PATHS and flag.value and takes_value(flag.name, verb):
            path = absolute(flag.value) if flag.name in _MAKES else caller_path(flag.value, absolute, exists)
            if path != flag.value:
                changed[flag.at + flag.length - 1] = path if flag.length == 2 else f"-{flag.name}={path}"
    return tuple(changed)


def with_caller_words(
    words: Sequence[str], absolute: Path, exists: Callable[[str], bool], verb: str
) -> tuple[str, ...]:
    """What stands behind the flags, with relative paths as the caller means them."""
    match verb_named(verb).words:
        case "made":
            return tuple(absolute(word) for word in words)
        case "read":
            return tuple(caller_path(word, absolute, exists) for word in words)
        case _:
            return tuple(words)


def output_file(words: Sequence[str]) -> str | None:
    """Where ``plan`` is told to save a plan."""
    return next((flag.value for flag in read_flags(words) if flag.name == "out"), None)
