"""Which files are stacks, which files an import path names, and what is near a path that names none."""

from __future__ import annotations

import pytest

from stackc.manifest.index import ManifestIndex, Resolution, import_key, import_name, manifest_key
from tests.kit.world import MemoryWorld
from tests.unit.manifest.merged import Fenced


def index(*files: str, folder: str = "stacks") -> ManifestIndex:
    """The files below the stacks folder; a path that begins with ``/repo/`` is one beside it."""
    world = MemoryWorld({file if file.startswith("/") else f"stacks/{file}": "" for file in files})
    return ManifestIndex(world, folder)


# --- top-level files

FILES = ("a.yaml", "deploy/b.yml", "deploy/c.yaml.tmpl", "deploy/d.yml.tmpl", "deploy/e.json", "deploy/x/f.yaml")


@pytest.mark.parametrize(
    ("included", "excluded", "expected"),
    [
        pytest.param(
            ("**/*",),
            (),
            ("a.yaml", "deploy/b.yml", "deploy/c.yaml.tmpl", "deploy/d.yml.tmpl", "deploy/x/f.yaml"),
            id="all",
        ),
        pytest.param(("*",), (), ("a.yaml",), id="the folder alone"),
        pytest.param(("deploy/*",), (), ("deploy/b.yml", "deploy/c.yaml.tmpl", "deploy/d.yml.tmpl"), id="a folder"),
        pytest.param(("deploy/*.yml",), (), ("deploy/b.yml",), id="with an extension"),
        pytest.param(("deploy/*.*",), (), tuple(each for each in FILES if each.count("/") == 1), id="any extension"),
        pytest.param(("a", "deploy/b"), (), ("a.yaml", "deploy/b.yml"), id="two patterns"),
        pytest.param(("**/*",), ("deploy/**/*",), ("a.yaml",), id="excluded"),
        pytest.param(("**/*",), ("**/*.tmpl", "a.yaml"), ("deploy/b.yml", "deploy/x/f.yaml"), id="two of them"),
        pytest.param(
            ("**/*",),
            ("a",),
            ("a.yaml", "deploy/b.yml", "deploy/c.yaml.tmpl", "deploy/d.yml.tmpl", "deploy/x/f.yaml"),
            id="no extension is added to what is excluded",
        ),
        pytest.param(("./deploy/../a",), (), ("a.yaml",), id="dots"),
        pytest.param(("/stacks/a",), (), ("a.yaml",), id="from the root"),
        pytest.param(("/deploy/b",), (), (), id="from the root, not of the folder"),
        pytest.param((), (), (), id="no pattern"),
    ],
)
def test_files_are_stacks_that_are_included_and_not_excluded(
    included: tuple[str, ...], excluded: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert index(*FILES).top_level(included, excluded) == expected


# --- paths of imports


@pytest.mark.parametrize(
    ("path", "importer", "expected"),
    [
        pytest.param("catalog/a", "deploy/dev.yaml", Resolution(("catalog/a.yaml",)), id="no extension"),
        pytest.param("catalog/a.yaml", "deploy/dev.yaml", Resolution(("catalog/a.yaml",)), id="with it"),
        pytest.param("catalog/b", "deploy/dev.yaml", Resolution(("catalog/b.yml",)), id="the other one"),
        pytest.param("catalog/t", "x.yaml", Resolution(("catalog/t.yaml.tmpl",)), id="a template"),
        pytest.param(
            "catalog/t.yaml", "x.yaml", Resolution(("catalog/t.yaml.tmpl",)), id="a template by its bare name"
        ),
        pytest.param("catalog/u.yml", "x.yaml", Resolution(("catalog/u.yml.tmpl",), ("catalog/u.yml",)), id="it wins"),
        pytest.param("catalog/u", "x.yaml", Resolution(("catalog/u.yml",), ("catalog/u.yml.tmpl",)), id="or not"),
        pytest.param("catalog/two", "x.yaml", Resolution(("catalog/two.yaml",), ("catalog/two.yml",)), id="two fit"),
        pytest.param("./b", "catalog/a.yaml", Resolution(("catalog/b.yml",)), id="beside the importer"),
        pytest.param("../deploy/dev", "catalog/a.yaml", Resolution(("deploy/dev.yaml",)), id="above it"),
        pytest.param("./catalog/a", "deploy/dev.yaml", Resolution(()), id="not below it"),
        pytest.param(".a", "catalog/x.yaml", Resolution(()), id="a name with a dot is no path with one"),
        pytest.param("catalog/.hidden", "x.yaml", Resolution(("catalog/.hidden",)), id="a hidden name is whole"),
        pytest.param("catalog/v1.2", "x.yaml", Resolution(("catalog/v1.2",)), id="a dot ends a name"),
        pytest.param("catalog/missing", "x.yaml", Resolution(()), id="not there"),
        pytest.param("catalog", "x.yaml", Resolution(()), id="a folder"),
        pytest.param("../shared/s", "deploy/dev.yaml", Resolution(()), id="of the importer, not of the folder"),
        pytest.param("../../shared/s", "deploy/dev.yaml", Resolution(("../shared/s.yaml",)), id="outside"),
        pytest.param("/repo/shared/s", "deploy/dev.yaml", Resolution(("/repo/shared/s.yaml",)), id="absolute"),
        pytest.param("/repo/shared/x", "deploy/dev.yaml", Resolution(()), id="absolute, not there"),
    ],
)
def test_the_files_a_path_names(path: str, importer: str, expected: Resolution) -> None:
    files = ("a.yaml", "b.yml", "t.yaml.tmpl", "u.yml", "u.yml.tmpl", "two.yaml", "two.yml", ".hidden", "v1.2")
    found = index(*(f"catalog/{name}" for name in files), "deploy/dev.yaml", "/repo/shared/s.yaml")
    assert found.resolve(path, importer) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("m/*", ("m/a.yaml", "m/z.yaml"), id="a glob without a dot has the usual ending"),
        pytest.param("m/*.yaml", ("m/a.yaml", "m/z.yaml"), id="one folder"),
        pytest.param(
            "m/**/*.yaml", ("m/a.yaml", "m/z.yaml", "m/B/a.yaml", "m/c/a.yaml", "m/c/d/a.yaml"), id="files first"
        ),
        pytest.param("m/{c,B}/*.yaml", ("m/B/a.yaml", "m/c/a.yaml"), id="alternatives"),
        pytest.param("none/*.yaml", (), id="nothing fits"),
    ],
)
def test_the_files_a_glob_names_come_in_the_order_of_a_walk(path: str, expected: tuple[str, ...]) -> None:
    found = index("m/a.yaml", "m/z.yaml", "m/c/a.yaml", "m/c/d/a.yaml", "m/B/a.yaml", "m/x.json")
    assert found.resolve(path, "deploy/dev.yaml") == Resolution(expected)


@pytest.mark.parametrize("path", ["../../shared/*.yaml", "/repo/shared/*.yaml"])
def test_a_glob_may_lead_out_of_the_folder(path: str) -> None:
    found = index("deploy/dev.yaml", "/repo/shared/a.yaml", "/repo/shared/b.yaml", "/repo/shared/x/c.yaml")
    start = path[: path.index("*")].removeprefix("../")
    assert found.resolve(path, "deploy/dev.yaml").files == (f"{start}a.yaml", f"{start}b.yaml")


@pytest.mark.parametrize("path", ["../../../*.yaml", "/*/x.yaml", "../../../**/*.yaml"])
def test_what_the_project_lies_in_is_not_searched(path: str) -> None:
    assert index("deploy/dev.yaml", "/x.yaml", "/tmp/x.yaml").resolve(path, "deploy/dev.yaml") == Resolution(())


def test_a_folder_without_end_is_a_fault() -> None:
    world = Fenced({"stacks/a.yaml": "", "shared/b.yaml": ""}, endless=("shared",))
    found = ManifestIndex(world, "stacks").resolve("../shared/*.yaml", "a.yaml")
    assert found == Resolution((), fault="links lead to more than 100 files and folders, as `shared/loop` does")


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        pytest.param("../other/x", True, id="a file"),
        pytest.param("../other/*.yaml", True, id="a glob"),
        pytest.param("../more/x", False, id="another file"),
    ],
)
def test_what_is_refused_is_not_looked_for(path: str, refused: bool) -> None:
    world = Fenced({"stacks/a.yaml": ""}, refused=("other/x.yaml", "other"))
    assert ManifestIndex(world, "stacks").resolve(path, "a.yaml") == Resolution((), refused=refused)


def test_a_file_that_exists_is_found_before_anybody_is_asked() -> None:
    world = Fenced({"stacks/a.yaml": ""}, refused=("stacks/a.yaml",))
    assert ManifestIndex(world, "stacks").resolve("a", "b.yaml") == Resolution(("a.yaml",))


# --- the folder


@pytest.mark.parametrize("folder", ["", "/", "..", "../..", "../", "../../"])
def test_a_folder_the_project_lies_in_has_no_files(folder: str) -> None:
    found = ManifestIndex(Fenced({"stacks/a.yaml": "", "/x.yaml": ""}, links=("l",)), folder)
    assert (found.files, found.closed_links, found.endless) == ((), (), None)


@pytest.mark.parametrize("folder", ["../beside", "..beside", "."])
def test_a_folder_beside_the_project_has_its_files(folder: str) -> None:
    world = MemoryWorld({f"{folder}/a.yaml": ""})
    assert ManifestIndex(world, folder).files == ("a.yaml",)


def test_a_folder_without_end_has_no_files() -> None:
    found = ManifestIndex(Fenced({"stacks/a.yaml": ""}, endless=("stacks",), links=("l",)), "stacks")
    assert (found.files, found.closed_links) == ((), ())
    assert found.endless is not None
    assert found.endless.link == "loop"


def test_links_that_are_not_followed_are_named_as_the_world_names_them() -> None:
    assert ManifestIndex(Fenced({"stacks/a.yaml": ""}, links=("x/l",)), "stacks").closed_links == ("stacks/x/l",)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.yaml", True),
        ("b.yaml", False),
        ("catalog", False),
        ("../shared/s.yaml", True),
        ("../shared", False),
        ("/repo/shared/s.yaml", True),
        ("shared/s.yaml", False),
        ("./a.yaml", False),
    ],
)
def test_whether_a_file_exists(file: str, expected: bool) -> None:
    assert index("a.yaml", "catalog/x.yaml", "/repo/shared/s.yaml").exists(file) is expected


def test_paths_are_those_of_the_world() -> None:
    found = index("a.yaml")
    assert [found.path(file) for file in ("a.yaml", "../b.yaml", "/c.yaml")] == ["stacks/a.yaml", "b.yaml", "/c.yaml"]


# --- what is near


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("catalog/ap", ("catalog/app",), id="a near name"),
        pytest.param("catalog/app.yaml.yaml", ("catalog/app",), id="an extension too many"),
        pytest.param("catalog/app.yml", ("catalog/app",), id="the other extension"),
        pytest.param("catalog/app", (), id="itself is not near"),
        pytest.param("catlog/*", ("catalog/*",), id="a near folder"),
        pytest.param("xyz/*", (), id="no near folder"),
        pytest.param("nothing", (), id="nothing near"),
    ],
)
def test_what_may_have_been_meant(path: str, expected: tuple[str, ...]) -> None:
    assert index("catalog/app.yaml", "deploy/dev.yml", "catalog/app.json").nearest(path) == expected


# --- names


@pytest.mark.parametrize(
    ("file", "name", "manifest", "imported"),
    [
        ("a/b.yaml", "a/b", "a/b", "a/b"),
        ("a/b.yml", "a/b", "a/b", "a/b"),
        ("a/b.yaml.tmpl", "a/b", "a/b.yaml.tmpl", "a/b.yaml"),
        ("a/b.yml.tmpl", "a/b", "a/b.yml.tmpl", "a/b.yml"),
        ("a/b.json", "a/b.json", "a/b.json", "a/b"),
        ("a/.yaml", "a/", "a/", "a/.yaml"),
        ("a.b/c", "a.b/c", "a.b/c", "a.b/c"),
        ("b.yaml", "b", "b", "b"),
    ],
)
def test_a_file_is_called_differently_by_imports_stacks_and_lists(
    file: str, name: str, manifest: str, imported: str
) -> None:
    assert (import_name(file), str(manifest_key(file)), import_key(file)) == (name, manifest, imported)


# --- local files


def with_local(*files: str) -> ManifestIndex:
    return ManifestIndex(MemoryWorld({f"stacks/{file}": "" for file in files}), "stacks", has_local_files=True)


def test_local_files_are_apart_from_the_others_and_belong_to_the_manifest_of_their_name() -> None:
    found = with_local("a.yaml", "a.local.yaml", "b.yml", "b.local.yml", "c.yaml.tmpl", "c.local.yaml", "local.yaml")
    assert found.files == ("a.yaml", "b.yml", "c.yaml.tmpl", "local.yaml")
    assert found.local_files == ("a.local.yaml", "b.local.yml", "c.local.yaml")
    assert [found.local_file(file) for file in found.files] == ["a.local.yaml", "b.local.yml", "c.local.yaml", None]
    assert [found.manifests_of(file) for file in found.local_files] == [("a.yaml",), ("b.yml",), ("c.yaml.tmpl",)]


@pytest.mark.parametrize("file", ["b.local.yaml", "x/a.local.yaml", "a.local.local.yaml", "a.local.yml"])
def test_a_local_file_may_have_no_manifest_or_be_the_second_one_of_it(file: str) -> None:
    found = with_local("a.yaml", "a.local.yaml", file)
    assert file in found.local_files
    assert found.manifests_of(file) == ()


def test_a_local_file_is_no_top_level_manifest_and_in_no_glob() -> None:
    found = with_local("a.yaml", "a.local.yaml")
    assert found.top_level(("**/*", "*.local.yaml"), ()) == ("a.yaml",)
    assert found.resolve("*.yaml", "x.yaml") == found.resolve("../stacks/*.yaml", "x.yaml")._replace(files=("a.yaml",))


@pytest.mark.parametrize("path", ["a.local.yaml", "a.local", "./a.local.yaml", "../stacks/a.local.yaml"])
def test_an_import_that_names_a_local_file_is_told_so(path: str) -> None:
    assert with_local("a.yaml", "a.local.yaml").resolve(path, "x.yaml") == Resolution((), local=True)
    assert with_local("a.yaml").resolve(path, "x.yaml") == Resolution(())


def test_without_the_rule_they_are_files_like_any_other() -> None:
    found = index("a.yaml", "a.local.yaml")
    assert (found.files, found.local_files) == (("a.local.yaml", "a.yaml"), ())
    assert found.local_file("a.yaml") is None
