"""Docstrings cite docs/language.md by headings that exist, and its sections are numbered in order."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_CITATION = re.compile(r"docs/language\.md, ([\w\s,!`-]+?)[.)]")
_HEADING = re.compile(r"^(#{2,3}) ([\d.]+) (.+)$", re.MULTILINE)
HEADINGS = _HEADING.findall(
    re.sub(r"^```.*?^```$", "", (ROOT / "docs" / "language.md").read_text("utf-8"), flags=re.M | re.S)
)
TOPICS = {title.lower() for _, _, title in HEADINGS}


def _citations() -> list[tuple[str, str]]:
    found = set()
    for file in sorted((ROOT / "stackc").rglob("*.py")):
        for topic in _CITATION.findall(file.read_text(encoding="utf-8")):
            found.add((str(file.relative_to(ROOT)), " ".join(topic.split())))
    return sorted(found)


CITATIONS = _citations()


def _is_cited_rightly(topic: str) -> bool:
    """A heading, or several with ``and`` between them."""
    return topic.lower() in TOPICS or all(part.lower() in TOPICS for part in re.split(r", | and ", topic))


@pytest.mark.parametrize(("file", "topic"), CITATIONS, ids=[f"{file}: {topic}" for file, topic in CITATIONS])
def test_cited_topic_is_a_heading(file: str, topic: str) -> None:
    assert _is_cited_rightly(topic), f"{file} cites `{topic}`; headings are {sorted(TOPICS)}"


def test_every_citation_is_understood() -> None:
    written = sum(path.read_text("utf-8").count("docs/language.md") for path in (ROOT / "stackc").rglob("*.py"))
    read = sum(len(_CITATION.findall(path.read_text("utf-8"))) for path in (ROOT / "stackc").rglob("*.py"))
    assert read == written


def test_sections_are_numbered_in_order() -> None:
    chapter, section, expected = 0, 0, []
    for marks, _, _ in HEADINGS:
        if marks == "##":
            chapter, section = chapter + 1, 0
            expected.append(str(chapter))
        else:
            section += 1
            expected.append(f"{chapter}.{section}")
    assert [number for _, number, _ in HEADINGS] == expected


def test_headings_are_unique() -> None:
    assert len(TOPICS) == len(HEADINGS)


@pytest.mark.parametrize(
    ("page", "pattern"),
    [
        pytest.param("coming-from-atmos.md", r"\[([\d., –]+)\]", id="coming from Atmos"),
        pytest.param("language.md", r"(?:\(|section )(\d+(?:\.\d+)?)\b(?![\w,])", id="the page itself"),
    ],
)
def test_numbers_that_pages_refer_to_are_sections(page: str, pattern: str) -> None:
    text = re.sub(r"^```.*?^```$", "", (ROOT / "docs" / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    named = {number for found in re.findall(pattern, text) for number in re.split(r"[, –]+", found)}
    assert len(named) > 10
    assert named <= {number for _, number, _ in HEADINGS}
