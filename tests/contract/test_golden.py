"""One golden case for every diagnostic code: the whole answer to the smallest mistake that leads to it.

``pytest tests/contract/test_golden.py --update-golden`` writes what commands print into the cases; read the difference.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.version import __version__
from tests.kit.golden import Case, CaseFault, Step, emit_case, make_repository, parse_case, run_case

GOLDEN = Path(__file__).parents[1] / "golden"
AREAS = {
    "00": "project",
    "01": "syntax",
    "02": "manifest",
    "03": "merge",
    "04": "link",
    "05": "evaluate",
    "06": "check",
    "07": "graph",
    "08": "artifact",
    "09": "run",
}
"""The folder of a code by the first two digits of its number."""
NAMES = sorted(path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.txt"))
SHOWN = re.compile(
    r"^(?:error|warning)\[(SC\d{4})\].*(?:\n {4}(?! *-->).*)*(?:\n *--> (.+):(\d+):(\d+))?$", re.MULTILINE
)
"""A diagnostic: its code and, where it has one, its place."""


def case_of(name: str) -> Case:
    return parse_case((GOLDEN / name).read_text(encoding="utf-8"))


def code_of(name: str) -> str:
    return Path(name).name[:6]


# --- the answers


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_is_the_one_in_the_case(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update_golden: bool
) -> None:
    written = (GOLDEN / name).read_text(encoding="utf-8")
    now = emit_case(run_case(parse_case(written), tmp_path, monkeypatch))
    if update_golden:
        (GOLDEN / name).write_text(now, encoding="utf-8")
    else:
        assert now == written


# --- the cases


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_every_code_has_one_case_in_the_folder_of_its_area_or_a_page(code: Code) -> None:
    if (GOLDEN.parents[1] / "docs" / "diagnostics" / f"{code.value}.md").exists():
        return
    [name] = [name for name in NAMES if code_of(name) == code.value]
    assert re.fullmatch(rf"{AREAS[code.value[2:4]]}/{code.value}-[a-z0-9]+(-[a-z0-9]+)*\.txt", name)


def test_every_case_belongs_to_a_code() -> None:
    assert {code_of(name) for name in NAMES} <= {code.value for code in Code}


@pytest.mark.parametrize("name", NAMES)
def test_a_case_shows_its_code_and_no_other_but_those_it_names(name: str) -> None:
    case = case_of(name)
    named = {reason.removeprefix("with ") for reason in case.reasons if reason.startswith("with ")}
    assert {code for code, *_ in SHOWN.findall(case.printed)} == {code_of(name), *named}


@pytest.mark.parametrize("name", NAMES)
def test_a_finding_names_a_place_of_the_case_or_the_case_says_why_not(name: str, tmp_path: Path) -> None:
    case = case_of(name)
    make_repository(case, tmp_path)
    places = [place for code, *place in SHOWN.findall(case.printed) if code == code_of(name)]
    placed = [place for place in places if any(place)]
    assert (len(placed) < len(places)) == ("no place" in case.reasons)
    assert all(is_in(tmp_path / file, int(line), int(column)) for file, line, column in placed), placed


def is_in(path: Path, line: int, column: int) -> bool:
    """True for a character of a file, for the place behind the last one of a line, and for the whole of a link."""
    if path.is_symlink():
        return (line, column) == (1, 1)
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return 1 <= line <= len(lines) and 1 <= column <= len(lines[line - 1]) + 1


@pytest.mark.parametrize("name", NAMES)
def test_a_case_holds_nothing_of_the_machine_it_was_written_on(name: str) -> None:
    text = (GOLDEN / name).read_text(encoding="utf-8")
    assert not re.search(r"/tmp/|/home/|/Users/|\d+ ms|\d\d:\d\d:\d\d", text)
    assert __version__ not in case_of(name).printed


# --- the format

CASE = """\
# A rule.
# no place: a reason

-- a.yaml --
x: 1

-- empty --

-- $ touch b --

-- $ A=b stackc validate --
answer

-- exit 0 --
"""


def test_a_case_is_written_as_it_was_read() -> None:
    case = parse_case(CASE)
    assert case == Case(
        ("A rule.", "no place: a reason"),
        {"a.yaml": "x: 1\n", "empty": ""},
        ("touch b",),
        (Step("A=b stackc validate", "answer\n", 0),),
    )
    assert emit_case(case) == CASE


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("-- $ stackc validate --\n", "begins with a comment", id="no rule"),
        pytest.param("# A rule.\n-- a.yaml --\n", "runs `stackc`", id="no command"),
        pytest.param("# A rule.\n-- $ touch b --\n", "runs `stackc`", id="no command of ours"),
        pytest.param("# A rule.\n-- exit 0 --\n", "ends no command", id="an end of nothing"),
        pytest.param("# A rule.\n-- $ touch b --\nx\n", "prints nothing", id="a preparation that prints"),
        pytest.param("# A rule.\n-- $ stackc validate --\n-- a --\n", "too late", id="a file too late"),
        pytest.param("# A rule.\n-- $ stackc validate --\n-- $ ls --\n", "too late", id="a preparation too late"),
        pytest.param("# A rule.\n-- a --\n-- a --\n-- $ stackc validate --\n", "twice", id="a file twice"),
    ],
)
def test_a_malformed_case_is_refused(text: str, why: str) -> None:
    with pytest.raises(CaseFault, match=why):
        parse_case(text)


def test_a_preparation_that_fails_fails_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = parse_case("# A rule.\n-- $ false --\n-- $ stackc version --\n")
    with pytest.raises(CaseFault, match="`false` ends with 1"):
        run_case(case, tmp_path, monkeypatch)


def test_an_answer_is_shown_as_on_a_terminal_with_what_children_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "run/SC0914-terraform-fails.txt"
    [step] = run_case(case_of(name), tmp_path, monkeypatch).steps
    assert step.printed.index("Error: no credentials") < step.printed.index("error[SC0914]")
