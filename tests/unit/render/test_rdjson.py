"""Findings in reviewdog's format: the published schema accepts them, and columns are bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackc.base.codes import Severity
from stackc.base.diagnostic import Diagnostic
from stackc.render.rdjson import rdjson
from tests.kit.graded import EVERYTHING, FILE, OTHER, PLACELESS, POINT, RANGE, SPLIT, WHOLE, findings, published


def diagnostics(*graded: tuple[Diagnostic, Severity]) -> Any:
    answer = json.loads(rdjson(findings(*graded)))
    published("rdjson-schema.json").validate(answer)
    assert answer["source"]["name"] == "stackc"
    return answer["diagnostics"]


def test_the_published_schema_accepts_every_kind_of_finding() -> None:
    assert len(diagnostics(*EVERYTHING)) == len(EVERYTHING)
    assert diagnostics() == []


def test_the_published_schema_would_refuse_a_mistake() -> None:
    answer = json.loads(rdjson(findings(*EVERYTHING)))
    answer["diagnostics"][0]["severity"] = "FATAL"
    assert not published("rdjson-schema.json").is_valid(answer)


def test_columns_count_bytes() -> None:
    [found] = diagnostics((WHOLE, "error"))
    # größe: {ä   the 9th character is behind two letters of two bytes
    assert found["location"] == {
        "path": FILE,
        "range": {"start": {"line": 2, "column": 11}, "end": {"line": 2, "column": 13}},
    }


def test_columns_of_a_file_that_cannot_be_read_are_characters() -> None:
    [found] = diagnostics((POINT, "error"))
    place = {"line": 7, "column": 3}
    assert found["location"]["range"] == {"start": place, "end": place}


def test_a_fix_is_suggested_edit_by_edit() -> None:
    [found] = diagnostics((WHOLE, "error"))
    assert [(each["text"], each["range"]["start"]["column"]) for each in found["suggestions"]] == [
        ("vars", 11),
        ("# ", 1),
    ]


def test_a_fix_of_several_files_cannot_be_suggested() -> None:
    [found] = diagnostics((SPLIT, "error"))
    assert "suggestions" not in found


def test_other_places_are_related() -> None:
    [found] = diagnostics((WHOLE, "error"))
    assert [(each["message"], each["location"]["path"]) for each in found["related_locations"]] == [
        ("and there", OTHER),
        ("imported here", FILE),
    ]


@pytest.mark.parametrize(("level", "word"), [("error", "ERROR"), ("warning", "WARNING"), ("note", "INFO")])
def test_levels_are_those_of_reviewdog(level: Severity, word: str) -> None:
    assert diagnostics((RANGE, level))[0]["severity"] == word


def test_a_finding_without_a_place_is_about_the_project_file() -> None:
    assert diagnostics((PLACELESS, "error"))[0]["location"] == {"path": "stackc.yaml"}
