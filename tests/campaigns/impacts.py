"""No leaf changes that ``impact`` of the edited line did not name: edits of lines that ``why`` named.

``python -m tests.campaigns.impacts N SEED``. Each edit changes one scalar of the shipped organisation in memory. All leaves
of all instances are compared before and after; what ``impact`` says comes from the repository before the edit. A leaf
that it names as coming from the line must change; one that it names as computed, or as beaten, may stay: the computed are
counted, by whether they changed. Instances that hang on the line as a whole may go, come or be named differently.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.source import Path as ValuePath
from stackc.base.source import Span, path_text
from stackc.base.value import Value, leaves, shown_leaf
from stackc.compile.compilation import Compilation
from stackc.explain.impact import Impact, find_impact
from stackc.explain.statements import statements, winner
from tests.campaigns.campaign import Fault, chance, run_campaign, with_part
from tests.kit.command import SHIPPED
from tests.kit.compiled import compiled

READ = ("stackc.yaml", "stacks", "components", "schemas", "policies")
IMPORT: ValuePath = ("import",)
WITH_TEMPLATES = {
    "stacks/catalog/computed.yaml": """\
import:
  - path: catalog/given
    context: {size: 3, kind: small}
locals:
  prefix: cch
  name: "{{ .locals.prefix }}-computed"
components:
  terraform:
    computed/defaults:
      metadata: {type: abstract}
      vars:
        name: "{{ .locals.name }}"
        zone: "{{ .vars.region }}a"
        team: '{{ index .vars.tags "Team" }}'
        kind: '{{ if eq .vars.stage "prod" }}big{{ else }}{{ .settings.kind }}{{ end }}'
        again: "{{ .vars.zone }}!"
        list: [one, "{{ .vars.stage }}"]
        other: '{{ (atmos.Component "other" .stack).vars.size }}'
        home: !env HOME_OF
      env: {HOME_OF: "/home"}
      settings: {kind: small, sizes: !append [3]}
    computed:
      metadata: {inherits: [computed/defaults], component: account-settings}
      vars: {tags: {Own: "yes"}, size: 1}
""",
    "stacks/catalog/given.yaml": """\
components:
  terraform:
    other:
      metadata: {component: account-settings}
      vars: {size: "{{ .size }}", kind: "{{ .kind }}-{{ .size }}", plain: x}
      settings: {sizes: [1, 2]}
""",
}
"""What the organisation itself has none of: values that templates of files and of values compute."""


class Edit(NamedTuple):
    """One scalar, written anew."""

    span: Span
    old: str
    new: str


@cache
def organisation() -> dict[str, str]:
    """The text of every file that compiling reads."""
    found: dict[str, str] = {}
    for name in READ:
        top = SHIPPED / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in (".yaml", ".yml", ".tf", ".json", ".tmpl"):
                found[path.relative_to(SHIPPED).as_posix()] = path.read_text(encoding="utf-8")
    imports = [name for name in found if "/orgs/" in name and name.endswith("global-region/baseline.yaml")]
    for name in imports[:3]:
        found[name] = found[name].replace("import:\n", "import:\n  - catalog/computed\n", 1)
    settings = "templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}\n"
    if "\ntemplates:" not in found["stackc.yaml"]:
        found["stackc.yaml"] += settings
    return {**found, **WITH_TEMPLATES}


@cache
def before() -> tuple[Compilation, tuple[tuple[InstanceId, ValuePath, Span], ...]]:
    """The organisation compiled, and every line that ``why`` names, as winner or beaten."""
    compilation = compiled(organisation())
    return compilation, tuple(dict.fromkeys(_named(compilation)))


def _named(compilation: Compilation) -> Iterator[tuple[InstanceId, ValuePath, Span]]:
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None:
            continue
        for name in instance.names:
            for below, _ in leaves(instance.component.compiled.get(name)):
                path = (name, *below)
                said = winner(instance.component, path)
                for each in (*(statements(instance.component, path)), *((said,) if said else ())):
                    if each.span is not None and not isinstance(each.value, (dict, list)):
                        yield id_, path, each.span
                    yield from ((id_, IMPORT, entry) for entry in each.imported)


def all_leaves(compilation: Compilation) -> dict[tuple[InstanceId, ValuePath], Value]:
    """Every leaf of every instance that compiles, evaluated, and its workspace."""
    found: dict[tuple[InstanceId, ValuePath], Value] = {}
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None:
            continue
        found[id_, ("workspace",)] = instance.workspace
        for name in instance.names:
            for path, leaf in leaves(instance.section(name)):
                found[id_, (name, *path)] = shown_leaf(leaf)
    return found


@cache
def _leaves_before() -> Mapping[tuple[InstanceId, ValuePath], Value]:
    return all_leaves(before()[0])


def draw(source: random.Random) -> Edit | None:
    """A scalar on one line, with another value of its kind; one in ten is an import."""
    named = before()[1]
    imports = {span for _, path, span in named if path == IMPORT}
    spans = imports if source.random() < 0.1 else {span for _, _, span in named} - imports
    span = source.choice(sorted(spans))
    line = organisation()[span.file].split("\n")[span.line - 1]
    old = line[span.column - 1 : span.end_column - 1]
    if span.end_line != span.line or not old:
        return None
    return Edit(span, old, _other(old, source))


def _other(old: str, source: random.Random) -> str:
    quote = old[0] if old[0] in "\"'" else ""
    plain = old.strip("\"'")
    if plain in ("true", "false"):
        return "false" if plain == "true" else "true"
    if plain.isdigit():
        return f"{quote}{int(plain) + source.choice([1, 7, 100])}{quote}"
    if plain in ("null", "~"):
        return "changed"
    if "{{" in plain or plain.startswith("!"):
        return old[:-1] + f"x{quote}" if quote else old + "x"
    word = source.choice(["prod", "changed", f"{plain}x", plain[:-1] or "y"])
    return f"{quote}{word if word != plain else plain + 'x'}{quote}"


def edited(edit: Edit) -> dict[str, str]:
    """The organisation with the edit made."""
    file, line, column, _, _ = edit.span
    return {**organisation(), file: with_part(organisation()[file], line, column, len(edit.old), edit.new)}


def check(seed: int, index: int) -> Sequence[Fault]:
    """One edit: what changed and was not named, and what was named as coming from the line and stayed."""
    source = chance(seed, index)
    edit = draw(source)
    while edit is None:
        edit = draw(source)
    impact = find_impact(before()[0], edit.span.file, edit.span.line)
    what = f"{edit.span}: {edit.old} → {edit.new}"
    if isinstance(impact, Diagnostic):
        return [Fault("no answer", f"{what}: {impact.message}")]
    return tuple(_faults(impact, edit, what))


def _faults(impact: Impact, edit: Edit, what: str) -> Iterator[Fault]:
    after = compiled(edited(edit))
    was, now = _leaves_before(), all_leaves(after)
    whole = {each.instance for each in impact.whole}
    wins, computed = {each[:2] for each in impact.wins}, {each[:2] for each in impact.computed}
    named = wins | computed | {each[:2] for each in impact.beaten}
    known, left = {id_ for id_, _ in was}, {id_ for id_, _ in now}
    changed = {key for key in was.keys() | now.keys() if was.get(key, _NOTHING) != now.get(key, _NOTHING)}
    for id_, path in sorted(changed, key=str):
        if id_ in whole or (whole and (id_ not in known or len(after.stacks.definitions_of(id_)) > 1)):
            continue  # it hangs on the line as a whole, or another one is named so now
        if not _holds(named, id_, path):
            old, new = was.get((id_, path)), now.get((id_, path))
            yield Fault("not named", f"{what}\n{id_} {path_text(path)}: {old!r} → {new!r}")
    for id_, path in sorted((wins & was.keys()) - changed, key=str):
        if id_ not in whole and _comes_from(id_, path, edit.span):
            yield Fault("stayed", f"{what}\n{id_} {path_text(path)}: {was[id_, path]!r}")
    for id_, path in sorted(computed - wins, key=str):
        kind = "computed, changed" if _holds(changed, id_, path) else "computed, stayed"
        yield Fault(kind, f"{what}\n{id_} {path_text(path)}", is_allowed=True)
    if whole:
        kind = "edit of a name or an import" if known == left else "edit by which instances go or come"
        yield Fault(kind, f"{what}\n{len(known - left)} gone, {len(left - known)} came", is_allowed=True)
    else:
        yield Fault("edit of a value", what, is_allowed=True)


def _holds(places: Iterable[tuple[InstanceId, ValuePath]], id_: InstanceId, path: ValuePath) -> bool:
    """One of ``places`` is at ``path``, above or below it."""
    return any(each == id_ and (path[: len(at)] == at or at[: len(path)] == path) for each, at in places)


_NOTHING = object()


def _comes_from(id_: InstanceId, path: ValuePath, span: Span) -> bool:
    """Other leaves may stand on the same line."""
    instance = before()[0].instance(id_).instance
    said = winner(instance.component, path) if instance is not None else None
    return said is not None and said.span == span


if __name__ == "__main__":
    sys.exit(run_campaign(Path(__file__).stem, check))
