"""Base components: the order in which they are visited. See docs/language.md, inheritance."""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Table, source_text

MAX_DEPTH = 64
"""Bases of bases of bases."""
MAX_VISITS = 1_000
"""Bases of one component, each counted as often as a way leads to it: those of a ladder
of diamonds double at every step.
"""


class Visit(NamedTuple):
    """One base on the way, and the path in the manifest where the reference to it stands."""

    name: str
    at: tuple[str | int, ...]


class Walk(NamedTuple):
    """The bases of one component in the order they are merged, and what was wrong on the way."""

    visits: tuple[Visit, ...]
    chain: tuple[str, ...]
    """Each base once, the last visited first: the highest priority first."""
    missing: tuple[Visit, ...] = ()
    itself: Visit | None = None
    """The reference by which the component reaches itself."""
    circle: tuple[Visit, ...] = ()
    """A circle among the bases that does not contain the component."""
    twice: Visit | None = None
    legacy: str | None = None
    """The deepest base of a ``component:`` chain: the folder."""
    legacy_missing: Visit | None = None
    unbounded: Visit | None = None
    """The reference at which a limit was reached; what is behind it was not visited."""
    too_many: str = ""
    """The component whose own bases are too many: the one itself, or a base of it, so
    that heirs are not walked again.
    """


NO_BASES = Walk((), ())


def inherits_of(body: Table) -> tuple[str, ...] | None:
    """The names in ``metadata.inherits``; None when it is not a list of strings."""
    metadata = body.get("metadata")
    if not isinstance(metadata, dict) or "inherits" not in metadata:
        return ()
    names = metadata["inherits"]
    texts = [source_text(name) for name in names] if isinstance(names, list) else [None]
    return None if None in texts else tuple(str(text) for text in texts)


class Bases:
    """The bases of all components of one type in one manifest."""

    def __init__(self, components: Table, kind: str) -> None:
        self._components, self._kind = components, kind
        self._reaches: dict[str, _Reach] = {}
        self._too_many: dict[str, Walk] = {}

    def walk(self, name: str) -> Walk:
        """Visit the bases of ``name`` depth first: ancestors before their heirs, earlier names before later ones."""
        body = self._components.get(name)
        if not isinstance(body, dict):
            return NO_BASES
        legacy = source_text(body.get("component")) or ""
        names = inherits_of(body) or ()
        if not names and not legacy:
            return NO_BASES
        culprit = self._reach(name).culprit
        if culprit not in ("", name):
            known = self._too_many.get(culprit)
            if known is None:
                walk = self.walk(culprit)
                known = self._too_many[culprit] = NO_BASES._replace(unbounded=walk.unbounded, too_many=culprit)
            if known.unbounded is not None:  # a walk may go a step further than ways are counted: then it was whole
                return known
        walk = _Walker(name, self._components, self._kind).walk(names, legacy)
        return walk._replace(too_many=name) if walk.unbounded else walk

    def _reach(self, name: str) -> _Reach:
        """How far the bases of ``name`` reach; each component is looked at once, whoever inherits from it."""
        reaches = self._reaches
        pending = [name]
        open_: dict[str, tuple[str, ...]] = {}
        while pending:
            at = pending[-1]
            if at in reaches:
                pending.pop()
                continue
            bases = open_.get(at)
            if bases is None:
                bases = open_[at] = _direct_bases(self._components, at)
                above = [base for base in bases if base not in reaches and base not in open_]
                if above:
                    pending += above
                    continue
            pending.pop()
            reaches[at] = _reach_over(at, [reaches[base] for base in bases if base in reaches])
        return reaches[name]


class _Reach(NamedTuple):
    """How deep the bases of a component are, how many ways lead to them, and whose are too many, if any are."""

    depth: int
    ways: int
    culprit: str = ""


def _reach_over(name: str, bases: list[_Reach]) -> _Reach:
    depth = max((1 + base.depth for base in bases), default=0)
    ways = sum(1 + base.ways for base in bases)
    culprit = next((base.culprit for base in bases if base.culprit), "")
    if culprit or depth > MAX_DEPTH or ways > MAX_VISITS:
        return _Reach(0, 0, culprit or name)
    return _Reach(depth, ways)


def _direct_bases(components: Table, name: str) -> tuple[str, ...]:
    body = components.get(name)
    if not isinstance(body, dict):
        return ()
    legacy = source_text(body.get("component")) or ""
    metadata = body.get("metadata")
    abstract = isinstance(metadata, dict) and metadata.get("type") == "abstract"
    names = (*((legacy,) if legacy and not abstract else ()), *(inherits_of(body) or ()))
    return tuple(each for each in names if each != name and isinstance(components.get(each), dict))


class _Walker:
    """State of one walk; lives for one component."""

    def __init__(self, name: str, components: Table, kind: str) -> None:
        self.name, self.components, self.kind = name, components, kind
        self.visits: list[Visit] = []
        self.missing: list[Visit] = []
        self.itself: Visit | None = None
        self.circle: tuple[Visit, ...] = ()
        self.twice: Visit | None = None
        self.legacy: str | None = None
        self.legacy_missing: Visit | None = None
        self.unbounded: Visit | None = None

    def walk(self, names: tuple[str, ...], legacy: str) -> Walk:
        at = ("components", self.kind, self.name)
        if legacy:
            self._legacy(self.name, Visit(legacy, (*at, "component")), (), folder=True)
        after: dict[str, list[Visit]] = {}
        for index, base in enumerate(names):
            visit = Visit(base, (*at, "metadata", "inherits", index))
            if base in after:
                # Atmos goes back to where the name was first met: what was visited since then is lost. In its dialect
                # that is a warning only, so values must come out the same.
                self.twice = self.twice or visit
                self.visits = list(after[base])
                continue
            self._visit(self.name, visit, ())
            after[base] = list(self.visits)
        chain = tuple(dict.fromkeys(visit.name for visit in reversed(self.visits)))
        return Walk(
            tuple(self.visits),
            chain,
            tuple(self.missing),
            self.itself,
            self.circle,
            self.twice,
            self.legacy,
            self.legacy_missing,
            self.unbounded,
        )

    def _legacy(self, owner: str, visit: Visit, way: tuple[Visit, ...], *, folder: bool) -> None:
        if not isinstance(self.components.get(visit.name), dict):
            if owner == self.name:
                self.legacy_missing = visit
            return
        self._visit(owner, visit, way, folder=folder)

    def _visit(self, owner: str, visit: Visit, way: tuple[Visit, ...], *, folder: bool = False) -> None:
        """``folder``: the walk follows the component's own ``component:`` chain, whose deepest end is the folder."""
        if visit.name in (owner, self.name):
            self.itself = self.itself or visit
            return
        known = [step.name for step in way]
        if visit.name in known:
            self.circle = self.circle or (*way[known.index(visit.name) :], visit)
            return
        body = self.components.get(visit.name)
        if not isinstance(body, dict):
            self.missing.append(visit)
            return
        if len(way) >= MAX_DEPTH or len(self.visits) >= MAX_VISITS:
            self.unbounded = self.unbounded or visit
            return
        at = ("components", self.kind, visit.name)
        metadata = body.get("metadata")
        abstract = isinstance(metadata, dict) and metadata.get("type") == "abstract"
        legacy = source_text(body.get("component")) or ""
        deeper = (*way, visit)
        if legacy and not abstract:
            self._legacy(visit.name, Visit(legacy, (*at, "component")), deeper, folder=folder)
        for index, base in enumerate(inherits_of(body) or ()):
            self._visit(self.name, Visit(base, (*at, "metadata", "inherits", index)), deeper, folder=folder)
        self.visits.append(visit)
        if folder and self.legacy is None:
            self.legacy = visit.name
