"""``command``: files on disk, and the command run on them, in this process or in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from stackc.cli.main import run
from tests.kit.work import GUARD

SHIPPED = Path(__file__).parents[2]
"""Where the organisation that comes with the sources lies."""
PROJECT = """\
stacks: {included_paths: ["deploy/**/*"], name_pattern: "{stage}"}
templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}
"""
"""A project file whose stacks are the files in ``stacks/deploy``, named after their variable ``stage``."""


class Said(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def write_files(root: Path, files: Mapping[str, str], order: Iterable[str] | None = None) -> Path:
    """Write ``files`` below ``root``, in ``order``; gives ``root``."""
    for name in files if order is None else order:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[name], encoding="utf-8")
    return root


def bare_env(home: Path, **variables: str) -> dict[str, str]:
    """An environment without any setting of whoever runs the tests."""
    return {"PATH": os.defpath, "HOME": str(home), "STACKC_NO_CACHE": "1", **variables}


def terraform_env(home: Path) -> dict[str, str]:
    """An environment for commands that run Terraform, without any setting of whoever runs the tests."""
    return bare_env(
        home,
        PATH=os.environ["PATH"],
        PYTHONPATH=str(SHIPPED),
        TF_CLI_CONFIG_FILE=os.devnull,
        CHECKPOINT_DISABLE="1",
        NO_COLOR="1",
    )


def run_here(*words: str) -> Said:
    """Run the command in this process."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(list(words))
    return Said(code, out.getvalue(), err.getvalue())


def run_apart(words: Iterable[str], cwd: Path, env: Mapping[str, str], *, script: str | None = None) -> Said:
    """Run the command in a process of its own; ``script`` is run instead of the module, with the words as arguments."""
    start = ["-m", "stackc"] if script is None else ["-c", script]
    command = [sys.executable, *start, *words]
    done = subprocess.run(
        command, cwd=cwd, env=dict(env), capture_output=True, text=True, encoding="utf-8", check=False, timeout=GUARD
    )
    return Said(done.returncode, done.stdout, done.stderr)
