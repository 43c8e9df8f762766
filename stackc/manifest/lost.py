"""What is lost below keys that mean nothing, and where it was meant to stand. See docs/language.md, unknown keys.

A key with a body takes all of it along, so that is more than a warning. What is suggested would fit there: a key that
is not taken and may hold a value of that kind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import asked, did_you_mean, is_one_edit
from stackc.base.source import Path
from stackc.base.value import Append, Call, Table, Value
from stackc.manifest.vocabulary import COMPONENT_TYPES

STRAY = frozenset({"vars", "settings", "env", "metadata", "backend", "dependencies", "providers", "hooks", "overrides"})
"""Sections whose body tells that no component was to be called so."""


BELOW_VARS = "it belongs below `vars`"


class Known(NamedTuple):
    """The keys that mean something: of a component, of its metadata, of its settings, for a type alone."""

    component: Collection[str]
    metadata: Collection[str]
    settings: Collection[str]
    typed: Collection[str]
    dependencies: Collection[str]


class Verdict(NamedTuple):
    """How an unknown key is reported."""

    code: Code
    help: str | None


def judge(
    path: Path, value: Value, fitting: Collection[str], usual: Code, known: Known, variables: Collection[str]
) -> Verdict:
    """What an unknown key costs, and where it belongs.

    ``fitting`` are the keys that could stand in its place with such a value; ``usual`` is what a key that takes nothing
    along is reported as; ``variables`` are those of the component's root module.
    """
    key = str(path[-1])
    if key == "environment" and isinstance(value, dict) and "env" in fitting:
        return Verdict(Code.MISSPELT_KEY, asked(("env",)))
    if key == "abstract" and path[-2:-1] == ("metadata",):
        return Verdict(Code.MISSPELT_KEY, "write `type: abstract`")
    if key in variables:
        return Verdict(Code.MISSPELT_KEY, f"it is a variable of `{path[2]}`: {BELOW_VARS}")
    edits = [each for each in fitting if is_one_edit(key, each)]
    if edits:
        return Verdict(Code.MISSPELT_KEY, did_you_mean(key, edits))
    has_body = isinstance(value, (dict, list, Append)) and value not in ({}, [])
    home = _home(path, key, value, known)
    if home is not None:
        is_vital = has_body or (key == "type" and value == "abstract")
        return Verdict(Code.MISSPELT_KEY if is_vital else usual, home)
    near = did_you_mean(key, fitting)
    if not has_body:
        return Verdict(usual, near)
    return Verdict(Code.MISSPELT_KEY if near else Code.BODY_LOST, near)


def _home(path: Path, key: str, value: Value, known: Known) -> str | None:
    """Where a key means something, or a component would be one."""
    is_component = isinstance(value, dict) and bool((STRAY | {"component"}) & value.keys())
    match path:
        case ("components", _) if is_component:
            return f"a component stands below its type: `components.terraform.{key}`"
        case ("components", _, _, "metadata", _) if key in known.component:
            return f"`{key}` belongs beside `metadata`: indent it less"
        case ("components", _, _, _) if is_component:
            return f"a component stands beside `{path[2]}`, not below it: indent it less"
        case ("components", _, _, _) if key in known.metadata and key != "name":
            return f"it belongs below `metadata`: `metadata.{key}`"
        case ("components", _, _, _) if key in known.settings:
            return f"it belongs below `settings`: `settings.{key}`"
        case ("overrides", _) | (_, "overrides", _) if is_component:
            return f"overrides are for all components of this file: write the sections of `{key}` without it"
        case (_,) if key in known.typed:
            return f"it belongs below `terraform`: `terraform.{key}`"
        case (_,) | (_, _) if is_component and path[0] != "components":
            kind = path[0] if path[0] in COMPONENT_TYPES else "terraform"
            return f"a component stands below its type: `components.{kind}.{key}`"
    return None


def is_stray(name: str, body: Value) -> bool:
    """True for a section where components stand by name: its body has no section of its own."""
    return name in STRAY and isinstance(body, dict) and bool(body) and not STRAY & body.keys()


def swallowed(section: Table, known: Known) -> tuple[str, ...]:
    """The keys of a free map that are sections, by what they hold, and were indented too far."""
    wanted: Mapping[str, Collection[str]] = {
        "components": COMPONENT_TYPES,
        "terraform": {*known.typed, "vars"},
        "metadata": known.metadata,
        "settings": known.settings,
        "dependencies": known.dependencies,
    }
    tables = ((key, value) for key, value in section.items() if isinstance(value, dict) and value)
    return tuple(key for key, value in tables if value.keys() <= set(wanted.get(key, ())))


def could_hold(kinds: Collection[type], value: Value) -> bool:
    """True when a key for values of ``kinds`` may have been meant to hold ``value``."""
    kind: type = list if isinstance(value, Append) else type(value)
    return not kinds or value is None or isinstance(value, Call) or kind in kinds
