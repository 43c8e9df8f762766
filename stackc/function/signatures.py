"""Which functions reach outside of the repository, and which meet other values at merge.

See docs/language.md, functions.
"""

from __future__ import annotations

from typing import Final

from stackc.syntax.tags import CALLS, call_tag

INERT: Final = frozenset({"!cwd", "!random", "!cel"})
"""Known, but never evaluated in manifests: the text stays."""

PURE: Final = frozenset(
    {"!env", "!template", "!repo-root", "!git.root", "!tags", "!labels", "!labels.keys", "!labels.values", "!unset"}
)

EFFECTS: Final = CALLS - PURE - INERT
"""Evaluated on resolve alone, at most once a run."""

_DEFERRED: Final = frozenset(
    {
        *("!template", "!terraform.output", "!terraform.state", "!store.get", "!store", "!exec", "!env"),
        *("!labels", "!labels.keys", "!labels.values", "!tags"),
    }
)


def is_deferred(text: str) -> bool:
    """True for a call that takes part in a merge with its value and not with its text."""
    return call_tag(text) in _DEFERRED


def is_pure(text: str) -> bool:
    """True for a call whose value depends on the repository and the environment alone."""
    return call_tag(text) in PURE


def is_effect(text: str) -> bool:
    """True for a call that reaches outside."""
    return call_tag(text) in EFFECTS
