"""The workspace of an instance: what decides it, what its tokens stand for, and what is said of a template that fails."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.evaluate.address import Unaddressed
from stackc.evaluate.instance import Instance
from stackc.evaluate.workspace import fill_tokens
from tests.kit.compiled import ATMOS, OWN, compiled, instance_of

CONTEXT = "stage: dev, tenant: core, region: eu, attributes: [a, 7], namespace: ns"
TEMPLATES = "templates: {settings: {enabled: true}}\n"


def instance(
    metadata: str = "{}",
    *,
    name: str = "net/app",
    body: str = "",
    atmos: bool = False,
    own: str = OWN,
    root: str = "",
    context: str = CONTEXT,
    kind: str = "terraform",
    **env: str,
) -> Instance:
    """One instance in the stack ``dev``."""
    text = (
        f"vars: {{{context}}}\n{root}components:\n  {kind}:\n"
        f"    base: {{metadata: {{type: abstract}}}}\n    {name}: {{metadata: {metadata}, {body}}}\n"
    )
    project = {"atmos.yaml": ATMOS} if atmos else {"stackc.yaml": own}
    return instance_of(compiled({**project, "stacks/deploy/dev.yaml": text}, **env), name, "dev")


# --- what decides


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param("{}", "dev", id="the stack"),
        pytest.param("{component: shared}", "dev-net-app", id="the stack and the component in a shared folder"),
        pytest.param("{component: net/app}", "dev", id="the folder of its own name"),
        pytest.param("{terraform_workspace: own/x}", "own-x", id="a name"),
        pytest.param("{terraform_workspace_pattern: 'p/{stage}'}", "p-dev", id="a pattern"),
        pytest.param("{terraform_workspace: n, terraform_workspace_pattern: p}", "p", id="a pattern over a name"),
        pytest.param("{terraform_workspace_template: 't/{{ .vars.stage }}'}", "t-dev", id="a template"),
        pytest.param(
            "{terraform_workspace_pattern: p, terraform_workspace_template: t}", "t", id="a template over a pattern"
        ),
        pytest.param("{terraform_workspace: 7}", "dev", id="a name that is no text"),
        pytest.param("{terraform_workspace_pattern: [a]}", "dev", id="a pattern that is no text"),
        pytest.param("{terraform_workspace_template: 7}", "dev", id="a template that is no text"),
        pytest.param(
            "{terraform_workspace_template: '{{ .atmos_component }}'}", "net-app", id="a template that reads all"
        ),
        pytest.param("{terraform_workspace_template: 'a{{ .workspace }}b'}", "ab", id="a template sees no workspace"),
    ],
)
def test_what_the_workspace_is_made_of(metadata: str, expected: str) -> None:
    found = instance(metadata)
    assert (found.workspace, found.diagnostics) == (expected, ())


@pytest.mark.parametrize(
    "read",
    [
        pytest.param("{{ eq .vars.stage `dev` }}", id="its variables"),
        pytest.param("{{ (atmos.Component `net/app` `dev`).workspace | quote }}", id="its own workspace"),
        pytest.param("{{ (atmos.Component `net/app` `dev`).env.NAME | quote }}", id="its own env"),
    ],
)
def test_a_function_that_decides_whether_it_is_enabled_leaves_its_workspace_as_it_is(read: str) -> None:
    metadata = f"{{enabled: !template '{read}', terraform_workspace_pattern: '{{stage}}-{{component}}'}}"
    own = OWN + "templates: {settings: {enabled: true, sprig: {enabled: true}}}\n"
    found = instance(metadata, own=own, body="env: {NAME: 'x-{{ .workspace }}'}")
    assert (found.is_enabled, found.workspace, found.table("env")) == (True, "dev-net-app", {"NAME": "x-dev-net-app"})


@pytest.mark.parametrize(
    ("own", "body", "kind", "expected"),
    [
        pytest.param("components: {terraform: {workspaces_enabled: false}}\n", "", "terraform", "default", id="off"),
        pytest.param(
            "", "backend_type: http, backend: {http: {a: 1}}", "terraform", "default", id="a backend without them"
        ),
        pytest.param("", "backend_type: s3, backend: {s3: {a: 1}}", "terraform", "w", id="another backend"),
        pytest.param(
            "components: {terraform: {workspaces_enabled: false}}\n", "", "helmfile", "w", id="off for Terraform"
        ),
    ],
)
def test_where_there_are_no_workspaces_it_is_the_default(own: str, body: str, kind: str, expected: str) -> None:
    found = instance("{terraform_workspace: w}", own=OWN + own, body=body, kind=kind)
    assert found.workspace == expected


def test_a_stack_with_a_name_of_its_own() -> None:
    text = "name: own/s\nvars: {stage: dev}\ncomponents: {terraform: {app: {metadata: {component: x}}}}\n"
    assert instance_of(compiled({"stacks/deploy/dev.yaml": text}), "app", "own/s").workspace == "own-s-app"


# --- tokens


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{namespace}-{tenant}-{environment}-{stage}", "ns-core--dev"),
        ("{region}", "eu"),
        ("{component}", "net-app"),
        ("{base-component}", "shared"),
        ("{attributes}", "a-7"),
        ("{component-path}x", "x"),
        ("{workspace}{terraform_workspace}x", "x"),
        ("{unknown}", "{unknown}"),
        ("{Stage}", "{Stage}"),
        ("{stage", "{stage"),
    ],
)
def test_what_tokens_stand_for(pattern: str, expected: str) -> None:
    assert instance(f"{{component: shared, terraform_workspace_pattern: '{pattern}'}}").workspace == expected


def test_without_a_shared_folder_the_token_for_it_is_empty() -> None:
    assert instance("{terraform_workspace_pattern: 'x{base-component}'}").workspace == "x"


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        pytest.param("stage: dev, attributes: text", "x", id="attributes that are no list"),
        pytest.param("stage: dev, attributes: [true, 7.5]", "xTrue-7.5", id="attributes that are no texts"),
        pytest.param("stage: dev, tenant: 7", "x", id="a variable that is no text"),
    ],
)
def test_tokens_stand_for_texts_alone(context: str, expected: str) -> None:
    found = instance("{terraform_workspace_pattern: 'x{attributes}{tenant}'}", context=context)
    assert found.workspace == expected


@pytest.mark.parametrize(
    ("setting", "stack", "expected"),
    [
        pytest.param("name_template: '{{ .vars.stage }}'", "dev", "app-", id="named by a template"),
        pytest.param("name_pattern: '{stage}'", "dev", "app-dev", id="named by a pattern"),
        pytest.param("name_pattern: 'x'", "deploy/dev", "app-dev", id="named by its file"),
    ],
)
def test_context_is_known_only_where_a_pattern_or_a_name_gave_the_stack(
    setting: str, stack: str, expected: str
) -> None:
    text = (
        "vars: {stage: dev}\n"
        "components: {terraform: {app: {metadata: {terraform_workspace_pattern: '{component}-{stage}'}}}}\n"
    )
    files = {"stackc.yaml": f"stacks: {{included_paths: ['deploy/*'], {setting}}}\n", "stacks/deploy/dev.yaml": text}
    assert instance_of(compiled(files), "app", stack).workspace == expected
    named = {**files, "stacks/deploy/dev.yaml": "name: own\n" + text}
    assert instance_of(compiled(named), "app", "own").workspace == "app-dev"


@pytest.mark.parametrize(
    ("pattern", "values", "expected"),
    [
        ("{stage}-{tenant}", {"stage": "s"}, "s-"),
        ("{stage}{stage}", {"stage": "s"}, "ss"),
        ("{own}", {"own": "x"}, "{own}"),
        ("", {}, ""),
    ],
)
def test_patterns_are_filled_from_values(pattern: str, values: dict[str, str], expected: str) -> None:
    assert fill_tokens(pattern, values) == expected


# --- what is not known yet


@pytest.mark.parametrize(
    ("metadata", "workspace", "kind"),
    [
        pytest.param("{terraform_workspace: !exec x}", "!exec x", "unknown", id="a name by an effect"),
        pytest.param("{terraform_workspace_pattern: !exec x}", "!exec x", "unknown", id="a pattern by an effect"),
        pytest.param("{terraform_workspace_template: !exec x}", "!exec x", "unknown", id="a template by an effect"),
        pytest.param("{terraform_workspace_pattern: '{tenant}'}", "!exec t", "unknown", id="a token"),
        pytest.param("{terraform_workspace_pattern: 'x{attributes}'}", "!exec a", "unknown", id="one of several"),
        pytest.param(
            "{terraform_workspace_template: 'a-{{ .vars.tenant }}'}", "a-!exec t", "unknown", id="in a template"
        ),
        pytest.param("{terraform_workspace: !env TOKEN}", "<secret>", "secret", id="a secret"),
        pytest.param("{terraform_workspace_pattern: !env TOKEN}", "<secret>", "secret", id="a secret pattern"),
    ],
)
def test_a_workspace_that_cannot_be_told(metadata: str, workspace: str, kind: str) -> None:
    context = "stage: dev, tenant: !exec t , attributes: [x, !exec a ]"
    found = instance(metadata[:-1] + " }", context=context, own=OWN + "secrets: {env: [TOKEN]}\n", TOKEN="s")
    address = found.addressed
    assert found.workspace == workspace
    assert isinstance(address, Unaddressed)
    assert (address.kind, address.field) == (kind, ("workspace",))


def test_a_pure_function_in_a_name_is_called() -> None:
    assert instance("{terraform_workspace: !env W }", W="from env").workspace == "from env"


def test_a_token_that_does_not_occur_decides_nothing() -> None:
    assert (
        instance("{terraform_workspace_pattern: '{stage}'}", context="stage: dev, tenant: !exec t ").workspace == "dev"
    )


def test_in_the_atmos_dialect_the_text_of_a_call_fills_a_token() -> None:
    found = instance("{terraform_workspace_pattern: 'x-{tenant}'}", context="stage: dev, tenant: '!exec t'", atmos=True)
    assert found.workspace == "x-!exec t"


def test_a_template_that_a_file_left_unknown_makes_an_unknown_workspace() -> None:
    metadata = "{terraform_workspace_template: '{{ .n | upper }}'}"
    files = {
        "stacks/catalog/c.yaml": f"components: {{terraform: {{app: {{metadata: {metadata}}}}}}}\n",
        "stacks/deploy/dev.yaml": "vars: {stage: dev}\nimport: [{path: catalog/c, context: {n: !exec x }}]\n",
    }
    found = instance_of(compiled(files), "app", "dev")
    assert isinstance(found.addressed, Unaddressed)
    assert found.addressed.field == ("workspace",)


# --- templates that fail


@pytest.mark.parametrize(
    "template",
    [
        pytest.param("{{ .vars.none.x }}", id="missing"),
        pytest.param("{{ .vars", id="no template"),
        pytest.param("{{ fail `no` }}", id="fails"),
    ],
)
def test_a_template_that_fails_gives_no_name(template: str) -> None:
    plain = OWN + "templates: {settings: {enabled: false}}\n"
    found = instance(f"{{terraform_workspace_template: '{template}'}}", own=plain)
    assert found.workspace == ""
    [said] = found.diagnostics
    assert said.code is Code.WORKSPACE_TEMPLATE
    assert said.message.startswith("the workspace template of `net/app` cannot be rendered: ")
    assert said.primary is not None
    assert (said.primary.span.line, said.primary.span.column, said.primary.text) == (5, 56, "this template")
    assert found.complete() == (said,)


def test_a_template_that_fails_as_a_value_as_well_is_told_once() -> None:
    found = instance("{terraform_workspace_template: '{{ fail `no` }}'}")
    assert [(each.code, each.message[:33]) for each in found.complete()] == [
        (Code.TEMPLATE, "the template cannot be rendered: ")
    ]


def test_a_template_must_read_no_secret() -> None:
    found = instance(
        "{terraform_workspace_template: '{{ getenv `TOKEN` }}'}", own=OWN + "secrets: {env: [TOKEN]}\n", TOKEN="s3cret"
    )
    assert (found.workspace, [each.code for each in found.diagnostics]) == ("", [Code.SECRET_MISPLACED])
    assert "s3cret" not in str(found.diagnostics)


# --- what the incumbent shows


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param("{}", "dev", id="the stack"),
        pytest.param("{component: shared}", "dev", id="the stack, though the folder is shared"),
        pytest.param("{terraform_workspace: own/x}", "own-x", id="a name"),
        pytest.param("{terraform_workspace: n, terraform_workspace_pattern: p}", "n", id="a name over a pattern"),
        pytest.param("{terraform_workspace: n, terraform_workspace_template: t}", "n", id="a name over a template"),
        pytest.param("{terraform_workspace_template: 't/{{ .vars.stage }}'}", "t-dev", id="a template"),
        pytest.param(
            "{terraform_workspace_pattern: p, terraform_workspace_template: t}", "t", id="a template over a pattern"
        ),
        pytest.param(
            "{component: shared, terraform_workspace_pattern: '{component}/{base-component}{stage}'}",
            "-dev",
            id="a pattern",
        ),
    ],
)
@pytest.mark.parametrize("atmos", [False, True], ids=["stackc", "atmos"])
def test_what_describe_stacks_shows(metadata: str, expected: str, atmos: bool) -> None:
    assert instance(metadata, atmos=atmos).described_workspace == expected


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        pytest.param("{terraform_workspace: n/x, terraform_workspace_pattern: p}", "p", id="a pattern over a name"),
        pytest.param("{terraform_workspace: n/x, terraform_workspace_template: t}", "t", id="a template over a name"),
        pytest.param("{terraform_workspace: n/x}", "n-x", id="a name alone"),
    ],
)
def test_what_it_shows_where_metadata_are_not_inherited(metadata: str, expected: str) -> None:
    own = OWN.replace("name_pattern", "inherit: {metadata: false}, name_pattern")
    assert instance(metadata, own=own).described_workspace == expected


@pytest.mark.parametrize(
    ("own", "body", "expected"),
    [
        pytest.param("components: {terraform: {workspaces_enabled: false}}\n", "", "default", id="off"),
        pytest.param("", "backend_type: http", "default", id="a backend without them"),
        pytest.param("", "backend_type: s3", "w", id="another backend"),
    ],
)
def test_it_shows_the_default_where_there_are_no_workspaces(own: str, body: str, expected: str) -> None:
    assert instance("{terraform_workspace: w}", own=OWN + own, body=body).described_workspace == expected


def test_it_shows_a_workspace_that_is_only_called_default() -> None:
    assert instance("{terraform_workspace: x, terraform_workspace_template: default}").described_workspace == "x"


def test_templates_of_what_is_described_see_what_is_shown() -> None:
    body = "vars: {w: '{{ .workspace }}'}"
    found = instance("{component: shared}", body=body, own=OWN + TEMPLATES)
    assert (found.table("vars")["w"], found.described().table("vars")["w"]) == ("dev-net-app", "dev")
    same = instance("{}", body=body, own=OWN + TEMPLATES)
    assert same.described() is same
