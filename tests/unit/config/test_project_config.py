from __future__ import annotations

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.config.decode import decode_config
from stackc.config.discovery import Found
from stackc.config.project_config import ATMOS, STACKC, ProjectConfig
from stackc.syntax.yaml import ScalarRules
from tests.kit.world import MemoryWorld


def config(**table: object) -> ProjectConfig:
    reported: list[Diagnostic] = []
    found = Found(table, ("/repo/stackc.yaml",), "stackc", "/repo", True)  # type: ignore[arg-type]  # plain values
    return decode_config(found, "/repo", MemoryWorld(), reported.append)


@pytest.mark.parametrize(
    ("kind", "name", "folder"),
    [
        pytest.param("terraform", "vpc", "components/terraform/vpc", id="terraform"),
        pytest.param("terraform", "net/vpc", "components/terraform/net/vpc", id="nested"),
        pytest.param("terraform", "../other", "components/other", id="up"),
        pytest.param("helmfile", "echo", "components/helmfile/echo", id="another type"),
        pytest.param("custom", "x", "components/custom/x", id="a type without a setting"),
    ],
)
def test_a_component_lies_below_the_folder_of_its_type(kind: str, name: str, folder: str) -> None:
    assert config().component_folder(kind, name) == folder


@pytest.mark.parametrize(
    ("path", "absolute"),
    [("a/b", "/repo/a/b"), ("./a/../b", "/repo/b"), ("/etc", "/etc"), (".", "/repo")],
)
def test_paths_are_made_absolute_at_the_root(path: str, absolute: str) -> None:
    assert config().absolute(path) == absolute


def test_manifests_read_scalars_as_the_dialect_says() -> None:
    assert config(settings={"yaml": {"key_delimiter": "."}}).scalars == ScalarRules(True, True, ".")


def test_the_dialects_differ_in_every_switch() -> None:
    switches = [name for name in ATMOS.__match_args__ if name != "name"]
    assert all(getattr(ATMOS, name) != getattr(STACKC, name) for name in switches)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("TOKEN", True), ("MY_TOKEN", False), ("TF_VAR_password", True), ("TF_VAR_", True), ("token", False)],
)
def test_a_variable_is_secret_that_a_glob_fits_whole(name: str, expected: bool) -> None:
    assert config(secrets={"env": ["TOKEN", "TF_VAR_*"]}).is_secret_variable(name) is expected


def test_no_variable_is_secret_unless_told() -> None:
    assert not config().is_secret_variable("TOKEN")
