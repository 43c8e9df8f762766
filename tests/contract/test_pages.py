"""The pages of the documentation: generated ones are what the code says, links lead somewhere, commands can be typed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from stackc.base.codes import Code
from stackc.cli.app import app
from stackc.cli.options import UsageError, split_globals
from stackc.cli.request import parse_request
from tests.kit.reference import BEGIN, END, commands_page, headings, settings_page, slug, with_contents

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "README.md"
PAGES = [ROOT / "README.md", ROOT / "examples/landing-zone/README.md", *sorted(DOCS.rglob("*.md"))]
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LANGUAGE = DOCS / "language.md"


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


# --- written by code


@pytest.mark.parametrize(
    ("file", "written"),
    [
        pytest.param("reference/commands.md", commands_page, id="commands"),
        pytest.param("reference/settings.md", settings_page, id="settings"),
        pytest.param("language.md", lambda: with_contents(text_of(LANGUAGE)), id="contents of the language"),
    ],
)
def test_what_code_writes_is_what_the_page_says(file: str, written: Callable[[], str], update_golden: bool) -> None:
    page = DOCS / file
    if update_golden:
        page.parent.mkdir(exist_ok=True)
        page.write_text(written(), encoding="utf-8")
    assert text_of(page) == written()


def test_contents_name_every_heading_once() -> None:
    page = text_of(LANGUAGE)
    listed = re.findall(r"^ *- \[(.+)\]\(#(.+)\)$", page.partition(BEGIN)[2].partition(END)[0], re.MULTILINE)
    assert [text for text, _ in listed] == [text for _, text in headings(page)]
    assert len({anchor for _, anchor in listed}) == len(listed) > 50


def test_a_heading_in_a_block_is_none() -> None:
    assert headings("## A b\n```\n## c\n```\n### 1.2 D!\n") == [(2, "A b"), (3, "1.2 D!")]
    assert slug("1.5 Repositories with an `atmos.yaml`") == "15-repositories-with-an-atmosyaml"


# --- links


def links(page: Path) -> list[str]:
    found = _LINK.findall(_FENCED.sub("", text_of(page)))
    return [link for link in found if not re.match(r"https?:|mailto:", link)]


def broken(page: Path, link: str) -> bool:
    """Whether a link of a page leads to no file, or to no heading of it."""
    file, _, anchor = link.partition("#")
    target = (page.parent / file).resolve() if file else page
    if not target.exists():
        return True
    return bool(anchor) and anchor not in {slug(text) for _, text in headings(text_of(target))}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_pages_and_headings_that_there_are(page: Path) -> None:
    assert [link for link in links(page) if broken(page, link)] == []


@pytest.mark.parametrize("link", ["nowhere.md", "security.md#nothing", "#nothing"])
def test_a_link_to_nothing_is_noticed(link: str) -> None:
    assert broken(INDEX, link)


def indexed() -> Iterator[Path]:
    """The pages that the index has to name: of a folder with an index of its own, that alone."""
    for page in sorted(DOCS.rglob("*.md")):
        own = page.parent / "README.md"
        if page != INDEX and (page == own or page.parent == DOCS or not own.exists()):
            yield page


def test_the_index_names_every_page() -> None:
    named = {(DOCS / link.partition("#")[0]).resolve() for link in links(INDEX)}
    assert [name(page) for page in indexed() if page not in named] == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_codes_that_pages_name_exist(page: Path) -> None:
    assert set(re.findall(r"\bSC\d{4}\b", text_of(page))) <= {code.value for code in Code}


# --- commands that pages tell their readers to type

_TYPED = re.compile(r"`(stackc [^`]+)`|^(?:\$ | *- (?:run: )?)(?:[A-Z_]+=\S+ )?(stackc .+)$", re.MULTILINE)
_ASIDE = ("language.md", "library.md")
"""Pages whose commands are run, or that show what is refused."""
SPOKEN = [page for page in PAGES if page.name not in _ASIDE and page.parent.name not in ("diagnostics", "reference")]


def typed(page: Path) -> list[str]:
    """Every command line of ours on a page, in its text, its examples and its pipelines."""
    page_text = re.sub(r"\$\{\{.*?\}\}", "main", text_of(page))  # what a pipeline of GitHub puts in
    found = (" ".join((inline or line).partition(" >")[0].split()) for inline, line in _TYPED.findall(page_text))
    return sorted({each for each in found if not re.search(r"[…|<]|--help|\bCOMMAND\b|[A-Z]+\.\.\.", each)})


def refused(line: str) -> str:
    """What is wrong with a command line as such, whatever the repository is; empty when nothing is."""
    try:
        _, words = split_globals(shlex.split(line)[1:])
        if words[:1] == ["terraform"] and words[1:]:
            parse_request(words[1:], lambda path: path, lambda _: False)
            return ""
        _enter(typer.main.get_command(app), words)
    except Exception as error:  # a usage error of either parser, whose classes move between versions of typer
        if not isinstance(error, UsageError) and not hasattr(error, "format_message"):
            raise
        return str(error) or type(error).__name__
    return ""


def _enter(command: object, words: list[str]) -> None:
    """Take the words apart as the command tree does, and run nothing. A command alone is a mention of it."""
    inner: dict[str, object] = getattr(command, "commands", {})
    if inner and words and not words[0].startswith("-"):
        below = inner.get(words[0])
        _enter(inner["stack"], words) if below is None and "stack" in inner else _enter(
            _known(below, words[0]), words[1:]
        )
        return
    if not words:
        return
    getattr(command, "make_context")("stackc", list(words))  # noqa: B009  # the class differs between versions of typer


def _known(command: object, word: str) -> object:
    if command is None:
        raise UsageError(f"there is no command `{word}`")
    return command


@pytest.mark.parametrize("page", SPOKEN, ids=name)
def test_commands_on_pages_can_be_typed(page: Path) -> None:
    assert {line: said for line in typed(page) if (said := refused(line))} == {}


@pytest.mark.parametrize(
    "line",
    [
        "stackc lits stacks",
        "stackc list stakcs",
        "stackc validate --formt json",
        "stackc describe component -s dev",
        "stackc terraform pln app -s dev",
        "stackc --allow-env A validate",
    ],
)
def test_a_command_that_cannot_be_typed_is_noticed(line: str) -> None:
    assert refused(line)
