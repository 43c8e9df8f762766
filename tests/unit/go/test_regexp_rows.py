"""Go's own answers, in ``regexp_rows.json``.

Each row was answered by a program of Go 1.26, with the functions of its package ``regexp``: ``error`` is that of
``Compile``, without ``error parsing regexp: ``; ``all`` are the matches of ``FindAllStringSubmatchIndex``, with null for a group
that took no part; ``replaced`` is ``ReplaceAllString``, ``split`` is ``Split`` with ``limit``. A quarter of the rows
are expressions and texts made by chance. Bytes that are no UTF-8 are lone surrogates, as in our strings.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from stackc.go.faults import FunctionError
from stackc.go.regexp import Expression
from stackc.go.regexp_program import compile_program, search_program
from stackc.go.regexp_syntax import parse_expression
from stackc.go.terms import Terms

ROWS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("regexp_rows.json").read_text("utf-8"))
ANSWERED = [row for row in ROWS if "error" not in row]
REFUSED = [row for row in ROWS if "error" in row]


def expression(source: str) -> Expression:
    return Expression(Terms(effects=False, environment=lambda _: None), source)


def test_there_are_rows_of_both_kinds() -> None:
    assert len(ANSWERED) > 400
    assert len(REFUSED) > 100


@pytest.mark.parametrize("row", [pytest.param(row, id=ascii(row["pattern"])) for row in REFUSED])
def test_what_go_refuses_is_refused_in_its_words(row: dict[str, Any]) -> None:
    with pytest.raises(FunctionError) as refused:
        expression(row["pattern"])
    assert str(refused.value) == f"invalid regular expression `{row['pattern']}`: {row['error']}"


@pytest.mark.parametrize("row", [pytest.param(row, id=ascii(row["pattern"])) for row in ANSWERED])
def test_finding_replacing_and_splitting_answer_as_in_go(row: dict[str, Any]) -> None:
    made, text = expression(row["pattern"]), row["text"]
    matches = [match[0] for match in row["all"]]
    assert list(made.all(text, -1)) == matches
    assert made.is_found(text) is bool(matches)
    assert made.first(text) == (matches[0] if matches else "")
    assert made.replace(text, row["replacement"], literal=False) == row["replaced"]
    assert list(made.split(text, row["limit"])) == row["split"]


@pytest.mark.parametrize("row", [pytest.param(row, id=ascii(row["pattern"])) for row in ANSWERED])
def test_the_machine_finds_the_same_with_the_same_groups(row: dict[str, Any]) -> None:
    parsed = parse_expression(row["pattern"])
    text = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in row["text"])
    spans, _ = search_program(compile_program(parsed.tree, parsed.groups), text, 0, 1_000_000)
    found = None if spans is None else list(zip(spans[::2], spans[1::2], strict=True))
    groups = [None if start < 0 else row["text"][start:end] for start, end in found or ()]
    assert groups == (row["all"][0] if row["all"] else [])
