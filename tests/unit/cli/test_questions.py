"""``why``: what is printed, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "components/terraform/vpc/main.tf": "",
    "components/terraform/app/main.tf": "",
    "stacks/catalog/vpc.yaml": "components: {terraform: {vpc: {vars: {size: 1, zones: [a, b]}}}}\n",
    "stacks/deploy/dev.yaml": """\
import: [catalog/vpc]
vars: {stage: dev}
components:
  terraform:
    vpc:
      vars: {size: 2}
    app:
      vars:
        name: "{{ .vars.stage }}-app"
        id: !terraform.state vpc .id
""",
}


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(write_files(tmp_path, FILES))


@pytest.mark.parametrize("named", [("vpc@dev",), ("vpc", "-s", "dev")])
def test_a_value_with_its_line_and_what_it_beat(root: str, named: tuple[str, ...]) -> None:
    said = run_here("-C", root, "why", *named[:1], "vars.size", *named[1:])
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "2   stacks/deploy/dev.yaml:6    the manifest itself\n"
        "1   stacks/catalog/vpc.yaml:1   imported at deploy/dev.yaml:1   beaten\n"
        "\n"
        "    a file wins over what it imports\n"
    )


def test_a_computed_value_with_its_expression(root: str) -> None:
    said = run_here("-C", root, "why", "app@dev", "vars.name")
    assert said.out == (
        "dev-app   stacks/deploy/dev.yaml:9   the manifest itself\n"
        "\n"
        "          {{ .vars.stage }}-app\n"
        "            reads   vars.stage   dev   stacks/deploy/dev.yaml:2\n"
    )


def test_a_map_leaf_by_leaf(root: str) -> None:
    said = run_here("-C", root, "why", "vpc@dev", "vars")
    assert said.out == (
        "stage      dev   stacks/deploy/dev.yaml:2    root section, the manifest itself\n"
        "size       2     stacks/deploy/dev.yaml:6    the manifest itself\n"
        "zones[0]   a     stacks/catalog/vpc.yaml:1   imported at deploy/dev.yaml:1\n"
        "zones[1]   b     stacks/catalog/vpc.yaml:1   imported at deploy/dev.yaml:1\n"
    )


def test_what_is_derived_says_so(root: str) -> None:
    assert run_here("-C", root, "why", "vpc@dev", "command").out == "terraform      the project file\n"
    assert run_here("-C", root, "why", "vpc@dev", "workspace").out == (
        "dev   no manifest says it: it is what stackc derives\n"
    )


def test_the_place_in_the_order(root: str) -> None:
    said = run_here("-C", root, "why", "app@dev")
    assert said.out == (
        "in wave 2 of 2, because it comes after\n  vpc@dev   wave 1   reads .id   stacks/deploy/dev.yaml:10\n"
    )
    assert run_here("-C", root, "why", "vpc@dev").out == "in wave 1 of 2, because it comes after nothing\n"


def test_for_programs_the_same_facts(root: str) -> None:
    answer = json.loads(run_here("-C", root, "why", "vpc@dev", "vars.size", "-f", "json").out)
    assert (answer["value"], answer["winner"]["place"]["line"], answer["beaten"][0]["layer"]) == (2, 6, "component")
    order = json.loads(run_here("-C", root, "why", "app@dev", "-f", "json").out)
    assert (order["wave"], order["after"][0]["instance"], order["after"][0]["kind"]) == (2, "vpc@dev", "read")
    assert run_here("-C", root, "why", "vpc@dev", "vars.size", "--query", ".winner.place.line").out == "6\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("vpc@dev", "vars.siez"), "error[SC0423]: vpc@dev has no `vars.siez`"),
        (("vpc@dev", "vars..size"), "error[SC0423]: `vars..size` is no path of a value"),
        (("vpx@dev", "vars.size"), "error[SC0416]"),
        (("vpc@prod", "vars.size"), "error[SC0415]"),
        (("vpc", "vars.size"), "error[SC0418]"),
    ],
)
def test_what_does_not_exist_is_an_error(root: str, words: tuple[str, ...], message: str) -> None:
    said = run_here("-C", root, "why", *words)
    assert (said.code, said.out) == (1, "")
    assert message in said.err


def test_an_instance_that_does_not_compile_has_no_answer(tmp_path: Path) -> None:
    broken = {**FILES, "stacks/deploy/dev.yaml": FILES["stacks/deploy/dev.yaml"].replace("{size: 2}", "[2]")}
    said = run_here("-C", str(write_files(tmp_path, broken)), "why", "vpc@dev", "vars.size")
    assert (said.code, said.out) == (1, "")
    assert "error[SC0401]" in said.err


# --- impact


def test_what_hangs_on_a_line(root: str) -> None:
    said = run_here("-C", root, "impact", "stacks/catalog/vpc.yaml:1")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "components.terraform.vpc.vars.size       1\n"
        "components.terraform.vpc.vars.zones[0]   a\n"
        "components.terraform.vpc.vars.zones[1]   b\n"
        "wins in 1 of 1 instance\n"
        "  vars.zones[0]\n"
        "  vars.zones[1]\n"
        "    vpc@dev\n"
        "beaten in 1 instance\n"
        "  vpc@dev   vars.size   2   stacks/deploy/dev.yaml:6\n"
    )


def test_a_file_is_named_as_the_shell_completes_it(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(root) / "stacks" / "catalog")
    assert run_here("impact", "vpc.yaml:1").out == run_here("-C", root, "impact", "stacks/catalog/vpc.yaml:1").out


def test_impact_for_programs(root: str) -> None:
    answer = json.loads(run_here("-C", root, "impact", "stacks/deploy/dev.yaml:2", "-f", "json").out)
    assert [each["path"] for each in answer["written"]] == ["vars.stage"]
    assert {each["instance"] for each in answer["whole"]} == {"app@dev", "vpc@dev"}
    assert {"instance": "app@dev", "path": "vars.name", "value": "dev-app"} in answer["computed"]


def test_a_manifest_that_is_broken_is_told(tmp_path: Path) -> None:
    root = str(write_files(tmp_path, {**FILES, "stacks/deploy/prod.yaml": "vars: {stage: [\n"}))
    said = run_here("-C", root, "impact", "stacks/catalog/vpc.yaml:1")
    assert (said.code, "error[SC0101]" in said.err, "wins in" in said.out) == (1, True, True)


@pytest.mark.parametrize("place", ["stacks/catalog/vpc.yaml:9", "stacks/nope.yaml:1", "stackc.yaml:1"])
def test_where_nothing_stands_is_an_error(root: str, place: str) -> None:
    said = run_here("-C", root, "impact", place)
    assert (said.code, said.out, "error[SC0423]" in said.err) == (1, "", True)
