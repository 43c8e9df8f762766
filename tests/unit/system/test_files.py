from __future__ import annotations

import errno
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from stackc.base.boundary import Boundary
from stackc.base.ports import ReadFailure, VariableRefused, WalkFailure, World
from stackc.cache.questions import MAX_READ_BYTES
from stackc.system import files
from stackc.system.files import DiskWorkplace, DiskWorld, write_atomic


def disk(root: Path, **env: str) -> DiskWorld:
    return DiskWorld(str(root), env)


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(path)


def failure(world: World, path: str) -> str:
    with pytest.raises(ReadFailure) as found:
        world.read(path)
    return found.value.reason


# reading


def test_a_file_is_read_relative_to_the_root(tmp_path: Path) -> None:
    write(tmp_path, "a/b.yaml")
    assert disk(tmp_path).read("a/b.yaml") == b"a/b.yaml"


def test_a_file_is_read_by_its_absolute_path(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml")
    assert disk(Path("/")).read(str(tmp_path / "b.yaml")) == b"b.yaml"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("none", "no such file or directory", id="missing"),
        pytest.param("folder", "is a directory", id="folder"),
        pytest.param("file/x", "not a directory", id="below a file"),
        pytest.param("a\0b", "not a valid file name", id="zero byte"),
        pytest.param("x" * 300, "file name too long", id="too long"),
    ],
)
def test_a_file_that_cannot_be_read_fails_with_a_reason(tmp_path: Path, path: str, reason: str) -> None:
    write(tmp_path, "folder/x", "file")
    assert failure(disk(tmp_path), path) == reason


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_READ_BYTES", 3)
    write(tmp_path, "abc", "abcd")
    world = disk(tmp_path)
    assert (world.read("abc"), failure(world, "abcd")) == (b"abc", "larger than 3 bytes")


def test_a_file_stays_as_it_was_first_read(tmp_path: Path) -> None:
    write(tmp_path, "a")
    world = disk(tmp_path)
    world.read("a")
    (tmp_path / "a").write_text("changed")
    assert world.read("a") == b"a"


def test_a_file_that_was_missing_stays_missing(tmp_path: Path) -> None:
    world = disk(tmp_path)
    failure(world, "a")
    write(tmp_path, "a")
    assert failure(world, "a") == "no such file or directory"


# kinds, listings, variables


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        pytest.param("a", "folder", id="folder"),
        pytest.param("a/b", "file", id="file"),
        pytest.param("to-file", "file", id="link to a file"),
        pytest.param("to-folder", "folder", id="link to a folder"),
        pytest.param("to-nothing", None, id="dangling link"),
        pytest.param("none", None, id="missing"),
        pytest.param("a/b/c", None, id="below a file"),
        pytest.param("a\0", None, id="zero byte"),
        pytest.param("", "folder", id="the root"),
    ],
)
def test_the_kind_of_a_path_follows_links(tmp_path: Path, path: str, kind: str | None) -> None:
    write(tmp_path, "a/b")
    (tmp_path / "to-file").symlink_to("a/b")
    (tmp_path / "to-folder").symlink_to("a")
    (tmp_path / "to-nothing").symlink_to("none")
    assert disk(tmp_path).kind(path) == kind


def test_walk_lists_files_in_byte_order(tmp_path: Path) -> None:
    write(tmp_path, "a/x", "a/b/y", "a/B", "a/b-c", "a/é", "other")
    assert disk(tmp_path).walk("a") == ("B", "b-c", "b/y", "x", "é")


@pytest.mark.parametrize("folder", ["none", "file", "empty"])
def test_walk_of_no_folder_or_an_empty_one_is_empty(tmp_path: Path, folder: str) -> None:
    write(tmp_path, "file")
    (tmp_path / "empty").mkdir()
    assert disk(tmp_path).walk(folder) == ()


def test_walk_of_a_name_with_a_zero_byte_is_empty(tmp_path: Path) -> None:
    assert disk(tmp_path).walk("a\0b") == ()


def test_walk_follows_a_link_to_a_folder(tmp_path: Path) -> None:
    write(tmp_path, "elsewhere/x", "top/y")
    (tmp_path / "top/link").symlink_to("../elsewhere")
    assert disk(tmp_path).walk("top") == ("link/x", "y")


@pytest.mark.parametrize(
    "target", [".", "..", "../..", "../b"], ids=["itself", "its parent", "above the top", "a sibling"]
)
def test_walk_does_not_enter_a_folder_it_is_in(tmp_path: Path, target: str) -> None:
    write(tmp_path, "top/a/x", "top/b/y")
    (tmp_path / "top/a/link").symlink_to(target)
    expected = ("a/link/y", "a/x", "b/y") if target == "../b" else ("a/x", "b/y")
    assert disk(tmp_path).walk("top") == expected


def test_walk_ends_where_links_point_at_one_another(tmp_path: Path) -> None:
    write(tmp_path, "top/a/x", "top/b/y")
    (tmp_path / "top/a/b").symlink_to("../b")
    (tmp_path / "top/b/a").symlink_to("../a")
    assert disk(tmp_path).walk("top") == ("a/b/y", "a/x", "b/a/x", "b/y")


def forest(top: Path, size: int) -> None:
    """Folders with a link to each other one in each."""
    for name in range(size):
        (top / f"d{name}").mkdir(parents=True)
        for other in range(size):
            if other != name:
                (top / f"d{name}/to{other}").symlink_to(f"../d{other}")


def test_walk_gives_up_where_links_multiply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed: list[str] = []
    scan = os.scandir

    def noted(folder: str) -> Iterator[os.DirEntry[str]]:
        listed.append(folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", noted)
    monkeypatch.setattr(files, "MAX_LINKED_ENTRIES", 1_000)
    forest(tmp_path / "top", 11)
    with pytest.raises(WalkFailure, match="links lead to more than 1,000 files and folders") as failure:
        disk(tmp_path).walk("top")
    assert (failure.value.link, len(listed)) == ("d9/to8", 103)  # two where they lie, the others by links


def test_a_walk_that_was_given_up_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINKED_ENTRIES", 10)
    forest(tmp_path / "top", 5)
    world = disk(tmp_path)
    for _ in range(2):
        with pytest.raises(WalkFailure):
            world.walk("top")
        monkeypatch.setattr(files, "MAX_LINKED_ENTRIES", 1_000_000)


def test_files_without_links_are_not_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_LINKED_ENTRIES", 1)
    write(tmp_path, "top/a", "top/b/c", "top/b/d", "elsewhere/x")
    (tmp_path / "top/link").symlink_to("../elsewhere")
    assert disk(tmp_path).walk("top") == ("a", "b/c", "b/d", "link/x")


def test_walk_lists_a_dangling_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("none")
    assert disk(tmp_path).walk("") == ("link",)


def test_variables_are_those_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTSIDE", "1")
    world = disk(tmp_path, INSIDE="2")
    assert (world.variable("INSIDE"), world.variable("OUTSIDE")) == ("2", None)


def test_entries_are_the_files_of_a_folder_alone(tmp_path: Path) -> None:
    write(tmp_path, "a/x", "a/b/y", "a/B")
    assert disk(tmp_path).entries("a") == ("B", "x")


@pytest.mark.parametrize("folder", ["none", "file", "a\0b"])
def test_entries_of_no_folder_are_none(tmp_path: Path, folder: str) -> None:
    write(tmp_path, "file")
    assert disk(tmp_path).entries(folder) == ()


def test_a_pipe_nobody_writes_to_is_no_file_to_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert failure(disk(tmp_path), "pipe") == "not a regular file"


# writing


def test_a_new_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a/b/c.json"
    assert write_atomic(str(path), b"x") is True
    assert path.read_bytes() == b"x"


def test_a_file_with_the_same_content_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    os.utime(path, (1, 1))
    assert (write_atomic(str(path), b"x"), path.stat().st_mtime) == (False, 1)


def test_a_file_with_other_content_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    assert (write_atomic(str(path), b"new"), path.read_bytes()) == (True, b"new")


def test_a_file_gets_the_mode_asked_for(tmp_path: Path) -> None:
    write_atomic(str(tmp_path / "a"), b"x", 0o600)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    write_atomic(str(tmp_path / "a"), b"x")
    assert os.listdir(tmp_path) == ["a"]


def test_who_is_killed_while_it_writes_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    child = os.fork()
    if not child:
        write_atomic(str(tmp_path / "a"), b"x")
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert os.listdir(tmp_path) == []


def test_where_no_file_is_without_a_name_one_beside_it_is_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_TMPFILE")
    write_atomic(str(tmp_path / "a"), b"x")
    assert (os.listdir(tmp_path), write_atomic(str(tmp_path / "a"), b"y")) == (["a"], True)


def test_a_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(IsADirectoryError):
        write_atomic(str(tmp_path / "a"), b"x")


def test_a_file_is_no_folder_to_write_into(tmp_path: Path) -> None:
    write(tmp_path, "a")
    with pytest.raises(OSError, match="Not a directory"):
        write_atomic(str(tmp_path / "a/b"), b"x")


def test_a_link_planted_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "victim").write_bytes(b"safe")
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / f"a.{os.getpid()}.tmp").symlink_to(tmp_path / "victim")
    with pytest.raises(FileExistsError):
        write_atomic(str(tmp_path / "a"), b"x")
    assert (tmp_path / "victim").read_bytes() == b"safe"


def test_what_was_there_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def refuse(*paths: str) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(PermissionError):
        write_atomic(str(tmp_path / "a"), b"new")
    assert ((tmp_path / "a").read_bytes(), os.listdir(tmp_path)) == (b"old", ["a"])


# what lies outside


def bounded(root: Path, *, refuses: bool = True) -> DiskWorld:
    return DiskWorld(str(root), {}, Boundary((os.path.realpath(root),), refuses))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    write(tmp_path, "outside/secret", "repo/a/file", "repo/.git/config")
    (tmp_path / "repo/door").symlink_to("../outside")
    (tmp_path / "repo/link").symlink_to("door/secret")
    (tmp_path / "repo/dangling").symlink_to("../outside/none")
    (tmp_path / "repo/home").symlink_to("a")
    return tmp_path / "repo"


@pytest.mark.parametrize(
    "path", ["../outside/secret", "door/secret", "link", "dangling", "../outside/none", ".git/config"]
)
def test_a_path_that_leads_outside_is_refused_whether_it_exists_or_not(repo: Path, path: str) -> None:
    world = bounded(repo)
    assert (world.access(path), failure(world, path)) == ("refused", "it lies outside of the repository")
    assert (world.walk(path), world.entries(path)) == ((), ())
    assert world.kind(path) == ("file" if path in ("link", "dangling") else None)


@pytest.mark.parametrize("path", ["a/file", "home/file", "a/../home/file", "none", "a/none/x"])
def test_a_path_that_leads_inside_is_not(repo: Path, path: str) -> None:
    assert bounded(repo).access(path) == "inside"


def test_a_walk_does_not_follow_a_link_outside_and_says_so(repo: Path) -> None:
    world = bounded(repo)
    assert "door/secret" not in world.walk(".")
    assert "home/file" in world.walk(".")
    assert world.closed_links(".") == ("door",)


def test_where_nothing_is_refused_what_lies_outside_is_read(repo: Path) -> None:
    world = bounded(repo, refuses=False)
    assert (world.access("link"), world.read("link"), world.closed_links(".")) == ("outside", b"outside/secret", ())
    assert "door/secret" in world.walk(".")


def test_the_folder_of_git_is_seen_though_its_content_is_not_read(repo: Path) -> None:
    assert bounded(repo).kind(".git") == "folder"


def test_a_variable_that_is_not_listed_is_refused(tmp_path: Path) -> None:
    world = DiskWorld(str(tmp_path), {"A": "1"}, allowed=frozenset({"A"}))
    assert world.variable("A") == "1"
    with pytest.raises(VariableRefused):
        world.variable("B")


@pytest.mark.parametrize(
    ("boundary", "path", "expected"),
    [
        pytest.param({"refuses": True}, "../outside/secret", "refused", id="outside"),
        pytest.param({"refuses": False}, "../outside/secret", "outside", id="outside, read"),
        pytest.param({"refuses": False, "said": True}, "../outside/secret", "inside", id="below a folder that is said"),
        pytest.param({"refuses": False, "said": True}, "../outside", "outside", id="the folder that is said itself"),
        pytest.param({"refuses": True, "said": True}, "../outside/secret", "refused", id="said, but refused"),
        pytest.param({"refuses": True, "scope": "/nowhere"}, "../outside/secret", "inside", id="not in the scope"),
    ],
)
def test_a_path_is_judged_by_the_boundary(
    repo: Path, boundary: dict[str, bool | str], path: str, expected: str
) -> None:
    outside = os.path.realpath(repo.parent / "outside")
    world = DiskWorld(
        str(repo),
        {},
        Boundary(
            (os.path.realpath(repo),),
            bool(boundary["refuses"]),
            (outside,) if boundary.get("said") else (),
            str(boundary.get("scope", "")),
        ),
    )
    assert world.access(path) == expected


def test_in_its_scope_a_path_is_judged(repo: Path) -> None:
    world = DiskWorld(str(repo), {}, Boundary((os.path.realpath(repo),), True, (), str(repo.parent)))
    assert (world.access("../outside/secret"), world.access("a/file")) == ("refused", "inside")


def test_without_a_boundary_everything_is_inside(repo: Path) -> None:
    assert DiskWorld(str(repo), {}).access("/etc/passwd") == "inside"


def test_what_is_asked_once_stays(repo: Path) -> None:
    world = disk(repo)

    def asked() -> tuple[object, ...]:
        return world.kind("a/new"), world.walk("a"), world.entries("a"), world.access("a/new")

    before = asked()
    write(repo, "a/new")
    assert asked() == before == (None, ("file",), ("file",), "inside")


def test_a_link_below_a_refused_folder_is_not_there(repo: Path) -> None:
    (repo.parent / "outside/inner").symlink_to("secret")
    assert bounded(repo).kind("door/inner") is None


def test_failures_to_read_tell_their_kind(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_READ_BYTES", 3)

    def kinds(path: str) -> tuple[bool, bool, bool]:
        with pytest.raises(ReadFailure) as found:
            bounded(repo).read(path)
        return found.value.missing, found.value.too_large, found.value.outside

    assert kinds("none") == (True, False, False)
    assert kinds("a/file") == (False, True, False)
    assert kinds("link") == (False, False, True)
    assert kinds("a") == (False, False, False)


def test_no_file_above_64_mebibytes_is_read() -> None:
    assert MAX_READ_BYTES == 64 * 1024 * 1024


def test_a_way_of_links_ends_at_forty_folders(tmp_path: Path) -> None:
    depth = 60
    for number in range(depth):
        (tmp_path / f"f{number}").mkdir()
        if number + 1 < depth:
            (tmp_path / f"f{number}/next").symlink_to(f"../f{number + 1}")
        (tmp_path / f"f{number}/x").write_text("")
    (tmp_path / "top").symlink_to("f0")
    above = len(tmp_path.parts) + 1
    assert len(disk(tmp_path).walk("top")) == 40 - above + 1


def test_closed_links_are_known_without_a_walk_before(repo: Path) -> None:
    assert bounded(repo).closed_links("a") == ()
    assert bounded(repo).closed_links("") == ("door",)


def test_closed_links_come_in_byte_order_from_wherever_they_are(repo: Path) -> None:
    for name in ("a/z", "a/B"):
        (repo / name).symlink_to("../../outside")
    assert bounded(repo).closed_links(".") == ("a/B", "a/z", "door", "home/B", "home/z")


# writing, once more


def test_folders_on_the_way_get_the_permissions_asked_for(tmp_path: Path) -> None:
    write_atomic(str(tmp_path / "a/b/c"), b"x", folders=0o700)
    assert [(tmp_path / each).stat().st_mode & 0o777 for each in ("a", "a/b")] == [0o700, 0o700]


def test_a_file_without_a_folder_is_written_where_we_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert write_atomic("a", b"x") is True
    assert (tmp_path / "a").read_bytes() == b"x"


def test_a_failure_to_write_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as failure:
        write_atomic(str(tmp_path / "a"), b"x")
    assert (failure.value.filename, os.listdir(tmp_path)) == (str(tmp_path / "a"), [])


def test_a_failure_that_names_a_file_keeps_its_name(tmp_path: Path) -> None:
    write(tmp_path, "a")
    with pytest.raises(OSError, match="Not a directory") as failure:
        write_atomic(str(tmp_path / "a/b/c"), b"x")
    assert failure.value.filename == str(tmp_path / "a/b/c")


def test_a_folder_that_another_process_made_meanwhile_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = os.mkdir

    def late(path: str, mode: int) -> None:
        make(path, mode)
        make(path, mode)

    monkeypatch.setattr(os, "mkdir", late)
    assert write_atomic(str(tmp_path / "a/b"), b"x") is True


def test_a_file_that_another_process_made_where_a_folder_is_wanted_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(path: str, _: int) -> None:
        Path(path).write_text("")
        raise FileExistsError(errno.EEXIST, "File exists", path)

    monkeypatch.setattr(os, "mkdir", late)
    with pytest.raises(FileExistsError):
        write_atomic(str(tmp_path / "a/b"), b"x")


# the workplace of a run

PLACE = DiskWorkplace()


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_file_of_a_run_is_written_with_private_folders(tmp_path: Path) -> None:
    assert PLACE.write(str(tmp_path / "w/a"), b"x", 0o644) is True
    assert (mode_of(tmp_path / "w"), mode_of(tmp_path / "w/a")) == (0o700, 0o644)


@pytest.mark.parametrize(
    ("was", "wanted", "becomes"),
    [
        pytest.param(0o644, 0o600, 0o600, id="closed"),
        pytest.param(0o600, 0o600, 0o600, id="closed already"),
        pytest.param(0o600, 0o644, 0o600, id="not opened"),
    ],
)
def test_a_file_that_is_written_already_is_closed_at_most(tmp_path: Path, was: int, wanted: int, becomes: int) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "a").chmod(was)
    assert PLACE.write(str(tmp_path / "a"), b"x", wanted) is False
    assert mode_of(tmp_path / "a") == becomes


def test_a_file_of_a_run_is_none_only_when_it_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, "a")
    assert (PLACE.read(str(tmp_path / "a")), PLACE.read(str(tmp_path / "b"))) == (b"a", None)
    with pytest.raises(ReadFailure, match="is a directory"):
        PLACE.read(str(tmp_path))


def test_a_workplace_holds_locks_and_gives_files_without_names(tmp_path: Path) -> None:
    with PLACE.hold(str(tmp_path / "lock"), "me", lambda _: None) as descriptor:
        assert os.fstat(descriptor).st_ino == (tmp_path / "lock").stat().st_ino
    with PLACE.unlinked(str(tmp_path / "link"), b"x"):
        assert (tmp_path / "link").read_bytes() == b"x"


@pytest.mark.parametrize("there", [True, False], ids=["taken from others", "made"])
def test_a_private_file_is_for_its_owner_alone(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "a"
    if there:
        path.write_text("kept")
        path.chmod(0o666)
    PLACE.make_private(str(path))
    assert (mode_of(path), path.read_text()) == (0o600, "kept" if there else "")


@pytest.mark.parametrize("was", [0o755, 0o700, 0o500])
def test_a_private_folder_is_for_its_owner_alone(tmp_path: Path, was: int) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a").chmod(was)
    PLACE.make_private_folder(str(tmp_path / "a"))
    assert mode_of(tmp_path / "a") == 0o700


@pytest.mark.parametrize("before", [None, "old", "new"])
def test_a_link_is_made_or_replaced(tmp_path: Path, before: str | None) -> None:
    path = tmp_path / ("w/link" if before is None else "link")
    if before is not None:
        path.symlink_to(before)
    inode = before and path.lstat().st_ino
    PLACE.link(str(path), "new")
    assert os.readlink(path) == "new"
    assert mode_of(path.parent) == 0o700 or before is not None
    assert before != "new" or path.lstat().st_ino == inode


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_link_is_not_replaced_by_one(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    path.write_text("kept") if kind == "file" else path.mkdir()
    with pytest.raises(FileExistsError, match="something that is no link is in the way") as failure:
        PLACE.link(str(path), "new")
    assert (failure.value.filename, path.is_symlink()) == (str(path), False)


def test_names_in_a_folder_are_sorted(tmp_path: Path) -> None:
    write(tmp_path, "b", "a/x", "c")
    assert (PLACE.entries(str(tmp_path)), PLACE.entries(str(tmp_path / "none"))) == (("a", "b", "c"), ())


@pytest.mark.parametrize("name", ["file", "folder", "to-folder", "dangling", "none"])
def test_whatever_is_removed_is_gone_and_nothing_else(tmp_path: Path, name: str) -> None:
    write(tmp_path, "file", "folder/x/y", "other/kept")
    (tmp_path / "to-folder").symlink_to("other")
    (tmp_path / "dangling").symlink_to("nowhere")
    PLACE.remove(str(tmp_path / name))
    left = {"file", "folder", "to-folder", "dangling", "other"} - {name}
    assert set(os.listdir(tmp_path)) == left
    assert (tmp_path / "other/kept").exists()


def test_a_program_is_found_on_the_path_given(tmp_path: Path) -> None:
    write(tmp_path, "bin/tool", "bin/text")
    (tmp_path / "bin/tool").chmod(0o755)
    path = f"/nowhere:{tmp_path}/bin"
    assert PLACE.find_program("tool", path) == str(tmp_path / "bin/tool")
    assert (PLACE.find_program("text", path), PLACE.find_program("tool", "/nowhere")) == (None, None)


@pytest.mark.parametrize(
    ("name", "is_link", "is_folder"),
    [("file", False, False), ("folder", False, True), ("to-folder", True, False), ("none", False, False)],
)
def test_a_link_to_a_folder_is_no_folder(tmp_path: Path, name: str, is_link: bool, is_folder: bool) -> None:
    write(tmp_path, "file", "folder/x")
    (tmp_path / "to-folder").symlink_to("folder")
    path = str(tmp_path / name)
    assert (PLACE.is_link(path), PLACE.is_folder(path)) == (is_link, is_folder)
