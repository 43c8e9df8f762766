"""The plugins that all instances share: when there is a cache of ours, where, and who waits for whom."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from stackc.run.plugin_cache import VARIABLE, PluginCache
from stackc.run.terraform import Binary, Call
from stackc.system.files import DiskWorkplace
from stackc.system.locks import hold
from tests.unit.run.bench import BINARY, PROJECT, S3, Bench, Started, named, stack

LOCKED = {"components/terraform/app/.terraform.lock.hcl": "# providers\n"}


def run(root: Path, body: str = "app: {}", verb: str = "plan", project: str = "", **env: str) -> list[Started]:
    """The children of a run of ``app``, whose providers are locked."""
    files = {**stack(body, S3), **LOCKED, "stackc.yaml": PROJECT + project}
    bench = Bench(root, files, env={"HOME": str(root / "home"), **env})
    call = Call("init") if verb == "init" else Call("plan")
    assert bench.runner.run(named("app@dev"), call).code == 0
    return bench.children.started


def caches(started: list[Started]) -> set[str | None]:
    return {child.env.get(VARIABLE) for child in started}


def lock_of(root: Path, cache: str | None = None, binary: Binary = BINARY) -> str | None:
    plugins = PluginCache(binary, {"HOME": str(root / "home")}, DiskWorkplace())
    return plugins.lock_for({VARIABLE: cache or str(root / "home/.cache/stackc/plugins")})


def test_plugins_are_kept_in_the_callers_caches(tmp_path: Path) -> None:
    folder = tmp_path / "home/.cache/stackc/plugins"
    assert caches(run(tmp_path)) == {str(folder)}
    assert [each.name for each in folder.iterdir()] == ["CACHEDIR.TAG"]


def test_the_caches_may_be_elsewhere(tmp_path: Path) -> None:
    assert caches(run(tmp_path, XDG_CACHE_HOME=str(tmp_path / "x"))) == {str(tmp_path / "x/stackc/plugins")}


def test_the_project_may_name_a_folder(tmp_path: Path) -> None:
    project = "components: {terraform: {plugin_cache_dir: .plugins}}\n"
    assert caches(run(tmp_path, project=project)) == {str(tmp_path / ".plugins")}


@pytest.mark.parametrize(
    ("body", "project", "env"),
    [
        pytest.param("app: {}", "components: {terraform: {plugin_cache: false}}\n", {}, id="switched off"),
        pytest.param("app: {env: {TF_PLUGIN_CACHE_DIR: ''}}", "", {}, id="the component wants none"),
        pytest.param("app: {env: {TF_CLI_CONFIG_FILE: x}}", "", {}, id="the component has settings of its own"),
        pytest.param("app: {}", "", {"HOME": ""}, id="no home"),
        pytest.param("app: {}", "", {"HOME": "/dev/null"}, id="a home that nobody writes to"),
    ],
)
def test_without_a_place_terraform_fetches_as_ever(
    body: str, project: str, env: dict[str, str], tmp_path: Path
) -> None:
    assert caches(run(tmp_path, body, project=project, **env)) <= {None, ""}


def test_a_component_whose_providers_are_not_locked_gets_none(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), env={"HOME": str(tmp_path / "home")})
    assert bench.runner.run(named("app@dev"), Call("plan")).code == 0
    assert caches(bench.children.started) == {None}
    assert not (tmp_path / "home").exists()


def test_the_callers_own_cache_stays(tmp_path: Path) -> None:
    assert caches(run(tmp_path / "one", TF_PLUGIN_CACHE_DIR="/theirs")) == {"/theirs"}
    config = tmp_path / "two/home/.terraformrc"
    config.parent.mkdir(parents=True)
    config.write_text('disable_checkpoint = true\nplugin_cache_dir = "$HOME/theirs"\n')
    assert caches(run(tmp_path / "two")) == {None}


def test_a_dry_run_makes_no_folder(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {}"), **LOCKED}, env={"HOME": str(tmp_path / "home")}, dry=True)
    prepared = bench.runner.preparation.prepare(named("app@dev"), Call("plan"), lambda _: None)
    assert prepared is not None
    assert VARIABLE in prepared.environment
    assert not (tmp_path / "home").exists()


def test_terraform_before_the_lock_file_was_safe_gets_none(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {}"), **LOCKED})
    instance = bench.compilation.instance(named("app@dev")).instance
    assert instance is not None
    plugins = PluginCache(Binary("/x", "terraform", "1.3.9"), {"HOME": str(tmp_path)}, DiskWorkplace())
    assert plugins.environment(instance, has_lock_file=True) == {}


# --- one at a time


@pytest.mark.parametrize("verb", ["plan", "init"])
def test_an_init_is_alone_and_hands_that_to_its_child(verb: str, tmp_path: Path) -> None:
    started = run(tmp_path, verb=verb)
    assert [len(child.inherited) for child in started if child.arguments[0] == "init"] == [2]
    assert [len(child.inherited) for child in started if child.arguments[0] != "init"] == (
        [1] if verb == "plan" else []
    )


def test_who_waits_for_whom_is_said(tmp_path: Path) -> None:
    lock = lock_of(tmp_path)
    assert lock is not None
    bench = Bench(tmp_path, {**stack("app: {}"), **LOCKED}, env={"HOME": str(tmp_path / "home")})

    def busy(path: str, owner: str, on_wait: Callable[[str], None]) -> AbstractContextManager[int]:
        if path == lock:
            on_wait("web@prod")
        return hold(path, owner, on_wait)

    bench.workplace.hold = busy  # type: ignore[method-assign]
    assert bench.runner.run(named("app@dev"), Call("plan")).code == 0
    assert "app@dev waits until plugins are there for web@prod" in [event.text for event in bench.events]


@pytest.mark.parametrize(
    ("binary", "waits"),
    [
        pytest.param(BINARY, True, id="Terraform"),
        pytest.param(Binary("/x", "terraform", "1.14.0"), True, id="a newer Terraform"),
        pytest.param(Binary("/x", "tofu", "1.9.4"), True, id="OpenTofu before it locked"),
        pytest.param(Binary("/x", "tofu", "1.10.0"), False, id="OpenTofu that locks"),
        pytest.param(Binary("/x", "tofu", ""), True, id="no version"),
    ],
)
def test_what_does_not_lock_its_cache_is_run_alone(binary: Binary, waits: bool, tmp_path: Path) -> None:
    assert (lock_of(tmp_path, binary=binary) is not None) is waits


def test_each_cache_has_a_lock_of_its_own(tmp_path: Path) -> None:
    assert lock_of(tmp_path) != lock_of(tmp_path, "/theirs")
    plugins = PluginCache(BINARY, {"HOME": str(tmp_path)}, DiskWorkplace())
    assert plugins.lock_for({"HOME": str(tmp_path)}) is None
