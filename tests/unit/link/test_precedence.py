"""Which layer of a section wins, who is a layer of it at all, and what backends and settings add of their own."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.value import Call, Table, Unknown, Value
from stackc.manifest.sections import SECTIONS
from tests.unit.link.linked import app, linked, told

ALL = ("root", "type", "base", "component", "overrides")


def layered(section: str, values: Mapping[str, object]) -> Table:
    """A manifest that says something of ``section`` in the layers named."""

    def body(layer: str) -> dict[str, object]:
        return {section: values[layer]} if layer in values else {}

    base = {**body("base"), "metadata": {"type": "abstract", **_metadata(section, values, "base")}}
    own = {
        **body("component"),
        "metadata": {"inherits": ["base"], **_metadata(section, values, "component")},
        "overrides": body("overrides"),
    }
    return app(own, {**body("root"), "terraform": body("type")}, base=base)


def _metadata(section: str, values: Mapping[str, object], layer: str) -> Mapping[str, object]:
    said = values.get(layer)
    return said if section == "metadata" and isinstance(said, dict) else {}


# --- maps

LAYERS = [
    pytest.param("vars", ALL, id="vars"),
    pytest.param("settings", ALL, id="settings"),
    pytest.param("env", ALL, id="env"),
    pytest.param("auth", ALL, id="auth"),
    pytest.param("hooks", ALL, id="hooks"),
    pytest.param("generate", ALL, id="generate"),
    pytest.param("providers", ALL[1:], id="providers"),
    pytest.param("required_providers", ALL[2:], id="required providers"),
    pytest.param("provision", ("type", "base", "component"), id="provision"),
    pytest.param("dependencies", ("root", "type", "base", "component"), id="dependencies"),
    pytest.param("locals", ("base", "component"), id="locals"),
    pytest.param("retry", ALL[2:], id="retry"),
    pytest.param("secrets", ("root", "base", "component", "overrides"), id="secrets"),
    pytest.param("test", ("base", "component"), id="test"),
    pytest.param("mocks", ("base", "component"), id="mocks"),
    pytest.param("source", ("type", "base", "component"), id="source"),
]


@pytest.mark.parametrize(("section", "layers"), LAYERS)
def test_a_map_is_merged_from_the_layers_its_section_has_and_no_others(section: str, layers: tuple[str, ...]) -> None:
    component = linked(layered(section, {layer: {"k": layer, layer: 1} for layer in ALL}))
    own = {key: value for key, value in component.section(section).items() if key not in ("list_merge_strategy",)}
    assert own == {"k": layers[-1], **dict.fromkeys(layers, 1)}


@pytest.mark.parametrize(("section", "layers"), LAYERS)
def test_each_layer_wins_over_those_below_it(section: str, layers: tuple[str, ...]) -> None:
    for top in range(1, len(layers) + 1):
        component = linked(layered(section, {layer: {"k": layer} for layer in layers[:top]}))
        assert component.section(section)["k"] == layers[top - 1]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("vars", [(1, "root"), (2, "terraform"), (3, "bases / base `base`"), (4, "component")], id="vars"),
        pytest.param("providers", [(2, "terraform"), (3, "bases / base `base`"), (4, "component")], id="providers"),
        pytest.param("locals", [(3, "bases / base `base`"), (4, "component")], id="locals"),
    ],
)
def test_the_layers_of_a_value_are_called_by_their_names(section: str, expected: list[tuple[Value, str]]) -> None:
    values = {layer: {"k": number} for number, layer in enumerate(ALL, 1)}
    component = linked(layered(section, values))
    over: list[tuple[Value, str]] = [] if section == "locals" else [(5, "overrides")]
    assert told(component, section, "k") == [*expected, *over]


def test_metadata_are_merged_from_root_bases_and_component() -> None:
    values = {layer: {"custom": {"k": layer, layer: 1}} for layer in ("root", "base", "component")}
    component = linked(layered("metadata", values))
    assert component.metadata == {
        "custom": {"root": 1, "base": 1, "component": 1, "k": "component"},
        "inherits": ["base"],
    }


def test_neither_overrides_nor_the_type_have_metadata() -> None:
    values = {"type": {"custom": {"a": 1}}, "overrides": {"custom": {"b": 1}}}
    assert linked(layered("metadata", values)).metadata == {"inherits": ["base"]}


@pytest.mark.parametrize("section", ["source", "provision", "metadata"])
@pytest.mark.parametrize("setting", ["source", "metadata"])
def test_a_project_may_say_that_sources_or_metadata_are_not_inherited(section: str, setting: str) -> None:
    project = 'stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}", inherit: {' + setting + ": false}}\n"
    manifest = layered(section, {"base": {"custom": {"k": 1}}})
    component = linked(manifest, more={"stackc.yaml": project})
    is_kept = (section == "metadata") is (setting == "source")
    assert component.section(section).get("custom") == ({"k": 1} if is_kept else None)


def test_a_section_nobody_says_anything_of_is_empty() -> None:
    component = linked(app({}))
    names = ("vars", "hooks", "retry", "source", "locals")
    assert [component.section(name) for name in names] == [{} for _ in names]
    assert component.layers("vars") == ()


def test_sections_of_other_types_stay_empty_and_are_not_shown() -> None:
    manifest = {"components": {"helmfile": {"app": {"providers": {"a": 1}, "backend_type": "s3", "vars": {"b": 1}}}}}
    component = linked(manifest, kind="helmfile")
    assert (component.compiled["vars"], "providers" in component.compiled) == ({"b": 1}, False)


# --- what the project file says

PROJECT = "env: {k: project, p: 1}\nauth: {k: project, p: 1}\n"


@pytest.mark.parametrize("section", ["env", "auth"])
def test_what_the_project_file_says_is_below_everything(section: str) -> None:
    assert linked(app({}), own=PROJECT).section(section) == {"k": "project", "p": 1}
    over = linked(layered(section, {"root": {"k": "root"}}), own=PROJECT)
    assert over.section(section) == {"k": "root", "p": 1}
    assert told(over, section, "k") == [("project", "project"), ("root", "root")]
    assert told(over, section, "p") == [(1, "project")]


def test_the_project_file_says_nothing_of_variables() -> None:
    assert linked(app({}), own=PROJECT).section("vars") == {}


GITHUB = "integrations: {github: {runner: project, p: 1}}\n"


def test_what_the_project_file_says_of_github_is_below_the_settings() -> None:
    component = linked(app({"settings": {"integrations": {"github": {"runner": "own"}, "x": 1}, "y": 2}}), own=GITHUB)
    assert component.section("settings") == {"integrations": {"github": {"runner": "own", "p": 1}, "x": 1}, "y": 2}
    assert told(component, "settings", "integrations", "github", "p") == [(1, "project")]
    assert told(component, "settings", "integrations", "github", "runner")[-1] == ("own", "component")


def test_a_component_without_settings_is_told_of_github_as_well() -> None:
    expected = {"integrations": {"github": {"runner": "project", "p": 1}}}
    assert linked(app({}), own=GITHUB).section("settings") == expected


def test_without_github_in_the_project_file_settings_are_as_they_are_written() -> None:
    assert linked(app({"settings": {"a": 1}})).section("settings") == {"a": 1}


SPACELIFT = {"spacelift": {"workspace_enabled": True, "k": 1}, "a": 2}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({"type": "abstract"}, {"k": 1}, id="abstract"),
        pytest.param({"type": "real"}, {"workspace_enabled": True, "k": 1}, id="real"),
        pytest.param({}, {"workspace_enabled": True, "k": 1}, id="no type"),
    ],
)
def test_nobody_is_asked_to_deploy_an_abstract_component(metadata: Table, expected: Table) -> None:
    component = linked(app({"metadata": metadata, "settings": SPACELIFT}))
    assert component.section("settings") == {"spacelift": expected, "a": 2}


@pytest.mark.parametrize("spacelift", [{"k": 1}, "text", None], ids=["without the flag", "a text", "null"])
def test_other_settings_of_an_abstract_component_stay(spacelift: Value) -> None:
    component = linked(app({"metadata": {"type": "abstract"}, "settings": {"spacelift": spacelift}}))
    assert component.section("settings") == {"spacelift": spacelift}


# --- texts

TEXTS = [
    pytest.param("command", ("type", "base", "component", "overrides"), "terraform", id="command"),
    pytest.param("required_version", ("base", "component", "overrides"), "", id="required version"),
    pytest.param("backend_type", ("type", "base", "component"), "", id="backend type"),
    pytest.param("remote_state_backend_type", ("type", "base", "component"), "", id="remote state backend type"),
]


@pytest.mark.parametrize(("section", "layers", "default"), TEXTS)
def test_the_highest_text_counts(section: str, layers: tuple[str, ...], default: str) -> None:
    assert linked(app({})).compiled[section] == default
    for top in range(1, len(layers) + 1):
        component = linked(layered(section, dict(zip(layers[:top], layers, strict=False))))
        assert component.compiled[section] == layers[top - 1]


@pytest.mark.parametrize(("section", "layers", "default"), TEXTS)
def test_layers_that_a_text_does_not_have_say_nothing(section: str, layers: tuple[str, ...], default: str) -> None:
    others = {layer: layer for layer in ALL if layer not in layers}
    assert linked(layered(section, others)).compiled[section] == default


@pytest.mark.parametrize(("section", "layers", "default"), TEXTS)
def test_an_empty_text_says_nothing(section: str, layers: tuple[str, ...], default: str) -> None:
    values = {layers[-2]: "below", layers[-1]: ""}
    assert linked(layered(section, values)).compiled[section] == "below"


def test_the_command_of_the_project_is_the_default() -> None:
    own = "components: {terraform: {command: tofu}}\n"
    assert linked(app({}), own=own).compiled["command"] == "tofu"
    assert linked({"components": {"helmfile": {"app": {}}}}, kind="helmfile", own=own).compiled["command"] == "helmfile"


@pytest.mark.parametrize("section", ["command", "required_version", "backend_type"])
def test_a_text_may_be_a_call(section: str) -> None:
    component = linked(f"components: {{terraform: {{app: {{{section}: !env X}}}}}}\n")
    assert component.compiled[section] == Call("!env X")


def test_the_type_of_the_remote_state_is_that_of_the_backend_unless_it_is_given() -> None:
    component = linked(app({}, {"terraform": {"backend_type": "gcs"}}))
    assert component.compiled["remote_state_backend_type"] == "gcs"
    assert told(component, "remote_state_backend_type", "remote_state_backend_type") == [("gcs", "terraform")]
    other = linked(app({"remote_state_backend_type": "s3"}, {"terraform": {"backend_type": "gcs"}}))
    assert (other.compiled["backend_type"], other.compiled["remote_state_backend_type"]) == ("gcs", "s3")


# --- lists and calls


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("vars", [1, 2], id="the component decides"),
        pytest.param("retry", [2], id="the project alone decides"),
    ],
)
def test_whose_strategy_decides_on_lists(section: str, expected: list[Value]) -> None:
    values = {"base": {"l": [1]}, "component": {"l": [2]}}
    manifest = layered(section, values)
    manifest["settings"] = {"list_merge_strategy": "append"}
    assert linked(manifest).section(section)["l"] == expected


def test_the_lists_of_backends_go_by_the_projects_strategy() -> None:
    manifest = layered("backend", {"type": {"x": {"l": [1]}}, "component": {"x": {"l": [2]}}})
    manifest["settings"] = {"list_merge_strategy": "append"}
    manifest["terraform"] = {**dict(manifest["terraform"]), "backend_type": "x"}  # type: ignore[arg-type]
    own = "settings: {list_merge_strategy: append}\n"
    assert linked(manifest).section("backend") == {"l": [2]}
    assert linked(manifest, own=own).section("backend") == {"l": [1, 2]}


def test_calls_that_meet_values_are_decided_later() -> None:
    text = "components: {terraform: {base: {vars: {a: {x: 1}}}, app: {metadata: {inherits: [base]}, vars: {a: !exec y}}}}\n"
    component = linked(text)
    [deferred] = component.deferred("vars")
    assert (deferred.path, deferred.values) == (("a",), ({"x": 1}, Call("!exec y")))
    assert component.deferred("env") == ()


def test_calls_in_sections_that_do_not_defer_win_as_they_are() -> None:
    text = "terraform: {dependencies: {a: {x: 1}}}\ncomponents: {terraform: {app: {dependencies: {a: !exec y}}}}\n"
    component = linked(text)
    assert (component.deferred("dependencies"), component.section("dependencies")) == ((), {"a": Call("!exec y")})


# --- secrets


def test_a_declared_secret_has_the_scope_it_is_declared_in() -> None:
    values = {layer: {"vars": {layer: {"k": 1}}} for layer in ("root", "base", "component", "overrides")}
    component = linked(layered("secrets", values))
    assert component.section("secrets") == {
        "vars": {
            "root": {"scope": "stack", "k": 1},
            "base": {"scope": "instance", "k": 1},
            "component": {"scope": "instance", "k": 1},
            "overrides": {"scope": "instance", "k": 1},
        }
    }


# --- backends

S3: Table = {"bucket": "b", "workspace_key_prefix": "p"}


def backend(value: Table, type_: str | None = "s3", **body: object) -> Table:
    root: Table = {"terraform": {"backend": value, **({"backend_type": type_} if type_ is not None else {})}}
    return app(body, root)


@pytest.mark.parametrize("type_", [None, "", "gcs"], ids=["no type", "an empty type", "a type that has no settings"])
def test_settings_of_other_backend_types_are_left_out(type_: str | None) -> None:
    section = linked(backend({"s3": S3}, type_)).section("backend")
    assert section == ({"prefix": "app"} if type_ == "gcs" else {})


def test_the_settings_of_the_type_in_force_are_the_backend() -> None:
    manifest = backend({"s3": S3, "gcs": {"x": 1}}, "s3", backend={"s3": {"bucket": "own"}})
    assert linked(manifest).section("backend") == {"bucket": "own", "workspace_key_prefix": "p"}


def test_a_backend_type_that_is_a_call_has_settings_by_its_text() -> None:
    text = 'terraform: {backend_type: !env T, backend: {"!env T": {a: 1}, s3: {b: 1}}}\n'
    assert linked(text + "components: {terraform: {app: {}}}\n").section("backend") == {"a": 1}


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param({}, "net-app", id="the folder"),
        pytest.param({"component": "a/b"}, "a-b", id="another folder"),
        pytest.param({"name": "own/n", "component": "a/b"}, "own-n", id="a name"),
        pytest.param({"name": "", "component": "a/b"}, "a-b", id="an empty name"),
    ],
)
def test_states_are_told_apart_by_the_name_else_by_the_folder(metadata: Table, expected: str) -> None:
    manifest = {
        "terraform": {"backend_type": "s3", "backend": {"s3": {"bucket": "b"}}},
        "components": {"terraform": {"net/app": {"metadata": metadata}}},
    }
    component = linked(manifest, "net/app")
    assert component.section("backend") == {"bucket": "b", "workspace_key_prefix": expected}
    assert told(component, "backend", "workspace_key_prefix") == [(expected, "default")]
    assert told(component, "backend", "bucket")[-1][0] == "b"


def test_the_separator_of_prefixes_is_the_projects() -> None:
    own = 'components: {terraform: {workspace: {prefix_separator: "_"}}}\n'
    manifest = backend({"s3": {"bucket": "b"}}, metadata={"component": "a/b"})
    assert linked(manifest, own=own).section("backend")["workspace_key_prefix"] == "a_b"


@pytest.mark.parametrize(
    ("metadata", "atmos", "expected"),
    [
        pytest.param("{name: !env X}", False, Unknown("!env X"), id="a name"),
        pytest.param("{component: !env X}", False, Unknown("!env X"), id="a folder"),
        pytest.param("{name: n, component: !env X}", False, "n", id="a folder below a name"),
        pytest.param("{name: !env X}", True, "!env X", id="text may be called"),
    ],
)
def test_a_prefix_made_of_a_call_is_unknown(metadata: str, atmos: bool, expected: Value) -> None:
    text = (
        "terraform: {backend_type: gcs, backend: {gcs: {bucket: b}}}\n"
        f"components: {{terraform: {{app: {{metadata: {metadata}}}}}}}\n"
    )
    assert linked(text, atmos=atmos).section("backend")["prefix"] == expected


@pytest.mark.parametrize(
    ("shared", "own", "expected"),
    [
        pytest.param({}, {}, "app.terraform.tfstate", id="none"),
        pytest.param({"key": "k"}, {}, "k/app.terraform.tfstate", id="one of the type"),
        pytest.param({"key": "k"}, {"key": "own"}, "own", id="its own"),
        pytest.param({}, {"key": "own"}, "own", id="its own alone"),
        pytest.param({"key": "k"}, {"key": "k"}, "k", id="its own, which is that of the type"),
    ],
)
def test_the_key_of_an_azurerm_backend(shared: Table, own: Table, expected: str) -> None:
    manifest = backend({"azurerm": {"a": 1, **shared}}, "azurerm", backend={"azurerm": own})
    assert linked(manifest).section("backend") == {"a": 1, "key": expected}


def test_the_key_of_a_base_is_not_that_of_the_type() -> None:
    root: Table = {"terraform": {"backend_type": "azurerm", "backend": {"azurerm": {"key": "shared"}}}}
    base = {"backend": {"azurerm": {"key": "of the base"}}}
    manifest = app({"metadata": {"inherits": ["base"]}}, root, base=base)
    assert linked(manifest).section("backend") == {"key": "of the base"}


# --- remote state


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        pytest.param("backend", {"b": 2}, id="the types of a backend are merged as one"),
        pytest.param("remote_state_backend", {"a": 1, "b": 2}, id="each layer of a remote state is taken for itself"),
    ],
)
def test_whether_null_takes_away_the_settings_of_a_type(section: str, expected: Table) -> None:
    values = {"type": {"x": {"a": 1}}, "base": {"x": None}, "component": {"x": {"b": 2}}}
    manifest = layered(section, values)
    typed = manifest["terraform"]
    assert isinstance(typed, dict)
    typed["backend_type"] = "x"
    assert linked(manifest).section(section) == expected


def test_the_remote_state_is_the_backend_where_nothing_else_is_said() -> None:
    component = linked(backend({"s3": {"bucket": "b"}}))
    assert component.section("remote_state_backend") == {"bucket": "b", "workspace_key_prefix": "app"}
    assert component.fold("remote_state_backend") is component.fold("backend")


def test_the_remote_state_is_laid_over_the_backend() -> None:
    manifest = backend({"s3": {"bucket": "b"}}, remote_state_backend={"s3": {"role": "r"}, "gcs": {"x": 1}})
    expected = {"bucket": "b", "workspace_key_prefix": "app", "role": "r"}
    assert linked(manifest).section("remote_state_backend") == expected


def test_the_remote_state_of_another_type_has_nothing_of_the_backend() -> None:
    manifest = backend(
        {"s3": {"bucket": "b"}},
        remote_state_backend_type="gcs",
        remote_state_backend={"s3": {"role": "r"}, "gcs": {"x": 1}},
    )
    component = linked(manifest)
    assert component.section("remote_state_backend") == {"x": 1}
    assert component.section("backend") == {"bucket": "b", "workspace_key_prefix": "app"}


def test_without_a_backend_type_there_is_no_remote_state() -> None:
    assert linked(app({"remote_state_backend": {"s3": {"a": 1}}})).section("remote_state_backend") == {}


# --- what is shown


def test_every_section_of_the_type_is_shown_unless_it_is_only_shown_when_given() -> None:
    compiled = linked(app({})).compiled
    assert set(compiled) == {
        *(name for name, section in SECTIONS.items() if section.always),
        *("overrides", "component", "inheritance"),
    }


def test_sections_shown_only_when_given_are_there_when_the_component_or_the_root_gives_them() -> None:
    compiled = linked(app({"locals": {"a": 1}, "retry": {}}, {"dependencies": {"components": []}})).compiled
    assert (compiled["locals"], compiled["dependencies"], "retry" in compiled) == ({"a": 1}, {"components": []}, False)
