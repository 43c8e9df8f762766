"""The files of many instances below one folder: laid out, written, written again after a kill."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.artifact.files import Artifact
from stackc.artifact.tree import lay_out, write_tree
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError
from stackc.evaluate.instance import Instance
from stackc.system.output import OutputFolder
from tests.kit.build import places
from tests.kit.compiled import compiled, instance_of

OLD = {"dev/app/vars.json": "1", "dev/app/gone.json": "2", "prod/app/vars.json": "3"}
NEW = {"dev/app/vars.json": "one", "prod/app/vars.json": "3", "test/app/vars.json": "four"}
DIGEST = "0" * 64


class Killed(BaseException):
    """The process ends here."""


class Killing(OutputFolder):
    """The real folder of a process that is killed at its ``left``-th change, in the middle of it."""

    left = 1000

    def write(self, name: str, content: bytes, mode: int, temporary: str | None = None) -> None:
        self.left -= 1
        if not self.left:
            (Path(self.path) / (temporary or self.temporary)).write_bytes(content[: len(content) // 2])
            raise Killed
        super().write(name, content, mode, temporary)

    def remove(self, name: str) -> None:
        self.left -= 1
        if not self.left:
            raise Killed
        super().remove(name)


def build(top: Path, files: Mapping[str, str], *, whole: bool = True, left: int = 1000) -> list[str]:
    """Write ``files``; gives what was said."""
    killing = Killing(str(top))
    killing.left = left
    with killing as folder:
        artifacts = {name: Artifact(name, text.encode()) for name, text in files.items()}
        return [f"{each.code.value} {each.message}" for each in write_tree(folder, artifacts, whole=whole)]


def tree(top: Path) -> dict[str, str]:
    """Every file below ``top``; of the index only what it lists."""
    found = {str(path.relative_to(top)): path.read_text() for path in top.rglob("*") if path.is_file()}
    return {**found, "index.json": ",".join(json.loads(found["index.json"])["files"])}


def expected(files: Mapping[str, str]) -> dict[str, str]:
    return {**files, "index.json": ",".join(sorted(files))}


def test_a_build_replaces_its_own_files_and_removes_what_is_no_longer_wanted(tmp_path: Path) -> None:
    assert (build(tmp_path, OLD), tree(tmp_path)) == ([], expected(OLD))
    assert (build(tmp_path, NEW), tree(tmp_path)) == ([], expected(NEW))


def test_a_build_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    build(tmp_path, OLD)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_part_leaves_the_rest_and_its_rows(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    build(tmp_path, {"dev/app/vars.json": "one"}, whole=False)
    assert tree(tmp_path) == expected({**OLD, "dev/app/vars.json": "one"})


def test_a_folder_that_only_held_removed_files_is_removed(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "prod/app/notes").write_text("mine")
    build(tmp_path, {})
    assert sorted(os.listdir(tmp_path)) == ["index.json", "prod"]


@pytest.mark.parametrize("left", range(1, 8))
@pytest.mark.parametrize("again", [NEW, OLD], ids=["the same again", "back to the old"])
@pytest.mark.parametrize("twice", [False, True], ids=["killed once", "killed twice"])
def test_a_build_that_was_killed_can_be_repeated(left: int, again: dict[str, str], twice: bool, tmp_path: Path) -> None:
    build(tmp_path, OLD)
    for _ in range(1 + twice):
        try:
            build(tmp_path, NEW, left=left)
        except Killed:
            continue
    assert (build(tmp_path, again), tree(tmp_path)) == ([], expected(again))


@pytest.mark.parametrize("left", range(1, 6))
def test_a_first_build_that_was_killed_can_be_repeated(left: int, tmp_path: Path) -> None:
    with pytest.raises(Killed):
        build(tmp_path, OLD, left=left)
    assert (build(tmp_path, NEW), tree(tmp_path)) == ([], expected(NEW))


@pytest.mark.parametrize("left", range(1, 6))
def test_a_part_after_a_build_that_was_killed_forgets_nothing(left: int, tmp_path: Path) -> None:
    build(tmp_path, OLD)
    with pytest.raises(Killed):
        build(tmp_path, NEW, left=left)
    build(tmp_path, {"prod/app/vars.json": "3"}, whole=False)
    assert (build(tmp_path, NEW), tree(tmp_path)) == ([], expected(NEW))


@pytest.mark.parametrize("name", ["dev/app/vars.json", "dev/app/gone.json"], ids=["wanted", "not wanted"])
def test_a_file_that_somebody_changed_is_theirs(name: str, tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / name).write_text("mine")
    said = build(tmp_path, NEW)
    assert (tmp_path / name).read_text() == "mine"
    wanted = [f"SC0801 `{tmp_path}/{name}` is not a file this build wrote; it is left alone"]
    assert said == (wanted if name in NEW else [])
    assert tree(tmp_path)["test/app/vars.json"] == "four"


def test_a_file_with_our_content_at_another_place_is_not_ours(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / "dev/copy.json").write_text("2")
    build(tmp_path, NEW)
    assert (tmp_path / "dev/copy.json").exists()


@pytest.mark.parametrize("link", ["dev", "dev/app", "dev/app/vars.json", "dev/app/gone.json"])
@pytest.mark.parametrize("before", [False, True], ids=["first build", "second build"])
def test_nothing_outside_is_touched_through_a_link(link: str, before: bool, tmp_path: Path) -> None:
    outside, top = tmp_path / "outside", tmp_path / "out"
    build(outside, OLD)
    if before:
        build(top, OLD)
        os.rename(top / link, tmp_path / "moved")
    (top / link).parent.mkdir(parents=True, exist_ok=True)
    (top / link).symlink_to(outside / link)
    said = build(top, NEW)
    assert tree(outside) == expected(OLD)
    refused = f"SC0801 `{top}/{link}` is a symbolic link to `{outside}/{link}`; nothing is written there"
    assert said == ([] if link.endswith("gone.json") else [refused])


@pytest.mark.parametrize(
    "index",
    [
        pytest.param("", id="empty"),
        pytest.param('{"version": 1, "fi', id="cut off"),
        pytest.param("[" * 100_000, id="deep"),
        pytest.param("\udcff", id="not text"),
        pytest.param("[]", id="a list"),
        pytest.param("{}", id="no version"),
        pytest.param('{"version": 2, "files": {}}', id="a later version"),
        pytest.param('{"version": true, "files": {}}', id="a flag as version"),
        pytest.param('{"version": 1}', id="no files"),
        pytest.param('{"version": 1, "files": []}', id="files in a list"),
        pytest.param('{"version": 1, "files": {"a/b": 1}}', id="no digest"),
        pytest.param('{"version": 1, "files": {"a/b": "x"}}', id="not a digest"),
        pytest.param(f'{{"version": 1, "files": {{"../victim": "{DIGEST}"}}}}', id="above"),
        pytest.param(f'{{"version": 1, "files": {{"a/../../victim": "{DIGEST}"}}}}', id="above, later"),
        pytest.param(f'{{"version": 1, "files": {{"/victim": "{DIGEST}"}}}}', id="absolute"),
        pytest.param(f'{{"version": 1, "files": {{"": "{DIGEST}"}}}}', id="nothing"),
        pytest.param(f'{{"version": 1, "files": {{"a\\u0000b": "{DIGEST}"}}}}', id="no name"),
        pytest.param(f'{{"version": 1, "files": {{}}, "earlier": {{"../victim": ["{DIGEST}"]}}}}', id="earlier, above"),
        pytest.param('{"version": 1, "files": {}, "temporary": "../victim"}', id="temporary, above"),
        pytest.param('{"version": 1, "files": {}, "temporary": "victim"}', id="temporary, foreign"),
    ],
)
def test_an_index_that_is_not_ours_stops_the_build(index: str, tmp_path: Path) -> None:
    top = tmp_path / "out"
    top.mkdir()
    (top / "index.json").write_bytes(index.encode("utf-8", "surrogateescape"))
    for victim in (tmp_path / "victim", top / "victim"):
        victim.write_text("kept")
    with pytest.raises(CompileError, match="is not an index this stackc wrote") as refused:
        build(top, NEW)
    assert refused.value.diagnostics[0].code is Code.FOREIGN_FILE
    assert (sorted(os.listdir(top)), (tmp_path / "victim").read_text()) == (["index.json", "victim"], "kept")


@pytest.mark.parametrize("name", ["index.json", "index.json.new"])
def test_an_index_behind_a_link_stops_the_build(name: str, tmp_path: Path) -> None:
    top = tmp_path / "out"
    top.mkdir()
    (tmp_path / "victim").write_text('{"version": 1, "files": {}}')
    (top / name).symlink_to(tmp_path / "victim")
    with pytest.raises(CompileError, match="is a symbolic link to"):
        build(top, NEW)
    assert (os.listdir(top), (tmp_path / "victim").read_text()) == ([name], '{"version": 1, "files": {}}')


def test_a_foreign_file_in_the_place_of_a_new_index_is_kept(tmp_path: Path) -> None:
    (tmp_path / "index.json.new").write_text("mine")
    with pytest.raises(CompileError, match="is not a file this build wrote"):
        build(tmp_path, NEW)
    assert (tmp_path / "index.json.new").read_text() == "mine"


# --- where files go


def instances(*bodies: str, more: str = "") -> list[Instance]:
    """Instances of ``dev``, each given as ``name: body``."""
    lines = "".join(f"    {body}\n" for body in bodies)
    text = f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{lines}{more}"
    compilation = compiled({"stacks/deploy/dev.yaml": text})
    return [instance_of(compilation, body.partition(":")[0], "dev") for body in bodies]


FILE = Artifact("x.json", b"x")


def laid(made: list[Instance], beside: list[Instance], *artifacts: Artifact) -> tuple[list[str], list[str]]:
    """The names of the files of ``made``, and what was said."""
    files, found = lay_out([(each, artifacts or (FILE,)) for each in made], [*made, *beside])
    assert all(code is Code.ARTIFACT_NAME for code, _ in places(found))
    return list(files), [each.message for each in found]


def test_files_lie_by_stack_and_folder() -> None:
    made = instances("app: {}", "web: {metadata: {component: net/web}}")
    expected = ["dev/components/terraform/app/x.json", "dev/components/terraform/net/web/x.json"]
    assert laid(made, []) == (expected, [])


def test_instances_that_share_a_folder_get_one_each_even_if_one_alone_is_written() -> None:
    first, second = instances("a/one: {metadata: {component: app}}", "two: {metadata: {component: app}}")
    expected = ["dev/components/terraform/app/a-one/x.json", "dev/components/terraform/app/two/x.json"]
    assert laid([first, second], []) == (expected, [])
    assert laid([second], [first]) == (expected[1:], [])


def test_two_instances_that_would_get_one_path_are_reported() -> None:
    made = instances("a/b: {metadata: {component: app}}", "a-b: {metadata: {component: app}}")
    path = "dev/components/terraform/app/a-b/x.json"
    files, found = lay_out([(each, (FILE,)) for each in made], made)
    assert (list(files), places(found)) == ([path], [(Code.ARTIFACT_NAME, "5:5")])
    assert found[0].message == f"a/b@dev and a-b@dev would both be written to `{path}`"


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "a//x", "./x", "a\0b", ""])
def test_a_file_that_would_lie_outside_is_reported_and_left_out(name: str) -> None:
    path = f"dev/components/terraform/app/{name}"
    assert laid(instances("app: {}"), [], FILE, Artifact(name, b"")) == (
        ["dev/components/terraform/app/x.json"],
        [f"`{path}` would lie outside: the component folder is not below the project"],
    )


def test_the_first_of_two_keeps_its_content() -> None:
    first, second = instances("a/b: {metadata: {component: app}}", "a-b: {metadata: {component: app}}")
    files, _ = lay_out([(first, (FILE,)), (second, (Artifact("x.json", b"y"),))], [first, second])
    assert [artifact.content for artifact in files.values()] == [b"x"]
