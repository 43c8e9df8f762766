"""``schema``: what is published, on stdout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.render.schemas import SCHEMAS, schema_text
from tests.kit.command import run_here


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed_as_it_is_published_without_any_project(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_here("schema", name) == (0, schema_text(name), "")


def test_without_a_name_all_are_listed_with_their_titles() -> None:
    said = run_here("schema")
    assert (said.code, [line.split()[0] for line in said.out.splitlines()]) == (0, list(SCHEMAS))
    assert all(str(SCHEMAS[line.split()[0]]()["title"]) in line for line in said.out.splitlines())


def test_a_schema_goes_to_the_file_that_is_named(tmp_path: Path) -> None:
    said = run_here("schema", "project", "-o", str(tmp_path / "x.json"))
    assert (said.code, said.out) == (0, "")
    assert json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))["title"] == "stackc.yaml"


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("manifset", "did you mean `manifest`?"),
        ("zzz", "`stackc schema` lists them"),
        ("", "`stackc schema` lists them"),
    ],
)
def test_an_unknown_schema_is_wrong_usage(name: str, advice: str) -> None:
    assert run_here("schema", name) == (2, "", f"stackc: there is no schema `{name}`; {advice}\n")
