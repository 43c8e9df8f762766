"""``describe component --origins``: the line behind every value, in YAML that is still the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tests.kit.command import PROJECT, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "components/terraform/vpc/main.tf": "",
    "stacks/catalog/vpc.yaml": """\
components:
  terraform:
    vpc:
      vars:
        size: 1
        zones: [a, "b # c"]
        rules:
          - {port: 80, open: true}
        text: |
          one
          two
        none: {}
""",
    "stacks/deploy/dev.yaml": """\
import: [catalog/vpc]
vars: {stage: dev}
components:
  terraform:
    vpc:
      vars: {size: 2}
""",
}


@pytest.fixture
def root(tmp_path: Path) -> str:
    return str(write_files(tmp_path, FILES))


@pytest.mark.parametrize("flag", ["--origins", "--provenance"])
def test_every_value_that_a_manifest_says_has_its_line(root: str, flag: str) -> None:
    said = run_here("-C", root, "describe", "component", "vpc", "-s", "dev", flag)
    lines = said.out[said.out.index("vars:") :].splitlines()
    assert lines[:14] == [
        "vars:",
        "  none: {}  # stacks/catalog/vpc.yaml:12",
        "  rules:",
        "    - open: true  # stacks/catalog/vpc.yaml:8",
        "      port: 80  # stacks/catalog/vpc.yaml:8",
        "  size: 2  # stacks/deploy/dev.yaml:6, beats stacks/catalog/vpc.yaml:5",
        "  stage: dev  # stacks/deploy/dev.yaml:2",
        "  text: |  # stacks/catalog/vpc.yaml:9",
        "    one",
        "    two",
        "  zones:",
        "    - a  # stacks/catalog/vpc.yaml:6",
        "    - 'b # c'  # stacks/catalog/vpc.yaml:6",
        "workspace: dev",
    ]


def test_it_is_the_same_yaml(root: str) -> None:
    plain = run_here("-C", root, "describe", "component", "vpc", "-s", "dev").out
    assert yaml.safe_load(run_here("-C", root, "describe", "component", "vpc", "-s", "dev", "--origins").out) == (
        yaml.safe_load(plain)
    )


@pytest.mark.parametrize("more", [("-f", "json"), ("--query", ".vars")])
def test_comments_are_for_yaml_alone(root: str, more: tuple[str, ...]) -> None:
    said = run_here("-C", root, "describe", "component", "vpc", "-s", "dev", "--origins", *more)
    assert (said.code, said.out) == (2, "")


def test_of_many_beaten_lines_two_are_named(tmp_path: Path) -> None:
    mixins = {f"stacks/mixins/{name}.yaml": f"vars: {{region: {name}}}\n" for name in "abcd"}
    dev = "import: [mixins/a, mixins/b, mixins/c, mixins/d]\nvars: {stage: dev}\ncomponents: {terraform: {vpc: {}}}\n"
    root = str(write_files(tmp_path, {**FILES, **mixins, "stacks/deploy/dev.yaml": dev}))
    said = run_here("-C", root, "describe", "component", "vpc", "-s", "dev", "--origins")
    line = next(line for line in said.out.splitlines() if line.startswith("  region:"))
    assert line == (
        "  region: d  # stacks/mixins/d.yaml:1, beats stacks/mixins/c.yaml:1, beats stacks/mixins/b.yaml:1 and 1 more"
    )
