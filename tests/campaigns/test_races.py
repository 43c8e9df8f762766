"""One round of the campaign, and what it calls wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.races import address, organisation, race, wrongs
from tests.kit.command import terraform_env

LOCK = f"instances:\n  app0@dev: local:{address('app0')}\nversion: 2\n"
STATE = '{"version": 4}'
WHOLE = {address("app0"): STATE, "stackc.lock": LOCK}


def test_two_deploys_of_one_instance_write_one_state() -> None:
    assert race(1, 0, ten=False).faults == ()


@pytest.mark.parametrize(
    ("files", "kinds"),
    [
        pytest.param({}, [], id="all is well"),
        pytest.param(
            {"components/terraform/app/terraform.tfstate": STATE}, ["wrong workspace"], id="default workspace"
        ),
        pytest.param({"stackc.lock": "instances:\nversion: 2\n"}, ["lock rows"], id="lost row"),
        pytest.param({"stackc.lock.tmp": ""}, ["leftover"], id="half a write"),
        pytest.param({f"{address('app0')}.lock.info": "{}"}, ["leftover"], id="lock of a state"),
    ],
)
def test_what_a_round_must_not_leave_is_found(tmp_path: Path, files: dict[str, str], kinds: list[str]) -> None:
    made = organisation(tmp_path, 1, terraform_env(tmp_path))
    for path, text in {**WHOLE, **files}.items():
        made.write(path, text)
    assert [kind for kind, _ in wrongs(made, ["app0"])] == kinds


def test_a_state_that_nobody_wrote_is_found(tmp_path: Path) -> None:
    made = organisation(tmp_path, 1, terraform_env(tmp_path))
    made.write("stackc.lock", LOCK)
    assert [kind for kind, _ in wrongs(made, ["app0"])] == ["missing state"]
