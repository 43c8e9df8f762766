"""What is said of edits that are not made: one builder a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.ids import InstanceId
from stackc.base.near import asked
from stackc.base.source import Path, Span, path_text
from stackc.base.value import Missing, Value
from stackc.base.words import amount, kind_word
from stackc.syntax.editing import Hindrance

if TYPE_CHECKING:
    from stackc.explain.edit import Wanted
    from stackc.explain.leaves import Leaf

MAX_LISTED = 5
"""How many instances or leaves a message names."""


# --- what is asked for


def not_yaml(text: str, problem: Diagnostic) -> Diagnostic:
    return Diagnostic(Code.EDIT_VALUE, f"`{text}` is no value: {problem.message}", help="a value is read as YAML")


def computed_value(text: str) -> Diagnostic:
    message = f"`{text}` would be computed, and what it comes to cannot be proved"
    return Diagnostic(Code.EDIT_VALUE, message, help="write templates and functions into the file yourself")


def not_an_assignment(text: str) -> Diagnostic:
    return Diagnostic(Code.EDIT_PATH, f"`{text}` sets nothing", help="write PATH=VALUE, such as vars.size=3")


def no_section(section: str, path: Path, near: Sequence[str]) -> Diagnostic:
    message = f"`{path_text(path)}` is nothing that manifests set: there is no section `{section}`"
    return Diagnostic(Code.EDIT_PATH, message, help=asked(near))


def below_value(above: Path, path: Path) -> Diagnostic:
    kind = "map" if isinstance(path[len(above)], str) else "list"
    message = f"there is nothing at `{path_text(path)}`: `{path_text(above)}` is no {kind}"
    return Diagnostic(Code.EDIT_PATH, message)


def no_item(items: Path, index: int, length: int) -> Diagnostic:
    name = path_text(items)
    has = amount(length, "item") if length else "no item"
    message = f"`{name}[{index}]` would leave a gap: `{name}` has {has}"
    return Diagnostic(Code.EDIT_PATH, message, help=f"the next item is added as `{name}[{length}]`")


# --- where it belongs


def not_made_of(id_: InstanceId, file: str, files: Sequence[str]) -> Diagnostic:
    message = f"{id_} is not made of `{file}`"
    return Diagnostic(Code.EDIT_FILE, message, help=f"it is made of {_listed([f'`{each}`' for each in files])}")


def says_nothing(id_: InstanceId, file: str) -> Diagnostic:
    message = f"`{file}` has no line for this value, and no body of the component of {id_} that one could be added to"
    return Diagnostic(Code.EDIT_FILE, message, Label(Span(file), "this file"))


def file_refused(file: str, reason: str) -> Diagnostic:
    return Diagnostic(Code.EDIT_FILE, f"`{file}` is not edited: {reason}", Label(Span(file), "this file"))


def several_places(id_: InstanceId, path: Path, places: Sequence[Label]) -> Diagnostic:
    message = f"`{path_text(path)}` of {id_} could stand in {len(places)} places that are equally good"
    first, *others = places
    return Diagnostic(Code.EDIT_AMBIGUOUS, message, first, tuple(others), help="name the file with --at")


def obstacle(kind: Hindrance, path: Path, span: Span) -> Diagnostic:
    """What in the text is in the way of writing at ``path`` of the file."""
    code, words, label, advice = _OBSTACLES[kind]
    where = path_text(path)
    return Diagnostic(code, f"`{where}` is not edited: {words}", Label(span, label), help=advice)


_BY_HAND = "edit it by hand"
_OBSTACLES = {
    "anchor": (
        *(Code.EDIT_FORM, "an alias stands for the same text elsewhere", "an anchor or alias"),
        "write the value out, without the anchor",
    ),
    "merge": (
        *(Code.EDIT_FORM, "the map takes keys from another with `<<`", "merged here"),
        "write the key beside `<<` yourself if it should win",
    ),
    "comments": (Code.EDIT_FORM, "comments inside of the old value would be lost", "the old value", _BY_HAND),
    "form": (Code.EDIT_FORM, "the text around it is written in a way that is not edited", "in this text", _BY_HAND),
    "kind": (Code.EDIT_PATH, "what is above it is no map", "this is no map", None),
    "missing": (Code.EDIT_PATH, "the list has no such item", "this list", "the next item is added at its length"),
    "computed": (
        *(Code.EDIT_COMPUTED, "its value is computed by a template or function", "computed here"),
        "edit what it reads, or replace it by hand",
    ),
}


def item_elsewhere(id_: InstanceId, path: Path, items: Label) -> Diagnostic:
    message = f"`{path_text(path)}` of {id_} is an item of a list of another place, to which a new list would only add"
    return Diagnostic(Code.EDIT_BEATEN, message, items, help=f"edit that list: --at {items.span.file}")


# --- the proof


def breaks(ids: Sequence[InstanceId], failures: Sequence[Diagnostic]) -> Diagnostic:
    message = "the edit would break what compiles now"
    notes = [f"{each.code.value}: {each.message}" for each in failures[:MAX_LISTED]]
    if ids:
        notes.append(f"it concerns {_listed(list(map(str, ids)))}")
    return Diagnostic(Code.EDIT_BREAKS, message, notes=tuple(notes))


def comes_or_goes(path: Path, came: Sequence[InstanceId], went: Sequence[InstanceId]) -> Diagnostic:
    notes = [
        f"{word}: {_listed(list(map(str, ids)))}" for word, ids in (("would come", came), ("would go", went)) if ids
    ]
    message = f"setting `{path_text(path)}` changes which instances there are"
    return Diagnostic(Code.EDIT_REACHES, message, notes=tuple(notes))


def beaten(wanted: Wanted, found: Value | Missing, winner: Label | None) -> Diagnostic:
    path = path_text(wanted.path)
    if isinstance(found, Missing):
        message = f"{wanted.instance} would still have no `{path}`"
    elif isinstance(wanted.value, (dict, list)):
        message = (
            f"`{path}` of {wanted.instance} would be {kind_word(found)} to which other lines add, and not this value"
        )
    else:
        message = f"`{path}` of {wanted.instance} would not come from the new line: another one beats it"
    advice = f"edit that line: --at {winner.span.file}" if winner is not None else None
    return Diagnostic(Code.EDIT_BEATEN, message, winner, help=advice)


def reaches(wanted: Wanted, strays: Sequence[tuple[InstanceId, Leaf]]) -> Diagnostic:
    named = [f"`{path_text(leaf.path)}` of {id_}" for id_, leaf in strays]
    meant = f"`{path_text(wanted.path)}` of {wanted.instance}"
    message = f"the edit changes more than {meant}: {amount(len(named), 'other value')}"
    advice = "name the file with --at if all of them are meant"
    return Diagnostic(Code.EDIT_REACHES, message, notes=(_listed(named),), help=advice)


def moves_states(path: Path, moves: Sequence[tuple[str, str | None, str | None]]) -> Diagnostic:
    none = "no address"
    notes = [f"{id_}: {before or none} → {after or none}" for id_, before, after in moves[:MAX_LISTED]]
    message = f"setting `{path_text(path)}` moves {amount(len(moves), 'state')}: Terraform would start with empty ones"
    advice = "--accept-moves writes it all the same; the states have to be moved, too"
    return Diagnostic(Code.EDIT_MOVES, message, notes=tuple(notes), help=advice)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MAX_LISTED
    return ", ".join(names[:MAX_LISTED]) + (f" and {more} more" if more > 0 else "")
