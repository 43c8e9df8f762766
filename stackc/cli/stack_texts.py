"""The text of each stack for ``describe stacks``: kept, told by a second process, or told here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import shown_leaf
from stackc.cli.pieces import absolute
from stackc.cli.session import Session
from stackc.cli.sources import read_whole
from stackc.compile.names import Definition
from stackc.project.halves import later_half, told_beside
from stackc.query.shapes import Filters, described_stack, stacks_that_fit
from stackc.text.json import OPENING, JsonWriter


class Stack(NamedTuple):
    """A stack that is asked for."""

    name: StackName
    definitions: Sequence[Definition]
    files: tuple[str, ...]
    """All that it is made of, as absolute paths in a fixed order."""


def told_by_stack(session: Session, filters: Filters, found: list[Diagnostic]) -> Iterator[str]:
    """The entry of each stack, in order; what is wrong goes to ``found``.

    One whose files are as they were is not compiled again where its text is kept.
    """
    project, writer = session.project, JsonWriter(show=shown_leaf)
    compilation = project.compilation
    sources = absolute(project.root, compilation.sources())
    pieces = session.pieces(len(OPENING), sources)
    stacks = [
        Stack(name, definitions, absolute(project.root, _files(definitions)))
        for name, definitions in stacks_that_fit(compilation, filters)
    ]

    def tell(stack: Stack) -> tuple[str, Sequence[Diagnostic]]:
        described = described_stack(compilation, stack.name, stack.definitions, filters)
        components = described.components
        return writer.entry(str(stack.name), {"components": components}) if components else "", described.diagnostics

    def tell_sound(stack: Stack) -> str | None:
        text, wrong = tell(stack)
        return None if wrong else text

    anew = [stack for stack in stacks if not pieces.knows(stack.name, stack.files)]
    later = later_half(anew, lambda stack: len(stack.definitions))
    with told_beside(compilation, later, tell_sound) as beside:
        for stack in stacks:
            text = pieces.text(stack.name, stack.files)
            if text is None:
                text = beside(stack)
            if text is None:
                text, wrong = tell(stack)
                found += wrong
            if text:
                yield pieces.tell(stack.name, stack.files, text)
    is_alone = not compilation.instances.are_read_by_others and read_whole(project).isdisjoint(sources)
    pieces.is_whole = is_alone and not found


def _files(definitions: Sequence[Definition]) -> Iterator[str]:
    manifests = {each.component.manifest for each in definitions}
    return (file for top in manifests for each in top.closure() for file in each.files)
