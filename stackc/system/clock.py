"""The real ``Clock``."""

from __future__ import annotations

import random
import time


class SystemClock:
    """Time as it passes, and chance."""

    def now(self) -> float:
        """Seconds since some moment; it never goes back."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Do nothing for a while. Raises KeyboardInterrupt on a signal."""
        time.sleep(seconds)

    def chance(self) -> float:
        """A number between 0 and 1."""
        return random.random()
