"""Where Terraform would keep a state, by its own rules, from what it is given: backend file, workspace, folder, environment.

Written down apart from the compiler, so that both can be wrong only together. ``None``: Terraform would refuse.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

Settings = Mapping[str, Any]


class Given(NamedTuple):
    """What Terraform gets for one instance."""

    backend: bytes | None
    """``backend.tf.json``, where one is generated."""
    module: str
    """The Terraform text of the root module."""
    workspace: str
    folder: str
    """The component folder, relative to the project."""
    env: Mapping[str, str]


class Place(NamedTuple):
    """One state: equal exactly when it is the same one."""

    kind: str
    where: tuple[str, ...]


def place_of(given: Given) -> Place | None:
    """The one place where Terraform would look for the state."""
    kind, settings = _declared(given)
    rule = _RULES.get(kind)
    where = rule(settings, given) if rule is not None else None
    return None if where is None or any(part is None for part in where) else Place(kind, where)


def _declared(given: Given) -> tuple[str, Settings]:
    if given.backend is not None:
        body = json.loads(given.backend)["terraform"]
        [(kind, settings)] = [("cloud", body["cloud"])] if "cloud" in body else body["backend"].items()
        return kind, {name: value for name, value in settings.items() if value is not None}
    found = re.search(r'backend "(\w+)" \{(.*?)\}', given.module, re.DOTALL)
    return ("local", {}) if found is None else (found[1], dict(re.findall(r'(\w+)\s*=\s*"([^"]*)"', found[2])))


def _text(value: object) -> str | None:
    """A setting as Terraform converts it to text; None for what it refuses."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (str, int, float)) else None


def _set(settings: Settings, name: str, given: Given, *variables: str, default: str = "") -> str | None:
    if settings.get(name) not in (None, ""):
        return _text(settings[name])
    return next((given.env[each] for each in variables if given.env.get(each)), default)


def _needed(settings: Settings, name: str, given: Given, *variables: str) -> str | None:
    return _set(settings, name, given, *variables) or None


Where = tuple[Any, ...] | None


def _local(settings: Settings, given: Given) -> Where:
    path = _set(settings, "path", given, default="terraform.tfstate")
    folder = _set(settings, "workspace_dir", given, default="terraform.tfstate.d")
    if path is None or folder is None:
        return None
    named = path if given.workspace == "default" else posixpath.join(folder, given.workspace, "terraform.tfstate")
    return (posixpath.normpath(posixpath.join(given.folder, named)),)


def _s3(settings: Settings, given: Given) -> Where:
    bucket, key = _needed(settings, "bucket", given), _needed(settings, "key", given)
    prefix = _set(settings, "workspace_key_prefix", given, default="env:")
    variables = ("AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "AWS_ENDPOINT_URL")
    nested = settings.get("endpoints")
    own = nested.get("s3") if isinstance(nested, dict) else None
    server = _text(own) if own else _set(settings, "endpoint", given, *variables)
    if bucket is None or key is None or prefix is None or server is None:
        return None
    if any(text[:1] == "/" or text[-1:] == "/" for text in (key, prefix)):
        return None
    path = key if given.workspace == "default" else posixpath.join(prefix, given.workspace, key)
    return (_server(server), bucket, posixpath.normpath(path))


def _server(url: str) -> str:
    """Amazon's own servers are all one; elsewhere a bucket belongs to its server."""
    host = url.split("://")[-1].rpartition("@")[2].rstrip("/")
    return "" if re.fullmatch(r"s3([.-][a-z0-9-]+)*\.amazonaws\.com", host) else host


def _gcs(settings: Settings, given: Given) -> Where:
    prefix = _set(settings, "prefix", given)
    variables = ("GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT", "GOOGLE_STORAGE_CUSTOM_ENDPOINT")
    server = _set(settings, "storage_custom_endpoint", given, *variables)
    if prefix is None or server is None:
        return None
    path = posixpath.join(prefix.strip("/"), f"{given.workspace}.tfstate")
    return (_server(server), _needed(settings, "bucket", given), path)


def _azurerm(settings: Settings, given: Given) -> Where:
    names = [_needed(settings, name, given) for name in ("storage_account_name", "container_name", "key")]
    if None in names:
        return None
    ending = "" if given.workspace == "default" else f"env:{given.workspace}"
    return (_set(settings, "environment", given, "ARM_ENVIRONMENT", default="public"), *names, ending)


def _http(settings: Settings, given: Given) -> Where:
    address = _needed(settings, "address", given, "TF_HTTP_ADDRESS")
    if address is None or given.workspace != "default":
        return None
    parts = urlsplit(address)
    asked = [f"{name}={value}" for name, value in parse_qsl(parts.query) if name != "token"]
    return (parts.scheme, parts.netloc.rpartition("@")[2], parts.path, *asked)


def _pg(settings: Settings, given: Given) -> Where:
    address = _set(settings, "conn_str", given, "PG_CONN_STR")
    schema = _set(settings, "schema_name", given, "PG_SCHEMA_NAME", default="terraform_remote_state")
    if address is None or not re.match(r"postgres(ql)?://|$", address):
        return None
    parts = urlsplit(address)
    host = parts.hostname or given.env.get("PGHOST") or "localhost"
    port = str(parts.port or given.env.get("PGPORT") or 5432)
    named = parts.path.strip("/") or given.env.get("PGDATABASE") or parts.username or given.env.get("PGUSER")
    return (host, port, named or None, schema, given.workspace)


def _cloud(settings: Settings, given: Given) -> Where:
    host = _set(settings, "hostname", given, "TF_CLOUD_HOSTNAME", default="app.terraform.io")
    spaces = settings.get("workspaces") or {}
    if not isinstance(spaces, dict) or "prefix" in spaces:
        return None
    name = _text(spaces["name"]) if spaces.get("name") else given.workspace
    return (host, _needed(settings, "organization", given, "TF_CLOUD_ORGANIZATION"), name)


_RULES: Mapping[str, Callable[[Settings, Given], Where]] = {
    "local": _local,
    "s3": _s3,
    "gcs": _gcs,
    "azurerm": _azurerm,
    "http": _http,
    "pg": _pg,
    "cloud": _cloud,
}
