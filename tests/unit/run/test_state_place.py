"""The way to a state: settings that lead to an address are found, and no others are believed."""

from __future__ import annotations

import pytest

from stackc.base.value import Table
from stackc.run.state_place import Known, Place, place_of

NOTED: Table = {"bucket": "b", "key": "k", "region": "eu-central-1", "workspace_key_prefix": "p", "profile": "x"}


def found(address: str, *known: Known, **env: str) -> Place | None:
    return place_of(address, known, "/repo", env.get)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("local:state/dev/terraform.tfstate", "/repo/state/dev/terraform.tfstate"),
        ("local:../other/terraform.tfstate", "/repo/../other/terraform.tfstate"),
        ("local:/var/states/x", "/var/states/x"),
    ],
)
def test_a_local_state_is_its_file(address: str, path: str) -> None:
    assert found(address) == Place(address, "local", {"path": path})


@pytest.mark.parametrize("key", ["k", "p/dev/k", "other/prod/deep/terraform.tfstate"])
def test_a_state_in_s3_is_one_object_whatever_its_workspace(key: str) -> None:
    address = f"s3://b/{key}"
    settings: Table = {"bucket": "b", "key": key, "region": "eu-central-1", "profile": "x"}
    assert found(address, Known("s3", NOTED, ("dev",))) == Place(address, "s3", settings)


def test_another_bucket_is_reached_with_what_is_known_of_this_one() -> None:
    place = found("s3://other/k", Known("s3", NOTED, ()))
    assert place is not None
    assert (place.settings["bucket"], place.settings["region"]) == ("other", "eu-central-1")


def test_another_endpoint_is_another_bucket() -> None:
    address = "s3:127.0.0.1:5000//b/k"
    assert found(address, Known("s3", NOTED, ())) is None
    assert found(address, Known("s3", NOTED, ()), AWS_ENDPOINT_URL_S3="http://127.0.0.1:5000") is not None
    own: Table = {**NOTED, "endpoints": {"s3": "http://127.0.0.1:5000"}}
    assert found(address, Known("s3", NOTED, ()), Known("s3", own, ())) is not None


@pytest.mark.parametrize(
    ("workspaces", "workspace"),
    [(("dev",), "dev"), (("default", "dev"), "dev"), (("prod",), None), ((), None)],
)
def test_other_backends_are_led_to_by_a_workspace(workspaces: tuple[str, ...], workspace: str | None) -> None:
    place = found("gcs://b/p/dev.tfstate", Known("gcs", {"bucket": "b", "prefix": "p"}, workspaces))
    assert (place and place.workspace) == workspace


@pytest.mark.parametrize(
    "known",
    [
        pytest.param((), id="nothing"),
        pytest.param((Known("gcs", {"bucket": "b", "prefix": "k"}, ("default",)),), id="another type"),
        pytest.param((Known("azurerm", {"key": "k"}, ("default",)),), id="too little"),
    ],
)
def test_where_nothing_leads_there_is_no_place(known: tuple[Known, ...]) -> None:
    assert found("azurerm://account/container/k", *known) is None
