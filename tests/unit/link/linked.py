"""Components as linking leaves them: what a test of layers and of mistakes starts from."""

from __future__ import annotations

import json
from collections.abc import Mapping

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.source import Path
from stackc.base.value import Table, Value
from stackc.link.component import Component
from stackc.link.globals import Globals
from stackc.merge.trace import contributions
from tests.kit.compiled import ATMOS, OWN, compiled

FILE = "stacks/deploy/dev.yaml"


def files_of(
    manifest: str | Mapping[str, object], *, own: str = "", atmos: bool = False, more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A repository of one stack; ``own`` is added to its project file."""
    project = {"atmos.yaml": ATMOS + own} if atmos else {"stackc.yaml": OWN + own}
    return {**project, FILE: manifest if isinstance(manifest, str) else json.dumps(manifest), **(more or {})}


def linked(
    manifest: str | Mapping[str, object],
    name: str = "app",
    kind: str = "terraform",
    *,
    own: str = "",
    atmos: bool = False,
    more: Mapping[str, str] | None = None,
) -> Component:
    """One component of the one stack."""
    compilation = compiled(files_of(manifest, own=own, atmos=atmos, more=more))
    [merged] = compilation.manifests
    return compilation.stacks.component(merged, kind, name)


def shared(manifest: str | Mapping[str, object], kind: str = "terraform", *, own: str = "") -> Globals:
    """What the components of one type share in the one stack."""
    compilation = compiled(files_of(manifest, own=own))
    [merged] = compilation.manifests
    return compilation.stacks.globals_of(merged, kind)


def app(body: Mapping[str, object], root: Mapping[str, object] | None = None, **bases: object) -> Table:
    """A manifest with the Terraform component ``app`` and its ``bases``."""
    components: Table = {"terraform": {**bases, "app": body}}  # type: ignore[dict-item]  # values of manifests
    return {**(root or {}), "components": components}  # type: ignore[dict-item]  # values of manifests


def told(component: Component, section: str, *path: str) -> list[tuple[Value, str]]:
    """Who says something of a value, lowest first: what, and the layers it came through."""
    return [
        (each.value, " / ".join(label for label in each.labels if label != "import"))
        for each in contributions(component.fold(section), path)
    ]


def at(label: Label | None) -> tuple[int, int, str]:
    """Line, column and words of a label."""
    assert label is not None
    return label.span.line, label.span.column, label.text


def only(component: Component, code: Code) -> Diagnostic:
    """The one thing that is wrong with a component."""
    [found] = component.diagnostics
    assert found.code is code
    return found


def path_of(component: Component, section: str, *path: str | int) -> tuple[str, Path] | None:
    """The file and the path a value was written at."""
    found = component.origin(section, path)
    return None if found is None else (found.file, found.path)
