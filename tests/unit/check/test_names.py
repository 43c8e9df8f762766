"""Stacks without a name: one finding a cause, at the file that lacks what the others have."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from tests.kit.compiled import findings

APP = "components: {terraform: {app: {}}}\n"
PROJECT = "stacks: {{included_paths: ['deploy/**/*'], {}}}\n"
PATTERN = PROJECT.format("name_pattern: '{tenant}-{stage}'")
TEMPLATE = PROJECT.format("name_template: '{{ .vars.tenant }}-{{ .vars.stage }}'")
SOUND = {
    "stacks/mixins/dev.yaml": "vars: {stage: dev}\n",
    "stacks/mixins/prod.yaml": "vars: {stage: prod}\n",
    "stacks/dev/_defaults.yaml": "import:\n  - mixins/dev\nvars: {a: 1}\n",
    "stacks/deploy/dev.yaml": f"import: [dev/_defaults]\nvars: {{tenant: one}}\n{APP}",
    "stacks/deploy/more.yaml": f"import: [dev/_defaults]\nvars: {{tenant: two}}\n{APP}",
    "stacks/deploy/prod.yaml": f"import: [mixins/prod]\nvars: {{tenant: one}}\n{APP}",
}


def said(files: Mapping[str, str], project: str) -> list[Diagnostic]:
    return findings({**files, "stackc.yaml": project})


@pytest.mark.parametrize("project", [PATTERN, TEMPLATE], ids=["pattern", "template"])
@pytest.mark.parametrize(
    ("file", "text", "where", "advice"),
    [
        pytest.param("mixins/dev", "vars: {stgae: dev}\n", "mixins/dev.yaml:1:8", "did you mean `stage`?", id="typo"),
        pytest.param(
            *("mixins/dev", "vars: {other: dev}\n", "mixins/dev.yaml:1:1"),
            "set `vars.stage` here, as the files beside it do",
            id="a mixin that says nothing of it",
        ),
        pytest.param(
            *("dev/_defaults", "import: [catalog/x]\nvars: {a: 1}\n", "dev/_defaults.yaml:1:1"),
            "set `vars.stage` here, or import what sets it for other stacks, from `stacks/mixins`",
            id="an import that is left out",
        ),
    ],
)
def test_what_one_file_lacks_is_said_once_at_that_file(
    project: str, file: str, text: str, where: str, advice: str
) -> None:
    files = {**SOUND, "stacks/catalog/x.yaml": "vars: {x: 1}\n", f"stacks/{file}.yaml": text}
    [found] = said(files, project)
    assert found.primary is not None
    assert (str(found.primary.span), found.help) == (f"stacks/{where}", advice)
    assert found.notes == ("as well in 1 more stack manifest: `deploy/more`",)


def test_a_value_that_is_no_text_is_said_once_for_all_stacks_that_have_it() -> None:
    [found] = said({**SOUND, "stacks/mixins/dev.yaml": "vars: {stage: 1}\n"}, PATTERN)
    assert (found.code, found.place) == (Code.NAME_VALUE_MISSING, ("stacks/mixins/dev.yaml", 1, 15))
    assert found.notes == ("as well in 1 more stack manifest: `deploy/more`",)


def test_stacks_that_share_no_such_file_are_told_one_by_one() -> None:
    own = {f"stacks/deploy/{name}.yaml": f"vars: {{tenant: {name}}}\n{APP}" for name in ("a", "b")}
    found = said({**SOUND, **own}, PATTERN)
    assert [each.place for each in found] == [("stacks/deploy/a.yaml", 1, 1), ("stacks/deploy/b.yaml", 1, 1)]


def test_what_no_stack_has_is_too_much_in_the_pattern() -> None:
    [found] = said(SOUND, PATTERN.replace("{tenant}", "{namespace}"))
    assert (found.place[0], found.related) == ("/repo/stackc.yaml", ())
    assert found.primary is not None
    assert found.primary.text == "none of 3 stack manifests has a `namespace`"
    assert found.help == "take `namespace` out of it, or set `vars.namespace` in what all stacks import"


def test_a_variable_that_a_template_misspells_is_mended_in_the_template() -> None:
    [found] = said(SOUND, TEMPLATE.replace(".tenant", ".tenat"))
    assert (found.place[0], found.help) == ("/repo/stackc.yaml", "did you mean `tenant`?")
