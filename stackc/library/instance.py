"""``Instance`` and ``Stack`` as users of the library see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackc.base.diagnostic import Diagnostic, LookupFailure
from stackc.base.ids import InstanceId, StackName
from stackc.base.record import Record
from stackc.base.source import Span, parse_path
from stackc.base.value import Secret, Table, Unknown, Value, leaves, public, public_value, source_text
from stackc.evaluate import instance as evaluated
from stackc.evaluate.address import StateAddress

if TYPE_CHECKING:
    from stackc.explain.why import Why


class Instance:
    """One component in one stack.

    Sections are copies of the caller's own. A function that was not called is its source text, as
    ``describe`` shows it: ``unknowns`` tells where they are, ``Project.resolve`` calls them. A secret
    stays closed: ``str`` and ``json`` refuse it.
    """

    __slots__ = ("_instance",)

    def __init__(self, instance: evaluated.Instance) -> None:
        self._instance = instance

    def __repr__(self) -> str:
        return f"Instance({str(self.id)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instance) and other._instance is self._instance

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def id(self) -> InstanceId:
        """Stack, component and type; ``str`` of it is ``component@stack``."""
        return self._instance.id

    @property
    def component(self) -> str:
        """The name of the component in its stack."""
        return self.id.component

    @property
    def stack(self) -> StackName:
        """The name of the stack."""
        return self.id.stack

    @property
    def is_abstract(self) -> bool:
        """A base for others, never deployed itself (docs/language.md, metadata)."""
        return self._instance.is_abstract

    @property
    def is_enabled(self) -> bool:
        """Only ``metadata.enabled: false`` disables."""
        return self._instance.is_enabled

    @property
    def is_locked(self) -> bool:
        """``metadata.locked``: not to be changed."""
        return self._instance.is_locked

    @property
    def folder(self) -> str:
        """The component folder, relative to the project where it lies below it."""
        return self._instance.folder

    @property
    def workspace(self) -> str:
        """The Terraform workspace it runs in."""
        return self._instance.workspace

    @property
    def state_address(self) -> StateAddress | None:
        """Where its state is; None for other types than Terraform and while a part of it cannot be told."""
        return self._instance.state_address

    # --- sections

    @property
    def sections(self) -> tuple[str, ...]:
        """The names of the sections it has, sorted."""
        return tuple(sorted(self._instance.names))

    def section(self, name: str) -> Value:
        """Any section by its name. Raises KeyError for one it does not have."""
        if name not in self._instance.names:
            raise KeyError(name)
        return public_value(self._instance.section(name))

    @property
    def vars(self) -> Table:
        """The variables of its root module."""
        return self._table("vars")

    @property
    def settings(self) -> Table:
        return self._table("settings")

    @property
    def env(self) -> Table:
        """What Terraform gets into its environment."""
        return self._table("env")

    @property
    def metadata(self) -> Table:
        return self._table("metadata")

    @property
    def providers(self) -> Table:
        return self._table("providers")

    @property
    def backend(self) -> Table:
        """The settings of the backend in force."""
        return self._table("backend")

    @property
    def backend_type(self) -> str:
        """``s3``, ``gcs``, …; empty when the manifests name none."""
        return self._instance.backend_type

    @property
    def command(self) -> str:
        """The executable the manifests name."""
        return source_text(self._instance.section("command")) or ""

    def _table(self, name: str) -> Table:
        return public(self._instance.table(name))

    def why(self, path: str) -> Why:
        """Which line gave the value at ``path``, for example ``vars.tags.Team``, and what it beat.

        Raises ValueError for what is no path, and LookupFailure (SC0423) when there is no such value.
        """
        from stackc.explain.why import public_answer, why  # of no use to whoever asks for values alone

        parsed = parse_path(path)
        if parsed is None:
            raise ValueError(f"no path of a value: {path!r}")
        answer = why(self._instance, parsed)
        if isinstance(answer, Diagnostic):
            raise LookupFailure(answer)
        return public_answer(answer)

    def place(self, path: str = "") -> Span:
        """Where the value at ``path`` is set, ``vars.tags.Team`` or ``vars.zones[0]``: what a finding points at.

        For a value that begins below its key the key. For one that is not there, or that no line sets, the nearest
        that holds it, in the end the component itself; that is the place of an empty path as well. Raises ValueError
        for what is no path.
        """
        steps = parse_path(path) if path else ()
        if steps is None or (steps and not isinstance(steps[0], str)):
            raise ValueError(f"no path of a value: {path!r}")
        component = self._instance.component
        if not steps:
            return component.own_label((), "").span
        section, path_below = str(steps[0]), steps[1:]
        value = component.label(section, path_below, "").span
        key = component.label(section, path_below, "", key=True).span
        return key if key.file == value.file and key.line < value.line else value

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is wrong with its values; all of them are looked at."""
        self._instance.evaluated()
        return self._instance.diagnostics

    @property
    def unknowns(self) -> tuple[str, ...]:
        """The paths of functions that were not called, ``vars.zone.id`` for example, in the order they stand."""
        return self._where(Unknown)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The paths of values that are secret."""
        return self._where(Secret)

    def _where(self, kind: type[Unknown] | type[Secret]) -> tuple[str, ...]:
        instance = self._instance
        found = (
            (name, *path)
            for name in instance.names
            for path, leaf in leaves(instance.section(name))
            if isinstance(leaf, kind)
        )
        return tuple(".".join(str(step) for step in path) for path in found)


class Stack(Record):
    """One compiled stack: its name and its instances, sorted by type and name, abstract ones included."""

    name: StackName
    instances: tuple[Instance, ...]

    def __repr__(self) -> str:
        return f"Stack({str(self.name)!r}, {len(self.instances)} instances)"

    def instance(self, component: str) -> Instance:
        """The instance called ``component``. Raises KeyError."""
        found = next((each for each in self.instances if each.component == component), None)
        if found is None:
            raise KeyError(component)
        return found
