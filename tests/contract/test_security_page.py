"""docs/security.md has a row for every command, and the options it names exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from stackc.cli.app import app
from stackc.cli.options import HELP

PAGE = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")


def commands(group: object, path: str = "") -> Iterator[str]:
    """Every command of the tree, as it is typed."""
    inner: dict[str, object] = getattr(group, "commands", {})
    if not inner:
        yield path
    for name, command in inner.items():
        yield from commands(command, f"{path} {name}".strip())


def test_every_command_has_its_row() -> None:
    rows = re.findall(r"^\| `([\w ]+)` \|", PAGE, re.MULTILINE)
    assert rows == list(dict.fromkeys(rows))
    assert set(rows) == set(commands(typer.main.get_command(app)))


def test_rows_say_what_is_read_run_written_and_sent() -> None:
    cells = [line.count(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
    assert cells
    assert set(cells) == {4}


def test_the_page_names_the_options_for_strangers() -> None:
    assert all(option in HELP and option in PAGE for option in ("--untrusted", "--allow-env"))
