"""An edit where it belongs: the line that should hold a value, and the proof that nothing else changes.

Compilation, instance, path → ``Target``; ``syntax.editing`` writes the text; two compilations, before and after →
what the edit comes to, or why it is refused. See docs/language.md, editing values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal

from stackc.base.diagnostic import Diagnostic, Label, unique
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import nearest
from stackc.base.pattern import late_pattern
from stackc.base.source import Origin, Path, Span
from stackc.base.value import MISSING, Append, Missing, Value, look_up, steps_into, strictly_equal
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain import edit_messages as say
from stackc.explain.difference import Change, Move, change_of, move_of
from stackc.explain.leaves import Leaf, differing, differing_leaves, origin_of
from stackc.manifest.manifest import Manifest
from stackc.manifest.reader import TEMPLATE_EXTENSIONS
from stackc.manifest.sections import SECTIONS, has, sections_of
from stackc.merge.trace import contributions, written
from stackc.syntax.editing import Obstacle, put, write_value
from stackc.syntax.spelling import is_spelled
from stackc.syntax.yaml import decode_text, parse_document


class Wanted(NamedTuple):
    """What somebody asks for: a value at a path of an instance, led by the section."""

    instance: InstanceId
    path: Path
    value: Value


class Target(NamedTuple):
    """The place that should hold a value: a file, and the path in it."""

    origin: Origin
    is_named: bool = False
    """Its file was named: what else its line reaches is meant as well."""
    inside: Path = ()
    """The last steps of the place, where they lie in a list that is written whole."""
    around: Value = None
    """That list as the instance has it."""
    replaced: Span | None = None
    """The list whose place it takes."""

    @property
    def place(self) -> Origin:
        """Where something is written: the value, or the list it is in."""
        path = self.origin.path
        return Origin(self.origin.file, path[: len(path) - len(self.inside)])

    def whole(self, value: Value) -> Value:
        """What is written there."""
        return put(self.around, self.inside, value)


class Edit(NamedTuple):
    """What an edit came to, or would come to."""

    span: Span
    """The line that holds the value now."""
    done: Literal["added", "changed", "unchanged"]
    before: Value
    """What the instance had; None for nothing, too."""
    after: Value
    instances: tuple[InstanceId, ...]
    """Those in which the line wins, sorted."""
    changes: tuple[Change, ...]
    """Every leaf that differs now."""
    moves: tuple[Move, ...]
    content: bytes
    """The whole file."""
    replaced: Span | None = None
    """The list whose place a whole one takes that was written for one item."""


# --- what is asked for


def parse_value(text: str, compilation: Compilation) -> Value | Diagnostic:
    """The value that ``text`` is as YAML; a diagnostic (SC0650) for what is none, or is computed."""
    if compilation.config.templates.delimiters[0] in text:
        return say.computed_value(text)
    parsed = parse_document(text, "VALUE", compilation.config.scalars)
    if parsed.diagnostics:
        return say.not_yaml(text, parsed.diagnostics[0])
    if not is_spelled(parsed.root) or compilation.marks.of(parsed.root):
        return say.computed_value(text)
    return parsed.root


def check_path(instance: Instance, path: Path) -> Diagnostic | None:
    """Whether manifests can say something at ``path`` (SC0651)."""
    section, kind = str(path[0]), instance.id.type
    if section not in SECTIONS or not has(SECTIONS[section], kind):
        near = nearest(section, (each.name for each in sections_of(kind)))
        return say.no_section(section, path, near)
    if SECTIONS[section].kind == "text" and len(path) > 1:
        return say.below_value(path[:1], path)
    for end in range(1, len(path)):
        above, step = _value_at(instance, path[:end]), path[end]
        if isinstance(above, Missing):
            above = {} if isinstance(step, str) else []
        if not isinstance(above, dict if isinstance(step, str) else list):
            return say.below_value(path[:end], path)
        if isinstance(step, int) and isinstance(above, list) and step > len(above):
            return say.no_item(path[:end], step, len(above))
    return None


# --- where it belongs


def find_target(compilation: Compilation, instance: Instance, path: Path, at: str | None = None) -> Target | Diagnostic:
    """The most specific place that says ``path`` for this instance alone; the one in the file ``at`` if that is given.

    A line that is there already and wins is the place; else the component's own body gets one. SC0652 for a file that
    the instance is not made of, SC0655 for several places that are as good, SC0654 and SC0656 for an item of a list
    that cannot be written anew in that body.
    """
    winner = _said(compilation, instance, path)
    top = instance.component.manifest
    if at is not None:
        return _named_target(compilation, instance, path, winner, at)
    own = _own_files(compilation, top)
    if winner is not None and winner.file in own and winner.path[:3] == instance.component.at:
        return Target(winner)
    holders = [file for file in own if _holds(compilation, file, instance)]
    if top.file in holders or not holders:
        return _in_body(compilation, instance, path, top.file)
    if len(holders) > 1:
        return say.several_places(instance.id, path, [_label(compilation, file, instance) for file in holders])
    return _in_body(compilation, instance, path, holders[0])


def _said(compilation: Compilation, instance: Instance, path: Path) -> Origin | None:
    """Where the value at ``path`` is said, or would be without a line of its own: behind a list, in an item.

    None for a new key of a map, which may stand in several places; what is computed stands where its call does.
    """
    node, inner = instance.component.tree(path)
    depth = steps_into(node.value, inner)
    holder, rest = look_up(node.value, inner[:depth]), inner[depth:]
    origin = written(node, inner[:depth]) if depth else None
    in_item = any(isinstance(step, int) for step in inner[:depth])
    if origin is None or (isinstance(holder, dict) and rest and not in_item):
        return None
    if isinstance(holder, (list, Append)) and rest:
        said = look_up(compilation.reader.document(origin.file).root, origin.path)
        items = said.items if isinstance(said, Append) else said
        rest = (len(items) if isinstance(items, list) else 0, *rest[1:])
    is_container = isinstance(holder, (dict, list, Append))
    return Origin(origin.file, (*origin.path, *rest)) if is_container else origin


def _in_body(
    compilation: Compilation, instance: Instance, path: Path, file: str, *, is_named: bool = False
) -> Target | Diagnostic:
    """A new line in the component's own body in ``file``. Of an item that is the whole list, where lists replace each
    other; where they are joined, a list of the next item alone.
    """
    component, body = instance.component, _body_path(instance, path)
    new = Target(Origin(file, body), is_named)
    index = next((at for at, step in enumerate(path) if isinstance(step, int)), None)
    if index is None:
        return new
    node, inner = component.tree(path[:index])
    around, origin, inside = look_up(node.value, inner), written(node, inner), path[index:]
    if origin is None or isinstance(around, Missing):
        return new
    place = compilation.locator.locate(origin)
    around = around.items if isinstance(around, Append) else around
    if not isinstance(around, list):
        return say.obstacle("computed", origin.path, place)
    is_import = origin.path[:3] == component.at
    lists = component.context.config.lists if is_import or SECTIONS[str(path[0])].project_lists else component.lists
    if lists == "append" and inside[0] == len(around):
        return Target(Origin(file, (*body[: len(body) - len(inside)], 0, *inside[1:])), is_named)
    if lists != "replace":
        return say.item_elsewhere(instance.id, path, Label(place, "this list counts"))
    if not is_spelled(around) or compilation.marks.of(around):
        return say.obstacle("computed", origin.path, place)
    return new._replace(inside=inside, around=around, replaced=place)


def _named_target(
    compilation: Compilation, instance: Instance, path: Path, winner: Origin | None, at: str
) -> Target | Diagnostic:
    component = instance.component
    files = [each.file for each in component.manifest.closure()]
    if at not in files:
        return say.not_made_of(instance.id, at, files)
    node, inner = component.tree(path)
    origins = list(dict.fromkeys(each.origin for each in contributions(node, inner) if each.origin.file == at))
    if winner is not None and winner.file == at:
        return Target(winner, True)
    if len(origins) > 1:
        locate = component.context.locator.locate
        return say.several_places(instance.id, path, [Label(locate(each), "says it") for each in origins])
    if origins:
        return Target(origins[0], True)
    compiled = component.context.locator.has(Origin(at, component.at))
    if not compiled and at != component.manifest.file:
        return say.says_nothing(instance.id, at)
    return _in_body(compilation, instance, path, at, is_named=True)


def _body_path(instance: Instance, path: Path) -> Path:
    """Where the component's own body says ``path``: of a backend below the type in force."""
    section, inner = str(path[0]), path[1:]
    if SECTIONS[section].kind == "backend":
        type_ = instance.section(f"{section}_type")
        inner = (type_ if isinstance(type_, str) else "", *inner)
    return (*instance.component.at, section, *inner)


def _own_files(compilation: Compilation, top: Manifest) -> list[str]:
    """The files of a manifest that no other stack is made of, its own first."""
    others = {file for each in compilation.manifests if each is not top for file in _files(each)}
    return [file for file in _files(top) if file not in others]


def _files(manifest: Manifest) -> list[str]:
    return [each.file for each in manifest.closure()]


def _holds(compilation: Compilation, file: str, instance: Instance) -> bool:
    """The file has a body of the component."""
    body = look_up(compilation.reader.document(file).root, instance.component.at)
    return not isinstance(body, Missing)


def _label(compilation: Compilation, file: str, instance: Instance) -> Label:
    return Label(compilation.locator.locate(Origin(file, instance.component.at), key=True), "its body stands here")


# --- files that are not edited


def check_file(compilation: Compilation, file: str, content: bytes) -> Diagnostic | None:
    """Whether a file may be edited (SC0652): one of the repository, written by people, read as it stands."""
    if compilation.world.access(file) != "inside":
        return say.file_refused(file, "it lies outside of the repository")
    if file.endswith(TEMPLATE_EXTENSIONS) or compilation.locator.is_rendered(file):
        return say.file_refused(file, "it is a template, rendered before it is read")
    if _VENDORED & set(file.split("/")[:-1]):
        return say.file_refused(file, "it is vendored: the next pull would take the edit away")
    text = decode_text(content, file)
    if isinstance(text, Diagnostic) or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return say.file_refused(file, "it is no UTF-8 text")
    if _is_generated(text):
        return say.file_refused(file, "it is generated, as its first lines say")
    return None


_VENDORED = frozenset({"vendor", "vendored", ".vendor", ".stackc", ".terraform"})
_GENERATED = late_pattern(r"@generated\b|\bdo not edit\b|\b(auto-?|automatically )generated\b", re.IGNORECASE)


def _is_generated(text: str) -> bool:
    """The comments in front of everything else say so."""
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            return False
        if _GENERATED.search(line):
            return True
    return False


class Written(NamedTuple):
    """A file with a value in it."""

    content: bytes
    line: int
    done: Literal["added", "changed", "unchanged"]


_MARK = b"\xef\xbb\xbf"


def write_target(compilation: Compilation, origin: Origin, value: Value, content: bytes) -> Written | Diagnostic:
    """The content of a file with ``value`` at its place; every other byte is kept (SC0653, SC0654)."""
    text, config = content.decode("utf-8-sig"), compilation.config
    said = look_up(compilation.reader.document(origin.file).root, origin.path)
    if isinstance(said, str) and compilation.marks.of(said):
        return say.obstacle("computed", origin.path, compilation.locator.locate(origin))
    made = write_value(text, origin.file, origin.path, value, config.scalars, config.templates.delimiters[0])
    if isinstance(made, Obstacle):
        return say.obstacle(made.kind, origin.path, made.span)
    mark = _MARK if content.startswith(_MARK) else b""
    return Written(mark + made.text.encode(), made.line, made.done)


# --- the proof


class Proof(NamedTuple):
    """What an edit does."""

    instances: tuple[InstanceId, ...]
    changes: tuple[Change, ...]
    moves: tuple[Move, ...]


def prove(
    before: Compilation, after: Compilation, wanted: Wanted, target: Target, *, accept_moves: bool = False
) -> Proof | Diagnostic:
    """Whether ``after``, with the edit in it, has the value, and nothing else that was not meant.

    All leaves of all instances are compared. SC0656 where the value is beaten, SC0657 where more changes, SC0658 where
    a state moves, SC0659 where something does not compile any more.
    """
    old, new = _sound(before), _sound(after)
    broken = [id_ for id_ in old if id_ not in new and id_ in after.instance_ids()]
    failures = _failures(before, after)
    if failures or broken:
        return say.breaks(broken, failures)
    came, went = _real_ids(new) - _real_ids(old), _real_ids(old) - _real_ids(new)
    if came or went or old.keys() != new.keys():
        return say.comes_or_goes(wanted.path, sorted(came), sorted(went))
    instance = new[wanted.instance]
    found = _value_at(instance, wanted.path)
    if isinstance(found, Missing) or not strictly_equal(found, wanted.value) or not _is_won(instance, target, wanted):
        return say.beaten(wanted, found, _winner(before, instance, target, wanted))
    leaves = [(id_, leaf) for id_ in old for leaf in differing_leaves(old[id_], new[id_])]
    strays = [(id_, leaf) for id_, leaf in leaves if not _is_meant(new[id_], leaf, wanted, target)]
    if strays and not target.is_named:
        return say.reaches(wanted, strays)
    moves = tuple(each for id_ in old if (each := move_of(old[id_], new[id_])) is not None)
    if moves and not accept_moves:
        return say.moves_states(wanted.path, [(str(m.instance), m.before, m.after) for m in moves])
    return Proof(_won_in(new.values(), wanted.path, target.origin), _changes(leaves), moves)


def _sound(compilation: Compilation) -> dict[InstanceId, Instance]:
    found: dict[InstanceId, Instance] = {}
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        if answer.instance is not None and not compilation.blocks(answer.diagnostics):
            found[id_] = answer.instance
    return found


def _real_ids(instances: Mapping[InstanceId, Instance]) -> frozenset[InstanceId]:
    return frozenset(id_ for id_, each in instances.items() if not each.is_abstract)


def _failures(before: Compilation, after: Compilation) -> list[Diagnostic]:
    """The errors that ``after`` has and ``before`` has not."""
    known = {each.identity for each in _errors(before)}
    return [each for each in _errors(after) if each.identity not in known]


def _errors(compilation: Compilation) -> tuple[Diagnostic, ...]:
    found = list(compilation.losses())
    for id_ in compilation.instance_ids():
        answer = compilation.instance(id_)
        found += answer.diagnostics
        if answer.instance is not None and not compilation.blocks(answer.diagnostics):
            found += answer.instance.complete()
    return unique(each for each in found if compilation.severity(each.code, "show") == "error")


def _value_at(instance: Instance, path: Path) -> Value | Missing:
    name = str(path[0])
    return look_up(instance.section(name), path[1:]) if name in instance.names else MISSING


def value_of(instance: Instance, path: Path) -> Value:
    """The value an instance has at ``path``, led by its section; None for none."""
    found = _value_at(instance, path)
    return None if isinstance(found, Missing) else found


def _is_won(instance: Instance, target: Target, wanted: Wanted) -> bool:
    """The written line gives the value; a map or list may be put together, and has many lines."""
    return isinstance(wanted.value, (dict, list)) or origin_of(instance, wanted.path) == target.origin


def _winner(before: Compilation, instance: Instance, target: Target, wanted: Wanted) -> Label | None:
    """The line that beats the edit, or adds to it: one of another file, since those of the file itself have moved."""
    extra = next(differing(wanted.value, _value_at(instance, wanted.path), wanted.path), None)
    origin = origin_of(instance, extra.path if extra is not None else wanted.path)
    if origin is None or origin.file == target.origin.file:
        return None
    return Label(before.locator.locate(origin), "this line counts")


def _is_meant(instance: Instance, leaf: Leaf, wanted: Wanted, target: Target) -> bool:
    """The value itself, or what repeats it: the same line gives it."""
    if instance.id != wanted.instance:
        return False
    if leaf.path[: len(wanted.path)] == wanted.path:
        return True
    origin = origin_of(instance, leaf.path)
    path = target.origin.path
    return origin is not None and origin.file == target.origin.file and origin.path[: len(path)] == path


def _won_in(instances: Iterable[Instance], path: Path, origin: Origin) -> tuple[InstanceId, ...]:
    return tuple(sorted(each.id for each in instances if _reads(each, path) and origin_of(each, path) == origin))


def _reads(instance: Instance, path: Path) -> bool:
    return str(path[0]) in instance.names


def _changes(leaves: Iterable[tuple[InstanceId, Leaf]]) -> tuple[Change, ...]:
    groups: dict[tuple[Path, str], tuple[Leaf, list[InstanceId]]] = {}
    for id_, leaf in leaves:
        groups.setdefault((leaf.path, f"{leaf.before!r}\0{leaf.after!r}"), (leaf, []))[1].append(id_)
    return tuple(change_of(leaf, ids) for leaf, ids in groups.values())
