"""Which manifests are top-level, who defines a component, and what is wrong with the files."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.ports import ReadFailure
from tests.kit.compiled import ATMOS, OWN, compiled
from tests.unit.manifest.merged import Fenced, compiled_in, told

APP = "components: {terraform: {app: {}}}\n"
STAGE = "vars: {stage: dev}\n"


def test_files_that_are_stacks_come_in_byte_order_without_those_of_other_tools() -> None:
    files = {
        "stacks/deploy/b.yaml": STAGE,
        "stacks/deploy/B.yaml": STAGE,
        "stacks/deploy/a/z.yml": STAGE,
        "stacks/deploy/workflow.yaml": "jobs: {}\n",
        "stacks/deploy/list.yaml": "[a]\n",
        "stacks/catalog/x.yaml": STAGE,
    }
    manifests = compiled(files).manifests
    assert manifests.top_level == ("deploy/B.yaml", "deploy/a/z.yml", "deploy/b.yaml", "deploy/list.yaml")
    assert manifests.selected() == (*manifests.top_level, "deploy/workflow.yaml")
    assert [each.file for each in manifests] == [f"stacks/{file}" for file in manifests.top_level]
    assert manifests.of("deploy/b.yaml") is list(manifests)[2]


@pytest.mark.parametrize(
    ("project", "stack", "expected"),
    [
        pytest.param("atmos.yaml", "deploy/dev", "deploy/dev.yaml", id="its key"),
        pytest.param("atmos.yaml", "eu/dev", "deploy/eu/dev.yml", id="the end of its path"),
        pytest.param("atmos.yaml", "y/dev", "deploy/dev.yaml", id="not only whole folders"),
        pytest.param("atmos.yaml", "dev", None, id="a name"),
        pytest.param("atmos.yaml", "/dev", None, id="a slash alone"),
        pytest.param("atmos.yaml", "deploy/none", None, id="no file"),
        pytest.param("atmos.yaml", "deploy/dev.yaml", None, id="with its extension"),
        pytest.param("stackc.yaml", "deploy/dev", None, id="not in the other dialect"),
    ],
)
def test_the_file_a_stack_is_named_by(project: str, stack: str, expected: str | None) -> None:
    files = {project: ATMOS, "stacks/deploy/dev.yaml": STAGE, "stacks/deploy/eu/dev.yml": STAGE}
    assert compiled(files).manifests.file_of(stack) == expected


def test_imports_are_listed_by_their_keys() -> None:
    files = {
        "stacks/deploy/dev.yaml": "import: [b, a]\n" + STAGE,
        "stacks/a.yaml": "import: [b]\n",
        "stacks/b.yaml": "",
    }
    manifests = compiled(files).manifests
    [found] = manifests
    assert manifests.import_keys(found) == ("a", "b")
    assert manifests.import_keys(found) is manifests.import_keys(found)


def test_files_that_define_a_component_and_are_no_stacks() -> None:
    files = {
        "stacks/deploy/dev.yaml": STAGE + APP,
        "stacks/catalog/b.yaml": APP,
        "stacks/catalog/a.yml": "components: {terraform: {app: {}, other: {}}, helmfile: {app: {}}}\n",
        "stacks/catalog/c.yaml": "import: [b]\n",
        "stacks/catalog/d.json": '{"components": {"terraform": {"app": {}}}}',
        "stacks/catalog/e.yaml": "components: [app]\n",
    }
    definers = compiled(files).manifests.definers
    assert definers("terraform", "app") == ("catalog/a", "catalog/b")
    assert definers("helmfile", "app") == ("catalog/a",)
    assert (definers("terraform", "other"), definers("terraform", "none")) == (("catalog/a",), ())


# --- what is wrong with files

BROKEN = {
    "stacks/deploy/dev.yaml": "import: [mid]\n" + STAGE,
    "stacks/mid.yaml": "import:\n  - low\n  - gone\n",
    "stacks/low.yaml": "vars: {a: 1}\nvars: {b: 1}\n",
}


def test_a_mistake_in_an_imported_file_has_the_imports_that_lead_there() -> None:
    manifests = compiled(BROKEN).manifests
    [top] = manifests
    low, mid = manifests.diagnostics(top)
    assert (low.code, [str(span) for span in low.chain]) == (
        Code.DUPLICATE_KEY,
        ["stacks/deploy/dev.yaml:1:10", "stacks/mid.yaml:2:5"],
    )
    assert (mid.code, [str(span) for span in mid.chain]) == (Code.IMPORT_NOT_FOUND, ["stacks/deploy/dev.yaml:1:10"])


def test_a_mistake_of_the_file_itself_has_no_imports() -> None:
    manifests = compiled({"stacks/deploy/dev.yaml": "import: [gone]\n" + STAGE}).manifests
    [top] = manifests
    [found] = manifests.diagnostics(top)
    assert (found.code, found.chain) == (Code.IMPORT_NOT_FOUND, ())


def test_the_import_at_which_a_mistake_is_told_does_not_lead_there() -> None:
    files = {"stacks/deploy/dev.yaml": "import: [a]\n" + STAGE, "stacks/a.yaml": "import: [b]\n", "stacks/b.yaml": "x"}
    manifests = compiled(files).manifests
    [top] = manifests
    [found] = manifests.diagnostics(top)
    assert (found.code, [str(span) for span in found.chain]) == (
        Code.NOT_A_TABLE,
        ["stacks/deploy/dev.yaml:1:10", "stacks/a.yaml:1:10"],
    )


def test_a_mistake_is_told_once_however_often_its_file_is_reached() -> None:
    files = {**BROKEN, "stacks/deploy/dev.yaml": "import: [low, mid, low]\n" + STAGE}
    manifests = compiled(files).manifests
    [top] = manifests
    assert [each.code for each in manifests.diagnostics(top)] == [Code.DUPLICATE_KEY, Code.IMPORT_NOT_FOUND]
    assert manifests.diagnostics(top) is manifests.diagnostics(top)


def test_sound_files_have_nothing_wrong() -> None:
    manifests = compiled({"stackc.yaml": OWN, "stacks/deploy/dev.yaml": STAGE + APP}).manifests
    assert [manifests.diagnostics(each) for each in manifests] == [()]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        pytest.param(ReadFailure("permission denied"), Code.UNREADABLE, id="not readable"),
        pytest.param(ReadFailure("too large", too_large=True), Code.TOO_LARGE, id="too large"),
        pytest.param(ReadFailure("outside", outside=True), Code.OUTSIDE, id="outside"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_where_each_stack_imports_it(failure: ReadFailure, code: Code) -> None:
    files = {
        "stackc.yaml": OWN,
        "stacks/deploy/a.yaml": STAGE + "import:\n  - low\n",
        "stacks/deploy/b.yaml": "import: [mid]\n" + STAGE,
        "stacks/mid.yaml": "import: [low]\n",
        "stacks/low.yaml": "",
    }
    manifests = compiled_in(Fenced(files, unreadable={"stacks/low.yaml": failure}), files).manifests
    found = [each for manifest in manifests for each in manifests.diagnostics(manifest)]
    assert [(each.code, *told(each)) for each in found] == [
        (code, "stacks/deploy/a.yaml:3:5", "imported here"),
        (code, "stacks/mid.yaml:1:10", "imported here"),
    ]
    assert [[str(span) for span in each.chain] for each in found] == [[], ["stacks/deploy/b.yaml:1:10"]]


def test_a_stack_that_cannot_be_read_has_no_import_to_be_told_at() -> None:
    files = {"stackc.yaml": OWN, "stacks/deploy/a.yaml": STAGE}
    world = Fenced(files, unreadable={"stacks/deploy/a.yaml": ReadFailure("permission denied")})
    manifests = compiled_in(world, files).manifests
    [top] = manifests
    assert [told(each) for each in manifests.diagnostics(top)] == [("stacks/deploy/a.yaml:1:1", "this file")]


@pytest.mark.parametrize(
    ("mid", "dev", "place"),
    [
        pytest.param("settings: {x: 1}\n", "", "stacks/mid.yaml:1:15", id="a file it imports"),
        pytest.param("", "settings: {x: 2}\n", "stacks/deploy/dev.yaml:3:15", id="a file of the stack"),
        pytest.param("settings: {x: 1}\n", "settings: {x: 2}\n", "stacks/mid.yaml:1:15", id="its own import first"),
        pytest.param("", "", None, id="no file"),
    ],
)
def test_a_local_that_misses_what_another_file_has_is_told_with_it(mid: str, dev: str, place: str | None) -> None:
    files = {
        "stacks/deploy/dev.yaml": f"import: [low]\n{STAGE}{dev}",
        "stacks/low.yaml": "import: [mid]\nsettings: {y: 1}\nlocals: {a: '{{ .settings.x }}', b: '{{ fail `no` }}'}\n",
        "stacks/mid.yaml": mid,
    }
    manifests = compiled(files).manifests
    [top] = manifests
    found = {each.code: each for each in manifests.diagnostics(top)}
    related = [(str(label.span), label.text) for label in found[Code.MANIFEST_MISSING_KEY].related]
    assert related == ([(place, "the value stands in this file")] if place else [])
    assert found[Code.MANIFEST_TEMPLATE].related == ()
