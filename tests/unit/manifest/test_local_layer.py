"""Local files: what is laid over what, when they count, and what they may not say."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.source import Origin
from stackc.base.value import Append, Value, look_up, table_at
from stackc.merge.trace import trace
from tests.kit.compiled import ATMOS, compiled, instance_of
from tests.unit.manifest.merged import DEV, STAGE, manifest, said, told

LOCAL = "deploy/dev.local.yaml"
APP = "components: {terraform: {app: {vars: {size: 1, list: [a]}}}}\n"


def files(local: str, own: str = APP, **more: str) -> dict[str, str]:
    """A stack, its local file, and further manifests by name."""
    others = {f"stacks/{name.replace('__', '.')}.yaml": text for name, text in more.items()}
    return {f"stacks/{DEV}": STAGE + own, f"stacks/{LOCAL}": local, **others}


def app(found: Mapping[str, str], *path: str, **env: str) -> Value:
    """What the component ``app`` has at ``path``, as its manifest comes to it."""
    value = look_up(table_at(manifest(found, **env).table, "components", "terraform", "app"), path)
    assert isinstance(value, (dict, list, str, int, Append, type(None))), value
    return value


# --- what it is laid over


def test_what_a_local_file_says_goes_over_what_its_manifest_says() -> None:
    found = files("components: {terraform: {app: {vars: {size: 9, more: x}}}}\n")
    assert app(found, "vars") == {"size": 9, "list": ["a"], "more": "x"}
    assert said(found) == []


def test_it_goes_over_what_the_manifest_imports_as_well() -> None:
    found = files("components: {terraform: {app: {vars: {size: 9}}}}\n", "import: [catalog]\n", catalog=APP)
    assert app(found, "vars", "size") == 9


def test_it_comes_with_its_manifest_wherever_that_is_imported_and_loses_to_the_importer() -> None:
    local = "vars: {a: local, b: local}\ncomponents: {terraform: {app: {vars: {size: 9}}}}\n"
    found = files("", "import: [catalog]\nvars: {stage: dev, b: own}\n", catalog=APP, catalog__local=local)
    found[f"stacks/{DEV}"] = "import: [catalog]\nvars: {stage: dev, b: own}\n"
    assert manifest(found).table["vars"] == {"a": "local", "b": "own", "stage": "dev"}
    assert app(found, "vars", "size") == 9


def test_overrides_of_a_local_file_reach_whom_those_of_its_manifest_reach() -> None:
    found = files("overrides: {vars: {size: 9}}\n", "import: [catalog]\n", catalog=APP)
    assert app(found, "overrides") == {"vars": {"size": 9}}


def test_it_says_otherwise_what_the_overrides_of_its_manifest_say() -> None:
    found = files("overrides: {vars: {size: 9}}\n", APP + "overrides: {vars: {size: 2, a: 2}}\n")
    assert app(found, "overrides") == {"vars": {"size": 9, "a": 2}}


def test_its_values_are_told_to_come_from_it() -> None:
    merged = manifest(files("components: {terraform: {app: {vars: {size: 9}}}}\n"))
    path = ("components", "terraform", "app", "vars")
    assert trace(merged.fold, (*path, "size")) == Origin(f"stacks/{LOCAL}", (*path, "size"))
    assert trace(merged.fold, (*path, "list")) == Origin(f"stacks/{DEV}", (*path, "list"))


@pytest.mark.parametrize(
    ("own", "local", "expected"),
    [
        pytest.param("[a]", "[b]", ["b"], id="replaced"),
        pytest.param("[a]", "!append [b]", ["a", "b"], id="appended"),
        pytest.param("!append [a]", "!append [b]", Append(["a", "b"]), id="appended to what is appended"),
        pytest.param("!append [a]", "[b]", ["b"], id="replaces what is appended"),
        pytest.param("{a: 1}", "!append [b]", Append(["b"]), id="over something else"),
    ],
)
def test_lists_of_a_manifest_that_others_import_still_wait_for_what_is_below(
    own: str, local: str, expected: Value
) -> None:
    text = f"components: {{terraform: {{app: {{vars: {{list: {own}}}}}}}}}\n"
    other = f"components: {{terraform: {{app: {{vars: {{list: {local}}}}}}}}}\n"
    assert app(files(other, text), "vars", "list") == expected


def test_an_appended_list_is_kept_where_the_local_file_speaks_of_something_else() -> None:
    found = files("", "import: [base, more]\n", base=APP)
    found["stacks/more.yaml"] = "components: {terraform: {app: {vars: {list: !append [b]}}}}\n"
    found["stacks/more.local.yaml"] = "vars: {a: 1}\n"
    assert app(found, "vars", "list") == ["a", "b"]


def test_it_is_rendered_with_what_the_import_gives_and_with_its_own_locals() -> None:
    found = files("", "")
    found[f"stacks/{DEV}"] = "import: [{path: catalog, context: {n: 3}}]\n" + STAGE
    found["stacks/catalog.yaml"] = APP
    found["stacks/catalog.local.yaml"] = (
        'locals: {who: me}\ncomponents: {terraform: {app: {vars: {n: "{{ .n }}", who: "{{ .locals.who }}"}}}}\n'
    )
    assert app(found, "vars", "n") in (3, "3")
    assert app(found, "vars", "who") == "me"


# --- when it counts


@pytest.mark.parametrize("value", ["true", "1", "yes", "woodpecker"])
def test_in_a_pipeline_no_local_file_counts(value: str) -> None:
    assert app(files("components: {terraform: {app: {vars: {size: 9}}}}\n"), "vars", "size", CI=value) == 1


@pytest.mark.parametrize("value", ["", " ", "false", "False", "0"])
def test_a_variable_that_says_no_is_no_pipeline(value: str) -> None:
    assert app(files("components: {terraform: {app: {vars: {size: 9}}}}\n"), "vars", "size", CI=value) == 9


def test_whoever_asks_for_what_everybody_has_gets_it_without_local_files() -> None:
    compilation = compiled(files("components: {terraform: {app: {vars: {size: 9}}}}\n"))
    assert instance_of(compilation, "app", "dev").table("vars")["size"] == 9
    assert instance_of(compilation.shared(), "app", "dev").table("vars")["size"] == 1


def test_without_local_files_in_force_everybody_has_the_same() -> None:
    found = files("components: {terraform: {app: {vars: {size: 9}}}}\n")
    assert (compiled(found).shared() is compiled(found)) is False
    for compilation in (compiled(found, CI="1"), compiled({f"stacks/{DEV}": STAGE + APP})):
        assert compilation.shared() is compilation
        assert compilation.local.files == ()


def test_a_local_file_is_no_stack_even_where_it_does_not_count() -> None:
    local = "name: own\ncomponents: {terraform: {app: {}}}\n"
    for env in ({}, {"CI": "1"}):
        assert compiled(files(local), **env).manifests.top_level == (DEV,)


def test_in_an_atmos_project_it_is_a_manifest_like_any_other() -> None:
    found = {"atmos.yaml": ATMOS, **files("vars: {stage: other}\n" + APP)}
    assert compiled(found).manifests.top_level == (LOCAL, DEV)
    assert compiled(found).names() == ("dev", "other")


# --- what it may not say


@pytest.mark.parametrize(
    ("local", "place"),
    [
        ("import: [catalog]\n", "1:1"),
        ("name: mine\n", "1:1"),
        ("vars: {stage: mine}\n", "1:8"),
        ("vars: text\n", "1:1"),
        ("vars:\n", "1:1"),
        ("terraform: {vars: {stage: mine}}\n", "1:20"),
        ("terraform: {backend_type: s3}\n", "1:13"),
        ("terraform: {backend: {s3: {bucket: b}}}\n", "1:13"),
        ("terraform: {remote_state_backend_type: s3}\n", "1:13"),
        ("terraform:\n", "1:1"),
        ("components:\n", "1:1"),
        ("components: {terraform: }\n", "1:14"),
        ("components: {terraform: {app: }}\n", "1:26"),
        ("components: {terraform: {app: {metadata: {locked: false}}}}\n", "1:32"),
        ("components: {terraform: {app: {component: other}}}\n", "1:32"),
        ("components: {terraform: {app: {backend: {local: {path: x}}}}}\n", "1:32"),
        ("components: {terraform: {app: {remote_state_backend: {s3: {}}}}}\n", "1:32"),
        ("components: {terraform: {app: {source: {uri: x}}}}\n", "1:32"),
        ("components: {terraform: {app: {vars: {stage: mine}}}}\n", "1:39"),
        ("components: {terraform: {app: {overrides: {vars: {stage: mine}}}}}\n", "1:51"),
        ("overrides: {vars: {stage: mine}}\n", "1:20"),
        ("terraform: {overrides: {vars: {stage: !unset }}}\n", "1:32"),
        ("components: {terraform: {web: {}}}\n", "1:26"),
        ("components: {helmfile: {app: {}}}\n", "1:25"),
    ],
)
def test_what_names_a_stack_an_instance_or_a_state_is_refused_and_does_not_count(local: str, place: str) -> None:
    [found] = said(files(local))
    assert (found.code, told(found)[0]) == (Code.LOCAL_REFUSED, f"stacks/{LOCAL}:{place}")
    assert manifest(files(local)).table == manifest(files("")).table


def test_all_that_is_refused_is_said_and_the_rest_counts() -> None:
    local = "name: mine\nvars: {stage: mine, a: 1}\ncomponents: {terraform: {app: {metadata: {}, vars: {size: 9}}}}\n"
    assert [told(each)[0].rpartition("yaml:")[2] for each in said(files(local))] == ["3:32", "1:1", "2:8"]
    assert manifest(files(local)).table["vars"] == {"stage": "dev", "a": 1}
    assert app(files(local), "vars", "size") == 9


def test_a_stack_that_a_template_names_is_named_by_what_that_reads() -> None:
    project = 'stacks: {included_paths: ["deploy/**/*"], name_template: "{{ .vars.stage }}-{{ .settings.region }}"}\n'
    found = {"stackc.yaml": project, **files("settings: {region: us}\n", "settings: {region: eu}\n" + APP)}
    assert [(each.code, told(each)[0]) for each in said(found)] == [(Code.LOCAL_REFUSED, f"stacks/{LOCAL}:1:12")]
    assert compiled(found).names() == ("dev-eu",)


def test_a_component_of_an_import_is_no_new_one() -> None:
    found = files(
        "components: {terraform: {web: {vars: {a: 1}}}}\n", "import: [catalog]\n", catalog=APP.replace("app", "web")
    )
    assert said(found) == []


@pytest.mark.parametrize(
    "path", ["deploy/dev.local.yaml", "deploy/dev.local", "./dev.local.yaml", "../../stacks/deploy/dev.local.yaml"]
)
def test_nobody_imports_a_local_file_by_its_name(path: str) -> None:
    found = files("vars: {a: 1}\n", APP)
    found["stacks/deploy/other.yaml"] = f"import: [{path}]\nvars: {{stage: other}}\n"
    [diagnostic] = said(found, "deploy/other.yaml")
    assert (diagnostic.code, told(diagnostic)) == (
        Code.IMPORT_INVALID,
        ("stacks/deploy/other.yaml:1:10", "a local file"),
    )


def test_a_glob_of_an_import_passes_local_files_over() -> None:
    found = files("vars: {a: 1}\n", APP)
    found["stacks/other.yaml"] = "import: [deploy/*]\n"
    assert [each.manifest.file for each in manifest(found, "other.yaml").imports] == [f"stacks/{DEV}"]


def test_a_local_file_that_cannot_be_read_is_said_with_the_way_to_its_manifest() -> None:
    found = files("", "")
    found[f"stacks/{DEV}"] = "import: [catalog]\n" + STAGE
    found["stacks/catalog.yaml"], found["stacks/catalog.local.yaml"] = APP, "vars: {\n"
    compilation = compiled(found)
    [diagnostic] = compilation.manifests.diagnostics(compilation.manifests.of(DEV))
    assert diagnostic.code is Code.YAML_SYNTAX
    assert [str(span) for span in diagnostic.chain] == [f"stacks/{DEV}:1:10"]
