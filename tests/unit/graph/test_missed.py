"""A dependency that leads nowhere names the filter that fails, where it stands, and what would be right."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.graph.graph import build_graph
from tests.kit.compiled import compiled

PATTERN = 'stacks: {included_paths: ["deploy/**/*"], name_pattern: "{tenant}-{environment}-{stage}"}\n'
STACKS = [("core", "gbl", "root"), ("core", "ue1", "audit"), ("plat", "gbl", "prod")]


def only(entry: str, body: str = "settings: {depends_on: {1: ENTRY}}") -> Diagnostic:
    """What is said of ``app`` in plat-gbl-prod, which depends on what ``entry`` says; ``map`` is in core-gbl-root."""
    files = {"stackc.yaml": PATTERN}
    for tenant, environment, stage in STACKS:
        components = {
            "root": "map: {}, old: {metadata: {type: abstract}}",
            "audit": "bucket: {}",
            "prod": "mesh: {}, app: BODY",
        }[stage]
        files[f"stacks/deploy/{tenant}-{stage}.yaml"] = (
            f"vars: {{tenant: {tenant}, environment: {environment}, stage: {stage}}}\n"
            f"components: {{terraform: {{{components}}}}}\n"
        ).replace("BODY", "{" + body.replace("ENTRY", entry) + "}")
    [found] = build_graph(compiled(files)).diagnostics
    assert found.code is Code.DEPENDENCY_DANGLING
    return found


def framed(found: Diagnostic, text: str) -> bool:
    """True where the line and columns of the place are those of ``text``, in the file of plat-gbl-prod."""
    assert found.primary is not None
    return found.primary.span.end_column - found.primary.span.column == len(text)


@pytest.mark.parametrize(
    ("entry", "said", "framed_text", "advice"),
    [
        pytest.param(
            "{component: map, tenant: core, stage: rooot}",
            "`map`, which does not exist in any stack with stage `rooot`",
            "rooot",
            "did you mean `root`?",
            id="stage",
        ),
        pytest.param(
            "{component: map, tenant: cor, stage: root}",
            "`map`, which does not exist in any stack with tenant `cor`",
            "cor",
            "did you mean `core`?",
            id="tenant",
        ),
        pytest.param(
            "{component: map, tenant: plat, stage: prod}",
            "`map`, which does not exist in any stack with tenant `plat`, stage `prod`",
            "plat",
            "it exists as map@core-gbl-root",
            id="two",
        ),
        pytest.param(
            "{component: bucket, tenant: core, stage: audit}",
            "`bucket`, which does not exist in any stack with its own environment `gbl`",
            "bucket",
            "give `environment: ue1`, which it has where it exists",
            id="one that is not given",
        ),
        pytest.param(
            "{component: mapp, tenant: core, stage: root}",
            "`mapp`, which does not exist in any stack",
            "mapp",
            "did you mean `map`?",
            id="component",
        ),
        pytest.param(
            "{component: mash, tenant: core, stage: root}",
            "`mash`, which does not exist in any stack",
            "mash",
            None,
            id="a near name elsewhere would be wrong",
        ),
    ],
)
def test_the_filter_that_fails_is_told(entry: str, said: str, framed_text: str, advice: str | None) -> None:
    found = only(entry)
    assert (found.message, found.help) == (f"app@plat-gbl-prod depends on {said}", advice)
    assert framed(found, framed_text)


@pytest.mark.parametrize(
    ("entry", "said", "framed_text", "advice"),
    [
        pytest.param(
            "{component: map, stack: core-gbl-rooot}",
            "`map` in the stack `core-gbl-rooot`, and there is no such stack",
            "core-gbl-rooot",
            "did you mean `core-gbl-root`?",
            id="no such stack",
        ),
        pytest.param(
            "{component: map, stack: core-ue1-audit}",
            "`map`, which does not exist in `core-ue1-audit`",
            "core-ue1-audit",
            "it exists as map@core-gbl-root",
            id="another stack",
        ),
        pytest.param(
            "{component: map}",
            "`map`, which does not exist in this stack",
            "map",
            "it exists as map@core-gbl-root; name the stack that is meant",
            id="no stack",
        ),
        pytest.param(
            "{component: old, stack: core-ue1-audit}",
            "`old`, which does not exist in `core-ue1-audit`",
            "core-ue1-audit",
            "it exists as old@core-gbl-root",
            id="abstract, and elsewhere",
        ),
    ],
)
def test_a_stack_that_is_wrong_is_told_apart_from_a_component(
    entry: str, said: str, framed_text: str, advice: str
) -> None:
    found = only(entry, "dependencies: {components: [ENTRY]}")
    assert (found.message, found.help) == (f"app@plat-gbl-prod depends on {said}", advice)
    assert framed(found, framed_text)
