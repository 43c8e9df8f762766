from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.value import Call, Secret, Table, Unknown, Value
from stackc.evaluate.address import StateAddress, Unaddressed, current_text, state_address, without_credentials

FOLDER = "components/terraform/app"


def address(
    kind: str, backend: Table, workspace: Value = "dev", env: Mapping[str, str | Secret] | None = None
) -> StateAddress | Unaddressed:
    return state_address(kind, backend, workspace, FOLDER, (env or {}).get)


def text(kind: str, backend: Table, workspace: str = "dev", env: Mapping[str, str | Secret] | None = None) -> str:
    found = address(kind, backend, workspace, env)
    assert isinstance(found, StateAddress), found
    return found.text


S3: Table = {"bucket": "b", "key": "k", "workspace_key_prefix": "app"}
AZURE: Table = {"storage_account_name": "acc", "container_name": "c", "key": "app.tfstate"}
CLOUD: Table = {"organization": "acme", "workspaces": {"tags": ["x"]}}
BUCKET: Table = {"bucket": "b", "prefix": "p"}


@pytest.mark.parametrize(
    ("kind", "backend", "expected"),
    [
        pytest.param("", {}, f"local:{FOLDER}/terraform.tfstate.d/dev/terraform.tfstate", id="no backend"),
        pytest.param(
            "local", {"workspace_dir": "../d"}, "local:components/terraform/d/dev/terraform.tfstate", id="local"
        ),
        pytest.param("s3", S3, "s3://b/app/dev/k", id="s3"),
        pytest.param("s3", {**S3, "bucket": 111122223333}, "s3://111122223333/app/dev/k", id="a number is text"),
        pytest.param("s3", {**S3, "endpoints": {"s3": "http://u:p@h:1/"}}, "s3:h:1//b/app/dev/k", id="s3, endpoint"),
        pytest.param("s3", {**S3, "endpoints": [{"s3": "h:1"}]}, "s3:h:1//b/app/dev/k", id="a block in a list"),
        pytest.param(
            "s3", {**S3, "endpoint": "https://s3.eu-west-1.amazonaws.com"}, "s3://b/app/dev/k", id="s3, usual endpoint"
        ),
        pytest.param("gcs", BUCKET, "gcs://b/p/dev.tfstate", id="gcs"),
        pytest.param("azurerm", AZURE, "azurerm://acc/c/app.tfstateenv:dev", id="azurerm"),
        pytest.param(
            "azurerm", {**AZURE, "environment": "china"}, "azurerm:china//acc/c/app.tfstateenv:dev", id="another cloud"
        ),
        pytest.param("http", {"address": "https://u:p@h/s?a=1&token=x"}, "http:https://h/s?a=1", id="http"),
        pytest.param("cloud", CLOUD, "cloud://app.terraform.io/acme/dev", id="cloud"),
        pytest.param(
            "remote",
            {"organization": "acme", "workspaces": [{"prefix": "app-"}]},
            "remote://app.terraform.io/acme/app-dev",
            id="remote, prefix",
        ),
        pytest.param(
            "cloud",
            {"organization": "acme", "workspaces": {"name": "app-{terraform_workspace}"}},
            "cloud://app.terraform.io/acme/app-dev",
            id="cloud, name",
        ),
        pytest.param("consul", {"path": "tf"}, "consul:127.0.0.1:8500//tf-env:dev", id="consul"),
        pytest.param(
            "kubernetes",
            {"secret_suffix": "s", "config_paths": ["a", "b"], "config_context": "c"},
            "kubernetes:a:b,c//default/tfstate-dev-s",
            id="kubernetes",
        ),
        pytest.param("oss", {**BUCKET, "key": "k"}, "oss://b/p/dev/k", id="oss"),
        pytest.param("cos", {**BUCKET, "region": "r"}, "cos:r//b/p/dev/terraform.tfstate", id="cos"),
        pytest.param("oci", {"bucket": "b", "namespace": "n"}, "oci:n//b/env:/dev/terraform.tfstate", id="oci"),
        pytest.param(
            "pg",
            {"conn_str": "postgres://u:p@h:6/db?sslmode=x"},
            "pg://h:6/db/terraform_remote_state/dev",
            id="pg, an address",
        ),
        pytest.param(
            "pg",
            {"conn_str": r"user=u password='p w' host='h\'s' dbname = d", "schema_name": "s"},
            "pg://h's:5432/d/s/dev",
            id="pg, pairs",
        ),
        pytest.param("pg", {"conn_str": "user=u"}, "pg://localhost:5432/u/terraform_remote_state/dev", id="pg, user"),
    ],
)
def test_an_address_names_the_place_of_the_state(kind: str, backend: Table, expected: str) -> None:
    assert text(kind, backend) == expected


@pytest.mark.parametrize(
    ("kind", "backend", "expected"),
    [
        pytest.param("local", {"path": "s.tfstate"}, f"local:{FOLDER}/s.tfstate", id="local"),
        pytest.param("local", {"path": "/s.tfstate"}, "local:/s.tfstate", id="local, absolute"),
        pytest.param("s3", S3, "s3://b/k", id="s3"),
        pytest.param("gcs", BUCKET, "gcs://b/p/default.tfstate", id="gcs"),
        pytest.param("azurerm", AZURE, "azurerm://acc/c/app.tfstate", id="azurerm"),
        pytest.param("consul", {"path": "tf"}, "consul:127.0.0.1:8500//tf", id="consul"),
        pytest.param("cloud", CLOUD, "cloud://app.terraform.io/acme/default", id="cloud"),
    ],
)
def test_the_default_workspace_has_an_address_of_its_own(kind: str, backend: Table, expected: str) -> None:
    assert text(kind, backend, "default") == expected


@pytest.mark.parametrize(
    ("kind", "backend", "variable", "value", "expected"),
    [
        pytest.param("http", {}, "TF_HTTP_ADDRESS", "http://h/s", "http:http://h/s", id="http"),
        pytest.param("s3", S3, "AWS_ENDPOINT_URL_S3", "http://h:1", "s3:h:1//b/app/dev/k", id="s3"),
        pytest.param(
            "azurerm", AZURE, "ARM_ENVIRONMENT", "china", "azurerm:china//acc/c/app.tfstateenv:dev", id="azurerm"
        ),
        pytest.param("cloud", {}, "TF_CLOUD_ORGANIZATION", "acme", "cloud://app.terraform.io/acme/dev", id="cloud"),
        pytest.param(
            "pg", {"conn_str": "host=h"}, "PGDATABASE", "d", "pg://h:5432/d/terraform_remote_state/dev", id="pg"
        ),
        pytest.param(
            "pg",
            {},
            "PG_CONN_STR",
            Secret("postgres://u:p@h/d"),
            "pg://h:5432/d/terraform_remote_state/dev",
            id="secret pg",
        ),
        pytest.param(
            "kubernetes", {"secret_suffix": "s"}, "KUBE_NAMESPACE", "n", "kubernetes://n/tfstate-dev-s", id="kubernetes"
        ),
    ],
)
def test_what_the_environment_completes_is_part_of_the_address(
    kind: str, backend: Table, variable: str, value: str | Secret, expected: str
) -> None:
    assert text(kind, backend, env={variable: value}) == expected


def test_a_variable_that_is_empty_leaves_the_word_to_the_next() -> None:
    env = {"AWS_ENDPOINT_URL_S3": "", "AWS_ENDPOINT_URL": "http://h:1"}
    assert text("s3", S3, env=env) == "s3:h:1//b/app/dev/k"


def test_addresses_of_one_state_are_one_key() -> None:
    assert len({address("s3", S3), address("s3", dict(S3)), address("s3", S3, "prod")}) == 2


def test_the_manifests_win_over_the_environment() -> None:
    assert text("http", {"address": "http://a"}, env={"TF_HTTP_ADDRESS": "http://b"}) == "http:http://a"


@pytest.mark.parametrize(
    ("kind", "backend", "workspace", "env", "expected"),
    [
        pytest.param("local", {"path": Unknown("!exec x")}, "default", {}, ("unknown", "path"), id="an effect"),
        pytest.param("s3", {**S3, "key": Call("!exec x")}, "dev", {}, ("unknown", "key"), id="a call"),
        pytest.param("s3", {**S3, "bucket": Secret("b")}, "dev", {}, ("secret", "bucket"), id="a secret"),
        pytest.param(
            "s3",
            {**S3, "endpoints": Unknown("!exec x")},
            "dev",
            {},
            ("unknown", "endpoints.s3"),
            id="a block by an effect",
        ),
        pytest.param(
            "s3", {**S3, "endpoints": Secret("x")}, "dev", {}, ("secret", "endpoints.s3"), id="a secret block"
        ),
        pytest.param("s3", {"key": "k"}, "dev", {}, ("missing", "bucket"), id="not set"),
        pytest.param("s3", {**S3, "key": {"a": 1}}, "dev", {}, ("invalid", "key"), id="a map"),
        pytest.param("s3", S3, Unknown("!exec x"), {}, ("unknown", "workspace"), id="workspace by an effect"),
        pytest.param("s3", S3, Secret("w"), {}, ("secret", "workspace"), id="secret workspace"),
        pytest.param("http", {}, "dev", {}, ("missing", "address"), id="nothing in the environment"),
        pytest.param(
            "http", {}, "dev", {"TF_HTTP_ADDRESS": Secret("http://h")}, ("secret", "address"), id="secret variable"
        ),
        pytest.param(
            "http", {}, "dev", {"TF_HTTP_ADDRESS": Unknown("!exec x")}, ("unknown", "address"), id="open variable"
        ),
        pytest.param(
            "pg", {"conn_str": "nothing of a kind"}, "dev", {}, ("invalid", "conn_str"), id="pg, no connection"
        ),
        pytest.param("pg", {"conn_str": "postgres://h:port/d"}, "dev", {}, ("invalid", "conn_str"), id="pg, no port"),
        pytest.param("pg", {}, "dev", {}, ("missing", "conn_str"), id="pg, nothing"),
        pytest.param("custom", {"a": Unknown("!exec x")}, "dev", {}, ("unknown", "a"), id="another type, an effect"),
        pytest.param("custom", {"a": [Secret("x")]}, "dev", {}, ("secret", "a.0"), id="another type, a secret"),
    ],
)
def test_an_address_that_cannot_be_told_says_why(
    kind: str, backend: Table, workspace: Value, env: Mapping[str, str | Secret], expected: tuple[str, str]
) -> None:
    found = address(kind, backend, workspace, env)
    assert isinstance(found, Unaddressed)
    assert (found.kind, ".".join(map(str, found.field))) == expected


@pytest.mark.parametrize(
    ("kind", "backend"),
    [
        pytest.param("s3", {"bucket": "b", "key": "k"}, id="s3"),
        pytest.param("gcs", {"bucket": "b"}, id="gcs"),
        pytest.param("azurerm", AZURE, id="azurerm"),
        pytest.param("http", {"address": "http://h"}, id="http"),
        pytest.param("cloud", {"organization": "acme"}, id="cloud"),
        pytest.param("remote", {"organization": "acme"}, id="remote"),
        pytest.param("consul", {"path": "tf"}, id="consul"),
        pytest.param("kubernetes", {"secret_suffix": "s"}, id="kubernetes"),
        pytest.param("oss", {"bucket": "b"}, id="oss"),
        pytest.param("cos", {"bucket": "b"}, id="cos"),
        pytest.param("oci", {"bucket": "b"}, id="oci"),
    ],
)
def test_an_address_needs_each_of_these_settings_and_no_other(kind: str, backend: Table) -> None:
    assert isinstance(address(kind, backend), StateAddress)
    for name in backend:
        found = address(kind, {key: value for key, value in backend.items() if key != name})
        assert isinstance(found, Unaddressed), name
        assert (found.kind, found.field) == ("missing", (name,))


@pytest.mark.parametrize("setting", ["secret_key", "password", "token", "client_secret", "private_key", "username"])
def test_credentials_are_no_identity(setting: str) -> None:
    for kind, backend in (("s3", S3), ("custom", {"a": 1})):
        plain = text(kind, dict(backend))
        assert plain == text(kind, {**backend, setting: "x"}) == text(kind, {**backend, setting: Secret("y")})
        assert plain == text(kind, {**backend, setting: Unknown("!exec z")})


def test_types_nobody_knows_are_told_apart_by_their_settings() -> None:
    assert text("custom", {"a": 1}) != text("custom", {"a": 2}) != text("custom", {"a": 1}, "prod")
    assert text("custom", {"a": 1}).startswith("custom:sha256:")
    assert text("custom", {"a": 1, "b": {"c": 2, "d": 3}}) == text("custom", {"b": {"d": 3, "c": 2}, "a": 1})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://u:p@h:1/a?b=c", "https://h:1/a?b=c"),
        ("https://h/a?private_token=x&b=c&access_key=y", "https://h/a?b=c"),
        ("https://h/a?b=&token=x&c", "https://h/a?b=&c="),
        ("https://h/a?b&c=", "https://h/a?b&c="),
        ("https://u:p@[::1/a", "[::1/a"),
        ("plain/path", "plain/path"),
    ],
)
def test_an_address_is_shown_without_credentials(url: str, expected: str) -> None:
    assert without_credentials(url) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("local:a/b", "local:a/b", id="the same"),
        pytest.param("http:https://u:p@h/s", "http:https://h/s", id="credentials go"),
        pytest.param('pg:{"conn_str":"postgres://u:p@h/d"}#dev', "pg://h:5432/d/terraform_remote_state/dev", id="pg"),
        pytest.param('pg:{"conn_str":5', 'pg:{"conn_str":5', id="cut off"),
        pytest.param("custom:[]#dev", "custom:[]#dev", id="no settings"),
    ],
)
def test_addresses_of_the_first_lock_files_are_read_in_todays_words(old: str, new: str) -> None:
    assert current_text(old) == new
