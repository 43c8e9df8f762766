"""All findings of a repository: what is said once, where, and of what nothing is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.check.findings import check_repository
from stackc.graph.graph import build_graph
from tests.kit.build import place, places
from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.compiled import ATMOS, compiled, findings

LOSSES = [
    pytest.param("componets: {terraform: {web: {}}}\n", id="components"),
    pytest.param("imports: [catalog/none]\n", id="import"),
    pytest.param("components: {terrafrom: {web: {}}, terraform: {app: {}}}\n", id="a type"),
    pytest.param("components: {terraform: {app: {metadata: {tpye: abstract}}}}\n", id="a type of component"),
    pytest.param("components: {terraform: {app: {settings: {depend_on: {1: {component: web}}}}}}\n", id="edges"),
    pytest.param("components: {terraform: {app: {depends_on: {1: {component: web}}}}}\n", id="edges, elsewhere"),
    pytest.param("components: {terraform: {app: {dependancies: {}}}}\n", id="edges, the newer form"),
]
OTHERS = [
    pytest.param("components: {script: {}, terraform: {app: {}}}\n", id="another type"),
    pytest.param("components: {terraform: {app: {metadata: {type: base}}}}\n", id="another word"),
    pytest.param("components: {terraform: {app: {odd: 1}}}\n", id="another key"),
]
BODIES = [
    pytest.param("components: {script: {job: {vars: {a: 1}, odd: 1}}, terraform: {app: {}}}\n", id="another type"),
    pytest.param("components: {terraform: {app: {odd: {a: 1}}}}\n", id="another section"),
    pytest.param("odd: [1]\n", id="another root key"),
]


def repository(root: Path, text: str, project: str, extra: str = "") -> str:
    app = "" if "app:" in text else "components: {terraform: {app: {}}}\n"
    files = {
        project: PROJECT.replace("stacks: {", "stacks: {base_path: stacks, ") + extra,
        "components/terraform/app/main.tf": "",
        "stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + app + text,
    }
    return str(write_files(root, files))


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", LOSSES)
def test_a_key_that_would_hold_instances_or_edges_fails_validation(text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), "validate")
    assert (said.code, said.err.count("\nerror["), said.err[:14]) == (1, 0, "error[SC0219]:")
    assert said.out.endswith(": 1 error in 1 file\n")


@pytest.mark.parametrize(("project", "code"), [("stackc.yaml", 1), ("atmos.yaml", 0)])
@pytest.mark.parametrize("text", BODIES)
def test_what_is_lost_below_an_unknown_key_is_an_error_in_our_own_dialect(
    text: str, project: str, code: int, tmp_path: Path
) -> None:
    said = run_here("-C", repository(tmp_path, text, project), "validate")
    assert (said.code, said.err.count("[SC0221]"), said.err.count("error[")) == (code, 1, code)


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", OTHERS)
def test_any_other_unknown_key_is_a_warning(text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), "validate")
    assert (said.code, said.err.count("warning["), said.err.count("error[")) == (0, 1, 0)


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", [*LOSSES, *OTHERS])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["describe", "stacks"], id="describe stacks"),
        pytest.param(["describe", "component", "app", "-s", "dev"], id="describe component"),
        pytest.param(["generate", "varfile", "app", "-s", "dev"], id="generate"),
        pytest.param(["build", "-o", "out"], id="build"),
    ],
)
def test_no_other_command_fails_for_it(words: list[str], text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), *words)
    assert (said.code, said.err.count("error[")) == (0, 0)


@pytest.mark.parametrize(
    ("project", "extra"),
    [
        pytest.param("stackc.yaml", "diagnostics: {severity: {SC0219: warning}}\n", id="ours"),
        pytest.param("atmos.yaml", "stackc: {diagnostics: {severity: {SC0219: warning}}}\n", id="atmos"),
    ],
)
def test_the_project_may_make_it_a_warning(project: str, extra: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, "componets: {}\n", project, extra), "validate")
    assert (said.code, said.err[:16]) == (0, "warning[SC0219]:")


DEV = "stacks/deploy/dev.yaml"
MIXINS = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}", variables_only: ["mixins/**"]}\n'
EXCLUDING = 'stacks: {included_paths: ["deploy/*"], excluded_paths: [PATHS], name_pattern: "{stage}"}\n'


def app(body: str, kind: str = "terraform", above: str = "") -> dict[str, str]:
    """A stack with one component, whose body begins in column 32 of line 2 (terraform)."""
    return {DEV: f"vars: {{stage: dev}}\ncomponents: {{{kind}: {{app: {{{body}}}}}}}\n{above}"}


def messages(files: Mapping[str, str]) -> list[str]:
    return [found.message for found in findings(files)]


# --- files


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param("idle.yaml", "vars: 1\n", [(Code.SCHEMA, "1:7")], id="wrong kind"),
        pytest.param("idle.yml", "vars: 1\n", [(Code.SCHEMA, "1:7")], id="the other ending"),
        pytest.param("idle.yaml", "import: [gone]\n", [(Code.IMPORT_NOT_FOUND, "1:10")], id="import of nothing"),
        pytest.param("idle.yaml", "vars: {}\nodd: 1\n", [(Code.ROOT_KEY, "2:1")], id="unknown key"),
        pytest.param("idle.yaml", "vars: {\n", [(Code.YAML_SYNTAX, "1:8")], id="no YAML"),
        pytest.param("idle.yaml", "apiVersion: v1\nkind: Pod\n", [], id="another tool's"),
        pytest.param("idle.txt", "vars: 1\n", [], id="another ending"),
    ],
)
def test_a_file_that_no_stack_reaches_is_checked_by_itself(
    name: str, text: str, expected: list[tuple[Code, str]]
) -> None:
    assert places(findings({f"stacks/catalog/{name}": text, **app("")})) == expected


@pytest.mark.parametrize(
    ("pattern", "file", "silent"),
    [
        pytest.param("**/old*", "catalog/old.yaml", True, id="excluded"),
        pytest.param("**/old*", "catalog/new.yaml", False, id="not excluded"),
        pytest.param("**/_defaults.yaml", "catalog/_defaults.yaml", False, id="defaults count"),
        pytest.param("catalog/**", "catalog/_defaults.yaml", True, id="defaults in an excluded folder"),
    ],
)
def test_a_file_that_no_stack_reaches_may_be_excluded(pattern: str, file: str, silent: bool) -> None:
    project = EXCLUDING.replace("PATHS", f"'{pattern}'")
    found = places(findings({"stackc.yaml": project, f"stacks/{file}": "vars: 1\n", **app("")}))
    assert found == ([] if silent else [(Code.SCHEMA, "1:7")])


def test_a_file_that_a_stack_reaches_counts_even_if_it_is_excluded() -> None:
    project = EXCLUDING.replace("PATHS", "'catalog/**'")
    files = {"stackc.yaml": project, "stacks/catalog/old.yaml": "odd: 1\nvars: {}\n"}
    assert messages({**files, **app("", above="import: [catalog/old]\n")}) == [
        "unknown key `odd` in a manifest; it has no effect"
    ]


def test_a_file_that_is_reached_is_not_reported_twice() -> None:
    files = {"stacks/catalog/base.yaml": "vars: {}\nodd: 1\n", **app("", above="import: [catalog/base]\n")}
    assert places(findings(files)) == [(Code.ROOT_KEY, "2:1")]


# --- mixins


def test_a_component_in_a_mixin_is_reported() -> None:
    files = {"stackc.yaml": MIXINS, "stacks/mixins/m.yaml": "components: {terraform: {web: {}}}\n", **app("")}
    [found] = findings(files)
    assert place(found) == (Code.COMPONENT_IN_MIXIN, "1:26")


def test_a_mixin_that_imports_components_at_any_depth_is_reported() -> None:
    files = {
        "stackc.yaml": MIXINS,
        "stacks/mixins/m.yaml": "import: [catalog/plain, catalog/a]\n",
        "stacks/catalog/plain.yaml": "vars: {b: 1}\n",
        "stacks/catalog/a.yaml": "import: [catalog/b]\n",
        "stacks/catalog/b.yaml": "components: {terraform: {web: {}}}\n",
        **app("", above="import: [mixins/m]\n"),
    }
    [found] = findings(files)
    assert place(found) == (Code.MIXIN_IMPORTS_COMPONENTS, "1:25")
    assert found.message == "the mixin `mixins/m.yaml` imports `catalog/a`, which holds components"
    assert found.help == "import it in the manifest that deploys it"


@pytest.mark.parametrize(
    ("project", "body"),
    [
        pytest.param(MIXINS, "components: {terraform: {}}\n", id="no component"),
        pytest.param(MIXINS, "import: [catalog/plain]\n", id="variables alone"),
        pytest.param(MIXINS.replace("mixins/**", "other/**"), "import: [catalog/web]\n", id="no mixin"),
        pytest.param(MIXINS.replace(', variables_only: ["mixins/**"]', ""), "import: [catalog/web]\n", id="no rule"),
    ],
)
def test_what_brings_no_component_into_everything_is_fine(project: str, body: str) -> None:
    files = {
        "stackc.yaml": project,
        "stacks/mixins/m.yaml": body,
        "stacks/catalog/plain.yaml": "vars: {b: 1}\n",
        "stacks/catalog/web.yaml": "components: {terraform: {web: {}}}\n",
        **app("", above="import: [mixins/m]\n"),
    }
    assert findings(files) == []


def test_a_mixin_is_silent_where_the_duplicate_is_reported() -> None:
    files = {
        "stackc.yaml": MIXINS,
        "stacks/mixins/m.yaml": "import: [catalog/b]\n",
        "stacks/catalog/b.yaml": "components: {terraform: {web: {}}}\n",
        "stacks/deploy/dev.yaml": "import: [mixins/m]\nvars: {stage: dev}\n",
        "stacks/deploy/dev2.yaml": "import: [mixins/m]\nvars: {stage: dev}\n",
    }
    [found] = findings(files)
    assert (found.code, found.place) == (Code.DUPLICATE_COMPONENT, ("stacks/mixins/m.yaml", 1, 10))


def test_a_component_in_a_mixin_is_said_once_for_all_stacks_that_it_doubles() -> None:
    files = {"stackc.yaml": MIXINS, "stacks/mixins/m.yaml": "components: {terraform: {web: {}}}\n"}
    files |= {
        f"stacks/deploy/{stage}{at}.yaml": f"import: [mixins/m]\nvars: {{stage: {stage}}}\n"
        for stage in ("dev", "prod")
        for at in "ab"
    }
    [found] = findings(files)
    assert (found.code, found.place) == (Code.DUPLICATE_COMPONENT, ("stacks/mixins/m.yaml", 1, 26))
    assert found.notes == ("the same in `prod`",)


def test_an_import_that_is_indented_deeper_is_said_at_its_own_line() -> None:
    items = "  - catalog/web\n    - catalog/app\n"
    files = {f"stacks/catalog/{name}.yaml": f"components: {{terraform: {{{name}: {{}}}}}}\n" for name in ("app", "web")}
    [found] = findings({**files, DEV: f"import:\n{items}vars: {{stage: dev}}\n"})
    assert (found.code, found.place) == (Code.IMPORT_NOT_FOUND, (DEV, 3, 7))
    assert found.help == "indent it like the other items"


ABSTRACT = "it belongs below `metadata`: `metadata.type`"
BESIDE = "a component stands beside `app`, not below it: indent it less"
WITHOUT = "overrides are for all components of this file: write the sections of `app` without it"


@pytest.mark.parametrize(
    ("body", "where", "advice"),
    [
        pytest.param("app: {type: abstract}", "2:32", ABSTRACT, id="abstract beside metadata"),
        pytest.param("app: {metadata: {abstract: true}}", "2:43", "write `type: abstract`", id="abstract as a key"),
        pytest.param("app: {environment: {A: b}}", "2:32", "did you mean `env`?", id="the environment"),
        pytest.param("app: {web: {vars: {a: 1}}}", "2:32", BESIDE, id="a component in a component"),
    ],
)
def test_what_a_component_loses_is_told_its_place(body: str, where: str, advice: str) -> None:
    [found] = findings({DEV: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{body}}}}}\n"})
    assert (place(found), found.help) == ((Code.MISSPELT_KEY, where), advice)


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        pytest.param("app: {vars: {a: 1}}", WITHOUT, id="a component"),
        pytest.param("var: {a: 1}", "did you mean `vars`?", id="a section"),
    ],
)
def test_what_overrides_do_not_take_is_lost(body: str, advice: str) -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n"
    [found] = findings({DEV: f"{text}overrides: {{{body}}}\n"})
    assert (place(found), found.help) == ((Code.MISSPELT_KEY, "3:13"), advice)


def test_variables_that_are_not_indented_are_told_and_not_that_there_are_none() -> None:
    text = "vars: {stage: dev}\ncomponents:\n  terraform:\n    app:\n      vars:\n      size: 3\n"
    files = {"components/terraform/app/main.tf": 'variable "size" { default = 1 }\n'}
    assert places(findings({**files, DEV: text})) == [(Code.MISSPELT_KEY, "6:7")]


def test_settings_of_a_backend_without_its_type_are_one_finding() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n"
    flat = "terraform: {backend_type: s3, backend: {bucket: b, key: k, region: r}}\n"
    found = findings({DEV: text + flat})
    assert {(place(each), each.help) for each in found} == {((Code.BACKEND_TYPE, "3:41"), "indent them below `s3:`")}


def test_settings_of_a_backend_that_nobody_chose_are_one_finding() -> None:
    flat = "terraform: {backend: {bucket: b, key: k}}\n"
    [found] = findings({DEV: "vars: {stage: dev}\ncomponents: {terraform: {app: {}}}\n" + flat})
    assert (place(found), found.help) == ((Code.SCHEMA, "3:23"), "indent them below the type, such as `s3:`")


# --- imports


TEMPLATE = "components:\n  terraform:\n    app:\n      vars:\n        color: {{ .color }}\n"


@pytest.mark.parametrize(
    ("entry", "where", "label", "advice"),
    [
        pytest.param("catalog/a", (2, 5), "imported without a context, which gives no `color`", None, id="no context"),
        pytest.param("{path: catalog/a, context: {size: 1}}", (2, 23), "gives no `color`", None, id="another key"),
        pytest.param(
            *("{path: catalog/a, context: {colour: red}}", (2, 33), "not `color`", "did you mean `color`?"),
            id="misspelt",
        ),
        pytest.param(
            *("{path: catalog/a, color: red, size: 1}", (2, 23), "stands beside `path`"),
            "what the imported file reads belongs below `context`",
            id="beside the path",
        ),
    ],
)
def test_what_a_template_misses_is_a_matter_of_its_import(
    entry: str, where: tuple[int, int], label: str, advice: str | None
) -> None:
    text = f"import:\n  - {entry}\nvars: {{stage: dev}}\n"
    [found] = findings({DEV: text, "stacks/catalog/a.yaml.tmpl": TEMPLATE})
    assert found.primary is not None
    assert (found.code, found.place, found.primary.text) == (Code.MANIFEST_MISSING_KEY, (DEV, *where), label)
    assert found.help == (advice or "give it: `context: {color: …}`")


def test_a_context_that_is_no_map_is_told_once() -> None:
    text = "import:\n  - {path: catalog/a, context: [color]}\nvars: {stage: dev}\n"
    [found] = findings({DEV: text, "stacks/catalog/a.yaml.tmpl": TEMPLATE})
    assert found.code is Code.IMPORT_INVALID
    assert found.message.endswith("`context` must be a map, not a list")


def test_each_import_of_a_template_is_told_by_itself() -> None:
    given = "{path: catalog/a, context: {color: red}}"
    text = f"import:\n  - {given}\n  - {{path: catalog/a, context: {{a: 1}}}}\nvars: {{stage: dev}}\n"
    found = findings({DEV: text, "stacks/catalog/a.yaml.tmpl": TEMPLATE})
    assert {each.place for each in found} == {(DEV, 3, 23)}


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        pytest.param("./catalog/web", "did you mean `catalog/web`?", id="from here"),
        pytest.param("../../catalog/web", "did you mean `catalog/web`?", id="from above"),
        pytest.param("catalog", "import a file of it: `catalog/web`", id="a folder"),
    ],
)
def test_an_import_that_leads_nowhere_is_told_what_it_could_name(path: str, advice: str) -> None:
    files = {"stacks/catalog/web.yaml": "components: {terraform: {web: {}}}\n"}
    [found] = findings({**files, DEV: f"import: ['{path}']\nvars: {{stage: dev}}\n"})
    assert (found.code, found.help) == (Code.IMPORT_NOT_FOUND, advice)


def test_a_folder_that_is_named_from_the_root_is_told_by_its_name() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {metadata: {component: components/terraform/app}}}}\n"
    [found] = findings({DEV: text, "components/terraform/app/main.tf": ""})
    assert (found.code, found.help) == (Code.COMPONENT_FOLDER, "did you mean `app`?")


# --- names and duplicates


def test_a_stack_without_a_name_is_said_once_for_all_its_components() -> None:
    text = "components: {terraform: {app: {}, web: {}}}\n"
    assert [found.code for found in findings({DEV: text})] == [Code.NAME_VALUE_MISSING]


def test_a_broken_manifest_is_not_said_to_lack_a_name_as_well() -> None:
    text = "import: [gone]\ncomponents: {terraform: {app: {}}}\n"
    assert {found.code for found in findings({DEV: text})} == {Code.IMPORT_NOT_FOUND}


ABSTRACT = "metadata: {type: abstract}"
ALLOWING = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}", duplicates: allow-identical}\n'


@pytest.mark.parametrize(
    ("first", "second", "kind", "project", "expected"),
    [
        pytest.param("", "", "terraform", "", [Code.DUPLICATE_COMPONENT], id="identical"),
        pytest.param("", "vars: {a: 1}", "terraform", "", [Code.DUPLICATE_COMPONENT], id="differing"),
        pytest.param(ABSTRACT, "", "terraform", "", [Code.DUPLICATE_COMPONENT], id="one is abstract"),
        pytest.param(ABSTRACT, ABSTRACT, "terraform", "", [], id="both are abstract"),
        pytest.param("", "", "helmfile", "", [], id="of another type"),
        pytest.param("", "", "terraform", ALLOWING, [Code.DUPLICATE_IDENTICAL], id="identical, allowed"),
        pytest.param("", "vars: {a: 1}", "terraform", ALLOWING, [Code.DUPLICATE_COMPONENT], id="differing, allowed"),
    ],
)
def test_a_real_component_is_defined_once_in_a_stack(
    first: str, second: str, kind: str, project: str, expected: list[Code]
) -> None:
    files = {**app(first), "stacks/deploy/dev2.yaml": app(second, kind)[DEV]}
    if project:
        files["stackc.yaml"] = project
    assert [found.code for found in findings(files)] == expected


# --- instances


@pytest.mark.parametrize(
    ("body", "said", "where"),
    [
        pytest.param(
            "enabled: 'no'", "`metadata.enabled` of app@dev must be true or false, not a string", "2:52", id="text"
        ),
        pytest.param(
            "enabled: null", "`metadata.enabled` of app@dev must be true or false, not null", "2:52", id="null"
        ),
        pytest.param(
            "locked: 1", "`metadata.locked` of app@dev must be true or false, not a number", "2:51", id="number"
        ),
    ],
)
def test_a_flag_is_a_boolean(body: str, said: str, where: str) -> None:
    [found] = findings(app(f"metadata: {{{body}}}"))
    assert (place(found), found.message) == ((Code.FLAG_KIND, where), f"{said}; it has no effect")
    assert found.help == "write true or false without quotes"


def test_flags_that_are_booleans_are_fine() -> None:
    assert findings(app("metadata: {enabled: true, locked: false}")) == []


@pytest.mark.parametrize(
    ("metadata", "said", "where"),
    [
        pytest.param(
            "terraform_workspace: 'a b'",
            "the workspace of app@dev is called `a b`, which Terraform refuses: ' ' must not be in it",
            "2:64",
            id="a space",
        ),
        pytest.param(
            "terraform_workspace: 'a(b\u00e9'",
            "the workspace of app@dev is called `a(b\u00e9`, which Terraform refuses: '(' must not be in it",
            "2:64",
            id="the first of two",
        ),
        pytest.param(
            "terraform_workspace: ''",
            "the workspace of app@dev is called ``, which Terraform refuses: it is empty",
            "2:64",
            id="empty",
        ),
        pytest.param(
            "terraform_workspace_template: '{{ .vars.stage }} x'",
            "the workspace of app@dev is called `dev x`, which Terraform refuses: ' ' must not be in it",
            "2:73",
            id="a template",
        ),
    ],
)
def test_a_workspace_has_a_name_that_terraform_takes(metadata: str, said: str, where: str) -> None:
    [found] = findings({"atmos.yaml": ATMOS, **app(f"metadata: {{{metadata}}}")})
    assert (place(found), found.message) == ((Code.WORKSPACE_NAME, where), said)
    assert found.help == "give it a name: `metadata.terraform_workspace`"


def test_a_workspace_template_that_fails_is_the_one_thing_wrong() -> None:
    metadata = "metadata: {terraform_workspace_template: '{{ .vars.stage | uppper }}'}"
    for project in (ATMOS.replace("enabled: true", "enabled: false"), ATMOS):
        [found] = findings({"atmos.yaml": project, **app(metadata)})
        assert found.code is (Code.TEMPLATE if project == ATMOS else Code.WORKSPACE_TEMPLATE)


def test_a_workspace_after_the_stack_is_wrong_at_the_component() -> None:
    project = 'stacks: {included_paths: ["deploy/*"], name_template: "{{ .vars.stage }}"}\n'
    [found] = findings({"stackc.yaml": project, DEV: app("")[DEV].replace("dev", "'d d'")})
    assert place(found) == (Code.WORKSPACE_NAME, "2:26")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("metadata: {terraform_workspace: 'a b', type: abstract}", "terraform", id="abstract"),
        pytest.param("metadata: {terraform_workspace: 'a b'}", "helmfile", id="another type"),
        pytest.param("metadata: {terraform_workspace: 'aZ09-_.~$&+=:@'}", "terraform", id="everything that is taken"),
        pytest.param("metadata: {terraform_workspace: !store s c k}", "terraform", id="not known"),
    ],
)
def test_nothing_is_said_of_a_workspace_that_terraform_never_gets(body: str, kind: str) -> None:
    assert findings(app(body, kind)) == []


def test_a_null_in_the_environment_is_said_and_nothing_else_in_it() -> None:
    [found] = findings(app("env: {A: '', B: null, C: 0}"))
    assert (place(found), found.message) == (
        (Code.NULL_ENV, "2:48"),
        "the environment variable `B` of app@dev is null and stays unset",
    )


@pytest.mark.parametrize(
    ("body", "where", "named"),
    [
        pytest.param("metadata: {name: '{{ .vars.stage }}'}", "2:49", "metadata.name", id="name"),
        pytest.param("metadata: {type: !env A}", "2:49", "metadata.type", id="type"),
        pytest.param("metadata: {inherits: [base, !env A]}", "2:60", "metadata.inherits[1]", id="inherits"),
        pytest.param("component: !env A", "2:43", "component", id="component"),
    ],
)
def test_what_is_read_before_anything_is_evaluated_is_said(body: str, where: str, named: str) -> None:
    others = "base: {metadata: {type: abstract}}, '!env A': {metadata: {type: abstract}}"
    text = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {{{body}}}, {others}}}}}\n"
    [found] = findings({"atmos.yaml": ATMOS, DEV: text})
    assert place(found) == (Code.EVALUATED_TOO_LATE, where)
    assert found.message == (
        f"`{named}` of app@dev is read before anything is evaluated: what is written there stays as it is"
    )


def test_a_template_where_templates_are_off_is_text() -> None:
    off = ATMOS.replace("enabled: true", "enabled: false")
    body = "metadata: {name: '{{ .vars.stage }}'}"
    assert findings({"atmos.yaml": off, **app(body)}) == []
    assert places(findings({"atmos.yaml": off, **app("metadata: {type: !env A}")})) == [
        (Code.EVALUATED_TOO_LATE, "2:49")
    ]


@pytest.mark.parametrize("members", ["ab", "abc", "abcd"])
def test_a_circle_of_inheritance_is_one_mistake_however_many_are_in_it(members: str) -> None:
    bases = zip(members, members[1:] + members[0], strict=True)
    bodies = "".join(f"    {name}: {{metadata: {{inherits: [{base}]}}}}\n" for name, base in bases)
    found = findings({"stacks/deploy/dev.yaml": f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{bodies}"})
    assert [each.code for each in found] == [Code.INHERITS_ITSELF]


def test_two_that_inherit_from_each_other_are_one_circle() -> None:
    text = "a: {metadata: {inherits: [b]}}, b: {metadata: {inherits: [a]}}, c: {metadata: {inherits: [c]}}"
    found = findings({DEV: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{text}}}}}\n"})
    assert [each.code for each in found] == [Code.INHERITS_ITSELF] * 2
    assert [each.message.partition("the component ")[2] for each in found] == [
        "`a` inherits from itself through `b`",
        "`c` inherits from itself through `c`",
    ]


def checked(files: Mapping[str, str], *beside: Diagnostic) -> list[Diagnostic]:
    """What is found in ``files`` alone: without folders of components, and without the graph."""
    found: list[Diagnostic] = []
    check_repository(compiled(files), found.append, beside)
    return found


def test_a_shape_that_is_reported_elsewhere_is_not_said_again() -> None:
    files = {"components/terraform/app/main.tf": "", **app("dependencies: {components: [1]}")}
    [elsewhere] = build_graph(compiled(files)).diagnostics
    assert place(elsewhere) == (Code.DEPENDENCY_INVALID, "2:60")
    assert places(checked(files)) == [(Code.SCHEMA, "2:60")]
    assert checked(files, elsewhere) == []


# --- folders and backends


def test_a_component_folder_that_does_not_exist_has_a_near_name() -> None:
    [found] = findings({"components/terraform/net/main.tf": "", **app("metadata: {component: neet}")})
    assert (place(found), found.help) == ((Code.COMPONENT_FOLDER, "2:54"), "did you mean `net`?")
    assert found.message == (
        "`app` points to the Terraform component `neet`, but it does not exist in `components/terraform`: no such folder"
    )


def test_a_component_without_a_folder_of_its_name_is_reported_where_it_is_defined() -> None:
    [found] = checked(app(""))
    assert place(found) == (Code.COMPONENT_FOLDER, "2:26")
    assert found.primary is not None
    assert found.primary.text == "runs in the folder of its own name"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("metadata: {enabled: false}", "terraform", id="disabled"),
        pytest.param("metadata: {type: abstract}", "terraform", id="abstract"),
        pytest.param("source: {uri: somewhere}", "terraform", id="from elsewhere"),
        pytest.param("", "helmfile", id="another type"),
    ],
)
def test_what_needs_no_folder_has_none(body: str, kind: str) -> None:
    assert checked(app(body, kind)) == []


def test_a_module_that_is_no_terraform_is_reported_once_for_all_that_use_it() -> None:
    text = app("")[DEV].replace("app: {}", "app: {}, web: {metadata: {component: app}}")
    found = findings({DEV: text, "components/terraform/app/main.tf": "terraform {"})
    assert {(each.code, str(each.primary.span)) for each in found if each.primary} == {
        (Code.MODULE_SYNTAX, "components/terraform/app/main.tf:1:11")
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(
            "backend_type: gcs, backend: {gcs: {bucket: ''}}",
            [("the `gcs` backend has no `bucket`", "set `backend.gcs.bucket`")],
            id="empty",
        ),
        pytest.param(
            "backend_type: s3, backend: {s3: {bucket: null, key: k}}",
            [("the `s3` backend has no `bucket`", "set `backend.s3.bucket`")],
            id="null",
        ),
        pytest.param(
            "backend_type: azurerm, backend: {azurerm: {key: k}}",
            [
                ("the `azurerm` backend has no `storage_account_name`", "set `backend.azurerm.storage_account_name`"),
                ("the `azurerm` backend has no `container_name`", "set `backend.azurerm.container_name`"),
            ],
            id="two of them",
        ),
        pytest.param(
            "backend_type: azurerm, backend: {azurerm: {key: k, container_name: c}}",
            [("the `azurerm` backend has no `storage_account_name`", "set `backend.azurerm.storage_account_name`")],
            id="one of two",
        ),
    ],
)
def test_a_backend_has_what_it_cannot_do_without(body: str, said: list[tuple[str, str]]) -> None:
    found = findings(app(body))
    assert {each.code for each in found} == {Code.BACKEND_INCOMPLETE}
    assert [(each.message, each.help) for each in found] == said


def test_a_backend_that_all_share_lacks_something_where_it_is_written_for_all() -> None:
    above = "terraform: {backend_type: s3, backend: {s3: {key: k}}}\n"
    [found] = findings(app("backend: {s3: {key: l}}", above=above))
    assert (place(found), found.help) == ((Code.BACKEND_INCOMPLETE, "3:41"), "set `terraform.backend.s3.bucket`")
    assert found.primary is not None
    assert found.primary.text == "`bucket` is missing"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("backend_type: s3, backend: {s3: {bucket: b, key: k}}", "terraform", id="complete"),
        pytest.param("backend_type: http, backend: {http: {}}", "terraform", id="a type without such settings"),
        pytest.param("metadata: {type: abstract}, backend_type: s3", "terraform", id="abstract"),
        pytest.param("backend_type: s3", "helmfile", id="another type of component"),
    ],
)
def test_nothing_is_said_of_a_backend_that_lacks_nothing(body: str, kind: str) -> None:
    assert [each for each in findings(app(body, kind)) if each.code is Code.BACKEND_INCOMPLETE] == []


# --- shared addresses


SHARED = "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k, workspace_key_prefix: p}}}\n"


@pytest.mark.parametrize(
    ("web", "expected"),
    [
        pytest.param("", ["app@dev, web@dev"], id="two that run"),
        pytest.param("metadata: {enabled: false}", [], id="one is disabled"),
        pytest.param("metadata: {type: abstract}", [], id="one is abstract"),
        pytest.param("metadata: {terraform_workspace: own}", [], id="another workspace"),
    ],
)
def test_only_what_runs_shares_an_address(web: str, expected: list[str]) -> None:
    text = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{web: {{{web}}}, app: {{}}}}}}\n{SHARED}"
    found = findings({DEV: text})
    assert [each.code for each in found] == [Code.STATE_ADDRESS_SHARED] * len(expected)
    assert [each.message.rpartition(": ")[2] for each in found] == expected
