"""The project's own schema for manifests: what does not fit, at its line, and why a schema cannot be used."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from tests.kit.compiled import OWN, findings

PROJECT = OWN + "schemas: {atmos: {manifest: schemas/own.json}}\n"
STAGE = {"type": "string", "enum": ["dev", "prod"]}
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "vars": {
            "type": "object",
            "properties": {"stage": STAGE, "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            "patternProperties": {"^x_": {"type": "string"}},
            "additionalProperties": False,
        }
    },
}


def found(manifest: str, schema: Mapping[str, object] | str = SCHEMA, project: str = PROJECT) -> list[Diagnostic]:
    text = schema if isinstance(schema, str) else json.dumps(schema)
    files = {"stackc.yaml": project, "schemas/own.json": text, "stacks/deploy/a.yaml": manifest}
    return [each for each in findings(files) if each.code.value in ("SC0607", "SC0608", "SC0609")]


def placed(diagnostic: Diagnostic) -> str:
    assert diagnostic.primary is not None
    span = diagnostic.primary.span
    return f"{span.file}:{span.line}:{span.column}"


@pytest.mark.parametrize(
    ("manifest", "place", "message"),
    [
        ("vars:\n  stage: test\n", "3", "'test' is not one of ['dev', 'prod'] (`vars.stage`)"),
        ("vars:\n  stage: dev\n  size: big\n", "4", "'big' is not valid under any of the given schemas (`vars.size`)"),
        ("vars:\n  stage: dev\n  other: 1\n", "4", "the key `other` is not allowed here (`vars.other`)"),
        ("vars:\n  stage: dev\n  x_a: 1\n", "4", "1 is not of type 'string' (`vars.x_a`)"),
    ],
)
def test_what_does_not_fit_is_told_at_its_line(manifest: str, place: str, message: str) -> None:
    [diagnostic] = found("# a comment\n" + manifest)
    assert (diagnostic.code, diagnostic.message) == (Code.MANIFEST_SCHEMA, message)
    assert placed(diagnostic).startswith(f"stacks/deploy/a.yaml:{place}:")
    assert diagnostic.notes == ("the schema `schemas/own.json` says so",)


def test_each_unwelcome_key_is_told_by_itself() -> None:
    diagnostics = found("vars:\n  stage: dev\n  one: 1\n  two: 2\n  x_three: t\n")
    assert [placed(each) for each in diagnostics] == ["stacks/deploy/a.yaml:3:3", "stacks/deploy/a.yaml:4:3"]


def test_what_is_required_is_told_at_the_key_of_the_map_that_lacks_it() -> None:
    [diagnostic] = found("vars:\n  stage: dev\n", {"properties": {"vars": {"required": ["region"]}}})
    assert placed(diagnostic) == "stacks/deploy/a.yaml:1:1"
    assert diagnostic.message == "'region' is a required property (`vars`)"


@pytest.mark.parametrize("value", ["'{{ .vars.stage }}'", "!env SIZE", "null", "3"])
def test_nothing_is_said_of_what_fits_or_is_decided_later(value: str) -> None:
    assert found(f"vars:\n  stage: dev\n  size: {value}\n") == []


def test_files_that_are_only_imported_are_held_against_it_as_well() -> None:
    files = {
        "stackc.yaml": PROJECT,
        "schemas/own.json": json.dumps(SCHEMA),
        "stacks/mixin.yaml": "vars: {size: big}\n",
        "stacks/deploy/a.yaml": "import: [mixin]\nvars: {stage: dev}\n",
    }
    assert [placed(each) for each in findings(files) if each.code is Code.MANIFEST_SCHEMA] == ["stacks/mixin.yaml:1:14"]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        pytest.param("{", "it is no JSON: ", id="no JSON"),
        pytest.param({"type": 7}, "it is no JSON Schema: ", id="no schema"),
        pytest.param({"$ref": "other.json"}, "`other.json` in it leads nowhere", id="another file"),
        pytest.param({"$ref": "https://example.com/s.json"}, "`https://example.com/s.json` in it", id="another place"),
        pytest.param({"$ref": "#/$defs/none"}, "`/$defs/none` in it leads nowhere", id="nothing"),
    ],
)
def test_a_schema_that_cannot_be_used_is_told_once_at_the_setting(
    schema: Mapping[str, object] | str, reason: str
) -> None:
    [diagnostic] = found("vars: {stage: dev}\n", schema)
    assert diagnostic.code is Code.SCHEMA_UNUSABLE
    assert diagnostic.message.startswith(f"the schema `schemas/own.json` cannot be used: {reason}")


def test_a_schema_that_is_not_there() -> None:
    [diagnostic] = found("vars: {stage: dev}\n", project=PROJECT.replace("own", "none"))
    assert diagnostic.message == "the schema `schemas/none.json` cannot be used: no such file or directory"


def test_a_schema_on_the_web_is_never_fetched() -> None:
    [diagnostic] = found("vars: {stage: dev}\n", project=PROJECT.replace("schemas/own", "https://example.com/own"))
    assert (diagnostic.code, diagnostic.help) == (
        Code.SCHEMA_ELSEWHERE,
        "keep a copy in the repository and name its path",
    )


def test_without_the_setting_nothing_is_checked() -> None:
    assert found("vars: {stage: test}\n", project=OWN) == []
