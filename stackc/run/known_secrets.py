"""The secrets a run knows by value: what holds one of them is a secret, too. See docs/language.md, secrets."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stackc.base.value import MASK, Secret, Value, leaves

SHORTEST = 8
"""Characters a secret must have to be looked for in other text; shorter ones are found everywhere."""


class KnownSecrets:
    """Values that must not be shown, learned as they come up."""

    def __init__(self, env: Mapping[str, str], is_secret: Callable[[str], bool]) -> None:
        """``is_secret``: which variables of ``env`` are secret, by their name."""
        self._texts: dict[str, None] = {}
        for name in sorted(env):
            if is_secret(name):
                self._learn_text(env[name])

    def learn(self, value: Value) -> None:
        """Remember the secrets below ``value``."""
        for _, leaf in leaves(value):
            if isinstance(leaf, Secret):
                for _, inner in leaves(leaf.value):
                    self._learn_text(inner)

    def _learn_text(self, value: Value) -> None:
        if isinstance(value, str) and len(value) >= SHORTEST:
            self._texts[value] = None

    def holds(self, text: str) -> bool:
        """True where ``text`` has a known secret in it."""
        return any(secret in text for secret in self._texts)

    def masked(self, text: str) -> str:
        """``text`` without the known secrets in it, the longest first."""
        for secret in sorted(self._texts, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text
