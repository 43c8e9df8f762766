"""The entry point: an answer that is kept is given at once; for all else the commands are loaded."""

from __future__ import annotations

import os
import sys

from stackc.cli.replay import replay


def main() -> None:
    """Run one command and leave with its exit code."""
    code, streams = None, (sys.stdin, sys.stdout, sys.stderr)
    try:
        if None not in streams:  # the caller closed one: that is settled where nothing is kept
            code = replay(sys.argv[1:], sys.stdout.buffer, sys.stderr.buffer)
    except KeyboardInterrupt:
        os._exit(130)
    except OSError as problem:
        from stackc.cli.main import unwritten

        code = unwritten(problem)
    if code is not None:
        os._exit(code)
    from stackc.cli.main import main as run

    run()
