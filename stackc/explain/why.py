"""``why``: which line gave a value and what it beat; why an instance has its place in the order, or none.

See docs/language.md, questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import TERRAFORM, InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.record import Record, replace
from stackc.base.source import Path, Span, path_text
from stackc.base.value import MISSING, Missing, Value, leaves, look_up, public_value, source_text, steps_into
from stackc.evaluate.instance import Instance
from stackc.explain import messages as say
from stackc.explain.reads import Read, expression_of, reads_of
from stackc.explain.statements import Statement, reason, statements, winner

if TYPE_CHECKING:
    from stackc.graph.graph import Edge, Graph


class Part(NamedTuple):
    """One leaf of a map or a list."""

    path: Path
    value: Value
    winner: Statement | None


class Why(Record):
    """One value of an instance with the lines that gave it."""

    instance: InstanceId
    path: Path
    value: Value
    """Evaluated; an effect that was not called is ``Unknown``."""
    winner: Statement | None
    """None for a map or list put together from several, and for what no manifest says."""
    beaten: tuple[Statement, ...]
    """What else is said at the path, highest first."""
    reason: str | None
    """Why the winner wins over the first of those beaten."""
    expression: str | None
    """The template or function that gave the value, as it is written."""
    reads: tuple[Read, ...]
    """What the expression reads."""
    parts: tuple[Part, ...]
    """The leaves of a map or a list, in their order."""


def value_at(instance: Instance, path: Path) -> Value | Missing:
    """The evaluated value at ``path``, whose first step is a section or ``workspace``."""
    name = str(path[0])
    if name == "workspace":
        return instance.workspace if len(path) == 1 else MISSING
    return look_up(instance.section(name), path[1:]) if name in instance.names else MISSING


def why(instance: Instance, path: Path) -> Why | Diagnostic:
    """Which lines gave the value at ``path``; what is wrong with the question where there is no such value (SC0423)."""
    value = value_at(instance, path)
    if isinstance(value, Missing):
        return absence(instance, path)
    component = instance.component
    at = placed(instance, path)
    said = winner(component, at)
    if isinstance(value, (dict, list)) and value:
        parts = tuple(Part((*path, *below), leaf, winner(component, (*at, *below))) for below, leaf in leaves(value))
        origins = {part.winner.origin.file for part in parts if part.winner is not None}
        lists = statements(component, at) if isinstance(value, list) else ()
        beaten = tuple(each for each in reversed(lists) if each.origin.file not in origins)
        return Why(instance.id, path, value, None, beaten, None, None, (), parts)
    if said is None:
        return Why(instance.id, path, value, None, (), None, None, (), ())
    others = [each for each in statements(component, at) if each.origin != said.origin]
    beaten = tuple(reversed(others)) if not any(isinstance(step, int) for step in at) else ()
    expression = source_text(said.value) if path == ("workspace",) else expression_of(instance, said)
    return Why(
        instance.id,
        path,
        value,
        said,
        beaten,
        reason(component, said, beaten[0]) if beaten else None,
        expression,
        reads_of(instance, said, expression) if expression is not None else (),
        (),
    )


def public_answer(answer: Why) -> Why:
    """The same with values of the caller's own: what was not called is its source text."""

    def said(each: Statement) -> Statement:
        return each._replace(value=public_value(each.value))

    return replace(
        answer,
        value=public_value(answer.value),
        winner=answer.winner and said(answer.winner),
        beaten=tuple(said(each) for each in answer.beaten),
        reads=tuple(
            each if isinstance(each.value, Missing) else each._replace(value=public_value(each.value))
            for each in answer.reads
        ),
        parts=tuple(
            each._replace(value=public_value(each.value), winner=each.winner and said(each.winner))
            for each in answer.parts
        ),
    )


def placed(instance: Instance, path: Path) -> Path:
    """Where what is shown at ``path`` is said: the folder and the workspace are said in the metadata."""
    if path == ("component",):
        return ("metadata", "component")
    if path == ("workspace",):
        keys = ("terraform_workspace", "terraform_workspace_template", "terraform_workspace_pattern")
        given = instance.component.metadata
        return ("metadata", next((key for key in keys if given.get(key)), keys[0]))
    return path


def absence(instance: Instance, path: Path) -> Diagnostic:
    """Why there is no value at ``path``: who took it away, or what may have been meant."""
    component = instance.component
    name = str(path[0])
    if name not in instance.names:
        known = [path_text((section, *below)) for section in instance.names for below, _ in _all(instance, section)]
        ends = [each for each in known if each.endswith(f".{path_text(path)}")]
        return say.no_value(instance.id, path, (*ends[:3], *nearest(name, (*instance.names, "workspace"))))
    depth = 1 + steps_into(instance.section(name), path[1:])
    said = statements(component, path)
    if said:
        over = winner(component, path[:depth])
        places = [Label(each.span, "it is said here") for each in reversed(said) if each.span is not None]
        taken = Label(over.span, "this takes its place") if over is not None and over.span is not None else None
        return say.value_taken_away(instance.id, path, places, taken)
    parent = value_at(instance, path[:depth])
    keys = [str(key) for key in parent] if isinstance(parent, dict) else []
    near = [path_text((*path[:depth], each)) for each in nearest(str(path[depth]), keys)]
    return say.no_value(instance.id, path, near or [path_text((*path[:depth], each)) for each in keys[:MAX_NAMED]])


MAX_NAMED = 3
"""How many keys are named where none is near."""


def _all(instance: Instance, section: str) -> tuple[tuple[Path, Value], ...]:
    return tuple(leaves(instance.section(section)))


# --- order


class Step(NamedTuple):
    """One edge of the way back: ``edge.prerequisite`` comes before; ``wave`` counts from 1."""

    edge: Edge
    wave: int
    below: tuple[Step, ...]
    """What that one comes after in turn; only along the longest way, empty for the others."""


class Place(Record):
    """The place of an instance in the order, or why it has none."""

    instance: InstanceId
    wave: int
    """Counted from 1; 0 for an instance that is not in the order."""
    waves: int
    after: tuple[Step, ...]
    absent: str | None = None
    """Why it is not in the order."""
    span: Span | None = None
    """The line that says so."""


def place_in_order(instance: Instance, graph: Graph) -> Place | Diagnostic:
    """Where ``instance`` stands in the order of ``graph`` and why; a circle is a diagnostic."""
    absent = _absent(instance)
    if absent is not None:
        said = winner(instance.component, absent[1]) if absent[1] else None
        return Place(instance.id, 0, 0, (), absent[0], said.span if said is not None else None)
    waves = graph.waves()
    if waves.diagnostics:
        return waves.diagnostics[0]
    wave_of = {id_: number for number, wave in enumerate(waves.value, 1) for id_ in wave}
    steps = _steps(graph, wave_of, instance.id)
    return Place(instance.id, wave_of[instance.id], len(waves.value), steps)


def _absent(instance: Instance) -> tuple[str, Path] | None:
    if instance.id.type != TERRAFORM:
        return f"it is of type {instance.id.type}, and only Terraform is run", ()
    if instance.is_abstract:
        return "it is abstract: a base for others", ("metadata", "type")
    if not instance.is_enabled:
        return "it is disabled", ("metadata", "enabled")
    return None


def _steps(graph: Graph, wave_of: dict[InstanceId, int], id_: InstanceId) -> tuple[Step, ...]:
    """What ``id_`` comes after, the latest first; only the latest with its own steps: it alone decides the wave."""
    edges = sorted(graph.prerequisites(id_), key=lambda each: (-wave_of[each.prerequisite], str(each.prerequisite)))
    return tuple(
        Step(edge, wave_of[edge.prerequisite], () if at else _steps(graph, wave_of, edge.prerequisite))
        for at, edge in enumerate(edges)
    )
