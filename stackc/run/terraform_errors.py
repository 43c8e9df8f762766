"""Terraform's own errors, read for the values they speak of, which stand in a manifest.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from stackc.artifact.files import Artifact, varfile_name, written_from
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.named_tuple import NamedTuple
from stackc.base.pattern import late_pattern
from stackc.base.source import Path, parse_path
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.workdir import SECRETS
from stackc.syntax.document import Node
from stackc.syntax.yaml import parse_nodes


class Refusal(NamedTuple):
    """One error: its headline, the line it is about, and the values it shows, as ``var.a.b``."""

    title: str
    file: str
    line: int
    shown: tuple[str, ...]


_COLOUR = late_pattern(r"\x1b\[[\d;]*m")
_BAR = late_pattern(r"^[╷│╵] ?", re.MULTILINE)
_HEADLINE = late_pattern(r"^(Error|Warning): (.*)$", re.MULTILINE)
_PLACE = late_pattern(r"^ +(?:on|with [^,\n]+,\n +on) (.+) line (\d+)", re.MULTILINE)
_SHOWN = late_pattern(r"^ +│ (var\.\S+) (?:is|has) ", re.MULTILINE)


NEEDS_INIT: Final = (
    "Backend initialization required",
    "Inconsistent dependency lock file",
    "Initialization required",
    "Module not installed",
    "Required plugins are not installed",
)
"""How the errors begin of a verb that has not begun, because ``init`` has to run before it."""


def needs_init(said: str) -> bool:
    """True where a verb ended before it began, since something is not there that ``init`` brings."""
    return any(head.startswith(NEEDS_INIT) for head in headlines(said))


def headlines(said: str) -> tuple[str, ...]:
    """How the errors begin among what Terraform ``said``, coloured and framed or not."""
    return tuple(head[2] for head in _HEADLINE.finditer(plain(said)) if head[1] == "Error")


def plain(said: str) -> str:
    """What Terraform ``said`` without colours and frames: it has colours even where nobody sees them."""
    return _BAR.sub("", _COLOUR.sub("", said))


def refusals(said: str) -> Iterator[Refusal]:
    """The errors with a place among what Terraform ``said``, coloured and framed or not."""
    text = plain(said)
    heads = list(_HEADLINE.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=True):
        body = text[head.end() : end]
        place = _PLACE.search(body)
        if head[1] == "Error" and place is not None:
            yield Refusal(head[2].strip(), place[1], int(place[2]), tuple(_SHOWN.findall(body)))


def at_home(
    said: str, instance: Instance, files: tuple[Artifact, ...], secret_variables: bytes | None
) -> Iterator[Diagnostic]:
    """The lines of manifests that set what Terraform refuses; what a manifest does not say stays Terraform's alone.

    ``files`` were generated for the instance. An error inside of a module speaks of the module's own variables.
    """
    written = {artifact.name: artifact.content for artifact in files}
    if secret_variables is not None:
        written[SECRETS] = secret_variables
    for refusal in dict.fromkeys(refusals(said)):
        places = dict(_places(refusal, instance, written))
        if places:
            yield say.refused_by_terraform(instance.id, refusal.title, places)


def _places(refusal: Refusal, instance: Instance, written: Mapping[str, bytes]) -> Iterator[tuple[Path, Label]]:
    if "/" in refusal.file:
        return
    for path in (*_in_file(refusal, instance, written), *_of_variables(refusal.shown)):
        origin = instance.component.nearest_origin(str(path[0]), path[1:])
        if origin is not None:
            yield path[:2], instance.component.label(str(path[0]), path[1:], "set here")


def _in_file(refusal: Refusal, instance: Instance, written: Mapping[str, bytes]) -> Iterator[Path]:
    content = written.get(refusal.file)
    if content is None:
        return
    # JSON is YAML, and only a reader of YAML gives the places.
    root = parse_nodes(content.decode("utf-8", "replace"), refusal.file)
    path = _on_line(root, refusal.line)
    name = varfile_name(instance) if refusal.file == SECRETS else refusal.file
    found = written_from(instance, name, path)
    if found is not None:
        yield found


def _on_line(node: Node, line: int) -> Path:
    """The path of the last key that stands on ``line`` or before it: where Terraform says a value begins."""
    below: dict[str | int, Node] = {}
    below.update(node.entries)
    below.update(enumerate(node.items))
    starts = {step: node.keys[step].line if isinstance(step, str) else inner.span.line for step, inner in below.items()}
    last = next((step for step in reversed(starts) if starts[step] <= line), None)
    return () if last is None else (last, *_on_line(below[last], line))


def _of_variables(shown: tuple[str, ...]) -> Iterator[Path]:
    for text in shown:
        path = parse_path(text)
        if path is not None and len(path) > 1:
            yield ("vars", *path[1:])
