"""Pages that explain diagnostics, for a terminal, for a pipe and as JSON; they come in as Markdown.

The pages stand in ``docs/diagnostics/``, whose README says how they are written.
See docs/language.md, explanations.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator

from stackc.base.codes import Code, DialectName
from stackc.base.pattern import late_pattern
from stackc.base.value import Table, Value
from stackc.render.diagnostics import Paint

_WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""
_COMMENT = late_pattern(r"<!--.*?-->\n+", re.DOTALL)
_FENCE = late_pattern(r'```\w*(?: title="(?P<file>[^"]+)")?')
_ITEM = late_pattern(r"(?:\d+\.|-) ")
_SPAN = late_pattern(r"`[^`\n]*`")
_DIALECTS: tuple[DialectName, ...] = ("stackc", "atmos")


def plain_page(text: str) -> str:
    """The Markdown as it is, without its comments, which are meant for tests."""
    return _COMMENT.sub("", text)


def render_page(text: str, paint: Paint, width: int) -> str:
    """A page for a terminal of ``width`` columns: text is wrapped, files and answers are indented and never wrapped."""
    out: list[str] = []
    for paragraph in _paragraphs(plain_page(text)):
        fence = _FENCE.fullmatch(paragraph[0])
        if fence is not None:
            if fence["file"]:
                out.append(paint(f"  {fence['file']}", "blue"))
            out += [_shown(line, paint) for line in paragraph[1:]]
        elif paragraph[0].startswith("#"):
            out.append(paint(paragraph[0].lstrip("# "), "bold"))
        else:
            out += _wrapped(paragraph, min(width, _WIDEST))
        out.append("")
    return "\n".join(out)


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines that belong together: a heading, a paragraph or a list, a block with its first fence."""
    lines: list[str] = []
    is_block = False
    for line in [*text.splitlines(), ""]:
        if is_block and line != "```":
            lines.append(line)
        elif line and line != "```":
            is_block = line.startswith("```")
            lines.append(line)
        elif lines:
            yield lines
            lines, is_block = [], False


def _shown(line: str, paint: Paint) -> str:
    """A line of a file or a console, which is indented."""
    style = next((style for start, style in _STYLES.items() if line.startswith(start)), None)
    return f"    {paint(line, style) if style else line}".rstrip()


_STYLES = {"$ ": "bold", "error[": "error", "warning[": "warning"}


def _wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """A paragraph, or the items of a list, wrapped anew; what stands in backticks stays on one line."""
    items: list[str] = []
    for line in lines:
        if not items or _ITEM.match(line):
            items.append(line)
        else:
            items[-1] += f" {line.strip()}"
    for item in items:
        marker = _ITEM.match(item)
        kept = _SPAN.sub(lambda span: span[0].replace(" ", "\0"), item)
        indent = " " * len(marker[0]) if marker else ""
        filled = textwrap.wrap(kept, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        yield from (line.replace("\0", " ") for line in filled)


def render_codes(codes: Iterable[Code]) -> str:
    """Codes and their titles, one a line."""
    return "".join(f"{code.value}  {code.title}\n" for code in codes)


def explanations_json(pages: Iterable[tuple[Code, str | None]]) -> Value:
    """Codes with their classes, and with their pages where these are given. Schema: ``schemas/explanations.json``."""
    return {"version": 1, "codes": [_explained(code, text) for code, text in pages]}


def _explained(code: Code, text: str | None) -> Table:
    classes: Table = {dialect: code.classified(dialect) for dialect in _DIALECTS}
    shape: Table = {"code": code.value, "title": code.title, "classes": classes}
    if text is not None:
        shape["text"] = plain_page(text)
    return shape
