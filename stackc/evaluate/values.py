"""One value evaluated: its templates rendered, its calls called.

See docs/language.md, rendered values and functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from stackc.base.codes import Code
from stackc.base.marks import CALL, TEMPLATE, Marks
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import MISSING, Append, Bare, Call, Missing, Secret, Table, Unknown, Value, source_text
from stackc.config.project_config import ProjectConfig
from stackc.function.pure import Scope, evaluate_pure
from stackc.function.signatures import INERT, PURE, is_effect, is_pure
from stackc.syntax.calls import CallFault, ParsedCall, parse_call
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import ScalarRules
from stackc.template import (
    EffectNeeded,
    Expansion,
    Field,
    FunctionError,
    FunctionSet,
    Template,
    TemplateFault,
    evaluate_field,
    expand_template,
    parse_template,
)
from stackc.template.engine.retyping import NotYaml, find_loss, find_misuse, key_of, reread, retype
from stackc.text.yaml import scalar_style, written_scalar

Resolver = Callable[[ParsedCall, str], "Value | CallFault"]
"""``(call, its text) → value`` of an effect; an ``Unknown`` when it does not exist yet."""


Sink = Callable[[Code, str, Path, str, "str | None", int, int], None]
"""``(code, message, path, text, help, start, end)``: where an evaluation reports; it
knows the instance and the section.
"""


class Plan(NamedTuple):
    """What the templates below one shared subtree read: known once for all instances that share it."""

    value: Value
    fields: tuple[Field, ...]
    is_open: bool
    functions: frozenset[str]


_QUOTES: Final = re.compile(r"""['"\\]+""")
"""What YAML quotes with: a delimiter that holds some is met in text only as YAML would write it."""


def template_mark(opening: str) -> str:
    """What any text has in it that holds a template: the longest part of ``opening`` that quoting leaves alone."""
    return max(_QUOTES.split(opening), key=len)


def template_scalars(config: ProjectConfig) -> ScalarRules:
    """How scalars are read and typed again: quotes count where a text in quotes is no call either."""
    if config.dialect.text_calls:
        return config.scalars
    return config.scalars._replace(openings=("{{", template_mark(config.templates.delimiters[0])))


class TemplateStage:
    """Renders values; remembers what a shared subtree came to for equal inputs."""

    def __init__(self, config: ProjectConfig, marks: Marks) -> None:
        self.config, self.marks = config, marks
        self.delimiters = config.templates.delimiters
        self.scalars = template_scalars(config)
        self._mark = template_mark(self.delimiters[0])
        self._is_quoting = any(_QUOTES.search(delimiter) for delimiter in self.delimiters)
        self._plans: dict[int, Plan] = {}
        self._results: dict[tuple[object, ...], tuple[Value, Value, tuple[object, ...]]] = {}

    def render(
        self,
        value: Value,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        *,
        lenient: bool,
        effects: bool,
        path: Path = (),
    ) -> Value:
        """``value`` with its templates rendered. ``lenient``: missing values print ``<no value>`` without a word."""
        if not self.marks.of(value) & TEMPLATE:
            return value
        kind = value.__class__
        if kind is not dict and kind is not list:
            return self._leaf(value, data, functions, sink, lenient, effects, path)
        plan = self._plan(value)
        key, held = self._key(plan, data, lenient, effects)
        if key is not None:
            known = self._results.get(key)
            if known is not None:
                return known[1]
        quiet = True

        def listening(code: Code, message: str, at: Path, text: str, help_: str | None, start: int, end: int) -> None:
            nonlocal quiet
            quiet = False
            sink(code, message, at, text, help_, start, end)

        result = self._container(value, data, functions, listening, lenient, effects, path)
        if key is not None and quiet:
            self._results[key] = (value, result, held)
        return result

    def _container(
        self,
        value: Value,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
    ) -> Value:
        if isinstance(value, dict):
            rendered: Table = {}
            for key, item in value.items():
                name = key
                if self._mark in key:
                    made = self._scalar(key, data, functions, sink, lenient, effects, (*path, key), is_key=True)
                    name = source_text(made) or key
                rendered[name] = (
                    self.render(item, data, functions, sink, lenient=lenient, effects=effects, path=(*path, key))
                    if self.marks.of(item) & TEMPLATE
                    else item
                )
            return rendered
        assert isinstance(value, list)
        return [
            self.render(item, data, functions, sink, lenient=lenient, effects=effects, path=(*path, index))
            for index, item in enumerate(value)
        ]

    def _leaf(
        self,
        value: Value,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
    ) -> Value:
        if isinstance(value, Append):
            return self.render(value.items, data, functions, sink, lenient=lenient, effects=effects, path=path)
        if not isinstance(value, (str, Call)):
            return value
        return self._scalar(value, data, functions, sink, lenient, effects, path)

    def _scalar(
        self,
        source: str | Call,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
        *,
        is_key: bool = False,
    ) -> Value:
        value: Value = source
        for _ in range(self.config.templates.evaluations):
            if not isinstance(value, (str, Call)):
                break
            text = value.text if isinstance(value, Call) else value
            if self._mark not in text:
                break
            written = self._written(text)
            if self.delimiters[0] not in written:
                if value is source:
                    self._check_untouched(text, sink, path)
                break
            following = self._once(value, written, data, functions, sink, lenient, effects, path, is_key)
            if isinstance(source, Bare) and isinstance(following, str):
                following = Bare(following)
            value = following
        return value

    def _written(self, text: str) -> str:
        """What the delimiters are looked for in: the text, but with its quotes where these may belong to delimiters."""
        return written_scalar(text) if self._is_quoting else text

    def _check_untouched(self, text: str, sink: Sink, path: Path) -> None:
        """Say that a text is left alone whose ends are a template's but for the quotes of the delimiters."""
        opening, closing = (_QUOTES.sub("", delimiter) for delimiter in self.delimiters)
        if opening and closing and text.strip().startswith(opening) and text.strip().endswith(closing):
            style = scalar_style(text)
            how = "over several lines" if style == "literal" else f"in {style} quotes"
            message = (
                f"the template is not rendered: YAML writes the value {how}, where `{self.delimiters[0]}` does not"
                " occur"
            )
            sink(Code.TEMPLATE_UNTOUCHED, message, path, text, None, 0, len(text))

    def _once(
        self,
        source: str | Call,
        text: str,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
        is_key: bool,
    ) -> Value:
        """``source`` rendered once; ``text`` is how it is written."""
        unknown = Unknown(source_text(source) or "")
        template = parse_template(text, self.delimiters)
        if isinstance(template, TemplateFault):
            sink(
                Code.TEMPLATE,
                f"the template is malformed: {template.message}",
                path,
                text,
                None,
                template.start,
                template.end,
            )
            return unknown
        printing = lenient or self.config.dialect.missing_prints
        try:
            expanded = expand_template(
                template, data, functions, missing="no value" if printing else "error", effects=effects
            )
        except EffectNeeded as effect:
            if is_key and not self.config.dialect.text_calls:
                message = f"the template needs `{effect.name}`, which reaches outside, and a key must be known"
                sink(Code.CALL_READ, message, path, text, None, effect.start, effect.end)
            return unknown
        except FunctionError as problem:  # raised by a value that was computed when the template read it
            sink(
                problem.code or Code.TEMPLATE,
                f"the template cannot be rendered: {problem}",
                path,
                text,
                None,
                0,
                len(text),
            )
            return unknown
        if isinstance(expanded, TemplateFault):
            self._fault(expanded, data, sink, path, text)
            return unknown
        for note in expanded.notes:
            sink(note.code, note.message, path, text, note.help, note.start, note.end)
        if expanded.missing and not lenient:
            for field, start, end in dict.fromkeys(expanded.missing):
                message = f"the template prints `<no value>`: `.{'.'.join(field)}` does not exist"
                sink(Code.TEMPLATE_MISSING_KEY, message, path, text, _near(field, data), start, end)
        if is_key and expanded.secret:
            sink(
                Code.SECRET_MISPLACED, "the template reads a secret, and a key is shown", path, text, None, 0, len(text)
            )
            return source
        misuse = find_misuse(source, expanded, None if self.config.dialect.text_calls else is_pure, is_key=is_key)
        if misuse is not None:
            sink(misuse.code, misuse.message, path, text, misuse.help, 0, len(text))
            return unknown
        if is_key:
            return self._key_of(source, text, expanded.text, sink, path, lenient)
        copied = None if self.config.dialect.text_calls else expanded.copied
        if copied is not None and self._mark in copied.text:  # rendered, as it is where it was copied from
            return self._once(copied, self._written(copied.text), data, functions, sink, lenient, effects, path, False)
        if copied is not None:
            return copied
        return self._typed(source, unknown, text, template, expanded, data, sink, path, lenient)

    def _key_of(self, source: str | Call, text: str, rendered: str, sink: Sink, path: Path, lenient: bool) -> Value:
        takes_quotes = text != source
        value = reread(rendered, self.scalars) if takes_quotes else retype(source, rendered, self.scalars)
        key = key_of(value, rendered)
        if key != rendered.strip() and not takes_quotes and not self.scalars.openings and not lenient:
            message = "the rendered key is read again as YAML, where it becomes another one"
            sink(Code.TEMPLATE_REREAD, message, path, text, self._kept(source_text(source) or ""), 0, len(text))
        return key

    def _typed(
        self,
        source: str | Call,
        unknown: Unknown,
        text: str,
        template: Template,
        expanded: Expansion,
        data: Mapping[str, object],
        sink: Sink,
        path: Path,
        lenient: bool,
    ) -> Value:
        rules = self.scalars
        if expanded.sources and not self.config.dialect.text_calls:
            return unknown if expanded.secret else Unknown(expanded.text)
        takes_quotes = text != unknown.text
        value = reread(expanded.text, rules) if takes_quotes else retype(source, expanded.text, rules)
        if isinstance(value, NotYaml):
            reason = "why is not told, since it is a secret" if expanded.secret else value.reason
            message = f"the rendered text is no YAML: {reason}"
            sink(Code.TEMPLATE_YAML, message, path, text, self._kept(unknown.text), 0, len(text))
            return unknown
        is_reread = takes_quotes or (not rules.openings and scalar_style(unknown.text) == "plain")
        loss = find_loss(expanded.text, value, template.functions) if is_reread and not lenient else None
        if loss is not None:
            message = f"the rendered text is read again as YAML and loses something: {loss}"
            sink(Code.TEMPLATE_REREAD, message, path, text, self._kept(unknown.text), 0, len(text))
        if self.config.dialect.text_calls and self._reads_outside(template, data, expanded.text.strip()):
            return unknown if expanded.secret else Unknown(expanded.text)
        return Secret(value) if expanded.secret else value

    def _kept(self, source: str) -> str | None:
        """How the value would stay the text it renders to."""
        opening, closing = self.delimiters
        if self._is_quoting:
            return f"print a text with `toJson`: `{opening} toJson … {closing}`"
        begun = f'{opening} "" {closing}{source}'
        if scalar_style(begun) != "single":
            return None
        return f"a value that begins with a template stays text: `{begun}`"

    @staticmethod
    def _reads_outside(template: Template, data: Mapping[str, object], rendered: str) -> bool:
        """True where a field is an unknown or spells an effect, and more than a copy of it was made."""
        for field in template.fields:
            try:
                read = evaluate_field(data, field)
            except KeyError:
                continue
            text = source_text(read)
            if text is not None and text != rendered and (isinstance(read, Unknown) or is_effect(text)):
                return True
        return False

    def _fault(self, fault: TemplateFault, data: Mapping[str, object], sink: Sink, path: Path, text: str) -> None:
        if fault.missing:
            message = f"`.{'.'.join(fault.missing)}` does not exist: {fault.message}"
            sink(Code.TEMPLATE_MISSING_KEY, message, path, text, _near(fault.missing, data), fault.start, fault.end)
        else:
            sink(
                fault.code or Code.TEMPLATE,
                f"the template cannot be rendered: {fault.message}",
                path,
                text,
                None,
                fault.start,
                fault.end,
            )

    # --- what shared subtrees read

    def _plan(self, value: Value) -> Plan:
        known = self._plans.get(id(value))
        if known is None:
            fields: dict[Field, None] = {}
            functions: set[str] = set()
            is_open = self.config.templates.evaluations > 1
            for text in self._templates(value):
                template = parse_template(self._written(text), self.delimiters)
                if isinstance(template, TemplateFault):
                    is_open = True
                    continue
                fields.update(dict.fromkeys(template.fields))
                functions |= template.functions
                is_open = is_open or template.is_open
            known = self._plans[id(value)] = Plan(value, tuple(fields), is_open, frozenset(functions))
        return known

    def _templates(self, value: Value) -> list[str]:
        text = source_text(value)
        if text is not None:
            return [text] if self._mark in text else []
        if not self.marks.of(value) & TEMPLATE and not isinstance(value, dict):
            return []
        if isinstance(value, dict):
            keys = [key for key in value if self._mark in key]
            return keys + [text for item in value.values() for text in self._templates(item)]
        items = value.items if isinstance(value, Append) else value
        return [text for item in items for text in self._templates(item)] if isinstance(items, list) else []

    def _key(
        self, plan: Plan, data: Mapping[str, object], lenient: bool, effects: bool
    ) -> tuple[tuple[object, ...] | None, tuple[object, ...]]:
        """Equal keys mean equal results; containers count by identity, so what they are is held while the key lives."""
        if plan.is_open or effects or any(name.startswith("atmos.") for name in plan.functions):
            return None, ()
        inputs: list[object] = []
        held: list[object] = []
        for field in plan.fields:
            try:
                read = evaluate_field(data, field)
            except KeyError:
                inputs.append(MISSING)
                continue
            if isinstance(read, (str, int, float, bool, type(None))):
                inputs.append((read.__class__, read))
            else:
                inputs.append(id(read))
                held.append(read)
        return (id(plan.value), lenient, *inputs), tuple(held)


def _near(field: Field, data: Mapping[str, object]) -> str | None:
    """The nearest name beside the missing one."""
    scope: object = data
    for at, name in enumerate(field):
        if not isinstance(scope, Mapping):
            return None
        if name not in scope:
            near = did_you_mean(name, [str(key) for key in scope])
            if near is None:
                return None
            return (
                near
                if at == 0
                else near.replace("`", f"`.{'.'.join(field[:at])}.", 1)
                if near.count("`") == 2
                else near
            )
        scope = scope[name]
    return None


class CallStage:
    """Calls the functions in values; those that reach outside only when there is a resolver."""

    def __init__(self, config: ProjectConfig, marks: Marks) -> None:
        self.text_calls, self.marks = config.dialect.text_calls, marks

    def call(
        self, value: Value, scope: Scope, resolver: Resolver | None, sink: Sink, path: Path = ()
    ) -> Value | Missing:
        """``value`` with its calls evaluated; MISSING when it is to be removed (``!unset``)."""
        if isinstance(value, Unknown) or not self.marks.of(value) & CALL:
            return value
        if isinstance(value, dict):
            called: Table = {}
            for key, item in value.items():
                result = self.call(item, scope, resolver, sink, (*path, key))
                if not isinstance(result, Missing):
                    called[key] = result
            return called
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            results = [self.call(item, scope, resolver, sink, (*path, index)) for index, item in enumerate(items)]
            return [result for result in results if not isinstance(result, Missing)]
        assert isinstance(value, (str, Call))
        return self._call(value.text if isinstance(value, Call) else value, scope, resolver, sink, path)

    def _call(self, text: str, scope: Scope, resolver: Resolver | None, sink: Sink, path: Path) -> Value | Missing:
        tag = call_tag(text)
        if tag == "!unset":
            return MISSING
        if tag is None or tag in INERT:
            return str(text)
        call = parse_call(text)
        if isinstance(call, CallFault):
            sink(Code.FUNCTION_ARGUMENTS, call.message, path, text, None, 0, len(text))
            return Unknown(text)
        if tag in PURE:
            value = evaluate_pure(call, scope)
        elif resolver is None:
            return Unknown(text)
        else:
            value = resolver(call, text)
        if isinstance(value, CallFault):
            sink(value.code or Code.FUNCTION_FAILED, value.message, path, text, None, 0, len(text))
            return Unknown(text)
        return value
