"""The oracle against places that are known."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from tests.campaigns.places import Given, place_of


def given(kind: str, settings: object, workspace: str = "dev", env: Mapping[str, str] | None = None) -> Given:
    body = {"cloud": settings} if kind == "cloud" else {"backend": {kind: settings}}
    return Given(json.dumps({"terraform": body}).encode(), "", workspace, "components/terraform/app", env or {})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(given("local", {"path": "a"}), given("local", {"path": "b"}), True, id="a path is for default"),
        pytest.param(
            given("local", {"path": "a"}, "default"), given("local", {"path": "b"}, "default"), False, id="two paths"
        ),
        pytest.param(
            given("s3", {"bucket": "b", "key": "k"}),
            given("s3", {"bucket": "b", "key": "k"}, env={"AWS_ENDPOINT_URL_S3": "https://one.example"}),
            False,
            id="another endpoint by environment",
        ),
        pytest.param(
            given("s3", {"bucket": "b", "key": "k", "region": "one"}),
            given("s3", {"bucket": "b", "key": "k", "region": "two"}),
            True,
            id="a region is no place",
        ),
        pytest.param(
            given("pg", {"conn_str": "postgres://a:b@db.example/x"}),
            given("pg", {}, env={"PG_CONN_STR": "postgres://db.example:5432/x"}),
            True,
            id="one database",
        ),
        pytest.param(
            given("gcs", {"bucket": "b", "prefix": "/p/"}),
            given("gcs", {"bucket": "b", "prefix": "p"}),
            True,
            id="prefix",
        ),
        pytest.param(
            given("cloud", {"organization": "o", "workspaces": {"tags": ["x"]}}),
            given("cloud", {"organization": "o", "workspaces": {"name": "dev"}}),
            True,
            id="a workspace by name or by tags",
        ),
    ],
)
def test_the_oracle_tells_states_apart_as_terraform_does(one: Given, other: Given, same: bool) -> None:
    assert place_of(one) is not None
    assert place_of(other) is not None
    assert (place_of(one) == place_of(other)) == same


@pytest.mark.parametrize(
    "refused",
    [
        given("s3", {"bucket": "b"}),
        given("http", {}),
        given("azurerm", {"key": ["k"]}),
        given("pg", {"conn_str": "x y"}),
    ],
    ids=["no key", "no address", "a list", "no connection"],
)
def test_what_terraform_refuses_has_no_place(refused: Given) -> None:
    assert place_of(refused) is None
