"""Each diagnostic code has a page, and the page is its test: what is shown is printed, what is called right is right.

``pytest tests/contract/test_diagnostic_pages.py --update-golden`` writes what commands print, and what the registry says of
a code, into the pages; read the difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.config.settings import SETTINGS
from stackc.version import __version__
from tests.kit.examples import first_file
from tests.kit.page_parts import AREAS, index_text, with_switch
from tests.kit.pages import (
    ANOTHER,
    ATMOS,
    CAUSES,
    RIGHT,
    SWITCH,
    WRONG,
    Act,
    Block,
    Page,
    PageFault,
    Section,
    Step,
    acts_of,
    answered,
    emit_page,
    is_own,
    make_repository,
    mended,
    parse_page,
    run_acts,
)

PAGES = Path(__file__).parents[2] / "docs" / "diagnostics"
INDEX = (PAGES / "README.md").read_text(encoding="utf-8")
NAMES = sorted(path.stem for path in PAGES.glob("SC*.md"))
TEXTS = {name: (PAGES / f"{name}.md").read_text(encoding="utf-8") for name in NAMES}
TERRAFORM = """\
#!/bin/sh
case "$1" in version) echo '{"terraform_version": "1.11.4"}' ;; esac
"""
GIVEN = {**first_file(INDEX), "components/terraform/app/main.tf": "", "bin/terraform": TERRAFORM}
"""Files that all examples have."""
SHOWN = re.compile(
    r"^(?:error|warning|note)\[(SC\d{4})\].*(?:\n {4}(?! *-->).*)*(?:\n *--> (.+):(\d+):(\d+))?$", re.MULTILINE
)
"""A diagnostic: its code and, where it has one, its place."""


def page_of(name: str) -> Page:
    return parse_page(TEXTS[name])


def printed_by(acts: Sequence[Act]) -> str:
    """All that commands of ours print, as the page has it."""
    return "".join(act.printed for act in acts if isinstance(act, Step) and is_own(act))


# --- the answers


@pytest.mark.parametrize("name", NAMES)
def test_commands_print_what_the_page_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    page = page_of(name)
    sections = [answered_section(page, each, tmp_path / str(at), monkeypatch) for at, each in enumerate(page.sections)]
    now = emit_page(replace(page, sections=tuple(sections)))
    if update_golden:
        (PAGES / f"{name}.md").write_text(now, encoding="utf-8")
    else:
        assert now == TEXTS[name]


def answered_section(page: Page, section: Section, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Section:
    """The section with what its commands print, and with what the registry says."""
    if section.title == SWITCH:
        return with_switch(section, Code(page.code))
    acts = acts_of(section)
    if not any(map(is_own, acts)) or "not run" in section.reasons:
        return section
    folder.mkdir()
    whole = mended(page.section(WRONG), section) if section.title == RIGHT else acts
    return answered(section, run_acts(whole, folder, GIVEN, monkeypatch))


@pytest.mark.parametrize("name", [name for name in NAMES if "not run" not in page_of(name).section(RIGHT).reasons])
def test_a_right_example_has_no_finding(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(name)
    right = acts_of(page.section(RIGHT))
    assert right, "the section changes nothing"
    steps: Sequence[Act] = right
    if not any(map(is_own, right)):  # else the page has the answer already
        steps = run_acts(mended(page.section(WRONG), page.section(RIGHT)), tmp_path, GIVEN, monkeypatch)
    assert SHOWN.findall(printed_by(steps)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_example_shows_its_code_and_no_other_but_those_it_names(name: str) -> None:
    for case in page_of(name).cases:
        named = {reason.removeprefix("with ") for reason in case.reasons if reason.startswith("with ")}
        assert {code for code, *_ in SHOWN.findall(printed_by(acts_of(case)))} == {name, *named}


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_names_a_place_of_the_example_or_the_page_says_why_not(name: str, tmp_path: Path) -> None:
    for at, case in enumerate(page_of(name).cases):
        acts = acts_of(case)
        folder = tmp_path / str(at)
        make_repository(acts, folder, GIVEN)
        places = [place for code, *place in SHOWN.findall(printed_by(acts)) if code == name]
        placed = [place for place in places if any(place)]
        assert (len(placed) < len(places)) == ("no place" in case.reasons)
        assert all(is_in(folder / file, int(line), int(column)) for file, line, column in placed), placed


def is_in(path: Path, line: int, column: int) -> bool:
    """True for a character of a file, for the place behind the last one of a line, and for the whole of a link."""
    if path.is_symlink():
        return (line, column) == (1, 1)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


# --- the pages


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert sorted(code.value for code in Code) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_its_sections_in_order(name: str) -> None:
    page = page_of(name)
    assert page.code == name
    titles = [section.title for section in page.sections]
    further = [title for title in titles if title.startswith(ANOTHER)]
    assert titles == ["", WRONG, RIGHT, *further, CAUSES, ATMOS, SWITCH]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_called_like_its_code(name: str) -> None:
    assert page_of(name).title == Code(name).title


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_the_code_means_and_how_one_gets_there(name: str) -> None:
    page = page_of(name)
    meaning = page.section("").prose
    assert len(meaning.strip()) > 60
    assert 1 <= len(re.findall(r"[.?!:](?=\s|$)", meaning)) <= 6
    assert re.fullmatch(r"\n(?:\d\. .+\n(?:   .+\n)*)+\n", page.section(CAUSES).prose)
    assert page.section(ATMOS).prose.strip()


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_of_the_switch_what_the_registry_says(name: str) -> None:
    section = page_of(name).section(SWITCH)
    assert with_switch(section, Code(name)) == section


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_as_wide_as_all_text_and_refers_to_what_exists(name: str) -> None:
    prose = "".join(section.prose for section in page_of(name).sections)
    assert [line for line in prose.splitlines() if len(line) > 120] == []
    assert set(re.findall(r"\bSC\d{4}\b", prose)) <= {code.value for code in Code}


@pytest.mark.parametrize("name", NAMES)
def test_settings_that_a_page_names_are_settings(name: str) -> None:
    prose = "".join(section.prose for section in page_of(name).sections)
    named = set(re.findall(r"`((?:stacks|templates|components|secrets|files|schemas|diagnostics)\.[a-z_.]+)", prose))
    assert named <= {setting.name for setting in SETTINGS}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_nothing_of_the_machine_it_was_written_on(name: str) -> None:
    assert not re.search(r"/tmp/|/home/|/Users/|\d+ ms|\d\d:\d\d:\d\d", TEXTS[name])
    assert all(__version__ not in printed_by(acts_of(case)) for case in page_of(name).cases)


def test_the_index_has_every_code(update_golden: bool) -> None:
    start = INDEX.index(f"\n## {AREAS['00']}\n") if f"\n## {AREAS['00']}\n" in INDEX else len(INDEX)
    now = INDEX[:start] + index_text()
    if update_golden:
        (PAGES / "README.md").write_text(now, encoding="utf-8")
    else:
        assert now == INDEX


def test_every_code_belongs_to_an_area() -> None:
    assert {code.value[2:4] for code in Code} == AREAS.keys()


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_the_language_page_names_every_code(code: Code) -> None:
    assert code.value in (PAGES.parent / "language.md").read_text(encoding="utf-8")


# --- the format

PAGE = """\
# SC0405: a title

What it means.

## Wrong

<!-- no place: a reason -->

```yaml title="a.yaml"
x: 1
```

```console
$ touch b
$ A=b stackc version
answer
```
"""


def test_a_page_is_written_as_it_was_read() -> None:
    page = parse_page(PAGE)
    [first, wrong] = page.sections
    assert (page.code, page.title, first.prose) == ("SC0405", "a title", "\nWhat it means.\n\n")
    assert wrong.reasons == {"no place": "a reason"}
    assert acts_of(wrong) == (
        Block("yaml", "a.yaml", "x: 1\n"),
        Step("touch b"),
        Step("A=b stackc version", "answer\n"),
    )
    assert emit_page(page) == PAGE


RIGHT_PAGE = f"""\
{PAGE}
## Right

```yaml title="a.yaml"
x: 2
```

```console
$ rm b
```
"""


def test_a_right_example_comes_over_the_wrong_one() -> None:
    page = parse_page(RIGHT_PAGE)
    assert mended(page.section(WRONG), page.section(RIGHT)) == (
        Block("yaml", "a.yaml", "x: 1\n"),
        Step("touch b"),
        Block("yaml", "a.yaml", "x: 2\n"),
        Step("rm b"),
        Step("A=b stackc version", "answer\n"),
    )


def test_a_right_example_with_commands_of_its_own_does_without_the_wrong_ones() -> None:
    page = parse_page(RIGHT_PAGE.replace("$ rm b", "$ stackc validate"))
    assert [act.line for act in mended(page.section(WRONG), page.section(RIGHT)) if isinstance(act, Step)] == [
        "touch b",
        "stackc validate",
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("a title\n", "begins with a code", id="no title"),
        pytest.param("# SC0405: a title\n```yaml\n", "not closed", id="an open block"),
    ],
)
def test_a_malformed_page_is_refused(text: str, why: str) -> None:
    with pytest.raises(PageFault, match=why):
        parse_page(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("```console\nanswer\n```\n", "begins with a command", id="an answer to nothing"),
        pytest.param("```yaml\na: 1\n```\n", "a file or a console", id="a block without a title"),
        pytest.param('```yaml title="a"\n```\n```yaml title="a"\n```\n', "twice", id="a file twice"),
    ],
)
def test_a_malformed_example_is_refused(text: str, why: str) -> None:
    page = parse_page(f"# SC0405: a title\n## Wrong\n{text}")
    with pytest.raises(PageFault, match=why):
        acts_of(page.section(WRONG))


def test_a_section_that_is_missing_is_refused() -> None:
    with pytest.raises(PageFault, match="0 sections `Wrong`"):
        parse_page("# SC0405: a title\n").section(WRONG)


def test_a_preparation_that_fails_fails_the_example(tmp_path: Path) -> None:
    with pytest.raises(PageFault, match="`false` ends with 1"):
        make_repository([Step("false")], tmp_path, {})


def test_a_command_that_ends_as_it_does_not_look_fails_the_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PageFault, match="ends with 2"):
        run_acts((Step("stackc nonsense"),), tmp_path, {}, monkeypatch)


def test_an_answer_is_shown_as_on_a_terminal_with_what_children_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [step] = run_acts(acts_of(page_of("SC0914").section(WRONG)), tmp_path, GIVEN, monkeypatch)
    assert step.printed.index("Error: no credentials") < step.printed.index("error[SC0914]")
