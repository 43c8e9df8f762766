"""The collector of circles, kept from looking while a repository is compiled.

Values hang together in trees. They are many and they stay, so each look for circles among them is long and in vain:
it is half of the time that a program otherwise waits for all instances.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """No circles are looked for inside of the block; afterwards they are again, if they were before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
