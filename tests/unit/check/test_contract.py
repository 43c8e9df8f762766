"""The contract with the root module: what is said of an instance's variables, where, and when nothing is."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.check.contract import Contract
from tests.kit.build import places
from tests.kit.compiled import ATMOS, compiled, findings, instance_of

DEV = "stacks/deploy/dev.yaml"
PROD = "stacks/deploy/prod.yaml"
BASE = "stacks/catalog/app.yaml"
MODULE = "components/terraform/app/main.tf"
VARIABLE = 'variable "size" {\n  type = number\n  default = 1\n}\n'
REQUIRED = 'variable "size" { type = number }\n'


def deployed(body: str, stage: str = "dev", root: str = "") -> str:
    return f"vars: {{stage: {stage}}}\n{root}components:\n  terraform:\n    app:\n      {body}\n"


def said(module: str, body: str = "vars: {}", more: dict[str, str] | None = None, **env: str) -> list[Diagnostic]:
    return findings({MODULE: module, DEV: deployed(body), **(more or {})}, **env)


def codes(found: list[Diagnostic]) -> list[Code]:
    return [each.code for each in found]


# --- names


def test_an_unknown_variable_is_said_at_its_key_and_the_fix_writes_the_right_one() -> None:
    [found] = said(VARIABLE, "vars: {sise: 2}")
    assert places([found]) == [(Code.VARIABLE_UNKNOWN, "5:14")]
    assert found.candidate is not None
    [edit] = found.candidate.edits
    assert (edit.text, found.help) == ("size", "did you mean `size`?")


@pytest.mark.parametrize(
    ("module", "body"),
    [
        pytest.param(VARIABLE, "vars: {sise: [1]}", id="the value does not fit"),
        pytest.param(VARIABLE, "vars: {'sise': 2}", id="in quotes"),
        pytest.param(
            'variable "size_a" {}\nvariable "size_b" {}\n', "vars: {size_a: 1, size: 1}", id="two keys are near"
        ),
    ],
)
def test_what_would_not_surely_mend_it_is_no_fix(module: str, body: str) -> None:
    found = [each for each in said(module, body) if each.code in (Code.VARIABLE_UNKNOWN, Code.VARIABLE_MISSING)]
    assert found
    assert all(each.candidate is None or each.candidate.edits[0].text == "size_b" for each in found)


def test_a_key_that_another_module_needs_is_not_renamed() -> None:
    base = "components:\n  terraform:\n    base: {metadata: {type: abstract}, vars: {sise: 2}}\n"
    heirs = (
        "import: [catalog/app]\nvars: {stage: dev}\ncomponents:\n  terraform:\n"
        "    app: {metadata: {inherits: [base]}}\n    other: {metadata: {inherits: [base]}}\n"
    )
    other = {"components/terraform/other/main.tf": 'variable "sise" {}\n'}
    [found] = findings({MODULE: VARIABLE, BASE: base, DEV: heirs, **other})
    assert (found.code, found.candidate, found.help) == (Code.VARIABLE_UNKNOWN, None, "did you mean `size`?")


def test_a_variable_that_stands_beside_it_was_not_meant() -> None:
    [found] = said(VARIABLE, "vars: {size: 1, sise: 2}")
    assert (found.candidate, found.help) == (None, None)


def test_one_line_is_one_finding_however_many_instances_share_it() -> None:
    base = "components:\n  terraform:\n    app:\n      vars: {sise: 2}\n"
    stacks = {
        f"stacks/deploy/{stage}.yaml": f"import: [catalog/app]\nvars: {{stage: {stage}}}\n"
        for stage in ("dev", "int", "prod", "test")
    }
    [found] = findings({MODULE: VARIABLE, BASE: base, **stacks})
    assert found.primary is not None
    assert found.primary.span.file == BASE
    assert found.message.endswith(", in 4 instances: app@dev, app@int, app@prod and 1 more")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("vars: {stage: dev}", id="of the stack's name"),
        pytest.param('vars: {base: b, size: "{{ .vars.base | len }}"}', id="read by a template"),
        pytest.param("vars: {sise: 1}\n      metadata: {type: abstract}", id="abstract"),
        pytest.param("vars: {sise: 1}\n      metadata: {enabled: false}", id="disabled"),
        pytest.param("vars: {sise: 1}\n      source: github.com/acme/app", id="pulled for each run"),
        pytest.param("vars: {sise: 1}\n      generate: {more.tf: ''}", id="made for each run"),
    ],
)
def test_nothing_is_said_of_a_name_that_has_another_use(body: str) -> None:
    assert said(VARIABLE, body) == []


def test_a_module_that_declares_no_variable_is_not_judged() -> None:
    assert said('resource "terraform_data" "x" {}\n', "vars: {sise: 1}") == []


def test_an_unknown_variable_is_a_warning_in_atmos_and_fails_validation_in_stackc() -> None:
    levels = [
        compiled({DEV: deployed("vars: {}"), name: project}).severity(Code.VARIABLE_UNKNOWN, "validate")
        for name, project in (("atmos.yaml", ATMOS), ("stackc.yaml", ATMOS.replace("base_path: stacks, ", "")))
    ]
    assert levels == ["warning", "error"]


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        pytest.param("region: eu", [Code.VARIABLE_UNCLAIMED], id="nobody has a use for it"),
        pytest.param("size: 2", [], id="declared"),
        pytest.param('region: eu, tags: "{{ .vars.region }}"', [Code.VARIABLE_UNCLAIMED], id="read by another"),
        pytest.param("tenant: acme", [], id="of the stack's name"),
    ],
)
def test_a_variable_for_all_is_a_note_where_no_module_declares_it(root: str, expected: list[Code]) -> None:
    stack = f"vars: {{stage: dev, {root}}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"
    assert codes(findings({MODULE: VARIABLE, DEV: stack})) == expected


def test_a_variable_for_all_is_not_noted_while_a_module_may_take_it() -> None:
    stack = "vars: {stage: dev, region: eu}\ncomponents: {terraform: {app: {}, other: {}}}\n"
    assert findings({MODULE: VARIABLE, DEV: stack}) == []


# --- what is missing


def test_a_required_variable_that_another_instance_sets_is_missing() -> None:
    found = said(REQUIRED, "vars: {}", {PROD: deployed("vars: {size: 1}", "prod")})
    assert places(found) == [(Code.VARIABLE_MISSING, "4:5")]
    assert found[0].related[0].span.file == MODULE


def test_a_required_variable_that_nobody_sets_may_come_with_the_run() -> None:
    assert codes(said(REQUIRED)) == [Code.VARIABLE_NOWHERE]


def test_all_that_one_component_lacks_is_one_finding() -> None:
    [found] = said(REQUIRED + 'variable "name" {}\n')
    assert "variables `size`, `name` of" in found.message


def test_a_misspelt_key_that_leaves_a_required_variable_unset_is_one_finding_at_the_key() -> None:
    [found] = said(REQUIRED, "vars: {sise: 2}")
    assert places([found]) == [(Code.VARIABLE_MISSING, "5:14")]
    assert found.candidate is not None


@pytest.mark.parametrize(
    ("body", "more", "env"),
    [
        pytest.param("vars: {size: 1}", {}, {}, id="set"),
        pytest.param("vars: {size: null}", {}, {}, id="null"),
        pytest.param("env: {TF_VAR_size: 1}", {}, {}, id="by env"),
        pytest.param("vars: {}", {}, {"TF_VAR_size": "1"}, id="by the environment"),
        pytest.param("env: {TF_CLI_ARGS_plan: -var size=1}", {}, {}, id="by an argument"),
        pytest.param("vars: {}", {}, {"TF_CLI_ARGS": "-var-file=x.tfvars"}, id="by a file of arguments"),
        pytest.param("vars: {}", {"terraform.tfvars": "size = 1\n"}, {}, id="by a file"),
        pytest.param("vars: {}", {"x.auto.tfvars.json": '{"size": 1}'}, {}, id="by a file of JSON"),
        pytest.param("vars: {}", {"x.auto.tfvars": "size = {\n"}, {}, id="by a file nobody can read"),
        pytest.param("vars: {}", {"x_override.tf": 'variable "size" { default = 1 }\n'}, {}, id="by an override"),
        pytest.param("vars: {}", {"component.yaml": "spec: {mixins: [{filename: m.tf}]}\n"}, {}, id="not all pulled"),
    ],
)
def test_a_required_variable_may_have_its_value_from_elsewhere(
    body: str, more: dict[str, str], env: dict[str, str]
) -> None:
    files = {f"components/terraform/app/{name}": text for name, text in more.items()}
    prod = {PROD: deployed("vars: {size: 1}", "prod")}
    assert [
        each for each in said(REQUIRED, body, {**files, **prod}, **env) if each.code is not Code.MODULE_INCOMPLETE
    ] == []


@pytest.mark.parametrize(
    ("body", "more"),
    [
        pytest.param("env: {TF_VAR_size: null}", {}, id="a variable taken away"),
        pytest.param("env: {TF_VAR_name: 1}", {}, id="another variable"),
        pytest.param("env: {TF_CLI_ARGS_plan: -var name=1}", {}, id="another argument"),
        pytest.param("vars: {}", {"other.tfvars": "size = 1\n"}, id="a file that is not loaded"),
    ],
)
def test_what_sets_something_else_sets_nothing(body: str, more: dict[str, str]) -> None:
    files = {f"components/terraform/app/{name}": text for name, text in more.items()}
    found = said(REQUIRED, body, {**files, PROD: deployed("vars: {size: 1}", "prod")})
    assert Code.VARIABLE_MISSING in codes(found)


def test_what_is_missing_beside_a_broken_file_is_not_said() -> None:
    broken = {BASE: "components: {terraform: []}\n", DEV: "import: [catalog/app]\n" + deployed("vars: {}")}
    found = said(REQUIRED, "", {PROD: deployed("vars: {size: 1}", "prod"), **broken})
    assert Code.VARIABLE_MISSING not in codes(found)
    assert found


# --- values


def test_a_value_that_does_not_fit_is_said_where_it_stands() -> None:
    module = 'variable "rules" {\n  type = map(object({ port = number }))\n}\n'
    [found] = said(module, "vars: {rules: {web: {port: http}}}")
    assert places([found]) == [(Code.VARIABLE_TYPE, "5:34")]
    assert "`rules.web.port` needs number" in found.message


def test_an_attribute_that_an_object_needs_is_said_at_its_key() -> None:
    module = 'variable "rules" {\n  type = map(object({ port = number }))\n}\n'
    assert places(said(module, "vars: {rules: {web: {}}}")) == [(Code.VARIABLE_TYPE, "5:22")]


def test_an_attribute_that_is_dropped_is_a_warning_with_the_nearest_name() -> None:
    module = 'variable "rule" {\n  type = object({ port = optional(number) })\n}\n'
    [found] = said(module, "vars: {rule: {prot: 80}}")
    assert (found.code, found.help) == (Code.ATTRIBUTE_UNKNOWN, "did you mean `port`?")


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        pytest.param("type = string", [], id="may be null"),
        pytest.param("type = string\n  nullable = false", [Code.VARIABLE_TYPE], id="must not"),
        pytest.param('nullable = false\n  default = ""', [], id="has a default"),
    ],
)
def test_null_is_refused_where_nothing_takes_its_place(variable: str, expected: list[Code]) -> None:
    assert codes(said(f'variable "name" {{\n  {variable}\n}}\n', "vars: {name: null}")) == expected


@pytest.mark.parametrize(
    "value",
    ["!terraform.state other .id", "!exec date", "[1, !terraform.state other .id]", "!env TOKEN"],
)
def test_what_is_not_known_yet_is_not_judged(value: str) -> None:
    project = {
        "stackc.yaml": "stacks: {included_paths: ['deploy/**/*'], name_pattern: '{stage}'}\nsecrets: {env: [TOKEN]}\n"
    }
    found = said('variable "name" { type = list(string) }\n', f"vars: {{name: {value}}}", project, TOKEN="t0ken")
    assert Code.VARIABLE_TYPE not in codes(found)


# --- values that only a run knows

NET = """
variable "name" { type = string }
variable "given" { type = string }
output "plain" { value = ["a"] }
output "config" { value = { id = "a", ids = ["b"] } }
output "named" { value = "${var.name}-x" }
output "name" { value = var.name }
output "given" { value = var.given }
output "other" { value = aws_vpc.this.id }
"""


def read(value: str, type_: str = "number", upstream: str = "{name: n, given: !exec date}") -> list[Diagnostic]:
    """What is said of a value of ``app`` that reads an output of ``net``."""
    stack = (
        "vars: {stage: dev}\ncomponents:\n  terraform:\n"
        f"    net: {{vars: {upstream}}}\n    app:\n      vars:\n        size: {value}\n"
    )
    module = f'variable "size" {{\n  type = {type_}\n}}\n'
    return findings({"components/terraform/net/main.tf": NET, MODULE: module, DEV: stack})


def test_what_an_output_plainly_is_must_fit_the_variable_that_reads_it() -> None:
    [found] = read("!terraform.state net .plain")
    assert places([found]) == [(Code.VARIABLE_TYPE, "7:15")]
    assert "needs number, but the output `plain` of `components/terraform/net` is a list" in found.message
    assert [(each.span.file, each.span.line) for each in found.related] == [
        ("components/terraform/net/main.tf", 4),
        (MODULE, 1),
    ]


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        pytest.param("!terraform.output net dev .config.ids", "string", id="a part of it"),
        pytest.param("!terraform.state net .config", "map(number)", id="a part of it, where all is read"),
        pytest.param("!terraform.state net {{ .atmos_stack }} .plain[0]", "list(string)", id="named by a template"),
        pytest.param("[!terraform.state net .plain]", "list(string)", id="a part of the value"),
        pytest.param("!terraform.state net .name", "list(string)", id="a variable that has a value"),
        pytest.param("!terraform.state net .named", "list(string)", id="text with a variable in it"),
        pytest.param(
            """'{{ (atmos.Component "net" .stack).outputs.other }}'""", "list(string)", id="a template makes text"
        ),
    ],
)
def test_an_unknown_value_of_the_wrong_kind_is_refused(value: str, type_: str) -> None:
    assert codes(read(value, type_)) == [Code.VARIABLE_TYPE]


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        pytest.param("!terraform.state net .named", "number", id="text may write a number"),
        pytest.param("!terraform.state net .given", "list(string)", id="a variable that may be null"),
        pytest.param("!terraform.state net .other", "list(string)", id="a resource"),
        pytest.param("!terraform.state net .config.none", "list(string)", id="what is not there is null"),
        pytest.param("!terraform.state net .plain[1]", "list(string)", id="an item that is not there"),
        pytest.param('!terraform.state net ".plain // 1"', "string", id="a default"),
        pytest.param('!terraform.state net ".plain | length"', "string", id="an expression"),
        pytest.param("!terraform.state net .plain", "any", id="any"),
        pytest.param("""'{{ (atmos.Component "net" .stack).outputs.plain }}'""", "string", id="text of a list"),
        pytest.param(
            """'{{ toJson (atmos.Component "net" .stack).outputs.plain }}'""", "list(string)", id="more than a read"
        ),
        pytest.param("""'{{ "!terraform.state net .plain" }}'""", "string", id="made by a template"),
    ],
)
def test_an_unknown_value_that_may_fit_is_not_judged(value: str, type_: str) -> None:
    assert Code.VARIABLE_TYPE not in codes(read(value, type_))


def test_a_variable_without_a_value_may_be_null_in_the_output() -> None:
    assert Code.VARIABLE_TYPE not in codes(read("!terraform.state net .name", "list(string)", "{name: null, given: a}"))


def test_outputs_that_others_keep_are_not_judged() -> None:
    static = "{remote_state_backend_type: static, remote_state_backend: {static: {plain: 1}}}"
    stack = (
        f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    net: {static}\n"
        "    app: {vars: {size: !terraform.state net .plain}}\n"
    )
    module = 'variable "size" {\n  type = number\n}\n'
    found = findings({"components/terraform/net/main.tf": NET, MODULE: module, DEV: stack})
    assert Code.VARIABLE_TYPE not in codes(found)


def test_one_line_that_reads_an_output_in_many_stacks_is_one_finding() -> None:
    base = "components:\n  terraform:\n    net: {}\n    app: {vars: {size: !terraform.state net .plain}}\n"
    stacks = {
        f"stacks/deploy/{stage}.yaml": f"import: [catalog/app]\nvars: {{stage: {stage}}}\n" for stage in ("dev", "prod")
    }
    module = 'variable "size" {\n  type = number\n}\n'
    found = findings({"components/terraform/net/main.tf": NET, MODULE: module, BASE: base, **stacks})
    [refused] = [each for each in found if each.code is Code.VARIABLE_TYPE]
    assert "in 2 instances: app@dev, app@prod" in refused.message


CONDITION = (
    'variable "size" {\n  type = number\n  validation {\n    condition = %s\n    error_message = "Too small."\n  }\n}\n'
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("var.size > 3", [Code.VARIABLE_INVALID], id="false"),
        pytest.param("var.size < 3", [], id="true"),
        pytest.param("var.size > var.other", [], id="another variable"),
        pytest.param("floor(var.size) > 3", [], id="another function"),
        pytest.param("var.size > ", [], id="no expression"),
    ],
)
def test_a_condition_is_judged_where_it_needs_the_value_alone(condition: str, expected: list[Code]) -> None:
    found = [each for each in said(CONDITION % condition, 'vars: {size: "2"}') if each.code is not Code.MODULE_SYNTAX]
    assert codes(found) == expected
    assert all("Too small." in each.message for each in found)


# --- outputs, providers, backends, versions

OUTPUTS = 'output "vpc_id" {\n  value = 1\n}\n'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("!terraform.state net .vpc_idd", [Code.OUTPUT_UNKNOWN], id="state"),
        pytest.param("!terraform.output net dev vpc_idd", [Code.OUTPUT_UNKNOWN], id="output"),
        pytest.param(
            """'{{ (atmos.Component "net" .stack).outputs.vpc_idd }}'""", [Code.OUTPUT_UNKNOWN], id="in a template"
        ),
        pytest.param("!terraform.state net .vpc_id", [], id="declared"),
        pytest.param('!terraform.state net ".vpc_idd // 1"', [], id="with a default"),
        pytest.param("!terraform.state net other .vpc_idd", [], id="of a stack that is not there"),
    ],
)
def test_an_output_is_read_that_the_module_declares(value: str, expected: list[Code]) -> None:
    stack = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    net: {{}}\n    app: {{vars: {{id: {value}}}}}\n"
    files = {"components/terraform/net/main.tf": OUTPUTS, MODULE: 'variable "id" {}\n', DEV: stack}
    found = findings({**files, "stackc.yaml": ATMOS.replace("base_path: stacks, ", "")})
    assert [code for code in codes(found) if code is Code.OUTPUT_UNKNOWN] == expected


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        pytest.param('provider "aws" {}\n', [], id="configured"),
        pytest.param("terraform {\n  required_providers {\n    aws = {}\n  }\n}\n", [], id="required"),
        pytest.param('resource "aws_vpc" "x" {}\n', [], id="used"),
        pytest.param('module "x" { source = "./x" }\n', [], id="perhaps used below"),
        pytest.param("", [], id="none is named"),
        pytest.param('provider "google" {}\n', [Code.SETTING_UNKNOWN], id="another"),
        pytest.param('provider "aw" {}\nmodule "x" { source = "./x" }\n', [Code.SETTING_UNKNOWN], id="misspelt"),
    ],
)
def test_a_provider_is_configured_that_the_module_knows(module: str, expected: list[Code]) -> None:
    found = said(VARIABLE + module, "providers: {aws.west: {region: eu}}")
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("kind", "key", "expected"),
    [
        ("s3", "use_lockfile", []),
        ("s3", "use_lock_file", [Code.SETTING_UNKNOWN]),
        ("http", "adress", [Code.SETTING_UNKNOWN]),
        ("http", "address", []),
        ("own", "anything", []),
    ],
)
def test_a_backend_has_the_settings_of_its_type(kind: str, key: str, expected: list[Code]) -> None:
    body = f"backend_type: {kind}\n      backend: {{{kind}: {{bucket: b, {key}: x}}}}".replace(
        "bucket: b, ", "bucket: b, " if kind == "s3" else ""
    )
    assert codes(said(VARIABLE, body)) == expected


@pytest.mark.parametrize(
    ("pinned", "expected"),
    [("1.8.5", [Code.VERSION_REFUSED]), ("1.9.0", []), ("1.9", []), ("latest", []), ("2.0.0", [Code.VERSION_REFUSED])],
)
def test_a_pinned_version_is_one_that_the_module_takes(pinned: str, expected: list[Code]) -> None:
    module = VARIABLE + 'terraform {\n  required_version = ">= 1.9, < 2.0"\n}\n'
    assert codes(said(module, f"dependencies: {{tools: {{terraform: '{pinned}'}}}}")) == expected


# --- the door


def test_of_one_instance_its_sections_can_be_asked_for_one_by_one() -> None:
    body = "vars: {sise: 1}\n      backend_type: http\n      backend: {http: {adress: x}}"
    compilation = compiled({MODULE: VARIABLE, DEV: deployed(body)})
    contract, instance = Contract(compilation), instance_of(compilation, "app", "dev")
    assert [each.code for each in contract.of(instance, ["vars"])] == [Code.VARIABLE_UNKNOWN]
    assert [each.code for each in contract.of(instance, ["backend"])] == [Code.SETTING_UNKNOWN]
    assert len(contract.of(instance)) == 2


@pytest.mark.parametrize("arguments", [("-var", "size=1"), ("-var=size=1",), ("-var-file", "x.tfvars")])
def test_arguments_of_a_command_win_over_the_manifests(arguments: tuple[str, ...]) -> None:
    compilation = compiled({MODULE: REQUIRED, DEV: deployed("vars: {size: many}")})
    contract, instance = Contract(compilation), instance_of(compilation, "app", "dev")
    assert [each.code for each in contract.of(instance)] == [Code.VARIABLE_TYPE]
    assert contract.of(instance, arguments=arguments) == ()


# --- one line for several places

TOP = "import: [catalog/app]\nvars: {{stage: {}}}\ncomponents:\n  terraform:\n    app: {}\n"
BASED = "components:\n  terraform:\n    base:\n      metadata: {type: abstract, component: app}\n"
INHERITS = "{metadata: {inherits: [base]}}"


def test_what_several_instances_lack_is_said_at_the_base_they_share() -> None:
    tops = {DEV: TOP.format("dev", INHERITS), PROD: TOP.format("prod", INHERITS)}
    third = {"stacks/deploy/test.yaml": TOP.format("test", "{metadata: {inherits: [base]}, vars: {size: 1}}")}
    [found] = findings({MODULE: REQUIRED, BASE: BASED, **tops, **third})
    assert (found.code, found.place, found.help) == (Code.VARIABLE_MISSING, (BASE, 3, 5), "set `vars.size`")
    assert found.message.endswith("in 2 instances: app@dev, app@prod")


def test_an_attribute_that_several_instances_lack_is_said_where_they_have_the_value_from() -> None:
    module = 'variable "o" { type = object({ a = number, b = number }) }\n'
    base = BASED + "      vars:\n        o: {}\n"
    own = "{metadata: {inherits: [base]}, vars: {o: {a: 1}}}"
    tops = {DEV: TOP.format("dev", own), PROD: TOP.format("prod", own)}
    found = findings({MODULE: module, BASE: base, **tops})
    assert [(each.code, each.place) for each in found] == [(Code.VARIABLE_TYPE, (BASE, 6, 9))]


def test_a_file_by_which_all_others_have_a_variable_is_offered_to_the_one_without() -> None:
    base = "components: {terraform: {app: {vars: {size: 1}}}}\n"
    others = {f"stacks/deploy/{stage}.yaml": TOP.format(stage, "{}") for stage in ("prod", "test")}
    lone = TOP.format("dev", "{}").replace("import: [catalog/app]\n", "")
    [found] = findings({MODULE: REQUIRED, BASE: base, **others, DEV: lone})
    assert found.help == "import `catalog/app`, by which all others have it, or set `vars.size`"


@pytest.mark.parametrize(("name", "near"), [("sise", "size"), ("other", None)])
def test_a_variable_for_all_that_is_nearly_one_of_a_module_is_more_than_a_note(name: str, near: str | None) -> None:
    [found] = findings(
        {MODULE: VARIABLE, DEV: deployed("{}", root="terraform: {vars: {NAME: 1}}\n".replace("NAME", name))}
    )
    assert (found.code, found.severity) == (Code.VARIABLE_UNCLAIMED, "warning" if near else None)
    assert found.help == (f"did you mean `{near}`?" if near else None)


def test_a_component_that_others_inherit_from_may_be_a_base_only() -> None:
    base = "    base: {metadata: {component: app}}\n    app: {metadata: {inherits: [base]}, vars: {size: 1}}\n"
    [found] = findings({MODULE: REQUIRED, DEV: f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{base}"})
    assert found.help == "if `base` is a base only, write `metadata.type: abstract`; else set `vars.size`"


def test_a_base_for_another_module_is_told_instead_of_each_variable_that_does_not_fit() -> None:
    bases = (
        "    app/base: {metadata: {type: abstract, component: app}, vars: {size: 1, kind: a}}\n"
        "    web/base: {metadata: {type: abstract, component: web}, vars: {port: 1, host: a}}\n"
    )
    own = "    mine: {metadata: {component: app, inherits: [web/base]}}\n"
    modules = {MODULE: 'variable "size" {}\nvariable "kind" {}\n', "components/terraform/web/main.tf": ""}
    [found] = findings({**modules, DEV: f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{bases}{own}"})
    assert (found.place, found.help) == ((DEV, 6, 50), "did you mean `app/base`?")
    assert found.message.startswith(
        "the base `web/base` is for the root module `web`, so its variables do not fit `app`"
    )
