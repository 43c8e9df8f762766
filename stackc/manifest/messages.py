"""What is said about manifests and their imports: one builder a finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.base.near import asked, did_you_mean, is_one_edit
from stackc.base.record import replace
from stackc.base.source import Path, Span, path_text
from stackc.base.value import Value
from stackc.base.words import kind_word
from stackc.manifest.places import Places
from stackc.syntax.glob import has_magic
from stackc.syntax.messages import text_advice
from stackc.template import Note, TemplateFault
from stackc.template.renderer import Remark

if TYPE_CHECKING:
    from stackc.manifest.lost import Verdict
    from stackc.manifest.shape import Shape, Unknown

# --- files


def unreadable(file: str, reason: str, *, too_large: bool) -> Diagnostic:
    """A file that cannot be read (SC0115), or is larger than any manifest (SC0108)."""
    code = Code.TOO_LARGE if too_large else Code.UNREADABLE
    return Diagnostic(code, f"cannot read `{file}`: {reason}", Label(Span(file), "this file"))


def not_a_table(file: str, root: Value) -> Diagnostic:
    kind = kind_word(root)
    message = f"a manifest must be a map, but `{file}` is {kind}"
    return Diagnostic(Code.NOT_A_TABLE, message, Label(Span(file), f"this is {kind}"))


def too_deep(limit: int, place: Label) -> Diagnostic:
    return Diagnostic(Code.TOO_DEEP, f"rendered values are nested more than {limit} levels deep", place)


def too_many_values(limit: int, place: Label) -> Diagnostic:
    return Diagnostic(Code.ALIAS_BOMB, f"references make this more than {limit:,} values", place)


def overrides_kind(value: Value, at: tuple[str, ...], places: Places) -> Diagnostic:
    kind = kind_word(value)
    message = f"invalid overrides section: `{'.'.join(at)}` must be a map, not {kind}, in the file `{places.file}`"
    return Diagnostic(Code.OVERRIDES_KIND, message, places.key(at, f"this is {kind}"))


# --- what does not fit

NO_KEY = "not a key of the language"


def kind_misfit(path: Path, shape: Shape, value: Value, places: Places) -> Diagnostic:
    kind = kind_word(value)
    message = f"`{path_text(path)}` must be {shape.wanted}, not {kind}"
    return Diagnostic(shape.code, message, places.value(path, f"this is {kind}"))


def section_misfit(path: Path, shape: Shape, value: Value, file: str, places: Places) -> Diagnostic:
    """``file`` is what the manifest is called."""
    kind = kind_word(value)
    wrong = f"`{path_text(path)}` must be {shape.wanted}, not {kind}"
    message = f"invalid {path[-1]} section: {wrong}, in the file `{file}`"
    return Diagnostic(shape.code, message, places.key(path, f"this is {kind}"))


def backend_flat(path: Path, places: Places) -> Diagnostic:
    """``path``: the first of the settings that stand where backend types do."""
    message = f"`{path_text(path[:-1])}` holds settings where the types of backends stand, so they are none of any"
    label = places.key(path, "a setting, not a type")
    return Diagnostic(Code.SCHEMA, message, label, help="indent them below the type, such as `s3:`")


def choice_unknown(path: Path, shape: Shape, value: str, places: Places) -> Diagnostic:
    words = ", ".join(f"`{choice}`" for choice in shape.choices)
    message = f"`{path_text(path)}` must be one of {words}, not `{value}`"
    advice = did_you_mean(value, shape.choices)
    return Diagnostic(shape.code, message, places.value(path, "none of them"), help=advice)


def key_missing(path: Path, shape: Shape, places: Places) -> Diagnostic:
    message = f"`{path_text(path)}` has no `{shape.required}`"
    return Diagnostic(shape.code, message, places.value(path, f"`{shape.required}` is missing"))


def key_unknown(path: Path, unknown: Unknown, verdict: Verdict, places: Places) -> Diagnostic:
    label = places.key(path, unknown.label)
    return Diagnostic(verdict.code, _of_key(path, unknown.message), label, help=verdict.help)


def section_displaced(path: Path, owner: str, places: Places, *, is_swallowed: bool) -> Diagnostic:
    """``owner``: the component before it, or the section that swallows it."""
    key = str(path[-1])
    if is_swallowed:
        message = f"`{key}` stands below `{owner}`, so it is no section and has no effect"
        label = places.key(path, f"one of the {owner}, by its indentation")
        return Diagnostic(Code.MISSPELT_KEY, message, label, help=f"indent it like `{owner}`")
    message = f"`{key}` stands where components stand, so what it holds belongs to none"
    advice = f"indent it and what it holds below `{owner}`" if owner else "indent it below a component"
    return Diagnostic(Code.MISSPELT_KEY, message, places.key(path, "a component, by its indentation"), help=advice)


def key_misspelt(path: Path, unknown: Unknown | None, meant: str, places: Places) -> Diagnostic:
    """A key that holds instances or edges was ``meant`` (SC0219); where others are free, ``unknown`` is None."""
    where = f"unknown key `{path[-1]}` in `{path_text(path[:-1])}`; it has no effect"
    message = _of_key(path, unknown.message) if unknown else where
    label = places.key(path, unknown.label if unknown else NO_KEY)
    return Diagnostic(Code.MISSPELT_KEY, message, label, help=asked((meant,)))


def _of_key(path: Path, words: str) -> str:
    return words.format(key=path[-1], component=path[2] if len(path) > 2 else "")


def word_unknown(path: Path, words: Sequence[str], value: str, code: Code, places: Places) -> Diagnostic:
    message = f"unknown {path[-1]} `{value}` in `{path_text(path[:-1])}`; it has no effect"
    label = places.value(path, f"none of {', '.join(f'`{word}`' for word in words)}")
    return Diagnostic(code, message, label, help=did_you_mean(value, words))


# --- import sections


def imports_kind(section: Value, places: Places) -> Diagnostic:
    kind = kind_word(section)
    message = f"invalid import section in the file `{places.file}`: `import` must be a list, not {kind}"
    label = places.value(("import",), f"this is {kind}")
    advice = text_advice(section, is_list=False) or "write each import behind a dash"
    return Diagnostic(Code.IMPORT_INVALID, message, label, help=advice)


def import_kind(item: Value, at: Path, places: Places) -> Diagnostic:
    what = "empty" if item is None or item == "" else kind_word(item)
    message = f"invalid import in the file `{places.file}`: an entry must be a path or a map with `path`, not {what}"
    return Diagnostic(Code.IMPORT_INVALID, message, places.value(at, f"this is {what}"))


def import_keys_unknown(keys: Sequence[str], at: Path, known: Collection[str], places: Places) -> Diagnostic:
    """Keys of one import that mean nothing; ``known`` are those that do and are not there."""
    label = places.key((*at, keys[0]), "not a key of an import")
    if any(is_one_edit(keys[0], each) for each in known):
        message = f"unknown key `{keys[0]}` in an import"
        return Diagnostic(Code.MISSPELT_KEY, message, label, help=did_you_mean(keys[0], known))
    named = ", ".join(f"`{key}`" for key in keys)
    message = f"unknown key{'s' if len(keys) > 1 else ''} {named} in an import"
    return Diagnostic(Code.ROOT_KEY, message, label, help=did_you_mean(keys[0], known) or BELOW_CONTEXT)


BELOW_CONTEXT = "what the imported file reads belongs below `context`"


def context_lacks(found: Diagnostic, name: str, near: str | None, label: Label) -> Diagnostic:
    """A template reads ``name``, which the import at ``label`` does not give; ``near`` is what it calls it."""
    related = (found.primary._replace(text="read here"),) if found.primary is not None else ()
    help_ = asked((name,)) if near else f"give it: `context: {{{name}: …}}`"
    return replace(found, primary=label, related=related, help=help_)


def context_beside(found: Diagnostic, label: Label) -> Diagnostic:
    """What a template reads stands beside the ``context`` of its import, at ``label``."""
    related = (found.primary._replace(text="read here"),) if found.primary is not None else ()
    return replace(found, primary=label, related=related, help=BELOW_CONTEXT)


def import_key_kind(key: str, value: Value, wanted: str, at: Path, places: Places) -> Diagnostic:
    wanted = {"table": "map"}.get(wanted, wanted)
    message = f"invalid import in the file `{places.file}`: `{key}` must be a {wanted}, not {kind_word(value)}"
    return Diagnostic(Code.IMPORT_INVALID, message, places.value((*at, key), f"not a {wanted}"))


def import_path_missing(at: Path, odd: str | None, places: Places) -> Diagnostic:
    """An import without ``path``; ``odd`` is a key that may have been meant to be it."""
    message = f"invalid import in the file `{places.file}`: `path` is missing"
    if odd:
        label = places.key((*at, odd), "did you mean `path`?")
        return Diagnostic(Code.IMPORT_INVALID, message, label, help=f"did you mean `path` instead of `{odd}`?")
    return Diagnostic(
        Code.IMPORT_INVALID, message, places.value(at, "no path"), help="name the file to import with `path`"
    )


def import_path_kind(at: Path, places: Places) -> Diagnostic:
    message = f"invalid import in the file `{places.file}`: `path` must be a string that is not empty"
    label = places.value((*at, "path"), "no path")
    return Diagnostic(Code.IMPORT_INVALID, message, label, help="name the file to import with `path`")


# --- local files


def local_refused(path: Path, reason: str, places: Places) -> Diagnostic:
    """``reason``: why a local file may not say what stands at ``path``."""
    message = f"a local file may not say `{path_text(path)}`: {reason}"
    advice = "say it in the manifest, where everybody has it"
    return Diagnostic(Code.LOCAL_REFUSED, message, places.key(path, "not in a local file"), help=advice)


def local_component(kind: str, name: str, places: Places) -> Diagnostic:
    message = f"a local file may not add a component, and its manifest has no {kind} component `{name}`"
    label = places.key(("components", kind, name), "nobody else has it")
    advice = "add it to the manifest, and say here what is different on this machine"
    return Diagnostic(Code.LOCAL_REFUSED, message, label, help=advice)


def import_local(target: str, at: Path, places: Places) -> Diagnostic:
    message = f"the import `{target}` names a local file, which is laid over its manifest and never imported"
    advice = "import the manifest: its local file comes with it"
    return Diagnostic(Code.IMPORT_INVALID, message, places.value(at, "a local file"), help=advice)


# --- import paths


def import_path_malformed(path: str, reason: str, label: Label, file: str) -> Diagnostic:
    message = f"the import path `{path}` in the file `{file}` is malformed: {reason}"
    return Diagnostic(Code.MANIFEST_TEMPLATE, message, label)


def import_path_unrendered(path: str, fault: TemplateFault, label: Label) -> Diagnostic:
    message = f"the import path `{path}` cannot be rendered: {fault.message}"
    advice = "an import path sees the vars, settings and env of earlier imports and its own context"
    return Diagnostic(_fault_code(fault), message, label, help=advice if fault.missing is not None else None)


def import_ignored(path: str, at: Path, places: Places) -> Diagnostic:
    message = f"the import `{path}` is ignored: it holds a template and templates are off"
    return Diagnostic(Code.IMPORT_IGNORED, message, places.value(at, "not rendered"))


def import_remote(target: str, at: Path, places: Places) -> Diagnostic:
    message = f"cannot import `{target}`: remote imports are not supported"
    label = places.value(at, "imported here")
    return Diagnostic(Code.IMPORT_REMOTE, message, label, help="vendor the file into the repository")


def import_pattern(reason: str, at: Path, places: Places) -> Diagnostic:
    message = f"invalid import in the file `{places.file}`: {reason}"
    return Diagnostic(Code.IMPORT_INVALID, message, places.value(at, "this pattern"))


def import_candidates(target: str, taken: str, others: Sequence[str], at: Path, places: Places) -> Diagnostic:
    listed = ", ".join(f"`{other}`" for other in others)
    message = f"the import `{target}` takes `{taken}`; {listed} fits as well and is not read"
    return Diagnostic(Code.IMPORT_CANDIDATES, message, places.value(at, "imported here"))


def import_not_found(
    target: str, importer: str, near: Sequence[str], inside: Sequence[str], at: Path, places: Places
) -> Diagnostic:
    """``inside``: the files of the folder that it names instead of a file.

    ``importer`` is named as an import would name it; a path over several lines is two items of which one is text."""
    label = places.value(at, "imported here")
    first, dash, second = target.partition(" - ")
    if dash and label.span.end_line > label.span.line:
        message = f"the import `{second}` in the file `{importer}` is read as a part of the one above, `{first}`"
        place = places.within(at, target, len(first) + len(dash), len(target))
        advice = "indent it like the other items"
        return Diagnostic(Code.IMPORT_NOT_FOUND, message, place._replace(text="indented deeper"), help=advice)
    if inside:
        message = f"stack import not found: `{target}`, imported in the file `{importer}`, is a folder"
        files = ", ".join(f"`{each}`" for each in inside[:3]) + (", …" if len(inside) > 3 else "")
        return Diagnostic(Code.IMPORT_NOT_FOUND, message, label, help=f"import a file of it: {files}")
    if has_magic(target):
        message = f"stack import not found: no manifest matches `{target}` in the file `{importer}`"
    else:
        message = f"stack import not found: cannot find manifest `{target}`, imported in the file `{importer}`"
    return Diagnostic(Code.IMPORT_NOT_FOUND, message, label, help=asked(near))


def import_of_itself(importer: str, at: Path, places: Places) -> Diagnostic:
    message = f"stack manifest imports itself: `{importer}` in the file `{places.file}`"
    return Diagnostic(Code.IMPORT_SELF, message, places.value(at, "this is the same file"))


def import_circle(names: Sequence[str], entries: Sequence[Span]) -> Diagnostic:
    """``entries[i]`` is where ``names[i]`` imports the next one; the last entry closes the circle."""
    labels = [
        Label(entry, f"`{name}` is imported {'again' if name == names[0] else 'here'}")
        for entry, name in zip(entries, [*names[1:], names[0]], strict=True)
    ]
    message = f"circular import: {' → '.join([*names, names[0]])}"
    return Diagnostic(Code.IMPORT_CYCLE, message, labels[-1], tuple(labels[:-1]))


def import_too_deep(limit: int, at: Path, places: Places) -> Diagnostic:
    message = f"imports are nested more than {limit} levels deep"
    return Diagnostic(Code.IMPORT_DEPTH, message, places.value(at, "one level too many"))


def too_many_imports(limit: int, places: Places) -> Diagnostic:
    message = f"the imports of `{places.file}` come to more than {limit:,} files, each counted for each context"
    return Diagnostic(Code.IMPORT_LIMIT, message, places.key(("import",), "too many behind these"))


# --- functions and templates in files


def call_arguments(reason: str, path: Path, places: Places) -> Diagnostic:
    return Diagnostic(Code.FUNCTION_ARGUMENTS, reason, places.value(path, "this call"))


def call_failed(reason: str, code: Code | None, path: Path, places: Places) -> Diagnostic:
    return Diagnostic(code or Code.FUNCTION_FAILED, reason, places.value(path, "this call"))


def effect_in_locals(tag: str, path: Path, places: Places) -> Diagnostic:
    message = f"`{tag}` reaches outside; locals must be known without that"
    return Diagnostic(Code.EFFECT_MISPLACED, message, places.value(path, "an effect in locals"))


def include_not_found(tag: str, wanted: str, beside: Collection[str], path: Path, places: Places) -> Diagnostic:
    """``beside``: the files in the folder in which it was looked for."""
    is_remote = "://" in wanted or "::" in wanted
    reason = f"`{wanted}` is remote, which is not supported" if is_remote else f"there is no file `{wanted}`"
    folder = wanted[: wanted.rfind("/") + 1]
    advice = (
        did_you_mean(wanted, [folder + name for name in beside])
        or "a path starts at the project's root, or with `./` at this file"
    )
    return Diagnostic(Code.INCLUDE_NOT_FOUND, f"`{tag}`: {reason}", places.value(path, "included here"), help=advice)


def include_invalid(tag: str, reason: str, label: Label) -> Diagnostic:
    return Diagnostic(Code.INCLUDE_INVALID, f"`{tag}`: {reason}", label)


def section_lost(name: str, places: Places) -> Diagnostic:
    message = f"the root section `{name}` is lost: a file with `locals` that imports this one brings its own"
    return Diagnostic(Code.LOCALS_ERASE, message, places.key((name,), "replaced as a whole"))


def remark(found: Remark, places: Places) -> Diagnostic:
    """What is said of a template that does not fail: by a function in it, or since its text lost something."""
    assert found.code is not None
    return Diagnostic(found.code, found.message, places.within(found.path, found.text, *found.part), help=found.help)


def note(found: Note, label: Label | None) -> Diagnostic:
    """What a function in a text that is a template as a whole says without failing: in a file, a path, a name."""
    return Diagnostic(found.code, found.message, label, help=found.help)


def file_unrendered(file: str, fault: Remark | TemplateFault, label: Label) -> Diagnostic:
    message = f"the template in `{file}` cannot be rendered: {fault.message}"
    advice = fault.help if isinstance(fault, Remark) else None
    return Diagnostic(_fault_code(fault), message, label, help=advice)


def _fault_code(fault: Remark | TemplateFault) -> Code:
    """What a template of a file that fails is reported as."""
    return Code.MANIFEST_MISSING_KEY if fault.missing is not None else fault.code or Code.MANIFEST_TEMPLATE


# --- locals


def locals_kind(at: tuple[str, ...], section: Value, places: Places) -> Diagnostic:
    message = f"`{'.'.join(at)}` must be a map, not {kind_word(section)}"
    return Diagnostic(Code.LOCALS_KIND, message, places.key(at, "not a map"))


def locals_circle(at: tuple[str, ...], names: Sequence[str], places: Places) -> Diagnostic:
    """``names`` in the order in which they refer to one another, the first one again at the end."""
    message = f"circular dependency in locals at {places.file}. Dependency cycle detected: {' → '.join(names)}"
    labels = [places.key((*at, name), f"refers to `{after}`") for name, after in pairwise(names)]
    return Diagnostic(Code.LOCALS_CYCLE, message, labels[0], tuple(labels[1:]))


def local_unrendered(reason: str, code: Code | None, label: Label) -> Diagnostic:
    return Diagnostic(code or Code.MANIFEST_TEMPLATE, f"the local cannot be rendered: {reason}", label)


def local_missing(wanted: Sequence[str], advice: str | None, label: Label, *, elsewhere: bool) -> Diagnostic:
    """``elsewhere``: another file may have what is missing."""
    message = f"the local has no value: `.{'.'.join(wanted)}` does not exist"
    if elsewhere:
        message += " in this file; locals see the settings, vars and env of their own file only"
    return Diagnostic(Code.MANIFEST_MISSING_KEY, message, label, help=advice)
