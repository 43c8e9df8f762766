"""YAML text → ``Document``: libyaml's events, our own builder and scalar rules. Total: it reports and never raises.

The builder does not recurse, counts what aliases expand to, and checks keys as they come. See docs/language.md, YAML.
"""

from __future__ import annotations

from typing import Any, Final, NoReturn

import yaml
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.scanner import ScannerError

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Span
from stackc.base.value import MISSING, Append, Call, Missing, Scalar, Table, Value
from stackc.syntax import messages as say
from stackc.syntax.causes import Complaint, Place, find_cause, find_conflict
from stackc.syntax.document import Document, Node
from stackc.syntax.oddities import ODDITIES, detached, find_oddity, find_unread, may_be_odd
from stackc.syntax.scalars import Loss, Resolved, is_date, key_text, resolve_plain
from stackc.syntax.tags import AT_LOAD, CALLS, KNOWN

MAX_FILE_BYTES = 8 << 20
MAX_NODES = 500_000
"""Keys and values of one file: what reading it costs, whatever its length."""
MAX_DEPTH = 100
"""Containers inside one another."""
MAX_ALIAS_NODES = 200_000
"""Values that the aliases of one file may stand for, all together."""
MAX_TOLD = 1_000
"""Mistakes of one kind that are told of one file."""

_NODES = frozenset({ScalarEvent, MappingStartEvent, SequenceStartEvent, AliasEvent})
_BEHIND_KEY = late_pattern(r"\s*:\s+([^\s,}]+|[^\s#][^#]*[^\s#])\s*(?:$|#|,|\})")
_CORE = "tag:yaml.org,2002:"


class ScalarRules(NamedTuple):
    """What a dialect keeps of scalars that YAML readers lose, and how keys are read."""

    dates_as_text: bool = True
    exact_integers: bool = True
    key_delimiter: str = ""
    openings: tuple[str, ...] = ()
    """What opens a template, where it counts whether a value that holds one has quotes."""


SOUND_SCALARS = ScalarRules()


def read_document(content: bytes, file: str, rules: ScalarRules = SOUND_SCALARS) -> Document:
    """Decode and parse a file's content. See ``parse_document``."""
    if len(content) > MAX_FILE_BYTES:
        return Document(file, None, (say.file_too_large(Span(file), len(content), MAX_FILE_BYTES),))
    decoded = decode_text(content, file)
    if isinstance(decoded, Diagnostic):
        return Document(file, None, (decoded,))
    return parse_document(decoded, file, rules)


def decode_text(content: bytes, file: str) -> str | Diagnostic:
    """UTF-8 (or UTF-16 with a byte order mark) as text; a diagnostic at the first byte that is neither."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        before = content[: problem.start].decode(encoding, "replace")
        return say.not_utf8(Span(file, before.count("\n") + 1, len(before) - before.rfind("\n")))
    zero = text.find("\0")
    if zero >= 0:
        return say.binary(Span(file, text.count("\n", 0, zero) + 1, zero - text.rfind("\n", 0, zero)))
    return text


def parse_document(text: str, file: str, rules: ScalarRules = SOUND_SCALARS) -> Document:
    """Parse the first YAML document of ``text``.

    All mistakes that leave the structure readable are reported together; a syntax error ends the file.
    """
    builder = _build(text, file, rules, positions=False)
    return Document(file, builder.root, tuple(builder.diagnostics), builder.has_calls, builder.has_includes)


def parse_nodes(text: str, file: str, rules: ScalarRules = SOUND_SCALARS) -> Node:
    """The places of everything in ``text``; what stands behind a syntax error is not in it."""
    return _build(text, file, rules, positions=True).root_node or Node(Span(file))


def _build(text: str, file: str, rules: ScalarRules, *, positions: bool) -> _Builder:
    """Build ``text``; what breaks our own rules is reported though the scanner of libyaml
    complains of what stands behind.

    The scanner may be 1,024 characters ahead of the events, since any ``[`` may turn out to open a key. Its complaint
    (since libyaml 0.2.6 also: a thousand levels) then hides what stands before. That is built once more, by itself.
    """
    builder = _Builder(text, file, rules, positions=positions)
    builder.run()
    if builder.scanned is None:
        return builder
    before = _Builder(text[: builder.scanned], file, rules, positions=positions)
    before.run()
    return before if before.stopped else builder


class _MergeKey:
    """The key ``<<``, which no text is."""

    def __str__(self) -> str:
        return "<<"


_MERGE: Final = _MergeKey()


class _Frame:
    """A container under construction."""

    __slots__ = ("anchor", "depth", "events", "key", "key_event", "merges", "node", "size", "spellings", "tag", "value")

    def __init__(
        self, value: dict[str, Value] | list[Value], tag: str | None, anchor: str | None, node: Node | None
    ) -> None:
        self.value = value
        self.tag = tag
        self.anchor = anchor
        self.node = node
        self.key: str | _MergeKey | None = None
        self.key_event: Any = None
        self.events: dict[str, Any] = {}
        self.merges: list[tuple[Value, Node | None]] = []
        self.spellings: dict[str, set[str]] = {}
        self.size = self.depth = 1


class _Anchor(NamedTuple):
    value: Value
    size: int
    depth: int
    """Containers inside one another, itself counted; 0 for a scalar."""
    node: Node | None


_OPEN = _Anchor(None, 0, 0, None)  # an anchor whose value is still being built


class _Stop(Exception):
    """Nothing more can be read."""


class _Builder:
    """One pass over the events of one document."""

    def __init__(self, text: str, file: str, rules: ScalarRules, *, positions: bool) -> None:
        self.text, self.file, self.rules, self.positions = text, file, rules, positions
        self.diagnostics: list[Diagnostic] = []
        self.told: dict[Code, int] = {}
        self.has_calls = self.has_includes = False
        self.root: Value = None
        self.root_node: Node | None = None
        self.stack: list[_Frame] = []
        self.anchors: dict[str, _Anchor] = {}
        self.alias_nodes = 0
        self.plain: dict[str, Value] = {}
        self.last_quoted: Any = None
        self.scanned: int | None = None
        """How many characters stand before what the scanner complained of, if that ended the file."""
        self.stopped = False
        """Whether a mistake of our own rules ended the file."""

    def run(self) -> None:
        try:
            parser = CParser(self.text)
        except UnicodeEncodeError as problem:
            line = self.text.count("\n", 0, problem.start) + 1
            span = Span(self.file, line, problem.start - self.text.rfind("\n", 0, problem.start))
            self._report(say.half_character(span))
            return
        except yaml.YAMLError as problem:
            self._syntax(problem)
            return
        try:
            self._events(parser)
        except yaml.YAMLError as problem:
            if isinstance(problem, ScannerError):
                start = problem.context_mark or problem.problem_mark
                self.scanned = None if start is None else start.index
            self._syntax(problem)
            self._unwind()
        except _Stop:
            self.stopped = True
            self._unwind()
        finally:
            parser.dispose()

    def _events(self, parser: Any) -> None:
        get_event, plain = parser.get_event, self.plain
        documents = 0
        nodes = 0
        while (event := get_event()) is not None:
            kind = event.__class__
            if kind in _NODES:
                nodes += 1
                if nodes > MAX_NODES:
                    self._too_large(event)
            if kind is ScalarEvent:
                frame = self.stack[-1] if self.stack else None
                if frame is not None and frame.key is None and frame.value.__class__ is dict:
                    self._key(frame, event)
                elif (
                    not event.style
                    and event.tag is None
                    and event.anchor is None
                    and not self.positions
                    and event.value in plain
                ):
                    self._attach(plain[event.value], None, 1, 0)
                else:
                    self._scalar(event)
            elif kind is MappingStartEvent:
                self._open({}, event)
            elif kind is SequenceStartEvent:
                self._open([], event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._close(event)
            elif kind is AliasEvent:
                self._alias(event)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._report(say.second_document(self._span(event)))
                    return
            elif kind is DocumentEndEvent:
                self.anchors.clear()

    # --- values

    def _scalar(self, event: Any) -> None:
        value, loss = self._scalar_value(event)
        node = Node(self._span(event), event.tag, loss) if self.positions else None
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(value, 1, 0, node)
        self._attach(value, node, 1, 0)

    def _scalar_value(self, event: Any) -> tuple[Value, Loss | None]:
        text, tag = event.value, event.tag
        if tag is None:
            if event.style:
                if event.style in "'\"" and event.start_mark.line != event.end_mark.line:
                    self.last_quoted = event
                self._tell_unread(event)
                return text, None
            self._tell_unread(event)
            resolved = resolve_plain(text)
            if resolved.loss is None:
                value = self._marked(resolved.value)
                if not may_be_odd(text) or not self._told_odd(event, value):
                    self.plain[text] = value
                return value, None
            return self._lossy(event, resolved), resolved.loss
        if tag == "!":
            self._tell_detached(event)
            return text, None
        if tag.startswith(_CORE):
            return self._core(event, tag[len(_CORE) :]), None
        if tag in CALLS:
            self.has_calls = True
            return Call(f"{tag} {text}".strip()), None
        if tag in AT_LOAD:
            if tag.startswith("!include"):
                self.has_calls = self.has_includes = True
                return Call(f"{tag} {text}".strip()), None
            if tag == "!append":
                self._report(say.append_without_list(self._span(event)))
            return self._retyped(event), None
        self._unknown_tag(event)
        return text, None

    def _tell_detached(self, event: Any) -> None:
        """A function with a space behind its `!` is text."""
        if f"!{event.value.split(' ', 1)[0]}" in KNOWN:
            self._report(say.odd(self._span(event), detached(event.value)))

    def _tell_unread(self, event: Any) -> None:
        odd = find_unread(event.value) if "{" in event.value else None
        if odd is not None:
            self._report(say.odd(self._span(event), odd))

    def _told_odd(self, event: Any, value: Scalar) -> bool:
        """Whether the plain scalar may be odd where it stands; reports it where it is."""
        frame = self.stack[-1] if self.stack else None
        if frame is None:
            return False
        key_event = frame.key_event if frame.value.__class__ is dict else None
        start, end = event.start_mark, event.end_mark
        is_below = key_event is not None and key_event.start_mark.line < start.line
        owner = frame if key_event is not None or len(self.stack) < 2 else self.stack[-2]
        key = owner.key if isinstance(owner.key, str) else ""
        odd = find_oddity(self.text[start.index : end.index], value, key, is_below=is_below)
        if odd is None:
            return is_below or start.line != end.line or not isinstance(value, str)
        self._report(say.odd(self._odd_span(event, odd.line), odd))
        return True

    def _odd_span(self, event: Any, below: int) -> Span:
        start, end = event.start_mark, event.end_mark
        line = start.line + below
        text = self.text.split("\n")[line]
        first = start.column if not below else len(text) - len(text.lstrip())
        last = end.column if line == end.line else len(text.rstrip())
        return Span(self.file, line + 1, first + 1, line + 1, last + 1)

    def _marked(self, value: Scalar) -> Scalar:
        """Text that holds a template says that it has no quotes, where that counts."""
        holds = isinstance(value, str) and any(opening in value for opening in self.rules.openings)
        return Bare(value) if holds else value

    def _retyped(self, event: Any) -> Value:
        return resolve_plain(event.value).value if not event.style else str(event.value)

    def _lossy(self, event: Any, resolved: Resolved) -> Value:
        text, span = event.value, self._span(event)
        key = str(self.stack[-1].key) if self.stack and self.stack[-1].key is not None else None
        if resolved.loss == "date":
            self._report(say.date(span, key, text, is_kept=self.rules.dates_as_text))
            return str(text) if self.rules.dates_as_text else {}
        if resolved.loss == "leading zero":
            self._report(say.leading_zero(span, key, text, resolved.value))
        elif resolved.loss == "digits":
            if self.rules.exact_integers:
                return int(text.replace("_", ""))
            self._report(say.digits_lost(span, key, text, resolved.value))
        else:
            self._report(say.not_finite(span, key, text))
        return resolved.value

    def _core(self, event: Any, name: str) -> Value:
        text = event.value
        plain, loss = resolve_plain(text) if text else Resolved(None)
        if name == "str":
            return str(text)
        if loss == "not a number":
            if name == "float":
                return self._lossy(event, Resolved(plain, loss))
            plain = text
        if name == "null" and plain is None:
            return None
        if name == "bool" and isinstance(plain, bool):
            return plain
        if name == "int" and isinstance(plain, (int, float)) and not isinstance(plain, bool) and plain == int(plain):
            return int(plain)
        if name == "float" and isinstance(plain, (int, float)) and not isinstance(plain, bool):
            return float(plain)
        if name == "timestamp" and is_date(text):
            return str(text) if self.rules.dates_as_text else {}
        if name == "binary":
            import base64
            import binascii

            try:
                return base64.b64decode(text).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                pass
        self._report(say.not_convertible(self._span(event), text, name))
        return str(text)

    def _unknown_tag(self, event: Any) -> None:
        if self._is_silent(Code.UNKNOWN_TAG):
            return
        start = self._point(event.start_mark)
        span = start._replace(end_line=start.line, end_column=start.column + len(event.tag))
        self._report(say.tag_unknown(span, event.tag, KNOWN))

    # --- containers

    def _open(self, value: dict[str, Value] | list[Value], event: Any) -> None:
        frame = self.stack[-1] if self.stack else None
        if len(self.stack) >= MAX_DEPTH:
            self._too_deep(self._point(event.start_mark))
        if frame is not None and frame.key is None and frame.value.__class__ is dict:
            at = self._point(event.start_mark)
            before = self.text.split("\n")[at.line - 1][: at.column]
            self._report(say.key_of_values(at, is_template=before.endswith("{{")))
            raise _Stop
        self._check_container_tag(value, event)
        node = Node(self._span(event), event.tag) if self.positions else None
        if event.anchor is not None:
            self.anchors[event.anchor] = _OPEN
        self.stack.append(_Frame(value, event.tag, event.anchor, node))

    def _close(self, event: Any) -> None:
        frame = self.stack.pop()
        value: Value = frame.value
        if frame.merges and isinstance(value, dict):
            value = self._apply_merges(frame, value)
        if frame.tag == "!append" and isinstance(value, list):
            self.has_calls = True
            value = Append(value)
        if frame.node is not None:
            end = self._point(event.end_mark)
            frame.node.span = frame.node.span._replace(end_line=end.line, end_column=end.column)
        if frame.anchor is not None:
            self.anchors[frame.anchor] = _Anchor(value, frame.size, frame.depth, frame.node)
        self._attach(value, frame.node, frame.size, frame.depth)

    def _check_container_tag(self, value: dict[str, Value] | list[Value], event: Any) -> None:
        tag = event.tag
        if tag is None or tag in ("!", "!literal") or tag.startswith(_CORE):
            return
        if tag not in KNOWN:
            self._unknown_tag(event)
        elif tag != "!append" or isinstance(value, dict):
            kind = "map" if isinstance(value, dict) else "list"
            self._report(say.tag_without_effect(self._point(event.start_mark), tag, kind))

    def _apply_merges(self, frame: _Frame, own: Table) -> Table:
        merged: Table = {}
        for value, node in reversed(frame.merges):
            if isinstance(value, dict):
                merged = {**merged, **value}
                if frame.node is not None and node is not None:
                    for key, span in node.keys.items():
                        if key not in own:
                            frame.node.keys[key], frame.node.entries[key] = span, node.entries[key]
        merged.update(own)
        return merged

    def _attach(self, value: Value, node: Node | None, size: int, depth: int) -> None:
        if not self.stack:
            self.root, self.root_node = value, node
            return
        frame = self.stack[-1]
        frame.size += size
        if depth >= frame.depth:
            frame.depth = depth + 1
        container = frame.value
        if isinstance(container, list):
            container.append(value)
            if frame.node is not None and node is not None:
                frame.node.items.append(node)
            return
        key = frame.key
        if key is None:  # an alias used as a key
            self._report(say.key_no_scalar(self._point(frame.key_event)))
            raise _Stop
        frame.key = None
        if isinstance(key, _MergeKey):
            self._merge_value(frame, value, node)
            return
        if self.rules.key_delimiter and self.rules.key_delimiter in key and not frame.key_event.style:
            self._nested(container, key.split(self.rules.key_delimiter), value)
        elif self.rules.key_delimiter and isinstance(known := container.get(key), dict) and isinstance(value, dict):
            container[key] = _merge_tables(known, value)
        elif key in container and key in frame.events and frame.events[key] is not frame.key_event:
            self._collision(frame, container, key, value)
        else:
            container[key] = value
        if frame.node is not None and node is not None:
            frame.node.entries[key] = node
            frame.node.keys[key] = self._span(frame.key_event)

    def _merge_value(self, frame: _Frame, value: Value, node: Node | None) -> None:
        values = value if isinstance(value, list) else [value]
        nodes: list[Node | None] = list(node.items) if node is not None and isinstance(value, list) else [node]
        for index, item in enumerate(values):
            if isinstance(item, dict):
                frame.merges.append((item, nodes[index] if index < len(nodes) else None))
            elif item is not None or not self.diagnostics:
                self._report(say.merge_key(self._behind_key(frame.key_event), item))

    def _behind_key(self, event: Any) -> Span:
        """What stands on the line of a key behind its colon; the key, where nothing does."""
        mark = event.end_mark
        line = self.text.split("\n")[mark.line]
        found = _BEHIND_KEY.match(line, mark.column)
        if found is None:
            return self._span(event)
        return Span(self.file, mark.line + 1, found.start(1) + 1, mark.line + 1, found.end(1) + 1)

    def _nested(self, table: Table, steps: list[str], value: Value) -> None:
        for step in steps[:-1]:
            known = table.get(step)
            below: Table = dict(known) if isinstance(known, dict) else {}  # an alias may share what is known
            table[step] = below
            table = below
        table[steps[-1]] = value

    # --- keys

    def _key(self, frame: _Frame, event: Any) -> None:
        text = event.value
        frame.key_event = event
        if not event.style and event.tag is None:
            if text == "<<":
                frame.key = _MERGE
                return
            known = self.plain.get(text, MISSING)
            if isinstance(known, Missing):
                resolved = resolve_plain(text)
                value: Value = text if resolved.loss == "date" else resolved.value
                if resolved.loss is None:
                    self.plain[text] = value
            else:
                value = known
        elif event.tag is not None and event.tag.startswith(_CORE):
            value = self._core(event, event.tag[len(_CORE) :])
        else:
            value = text
        key: str | None = str(text)
        if value is None or isinstance(value, (bool, int, float)):
            key = key_text(value)
        if key is None:
            self._report(say.null_key(self._span(event), text))
            key = "null"
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchor(value, 1, 0, None)
        earlier = frame.events.get(key)
        if earlier is None:
            frame.events[key] = event
        elif earlier.value == text or text in frame.spellings.get(key, ()):
            self._report(say.duplicate_key(self._span(event), text, self._span(earlier)))
        frame.key = key

    def _collision(self, frame: _Frame, container: Table, key: str, value: Value) -> None:
        """Two spellings of one key: of the same value the last wins; of different values maps merge."""
        first, second = frame.events[key], frame.key_event
        frame.spellings.setdefault(key, set()).add(first.value)
        frame.events[key] = second
        below = container[key]
        if second.value in frame.spellings[key] or first.value == second.value:
            return  # reported as a duplicate
        at, before = self._span(second), self._span(first)
        if self._key_value(first) == self._key_value(second) and type(self._key_value(first)) is type(
            self._key_value(second)
        ):
            self._report(say.key_spelled_twice(at, second.value, before, first.value))
            container[key] = value
        elif isinstance(below, dict) and isinstance(value, dict):
            container[key] = _merge_tables(below, value)
        else:
            self._report(say.keys_collide(at, second.value, before, first.value, key))
            container[key] = value

    def _key_value(self, event: Any) -> Scalar:
        return (
            resolve_plain(event.value).value
            if not event.style and event.tag is None and event.value
            else str(event.value)
        )

    # --- aliases

    def _alias(self, event: Any) -> None:
        name = event.anchor
        anchor = self.anchors.get(name)
        if anchor is None:
            if not self._is_silent(Code.UNKNOWN_ALIAS):
                self._report(say.alias_unknown(self._span(event), name, self.anchors))
            frame = self.stack[-1] if self.stack else None
            is_key = frame is not None and frame.key is None and frame.value.__class__ is dict
            stand_in: Value = name if is_key else {} if frame is not None and frame.key is _MERGE else None
            anchor = _Anchor(stand_in, 1, 0, None)
        elif anchor is _OPEN:
            self._report(say.anchor_in_itself(self._span(event), name))
            anchor = _Anchor(None, 1, 0, None)
        self.alias_nodes += anchor.size
        if self.alias_nodes > MAX_ALIAS_NODES:
            self._report(say.too_many_aliased(self._span(event), MAX_ALIAS_NODES))
            raise _Stop
        if len(self.stack) + anchor.depth > MAX_DEPTH:
            self._too_deep(self._span(event))
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and frame.value.__class__ is dict:
            self._alias_key(frame, event, anchor)
            return
        node = (anchor.node or Node(self._span(event))) if self.positions else None
        self._attach(anchor.value, node, anchor.size, anchor.depth)

    def _alias_key(self, frame: _Frame, event: Any, anchor: _Anchor) -> None:
        value = anchor.value
        key = key_text(value) if value is None or isinstance(value, (str, bool, int, float)) else None
        if key is None:
            self._report(say.key_of_values(self._span(event), is_call=isinstance(value, Call)))
            raise _Stop
        frame.key = key
        frame.key_event = ScalarEvent(None, None, (False, True), key, event.start_mark, event.end_mark, '"')
        earlier = frame.events.setdefault(key, frame.key_event)
        if earlier is not frame.key_event and (earlier.value == key or key in frame.spellings.get(key, ())):
            self._report(say.duplicate_key(self._span(event), key, self._span(earlier)))

    # --- mistakes

    def _report(self, found: Diagnostic) -> None:
        told = self.told[found.code] = self.told.get(found.code, 0) + 1
        if told <= MAX_TOLD:
            self.diagnostics.append(found)
        elif told == MAX_TOLD + 1:
            self.diagnostics.append(say.more_mistakes(found, MAX_TOLD))

    def _is_silent(self, code: Code) -> bool:
        """True when enough is told of one kind, so that nothing has to be found out for the next."""
        return self.told.get(code, 0) > MAX_TOLD

    def _too_large(self, event: Any) -> NoReturn:
        self._report(say.too_many_nodes(self._point(event.start_mark), MAX_NODES))
        raise _Stop

    def _too_deep(self, span: Span) -> NoReturn:
        self._report(say.too_deep(span, MAX_DEPTH))
        raise _Stop

    def _point(self, mark: Any) -> Span:
        mark = getattr(mark, "start_mark", mark)
        return Span(self.file, mark.line + 1, mark.column + 1)

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        if end.line > start.line and getattr(event, "style", None) in ("|", ">"):
            end = start  # block scalars: their header is enough
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _syntax(self, problem: Any) -> None:
        found = _syntax_diagnostic(problem, self.text, self.file, self.last_quoted)
        self.diagnostics = [each for each in self.diagnostics if each.code not in ODDITIES or each.place != found.place]
        self.diagnostics.append(found)

    def _unwind(self) -> None:
        """Keep the maps that were open when a syntax error ended the file; of a list
        that is cut off nothing is known.
        """
        while self.stack:
            frame = self.stack.pop()
            if isinstance(frame.value, list):
                continue
            if not self.stack:
                self.root, self.root_node = frame.value, frame.node
                continue
            parent = self.stack[-1]
            if isinstance(parent.value, list) or not isinstance(parent.key, str):
                continue
            parent.value[parent.key] = frame.value
            if parent.node is not None and frame.node is not None:
                parent.node.entries[parent.key] = frame.node
                parent.node.keys[parent.key] = self._span(parent.key_event)


def _merge_tables(below: Table, above: Table) -> Table:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        merged[key] = _merge_tables(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _syntax_diagnostic(problem: Any, text: str, file: str, quoted: Any) -> Diagnostic:
    """Libyaml's complaint in our words, at the place that helps most."""
    mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
    if mark is None:  # the reader: a character YAML does not allow
        position = min(getattr(problem, "position", 0) or 0, len(text))
        line = text.count("\n", 0, position) + 1
        span = Span(file, line, position - text.rfind("\n", 0, position))
        return say.not_allowed(span, _plain_reason(problem))
    lines = text.split("\n")
    said = str(getattr(problem, "problem", "") or "")
    context = str(getattr(problem, "context", "") or "")
    conflict = find_conflict(lines)
    if conflict is not None:
        end = conflict.middle if conflict.theirs is None else conflict.theirs
        last = None if end is None else _line_span(lines, end, file)
        return say.conflict(_line_span(lines, conflict.ours, file), last)
    place = _last_place(text, file) if mark.line >= text.rstrip().count("\n") + 1 else _mark_place(mark, file)
    line_text = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in (line_text[: mark.column + 1] or line_text[:1]) and (
        not line_text[: mark.column].strip() or "\\t" in said
    ):
        return say.tab(Span(file, mark.line + 1, line_text.index("\t") + 1))
    if "quoted scalar" in context and "unexpected" in said:
        start = getattr(problem, "context_mark", None) or mark
        return say.quote_unclosed(_mark_place(start, file), place)
    if quoted is not None and mark.line - quoted.end_mark.line in (0, 1):
        return say.quote_left_open(_mark_place(quoted.start_mark, file), place)
    began = getattr(problem, "context_mark", None)
    complaint = Complaint(Place(mark.line, mark.column), said, context, began and Place(began.line, began.column))
    cause = find_cause(lines, complaint)
    if cause is not None:
        return say.broken(file, cause, place if cause.is_behind else None)
    opening = began if context.endswith(("flow sequence", "flow mapping")) else None
    return say.invalid(place, said, context, opening and _mark_place(opening, file))


def _line_span(lines: list[str], at: int, file: str) -> Span:
    return Span(file, at + 1, 1, at + 1, len(lines[at].rstrip()) + 1)


def _mark_place(mark: Any, file: str) -> Span:
    return Span(file, mark.line + 1, mark.column + 1)


def _last_place(text: str, file: str) -> Span:
    """Behind the last character that shows: libyaml counts the end of a file as a line of its own."""
    last = text.rstrip()
    return Span(file, last.count("\n") + 1, len(last) - last.rfind("\n"))


def _plain_reason(problem: Any) -> str:
    reason = getattr(problem, "reason", None) or getattr(problem, "problem", None) or str(problem)
    return str(reason).strip() or "the text cannot be read"
