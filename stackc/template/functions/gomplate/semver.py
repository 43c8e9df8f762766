"""gomplate's ``semver`` namespace."""

from stackc.go.functions import Table
from stackc.template.functions.gomplate.casting import to_text
from stackc.template.functions.versions import parse_version, satisfies


def _check(constraint: str, value: object) -> bool:
    return satisfies(constraint, parse_version(to_text(value)))


TABLE: Table = {
    "semver.Semver": ("any", lambda value: parse_version(to_text(value))),
    "semver.CheckConstraint": ("string any", _check),
}
