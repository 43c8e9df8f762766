"""State addresses: shared by two instances, or moved since they were locked. See docs/language.md, state addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Report
from stackc.base.ids import InstanceId
from stackc.evaluate.instance import Instance


def check_shared(instances: Iterable[Instance], report: Report) -> None:
    """Two instances that would read and write one state (SC0602)."""
    by_address: dict[str, list[Instance]] = {}
    for instance in instances:
        address = instance.state_address
        if address is not None:
            by_address.setdefault(address.text, []).append(instance)
    for text, sharing in sorted(by_address.items()):
        if len(sharing) > 1:
            report(_shared(text, sorted(sharing, key=lambda instance: str(instance.id))))


def _shared(address: str, sharing: list[Instance]) -> Diagnostic:
    names = ", ".join(str(instance.id) for instance in sharing)
    message = (
        f"{len(sharing)} instances share one state address, {address} (workspace `{sharing[0].workspace}`): {names}"
    )
    labels = [instance.component.own_label((), f"{instance.id} is defined here") for instance in sharing]
    first = sharing[0].component
    reasons = [
        name
        for name in ("terraform_workspace_pattern", "terraform_workspace", "terraform_workspace_template")
        if name in first.metadata
    ]
    if reasons:
        labels.insert(0, first.label("metadata", (reasons[0],), "names the same workspace for all of them"))
        help_ = "put `{component}` into the workspace pattern, or give each its own `workspace_key_prefix`"
    else:
        help_ = "give each instance its own workspace, or its own prefix or key in the backend"
    return Diagnostic(Code.STATE_ADDRESS_SHARED, message, labels[0], tuple(labels[1:]), help=help_)


def check_moved(instances: Iterable[Instance], lock: Mapping[InstanceId, str], report: Report) -> None:
    """Instances whose address differs from the locked one, or is locked for somebody else (SC0902)."""
    owners: dict[str, InstanceId] = {}
    for owner, address in sorted(lock.items(), key=lambda row: str(row[0])):
        owners.setdefault(address, owner)
    for instance in instances:
        current = instance.state_address
        if current is None:
            continue
        locked = lock.get(instance.id)
        if locked is not None and locked != current.text:
            report(_moved(instance, locked, current.text))
        elif locked is None and owners.get(current.text) is not None:
            report(_owned(instance, current.text, owners[current.text]))


def _moved(instance: Instance, locked: str, current: str) -> Diagnostic:
    message = f"the state address of {instance.id} moved: Terraform would not find its state"
    notes = (f"locked:  {locked}", f"now:     {current}")
    label = instance.component.label("backend", (instance.backend_type,), "the backend in force")
    help_ = f"undo the change; or move the state first and agree: stackc lock --accept {instance.id}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_, notes=notes)


def _owned(instance: Instance, address: str, owner: InstanceId) -> Diagnostic:
    message = f"the state address of {instance.id} is locked for {owner}: {address}"
    label = instance.component.own_label((), "this instance")
    help_ = f"if it was renamed, agree to it: stackc lock --accept {instance.id}"
    return Diagnostic(Code.ADDRESS_MOVED, message, label, help=help_)
