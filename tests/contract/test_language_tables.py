"""Tables in docs/language.md and docs/coming-from-atmos.md say what the code says."""

import re
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.value import Value
from stackc.config.settings import SETTINGS, Setting
from stackc.manifest.sections import LAYERED, Section
from stackc.render.schemas import SCHEMAS

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("language.md", "coming-from-atmos.md")
_KINDS = {"string": "string", "boolean": "boolean", "integer": "number", "strings": "list", "table": "map"}


def _shown(value: Value) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(f"`{item}`" for item in value) if isinstance(value, list) else f"`{value}`"


def settings_row(setting: Setting) -> str:
    """A setting's row in the table of section 1.2."""
    name = f"`{setting.name}`" + ("°" if setting.own else "")
    return f"| {name} | {_KINDS[setting.kind]} | {_shown(setting.default)} | {_shown(setting.zero)} | {setting.about} |"


def test_every_setting_is_in_the_table_with_its_defaults() -> None:
    page = (DOCS / "language.md").read_text(encoding="utf-8")
    section = page.partition("### 1.2 Settings")[2].partition("\n### ")[0]
    rows = [line for line in section.splitlines() if re.match(r"\| `[\w.]+`", line)]
    assert rows == [settings_row(setting) for setting in SETTINGS]


def sections_row(section: Section) -> str:
    """A section's row in the table of section 7."""
    layers = (section.root, section.typed, True, True, section.overrides)
    marks = " | ".join("x" if has else "–" for has in layers)
    return f"| `{section.name}` | {marks} | {', '.join(section.types) or 'all'} |"


def test_every_layered_section_is_in_the_table_with_its_layers() -> None:
    page = (DOCS / "language.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `\w+` \| [x–] \| [x–] \|.*$", page, re.MULTILINE)
    assert rows == [sections_row(section) for section in LAYERED]


@pytest.mark.parametrize("name", PAGES)
def test_every_code_a_page_names_exists(name: str) -> None:
    named = set(re.findall(r"\bSC\d{4}\b", (DOCS / name).read_text(encoding="utf-8")))
    assert named <= {code.value for code in Code}


def test_every_schema_is_in_the_table_of_schemas() -> None:
    page = (DOCS / "language.md").read_text(encoding="utf-8")
    section = page.partition("### 22.2 Schemas")[2].partition("\n### ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert sorted(re.findall("`([^`]+)`", " ".join(rows))) == sorted(SCHEMAS)
