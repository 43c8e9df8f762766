"""What a manifest may hold at each position: one description that the checks and the JSON Schema read.

``find_misfits`` walks a table as it was read; ``check_shape`` says what it found. See docs/language.md, validation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import is_one_edit
from stackc.base.source import Path, Span
from stackc.base.value import Append, Call, Table, Value, table_at
from stackc.manifest import messages as say
from stackc.manifest.imports import KEYS
from stackc.manifest.lost import Known, could_hold, is_stray, judge, swallowed
from stackc.manifest.places import Places
from stackc.manifest.sections import ABOUT, BACKENDS, SCALARS, SECTIONS, Section
from stackc.manifest.vocabulary import BACKEND_TYPES, COMPONENT_TYPES, PASSED_THROUGH, ROOT_METADATA


class Unknown(NamedTuple):
    """How keys without a meaning are reported; ``message`` may name the ``{key}`` and the ``{component}``."""

    code: Code
    message: str
    label: str = say.NO_KEY


class Shape(NamedTuple):
    """What fits at one position. A template, a call, and null unless ``null`` is off, fit everywhere."""

    wanted: str
    """For people: ``a map``."""
    kinds: frozenset[type] = frozenset()
    """Classes of values that fit; empty: all."""
    keys: Mapping[str, Shape] = {}
    """What stands under the known keys of a table."""
    others: Shape | None = None
    """What stands under its other keys, which are then reported only if they look like a known one; None: anything."""
    items: Shape | None = None
    """What stands in a list; None: anything."""
    choices: tuple[str, ...] = ()
    required: str = ""
    """A key a table must have."""
    null: bool = True
    unknown: Unknown | None = None
    vital: Mapping[str, str] = {}
    """Keys that hold instances or edges, with what to write for one that is misspelt or out of place."""
    words: tuple[str, ...] = ()
    """Texts with a meaning; any other has none. The first holds instances back, so it is vital."""
    code: Code = Code.SCHEMA
    name: str = ""
    """Its definition in the JSON Schema; a shape without one is written where it is used."""
    about: str = ""


class Misfit(NamedTuple):
    """A value, at ``path``, that does not fit ``shape``."""

    path: Path
    shape: Shape
    value: Value


class UnknownKey(NamedTuple):
    """The last key of ``path`` means nothing in the table, which is of ``shape``."""

    path: Path
    shape: Shape
    value: Value
    beside: Table
    """The table it is a key of."""


class Displaced(NamedTuple):
    """A section at ``path`` that is none there: it is called as a component, or is swallowed by another section."""

    path: Path
    owner: str
    """The component before it, which it may belong to, or the section it is in."""
    is_swallowed: bool


class UnknownWord(NamedTuple):
    """The text at ``path`` is none of the words of ``shape``."""

    path: Path
    shape: Shape
    value: str


Finding = Misfit | UnknownKey | UnknownWord | Displaced

ANY = Shape("anything")
TEXT = Shape("a string", frozenset({str}))
FLAG = Shape("true or false", frozenset({bool}), null=False, code=Code.FLAG_KIND)
TABLE = Shape("a map", frozenset({dict}))
LIST = Shape("a list", frozenset({list}))
TEXTS = Shape("a list of strings", frozenset({list}), items=TEXT)
TABLES = TABLE._replace(others=TABLE)


def _section(shape: Shape = TABLE, about: str = "", name: str = "") -> Shape:
    """A section: linking refuses null for it."""
    return shape._replace(null=False, name=name, about=about or shape.about)


def _table(keys: Mapping[str, Shape], others: Shape | None = None) -> Shape:
    return TABLE._replace(keys=keys, others=others)


def _read_keys(*names: str) -> Shape:
    """A map of another program, of which we read the keys ``names``."""
    return TABLE._replace(vital={name: name for name in names})


_IMPORT_KINDS = {"string": TEXT, "table": TABLE, "boolean": TEXT._replace(wanted="a boolean", kinds=frozenset({bool}))}
_IMPORT = Shape(
    "a path or a map with `path`",
    frozenset({str, dict}),
    {key: _IMPORT_KINDS[kind] for key, kind in KEYS.items()},
    required="path",
    null=False,
    name="import",
)

SETTINGS = _section(
    _table(
        {
            "templates": TABLE,
            "depends_on": TABLES._replace(about="prerequisites by any keys; `dependencies` is the newer form"),
            "spacelift": _read_keys("workspace_enabled", "stack_name", "stack_name_pattern"),
            "atlantis": _read_keys("project_template", "project_template_name"),
            "validation": TABLE,
            "integrations": TABLE,
            "list_merge_strategy": TEXT._replace(choices=("replace", "append", "merge")),
        }
    )._replace(
        vital={
            key: key
            for key in ("depends_on", "templates", "spacelift", "atlantis", "validation", "list_merge_strategy")
        }
    ),
    name="settings",
)
DEPENDENCIES = _section(
    _table(
        {
            "components": LIST._replace(
                items=Shape("a map or the name of a component", frozenset({dict, str})),
                wanted="a list of maps or names",
            ),
            "files": TEXTS,
            "folders": TEXTS,
        }
    )._replace(vital={key: key for key in ("components", "files", "folders")}),
    name="dependencies",
)

_METADATA: dict[str, Shape] = {
    "component": TEXT._replace(about="the component folder"),
    "inherits": TEXTS._replace(null=False, about="the bases, weakest first"),
    "type": TEXT._replace(words=("abstract", "real"), about="`abstract`: a base only, never run"),
    "name": TEXT._replace(about="the name in backend prefixes"),
    "description": TEXT,
    "enabled": FLAG,
    "locked": FLAG,
    "protect": FLAG._replace(about="never destroyed while it stands here"),
    "tags": TEXTS,
    "labels": TABLE,
    "custom": TABLE,
    "component_folder_prefix": TEXT,
    "terraform_workspace": TEXT,
    "terraform_workspace_pattern": TEXT,
    "terraform_workspace_template": TEXT,
}
_ROOT_METADATA = _section(_table({key: shape for key, shape in _METADATA.items() if key in ROOT_METADATA}))
_COMPONENT_METADATA = _section(_table(_METADATA), name="metadata")._replace(
    unknown=Unknown(Code.METADATA_KEY, "unknown key `{key}` in `metadata` of `{component}`; it has no effect"),
    vital={"type": "type", "depends_on": "settings.depends_on"},
)

_SECTIONS: dict[str, Shape] = {
    "settings": SETTINGS,
    "dependencies": DEPENDENCIES,
    "metadata": _COMPONENT_METADATA,
    "source": _section(Shape("a map or a string", frozenset({dict, str}))),
    **{section.name: _section(TEXT) for section in SCALARS},
    **{section.name: _section(TABLES, name="backend") for section in BACKENDS},
}
"""Sections that are more than a map with any keys."""


def _shapes(fits: Callable[[Section], bool]) -> dict[str, Shape]:
    """The shapes of the sections for which ``fits`` holds."""
    return {
        name: _SECTIONS.get(name, _section())._replace(about=ABOUT[name])
        for name, section in SECTIONS.items()
        if fits(section)
    }


_OVERRIDES = _section(
    _table(_shapes(lambda section: section.overrides)),
    "sections laid over those of all components in scope",
    "overrides",
)._replace(unknown=Unknown(Code.ROOT_KEY, "unknown key `{key}` in `overrides`; it has no effect"))
_COMPONENT = Shape(
    "a map",
    frozenset({dict}),
    {
        **_shapes(lambda _: True),
        "overrides": _OVERRIDES,
        "component": _section(TEXT, "a base and the component folder in one; older than `metadata`"),
        "description": TEXT,
    },
    null=False,
    unknown=Unknown(Code.COMPONENT_KEY, "unknown key `{key}` in the component `{component}`; it has no effect"),
    vital={"dependencies": "dependencies", "depends_on": "settings.depends_on"},
    name="component",
)
COMPONENT_KEYS = frozenset(_COMPONENT.keys) - {"description"}
"""Keys that tell a component."""
_TYPE = _section(
    _table(
        {
            **_shapes(lambda section: section.typed),
            "source": _section(),
            "overrides": _OVERRIDES,
            "locals": TABLE,
        }
    ),
    "what all components of the type share",
    "type",
)._replace(
    vital={"dependencies": "dependencies"},
    unknown=Unknown(Code.ROOT_KEY, "unknown key `{key}` in what components of one type share; it has no effect"),
)
_PASSED_THROUGH_TYPE = _TYPE._replace(unknown=None, vital={}, name="passed_through_type")
_PASSED_THROUGH = _COMPONENT._replace(
    keys={**_COMPONENT.keys, "metadata": _COMPONENT_METADATA._replace(unknown=None, vital={})},
    unknown=None,
    vital={},
    name="passed_through",
)
_COMPONENTS = _section(
    _table(
        {
            kind: _section(TABLE._replace(others=_PASSED_THROUGH if kind in PASSED_THROUGH else _COMPONENT))._replace(
                code=Code.SECTION_KIND
            )
            for kind in COMPONENT_TYPES
        },
        TABLE._replace(code=Code.SECTION_KIND),
    ),
    "the components of the stack, by type and name",
)._replace(
    code=Code.SECTION_KIND,
    vital={kind: kind for kind in COMPONENT_TYPES},
    unknown=Unknown(
        Code.ROOT_KEY, "unknown component type `{key}`; its components are not compiled", "not a type of components"
    ),
)

MANIFEST = Shape(
    "a map",
    frozenset({dict}),
    {
        "import": LIST._replace(items=_IMPORT, about="manifests this one is laid over, in order"),
        "name": TEXT._replace(about="the name of the stack"),
        "description": ANY,
        **_shapes(lambda section: section.root),
        "metadata": _ROOT_METADATA._replace(about="metadata of all components"),
        "locals": TABLE._replace(about="names for this file alone"),
        "overrides": _OVERRIDES,
        **{kind: _PASSED_THROUGH_TYPE if kind in PASSED_THROUGH else _TYPE for kind in COMPONENT_TYPES},
        "components": _COMPONENTS,
        "compositions": ANY,
        "workflows": ANY,
        "version": ANY,
    },
    unknown=Unknown(Code.ROOT_KEY, "unknown key `{key}` in a manifest; it has no effect"),
    vital={
        **{key: key for key in ("components", "import", "dependencies")},
        "depends_on": "settings.depends_on",
    },
)
"""A whole manifest."""


_COMPONENT_SHAPES = (_COMPONENT, _PASSED_THROUGH)
_KNOWN = Known(
    COMPONENT_KEYS,
    _METADATA.keys(),
    SETTINGS.keys,
    _TYPE.keys - MANIFEST.keys.keys() - {"source"},
    DEPENDENCIES.keys,
)
_FREE = ("vars", "env", "settings")


def find_misfits(table: Table, opening: str = "{{") -> list[Finding]:
    """What does not fit in ``table``, a manifest as it was read, in the order of its keys.

    ``opening`` starts a template in values, beside ``{{``. Cost: one look at each described position.
    """
    found: list[Finding] = []
    _walk(table, MANIFEST, (), opening, found)
    _find_swallowed(table, (), found)
    for kind, components in table_at(table, "components").items():
        for name, body in components.items() if isinstance(components, dict) else ():
            if isinstance(body, dict):
                _find_swallowed(body, ("components", kind, name), found)
    return found


def _find_swallowed(owner: Table, at: Path, found: list[Finding]) -> None:
    for name in _FREE:
        section = owner.get(name)
        for key in swallowed(section, _KNOWN) if isinstance(section, dict) else ():
            found.append(Displaced((*at, name, key), name, is_swallowed=True))


def _walk(value: Value, shape: Shape, path: Path, opening: str, found: list[Finding]) -> None:
    kind = value.__class__
    if isinstance(value, Append):
        value, kind = value.items, list
    if isinstance(value, Call):
        return
    if shape.kinds and kind not in shape.kinds:
        if not (shape.null if value is None else isinstance(value, str) and _is_deferred(value, opening)):
            found.append(Misfit(path, shape, value))
    elif isinstance(value, dict):
        _walk_table(value, shape, path, opening, found)
    elif isinstance(value, list):
        if shape.items is not None:
            for index, item in enumerate(value):
                _walk(item, shape.items, (*path, index), opening, found)
    elif shape.words and isinstance(value, str) and value not in ("", *shape.words):
        if not _is_deferred(value, opening):
            found.append(UnknownWord(path, shape, value))
    elif shape.choices and value not in shape.choices and not _is_deferred(str(value), opening):
        found.append(Misfit(path, shape, value))


def _walk_table(table: Table, shape: Shape, path: Path, opening: str, found: list[Finding]) -> None:
    keys, others = shape.keys, shape.others
    if not keys and others is None and not shape.vital:
        return
    previous = ""
    for key, value in table.items():
        below = keys.get(key)
        if others in _COMPONENT_SHAPES:
            if is_stray(key, value):
                found.append(Displaced((*path, key), previous, is_swallowed=False))
                continue
            previous = key
        if below is None:
            if (shape.unknown is not None or _vital(key, shape)) and not is_free_key(key, opening):
                found.append(UnknownKey((*path, key), shape, value, table))
            below = others
        if below is not None and below is not ANY:
            _walk(value, below, (*path, key), opening, found)
    if shape.required and shape.required not in table:
        found.append(Misfit(path, shape, table))


def _is_deferred(text: str, opening: str) -> bool:
    """A template or a call: what it gives is known later."""
    return "{{" in text or text.startswith("!") or opening in text


def is_free_key(key: str, opening: str = "{{") -> bool:
    """A key that is the user's own, or known later."""
    return key.startswith(("x-", ".")) or "{{" in key or opening in key


# --- what is said about it

Said = Collection[tuple[str, int, int]]
"""Starts of places, as file, line and column."""


Variables = Callable[[str, str], Collection[str]]
"""What the root module of a component declares, by the component's type and name."""


def _no_variables(_kind: str, _name: str) -> Collection[str]:
    return ()


def check_shape(
    table: Table,
    file: str,
    places: Places,
    opening: str = "{{",
    said: Said = frozenset(),
    variables: Variables = _no_variables,
) -> None:
    """Report what does not fit in ``table``: kinds (SC0401, SC0419, SC0606), unknown keys (SC0208, SC0414, SC0417) and
    those that lose instances or edges (SC0219).

    ``file`` is what messages call the manifest. A misfit at a place in ``said`` was reported by who met it first.
    """
    report_findings(find_misfits(table, opening), file, places, said, variables)


def report_findings(
    findings: Iterable[Finding],
    file: str,
    places: Places,
    said: Said = frozenset(),
    variables: Variables = _no_variables,
) -> None:
    """Report findings of one manifest, but not misfits at a place in ``said``; nor those that follow from others."""
    findings = list(findings)
    flat = _flat_backends(findings, places, said)
    outdented = {each.path[:-1] for each in findings if isinstance(each, UnknownKey) and _is_variable(each, variables)}
    for finding in findings:
        if isinstance(finding, Misfit):
            if finding.path[-1] == "vars" and finding.value is None and finding.path[:-1] in outdented:
                continue  # what should stand below it stands beside it
            if finding.path in flat:
                if flat[finding.path]:
                    places.report(say.backend_flat(finding.path, places))
                continue
        if isinstance(finding, UnknownKey):
            _report_unknown(finding, places, variables)
        elif isinstance(finding, Displaced):
            _report_displaced(finding, places, variables)
        elif isinstance(finding, UnknownWord):
            _report_word(finding, places)
        elif not any(start in said for start in _starts(finding, places)):
            places.report(_misfit(finding, file, places))


def _is_variable(finding: UnknownKey, variables: Variables) -> bool:
    path, shape = finding.path, finding.shape
    return shape is _COMPONENT and str(path[-1]) in variables(str(path[1]), str(path[2]))


def _flat_backends(findings: Iterable[Finding], places: Places, said: Said) -> dict[Path, bool]:
    """Settings of a backend that stand where the types do; True for the one to be told for all of them."""
    sections = {section.name for section in BACKENDS}
    found: dict[Path, list[Misfit]] = {}
    for each in findings:
        if not isinstance(each, Misfit) or each.path[-2:-1] == () or each.path[-2] not in sections:
            continue
        if each.value is not None and each.path[-1] not in BACKEND_TYPES:
            found.setdefault(each.path[:-1], []).append(each)
    flat: dict[Path, bool] = {}
    for group in found.values():
        is_said = any(start in said for each in group for start in _starts(each, places))
        flat |= {each.path: each is group[0] and not is_said for each in group}
    return flat


def _starts(misfit: Misfit, places: Places) -> Iterator[tuple[str, int, int]]:
    """Where a diagnostic about it may point: the value, its key, the list it stands in, the
    keys of a table that lacks one.
    """
    paths = [misfit.path, misfit.path[:-1]] if isinstance(misfit.path[-1], int) else [misfit.path]
    spans: list[Span] = [place(path).span for path in paths for place in (places.value, places.key)]
    if misfit.shape.required and isinstance(misfit.value, dict):
        spans += [places.key((*misfit.path, key)).span for key in misfit.value]
    return ((span.file, span.line, span.column) for span in spans)


def _misfit(misfit: Misfit, file: str, places: Places) -> Diagnostic:
    path, shape, value = misfit
    if shape.required and isinstance(value, dict):
        return say.key_missing(path, shape, places)
    if shape.choices and isinstance(value, str):
        return say.choice_unknown(path, shape, value, places)
    if shape.code is Code.SECTION_KIND:
        return say.section_misfit(path, shape, value, file, places)
    return say.kind_misfit(path, shape, value, places)


def _vital(key: str, shape: Shape) -> str | None:
    """The key that holds instances or edges and is meant by the unknown ``key``; None when it may be anything."""
    if key in shape.vital:
        return key if shape.vital[key] != key else None  # it is in its place
    return next((name for name in shape.vital if is_one_edit(key, name)), None)


def _report_unknown(finding: UnknownKey, places: Places, variables: Variables) -> None:
    path, shape, value, beside = finding
    if places.holds_used_anchor(path):
        return
    vital = _vital(str(path[-1]), shape)
    if vital is not None:
        places.report(say.key_misspelt(path, shape.unknown, shape.vital[vital], places))
    elif shape.unknown is not None:
        fitting = [key for key, each in shape.keys.items() if key not in beside and could_hold(each.kinds, value)]
        declared = variables(str(path[1]), str(path[2])) if shape is _COMPONENT else ()
        verdict = judge(path, value, fitting, shape.unknown.code, _KNOWN, declared)
        places.report(say.key_unknown(path, shape.unknown, verdict, places))


def _report_displaced(finding: Displaced, places: Places, variables: Variables) -> None:
    path = finding.path
    if finding.is_swallowed and len(path) > 3 and str(path[-1]) in variables(str(path[1]), str(path[2])):
        return
    if not places.holds_used_anchor(path):
        places.report(say.section_displaced(path, finding.owner, places, is_swallowed=finding.is_swallowed))


def _report_word(finding: UnknownWord, places: Places) -> None:
    path, shape, value = finding
    code = Code.MISSPELT_KEY if is_one_edit(value, shape.words[0]) else Code.METADATA_KEY
    places.report(say.word_unknown(path, shape.words, value, code, places))
