"""The reference pages in docs/reference/, made of the command tree and of the table of settings; contents of a page.

``pytest tests/contract/test_pages.py --update-golden`` writes what these functions give.
"""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import typer
from typer.models import ArgumentInfo, OptionInfo

from stackc.base.value import Value
from stackc.cli.app import app
from stackc.cli.options import HELP
from stackc.config.settings import SETTINGS, Setting
from stackc.run.verbs import VERBS, Verb

_KINDS = {"string": "string", "boolean": "boolean", "integer": "number", "strings": "list", "table": "map"}
_HEADING = re.compile(r"^(#{2,3}) (.+)$")
_GLOBAL = re.compile(r"  (-.+?)  +(.+)")


# --- commands


class Parameter(NamedTuple):
    """One argument or option as it is written, what it takes, and what it is for."""

    written: str
    takes: str
    default: str
    about: str
    is_option: bool
    is_required: bool


class Command(NamedTuple):
    """One command: how it is called, what it says of itself, what it takes."""

    name: str
    about: str
    parameters: tuple[Parameter, ...]

    @property
    def usage(self) -> str:
        places = [
            each.written if each.is_required or each.written.startswith("[") else f"[{each.written}]"
            for each in self.parameters
            if not each.is_option
        ]
        needed = [
            f"{each.written.split(', ')[0]} {each.takes}"
            for each in self.parameters
            if each.is_option and each.is_required
        ]
        return " ".join(("stackc", self.name, *places, *needed))


def commands() -> list[Command]:
    """Every command of the tree; those of a group stand before the commands beside it."""
    return [*_of(app, "", groups=True), *_of(app, "", groups=False)]


def _of(tree: typer.Typer, path: str, *, groups: bool) -> Iterator[Command]:
    if groups:
        for group in tree.registered_groups:
            assert group.typer_instance is not None
            yield from _of(group.typer_instance, f"{path}{group.name} ", groups=False)
        return
    for info in tree.registered_commands:
        assert info.callback is not None
        name = info.name or info.callback.__name__.replace("_", "-")
        yield Command(path + name, inspect.cleandoc(info.callback.__doc__ or ""), tuple(_parameters(info.callback)))


def _parameters(callback: Callable[..., Any]) -> Iterator[Parameter]:
    hints = get_type_hints(callback, include_extras=True)
    for name, given in inspect.signature(callback).parameters.items():
        if get_origin(hints[name]) is not Annotated:
            continue
        kind, info = get_args(hints[name])[:2]
        is_required = given.default is inspect.Parameter.empty
        default = "–" if is_required or given.default in (None, False) else f"`{_plain(given.default)}`"
        about = _cell(info.help or "–")
        if isinstance(info, ArgumentInfo):
            yield Parameter(info.metavar or name.upper(), _takes(kind), default, about, False, is_required)
        elif isinstance(info, OptionInfo):
            first = (
                (info.default,) if isinstance(info.default, str) else ()
            )  # where `Annotated` leaves the first of them
            written = ", ".join(sorted((*first, *(info.param_decls or ())), key=len))
            yield Parameter(written, _takes(kind), default, about, True, is_required)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)


def _takes(kind: Any) -> str:
    """What stands behind an option, or for an argument: ``TEXT``, words to choose from, nothing for a switch."""
    if get_origin(kind) in (Union, types.UnionType):
        [kind] = (each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is list:
        return f"{_takes(get_args(kind)[0])}, may be repeated"
    if kind is bool:
        return "–"
    return ", ".join(f"`{each.value}`" for each in kind) if issubclass(kind, Enum) else "TEXT"


def commands_page() -> str:
    """docs/reference/commands.md."""
    lines = [
        "# Commands",
        "",
        "Every command with its arguments and options, as `stackc COMMAND --help` has them. This page is written from the code and held",
        "against it by a test. What holds for all commands (selection, formats, exit codes) is in [language.md](../language.md), 22; what each",
        "may read, run, write and send is in [security.md](../security.md).",
        "",
        "| command | what it does |",
        "|---|---|",
        *(
            f"| [`{each.name}`](#{slug(f'stackc {each.name}')}) | {_cell(each.about.splitlines()[0])} |"
            for each in commands()
        ),
        "",
        "## Global options",
        "",
        "They may stand anywhere before `--`.",
        "",
        "| option | what |",
        "|---|---|",
        *(f"| `{option}` | {about} |" for option, about in _GLOBAL.findall(HELP)),
    ]
    for command in commands():
        lines += ["", f"## stackc {command.name}", "", f"    {command.usage}", "", *command.about.splitlines()]
        if command.parameters:
            lines += ["", "| argument, option | takes | default | what |", "|---|---|---|---|"]
            lines += [_row(each) for each in command.parameters]
        if command.name == "terraform":
            lines += [
                "",
                "| verb | gets variables | may change the state | `--all` | flags that pass |",
                "|---|---|---|---|---|",
            ]
            lines += [_verb_row(VERBS[name]) for name in sorted(VERBS) if VERBS[name].needs != "nothing"]
    return "\n".join(lines) + "\n"


def _verb_row(verb: Verb) -> str:
    facts = ("yes" if each else "" for each in (verb.variables, verb.changes, verb.many))
    flags = ", ".join(f"`-{flag}`" for flag in sorted(verb.flags)) or "–"
    return f"| `{verb.name}` | {' | '.join(facts)} | {flags} |"


def _row(parameter: Parameter) -> str:
    written = ", ".join(f"`{each}`" for each in parameter.written.split(", "))
    return f"| {written} | {parameter.takes} | {parameter.default} | {parameter.about} |"


# --- settings


def settings_page() -> str:
    """docs/reference/settings.md."""
    lines = [
        "# Settings",
        "",
        "Every setting of the project file. This page is written from the code and held against it by a test; the rules are in",
        "[language.md](../language.md), 1. *Default* is the value in a `stackc.yaml` that leaves the setting out. *Left out* is what it means",
        "that an `atmos.yaml` leaves it out. There the settings marked ° stand below a top-level key `stackc`. A variable beats the file;",
        "lists are written with commas, and maps cannot be given by a variable.",
    ]
    for group in dict.fromkeys(setting.path[0] for setting in SETTINGS):
        lines += [
            "",
            f"## {group}",
            "",
            "| setting | what it is | kind | default | left out | variables |",
            "|---|---|---|---|---|---|",
        ]
        lines += [_setting_row(setting) for setting in SETTINGS if setting.path[0] == group]
    return "\n".join(lines) + "\n"


def _setting_row(setting: Setting) -> str:
    name = f"`{setting.name}`" + ("°" if setting.own else "")
    kind = " or ".join(f"`{each}`" for each in setting.choices) or _KINDS[setting.kind]
    ours = () if setting.kind == "table" else (setting.variable,)
    variables = ", ".join(f"`{each}`" for each in (*ours, *setting.variables)) or "–"
    return f"| {name} | {setting.about} | {kind} | {_shown(setting.default)} | {_shown(setting.zero)} | {variables} |"


def _shown(value: Value) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(f"`{item}`" for item in value) if isinstance(value, list) else f"`{value}`"


# --- contents and anchors


def slug(heading: str) -> str:
    """The anchor that GitHub and GitLab give a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def headings(page: str) -> list[tuple[int, str]]:
    """Level and text of the second- and third-level headings, outside of fenced blocks."""
    found: list[tuple[int, str]] = []
    fenced = False
    for line in page.splitlines():
        fenced ^= line.startswith("```")
        if not fenced and (heading := _HEADING.match(line)):
            found.append((len(heading[1]), heading[2]))
    return found


BEGIN, END = "<!-- contents -->", "<!-- end of contents -->"


def with_contents(page: str) -> str:
    """A page with its contents between the two marks: a line for each chapter, its sections behind it."""
    before, _, rest = page.partition(f"{BEGIN}\n")
    _, _, after = rest.partition(END)
    lines: list[str] = []
    for level, text in headings(page):
        link = f"[{text}](#{slug(text)})"
        if level == 2:
            lines.append(f"- {link}")
        else:
            lines.append(f"  - {link}")
    return "".join((before, BEGIN, "\n\n", "\n".join(lines), "\n\n", END, after))
