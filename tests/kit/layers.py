"""``Writer``: generated repositories with every section in every layer it may have, and every scalar another one."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

from stackc.manifest.sections import SECTIONS, Section
from tests.kit.compiled import ATMOS, OWN

KINDS = ("terraform", "helmfile", "helm")
STRATEGIES = ("replace", "append", "merge")
BACKEND_TYPES = ("s3", "gcs", "azurerm", "local")
GITHUB = "integrations: {github: {gitops: {opentofu: {version: p1}}, runner: p2}}\n"


class Written(str):
    """A scalar as YAML writes it, tag and quotes included."""

    __slots__ = ()


class Writer:
    """Writes the manifests of one repository; one seed, one repository."""

    kinds: Sequence[str] = KINDS
    """The component types it has components of."""
    share = 0.5
    """How many of the sections a place may have are there."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def files(self) -> dict[str, str]:
        chosen = f"settings: {{list_merge_strategy: {self.random.choice(STRATEGIES)}}}\n"
        own = self.random.random() < 0.5
        project = {"stackc.yaml": OWN + chosen} if own else {"atmos.yaml": ATMOS + chosen + GITHUB}
        return {
            **project,
            "stacks/catalog/bases.yaml": as_yaml(self.manifest(("low", "middle", "high"), abstract=True)),
            "stacks/catalog/more.yaml": as_yaml(self.manifest(("low", "app"), abstract=False)),
            "stacks/deploy/dev.yaml": as_yaml(
                {
                    "import": ["catalog/bases", "catalog/more"],
                    **self.manifest(("app", "web"), abstract=False),
                }
            ),
        }

    def manifest(self, names: Sequence[str], *, abstract: bool) -> dict[str, Any]:
        written = {**self.sections(lambda s: s.root, ""), **self.some_overrides("terraform")}
        written["vars"] = {**written.get("vars", {}), "stage": "dev"}
        for kind in self.kinds:
            written[kind] = self.sections(lambda s: s.typed, kind)
        written["components"] = {
            kind: {name: self.component(kind, name, abstract=abstract) for name in names} for kind in self.kinds
        }
        return written

    def component(self, kind: str, name: str, *, abstract: bool) -> dict[str, Any]:
        body = {**self.sections(lambda _: True, kind), **self.some_overrides(kind)}
        below = {"middle": ["low"], "high": ["low", "middle"]}.get(name, ["low", "middle", "high"])
        if "source" in body and self.random.random() < 0.5:
            body["source"] = self.text()
        metadata = body.setdefault("metadata", {})
        if name != "low":
            metadata["inherits"] = self.some(below)
        if abstract:
            metadata["type"] = "abstract"
        return body

    def some_overrides(self, kind: str) -> dict[str, Any]:
        return {"overrides": self.sections(lambda s: s.overrides, kind)} if self.random.random() < 0.4 else {}

    def sections(self, has: Any, kind: str) -> dict[str, Any]:
        chosen = [s for s in SECTIONS.values() if has(s) and self.random.random() < self.share]
        return {section.name: self.section(section) for section in chosen if kind or section.kind == "map"}

    def section(self, section: Section) -> Any:
        if section.kind == "text":
            return self.random.choice(BACKEND_TYPES) if section.name.endswith("_type") else self.text()
        if section.kind == "backend":
            return {name: self.table(2) for name in self.some(BACKEND_TYPES)}
        if section.kind == "metadata":
            return {"custom": self.table(1), **({"name": self.text()} if self.random.random() < 0.4 else {})}
        if section.kind == "source":
            return {"uri": self.text(), **self.table(1)}
        if section.name == "settings":
            strategy = {"list_merge_strategy": self.random.choice(STRATEGIES)} if self.random.random() < 0.3 else {}
            return {**self.table(2), **strategy, "spacelift": {"workspace_enabled": True, **self.table(1)}}
        return {"vars": {"one": self.table(1)}} if section.name == "secrets" else self.table(2)

    def table(self, depth: int) -> dict[str, Any]:
        return {key: self.value(key, depth) for key in self.some(("map", "list", "maps", "text", "odd", "key"))}

    def value(self, key: str, depth: int) -> Any:
        """What kind a value is hangs on its key, so that layers fit each other; ``odd`` is of any kind."""
        if key == "odd":
            return self.random.choice([None, self.scalar(), [self.scalar()], {"text": self.scalar()}, []])
        if key == "map" and depth:
            return self.table(depth - 1)
        if key == "list":
            return self.list_of([self.scalar() for _ in range(self.random.randrange(4))])
        if key == "maps" and depth:
            return self.list_of([self.table(depth - 1) for _ in range(self.random.randrange(3))])
        return self.scalar()

    def list_of(self, items: list[Any]) -> Any:
        return {"!append": items} if self.random.random() < 0.25 else items

    def scalar(self) -> Any:
        self.count += 1
        return self.random.choice([f"text {self.count}", self.count, self.count + 0.5, f"t{self.count}"])

    def text(self) -> str:
        self.count += 1
        return f"text {self.count}"

    def some(self, names: Sequence[str]) -> list[str]:
        return self.random.sample(list(names), self.random.randint(0, len(names)))


def as_yaml(value: Any, indent: int = 0) -> str:
    """Flow style below the second level, so that lines and columns both matter; ``!append`` as the tag."""
    if not isinstance(value, dict) or not value or "!append" in value or indent > 2:
        return flow(value)
    lines = [f"{'  ' * indent}{key}:{_below(item, indent)}" for key, item in value.items()]
    return "\n".join(lines) + "\n"


def _below(item: Any, indent: int) -> str:
    text = as_yaml(item, indent + 1)
    return f"\n{text.rstrip()}" if text.startswith("  ") else f" {text.rstrip()}"


def flow(value: Any) -> str:
    if isinstance(value, dict):
        if "!append" in value:
            return f"!append [{', '.join(map(flow, value['!append']))}]"
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, Written):
        return str(value)
    return json.dumps(value)
