"""``stackc cache``: the answers that are kept for the next run."""

from __future__ import annotations

import os

from stackc.base.words import amount
from stackc.cache.folder import cache_folder, entries, remove_entries
from stackc.cli.session import OK, Session


def info(session: Session) -> int:
    """``cache info``: the folder, the number of answers in it and their size in bytes."""
    folder = cache_folder(os.environ)
    if folder is None:
        session.out("nothing is kept: there is no folder for it, or it is switched off\n")
        return OK
    sizes = [state.st_size for _, state in entries(folder)]
    session.out(f"{folder}: {amount(len(sizes), 'answer')}, {sum(sizes):,} bytes\n")
    return OK


def clear(session: Session) -> int:
    """``cache clear``: remove what is kept, and nothing else that may lie there."""
    folder = cache_folder(os.environ)
    count = remove_entries(folder) if folder is not None else 0
    session.say(f"{amount(count, 'answer')} removed")
    return OK
