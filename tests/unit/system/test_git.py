from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from stackc.base.ports import OutputFailure
from stackc.system.git import git_fact

ENV = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}


def git(folder: Path, *words: str | bytes) -> None:
    subprocess.run(["git", *words], cwd=folder, env=ENV, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("url", "fact", "value"),
    [
        pytest.param(b"https://host/me/it.git", "owner", "me", id="owner"),
        pytest.param(b"https://host/m\xff/it", "owner", "m\ufffd", id="not UTF-8"),
        pytest.param(b"https://host/m\xff/it", "url", "https://host/m\ufffd/it", id="the whole, not UTF-8"),
    ],
)
def test_a_fact_is_text_whatever_its_bytes(url: bytes, fact: str, value: str, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", url)
    assert git_fact(str(tmp_path), fact, ENV) == value


def test_an_address_without_an_owner_is_said_whatever_its_bytes(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", b"\xff")
    with pytest.raises(OutputFailure, match="has no owner"):
        git_fact(str(tmp_path), "owner", ENV)
