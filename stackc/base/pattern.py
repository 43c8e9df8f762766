"""``late_pattern``: expressions that are compiled when they are first used, since most are for what seldom happens."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _LatePattern:
    """Stands in for the expression, and keeps of it what was asked for."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(self.pattern, self.flags), name)
        setattr(self, name, value)
        return value


def late_pattern(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What ``re.compile`` gives. A mistake in ``pattern`` is raised when it is used."""
    return cast("re.Pattern[AnyStr]", _LatePattern(pattern, flags))
