"""``impact``: what hangs on a line: values that come from it or are computed from it, and where it is beaten.

See docs/language.md, questions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import DEFAULT_FILE
from stackc.base.ids import InstanceId
from stackc.base.marks import CALL, TEMPLATE
from stackc.base.memo import IdentityMemo
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import Record
from stackc.base.source import Origin, Path, overlap, path_text
from stackc.base.value import Missing, Value, leaves, look_up, source_text, steps_into
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.explain import messages as say
from stackc.explain.landing import Landing, Marks
from stackc.explain.lines import written_at
from stackc.explain.reads import fields_of
from stackc.explain.spreading import included_at, spread
from stackc.explain.statements import Statement, winner
from stackc.link.naming import pattern_tokens
from stackc.manifest.manifest import Manifest
from stackc.merge.trace import contributions, trace
from stackc.syntax.calls import CallFault, parse_call


class Touched(NamedTuple):
    """A leaf that comes from the line."""

    instance: InstanceId
    path: Path
    value: Value


class Computed(NamedTuple):
    """A leaf that a template, a function or a rule computes from the line; it may stay when the line changes."""

    instance: InstanceId
    path: Path
    value: Value


class Beaten(NamedTuple):
    """A leaf of which the line says something that does not count."""

    instance: InstanceId
    path: Path
    winner: Statement | None
    """None where what beats it leaves no value."""


class Whole(NamedTuple):
    """An instance that hangs on the line as a whole: it may come, go, or change anywhere."""

    instance: InstanceId
    reason: str


class Impact(Record):
    """What hangs on a line, or on a file; each part sorted by instance."""

    file: str
    line: int | None
    written: tuple[tuple[Path, Value | Missing], ...]
    """What stands there."""
    wins: tuple[Touched, ...]
    computed: tuple[Computed, ...]
    beaten: tuple[Beaten, ...]
    whole: tuple[Whole, ...]
    bases: frozenset[InstanceId]
    """Those among the instances that are abstract."""

    @property
    def instances(self) -> tuple[InstanceId, ...]:
        """Every instance in which anything hangs on it, sorted."""
        found = {each.instance for part in (self.wins, self.computed, self.whole) for each in part}
        return tuple(sorted(found, key=str))


def find_impact(compilation: Compilation, file: str, line: int | None = None) -> Impact | Diagnostic:
    """What hangs on ``line`` of ``file`` (relative to the project), or on all of the file.

    A diagnostic (SC0423) for a file that no instance can reach, and for a line on which nothing stands.
    """
    locator, world = compilation.locator, compilation.world
    if world.kind(file) != "file":
        return say.no_file(file, compilation.sources())
    including = included_at(compilation, file)
    if not len(including) and file not in compilation.sources():
        return say.no_manifest(file)
    paths = () if len(including) else written_at(locator, file, line)
    direct = Marks(Origin(file, path) for path in paths) | including
    if not len(direct):
        return say.nothing_written(file, line)
    search = _Search(compilation, direct, spread(compilation, direct))
    search.run()
    raw = compilation.reader.document(file).root
    written = tuple((path, look_up(raw, path)) for path in paths)
    return Impact(
        file,
        line,
        written,
        tuple(sorted(search.wins, key=_order)),
        tuple(sorted(search.computed, key=_order)),
        tuple(sorted(search.beaten, key=_order)),
        tuple(sorted(search.whole, key=_order)),
        frozenset(search.bases),
    )


def _order(each: Touched | Computed | Beaten | Whole) -> tuple[str, str]:
    return str(each.instance), "" if isinstance(each, Whole) else path_text(each.path)


class _Search:
    """One question: every instance whose files hold a mark is looked at."""

    def __init__(self, compilation: Compilation, direct: Marks, derived: Marks) -> None:
        self._compilation, self._direct, self._derived = compilation, direct, derived
        self._marks = direct | derived
        self._landing = Landing(self._marks)
        self._reached: IdentityMemo[Manifest, bool] = IdentityMemo(self._reaches)
        self.wins: list[Touched] = []
        self.computed: list[Computed] = []
        self.beaten: list[Beaten] = []
        self.whole: list[Whole] = []
        self.bases: set[InstanceId] = set()

    def run(self) -> None:
        readers: list[Instance] = []
        touched: set[InstanceId] = set()
        for id_ in self._compilation.instance_ids():
            answer = self._compilation.instance(id_)
            instance = answer.instance
            if instance is None:
                continue
            if self._uses_others(instance):
                readers.append(instance)
            if self._reached(instance.component.manifest) and self._look_at(instance):
                touched.add(id_)
        self._follow(readers, touched)

    def _reaches(self, manifest: Manifest) -> bool:
        return any(not self._marks.files.isdisjoint(each.files) for each in manifest.closure())

    # --- one instance

    def _look_at(self, instance: Instance) -> bool:
        """Everything of one instance; True when any of it may change with the line."""
        if instance.is_abstract:
            self.bases.add(instance.id)
        reason = _whole(instance, self._marks, self._compilation)
        if reason is not None:
            self.whole.append(Whole(instance.id, reason))
        tainted: set[Path] = set()
        for name in instance.names:
            node, inner = instance.component.tree((name,))
            for landed in self._landing(node, inner):
                tainted |= self._land(instance, (name, *landed))
        self._compute(instance, tainted)
        return bool(tainted) or reason is not None

    def _land(self, instance: Instance, at: Path) -> set[Path]:
        """What becomes of marked text that comes out at ``at``; the leaves that may change."""
        raw = _raw(instance, at)
        if isinstance(raw, Missing):
            depth = steps_into(instance.component.compiled, at)
            self.beaten.append(Beaten(instance.id, at, winner(instance.component, at[:depth]) if depth else None))
            return set()
        tainted: set[Path] = set()
        node, inner = instance.component.tree(at)
        for below, _ in leaves(raw):
            path, place = (*at, *below), (*inner, *below)
            origin = trace(node, place)
            if origin is None:
                continue
            if self._direct.holds(origin):
                self.wins.append(Touched(instance.id, path, _value(instance, path)))
                tainted.add(path)
            elif self._derived.holds(origin):
                self.computed.append(Computed(instance.id, path, _value(instance, path)))
                tainted.add(path)
            elif any(self._direct.holds(each.origin) for each in contributions(node, place)):
                self.beaten.append(Beaten(instance.id, path, winner(instance.component, path)))
        return tainted

    def _compute(self, instance: Instance, tainted: set[Path]) -> None:
        """The leaves of the instance that are computed from those in ``tainted``, which grows by them."""
        if not tainted:
            return
        rules = list(_derivations(instance))
        grown = True
        while grown:
            grown = False
            for path, reads in rules:
                if path not in tainted and any(overlap(read, each) for read in reads for each in tainted):
                    tainted.add(path)
                    grown = True
                    self.computed.append(Computed(instance.id, path, _value(instance, path)))

    # --- other instances

    def _uses_others(self, instance: Instance) -> bool:
        return any(_OTHERS in text for _, text in _expressions(instance))

    def _follow(self, readers: Iterable[Instance], touched: set[InstanceId]) -> None:
        """Leaves that read another instance which hangs on the line; those who read them in turn."""
        pending = list(readers)
        known = {each[:2] for each in (*self.wins, *self.computed)}
        grown = True
        while grown:
            grown = False
            for instance in pending:
                for path, text in _expressions(instance):
                    if _OTHERS not in text or (instance.id, path) in known:
                        continue
                    if any(f'"{id_.component}"' in text or f"`{id_.component}`" in text for id_ in touched) or (
                        touched and not _names_component(text)
                    ):
                        known.add((instance.id, path))
                        self.computed.append(Computed(instance.id, path, _value(instance, path)))
                        tainted = {path}
                        self._compute(instance, tainted)
                        touched.add(instance.id)
                        grown = True


_OTHERS = "atmos.Component"


def _names_component(text: str) -> bool:
    """True where every other instance that ``text`` reads is named by a literal."""
    parts = text.split(_OTHERS)[1:]
    return all(part.lstrip()[:1] in ('"', "`") for part in parts)


def _raw(instance: Instance, path: Path) -> Value | Missing:
    return look_up(instance.component.compiled, path)


def _value(instance: Instance, path: Path) -> Value:
    """The evaluated value; what is written where evaluation made something else of it."""
    if path == ("workspace",):
        return instance.workspace
    found = look_up(instance.section(str(path[0])), path[1:])
    if isinstance(found, Missing):
        found = _raw(instance, path)
    return None if isinstance(found, Missing) else found


def _expressions(instance: Instance) -> Iterator[tuple[Path, str]]:
    """The templates and functions in the values of an instance, as they are written."""
    marks = instance.component.context.marks
    for name, section in instance.component.compiled.items():
        if marks.of(section) & (TEMPLATE | CALL):
            for path, leaf in leaves(section):
                text = source_text(leaf)
                if text is not None and ("{{" in text or marks.is_call(leaf)):
                    yield (name, *path), text


_CONTEXT_TOKENS = ("namespace", "tenant", "environment", "stage", "region", "attributes")
_WORKSPACE_KEYS = ("terraform_workspace", "terraform_workspace_pattern", "terraform_workspace_template", "component")
_OF_BACKEND = ("backend", "remote_state_backend")


def _derivations(instance: Instance) -> Iterator[tuple[Path, tuple[Path, ...]]]:
    """Each computed leaf with the places in the instance that it is computed from."""
    for path, text in _expressions(instance):
        yield path, tuple(_reads(text))
    metadata: tuple[Path, ...] = tuple(("metadata", key) for key in _WORKSPACE_KEYS)
    template = source_text(instance.component.metadata.get("terraform_workspace_template")) or ""
    read: tuple[Path, ...] = tuple(("vars", token) for token in _CONTEXT_TOKENS)
    yield ("workspace",), (*metadata, *read, ("backend_type",), *fields_of(template))
    yield ("component",), (("metadata", "component"),)
    identity: tuple[Path, ...] = (("metadata", "component"), ("metadata", "name"), ("backend_type",))
    for name in _OF_BACKEND:
        kinds: tuple[Path, ...] = (("backend_type",), (f"{name}_type",))
        for below, _ in leaves(instance.component.compiled.get(name) or {}):
            origin = trace(*instance.component.tree((name, *below)))
            yield (name, *below), identity if origin is None or origin.file == DEFAULT_FILE else kinds


def _reads(text: str) -> Iterator[Path]:
    """Places in the instance that an expression reads; the empty path for all of it."""
    yield from fields_of(text)
    call = parse_call(text) if text.startswith("!") else None
    if call is not None and not isinstance(call, CallFault) and call.tag == "!env":
        yield ("env", call.get("name"))


# --- instances that hang on a line as a whole


def _whole(instance: Instance, marks: Marks, compilation: Compilation) -> str | None:
    """Why the instance as a whole hangs on marked text; None where only values of it do."""
    component = instance.component
    manifest = component.manifest
    for each in manifest.closure():
        if each.file in marks.files and any(marks.meets(Origin(each.file, entry.path)) for entry in each.imports):
            return "it is imported through this line"
    if _names_stack(instance, marks, compilation):
        return "its stack is named after it"
    names = (component.name, *(visit.name for visit in component.walk.visits))
    for name in names:
        at = ("components", component.kind, name)
        origin = trace(manifest.fold, at)
        if origin is not None and marks.holds(origin):
            return "it is defined here" if name == component.name else "a base of it is defined here"
        for key in (("metadata", "inherits"), ("component",)):
            origin = trace(manifest.fold, (*at, *key))
            if origin is not None and marks.meets(origin):
                return "it inherits by this line"
    origin = trace(manifest.fold, (*component.at, "metadata", "type"))
    if origin is not None and marks.holds(origin):
        return "this line makes it abstract or not"
    for setting in ("list_merge_strategy", "templates"):
        origin = component.origin("settings", (setting,))
        if origin is not None and marks.meets(origin):
            return f"`settings.{setting}` says how its values are made"
    return None


def _names_stack(instance: Instance, marks: Marks, compilation: Compilation) -> bool:
    component, rules = instance.component, compilation.stacks.rules
    origin = trace(component.manifest.fold, ("name",))
    if origin is not None and marks.holds(origin):
        return True
    fields: tuple[Path, ...] = tuple(("vars", token) for token in pattern_tokens(rules.pattern))
    if rules.template:
        fields = fields_of(rules.template)
    if instance.named.source not in ("template", "pattern"):
        return False
    for field in fields:
        if not field:
            return True
        origin = component.origin(str(field[0]), field[1:])
        if origin is not None and marks.meets(origin):
            return True
    return False
