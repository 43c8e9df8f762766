"""What is said about dependencies: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Edit, Fix, Label
from stackc.base.ids import InstanceId
from stackc.base.near import asked, did_you_mean
from stackc.base.record import replace
from stackc.base.source import Path
from stackc.base.value import Value
from stackc.base.words import kind_word
from stackc.evaluate.instance import Instance
from stackc.syntax.messages import text_advice

if TYPE_CHECKING:
    from stackc.graph.dependencies import Dependency, FileDependency
    from stackc.graph.entries import Odd
    from stackc.graph.missed import Missed

# --- how they are written


def section_kind(instance: Instance, section: str, key: str, value: Value) -> Diagnostic:
    is_list, kind = section == "dependencies", kind_word(value)
    wanted = "a list" if is_list else "a map with any keys"
    found = _invalid(instance, section, (key,), f"`{section}.{key}` must be {wanted}, not {kind}", f"this is {kind}")
    first = next(iter(value.items()), None) if isinstance(value, dict) and is_list else None
    if first is None or first[0] not in ("component", "name") or not isinstance(first[1], str):
        return replace(found, help=text_advice(value, is_list=is_list))
    return replace(found, help=f"write it as an item, behind a dash: `- {first[0]}: {first[1]}`")


def dependency_kind(instance: Instance, section: str, at: Path, value: Value) -> Diagnostic:
    return _invalid(instance, section, at, f"a dependency must be a map, not {kind_word(value)}")


def dependency_unnamed(instance: Instance, at: Path) -> Diagnostic:
    return _invalid(instance, "dependencies", at, "a dependency needs the name of a `component`")


def _invalid(
    instance: Instance, section: str, at: Path, problem: str, label_text: str = "this dependency"
) -> Diagnostic:
    label = instance.component.label(section, at, label_text)
    return Diagnostic(Code.DEPENDENCY_INVALID, f"invalid dependency of {instance.id}: {problem}", label)


def required_kind(instance: Instance, at: Path, value: Value) -> Diagnostic:
    message = f"`required` of a dependency must be true or false, not {kind_word(value)}; it has no effect"
    label = instance.component.label("dependencies", (*at, "required"), "not a boolean")
    return Diagnostic(Code.FLAG_KIND, message, label, help="write true or false without quotes")


def word_unknown(instance: Instance, odd: Odd, meant: Sequence[str]) -> Diagnostic:
    """``meant``: words that are one letter away (SC0706); without one it may be anything (SC0705)."""
    word = "key" if odd.is_key else "kind"
    effect = "it has no effect" if odd.is_key else "the dependency has no effect"
    label = instance.component.label(odd.section, odd.at, f"not a {word}", key=odd.is_key)
    code = Code.DEPENDENCY_MISSPELT if meant else Code.DEPENDENCY_KEY
    message = f"unknown {word} `{odd.word}` of {odd.what}; {effect}"
    known = f"{word}s are {', '.join(f'`{each}`' for each in odd.known)}"
    return Diagnostic(code, message, label, help=did_you_mean(odd.word, meant or odd.known) or known)


def file_missing(instance: Instance, each: FileDependency, problem: str, near: str | None) -> Diagnostic:
    """``near``: what may have been meant, as a question."""
    message = f"the {each.kind} `{each.path}` of a dependency {problem}, so no change is ever seen"
    label = instance.component.label(each.section, each.at, "this path")
    return Diagnostic(Code.DEPENDENCY_FILE, message, label, help=near or "paths are relative to the project's root")


# --- what they lead to


def no_component(id_: InstanceId, dependency: Dependency, near: str | None, label: Label) -> Diagnostic:
    """No instance is of the component; ``near``: what may have been meant, as a question."""
    if dependency.stack:
        where = f"`{dependency.stack}`"
    elif dependency.context:
        where = "any stack"
    else:
        where = "this stack"
    message = f"{id_} depends on `{dependency.component}`, which does not exist in {where}"
    return Diagnostic(Code.DEPENDENCY_DANGLING, message, label, help=near)


def missed(
    id_: InstanceId, dependency: Dependency, missed: Missed, others: Sequence[str], label: Label, *, is_stack: bool
) -> Diagnostic:
    """The component exists, as ``others``, and not where the entry looks. ``is_stack``: the stack it names is one."""
    name, first = dependency.component, missed.failing[0]
    exists = f"it exists as {', '.join(others[:5])}" + (f" and {len(others) - 5} more" if len(others) > 5 else "")
    near = did_you_mean(first.wanted, missed.values) if first.is_given and len(missed.failing) == 1 else None
    if near is None and first.is_given and len(missed.failing) == len(missed.values) == 1 and first.name != "stack":
        near = asked(missed.values)
    if first.name == "stack" and first.is_given and not is_stack:
        message = f"{id_} depends on `{name}` in the stack `{first.wanted}`, and there is no such stack"
    elif first.name == "stack":
        message = f"{id_} depends on `{name}`, which does not exist in " + (
            f"`{first.wanted}`" if first.is_given else "this stack"
        )
        exists += "" if first.is_given else "; name the stack that is meant"
    elif first.is_given:
        context = ", ".join(f"{each.name} `{each.wanted}`" for each in missed.failing)
        message = f"{id_} depends on `{name}`, which does not exist in any stack with {context}"
        label = label._replace(text=f"no `{name}` has this {first.name}")
    else:
        context = ", ".join(f"{each.name} `{each.wanted}`" for each in missed.failing)
        message = f"{id_} depends on `{name}`, which does not exist in any stack with its own {context}"
        if len(missed.values) == 1:
            exists = f"give `{first.name}: {missed.values[0]}`, which it has where it exists"
    return Diagnostic(Code.DEPENDENCY_DANGLING, message, label, help=near or exists)


def written_there(label: Label, wanted: str) -> Fix:
    """A value that a dependency asks for, in the place of the one that is there."""
    return Fix(f"write `{wanted}`, which is what others depend on", (Edit(label.span, wanted),))


def target_without_effect(
    id_: InstanceId, target: InstanceId, label: Label, heirs: Sequence[str], *, is_abstract: bool
) -> Diagnostic:
    """``heirs``: the components of the stack that have an abstract one for a base."""
    what = "abstract" if is_abstract else "disabled"
    message = f"{id_} depends on {target}, which is {what}"
    return Diagnostic(Code.DEPENDENCY_DISABLED, message, label, help=asked(heirs) if len(heirs) == 1 else None)


def circle(ring: Sequence[InstanceId], labels: Sequence[Label]) -> Diagnostic:
    """``ring`` in the order in which they depend on one another, the first one again at the end."""
    ways = " → ".join(str(id_) for id_ in ring)
    message = f"{ring[0]} depends on itself" if len(ring) == 2 else f"circular dependency: {ways}"
    return Diagnostic(Code.DEPENDENCY_CYCLE, message, labels[0] if labels else None, tuple(labels[1:]))
