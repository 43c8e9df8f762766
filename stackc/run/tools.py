"""``dependencies.tools``: the version of Terraform that an instance wants. See docs/language.md, running Terraform.

Nothing is installed: the program that is found is right, or nothing runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from stackc.base.diagnostic import Diagnostic
from stackc.base.value import source_text, table_at
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.terraform import Binary
from stackc.syntax.version_constraint import allows, parse_version

TERRAFORMS: Final[Mapping[str, str]] = {"terraform": "terraform", "opentofu": "tofu", "tofu": "tofu"}
"""Names of tools that are run, and their flavour."""


def wrong_version(instance: Instance, binary: Binary) -> Iterator[Diagnostic]:
    """What an instance says of ``binary`` that does not hold (SC0955); silent where a version is not known."""
    version = parse_version(binary.version)
    for tool, given in table_at(instance.table("dependencies"), "tools").items():
        wanted = source_text(given) or ""
        if TERRAFORMS.get(tool) != binary.flavour or version is None:
            continue
        if allows(_constraint(wanted), version) is False:
            label = instance.component.label("dependencies", ("tools", tool), "not this one")
            yield say.tool_version(instance.id, tool, binary.version, wanted, label)


def _constraint(wanted: str) -> str:
    """A version without its last parts, ``1.9`` or ``1.9.x``, is any that begins so; anything else is what it says."""
    short = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.x)?", wanted.strip())
    if short is None:
        return wanted
    return f"~> {short[1]}.{short[2]}.0" if short[2] else f"~> {short[1]}.0"
