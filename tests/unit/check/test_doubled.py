"""Why two manifests make one stack: the import or the value that names tell to be wrong, or what the pattern lacks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from tests.kit.compiled import OWN, findings

APPS = "components: {terraform: {app: {}, web: {}}}\n"
REGIONS = {f"stacks/region/{name}.yaml": f"vars: {{stage: {name}}}\n" for name in ("east-1", "west-2")}


def stack(region: str) -> str:
    return f"import: [region/{region}]\n{APPS}"


def said(files: Mapping[str, str]) -> list[Diagnostic]:
    found = [each for each in findings(files) if each.code is Code.DUPLICATE_COMPONENT]
    assert all(each.related == () and each.facts is None for each in found)
    return found


def test_a_copied_manifest_that_kept_its_import_is_told_at_the_import() -> None:
    [found] = said(
        {**REGIONS, "stacks/deploy/east-1.yaml": stack("east-1"), "stacks/deploy/west-2.yaml": stack("east-1")}
    )
    assert (found.place, found.help) == (("stacks/deploy/west-2.yaml", 1, 10), "did you mean `region/west-2`?")


def test_a_copied_file_that_is_imported_is_told_at_its_value() -> None:
    regions = {**REGIONS, "stacks/region/west-2.yaml": REGIONS["stacks/region/east-1.yaml"]}
    [found] = said({**regions, "stacks/deploy/a.yaml": stack("east-1"), "stacks/deploy/b.yaml": stack("west-2")})
    assert found.place == ("stacks/region/west-2.yaml", 1, 15)
    assert found.help == "give it a value of its own: stacks/region/east-1.yaml:1:15 has the same"


def test_a_copied_manifest_that_kept_its_value_is_told_at_the_value() -> None:
    text = "vars: {stage: dev}\n" + APPS
    [found] = said({"stacks/deploy/dev.yaml": text, "stacks/deploy/prod.yaml": text})
    assert found.place == ("stacks/deploy/prod.yaml", 1, 15)


@pytest.mark.parametrize("name", ["dev2", "one"])
def test_a_stack_over_two_manifests_is_no_copy(name: str) -> None:
    more = "vars: {stage: dev}\ncomponents: {terraform: {app: {}, own: {}}}\n"
    files = {"stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + APPS, f"stacks/deploy/{name}.yaml": more}
    [found] = findings(files)
    assert len(found.related) == 1


def test_what_the_pattern_lacks_is_told_at_the_pattern() -> None:
    files = {
        f"stacks/deploy/{stage}-{region}.yaml": f"vars: {{stage: {stage}, environment: {region}}}\n{APPS}"
        for stage in ("dev", "prod")
        for region in ("east", "west")
    }
    [found] = said({**files, "stackc.yaml": OWN})
    assert (found.place[0], found.help) == ("/repo/stackc.yaml", "put `{environment}` into the name pattern")
    assert found.notes == ("so are `web`", "the same in `prod`")


def test_short_names_are_those_of_their_files() -> None:
    regions = {f"stacks/region/{name}.yaml": "vars: {stage: ue1}\n" for name in ("us-east-1", "eu-west-1")}
    tops = {"stacks/deploy/a.yaml": stack("us-east-1"), "stacks/deploy/b.yaml": stack("eu-west-1")}
    [found] = said({**regions, **tops})
    assert found.place == ("stacks/region/eu-west-1.yaml", 1, 15)


def test_defaults_of_another_folder_are_told_at_their_import() -> None:
    defaults = {f"stacks/{name}/_defaults.yaml": f"vars: {{stage: {name}}}\n" for name in ("one", "two")}
    tops = {f"stacks/deploy/{name}.yaml": f"import: [one/_defaults]\n{APPS}" for name in ("one", "two")}
    [found] = said({**defaults, **tops})
    assert (found.place, found.help) == (("stacks/deploy/two.yaml", 1, 10), "did you mean `two/_defaults`?")
