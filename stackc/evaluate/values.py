"""One value evaluated: its templates rendered, its calls called. See docs/language.md, rendered values and functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from stackc.base.codes import Code
from stackc.base.marks import CALL, TEMPLATE, Marks
from stackc.base.near import did_you_mean
from stackc.base.source import Path
from stackc.base.value import MISSING, Append, Call, Missing, Secret, Table, Unknown, Value
from stackc.config.project_config import ProjectConfig
from stackc.function.pure import Scope, evaluate_pure
from stackc.function.signatures import INERT, PURE, is_effect
from stackc.syntax.calls import CallFault, ParsedCall, parse_call
from stackc.syntax.tags import call_tag
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
from stackc.template.retyping import NotYaml, retype

Resolver = Callable[[ParsedCall, str], "Value | CallFault"]
"""``(call, its text) → value`` of an effect; an ``Unknown`` when it does not exist yet."""


Sink = Callable[[Code, str, Path, str, "str | None", int, int], None]
"""``(code, message, path, text, help, start, end)``: where an evaluation reports; it knows the instance and the section."""


class Plan(NamedTuple):
    """What the templates below one shared subtree read: known once for all instances that share it."""

    value: Value
    fields: tuple[Field, ...]
    is_open: bool
    functions: frozenset[str]


class TemplateStage:
    """Renders values; remembers what a shared subtree came to for equal inputs."""

    def __init__(self, config: ProjectConfig, marks: Marks) -> None:
        self.config, self.marks = config, marks
        self.delimiters = config.templates.delimiters
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
                if self.delimiters[0] in key:
                    name = str(self._scalar(key, data, functions, sink, lenient, effects, (*path, key)))
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
        return self._scalar(value, data, functions, sink, lenient, effects, path) if isinstance(value, str) else value

    def _scalar(
        self,
        text: str,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
    ) -> Value:
        value: Value = text
        for _ in range(self.config.templates.evaluations):
            if not isinstance(value, str) or self.delimiters[0] not in value:
                break
            value = self._once(value, data, functions, sink, lenient, effects, path)
        return value

    def _once(
        self,
        text: str,
        data: Mapping[str, object],
        functions: FunctionSet,
        sink: Sink,
        lenient: bool,
        effects: bool,
        path: Path,
    ) -> Value:
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
            return Unknown(text)
        printing = lenient or self.config.dialect.missing_prints
        try:
            expanded = expand_template(
                template, data, functions, missing="no value" if printing else "error", effects=effects
            )
        except EffectNeeded:
            return Unknown(text)
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
            return Unknown(text)
        if isinstance(expanded, TemplateFault):
            self._fault(expanded, data, sink, path, text)
            return Unknown(text)
        for note in expanded.notes:
            sink(note.code, note.message, path, text, note.help, note.start, note.end)
        if expanded.missing and not lenient:
            for field, start, end in dict.fromkeys(expanded.missing):
                message = f"the template prints `<no value>`: `.{'.'.join(field)}` does not exist"
                sink(Code.TEMPLATE_MISSING_KEY, message, path, text, _near(field, data), start, end)
        return self._typed(text, template, expanded, data, sink, path)

    def _typed(
        self, text: str, template: Template, expanded: Expansion, data: Mapping[str, object], sink: Sink, path: Path
    ) -> Value:
        value = retype(text, expanded.text, self.config.scalars)
        if isinstance(value, NotYaml):
            sink(
                Code.TEMPLATE_YAML,
                f"the rendered text is no YAML: {value.reason}",
                path,
                text,
                "quote the value",
                0,
                len(text),
            )
            return Unknown(text)
        for field in template.fields:
            try:
                read = evaluate_field(data, field)
            except KeyError:
                continue
            if (
                isinstance(read, str)
                and (isinstance(read, Unknown) or self._calls_out(read))
                and expanded.text.strip() != read
            ):
                return Unknown(expanded.text)
            if isinstance(read, Secret):
                return Secret(value)
        return value

    def _calls_out(self, text: str) -> bool:
        return (isinstance(text, Call) or self.config.dialect.text_calls) and is_effect(text)

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
                template = parse_template(text, self.delimiters)
                if isinstance(template, TemplateFault):
                    is_open = True
                    continue
                fields.update(dict.fromkeys(template.fields))
                functions |= template.functions
                is_open = is_open or template.is_open
            known = self._plans[id(value)] = Plan(value, tuple(fields), is_open, frozenset(functions))
        return known

    def _templates(self, value: Value) -> list[str]:
        if isinstance(value, str):
            return [value] if self.delimiters[0] in value else []
        if not self.marks.of(value) & TEMPLATE and not isinstance(value, dict):
            return []
        if isinstance(value, dict):
            keys = [key for key in value if self.delimiters[0] in key]
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
        assert isinstance(value, str)
        return self._call(value, scope, resolver, sink, path)

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
