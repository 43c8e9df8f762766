"""Sprig's semantic versions."""

from stackc.template.functions import Table
from stackc.template.versions import parse_version, satisfies

TABLE: Table = {
    "semver": ("string", parse_version),
    "semverCompare": ("string string", lambda constraint, text: satisfies(constraint, parse_version(text))),
}
