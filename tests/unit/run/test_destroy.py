"""What is destroyed, with which inputs, and what stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.ports import Finished
from stackc.graph.graph import build_graph
from stackc.run.runner import RunReport
from stackc.run.terraform import Call
from tests.kit.build import place
from tests.unit.run.bench import LOCAL, Answer, Bench, Started, fine, named, stack

APP, VPC = named("app@dev"), named("vpc@dev")
DESTROY, APPLY = Call("destroy", auto_approve=True, destroys=True), Call("apply", auto_approve=True)
FULL = json.dumps({"outputs": {"id": {"value": "vpc-1"}}, "resources": [{}]})
EMPTY = json.dumps({"version": 4, "serial": 7, "lineage": "l", "outputs": {}, "resources": []})
READING = "app: {vars: {id: !terraform.state vpc .id }}, vpc: {vars: {a: !terraform.state web .id }}, web: {}"


def state_of(component: str) -> str:
    return f"components/terraform/{component}/terraform.tfstate.d/dev/terraform.tfstate"


def states(*components: str, content: str = FULL) -> dict[str, str]:
    return {state_of(each): content for each in components}


def emptying(root: Path) -> Answer:
    """A destroy that empties the state."""

    def answer(child: Started) -> Finished:
        if child.text.startswith("destroy"):
            component = Path(child.cwd).name
            (root / state_of(component)).write_text(EMPTY)
        return fine(child)

    return answer


def run_all(bench: Bench, call: Call = DESTROY) -> RunReport:
    return bench.runner.run_all(build_graph(bench.compilation).value, call)


def actions(report: RunReport) -> list[str]:
    return [f"{result.action} {result.instance.component}" for result in report.results]


def variables(bench: Bench, component: str = "app") -> object:
    path = bench.workdir(component) / f"dev-{component}.terraform.tfvars.json"
    return json.loads(path.read_text())


# --- what is gone


@pytest.mark.parametrize("content", [None, EMPTY])
def test_what_has_no_state_needs_no_terraform(content: str | None, tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **(states("app", content=content) if content else {})})
    bench.lock.update(lambda now: {**now, APP: f"local:{state_of('app')}", VPC: "local:elsewhere"})
    result = bench.runner.run(APP, DESTROY)
    assert (result.action, result.code, bench.children.started) == ("done", 0, [])
    assert [event.text for event in bench.events] == ["app@dev has no state: nothing to destroy"]
    assert bench.rows == {"vpc@dev": "local:elsewhere"}


def test_a_row_goes_when_the_state_is_empty(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {}", LOCAL), **states("app")}, emptying(tmp_path))
    assert bench.runner.run(APP, DESTROY).code == 0
    assert (bench.children.texts[-1].split()[0], bench.rows) == ("destroy", {})


def test_a_row_stays_while_something_is_left(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {}", LOCAL), **states("app")})
    assert bench.runner.run(APP, DESTROY._replace(arguments=("-target=x",))).code == 0
    assert list(bench.rows) == ["app@dev"]


def test_those_that_are_gone_are_told_in_one_line(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("web")}, emptying(tmp_path))
    report = run_all(bench)
    assert actions(report) == ["done app", "done vpc", "done web"]
    assert [event.text for event in bench.events if event.kind == "note"] == [
        "2 instances have no state: nothing to destroy"
    ]
    assert [child.text.split()[0] for child in bench.children.started] == ["init", "destroy"]


# --- what stays


@pytest.mark.parametrize(("flag", "code"), [("protect", Code.PROTECTED), ("locked", Code.LOCKED)])
def test_what_is_kept_keeps_what_it_reads(flag: str, code: Code, tmp_path: Path) -> None:
    text = READING.replace("vpc: {", f"vpc: {{metadata: {{{flag}: true}}, ")
    bench = Bench(tmp_path, {**stack(text, LOCAL), **states("app", "vpc", "web")}, emptying(tmp_path))
    report = run_all(bench)
    assert (actions(report), report.code) == (["done app", "kept vpc", "kept web"], 1)
    assert [found.code for result in report.results for found in result.diagnostics] == [code]
    assert [event.text for event in bench.events if event.kind == "kept" and event.text] == [
        "because vpc@dev, which is kept, depends on it"
    ]


def test_what_is_protected_is_changed_all_the_same(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {metadata: {protect: true}}", LOCAL))
    assert bench.runner.run(APP, APPLY).code == 0


def test_what_is_protected_and_gone_is_in_nobodys_way(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {metadata: {protect: true}}", LOCAL))
    assert actions(run_all(bench)) == ["done app"]


def test_protection_is_yes_or_no(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {metadata: {protect: sure}}", LOCAL), **states("app")})
    result = bench.runner.run(APP, DESTROY)
    assert ([found.code for found in result.diagnostics], bench.children.started) == ([Code.FLAG_KIND], [])


# --- inputs


def test_upstream_is_read_for_all_before_the_first_is_gone(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("app", "vpc", "web")}, emptying(tmp_path))
    assert run_all(bench).code == 0
    assert variables(bench) == {"id": "vpc-1", "stage": "dev"}


def test_what_was_applied_last_stands_in_for_what_is_gone(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("vpc")})
    assert bench.runner.run(APP, APPLY).code == 0
    (tmp_path / state_of("vpc")).unlink()
    (tmp_path / state_of("app")).parent.mkdir(parents=True)
    (tmp_path / state_of("app")).write_text(FULL)
    again = Bench(tmp_path, {})
    assert again.runner.run(APP, DESTROY).code == 0
    assert variables(again) == {"id": "vpc-1", "stage": "dev"}
    assert "app@dev is destroyed with id as it was last applied" in [event.text for event in again.events]


def test_inputs_are_for_their_owner_alone_and_without_secrets(tmp_path: Path) -> None:
    text = "app: {vars: {pw: !env PW , a: 1}}"
    bench = Bench(tmp_path, stack(text, LOCAL), env={"PW": "hush-hush"})
    assert bench.runner.run(APP, APPLY).code == 0
    noted = tmp_path / ".stackc/work/dev/app/.stackc-inputs"
    assert json.loads(noted.read_text()) == {"a": 1, "stage": "dev"}
    assert noted.stat().st_mode & 0o777 == 0o600


MODULE = """\
variable "id" { type = %s }
resource "terraform_data" "a" {
  input = var.id
  lifecycle {
    precondition {
      condition     = var.id != ""
      error_message = "none"
    }
  }
}
"""


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("string", "unknown"),
        ("number", 0),
        ("list(string)", []),
        ("object({a = string, b = optional(bool)})", {"a": "unknown"}),
    ],
)
def test_a_variable_that_is_only_a_value_may_be_any(type_: str, value: object, tmp_path: Path) -> None:
    module = {"components/terraform/app/main.tf": MODULE % type_}
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("app"), **module})
    assert bench.runner.run(APP, DESTROY).code == 0
    assert variables(bench) == {"id": value, "stage": "dev"}
    assert "app@dev is destroyed with any value for id" in [event.text for event in bench.events]


def test_a_module_from_elsewhere_is_destroyed_with_what_stands_in_for_its_inputs(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "p", {**stack(READING, LOCAL), **states("app")})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/own.tf").write_text(MODULE % "string")
    assert bench.runner.run(APP, DESTROY._replace(source=str(tmp_path / "mine"))).code == 0
    assert [each.name for each in bench.workdir().glob("*.tf")] == ["own.tf"]
    assert variables(bench) == {"id": "unknown", "stage": "dev"}


def test_a_default_is_better_than_any_value(tmp_path: Path) -> None:
    module = {"components/terraform/app/main.tf": 'variable "id" { default = "x" }\n'}
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("app"), **module})
    assert bench.runner.run(APP, DESTROY).code == 0
    assert variables(bench) == {"stage": "dev"}


def test_a_variable_that_decides_something_must_be_given(tmp_path: Path) -> None:
    module = {"components/terraform/app/main.tf": 'variable "id" {}\nprovider "aws" {\n  region = var.id\n}\n'}
    bench = Bench(tmp_path, {**stack(READING, LOCAL), **states("app"), **module})
    result = bench.runner.run(APP, DESTROY)
    [found] = result.diagnostics
    assert (place(found), bench.children.started) == ((Code.INPUT_GONE, "2:43"), [])
    assert found.help == "stackc terraform destroy app -s dev -var 'id=…'"
    given = bench.runner.run(APP, DESTROY._replace(arguments=("-var", "id=eu-west-1")))
    assert (given.code, variables(bench)) == (0, {"stage": "dev"})


def test_an_output_that_half_an_apply_did_not_reach_is_gone_as_well(tmp_path: Path) -> None:
    module = {"components/terraform/app/main.tf": MODULE % "string"}
    half = json.dumps({"outputs": {}, "resources": [{}]})
    files = {**stack(READING, LOCAL), **states("app"), **states("vpc", content=half), **module}
    bench = Bench(tmp_path, files)
    assert bench.runner.run(APP, DESTROY).code == 0
    assert variables(bench) == {"id": "unknown", "stage": "dev"}


def test_a_backend_that_reads_what_is_gone_is_blocked(tmp_path: Path) -> None:
    text = "app: {backend: {local: {path: !terraform.state vpc .id }}}, vpc: {}"
    bench = Bench(tmp_path, stack(text, LOCAL))
    result = bench.runner.run(APP, DESTROY)
    assert (result.code, Code.BLOCKED in [found.code for found in result.diagnostics]) == (1, True)
