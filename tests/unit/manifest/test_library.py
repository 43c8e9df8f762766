"""Manifests merged along their imports: the order, the context, the paths, and imports that lead nowhere."""

from __future__ import annotations

import pytest

from stackc.base.boundary import OUTSIDE_HELP
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import ReadFailure
from stackc.base.value import Table, Value
from stackc.manifest.import_graph import MAX_IMPORT_DEPTH
from stackc.manifest.library import MAX_RESULTS, import_chain, import_keys
from stackc.merge.trace import contributions
from tests.kit.compiled import ATMOS, OWN, compiled
from tests.kit.work import guarded
from tests.unit.manifest.merged import DEV, Fenced, compiled_in, manifest, said, told

FILE = f"stacks/{DEV}"
TEMPLATED = OWN + "templates: {settings: {enabled: true}}\n"


def stack(text: str, *, project: str = TEMPLATED, **more: str) -> dict[str, str]:
    """A stack whose imports are the files ``more``."""
    return {"stackc.yaml": project, FILE: text, **{f"stacks/{name}.yaml": each for name, each in more.items()}}


def variables(text: str, *, project: str = TEMPLATED, **more: str) -> Value:
    return manifest(stack(text, project=project, **more)).table.get("vars")


def only(text: str, *, project: str = TEMPLATED, **more: str) -> Diagnostic:
    [found] = said(stack(text, project=project, **more))
    return found


# --- the merge


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        pytest.param("import: [a]\nvars: {x: 1}", {"a": "vars: {x: 2, y: 2}"}, {"x": 1, "y": 2}, id="own over imports"),
        pytest.param("import: [a, b]", {"a": "vars: {x: 1, y: 1}", "b": "vars: {x: 2}"}, {"x": 2, "y": 1}, id="later over earlier"),
        pytest.param("import: [b, a]", {"a": "vars: {x: 1}", "b": "vars: {x: 2}"}, {"x": 1}, id="in the order written"),
        pytest.param("import: [a]", {"a": "import: [b]\nvars: {x: 1}", "b": "vars: {x: 2, y: 2}"}, {"x": 1, "y": 2}, id="imports of imports"),
        pytest.param("import: [a, a]", {"a": "vars: {x: 1}"}, {"x": 1}, id="twice"),
        pytest.param("import: ['*']", {"a": "vars: {x: 1}", "b": "vars: {x: 2}"}, {"x": 2}, id="a glob"),
        pytest.param("import: [a, b, a]", {"a": "vars: {x: 1}", "b": "vars: {x: 2}"}, {"x": 1}, id="the last time counts"),
        pytest.param("vars: {x: 1}", {}, {"x": 1}, id="no import"),
        pytest.param("import: [a]", {"a": ""}, None, id="an empty import"),
        pytest.param("import: [a]\nvars: {l: !append [2]}", {"a": "vars: {l: [1]}"}, {"l": [1, 2]}, id="lists that append"),
    ],
)  # fmt: skip
def test_a_manifest_is_laid_over_its_imports(text: str, more: dict[str, str], expected: Value) -> None:
    assert variables(text, **more) == expected


def test_lists_go_by_the_strategy_of_the_project() -> None:
    project = TEMPLATED + "settings: {list_merge_strategy: append}\n"
    assert variables("import: [a]\nvars: {l: [2]}", project=project, a="vars: {l: [1]}") == {"l": [1, 2]}


def test_a_list_that_appends_waits_for_those_below_only_where_nothing_is_imported() -> None:
    text = "components: {terraform: {app: {vars: {l: !append [2]}}}}\n"
    alone, importing = manifest(stack(text)).table, manifest(stack("import: [a]\n" + text, a="vars: {}\n")).table
    assert "Append([2])" in repr(alone)
    assert "Append([2])" in repr(manifest(stack("import: [a]\n" + text, a="")).table)
    assert "Append" not in repr(importing)


def test_a_file_imported_twice_the_same_way_is_merged_once() -> None:
    found = manifest(
        stack("import: [a, b]", a="import: [c]\nvars: {y: 1}", b="import: [c]", c="import: [d]", d="vars: {x: 1}")
    )
    first, second = (each.manifest.imports[0].manifest for each in found.imports)
    assert first is second
    assert [each.file for each in found.closure()] == [
        FILE,
        "stacks/a.yaml",
        "stacks/c.yaml",
        "stacks/d.yaml",
        "stacks/b.yaml",
    ]


def test_what_comes_from_imports_says_so() -> None:
    found = manifest(stack("import: [a]\nvars: {x: 1}", a="vars: {x: 2}"))
    assert [(each.value, each.origin.file, each.labels) for each in contributions(found.fold, ("vars", "x"))] == [
        (2, "stacks/a.yaml", ("import",)),
        (1, FILE, ()),
    ]


@pytest.mark.parametrize(("setting", "expected"), [("true", "<no value>"), ("false", None)])
def test_an_import_that_may_miss_values_needs_no_context(setting: str, expected: Value) -> None:
    entry = f"{{path: a.yaml.tmpl, ignore_missing_template_values: {setting}}}"
    files = {**stack(f"import: [{entry}]"), "stacks/a.yaml.tmpl": "vars: {v: '{{ .none }}'}\n"}
    found = manifest(files)
    assert found.table.get("vars") == ({"v": expected} if expected else {"v": "{{ .none }}"})
    assert said(files) == []


def test_a_manifest_is_made_once() -> None:
    library = compiled(stack("vars: {}")).library
    assert library.manifest(DEV) is library.manifest(DEV)
    assert library.parsed(DEV).table == {"vars": {}}


def test_an_import_knows_where_it_stands() -> None:
    found = manifest(stack("import: [{path: a}, '*b']", a="", b="", ab=""))
    assert [(each.path, each.manifest.file) for each in found.imports] == [
        (("import", 0, "path"), "stacks/a.yaml"),
        (("import", 1), "stacks/ab.yaml"),
        (("import", 1), "stacks/b.yaml"),
    ]


def test_the_keys_of_imports_and_the_way_to_a_file() -> None:
    files = stack("import:\n  - a\n  - b\n", a="import: [c]", b="import: [c]", c="import: [d]", d="")
    compilation = compiled(files)
    found = compilation.library.manifest(DEV)
    assert import_keys(found, compilation.index) == ("a", "b", "c", "d")
    assert [str(each) for each in import_chain(found, "stacks/d.yaml", compilation.locator)] == [
        f"{FILE}:2:5",
        "stacks/a.yaml:1:10",
        "stacks/c.yaml:1:10",
    ]
    assert import_chain(found, FILE, compilation.locator) == ()
    assert import_chain(found, "stacks/none.yaml", compilation.locator) == ()


# --- contexts

SHOWS = "vars: {v: '{{ .who }}'}\n"


@pytest.mark.parametrize(
    ("text", "more", "expected"),
    [
        pytest.param("import: [{path: a, context: {who: x}}]", {"a": SHOWS}, "x", id="its own"),
        pytest.param("import: [{path: b, context: {who: x}}]", {"a": SHOWS, "b": "import: [a]"}, "x", id="handed down"),
        pytest.param(
            "import: [{path: b, context: {who: x}}]",
            {"a": SHOWS, "b": "import: [{path: a, context: {who: y}}]"},
            "x",
            id="that of ancestors wins",
        ),
        pytest.param(
            "import: [{path: b, context: {other: x}}]",
            {"a": SHOWS, "b": "import: [{path: a, context: {who: y}}]"},
            "y",
            id="beside that of ancestors",
        ),
        pytest.param("import: [a]", {"a": SHOWS}, "{{ .who }}", id="none"),
        pytest.param(
            "import: [{path: a, context: {who: x}, skip_templates_processing: true}]",
            {"a": SHOWS},
            "{{ .who }}",
            id="off",
        ),
        pytest.param(
            "import: [{path: a, context: {other: x}, ignore_missing_template_values: true}]",
            {"a": SHOWS},
            "<no value>",
            id="forgiving",
        ),
        pytest.param(
            "import: [{path: a, context: {who: x}}, {path: a, context: {who: y}}]", {"a": SHOWS}, "y", id="two contexts"
        ),
    ],
)
def test_the_context_an_import_is_rendered_with(text: str, more: dict[str, str], expected: Value) -> None:
    assert variables(text, **more) == {"v": expected}


# --- paths that are templates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("import: ['{{ .settings.to }}']", None, id="not its own sections"),
        pytest.param("import: [set, '{{ .settings.to }}']", {"x": 1}, id="settings of earlier imports"),
        pytest.param("import: [set, 'a{{ .vars.none }}']", None, id="what is not there"),
        pytest.param("import: [{path: '{{ .to }}', context: {to: a}}]", {"x": 1}, id="its own context"),
    ],
)
def test_what_the_template_of_a_path_sees(text: str, expected: Value) -> None:
    found = manifest(stack(text + "\nsettings: {to: a}\n", a="vars: {x: 1}", set="settings: {to: a}\n"))
    assert found.table.get("vars") == expected


def test_a_template_sees_what_earlier_imports_of_its_importers_brought() -> None:
    more = {"set": "settings: {to: a}\n", "low": "import: ['{{ .settings.to }}']\n", "a": "vars: {x: 1}\n"}
    assert variables("import: [set, low]", **more) == {"x": 1}
    assert variables("import: [set, set2, low]", **more, set2="settings: {to: b}\n", b="vars: {x: 2}\n") == {"x": 2}
    assert variables("import: [low, set]\n", **more) is None


def test_a_path_that_is_missing_something_says_what_it_sees() -> None:
    found = only("import: ['a{{ .vars.none }}']")
    assert found.code is Code.MANIFEST_MISSING_KEY
    assert found.message.startswith("the import path `a{{ .vars.none }}` cannot be rendered: ")
    assert found.help == "an import path sees the vars, settings and env of earlier imports and its own context"
    assert told(found) == (f"{FILE}:1:15", ".vars.none")


def test_a_path_whose_function_fails() -> None:
    found = only("import: ['{{ fail `no` }}']")
    assert (found.code, found.help) == (Code.MANIFEST_TEMPLATE, None)
    assert found.message.startswith("the import path `{{ fail `no` }}` cannot be rendered: ")


def test_a_path_that_is_no_template() -> None:
    found = only("import: ['x{{ .a']")
    assert found.code is Code.MANIFEST_TEMPLATE
    assert found.message.startswith(f"the import path `x{{{{ .a` in the file `{FILE}` is malformed: ")


def test_a_path_is_not_rendered_where_templates_are_off() -> None:
    found = only("import: ['{{ .vars.a }}']", project=OWN + "templates: {settings: {enabled: false}}\n")
    assert (found.code, found.message) == (
        Code.IMPORT_IGNORED,
        "the import `{{ .vars.a }}` is ignored: it holds a template and templates are off",
    )
    assert told(found) == (f"{FILE}:1:10", "not rendered")


def test_a_path_that_is_not_to_be_rendered_is_taken_as_it_stands() -> None:
    files = {
        **stack("import: [{path: '{{x}}', skip_templates_processing: true}]"),
        "stacks/{{x}}.yaml": "vars: {x: 1}\n",
    }
    assert manifest(files).table["vars"] == {"x": 1}


def test_a_path_that_may_miss_values_is_rendered_without_them() -> None:
    text = "import: [{path: 'a{{ .none }}', ignore_missing_template_values: true}]"
    assert said(stack(text)) == []


def test_a_file_that_is_called_like_a_template_is_not_the_one_behind_it() -> None:
    upper = {"t": "import: ['{{`a`}}']\n", "a": "vars: {x: 1}\n"}
    lower = {name: text.replace("x: 1", "y: 1") for name, text in chain(MAX_IMPORT_DEPTH - 2).items()}
    files = {**stack("import: [t]", **upper, **lower), "stacks/{{`a`}}.yaml": "import: [c0]\n"}
    assert (said(files), manifest(files).table["vars"]) == ([], {"x": 1})


def test_a_file_behind_a_template_may_be_missing() -> None:
    assert said(stack("import: [set, '{{ .settings.to }}']", set="settings: {to: gone}\n")) == []


# --- imports that lead nowhere


@pytest.mark.parametrize(
    ("path", "message", "help_"),
    [
        pytest.param("catlog", "stack import not found: cannot find manifest `catlog`, imported in the file `deploy/dev`", "did you mean `catalog`?", id="a near one"),
        pytest.param("xyz", "stack import not found: cannot find manifest `xyz`, imported in the file `deploy/dev`", None, id="none near"),
        pytest.param("xyz/*", "stack import not found: no manifest matches `xyz/*` in the file `deploy/dev`", None, id="a glob"),
        pytest.param("depoy/*", "stack import not found: no manifest matches `depoy/*` in the file `deploy/dev`", "did you mean `deploy/*`?", id="a near glob"),
        pytest.param("x?", "stack import not found: no manifest matches `x?` in the file `deploy/dev`", None, id="a mark"),
    ],
)  # fmt: skip
def test_an_import_that_is_not_there(path: str, message: str, help_: str | None) -> None:
    found = only(f"import: ['{path}']", catalog="")
    assert (found.code, found.message, found.help) == (Code.IMPORT_NOT_FOUND, message, help_)
    assert told(found) == (f"{FILE}:1:10", "imported here")


def test_an_import_may_be_missing_when_it_says_so() -> None:
    assert said(stack("import: [{path: gone, skip_if_missing: true}]")) == []
    assert only("import: [{path: gone, skip_if_missing: false}]").code is Code.IMPORT_NOT_FOUND


@pytest.mark.parametrize(
    "path",
    [
        "https://x/y.yaml",
        "git::x",
        "git@github.com:a/b",
        "github.com/a/b",
        "gitlab.com/a/b",
        "bitbucket.org/a/b",
        "s3://bucket/x",
    ],
)
def test_remote_imports_are_not_supported(path: str) -> None:
    found = only(f"import: ['{path}']")
    assert (found.code, found.message) == (
        Code.IMPORT_REMOTE,
        f"cannot import `{path}`: remote imports are not supported",
    )
    assert (*told(found), found.help) == (f"{FILE}:1:10", "imported here", "vendor the file into the repository")


@pytest.mark.parametrize("path", ["x/github.com/a", "gitx@a", "a:b"])
def test_what_only_looks_remote_is_a_file(path: str) -> None:
    assert only(f"import: ['{path}']").code is Code.IMPORT_NOT_FOUND


def test_a_pattern_that_is_too_long() -> None:
    path = "a" * 1_000 + "*"
    found = only(f"import: ['{path}']")
    assert (found.code, *told(found)) == (Code.IMPORT_INVALID, f"{FILE}:1:10", "this pattern")
    assert found.message == (
        f"invalid import in the file `{FILE}`: a pattern may have 1,000 characters, and this one has 1,001"
    )


def test_an_import_outside_of_the_repository() -> None:
    files = stack("import: ['../../x/y']")
    [found] = compiled_in(Fenced(files, refused=("x/y.yaml",)), files).library.manifest(DEV).diagnostics
    assert found.message == "the import `../../x/y` lies outside of the repository and is not read"
    assert (found.code, *told(found), found.help) == (Code.OUTSIDE, f"{FILE}:1:10", "imported here", OUTSIDE_HELP)


def test_an_import_that_several_files_fit() -> None:
    files = {**stack("import: [a]", a="vars: {x: 1}"), "stacks/a.yml": "", "stacks/a.yaml.tmpl": ""}
    [found] = said(files)
    assert (found.code, found.message) == (
        Code.IMPORT_CANDIDATES,
        "the import `a` takes `a.yaml`; `a.yml`, `a.yaml.tmpl` fits as well and is not read",
    )
    assert told(found) == (f"{FILE}:1:10", "imported here")


def test_a_manifest_that_imports_itself() -> None:
    found = only("import: [deploy/dev]\nvars: {x: 1}")
    assert (found.code, found.message) == (
        Code.IMPORT_SELF,
        f"stack manifest imports itself: `deploy/dev` in the file `{FILE}`",
    )
    assert told(found) == (f"{FILE}:1:10", "this is the same file")


def test_a_circle_of_imports() -> None:
    [found] = said(stack("import: [a]", a="import: [b]", b="import:\n  - c\n", c="import: [a]"))[:1]
    assert (found.code, found.message) == (Code.IMPORT_CYCLE, "circular import: a → b → c → a")
    assert told(found) == ("stacks/c.yaml:1:10", "`a` is imported again")
    assert [(str(each.span), each.text) for each in found.related] == [
        ("stacks/a.yaml:1:10", "`b` is imported here"),
        ("stacks/b.yaml:2:5", "`c` is imported here"),
    ]


def test_what_a_circle_leaves_out_is_only_what_closes_it() -> None:
    more = {"a": "import: [b]\nvars: {a: 1}", "b": "import: [a]\nvars: {b: 1}"}
    assert variables("import: [a]", **more) == {"a": 1}


# --- limits


def chain(levels: int) -> dict[str, str]:
    return {f"c{n}": f"import: [c{n + 1}]\n" if n < levels - 1 else "vars: {x: 1}\n" for n in range(levels)}


@pytest.mark.parametrize(("levels", "fits"), [(MAX_IMPORT_DEPTH - 1, True), (MAX_IMPORT_DEPTH, False)])
def test_imports_may_be_so_deep(levels: int, fits: bool) -> None:
    files = stack("import: [c0]\n", **chain(levels))
    found = said(files)
    assert ([each.code for each in found], manifest(files).table.get("vars")) == (
        ([], {"x": 1}) if fits else ([Code.IMPORT_DEPTH], None)
    )
    if found:
        assert found[0].message == "imports are nested more than 64 levels deep"
        assert told(found[0]) == (f"{FILE}:1:10", "one level too many")


@pytest.mark.parametrize(("levels", "fits"), [(31, True), (33, False)])
def test_a_way_through_a_template_counts_as_a_whole(levels: int, fits: bool) -> None:
    upper, lower = chain(levels), {f"d{n}": text.replace("c", "d") for n, text in enumerate(chain(levels).values())}
    upper[f"c{levels - 1}"] = "import: ['{{ .settings.to }}']\n"
    files = stack("import: [to, c0]\n", to="settings: {to: d0}\n", **upper, **lower)
    assert [each.code for each in said(files)] == ([] if fits else [Code.IMPORT_DEPTH])
    assert manifest(files).table.get("vars") == ({"x": 1} if fits else None)


def test_what_is_too_deep_behind_a_template_for_one_stack_may_not_be_for_another() -> None:
    levels = MAX_IMPORT_DEPTH - 2
    upper = {"deep": "import: [t]\n", "t": "import: ['{{`c0`}}']\n"}
    files = {**stack("import: [deep]\n", **upper, **chain(levels)), "stacks/deploy/low.yaml": "import: [t]\n"}
    library = compiled(files).library
    assert library.manifest(DEV).table.get("vars") is None
    assert library.manifest("deploy/low.yaml").table.get("vars") == {"x": 1}


def test_what_is_below_a_file_behind_a_template_counts_before_it_is_met() -> None:
    levels = MAX_IMPORT_DEPTH - 1
    files = stack("import: [to, t]\n", to="settings: {to: c0}\n", t="import: ['{{ .settings.to }}']\n", **chain(levels))
    [found] = said(files)
    assert (found.code, told(found)[0]) == (Code.IMPORT_DEPTH, "stacks/t.yaml:1:10")


def test_a_manifest_may_import_so_many_files() -> None:
    entries = ", ".join(f"{{path: a, context: {{n: {n}}}}}" for n in range(MAX_RESULTS))
    files = stack(f"import: [{entries}]\n", a="vars: {x: '{{ .n }}'}\n")
    library = compiled(files).library
    found = library.manifest(DEV)
    [fault] = found.diagnostics
    assert (fault.code, fault.message) == (
        Code.IMPORT_LIMIT,
        f"the imports of `{FILE}` come to more than 2,000 files, each counted for each context",
    )
    assert told(fault) == (f"{FILE}:1:1", "too many behind these")
    assert (found.imports, library.manifest(DEV) is found) == ((), True)
    assert library.alone("a.yaml").table == {"vars": {"x": "{{ .n }}"}}
    assert library.alone(DEV) is found


def test_imports_that_double_at_every_step_are_given_up_soon() -> None:
    steps = {
        f"s{n}": f"import: [{{path: s{n + 1}, context: {{k{n}: 0}}}}, {{path: s{n + 1}, context: {{k{n}: 1}}}}]\n"
        for n in range(40)
    }
    with guarded():
        [fault] = said(stack("import: [s0]\n", s40="vars: {x: 1}\n", **steps))
    assert fault.code is Code.IMPORT_LIMIT


def test_one_less_is_no_mistake() -> None:
    entries = ", ".join(f"{{path: a, context: {{n: {n}}}}}" for n in range(MAX_RESULTS - 1))
    found = manifest(stack(f"import: [{entries}]\n", a="vars: {x: '{{ .n }}'}\n"))
    assert (found.diagnostics, found.table["vars"], len(found.imports)) == ((), {"x": MAX_RESULTS - 2}, MAX_RESULTS - 1)


def test_a_file_alone_is_merged_as_a_stack_would_be() -> None:
    library = compiled(stack("import: [a]", a="import: [b]\nvars: {a: 1}", b="vars: {b: 1}")).library
    assert library.alone("a.yaml").table["vars"] == {"a": 1, "b": 1}


# --- mistakes of imported files


def test_what_an_imported_file_comes_to_does_not_depend_on_its_importer() -> None:
    files = stack("import: [a]", a="")
    world = Fenced(files, unreadable={"stacks/a.yaml": ReadFailure("permission denied")})
    library = compiled_in(world, files).library
    assert library.manifest(DEV).imports[0].manifest is library.manifest("a.yaml")
    assert [each.code for each in library.manifest("a.yaml").diagnostics] == [Code.UNREADABLE]


def test_other_mistakes_stay_where_they_are() -> None:
    assert told(only("import: [a]", a="[x]")) == ("stacks/a.yaml:1:1", "this is a list")


# --- what a manifest is


def test_a_manifest_is_equal_to_itself_alone() -> None:
    table: Table = {"vars": {"x": 1}}
    one, other = (manifest(stack("vars: {x: 1}")) for _ in range(2))
    assert (one.table, other.table, one == other) == (table, table, False)
    assert (str(one.key), one.file) == ("deploy/dev", FILE)


def test_the_atmos_dialect_renders_paths_as_well() -> None:
    files = stack("import: [set, '{{ .settings.to }}']", a="vars: {x: 1}", set="settings: {to: a}\n")
    del files["stackc.yaml"]
    assert manifest({"atmos.yaml": ATMOS, **files}).table["vars"] == {"x": 1}
