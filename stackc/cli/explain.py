"""``stackc explain``: what a diagnostic code means. Needs no project. See docs/language.md, explanations."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from stackc.base.codes import Code
from stackc.base.near import asked, nearest
from stackc.cli.session import FAILED, OK, Session
from stackc.render.pages import explanations_json, plain_page, render_codes, render_page
from stackc.text.json import to_json

CODES = tuple(sorted(Code, key=lambda code: code.value))
_NAME = re.compile(r"(?:sc)?(\d{1,4})", re.IGNORECASE)


def explain(session: Session, name: str | None, fmt: str, output: str | None) -> int:
    """``explain [CODE]``: the page of a code, or all codes with their titles."""
    if name is None:
        listed = explanations_json((code, None) for code in CODES)
        session.write(to_json(listed) if fmt == "json" else render_codes(CODES), output)
        return OK
    code = find_code(name)
    if code is None:
        session.say(f"stackc: there is no code `{name}`; {_near(name) or '`stackc explain` lists them'}")
        return FAILED
    text = read_page(code)
    if fmt == "json":
        session.write(to_json(explanations_json([(code, text)])), output)
    elif output is None and (sys.stdout.isatty() or session.paint.on):
        session.out(render_page(text, session.paint, shutil.get_terminal_size().columns))
    else:
        session.write(plain_page(text), output)
    return OK


def find_code(name: str) -> Code | None:
    """The code that ``SC0405``, ``sc405`` or ``405`` names."""
    found = _NAME.fullmatch(name.strip())
    wanted = f"SC{int(found[1]):04}" if found else ""
    return next((code for code in CODES if code.value == wanted), None)


def _near(name: str) -> str | None:
    """Codes that look like ``name``, or whose titles have all of its words, as a question."""
    found = _NAME.fullmatch(name.strip())
    if found:
        return asked(nearest(f"SC{int(found[1]):04}", (code.value for code in CODES)))
    words = name.lower().split()
    return asked([code.value for code in CODES if words and all(word in code.title.lower() for word in words)][:3])


def read_page(code: Code) -> str:
    """The page of a code as it ships: in the wheel beside the packages, in a checkout where it is written."""
    packages = Path(__file__).parents[1]
    shipped = packages / "pages"
    folder = shipped if shipped.is_dir() else packages.parent / "docs" / "diagnostics"
    return (folder / f"{code.value}.md").read_text(encoding="utf-8")
