"""The project's own JSON Schema for manifests: ``schemas.atmos.manifest``. See docs/language.md, validation.

Each file is held against it as it is written. What a template or a function stands for is not known then, so nothing is
said of it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.marks import TEMPLATE
from stackc.base.source import Origin
from stackc.base.value import SEALED, Value
from stackc.check import messages as say
from stackc.check.json_schema import Unusable, find_misfits, opened, read_schema
from stackc.compile.compilation import Compilation

SETTING = "schemas.atmos.manifest"


def check_manifest_schema(compilation: Compilation, files: Iterable[str]) -> Iterator[Diagnostic]:
    """Where ``files``, relative to the stacks folder, do not fit (SC0607), or why nobody can tell (SC0608, SC0609)."""
    named, setting = compilation.config.manifest_schema, compilation.stacks.rules.setting(SETTING)
    if not named:
        return
    if "://" in named:
        yield say.schema_elsewhere(named, setting)
        return

    def is_waiting(leaf: Value) -> bool:
        """True for what is decided later: a template, a function."""
        marks = compilation.marks
        return isinstance(leaf, SEALED) or (
            isinstance(leaf, str) and bool(marks.of(leaf) & TEMPLATE or marks.is_call(leaf))
        )

    validator = read_schema(compilation.world, posixpath.normpath(posixpath.join(compilation.config.root, named)))
    if isinstance(validator, Unusable):
        yield say.schema_unusable(named, validator.reason, setting)
        return
    for file in files:
        path = compilation.index.path(file)
        misfits = find_misfits(validator, opened(compilation.reader.document(path).table, is_waiting))
        if isinstance(misfits, Unusable):
            yield say.schema_unusable(named, misfits.reason, setting)
            return
        for misfit in misfits:
            span = compilation.locator.locate(Origin(path, misfit.path), key=misfit.is_key)
            yield say.schema_misfit(misfit.reason, misfit.path, Label(span, "does not fit"), named)
