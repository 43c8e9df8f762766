"""How a stack gets its name, and what is said when it gets none."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Span
from stackc.check.project import project_findings
from stackc.compile.names import StackNames
from stackc.link.component import Component
from stackc.link.naming import Named, NamingRules, check_pattern, manifest_name, name_component, pattern_tokens
from stackc.template import TemplateFault
from tests.kit.compiled import compiled, instance_of

APP = "components: {terraform: {app: {}}}\n"


def names(setting: str, files: dict[str, str], project: str = "stackc.yaml") -> list[str]:
    text = f"stacks: {{base_path: stacks, included_paths: ['deploy/**/*'], {setting}}}\n"
    return [str(name) for name in compiled({project: text, **files}).names()]


DEV = {
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + APP,
    "stacks/deploy/eu/dev.yaml": "vars: {stage: dev}\n" + APP,
}
EMPTY = [
    pytest.param("name_pattern: '{region}-{dir}'", id="no token"),
    pytest.param("name_pattern: '{stage}x'", id="a glued token"),
    pytest.param("name_pattern: '-'", id="a dash"),
    pytest.param("name_pattern: ' '", id="a blank"),
    pytest.param("name_template: '{{ if eq .vars.stage `x` }}x{{ end }}'", id="a template that gives nothing"),
    pytest.param("name_template: '{{/* none */}}'", id="a template of nothing"),
    pytest.param('name_template: \' {{ .vars.stage | replace "dev" "" }} \'', id="a template of blanks"),
]


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("setting", EMPTY)
def test_a_stack_without_name_is_called_by_its_manifest(setting: str, project: str) -> None:
    assert names(setting, DEV, project) == ["deploy/dev", "deploy/eu/dev"]


def test_a_template_may_name_some_components_only() -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}, own: {settings: {stack: own}}}}"
    setting = "name_template: '{{ .settings.stack | default \"\" }}'"
    assert names(setting, {"stacks/deploy/dev.yaml": "settings: {stack: ''}\n" + text}) == ["deploy/dev", "own"]


def test_the_name_of_a_manifest_beats_a_pattern_without_token() -> None:
    files = {"stacks/deploy/dev.yaml": "name: special\n" + APP, "stacks/deploy/eu.yaml": APP}
    assert names("name_pattern: x", files) == ["deploy/eu", "special"]


def test_the_workspace_of_a_stack_called_by_its_manifest_is_its_own() -> None:
    project = {"stackc.yaml": "stacks: {included_paths: ['deploy/**/*'], name_pattern: x}"}
    compilation = compiled({**project, **DEV})
    found = [instance_of(compilation, "app", stack).workspace for stack in ("deploy/dev", "deploy/eu/dev")]
    assert found == ["deploy-dev", "deploy-eu-dev"]


@pytest.mark.parametrize(
    ("pattern", "is_said"), [pytest.param("{region}", True, id="none left"), pytest.param("{stage}-x", False, id="one")]
)
def test_it_is_said_when_no_token_is_left(pattern: str, is_said: bool) -> None:
    project = {"stackc.yaml": f"stacks: {{included_paths: ['deploy/**/*'], name_pattern: '{pattern}'}}"}
    [found] = project_findings(compiled({**project, **DEV}))
    assert found.code is Code.NAME_TOKEN
    assert ("called by their manifests" in found.message) == is_said


@pytest.mark.parametrize("value", ["''", "7", "null", "[a]"])
def test_a_token_without_text_is_no_empty_name(value: str) -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": f"vars: {{stage: {value}}}\n" + APP})
    [manifest] = compilation.manifests
    [component] = compilation.stacks.components_of(manifest)
    [found] = compilation.stacks.failures(component)
    assert (compilation.names(), found.code) == ((), Code.NAME_VALUE_MISSING)


# --- names

OWN = "stacks: {included_paths: ['deploy/**/*'], %s}\n"


def component_of(setting: str, manifest: str) -> tuple[Component, StackNames]:
    files = {"stackc.yaml": OWN % setting, "stacks/deploy/dev.yaml": manifest}
    compilation = compiled(files)
    [merged] = compilation.manifests
    return compilation.stacks.component(merged, "terraform", "app"), compilation.stacks


def named(setting: str, manifest: str) -> Named | None:
    component, names = component_of(setting, manifest)
    return names.named(component)


def unnamed(setting: str, manifest: str) -> Diagnostic:
    component, names = component_of(setting, manifest)
    assert names.named(component) is None
    [found] = names.failures(component)
    return found


VARS = "vars: {namespace: n, tenant: t, environment: e, stage: s, region: r}\n" + APP


@pytest.mark.parametrize(
    ("setting", "manifest", "expected"),
    [
        pytest.param("name_pattern: '{stage}'", VARS, ("s", "pattern"), id="one token"),
        pytest.param(
            "name_pattern: '{namespace}-{tenant}-{environment}-{stage}'", VARS, ("n-t-e-s", "pattern"), id="all tokens"
        ),
        pytest.param("name_pattern: '{stage}-{tenant}'", VARS, ("s-t", "pattern"), id="in its order"),
        pytest.param("name_pattern: '{stage}-{stage}'", VARS, ("s-s", "pattern"), id="one twice"),
        pytest.param("name_pattern: 'x-{stage}-{region}'", VARS, ("s", "pattern"), id="others are dropped"),
        pytest.param("name_pattern: '{region}'", VARS, ("deploy/dev", "pattern"), id="no token"),
        pytest.param("name_template: '{{ .vars.region }}'", VARS, ("r", "template"), id="a template"),
        pytest.param("name_template: '{{ .vars.stage }}-{{ .vars.region }}'", VARS, ("s-r", "template"), id="two"),
        pytest.param("name_template: ' x '", VARS, (" x ", "template"), id="blanks around text"),
        pytest.param(
            "name_template: '{{ .vars.region }}', name_pattern: '{stage}'", VARS, ("r", "template"), id="template first"
        ),
        pytest.param("name_pattern: '{stage}'", "name: own\n" + VARS, ("own", "name"), id="its own name"),
        pytest.param("name_template: x", "name: own\n" + VARS, ("own", "name"), id="its own name above a template"),
        pytest.param("name_pattern: '{stage}'", "name: ''\n" + VARS, ("s", "pattern"), id="an empty name"),
        pytest.param("name_pattern: '{stage}'", "name: 7\n" + VARS, ("s", "pattern"), id="a name that is no text"),
        pytest.param("name_template: '{{ .atmos_component }}'", VARS, ("app", "template"), id="the component"),
        pytest.param("name_template: '{{ .atmos_stack }}'", VARS, ("deploy/dev", "template"), id="the manifest"),
        pytest.param("name_template: '{{ .stack }}'", VARS, ("deploy/dev", "template"), id="the manifest again"),
        pytest.param("name_template: '{{ .atmos_stack_file }}'", VARS, ("deploy/dev", "template"), id="its file"),
        pytest.param("name_template: '{{ .atmos_manifest }}'", VARS, ("deploy/dev", "template"), id="its key"),
        pytest.param("name_template: '{{ .component }}'", VARS, ("app", "template"), id="the folder"),
        pytest.param(
            "name_template: '{{ .settings.a }}{{ .env.B }}'",
            "settings: {a: x}\nenv: {B: y}\n" + VARS,
            ("xy", "template"),
            id="sections",
        ),
        pytest.param("name_template: '{{ (index . \"vars\").stage }}'", VARS, ("s", "template"), id="all data"),
    ],
)
def test_how_a_stack_gets_its_name(setting: str, manifest: str, expected: tuple[str, str]) -> None:
    found = named(setting, manifest)
    assert found is not None
    assert (str(found.name), found.source) == expected


def test_the_highest_variable_of_a_component_names_it() -> None:
    manifest = "vars: {stage: root}\ncomponents: {terraform: {app: {vars: {stage: own}}, other: {}}}\n"
    files = {"stackc.yaml": OWN % "name_pattern: '{stage}'", "stacks/deploy/dev.yaml": manifest}
    assert [str(each) for each in compiled(files).names()] == ["own", "root"]


def test_a_name_that_is_a_call_is_called_too_late() -> None:
    found = unnamed("name_pattern: '{stage}'", "vars: {stage: dev}\nname: !env X\n" + APP)
    assert found.message == (
        "the `name` of the stack manifest `deploy/dev` is the function `!env X`, which is called when the stack has its"
        " name"
    )
    assert place_of(found) == (Code.NAME_VALUE_MISSING, "stacks/deploy/dev.yaml:2:7", "a function")


def test_where_text_may_be_a_call_it_is_the_name() -> None:
    text = "vars: {stage: dev}\nname: !env X\n" + APP
    assert names("name_pattern: '{stage}'", {"stacks/deploy/dev.yaml": text}, "atmos.yaml") == ["!env X"]


def test_in_the_atmos_dialect_the_text_of_a_call_is_the_value_of_a_token() -> None:
    files = {"stacks/deploy/dev.yaml": "vars: {stage: !env X}\n" + APP}
    assert names("name_pattern: '{stage}'", files, "atmos.yaml") == ["!env X"]


def test_a_manifest_without_name_has_none() -> None:
    component, _ = component_of("name_pattern: '{stage}'", VARS)
    assert manifest_name(component.manifest) is None
    named_one, _ = component_of("name_pattern: '{stage}'", "name: own\n" + VARS)
    assert manifest_name(named_one.manifest) == "own"


def test_the_name_of_a_manifest_may_be_passed_over() -> None:
    component, stacks = component_of("name_pattern: '{stage}'", "name: own\n" + VARS)
    found: list[Diagnostic] = []
    assert name_component(component, stacks.rules, found.append, ignore_own=True) == ("s", "pattern")
    assert name_component(component, stacks.rules, found.append) == ("own", "name")
    assert found == []


# --- what a name lacks


def place_of(found: Diagnostic) -> tuple[Code, str, str]:
    assert found.primary is not None
    return found.code, str(found.primary.span), found.primary.text


MISSING = (
    "stack name pattern references a context part that is not defined in the stack file: the stack name pattern"
    " `{tenant}-{stage}` specifies `stage`, but the stack `deploy/dev` %s in the stack file `deploy/dev`"
)
BOTH = "name_pattern: '{tenant}-{stage}'"
ADVICE = "set `vars.stage`, quoted, in this manifest or in a mixin it imports"


@pytest.mark.parametrize(
    ("stage", "problem", "where", "label"),
    [
        pytest.param("", "does not have a `stage` defined", "1:1", "no `stage` here or in its imports", id="absent"),
        pytest.param("stage: null,", "does not have a `stage` defined", "1:8", "no value", id="null"),
        pytest.param("stage: '',", "does not have a `stage` defined", "1:15", "no value", id="empty"),
        pytest.param("stage: 7,", "has a `stage` that is not a string", "1:15", "not a string", id="number"),
        pytest.param("stage: [a],", "has a `stage` that is not a string", "1:15", "not a string", id="list"),
        pytest.param(
            "stage: !env X,",
            "has a `stage` that is a function, which is called when the stack has its name",
            "1:15",
            "not a string",
            id="call",
        ),
    ],
)
def test_a_token_without_a_value(stage: str, problem: str, where: str, label: str) -> None:
    found = unnamed(BOTH, f"vars: {{{stage} tenant: t}}\n" + APP)
    assert found.message == MISSING % problem
    assert place_of(found) == (Code.NAME_VALUE_MISSING, f"stacks/deploy/dev.yaml:{where}", label)
    assert found.help == ADVICE
    assert [(str(label.span), label.text) for label in found.related] == [("/repo/stackc.yaml:1:57", "asked for here")]


def test_a_variable_that_is_near_the_token_is_advised() -> None:
    found = unnamed(BOTH, "vars: {tenant: t, stagee: dev}\n" + APP)
    assert place_of(found) == (Code.NAME_VALUE_MISSING, "stacks/deploy/dev.yaml:1:19", "not `stage`")
    assert found.help == "did you mean `stage`?"


def test_the_first_token_without_a_value_is_told() -> None:
    assert "specifies `tenant`, but" in unnamed(BOTH, "vars: {}\n" + APP).message


TEMPLATE = "the stack name template `%s` cannot be rendered for the component `app` in the stack file `deploy/dev`: %s"


@pytest.mark.parametrize(
    ("template", "problem", "advice", "label"),
    [
        pytest.param(
            "{{ .vars.stagee }}",
            "vars.stagee is missing",
            "did you mean `stage`?",
            "no `stagee` here or in its imports",
            id="a near one",
        ),
        pytest.param("{{ .vars.xyz }}", "vars.xyz is missing", None, "no `xyz` here or in its imports", id="none near"),
        pytest.param("{{ .varz }}", "varz is missing", None, "not named", id="no section"),
        pytest.param(
            "{{ .settings.a }}{{ .component }}", "settings.a is missing", None, "not named", id="all sections"
        ),
    ],
)
def test_a_template_that_misses_a_value(template: str, problem: str, advice: str | None, label: str) -> None:
    found = unnamed(f"name_template: '{template}'", VARS)
    assert found.message == TEMPLATE % (template, problem)
    assert place_of(found) == (Code.NAME_TEMPLATE, "stacks/deploy/dev.yaml:1:1", label)
    assert found.help == advice
    assert [(str(label.span), label.text) for label in found.related] == [("/repo/stackc.yaml:1:58", "asked for here")]


def test_a_value_is_near_its_neighbours_only() -> None:
    template = "{{ .vars.names.stagee }}"
    found = unnamed(f"name_template: '{template}'", "vars: {stages: x, names: {stage: dev}}\n" + APP)
    assert found.message == TEMPLATE % (template, "vars.names.stagee is missing")
    assert found.help == "did you mean `stage`?"


@pytest.mark.parametrize(
    ("template", "code"),
    [
        pytest.param("{{ .vars.stage", Code.NAME_TEMPLATE, id="not closed"),
        pytest.param("{{ fail `no` }}", Code.NAME_TEMPLATE, id="fails"),
        pytest.param("{{ nosuch .vars.stage }}", Code.NAME_TEMPLATE, id="no such function"),
    ],
)
def test_a_template_that_cannot_be_rendered(template: str, code: Code) -> None:
    found = unnamed(f"name_template: '{template}'", VARS)
    assert found.message.startswith(TEMPLATE % (template, ""))
    assert (found.code, found.help) == (code, None)


# --- patterns


@pytest.mark.parametrize(
    ("pattern", "tokens"),
    [
        ("{stage}", ("stage",)),
        ("{tenant}-{stage}", ("tenant", "stage")),
        ("{stage}-", ("stage",)),
        ("x{stage}", ()),
        ("{stage}x", ()),
        ("{stage", ()),
        ("stage}", ()),
        ("stage", ()),
        ("{region}", ()),
        ("{Stage}", ()),
        ("", ()),
        ("{}", ()),
    ],
)
def test_only_whole_parts_between_dashes_are_tokens(pattern: str, tokens: tuple[str, ...]) -> None:
    assert pattern_tokens(pattern) == tokens


def dropped(pattern: str, template: str = "") -> list[Diagnostic]:
    found: list[Diagnostic] = []

    def expand(text: str, data: Mapping[str, object]) -> TemplateFault:
        return TemplateFault("not asked for", 0, 0)

    check_pattern(NamingRules(pattern, template, expand, lambda name: Label(Span(f"{name}.yaml"))), found.append)
    return found


@pytest.mark.parametrize(
    ("pattern", "part", "advice"),
    [
        pytest.param("{stage}-{tenent}", "{tenent}", "did you mean `tenant`?", id="a near token"),
        pytest.param(
            "{stage}-prod",
            "prod",
            "tokens are {namespace}, {tenant}, {environment}, {stage}, one between two dashes",
            id="a literal",
        ),
        pytest.param("{tenant}-{stage}x", "{stage}x", "did you mean `stage`?", id="a glued token"),
        pytest.param(
            "{tenant}-stage}",
            "stage}",
            "tokens are {namespace}, {tenant}, {environment}, {stage}, one between two dashes",
            id="half a token",
        ),
    ],
)
def test_a_part_of_a_pattern_that_is_dropped(pattern: str, part: str, advice: str) -> None:
    [found] = dropped(pattern)
    assert found.message == (f"the part `{part}` of the name pattern `{pattern}` is not a known token and is dropped")
    assert (found.code, found.help, found.primary) == (Code.NAME_TOKEN, advice, Label(Span("name_pattern.yaml")))


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        pytest.param("{tenant}/{stage}", "tokens stand between dashes: `{tenant}-{stage}`", id="other signs"),
        pytest.param("{{ .vars.stage }}", "a Go template belongs in `stacks.name_template`", id="a Go template"),
    ],
)
def test_a_pattern_that_is_none_is_said_once(pattern: str, advice: str) -> None:
    [found] = dropped(pattern)
    assert (found.code, found.help) == (Code.NAME_TOKEN, advice)


def test_each_part_is_told_and_that_nothing_is_left() -> None:
    found = dropped("{a}-b")
    assert [each.message for each in found] == [
        f"the part `{part}` of the name pattern `{{a}}-b` is not a known token and is dropped; no token is left, so"
        " stacks are called by their manifests"
        for part in ("{a}", "b")
    ]


@pytest.mark.parametrize(
    ("pattern", "template"),
    [
        pytest.param("{tenant}-{stage}", "", id="all tokens"),
        pytest.param("", "", id="no pattern"),
        pytest.param("x", "{{ .vars.a }}", id="a template counts instead"),
    ],
)
def test_patterns_nothing_of_which_is_dropped(pattern: str, template: str) -> None:
    assert dropped(pattern, template) == []
