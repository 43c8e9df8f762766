"""The law of layers: what a section is, what its tree is folded to, and what the line it is traced to says, are one."""

from __future__ import annotations

import pytest
import yaml

from stackc.base.codes import Code
from stackc.base.fold import DEFAULT_FILE
from stackc.base.source import Path, Span
from stackc.base.value import Value, leaves
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.manifest.sections import SECTIONS, has
from stackc.merge.trace import trace
from tests.kit.compiled import compiled
from tests.kit.layers import Writer


def components(compilation: Compilation) -> list[Component]:
    """Every component of the one stack, bases included."""
    return [each for manifest in compilation.manifests for each in compilation.stacks.components_of(manifest)]


def sections_in(component: Component) -> list[str]:
    """The sections a component has; what its type does not know is handed through as it stands."""
    return [name for name, section in SECTIONS.items() if name in component.compiled and has(section, component.kind)]


def written(files: dict[str, str], span: Span) -> Value:
    """The scalar that stands at ``span``."""
    line = files[span.file].splitlines()[span.line - 1]
    value: Value = yaml.safe_load(line[span.column - 1 : span.end_column - 1])
    return value


def said(compilation: Compilation, files: dict[str, str], component: Component, name: str, path: Path) -> Value | str:
    """What the line says that the value at ``path`` of a section is traced to."""
    whole = (name, *path) if SECTIONS[name].kind == "text" else path
    origin = trace(component.fold(name), whole)
    if origin is None:
        return "nobody"
    if origin.file == DEFAULT_FILE:
        return "a default"
    return written(files, compilation.locator.locate(origin))


# --- the law


@pytest.mark.parametrize("seed", range(12))
def test_a_section_is_the_fold_of_its_layers_and_each_value_stands_where_it_is_traced_to(seed: int) -> None:
    files = Writer(seed).files()
    compilation = compiled(files)
    looked_at = defaults = 0
    for component in components(compilation):
        assert {each.code for each in component.diagnostics} <= {Code.BASE_TWICE}
        for name in sections_in(component):
            value, fold = component.compiled[name], component.fold(name)
            assert value == (fold.value.get(name, "") if SECTIONS[name].kind == "text" else fold.value)
            for path, leaf in leaves(value):
                if leaf in ([], {}, ""):
                    continue
                found = said(compilation, files, component, name, path)
                where = f"{component.kind}/{component.name} {name} {path}"
                if found == "a default":
                    defaults += 1
                    assert is_default(component, name, path, leaf), where
                else:
                    looked_at += 1
                    assert (found, type(found)) == (leaf, type(leaf)), where
    assert looked_at > 100
    assert defaults > 0


def is_default(component: Component, name: str, path: Path, leaf: Value) -> bool:
    """What no manifest says: the folder's prefix in a backend, a command, a scope, what the project file says."""
    if name in ("backend", "remote_state_backend"):
        return path in (("workspace_key_prefix",), ("prefix",), ("key",))
    if name == "secrets":
        return path[-1] == "scope"
    return name == "command" or leaf in ("p1", "p2")
