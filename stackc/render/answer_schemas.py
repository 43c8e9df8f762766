"""JSON Schemas of what commands print for other programs: as narrow as the answer is, open where it is the user's."""

from __future__ import annotations

from stackc.base.ids import COMPONENT_TYPES
from stackc.base.value import Table, Value
from stackc.graph.dependencies import CONTEXT
from stackc.manifest.sections import ABOUT, SECTIONS
from stackc.render.json_schema import POSITION, TEXT, TEXTS, VERSION, document, list_of, mapping, record

# --- findings

_SPAN: Table = {"file": TEXT, "line": POSITION, "column": POSITION, "end_line": POSITION, "end_column": POSITION}
_DIAGNOSTIC = record(
    {
        "code": {"type": "string", "pattern": "^SC\\d{4}$"},
        "severity": {"enum": ["error", "warning", "note"]},
        "title": TEXT,
        "message": TEXT,
        "primary": {"anyOf": [{"$ref": "#/$defs/label"}, {"type": "null"}]},
        "related": list_of({"$ref": "#/$defs/label"}),
        "chain": {"description": "imports that lead here, outermost first", **list_of({"$ref": "#/$defs/span"})},
        "help": {"type": ["string", "null"]},
        "notes": TEXTS,
    },
    {
        "fix": record({"title": TEXT, "edits": list_of(record({**_SPAN, "text": TEXT}))}),
        "preface": TEXTS,
        "facts": record({"columns": TEXTS, "rows": list_of(TEXTS)}),
    },
)


def diagnostics_schema() -> Table:
    """The schema of ``stackc validate --format json``."""
    body = record({"version": VERSION, "diagnostics": list_of({"$ref": "#/$defs/diagnostic"})})
    places: Table = {"span": record(_SPAN), "label": record({**_SPAN, "text": TEXT})}
    return document("diagnostics", "findings of stackc validate", body, {"diagnostic": _DIAGNOSTIC, **places})


def code_quality_schema() -> Table:
    """The schema of ``stackc validate --format gitlab``."""
    issue = record(
        {
            "check_name": {"type": "string", "pattern": "^SC\\d{4}$"},
            "description": TEXT,
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major"]},
            "location": record({"path": TEXT, "lines": record({"begin": POSITION, "end": POSITION})}),
        }
    )
    return document("code-quality", "findings of stackc validate for GitLab", list_of(issue))


def explanations_schema() -> Table:
    """The schema of ``stackc explain --format json``."""
    kind: Table = {"enum": ["compile", "check", "warning", "note"]}
    code: Table = {"type": "string", "pattern": "^SC\\d{4}$"}
    classes = record({"stackc": kind, "atmos": kind})
    page: Table = {"description": "the page, as Markdown; where one code was asked for", **TEXT}
    entry = record({"code": code, "title": TEXT, "classes": classes}, {"text": page})
    body = record({"version": VERSION, "codes": list_of(entry)})
    return document("explanations", "diagnostic codes of stackc explain", body)


def sections_schema() -> Table:
    """The schema of ``stackc explain SECTION --format json``."""
    entry = record(
        {
            "name": TEXT,
            "about": TEXT,
            "places": {"description": "where it may stand, the lowest first", **TEXTS},
            "types": {"description": "component types that have it, empty for all", **TEXTS},
            "merged": {"description": "how what stands in several places meets", **TEXT},
            "chapter": {"description": "the heading of its rules in language.md", **TEXT},
            "example": {"description": "a part of a manifest", **TEXT},
        }
    )
    body = record({"version": VERSION, "sections": list_of(entry)})
    return document("sections", "sections of the language, of stackc explain SECTION", body)


def variables_schema() -> Table:
    """The schema of ``stackc explain COMPONENT.vars --format json``."""
    text: Table = {"type": ["string", "null"]}
    flag: Table = {"type": "boolean"}
    names: Table = list_of({"description": "component@stack", **TEXT})
    place: Table = {"anyOf": [{"$ref": "#/$defs/span"}, {"type": "null"}]}
    setting = record(
        {
            "path": {"description": "a leaf of a map; empty for the whole variable", **TEXT},
            "value": {"description": "as the instances have it; what is sensitive is masked"},
            "place": place,
            "instances": names,
        }
    )
    variable = record(
        {
            "name": TEXT,
            "type": {"description": "null for any", **text},
            "description": text,
            "required": flag,
            "nullable": flag,
            "sensitive": flag,
            "validations": list_of(record({"condition": TEXT, "message": text})),
            "declared": {"$ref": "#/$defs/span"},
            "set": {"description": "values by the line that gives them", **list_of(setting)},
            "elsewhere": {"description": "where what is no manifest sets it, or may", **names},
            "unset": {"description": "where nobody sets it", **names},
        },
        {"default": {"description": "where it is a literal"}},
    )
    module = record(
        {
            "folder": TEXT,
            "instances": names,
            "variables": list_of({"$ref": "#/$defs/variable"}),
            "undeclared": {"description": "variables that instances have and the module does not declare", **TEXTS},
        }
    )
    body = record({"version": VERSION, "modules": list_of(module)})
    definitions: Table = {"variable": variable, "span": record(_SPAN)}
    return document("variables", "variables and who sets them, of stackc explain COMPONENT.vars", body, definitions)


# --- described stacks and instances

_SHOWN: dict[str, str] = {
    "backend": "the settings of the backend in force",
    "remote_state_backend": "the settings of the backend that others read the outputs from",
    "metadata": "what the instance is",
}
"""What an instance has under the name of a section, where that is something else than manifests write there."""


def _sections() -> Table:
    """Every section of a known component type; one that was not evaluated is the text of its call."""
    found: Table = {}
    for section in SECTIONS.values():
        about = _SHOWN.get(section.name, ABOUT[section.name])
        kind: Value = "string" if section.kind == "text" else ["object", "string"]
        found[section.name] = {"description": about, "type": kind}
    found["overrides"] = {"description": "the overrides that reach it", "type": "object"}
    found["inheritance"] = {"description": "the bases, the strongest first", **TEXTS}
    return found


def _identity() -> Table:
    info = record({"component_type": TEXT}, {"component_path": {"description": "its folder", **TEXT}})
    return {
        "atmos_component": {"description": "its name in the stack", **TEXT},
        "atmos_stack": {"description": "the name of the stack", **TEXT},
        "stack": {"description": "the name of the stack", **TEXT},
        "atmos_stack_file": {"description": "its manifest, as an import would name it", **TEXT},
        "atmos_manifest": {"description": "its manifest, as an import would name it", **TEXT},
        "component": {"description": "`metadata.component`, else its name", **TEXT},
        "component_info": info,
        "component_type": TEXT,
        "imports": {"description": "all files the manifest imports, sorted", **TEXTS},
        "spacelift_stack": TEXT,
        "atlantis_project": TEXT,
        "workspace": {"description": "the Terraform workspace", **TEXT},
    }


def _instance(*, known: bool) -> Table:
    """An instance of a type that we know, or of one whose sections may hold anything."""
    properties: Table = {**(_sections() if known else {}), **_identity()}
    return {"type": "object", "properties": dict(sorted(properties.items()))}


def component_schema() -> Table:
    """The schema of ``stackc describe component``, without ``--query``."""
    kinds: Table = {"properties": {"component_type": {"enum": list(COMPONENT_TYPES)}}}
    body: Table = {
        "type": "object",
        "required": ["atmos_component", "atmos_stack", "component_info", "component_type"],
        "if": kinds,
        "then": {"$ref": "#/$defs/instance"},
        "else": {"$ref": "#/$defs/foreign"},
    }
    definitions: Table = {"instance": _instance(known=True), "foreign": _instance(known=False)}
    return document("component", "one instance, of stackc describe component", body, definitions)


def stacks_schema() -> Table:
    """The schema of ``stackc describe stacks`` and of ``stackc describe STACK``."""
    types: Table = {kind: mapping({"$ref": "#/$defs/instance"}) for kind in COMPONENT_TYPES}
    components: Table = {
        "type": "object",
        "properties": types,
        "additionalProperties": mapping({"$ref": "#/$defs/foreign"}),
    }
    definitions: Table = {"instance": _instance(known=True), "foreign": _instance(known=False)}
    body = mapping(record({"components": components}))
    return document("stacks", "stacks by name, of stackc describe stacks and stackc describe STACK", body, definitions)


# --- dependents and what is affected

_ROW: Table = {
    "component": TEXT,
    "component_path": {"description": "the folder of its root module", **TEXT},
    "component_type": TEXT,
    "dependents": list_of({"$ref": "#/$defs/dependent"}),
    "included_in_dependents": {"description": "another row has it among its dependents", "type": "boolean"},
    "settings": {"description": "always empty", "type": "object"},
    "stack": TEXT,
    "stack_slug": {"description": "stack and component in one word", **TEXT},
}
_NAMED: Table = {
    **{name: {"description": "a context variable of the instance"} for name in CONTEXT},
    "spacelift_stack": TEXT,
    "atlantis_project": TEXT,
}
_DEPENDENT = record(_ROW, _NAMED)


def dependents_schema() -> Table:
    """The schema of ``stackc describe dependents``."""
    body = list_of({"$ref": "#/$defs/dependent"})
    return document("dependents", "who depends on an instance", body, {"dependent": _DEPENDENT})


def affected_schema() -> Table:
    """The schema of ``stackc describe affected``."""
    reason: Table = {
        "description": "a section that differs, or what else changed",
        "type": "string",
        "pattern": "^(stack\\..+|component|component\\.module|file|folder|deleted|deleted\\.stack)$",
    }
    row = record(
        {**_ROW, "affected": reason, "affected_all": {**list_of(reason), "minItems": 1}},
        {
            **_NAMED,
            "file": {"description": "the declared file that changed", **TEXT},
            "folder": {"description": "the declared folder that changed", **TEXT},
            "deleted": {"const": True},
            "deletion_type": {"enum": ["component", "stack"]},
        },
    )
    return document("affected", "what differs from a base", list_of(row), {"dependent": _DEPENDENT})


def matrix_schema() -> Table:
    """The schema of ``stackc describe affected --format matrix``."""
    row = record({"stack": TEXT, "component": TEXT, "component_path": TEXT, "component_type": TEXT})
    return document("matrix", "what differs from a base, for the matrix of a CI job", record({"include": list_of(row)}))


# --- questions

_VALUE: Table = {"description": "a value of the instance"}
_INSTANCE: Table = {"description": "component@stack, with the type in front if it is not terraform", **TEXT}
_PLACE: Table = {"anyOf": [{"$ref": "#/$defs/span"}, {"type": "null"}]}
_OPTIONAL: Table = {"type": ["string", "null"]}
_STATEMENT = record(
    {
        "value": _VALUE,
        "place": _PLACE,
        "layer": {"description": "the layer of its section that it stands in", **TEXT},
        "imported": {"description": "imports that lead there, outermost first", **list_of({"$ref": "#/$defs/span"})},
    }
)


def why_schema() -> Table:
    """The schema of ``stackc why INSTANCE PATH --format json``."""
    winner: Table = {"anyOf": [{"$ref": "#/$defs/statement"}, {"type": "null"}]}
    path: Table = {"description": "where it is in the instance", **TEXT}
    body = record(
        {
            "version": VERSION,
            "instance": _INSTANCE,
            "path": path,
            "value": _VALUE,
            "winner": winner,
            "beaten": {"description": "highest first", **list_of({"$ref": "#/$defs/statement"})},
            "reason": {"description": "why the winner beats the next one", **_OPTIONAL},
            "expression": {"description": "the template or call it is computed by", **_OPTIONAL},
            "reads": list_of(record({"name": TEXT, "place": _PLACE}, {"value": _VALUE})),
            "parts": list_of(record({"path": path, "value": _VALUE, "winner": winner})),
        }
    )
    definitions: Table = {"statement": _STATEMENT, "span": record(_SPAN)}
    return document("why", "why a value is what it is, of stackc why INSTANCE PATH", body, definitions)


def why_order_schema() -> Table:
    """The schema of ``stackc why INSTANCE --format json``."""
    wave: Table = {"type": "integer", "minimum": 0}
    step = record(
        {
            "instance": _INSTANCE,
            "wave": wave,
            "kind": {"description": "read: it needs the outputs", "enum": ["order", "read"]},
            "place": {"$ref": "#/$defs/span"},
            "after": list_of({"$ref": "#/$defs/step"}),
        }
    )
    body = record(
        {
            "version": VERSION,
            "instance": _INSTANCE,
            "wave": wave,
            "waves": wave,
            "after": list_of({"$ref": "#/$defs/step"}),
            "absent": {"description": "why it is not in the order", **_OPTIONAL},
            "place": _PLACE,
        }
    )
    definitions: Table = {"step": step, "span": record(_SPAN)}
    return document("why-order", "why an instance comes when it does, of stackc why INSTANCE", body, definitions)


def impact_schema() -> Table:
    """The schema of ``stackc impact --format json``."""
    path: Table = {"description": "where it is in the instance", **TEXT}
    leaf = record({"instance": _INSTANCE, "path": path, "value": _VALUE})
    beaten = record({"instance": _INSTANCE, "path": path, "winner": {"$ref": "#/$defs/statement"}})
    written = record(
        {"path": {"description": "where it is in the file", **TEXT}}, {"value": {"description": "as written"}}
    )
    body = record(
        {
            "version": VERSION,
            "file": TEXT,
            "line": {"anyOf": [POSITION, {"type": "null"}]},
            "written": list_of(written),
            "wins": list_of(leaf),
            "computed": list_of(leaf),
            "beaten": list_of(beaten),
            "whole": list_of(record({"instance": _INSTANCE, "reason": TEXT})),
        }
    )
    definitions: Table = {"statement": _STATEMENT, "span": record(_SPAN)}
    return document("impact", "what hangs on a line, of stackc impact", body, definitions)


# --- lists, graph, artifacts


LISTS: dict[str, Table] = {
    "stacks": {},
    "components": {
        "component": TEXT,
        "type": TEXT,
        "stacks": {"description": "how many have it", "type": "string", "pattern": "^\\d+$"},
    },
    "instances": {"instance": TEXT, "stack": TEXT, "component": TEXT, "type": TEXT},
    "imports": {"imported": TEXT, "by": TEXT},
    "files": {"file": TEXT, "role": {"enum": ["stack", "imported", "local", "unused"]}},
    "values": {
        "component": TEXT,
        "stack": TEXT,
        "type": TEXT,
        "path": {"description": "where it is in the instance", **TEXT},
        "value": {"description": "a list whole, a map by its values"},
        "file": {"description": "what gave it; null for what no file gives", "type": ["string", "null"]},
        "line": {"anyOf": [POSITION, {"type": "null"}]},
    },
}
"""The columns of each list; none of a list of names."""


def list_schema(things: str) -> Table:
    """The schema of ``stackc list THINGS``: a row an object, or the names alone."""
    columns = LISTS[things]
    rows = list_of(record(columns)) if columns else TEXTS
    return document(f"list-{things}", f"{things}, of stackc list {things}", rows)


def graph_schema() -> Table:
    """The schema of ``stackc graph --format json``."""
    instance: Table = {"description": "component@stack, with the type in front if it is not terraform", **TEXT}
    node = record({"id": instance, "stack": TEXT, "component": TEXT, "type": TEXT})
    edge = record(
        {
            "from": {"description": "comes after the other", "type": "string"},
            "to": TEXT,
            "kind": {"description": "read: it needs the outputs", "enum": ["order", "read"]},
            "file": TEXT,
            "line": POSITION,
        }
    )
    waves: Table = {"description": "instances that may run side by side", **list_of(TEXTS)}
    body = record({"version": VERSION, "nodes": list_of(node), "edges": list_of(edge), "waves": waves})
    return document("graph", "dependency graph of stackc graph", body)


def index_schema() -> Table:
    """The schema of the ``index.json`` that ``stackc build`` writes."""
    digest: Table = {"description": "SHA-256 of the file", "type": "string", "pattern": "^[0-9a-f]{64}$"}
    body = record({"version": VERSION, "files": mapping(digest)})
    return document("index", "index of stackc build", body)


def varfile_schema() -> Table:
    """The schema of ``stackc generate varfile``: what Terraform reads as variables, values by name."""
    return document("varfile", "variables of stackc generate varfile", {"type": "object"})


def backend_schema() -> Table:
    """The schema of ``stackc generate backend``: one backend, in Terraform's JSON syntax."""
    one: Table = {**mapping({"type": "object"}), "minProperties": 1, "maxProperties": 1}
    body = record({"terraform": record({}, {"backend": one, "cloud": {"type": "object"}})})
    return document("backend", "backend of stackc generate backend", body)


def providers_schema() -> Table:
    """The schema of ``stackc generate providers``: providers by name, in Terraform's JSON syntax."""
    body = record({"provider": {"type": "object"}})
    return document("providers", "providers of stackc generate providers", body)


def versions_schema() -> Table:
    """The schema of ``stackc generate versions``: what is required, in Terraform's JSON syntax; empty for nothing."""
    required = record({}, {"required_version": TEXT, "required_providers": {"type": "object"}})
    return document("versions", "requirements of stackc generate versions", record({}, {"terraform": required}))


# --- differences


def difference_schema() -> Table:
    """The schema of ``stackc diff --format json``."""
    instance: Table = {"description": "component@stack, with the type in front if it is not terraform", **TEXT}
    place: Table = {"anyOf": [record({"file": TEXT, "line": POSITION}), {"type": "null"}]}
    kinds: Table = {"description": "what the value is if it is no plain one", "enum": ["secret", "unknown"]}
    change = record(
        {
            "path": {"description": "led by the section, as jq writes it", **TEXT},
            "kind": {"enum": ["changed", "added", "removed"]},
            "instances": list_of(instance),
        },
        {"before": {}, "after": {}, "before_is": kinds, "after_is": kinds},
    )
    idle = record(
        {
            "path": TEXT,
            "instance": instance,
            "winning": {"description": "the value the instance has instead, null for none"},
            "same": {"description": "it is the value of the line", "type": "boolean"},
            "by": {"description": "the line it has it from", "$ref": "#/$defs/place"},
        }
    )
    cause = record(
        {
            "kind": {"enum": ["edited", "import", "follows", "place"]},
            "before": {"description": "the line in the base, or of the first", "$ref": "#/$defs/place"},
            "after": {"description": "the line now, or of the second", "$ref": "#/$defs/place"},
            "changes": list_of(change),
            "without_effect": {
                "description": "where the line changes nothing",
                **list_of(idle),
            },
        }
    )
    address: Table = {"description": "null for an address that cannot be told", "type": ["string", "null"]}
    edge = record({"kind": {"enum": ["added", "removed"]}, "from": instance, "to": instance})
    body = record(
        {
            "version": VERSION,
            "kind": {"enum": ["commits", "stacks", "instances"]},
            "before": {"description": "what was compared, as it was named", **TEXT},
            "after": TEXT,
            "causes": {"description": "the lines that make the difference", **list_of(cause)},
            "added": list_of(instance),
            "removed": list_of(instance),
            "moves": list_of(record({"instance": instance, "before": address, "after": address})),
            "edges": list_of(edge),
            "waves": {"description": "the affected instances in the order they are planned", **list_of(TEXTS)},
        }
    )
    return document("difference", "differences of stackc diff", body, {"place": place})
