"""Versions of Terraform: who asks for which, and what does not fit the one that is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.run.terraform import Binary
from stackc.run.versions import check_versions
from tests.unit.run.bench import PROJECT, Bench, stack

MAIN = "components/terraform/app/main.tf"
PIN = "components/terraform/app/.terraform-version"


def misfits(root: Path, version: str = "1.9.8", flavour: str = "terraform", **files: str) -> list[str]:
    """What is said of ``app`` and ``web`` of one stack, each with its place."""
    bench = Bench(root, {**stack("app: {}, web: {}"), **files})
    binary = Binary("/bin/x", flavour, version)
    found = list(check_versions(bench.compilation, binary, bench.compilation.instance_ids()))
    assert {each.code for each in found} <= {Code.VERSION_MISFIT}
    return [f"{each.primary and each.primary.span.whole_line} {each.message}" for each in found]


def module(*constraints: str) -> dict[str, str]:
    return {MAIN: "".join(f'terraform {{\n  required_version = "{each}"\n}}\n' for each in constraints)}


def test_a_root_module_asks_where_it_says_so(tmp_path: Path) -> None:
    said = misfits(tmp_path, **module(">= 1.5", "~> 1.10"))
    assert said == [f"{MAIN}:5 `components/terraform/app` requires ~> 1.10, and `/bin/x` is 1.9.8, for app@dev"]


@pytest.mark.parametrize("constraint", [">= 1.5", "~> 1.9.2", "!= 1.9.7", "1.9.8", "= 1.9.8, < 2"])
def test_a_constraint_that_is_met_is_not_spoken_of(constraint: str, tmp_path: Path) -> None:
    assert misfits(tmp_path, **module(constraint)) == []


@pytest.mark.parametrize("version", ["1.10.0-beta1", "1.10.0-dev", "1.10.0"])
def test_a_pre_release_counts_as_its_three_numbers(version: str, tmp_path: Path) -> None:
    assert misfits(tmp_path / "met", version, **module(">= 1.10")) == []
    assert len(misfits(tmp_path / "not", version, **module("< 1.10"))) == 1


@pytest.mark.parametrize(("version", "constraint"), [("1.9.8", ">= 1.10.0-beta1"), ("1.9.8", "latest"), ("", "> 9")])
def test_what_is_not_understood_is_left_to_terraform(version: str, constraint: str, tmp_path: Path) -> None:
    assert misfits(tmp_path, version, **module(constraint)) == []


def test_what_a_manifest_requires_takes_the_place_of_what_the_module_does(tmp_path: Path) -> None:
    manifest = stack('app: {required_version: "> 2"}')["stacks/deploy/dev.yaml"]
    said = misfits(tmp_path, **{"stacks/deploy/dev.yaml": manifest}, **module("> 3"))
    assert said == ["stacks/deploy/dev.yaml:2 a manifest requires > 2, and `/bin/x` is 1.9.8, for app@dev"]


def test_the_project_asks_once_for_everybody(tmp_path: Path) -> None:
    said = misfits(tmp_path, **{"stackc.yaml": PROJECT + 'terraform: {version: "~> 1.8.0"}\n'})
    assert said == ["stackc.yaml:1 `terraform.version` requires ~> 1.8.0, and `/bin/x` is 1.9.8"]


@pytest.mark.parametrize("pin", ["1.9.8\n", "1.9", "v1.9.8", "~> 1.9.0", "latest", "min-required", "", "1.9.8 # ours"])
def test_a_pin_that_fits_or_names_no_version_is_fine(pin: str, tmp_path: Path) -> None:
    assert misfits(tmp_path, **{PIN: pin}) == []


@pytest.mark.parametrize("pin", ["1.9.7", "1.8", "~> 1.8.0", "1.9.8-beta1", "# ours\n\n1.9.7 "])
def test_a_pin_of_another_version_is_told_at_its_file(pin: str, tmp_path: Path) -> None:
    [said] = misfits(tmp_path, **{PIN: pin})
    assert (
        said
        == f"{PIN}:{len(pin.splitlines())} `{PIN}` requires {pin.splitlines()[-1].strip()}, and `/bin/x` is 1.9.8, for app@dev"
    )


def test_the_nearest_pin_counts_and_one_place_is_told_once(tmp_path: Path) -> None:
    assert misfits(tmp_path / "near", **{".terraform-version": "1.8.0", PIN: "1.9.8"}) == [
        ".terraform-version:1 `.terraform-version` requires 1.8.0, and `/bin/x` is 1.9.8, for web@dev"
    ]
    [said] = misfits(tmp_path / "once", **{".terraform-version": "1.8.0"})
    assert said.endswith("for app@dev and 1 more instance")


def test_opentofu_has_pins_of_its_own(tmp_path: Path) -> None:
    pins = {".terraform-version": "1.8.0", ".opentofu-version": "1.7.0"}
    assert [each.split()[0] for each in misfits(tmp_path, flavour="tofu", **pins)] == [".opentofu-version:1"]


def test_everything_that_does_not_fit_is_told_in_one_go(tmp_path: Path) -> None:
    files = {**module("> 3"), ".terraform-version": "1.8.0", "stackc.yaml": PROJECT + "terraform: {version: '> 2'}\n"}
    assert [each.split()[0] for each in misfits(tmp_path, **files)] == [
        "stackc.yaml:1",
        f"{MAIN}:2",
        ".terraform-version:1",
    ]
