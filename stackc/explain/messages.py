"""What is said of questions that have no answer: one builder a finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.near import asked, nearest
from stackc.base.source import Path, path_text
from stackc.base.words import amount


def no_value(id_: InstanceId, path: Path, near: Sequence[str]) -> Diagnostic:
    return Diagnostic(Code.NO_VALUE, f"{id_} has no `{path_text(path)}`", help=asked(dict.fromkeys(near)))


def value_taken_away(id_: InstanceId, path: Path, said: Sequence[Label], taken: Label | None) -> Diagnostic:
    message = f"{id_} has no `{path_text(path)}`: it is said, and taken away again"
    labels = (taken, *said) if taken is not None else tuple(said)
    return Diagnostic(Code.NO_VALUE, message, labels[0] if labels else None, labels[1:])


def no_file(file: str, known: Iterable[str]) -> Diagnostic:
    by_name = {_stem(path): path for path in known}
    near = (_stem(file),) if _stem(file) in by_name else nearest(_stem(file), by_name)
    return Diagnostic(Code.NO_VALUE, f"there is no file `{file}`", help=asked(by_name[name] for name in near))


def _stem(file: str) -> str:
    return file.rpartition("/")[2].partition(".")[0]


def no_manifest(file: str) -> Diagnostic:
    return Diagnostic(Code.NO_VALUE, f"`{file}` is no manifest, and no manifest includes it")


def nothing_written(file: str, line: int | None) -> Diagnostic:
    place = file if line is None else f"{file}:{line}"
    return Diagnostic(Code.NO_VALUE, f"no value of a manifest stands at {place}")


def no_component(name: str, near: Sequence[str]) -> Diagnostic:
    message = f"there is no component and no root module `{name}`"
    return Diagnostic(Code.NO_VALUE, message, help=asked(near))


def nothing_sound(name: str) -> Diagnostic:
    return Diagnostic(Code.NO_VALUE, f"the variables of `{name}` are not known: no instance of it compiles")


def no_module(name: str, folder: str, *, exists: bool) -> Diagnostic:
    why = f"there are mistakes in `{folder}`" if exists else f"there is no folder `{folder}`"
    return Diagnostic(Code.NO_VALUE, f"the variables of `{name}` are not known: {why}")


def no_variable(name: str, folders: Sequence[str], near: Sequence[str], setting: Sequence[InstanceId]) -> Diagnostic:
    """``setting``: the instances that have it all the same."""
    where = " or ".join(f"`{folder}`" for folder in folders)
    notes = (f"`vars.{name}` is set in {amount(len(setting), 'instance')} all the same",) if setting else ()
    return Diagnostic(Code.NO_VALUE, f"{where} declares no variable `{name}`", notes=notes, help=asked(near))


def not_a_path(text: str) -> Diagnostic:
    return Diagnostic(
        Code.NO_VALUE,
        f"`{text}` is no path of a value",
        help='write it as `vars.tags.Team`, with keys that hold a dot in quotes: `vars.tags."a.b"`',
    )
