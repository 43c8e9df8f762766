"""One component of one stack in several manifests: when the definitions are the same, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.compile.compilation import Compilation
from stackc.link.component import Component
from stackc.link.duplicates import MAX_FACTS, are_identical, duplicate_found
from tests.kit.compiled import compiled
from tests.unit.link.linked import at

HEAD = "vars: {stage: dev}\n"
PREFACE = (
    "Found duplicate config for the component 'app' for the stack 'dev' in the files: deploy/a, deploy/b.",
    (
        "Check that all context variables in the stack name pattern '{stage}' are correctly defined in the files and"
        " not duplicated."
    ),
    "Check that all imports are valid.",
)


def app(body: str, head: str = HEAD) -> str:
    return f"{head}components:\n  terraform:\n    app: {body}\n"


def two(a: str, b: str) -> dict[str, str]:
    """``app`` twice in the stack ``dev``, once with the body ``a`` and once with ``b``."""
    return {"stacks/deploy/a.yaml": app(a), "stacks/deploy/b.yaml": app(b)}


def definitions(compilation: Compilation) -> list[Component]:
    found = compilation.stacks.definitions_of(InstanceId(StackName("dev"), "app"))
    return [each.component for each in found]


def duplicate(files: Mapping[str, str], *, accepted: bool = False) -> Diagnostic:
    compilation = compiled(files)
    components = definitions(compilation)
    return duplicate_found(StackName("dev"), components[::-1], compilation.stacks.rules, accepted=accepted)


# --- when they are the same


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("{}", "{}", True, id="nothing"),
        pytest.param("{vars: {a: 1, b: 2}}", "{vars: {b: 2, a: 1}}", True, id="keys in another order"),
        pytest.param("{vars: {a: 1}}", "{vars: {a: 1.0}}", False, id="kinds of numbers"),
        pytest.param("{vars: {a: 1}}", "{vars: {a: '1'}}", False, id="a number and a text"),
        pytest.param("{vars: {a: 1}}", "{vars: {a: true}}", False, id="a number and a flag"),
        pytest.param("{vars: {a: null}}", "{vars: {}}", False, id="null and absent"),
        pytest.param("{vars: {a: 1}}", "{vars: {b: 1}}", False, id="as many keys, others"),
        pytest.param("{vars: {a: [1, 2]}}", "{vars: {a: [1, 2]}}", True, id="lists"),
        pytest.param("{vars: {a: [1, 2]}}", "{vars: {a: [2, 1]}}", False, id="items in another order"),
        pytest.param("{vars: {a: [1, 2]}}", "{vars: {a: [1]}}", False, id="an item less"),
        pytest.param("{vars: {a: []}}", "{vars: {a: {}}}", False, id="an empty list and an empty map"),
        pytest.param("{vars: {a: !env X}}", "{vars: {a: !env X}}", True, id="calls"),
        pytest.param("{vars: {a: !env X}}", "{vars: {a: !env Y}}", False, id="other calls"),
        pytest.param("{vars: {a: !env X}}", "{vars: {a: '!env X'}}", False, id="a call and its text"),
        pytest.param("{vars: {a: {b: {c: 1}}}}", "{vars: {a: {b: {c: 2}}}}", False, id="deep"),
        pytest.param("{hooks: {a: 1}}", "{}", False, id="another section"),
    ],
)
def test_definitions_are_the_same_when_they_compile_to_the_same(a: str, b: str, expected: bool) -> None:
    components = definitions(compiled(two(a, b)))
    assert are_identical(components) is expected
    assert are_identical(components[::-1]) is expected


def test_all_definitions_count() -> None:
    files = {**two("{}", "{}"), "stacks/deploy/c.yaml": app("{vars: {a: 1}}")}
    assert not are_identical(definitions(compiled(files)))
    assert are_identical(definitions(compiled({**files, "stacks/deploy/c.yaml": app("{}")})))


# --- how it is said


def test_differing_definitions_are_told_with_what_differs() -> None:
    found = duplicate(two("{vars: {x: 1, same: 2}}", "{vars: {x: '1', same: 2}, settings: {y: true}}"))
    assert found.code is Code.DUPLICATE_COMPONENT
    assert found.message == (
        "the component `app` has differing definitions in 2 manifests of the stack `dev`: deploy/a, deploy/b"
    )
    assert found.primary is not None
    assert (str(found.primary.span), found.primary.text) == ("stacks/deploy/a.yaml:4:5", "defined here for `deploy/a`")
    [other] = found.related
    assert (str(other.span), other.text) == ("stacks/deploy/b.yaml:4:5", "defined here for `deploy/b`")
    assert found.preface == PREFACE
    assert found.notes == ()
    assert found.help == (
        "keep one of the definitions, or give the manifests different context variables so that they form different"
        " stacks"
    )
    assert found.facts is not None
    assert found.facts.columns == ("key", "deploy/a", "deploy/b")
    assert found.facts.rows == (("settings.y", "(absent)", "true"), ("vars.x", "1", '"1"'))


def test_a_duplicate_is_an_error_unless_the_project_accepts_it() -> None:
    compilation = compiled(two("{}", "{}"))
    found = duplicate_found(StackName("dev"), definitions(compilation), compilation.stacks.rules)
    assert (found.code, MAX_FACTS) == (Code.DUPLICATE_COMPONENT, 20)


def test_identical_definitions_are_told_without_facts() -> None:
    found = duplicate(two("{}", "{}"))
    assert found.message == (
        "the component `app` has identical definitions in 2 manifests of the stack `dev`: deploy/a, deploy/b"
    )
    assert (found.code, found.facts, found.preface) == (Code.DUPLICATE_COMPONENT, None, PREFACE)
    assert found.help == ("keep one of the definitions; or accept equal ones with `stacks.duplicates: allow-identical`")


def test_an_accepted_duplicate_is_a_warning_without_the_lines_scripts_look_for() -> None:
    found = duplicate(two("{}", "{}"), accepted=True)
    assert (found.code, found.preface) == (Code.DUPLICATE_IDENTICAL, ())


def test_a_project_that_names_stacks_by_a_template_is_told_of_that() -> None:
    own = 'stacks: {included_paths: ["deploy/*"], name_template: "{{ .vars.stage }}"}\n'
    found = duplicate({"stackc.yaml": own, **two("{}", "{}")})
    assert found.preface[1] == (
        "Check that all context variables in the stack name template '{{ .vars.stage }}' are correctly defined in the"
        " files and not duplicated."
    )


def test_three_manifests_are_all_named() -> None:
    found = duplicate({**two("{}", "{vars: {a: 1}}"), "stacks/deploy/c.yaml": app("{}")})
    assert found.message.endswith("in 3 manifests of the stack `dev`: deploy/a, deploy/b, deploy/c")
    assert [label.text for label in found.related] == ["defined here for `deploy/b`", "defined here for `deploy/c`"]
    assert found.facts is not None
    assert found.facts.rows == (("vars.a", "(absent)", "1", "(absent)"),)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("null", "null", id="null"),
        pytest.param("true", "true", id="true"),
        pytest.param("False", "false", id="false"),
        pytest.param("1.50", "1.5", id="number"),
        pytest.param("text", '"text"', id="text"),
        pytest.param("!env X", "!env X", id="call"),
        pytest.param("[]", "[]", id="empty list"),
        pytest.param("{}", "{}", id="empty map"),
    ],
)
def test_how_values_are_shown(value: str, shown: str) -> None:
    found = duplicate(two(f"{{vars: {{a: {value}}}}}", "{vars: {}}"))
    assert found.facts is not None
    assert found.facts.rows == (("vars.a", shown, "(absent)"),)


@pytest.mark.parametrize(
    ("a", "b", "rows"),
    [
        pytest.param("{x: {y: 1}}", "{x: 7}", (("vars.x.y", "1", "(absent)"),), id="a map and a number"),
        pytest.param(
            "[1, 2]", "[1, 3, 4]", (("vars.v[1]", "2", "3"), ("vars.v[2]", "(absent)", "4")), id="items of lists"
        ),
        pytest.param("{b: 1, a: 1}", "{b: 2, a: 2}", (("vars.v.a", "1", "2"), ("vars.v.b", "1", "2")), id="sorted"),
    ],
)
def test_what_differs_is_told_leaf_by_leaf(a: str, b: str, rows: tuple[tuple[str, ...], ...]) -> None:
    name = "v" if "v" in str(rows) and ".v" in rows[0][0] else "x"
    bodies = [f"{{vars: {{v: {each}}}}}" if name == "v" else f"{{vars: {each}}}" for each in (a, b)]
    found = duplicate(two(*bodies))
    assert found.facts is not None
    assert found.facts.rows == rows


@pytest.mark.parametrize("count", [MAX_FACTS, MAX_FACTS + 1, MAX_FACTS + 5])
def test_no_more_than_so_many_facts_are_told(count: int) -> None:
    body = ", ".join(f"v{number:03}: 1" for number in range(count))
    found = duplicate(two(f"{{vars: {{{body}}}}}", "{}"))
    assert found.facts is not None
    assert found.facts.rows[MAX_FACTS - 1] == (f"vars.v{MAX_FACTS - 1:03}", "1", "(absent)")
    if count == MAX_FACTS:
        assert len(found.facts.rows) == MAX_FACTS
    else:
        assert found.facts.rows[MAX_FACTS:] == ((f"… and {count - MAX_FACTS} more", "", ""),)


# --- imports

SHARED = {
    "stacks/app.yaml": app("{}", ""),
    "stacks/common.yaml": "import:\n  - app\n",
    "stacks/deploy/a.yaml": HEAD + "import: [common]\n",
    "stacks/deploy/b.yaml": HEAD + "import:\n  - common\n",
}


def labels(found: Diagnostic) -> list[tuple[str, str]]:
    return [(str(label.span), label.text) for label in (found.primary, *found.related) if label is not None]


def test_the_one_import_that_all_share_is_what_to_remove() -> None:
    found = duplicate(SHARED)
    assert labels(found) == [("stacks/common.yaml:2:5", "brings it into all of them")]
    assert found.help == (
        "import the component in one manifest of the stack only: remove the import at stacks/common.yaml:2:5 from what"
        " they share"
    )


def test_the_last_of_several_shared_imports_is_named() -> None:
    files = {**SHARED, "stacks/common.yaml": "import: [more]\n", "stacks/more.yaml": "import: [app]\n"}
    assert labels(duplicate(files)) == [("stacks/more.yaml:1:10", "brings it into all of them")]


def test_an_import_that_some_share_is_told_beside_what_the_others_have() -> None:
    found = duplicate({**SHARED, "stacks/deploy/c.yaml": app("{}")})
    assert labels(found) == [
        ("stacks/common.yaml:2:5", "brings it into 2 of them"),
        ("stacks/deploy/c.yaml:4:5", "defined here for `deploy/c`"),
    ]


def test_one_definition_that_each_imports_by_itself_should_stand_elsewhere() -> None:
    files = {f"stacks/deploy/{name}.yaml": HEAD + "import: [app]\n" for name in "ab"}
    found = duplicate({"stacks/app.yaml": app("{}", ""), **files})
    assert labels(found) == [
        ("stacks/app.yaml:3:5", "one definition for all of them"),
        ("stacks/deploy/a.yaml:2:10", "imported here for `deploy/a`"),
    ]
    assert found.help == "move it to a file of its own, and import that in the one manifest that deploys it"


def test_a_definition_that_is_imported_is_told_with_the_way_it_comes() -> None:
    found = duplicate({**SHARED, "stacks/deploy/b.yaml": app("{}")})
    assert labels(found)[0] == (
        "stacks/deploy/a.yaml:2:10",
        "imported here for `deploy/a`, by stacks/common.yaml:2:5, defined at stacks/app.yaml:3:5",
    )


def test_differing_definitions_through_one_import_are_told_to_remove_it() -> None:
    files = {**SHARED, "stacks/deploy/b.yaml": HEAD + "import: [common]\nsettings: {a: 1}\n"}
    found = duplicate(files)
    assert labels(found) == [("stacks/common.yaml:2:5", "brings it into all of them")]
    assert found.facts is not None
    assert found.facts.rows == (("settings.a", "(absent)", "1"),)
    assert found.help is not None
    assert found.help.startswith("import the component in one manifest")


def test_of_many_manifests_some_are_shown() -> None:
    found = duplicate({f"stacks/deploy/{name}.yaml": app("{}") for name in "abcdef"})
    assert (len(found.related), found.notes) == (3, ("2 more manifests of the stack define it",))


def test_places_are_those_of_the_manifest_that_is_first_by_its_key() -> None:
    compilation = compiled(two("{}", "{}"))
    components = definitions(compilation)
    rules = compilation.stacks.rules
    one, other = (duplicate_found(StackName("dev"), order, rules) for order in (components, components[::-1]))
    assert one == other
    assert at(one.primary) == (4, 5, "defined here for `deploy/a`")
