"""Terraform's errors are read for the values they speak of, and end at the lines of manifests that set those."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.ports import Finished
from stackc.base.source import Span
from stackc.run.terraform import Call
from stackc.run.terraform_errors import Refusal, refusals
from tests.unit.run.bench import Answer, Bench, named

APP = named("app@dev")
VARFILE = "dev-app.terraform.tfvars.json"
COLOURED = (
    "\x1b[31m╷\x1b[0m\x1b[0m\n"
    "\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1mInvalid value for variable\x1b[0m\n"
    "\x1b[31m│\x1b[0m \x1b[0m\n"
    "\x1b[31m│\x1b[0m \x1b[0m\x1b[0m  on x.tfvars.json line 2:\n"
    '\x1b[31m│\x1b[0m \x1b[0m   2:   "age": \x1b[4m5\x1b[0m,\x1b[0m\n'
    "\x1b[31m│\x1b[0m \x1b[0m    \x1b[90m├────────────────\x1b[0m\n"
    "\x1b[31m│\x1b[0m \x1b[0m\x1b[0m    \x1b[90m│\x1b[0m \x1b[1mvar.age\x1b[0m is 5\n"
    "\x1b[31m╵\x1b[0m\x1b[0m\n"
)


def error(place: str, *shown: str, title: str = "Invalid value for variable") -> str:
    """An error as Terraform prints it without colours."""
    values = "".join(f"    │ {each}\n" for each in shown)
    context = f"    ├────────────────\n{values}" if shown else ""
    return f"\nError: {title}\n\n  on {place}:\n   2:   something\n{context}\nIt is so.\n"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(COLOURED, [("Invalid value for variable", "x.tfvars.json", 2, ("var.age",))], id="coloured"),
        pytest.param(error("main.tf line 15, in resource \"a\" \"b\""), ["main.tf"], id="a block"),
        pytest.param(error("main.tf line 15").replace("  on", "  with a.b,\n  on"), ["main.tf"], id="an instance"),
        pytest.param(error("a.tf line 1") + error("b.tf line 1"), ["a.tf", "b.tf"], id="two"),
        pytest.param(error("a.tf line 1").replace("Error:", "Warning:"), [], id="a warning"),
        pytest.param("Error: no place\n\nWarning: x\n\n  on a.tf line 1:\n", [], id="the place of a warning"),
        pytest.param("Error: Failed to query\n\ncould not connect, on line 4\n", [], id="none"),
        pytest.param("\0Error: \nError:", [], id="cut off"),
    ],
)  # fmt: skip
def test_errors_with_a_place_are_found(said: str, found: list[object]) -> None:
    whole = all(isinstance(each, tuple) for each in found)
    assert [each if whole else each.file for each in refusals(said)] == found


def test_every_value_that_an_error_shows_is_read() -> None:
    shown = (
        "var.zones is list of string with 1 element",
        'var.o.a["x.y"] is "b"',
        "local.var.x is 5",
        "var.key has a sensitive value",
    )
    [found] = refusals(error("main.tf line 1", *shown))
    assert found == Refusal(found.title, "main.tf", 1, ("var.zones", 'var.o.a["x.y"]', "var.key"))


# --- at home

BODY = """\
vars: {stage: dev}
terraform: {backend_type: gcs, backend: {gcs: {bucket: b, prefix: p}}}
components:
  terraform:
    app:
      vars:
        age: 5
        o: {a: 1, b: {c: 2}}
        zones: [x]
        made: "{{ .vars.age }}"
      providers: {aws: {region: x}, aws.west: {region: y}}
      required_version: ">= 1"
"""
OWN = {"stacks/deploy/dev.yaml": BODY, "components/terraform/app/main.tf": "# a module\n"}


def refusing(said: str, step: str = "plan") -> Answer:
    return lambda child: Finished(1, "", said) if child.arguments[0] == step else Finished(0, "", "")


def homes(folder: Path, said: str, step: str = "plan") -> list[str]:
    """What stands at the places of all that is said to be refused."""
    bench = Bench(folder, OWN, refusing(said, step))
    result = bench.runner.run(APP, Call("plan"))
    assert (result.action, result.code) == ("failed", 1)
    found = [each for each in result.diagnostics if each.code is Code.REFUSED_BY_TERRAFORM]
    return [written(label.span) for each in found for label in (each.primary, *each.related) if label is not None]


def written(span: Span) -> str:
    """What stands there."""
    return BODY.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    ("place", "shown", "texts"),
    [
        pytest.param(f"{VARFILE} line 2", (), ["5"], id="a line"),
        pytest.param(f"{VARFILE} line 2", ("var.age is 5",), ["5"], id="a line and its value, once"),
        pytest.param("main.tf line 9", ("var.zones is list", "var.age is 5"), ["[x]", "5"], id="values"),
        pytest.param("main.tf line 9", ("var.o.b.c is 2",), ["2"], id="a value inside"),
        pytest.param("main.tf line 9", ("var.made is 5",), ['"{{ .vars.age }}"'], id="a template"),
        pytest.param("providers_override.tf.json line 10", (), ["y"], id="a provider"),
        pytest.param("terraform_override.tf.json line 3", (), ['">= 1"'], id="a version"),
        pytest.param("main.tf line 9", (), [], id="the module alone"),
        pytest.param("main.tf line 9", ("var.unset is null",), [], id="what nobody set"),
        pytest.param("modules/x/main.tf line 9", ("var.age is 5",), [], id="the variable of another module"),
        pytest.param("other.tfvars.json line 2", (), [], id="the file of somebody else"),
    ],
)
def test_an_error_ends_at_the_lines_that_set_what_it_speaks_of(
    place: str, shown: tuple[str, ...], texts: list[str], tmp_path: Path
) -> None:
    assert homes(tmp_path, error(place, *shown)) == texts


def test_an_error_of_init_ends_at_the_line_of_the_backend(tmp_path: Path) -> None:
    said = error("backend.tf.json line 6, in terraform.backend.gcs", title="Extraneous JSON object property")
    assert homes(tmp_path, said, "init") == ["p"]


def test_two_errors_are_two_and_the_same_one_twice_is_one(tmp_path: Path) -> None:
    first, second = error(f"{VARFILE} line 2"), error("main.tf line 3", "var.zones is list", title="Few zones")
    assert homes(tmp_path, first + second + first) == ["5", "[x]"]


def test_a_success_that_speaks_of_errors_is_no_refusal(tmp_path: Path) -> None:
    said = Finished(0, "", error(f"{VARFILE} line 2"))
    result = Bench(tmp_path, OWN, lambda _: said).runner.run(APP, Call("plan"))
    assert (result.action, result.diagnostics) == ("done", ())
