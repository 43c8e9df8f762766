"""``stackc explain``: what a diagnostic code, a section or a variable means. See docs/language.md, explanations."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import asked, nearest
from stackc.base.pattern import late_pattern
from stackc.base.source import parse_path
from stackc.cli.session import FAILED, OK, Session
from stackc.explain.sections import explain_section, section_names
from stackc.render.pages import explanations_json, plain_page, render_codes, render_page
from stackc.text.json import to_json

CODES = tuple(sorted(Code, key=lambda code: code.value))
ALL_SECTIONS = "sections"
"""The word that lists them."""
_NAME = late_pattern(r"(?:sc)?(\d{1,4})", re.IGNORECASE)


def explain(session: Session, name: str | None, fmt: str, output: str | None) -> int:
    """``explain [CODE|SECTION|COMPONENT.vars[.NAME]]``; all codes with their titles without a word."""
    if name is None:
        listed = explanations_json((code, None) for code in CODES)
        session.write(to_json(listed) if fmt == "json" else render_codes(CODES), output)
        return OK
    code = find_code(name)
    if code is not None:
        return _explain_code(session, code, fmt, output)
    if name == ALL_SECTIONS or name in section_names():
        return _explain_sections(session, name, fmt, output)
    question = find_question(name)
    if question is not None:
        return _explain_variables(session, question, fmt, output)
    session.say(f"stackc: {_unknown(name)}")
    return FAILED


def _explain_code(session: Session, code: Code, fmt: str, output: str | None) -> int:
    text = read_page(code)
    if fmt == "json":
        session.write(to_json(explanations_json([(code, text)])), output)
    elif output is None and (sys.stdout.isatty() or session.paint.on):
        session.out(render_page(text, session.paint, shutil.get_terminal_size().columns))
    else:
        session.write(plain_page(text), output)
    return OK


def _explain_sections(session: Session, name: str, fmt: str, output: str | None) -> int:
    from stackc.render.explanations import render_section, render_sections, sections_json

    names = section_names() if name == ALL_SECTIONS else (name,)
    found = [each for each in map(explain_section, names) if each is not None]
    if fmt == "json":
        text = to_json(sections_json(found))
    else:
        text = render_sections(found) if name == ALL_SECTIONS else render_section(found[0], session.paint)
    session.write(text, output)
    return OK


class Question(NamedTuple):
    """A component, and one of its variables or none for all."""

    component: str
    variable: str | None


def _explain_variables(session: Session, question: Question, fmt: str, output: str | None) -> int:
    from stackc.explain.variables import find_variables
    from stackc.render.explanations import render_variables, variables_json

    if session.setup():
        return session.finish(True)
    found: list[Diagnostic] = []
    answer = find_variables(session.project.compilation, question.component, question.variable, found)
    session.mark("explain")
    failed = session.report(found)
    if isinstance(answer, Diagnostic):
        return session.finish(session.report((answer,)) or failed)
    whole = question.variable is None
    is_json = fmt == "json"
    text = to_json(variables_json(answer)) if is_json else render_variables(answer, session.paint, whole=whole)
    session.write(text, output)
    return session.finish(failed)


def find_code(name: str) -> Code | None:
    """The code that ``SC0405``, ``sc405`` or ``405`` names."""
    found = _NAME.fullmatch(name.strip())
    wanted = f"SC{int(found[1]):04}" if found else ""
    return next((code for code in CODES if code.value == wanted), None)


def find_question(name: str) -> Question | None:
    """``COMPONENT.vars`` or ``COMPONENT.vars.NAME``, split at the first ``.vars``; components may have dots."""
    component, dot, rest = f"{name}.".partition(".vars.")
    if not component or not dot:
        return None
    path = parse_path(rest.removesuffix("."))
    if path is None:
        return None if rest else Question(component, None)
    return Question(component, str(path[0])) if len(path) == 1 else None


def _unknown(name: str) -> str:
    """What is said of a word that is nothing, with what may have been meant."""
    found = _NAME.fullmatch(name.strip())
    if found:
        near = asked(nearest(f"SC{int(found[1]):04}", (code.value for code in CODES)))
        return f"there is no code `{name}`; {near or '`stackc explain` lists them'}"
    words = name.lower().split()
    titled = [code.value for code in CODES if words and all(word in code.title.lower() for word in words)][:3]
    near = asked(nearest(name, section_names()) or titled)
    lists = "`stackc explain` lists the codes, `stackc explain sections` the sections"
    return f"there is no code or section `{name}`; {near or lists}"


def read_page(code: Code) -> str:
    """The page of a code as it ships: in the wheel beside the packages, in a checkout where it is written."""
    packages = Path(__file__).parents[1]
    shipped = packages / "pages"
    folder = shipped if shipped.is_dir() else packages.parent / "docs" / "diagnostics"
    return (folder / f"{code.value}.md").read_text(encoding="utf-8")
