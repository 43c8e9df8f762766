"""One value evaluated: its templates rendered, its calls called.

See docs/language.md, rendered values and functions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, NamedTuple

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


class Remark(NamedTuple):
    """Something to be said about a value: where it stands below what is evaluated, and which part of its text."""

    code: Code
    message: str
    path: Path
    text: str
    help: str | None = None
    start: int = 0
    end: int = -1
    """Behind the last character it is about; -1 for all of the text."""


Listen = Callable[[Remark], None]
"""Hears what an evaluation remarks; it knows the instance and the section."""


class Rendering(NamedTuple):
    """How templates are rendered: what they read and may call, who listens, what is forgiven and what is on."""

    data: Mapping[str, object]
    functions: FunctionSet
    listen: Listen
    lenient: bool = False
    """Missing values print ``<no value>`` without a word."""
    effects: bool = False


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

    def render(self, value: Value, how: Rendering, path: Path = ()) -> Value:
        """``value`` with its templates rendered."""
        if not self.marks.of(value) & TEMPLATE:
            return value
        kind = value.__class__
        if kind is not dict and kind is not list:
            return self._leaf(value, how, path)
        plan = self._plan(value)
        key, held = self._key(plan, how)
        if key is not None:
            known = self._results.get(key)
            if known is not None:
                return known[1]
        quiet = True

        def listening(remark: Remark) -> None:
            nonlocal quiet
            quiet = False
            how.listen(remark)

        result = self._container(value, how._replace(listen=listening), path)
        if key is not None and quiet:
            self._results[key] = (value, result, held)
        return result

    def _container(self, value: Value, how: Rendering, path: Path) -> Value:
        if isinstance(value, dict):
            rendered: Table = {}
            for key, item in value.items():
                name = key
                if self._mark in key:
                    name = source_text(self._scalar(key, how, (*path, key), is_key=True)) or key
                below = self.marks.of(item) & TEMPLATE
                rendered[name] = self.render(item, how, (*path, key)) if below else item
            return rendered
        assert isinstance(value, list)
        return [self.render(item, how, (*path, index)) for index, item in enumerate(value)]

    def _leaf(self, value: Value, how: Rendering, path: Path) -> Value:
        if isinstance(value, Append):
            return self.render(value.items, how, path)
        return self._scalar(value, how, path) if isinstance(value, (str, Call)) else value

    def _scalar(self, source: str | Call, how: Rendering, path: Path, *, is_key: bool = False) -> Value:
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
                    self._check_untouched(text, how.listen, path)
                break
            following = self._once(_Scalar(value, written, path, is_key), how)
            if isinstance(source, Bare) and isinstance(following, str):
                following = Bare(following)
            value = following
        return value

    def _written(self, text: str) -> str:
        """What the delimiters are looked for in: the text, but with its quotes where these may belong to delimiters."""
        return written_scalar(text) if self._is_quoting else text

    def _check_untouched(self, text: str, listen: Listen, path: Path) -> None:
        """Say that a text is left alone whose ends are a template's but for the quotes of the delimiters."""
        opening, closing = (_QUOTES.sub("", delimiter) for delimiter in self.delimiters)
        if opening and closing and text.strip().startswith(opening) and text.strip().endswith(closing):
            style = scalar_style(text)
            how = "over several lines" if style == "literal" else f"in {style} quotes"
            message = (
                f"the template is not rendered: YAML writes the value {how}, where `{self.delimiters[0]}` does not"
                " occur"
            )
            listen(Remark(Code.TEMPLATE_UNTOUCHED, message, path, text))

    def _once(self, scalar: _Scalar, how: Rendering) -> Value:
        """A scalar rendered once."""
        listen, text_calls = how.listen, self.config.dialect.text_calls
        template = parse_template(scalar.text, self.delimiters)
        if isinstance(template, TemplateFault):
            message = f"the template is malformed: {template.message}"
            listen(scalar.remark(Code.TEMPLATE, message, None, template.start, template.end))
            return scalar.unknown
        printing = how.lenient or self.config.dialect.missing_prints
        missing: Literal["no value", "error"] = "no value" if printing else "error"
        try:
            expanded = expand_template(template, how.data, how.functions, missing=missing, effects=how.effects)
        except EffectNeeded as effect:
            if scalar.is_key and not text_calls:
                message = f"the template needs `{effect.name}`, which reaches outside, and a key must be known"
                listen(scalar.remark(Code.CALL_READ, message, None, effect.start, effect.end))
            return scalar.unknown
        except FunctionError as problem:  # raised by a value that was computed when the template read it
            listen(scalar.remark(problem.code or Code.TEMPLATE, f"the template cannot be rendered: {problem}"))
            return scalar.unknown
        if isinstance(expanded, TemplateFault):
            listen(_fault(expanded, how.data, scalar))
            return scalar.unknown
        self._listen_to(expanded, scalar, how)
        if scalar.is_key and expanded.secret:
            listen(scalar.remark(Code.SECRET_MISPLACED, "the template reads a secret, and a key is shown"))
            return scalar.source
        misuse = find_misuse(scalar.source, expanded, None if text_calls else is_pure, is_key=scalar.is_key)
        if misuse is not None:
            listen(scalar.remark(misuse.code, misuse.message, misuse.help))
            return scalar.unknown
        if scalar.is_key:
            return self._key_of(scalar, expanded.text, how)
        copied = None if text_calls else expanded.copied
        if copied is not None and self._mark in copied.text:  # rendered, as it is where it was copied from
            return self._once(_Scalar(copied, self._written(copied.text), scalar.path), how)
        return copied if copied is not None else self._typed(scalar, template, expanded, how)

    @staticmethod
    def _listen_to(expanded: Expansion, scalar: _Scalar, how: Rendering) -> None:
        """What the functions remark, and the fields that printed nothing."""
        for note in expanded.notes:
            how.listen(scalar.remark(note.code, note.message, note.help, note.start, note.end))
        for field, start, end in dict.fromkeys(expanded.missing) if not how.lenient else ():
            message = f"the template prints `<no value>`: `.{'.'.join(field)}` does not exist"
            how.listen(scalar.remark(Code.TEMPLATE_MISSING_KEY, message, _near(field, how.data), start, end))

    def _reread(self, scalar: _Scalar, rendered: str) -> Value | NotYaml:
        """What rendered text is as a value; text whose quotes took part is read as it stands."""
        if scalar.takes_quotes:
            return reread(rendered, self.scalars)
        return retype(scalar.source, rendered, self.scalars)

    def _key_of(self, scalar: _Scalar, rendered: str, how: Rendering) -> Value:
        key = key_of(self._reread(scalar, rendered), rendered)
        is_other = key != rendered.strip() and not scalar.takes_quotes and not self.scalars.openings
        if is_other and not how.lenient:
            message = "the rendered key is read again as YAML, where it becomes another one"
            how.listen(scalar.remark(Code.TEMPLATE_REREAD, message, self._kept(scalar.unknown.text)))
        return key

    def _typed(self, scalar: _Scalar, template: Template, expanded: Expansion, how: Rendering) -> Value:
        unknown, text_calls = scalar.unknown, self.config.dialect.text_calls
        if expanded.sources and not text_calls:
            return unknown if expanded.secret else Unknown(expanded.text)
        value = self._reread(scalar, expanded.text)
        if isinstance(value, NotYaml):
            reason = "why is not told, since it is a secret" if expanded.secret else value.reason
            message = f"the rendered text is no YAML: {reason}"
            how.listen(scalar.remark(Code.TEMPLATE_YAML, message, self._kept(unknown.text)))
            return unknown
        is_plain = not self.scalars.openings and scalar_style(unknown.text) == "plain"
        is_reread = (scalar.takes_quotes or is_plain) and not how.lenient
        loss = find_loss(expanded.text, value, template.functions) if is_reread else None
        if loss is not None:
            message = f"the rendered text is read again as YAML and loses something: {loss}"
            how.listen(scalar.remark(Code.TEMPLATE_REREAD, message, self._kept(unknown.text)))
        if text_calls and self._reads_outside(template, how.data, expanded.text.strip()):
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

    def _key(self, plan: Plan, how: Rendering) -> tuple[tuple[object, ...] | None, tuple[object, ...]]:
        """Equal keys mean equal results; containers count by identity, so what they are is held while the key lives."""
        if plan.is_open or how.effects or any(name.startswith("atmos.") for name in plan.functions):
            return None, ()
        inputs: list[object] = []
        held: list[object] = []
        for field in plan.fields:
            try:
                read = evaluate_field(how.data, field)
            except KeyError:
                inputs.append(MISSING)
                continue
            if isinstance(read, (str, int, float, bool, type(None))):
                inputs.append((read.__class__, read))
            else:
                inputs.append(id(read))
                held.append(read)
        return (id(plan.value), how.lenient, *inputs), tuple(held)


class _Scalar(NamedTuple):
    """One text with templates: the value it is, how it is written, and where it stands."""

    source: str | Call
    text: str
    path: Path
    is_key: bool = False

    @property
    def unknown(self) -> Unknown:
        """What stands for it while it cannot be rendered."""
        return Unknown(source_text(self.source) or "")

    @property
    def takes_quotes(self) -> bool:
        """Its quotes take part in its template."""
        return self.text != source_text(self.source)

    def remark(self, code: Code, message: str, help_: str | None = None, start: int = 0, end: int = -1) -> Remark:
        return Remark(code, message, self.path, self.text, help_, start, end)


def _fault(fault: TemplateFault, data: Mapping[str, object], scalar: _Scalar) -> Remark:
    if fault.missing:
        message = f"`.{'.'.join(fault.missing)}` does not exist: {fault.message}"
        near = _near(fault.missing, data)
        return scalar.remark(Code.TEMPLATE_MISSING_KEY, message, near, fault.start, fault.end)
    message = f"the template cannot be rendered: {fault.message}"
    return scalar.remark(fault.code or Code.TEMPLATE, message, None, fault.start, fault.end)


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
        self, value: Value, scope: Scope, resolver: Resolver | None, listen: Listen, path: Path = ()
    ) -> Value | Missing:
        """``value`` with its calls evaluated; MISSING when it is to be removed (``!unset``)."""
        if isinstance(value, Unknown) or not self.marks.of(value) & CALL:
            return value
        if isinstance(value, dict):
            called: Table = {}
            for key, item in value.items():
                result = self.call(item, scope, resolver, listen, (*path, key))
                if not isinstance(result, Missing):
                    called[key] = result
            return called
        if isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            results = [self.call(item, scope, resolver, listen, (*path, index)) for index, item in enumerate(items)]
            return [result for result in results if not isinstance(result, Missing)]
        assert isinstance(value, (str, Call))
        return self._call(value.text if isinstance(value, Call) else value, scope, resolver, listen, path)

    def _call(self, text: str, scope: Scope, resolver: Resolver | None, listen: Listen, path: Path) -> Value | Missing:
        tag = call_tag(text)
        if tag == "!unset":
            return MISSING
        if tag is None or tag in INERT:
            return str(text)
        call = parse_call(text)
        if isinstance(call, CallFault):
            listen(Remark(Code.FUNCTION_ARGUMENTS, call.message, path, text))
            return Unknown(text)
        if tag in PURE:
            value = evaluate_pure(call, scope)
        elif resolver is None:
            return Unknown(text)
        else:
            value = resolver(call, text)
        if isinstance(value, CallFault):
            listen(Remark(value.code or Code.FUNCTION_FAILED, value.message, path, text))
            return Unknown(text)
        return value
