from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit.command import PROJECT, run_here, write_files

LOSSES = [
    pytest.param("componets: {terraform: {web: {}}}\n", id="components"),
    pytest.param("imports: [catalog/none]\n", id="import"),
    pytest.param("components: {terrafrom: {web: {}}, terraform: {app: {}}}\n", id="a type"),
    pytest.param("components: {terraform: {app: {metadata: {tpye: abstract}}}}\n", id="a type of component"),
    pytest.param("components: {terraform: {app: {settings: {depend_on: {1: {component: web}}}}}}\n", id="edges"),
    pytest.param("components: {terraform: {app: {depends_on: {1: {component: web}}}}}\n", id="edges, elsewhere"),
    pytest.param("components: {terraform: {app: {dependancies: {}}}}\n", id="edges, the newer form"),
]
OTHERS = [
    pytest.param("components: {script: {job: {vars: {a: 1}, odd: 1}}, terraform: {app: {}}}\n", id="another type"),
    pytest.param("components: {terraform: {app: {metadata: {type: base}}}}\n", id="another word"),
    pytest.param("components: {terraform: {app: {odd: 1}}}\n", id="another key"),
]


def repository(root: Path, text: str, project: str, extra: str = "") -> str:
    app = "" if "app:" in text else "components: {terraform: {app: {}}}\n"
    files = {
        project: PROJECT.replace("stacks: {", "stacks: {base_path: stacks, ") + extra,
        "components/terraform/app/main.tf": "",
        "stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + app + text,
    }
    return str(write_files(root, files))


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", LOSSES)
def test_a_key_that_would_hold_instances_or_edges_fails_validation(text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), "validate")
    assert (said.code, said.out, said.err.count("\nerror["), said.err[:14]) == (1, "", 0, "error[SC0219]:")


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", OTHERS)
def test_any_other_unknown_key_is_a_warning(text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), "validate")
    assert (said.code, said.err.count("warning["), said.err.count("error[")) == (0, 1, 0)


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("text", [*LOSSES, *OTHERS])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["describe", "stacks"], id="describe stacks"),
        pytest.param(["describe", "component", "app", "-s", "dev"], id="describe component"),
        pytest.param(["generate", "varfile", "app", "-s", "dev"], id="generate"),
        pytest.param(["build", "-o", "out"], id="build"),
    ],
)
def test_no_other_command_fails_for_it(words: list[str], text: str, project: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, text, project), *words)
    assert (said.code, said.err.count("error[")) == (0, 0)


@pytest.mark.parametrize(
    ("project", "extra"),
    [
        pytest.param("stackc.yaml", "diagnostics: {severity: {SC0219: warning}}\n", id="ours"),
        pytest.param("atmos.yaml", "stackc: {diagnostics: {severity: {SC0219: warning}}}\n", id="atmos"),
    ],
)
def test_the_project_may_make_it_a_warning(project: str, extra: str, tmp_path: Path) -> None:
    said = run_here("-C", repository(tmp_path, "componets: {}\n", project, extra), "validate")
    assert (said.code, said.err[:16]) == (0, "warning[SC0219]:")
