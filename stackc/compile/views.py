"""``atmos.Component``: another instance as templates see it, section by section. See docs/language.md, templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from threading import local

from stackc.base.ids import InstanceId
from stackc.base.ports import OutputFailure, Outputs
from stackc.base.value import Secret, Value, look_up
from stackc.evaluate.instance import IDENTITY_KEYS, Instance
from stackc.template import EffectNeeded, FunctionError

Find = Callable[[str, str], Instance | None]
"""``(component, stack)`` → the instance; None when there is none of that name, or when it is broken."""


class InstanceViews:
    """The instances port of templates; it knows which sections are being evaluated, so a circle is an error."""

    def __init__(self, find: Find, outputs: Outputs | None = None) -> None:
        self._find = find
        self._thread = local()  # what one thread is evaluating is no circle for another
        self._outputs = outputs  # None where effects are off

    def component(self, component: str, stack: str) -> Mapping[str, object]:
        """The described instance, and its ``outputs``."""
        found = self._find(str(component), str(stack))
        if found is None:
            raise FunctionError(f"could not find the component `{component}` in the stack `{stack}`")
        return InstanceView(found, self)

    def section(self, instance: Instance, name: str) -> Value:
        """One section of another instance. A template that leads back to itself is an error."""
        step = (instance.id, name)
        active = self._active
        if step in active:
            way = " → ".join(f"{name} of {id_}" for id_, name in (*active[active.index(step) :], step))
            raise FunctionError(f"circular use of atmos.Component: {way}")
        active.append(step)
        try:
            return instance.section(name)
        finally:
            active.pop()

    @property
    def _active(self) -> list[tuple[InstanceId, str]]:
        """The sections this thread is evaluating, outermost first."""
        known: list[tuple[InstanceId, str]] | None = getattr(self._thread, "active", None)
        if known is None:
            known = self._thread.active = []
        return known

    def outputs_of(self, instance: Instance) -> Mapping[str, Value]:
        """Terraform outputs: static ones stand in the manifests, all others are an effect."""
        if instance.section("remote_state_backend_type") == "static":
            remote = instance.table("remote_state_backend")
            inner = look_up(remote, ("static",))
            return inner if isinstance(inner, dict) else remote
        if self._outputs is None:
            raise EffectNeeded("atmos.Component outputs")
        try:
            found = self._outputs.read(instance.id)
        except OutputFailure as failure:
            raise FunctionError(f"the outputs of {instance.id} cannot be read: {failure}") from failure
        return {
            name: Secret(output.value) if output.sensitive and output.value is not None else output.value
            for name, output in (found or {}).items()
        }


class InstanceView(Mapping[str, object]):
    """A described instance whose sections are evaluated when they are read."""

    def __init__(self, instance: Instance, views: InstanceViews) -> None:
        self._instance, self._views = instance, views

    def __getitem__(self, key: str) -> object:
        instance = self._instance
        if key == "outputs":
            return self._views.outputs_of(instance)
        if key == "workspace":
            return instance.workspace
        if key in IDENTITY_KEYS:
            return instance.identity()[key]
        if key in instance.automation_names:
            return instance.automation_names[key]
        if key not in instance.names:
            raise KeyError(key)
        return self._views.section(instance, key)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._instance.names, *IDENTITY_KEYS, *self._instance.automation_names, "workspace", "outputs"))

    def __len__(self) -> int:
        return len(self._instance.names) + len(IDENTITY_KEYS) + len(self._instance.automation_names) + 2
