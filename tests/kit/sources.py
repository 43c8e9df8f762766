"""Repositories and archives to fetch from, made on disk."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests.kit.command import write_files

_AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> str:
    """Run git in ``folder``; what it prints."""
    done = subprocess.run(["git", *_AUTHOR, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def repository(folder: Path, files: Mapping[str, str], tag: str = "") -> str:
    """A repository on the branch ``main``, made or gone on with; the commit."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    write_files(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "x")
    if tag:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


def archive(path: Path, files: Mapping[str, str], *others: tarfile.TarInfo) -> None:
    """A ``.tar.gz`` of ``files`` and of members that are none."""
    with tarfile.open(path, "w:gz") as made:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            made.addfile(member, io.BytesIO(text.encode()))
        for other in others:
            made.addfile(other)
