"""Why two manifests make one stack, where the names tell: what comes of it are duplicates of all they hold.

See docs/language.md, duplicates.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence

from stackc.base.diagnostic import Label
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import asked
from stackc.base.source import Origin
from stackc.base.value import table_at
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.link.naming import TOKENS, pattern_tokens
from stackc.manifest.index import import_name
from stackc.manifest.manifest import Import, Manifest


class NamingCause(NamedTuple):
    """The line by which manifests have one name, and what to do about it."""

    place: Label
    help: str | None


def naming_cause(compilation: Compilation, components: Sequence[Component]) -> NamingCause | None:
    """The import or the value that gives manifests the name of another one.

    A file is called after what it is for: ``us-west-2.yaml`` that imports ``mixins/region/us-east-1`` was copied.
    None where the names of files say nothing.
    """
    for manifest in dict.fromkeys(each.manifest for each in components):
        for importer in manifest.closure():
            for imported in importer.imports:
                right = _meant(compilation, importer, imported)
                if right is not None:
                    place = compilation.locator.locate(Origin(importer.file, imported.path))
                    return NamingCause(Label(place, "gives it the name of another stack"), asked((right,)))
    return _same_value(compilation, components)


def lacking_token(compilation: Compilation, doubled: Sequence[Sequence[Component]]) -> NamingCause | None:
    """A part that the name pattern lacks, by which all that are doubled would differ; more than one, to be sure."""
    rules = compilation.stacks.rules
    place = rules.setting("name_pattern")
    if len(doubled) < 2 or rules.template or not rules.pattern or place is None:
        return None
    tokens = pattern_tokens(rules.pattern)
    for token in TOKENS:
        if token not in tokens and all(_differ(components, token) for components in doubled):
            label = place._replace(text=f"nothing in it tells them apart, as `{token}` would")
            return NamingCause(label, f"put `{{{token}}}` into the name pattern")
    return None


def _differ(components: Sequence[Component], token: str) -> bool:
    values = [each.section("vars").get(token) for each in components]
    return all(isinstance(value, str) for value in values) and len(set(map(str, values))) == len(values)


def _meant(compilation: Compilation, importer: Manifest, imported: Import) -> str | None:
    """The file beside an imported one that the importer is called after, where that one gives parts of names.

    Of files that are called like their folder's defaults, the folder tells.
    """
    wanted = _words(import_name(importer.file))
    folder, name = posixpath.split(imported.manifest.file)
    if not _gives_names(imported.manifest):
        return None
    names = [compilation.index.path(each) for each in compilation.index.files]
    if name.startswith("_"):
        above, told = posixpath.split(folder)
        beside = [each for each in names if posixpath.basename(each) == name and _above(each) == above]
        fitting = [each for each in beside if _words(posixpath.basename(posixpath.dirname(each))) <= wanted]
    else:
        told = import_name(name)
        beside = [each for each in names if posixpath.dirname(each) == folder]
        fitting = [each for each in beside if _words(posixpath.basename(import_name(each))) <= wanted]
    is_right = _words(told) <= wanted
    return compilation.index.called(fitting[0]) if len(fitting) == 1 and not is_right else None


def _above(file: str) -> str:
    return posixpath.dirname(posixpath.dirname(file))


def _gives_names(manifest: Manifest) -> bool:
    given = table_at(manifest.table, "vars")
    return any(token in given for token in TOKENS)


def _same_value(compilation: Compilation, components: Sequence[Component]) -> NamingCause | None:
    """A value that two files give, and that is in the name of one of them alone."""
    for token in TOKENS:
        origins = dict.fromkeys(_origins(components, token))
        if len(origins) < 2:
            continue
        value = str(components[0].section("vars").get(token))
        strange = [each for each in origins if not _names(value, import_name(each.file))]
        if len(strange) == 1 and _is_copy(compilation, strange[0].file, [each.manifest for each in components]):
            [other, *_] = (each for each in origins if each is not strange[0])
            place = compilation.locator.locate(strange[0])
            there = compilation.locator.locate(other)
            label = Label(place, "gives it the name of another stack")
            return NamingCause(label, f"give it a value of its own: {there} has the same")
    return None


def _names(value: str, file: str) -> bool:
    """True for a value that a file is called after, by its words or their first letters: ``ue1`` of ``us-east-1``."""
    initials = "".join(word[0] for word in re.split(r"[_.-]+", posixpath.basename(file)) if word)
    return _words(value) <= _words(file) or value == initials


def _is_copy(compilation: Compilation, file: str, manifests: Sequence[Manifest]) -> bool:
    """True for what manifests import, and for a manifest all whose components another one has: stacks may be split."""
    named = {each.file: {one.name for one in compilation.stacks.components_of(each)} for each in manifests}
    own = named.pop(file, None)
    return own is None or (len(own) > 1 and any(own <= other for other in named.values()))


def _origins(components: Collection[Component], token: str) -> Iterator[Origin]:
    for each in components:
        origin = each.origin("vars", (token,))
        if origin is not None:
            yield origin


def _words(name: str) -> frozenset[str]:
    return frozenset(re.split(r"[/_.-]+", name))
