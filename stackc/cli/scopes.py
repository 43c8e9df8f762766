"""What answers hang on in the manifests, where that is less than everything they say."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Value
from stackc.link.component import Component
from stackc.link.naming import TOKENS, naming_variables
from stackc.project.open_project import OpenProject


class Scope(NamedTuple):
    """What an answer hangs on in the manifests, where that is less than all of them."""

    variables: frozenset[str]
    """Variables that matter wherever they are set."""
    whole: frozenset[str] = frozenset()
    """Files of which everything matters."""
    near: frozenset[str] = frozenset()
    """Files of which all values matter but those of other components than ``components``."""
    components: frozenset[str] = frozenset()


def scope_of_names(project: OpenProject) -> Scope | None:
    """What names of stacks and of instances hang on."""
    config = project.config
    variables = naming_variables(config.name_pattern, config.name_template)
    return None if variables is None else Scope(variables)


def scope_of_lines(project: OpenProject, id_: InstanceId) -> Scope | None:
    """What one instance hangs on, with the lines on which it stands."""
    scope = scope_of_instance(project, id_)
    return None if scope is None else scope._replace(whole=scope.near, near=frozenset(), components=frozenset())


def scope_of_instance(project: OpenProject, id_: InstanceId) -> Scope | None:
    """What one instance hangs on: whose values are looked at, and what names the others."""
    scope = scope_of_names(project)
    compilation = project.compilation
    if scope is None or set(compilation.instances.looked_at()) - {id_}:
        return None
    components = [each.component for each in compilation.stacks.definitions_of(id_)]
    if not components:
        return None  # its stack was named by its file
    manifests = [manifest for each in components for manifest in each.manifest.closure()]
    return scope._replace(
        near=frozenset(file for each in manifests for file in each.files),
        components=frozenset(name for each in components for name in _names_of(each)),
    )


def _names_of(component: Component) -> tuple[str, ...]:
    """The components it is made of."""
    return component.name, *component.walk.chain, component.walk.legacy or component.name


def scope_of_dependents(project: OpenProject, id_: InstanceId) -> Scope | None:
    """What the dependents of an instance hang on, where nothing that says so is worked out from other values."""
    scope = scope_of_names(project)
    compilation = project.compilation
    answers = [compilation.instance(id_) for id_ in compilation.instances.looked_at()]
    instances = [each.instance for each in answers if each.instance is not None]
    if scope is None or any(each.diagnostics for each in answers) or len(instances) < len(answers):
        return None
    if len(compilation.stacks.definitions_of(id_)) > 1:  # abstract ones: whether they differ hangs on all they say
        return None
    if any(compilation.marks.of(value) for each in instances for value in _said_of_order(each.component)):
        return None
    return scope._replace(variables=scope.variables.union(TOKENS))


def _said_of_order(component: Component) -> Iterator[Value]:
    """What says what a component comes after, and how its rows are named."""
    settings = component.section("settings")
    yield from (settings.get(key) for key in ("depends_on", "spacelift", "atlantis"))
    yield from (component.section(name) for name in ("dependencies", "metadata"))
