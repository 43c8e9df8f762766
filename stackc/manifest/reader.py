"""One file read, rendered and completed: text → ``Prepared``. See docs/language.md, file templates.

A file is read once and parsed once per distinct rendering input; nearly always that is the text as it stands.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.messages import outside_found
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import ReadFailure, World
from stackc.base.record import Record, replace
from stackc.base.source import Path, Span
from stackc.base.value import MISSING, Append, Call, Missing, Secret, Table, Value, encodable
from stackc.function.include import parse_included
from stackc.function.pure import Scope, evaluate_pure
from stackc.function.signatures import INERT, PURE
from stackc.manifest import messages as say
from stackc.manifest.bounds import Included, within_bounds
from stackc.manifest.locals import SECTIONS, LocalsResult, Unseen, has_locals, resolve_locals
from stackc.manifest.places import Locator, MapBack, Places
from stackc.manifest.rendering import FileRenderer
from stackc.syntax.calls import CallFault, parse_call
from stackc.syntax.document import Document
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import parse_document, read_document
from stackc.template import Expansion, TemplateFault
from stackc.template.renderer import Remark

EvaluateExpression = Callable[[str, Value], Value | CallFault]

TEMPLATE_EXTENSIONS = (".yaml.tmpl", ".yml.tmpl")


class Rendering(NamedTuple):
    """What a file is rendered with: the data given by its importers, and how strict it is."""

    context: Table
    skip: bool = False
    ignore_missing: bool = False

    @property
    def identity(self) -> str:
        """Equal for equal inputs; the empty string for a file that is read as it stands."""
        if not self.context and not self.skip and not self.ignore_missing:
            return ""
        return json.dumps([encodable(self.context), self.skip, self.ignore_missing], sort_keys=True)


PLAIN = Rendering({})


class Prepared(Record):
    """A file ready to be merged: its table, and the context its imports receive."""

    file: str
    table: Table
    context: Table
    rendering: int
    diagnostics: tuple[Diagnostic, ...]
    unseen: tuple[Unseen, ...] = ()
    """What its locals read that another file may have."""


class Reader:
    """Reads the manifests of one compilation; keeps what it read."""

    def __init__(
        self,
        world: World,
        variable: Callable[[str], str | Secret | None],
        renderer: FileRenderer,
        locator: Locator,
        git_root: Callable[[], str | None],
        evaluate_expression: EvaluateExpression,
        *,
        erases: bool,
        ignore_missing: bool,
    ) -> None:
        self._world, self._renderer, self._locator = world, renderer, locator
        self._rules = renderer.renderer.policy.scalars
        self._variable = variable
        self._git_root, self._expression = git_root, evaluate_expression
        self._erases, self._ignore_missing = erases, ignore_missing
        self._documents: dict[str, Document] = {}
        self._prepared: dict[tuple[str, str], Prepared] = {}
        self._parsed: dict[tuple[str, str], Value | CallFault] = {}
        self._included_files: set[str] = set()

    def document(self, file: str) -> Document:
        """``file`` as it stands, its includes resolved."""
        known = self._documents.get(file)
        if known is None:
            known = self._documents[file] = self._read(file)
        return known

    def prepare(self, file: str, rendering: Rendering = PLAIN) -> Prepared:
        """``file`` rendered and completed for one rendering input."""
        key = (file, rendering.identity)
        known = self._prepared.get(key)
        if known is None:
            known = self._prepared[key] = self._prepare(file, rendering)
        return known

    def rendered(self) -> frozenset[str]:
        """The files that were anything else than read as they stand."""
        return frozenset(file for (file, identity), each in self._prepared.items() if identity or each.rendering)

    def included(self) -> frozenset[str]:
        """The files of which everything counts where another includes them, manifests or not."""
        return frozenset(self._included_files)

    def take_over(self, other: Reader) -> None:
        """Manifests that ``other`` read count here as well: what they include is included here."""
        self._included_files |= other._included_files

    # --- reading

    def _read(self, file: str) -> Document:
        try:
            content = self._world.read(file)
        except ReadFailure as failure:
            if failure.outside:
                return Document(file, None, (outside_found(f"`{file}`", Label(Span(file), "this file"), "refused"),))
            return Document(file, None, (say.unreadable(file, failure.reason, too_large=failure.too_large),))
        document = self._complete(read_document(content, file, self._rules))
        access = self._world.access(file)
        if access == "inside":
            return document
        outside = outside_found(f"`{file}`", Label(Span(file), "this file"), access)
        return replace(document, diagnostics=(outside, *document.diagnostics))

    def _complete(self, document: Document) -> Document:
        """Includes resolved, and what is no map reported."""
        found: list[Diagnostic] = list(document.diagnostics)
        root = document.root
        if document.has_includes:
            places = Places(document.file, self._locator, found.append)
            root = self._included(root, (), document.file, places, Included())
        if root is not None and not isinstance(root, dict) and not document.diagnostics:
            found.append(say.not_a_table(document.file, root))
        return Document(document.file, root, tuple(found), document.has_calls)

    def _included(self, value: Value, path: Path, file: str, places: Places, so_far: Included) -> Value:
        if isinstance(value, Call) and value.text.startswith("!include"):
            return self._include(value, path, file, places, so_far)
        if isinstance(value, dict):
            return {key: self._included(item, (*path, key), file, places, so_far) for key, item in value.items()}
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            found = [self._included(item, (*path, index), file, places, so_far) for index, item in enumerate(items)]
            return Append(found) if isinstance(value, Append) else found
        return value

    def _include(self, including: Call, path: Path, file: str, places: Places, so_far: Included) -> Value:
        """What the call includes; the call itself, after reporting why, when that cannot be had."""
        call = parse_call(including.text)
        if isinstance(call, CallFault):
            places.report(say.call_arguments(call.message, path, places))
            return including
        wanted = call.get("path")
        path_ = self.included_path(wanted, file)
        access = self._world.access(path_)
        if access == "refused":
            places.report(outside_found(f"`{call.tag}`: `{wanted}`", places.value(path, "included here"), access))
            return including
        target = path_ if self._world.kind(path_) == "file" else None
        if target is None:
            beside = self._world.entries(posixpath.dirname(path_))
            places.report(say.include_not_found(call.tag, wanted, beside, path, places))
            return including
        if access == "outside":
            places.report(outside_found(f"`{call.tag}`: `{wanted}`", places.value(path, "included here"), access))
        result = self._parsed_include(call.tag, target, so_far)
        if isinstance(result, CallFault):
            places.report(say.include_invalid(call.tag, result.message, places.value(path, "included here")))
            return including
        expression = call.get("expression")
        if expression:
            result = self._expression(expression, result)
            if isinstance(result, CallFault):
                places.report(say.include_invalid(call.tag, result.message, places.value(path, "this expression")))
                return including
        fault = so_far.add_value(result, len(path))
        if fault is not None:
            places.report(say.include_invalid(call.tag, fault, places.value(path, "included here")))
            return including
        return result

    @staticmethod
    def included_path(wanted: str, file: str) -> str:
        first = wanted.split("/", 1)[0]
        base = posixpath.dirname(file) if first in (".", "..") else ""
        return posixpath.normpath(posixpath.join(base, wanted))

    def _parsed_include(self, tag: str, target: str, so_far: Included) -> Value | CallFault:
        """The whole content of an included file, parsed once however often it is included."""
        self._included_files.add(target)
        try:
            content = self._world.read(target)
        except ReadFailure as failure:
            return CallFault(f"`{target}` cannot be read: {failure.reason}")
        fault = so_far.add_file(len(content))
        if fault is not None:
            return CallFault(fault)
        known = self._parsed.get((tag, target), MISSING)
        if isinstance(known, Missing):
            known = self._parsed[tag, target] = self._parse_include(tag, target, content)
        return known

    def _parse_include(self, tag: str, target: str, content: bytes) -> Value | CallFault:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return CallFault(f"`{target}` is not UTF-8 text")
        return text if tag == "!include.raw" else parse_included(text, target, self._rules)

    # --- rendering

    def _prepare(self, file: str, rendering: Rendering) -> Prepared:
        raw = self.document(file)
        templated = file.endswith(TEMPLATE_EXTENSIONS)
        forgiving = file.endswith(".tmpl")
        broken = any(
            d.code.classified("stackc") == "compile" and d.code not in (Code.FUNCTION_ARGUMENTS, Code.OUTSIDE)
            for d in raw.diagnostics
        )
        if rendering.skip:
            return Prepared(file, raw.table, rendering.context, 0, raw.diagnostics)
        if broken and not (templated or (forgiving and rendering.context)):
            return Prepared(file, raw.table, rendering.context, 0, raw.diagnostics)
        context = {key: value for key, value in rendering.context.items() if key != "locals"}
        external = bool(context)
        found: list[Diagnostic] = [] if forgiving and broken else list(raw.diagnostics)
        places = Places(file, self._locator, found.append)
        if not broken and has_locals(raw.table):
            result = self._with_locals(raw, context, places)
            if isinstance(result, tuple):
                return Prepared(file, raw.table, rendering.context, 0, tuple(found), result)
            context = result
        if not context and not templated:
            return Prepared(file, raw.table, {}, 0, raw.diagnostics)
        strict = not (rendering.ignore_missing or self._ignore_missing)
        document = self._rendered(raw, broken, context, external, strict, places)
        table, erased = _completed(document.table, context, self._erases or has_locals(raw.table))
        if not within_bounds(table, lambda: Label(Span(file), "in this file"), places.report):
            return Prepared(file, {}, rendering.context, 1, tuple(found))
        for name in erased if not has_locals(raw.table) else ():
            places.report(say.section_lost(name, places))
        return Prepared(
            file, table, self._handed_down(rendering.context, context), 1, tuple(found) + document.diagnostics
        )

    def _handed_down(self, given: Table, context: Table) -> Table:
        """The context of a file's imports: in the sound language a file's own sections stay its own."""
        if self._erases:
            return {key: value for key, value in context.items() if key != "locals"}
        return {key: value for key, value in given.items() if key != "locals"}

    def _with_locals(self, raw: Document, external: Table, places: Places) -> Table | tuple[Unseen, ...]:
        """The context with the file's locals and its processed sections; what they did not see when they are broken."""

        def evaluate(text: str, path: Path) -> Value:
            return self._local_call(text, path, places)

        result: LocalsResult = resolve_locals(raw.table, self._renderer, evaluate, places)
        if not result.sound:
            return result.unseen
        context: Table = {**external, "locals": result.table}
        for name in SECTIONS:
            section = raw.table.get(name)
            if isinstance(section, dict):
                rendered = self._renderer.values(section, context, None, strict=True, path=(name,))
                context[name] = section if isinstance(rendered, Remark) else rendered
        return context

    def _local_call(self, text: str, path: Path, places: Places) -> Value:
        tag = call_tag(text)
        if tag is None or tag in INERT:
            return None
        call = parse_call(text)
        if isinstance(call, CallFault):
            places.report(say.call_arguments(call.message, path, places))
            return None
        if tag not in PURE:
            places.report(say.effect_in_locals(tag, path, places))
            return None
        value = evaluate_pure(call, Scope({}, {}, self._variable, self._git_root))
        if isinstance(value, CallFault):
            places.report(say.call_failed(value.message, value.code, path, places))
            return None
        return value

    def _rendered(
        self, raw: Document, broken: bool, context: Table, external: bool, strict: bool, places: Places
    ) -> Document:
        """The file rendered; its raw content when only its own sections were at hand and rendering fails."""
        if not broken and context:
            table = self._renderer.values(raw.table, context, places, strict=strict)
            if not isinstance(table, Remark):
                return Document(raw.file, table, (), raw.has_calls)
            if table.problem != "malformed":  # else it may be a block over several values
                label = places.within(table.path, table.text, *table.part)
                return self._failed(raw, table, label, context, external=external, broken=broken)
        text = self._text(raw.file)
        expanded = self._renderer.text(text, context, strict=strict)
        if isinstance(expanded, TemplateFault):
            label = _text_label(text, raw.file, expanded.start, expanded.end)
            return self._failed(raw, expanded, label, {}, external=external, broken=broken)
        for note in expanded.notes:
            places.report(say.note(note, _text_label(text, raw.file, note.start, note.end)))
        back = _map_back(text, expanded, raw.file)
        self._locator.render(raw.file, expanded.text, back)
        parsed = parse_document(expanded.text, raw.file, self._rules)
        return self._complete(replace(parsed, diagnostics=tuple(each.placed(back) for each in parsed.diagnostics)))

    def _failed(
        self, raw: Document, fault: Remark | TemplateFault, label: Label, data: Table, *, external: bool, broken: bool
    ) -> Document:
        """The file as it stands, with the reason; what reads only its own sections is then no template of ours."""
        if not external and not broken and fault.code is not Code.SECRET_MISPLACED:
            return Document(raw.file, self._renderer.references(raw.root, data), (), raw.has_calls)
        diagnostic = say.file_unrendered(raw.file, fault, label)
        return Document(raw.file, raw.root if not broken else None, (diagnostic,), raw.has_calls)

    def _text(self, file: str) -> str:
        try:
            return self._world.read(file).decode("utf-8-sig", "replace")
        except ReadFailure:
            return ""


def _completed(table: Table, context: Table, replaces: bool) -> tuple[Table, tuple[str, ...]]:
    """The table with the context's sections in place of its own root sections, and which of its own were lost."""
    given = {name: context[name] for name in SECTIONS if name in context} if replaces else {}
    lost = tuple(name for name in given if name in table and table[name] != given[name])
    return {**table, **given} if given else table, lost


def _text_span(text: str, file: str, start: int, end: int) -> Span:
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    width = text[start:end].split("\n", 1)[0]
    return Span(file, line, column, line, column + len(width))


def _text_label(text: str, file: str, start: int, end: int) -> Label:
    return Label(_text_span(text, file, start, end), text[start:end].split("\n", 1)[0])


def _map_back(text: str, expanded: Expansion, file: str) -> MapBack:
    """Spans of the rendered text → spans of the template."""
    lines = [0]
    for index, char in enumerate(expanded.text):
        if char == "\n":
            lines.append(index + 1)

    def back(span: Span) -> Span:
        at = lines[min(span.line, len(lines)) - 1] + span.column - 1
        for out_start, out_end, start, end in expanded.ranges:
            if out_start <= at < out_end:
                literal = out_end - out_start == end - start and expanded.text[out_start:out_end] == text[start:end]
                from_ = start + at - out_start if literal else start
                return _text_span(text, file, from_, from_ + 1 if literal else end)
        return _text_span(text, file, len(text), len(text))

    return back
