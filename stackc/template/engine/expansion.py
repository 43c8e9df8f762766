"""Templates from text, and text from templates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from stackc.base.codes import Code
from stackc.base.near import asked, is_one_edit
from stackc.base.pattern import late_pattern
from stackc.base.record import Record, replace
from stackc.base.value import Call, Unknown
from stackc.go.faults import Field, Halt, Note, TemplateFault
from stackc.go.limits import MAX_OUTPUT, MAX_TEMPLATES, MAX_WORK
from stackc.go.terms import Exhausted, Terms
from stackc.template.engine.state import ABSENT, State

if TYPE_CHECKING:
    from stackc.template.engine.state import Runner
    from stackc.template.functions.function_set import FunctionSet
    from stackc.template.language.analysis import Use
    from stackc.template.language.nodes import Body, Definition

DELIMITERS = ("{{", "}}")
MAIN = ""
"""The name under which a text itself stands among the templates it defines."""


_HELD_BYTE = late_pattern("[\ud800-\udfff]")
"""Bytes that are no UTF-8, as strings hold them while a template runs; they cannot leave it."""


class Expansion(Record):
    """The text of a template, and where each part of it comes from.

    ``ranges`` are ``(out_start, out_end, start, end)`` in order and cover ``text``: literal text lies 1:1 on the
    template, the text of an action on the whole action. ``missing`` are the keys that are not there and printed
    ``<no value>``, with the action that printed each.
    """

    text: str
    ranges: tuple[tuple[int, int, int, int], ...]
    missing: tuple[tuple[Field, int, int], ...] = ()
    notes: tuple[Note, ...] = ()
    """Remarks of the functions that were called."""
    secret: bool = False
    """It was made of a secret, and is one."""
    sources: tuple[Call | Unknown, ...] = ()
    """Calls and unknowns that were read: their texts stand in it, or decided it."""

    @property
    def copied(self) -> Call | None:
        """The call that it is a copy of, whole and with nothing beside it."""
        if len(self.sources) != 1 or self.text.strip() != self.sources[0].text:
            return None
        return self.sources[0] if isinstance(self.sources[0], Call) else None


class Template:
    """A parsed template, and what can be told about it without running it.

    ``fields`` are the paths read from the root data; ``is_open`` says that it also reads root data as a whole.
    ``functions`` are the names it calls. ``sole_field`` is the path when the text is one ``{{ .a.b }}`` and no more.
    """

    __slots__ = ("_runners", "definitions", "fields", "functions", "is_open", "is_plain", "sole_field", "text", "uses")

    def __init__(self, text: str, definitions: dict[str, Definition]) -> None:
        from stackc.template.language.analysis import Reads

        reads = Reads()
        for definition in definitions.values():
            reads.body(definition.body)
        self.text: str = text
        self.definitions: dict[str, Definition] = definitions
        self.is_plain: bool = _is_plain(text, definitions[MAIN].body)
        self.fields: frozenset[Field] = frozenset(reads.fields)
        self.is_open: bool = reads.is_open
        self.uses: tuple[Use, ...] = tuple(reads.uses)
        self.functions: frozenset[str] = frozenset(use.name for use in reads.uses)
        self.sole_field: Field | None = _sole_field(definitions)
        self._runners: dict[str, tuple[Runner, int]] | None = None

    @property
    def runners(self) -> dict[str, tuple[Runner, int]]:
        """The compiled templates of this text by name, with the size of their frames; compiled on first use."""
        if self._runners is None:
            from stackc.template.engine.running import compile_body

            self._runners = {
                name: (compile_body(definition.body), definition.size) for name, definition in self.definitions.items()
            }
        return self._runners

    def __repr__(self) -> str:
        return f"Template({self.text!r})"


def _is_plain(text: str, body: Body) -> bool:
    """Whether a template gives its own text: no action, and no comment either."""
    from stackc.template.language.nodes import Text

    return not text or (len(body) == 1 and isinstance(body[0], Text) and body[0].text == text)


def _sole_field(definitions: dict[str, Definition]) -> Field | None:
    from stackc.template.language.nodes import Action, FieldRead

    if len(definitions) > 1:
        return None
    match definitions[MAIN].body:
        case [Action(pipeline=pipeline)] if not pipeline.declares and len(pipeline.commands) == 1:
            match pipeline.commands[0].operands:
                case [FieldRead(names=names)]:
                    return names
    return None


def parse_template(text: str, delimiters: tuple[str, str] = DELIMITERS) -> Template | TemplateFault:
    """The template in ``text``, or its first mistake. Functions are not checked: that needs a function set.

    An empty delimiter stands for the usual one.
    """
    return _parse(text, (delimiters[0] or DELIMITERS[0], delimiters[1] or DELIMITERS[1]))


@lru_cache(MAX_TEMPLATES)
def _parse(text: str, delimiters: tuple[str, str]) -> Template | TemplateFault:
    from stackc.template.language.parser import parse_definitions

    try:
        return Template(text, parse_definitions(text, delimiters))
    except Halt as halt:
        return halt.fault
    except RecursionError:
        return TemplateFault("the template is nested too deeply", 0, len(text))


def _undefined(name: str, functions: FunctionSet) -> str:
    """That there is no such function, and what was meant: a field without its dot, or a name like it."""
    message = f"function `{name}` is not defined"
    if name in _ROOTS:
        return f"{message}; a field begins with a dot: `.{name}`"
    near = asked(each for each in functions.names() if is_one_edit(name, each))
    return f"{message}; {near}" if near else message


_ROOTS: Final = frozenset(
    ["vars", "settings", "env", "locals", "metadata", "backend", "providers", "overrides", "dependencies"]
)
"""What templates read."""


def expand_template(
    template: Template,
    data: Mapping[str, object],
    functions: FunctionSet,
    *,
    missing: Literal["no value", "error"] = "error",
    effects: bool = False,
) -> Expansion | TemplateFault:
    """The text of ``template`` over ``data``.

    A missing key prints ``<no value>`` or is a fault, as ``missing`` says. ``effects`` allows functions that need the
    clock, chance, the network or files; without it they raise EffectNeeded. Other exceptions than TemplateStop do not
    leave here. Cost is bounded: see ``limits``.
    """
    if template.is_plain:
        whole = (0, len(template.text), 0, len(template.text))
        return Expansion(template.text, (whole,) if template.text else ())
    thaws = False
    for use in template.uses:
        function = functions.find(use.name)
        if function is not None:
            thaws = thaws or function.mutates
        elif not functions.knows(use.name):
            name = use.name.partition(".")[0]
            return TemplateFault(_undefined(name, functions), use.start, use.start + len(name))
    body, size = template.runners[MAIN]
    terms = Terms(effects, functions.environment)
    root: object = _draft(data, terms) if thaws else data
    frame = [ABSENT] * size
    frame[0] = root
    state = State(functions, missing == "error", terms, template.runners, frame, thaws)
    try:
        body(state, root)
    except Halt as halt:
        return _untold(halt.fault) if terms.secret else halt.fault
    except Exhausted:
        return TemplateFault(f"the template does not end within {MAX_WORK} steps", 0, len(template.text))
    except RecursionError:
        return TemplateFault("the template or its data is nested too deeply", 0, len(template.text))
    except MemoryError:
        return TemplateFault(f"the template needs too much memory for {MAX_OUTPUT} characters", 0, len(template.text))
    text = "".join(state.out)
    if not text.isascii() and _HELD_BYTE.search(text):
        text = _HELD_BYTE.sub("\ufffd", text)
    sources = tuple(terms.sources.values())
    return Expansion(text, tuple(state.ranges), tuple(state.missing), tuple(state.notes), terms.secret, sources)


def without_secret(expanded: Expansion | TemplateFault) -> Expansion | TemplateFault:
    """An expansion that may become a name or the text of a file; a fault where it is a secret."""
    if isinstance(expanded, TemplateFault) or not expanded.secret:
        return expanded
    end = expanded.ranges[-1][3] if expanded.ranges else 0
    return TemplateFault("it reads a secret, which must not stand here", 0, end, code=Code.SECRET_MISPLACED)


def _untold(fault: TemplateFault) -> TemplateFault:
    """A fault that may hold a secret says where it is, and no more."""
    return replace(fault, message="why is not told, since that may hold the secret it reads", missing=None)


def _draft(data: Mapping[str, object], terms: Terms) -> object:
    from stackc.go.drafts import Draft

    return Draft(data, terms.open_all)


def evaluate_field(data: Mapping[str, object], path: Field) -> object:
    """The value at ``path`` in ``data``. Raises KeyError, with the path up to the first key that is not there."""
    value: object = data
    for index, name in enumerate(path):
        found = value.get(name, ABSENT) if isinstance(value, Mapping) else ABSENT
        if found is ABSENT:
            raise KeyError(path[: index + 1])
        value = found
    return value
