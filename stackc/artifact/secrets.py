"""What may stand in a generated file, and how secrets reach Terraform instead. See docs/language.md, secrets.

Variables go by a file of their own that nobody else sees, credentials of backends by the backend's own environment
variables; a secret anywhere else is refused. A mask never stands in a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from stackc.artifact import messages as say
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Secret, Table, Value, has_secret, leaves, revealed
from stackc.evaluate.instance import Instance
from stackc.function.pure import scalar_text
from stackc.text.json import to_json

BACKEND_VARIABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "s3": {
        "access_key": "AWS_ACCESS_KEY_ID",
        "secret_key": "AWS_SECRET_ACCESS_KEY",
        "token": "AWS_SESSION_TOKEN",
        "sse_customer_key": "AWS_SSE_CUSTOMER_KEY",
    },
    "http": {
        "username": "TF_HTTP_USERNAME",
        "password": "TF_HTTP_PASSWORD",
        "client_ca_certificate_pem": "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM",
        "client_certificate_pem": "TF_HTTP_CLIENT_CERTIFICATE_PEM",
        "client_private_key_pem": "TF_HTTP_CLIENT_PRIVATE_KEY_PEM",
    },
    "pg": {"conn_str": "PG_CONN_STR"},
    "azurerm": {
        "access_key": "ARM_ACCESS_KEY",
        "sas_token": "ARM_SAS_TOKEN",
        "client_id": "ARM_CLIENT_ID",
        "client_secret": "ARM_CLIENT_SECRET",
        "client_certificate_password": "ARM_CLIENT_CERTIFICATE_PASSWORD",
        "oidc_token": "ARM_OIDC_TOKEN",
        "oidc_request_token": "ARM_OIDC_REQUEST_TOKEN",
    },
    "gcs": {
        "credentials": "GOOGLE_BACKEND_CREDENTIALS",
        "access_token": "GOOGLE_OAUTH_ACCESS_TOKEN",
        "encryption_key": "GOOGLE_ENCRYPTION_KEY",
    },
    "consul": {"access_token": "CONSUL_HTTP_TOKEN", "http_auth": "CONSUL_HTTP_AUTH"},
    "kubernetes": {"token": "KUBE_TOKEN", "password": "KUBE_PASSWORD", "client_key": "KUBE_CLIENT_KEY_DATA"},
    "oss": {
        "access_key": "ALICLOUD_ACCESS_KEY",
        "secret_key": "ALICLOUD_SECRET_KEY",
        "security_token": "ALICLOUD_SECURITY_TOKEN",
    },
    "cos": {
        "secret_id": "TENCENTCLOUD_SECRET_ID",
        "secret_key": "TENCENTCLOUD_SECRET_KEY",
        "security_token": "TENCENTCLOUD_SECURITY_TOKEN",
    },
}
"""The settings of each backend type that Terraform also takes from the environment."""
FILES: Final = ("backend", "providers", "required_providers", "required_version")
"""Sections that become files; all but the backend have no other way to Terraform."""


class Hidden(NamedTuple):
    """What reaches Terraform by another way than a generated file."""

    variables: bytes | None = None
    """The secret variables, as JSON."""
    environment: tuple[tuple[str, str], ...] = ()
    """Credentials of the backend."""


def is_hidden(instance: Instance, name: str, value: Value) -> bool:
    """True for a variable that must not stand in a file. A null tells nothing."""
    return value is not None and (name in instance.sensitive or has_secret(value))


def hidden_variables(instance: Instance) -> bytes | None:
    """The variables that no file may hold, as JSON; None when there is none."""
    hidden: Table = {
        name: revealed(value) for name, value in instance.table("vars").items() if is_hidden(instance, name, value)
    }
    return to_json(hidden, escape_html=True).encode("utf-8", "surrogatepass") if hidden else None


def open_backend(settings: Table) -> Table:
    """The settings of a backend as its file may hold them: without secrets."""
    return {key: value for key, value in settings.items() if not isinstance(value, Secret)}


def backend_environment(instance: Instance) -> tuple[tuple[str, str], ...]:
    """The secret settings of the backend as the variables Terraform takes them from."""
    known = BACKEND_VARIABLES.get(instance.backend_type, {})
    secrets = ((known.get(key), value) for key, value in instance.table("backend").items() if isinstance(value, Secret))
    return tuple(sorted((name, scalar_text(revealed(value))) for name, value in secrets if name))


def misplaced_secrets(instance: Instance, *sections: str) -> tuple[Diagnostic, ...]:
    """Secrets in ``sections`` that have no way to Terraform (SC0806)."""
    found: list[Diagnostic] = []
    if "backend" in sections:
        known = BACKEND_VARIABLES.get(instance.backend_type, {})
        for key, value in instance.table("backend").items():
            name = known.get(key)
            if isinstance(value, Secret) and name is not None and instance.table("env").get(name) is not None:
                found.append(say.secret_written(instance, ("backend", key), name))
            elif has_secret(value) and (name is None or not isinstance(value, Secret)):
                found.append(say.secret_written(instance, ("backend", key)))
    for section in sections:
        if section == "backend":
            continue
        for path, leaf in leaves(instance.section(section)):
            if isinstance(leaf, Secret):
                found.append(say.secret_written(instance, (section, *path)))
    return tuple(found)
