"""Stack names: how a component of a manifest gets the name of its stack. See docs/language.md, naming."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from stackc.base.diagnostic import Diagnostic, Label, Report
from stackc.base.ids import StackName
from stackc.base.named_tuple import NamedTuple
from stackc.base.near import did_you_mean, is_one_edit
from stackc.base.value import Call, Table, Value, source_text, table_at
from stackc.link import messages as say
from stackc.link.component import Component
from stackc.manifest.manifest import Manifest
from stackc.manifest.messages import note as note_said
from stackc.template import Expansion, TemplateFault, parse_template

TOKENS = ("namespace", "tenant", "environment", "stage")
Source = Literal["name", "template", "pattern", "key"]
ExpandName = Callable[[str, Mapping[str, object]], Expansion | TemplateFault]


class Named(NamedTuple):
    """A stack name, and the rule that applied: a rule that gives an empty name leaves the manifest's key."""

    name: StackName
    source: Source


class NamingRules(NamedTuple):
    """How a project names its stacks."""

    pattern: str
    template: str
    expand: ExpandName
    setting: Callable[[str], Label | None]
    """The place of ``name_pattern`` or ``name_template`` in the project file."""


def manifest_name(manifest: Manifest) -> str | None:
    """The ``name`` a manifest gives itself."""
    return source_text(manifest.table.get("name")) or None


def name_component(
    component: Component, rules: NamingRules, report: Report, *, ignore_own: bool = False
) -> Named | None:
    """The stack ``component`` belongs to; None after reporting what its name lacks (SC0402, SC0403).

    A pattern without a token, and a template that renders to nothing, leave it with the key of its manifest.
    ``ignore_own``: the manifest's own ``name`` does not count, as when the stack was named by its file.
    """
    key = component.manifest.key
    own = None if ignore_own else manifest_name(component.manifest)
    given = component.manifest.table.get("name")
    if own is not None and isinstance(given, Call) and not component.has_text_calls:
        place = Label(component.context.locate(component.manifest, ("name",), False), "a function")
        report(say.name_is_called(key, given, place))
        return None
    if own is not None:
        return Named(StackName(own), "name")
    if rules.template:
        name = _from_template(component, rules, report)
        return Named(StackName(name if name.strip() else key), "template") if name is not None else None
    if rules.pattern:
        name = _from_pattern(component, rules, report)
        return Named(StackName(name or key), "pattern") if name is not None else None
    return Named(StackName(key), "key")


def pattern_tokens(pattern: str) -> tuple[str, ...]:
    """The context variables a pattern consists of: only whole parts between dashes count."""
    return tuple(
        part[1:-1] for part in pattern.split("-") if part[:1] == "{" and part[-1:] == "}" and part[1:-1] in TOKENS
    )


def naming_paths(pattern: str, template: str) -> tuple[tuple[str, ...], ...]:
    """The paths of a component that give its stack its name, sorted: ``("vars", "stage")``.

    What a template works out itself, such as a key it looks up, is not among them.
    """
    if not template:
        return tuple(sorted(("vars", token) for token in pattern_tokens(pattern)))
    parsed = parse_template(template)
    return () if isinstance(parsed, TemplateFault) else tuple(sorted(tuple(field) for field in parsed.fields))


def naming_variables(pattern: str, template: str) -> frozenset[str] | None:
    """The keys of sections that name stacks, whatever else is set; None where a name may hang on anything."""
    if not template:
        return frozenset(pattern_tokens(pattern))
    parsed = parse_template(template)
    if isinstance(parsed, TemplateFault) or parsed.is_open:
        return None
    is_plain = all(len(field) > 1 and field[0] in ("vars", "settings", "env") for field in parsed.fields)
    return frozenset(field[1] for field in parsed.fields) if is_plain else None


def check_pattern(rules: NamingRules, report: Report) -> None:
    """Parts of the pattern that are dropped without a word: literals, unknown tokens, glued parts."""
    if not rules.pattern or rules.template:
        return
    tokens, setting = pattern_tokens(rules.pattern), rules.setting("name_pattern")
    if not tokens and ("{{" in rules.pattern or _tokens_in(rules.pattern)):
        report(say.name_pattern_unread(rules.pattern, _tokens_in(rules.pattern), setting))
        return
    for part in rules.pattern.split("-"):
        if part[:1] != "{" or part[-1:] != "}" or part[1:-1] not in TOKENS:
            report(say.name_part_dropped(part, rules.pattern, TOKENS, setting, is_any_left=bool(tokens)))


def _tokens_in(pattern: str) -> tuple[str, ...]:
    """The tokens that a pattern holds somewhere, in their order."""
    return tuple(sorted((token for token in TOKENS if f"{{{token}}}" in pattern), key=pattern.index))


def _from_pattern(component: Component, rules: NamingRules, report: Report) -> str | None:
    parts: list[str] = []
    given = component.tops("vars")
    for token in pattern_tokens(rules.pattern):
        value = given(token)
        if isinstance(value, Call) and component.has_text_calls:
            value = value.text
        if not isinstance(value, str) or not value:
            report(_value_missing(component, token, value, rules))
            return None
        parts.append(value)
    return "-".join(parts)


def _value_missing(component: Component, token: str, value: Value, rules: NamingRules) -> Diagnostic:
    names = component.section("vars")
    misspelt = [name for name in names if is_one_edit(name, token) and name not in TOKENS]
    if token in names:
        what = "not a string" if value not in (None, "") else "no value"
        place = component.label("vars", (token,), what, key=value is None)
    elif len(misspelt) == 1:
        place = component.label("vars", (misspelt[0],), f"not `{token}`", key=True)
    else:
        place = say.nowhere(component.manifest.file, token)
    meant = token if len(misspelt) == 1 and token not in names else None
    setting = rules.setting("name_pattern")
    return say.name_value_missing(token, value, rules.pattern, component.manifest.key, meant, place, setting)


def find_lacking(component: Component, rules: NamingRules) -> str | None:
    """The first variable that the name needs and nobody gives the component."""
    if rules.template:
        template = parse_template(rules.template)
        fields = () if isinstance(template, TemplateFault) else template.fields
        wanted: Iterable[str] = (field[1] for field in fields if field[0] == "vars" and len(field) > 1)
    else:
        wanted = pattern_tokens(rules.pattern)
    given = component.section("vars")
    return next((name for name in wanted if name not in given), None)


def _from_template(component: Component, rules: NamingRules, report: Report) -> str | None:
    template = parse_template(rules.template)
    if isinstance(template, TemplateFault):
        expanded: Expansion | TemplateFault = template
    else:
        heads = {field[0] for field in template.fields}
        if not template.is_open and heads <= {"vars", "settings", "env"}:
            data: Table = {name: component.section(name) for name in heads}
        else:
            data = naming_data(component)
        expanded = rules.expand(rules.template, data)
    if isinstance(expanded, TemplateFault):
        missing = expanded.missing
        reason = f"{'.'.join(missing)} is missing" if missing else expanded.message
        names = table_at(component.compiled, *missing[:-1]) if missing and len(missing) > 1 else {}
        advice = did_you_mean(missing[-1], names) if missing else None
        place = say.nowhere(component.manifest.file, missing[-1] if missing and missing[:-1] == ("vars",) else "")
        setting = rules.setting("name_template")
        key = component.manifest.key
        report(
            say.name_unrendered(
                *(rules.template, component.name, key, reason, expanded.code, advice, place, setting),
                is_of_stack=missing is not None,
            )
        )
        return None
    for note in expanded.notes:
        report(note_said(note, rules.setting("name_template")))
    return expanded.text


def naming_data(component: Component) -> Table:
    """What a name template sees: the compiled sections and the manifest's key."""
    key = str(component.manifest.key)
    return {
        **component.compiled,
        "atmos_component": component.name,
        "atmos_stack": key,
        "stack": key,
        "atmos_stack_file": key,
        "atmos_manifest": key,
    }
