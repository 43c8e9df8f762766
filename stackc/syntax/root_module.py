"""What a Terraform root module declares: text of its files → ``RootModule``. Pure; expressions are not evaluated.

Override files are laid over the others as Terraform does. See docs/language.md, root modules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from stackc.base.diagnostic import Diagnostic, Outcome, Report
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.record import Record
from stackc.base.source import Span
from stackc.base.value import MISSING, Missing, Value
from stackc.syntax import hcl, hcl_expression, hcl_json
from stackc.syntax import module_messages as say
from stackc.syntax.hcl import Block, Expression


class Variable(Record):
    """An input of a root module."""

    name: str
    span: Span
    type: str | None
    """The type constraint on one line: ``list(string)``; None when there is none, which means any type."""
    has_default: bool
    default: Value
    """The default if it is a literal; None also stands for one that would have to be evaluated, and for none at all."""
    sensitive: bool
    nullable: bool
    description: str | None
    default_source: str | None = None
    """The default as it is written."""


class Output(Record):
    """An output of a root module."""

    name: str
    span: Span
    sensitive: bool


class Requirement(NamedTuple):
    """A ``required_version``, and where it is written."""

    text: str
    span: Span


class RootModule(Record):
    """The declarations of a root module that matter from outside, by name in the order they are written."""

    variables: Mapping[str, Variable]
    outputs: Mapping[str, Output]
    backend: str | None
    """Type of the backend the module itself declares; ``cloud`` for a cloud block."""
    backend_settings: Mapping[str, Value]
    """Its settings that are literals."""
    required_versions: tuple[Requirement, ...]
    """What each ``terraform`` block requires."""
    module_sources: tuple[tuple[str, bool], ...]
    """Source of each ``module`` block, and whether it names a version."""

    @property
    def required_version(self) -> str | None:
        """All constraints together, separated by commas."""
        return ", ".join(each.text for each in self.required_versions) or None


def read_root_module(files: Iterable[tuple[str, str]]) -> Outcome[RootModule]:
    """Read the files ``(path, text)`` of one root module, ``*.tf`` and ``*.tf.json``, sorted by path.

    Reports MODULE_SYNTAX where a file cannot be read further, once a file, and where a name is declared twice.
    What was read until then is in the result.
    """
    diagnostics: list[Diagnostic] = []
    ordinary: list[_Declared] = []
    overriding: list[_Declared] = []
    for path, text in files:
        (overriding if is_override(path) else ordinary).extend(_read_file(path, text, diagnostics.append))
    declarations = _Declarations(diagnostics.append)
    for declared in ordinary:
        declarations.declare(declared)
    for declared in overriding:
        declarations.override(declared)
    return Outcome(declarations.module(), tuple(diagnostics))


_LABELS: Final = {"variable": 1, "output": 1, "module": 1, "terraform": 0}
_NESTED: Final = {"backend": 1, "cloud": 0}


class _Declared(NamedTuple):
    block: Block
    span: Span
    lines: _Lines


def is_override(path: str) -> bool:
    """True for a file that is laid over the others."""
    name = path.rpartition("/")[2].removesuffix(".json").removesuffix(".tf")
    return name == "override" or name.endswith("_override")


def _read_file(path: str, text: str, report: Report) -> list[_Declared]:
    """The blocks of one file with their places; reports the fault that ends it and wrong labels."""
    is_json = path.endswith(".json")
    reading = hcl_json.read_blocks(text, _LABELS, _NESTED) if is_json else hcl.read_blocks(text, _LABELS)
    lines = _Lines(path, text)
    declared: list[_Declared] = []
    for block in reading.blocks if is_json else _with_backend_bodies(text, reading.blocks):
        span = lines.span(block.start, block.end)
        if len(block.labels) == _LABELS[block.type]:
            declared.append(_Declared(block, span, lines))
        else:
            report(say.labels_wrong(span, block.type, len(block.labels), is_named=_LABELS[block.type] > 0))
    if reading.fault is not None:
        fault = reading.fault
        report(say.unreadable(lines.span(fault.start, fault.end), fault.message, fault.label))
    return declared


_LINE: Final = late_pattern("\n")


class _Lines:
    """Places in one file: offsets to lines and columns."""

    __slots__ = ("_path", "_starts", "_text")

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._text = text
        self._starts: list[int] | None = None

    def span(self, start: int, end: int) -> Span:
        if self._starts is None:
            self._starts = [0, *(line.end() for line in _LINE.finditer(self._text))]
        first, last = bisect_right(self._starts, start), bisect_right(self._starts, end)
        return Span(self._path, first, start - self._starts[first - 1] + 1, last, end - self._starts[last - 1] + 1)


class _Declarations:
    """Everything declared so far, by kind and name. Later files join or override what earlier ones said."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._named: dict[tuple[str, str], _Declared] = {}
        self._backend: _Declared | None = None
        self._versions: list[Requirement] = []

    def declare(self, declared: _Declared) -> None:
        """Take in a block of an ordinary file."""
        block, span, _ = declared
        if block.type == "terraform":
            self._versions.extend(_versions(declared))
            for backend in _backends(declared):
                if self._backend is None:
                    self._backend = backend
                else:
                    self._report(say.two_backends(span, self._backend.span))
            return
        key = (block.type, block.labels[0])
        if key in self._named:
            self._report(say.declared_twice(span, *key, self._named[key].span))
        else:
            self._named[key] = declared

    def override(self, declared: _Declared) -> None:
        """Lay a block of an override file over what it names."""
        block, span, _ = declared
        if block.type == "terraform":
            self._versions = _versions(declared) or self._versions
            self._backend = next(iter(_backends(declared)), self._backend)
            return
        key = (block.type, block.labels[0])
        base = self._named.get(key)
        if base is None:
            self._report(say.overrides_nothing(span, *key))
        else:
            arguments = {**base.block.arguments, **block.arguments}
            self._named[key] = base._replace(block=base.block._replace(arguments=arguments))

    def module(self) -> RootModule:
        named = self._named.items()
        backend = self._backend.block if self._backend else None
        return RootModule(
            variables={name: _variable(name, found) for (kind, name), found in named if kind == "variable"},
            outputs={name: _output(name, found) for (kind, name), found in named if kind == "output"},
            backend=backend and (backend.labels[0] if backend.labels else backend.type),
            backend_settings=_settings(backend.arguments) if backend else {},
            required_versions=tuple(self._versions),
            module_sources=tuple(
                (source, "version" in found.block.arguments)
                for (kind, _), found in named
                if kind == "module" and (source := _text(found.block, "source")) is not None
            ),
        )


def _with_backend_bodies(text: str, blocks: Iterable[Block]) -> list[Block]:
    """Blocks whose ``backend`` block has its arguments, too."""
    return [
        block._replace(blocks=tuple(_with_body(text, inner) for inner in block.blocks)) if block.blocks else block
        for block in blocks
    ]


def _with_body(text: str, inner: Block) -> Block:
    if inner.type not in _NESTED:
        return inner
    found = hcl.read_blocks(text[inner.start :], _NESTED).blocks
    return inner._replace(arguments=found[0].arguments) if found else inner


def _settings(arguments: Mapping[str, Expression]) -> dict[str, Value]:
    read = ((name, _literal(expression)) for name, expression in arguments.items())
    return {name: value for name, value in read if not isinstance(value, Missing)}


def _versions(declared: _Declared) -> list[Requirement]:
    text = _text(declared.block, "required_version")
    if text is None:
        return []
    written = declared.block.arguments["required_version"]
    return [Requirement(text, declared.lines.span(written.start, written.start + len(written.source)))]


def _backends(declared: _Declared) -> list[_Declared]:
    """The backend and cloud blocks of a ``terraform`` block, placed at it."""
    return [
        declared._replace(block=block)
        for block in declared.block.blocks
        if block.type in _NESTED and len(block.labels) == _NESTED[block.type]
    ]


def _variable(name: str, declared: _Declared) -> Variable:
    block = declared.block
    default = _literal(block.arguments.get("default"))
    has_default = "default" in block.arguments
    return Variable(
        name,
        declared.span,
        type=_type_text(block.arguments.get("type")),
        has_default=has_default,
        default=None if isinstance(default, Missing) else default,
        sensitive=_flag(block, "sensitive", default=False),
        nullable=_flag(block, "nullable", default=True),
        description=_text(block, "description"),
        default_source=block.arguments["default"].source if has_default else None,
    )


def _output(name: str, declared: _Declared) -> Output:
    return Output(name, declared.span, _flag(declared.block, "sensitive", default=False))


def _literal(expression: Expression | None) -> Value | Missing:
    if expression is None:
        return MISSING
    source = expression.source
    return hcl_json.literal_value(source) if expression.json else hcl_expression.literal_value(source)


def _type_text(expression: Expression | None) -> str | None:
    """The constraint in native syntax; JSON writes it as a string."""
    if expression is None:
        return None
    value = hcl_json.literal_value(expression.source) if expression.json else expression.source
    return hcl_expression.one_line(value) if isinstance(value, str) else None


def _flag(block: Block, name: str, *, default: bool) -> bool:
    """A literal true or false, also in quotes, as Terraform converts it."""
    value = _literal(block.arguments.get(name))
    if value in ("true", "false"):
        return value == "true"
    return value if isinstance(value, bool) else default


def _text(block: Block, name: str) -> str | None:
    value = _literal(block.arguments.get(name))
    return value if isinstance(value, str) else None
