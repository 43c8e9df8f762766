"""gomplate's ``semver`` namespace."""

from stackc.template.functions import Table
from stackc.template.gomplate.casting import to_text
from stackc.template.versions import parse_version, satisfies


def _check(constraint: str, value: object) -> bool:
    return satisfies(constraint, parse_version(to_text(value)))


TABLE: Table = {
    "semver.Semver": ("any", lambda value: parse_version(to_text(value))),
    "semver.CheckConstraint": ("string any", _check),
}
