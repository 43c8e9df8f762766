"""Templates in manifests: the values of a file rendered with a context. See docs/language.md, file templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile

from stackc.base.named_tuple import NamedTuple
from stackc.base.source import Path
from stackc.base.value import Append, Unknown, Value, source_text, transform
from stackc.manifest import messages as say
from stackc.manifest.places import Places
from stackc.template import Expansion, FunctionSet, TemplateFault, evaluate_field, parse_template
from stackc.template.renderer import FAULTS, Remark, Renderer, Rendering

CallEvaluator = Callable[[str, Path], Value]
"""Evaluates a pure call found at a path; reports and gives None when it cannot."""


class FileRenderer(NamedTuple):
    """How the text of manifests is rendered: always ``{{ }}``, with every function that needs no effect."""

    renderer: Renderer
    functions: FunctionSet

    def values(
        self, value: Value, data: Mapping[str, object], places: Places | None, *, strict: bool, path: Path = ()
    ) -> Value | Remark:
        """``value`` with every template in it rendered; the first fault when one fails.

        What is remarked on the way is reported at ``places``, and what was lost where nothing fails.
        """
        heard: list[Remark] = []
        rendered = self.renderer.value(value, Rendering(data, self.functions, heard.append, not strict), path)
        fault = next((each for each in heard if each.problem in FAULTS), None)
        for remark in takewhile(lambda each: each is not fault, heard):
            if places is not None and (fault is None or remark.problem == "remarked"):
                places.report(say.remark(remark, places))
        return fault or rendered

    def text(self, text: str, data: Mapping[str, object], *, strict: bool) -> Expansion | TemplateFault:
        """Text rendered as text: a path, a whole file. A secret must not become one."""
        return self.renderer.text(text, Rendering(data, self.functions, _unheard, not strict))

    def references(self, value: Value, data: Mapping[str, object]) -> Value:
        """``value`` with each string that is one field reference replaced by what it refers to, where that exists."""
        return transform(value, lambda leaf: _referred(leaf, data))


def _referred(leaf: Value, data: Mapping[str, object]) -> Value:
    if isinstance(leaf, Append):
        return Append([transform(item, lambda each: _referred(each, data)) for item in leaf.items])
    text = None if isinstance(leaf, Unknown) else source_text(leaf)
    template = parse_template(text) if text is not None and "{{" in text else None
    if template is None or isinstance(template, TemplateFault) or template.sole_field is None:
        return leaf
    try:
        found = evaluate_field(data, template.sole_field)
    except KeyError:
        return leaf
    return leaf if found is None else found  # type: ignore[return-value]  # data are configuration values


def _unheard(_: Remark) -> None:
    """Text that fails is no text: there is a fault instead."""
