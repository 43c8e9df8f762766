"""The report of an internal error: what somebody needs who is to mend it, and nothing that is not theirs to see."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence

from stackc.base.pattern import late_pattern

LIBRARIES = ("deepmerge", "jq", "jsonschema", "networkx", "pyyaml", "regex", "rich", "typer", "boto3")
_HIDDEN = "<hidden>"
_SECRET_NAME = late_pattern(
    r"token|secret|passw|pwd|credential|private|auth|(?:api|access|account|secret)[_-]?key|conn_?str", re.IGNORECASE
)
_TAKES_VALUE = ("-var", "-backend-config")
_USER_INFO = late_pattern(r"(?<=://)[^/@\s]+@")
_RANDOM = late_pattern(r"(?=[^/]*[a-z])(?=[^/]*[A-Z])(?=[^/]*\d)[A-Za-z0-9+/_=-]{20,}")
_MIN_SECRET = 8
"""Shorter values of the environment are found everywhere by chance."""


def report_bug(error: BaseException, words: Sequence[str], env: Mapping[str, str], *, verbose: bool) -> None:
    """Leave a report in the system's folder for temporary files and say where; on stderr when there is none."""
    said = f"stackc: internal error: {type(error).__name__}"
    text = _masked(_report(error, words), env)
    try:
        path = _write(text)
    except Exception:  # whatever broke us may break this as well: then the report is what must not be lost
        sys.stderr.write(f"{said}; a bug in stackc, please report it with what follows\n{text}")
        return
    sys.stderr.write(f"{said}; a bug in stackc, please report it with `{path}`\n")
    if verbose:
        sys.stderr.write(_masked(_traceback(error), env))


def hide_values(words: Sequence[str]) -> list[str]:
    """The words of a command line without what may be secret: variables, and whatever
    is named or looks like a secret.
    """
    shown: list[str] = []
    expected = False
    for word in words:
        name, equals, _ = word.partition("=")
        if expected and not word.startswith("-"):
            shown.append(f"{name}={_HIDDEN}" if equals else _HIDDEN)
        elif equals and _is_secret_option(name):
            shown.append(_without_value(word))
        else:
            shown.append(_RANDOM.sub(_HIDDEN, _USER_INFO.sub(f"{_HIDDEN}@", word)))
        expected = not equals and word.startswith("-") and _is_secret_option(word)
    return shown


def _is_secret_option(name: str) -> bool:
    plain = name.replace("--", "-", 1)
    return plain in _TAKES_VALUE or bool(_SECRET_NAME.search(name))


def _without_value(word: str) -> str:
    """``-var=NAME=VALUE`` keeps the name."""
    option, _, value = word.partition("=")
    name, equals, _ = value.partition("=")
    return (
        f"{option}={name}={_HIDDEN}"
        if equals and option.lstrip("-") in ("var", "backend-config")
        else f"{option}={_HIDDEN}"
    )


def _report(error: BaseException, words: Sequence[str]) -> str:
    from stackc.version import __version__

    rows = {
        "stackc": __version__,
        "Python": sys.version.replace("\n", " "),
        "platform": platform.platform(),
        "libraries": ", ".join(_libraries()),
        "command": " ".join(["stackc", *hide_values(words)]),
    }
    head = "".join(f"{name:<10} {value}\n" for name, value in rows.items())
    return f"{head}\n{_traceback(error)}"


def _libraries() -> list[str]:
    from importlib import metadata

    found = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return found


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def _masked(text: str, env: Mapping[str, str]) -> str:
    """Without the values of variables named like secrets: the message of an exception may quote anything."""
    values = {v for name, v in env.items() if len(v) >= _MIN_SECRET and _SECRET_NAME.search(name)}
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, _HIDDEN)
    return text


def _write(text: str) -> str:
    """A fresh file for its owner alone. Raises OSError."""
    descriptor, path = tempfile.mkstemp(prefix="stackc-error-", suffix=".txt")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        os.unlink(path)
        raise
    return path
