"""What a component says of its runs: validations, who it runs as, and the version of Terraform it wants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import Finished
from stackc.check.findings import check_repository
from stackc.run.outlook import outlook
from stackc.run.terraform import Call
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import PROJECT, Answer, Bench, Started, fine, named, stack

APP, PLAN = named("app@dev"), Call("plan")
SCHEMAS = PROJECT + "schemas: {jsonschema: {base_path: schemas/json}, opa: {base_path: schemas/opa}}\n"
SCHEMA = json.dumps({"properties": {"vars": {"properties": {"size": {"maximum": 3}, "pw": {"maxLength": 2}}}}})
JSON = "settings: {validation: {size: {schema_type: jsonschema, schema_path: app.json}}}"
OPA = "settings: {validation: {size: {schema_type: opa, schema_path: app.rego, timeout: 3}}}"


class WithOpa(DiskWorkplace):
    """A place where every program is found."""

    def find_program(self, name: str, path: str) -> str | None:  # the port
        return f"/opt/{name}"


def bench(tmp_path: Path, body: str, answer: Answer = fine, *, opa: bool = False, **env: str) -> Bench:
    files = {"stackc.yaml": SCHEMAS, "schemas/json/app.json": SCHEMA, "schemas/opa/app.rego": "package atmos\n"}
    workplace = WithOpa() if opa else None
    return Bench(tmp_path, {**stack(f"app: {{{body}}}"), **files}, answer, workplace=workplace, env=env)


def codes(made: Bench, call: Call = PLAN) -> list[Code]:
    return [each.code for each in made.runner.run(APP, call).diagnostics]


# --- JSON Schemas


def test_what_fits_its_schema_runs(tmp_path: Path) -> None:
    made = bench(tmp_path, f"vars: {{size: 2}}, {JSON}")
    assert (codes(made), len(made.children.started)) == ([], 2)


def test_what_does_not_fit_its_schema_is_said_at_its_line_and_does_not_run(tmp_path: Path) -> None:
    made = bench(tmp_path, f"vars: {{size: 4}}, {JSON}")
    [found] = made.runner.run(APP, PLAN).diagnostics
    assert found.message == "app@dev does not pass its validation `size`: 4 is greater than the maximum of 3"
    assert (found.code, found.place[:2]) == (Code.VALIDATION_FAILED, ("stacks/deploy/dev.yaml", 2))
    assert made.children.started == []
    told: list[Diagnostic] = []
    check_repository(made.compilation, told.append)
    assert [each for each in told if each.code is Code.VALIDATION_FAILED] == [found]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"vars: {{size: 4}}, {JSON.replace('schema_type', 'disabled: true, schema_type')}", id="disabled"),
        pytest.param(f"vars: {{pw: !env PW}}, {JSON}", id="a secret fits"),
    ],
)
def test_what_is_not_asked_or_not_shown_fits(body: str, tmp_path: Path) -> None:
    assert codes(bench(tmp_path, body, PW="hush-hush")) == []


def test_what_is_destroyed_need_not_fit(tmp_path: Path) -> None:
    assert codes(bench(tmp_path, f"vars: {{size: 4}}, {JSON}"), Call("destroy", destroys=True)) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param(
            "{schema_type: cue, schema_path: app.json}", "its `schema_type` is `jsonschema` or `opa`", id="kind"
        ),
        pytest.param("{schema_type: opa}", "it has no `schema_path`", id="no path"),
        pytest.param("{schema_type: jsonschema, schema_path: gone.json}", "there is no file `gone.json`", id="no file"),
        pytest.param(
            "{schema_type: opa, schema_path: app.rego, module_paths: [gone]}",
            "there is no such file or folder",
            id="no module",
        ),
    ],
)
def test_a_validation_that_cannot_be_made_stops_a_run_and_is_a_warning_before(
    body: str, said: str, tmp_path: Path
) -> None:
    made = bench(tmp_path, f"settings: {{validation: {{a: {body}}}}}")
    [found] = made.runner.run(APP, PLAN).diagnostics
    assert (found.code, found.message) == (Code.SECTION_INVALID, f"app@dev cannot be validated by `a`: {said}")
    assert [each.code for each in outlook(made.compilation)] == [Code.RUN_REFUSED]


def test_a_line_that_many_instances_share_is_told_once(tmp_path: Path) -> None:
    made = Bench(
        tmp_path,
        {
            **stack("app: {}, web: {}", f"terraform: {{vars: {{size: 4}}, {JSON}}}\n"),
            "stackc.yaml": SCHEMAS,
            "schemas/json/app.json": SCHEMA,
        },
    )
    told: list[Diagnostic] = []
    check_repository(made.compilation, told.append)
    [found] = [each for each in told if each.code is Code.VALIDATION_FAILED]
    assert found.notes == ("so it is for 1 other instance",)


def test_a_schema_that_is_none_is_a_warning_of_validate(tmp_path: Path) -> None:
    made = bench(tmp_path, JSON)
    (tmp_path / "schemas/json/app.json").write_text("[")
    told: list[Diagnostic] = []
    check_repository(made.compilation, told.append)
    assert Code.RUN_REFUSED in [each.code for each in told]
    assert codes(made) == [Code.SECTION_INVALID]


# --- OPA


def opa_says(value: object) -> Answer:
    text = json.dumps({"result": [{"expressions": [{"value": value}]}]} if value is not None else {})
    return lambda child: Finished(0, text, "") if child.binary == "/opt/opa" else Finished(0, "", "")


def test_a_policy_is_asked_with_all_that_the_instance_is_and_nothing_stays_on_disk(tmp_path: Path) -> None:
    seen: list[dict[str, object]] = []

    def answer(child: Started) -> Finished:
        if child.binary == "/opt/opa":
            seen.append(json.loads(Path(child.arguments[child.arguments.index("--input") + 1]).read_text()))
        return opa_says([])(child)

    made = bench(tmp_path, f"vars: {{pw: !env PW}}, {OPA}", answer, opa=True, PW="hush-hush")
    assert codes(made) == []
    assert seen[0]["vars"] == {"pw": "hush-hush", "stage": "dev"}
    asked = made.children.started[0]
    assert (asked.timeout, asked.arguments[:6]) == (
        3.0,
        ("eval", "--format", "json", "--ignore", "*_test.rego", "--data"),
    )
    assert list((tmp_path / ".stackc").rglob("stackc_input.json")) == []


def test_what_a_policy_complains_about_stops_a_run_and_shows_no_secret(tmp_path: Path) -> None:
    made = bench(tmp_path, OPA, opa_says(["too big", "not hush-hush"]), opa=True, PW="hush-hush")
    assert [each.message.partition("`size`: ")[2] for each in made.runner.run(APP, PLAN).diagnostics] == [
        "not <secret>",
        "too big",
    ]
    assert [child.binary for child in made.children.started] == ["/opt/opa"]


def test_a_policy_without_an_answer_stops_a_run(tmp_path: Path) -> None:
    assert codes(bench(tmp_path, OPA, opa_says(None), opa=True)) == [Code.SECTION_INVALID]


def test_without_opa_nothing_runs_and_validate_says_so(tmp_path: Path) -> None:
    made = bench(tmp_path, OPA, PATH="/nowhere")
    assert (codes(made), made.children.started) == ([Code.NOT_SUPPORTED], [])
    assert [each.code for each in outlook(made.compilation)] == [Code.SECTION_NOT_RUN]


# --- who it runs as


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        pytest.param("{identities: {me: {kind: ambient}}}", (None, None), id="as it is"),
        pytest.param("{identities: {me: {kind: aws/ambient, region: eu}}}", (None, "eu"), id="a region"),
        pytest.param(
            "{identities: {a: {kind: x}, me: {kind: aws/profile, default: true, principal: {profile: p}}}}",
            ("p", None),
            id="a profile",
        ),
        pytest.param("{realm: x}", (None, None), id="nobody"),
    ],
)
def test_an_identity_that_is_there_is_used(auth: str, expected: tuple[str | None, str | None], tmp_path: Path) -> None:
    made = bench(tmp_path, f"auth: {auth}")
    assert codes(made) == []
    env = made.children.started[-1].env
    assert (env.get("AWS_PROFILE"), env.get("AWS_REGION")) == expected


def test_a_variable_of_the_component_beats_its_identity(tmp_path: Path) -> None:
    made = bench(tmp_path, "env: {AWS_REGION: us}, auth: {identities: {me: {kind: ambient, region: eu}}}")
    assert codes(made) == []
    assert made.children.started[-1].env["AWS_REGION"] == "us"


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        pytest.param(
            "{providers: {sso: {kind: aws/iam-identity-center}}}", "no identity is the default one", id="none"
        ),
        pytest.param(
            "{identities: {a: {kind: ambient}, b: {kind: ambient}}}", "no identity is the default one", id="which"
        ),
        pytest.param(
            "{identities: {a: {kind: aws/assume-role}}}",
            "the identity `a` is of the kind `aws/assume-role`, which is not assumed",
            id="a role",
        ),
    ],
)
def test_an_identity_that_has_to_be_asked_for_stops_a_run(auth: str, said: str, tmp_path: Path) -> None:
    made = bench(tmp_path, f"auth: {auth}")
    [found] = made.runner.run(APP, PLAN).diagnostics
    assert (found.code, found.message.partition("yet: ")[2]) == (Code.NOT_SUPPORTED, said)
    assert [each.code for each in outlook(made.compilation)] == [Code.RUN_REFUSED]


# --- the version of Terraform, which is 1.9.0 here


@pytest.mark.parametrize("wanted", ["1.9.0", "1.9", "1.9.x", "1", "~> 1.8", "latest"])
def test_a_version_that_fits_runs(wanted: str, tmp_path: Path) -> None:
    assert codes(bench(tmp_path, f"dependencies: {{tools: {{terraform: '{wanted}', opentofu: '9'}}}}")) == []


@pytest.mark.parametrize("wanted", ["1.9.1", "1.8", "2", ">= 1.10"])
def test_another_version_stops_a_run(wanted: str, tmp_path: Path) -> None:
    made = bench(tmp_path, f"dependencies: {{tools: {{terraform: '{wanted}'}}}}")
    assert (codes(made), made.children.started) == ([Code.TOOL_VERSION], [])
