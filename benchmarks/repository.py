"""Write a repository of any size, so that what the compiler costs can be measured.

``python -m benchmarks.repository --scale 1 FOLDER``. Scale 1 has the size of the largest repository anybody has shown:
831 manifests, 195 stacks, 9,300 instances. The same scale and seed give the same bytes.

Organisations hold tenants, tenants stages, stages a global and some regional stacks. A catalog holds the components:
an abstract base each, a flavour for production and one for the rest, variants, and layers that bundle them. Above
scale 1 the whole shape repeats, catalog included: 15 tenants share one.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeAlias

import yaml

Node: TypeAlias = "Mapping[str, Node] | Sequence[Node] | str | int | bool | None"
Tree: TypeAlias = Mapping[str, Node]

SIZES = {"tiny": 0.02, "S": 0.1, "W": 1.0, "4W": 4.0}
"""Scales by their names; the first is for tests."""
STAGES = {"dev": "ue1", "test": "ue1", "sandbox": "ue1", "staging": "ue1 uw2", "prod": "ue1 uw2 ew1"}
"""Each stage with the regions it has beside the global one."""
REGIONS = {"gbl": "us-east-1", "ue1": "us-east-1", "uw2": "us-west-2", "ew1": "eu-west-1"}
LAYERS = ("identity", "network", "security", "platform", "delivery", "data", "insight", "apps")
PARTS = ("map", "role", "key", "gate", "store", "queue", "relay", "cache", "edge")
SERVICES = ("billing", "carts", "ledger", "mail", "orders", "prices", "quotes", "search", "stock", "users")
SHARED: dict[str, Tree] = {
    "encryption": {"encrypted": True, "kms_alias": "alias/all", "tags": {"CostCenter": "platform"}},
    "retention": {"log_retention_days": 90, "tags": {"DataClass": "internal"}},
}
"""Bases that components of the catalog have in common."""
TENANTS = 15
"""As many share a catalog."""
PROJECT = """\
components: {terraform: {base_path: components/terraform, auto_generate_backend_file: true}}
stacks:
  base_path: stacks
  included_paths: ["orgs/**/*"]
  excluded_paths: ["**/_defaults.yaml"]
  name_pattern: "{tenant}-{environment}-{stage}"
templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}
"""


class Call(str):
    """Text as ``!env TOKEN``: a YAML function with its arguments."""


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # the name is PyYAML's
        return True


def _represent_call(dumper: _Dumper, call: Call) -> yaml.ScalarNode:
    tag, _, arguments = call.partition(" ")
    return dumper.represent_scalar(tag, arguments)


_Dumper.add_representer(Call, _represent_call)


# --- values as modules take them


class Kind(NamedTuple):
    """A variable that components set: its type as a module declares it, and what makes a value."""

    type: str
    make: Callable[[Random], Node]


def _some(r: Random, *names: str) -> list[str]:
    return r.sample(names, r.randint(1, 2))


KINDS = {
    "alarms": Kind(
        "map(object({ threshold = number, period = number, enabled = bool }))",
        lambda r: {
            name: {"threshold": r.randint(1, 99), "period": 300, "enabled": True}
            for name in ("errors", *_some(r, "cpu", "memory", "latency"))
        },
    ),
    "expiry": Kind(
        "list(object({ id = string, enabled = bool, days = number }))",
        lambda r: [{"id": "old", "enabled": True, "days": r.choice((30, 90, 365))}],
    ),
    "logging": Kind(
        "object({ enabled = bool, format = string, days = object({ hot = number, cold = number }) })",
        lambda r: {"enabled": True, "format": "json", "days": {"hot": r.randint(1, 30), "cold": r.randint(60, 400)}},
    ),
    "parameters": Kind(
        "map(string)",
        lambda r: {f"{name}.{r.randint(1, 9)}": str(r.randint(1, 4096)) for name in r.sample(SERVICES, 4)},
    ),
    "pools": Kind(
        "map(object({ types = list(string), min = number, max = number, labels = map(string) }))",
        lambda r: {
            name: {
                "types": _some(r, "m6i.large", "m6i.xlarge", "c6i.large"),
                "min": r.randint(0, 2),
                "max": r.randint(3, 30),
                "labels": {"pool": name},
            }
            for name in _some(r, "main", "spot", "gpu")
        },
    ),
    "principals": Kind(
        "list(string)",
        lambda r: [f"arn:aws:iam::{r.randint(10**11, 10**12 - 1)}:root" for _ in range(r.randint(2, 3))],
    ),
    "rules": Kind(
        "list(object({ from = number, to = number, protocol = string, cidr_blocks = list(string) }))",
        lambda r: [
            {"from": int(port), "to": int(port), "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8"]}
            for port in _some(r, "22", "80", "443", "5432")
        ],
    ),
    "statements": Kind(
        "list(object({ sid = string, effect = string, actions = list(string), resources = list(string) }))",
        lambda r: [
            {"sid": f"Read{of}", "effect": "Allow", "actions": [f"{of}:Get*", f"{of}:List*"], "resources": ["*"]}
            for of in _some(r, "s3", "sqs", "kms", "ecr")
        ],
    ),
    "subnets": Kind(
        "list(object({ name = string, cidr = string, public = bool }))",
        lambda r: [
            {"name": f"{side}-{n}", "cidr": f"10.{r.randint(0, 250)}.{16 * n}.0/20", "public": side == "public"}
            for side in ("private", "public")
            for n in range(r.randint(1, 2))
        ],
    ),
}
OTHERS = {
    "bool": "enabled encrypted deletion_protection",
    "number": "instance_count log_retention_days",
    "string": "deploy_token environment hostname kms_alias name namespace parent_arn region role_arn stage tenant"
    " upstream_id",
    "map(string)": "tags",
}
"""The other variables that modules declare, by type. Of what is set for all components many take only a part."""


def _values(r: Random, count: int) -> dict[str, Node]:
    """``count`` variables of the kinds modules take."""
    return {name: KINDS[name].make(r) for name in sorted(r.sample(sorted(KINDS), count))}


# --- the manifests


class Shape(NamedTuple):
    """How large a repository is."""

    stacks: int
    components: tuple[str, ...]
    """The components of each catalog, those of one layer as far apart as there are layers."""
    layers: tuple[str, ...]
    variants: tuple[str, ...]

    def members(self, *layers: str) -> list[str]:
        """The components of some layers."""
        return [each for layer in layers for each in self.components[self.layers.index(layer) :: len(self.layers)]]

    def variants_of(self, component: str) -> tuple[str, ...]:
        """Every fourth component has one variant, all others have two."""
        return self.variants[: 1 if self.components.index(component) % 4 == 0 else 2]


def shape_of(scale: float) -> Shape:
    """The shape of a repository ``scale`` times the size of the published one."""
    layers = LAYERS if scale > 0.5 else LAYERS[:4]
    count = max(8, min(65, round(65 * scale)))
    components = tuple(f"{layers[n % len(layers)]}-{PARTS[n // len(layers)]}" for n in range(count))
    return Shape(max(1, round(195 * scale)), components, layers, ("blue", "green") if scale > 0.5 else ())


class Stack(NamedTuple):
    """One stack: where its files are, and what is in its name."""

    number: int
    organisation: str
    tenant: str
    stage: str
    region: str
    catalog: str

    @property
    def home(self) -> str:
        """The folder of its stage."""
        return f"orgs/{self.organisation}/{self.tenant}/{self.stage}"


def stacks_of(shape: Shape) -> list[Stack]:
    """All stacks, tenant by tenant."""
    places = [
        (tenant, stage, region)
        for tenant in range(ceil(shape.stacks / 13))
        for stage, regions in STAGES.items()
        for region in ("gbl", *regions.split())
    ]
    return [
        Stack(n, f"o{tenant // 5 + 1}", f"t{tenant + 1:02}", stage, region, f"catalog/f{tenant // TENANTS + 1}")
        for n, (tenant, stage, region) in enumerate(places[: shape.stacks])
    ]


class Draft:
    """The manifests as they come; knows which components each one brings along."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.manifests: dict[str, Tree] = {}
        """By path below the stacks folder, without ending."""
        self.components: dict[str, frozenset[str]] = {}
        """What a manifest holds, imports included."""

    def draw(self, path: str) -> Random:
        """Chance of its own for each path: a file stays the same whatever stands in others."""
        return Random(f"{self._seed}:{path}")

    def add(self, path: str, body: Tree, imports: Sequence[str] = (), components: Tree | None = None) -> None:
        """A manifest; its imports must be there. A path that is known already stays as it is."""
        if path in self.manifests:
            return
        own: Tree = {"components": {"terraform": components}} if components else {}
        self.manifests[path] = {**({"import": list(imports)} if imports else {}), **body, **own}
        self.components[path] = frozenset(components or ()).union(*(self.components[each] for each in imports))


def draft(scale: float, seed: int = 1) -> Draft:
    """All manifests of a repository."""
    shape, made = shape_of(scale), Draft(seed)
    stacks = stacks_of(shape)
    for catalog in dict.fromkeys(stack.catalog for stack in stacks):
        _add_catalog(made, shape, catalog)
    for region, name in REGIONS.items():
        zones = [name + zone for zone in "abc"]
        made.add(f"mixins/region/{region}", {"vars": {"region": name, "environment": region, "zones": zones}})
    for stage in STAGES:
        labels: Node = {"spacelift": {"labels": [stage]}}
        made.add(f"mixins/stage/{stage}", {"vars": {"stage": stage, "tags": {"Stage": stage}}, "settings": labels})
    for stack in stacks:
        _add_defaults(made, stack)
        _add_stack(made, shape, stack)
    return made


def _add_catalog(made: Draft, shape: Shape, catalog: str) -> None:
    for name, variables in SHARED.items():
        base: Tree = {
            "metadata": {"type": "abstract"},
            "vars": variables,
            "env": {"TF_CLI_ARGS_plan": "-parallelism=20"},
        }
        made.add(f"{catalog}/common/{name}", {}, (), {f"common/{name}": base})
    for number, name in enumerate(shape.components):
        _add_component(made, shape, catalog, number, name)
    for layer in shape.layers:
        for kind in ("other", "prod"):
            imports = [f"{catalog}/{name}/{kind}" for name in shape.members(layer)]
            made.add(f"{catalog}/layers/{layer}-{kind}", {"settings": {"layers": {layer: {"kind": kind}}}}, imports)


def _add_component(made: Draft, shape: Shape, catalog: str, number: int, name: str) -> None:
    """The abstract base of a component, its flavours with the instance itself, its variants."""
    home, r = f"{catalog}/{name}", made.draw(f"{catalog}/{name}")
    layer, step = shape.layers[number % len(shape.layers)], len(shape.layers)
    common = r.sample(sorted(SHARED), number % 3)
    shared: list[str] = [f"common/{each}" for each in common]
    templates: Tree = {
        "role_arn": "arn:aws:iam::{{ .vars.account_id }}:role/{{ .vars.stage }}",
        "tags": {"Component": name, "StageTag": "{{ .vars.stage }}", "Owner": "{{ .settings.owner }}"},
        **({"deploy_token": Call("!env DEPLOY_TOKEN none")} if number % 9 == 4 else {}),
    }
    base: Tree = {
        "metadata": {"type": "abstract", "component": name, **({"inherits": shared} if shared else {})},
        "settings": {"spacelift": {"workspace_enabled": True, "autodeploy": False}, "owner": r.choice(SERVICES)},
        "vars": {"enabled": True, "name": name, **_values(r, 3), **templates},
    }
    made.add(f"{home}/defaults", {}, [f"{catalog}/{each}" for each in shared], {f"{name}/defaults": base})

    members = shape.members(layer)
    earlier = members[: members.index(name)][-2:]  # of the same layer, so always there beside this one
    is_deep = number // step % 3 == 0
    for kind in ("other", "prod"):
        flavour: Tree = {
            "metadata": {"type": "abstract", "component": name, "inherits": [f"{name}/defaults"]},
            "vars": _values(r, 2),
        }
        reads: Tree = (
            {"upstream_id": Call(f"!terraform.state {earlier[-1]} .id")} if earlier and number % 6 == 4 else {}
        )
        instance: Tree = {
            "metadata": {"component": name, "inherits": [f"{name}/{kind}" if is_deep else f"{name}/defaults"]},
            "settings": _depends_on(*earlier),
            "vars": {"deletion_protection": kind == "prod", **_values(r, 0 if is_deep else 1), **reads},
        }
        both = {f"{name}/{kind}": flavour, name: instance} if is_deep else {name: instance}
        made.add(f"{home}/{kind}", {}, [f"{home}/defaults"], both)
    for option in shape.variants_of(name):
        variant: Tree = {
            "metadata": {"component": name, "inherits": [f"{name}/defaults", *shared[:1]]},
            "vars": {"name": f"{name}-{option}", **_values(r, 2)},
            "settings": _depends_on(name),
        }
        made.add(f"{home}/{option}", {}, [f"{home}/defaults"], {f"{name}-{option}": variant})


def _depends_on(*components: str, in_global: str | None = None) -> Tree:
    """Settings of what depends on components of the same stack, and on one of the global stack of the same stage."""
    entries: list[Tree] = [{"component": each} for each in components]
    if in_global is not None:
        entries.append({"component": in_global, "environment": "gbl"})
    return {"depends_on": {str(n): entry for n, entry in enumerate(entries, 1)}} if entries else {}


def _add_defaults(made: Draft, stack: Stack) -> None:
    """What an organisation, a tenant, an account and a stage have in common."""
    organisation, tenant, stage = stack.organisation, stack.tenant, stack.stage
    bucket: Tree = {
        "bucket": f"{organisation}-state",
        "region": "us-east-1",
        "encrypt": True,
        "key": "terraform.tfstate",
    }
    made.add(
        f"orgs/{organisation}/_defaults",
        {
            "vars": {
                "namespace": organisation,
                "tags": {"ManagedBy": "terraform", "Organisation": organisation},
                "label_order": ["namespace", "stage", "name"],
            },
            "settings": {"approvals": 2, "docs": {"url": f"https://docs.{organisation}.example.com"}},
            "terraform": {
                "backend_type": "s3",
                "backend": {"s3": {**bucket, "dynamodb_table": f"{organisation}-lock"}},
                "remote_state_backend_type": "s3",
                "env": {"TF_IN_AUTOMATION": "true"},
                "vars": {"import_profile_name": None},
            },
        },
    )
    tenant_mixin, account_mixin = f"mixins/tenant/{tenant}", f"mixins/account/{tenant}-{stage}"
    made.add(
        tenant_mixin, {"vars": {"tenant": tenant, "tags": {"Tenant": tenant}}, "settings": {"team": f"team-{tenant}"}}
    )
    network: Tree = {"terraform": {"vars": {"network": _values(made.draw(tenant), 2)}}}
    made.add(f"orgs/{organisation}/{tenant}/_defaults", network, [f"orgs/{organisation}/_defaults", tenant_mixin])
    r = made.draw(stack.home)
    account = str(r.randint(10**11, 10**12 - 1))
    has_locals = r.random() < 0.2
    local: Tree = {"locals": {"account": account, "admin": "{{ .locals.account }}-admin"}} if has_locals else {}
    variables: Tree = {
        "account_id": account,
        "account_name": f"{tenant}-{stage}",
        "admin": "{{ .locals.admin }}" if has_locals else f"{account}-admin",
        "contacts": {of: f"{of}+{tenant}-{stage}@example.com" for of in ("billing", "operations", "security")},
    }
    made.add(account_mixin, {**local, "vars": variables})
    window: Tree = {"change_window": {"days": ["tuesday", "thursday"], "hour": r.randint(0, 23)}}
    above = [f"orgs/{organisation}/{tenant}/_defaults", f"mixins/stage/{stage}", account_mixin]
    made.add(f"{stack.home}/_defaults", {"settings": window, "terraform": {"vars": _values(r, 2)}}, above)


def _add_stack(made: Draft, shape: Shape, stack: Stack) -> None:
    """A global stack, or a regional one of one file or of three."""
    rest = len(shape.layers) - 1
    picked = [shape.layers[1 + (stack.number + n) % rest] for n in range(3)]
    if stack.region == "gbl":
        _add_top_level(made, shape, stack, stack.home + "/gbl", 26, shape.layers[:1])
    elif stack.number % 2:
        _add_top_level(made, shape, stack, f"{stack.home}/{stack.region}", 46, picked[:2])
    else:
        for part, layer in zip(("baseline", "network", "platform"), picked, strict=True):
            _add_top_level(made, shape, stack, f"{stack.home}/{stack.region}/{part}", 25, [layer])


def _add_top_level(made: Draft, shape: Shape, stack: Stack, path: str, about: int, layers: Sequence[str]) -> None:
    """Defaults, a region, layers and variants by import; two components tuned; services until there are ``about``."""
    r = made.draw(path)
    wanted = round(about * r.uniform(0.85, 1.15))
    names = shape.members(*layers)
    kind = "prod" if stack.stage == "prod" else "other"
    variants = [f"{stack.catalog}/{name}/{option}" for name in names for option in shape.variants_of(name)]
    imports = [
        f"{stack.home}/_defaults",
        f"mixins/region/{stack.region}",
        *(f"{stack.catalog}/layers/{layer}-{kind}" for layer in layers),
        *r.sample(variants, min(len(variants), 1 + (r.random() < 0.3))),
    ]
    own: dict[str, Node] = {
        name: {"vars": {"instance_count": r.randint(1, 9), **_values(r, n)}}
        for n, name in enumerate(r.sample(names, 2))
    }
    imported = frozenset[str]().union(*(made.components[each] for each in imports))
    for n in range(max(1, wanted - len(imported))):
        name = f"{r.choice(SERVICES)}-{path.rpartition('/')[2]}-{n}"
        own[f"svc/{name}"] = _service(
            r, n, name, r.choice(names), None if stack.region == "gbl" else shape.components[0]
        )
    made.add(path, {}, imports, own)


def _service(r: Random, n: int, name: str, base: str, in_global: str | None) -> Tree:
    variables: dict[str, Node] = {"name": name, **_values(r, n % 3 % 2)}
    if n % 5 == 1:
        variables["hostname"] = "{{ .vars.name }}.{{ .vars.stage }}.{{ .vars.tenant }}.example.com"
    if n % 10 == 3:
        variables["parent_arn"] = Call(f"!terraform.output {base} .arn")
    return {
        "metadata": {"component": base, "inherits": [f"{base}/defaults"]},
        "vars": variables,
        "settings": _depends_on(base, in_global=in_global if n % 3 == 0 else None),
    }


# --- the files


def _module(component: str) -> dict[str, str]:
    """A root module that declares what components set: validating checks values against it."""
    types = {name: kind.type for name, kind in KINDS.items()}
    types.update((name, kind) for kind, names in OTHERS.items() for name in names.split())
    variables = [
        f'variable "{name}" {{\n  type        = {kind}\n  description = "The {name} of {component}."\n'
        f"{'' if name == 'name' else '  default     = null' + chr(10)}}}\n"
        for name, kind in sorted(types.items())
    ]
    values = {"arn": 'join(":", ["arn", var.name])', "id": "var.name", "name": "var.name", "tags": "var.tags"}
    outputs = [f'output "{name}" {{\n  value = {value}\n}}\n' for name, value in values.items()]
    return {"variables.tf": "\n".join(variables), "outputs.tf": "\n".join(outputs)}


def files_of(scale: float, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Path and text of each file of a repository."""
    yield "stackc.yaml", PROJECT
    for path, tree in draft(scale, seed).manifests.items():
        yield f"stacks/{path}.yaml", yaml.dump(tree, Dumper=_Dumper, sort_keys=False, width=1000)
    for component in shape_of(scale).components:
        for name, text in _module(component).items():
            yield f"components/terraform/{component}/{name}", text


def write_repository(folder: Path, scale: float, seed: int = 1) -> int:
    """Write a repository into ``folder``; gives the number of its manifests."""
    written = 0
    for name, text in files_of(scale, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written += name.startswith("stacks/")
    return written


def main() -> None:
    """Write a repository into a folder."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.repository", description="write a repository to measure on"
    )
    parser.add_argument("--scale", type=float, default=1.0, help="times the size of the published repository")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(f"{write_repository(given.folder, given.scale, given.seed)} manifests in {given.folder}")


if __name__ == "__main__":
    main()
