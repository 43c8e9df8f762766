"""The tags a manifest may use. See docs/language.md, functions."""

from __future__ import annotations

AT_LOAD = frozenset({"!include", "!include.raw", "!literal", "!append"})
"""Resolved while the file is read."""

CALLS = frozenset(
    {
        *("!template", "!terraform.output", "!terraform.state", "!store", "!store.get", "!exec", "!env", "!secret"),
        *(
            "!unset",
            "!random",
            "!cwd",
            "!cel",
            "!version",
            "!emulator",
            "!tags",
            "!labels",
            "!labels.keys",
            "!labels.values",
        ),
        *(
            "!repo-root",
            "!git.root",
            "!git.sha",
            "!git.ref",
            "!git.branch",
            "!git.repository",
            "!git.owner",
            "!git.name",
        ),
        *("!git.host", "!git.url", "!aws.account_id", "!aws.caller_identity_arn", "!aws.caller_identity_user_id"),
        *("!aws.region", "!aws.organization_id"),
    }
)
"""Kept as their source text and evaluated per instance."""

KNOWN = AT_LOAD | CALLS
WITHOUT_ARGUMENTS = frozenset(
    {"!tags", "!labels", "!labels.keys", "!labels.values"} | {t for t in CALLS if t.startswith("!aws.")}
)
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_")


def call_tag(text: str) -> str | None:
    """The tag of the call ``text`` spells, or None: ``!env HOME`` → ``!env``, ``!template[1]`` → ``!template``."""
    if text[:1] != "!":
        return None
    end = 1
    while end < len(text) and text[end] in _NAME:
        end += 1
    tag = text[:end]
    if tag not in CALLS or (tag in WITHOUT_ARGUMENTS and text.strip() != tag):
        return None
    return tag
