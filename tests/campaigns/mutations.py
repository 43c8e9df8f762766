"""Random edits of the reference organisation: what people change in a repository, and what must not matter."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

Doc = Any
"""A manifest or the project file as plain data; values with a tag are ``Tagged``."""


class Tagged(str):
    """A tagged scalar: its tag and its text, as they are written."""


class _Loader(yaml.SafeLoader):
    pass


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _load_tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Tagged:
    return Tagged(f"!{suffix} {node.value}")


def _dump_tagged(dumper: yaml.SafeDumper, value: Tagged) -> yaml.Node:
    tag, _, text = value.partition(" ")
    return dumper.represent_scalar(tag, text)


def _dump_text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    """Digits are quoted: they are text, and PyYAML and the compiler differ in which of them would be numbers."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, "'" if value[:1].isdigit() else None)


_Loader.add_multi_constructor("!", _load_tagged)
_Dumper.add_representer(Tagged, _dump_tagged)
_Dumper.add_representer(str, _dump_text)


def parse(text: str) -> Doc:
    """A YAML text as data."""
    return yaml.load(text, _Loader)


def dump(doc: Doc) -> str:
    """Data as YAML text, keys in their order."""
    return yaml.dump(doc, Dumper=_Dumper, sort_keys=False, width=1000, allow_unicode=True)


PROJECT: Final = "stackc.yaml"
DEFAULTS: Final = "stacks/orgs/cch/_defaults.yaml"
BACKENDS: Final = "stacks/catalog/backend"


class Draft:
    """A repository while it is edited. ``changed`` holds the new texts, None for a file that is deleted."""

    def __init__(self, texts: Mapping[str, str], env: Mapping[str, str]) -> None:
        self._texts, self.env = texts, dict(env)
        self._docs: dict[str, Doc] = {}
        self._raw: dict[str, str | None] = {}

    def paths(self, under: str = "stacks/", ending: str = ".yaml") -> list[str]:
        """The files below a folder, sorted."""
        return sorted(path for path in self._texts if path.startswith(under) and path.endswith(ending))

    def doc(self, path: str) -> Doc:
        """The data of one file, to be changed in place."""
        if path not in self._docs:
            self._docs[path] = parse(self.text(path)) or {}
        return self._docs[path]

    def text(self, path: str) -> str:
        """The text of one file, as it is without changes to its data."""
        return self._raw.get(path) or self._texts[path]

    def write(self, path: str, text: str | None) -> None:
        self._docs.pop(path, None)
        self._raw[path] = text

    @property
    def changed(self) -> dict[str, str | None]:
        edited = {path: dump(doc) for path, doc in self._docs.items() if doc != parse(self.text(path))}
        return {**self._raw, **edited}


# --- values

_PLAIN: Final = ("one", "two", "prod", "dev", "audit", "core", "a/b", "x-y", "default", "ue1", "gbl", "Prod")
_ODD: Final = (7, 1.5, 2.0, True, False, "", None, ["one"], {"a": "b"}, 0)
_LIVE: Final = (
    "{{ .vars.stage }}",
    "{{ .vars.tenant }}-{{ .vars.environment }}",
    "{{ .atmos_component }}",
    "{{ .atmos_stack }}",
    "{{ .workspace }}",
    "{{ .settings.place }}",
    '{{ env "PLACE" }}',
    '{{ getenv "PLACE" }}',
    '{{ .vars.missing | default "three" }}',
    '{{ env "SECRET_PLACE" }}',
    "{{ .vars.nothing.at.all }}",
    Tagged("!env PLACE"),
    Tagged("!env NO_PLACE fallback"),
    Tagged("!env SECRET_PLACE"),
    Tagged('!template "{{ .vars.stage }}"'),
    Tagged("!exec echo x"),
    Tagged("!terraform.state account core-gbl-root .id"),
)
VARIABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "AWS_ENDPOINT_URL_S3": ("https://s3.one.example", "https://s3.us-east-1.amazonaws.com", "https://s3.two.example"),
    "AWS_S3_ENDPOINT": ("https://s3.three.example",),
    "AWS_ENDPOINT_URL": ("https://aws.one.example",),
    "GOOGLE_STORAGE_CUSTOM_ENDPOINT": ("https://gcs.one.example",),
    "GOOGLE_BACKEND_STORAGE_CUSTOM_ENDPOINT": ("https://gcs.two.example",),
    "ARM_ENVIRONMENT": ("public", "china", "usgovernment"),
    "TF_HTTP_ADDRESS": ("https://states.example/one", "https://user:word@states.example/one"),
    "TF_HTTP_PASSWORD": ("first", "second"),
    "PG_CONN_STR": ("postgres://db.example/states", "postgres://me:word@db.example/states", "postgres://db2.example/x"),
    "PG_SCHEMA_NAME": ("one", "two", "terraform_remote_state"),
    "PGHOST": ("db3.example",),
    "PGPORT": ("6000", "5432"),
    "PGDATABASE": ("third",),
    "PGUSER": ("me",),
    "TF_CLOUD_ORGANIZATION": ("cch", "other"),
    "TF_CLOUD_HOSTNAME": ("app.terraform.io", "tfe.example"),
    "PLACE": ("one", "two"),
    "SECRET_PLACE": ("hidden-value-1", "hidden-value-2"),
    "NAMESPACE": ("x",),
}
"""Environment variables that complete backends, and two that manifests read."""
SETTINGS: Final[Mapping[str, Mapping[str, tuple[Any, ...]]]] = {
    "local": {
        "path": ("../../../state/one.tfstate", "one.tfstate", "", "terraform.tfstate"),
        "workspace_dir": ("../../../state", "../../../states", "../../state", "../../../state/", "", "/var/state"),
    },
    "s3": {
        "bucket": ("cch-core-root-tfstate", "other", 12345),
        "key": ("terraform.tfstate", "other.tfstate", "{{ .vars.stage }}/terraform.tfstate", "deep/er.tfstate"),
        "workspace_key_prefix": ("one", "env:", "", "{{ .atmos_component }}", "account-quotas"),
        "endpoint": ("https://s3.one.example", "https://s3.eu-west-1.amazonaws.com", "s3.one.example/"),
        "endpoints": ({"s3": "https://s3.one.example"}, {"s3": "https://s3.two.example"}, {"dynamodb": "https://x"}),
        "region": ("us-east-1", "eu-west-1"),
        "encrypt": (True, False),
        "profile": ("me",),
        "dynamodb_table": ("locks",),
    },
    "gcs": {
        "bucket": ("states", "other", Tagged("!env PLACE")),
        "prefix": ("one", "/one/", "one/", ""),
        "storage_custom_endpoint": ("https://gcs.one.example", "https://gcs.one.example/"),
        "credentials": ("{}",),
    },
    "azurerm": {
        "storage_account_name": ("cch", "other"),
        "container_name": ("states", "other"),
        "key": ("one", "terraform.tfstate", ""),
        "environment": ("public", "china"),
        "access_key": ("word",),
    },
    "http": {
        "address": (
            "https://states.example/{{ .atmos_stack }}/{{ .atmos_component }}",
            "https://me:word@states.example/{{ .atmos_stack }}/{{ .atmos_component }}",
            "https://states.example/{{ .atmos_stack }}/{{ .atmos_component }}?token=1",
            "https://states.example/{{ .atmos_stack }}/{{ .atmos_component }}?ref=1",
            "https://two.example/{{ .atmos_stack }}/{{ .atmos_component }}",
        ),
        "username": ("me", "you"),
        "lock_address": ("https://states.example/lock",),
    },
    "pg": {
        "conn_str": ("postgres://db.example/states", "postgres://a:b@db.example:5432/states", "postgres://x.example/y"),
        "schema_name": ("one", "{{ .vars.stage }}", ""),
    },
    "cloud": {
        "organization": ("cch", "other"),
        "hostname": ("app.terraform.io", "tfe.example"),
        "workspaces": (
            {"tags": ["one"]},
            {"tags": ["two"]},
            {"name": "cch-{terraform_workspace}"},
            {"name": "fixed"},
            {"tags": ["one"], "project": "p"},
        ),
    },
}
_NAMES: Final = ("account-quotas", "account-settings", "cloudtrail", "account", "quotas", "trail/one", "New", "a.b")
_PATTERNS: Final = (
    "{tenant}-{environment}-{stage}-{component}",
    "{tenant}-{environment}-{stage}",
    "{namespace}-{tenant}-{environment}-{stage}-{component}",
    "{tenant}-{stage}-{component}",
    "{component}",
    "{base-component}-{stage}-{tenant}-{region}",
    "{environment}/{tenant}/{stage}/{component}",
    "{unknown}-{tenant}-{environment}-{stage}-{component}",
    "{tenant}-{environment}-{stage}-{component}{attributes}",
)
_TEMPLATES: Final = (
    "{{ .vars.tenant }}-{{ .vars.environment }}-{{ .vars.stage }}-{{ .atmos_component }}",
    "{{ .atmos_stack }}-{{ .atmos_component }}",
    "{{ .atmos_component }}-{{ .vars.nothing }}",
    "{{ .settings.place }}-{{ .atmos_stack }}-{{ .atmos_component }}",
    "{{ .workspace }}",
    '{{ env "PLACE" }}-{{ .atmos_stack }}-{{ .atmos_component }}',
)


def _any(chance: random.Random) -> Any:
    return copy.deepcopy(chance.choice(chance.choice((_PLAIN, _PLAIN, _LIVE, _ODD))))


def _pick(chance: random.Random, pool: tuple[Any, ...]) -> Any:
    """Mostly one of ``pool``, now and then anything."""
    return _any(chance) if chance.random() < 0.15 else copy.deepcopy(chance.choice(pool))


# --- where an edit is made


def _table(holder: Doc, *path: str) -> Doc:
    for step in path:
        if not isinstance(holder.get(step), dict):
            holder[step] = {}
        holder = holder[step]
    return holder


def _component(chance: random.Random, draft: Draft) -> tuple[str, str, Doc]:
    """A component some manifest declares: path, name and body."""
    paths = [path for path in draft.paths() if "components" in (draft.doc(path) or {})]
    path = chance.choice(paths)
    components = _table(draft.doc(path), "components", "terraform")
    name = chance.choice(sorted(components)) if components else "new"
    return path, name, _table(components, name)


def _section(chance: random.Random, draft: Draft, name: str) -> tuple[str, Doc]:
    """A section somewhere in the organisation: of a component, of the type, or of everything; where, and its body."""
    kind = chance.choice(("component", "component", "type", "global", "backend"))
    if kind == "component":
        path, component, body = _component(chance, draft)
        return f"{path} {component}.{name}", _table(body, name)
    path = chance.choice([DEFAULTS, *draft.paths(f"{BACKENDS}/")] if kind == "backend" else draft.paths())
    steps = ("terraform", name) if kind == "type" else (name,)
    return f"{path} {'.'.join(steps)}", _table(draft.doc(path), *steps)


def _backend_holder(chance: random.Random, draft: Draft) -> tuple[str, Doc]:
    if chance.random() < 0.3:
        path, component, body = _component(chance, draft)
        return f"{path} {component}", body
    in_force = [f"stacks/{each}.yaml" for each in draft.doc(DEFAULTS).get("import", []) if "backend" in str(each)]
    path = chance.choice(
        [*in_force, *in_force, chance.choice(draft.paths(f"{BACKENDS}/")), chance.choice(draft.paths())]
    )
    return path, _table(draft.doc(path), "terraform")


# --- edits: each says what it did


def _variable(chance: random.Random, draft: Draft) -> str:
    where, body = _section(chance, draft, "vars")
    name = chance.choice(("stage", "tenant", "environment", "namespace", "region", "name", "attributes", "enabled"))
    body[name] = _any(chance)
    return f"{where}.{name} = {body[name]!r}"


def _mixin(chance: random.Random, draft: Draft) -> str:
    path = chance.choice(draft.paths("stacks/mixins/"))
    body = _table(draft.doc(path), "vars")
    name = chance.choice(sorted(body))
    body[name] = _any(chance)
    return f"{path} vars.{name} = {body[name]!r}"


def _rename_component(chance: random.Random, draft: Draft) -> str:
    path, name, _ = _component(chance, draft)
    components = draft.doc(path)["components"]["terraform"]
    new = _pick(chance, _NAMES)
    new = new if isinstance(new, str) and new else "renamed"
    draft.doc(path)["components"]["terraform"] = {new if key == name else key: body for key, body in components.items()}
    return f"{path} {name} is called {new}"


def _remove_component(chance: random.Random, draft: Draft) -> str:
    path, name, _ = _component(chance, draft)
    del draft.doc(path)["components"]["terraform"][name]
    return f"{path} {name} is removed"


def _copy_component(chance: random.Random, draft: Draft) -> str:
    path, name, body = _component(chance, draft)
    other = copy.deepcopy(body)
    if chance.random() < 0.7:
        _table(other, "metadata").setdefault("component", name)
    draft.doc(path)["components"]["terraform"]["another"] = other
    return f"{path} {name} is copied"


def _rename_file(chance: random.Random, draft: Draft) -> str:
    path = chance.choice(draft.paths())
    new = path.replace(".yaml", "-2.yaml") if chance.random() < 0.6 else f"stacks/orgs/cch/moved/{Path(path).name}"
    draft.write(new, draft.text(path))
    draft.write(path, None)
    return f"{path} is now {new}"


def _remove_file(chance: random.Random, draft: Draft) -> str:
    path = chance.choice(draft.paths())
    draft.write(path, None)
    return f"{path} is removed"


def _imports(chance: random.Random, draft: Draft) -> str:
    path = chance.choice([path for path in draft.paths() if draft.doc(path).get("import")])
    imports = draft.doc(path)["import"]
    at = chance.randrange(len(imports))
    kind = chance.choice(("drop", "swap", "other"))
    if kind == "drop":
        gone = imports.pop(at)
        return f"{path} does not import {gone}"
    if kind == "swap":
        imports.insert(0, imports.pop())
        return f"{path} imports in another order"
    other = chance.choice(draft.paths("stacks/mixins/") + draft.paths("stacks/catalog/"))
    imports[at] = other.removeprefix("stacks/").removesuffix(".yaml")
    return f"{path} imports {imports[at]}"


def _backend_import(chance: random.Random, draft: Draft) -> str:
    """Another backend for everything, or for what one file reaches."""
    other = chance.choice(draft.paths(f"{BACKENDS}/")).removeprefix("stacks/").removesuffix(".yaml")
    if chance.random() < 0.5:
        draft.doc(DEFAULTS)["import"] = [other]
        return f"{DEFAULTS} imports {other}"
    path = chance.choice(draft.paths("stacks/orgs/"))
    draft.doc(path).setdefault("import", []).append(other)
    return f"{path} imports {other}, too"


def _naming(chance: random.Random, draft: Draft) -> str:
    project = _table(draft.doc(PROJECT), "stacks")
    kind = chance.choice(("pattern", "template", "name", "none"))
    if kind == "pattern":
        project["name_pattern"] = chance.choice(
            (*_PATTERNS[1:5], "{environment}-{stage}", "{stage}-{environment}-{tenant}")
        )
    elif kind == "template":
        project.pop("name_pattern", None)
        project["name_template"] = chance.choice(
            (
                "{{ .vars.tenant }}-{{ .vars.environment }}-{{ .vars.stage }}",
                "{{ .vars.stage }}-{{ .vars.tenant }}",
                "x",
            )
        )
    elif kind == "none":
        project.pop("name_pattern", None)
    else:
        path = chance.choice(draft.paths("stacks/orgs/"))
        draft.doc(path)["name"] = _pick(chance, ("core-gbl-dns", "plat-gbl-dev", "other", "core-gbl-artifacts"))
        return f"{path} name = {draft.doc(path)['name']!r}"
    return f"{PROJECT} stacks = {project}"


def _workspace(chance: random.Random, draft: Draft) -> str:
    where, body = _section(chance, draft, "metadata")
    key, pool = chance.choice(
        (
            ("terraform_workspace_pattern", _PATTERNS),
            ("terraform_workspace_template", _TEMPLATES),
            ("terraform_workspace", (*_TEMPLATES, *_PLAIN)),
        )
    )
    body[key] = _pick(chance, pool)
    return f"{where}.{key} = {body[key]!r}"


def _metadata(chance: random.Random, draft: Draft) -> str:
    path, name, body = _component(chance, draft)
    key, pool = chance.choice(
        (
            ("component", ("account-quotas", "cloudtrail", "account-settings", "other", name)),
            ("component_folder_prefix", ("prefix", "")),
            ("enabled", (False, True, "false")),
            ("type", ("abstract", "real")),
            ("name", ("account-quotas", "named", "n/m")),
            ("inherits", (["account-quotas/defaults"], ["cloudtrail/defaults"], [])),
            ("locked", (True, False)),
        )
    )
    _table(body, "metadata")[key] = _pick(chance, pool)
    return f"{path} {name}.metadata.{key} = {body['metadata'][key]!r}"


def _setting(chance: random.Random, draft: Draft) -> str:
    """One setting of a backend; mostly of one that is in force."""
    where, holder = _backend_holder(chance, draft)
    kind = holder.get("backend_type")
    kind = kind if kind in SETTINGS and chance.random() < 0.8 else chance.choice(sorted(SETTINGS))
    name = chance.choice(sorted(SETTINGS[kind]))
    body = _table(holder, "backend", kind)
    if name in body and chance.random() < 0.2:
        del body[name]
        return f"{where} backend.{kind}.{name} is removed"
    body[name] = _pick(chance, SETTINGS[kind][name])
    return f"{where} backend.{kind}.{name} = {body[name]!r}"


def _backend_type(chance: random.Random, draft: Draft) -> str:
    where, holder = _backend_holder(chance, draft)
    holder["backend_type"] = _pick(chance, tuple(sorted(SETTINGS)))
    return f"{where} backend_type = {holder['backend_type']!r}"


def _environment(chance: random.Random, draft: Draft) -> str:
    """A variable of whoever calls."""
    name = chance.choice(sorted(VARIABLES))
    if name in draft.env and chance.random() < 0.4:
        del draft.env[name]
        return f"environment without {name}"
    draft.env[name] = chance.choice(VARIABLES[name])
    return f"environment {name}={draft.env[name]}"


def _own_environment(chance: random.Random, draft: Draft) -> str:
    """A variable in the manifests."""
    where, body = _section(chance, draft, "env")
    name = chance.choice(sorted(VARIABLES))
    body[name] = _pick(chance, VARIABLES[name])
    return f"{where}.{name} = {body[name]!r}"


def _project(chance: random.Random, draft: Draft) -> str:
    section = _table(draft.doc(PROJECT), "components", "terraform")
    key, value = chance.choice(
        (
            ("auto_generate_backend_file", False),
            ("workspaces_enabled", False),
            ("base_path", "infrastructure/terraform"),
            ("base_path", "components/terraform/"),
            ("base_path", "components/other"),
        )
    )
    section[key] = value
    return f"{PROJECT} components.terraform.{key} = {value!r}"


def _module(chance: random.Random, draft: Draft) -> str:
    """The backend that a root module declares itself."""
    path = chance.choice(draft.paths("components/", "versions.tf"))
    settings = chance.choice(
        ('backend "local" {\n    path = "own.tfstate"\n  }', 'backend "s3" {\n    bucket = "own"\n    key = "k"\n  }')
    )
    path = path.replace("versions.tf", "backend.tf")
    draft.write(path, f"terraform {{\n  {settings}\n}}\n")
    return f"{path} declares {settings!r}"


def _comment(chance: random.Random, draft: Draft) -> str:
    path = chance.choice(draft.paths())
    draft.write(path, f"# said before\n{draft.text(path)}\n# said after\n")
    return f"{path} has comments"


def _order(chance: random.Random, draft: Draft) -> str:
    path = chance.choice([*draft.paths(), PROJECT])
    draft.write(path, dump(_shuffled(chance, draft.doc(path))))
    return f"{path} has its keys in another order"


def _shuffled(chance: random.Random, doc: Doc) -> Doc:
    if not isinstance(doc, dict):
        return doc
    keys = list(doc)
    chance.shuffle(keys)
    return {key: _shuffled(chance, doc[key]) for key in keys}


def _tag(chance: random.Random, draft: Draft) -> str:
    where, body = _section(chance, draft, "vars")
    _table(body, "tags")["Touched"] = _any(chance)
    return f"{where}.tags.Touched = {body['tags']['Touched']!r}"


def _settings(chance: random.Random, draft: Draft) -> str:
    where, body = _section(chance, draft, "settings")
    body[chance.choice(("place", "note"))] = _any(chance)
    return f"{where} = {body!r}"


Edit = Callable[[random.Random, Draft], str]
EDITS: Final[tuple[tuple[int, Edit], ...]] = (
    (4, _variable),
    (3, _mixin),
    (3, _rename_component),
    (1, _remove_component),
    (2, _copy_component),
    (2, _rename_file),
    (1, _remove_file),
    (3, _imports),
    (3, _backend_import),
    (2, _naming),
    (5, _workspace),
    (4, _metadata),
    (8, _setting),
    (2, _backend_type),
    (4, _environment),
    (4, _own_environment),
    (1, _project),
    (1, _module),
    (1, _comment),
    (2, _order),
    (1, _tag),
    (2, _settings),
)
"""Every kind of edit with its weight."""


def edit(chance: random.Random, draft: Draft) -> str:
    """Make one edit, seldom two or three at once, and say what was edited."""
    weights = [weight for weight, _ in EDITS]
    made = []
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        [(_, change)] = chance.choices(EDITS, weights)
        made.append(change(chance, draft))
    return "; ".join(made)
