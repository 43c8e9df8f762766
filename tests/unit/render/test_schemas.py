"""The JSON Schemas of what is read and printed: made of the descriptions that the decoders read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.value import Table, look_up
from stackc.config.settings import IGNORED_SECTIONS, SETTINGS
from stackc.manifest.shape import MANIFEST
from stackc.render.answer_schemas import diagnostics_schema, graph_schema, index_schema
from stackc.render.schemas import SCHEMAS, main, manifest_schema, project_schema, schema_files

DRAFT = "https://json-schema.org/draft/2020-12/schema"
DEFERRED: Table = {"$ref": "#/$defs/deferred"}


# --- manifests


def test_a_manifest_has_every_key_of_the_language() -> None:
    schema = manifest_schema()
    assert (schema["$schema"], schema["title"], schema["type"]) == (DRAFT, "stack manifest", ["object", "null"])
    properties = schema["properties"]
    assert isinstance(properties, dict)
    assert properties.keys() == MANIFEST.keys.keys()
    assert "additionalProperties" not in schema


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("name",), {"description": "the name of the stack", "type": ["string", "null"]}, id="text"),
        pytest.param(("description",), {}, id="anything"),
        pytest.param(
            ("locals",),
            {"description": "names for this file alone", "anyOf": [{"type": ["object", "null"]}, DEFERRED]},
            id="a map",
        ),
        pytest.param(
            ("settings",),
            {"description": "settings of the compiler and of other tools", "$ref": "#/$defs/settings"},
            id="a shape with a name",
        ),
        pytest.param(
            ("env",),
            {"description": "environment variables", "anyOf": [{"type": "object"}, DEFERRED]},
            id="a section is never null",
        ),
        pytest.param(
            ("import",),
            {
                "description": "manifests this one is laid over, in order",
                "anyOf": [{"type": ["array", "null"], "items": {"$ref": "#/$defs/import"}}, DEFERRED],
            },
            id="a list",
        ),
    ],
)
def test_what_stands_at_a_position(path: tuple[str, ...], expected: Table) -> None:
    assert look_up(manifest_schema(), ("properties", *path)) == expected


def test_shapes_with_a_name_are_defined_once_and_sorted() -> None:
    definitions = manifest_schema()["$defs"]
    assert isinstance(definitions, dict)
    assert list(definitions) == sorted(definitions)
    assert {
        "deferred",
        "import",
        "settings",
        "component",
        "passed_through",
        "metadata",
        "overrides",
    } <= definitions.keys()
    assert all(definition != {} for definition in definitions.values())
    assert definitions["deferred"] == {
        "description": "a template, or a call of a function",
        "type": "string",
        "pattern": "\\{\\{|^!",
    }


def test_an_import_is_a_path_or_a_map_with_one() -> None:
    found = look_up(manifest_schema(), ("$defs", "import"))
    assert isinstance(found, dict)
    assert (found["type"], found["required"]) == (["object", "string"], ["path"])
    assert look_up(found, ("properties", "path")) == {"type": ["string", "null"]}


def test_choices_are_listed_with_null() -> None:
    found = look_up(manifest_schema(), ("$defs", "settings", "anyOf", 0, "properties", "list_merge_strategy"))
    assert found == {"anyOf": [{"type": ["string", "null"], "enum": ["replace", "append", "merge", None]}, DEFERRED]}


def test_flags_are_no_null() -> None:
    found = look_up(manifest_schema(), ("$defs", "metadata", "anyOf", 0, "properties", "enabled"))
    assert found == {"anyOf": [{"type": "boolean"}, DEFERRED]}


def test_components_are_those_of_their_type() -> None:
    components = look_up(manifest_schema(), ("properties", "components", "anyOf", 0, "properties"))
    assert isinstance(components, dict)
    inner = ("anyOf", 0, "additionalProperties")
    assert look_up(components["terraform"], inner) == {"$ref": "#/$defs/component"}
    assert look_up(components["helm"], inner) == {"$ref": "#/$defs/passed_through"}


# --- the project file


def test_every_setting_is_in_the_schema_of_the_project_file() -> None:
    schema = project_schema()
    assert (schema["title"], schema["type"], "$defs" in schema) == ("stackc.yaml", ["object", "null"], False)
    for setting in SETTINGS:
        path: list[str] = []
        for step in setting.path:
            path += ["properties", step]
        found = look_up(schema, tuple(path))
        assert isinstance(found, dict), setting.path
        assert (found["description"], found["default"]) == (setting.about, setting.default)
        assert found.get("enum") == ([*setting.choices, None] if setting.choices else None)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("string", {"type": ["string", "null"]}),
        ("boolean", {"type": ["boolean", "null"]}),
        ("integer", {"type": ["integer", "null"]}),
        ("strings", {"type": ["array", "string", "null"], "items": {"type": "string"}}),
        ("table", {"type": ["object", "null"]}),
    ],
)
def test_each_kind_of_setting_has_its_types(kind: str, expected: Table) -> None:
    setting = next(each for each in SETTINGS if each.kind == kind and not each.choices)
    path = tuple(step for each in setting.path for step in ("properties", each))
    found = look_up(project_schema(), path)
    assert found == {"description": setting.about, **expected, "default": setting.default}


def test_sections_that_only_others_read_hold_anything() -> None:
    properties = project_schema()["properties"]
    assert isinstance(properties, dict)
    ignored = IGNORED_SECTIONS - {setting.path[0] for setting in SETTINGS}
    assert ignored
    assert all(properties[name] == {"description": "not read by stackc"} for name in ignored)
    assert properties.keys() == {*ignored, *(setting.path[0] for setting in SETTINGS)}


def test_sections_of_settings_may_be_null() -> None:
    assert look_up(project_schema(), ("properties", "stacks", "type")) == ["object", "null"]


# --- what commands print


def keys_of(schema: object) -> tuple[list[str], list[str]]:
    """The keys a record may have, and those it must have; it has no others."""
    assert isinstance(schema, dict)
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    return list(properties), [str(each) for each in required]


def test_the_schema_of_diagnostics() -> None:
    schema = diagnostics_schema()
    assert schema["$schema"] == DRAFT
    assert keys_of(schema) == (["version", "diagnostics"],) * 2
    assert look_up(schema, ("properties", "version")) == {"const": 1}
    must = ["code", "severity", "title", "message", "primary", "related", "chain", "help", "notes"]
    assert keys_of(look_up(schema, ("$defs", "diagnostic"))) == ([*must, "fix", "preface", "facts"], must)
    span = ["file", "line", "column", "end_line", "end_column"]
    assert keys_of(look_up(schema, ("$defs", "span"))) == (span, span)
    assert keys_of(look_up(schema, ("$defs", "label"))) == ([*span, "text"], [*span, "text"])
    assert look_up(schema, ("$defs", "diagnostic", "properties", "severity")) == {"enum": ["error", "warning", "note"]}
    assert look_up(schema, ("$defs", "diagnostic", "properties", "code", "pattern")) == "^SC\\d{4}$"
    assert look_up(schema, ("$defs", "span", "properties", "line")) == {"type": "integer", "minimum": 1}


def test_the_schema_of_the_graph() -> None:
    schema = graph_schema()
    assert keys_of(schema) == (["version", "nodes", "edges", "waves"],) * 2
    node, edge = (look_up(schema, ("properties", name, "items")) for name in ("nodes", "edges"))
    assert keys_of(node) == (["id", "stack", "component", "type"],) * 2
    assert keys_of(edge) == (["from", "to", "kind", "file", "line"],) * 2


def test_the_schema_of_an_index() -> None:
    schema = index_schema()
    assert keys_of(schema) == (["version", "files"],) * 2
    assert look_up(schema, ("properties", "files", "additionalProperties", "pattern")) == "^[0-9a-f]{64}$"


# --- files


def test_every_schema_is_a_file_of_json() -> None:
    files = schema_files()
    assert files.keys() == {f"{name}.json" for name in SCHEMAS}
    assert all(json.loads(text)["$schema"] == DRAFT and text.endswith("}\n") for text in files.values())
    assert files["index.json"] == json.dumps(index_schema(), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_named_by_where_it_is_published(name: str) -> None:
    schema = SCHEMAS[name]()
    assert schema["$id"] == f"https://raw.githubusercontent.com/stackc/stackc/main/schemas/{name}.json"
    assert schema["title"]


def test_schemas_are_written_into_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "schemas"
    for _ in range(2):
        main(str(folder))
    assert {each.name: each.read_text(encoding="utf-8") for each in folder.iterdir()} == schema_files()
