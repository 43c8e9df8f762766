"""Sprig's semantic versions."""

from stackc.go.functions import Table
from stackc.template.functions.versions import parse_version, satisfies

TABLE: Table = {
    "semver": ("string", parse_version),
    "semverCompare": ("string string", lambda constraint, text: satisfies(constraint, parse_version(text))),
}
