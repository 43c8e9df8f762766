"""What the pages of diagnostics say that the registry of codes knows: the switch of a code, and the index of all."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

from stackc.base.codes import Class, Code, DialectName, severity
from tests.kit.pages import Section

AREAS = {
    "00": "Project file",
    "01": "YAML",
    "02": "Manifests and imports",
    "03": "Merge",
    "04": "Names, sections and inheritance",
    "05": "Templates and functions",
    "06": "Checks",
    "07": "Dependencies",
    "08": "Artifacts",
    "09": "Runs",
}
"""What the first two digits of a code's number say it is about."""
_CLASSES: dict[Class, str] = {
    "compile": "always an error, whatever `diagnostics.severity` says",
    "check": "a warning while values are shown, an error in `validate` and before anything is written or run",
    "warning": "a warning, which never changes the exit code unless `--deny-warnings` is given",
    "note": "a note, which only `--notes` prints and which never changes the exit code",
}


def switch_text(code: Code) -> str:
    """How serious a code is and how that is changed: a list, whole lines."""
    ours, theirs = (_CLASSES[code.classified(dialect)] for dialect in ("stackc", "atmos"))
    if ours == theirs:
        items = [f"In both dialects: {ours}."]
    else:
        items = [f"With a `stackc.yaml`: {ours}.", f"With an `atmos.yaml`, or without a project file: {theirs}."]
    if code.classified("stackc") != "compile" or code.classified("atmos") != "compile":
        items.append(_setting(code))
    return "".join(_item(item) for item in items)


def with_switch(section: Section, code: Code) -> Section:
    """The section ``The switch`` with what the registry says of the code before all else."""
    written = re.sub(r"\A\n?(?:- .*\n(?:  .*\n)*)*", "", section.prose)
    return replace(section, parts=(f"\n{switch_text(code)}{written}",))


def _setting(code: Code) -> str:
    written = f'`diagnostics.severity: {{{code.value}: "off"}}` in the project file (below `stackc` in an `atmos.yaml`)'
    dialects: tuple[DialectName, DialectName] = ("stackc", "atmos")
    free: list[DialectName] = [dialect for dialect in dialects if code.classified(dialect) != "compile"]
    said = f"{written} silences it; `error`, `warning` or `note` instead of `off` make it that."
    if severity(code, free[0], "validate", {code.value: "off"}) == "error":
        return f"{said} In `validate`, and before anything is written or run, it stays an error."
    if severity(code, free[0], "write", {code.value: "off"}) == "error":
        return f"{said} Before anything is written or run it stays an error."
    return said


def _item(text: str) -> str:
    return textwrap.fill(text, 120, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False) + "\n"


def index_text() -> str:
    """All codes by area, with links to their pages: whole lines."""
    out: list[str] = []
    for digits, area in AREAS.items():
        out += [f"\n## {area}\n\n", "| code | title | `stackc.yaml` | `atmos.yaml` |\n", "|---|---|---|---|\n"]
        for code in sorted(Code, key=lambda each: each.value):
            if code.value[2:4] == digits:
                classes = " | ".join((code.classified("stackc"), code.classified("atmos")))
                out.append(f"| [{code.value}]({code.value}.md) | {code.title} | {classes} |\n")
    return "".join(out)
