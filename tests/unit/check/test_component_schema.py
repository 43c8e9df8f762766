"""Schemas of components: whose variables are held against which, where a misfit is told, and schemas that sleep."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.check.component_schema import component_misfits
from tests.kit.compiled import ATMOS, OWN, compiled, findings, instance_of

OURS = (Code.COMPONENT_SCHEMA, Code.COMPONENT_SCHEMA_UNUSABLE)
FILE = "schemas/components/app.schema.json"
SCHEMA: Mapping[str, object] = {
    "properties": {"size": {"type": "integer"}, "tags": {"required": ["Team"]}},
    "additionalProperties": False,
    "patternProperties": {"^stage$": {}},
}
FOLDERS = {"components/terraform/app/main.tf": "", "components/terraform/net/vpc/main.tf": ""}


def app(body: str, schema: object = SCHEMA, file: str = FILE, **more: str) -> list[Diagnostic]:
    """What is found about one component ``app``, whose body is a flow map."""
    stack = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    app: {body}\n"
    text = schema if isinstance(schema, str) else json.dumps(schema)
    files = {**FOLDERS, "stacks/deploy/dev.yaml": stack, file: text, **more}
    return [each for each in findings(files) if each.code in OURS]


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ("{vars: {size: big}}", (4, 24), "'big' is not of type 'integer' (`vars.size`)"),
        ("{vars: {tags: {}}}", (4, 18), "'Team' is a required property (`vars.tags`)"),
        ("{vars: {colour: red}}", (4, 18), "the key `colour` is not allowed here (`vars.colour`)"),
    ],
)
def test_a_misfit_is_told_where_the_value_was_set(body: str, place: tuple[int, int], message: str) -> None:
    [found] = app(body)
    assert (found.code, found.message) == (Code.COMPONENT_SCHEMA, message)
    assert found.notes == (f"the schema `{FILE}` says so of app@dev",)
    assert found.place == ("stacks/deploy/dev.yaml", *place)


def test_what_is_required_and_set_nowhere_is_told_at_the_component() -> None:
    [found] = app("{settings: {a: 1}}", {"required": ["size"]})
    assert found.message == "'size' is a required property (`vars`)"
    assert found.primary is not None
    assert found.primary.span.line in (1, 4)


def test_a_line_that_many_instances_share_is_told_once() -> None:
    files = {
        **FOLDERS,
        FILE: json.dumps(SCHEMA),
        "stacks/catalog/app.yaml": "components: {terraform: {app: {vars: {size: big}}}}\n",
        **{f"stacks/deploy/{name}.yaml": f"import: [catalog/app]\nvars: {{stage: {name}}}\n" for name in ("a", "b", "c")},
    }  # fmt: skip
    [found] = [each for each in findings(files) if each.code in OURS]
    assert found.place[0] == "stacks/catalog/app.yaml"
    assert found.notes == (f"the schema `{FILE}` says so of app@a and 2 more instances",)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("{vars: {size: 3, tags: {Team: a}}}", id="it fits"),
        pytest.param("{vars: {size: !exec date}}", id="not known before a run"),
        pytest.param("{vars: {tags: {Team: !exec whoami}}}", id="required, and not known"),
        pytest.param("{vars: {size: big}, metadata: {enabled: false}}", id="disabled"),
        pytest.param("{vars: {size: big}, metadata: {type: abstract}}", id="abstract"),
        pytest.param("{vars: {size: big}, metadata: {component: net/vpc}}", id="another component folder"),
    ],
)
def test_nothing_is_said_of(body: str) -> None:
    assert app(body) == []


def test_the_name_is_that_of_the_component_folder_below_the_folder_of_its_type() -> None:
    nested = "schemas/components/net/vpc.schema.json"
    assert app("{vars: {size: big}, metadata: {component: net/vpc}}", file=nested) != []
    assert app("{vars: {size: big}, metadata: {component: vpc, component_folder_prefix: net}}", file=nested) != []


@pytest.mark.parametrize("secret", ["{vars: {size: !env TOKEN}}", '{vars: {size: "{{ env `TOKEN` }}"}}'])
def test_a_secret_is_not_held_against_a_schema(secret: str) -> None:
    project = OWN + "secrets: {env: [TOKEN]}\n"
    files = {
        **FOLDERS,
        "stackc.yaml": project,
        FILE: json.dumps(SCHEMA),
        "stacks/deploy/dev.yaml": f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {secret}}}}}\n",
    }
    assert [each for each in findings(files, TOKEN="hunter2hunter2") if each.code in OURS] == []


def test_nor_is_what_the_root_module_calls_sensitive() -> None:
    module = {"components/terraform/app/main.tf": 'variable "size" {\n  sensitive = true\n}\n'}
    assert app("{vars: {size: hunter2}}", **module) == []


@pytest.mark.parametrize(
    ("schema", "message", "line"),
    [
        pytest.param("{\n\n]", f"the schema `{FILE}` cannot be used: it is no JSON: ", 3, id="no JSON"),
        pytest.param({"type": 7}, f"the schema `{FILE}` cannot be used: it is no JSON Schema: ", 1, id="no schema"),
        pytest.param({"$ref": "b.json"}, f"the schema `{FILE}` cannot be used: `b.json` in it leads nowhere", 1, id="a reference"),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_told_once_in_its_file(schema: object, message: str, line: int) -> None:
    more = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n"}
    first, *others = app("{}", schema, **more)
    assert first.code is Code.COMPONENT_SCHEMA_UNUSABLE
    assert first.message.startswith(message)
    assert first.place[:2] == (FILE, line)
    assert {each.identity for each in others} <= {first.identity}


def test_a_schema_of_no_component_is_told_with_the_one_that_may_be_meant() -> None:
    [found] = app("{}", file="schemas/components/ap.schema.json")
    assert found.message == "there is no component `ap`, so this schema is held against nothing"
    assert found.help == "did you mean `app`?"


def test_a_component_without_an_instance_may_have_a_schema() -> None:
    assert app("{}", file="schemas/components/net/vpc.schema.json") == []


def test_an_instance_that_is_broken_is_not_held_against_it() -> None:
    assert app('{vars: {size: "{{ .nothing }}"}}', {"properties": {"size": {"type": "integer"}}}) == []


def test_a_folder_of_another_name_is_read_and_an_empty_one_is_none() -> None:
    body = "{vars: {size: big}}"
    elsewhere = OWN + "schemas: {components: {base_path: rules}}\n"
    assert app(body, file="rules/app.schema.json", **{"stackc.yaml": elsewhere}) != []
    assert app(body, **{"stackc.yaml": elsewhere.replace("rules", "''")}) == []


def test_a_folder_that_is_named_and_not_there_is_no_silence() -> None:
    [found] = app("{}", **{"stackc.yaml": OWN + "schemas: {components: {base_path: rule}}\n"})
    assert found.code is Code.COMPONENT_SCHEMA_UNUSABLE
    assert found.message == "there is no folder `rule` in the repository, so no component is held against a schema"


def test_beside_an_atmos_yaml_it_is_asked_for() -> None:
    body = "{vars: {size: big}}"
    asked = ATMOS + "stackc: {schemas: {components: {base_path: schemas/components}}}\n"
    assert app(body, **{"atmos.yaml": ATMOS}) == []
    assert app(body, **{"atmos.yaml": asked}) != []


def test_instances_can_be_asked_about_alone() -> None:
    files = {FILE: json.dumps(SCHEMA), "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: {size: x}}, other: {metadata: {component: app}}}}\n"
    )}  # fmt: skip
    compilation = compiled({**FOLDERS, **files})
    assert [each.code for each in component_misfits(compilation, [instance_of(compilation, "app", "dev")])] == [
        Code.COMPONENT_SCHEMA
    ]
    assert list(component_misfits(compilation, [instance_of(compilation, "other", "dev")])) == []
