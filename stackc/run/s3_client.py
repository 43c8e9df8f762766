"""The client for what an ``s3`` backend names: its region, endpoint and credentials, as Terraform finds them.

Needs the extra ``s3``. A resolved instance and the caller's environment come in. See docs/language.md, buckets of
states.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import path_text
from stackc.base.value import Table, Unknown, Value, find_leaf, revealed, table_at
from stackc.evaluate.instance import Instance
from stackc.function.pure import scalar_text

_SESSION: Final = "stackc"
"""How a role that is assumed calls us where the backend gives no name."""


class NoClient(Exception):
    """The S3 client library is not installed."""


class ClientFailure(Exception):
    """The client cannot be made; the text is fit for people."""


class S3(NamedTuple):
    """A client, and the settings it was made from."""

    client: Any
    backend: Table
    """With its secrets opened: they are for the service alone."""
    region: str | None


def open_s3(instance: Instance, env: Mapping[str, str]) -> S3:
    """A client as the backend of a resolved instance and its ``env`` say, else the environment ``env``.

    ``assume_role`` is asked for at once. Raises NoClient and ClientFailure.
    """
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as problem:
        raise NoClient from problem
    unknown = _unknown_setting(instance)
    if unknown is not None:
        raise ClientFailure(f"{unknown} is not known yet, and it says where and as whom the state is read")
    backend, given = _settings(instance, env)

    def text(name: str, *variables: str) -> str | None:
        value = backend.get(name)
        return value if isinstance(value, str) and value else next((given[v] for v in variables if given.get(v)), None)

    region = text("region", "AWS_REGION", "AWS_DEFAULT_REGION")
    path_style = backend.get("use_path_style") is True or backend.get("force_path_style") is True
    try:
        session = boto3.Session(
            aws_access_key_id=text("access_key", "AWS_ACCESS_KEY_ID"),
            aws_secret_access_key=text("secret_key", "AWS_SECRET_ACCESS_KEY"),
            aws_session_token=text("token", "AWS_SESSION_TOKEN"),
            region_name=region,
            profile_name=text("profile", "AWS_PROFILE"),
        )
        role = _role(backend)
        if role:
            asked = session.client("sts", endpoint_url=_endpoint(backend, given, "sts")).assume_role(**role)
            lent = asked["Credentials"]
            session = boto3.Session(lent["AccessKeyId"], lent["SecretAccessKey"], lent["SessionToken"], region)
        client = session.client(
            "s3",
            endpoint_url=_endpoint(backend, given, "s3"),
            config=Config(
                s3={"addressing_style": "path" if path_style else "auto"},
                retries={"max_attempts": 5, "mode": "standard"},
            ),
        )
    except (BotoCoreError, ClientError, ValueError) as problem:
        raise ClientFailure(str(problem)) from problem
    return S3(client, backend, region)


def endpoint_of(instance: Instance, env: Mapping[str, str]) -> str | None:
    """Where the buckets of an instance are; None is Amazon's own place."""
    return _endpoint(*_settings(instance, env), "s3")


def has_role(backend: Table) -> bool:
    """The backend reaches its states as somebody else than the caller."""
    return "assume_role" in backend or "role_arn" in backend


def _settings(instance: Instance, env: Mapping[str, str]) -> tuple[Table, Mapping[str, str]]:
    """The backend with its secrets opened, and the variables it falls back on: the component's before the caller's."""
    own = _opened(instance.table("env"))
    given = {**env, **{name: scalar_text(value) for name, value in own.items() if name.startswith("AWS_") and value}}
    return _opened(instance.effective_backend[1]), given


def _role(backend: Table) -> dict[str, Value]:
    """What is asked of STS; empty where no role is named. ``role_arn`` beside the bucket is the old spelling."""
    nested = table_at(backend, "assume_role")
    if not nested.get("role_arn") and not backend.get("role_arn"):
        return {}
    source = nested if nested.get("role_arn") else backend
    asked: dict[str, Value] = {"RoleArn": source["role_arn"], "RoleSessionName": source.get("session_name") or _SESSION}
    for name, parameter in (("external_id", "ExternalId"), ("policy", "Policy")):
        if source.get(name):
            asked[parameter] = source[name]
    return asked


def _endpoint(backend: Table, given: Mapping[str, str], service: str) -> str | None:
    """``endpoints`` of the backend, its old spelling, or the environment; None is Amazon's own."""
    named = table_at(backend, "endpoints").get(service) or backend.get(
        "endpoint" if service == "s3" else "sts_endpoint"
    )
    return named if isinstance(named, str) and named else given.get(f"AWS_ENDPOINT_URL_{service.upper()}")


def _unknown_setting(instance: Instance) -> str | None:
    """What decides how S3 is reached, and is unknown."""
    own: Table = {name: value for name, value in instance.table("env").items() if name.startswith("AWS_")}
    for section, table in (("backend", instance.table("backend")), ("env", own)):
        path = find_leaf(table, lambda leaf: isinstance(leaf, Unknown))
        if path is not None:
            return f"`{path_text((section, *path))}` of {instance.id}"
    return None


def _opened(table: Table) -> Table:
    value = revealed(table)
    return value if isinstance(value, dict) else {}
