"""What is said about components, their bases and the names of their stacks: one builder a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Edit, Facts, Fix, Label
from stackc.base.ids import ManifestKey, StackName
from stackc.base.near import asked, did_you_mean
from stackc.base.source import Span
from stackc.base.value import Call, Value
from stackc.base.words import amount, kind_word
from stackc.syntax.messages import text_advice

if TYPE_CHECKING:
    from stackc.link.component import Component
    from stackc.link.duplicates import Definition
    from stackc.link.inheritance import Visit
    from stackc.link.naming import NamingRules

# --- sections


def section_kind(path: Sequence[str], value: Value, wanted: str, key: ManifestKey, label: Label) -> Diagnostic:
    """A section of the root, of a type or of a component that is not what it must be (SC0401)."""
    kind = kind_word(value)
    inside = f"component {path[-1]} section" if len(path) > 3 else f"{path[-1]} section"
    message = f"invalid {inside}: `{'.'.join(path)}` must be {wanted}, not {kind}, in the file `{key}`"
    is_component = len(path) == 3 and path[0] == "components"
    empty = (
        "write `{}` for a component without settings of its own"
        if is_component
        else "remove the key, or give it a value"
    )
    space = text_advice(value, is_list=wanted.startswith("a list"))
    return Diagnostic(
        Code.SECTION_KIND, message, label._replace(text=f"this is {kind}"), help=empty if value is None else space
    )


def root_metadata(key: str, allowed: Collection[str], label: Label) -> Diagnostic:
    message = f"metadata field `{key}` is not allowed at global (stack-wide) scope"
    label = label._replace(text="not for a whole stack")
    return Diagnostic(Code.ROOT_METADATA, message, label, help=f"allowed are {', '.join(sorted(allowed))}")


def backend_type(
    type_name: str, chosen: str, keys: Collection[str], who: str, key: ManifestKey, label: Label
) -> Diagnostic:
    """``type_name`` is the setting, ``chosen`` what it says, ``keys`` what there are settings for."""
    section = type_name.removesuffix("_type")
    message = (
        f"{type_name} does not match any key configured under {section}: the component `{who}` in the stack manifest"
        f" `{key}` has {type_name} `{chosen}`, but {section} holds"
        f" {', '.join(f'`{each}`' for each in sorted(keys))}"
    )
    choice = f"`{next(iter(keys))}`" if len(keys) == 1 else "one of these"
    advice = did_you_mean(chosen, keys) or f"write {choice}, or add `{section}.{chosen}`"
    return Diagnostic(Code.BACKEND_TYPE, message, label, help=advice)


def backend_flat(type_name: str, chosen: str, section: str, label: Label) -> Diagnostic:
    """The settings of a backend stand where the types do."""
    message = (
        f"{type_name} does not match any key configured under {section}: it is `{chosen}`, and {section} holds settings"
        " where the types stand"
    )
    return Diagnostic(Code.BACKEND_TYPE, message, label, help=f"indent them below `{chosen}:`")


def backend_misspelt(type_name: str, chosen: str, section: str, who: Component, label: Label) -> Diagnostic:
    """The settings stand below a key that is nearly the type in force, and no type itself."""
    message = (
        f"{type_name} does not match any key configured under {section}: {who.name}@{who.manifest.key} has"
        f" {type_name} `{chosen}`"
    )
    return Diagnostic(Code.BACKEND_TYPE, message, label, help=asked((chosen,)))


def depends_on_kind(who: str, entries: Value, label: Label) -> Diagnostic:
    kind = kind_word(entries)
    message = f"invalid dependency of `{who}`: `settings.depends_on` must be a map with any keys, not {kind}"
    label = label._replace(text=f"this is {kind}")
    return Diagnostic(Code.DEPENDENCY_INVALID, message, label, help="write `1: {component: NAME}` for each")


# --- bases


def base_not_found(owner: str, base: str, key: ManifestKey, advice: str | None, label: Label) -> Diagnostic:
    message = (
        f"component not defined in any config files: the component `{owner}` in the stack manifest `{key}` inherits"
        f" from `{base}` (using `metadata.inherits`), but `{base}` is not defined in any of the config files for the"
        " stack"
    )
    return Diagnostic(Code.BASE_NOT_FOUND, message, label, help=advice)


def defined_elsewhere(base: str, files: Sequence[str]) -> str:
    """Advice: the files that define a base, to be imported."""
    return f"`{base}` is defined in {' and in '.join(f'`{file}`' for file in files[:3])}; import it"


def defined_there(key: Span, base: str) -> Fix:
    """The name that others inherit from, for the ``key`` of a component."""
    return Fix(f"write `{base}`, which is what others inherit from", (Edit(key, base),))


def older_base_not_found(who: str, base: str, key: ManifestKey, advice: str | None, label: Label) -> Diagnostic:
    message = (
        f"the component `{who}` inherits from the base component `{base}` (using the `component:` attribute), but"
        f" `{base}` is not defined in any of the YAML config files for the stack `{key}`"
    )
    return Diagnostic(Code.LEGACY_BASE_NOT_FOUND, message, label, help=advice)


def older_base_is_a_folder(who: str, base: str, label: Label) -> Diagnostic:
    message = f"`component: {base}` of `{who}` names only a folder, so it has no effect"
    advice = f"write `metadata: {{component: {base}}}` to run in that folder"
    return Diagnostic(Code.LEGACY_FOLDER_ONLY, message, label, help=advice)


def inherits_itself(who: str, through: str, label: Label, related: tuple[Label, ...]) -> Diagnostic:
    message = f"circular inheritance: the component `{who}` inherits from itself through `{through}`"
    return Diagnostic(Code.INHERITS_ITSELF, message, label, related)


def circle_of_bases(who: str, circle: Sequence[Visit], key: ManifestKey, labels: Sequence[Label]) -> Diagnostic:
    """``labels[i]`` is where ``circle[i]`` is referred to; the last one closes the circle, the first one enters it."""
    names = " → ".join(f"`{name}`" for name in (who, *(visit.name for visit in circle)))
    message = f"circular component inheritance detected: {names} in the stack `{key}`"
    related = [
        label._replace(text=f"inherits from `{visit.name}`") for visit, label in zip(circle, labels, strict=True)
    ]
    last = labels[-1]._replace(text="closes the circle")
    return Diagnostic(Code.INHERITANCE_CYCLE, message, last, tuple(related[1:-1]))


def too_many_bases(who: str, depth: int, visits: int, label: Label, far: Label) -> Diagnostic:
    message = (
        f"the bases of the component `{who}` are more than {depth} levels deep, or more than {visits:,} ways lead to"
        " them"
    )
    return Diagnostic(Code.INHERITANCE_LIMIT, message, label, (far,) if far.span != label.span else ())


def base_twice(who: str, base: str, label: Label) -> Diagnostic:
    message = f"the component `{who}` names the base `{base}` twice; what came between is lost"
    return Diagnostic(Code.BASE_TWICE, message, label, help="name each base once")


# --- names of stacks


def name_is_called(key: ManifestKey, given: Call, label: Label) -> Diagnostic:
    message = (
        f"the `name` of the stack manifest `{key}` is the function `{given.text}`, which is called when the stack has"
        " its name"
    )
    return Diagnostic(Code.NAME_VALUE_MISSING, message, label)


def name_part_dropped(
    part: str, pattern: str, tokens: Sequence[str], place: Label | None, *, is_any_left: bool
) -> Diagnostic:
    """A part of the name pattern that is no token; ``tokens`` are those there are."""
    nothing = "" if is_any_left else "; no token is left, so stacks are called by their manifests"
    message = f"the part `{part}` of the name pattern `{pattern}` is not a known token and is dropped{nothing}"
    token = part.replace("{", "").replace("}", "")
    listed = f"tokens are {', '.join(f'{{{name}}}' for name in tokens)}, one between two dashes"
    return Diagnostic(Code.NAME_TOKEN, message, place, help=did_you_mean(token, tokens) or listed)


def name_pattern_unread(pattern: str, tokens: Sequence[str], place: Label | None) -> Diagnostic:
    """A pattern without any part that is a token: a Go template, or ``tokens`` between something else than dashes."""
    message = f"no part of the name pattern `{pattern}` is a token, so stacks are called by their manifests"
    if "{{" in pattern:
        return Diagnostic(Code.NAME_TOKEN, message, place, help="a Go template belongs in `stacks.name_template`")
    advice = "-".join(f"{{{token}}}" for token in tokens)
    return Diagnostic(Code.NAME_TOKEN, message, place, help=f"tokens stand between dashes: `{advice}`")


def nowhere(file: str, name: str) -> Label:
    """The label of a stack whose name lacks a variable; none in particular for an empty name."""
    return Label(Span(file), f"no `{name}` here or in its imports" if name else "not named")


def name_value_missing(
    token: str,
    value: Value,
    pattern: str,
    key: ManifestKey,
    meant: str | None,
    label: Label,
    setting: Label | None,
) -> Diagnostic:
    """``meant`` is what is misspelt at the place of ``label``, ``setting`` is where the pattern stands."""
    if value is None or value == "":
        problem = f"does not have a `{token}` defined"
    elif isinstance(value, Call):
        problem = f"has a `{token}` that is a function, which is called when the stack has its name"
    else:
        problem = f"has a `{token}` that is not a string"
    message = (
        "stack name pattern references a context part that is not defined in the stack file: the stack name pattern"
        f" `{pattern}` specifies `{token}`, but the stack `{key}` {problem} in the stack file `{key}`"
    )
    advice = asked((meant,)) if meant else f"set `vars.{token}`, quoted, in this manifest or in a mixin it imports"
    return Diagnostic(Code.NAME_VALUE_MISSING, message, label, _asked_for(setting), help=advice)


def name_unrendered(
    template: str,
    who: str,
    key: ManifestKey,
    reason: str,
    code: Code | None,
    advice: str | None,
    label: Label,
    setting: Label | None,
    *,
    is_of_stack: bool,
) -> Diagnostic:
    """``is_of_stack``: the stack lacks something; else the template itself is wrong, whichever stack it names."""
    message = (
        f"the stack name template `{template}` cannot be rendered for the component `{who}` in the stack file"
        f" `{key}`: {reason}"
    )
    if setting is not None and not is_of_stack:
        label, setting = setting._replace(text="this template"), label
        return Diagnostic(code or Code.NAME_TEMPLATE, message, label, (setting,), help=advice)
    return Diagnostic(code or Code.NAME_TEMPLATE, message, label, _asked_for(setting), help=advice)


def _asked_for(setting: Label | None) -> tuple[Label, ...]:
    return (setting._replace(text="asked for here"),) if setting else ()


# --- duplicates


def duplicate(
    stack: StackName,
    name: str,
    definitions: Sequence[Definition],
    shared: Span | None,
    facts: Facts | None,
    rules: NamingRules,
    *,
    accepted: bool,
) -> Diagnostic:
    """``shared`` is the import several of the ``definitions`` come through; identical ones differ in no ``facts``.

    ``accepted``: the project allows them, so the lines that scripts look for are left out.
    """
    keys = ", ".join(each.key for each in definitions)
    what = "differing definitions" if facts else "identical definitions"
    message = f"the component `{name}` has {what} in {len(definitions)} manifests of the stack `{stack}`: {keys}"
    naming = f"template '{rules.template}'" if rules.template else f"pattern '{rules.pattern}'"
    preface = (
        f"Found duplicate config for the component '{name}' for the stack '{stack}' in the files: {keys}.",
        (
            f"Check that all context variables in the stack name {naming} are correctly defined in the files and not"
            " duplicated."
        ),
        "Check that all imports are valid.",
    )
    is_one = len({each.span for each in definitions}) == 1
    if shared:
        advice = (
            f"import the component in one manifest of the stack only: remove the import at {shared} from what they"
            " share"
        )
    elif is_one:
        advice = "move it to a file of its own, and import that in the one manifest that deploys it"
    elif facts:
        advice = (
            "keep one of the definitions, or give the manifests different context variables so that they form different"
            " stacks"
        )
    elif accepted:
        advice = "keep one of the definitions"
    else:
        advice = "keep one of the definitions; or accept equal ones with `stacks.duplicates: allow-identical`"
    first, *others = _definitions(definitions, shared, is_one=is_one)
    left = len(others) - MAX_SHOWN
    return Diagnostic(
        Code.DUPLICATE_IDENTICAL if accepted else Code.DUPLICATE_COMPONENT,
        message,
        first,
        tuple(others[:MAX_SHOWN]),
        help=advice,
        facts=facts,
        preface=() if accepted else preface,
        notes=(f"{amount(left, 'more manifest')} of the stack define it",) if left > 0 else (),
    )


MAX_SHOWN = 3
"""How many of the places that are in the way of the first one are shown."""


def _definitions(definitions: Sequence[Definition], shared: Span | None, *, is_one: bool) -> Iterator[Label]:
    """The places to edit, each once: the import that brings it into several, and what the others have of their own;
    or the one definition, and who imports it.
    """
    alone = [each for each in definitions if shared not in each.imports]
    if shared is not None:
        brought = [each for each in definitions if shared in each.imports]
        some = f"`{brought[0].key}`" if len(brought) == 1 else f"{len(brought)} of them"
        yield Label(shared, f"brings it into {some if alone else 'all of them'}")
    elif is_one:
        yield Label(definitions[0].span, "one definition for all of them")
        alone = alone[:1]
    for each in alone:
        if not each.imports:
            yield Label(each.span, f"defined here for `{each.key}`")
            continue
        way = "".join(f", by {span}" for span in each.imports[1:])
        where = "" if is_one else f", defined at {each.span}"
        yield Label(each.imports[0], f"imported here for `{each.key}`{way}{where}")
