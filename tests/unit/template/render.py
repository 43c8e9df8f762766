"""Short ways to expand a template in a test."""

from collections.abc import Callable, Mapping
from typing import Literal

from stackc.template import (
    Expansion,
    Template,
    TemplateFault,
    expand_template,
    function_set,
    parse_template,
)

Extra = Mapping[str, Callable[..., object]]
ALL = function_set(sprig=True, gomplate=True)
GOMPLATE = function_set(sprig=False, gomplate=True)
BARE = function_set(sprig=False, gomplate=False)


def parse(text: str) -> Template:
    """A template that has no mistake."""
    template = parse_template(text)
    assert isinstance(template, Template), template
    return template


def expand(
    text: str,
    data: Mapping[str, object] | None = None,
    *,
    functions: object = ALL,
    missing: Literal["no value", "error"] = "error",
    effects: bool = False,
) -> Expansion | TemplateFault:
    """What ``text`` gives, or why it gives nothing."""
    template = parse_template(text)
    if isinstance(template, TemplateFault):
        return template
    assert isinstance(functions, type(ALL))
    return expand_template(template, data or {}, functions, missing=missing, effects=effects)


def render(
    text: str,
    data: Mapping[str, object] | None = None,
    *,
    functions: object = ALL,
    missing: Literal["no value", "error"] = "error",
) -> str:
    """The text of a template that must succeed."""
    expansion = expand(text, data, functions=functions, missing=missing)
    assert isinstance(expansion, Expansion), expansion
    return expansion.text


def fault(
    text: str,
    data: Mapping[str, object] | None = None,
    *,
    functions: object = ALL,
    missing: Literal["no value", "error"] = "error",
) -> TemplateFault:
    """The fault of a template that must fail."""
    found = expand(text, data, functions=functions, missing=missing)
    assert isinstance(found, TemplateFault), found
    return found


def marked(found: TemplateFault, text: str) -> str:
    """The part of ``text`` a fault points at."""
    return text[found.start : found.end]
