"""The state address: where Terraform keeps the state of an instance. It is identity and never moves by accident.

Each backend type has a row of named fields that say where a state is; a field the manifests leave out may be completed
by the environment, as Terraform would do. Credentials are no identity: they are cut out before anything is put
together. See docs/language.md, state addresses.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.record import Record
from stackc.base.source import Path
from stackc.base.value import Append, Secret, Table, Unknown, Value, is_unknown, leaves
from stackc.function.pure import scalar_text

DEFAULT: Final = "default"
"""The workspace every backend has."""
Variable = Callable[[str], "str | Secret | Unknown | None"]
"""The environment Terraform will see: a variable's value, as a secret where it is one."""


class StateAddress(Record):
    """Backend type, where in the backend, and workspace. ``text`` is what the lock file and messages show."""

    backend: str
    place: str
    workspace: str

    @property
    def text(self) -> str:
        return f"{self.backend}:{self.place}"

    def __str__(self) -> str:
        return self.text


BESIDE: Final[Mapping[Path, Path]] = {
    ("backend_type",): ("backend_type",),
    ("component",): ("metadata", "component"),
    ("component_folder_prefix",): ("metadata", "component_folder_prefix"),
}
"""Fields that are no part of a backend's settings, and where they stand in an instance."""


_MOVING, _ARROW = "moving: ", " → "


class Moving(NamedTuple):
    """A row of a state that is on its way: whoever finds it goes on with the move, and runs nothing before."""

    source: str
    target: str

    @property
    def text(self) -> str:
        return f"{_MOVING}{self.source}{_ARROW}{self.target}"


def parse_moving(row: str) -> Moving | None:
    """The way of a state that is being moved; None for an address."""
    source, arrow, target = row.removeprefix(_MOVING).partition(_ARROW)
    return Moving(source, target) if row.startswith(_MOVING) and arrow else None


def held_at(row: str) -> str:
    """Where the state of a row is: one that is being moved counts where it comes from until it has arrived."""
    moving = parse_moving(row)
    return moving.source if moving is not None else row


def claimed_by(row: str) -> tuple[str, ...]:
    """The addresses at which nobody else may be: of a state that is being moved both ends."""
    return parse_moving(row) or (row,)


class Unaddressed(NamedTuple):
    """Why a state has no address: a field that says where it is cannot be told."""

    kind: Literal["unknown", "secret", "missing", "invalid"]
    """unknown: an effect decides it. secret: it must not be shown. missing: nobody sets
    it. invalid: it is no such thing.
    """
    field: Path
    """The path inside the backend; ``("workspace",)`` and the names in ``BESIDE`` stand for things beside it."""
    variables: tuple[str, ...] = ()
    """The environment variables that could set it."""


class _Field(NamedTuple):
    """One setting that is part of the identity; ``name`` with dots is nested."""

    name: str
    variables: tuple[str, ...] = ()
    default: str = ""
    required: bool = False


class _Identity(NamedTuple):
    """What says where a backend type keeps a state, and how that is written."""

    fields: tuple[_Field, ...]
    place: Callable[[Mapping[str, str], str], str]
    """``(field values, workspace) → place``; the workspace is empty for the default one."""


def state_address(
    backend_type: str, backend: Table, workspace: Value, folder: str, variable: Variable
) -> StateAddress | Unaddressed:
    """The address of a state, or why it has none.

    ``folder`` is the component folder relative to the project: relative paths of ``local`` start there. Two instances
    have the same address exactly when Terraform would read and write the same state for both.
    """
    kind = backend_type or "local"
    named = _scalar(workspace, ("workspace",))
    if isinstance(named, Unaddressed):
        return named
    identity = IDENTITIES.get(kind)
    if identity is None:
        place = _digest(backend, named)
        return place if isinstance(place, Unaddressed) else StateAddress(kind, place, named)
    values: dict[str, str] = {}
    for field in identity.fields:
        value = _value(field, backend, variable)
        if isinstance(value, Unaddressed):
            return value
        values[field.name] = value
    named_only = "" if named == DEFAULT else named
    if kind == "local":
        return StateAddress(kind, posixpath.normpath(posixpath.join(folder, identity.place(values, named_only))), named)
    if kind == "pg":
        server = _database(values["conn_str"], variable)
        if isinstance(server, Unaddressed):
            return server
        values["conn_str"] = server
    return StateAddress(kind, identity.place(values, named_only), named)


def backend_text(backend: Table, name: str) -> str:
    """A backend setting as the text Terraform takes it for; empty when it is not set, or is no scalar."""
    value = _scalar(backend.get(name), (name,))
    return "" if isinstance(value, Unaddressed) else value


# --- fields


def _value(field: _Field, backend: Table, variable: Variable) -> str | Unaddressed:
    path: Path = tuple(field.name.split("."))
    found = _setting(backend, path)
    if isinstance(found, Secret) and field.name in _PARSED and isinstance(found.value, str):
        found = found.value
    text = _scalar(found, path)
    if isinstance(text, Unaddressed) or text:
        return text
    for name in field.variables:
        given = variable(name)
        if given is not None and is_unknown(given):
            return Unaddressed("unknown", path, (name,))
        if isinstance(given, Secret) and field.name not in _PARSED and given.value:
            return Unaddressed("secret", path, (name,))
        content = given.value if isinstance(given, Secret) else given
        if isinstance(content, str) and content:
            return content
    if field.required and not field.default:
        return Unaddressed("missing", path, field.variables)
    return field.default


def _setting(backend: Table, path: Path) -> Value:
    """The value at ``path``; a nested block may be written as a list of one, as Terraform's JSON allows."""
    value: Value = backend
    for step in path:
        if isinstance(value, list) and len(value) == 1:
            [value] = value
        if not isinstance(value, dict):
            return value if is_unknown(value) or isinstance(value, Secret) else None
        value = value.get(str(step))
    return value


_PARSED: Final = frozenset({"conn_str"})
"""Fields that hold credentials beside the identity and are taken apart."""


def _scalar(value: Value, path: Path) -> str | Unaddressed:
    if is_unknown(value):
        return Unaddressed("unknown", path)
    if isinstance(value, Secret):
        return Unaddressed("secret", path)
    if value is None:
        return ""
    if isinstance(value, list):
        items = [_scalar(item, path) for item in value]
        texts = [item for item in items if isinstance(item, str)]
        return ":".join(texts) if len(texts) == len(items) else next(i for i in items if isinstance(i, Unaddressed))
    return Unaddressed("invalid", path) if isinstance(value, (dict, Append)) else scalar_text(value)


# --- places


def _local(values: Mapping[str, str], workspace: str) -> str:
    if workspace:
        return posixpath.join(values["workspace_dir"], workspace, "terraform.tfstate")
    return values["path"]


def _s3(values: Mapping[str, str], workspace: str) -> str:
    endpoint = values["endpoints.s3"] or values["endpoint"]
    key = values["key"].lstrip("/")
    path = f"{values['workspace_key_prefix'].strip('/')}/{workspace}/{key}" if workspace else key
    return f"{_host(endpoint)}//{values['bucket']}/{path}"


def _host(endpoint: str) -> str:
    """A bucket behind another endpoint is another bucket; Amazon's own endpoints are no other ones."""
    host = without_credentials(endpoint).split("://", 1)[-1].rstrip("/")
    return "" if re.fullmatch(r"s3([.-][a-z0-9-]+)*\.amazonaws\.com", host) else host


def _gcs(values: Mapping[str, str], workspace: str) -> str:
    parts = (values["bucket"], values["prefix"].strip("/"), f"{workspace or DEFAULT}.tfstate")
    return f"{_host(values['storage_custom_endpoint'])}//" + "/".join(part for part in parts if part)


def _azurerm(values: Mapping[str, str], workspace: str) -> str:
    cloud = "" if values["environment"] == "public" else values["environment"]
    place = f"{cloud}//{values['storage_account_name']}/{values['container_name']}/{values['key']}"
    return f"{place}env:{workspace}" if workspace else place


def _http(values: Mapping[str, str], _: str) -> str:
    return without_credentials(values["address"])


def _cloud(values: Mapping[str, str], workspace: str) -> str:
    name = values["workspaces.name"].replace("{terraform_workspace}", workspace or DEFAULT)
    target = name or f"{values['workspaces.prefix']}{workspace or DEFAULT}"
    return f"//{values['hostname']}/{values['organization']}/{target}"


def _consul(values: Mapping[str, str], workspace: str) -> str:
    server = without_credentials(values["address"]).split("://", 1)[-1]
    server += f"[{values['datacenter']}]" if values["datacenter"] else ""
    return f"{server}//{values['path']}" + (f"-env:{workspace}" if workspace else "")


def _kubernetes(values: Mapping[str, str], workspace: str) -> str:
    names = ("host", "config_path", "config_paths", "config_context", "config_context_cluster")
    cluster = ",".join(without_credentials(values[name]) for name in names if values[name])
    return f"{cluster}//{values['namespace']}/tfstate-{workspace or DEFAULT}-{values['secret_suffix']}"


def _objects(values: Mapping[str, str], workspace: str) -> str:
    """Buckets of other clouds: a prefix, the workspace, a key."""
    server = ",".join(values[name] for name in ("endpoint", "namespace", "region") if values.get(name))
    parts = (values["bucket"], values["prefix"].strip("/"), workspace, values["key"])
    return f"{_host(server)}//" + "/".join(part for part in parts if part)


def _pg(values: Mapping[str, str], workspace: str) -> str:
    return f"//{values['conn_str']}/{values['schema_name']}/{workspace or DEFAULT}"


_KEY = "terraform.tfstate"
IDENTITIES: Final[Mapping[str, _Identity]] = {
    "local": _Identity((_Field("path", default=_KEY), _Field("workspace_dir", default="terraform.tfstate.d")), _local),
    "s3": _Identity(
        (
            _Field("bucket", required=True),
            _Field("key", required=True),
            _Field("workspace_key_prefix", default="env:"),
            _Field("endpoints.s3"),
            _Field("endpoint", ("AWS_ENDPOINT_URL_S3", "AWS_S3_ENDPOINT", "AWS_ENDPOINT_URL")),
        ),
        _s3,
    ),
    "gcs": _Identity(
        (
            _Field("bucket", required=True),
            _Field("prefix"),
            _Field(
                "storage_custom_endpoint",
                ("GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT", "GOOGLE_STORAGE_CUSTOM_ENDPOINT"),
            ),
        ),
        _gcs,
    ),
    "azurerm": _Identity(
        (
            _Field("storage_account_name", required=True),
            _Field("container_name", required=True),
            _Field("key", required=True),
            _Field("environment", ("ARM_ENVIRONMENT",), "public"),
        ),
        _azurerm,
    ),
    "http": _Identity((_Field("address", ("TF_HTTP_ADDRESS",), required=True),), _http),
    "cloud": _Identity(
        (
            _Field("hostname", ("TF_CLOUD_HOSTNAME",), "app.terraform.io"),
            _Field("organization", ("TF_CLOUD_ORGANIZATION",), required=True),
            _Field("workspaces.name"),
            _Field("workspaces.prefix"),
        ),
        _cloud,
    ),
    # The older block of the same servers: Terraform reads no variables for it, only those of `cloud` above.
    "remote": _Identity(
        (
            _Field("hostname", default="app.terraform.io"),
            _Field("organization", required=True),
            _Field("workspaces.name"),
            _Field("workspaces.prefix"),
        ),
        _cloud,
    ),
    "consul": _Identity(
        (
            _Field("address", ("CONSUL_HTTP_ADDR",), "127.0.0.1:8500"),
            _Field("datacenter"),
            _Field("path", required=True),
        ),
        _consul,
    ),
    "kubernetes": _Identity(
        (
            _Field("host", ("KUBE_HOST",)),
            _Field("config_path", ("KUBE_CONFIG_PATH",)),
            _Field("config_paths", ("KUBE_CONFIG_PATHS",)),
            _Field("config_context", ("KUBE_CTX",)),
            _Field("config_context_cluster", ("KUBE_CTX_CLUSTER",)),
            _Field("namespace", ("KUBE_NAMESPACE",), "default"),
            _Field("secret_suffix", required=True),
        ),
        _kubernetes,
    ),
    "oss": _Identity(
        (
            _Field("bucket", required=True),
            _Field("prefix", default="env:"),
            _Field("key", default=_KEY),
            _Field("endpoint", ("ALICLOUD_OSS_ENDPOINT", "OSS_ENDPOINT")),
        ),
        _objects,
    ),
    "cos": _Identity(
        (
            _Field("bucket", required=True),
            _Field("prefix"),
            _Field("key", default=_KEY),
            _Field("region", ("TENCENTCLOUD_REGION",)),
        ),
        _objects,
    ),
    "oci": _Identity(
        (
            _Field("bucket", required=True),
            _Field("namespace"),
            _Field("prefix", default="env:"),
            _Field("key", default=_KEY),
            _Field("region", ("OCI_REGION", "OCI_region")),
        ),
        _objects,
    ),
    "pg": _Identity(
        (_Field("conn_str", ("PG_CONN_STR",)), _Field("schema_name", ("PG_SCHEMA_NAME",), "terraform_remote_state")),
        _pg,
    ),
}
"""The identity of each backend type; types that are not here are told apart by a digest of their settings."""


def _digest(backend: Table, workspace: str) -> str | Unaddressed:
    from hashlib import sha256  # starts OpenSSL, for types of backends that few use

    kept: dict[str, object] = {}
    for path, value in leaves(backend):
        name = ".".join(str(step) for step in path)
        if _CREDENTIAL.search(name):
            continue
        if is_unknown(value) or isinstance(value, Secret):
            return Unaddressed("unknown" if is_unknown(value) else "secret", path)
        kept[name] = without_credentials(value) if isinstance(value, str) else value
    text = json.dumps(kept, sort_keys=True, separators=(",", ":"), default=repr)
    return f"sha256:{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}#{workspace or DEFAULT}"


# --- credentials

_CREDENTIAL: Final = late_pattern(
    r"passw|secret(?!_suffix)|token|credential|private|access_?key|api_?key"
    r"|signature|\bsig\b|_pem\b|user(name)?\b|auth",
    re.IGNORECASE,
)


def without_credentials(url: str) -> str:
    """``url`` without user and password, and without parameters that are called like credentials."""
    from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit  # few backends have addresses

    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    host = parts.netloc.rpartition("@")[2]
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if not _CREDENTIAL.search(name)]
    query = parts.query if len(kept) == len(given) else urlencode(kept)
    if not parts.netloc and not query and not parts.query:
        return url
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def _database(text: str, variable: Variable) -> str | Unaddressed:
    """``host:port/database`` of a PostgreSQL connection: an address or ``name=value`` pairs,
    completed by ``PG*`` variables.
    """
    given = _connection(text)
    if given is None:
        return Unaddressed("invalid", ("conn_str",))

    unknown: list[str] = []

    def fact(name: str, *variables: str) -> str:
        if given.get(name):
            return given[name]
        for each in variables:
            value = variable(each)
            if isinstance(value, Unknown):
                unknown.append(each)
                return value.text
            content = value.value if isinstance(value, Secret) else value
            if isinstance(content, str) and content:
                return content
        return ""

    host, port = (
        fact("host", "PGHOST") or fact("hostaddr", "PGHOSTADDR") or "localhost",
        fact("port", "PGPORT") or "5432",
    )
    database = fact("dbname", "PGDATABASE") or fact("user", "PGUSER")
    if unknown:
        return Unaddressed("unknown", ("conn_str",), tuple(unknown))
    if not database:
        return Unaddressed("missing", ("conn_str",), ("PG_CONN_STR", "PGDATABASE"))
    return f"{host}:{port}/{database}"


_PAIR: Final = late_pattern(r"\s*(\w+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^\s'\\]*))(?=\s|$)", re.DOTALL)


def _connection(text: str) -> dict[str, str] | None:
    """The facts of a connection string; None when it is none."""
    from urllib.parse import parse_qsl, unquote, urlsplit

    if text.startswith(("postgres://", "postgresql://")):
        try:
            parts = urlsplit(text)
            port = parts.port
        except ValueError:
            return None
        given = dict(parse_qsl(parts.query))
        facts = {
            "host": unquote(parts.hostname or ""),
            "port": str(port) if port else "",
            "dbname": unquote(parts.path.lstrip("/")),
            "user": unquote(parts.username or ""),
        }
        return {**facts, **given}
    found: dict[str, str] = {}
    at = 0
    while at < len(text.rstrip()):
        pair = _PAIR.match(text, at)
        if pair is None:
            return None
        found[pair[1]] = re.sub(r"\\(.)", r"\1", pair[2], flags=re.DOTALL) if pair[2] is not None else pair[3]
        at = pair.end()
    return found


# --- version 1 of the lock file


def current_text(text: str) -> str:
    """An address as version 1 of the lock file wrote it, in today's words; the same text where nothing has changed."""
    kind, _, place = text.partition(":")
    if kind == "http":
        return f"http:{without_credentials(place)}"
    if kind in ("local", "s3", "gcs", "azurerm", "cloud", "remote"):
        return text
    settings, _, workspace = place.rpartition("#")
    try:
        backend = json.loads(settings)
    except (ValueError, RecursionError):
        return text
    if not isinstance(backend, dict):
        return text
    address = state_address(kind, backend, workspace, "", lambda _: None)
    return text if isinstance(address, Unaddressed) else address.text
