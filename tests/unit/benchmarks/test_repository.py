"""The repositories that are measured: the same bytes each time, the shape that is promised, nothing wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.repository import draft, files_of, write_repository
from tests.kit.command import run_here

TINY = 0.02


def test_the_same_scale_and_seed_give_the_same_files() -> None:
    assert list(files_of(TINY, seed=3)) == list(files_of(TINY, seed=3))


def test_another_seed_gives_other_values_in_the_same_files() -> None:
    first, second = dict(files_of(TINY, seed=1)), dict(files_of(TINY, seed=2))
    assert first != second
    assert [path for path in first if "catalog" in path] == [path for path in second if "catalog" in path]


@pytest.mark.parametrize(("scale", "manifests", "top_level"), [(0.1, 98, 32), (1, 831, 313)])
def test_it_has_as_many_manifests_as_promised(scale: float, manifests: int, top_level: int) -> None:
    made = draft(scale).manifests
    tops = [path for path in made if path.startswith("orgs/") and not path.endswith("_defaults")]
    assert (len(made), len(tops)) == (manifests, top_level)


def test_at_scale_one_it_has_as_many_instances_as_the_published_one() -> None:
    made = draft(1)
    tops = [path for path in made.manifests if path.startswith("orgs/") and not path.endswith("_defaults")]
    assert sum(len(made.components[path]) for path in tops) == pytest.approx(9306, rel=0.01)


def test_it_holds_all_that_costs_something() -> None:
    text = "\n".join(text for _, text in files_of(0.1))
    for feature in (
        "inherits:",
        "{{ .vars.stage }}",
        "!env",
        "!terraform.state",
        "!terraform.output",
        "locals:",
        "depends_on:",
    ):
        assert feature in text


def test_nothing_is_wrong_with_it(tmp_path: Path) -> None:
    assert write_repository(tmp_path, TINY) > 30
    said = run_here("validate", "-C", str(tmp_path))
    assert (said.code, said.out.partition(":")[2].split(";")[0].strip()) == (0, "no errors")


def test_its_modules_are_held_to_what_they_declare(tmp_path: Path) -> None:
    write_repository(tmp_path, TINY)
    leaf = tmp_path / "stacks/orgs/o1/t01/dev/gbl.yaml"
    leaf.write_text(leaf.read_text().replace("instance_count:", "instance_cuont:", 1))
    said = run_here("validate", "-C", str(tmp_path))
    assert "instance_cuont" in said.err + said.out
