"""Findings as SARIF: the published schema accepts them, and nothing is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stackc.base.codes import Code, Severity
from stackc.base.diagnostic import Diagnostic
from stackc.render.sarif import sarif
from tests.kit.graded import EVERYTHING, FILE, PLACELESS, POINT, RANGE, SPLIT, WHOLE, findings, published


def log(*graded: tuple[Diagnostic, Severity]) -> Any:
    answer = json.loads(sarif(findings(*graded)))
    published("sarif-schema-2.1.0.json").validate(answer)
    return answer


def run(*graded: tuple[Diagnostic, Severity]) -> Any:
    [only] = log(*graded)["runs"]
    return only


def test_the_published_schema_accepts_every_kind_of_finding() -> None:
    answer = log(*EVERYTHING)
    assert answer["version"] == "2.1.0"
    assert len(answer["runs"][0]["results"]) == len(EVERYTHING)


def test_the_published_schema_would_refuse_a_mistake() -> None:
    answer = log(*EVERYTHING)
    answer["runs"][0]["results"][0]["level"] = "off"
    assert not published("sarif-schema-2.1.0.json").is_valid(answer)


def test_nothing_found_is_an_empty_list_of_results() -> None:
    assert run()["results"] == []


def test_a_result_has_its_place_and_all_others() -> None:
    [result] = run((WHOLE, "error"))["results"]
    region = {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 10}
    file = {"uri": FILE, "uriBaseId": "%SRCROOT%"}
    here = {"physicalLocation": {"artifactLocation": file, "region": region}, "message": {"text": "here"}}
    assert result["locations"] == [here]
    related = [
        (each["message"]["text"], each["physicalLocation"]["region"]["startLine"])
        for each in result["relatedLocations"]
    ]
    assert related == [("and there", 1), ("imported here", 1)]


def test_columns_are_characters() -> None:
    assert run()["columnKind"] == "unicodeCodePoints"


def test_a_message_says_all_that_is_printed() -> None:
    [result] = run((WHOLE, "error"))["results"]
    assert result["message"]["text"].splitlines() == [
        "unknown key `größe`, 100 % wrong",
        "key     a",
        "vars.x  1",
        "note: it has no effect",
        "help: write `vars`",
        "help: look twice",
    ]


def test_a_fix_is_edits_by_file() -> None:
    [result] = run((SPLIT, "warning"))["results"]
    [fix] = result["fixes"]
    assert fix["description"] == {"text": "mend both"}
    texts = [each["replacements"][0]["insertedContent"]["text"] for each in fix["artifactChanges"]]
    assert texts == ["x", "import"]


def test_what_is_put_in_deletes_nothing() -> None:
    [result] = run((WHOLE, "error"))["results"]
    inserted = result["fixes"][0]["artifactChanges"][0]["replacements"][1]["deletedRegion"]
    assert (inserted["startColumn"], inserted["endColumn"]) == (1, 1)


@pytest.mark.parametrize(
    ("diagnostic", "uri", "base"),
    [
        (POINT, "file:///etc/a%20b.yaml", None),
        (RANGE, FILE, "%SRCROOT%"),
        (PLACELESS, "stackc.yaml", "%SRCROOT%"),
    ],
    ids=["outside", "inside", "without a place"],
)
def test_a_file_is_a_uri(diagnostic: Diagnostic, uri: str, base: str | None) -> None:
    [result] = run((diagnostic, "error"))["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert (artifact["uri"], artifact.get("uriBaseId")) == (uri, base)


def test_a_finding_without_a_place_has_no_region() -> None:
    [result] = run((PLACELESS, "error"))["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_rules_are_the_codes_that_were_found_with_what_they_are() -> None:
    found = run((SPLIT, "warning"), (WHOLE, "error"), (RANGE, "note"))
    rules = found["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted({SPLIT.code.value, RANGE.code.value})
    assert [rules[each["ruleIndex"]]["id"] for each in found["results"]] == [
        each["ruleId"] for each in found["results"]
    ]
    assert rules[0]["shortDescription"]["text"] == Code(rules[0]["id"]).title
    assert rules[0]["helpUri"].endswith(f"/docs/diagnostics/{rules[0]['id']}.md")


def test_the_level_of_a_rule_is_its_own_and_that_of_a_result_what_the_project_makes_of_it() -> None:
    found = run((RANGE, "note"))
    assert found["tool"]["driver"]["rules"][0]["defaultConfiguration"] == {"level": "error"}
    assert found["results"][0]["level"] == "note"
