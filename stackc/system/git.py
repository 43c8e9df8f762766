"""Facts from git, asked of the program itself."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping

from stackc.base.ports import OutputFailure

_COMMANDS = {
    "sha": ("rev-parse", "HEAD"),
    "ref": ("rev-parse", "HEAD"),
    "branch": ("symbolic-ref", "--short", "HEAD"),
    "url": ("remote", "get-url", "origin"),
}


def run_git(folder: str, arguments: tuple[str, ...], env: Mapping[str, str]) -> bytes:
    """What git prints. Raises OutputFailure with its last line."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, env=dict(env), capture_output=True, stdin=subprocess.DEVNULL, check=False
        )
    except OSError as problem:
        raise OutputFailure(f"git cannot be started: {(problem.strerror or str(problem)).lower()}") from problem
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise OutputFailure(lines[-1] if lines else f"git {arguments[0]} failed")
    return done.stdout


def git_fact(folder: str, fact: str, env: Mapping[str, str]) -> str:
    """``sha``, ``ref``, ``branch``, ``url``, ``host``, ``repository``, ``owner`` or ``name``. Raises OutputFailure."""
    if fact in _COMMANDS:
        return run_git(folder, _COMMANDS[fact], env).decode().strip()
    url = run_git(folder, _COMMANDS["url"], env).decode().strip()
    found = re.match(r"(?:\w+://)?(?:[^@/]+@)?([^:/]+)(?::\d+)?[:/](.+?)(?:\.git)?/?\Z", url)
    if not found:
        raise OutputFailure(f"the remote `{url}` has no {fact}")
    host, path = found[1], found[2]
    owner, _, name = path.rpartition("/")
    return {"host": host, "repository": path, "owner": owner, "name": name}.get(fact, "")
