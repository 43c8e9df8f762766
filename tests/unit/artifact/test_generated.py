"""Files of the section `generate`: their names, formats and templates, and what is not written."""

from __future__ import annotations

import pytest

from stackc.artifact.files import emit_instance
from stackc.artifact.generated import covered_files, generated_files
from stackc.base.codes import Code
from tests.kit.compiled import OWN, compiled, instance_of
from tests.unit.artifact.test_files import SECRETS, instance

GENERATES = (
    "stacks: {base_path: stacks, included_paths: ['deploy/*'], name_pattern: '{stage}'}\n"
    "components: {terraform: {base_path: components/terraform, auto_generate_files: true}}\n"
)


def text_of(body: str, name: str, project: str = OWN) -> str:
    [made] = generated_files(instance(f"generate: {{{body}}}", project=project)).value
    assert made.name == name
    return made.content.decode()


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        pytest.param("a.txt: 'plain <b>'", "a.txt", "plain <b>", id="a text is as it is"),
        pytest.param("a.json: {b: 1, a: '<'}", "a.json", '{\n  "a": "\\u003c",\n  "b": 1\n}', id="json"),
        pytest.param("a.yaml: {b: [1]}", "a.yaml", "b:\n  - 1\n", id="yaml"),
        pytest.param("a.tf: {locals: {x: 1}}", "a.tf", "locals {\n  x = 1\n}\n", id="blocks"),
        pytest.param("x.auto.tfvars: {x: {y: 1}}", "x.auto.tfvars", "x = {\n  y = 1\n}\n", id="variables"),
        pytest.param("NOTES: {a: 1}", "NOTES", '{\n  "a": 1\n}', id="no ending"),
    ],
)
def test_the_name_says_the_format(body: str, name: str, expected: str) -> None:
    assert text_of(body, name) == expected


def test_files_are_among_all_that_an_instance_is_given() -> None:
    emitted = emit_instance(instance("generate: {a.txt: x, gone.txt: null}"), backend=False)
    assert [each.name for each in emitted.value.files] == ["dev-app.terraform.tfvars.json", "a.txt"]


def atmos(body: str) -> str:
    stack = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {{generate: {{{body}}}}}}}}}\n"
    made = instance_of(compiled({"atmos.yaml": GENERATES, "stacks/deploy/dev.yaml": stack}), "app", "dev")
    outcome = generated_files(made)
    return outcome.value[0].content.decode() if outcome.value else outcome.diagnostics[0].message


def test_in_atmos_texts_are_templates_of_their_own() -> None:
    assert (
        atmos("a.txt: '{{ .atmos_component }} {{ .vars.stage }} {{ .stage }} {{ .gone }}'") == "app dev dev <no value>"
    )
    assert atmos("a.txt: '{{ upper .stage }}'") == (
        "the file `a.txt` of app@dev cannot be generated: function `upper` is not defined"
    )


def test_elsewhere_they_are_rendered_as_all_values_are_and_not_again() -> None:
    assert text_of("a.txt: '{{ .vars.stage }}'", "a.txt") == "dev"
    assert text_of("a.txt: '{{ \"{{ x }}\" }}'", "a.txt") == "{{ x }}"


def test_nothing_is_generated_where_the_project_does_not_say_so() -> None:
    project = OWN + "components: {terraform: {auto_generate_files: false}}\n"
    assert generated_files(instance("generate: {a.txt: x}", project=project)).value == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("'../a.txt': x", Code.SECTION_INVALID, id="leaves the folder"),
        pytest.param("'/etc/a.txt': x", Code.SECTION_INVALID, id="absolute"),
        pytest.param("sub/a.txt: x", Code.SECTION_INVALID, id="another folder"),
        pytest.param("'..': x", Code.SECTION_INVALID, id="dots"),
        pytest.param("backend.tf.json: {}", Code.SECTION_INVALID, id="a file of ours"),
        pytest.param("dev-app.terraform.tfvars.json: {}", Code.SECTION_INVALID, id="variables of ours"),
        pytest.param("terraform.tfstate: {}", Code.SECTION_INVALID, id="a state"),
        pytest.param("a.tf: [1]", Code.SECTION_INVALID, id="no blocks"),
        pytest.param("a.tf: {variable: {x: 1}}", Code.SECTION_INVALID, id="a block that is no map"),
        pytest.param("a.json: {x: !terraform.output vpc .id}", Code.UNKNOWN_WRITTEN, id="unknown"),
        pytest.param("a.json: {x: !env PW}", Code.SECRET_WRITTEN, id="a secret"),
        pytest.param("a.txt: 'x {{ env \"PW\" }}'", Code.SECRET_WRITTEN, id="a secret in a text"),
    ],
)
def test_what_is_no_file_is_said_at_its_line(body: str, code: Code) -> None:
    outcome = generated_files(instance(f"generate: {{{body}}}", project=SECRETS, PW="hush-hush"))
    assert (outcome.value, [each.code for each in outcome.diagnostics]) == ((), [code])
    assert outcome.diagnostics[0].place[:2] == ("stacks/deploy/dev.yaml", 4)


def test_a_file_of_the_component_is_not_covered() -> None:
    made = instance("generate: {main.tf: x, new.tf: y}")
    [found] = covered_files(made, ("main.tf", "other.tf"))
    assert found.message == (
        "the file `main.tf` of app@dev cannot be generated: `components/terraform/app` has a file of this name"
    )
