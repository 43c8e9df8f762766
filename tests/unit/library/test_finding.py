"""One finding, as programs see it."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.library.finding import Finding

PLACED = Diagnostic(
    Code.IMPORT_NOT_FOUND,
    "cannot find manifest `x`",
    Label(Span("stacks/a.yaml", 2, 9, 2, 10), "imported here"),
    (Label(Span("stacks/b.yaml", 1, 1), "imported from here"),),
    help="did you mean `y`?",
)
LINES = {"stacks/a.yaml": ["vars: {}", "import: [x]", ""], "stacks/b.yaml": ["import: [a]", ""]}


def test_a_finding_has_a_place() -> None:
    finding = Finding("error", PLACED, LINES.get)
    assert (finding.code, finding.severity, finding.message) == (Code.IMPORT_NOT_FOUND, "error", PLACED.message)
    assert (finding.file, finding.line, finding.column) == ("stacks/a.yaml", 2, 9)
    assert (finding.help, finding.related) == ("did you mean `y`?", PLACED.related)
    assert repr(finding) == "Finding(error[SC0201] stacks/a.yaml:2)"


def test_a_finding_without_a_place_has_an_empty_one() -> None:
    finding = Finding("warning", Diagnostic(Code.GIT, "m"), LINES.get)
    assert (finding.file, finding.line, finding.column, finding.help, finding.related) == ("", 0, 0, None, ())
    assert finding.render() == "warning[SC0916]: m\n"


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_a_finding_is_rendered_with_its_lines_and_without_colour(severity: str) -> None:
    text = Finding("error" if severity == "error" else "warning", PLACED, LINES.get).render()
    assert text.splitlines()[:5] == [
        f"{severity}[SC0201]: cannot find manifest `x`",
        " --> stacks/a.yaml:2:9",
        "  |",
        "2 | import: [x]",
        "  |         ^ imported here",
    ]
    assert text.rstrip().splitlines()[-1] == "  = help: did you mean `y`?"
    assert "\x1b" not in text
