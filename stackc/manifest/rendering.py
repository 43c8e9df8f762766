"""Templates in manifests: the values of a file rendered with a context. See docs/language.md, file templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from stackc.base.diagnostic import Diagnostic
from stackc.base.marks import TEMPLATE, Marks
from stackc.base.source import Path
from stackc.base.value import Append, Table, Value
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
)
from stackc.template.retyping import NotYaml, retype


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
            places.report(Diagnostic(note.code, note.message, label, help=note.help))

        return self._replace(listen=listen)

    def values(
        self, value: Value, data: Mapping[str, object], *, strict: bool, typed: bool = True, path: Path = ()
    ) -> Value | RenderFault:
        """``value`` with every template in it rendered; the first fault when one fails.

        ``typed``: a string that is one field reference becomes the value itself, whatever its kind.
        """
        if not self.marks.of(value) & TEMPLATE:
            return value
        if isinstance(value, dict):
            return self._table(value, data, strict, typed, path)
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            rendered: list[Value] = []
            for index, item in enumerate(items):
                result = self.values(item, data, strict=strict, typed=typed, path=(*path, index))
                if isinstance(result, RenderFault):
                    return result
                rendered.append(result)
            return Append(rendered) if isinstance(value, Append) else rendered
        assert isinstance(value, str)
        return self.scalar(value, data, strict=strict, typed=typed, path=path)

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
        template = parse_template(value) if isinstance(value, str) else None
        if template is None or isinstance(template, TemplateFault) or template.sole_field is None:
            return value
        try:
            found = evaluate_field(data, template.sole_field)
        except KeyError:
            return value
        return value if found is None else found  # type: ignore[return-value]  # data are configuration values

    def _table(
        self, table: Table, data: Mapping[str, object], strict: bool, typed: bool, path: Path
    ) -> Value | RenderFault:
        rendered: Table = {}
        for key, item in table.items():
            result = self.values(item, data, strict=strict, typed=typed, path=(*path, key))
            if isinstance(result, RenderFault):
                return result
            name: Value | RenderFault = key
            if "{{" in key:
                name = self.scalar(key, data, strict=strict, typed=False, path=(*path, key))
                if isinstance(name, RenderFault):
                    return name
            rendered[str(name)] = result
        return rendered

    def scalar(
        self, text: str, data: Mapping[str, object], *, strict: bool, typed: bool = True, path: Path = ()
    ) -> Value | RenderFault:
        """One string rendered and typed again."""
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return RenderFault(path, text, template, spans_values=True)
        if typed and template.sole_field is not None:
            try:
                found = evaluate_field(data, template.sole_field)
            except KeyError:
                found = None
            if found is not None and text.strip() == text:
                return found  # type: ignore[return-value]  # data are configuration values
        expanded = self.expand(text, data, strict=strict)
        if isinstance(expanded, TemplateFault):
            return RenderFault(path, text, expanded)
        for note in expanded.notes:
            self.listen(path, text, note)
        value = retype(text, expanded.text, self.rules)
        if isinstance(value, NotYaml):
            return RenderFault(path, text, TemplateFault(f"the rendered text is no YAML: {value.reason}", 0, len(text)))
        return value

    def expand(self, text: str, data: Mapping[str, object], *, strict: bool) -> Expansion | TemplateFault:
        """Text rendered as text."""
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            return template
        try:
            return expand_template(template, data, self.functions, missing="error" if strict else "no value")
        except EffectNeeded as effect:
            message = f"`{effect.name}` reaches outside, which file templates must not"
            return TemplateFault(message, effect.start, effect.end)


CallEvaluator = Callable[[str, Path], Value]
"""Evaluates a pure call found at a path; reports and gives None when it cannot."""
