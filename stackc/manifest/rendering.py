"""Templates in manifests: the values of a file rendered with a context. See docs/language.md, file templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from stackc.base.marks import TEMPLATE, Marks
from stackc.base.source import Path
from stackc.base.value import Append, Call, Secret, Table, Unknown, Value, source_text
from stackc.function.signatures import is_pure
from stackc.manifest import messages as say
from stackc.manifest.places import Places
from stackc.syntax.yaml import ScalarRules
from stackc.template import (
    EffectNeeded,
    Expansion,
    FunctionSet,
    Note,
    TemplateFault,
    evaluate_field,
    expand_template,
    parse_template,
    without_secret,
)
from stackc.template.engine.retyping import NotYaml, find_loss, find_misuse, key_of, retype
from stackc.text.yaml import scalar_style


class RenderFault(NamedTuple):
    """Why a value cannot be rendered: where it stands, the template, and its fault."""

    path: Path
    text: str
    fault: TemplateFault
    spans_values: bool = False
    """The template may make sense over several values: a block opened in one and closed in another."""


Listen = Callable[[Path, str, Note], None]
"""``(path, template, note)``: hears what the functions in a value remark."""


def _unheard(_path: Path, _text: str, _note: Note) -> None:
    """Nobody listens to the functions."""


class Lost(NamedTuple):
    """A value that lost something when its rendered text was read again: where it stands, the template, and what."""

    path: Path
    text: str
    reason: str


class Renderer(NamedTuple):
    """How the text of manifests is rendered: always ``{{ }}``, with every function that needs no effect."""

    functions: FunctionSet
    rules: ScalarRules
    marks: Marks
    listen: Listen = _unheard

    def hearing(self, places: Places) -> Renderer:
        """The renderer of one file: what functions remark is reported where they are called."""

        def listen(path: Path, text: str, note: Note) -> None:
            label = places.within(path, text, note.start, note.end)
            places.report(say.remark(note.code, note.message, label, note.help))

        return self._replace(listen=listen)

    def values(
        self,
        value: Value,
        data: Mapping[str, object],
        *,
        strict: bool,
        path: Path = (),
        lost: list[Lost] | None = None,
    ) -> Value | RenderFault:
        """``value`` with every template in it rendered; the first fault when one fails.

        A string that is one field reference becomes the value itself, whatever its kind. What gets lost is added to
        ``lost``.
        """
        if not self.marks.of(value) & TEMPLATE:
            return value
        if isinstance(value, dict):
            return self._table(value, data, strict, path, lost)
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            rendered: list[Value] = []
            for index, item in enumerate(items):
                result = self.values(item, data, strict=strict, path=(*path, index), lost=lost)
                if isinstance(result, RenderFault):
                    return result
                rendered.append(result)
            return Append(rendered) if isinstance(value, Append) else rendered
        assert isinstance(value, (str, Call))
        return self._scalar(value, data, strict, path, lost)

    def references(self, value: Value, data: Mapping[str, object]) -> Value:
        """``value`` with each string that is one field reference replaced by what it refers to, where that exists."""
        if not self.marks.of(value) & TEMPLATE:
            return value
        if isinstance(value, dict):
            return {key: self.references(item, data) for key, item in value.items()}
        if isinstance(value, list):
            return [self.references(item, data) for item in value]
        if isinstance(value, Append):
            return Append([self.references(item, data) for item in value.items])
        text = source_text(value)
        template = parse_template(text) if text is not None else None
        if template is None or isinstance(template, TemplateFault) or template.sole_field is None:
            return value
        try:
            found = evaluate_field(data, template.sole_field)
        except KeyError:
            return value
        return value if found is None else found  # type: ignore[return-value]  # data are configuration values

    def _table(
        self, table: Table, data: Mapping[str, object], strict: bool, path: Path, lost: list[Lost] | None
    ) -> Value | RenderFault:
        rendered: Table = {}
        for key, item in table.items():
            result = self.values(item, data, strict=strict, path=(*path, key), lost=lost)
            if isinstance(result, RenderFault):
                return result
            name: str | RenderFault = key
            if "{{" in key:
                name = self._key(key, data, strict, (*path, key), lost)
            if isinstance(name, RenderFault):
                return name
            rendered[name] = result
        return rendered

    def _key(
        self, text: str, data: Mapping[str, object], strict: bool, path: Path, lost: list[Lost] | None
    ) -> str | RenderFault:
        expanded = self.expand(text, data, strict=strict)
        if isinstance(expanded, TemplateFault):
            return RenderFault(path, text, expanded, spans_values=isinstance(parse_template(text), TemplateFault))
        misuse = find_misuse(text, expanded, is_pure if self.rules.openings else None, is_key=True)
        if misuse is not None:
            return RenderFault(path, text, TemplateFault(misuse.message, 0, len(text), code=misuse.code))
        key = key_of(retype(text, expanded.text, self.rules), expanded.text)
        if lost is not None and key != expanded.text.strip() and not self.rules.openings:
            lost.append(Lost(path, text, "it becomes another key"))
        return key

    def _scalar(
        self, source: str | Call, data: Mapping[str, object], strict: bool, path: Path, lost: list[Lost] | None
    ) -> Value | RenderFault:
        """One string or call rendered and typed again."""
        text = source.text if isinstance(source, Call) else source
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return RenderFault(path, text, template, spans_values=True)
        if template.sole_field is not None:
            try:
                found = evaluate_field(data, template.sole_field)
            except KeyError:
                found = None
            if found is not None and text.strip() == text:
                return found  # type: ignore[return-value]  # data are configuration values
        expanded = self._expand(text, data, strict=strict)
        if isinstance(expanded, TemplateFault):
            return RenderFault(path, text, expanded)
        for note in expanded.notes:
            self.listen(path, text, note)
        misuse = find_misuse(source, expanded, is_pure if self.rules.openings else None)
        if misuse is not None:
            return RenderFault(path, text, TemplateFault(misuse.message, 0, len(text), code=misuse.code))
        if expanded.sources and self.rules.openings:
            return expanded.copied or Unknown(text if expanded.secret else expanded.text)
        value = retype(source, expanded.text, self.rules)
        if isinstance(value, NotYaml):
            why = "why is not told, since it is a secret" if expanded.secret else value.reason
            return RenderFault(path, text, TemplateFault(f"the rendered text is no YAML: {why}", 0, len(text)))
        if lost is not None and not self.rules.openings and scalar_style(text) == "plain":
            reason = find_loss(expanded.text, value, template.functions)
            if reason is not None:
                lost.append(Lost(path, text, reason))
        return Secret(value) if expanded.secret else value

    def expand(self, text: str, data: Mapping[str, object], *, strict: bool) -> Expansion | TemplateFault:
        """Text rendered as text: a key, a path, a whole file. A secret must not become one."""
        return without_secret(self._expand(text, data, strict=strict))

    def _expand(self, text: str, data: Mapping[str, object], *, strict: bool) -> Expansion | TemplateFault:
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return template
        try:
            return expand_template(template, data, self.functions, missing="error" if strict else "no value")
        except EffectNeeded as effect:
            message = f"`{effect.name}` reaches outside, which file templates must not"
            return TemplateFault(message, effect.start, effect.end)


def report_lost(lost: Iterable[Lost], places: Places) -> None:
    """Say what got lost (SC0510)."""
    for each in lost:
        label = places.within(each.path, each.text, 0, len(each.text))
        places.report(say.reread(each.text, each.reason, label))


CallEvaluator = Callable[[str, Path], Value]
"""Evaluates a pure call found at a path; reports and gives None when it cannot."""
