"""One file read, its includes taken in, and rendered: with what, when, and what is said when that fails."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import repeat

import pytest

from stackc.base.boundary import OUTSIDE_HELP
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import ReadFailure, VariableRefused
from stackc.base.source import Origin
from stackc.base.value import Append, Call, Secret, Table, Unknown, Value, table_at
from stackc.manifest.places import Locator
from stackc.manifest.reader import PLAIN, Prepared, Rendering
from stackc.syntax.yaml import MAX_FILE_BYTES, SOUND_SCALARS
from tests.kit.build import place, places
from tests.kit.compiled import ATMOS, OWN, compiled
from tests.kit.world import MemoryWorld
from tests.unit.manifest.merged import DEV, STAGE, Fenced, compiled_in, manifest, said, told

FILE = f"stacks/{DEV}"


def prepared(
    text: str, rendering: Rendering = PLAIN, *, file: str = FILE, atmos: bool = False, **more: str
) -> Prepared:
    """One file rendered with ``rendering``."""
    project = {"atmos.yaml": ATMOS} if atmos else {"stackc.yaml": OWN}
    files = {**project, file: text, **{f"stacks/{name}.yaml": each for name, each in more.items()}}
    return compiled(files).reader.prepare(file, rendering)


def only(found: Prepared) -> Diagnostic:
    [diagnostic] = found.diagnostics
    return diagnostic


# --- reading


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        pytest.param(ReadFailure("permission denied"), Code.UNREADABLE, id="not readable"),
        pytest.param(ReadFailure("too many bytes", too_large=True), Code.TOO_LARGE, id="too large"),
        pytest.param(ReadFailure("no such file", missing=True), Code.UNREADABLE, id="gone"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(failure: ReadFailure, code: Code) -> None:
    files = {FILE: STAGE}
    compilation = compiled_in(Fenced({"stackc.yaml": OWN, **files}, unreadable={FILE: failure}), files)
    document = compilation.reader.document(FILE)
    [found] = document.diagnostics
    assert (document.root, found.code) == (None, code)
    assert found.message == f"cannot read `{FILE}`: {failure.reason}"
    assert told(found) == (f"{FILE}:1:1", "this file")


def test_a_file_that_lies_outside_is_not_read() -> None:
    files = {FILE: STAGE}
    compilation = compiled_in(Fenced({"stackc.yaml": OWN, **files}, refused=(FILE,)), files)
    [found] = compilation.reader.document(FILE).diagnostics
    assert found.message == f"`{FILE}` lies outside of the repository and is not read"
    assert (found.code, *told(found), found.help) == (Code.OUTSIDE, f"{FILE}:1:1", "this file", OUTSIDE_HELP)


def test_a_file_that_lies_outside_may_be_read_with_a_word() -> None:
    files = {FILE: "a: 1\na: 2\n"}
    compilation = compiled_in(Fenced({"stackc.yaml": OWN, **files}, outside=(FILE,)), files)
    document = compilation.reader.document(FILE)
    assert places(document.diagnostics) == [(Code.OUTSIDE, "1:1"), (Code.DUPLICATE_KEY, "2:1")]
    assert document.diagnostics[0].message == f"`{FILE}` lies outside of the repository"


def test_a_file_is_read_once() -> None:
    reader = compiled({FILE: STAGE}).reader
    assert reader.document(FILE) is reader.document(FILE)
    assert reader.prepare(FILE) is reader.prepare(FILE, Rendering({}))
    assert reader.prepare(FILE, Rendering({"a": 1})) is reader.prepare(FILE, Rendering({"a": 1}))
    assert reader.prepare(FILE, Rendering({"a": 1})) is not reader.prepare(FILE, Rendering({"a": 2}))


@pytest.mark.parametrize(
    ("text", "kind"), [("[a]", "a list"), ("text", "a string"), ("7", "a number"), ("!env X", "a function")]
)
def test_a_manifest_must_be_a_map(text: str, kind: str) -> None:
    found = only(prepared(text))
    assert found.message == f"a manifest must be a map, but `{FILE}` is {kind}"
    assert (found.code, *told(found)) == (Code.NOT_A_TABLE, f"{FILE}:1:1", f"this is {kind}")


def test_a_file_of_which_something_was_said_already_is_not_told_to_be_no_map() -> None:
    assert [each.code for each in prepared("[a, {b: 1, b: 2}]").diagnostics] == [Code.DUPLICATE_KEY]


@pytest.mark.parametrize("text", ["", "null", "# nothing\n"])
def test_an_empty_file_is_an_empty_manifest(text: str) -> None:
    found = prepared(text)
    assert (found.table, found.diagnostics, found.rendering) == ({}, (), 0)


# --- includes


def included(
    call: str, files: Mapping[str, str | bytes], world: Fenced | None = None
) -> tuple[Value, list[Diagnostic]]:
    """The value of ``vars.v`` that is ``call``, and what is said."""
    text = f"vars:\n  v: {call}\n"
    every: dict[str, str | bytes] = {"stackc.yaml": OWN, **files, FILE: text}
    compilation = compiled_in(world or Fenced(every), {FILE: text})
    document = compilation.reader.document(FILE)
    return table_at(document.root, "vars").get("v"), list(document.diagnostics)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param("!include data/a.yaml", {"x": [1, 2], "t": "X"}, id="from the root"),
        pytest.param("!include ./b.json", {"j": 1}, id="beside the file"),
        pytest.param("!include ../c.yaml", ["c"], id="above the file"),
        pytest.param("!include data/note.txt", "text\n", id="text"),
        pytest.param("!include data/a.yaml .x", [1, 2], id="an expression"),
        pytest.param("!include data/a.yaml .x[1]", 2, id="a deeper one"),
        pytest.param("!include data/a.yaml .missing", None, id="an expression that finds nothing"),
        pytest.param("!include.raw data/a.yaml", "x: [1, 2]\nt: !env X\n", id="raw"),
        pytest.param("{k: [!include ./b.json]}", {"k": [{"j": 1}]}, id="inside of others"),
        pytest.param("!append [!include ./b.json]", Append([{"j": 1}]), id="inside of a list that appends"),
        pytest.param("!include data/bom.yaml", {"b": 1}, id="with a mark of its encoding"),
    ],
)
def test_an_include_is_the_content_of_its_file(call: str, expected: Value) -> None:
    files: dict[str, str | bytes] = {
        "data/a.yaml": "x: [1, 2]\nt: !env X\n",
        "stacks/deploy/b.json": '{"j": 1}',
        "stacks/c.yaml": "[c]\n",
        "data/note.txt": "text\n",
        "data/bom.yaml": b"\xef\xbb\xbfb: 1\n",
    }
    assert included(call, files) == (expected, [])


@pytest.mark.parametrize(
    ("call", "message", "help_"),
    [
        pytest.param(
            "!include data/nothing.txt", "`!include`: there is no file `data/nothing.txt`",
            "a path starts at the project's root, or with `./` at this file", id="not there",
        ),
        pytest.param(
            "!include data/b.yaml", "`!include`: there is no file `data/b.yaml`", "did you mean `data/a.yaml`?", id="near",
        ),
        pytest.param("!include ./devv.yaml", "`!include`: there is no file `./devv.yaml`", "did you mean `./dev.yaml`?", id="n"),
        pytest.param(
            "!include data", "`!include`: there is no file `data`",
            "a path starts at the project's root, or with `./` at this file", id="a folder",
        ),
        pytest.param(
            "!include.raw https://x/y", "`!include.raw`: `https://x/y` is remote, which is not supported",
            "a path starts at the project's root, or with `./` at this file", id="remote",
        ),
        pytest.param(
            "!include git::x", "`!include`: `git::x` is remote, which is not supported",
            "a path starts at the project's root, or with `./` at this file", id="remote, another way",
        ),
    ],
)  # fmt: skip
def test_an_include_of_a_file_that_is_not_there(call: str, message: str, help_: str) -> None:
    value, [found] = included(call, {"data/a.yaml": ""})
    assert value == Call(call)
    assert (found.code, found.message, found.help) == (Code.INCLUDE_NOT_FOUND, message, help_)
    assert told(found) == (f"{FILE}:2:6", "included here")


@pytest.mark.parametrize(
    ("call", "content", "message", "words"),
    [
        pytest.param("!include a.yaml", "a: [", "`a.yaml` is not valid YAML: ", "included here", id="no yaml"),
        pytest.param("!include a.json", "{", "`a.json` is not valid JSON: ", "included here", id="no json"),
        pytest.param("!include a.yaml", b"\xff\xfe\xff", "`a.yaml` is not UTF-8 text", "included here", id="no text"),
        pytest.param("!include a.yaml .[", "a: 1", "", "this expression", id="an expression that is none"),
        pytest.param(
            "!include.raw a.yaml", b"x" * (MAX_FILE_BYTES + 1), "the file has 8,388,609 bytes; included files may have",
            "included here", id="too large",
        ),
        pytest.param(
            "!include a.yaml", "a: " + "[" * 200 + "]" * 200, "", "included here", id="too deep",
        ),
    ],
)  # fmt: skip
def test_an_include_that_cannot_be_used(call: str, content: str | bytes, message: str, words: str) -> None:
    name = call.split()[1]
    value, [found] = included(call, {name: content})
    assert value == Call(call)
    assert found.code is Code.INCLUDE_INVALID
    assert found.message.startswith(f"`{call.split()[0]}`: {message}")
    assert told(found) == (f"{FILE}:2:6", words)


def test_an_include_whose_arguments_are_wrong() -> None:
    value, [found] = included("!include '\"a'", {})
    assert (value, found.code, *told(found)) == (
        Call('!include "a'),
        Code.FUNCTION_ARGUMENTS,
        f"{FILE}:2:6",
        "this call",
    )


def test_an_included_file_that_cannot_be_read() -> None:
    every: dict[str, str | bytes] = {"stackc.yaml": OWN, "a.yaml": "", FILE: "vars:\n  v: !include a.yaml\n"}
    world = Fenced(every, unreadable={"a.yaml": ReadFailure("permission denied")})
    value, [found] = included("!include a.yaml", {}, world)
    assert (value, found.code) == (Call("!include a.yaml"), Code.INCLUDE_INVALID)
    assert found.message == "`!include`: `a.yaml` cannot be read: permission denied"


@pytest.mark.parametrize(
    ("refused", "expected", "message"),
    [
        pytest.param(True, Call("!include a.yaml"), " and is not read", id="refused"),
        pytest.param(False, {"a": 1}, "", id="read with a word"),
    ],
)
def test_an_included_file_outside_of_the_repository(refused: bool, expected: Value, message: str) -> None:
    every: dict[str, str | bytes] = {"stackc.yaml": OWN, "a.yaml": "a: 1\n", FILE: "vars:\n  v: !include a.yaml\n"}
    world = Fenced(every, refused=("a.yaml",)) if refused else Fenced(every, outside=("a.yaml",))
    value, [found] = included("!include a.yaml", {}, world)
    assert (value, found.code) == (expected, Code.OUTSIDE)
    assert found.message == f"`!include`: `a.yaml` lies outside of the repository{message}"
    assert told(found) == (f"{FILE}:2:6", "included here")


def test_an_include_with_a_word_does_not_keep_its_file_from_being_rendered() -> None:
    text = "locals: {a: x}\nvars: {v: !include a.yaml , w: '{{ .locals.a }}'}\n"
    files = {"stackc.yaml": OWN, "a.yaml": "b: 1\n", FILE: text}
    found = compiled_in(Fenced(files, outside=("a.yaml",)), files).reader.prepare(FILE, PLAIN)
    assert found.table["vars"] == {"v": {"b": 1}, "w": "x"}
    assert [each.code for each in found.diagnostics] == [Code.OUTSIDE]


@pytest.mark.parametrize(
    ("name", "rendering"),
    [
        pytest.param("f.yaml", Rendering({"n": 1}), id="with a context"),
        pytest.param("f.yaml.tmpl", PLAIN, id="a template"),
        pytest.param("f.yaml.tmpl", Rendering({"n": 1}), id="a template with a context"),
    ],
)
def test_a_word_about_an_include_is_said_of_a_rendered_file_too(name: str, rendering: Rendering) -> None:
    path = f"stacks/{name}"
    files = {"stackc.yaml": OWN, "a.yaml": "b: 1\n", path: "vars: {v: !include a.yaml }\n"}
    found = compiled_in(Fenced(files, outside=("a.yaml",)), files).reader.prepare(path, rendering)
    assert found.table["vars"] == {"v": {"b": 1}}
    assert {each.code for each in found.diagnostics} == {Code.OUTSIDE}


def test_what_one_file_includes_is_counted_together() -> None:
    big = "x" * (MAX_FILE_BYTES - 1)
    text = "vars: {" + ", ".join(f"v{n}: !include.raw ./big.txt" for n in range(5)) + " }\n"
    compilation = compiled({FILE: text, "stacks/deploy/big.txt": big})
    document = compilation.reader.document(FILE)
    assert [each.message for each in document.diagnostics] == [
        "`!include.raw`: the files included so far come to more than 33,554,432 bytes"
    ]
    assert [isinstance(each, str) for each in table_at(document.root, "vars").values()] == [True] * 4 + [False]


# --- when a file is rendered, and with what

CONTEXT: Table = {"who": "x", "n": 7}


@pytest.mark.parametrize(
    ("text", "rendering", "expected"),
    [
        pytest.param("vars: {v: '{{ .who }}'}", PLAIN, "{{ .who }}", id="nobody gives anything"),
        pytest.param("vars: {v: '{{ .who }}'}", Rendering(CONTEXT), "x", id="a context"),
        pytest.param("vars: {v: '{{ .n }}'}", Rendering(CONTEXT), 7, id="a value as it is"),
        pytest.param("vars: {v: '{{ .who }}'}", Rendering(CONTEXT, skip=True), "{{ .who }}", id="not rendered"),
        pytest.param("vars: {v: '{{ .who }}'}", Rendering({}, ignore_missing=True), "{{ .who }}", id="forgiving alone"),
        pytest.param("vars: {v: '{{ .none }}'}", Rendering(CONTEXT, ignore_missing=True), "<no value>", id="forgiving"),
        pytest.param("locals: {a: 1}\nvars: {v: '{{ .locals.a }}'}", PLAIN, 1, id="locals"),
        pytest.param("locals: {a: 1}\nvars: {v: '{{ .locals.a }}{{ .who }}'}", Rendering(CONTEXT), "1x", id="both"),
        pytest.param("locals: {a: 1}\nsettings: {s: 2}\nvars: {v: '{{ .settings.s }}'}", PLAIN, 2, id="its sections"),
        pytest.param(
            "vars: {v: '{{ .locals.a }}'}", Rendering({"locals": {"a": 1}}), "{{ .locals.a }}", id="not theirs"
        ),
    ],
)
def test_when_a_file_is_rendered(text: str, rendering: Rendering, expected: Value) -> None:
    found = prepared(text, rendering)
    assert (table_at(found.table, "vars")["v"], found.diagnostics) == (expected, ())


def test_a_file_that_is_not_rendered_passes_its_context_on() -> None:
    assert prepared("a: 1", Rendering(CONTEXT, skip=True)).context == CONTEXT
    assert prepared("a: [", Rendering(CONTEXT)).context == CONTEXT
    assert prepared("a: 1").context == {}


@pytest.mark.parametrize(
    ("atmos", "expected"),
    [
        pytest.param(False, CONTEXT, id="stackc"),
        pytest.param(True, {**CONTEXT, "vars": {"v": 1}, "settings": {"s": 2}}, id="atmos"),
    ],
)
def test_what_a_file_with_locals_hands_down(atmos: bool, expected: Table) -> None:
    text = "locals: {a: 1}\nvars: {v: 1}\nsettings: {s: 2}\n"
    assert prepared(text, Rendering({**CONTEXT, "locals": {"x": 1}}), atmos=atmos).context == expected


def test_only_a_rendered_file_is_another_text_than_the_one_that_stands_there() -> None:
    text = "vars: {v: '{{ .n }}'}\n"
    renderings = (PLAIN, Rendering({"n": 1}, skip=True), Rendering({"n": 1}))
    assert [prepared(text, each).rendering for each in renderings] == [0, 0, 1]


@pytest.mark.parametrize("name", ["dev.yaml.tmpl", "dev.yml.tmpl"])
def test_a_template_file_is_rendered_as_a_whole(name: str) -> None:
    text = "vars:\n{{- range $i := list 1 2 }}\n  v{{ $i }}: {{ $i }}\n{{- end }}\n"
    found = prepared(text, file=f"stacks/deploy/{name}")
    assert (found.table, found.rendering, found.diagnostics) == ({"vars": {"v1": 1, "v2": 2}}, 1, ())


def test_a_file_that_is_no_yaml_is_rendered_only_as_a_template_file() -> None:
    text = "vars:\n{{- if .who }}\n  v: 1\n{{- end }}\n"
    assert prepared(text, Rendering(CONTEXT), file="stacks/deploy/dev.yaml.tmpl").table == {"vars": {"v": 1}}
    assert [each.code for each in prepared(text, Rendering(CONTEXT)).diagnostics] == [Code.YAML_SYNTAX]


def test_blocks_over_several_values_are_rendered_as_text() -> None:
    text = "vars:\n  a: '{{ if .who }}1'\n  b: '2{{ end }}'\n"
    assert prepared(text, Rendering(CONTEXT)).table == {"vars": {"a": "1", "b": "2"}}


def test_an_action_that_is_as_long_as_its_text_is_still_one_place() -> None:
    text = "w: {{ .inc }}\n"
    found = only(prepared(text, Rendering({"inc": "!include y"}), file="stacks/deploy/dev.yaml.tmpl"))
    assert found.primary is not None
    assert (found.code, found.primary.span.column, found.primary.span.end_column) == (Code.INCLUDE_NOT_FOUND, 4, 14)


@pytest.mark.parametrize(
    ("text", "where", "end"),
    [
        pytest.param("{{ range list 1 2 3 }}\n{{ end }}\nvars: {a: !include x.yaml }\n", (3, 11), 12, id="text"),
        pytest.param('# {{ "x" }}\nvars: {{ "{a: !include x.yaml }" }}\n', (2, 7), 36, id="what an action gives"),
        pytest.param("vars: {{ .who }}\nw: !include {{ .who }}\n", (2, 4), 5, id="before an action"),
        pytest.param('w: {{ "" }}!include x.yaml\n', (1, 12), 13, id="right behind an action"),
    ],
)
def test_places_in_a_rendered_file_are_those_of_the_template(text: str, where: tuple[int, int], end: int) -> None:
    found = only(prepared(text, Rendering(CONTEXT), file="stacks/deploy/dev.yaml.tmpl"))
    assert found.primary is not None
    span = found.primary.span
    assert (found.code, span.line, span.column, span.end_column) == (Code.INCLUDE_NOT_FOUND, *where, end)


# --- sections a file loses to its context


@pytest.mark.parametrize(
    ("atmos", "text", "vars_", "lost"),
    [
        pytest.param(True, "vars: {a: 1}\nx: '{{ .who }}'", {"b": 2}, ["2:1"], id="atmos"),
        pytest.param(False, "vars: {a: 1}\nx: '{{ .who }}'", {"a": 1}, [], id="stackc"),
        pytest.param(False, "vars: {a: 1}\nlocals: {l: 1}\nx: '{{ .who }}'", {"a": 1}, [], id="stackc with locals"),
        pytest.param(True, "x: '{{ .who }}'", {"b": 2}, [], id="atmos, nothing to lose"),
        pytest.param(True, "vars: {b: 2}\nx: '{{ .who }}'", {"b": 2}, [], id="atmos, the same"),
        pytest.param(True, "vars: {a: 1}\nlocals: {l: 1}\nx: '{{ .who }}'", {"a": 1}, [], id="atmos with locals"),
    ],
)
def test_sections_of_the_context_replace_a_files_own(atmos: bool, text: str, vars_: Table, lost: list[str]) -> None:
    found = prepared(f"env: {{E: 1}}\n{text}\n", Rendering({"who": "x", "vars": {"b": 2}}), atmos=atmos)
    assert (found.table.get("vars"), found.table["env"], found.table["x"]) == (vars_, {"E": 1}, "x")
    assert places(found.diagnostics) == [(Code.LOCALS_ERASE, where) for where in lost]
    if lost:
        assert found.diagnostics[0].message == (
            "the root section `vars` is lost: a file with `locals` that imports this one brings its own"
        )
        assert told(found.diagnostics[0])[1] == "replaced as a whole"


# --- what fails


@pytest.mark.parametrize(
    ("template", "code", "message", "where"),
    [
        pytest.param("{{ .none }}", Code.MANIFEST_MISSING_KEY, "", (1, 16), id="missing"),
        pytest.param("{{ fail `no` }}", Code.MANIFEST_TEMPLATE, "", (1, 13), id="fails"),
        pytest.param("a {{ .who", Code.MANIFEST_TEMPLATE, "", None, id="not closed"),
    ],
)
def test_a_template_that_fails_leaves_the_file_as_it_is(
    template: str, code: Code, message: str, where: tuple[int, int] | None
) -> None:
    found = prepared(f"vars: {{v: '{template}', w: 1}}", Rendering(CONTEXT))
    diagnostic = only(found)
    assert (diagnostic.code, found.table) == (code, {"vars": {"v": template, "w": 1}})
    assert diagnostic.message.startswith(f"the template in `{FILE}` cannot be rendered: ")


def test_a_template_file_that_fails_is_empty_where_it_is_no_yaml() -> None:
    found = prepared(
        "vars:\n  {{ if .who }}\n  a: {{ .none }}\n{{ end }}", Rendering(CONTEXT), file="stacks/f.yaml.tmpl"
    )
    diagnostic = only(found)
    assert (found.table, diagnostic.code) == ({}, Code.MANIFEST_MISSING_KEY)
    assert told(diagnostic) == ("stacks/f.yaml.tmpl:3:9", ".none")


def test_a_file_that_only_its_own_sections_could_fill_stays_where_they_do_not() -> None:
    text = "locals: {a: 1}\nhooks: {v: '{{ .component }}', w: '{{ .locals.a }}', l: ['{{ .locals.a }}']}\n"
    found = prepared(text)
    assert (found.table["hooks"], found.diagnostics) == ({"v": "{{ .component }}", "w": 1, "l": [1]}, ())


def test_locals_with_a_fault_leave_the_file_unrendered() -> None:
    found = prepared(
        "locals: {a: '{{ .vars.none }}'}\nvars: {v: '{{ .locals.a }}', w: '{{ .who }}'}\n", Rendering(CONTEXT)
    )
    assert (found.table["vars"], found.rendering) == ({"v": "{{ .locals.a }}", "w": "{{ .who }}"}, 0)
    assert [each.path for each in found.unseen] == [("vars", "none")]


def test_a_rendered_file_may_not_grow_without_bound() -> None:
    context: Value = [*repeat(0, 1_000)]
    text = "vars: {" + ", ".join(f"v{n}: '{{{{ .big }}}}'" for n in range(1_100)) + "}\n"
    found = prepared(text, Rendering({"big": context}))
    assert (found.table, only(found).code, told(only(found))) == ({}, Code.ALIAS_BOMB, (f"{FILE}:1:1", "in this file"))


def test_an_effect_in_a_file_template_is_an_error() -> None:
    remote = "templates: {settings: {gomplate: {datasources: {far: {url: 'https://x/y'}}}}}\n"
    files = {"stackc.yaml": OWN + remote, FILE: "vars: {v: '{{ datasource `far` }}'}\n"}
    found = only(compiled(files).reader.prepare(FILE, Rendering(CONTEXT)))
    assert found.message == (
        f"the template in `{FILE}` cannot be rendered: `datasource` reaches outside, which file templates must not"
    )
    assert (found.code, told(found)) == (Code.MANIFEST_TEMPLATE, (f"{FILE}:1:15", "datasource `far`"))


def test_what_is_broken_as_yaml_is_not_rendered() -> None:
    found = prepared("vars: {v: '{{ .who }}'}\nvars: {w: 1}\n", Rendering(CONTEXT))
    assert [each.code for each in found.diagnostics] == [Code.DUPLICATE_KEY]
    assert (found.rendering, found.context) == (0, CONTEXT)


def test_a_section_of_a_file_with_locals_is_not_filled_with_what_is_missing() -> None:
    found = prepared("locals: {a: 1}\nvars: {v: 'x {{ .vars.none }}'}\n")
    assert (found.table["vars"], found.diagnostics) == ({"v": "x {{ .vars.none }}"}, ())


def test_an_action_over_several_lines_is_marked_by_its_first() -> None:
    found = only(prepared("vars: {{ fail\n  `no` }}\n", Rendering(CONTEXT), file="stacks/f.yaml.tmpl"))
    assert told(found) == ("stacks/f.yaml.tmpl:1:10", "fail")
    assert found.primary is not None
    assert (found.primary.span.end_line, found.primary.span.end_column) == (1, 14)


def test_a_fault_in_the_first_line_behind_an_empty_one_has_its_column() -> None:
    found = only(prepared("\nvars: {{ .none }}\n", Rendering(CONTEXT), file="stacks/f.yaml.tmpl"))
    assert told(found) == ("stacks/f.yaml.tmpl:2:10", ".none")


def test_what_only_the_stricter_dialect_refuses_is_not_rendered_either() -> None:
    found = prepared("vars: {a: 0123, v: '{{ .who }}'}\n", Rendering(CONTEXT))
    assert [each.code for each in found.diagnostics] == [Code.LEADING_ZERO]
    assert (table_at(found.table, "vars")["v"], found.rendering) == ("{{ .who }}", 0)


def test_a_variable_that_may_not_be_read_is_refused_in_locals() -> None:
    class Untrusted(Fenced):
        def variable(self, name: str) -> str | None:
            raise VariableRefused(name)

    files = {"stackc.yaml": OWN, FILE: "locals: {v: !env X }\n"}
    [found] = compiled_in(Untrusted(files), files).reader.prepare(FILE).diagnostics
    assert (found.code, *told(found)) == (Code.VARIABLE_REFUSED, f"{FILE}:1:13", "this call")


# --- what a rendering is known by


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(Rendering({"a": 2}), id="another value"),
        pytest.param(Rendering({"a": "1"}), id="another kind"),
        pytest.param(Rendering({"a": 1}, skip=True), id="skipped"),
        pytest.param(Rendering({"a": 1}, ignore_missing=True), id="forgiving"),
        pytest.param(Rendering({"a": [1]}), id="a list"),
        pytest.param(Rendering({"a": Append([1])}), id="a list that appends"),
        pytest.param(Rendering({"a": Secret(1)}), id="a secret"),
        pytest.param(Rendering({"a": Call("1")}), id="a call"),
        pytest.param(Rendering({"a": Unknown("1")}), id="an unknown"),
        pytest.param(Rendering({"a": {"a": 1}}), id="a map"),
        pytest.param(Rendering({}), id="nothing"),
    ],
)
def test_renderings_are_told_apart_by_all_they_are_made_of(others: Rendering) -> None:
    assert Rendering({"a": 1}).identity != others.identity
    assert others.identity == Rendering(*others).identity


def test_calls_unknowns_secrets_and_texts_are_told_apart() -> None:
    values: list[Value] = [Call("x"), Unknown("x"), "x", Secret("x"), Append(["x"]), ["x"]]
    assert len({Rendering({"a": value}).identity for value in values}) == len(values)


@pytest.mark.parametrize(
    ("rendering", "expected"),
    [(PLAIN, ""), (Rendering({}), ""), (Rendering({}, skip=True), None), (Rendering({}, False, True), None)],
)
def test_a_file_read_as_it_stands_has_no_identity(rendering: Rendering, expected: str | None) -> None:
    assert (rendering.identity == "") is (expected == "")


def test_the_order_of_keys_makes_no_other_rendering() -> None:
    assert Rendering({"a": 1, "b": 2}).identity == Rendering({"b": 2, "a": 1}).identity


# --- in a repository


def test_an_import_is_rendered_with_its_context() -> None:
    files = {
        FILE: "import: [{path: mix, context: {who: x}}]\n" + STAGE,
        "stacks/mix.yaml": "vars: {v: '{{ .who }}'}\n",
    }
    assert table_at(manifest(files).table, "vars") == {"stage": "dev", "v": "x"}
    assert said(files) == []


def test_a_mistake_in_rendered_text_stands_where_the_template_gave_it() -> None:
    text = "{{ range until 3 }}\n# line\n{{ end }}\nsettings:\n  a: 1\n  a: 2\n"
    compilation = compiled(
        {
            "stacks/catalog/base.yaml.tmpl": text,
            "stacks/deploy/dev.yaml": "import: [catalog/base]\nvars: {stage: dev}\n",
        }
    )
    [found] = [each for manifest in compilation.manifests for each in compilation.manifests.diagnostics(manifest)]
    assert place(found) == (Code.DUPLICATE_KEY, "6:3")
    assert [label.span.line for label in found.related] == [5]


def test_what_is_not_found_in_a_scalar_of_one_line_is_the_whole_scalar() -> None:
    locator = Locator(MemoryWorld({"f.yaml": 'a: "\\x62"\nc: b\n'}), SOUND_SCALARS)
    assert str(locator.within(Origin("f.yaml", ("a",)), "b", 0, 1)) == "f.yaml:1:4"
