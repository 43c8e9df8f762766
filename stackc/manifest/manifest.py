"""``Manifest``: one file merged with everything it imports."""

from __future__ import annotations

from collections.abc import Iterator

from stackc.base.diagnostic import Diagnostic
from stackc.base.fold import Fold
from stackc.base.ids import ManifestKey
from stackc.base.memo import Same
from stackc.base.named_tuple import NamedTuple
from stackc.base.record import SoleRecord
from stackc.base.source import Path
from stackc.base.value import Table
from stackc.manifest.locals import Unseen

NO_FOLD = Fold({}, ())


class Overrides(NamedTuple):
    """The overrides in force for each component type that has them."""

    by_type: tuple[tuple[str, Fold], ...] = ()

    def get(self, kind: str) -> Fold:
        """The overrides for components of ``kind``; empty when there are none."""
        return next((fold for name, fold in self.by_type if name == kind), NO_FOLD)

    @property
    def identity(self) -> tuple[tuple[str, Same], ...]:
        """What a memo is keyed by: equal only for the very same values."""
        return tuple((name, Same(fold.value)) for name, fold in self.by_type)


NO_OVERRIDES = Overrides()


class Manifest(SoleRecord):
    """The result of one file: what it and its imports come to, and what has to be said about it.

    There is one of each, so it is equal to itself alone.
    """

    file: str
    """As ``Span.file`` has it."""
    key: ManifestKey
    fold: Fold
    imports: tuple[Import, ...]
    diagnostics: tuple[Diagnostic, ...]
    inline: Overrides = NO_OVERRIDES
    """What its components receive, ancestors' included."""
    leaked: Overrides = NO_OVERRIDES
    """What its imports hand on upwards."""
    unseen: tuple[Unseen, ...] = ()
    """What its locals read that another file may have."""
    local: str = ""
    """The local file that is laid over it, as ``Span.file`` has it; empty where there is none."""

    @property
    def files(self) -> tuple[str, ...]:
        """What it is read from: its file, and the local one."""
        return (self.file, self.local) if self.local else (self.file,)

    @property
    def table(self) -> Table:
        return self.fold.value

    def closure(self) -> Iterator[Manifest]:
        """This manifest and all it imports, each file's result once, in the order it is reached."""
        seen: set[Manifest] = set()
        pending: list[Manifest] = [self]
        while pending:
            manifest = pending.pop()
            if manifest not in seen:
                seen.add(manifest)
                yield manifest
                pending.extend(imported.manifest for imported in reversed(manifest.imports))


class Import(NamedTuple):
    """One file an import entry led to, and where the entry stands."""

    path: Path
    manifest: Manifest
