"""What formats of findings share: explanations and fingerprints."""

from __future__ import annotations

from stackc.base.diagnostic import Label
from stackc.base.record import replace
from stackc.base.source import Span
from stackc.render.findings import fingerprints
from tests.kit.graded import EVERYTHING, FILE, RANGE, WHOLE, findings

BELOW = replace(RANGE, primary=Label(Span(FILE, 13, 1, 14, 16)))


def test_a_fingerprint_stays_when_lines_are_put_in_above() -> None:
    assert fingerprints(findings((RANGE, "error"))) == fingerprints(findings((BELOW, "error")))


def test_a_fingerprint_stays_when_the_severity_changes() -> None:
    assert fingerprints(findings((RANGE, "error"))) == fingerprints(findings((RANGE, "warning")))


def test_fingerprints_are_unique_where_two_findings_differ_in_their_line_alone() -> None:
    first, second = fingerprints(findings((RANGE, "error"), (BELOW, "error")))
    assert first != second
    assert (first,) == fingerprints(findings((RANGE, "error")))


def test_fingerprints_of_other_files_and_messages_differ() -> None:
    elsewhere = replace(RANGE, primary=Label(Span("stacks/x.yaml", 3, 1, 4, 16)))
    otherwise = replace(RANGE, message="no such file")
    found = fingerprints(findings(*EVERYTHING, (elsewhere, "error"), (otherwise, "error")))
    assert len(set(found)) == len(found)


def test_a_finding_that_goes_away_leaves_the_names_of_others() -> None:
    alone = fingerprints(findings((WHOLE, "error")))
    assert fingerprints(findings((RANGE, "error"), (WHOLE, "error")))[1:] == alone
