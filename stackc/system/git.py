"""Facts from git, asked of the program itself."""

from __future__ import annotations

import os
import posixpath
import re
import subprocess
from collections.abc import Mapping, Sequence

from stackc.base.boundary import Access
from stackc.base.ports import OutputFailure, ReadFailure
from stackc.cache.questions import GIT, GIT_ENVIRONMENT, Question, digest

_COMMANDS = {
    "sha": ("rev-parse", "HEAD"),
    "ref": ("rev-parse", "HEAD"),
    "branch": ("symbolic-ref", "--short", "HEAD"),
    "url": ("remote", "get-url", "origin"),
}


_HARMLESS = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "log.showSignature=false"),
)
"""A checkout's own configuration may name commands; those it names for what we ask are not run.

The machine's and the user's configuration are heeded: they hold ``safe.directory``, without which a checkout of
somebody else's is not read at all.
"""
UNCONVERTED = ("--no-ext-diff", "--no-textconv")
"""Options of ``git diff``: no command that attributes name takes part."""
_EXACT = {"GIT_NO_REPLACE_OBJECTS": "1"}
"""What a commit holds hangs on its name alone, whatever ``git replace`` was told."""


def run_git(folder: str, arguments: tuple[str, ...], env: Mapping[str, str], asked: bytes = b"") -> bytes:
    """What git prints when it is given ``asked``. Raises OutputFailure with its last line."""
    command = ["git", *_HARMLESS, *arguments]
    try:
        done = subprocess.run(
            command, cwd=folder, env={**env, **GIT_ENVIRONMENT}, capture_output=True, input=asked, check=False
        )
    except OSError as problem:
        raise OutputFailure(f"git cannot be started: {(problem.strerror or str(problem)).lower()}") from problem
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OutputFailure(lines[-1] if lines else f"git {arguments[0]} failed")
    return done.stdout


def git_question(folder: str, arguments: tuple[str, ...], said: bytes) -> Question:
    """The same once more, as the next run can ask it again."""
    return Question(GIT, "\n".join((folder, *_HARMLESS, *arguments)), "", digest(said))


def git_fact(folder: str, fact: str, env: Mapping[str, str]) -> str:
    """``sha``, ``ref``, ``branch``, ``url``, ``host``, ``repository``, ``owner`` or ``name``. Raises OutputFailure."""
    if fact in _COMMANDS:
        return _line(folder, fact, env)
    url = _line(folder, "url", env)
    found = re.match(r"(?:\w+://)?(?:[^@/]+@)?([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?/?\Z", url)
    if not found:
        raise OutputFailure(f"the remote `{url}` has no {fact}")
    host, path = found[1], found[2]
    owner, _, name = path.rpartition("/")
    return {"host": host, "repository": path, "owner": owner, "name": name}.get(fact, "")


def _line(folder: str, fact: str, env: Mapping[str, str]) -> str:
    """Names in git are bytes; what is not UTF-8 in them is shown as such."""
    return run_git(folder, _COMMANDS[fact], env).decode("utf-8", "replace").strip()


class GitWorld:
    """The files of a project as they are in one commit, read from git's objects; nothing is checked out."""

    def __init__(self, top: str, prefix: str, commit: str, env: Mapping[str, str]) -> None:
        self._top, self._prefix, self._commit, self._env = top, prefix, commit, env
        exact = {**env, **_EXACT}
        listed = run_git(top, ("ls-tree", "-r", "-z", commit), exact).split(b"\0")
        self._blobs: dict[str, tuple[str, str]] = {}
        self._folders: dict[str, list[str]] = {"": []}
        for entry in listed:
            if not entry:
                continue
            meta, _, name = entry.partition(b"\t")
            mode, _, sha = meta.decode().split(" ")
            path = name.decode("utf-8", "surrogateescape")
            self._blobs[path] = (mode, sha)
            folder = posixpath.dirname(path)
            self._folders.setdefault(folder, []).append(posixpath.basename(path))
            while (folder := posixpath.dirname(folder)) and folder not in self._folders:
                self._folders[folder] = []
        usual = {sha for path, (_, sha) in self._blobs.items() if path.endswith(_TEXTS)}
        self._reader = _BlobReader(top, sorted(usual), exact)

    def read(self, path: str) -> bytes:
        known = self._blobs.get(self._followed(self._inside(path)))
        if known is None:
            raise ReadFailure("no such file")
        return self._reader.read(known[1])

    def access(self, path: str) -> Access:  # noqa: ARG002  # the port
        """A commit holds nothing but its repository; what lies outside is just not there."""
        return "inside"

    def closed_links(self, folder: str) -> tuple[str, ...]:  # noqa: ARG002  # the port
        return ()

    def kind(self, path: str) -> str | None:
        inside = self._followed(self._inside(path))
        if inside in self._blobs:
            return "file"
        return "folder" if inside in self._folders or inside in ("", ".") else None

    def walk(self, folder: str) -> tuple[str, ...]:
        prefix = self._inside(folder).rstrip("/") + "/"
        prefix = "" if prefix in ("./", "/") else prefix
        return tuple(sorted((p[len(prefix) :] for p in self._blobs if p.startswith(prefix)), key=os.fsencode))

    def entries(self, folder: str) -> tuple[str, ...]:
        inside = self._inside(folder)
        return tuple(sorted(self._folders.get("" if inside == "." else inside, ()), key=os.fsencode))

    def variable(self, name: str) -> str | None:
        return self._env.get(name)

    def _inside(self, path: str) -> str:
        """``path`` relative to the top of the repository."""
        joined = posixpath.normpath(posixpath.join(self._top, self._prefix, path))
        return posixpath.relpath(joined, self._top)

    def _followed(self, path: str) -> str:
        """The end of a chain of symbolic links."""
        for _ in range(_MAX_LINKS):
            mode, sha = self._blobs.get(path, ("", ""))
            if mode != "120000":
                return path
            target = self._reader.read(sha).decode("utf-8", "surrogateescape")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return path


_MAX_LINKS = 20
_TEXTS = (".yaml", ".yml", ".tmpl", ".tf", ".tf.json")


class _BlobReader:
    """Blobs by their hash: those that are asked for all the time in one go, others one by one."""

    def __init__(self, top: str, usual: Sequence[str], env: Mapping[str, str]) -> None:
        self._top, self._usual, self._env = top, usual, env
        self._known: dict[str, bytes] | None = None

    def read(self, sha: str) -> bytes:
        if self._known is None:
            self._known = self._batch()
        if sha not in self._known:
            self._known[sha] = run_git(self._top, ("cat-file", "blob", sha), self._env)
        return self._known[sha]

    def _batch(self) -> dict[str, bytes]:
        asked = "".join(f"{sha}\n" for sha in self._usual).encode()
        answer = run_git(self._top, ("cat-file", "--batch"), self._env, asked)
        known: dict[str, bytes] = {}
        at = 0
        while at < len(answer):
            end = answer.index(b"\n", at)
            sha, _, size = answer[at:end].decode().split(" ")
            known[sha] = answer[end + 1 : end + 1 + int(size)]
            at = end + 1 + int(size) + 1
        return known
