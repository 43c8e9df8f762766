"""Findings of every kind, as the formats for other programs get them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft7Validator

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic, Edit, Facts, Fix, Label
from stackc.base.source import Span
from stackc.render.findings import Findings

DATA = Path(__file__).parents[1] / "data"
FILE, OTHER = "stacks/deploy/dev.yaml", "stacks/catalog/größe %1.yaml"
LINES = {
    FILE: ["vars: {stage: dev}", "größe: {ä: bc}", "components:", "  terraform: {}"],
    OTHER: ["impot: [a]"],
}
WHOLE = Diagnostic(
    Code.MISSPELT_KEY,
    "unknown key `größe`, 100 % wrong",
    Label(Span(FILE, 2, 9, 2, 10), "here"),
    (Label(Span(OTHER, 1, 1, 1, 6), "and there"),),
    help="look twice",
    chain=(Span(FILE, 1, 1, 1, 5),),
    facts=Facts(("key", "a"), (("vars.x", "1"),)),
    notes=("it has no effect",),
    fix=Fix("write `vars`", (Edit(Span(FILE, 2, 9, 2, 10), "vars"), Edit(Span(FILE, 2, 1, 2, 1), "# "))),
)
"""All that a diagnostic can have."""
RANGE = Diagnostic(Code.COMPONENT_FOLDER, "no such folder", Label(Span(FILE, 3, 1, 4, 16)))
"""Over several lines."""
POINT = Diagnostic(Code.YAML_SYNTAX, "wrong", Label(Span("/etc/a b.yaml", 7, 3)))
"""A point, outside of the repository, in a file that nobody can read."""
PLACELESS = Diagnostic(Code.NO_PROJECT, "no project: line 1\nline 2\x1b[31m")
SPLIT = Diagnostic(
    Code.MISSPELT_KEY,
    "wrong in two files",
    Label(Span(FILE, 1, 1, 1, 5)),
    fix=Fix("mend both", (Edit(Span(FILE, 1, 1, 1, 5), "x"), Edit(Span(OTHER, 1, 1, 1, 6), "import"))),
)
EVERYTHING: tuple[tuple[Diagnostic, Severity], ...] = (
    (PLACELESS, "error"),
    (WHOLE, "error"),
    (RANGE, "warning"),
    (POINT, "note"),
    (SPLIT, "warning"),
)


def findings(*graded: tuple[Diagnostic, Severity]) -> Findings:
    return Findings(graded, LINES.get, "stackc", "stackc.yaml")


@cache
def published(name: str) -> Draft7Validator:
    """The validator of a schema that others published."""
    return Draft7Validator(json.loads((DATA / name).read_text(encoding="utf-8")))
