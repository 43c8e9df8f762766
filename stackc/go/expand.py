"""Text with ``$name`` and ``${name}`` filled in, as a shell would from its environment."""

import re
from collections.abc import Callable

from stackc.base.pattern import late_pattern
from stackc.go.strings import require_size

_REFERENCE = late_pattern(r"\$(?:\{([^{}]*)\}|([*#$@!?\-0-9])|(\w+)|(\{\}?))", re.ASCII)


def expand_environment(text: str, environment: Callable[[str], str | None]) -> str:
    """``text`` with every reference replaced; a variable that is not set is empty."""
    size = len(text)

    def fill(match: re.Match[str]) -> str:
        nonlocal size
        name = match[1] or match[2] or match[3] or ""
        value = (environment(name) or "") if name else ""
        size += len(value)
        require_size(size)
        return value

    return _REFERENCE.sub(fill, text)
