"""The formats in which other programs take findings, by the names they are asked for with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from stackc.render.findings import Findings
from stackc.render.github import github
from stackc.render.gitlab import gitlab
from stackc.render.junit import junit
from stackc.render.rdjson import rdjson
from stackc.render.sarif import sarif

FORMATS: Mapping[str, Callable[[Findings], str]] = MappingProxyType(
    {"sarif": sarif, "github": github, "gitlab": gitlab, "junit": junit, "rdjson": rdjson}
)
