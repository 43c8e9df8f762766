"""The figures of the source count what they say."""

from __future__ import annotations

from tests.kit.figures import (
    ROOT,
    Figure,
    circles_of_two,
    count_lines,
    diagnostics_made,
    figures,
    imports_of,
    module_name,
    show,
)

TEXT = '''\
"""About the module,
on two lines."""

import os  # why

# a remark
NAME = "a string that is no docstring"
"""What the name means."""


def work() -> str:
    """What it gives."""
    return """
    text
    """
'''


def test_each_line_counts_as_one_thing() -> None:
    lines = count_lines(TEXT)
    assert (lines.code, lines.comment, lines.docstring, lines.blank) == (6, 1, 4, 4)
    assert sum(lines[:4]) == len(TEXT.splitlines())


def test_a_line_is_wide_that_has_more_characters_than_allowed() -> None:
    assert count_lines(f"a = '{'x' * 114}'\nb = '{'x' * 115}'\n").wide == (2,)


def test_an_import_inside_of_a_function_is_late_and_one_for_types_alone_is_none() -> None:
    found = imports_of(ROOT / "stackc" / "cli" / "findings.py")
    assert ("stackc.graph.graph", False) in {(name, late) for name, _, late in found}
    assert ("stackc.render.graph", True) in {(name, late) for name, _, late in found}
    project = imports_of(ROOT / "stackc" / "library" / "project.py")
    assert "stackc.run.terraform" not in {name for name, _, late in project if not late}


def test_a_package_is_called_by_its_folder() -> None:
    assert module_name(ROOT / "stackc" / "link" / "__init__.py") == "stackc.link"


def test_every_diagnostic_is_made_in_a_module_of_words() -> None:
    assert diagnostics_made(in_builders=False) == ()
    assert len(diagnostics_made(in_builders=True)) > 100


def test_no_two_modules_import_each_other() -> None:
    assert circles_of_two() == ()


def test_the_table_has_a_row_for_each_figure() -> None:
    rows = tuple(figures())
    assert len(show(rows, places=False).splitlines()) == len(rows) > 10
    assert show([Figure("a", "1", ("here",))], places=True).splitlines()[1].strip() == "here"
