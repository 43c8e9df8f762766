"""What was not found: an unknown stack, an unknown component, and what may have been meant."""

from __future__ import annotations

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.compile import messages as say
from stackc.compile.manifests import Manifests
from stackc.compile.names import StackNames

MAX_LISTED = 12


def unknown_instance(id_: InstanceId, names: StackNames, manifests: Manifests) -> Diagnostic:
    """Why there is no such instance: its stack is unknown, or its component is."""
    return _unknown_component(id_, names) if id_.stack in names.definitions() else _unknown_stack(id_, names, manifests)


def _unknown_stack(id_: InstanceId, names: StackNames, manifests: Manifests) -> Diagnostic:
    known = [str(name) for name in names.definitions()]
    own = next(
        (
            str(each.named.name)
            for definitions in names.definitions().values()
            for each in definitions
            if str(each.component.manifest.key) == id_.stack
        ),
        None,
    )
    is_file = any(str(manifest.key) == id_.stack for manifest in manifests)
    return say.unknown_stack(id_, known, MAX_LISTED, is_file=is_file, own=own)


def _unknown_component(id_: InstanceId, names: StackNames) -> Diagnostic:
    here = sorted({each.component.name for each in names.definitions()[id_.stack]})
    elsewhere = sorted(
        str(stack)
        for stack, definitions in names.definitions().items()
        if any(each.component.name == id_.component for each in definitions)
    )
    return say.unknown_component(id_, here, elsewhere, MAX_LISTED)
