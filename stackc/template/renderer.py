"""``Renderer``: values with templates in them, rendered; of files as of instances.

See docs/language.md, file templates and rendered values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.marks import KEY, TEMPLATE, Marks
from stackc.base.memo import IdentityMemo, Memo, Same
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import asked, did_you_mean
from stackc.base.pattern import late_pattern
from stackc.base.record import SoleRecord
from stackc.base.source import Path
from stackc.base.value import MISSING, Append, Call, Secret, Table, Unknown, Value, source_text
from stackc.go.faults import EffectNeeded, Field, FunctionError, TemplateFault
from stackc.syntax.yaml import SOUND_SCALARS, ScalarRules
from stackc.template.engine.expansion import (
    DELIMITERS,
    Expansion,
    Template,
    evaluate_field,
    expand_template,
    parse_template,
    without_secret,
)
from stackc.template.engine.retyping import NotYaml, find_loss, find_misuse, key_of, reread, retype
from stackc.template.functions.function_set import FunctionSet
from stackc.text.yaml import scalar_style, written_scalar

Problem = Literal["malformed", "failed", "missing", "misused", "untyped", "uncalled", "lost", "remarked"]
"""What there is to say about a value: its template is none; it cannot be rendered; it reads what does not exist; it
must not become what it does; its text is no YAML; its function fails. Or it lost something while it was rendered; or it
is as it should be, and there is something to know.
"""
FAULTS: Final = frozenset[Problem]({"malformed", "failed", "missing", "misused", "untyped", "uncalled"})
"""Why a value has none."""


class Remark(NamedTuple):
    """Something to be said about a value: where it stands below what is rendered, and which part of its text."""

    problem: Problem
    message: str
    path: Path
    text: str
    code: Code | None = None
    """None where it depends on whose value it is."""
    help: str | None = None
    start: int = 0
    end: int = -1
    """Behind the last character it is about; -1 for all of the text."""
    missing: Field | None = None
    """What does not exist, up to the first name that is not there."""
    is_key: bool = False
    """Whether its text is a key and not a value."""

    @property
    def part(self) -> tuple[int, int]:
        """The characters of its text that it is about."""
        return self.start, len(self.text) if self.end < 0 else self.end


Listen = Callable[[Remark], None]
"""Hears what a rendering remarks; it knows whose value it is."""


class Rendering(NamedTuple):
    """What templates read and may call, and who listens."""

    data: Mapping[str, object]
    functions: FunctionSet
    listen: Listen
    lenient: bool = False
    """Missing values print ``<no value>`` without a word."""
    effects: bool = False


class RenderPolicy(NamedTuple):
    """What a template means: in files or in values, and in which dialect."""

    scalars: ScalarRules = SOUND_SCALARS
    """How scalars are read and typed again; with ``openings``, quotes count."""
    is_pure: Callable[[str], bool] | None = None
    """Which functions are called after templates; None where text may become a function."""
    is_effect: Callable[[str], bool] | None = None
    """Which text will reach outside; None where text is only text."""
    delimiters: tuple[str, str] = DELIMITERS
    evaluations: int = 1
    missing_prints: bool = False
    in_files: bool = False
    """A sole field is the value it names, of whatever kind; a function that is copied keeps its templates for the
    instance; nothing may reach outside, and lists that append stay so.
    """


class _Plan(SoleRecord):
    """What the templates below one shared subtree read: known once for all instances that share it."""

    fields: tuple[Field, ...]
    is_open: bool
    """What they read cannot be told beforehand."""
    reads_files: bool = False


_READING: Final = frozenset({"datasource", "ds", "include"})
"""Functions that read files."""
_QUOTES: Final = late_pattern(r"""['"\\]+""")
"""What YAML quotes with: a delimiter that holds some is met in text only as YAML would write it."""


def template_mark(opening: str) -> str:
    """What any text has in it that holds a template: the longest part of ``opening`` that quoting leaves alone."""
    return max(_QUOTES.split(opening), key=len)


class Renderer:
    """Renders values; remembers what a shared subtree came to for equal inputs."""

    def __init__(self, policy: RenderPolicy, marks: Marks) -> None:
        self.policy: RenderPolicy = policy
        self.marks: Marks = marks
        self._mark = template_mark(policy.delimiters[0])
        self._is_quoting = any(_QUOTES.search(delimiter) for delimiter in policy.delimiters)
        self._plan = IdentityMemo(self._planned)
        self._results: dict[tuple[object, ...], Value] = {}
        self._text_plan = Memo(self._planned_text)
        self._holds_closed = IdentityMemo[Table, bool](lambda table: all(map(self.is_closed, marks.templates(table))))

    def value(self, value: Value, how: Rendering, path: Path = ()) -> Value:
        """``value`` with its templates rendered; an ``Unknown`` for each that cannot be, which is said."""
        if not self.marks.of(value) & TEMPLATE:
            return value
        if isinstance(value, (dict, list)):
            # A section is merged for one instance: nobody shares it, but what is below it.
            return self._shared(value, how, path) if path else self._container(value, how, path)
        if isinstance(value, Append):
            items = self.value(value.items, how, path)
            return Append(items) if self.policy.in_files and isinstance(items, list) else items
        assert isinstance(value, (str, Call))
        return self._text(value, how, path)

    def text(self, text: str, how: Rendering) -> Expansion | TemplateFault:
        """Text rendered as text: a path, a whole file. A secret must not become one."""
        template = parse_template(text, self.policy.delimiters)
        if isinstance(template, TemplateFault):
            return template
        try:
            return without_secret(self._expand(template, how))
        except EffectNeeded as effect:
            return TemplateFault(_outside(effect.name), effect.start, effect.end)

    def holds_closed(self, table: Table) -> bool:
        """All templates in a shared map read nothing but data that they name."""
        return self._holds_closed(table)

    def is_closed(self, text: str) -> bool:
        """A template that reads its data alone, and of these only what it names: no file, no other instance."""
        plan = self._text_plan(text)
        return not plan.is_open and not plan.reads_files

    # --- maps and lists

    def _shared(self, value: Value, how: Rendering, path: Path) -> Value:
        """A map or a list; what was silent is kept for whoever has equal inputs."""
        return self._remembered(self._plan(value), (), how, lambda how: self._container(value, how, path))

    def _text(self, value: str | Call, how: Rendering, path: Path) -> Value:
        """A text: most instances have the same few templates, over values that many of them have."""
        text = source_text(value) or ""
        return self._remembered(
            self._text_plan(text), (value.__class__, text), how, lambda how: self._scalar(value, how, path)
        )

    def _remembered(
        self, plan: _Plan, what: tuple[object, ...], how: Rendering, render: Callable[[Rendering], Value]
    ) -> Value:
        """What ``plan`` and ``what`` came to for equal inputs, else what ``render`` gives, which is kept if silent."""
        if plan.is_open or how.effects:
            return render(how)
        key = (plan, *what, how.functions, how.lenient, *_inputs(plan.fields, how.data))
        known = self._results.get(key, MISSING)
        if known is not MISSING:
            return known  # type: ignore[return-value]  # MISSING is told by identity
        silent = True

        def listen(remark: Remark) -> None:
            nonlocal silent
            silent = False
            how.listen(remark)

        result = render(how._replace(listen=listen))
        if silent:
            self._results[key] = result
        return result

    def _container(self, value: Value, how: Rendering, path: Path) -> Value:
        of, mark = self.marks.of, self._mark
        if isinstance(value, list):
            return [self.value(item, how, (*path, index)) for index, item in enumerate(value)]
        assert isinstance(value, dict)
        marked = self.marks.keys(value)
        if not any(bits & KEY for bits in marked.values()):
            made: Table = dict(value)
            for key, bits in marked.items():
                if bits & TEMPLATE:
                    made[key] = self.value(value[key], how, (*path, key))
            return self.marks.merged(made, (value,))
        rendered: Table = {}
        for key, item in value.items():
            is_rendered = mark in item if isinstance(item, str) else of(item) & TEMPLATE
            below = self.value(item, how, (*path, key)) if is_rendered else item
            name = key
            if self._mark in key:
                name = source_text(self._scalar(key, how, (*path, key), is_key=True)) or key
            rendered[name] = below
        return rendered

    def _planned(self, value: Value) -> _Plan:
        """What is known of the parts, together: most of them are shared, and known already."""
        fields: dict[Field, None] = {}
        is_open = False
        for part in self._marked_parts(value):
            plan = self._text_plan(source_text(part) or "") if isinstance(part, (str, Call)) else self._plan(part)
            fields.update(dict.fromkeys(plan.fields))
            is_open = is_open or plan.is_open
        return _Plan(tuple(fields), is_open)

    def _marked_parts(self, value: Value) -> Iterator[Value]:
        """The keys and values of a map, the items of a list that hold a template."""
        if isinstance(value, dict):
            marked = self.marks.keys(value)
            yield from (key for key, bits in marked.items() if bits & KEY)
            yield from (value[key] for key, bits in marked.items() if self.marks.of(value[key]) & TEMPLATE)
        elif isinstance(value, (list, Append)):
            items = value.items if isinstance(value, Append) else value
            yield from (item for item in items if self.marks.of(item) & TEMPLATE)

    def _planned_text(self, text: str) -> _Plan:
        template = parse_template(self._written(text), self.policy.delimiters)
        if isinstance(template, TemplateFault):
            return _Plan((), is_open=True)
        outside = any(name.startswith("atmos.") for name in template.functions)
        is_open = template.is_open or outside or self.policy.evaluations > 1
        return _Plan(tuple(template.fields), is_open, not _READING.isdisjoint(template.functions))

    # --- scalars

    def _scalar(self, source: str | Call, how: Rendering, path: Path, *, is_key: bool = False) -> Value:
        value: Value = source
        for _ in range(self.policy.evaluations):
            text = source_text(value) if isinstance(value, (str, Call)) else None
            if text is None or self._mark not in text:
                break
            assert isinstance(value, (str, Call))
            written = self._written(text)
            if self.policy.delimiters[0] not in written:
                if value is source:
                    self._check_untouched(text, how.listen, path)
                break
            following = self._once(_Scalar(value, written, path, is_key), how)
            is_bare = isinstance(source, Bare) and isinstance(following, str) and not self.policy.in_files
            value = Bare(following) if is_bare else following
        return value

    def _written(self, text: str) -> str:
        """What the delimiters are looked for in: the text, but with its quotes where these may belong to delimiters."""
        return written_scalar(text) if self._is_quoting else text

    def _check_untouched(self, text: str, listen: Listen, path: Path) -> None:
        """Say that a text is left alone whose ends are a template's but for the quotes of the delimiters."""
        opening, closing = (_QUOTES.sub("", delimiter) for delimiter in self.policy.delimiters)
        if not (opening and closing and text.strip().startswith(opening) and text.strip().endswith(closing)):
            return
        style = scalar_style(text)
        quoted = "over several lines" if style == "literal" else f"in {style} quotes"
        wanted = f"where `{self.policy.delimiters[0]}` does not occur"
        message = f"the template is not rendered: YAML writes the value {quoted}, {wanted}"
        listen(Remark("remarked", message, path, text, Code.TEMPLATE_UNTOUCHED))

    def _once(self, scalar: _Scalar, how: Rendering) -> Value:
        """A scalar rendered once."""
        template = parse_template(scalar.text, self.policy.delimiters)
        if isinstance(template, TemplateFault):
            how.listen(scalar.remark("malformed", template.message, template.code, template.start, template.end))
            return scalar.unknown
        if self.policy.in_files and template.sole_field is not None and scalar.text.strip() == scalar.text:
            found = _read(how.data, template.sole_field)
            if found is not None and found is not MISSING and not scalar.is_key:
                return found  # type: ignore[return-value]  # data are configuration values
        expanded = self._expanded(template, scalar, how)
        return scalar.unknown if expanded is None else self._meant(template, expanded, scalar, how)

    def _expand(self, template: Template, how: Rendering) -> Expansion | TemplateFault:
        prints = how.lenient or self.policy.missing_prints
        missing: Literal["no value", "error"] = "no value" if prints else "error"
        return expand_template(template, how.data, how.functions, missing=missing, effects=how.effects)

    def _expanded(self, template: Template, scalar: _Scalar, how: Rendering) -> Expansion | None:
        """The template's text; None after saying why there is none."""
        try:
            expanded = self._expand(template, how)
        except EffectNeeded as effect:
            if self.policy.in_files:
                how.listen(scalar.remark("failed", _outside(effect.name), None, effect.start, effect.end))
            elif scalar.is_key and self.policy.is_pure is not None:
                message = f"the template needs `{effect.name}`, which reaches outside, and a key must be known"
                how.listen(scalar.remark("misused", message, Code.CALL_READ, effect.start, effect.end))
            return None
        except FunctionError as problem:  # raised by a value that was computed when the template read it
            how.listen(scalar.remark("failed", str(problem), problem.code))
            return None
        if isinstance(expanded, TemplateFault):
            problem_: Problem = "missing" if expanded.missing else "failed"
            near = _near(expanded.missing, how.data) if expanded.missing else None
            remark = scalar.remark(problem_, expanded.message, expanded.code, expanded.start, expanded.end)
            how.listen(remark._replace(help=near, missing=expanded.missing))
            return None
        return expanded

    def _meant(self, template: Template, expanded: Expansion, scalar: _Scalar, how: Rendering) -> Value:
        """The value that a template's text is."""
        policy = self.policy
        self._pass_on(expanded, scalar, how)
        if scalar.is_key and expanded.secret:
            message = "the template reads a secret, and a key is shown"
            how.listen(scalar.remark("misused", message, Code.SECRET_MISPLACED))
            return scalar.source
        misuse = find_misuse(scalar.source, expanded, policy.is_pure, is_key=scalar.is_key)
        if misuse is not None:
            how.listen(scalar.remark("misused", misuse.message, misuse.code)._replace(help=misuse.help))
            return scalar.unknown
        if scalar.is_key:
            return self._key(scalar, expanded.text, how)
        if policy.is_pure is None or not expanded.sources:
            return self._typed(scalar, template, expanded, how)
        copied = expanded.copied
        if copied is None:
            is_told = all(each.text in expanded.text for each in expanded.sources) and not expanded.secret
            return Unknown(expanded.text) if is_told else scalar.unknown
        if self._mark in copied.text and not policy.in_files:  # rendered, as it is where it was copied from
            return self._once(_Scalar(copied, self._written(copied.text), scalar.path), how)
        return copied

    @staticmethod
    def _pass_on(expanded: Expansion, scalar: _Scalar, how: Rendering) -> None:
        """What the functions remark, and the fields that printed nothing."""
        for note in expanded.notes:
            remark = scalar.remark("remarked", note.message, note.code, note.start, note.end)
            how.listen(remark._replace(help=note.help))
        for field, start, end in dict.fromkeys(expanded.missing) if not how.lenient else ():
            message = f"the template prints `<no value>`: `.{'.'.join(field)}` does not exist"
            remark = scalar.remark("remarked", message, Code.TEMPLATE_MISSING_KEY, start, end)
            how.listen(remark._replace(help=_near(field, how.data)))

    def _key(self, scalar: _Scalar, rendered: str, how: Rendering) -> Value:
        key = key_of(self._retyped(scalar, rendered), rendered)
        is_other = key != rendered.strip() and not scalar.takes_quotes and not self.policy.scalars.openings
        if is_other and self._hears_losses(how):
            self._lost(scalar, "it becomes another key", how)
        return key

    def _typed(self, scalar: _Scalar, template: Template, expanded: Expansion, how: Rendering) -> Value:
        """Text typed again."""
        unknown = scalar.unknown
        value = self._retyped(scalar, expanded.text)
        if isinstance(value, NotYaml):
            reason = "why is not told, since it is a secret" if expanded.secret else value.reason
            remark = scalar.remark("untyped", f"the rendered text is no YAML: {reason}")
            how.listen(remark._replace(help=self._kept(unknown.text)))
            return unknown
        is_plain = not self.policy.scalars.openings and scalar_style(unknown.text) == "plain"
        is_read_again = (scalar.takes_quotes or is_plain) and self._hears_losses(how)
        loss = find_loss(expanded.text, value, template.functions) if is_read_again else None
        if loss is not None:
            self._lost(scalar, loss, how)
        if self._reads_outside(template, how.data, value):
            return unknown if expanded.secret else Unknown(expanded.text)
        return Secret(value) if expanded.secret else value

    def _retyped(self, scalar: _Scalar, rendered: str) -> Value | NotYaml:
        """What rendered text is as a value; text whose quotes took part is read as it stands."""
        if scalar.takes_quotes:
            return reread(rendered, self.policy.scalars)
        return retype(scalar.source, rendered, self.policy.scalars)

    def _hears_losses(self, how: Rendering) -> bool:
        """A loss in an instance that does not run is none; in a file it is one whatever may be missing."""
        return self.policy.in_files or not how.lenient

    def _lost(self, scalar: _Scalar, loss: str, how: Rendering) -> None:
        message = f"the rendered text is read again as YAML and loses something: {loss}"
        remark = scalar.remark("lost", message, Code.TEMPLATE_REREAD)
        how.listen(remark._replace(help=self._kept(scalar.unknown.text)))

    def _kept(self, source: str) -> str | None:
        """How the value would stay the text it renders to."""
        opening, closing = self.policy.delimiters
        if self._is_quoting:
            return f"print a text with `toJson`: `{opening} toJson … {closing}`"
        begun = f'{opening} "" {closing}{source}'
        if scalar_style(begun) != "single":
            return None
        return f"a value that begins with a template stays text: `{begun}`"

    def _reads_outside(self, template: Template, data: Mapping[str, object], value: Value) -> bool:
        """True where a field is an unknown or spells an effect, and more than a copy of it was made."""
        is_effect = self.policy.is_effect
        if is_effect is None:
            return False
        for field in template.fields:
            read = _read(data, field)
            text = source_text(read)
            if text is not None and text != value and (isinstance(read, Unknown) or is_effect(text)):
                return True
        return False


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

    def remark(self, problem: Problem, message: str, code: Code | None = None, start: int = 0, end: int = -1) -> Remark:
        return Remark(problem, message, self.path, self.text, code, None, start, end, None, self.is_key)


def _outside(function: str) -> str:
    return f"`{function}` reaches outside, which file templates must not"


def _read(data: Mapping[str, object], field: Field) -> object:
    """The value at ``field``; MISSING where there is none."""
    try:
        return evaluate_field(data, field)
    except KeyError:
        return MISSING


def _inputs(fields: tuple[Field, ...], data: Mapping[str, object]) -> Iterator[object]:
    """What ``fields`` are, to be compared: plain values with their kind, the others by identity."""
    for field in fields:
        read = _read(data, field)
        plain = isinstance(read, (str, int, float, bool, type(None)))
        yield (read.__class__, read) if plain else Same(read)


_HOLDERS = ("vars", "settings", "env", "locals")


def _holds(section: object, name: str) -> bool:
    return isinstance(section, Mapping) and name in section


def _near(field: Field, data: Mapping[str, object]) -> str | None:
    """The section that has what is read without it, else the nearest name beside the missing one."""
    scope: object = data
    for at, name in enumerate(field):
        if not isinstance(scope, Mapping):
            return None
        if name not in scope:
            holder = next((each for each in _HOLDERS if at == 0 and _holds(data.get(each), name)), None)
            if holder is not None:
                return asked((f".{holder}.{name}",))
            near = did_you_mean(name, [str(key) for key in scope])
            if near is None or at == 0 or near.count("`") != 2:
                return near
            return near.replace("`", f"`.{'.'.join(field[:at])}.", 1)
        scope = scope[name]
    return None
