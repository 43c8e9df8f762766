"""What is said of questions that have no answer: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.near import asked
from stackc.base.source import Path, path_text


def no_value(id_: InstanceId, path: Path, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(Code.NO_VALUE, f"{id_} has no `{path_text(path)}`", help=asked(dict.fromkeys(near)))


def value_taken_away(id_: InstanceId, path: Path, said: Sequence[Label], taken: Label | None) -> Diagnostic:
    message = f"{id_} has no `{path_text(path)}`: it is said, and taken away again"
    labels = (taken, *said) if taken is not None else tuple(said)
    return Diagnostic(Code.NO_VALUE, message, labels[0] if labels else None, labels[1:])


def not_a_path(text: str) -> Diagnostic:
    return Diagnostic(
        Code.NO_VALUE,
        f"`{text}` is no path of a value",
        help='write it as `vars.tags.Team`, with keys that hold a dot in quotes: `vars.tags."a.b"`',
    )
