"""What is said about the project file and its settings: one builder a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.near import asked, did_you_mean
from stackc.base.ports import ReadFailure, WalkFailure
from stackc.base.source import Span
from stackc.base.value import Value
from stackc.base.words import kind_word

if TYPE_CHECKING:
    from stackc.config.settings import Setting

_KIND_WORDS = {
    "string": "a string",
    "boolean": "true or false",
    "integer": "a whole number",
    "strings": "a list of strings",
    "table": "a map",
}

# --- files


def two_projects(own: str, atmos: str) -> Diagnostic:
    names = " and ".join(f"`{file.rpartition('/')[2]}`" for file in (own, atmos))
    message = f"both {names} exist; one project has one project file"
    related = (Label(Span(atmos), "the other one"),)
    return Diagnostic(Code.TWO_PROJECTS, message, Label(Span(own), "this one"), related, help="remove one of the two")


def no_project_file(named: str, files: Sequence[str]) -> Diagnostic:
    """``files`` are the project files in its folder."""
    return Diagnostic(Code.NO_PROJECT, f"there is no project file `{named}`", help=asked(files))


def no_profile(name: str, folders: Sequence[str]) -> Diagnostic:
    return Diagnostic(Code.NO_PROJECT, f"there is no profile `{name}`", help=f"looked in {', '.join(folders)}")


def import_impossible(entry: str, label: Label) -> Diagnostic:
    is_remote = "://" in entry or "::" in entry
    reason = "remote imports of project files are not supported" if is_remote else "nothing to import here"
    return Diagnostic(Code.PROJECT_IMPORT, f"cannot import `{entry}` into the project file: {reason}", label)


def too_many_files(limit: int, file: str) -> Diagnostic:
    message = f"the imports of the project file come to more than {limit:,} files"
    return Diagnostic(Code.IMPORT_LIMIT, message, Label(Span(file), "too many behind this file"))


def folder_endless(folder: str, failure: WalkFailure, link: str) -> Diagnostic:
    label = Label(Span(link), "by way of this link")
    return Diagnostic(Code.ENDLESS_LINKS, f"the folder `{folder}` cannot be listed: {failure}", label)


def unreadable(file: str, failure: ReadFailure) -> Diagnostic:
    message = f"the project file cannot be read: {failure.reason}"
    return Diagnostic(Code.UNREADABLE, message, Label(Span(file), "this file"))


def not_a_table(file: str) -> Diagnostic:
    return Diagnostic(Code.NOT_A_TABLE, "a project file must be a map", Label(Span(file), "this file"))


# --- settings


def setting_kind(name: str, kind: str, value: Value, label: Label | None) -> Diagnostic:
    message = f"the project setting `{name}` must be {_KIND_WORDS[kind]}, not {kind_word(value)}"
    return Diagnostic(Code.PROJECT_SETTING, message, label)


def setting_choice(setting: Setting, value: Value, label: Label | None) -> Diagnostic:
    message = f"the project setting `{setting.name}` must be {_choices(setting)}, not `{value}`"
    return Diagnostic(Code.PROJECT_SETTING, message, label)


def setting_unknown(path: Sequence[str], siblings: Collection[str], label: Label | None) -> Diagnostic:
    """``siblings``: the keys that are known beside its last one."""
    near = did_you_mean(path[-1], siblings)
    return Diagnostic(Code.PROJECT_KEY, f"unknown project setting `{'.'.join(path)}`", label, help=near)


def setting_elsewhere(path: Sequence[str], home: Sequence[str], label: Label | None) -> Diagnostic:
    """``home``: where there is a setting of that name."""
    message = f"unknown project setting `{'.'.join(path)}`"
    return Diagnostic(Code.PROJECT_KEY, message, label, help=f"it belongs below `{'.'.join(home[:-1])}`")


def setting_misplaced(name: str, label: Label | None) -> Diagnostic:
    message = f"`{name}` is no setting of Atmos; in an `atmos.yaml` it stands below `stackc`"
    return Diagnostic(Code.PROJECT_KEY, message, label, help=f"write `stackc.{name}`")


def pattern_unusable(name: str, fault: str, label: Label | None) -> Diagnostic:
    return Diagnostic(Code.PROJECT_SETTING, f"in `{name}`: {fault}", label)


def delimiters_no_pair(label: Label | None) -> Diagnostic:
    message = "`templates.settings.delimiters` must be two strings that are not empty"
    return Diagnostic(Code.PROJECT_SETTING, message, label)


def severity_code_unknown(code: str, known: Collection[str], label: Label | None) -> Diagnostic:
    message = f"in `diagnostics.severity`: there is no code `{code}`"
    return Diagnostic(Code.PROJECT_SETTING, message, label, help=did_you_mean(code, known))


def severity_unknown(level: Value, label: Label | None) -> Diagnostic:
    message = f"in `diagnostics.severity`: `{level}` is none of error, warning, note and off"
    return Diagnostic(Code.PROJECT_SETTING, message, label)


def list_strategy_unknown(name: str, known: Sequence[str], label: Label | None) -> Diagnostic:
    """Of the project, or of one component."""
    message = f"invalid list merge strategy: '{name}'. Supported list merge strategies are: {', '.join(known)}"
    return Diagnostic(Code.LIST_STRATEGY, message, label, help=did_you_mean(name, known))


# --- environment variables


def variable_for_a_map(variable: str, name: str) -> Diagnostic:
    message = f"the environment variable `{variable}` cannot set `{name}`, which is a map"
    return Diagnostic(Code.PROJECT_SETTING, message, help="set it in the project file")


def variable_invalid(variable: str, setting: Setting, text: str) -> Diagnostic:
    wanted = _choices(setting) if setting.choices else _KIND_WORDS[setting.kind]
    return Diagnostic(Code.PROJECT_SETTING, f"the environment variable `{variable}` must be {wanted}, not `{text}`")


def _choices(setting: Setting) -> str:
    return " or ".join(f"`{choice}`" for choice in setting.choices)
