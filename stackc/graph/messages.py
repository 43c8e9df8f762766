"""What is said about dependencies: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import Value
from stackc.base.words import kind_word
from stackc.evaluate.instance import Instance

if TYPE_CHECKING:
    from stackc.graph.dependencies import Dependency, FileDependency
    from stackc.graph.entries import Odd

# --- how they are written


def section_kind(instance: Instance, section: str, key: str, value: Value) -> Diagnostic:
    wanted = "a list" if section == "dependencies" else "a map with any keys"
    return _invalid(instance, section, (key,), f"`{section}.{key}` must be {wanted}, not {kind_word(value)}")


def dependency_kind(instance: Instance, section: str, at: Path, value: Value) -> Diagnostic:
    return _invalid(instance, section, at, f"a dependency must be a map, not {kind_word(value)}")


def dependency_unnamed(instance: Instance, at: Path) -> Diagnostic:
    return _invalid(instance, "dependencies", at, "a dependency needs the name of a `component`")


def _invalid(instance: Instance, section: str, at: Path, problem: str) -> Diagnostic:
    label = instance.component.label(section, at, "this dependency")
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
    return Diagnostic(code, message, label, help=did_you_mean(odd.word, meant or odd.known))


def file_missing(instance: Instance, each: FileDependency, problem: str) -> Diagnostic:
    message = f"the {each.kind} `{each.path}` of a dependency {problem}, so no change is ever seen"
    return Diagnostic(Code.DEPENDENCY_FILE, message, instance.component.label(each.section, each.at, "this path"))


# --- what they lead to


def dangling(
    id_: InstanceId, dependency: Dependency, near: str | None, others: Sequence[str], label: Label
) -> Diagnostic:
    """``near``: what may have been meant, as a question; ``others``: instances of that name in other stacks."""
    if dependency.stack:
        where = f"`{dependency.stack}`"
    elif dependency.context:
        where = "any stack with " + ", ".join(f"{name} `{value}`" for name, value in dependency.context)
    else:
        where = "this stack"
    message = f"{id_} depends on `{dependency.component}`, which does not exist in {where}"
    advice = near or (f"it exists as {', '.join(others[:5])}" if others else None)
    return Diagnostic(Code.DEPENDENCY_DANGLING, message, label, help=advice)


def target_without_effect(id_: InstanceId, target: InstanceId, label: Label, *, is_abstract: bool) -> Diagnostic:
    what = "abstract" if is_abstract else "disabled"
    return Diagnostic(Code.DEPENDENCY_DISABLED, f"{id_} depends on {target}, which is {what}", label)


def circle(ring: Sequence[InstanceId], labels: Sequence[Label]) -> Diagnostic:
    """``ring`` in the order in which they depend on one another, the first one again at the end."""
    message = f"circular dependency: {' → '.join(str(id_) for id_ in ring)}"
    return Diagnostic(Code.DEPENDENCY_CYCLE, message, labels[0] if labels else None, tuple(labels[1:]))
