"""Sections in words: every one is explained, as the table has it, with an example that compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.explain.sections import Explained, explain_section, section_names
from stackc.manifest.sections import ABOUT, SECTIONS
from stackc.project.findings import find_all
from stackc.project.open_project import open_project
from stackc.render.pages import plain_page
from tests.kit.command import PROJECT, write_files
from tests.kit.reference import headings

LANGUAGE = Path(__file__).parents[3] / "docs" / "language.md"


def explained(name: str) -> Explained:
    found = explain_section(name)
    assert found is not None
    return found


def test_every_section_is_explained_and_nothing_else() -> None:
    assert set(SECTIONS) == set(ABOUT)
    assert set(SECTIONS) <= set(section_names())
    assert explain_section("varz") is None


@pytest.mark.parametrize("name", section_names())
def test_a_section_names_its_chapter(name: str) -> None:
    chapters = [text for _, text in headings(plain_page(LANGUAGE.read_text(encoding="utf-8")))]
    assert explained(name).chapter in chapters
    assert explained(name).about


@pytest.mark.parametrize(
    ("name", "places", "word"),
    [
        pytest.param("vars", 5, "of the project", id="everywhere"),
        pytest.param("retry", 3, "", id="no root"),
        pytest.param("locals", 2, "of the project", id="bases and components"),
    ],
)
def test_places_and_lists_are_those_of_the_table(name: str, places: int, word: str) -> None:
    assert len(explained(name).places) == places
    assert not word or word not in explained(name).merged


def said_about(root: Path, example: str) -> list[Diagnostic]:
    """What is found in a repository of the example and what it needs."""
    name = "" if "name:" in example.split("\n")[0] else "vars: {stage: dev}\n"
    files = {
        "stackc.yaml": PROJECT,
        "stacks/catalog/app.yaml": "components: {terraform: {app: {}}}\n",
        "stacks/mixins/region/one.yaml": "vars: {region: one}\n",
        "stacks/deploy/dev.yaml": name + example + ("vars: {stage: dev}\n" if not name else ""),
        "components/terraform/app/main.tf": "",
        "components/terraform/vpc/main.tf": "",
    }
    return list(find_all(open_project(str(write_files(root, files)), {})))


@pytest.mark.parametrize("name", section_names())
def test_an_example_is_sound(name: str, tmp_path: Path) -> None:
    assert [each.message for each in said_about(tmp_path, explained(name).example)] == []
