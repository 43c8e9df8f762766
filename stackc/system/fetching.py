"""Modules from elsewhere, brought into a folder: repositories by git, archives, folders.

What is brought is files and folders alone. See docs/language.md, sources.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import shutil
import stat
import tarfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Final

from stackc.base.ports import OutputFailure
from stackc.system.git import run_git

MAX_ARCHIVE: Final = 512 * 1024 * 1024
"""Bytes of an archive, and of all that is in it."""
_SECONDS: Final = 60
_CHUNK: Final = 1024 * 1024


class SystemFetching:
    """The real thing behind the ``Fetching`` port. All calls raise OutputFailure and OSError."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def clone(self, url: str, ref: str, folder: str) -> tuple[str, bool]:
        """Check ``ref`` of a repository out in ``folder``; the commit, and whether another one may be there later."""
        os.makedirs(folder)
        listed = run_git(
            folder, ("ls-remote", "--heads", "--", url, *([f"refs/heads/{ref}"] if ref else [])), self._env
        )
        moves = not ref or bool(listed.strip())
        run_git(folder, ("init", "--quiet"), self._env)
        try:
            run_git(folder, ("fetch", "--quiet", "--depth", "1", "--", url, ref or "HEAD"), self._env)
            wanted = "FETCH_HEAD"
        except OutputFailure:  # a server need not give single commits by their id
            run_git(folder, ("fetch", "--quiet", "--tags", "--", url, "refs/heads/*:refs/remotes/origin/*"), self._env)
            wanted = ref
        run_git(folder, ("checkout", "--quiet", "--detach", wanted), self._env)
        commit = run_git(folder, ("rev-parse", "HEAD"), self._env).decode().strip()
        shutil.rmtree(posixpath.join(folder, ".git"))
        return commit, moves

    def unpack(self, place: str, checksum: str, folder: str) -> str:
        """Unpack an archive, a path or a URL, into ``folder``; its SHA-256, which must be ``checksum`` where given."""
        os.makedirs(folder)
        path = posixpath.join(folder, ".archive")
        digest = _received(place, path)
        if checksum and digest != checksum:
            raise OutputFailure(f"its checksum is sha256:{digest}, and sha256:{checksum} is wanted")
        try:
            _unpack_zip(path, folder) if zipfile.is_zipfile(path) else _unpack_tar(path, folder)
        except (tarfile.TarError, zipfile.BadZipFile, EOFError) as problem:
            raise OutputFailure(f"it is no archive that can be read: {problem}") from problem
        finally:
            os.unlink(path)
        return digest

    def copy(self, folder: str, target: str, takes: Callable[[str], bool]) -> str:
        """Copy the files of ``folder`` that ``takes`` wants, by their names from its top; a digest of them.

        A link is copied as what it leads to, and must not lead out of the folder.
        """
        if not os.path.isdir(folder):
            raise OutputFailure(f"there is no folder `{posixpath.basename(folder)}` in it")
        digest = hashlib.sha256()
        top = os.path.realpath(folder)
        os.makedirs(target)
        for name in sorted(_files(top)):
            if not takes(name):
                continue
            path = os.path.realpath(posixpath.join(top, name))
            if not path.startswith(top.rstrip("/") + "/"):
                raise OutputFailure(f"`{name}` is a link out of it")
            copied = posixpath.join(target, name)
            os.makedirs(posixpath.dirname(copied), exist_ok=True)
            shutil.copyfile(path, copied)
            os.chmod(copied, stat.S_IMODE(os.stat(path).st_mode) | stat.S_IRUSR | stat.S_IWUSR)
            with open(copied, "rb") as file:
                digest.update(f"{name}\0".encode("utf-8", "surrogateescape") + hashlib.sha256(file.read()).digest())
        return digest.hexdigest()


def _files(top: str) -> Iterator[str]:
    for folder, folders, names in os.walk(top):
        folders[:] = [each for each in folders if each not in (".git", ".terraform")]
        for name in (*names, *(each for each in folders if os.path.islink(posixpath.join(folder, each)))):
            path = posixpath.join(folder, name)
            if os.path.isdir(path):
                raise OutputFailure(f"`{posixpath.relpath(path, top)}` is a link to a folder")
            yield posixpath.relpath(path, top)


def _received(place: str, path: str) -> str:
    """The bytes of an archive put into the file ``path``; their SHA-256."""
    try:
        if not place.startswith(("http://", "https://")):
            with open(place, "rb") as file:
                return _written(file, path)
        with urllib.request.urlopen(place, timeout=_SECONDS) as answer:  # both schemes are told above
            return _written(answer, path)
    except urllib.error.URLError as problem:
        raise OutputFailure(f"it cannot be read: {problem.reason}") from problem
    except FileNotFoundError as problem:
        raise OutputFailure("there is no such file") from problem


def _written(source: IO[bytes], path: str) -> str:
    digest, size = hashlib.sha256(), 0
    with open(path, "wb") as target:
        while chunk := source.read(_CHUNK):
            size += len(chunk)
            if size > MAX_ARCHIVE:
                raise OutputFailure(f"it has more than {MAX_ARCHIVE:,} bytes")
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _unpack_tar(path: str, folder: str) -> None:
    with tarfile.open(path, "r:*") as archive:
        members = archive.getmembers()
        _check([member.name for member in members], sum(member.size for member in members))
        for member in members:
            if not (member.isfile() or member.isdir()):
                raise OutputFailure(f"`{member.name}` in it is neither a file nor a folder")
            content = archive.extractfile(member) if member.isfile() else None
            _place(folder, member.name, content, runs=bool(member.mode & stat.S_IXUSR))


def _unpack_zip(path: str, folder: str) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        _check([member.filename for member in members], sum(member.file_size for member in members))
        for member in members:
            mode = member.external_attr >> 16
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise OutputFailure(f"`{member.filename}` in it is neither a file nor a folder")
            content = None if member.is_dir() else archive.open(member)
            _place(folder, member.filename, content, runs=bool(mode & stat.S_IXUSR))


def _check(names: list[str], size: int) -> None:
    for name in names:
        if name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/"):
            raise OutputFailure(f"`{name}` in it leaves its folder")
    if size > MAX_ARCHIVE:
        raise OutputFailure(f"there are more than {MAX_ARCHIVE:,} bytes in it")


def _place(folder: str, name: str, content: IO[bytes] | None, *, runs: bool) -> None:
    """A member in its place; what it holds is as large as it says, so the sum of all was enough to look at."""
    path = posixpath.join(folder, name)
    if content is None:
        os.makedirs(path, exist_ok=True)
        return
    os.makedirs(posixpath.dirname(path), exist_ok=True)
    with content, open(path, "wb") as target:
        shutil.copyfileobj(content, target, _CHUNK)
    os.chmod(path, 0o755 if runs else 0o644)
