"""What makes buckets of states: which instances do, when they go, and where their own state is meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackc.evaluate.instance import Instance
from stackc.graph.graph import build_graph
from stackc.run.keepers import Keepers, kept_with
from tests.unit.run.bench import GCS, LOCAL, PROJECT, S3, Bench, named, stack

THREE = "vpc: {}, web: {dependencies: {components: [vpc]}}, app: {dependencies: {components: [web]}}"
KEEPER = "terraform: {state_keepers: [web]}\n"
ORDER = ("app@dev", "web@dev", "vpc@dev")


def bench_of(root: Path, more: str = S3, project: str = KEEPER) -> Bench:
    return Bench(root, {"stackc.yaml": PROJECT + project, **stack(THREE, more)})


def keepers_of(bench: Bench) -> Keepers:
    return bench.runner.keepers


def instance(bench: Bench, name: str) -> Instance:
    found = bench.compilation.instance(named(name)).instance
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "project", "keeps"), [("web", KEEPER, True), ("app", KEEPER, False), ("web", "", False)]
)
def test_keepers_are_named_by_their_folders(name: str, project: str, keeps: bool, tmp_path: Path) -> None:
    assert keepers_of(bench_of(tmp_path, project=project)).is_keeper(named(f"{name}@dev")) is keeps


def test_a_folder_elsewhere_with_the_same_name_makes_a_keeper_too(tmp_path: Path) -> None:
    files = {**stack("root: {metadata: {component: aws/web}}"), "components/terraform/aws/web/main.tf": "# a module\n"}
    bench = Bench(tmp_path, {"stackc.yaml": PROJECT + KEEPER, **files})
    assert keepers_of(bench).is_keeper(named("root@dev"))


def order(bench: Bench, *ids: str) -> list[str]:
    return [str(id_) for id_ in keepers_of(bench).in_order([*map(named, ORDER)], [*map(named, ids)])]


def test_a_keeper_comes_after_what_is_in_its_bucket_also_after_what_it_depends_on(tmp_path: Path) -> None:
    assert order(bench_of(tmp_path), "web@dev") == ["app@dev", "vpc@dev", "web@dev"]


@pytest.mark.parametrize("more", [LOCAL, GCS])
def test_whose_bucket_nobody_knows_stays_in_its_place(more: str, tmp_path: Path) -> None:
    assert order(bench_of(tmp_path, more), "web@dev") == [*ORDER]


def test_a_keeper_that_is_kept_stays_before_what_it_depends_on(tmp_path: Path) -> None:
    assert order(bench_of(tmp_path)) == [*ORDER]


def test_the_state_of_a_keeper_is_brought_beside_the_project_file(tmp_path: Path) -> None:
    bench = bench_of(tmp_path)
    home = keepers_of(bench).home_of(instance(bench, "web@dev"))
    assert home is not None
    assert str(home.state_address) == "local:stackc-state/web@dev/dev/terraform.tfstate"


@pytest.mark.parametrize(
    ("name", "more"), [("app@dev", S3), ("web@dev", LOCAL), ("web@dev", GCS)], ids=["no keeper", "local", "other store"]
)
def test_other_states_stay_where_they_are(name: str, more: str, tmp_path: Path) -> None:
    bench = bench_of(tmp_path, more)
    assert keepers_of(bench).home_of(instance(bench, name)) is None


def test_a_state_stays_where_the_module_alone_says_where_it_is(tmp_path: Path) -> None:
    project = f"{KEEPER}components: {{terraform: {{auto_generate_backend_file: false}}}}\n"
    bench = bench_of(tmp_path, project=project)
    module = 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\n'
    (tmp_path / "components/terraform/web/main.tf").write_text(module)
    assert keepers_of(bench).home_of(instance(bench, "web@dev")) is None


@pytest.mark.parametrize(
    ("row", "comes"),
    [
        ("local:stackc-state/web@dev/dev/terraform.tfstate", True),
        ("moving: s3://b/web/dev/k → local:stackc-state/web@dev/dev/terraform.tfstate", True),
        ("s3://b/web/dev/k", False),
        ("local:elsewhere/terraform.tfstate", False),
    ],
)
def test_a_destroy_that_has_begun_is_known_by_the_row(row: str, comes: bool, tmp_path: Path) -> None:
    bench = bench_of(tmp_path)
    bench.lock.update(lambda _: {named("web@dev"): row})
    assert keepers_of(bench).is_at_home(named("web@dev")) is comes


def test_what_stays_keeps_all_that_it_depends_on(tmp_path: Path) -> None:
    bench = bench_of(tmp_path)
    ids = [*map(named, ORDER)]
    graph = build_graph(bench.compilation, ids).value
    assert kept_with(graph, [named("web@dev")]) == {named("web@dev"), named("vpc@dev")}
    assert kept_with(graph, []) == set()
