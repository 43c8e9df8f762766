from __future__ import annotations

import pytest

from stackc.base.command_lines import lock_command, terraform_command


@pytest.mark.parametrize(
    ("words", "command"),
    [
        pytest.param(("plan", "vpc", "dev"), "stackc terraform plan vpc -s dev", id="plain"),
        pytest.param(("plan", "a b", "dev"), "stackc terraform plan 'a b' -s dev", id="a blank"),
        pytest.param(("apply", "vpc", "$x"), "stackc terraform apply vpc -s '$x'", id="what a shell would fill in"),
        pytest.param(
            ("init", "net/vpc", "dev", "--", "-upgrade"),
            "stackc terraform init net/vpc -s dev -- -upgrade",
            id="further words go last",
        ),
    ],
)
def test_a_terraform_command_can_be_pasted(words: tuple[str, str, str], command: str) -> None:
    assert terraform_command(*words) == command


def test_a_lock_command_can_be_pasted() -> None:
    assert lock_command("--accept", "it's@dev") == "stackc lock --accept 'it'\"'\"'s@dev'"
