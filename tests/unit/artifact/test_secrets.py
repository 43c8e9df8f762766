"""What may stand in a file, how secrets reach Terraform instead, and those that have no way."""

from __future__ import annotations

import pytest

from stackc.artifact.secrets import (
    BACKEND_VARIABLES,
    backend_environment,
    hidden_variables,
    is_hidden,
    misplaced_secrets,
    open_backend,
)
from stackc.base.codes import Code
from stackc.base.value import Secret, Value
from stackc.evaluate.instance import Instance
from tests.kit.build import place
from tests.kit.compiled import OWN, compiled, instance_of

SENSITIVE = 'variable "pw" {\n  sensitive = true\n}\n'


def instance(body: str, module: str = "") -> Instance:
    """A component whose body begins in column 11 of line 4; ``PW`` is a secret."""
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    app: {{{body}}}\n"
    files = {
        "stackc.yaml": OWN + "secrets: {env: [PW]}\n",
        "stacks/deploy/dev.yaml": text,
        "components/terraform/app/main.tf": module,
    }
    return instance_of(compiled(files, PW="hush-hush"), "app", "dev")


def backend(settings: str, kind: str = "s3", more: str = "") -> Instance:
    return instance(f"backend_type: {kind}, backend: {{{kind}: {{{settings}}}}}{more}")


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        pytest.param("a", 1, False, id="plain"),
        pytest.param("a", Secret("x"), True, id="a secret"),
        pytest.param("a", {"b": [1, Secret("x")]}, True, id="a secret in it"),
        pytest.param("pw", 1, True, id="sensitive"),
        pytest.param("pw", "", True, id="sensitive and empty"),
        pytest.param("pw", None, False, id="sensitive and null"),
        pytest.param("a", None, False, id="null"),
    ],
)
def test_a_secret_or_sensitive_variable_is_hidden(name: str, value: Value, hidden: bool) -> None:
    assert is_hidden(instance("", SENSITIVE), name, value) is hidden


def test_hidden_variables_are_opened_whole() -> None:
    made = instance("vars: {pw: '<', map: {b: !env PW, a: 1}, plain: 1}", SENSITIVE)
    assert hidden_variables(made) == (b'{\n  "map": {\n    "a": 1,\n    "b": "hush-hush"\n  },\n  "pw": "\\u003c"\n}\n')


def test_without_hidden_variables_there_is_no_file() -> None:
    assert hidden_variables(instance("vars: {a: 1}", SENSITIVE)) is None


def test_an_open_backend_has_everything_but_its_secrets() -> None:
    made = backend("bucket: b, key: k, workspace_key_prefix: p, token: !env PW")
    assert open_backend(made.table("backend")) == {"bucket": "b", "key": "k", "workspace_key_prefix": "p"}


@pytest.mark.parametrize(
    ("kind", "settings", "expected"),
    [
        pytest.param(
            "s3",
            "bucket: b, secret_key: !env PW, access_key: !env PW",
            (("AWS_ACCESS_KEY_ID", "hush-hush"), ("AWS_SECRET_ACCESS_KEY", "hush-hush")),
            id="sorted",
        ),
        pytest.param("s3", "access_key: open", (), id="not a secret"),
        pytest.param("s3", "odd: !env PW", (), id="no variable"),
        pytest.param("pg", "conn_str: !env PW", (("PG_CONN_STR", "hush-hush"),), id="another type"),
        pytest.param("pg", "access_key: !env PW", (), id="a setting of another type"),
        pytest.param("swift", "password: !env PW", (), id="a type that nobody knows"),
    ],
)
def test_credentials_reach_a_backend_by_its_own_variables(
    kind: str, settings: str, expected: tuple[tuple[str, str], ...]
) -> None:
    assert backend_environment(backend(settings, kind)) == expected


def test_every_variable_stands_for_one_setting() -> None:
    for variables in BACKEND_VARIABLES.values():
        assert len(set(variables.values())) == len(variables)


NO_VARIABLE = "the backend takes it from no environment variable"
NO_WAY = "a file is its only way to Terraform, which copies it"


@pytest.mark.parametrize(
    ("settings", "more", "said"),
    [
        pytest.param("access_key: !env PW", "", [], id="it has a variable"),
        pytest.param("access_key: open, odd: 1", ", env: {AWS_ACCESS_KEY_ID: other}", [], id="no secret"),
        pytest.param("odd: !env PW", "", [("odd", NO_VARIABLE)], id="no variable"),
        pytest.param("assume_role: {x: !env PW}", "", [("assume_role", NO_VARIABLE)], id="in a block"),
        pytest.param("token: [!env PW]", "", [("token", NO_VARIABLE)], id="in a list"),
        pytest.param(
            "token: !env PW",
            ", env: {AWS_SESSION_TOKEN: other}",
            [("token", "`env.AWS_SESSION_TOKEN` of it says something else")],
            id="its variable is taken",
        ),
        pytest.param("token: !env PW", ", env: {AWS_SESSION_TOKEN: null}", [], id="its variable is null"),
        pytest.param("token: !env PW", ", env: {OTHER: x}", [], id="another variable"),
    ],
)
def test_a_secret_in_a_backend_needs_a_variable(settings: str, more: str, said: list[tuple[str, str]]) -> None:
    found = misplaced_secrets(backend(settings, more=more), "backend", "providers")
    assert [(each.code, each.message) for each in found] == [
        (Code.SECRET_WRITTEN, f"`backend.{key}` of app@dev is a secret and is not written: {why}") for key, why in said
    ]


def test_a_secret_elsewhere_in_a_file_has_no_way() -> None:
    made = instance("required_version: !env PW, providers: {aws: [1, {token: !env PW}]}, vars: {a: !env PW}")
    found = misplaced_secrets(made, "backend", "providers", "required_providers", "required_version")
    assert [(place(each), each.message) for each in found] == [
        (
            (Code.SECRET_WRITTEN, "4:67"),
            f"`providers.aws[1].token` of app@dev is a secret and is not written: {NO_WAY}",
        ),
        ((Code.SECRET_WRITTEN, "4:29"), f"`required_version` of app@dev is a secret and is not written: {NO_WAY}"),
    ]
    assert {each.help for each in found} == {
        "set it in the environment, as the provider or the backend takes it from there"
    }


def test_only_the_sections_that_are_asked_for_are_looked_at() -> None:
    made = backend("odd: !env PW", more=", providers: {aws: {token: !env PW}}")
    assert misplaced_secrets(made, "required_version") == ()
    assert len(misplaced_secrets(made, "backend")) == 1
    assert len(misplaced_secrets(made, "providers")) == 1


def test_no_message_shows_a_secret() -> None:
    made = backend("odd: !env PW, key: !env PW", more=", providers: {aws: {token: !env PW}}")
    assert "hush" not in repr(misplaced_secrets(made, "backend", "providers"))
