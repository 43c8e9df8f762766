"""What is wrong with a component before anything is evaluated, and in which words it is told."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.link.inheritance import MAX_DEPTH
from stackc.link.mistakes import check_backends, check_depends_on
from stackc.manifest.sections import SECTIONS, has
from tests.unit.link.linked import FILE, app, at, linked, only

HEAD = "components:\n  terraform:\n    app:\n"


def wrong(body: str, kind: str = "terraform", name: str = "app") -> tuple[Diagnostic, ...]:
    """What is wrong with a component whose body is ``body``, flush left."""
    indented = "".join(f"      {line}\n" for line in body.splitlines())
    return linked(f"components:\n  {kind}:\n    {name}:\n{indented}", name, kind).diagnostics


# --- sections of the wrong kind


@pytest.mark.parametrize(
    ("body", "kind", "advice"),
    [
        pytest.param("", "null", "write `{}` for a component without settings of its own", id="null"),
        pytest.param(" text", "a string", None, id="text"),
        pytest.param(" [a]", "a list", None, id="list"),
        pytest.param(" 7", "a number", None, id="number"),
        pytest.param(" !env X", "a function", None, id="call"),
    ],
)
def test_a_component_must_be_a_map(body: str, kind: str, advice: str | None) -> None:
    found = only(linked(f"components:\n  terraform:\n    app:{body}\n"), Code.SECTION_KIND)
    assert found.message == (
        f"invalid app section: `components.terraform.app` must be a map, not {kind}, in the file `deploy/dev`"
    )
    assert (at(found.primary), found.help) == ((3, 5, f"this is {kind}"), advice)


MAPS = [name for name, section in SECTIONS.items() if section.kind not in ("text", "source")]
TEXTS = ["component", *(name for name, section in SECTIONS.items() if section.kind == "text")]


@pytest.mark.parametrize("section", [*MAPS, "overrides"])
def test_a_section_must_be_a_map(section: str) -> None:
    [found] = wrong(f"a: 1\n{section}: text")
    assert found.message == (
        f"invalid component {section} section: `components.terraform.app.{section}` must be a map, not a string, in the"
        " file `deploy/dev`"
    )
    assert (found.code, at(found.primary)) == (Code.SECTION_KIND, (5, 7, "this is a string"))
    assert wrong(f"{section}: {{}}") == ()


@pytest.mark.parametrize("section", TEXTS)
def test_a_text_must_be_a_string_or_a_call(section: str) -> None:
    [found] = wrong(f"{section}: [a]")
    assert found.message == (
        f"invalid component {section} section: `components.terraform.app.{section}` must be a string, not a list, in"
        " the file `deploy/dev`"
    )
    assert [each.code for each in wrong(f"{section}: text")] in ([], [Code.LEGACY_BASE_NOT_FOUND])
    assert [each.code for each in wrong(f"{section}: !env X")] in ([], [Code.LEGACY_BASE_NOT_FOUND])


def test_a_source_may_be_a_map_or_a_string() -> None:
    [found] = wrong("source: 7")
    assert found.message == (
        "invalid component source section: `components.terraform.app.source` must be a map or a string, not a number,"
        " in the file `deploy/dev`"
    )
    assert [wrong(f"source: {each}") for each in ("text", "{}", "!env X")] == [(), (), ()]


@pytest.mark.parametrize("section", ["vars", "command", "source"])
def test_null_is_neither(section: str) -> None:
    [found] = wrong(f"{section}:")
    assert found.message.endswith(", not null, in the file `deploy/dev`")
    assert found.help == "remove the key, or give it a value"


def test_a_key_that_is_no_section_may_be_anything() -> None:
    assert wrong("anything: 7\ndescription: [a]") == ()


@pytest.mark.parametrize("kind", ["helmfile", "packer", "ansible", "kubernetes", "helm", "container"])
def test_only_sections_a_type_has_are_looked_at_except_those_that_all_must_have_right(kind: str) -> None:
    for name, section in SECTIONS.items():
        expected = [] if section.kind == "map" and not has(section, kind) else [Code.SECTION_KIND]
        assert [each.code for each in wrong(f"{name}: [a]", kind)] == expected, name


def test_a_failed_include_was_reported_by_who_included_it() -> None:
    assert wrong("vars: !include ./missing.yaml") == ()
    assert len(wrong("vars: !env X")) == 1


def test_overrides_hold_maps() -> None:
    found = wrong("overrides:\n  vars: 7\n  settings: {}\n  env: [a]\n  other: 7\n  command: 7")
    assert [(each.message.split("`")[1], at(each.primary)) for each in found] == [
        ("components.terraform.app.overrides.env", (7, 9, "this is a list")),
        ("components.terraform.app.overrides.vars", (5, 9, "this is a number")),
    ]
    assert found[1].message == (
        "invalid component vars section: `components.terraform.app.overrides.vars` must be a map, not a number, in the"
        " file `deploy/dev`"
    )


@pytest.mark.parametrize("section", ["dependencies", "locals", "provision", "mocks"])
def test_sections_that_overrides_do_not_have_are_not_looked_at_there(section: str) -> None:
    assert wrong(f"overrides: {{{section}: 7}}") == ()


def test_sections_of_other_types_are_not_looked_at_in_overrides() -> None:
    assert wrong("overrides: {providers: 7}", "helmfile") == ()
    assert len(wrong("overrides: {providers: 7}")) == 1


def test_overrides_of_the_whole_file_are_told_at_the_file_and_not_at_each_component() -> None:
    text = "overrides: {vars: 7}\ncomponents: {terraform: {app: {}, own: {overrides: {vars: 8}}}}\n"
    component = linked(text)
    assert component.over == {"vars": 7}
    assert component.diagnostics == ()
    assert [each.code for each in component.manifest.diagnostics] == [Code.OVERRIDES_KIND]


@pytest.mark.parametrize("inherits", ["base", "{a: 1}", "[base, {a: 1}]", "[null]", "[7]", "null"])
def test_inherits_must_be_a_list_of_strings(inherits: str) -> None:
    text = f"{HEAD}      metadata:\n        inherits: {inherits}\n    base: {{}}\n"
    found = only(linked(text), Code.SECTION_KIND)
    assert "invalid component inherits section: `components.terraform.app.metadata.inherits` must be a list of" in (
        found.message
    )
    assert found.primary is not None
    assert (found.primary.span.line, found.primary.span.column) == (5, 9)


# --- bases


def test_a_base_that_is_not_there() -> None:
    text = f"{HEAD}      metadata:\n        inherits: [base, missing]\n    base: {{}}\n"
    found = only(linked(text), Code.BASE_NOT_FOUND)
    assert found.message == (
        "component not defined in any config files: the component `app` in the stack manifest `deploy/dev` inherits"
        " from `missing` (using `metadata.inherits`), but `missing` is not defined in any of the config files for the"
        " stack"
    )
    assert (at(found.primary), found.help) == ((5, 26, "no such component"), None)


def test_a_base_that_is_missing_to_a_base_is_told_there() -> None:
    text = (
        "components:\n  terraform:\n    app: {metadata: {inherits: [base]}}\n    base: {metadata: {inherits: [gone]}}\n"
    )
    found = only(linked(text), Code.BASE_NOT_FOUND)
    assert "the component `base` in the stack manifest `deploy/dev` inherits from `gone`" in found.message
    assert at(found.primary) == (4, 34, "no such component")


@pytest.mark.parametrize(
    ("more", "advice"),
    [
        pytest.param({}, "did you mean `basis`?", id="a near one"),
        pytest.param(
            {"stacks/catalog/x.yaml": "components: {terraform: {basiss: {}}}\n"},
            "`basiss` is defined in `catalog/x`; import it",
            id="one in a file",
        ),
        pytest.param(
            {f"stacks/catalog/{name}.yaml": "components: {terraform: {basiss: {}}}\n" for name in "abcd"},
            "`basiss` is defined in `catalog/a` and in `catalog/b` and in `catalog/c`; import it",
            id="many files",
        ),
        pytest.param(
            {"stacks/catalog/x.yaml": "components: {helmfile: {basiss: {}}}\n"},
            "did you mean `basis`?",
            id="one of another type",
        ),
    ],
)
def test_what_may_have_been_meant(more: dict[str, str], advice: str) -> None:
    component = linked(app({"metadata": {"inherits": ["basiss"]}}, basis={}), more=more)
    assert only(component, Code.BASE_NOT_FOUND).help == advice


def test_a_component_that_reaches_itself() -> None:
    text = f"{HEAD}      metadata: {{inherits: [base]}}\n    base: {{metadata: {{inherits: [app]}}}}\n"
    found = only(linked(text), Code.INHERITS_ITSELF)
    assert found.message == "circular inheritance: the component `app` inherits from itself through `base`"
    assert at(found.primary) == (5, 34, "leads back to the component")
    assert [at(label) for label in found.related] == [(4, 29, "`app` inherits from `base`")]


def test_a_component_that_names_itself() -> None:
    found = only(linked(f"{HEAD}      metadata: {{inherits: [app]}}\n"), Code.INHERITS_ITSELF)
    assert found.message == "circular inheritance: the component `app` inherits from itself through `app`"
    assert (at(found.primary), found.related) == ((4, 29, "leads back to the component"), ())


def test_a_circle_of_bases() -> None:
    text = (
        f"{HEAD}      metadata: {{inherits: [a]}}\n"
        "    a: {metadata: {inherits: [b]}}\n    b: {metadata: {inherits: [c]}}\n    c: {metadata: {inherits: [a]}}\n"
    )
    found = only(linked(text), Code.INHERITANCE_CYCLE)
    assert found.message == (
        "circular component inheritance detected: `app` → `a` → `b` → `c` → `a` in the stack `deploy/dev`"
    )
    assert at(found.primary) == (7, 31, "closes the circle")
    assert [at(label) for label in found.related] == [(5, 31, "inherits from `b`"), (6, 31, "inherits from `c`")]


def test_too_many_bases() -> None:
    bases = {f"c{n}": {"metadata": {"inherits": [f"c{n - 1}"]}} for n in range(1, MAX_DEPTH + 2)}
    component = linked(app({}, c0={}, **bases), f"c{MAX_DEPTH + 1}")
    found = only(component, Code.INHERITANCE_LIMIT)
    assert found.message == (
        f"the bases of the component `c{MAX_DEPTH + 1}` are more than 64 levels deep, or more than 1,000 ways lead to"
        " them"
    )
    assert found.primary is not None
    assert [label.text for label in (found.primary, *found.related)] == ["too many behind these", "one base too many"]


def test_too_many_bases_of_a_base_are_told_of_the_base() -> None:
    bases = {f"c{n}": {"metadata": {"inherits": [f"c{n - 1}"]}} for n in range(1, MAX_DEPTH + 3)}
    found = only(linked(app({}, c0={}, **bases), f"c{MAX_DEPTH + 2}"), Code.INHERITANCE_LIMIT)
    assert f"the component `c{MAX_DEPTH + 1}` " in found.message


def test_a_base_that_is_named_twice() -> None:
    text = f"{HEAD}      metadata:\n        inherits: [a, b, a]\n    a: {{}}\n    b: {{}}\n"
    found = only(linked(text), Code.BASE_TWICE)
    assert found.message == "the component `app` names the base `a` twice; what came between is lost"
    assert (at(found.primary), found.help) == ((5, 26, "named again"), "name each base once")


# --- the older way


def test_a_legacy_base_that_is_not_there() -> None:
    found = only(linked(f"{HEAD}      component: basiss\n    basis: {{}}\n"), Code.LEGACY_BASE_NOT_FOUND)
    assert found.message == (
        "the component `app` inherits from the base component `basiss` (using the `component:` attribute), but `basiss`"
        " is not defined in any of the YAML config files for the stack `deploy/dev`"
    )
    assert (at(found.primary), found.help) == ((4, 18, "no such component"), "did you mean `basis`?")


@pytest.mark.parametrize("kind", ["terraform", "helmfile"])
def test_a_legacy_base_that_is_only_a_folder_has_no_effect(kind: str) -> None:
    manifest = {"components": {kind: {"app": {"component": "network"}}}}
    component = linked(manifest, kind=kind, more={f"components/{kind}/network/main.tf": ""})
    found = only(component, Code.LEGACY_FOLDER_ONLY)
    assert found.message == "`component: network` of `app` names only a folder, so it has no effect"
    assert found.help == "write `metadata: {component: network}` to run in that folder"
    assert component.folder_name == "app"


def test_a_file_of_that_name_is_no_folder() -> None:
    component = linked(app({"component": "network"}), more={"components/terraform/network": ""})
    assert only(component, Code.LEGACY_BASE_NOT_FOUND).help is None


# --- backends


def backends(text: str) -> list[Diagnostic]:
    component, found = linked(text), list[Diagnostic]()
    check_backends(component, found.append)
    return found


TYPED = "terraform:\n  backend_type: {}\n  backend: {{{}}}\n  remote_state_backend: {{{}}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"


def test_a_backend_type_without_settings() -> None:
    [found] = backends(TYPED.format("s33", "s3: {a: 1}, gcs: {}", ""))
    assert found.message == (
        "backend_type does not match any key configured under backend: the component `app` in the stack manifest"
        " `deploy/dev` has backend_type `s33`, but backend holds `gcs`, `s3`"
    )
    assert (found.code, at(found.primary), found.help) == (
        Code.BACKEND_TYPE,
        (2, 17, "this type"),
        "did you mean `s3`?",
    )


def test_a_remote_state_of_a_type_without_settings() -> None:
    [found] = backends(TYPED.format("s3", "s3: {a: 1}", "gcs: {a: 1}"))
    assert found.message == (
        "remote_state_backend_type does not match any key configured under remote_state_backend: the component `app`"
        " in the stack manifest `deploy/dev` has remote_state_backend_type `s3`, but remote_state_backend holds `gcs`"
    )
    advice = "write `gcs`, or add `remote_state_backend.s3`"
    assert (at(found.primary), found.help) == ((2, 17, "this type"), advice)


@pytest.mark.parametrize(
    ("type_", "backend"),
    [
        pytest.param("s3", "s3: {a: 1}", id="settings of the type"),
        pytest.param("s3", "s3: {}, gcs: {a: 1}", id="empty settings of the type"),
        pytest.param("s3", "", id="no settings"),
        pytest.param("''", "s3: {a: 1}", id="no type"),
    ],
)
def test_backends_without_fault(type_: str, backend: str) -> None:
    assert backends(TYPED.format(type_, backend, "")) == []


def test_settings_of_all_layers_count() -> None:
    text = (
        "terraform: {backend_type: s3, backend: {gcs: {a: 1}}}\n"
        "components: {terraform: {app: {backend: {s3: {a: 1}}}}}\n"
    )
    assert backends(text) == []


def test_a_type_nobody_wrote_is_told_at_the_component() -> None:
    text = "components:\n  terraform:\n    app:\n      backend_type: s4\n      backend: {s3: {a: 1}}\n"
    [found] = backends(text)
    assert at(found.primary) == (4, 21, "this type")


# --- dependencies


def depends_on(written: str, *, atmos: bool = False) -> list[Diagnostic]:
    component = linked(f"{HEAD}      settings:\n        depends_on: {written}\n", atmos=atmos)
    found: list[Diagnostic] = []
    check_depends_on(component, found.append)
    return found


@pytest.mark.parametrize(
    ("written", "kind"), [("[a]", "a list"), ("text", "a string"), ("7", "a number"), ("true", "a boolean")]
)
def test_dependencies_in_settings_must_be_a_map(written: str, kind: str) -> None:
    [found] = depends_on(written)
    assert found.message == (
        f"invalid dependency of `app`: `settings.depends_on` must be a map with any keys, not {kind}"
    )
    assert (found.code, at(found.primary)) == (Code.DEPENDENCY_INVALID, (5, 21, f"this is {kind}"))
    assert found.help == "write `1: {component: NAME}` for each"


@pytest.mark.parametrize("written", ["null", "{}", "{1: {component: a}}", "!env X"])
def test_maps_null_and_calls_are_no_mistake(written: str) -> None:
    assert depends_on(written) == []


def test_text_that_spells_a_call_is_one_in_the_atmos_dialect_only() -> None:
    assert depends_on("'!env X'", atmos=True) == []
    assert len(depends_on("'!env X'")) == 1


def test_the_file_is_named_as_the_world_names_it() -> None:
    [found] = depends_on("7")
    assert found.primary is not None
    assert found.primary.span.file == FILE
