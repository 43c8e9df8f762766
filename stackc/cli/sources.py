"""Answers in which not every value of every manifest matters: an edit of another value leaves them as they are."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from stackc.cache.answer import Answer, Sources, packed, unpacked
from stackc.cache.questions import CONTENT, Question, renewed
from stackc.syntax.projection import View, are_alike, view_of

if TYPE_CHECKING:
    from stackc.cli.scopes import Scope
    from stackc.project.open_project import OpenProject


_LITTLE: Final = 8 << 10
"""Bytes that are compared in no time."""
_SHARE: Final = 16
"""Of more than one in so many bytes it is not worth to find out whether they matter: where they do it was in vain."""


def kept_sources(project: OpenProject, scope: Scope) -> Sources:
    """The contents of the manifests of which not everything matters, with what does."""
    compilation = project.compilation
    config, files = compilation.config, compilation.index.files
    view = View(config.scalars, config.templates.delimiters[0], scope.variables, scope.components)
    others = scope.whole | compilation.reader.rendered()
    some = [path for path in map(compilation.index.path, files) if path not in others and _was_read(project, path)]
    whole = read_whole(project)
    absolute = {posixpath.join(project.root, path): path for path in some}
    contents = {full: compilation.world.read(path) for full, path in absolute.items() if full not in whole}
    near = "\n".join(sorted(posixpath.join(project.root, path) for path in scope.near))
    sizes = {path: len(content) for path, content in contents.items()}
    return Sources((near, *view.texts()), sizes, packed(contents.values()))


def read_whole(project: OpenProject) -> frozenset[str]:
    """Files, by absolute path, that are more than manifests: others include them, or the project file does."""
    included = (posixpath.join(project.root, path) for path in project.compilation.reader.included())
    return project.edges.read_beside(project.world).union(included)


def _was_read(project: OpenProject, path: str) -> bool:
    """Its content is an answer of the run; a template is none of a manifest, since it may hang on all of its text."""
    return isinstance(project.compilation.world.asked.get(("read", path)), bytes) and not path.endswith(".tmpl")


def bring_up(answer: Answer, sources: Sources, changed: Sequence[Question], now: int) -> Answer | None:
    """The answer with its files as they are now, where nothing in them that matters changed; else None."""
    left = max(_LITTLE, sum(sources.sizes.values()) // _SHARE)
    if sum(sources.sizes[each.subject] for each in changed) > left:
        return None
    contents = _contents(sources)
    if contents is None:
        return None
    try:
        near, *texts = sources.view
        close = view_of(texts)
    except ValueError:
        return None
    far, neighbours = close._replace(components=None), frozenset(near.split("\n"))
    questions: dict[str, Question] = {}
    for each in changed:
        now_asked = renewed(each, now)
        left -= 0 if now_asked is None else len(now_asked[1])
        view = close if each.subject in neighbours else far
        if now_asked is None or left < 0 or not are_alike(contents[each.subject], now_asked[1], view):
            return None
        questions[each.subject], contents[each.subject] = now_asked
    return Answer(
        answer.code,
        [questions.get(each.subject, each) if each.kind == CONTENT else each for each in answer.questions],
        answer.events,
        answer.written,
        answer.size,
        Sources(sources.view, {path: len(content) for path, content in contents.items()}, packed(contents.values())),
    )


def _contents(sources: Sources) -> dict[str, bytes] | None:
    everything = unpacked(sources.packed, sum(sources.sizes.values()))
    if everything is None:
        return None
    found, at = dict[str, bytes](), 0
    for path, size in sources.sizes.items():
        found[path] = everything[at : at + size]
        at += size
    return found
