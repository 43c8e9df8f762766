"""Commands that are answered from what is kept, in this process."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from stackc.cli.replay import replay
from tests.kit.command import Said, run_here


def replayed(*words: str) -> Said | None:
    """The answer that is kept; None where there is none."""
    out, err = io.BytesIO(), io.BytesIO()
    code = replay(words, out, err)
    return None if code is None else Said(code, out.getvalue().decode(), err.getvalue().decode())


def asked(*words: str) -> tuple[Said, bool]:
    """What a user would see, and whether it was kept."""
    kept = replayed(*words)
    return (run_here(*words), False) if kept is None else (kept, True)


@contextmanager
def environment(env: Mapping[str, str], *without: str) -> Iterator[None]:
    """This process has ``env`` and no other variable of stackc's, nor those ``without`` which it is meant to be."""
    before = dict(os.environ)
    unwanted = ("CI", "NO_COLOR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", *without)
    for name in before:
        if name.startswith(("STACKC_", "ATMOS_")) or name in unwanted:
            del os.environ[name]
    os.environ.update(env)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
