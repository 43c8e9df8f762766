"""One component in one stack, with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, StackName
from stackc.compile.compilation import Compilation
from tests.kit.compiled import ATMOS, OWN, compiled
from tests.unit.manifest.merged import Fenced, compiled_in

STAGE = "vars: {stage: dev}\n"
APP = "components: {terraform: {app: {}}}\n"
ID = InstanceId(StackName("dev"), "app")


def answer(files: Mapping[str, str], component: str = "app", stack: str = "dev") -> list[Diagnostic]:
    return list(compiled(files).instance(InstanceId(StackName(stack), component)).diagnostics)


def codes(files: Mapping[str, str], component: str = "app", stack: str = "dev") -> list[Code]:
    return [each.code for each in answer(files, component, stack)]


def test_a_sound_instance_has_nothing_wrong() -> None:
    compilation = compiled({"stacks/deploy/dev.yaml": STAGE + APP})
    found = compilation.instance(ID)
    assert found.instance is not None
    assert (found.instance.id, found.diagnostics, compilation.instance(ID) is found) == (ID, (), True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("settings: [a]\n", [Code.SECTION_KIND], id="the root"),
        pytest.param("terraform: {vars: x}\n", [Code.SECTION_KIND], id="its type"),
        pytest.param("helmfile: {vars: x}\n", [], id="not another type"),
        pytest.param("import: [gone]\n", [Code.IMPORT_NOT_FOUND], id="its files"),
    ],
)
def test_what_is_wrong_with_what_it_is_made_of(text: str, expected: list[Code]) -> None:
    assert codes({"stacks/deploy/dev.yaml": STAGE + APP + text}) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("vars: x", [Code.SECTION_KIND], id="a section"),
        pytest.param("metadata: {inherits: [gone]}", [Code.BASE_NOT_FOUND], id="a base"),
        pytest.param("backend_type: s3, backend: {gcs: {a: 1}}", [Code.BACKEND_TYPE] * 1, id="a backend"),
        pytest.param("settings: {depends_on: [a]}", [Code.DEPENDENCY_INVALID], id="dependencies"),
        pytest.param("vars: x, settings: {depends_on: [a]}", [Code.SECTION_KIND], id="dependencies only when sound"),
        pytest.param("vars: x, backend_type: s3, backend: {gcs: {a: 1}}", [Code.SECTION_KIND], id="backends as well"),
    ],
)
def test_what_is_wrong_with_itself(body: str, expected: list[Code]) -> None:
    text = STAGE + f"components: {{terraform: {{app: {{{body}}}}}}}\n"
    assert codes({"stacks/deploy/dev.yaml": text}) == expected


@pytest.mark.parametrize("base", ["metadata: {inherits: [base]}", "component: base"], ids=["inherits", "component"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("import: [gone]\n", [Code.IMPORT_NOT_FOUND], id="what follows from a missing file is not told"),
        pytest.param("", None, id="it is told where no file is missing"),
        pytest.param("odd: &a 1\nx: [1, 2\n", [Code.YAML_SYNTAX], id="nor what follows from a file that is cut off"),
    ],
)
def test_a_base_that_may_stand_in_a_missing_file(base: str, text: str, expected: list[Code] | None) -> None:
    files = {"stacks/deploy/dev.yaml": STAGE + f"components: {{terraform: {{app: {{{base}}}}}}}\n" + text}
    alone = [Code.BASE_NOT_FOUND if "inherits" in base else Code.LEGACY_BASE_NOT_FOUND]
    assert codes(files) == (alone if expected is None else expected)


# --- duplicates


def twice(a: str = "{}", b: str = "{}") -> dict[str, str]:
    return {
        f"stacks/deploy/{name}.yaml": f"{STAGE}components: {{terraform: {{app: {body}}}}}\n"
        for name, body in (("a", a), ("b", b))
    }


ALLOWING = OWN.replace("name_pattern", "duplicates: allow-identical, name_pattern")
ABSTRACT = "{metadata: {type: abstract}}"


@pytest.mark.parametrize(
    ("project", "files", "expected"),
    [
        pytest.param(OWN, twice(), [Code.DUPLICATE_COMPONENT], id="identical"),
        pytest.param(OWN, twice("{vars: {x: 1}}"), [Code.DUPLICATE_COMPONENT], id="differing"),
        pytest.param(ALLOWING, twice(), [Code.DUPLICATE_IDENTICAL], id="identical ones allowed"),
        pytest.param(ALLOWING, twice("{vars: {x: 1}}"), [Code.DUPLICATE_COMPONENT], id="differing ones not"),
        pytest.param(OWN, twice(ABSTRACT, ABSTRACT), [], id="abstract"),
        pytest.param(OWN, twice(ABSTRACT), [Code.DUPLICATE_COMPONENT], id="only one of them abstract"),
    ],
)
def test_one_component_in_two_manifests_of_a_stack(project: str, files: dict[str, str], expected: list[Code]) -> None:
    assert codes({"stackc.yaml": project, **files}) == expected


def test_the_first_manifest_by_its_key_gives_the_instance() -> None:
    found = compiled(twice()).instance(ID).instance
    assert found is not None
    assert str(found.key) == "deploy/a"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            twice(ABSTRACT, "{vars: {x: 1}, metadata: {type: abstract}}"), [Code.DUPLICATE_COMPONENT], id="differ"
        ),
        pytest.param(twice(ABSTRACT, ABSTRACT), [], id="the same"),
        pytest.param(twice(ABSTRACT, "{vars: {x: 1}}"), [], id="one is real"),
        pytest.param({"stacks/deploy/a.yaml": STAGE + APP}, [], id="one alone"),
    ],
)
def test_differing_abstract_definitions_are_told_to_who_asks(files: dict[str, str], expected: list[Code]) -> None:
    assert [each.code for each in compiled(files).instances.abstract_duplicates(ID)] == expected


# --- what was not found

UNNAMED = {"stacks/deploy/unnamed.yaml": APP}
MISSING = {"stacks/deploy/broken.yaml": "import: [gone]\nvars: {stage: broken}\n"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, [], id="nothing else"),
        pytest.param(UNNAMED, [Code.NAME_VALUE_MISSING], id="a manifest that holds it but has no name"),
        pytest.param(MISSING, [Code.IMPORT_NOT_FOUND], id="a manifest of which a file is missing"),
        pytest.param({**UNNAMED, **MISSING}, [Code.IMPORT_NOT_FOUND, Code.NAME_VALUE_MISSING], id="both"),
        pytest.param(
            {"stacks/deploy/x.yaml": "import: [gone]\nvars: {stage: x}\n" + APP},
            [],
            id="a broken one that holds it by name",
        ),
    ],
)
def test_manifests_that_may_hold_it_are_told_beside(files: dict[str, str], expected: list[Code]) -> None:
    dev = {"stacks/deploy/dev.yaml": STAGE + "components: {terraform: {other: {}}}\n"}
    assert codes({**dev, **files}) == [Code.UNKNOWN_COMPONENT, *expected]
    assert [each.code for each in compiled({**dev, **files}).instances.asides(ID)] == expected


def test_only_errors_of_other_manifests_are_told_beside() -> None:
    warned = "import: [{path: low, contxt: {}}]\nvars: {stage: odd}\n"
    files = {"stacks/deploy/odd.yaml": warned, "stacks/low.yaml": "overrides: 7\n"}
    compilation = compiled(files)
    [manifest] = compilation.manifests
    assert [each.code for each in compilation.manifests.diagnostics(manifest)] == [
        Code.MISSPELT_KEY,
        Code.OVERRIDES_KIND,
    ]
    assert [each.code for each in compilation.instances.asides(ID)] == [Code.OVERRIDES_KIND]


# --- stacks named by their files


def of_file(files: Mapping[str, str], stack: str, component: str = "app") -> tuple[bool, list[Code]] | None:
    compilation = compiled({"atmos.yaml": ATMOS, **files})
    found = compilation.instances.of_file(InstanceId(StackName(stack), component))
    return None if found is None else (found.instance is not None, [each.code for each in found.diagnostics])


DEV = {"stacks/deploy/dev.yaml": STAGE + APP}


@pytest.mark.parametrize(
    ("files", "stack", "component", "expected"),
    [
        pytest.param(DEV, "deploy/dev", "app", (True, []), id="its key"),
        pytest.param(DEV, "dev", "app", None, id="a name"),
        pytest.param(DEV, "deploy/none", "app", None, id="no such file"),
        pytest.param(DEV, "deploy/dev", "other", (False, [Code.UNKNOWN_STACK]), id="no such component"),
        pytest.param(DEV, "y/dev", "app", (False, [Code.UNKNOWN_STACK]), id="not its whole key"),
        pytest.param({"stacks/deploy/dev.yaml": "name: deploy/dev\n" + APP}, "deploy/dev", "app", None, id="a name of that look"),
        pytest.param({"stacks/deploy/dev.yaml": APP}, "deploy/dev", "app", (False, [Code.NAME_VALUE_MISSING]), id="no name"),
        pytest.param(
            {"stacks/deploy/dev.yaml": STAGE + APP + "import: [gone]\nsettings: [a]\n"}, "deploy/dev", "app",
            (True, [Code.SECTION_KIND, Code.IMPORT_NOT_FOUND]), id="broken",
        ),
        pytest.param(
            {"stacks/deploy/dev.yaml": STAGE + "components: {terraform: {app: {vars: x, backend_type: s3, backend: {gcs: {a: 1}}}}}\n"},
            "deploy/dev", "app", (True, [Code.BACKEND_TYPE, Code.SECTION_KIND]), id="with mistakes of its own",
        ),
    ],
)  # fmt: skip
def test_a_stack_named_by_its_file(
    files: dict[str, str], stack: str, component: str, expected: tuple[bool, list[Code]] | None
) -> None:
    found = of_file(files, stack, component)
    assert (found and (found[0], set(found[1]))) == (expected and (expected[0], set(expected[1])))
    assert found is None or len(found[1]) == len(set(found[1]))


def test_what_a_file_does_not_hold_is_told_with_its_key() -> None:
    compilation = compiled({"atmos.yaml": ATMOS, **DEV})
    found = compilation.instances.of_file(InstanceId(StackName("y/dev"), "app"))
    assert found is not None
    [lost] = found.diagnostics
    assert (lost.message, lost.help) == (
        "could not find the stack 'y/dev' with the component `app`",
        "the file's key is `deploy/dev`",
    )


def test_a_stack_named_by_its_file_does_without_the_name_of_its_manifest() -> None:
    compilation = compiled({"atmos.yaml": ATMOS, "stacks/deploy/dev.yaml": "name: own\n" + STAGE + APP})
    found = compilation.instances.of_file(InstanceId(StackName("deploy/dev"), "app"))
    assert found is not None
    assert found.instance is not None
    assert found.instance.named == ("dev", "pattern")


# --- folders outside of the repository


def fenced(body: str, outside: tuple[str, ...], refused: tuple[str, ...] = ()) -> Compilation:
    files = {"stackc.yaml": OWN, "stacks/deploy/dev.yaml": STAGE + f"components:\n  terraform:\n    app: {body}\n"}
    return compiled_in(Fenced(files, outside=outside, refused=refused), files)


FOLDER = "components/terraform/app"
SHARED = "components/terraform/shared"


@pytest.mark.parametrize(
    ("body", "outside", "refused", "expected"),
    [
        pytest.param("{}", (FOLDER,), (), [("4:5", "runs in the folder of its own name", "")], id="of its own name"),
        pytest.param(
            "{metadata: {component: shared}}", (SHARED,), (), [("4:33", "leads outside", "")], id="another"
        ),
        pytest.param("{}", (), (FOLDER,), [("4:5", "runs in the folder of its own name", " and is not read")], id="refused"),
        pytest.param("{}", (SHARED,), (), [], id="inside"),
        pytest.param("{metadata: {type: abstract}}", (FOLDER,), (), [], id="abstract"),
        pytest.param("{}", (FOLDER, "components/terraform"), (), [], id="as the project file says for the type"),
    ],
)  # fmt: skip
def test_a_component_folder_outside_of_the_repository(
    body: str, outside: tuple[str, ...], refused: tuple[str, ...], expected: list[tuple[str, str, str]]
) -> None:
    found = fenced(body, outside, refused).instance(ID).diagnostics
    folder = SHARED if "shared" in body else FOLDER
    told = [
        (f"{each.primary.span.line}:{each.primary.span.column}", each.primary.text, each.message)
        for each in found
        if each.primary
    ]
    assert told == [
        (place, words, f"the component folder `{folder}` of app@dev lies outside of the repository{more}")
        for place, words, more in expected
    ]
    assert {each.code for each in found} <= {Code.OUTSIDE}
