"""What the end-to-end tests share: the real Terraform, scratch copies, and one copy of the organisation all deployed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.e2e.checkout import SHIPPED, Checkout, Said, fingerprint, organisation
from tests.e2e.stand_in import StandIn, recorder

Env = Mapping[str, str]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Terraform these tests are skipped, but where they are required that is a failure."""
    if shutil.which("terraform") is not None:
        return
    reason = "terraform is not on the PATH"
    if os.environ.get("STACKC_E2E") == "required":
        pytest.fail(f"{reason}, and the end-to-end tests are required here", pytrace=False)
    pytest.skip(reason)


class Deployed(NamedTuple):
    """The whole organisation after a first ``deploy --all``."""

    checkout: Checkout
    said: Said
    before: dict[str, str]
    """The fingerprint of the component folders before anything ran."""


@pytest.fixture(scope="session")
def terraform() -> str:
    """The real Terraform."""
    found = shutil.which("terraform")
    assert found is not None
    return os.path.abspath(found)


@pytest.fixture(scope="session")
def clean_env(terraform: str, tmp_path_factory: pytest.TempPathFactory) -> Env:
    """An environment with a PATH and a home, and no settings of whoever runs the tests."""
    return {
        "PATH": os.pathsep.join((os.path.dirname(terraform), os.defpath)),
        "HOME": str(tmp_path_factory.mktemp("home")),
        "TF_CLI_CONFIG_FILE": "/dev/null",
        "CHECKPOINT_DISABLE": "1",
    }


@pytest.fixture
def path_with_stackc(tmp_path: Path, clean_env: Env) -> Env:
    """The environment of a newcomer who has installed ``stackc`` and Terraform."""
    command = tmp_path / "bin" / "stackc"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m stackc "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return {**clean_env, "PATH": f"{command.parent}:{clean_env['PATH']}", "PYTHONPATH": str(SHIPPED)}


@pytest.fixture
def clone(tmp_path: Path, clean_env: Env) -> Checkout:
    """A fresh clone of the reference organisation."""
    return organisation(tmp_path / "clone", clean_env)


@pytest.fixture
def recorded(tmp_path: Path, terraform: str) -> StandIn:
    """The real Terraform with its calls written down; not on a PATH yet."""
    return recorder(tmp_path / "recorder", terraform)


@pytest.fixture(scope="session")
def deployed(tmp_path_factory: pytest.TempPathFactory, clean_env: Env) -> Deployed:
    """The organisation, deployed once for all tests. Those that change it take a copy."""
    checkout = organisation(tmp_path_factory.mktemp("deployed") / "clone", clean_env)
    before = fingerprint(checkout.root / "components")
    return Deployed(checkout, checkout.terraform("deploy", "--all"), before)
