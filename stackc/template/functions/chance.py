"""Values by chance. Every function here is an effect: its name is only called when effects are on."""

import secrets
import string
from collections.abc import Sequence

from stackc.go.faults import FunctionError
from stackc.go.limits import MAX_ITEMS

ALPHABET = string.ascii_letters
DIGITS = string.digits
ASCII = "".join(map(chr, range(32, 127)))


def random_text(count: int, characters: str) -> str:
    """``count`` of ``characters``."""
    if not 0 <= count <= MAX_ITEMS:
        raise FunctionError(f"the count must be between 0 and {MAX_ITEMS}")
    return "".join(secrets.choice(characters) for _ in range(count))


def random_between(low: int, high: int) -> int:
    """A number from ``low`` up to, but not, ``high``."""
    if high <= low:
        raise FunctionError(f"there is no number from {low} up to {high}")
    return low + secrets.randbelow(high - low)


def random_fraction() -> float:
    """A number from 0 up to, but not, 1."""
    return secrets.randbits(53) / (1 << 53)


def shuffled(text: str) -> str:
    """The characters of ``text`` in some order."""
    characters = list(text)
    secrets.SystemRandom().shuffle(characters)
    return "".join(characters)


def random_item(items: Sequence[object]) -> object:
    """One of ``items``. Raises FunctionError when there is none."""
    if not items:
        raise FunctionError("expected a list that is not empty")
    return secrets.choice(items)


def random_uuid() -> str:
    """A UUID of version 4."""
    from uuid import uuid4

    return str(uuid4())


def clock_uuid() -> str:
    """A UUID of version 1."""
    from uuid import uuid1

    return str(uuid1())


def random_bytes(count: int) -> bytes:
    """``count`` bytes."""
    if not 0 <= count <= MAX_ITEMS:
        raise FunctionError(f"the count must be between 0 and {MAX_ITEMS}")
    return secrets.token_bytes(count)
