"""A function may stand at any position of a manifest, whatever is made of the value there: findings, but no crash."""

from __future__ import annotations

import pytest

from stackc.artifact.files import emit_instance
from stackc.artifact.secrets import misplaced_secrets
from stackc.base.diagnostic import Diagnostic
from stackc.base.value import shown_leaf
from stackc.check.findings import check_repository
from stackc.compile.compilation import Compilation
from stackc.graph.graph import build_graph
from stackc.manifest.shape import MANIFEST
from stackc.query.shapes import Filters, describe_component, describe_stacks
from stackc.render.diagnostics import Paint
from stackc.render.stack import render_stack
from stackc.text.json import JsonWriter
from tests.kit.compiled import ATMOS, OWN, compiled
from tests.kit.shapes import positions

FUNCTIONS = ("!env REGION", "!exec echo hi", "!unset", "!append [!env A]")
BASE = """\
vars: {stage: dev, tenant: t, region: eu}
settings: {depends_on: {1: {component: base}}, spacelift: {workspace_enabled: true}, atlantis: {project_template: {}}}
terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}
components:
  terraform:
    base: {metadata: {type: real}, vars: {a: 1}}
    other: {metadata: {inherits: [base]}, vars: {b: "{{ .vars.a }}", c: "{{ .settings }}"}, env: {A: b}}
  helmfile: {other: {vars: {a: 1}}}
"""


PATHS = [path for path in positions(MANIFEST) if path]


def flow(path: tuple[str | int, ...], value: str) -> str:
    """``value`` at ``path``, in flow style."""
    for step in reversed(path):
        value = f"[{value}]" if isinstance(step, int) else f"{{{step}: {value}}}"
    return value


def use(compilation: Compilation) -> None:
    """Everything that is made of values without a process."""
    found: list[Diagnostic] = []
    graph = build_graph(compilation)
    check_repository(compilation, found.append, graph.diagnostics)
    writer = JsonWriter(show=shown_leaf)
    for described in describe_stacks(compilation, Filters()):
        writer.text(described.components)
    for id_ in compilation.instance_ids():
        instance = compilation.instance(id_).instance
        if instance is None:
            continue
        writer.text(describe_component(compilation, instance))
        render_stack(id_.stack, [instance], graph.value, Paint(False))
        _ = (
            instance.workspace,
            instance.addressed,
            instance.folder,
            instance.section("command"),
            instance.table("vars"),
        )
        if id_.type == "terraform":
            misplaced_secrets(instance, "backend", "providers")
            emit_instance(instance, backend=True)


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_position_takes_a_function_for_text_by_accident(function: str, project: str) -> None:
    given = {project: OWN if project == "stackc.yaml" else ATMOS, "stacks/catalog/base.yaml": BASE}
    failed: dict[str, str] = {}
    for path in PATHS:
        own = flow(path, function)
        text = f"import: [catalog/base]\n{own[1:-1]}\n" if path[0] != "import" else f"{own[1:-1]}\n{BASE}"
        try:
            use(compiled({**given, "stacks/deploy/dev.yaml": text}, REGION="eu"))
        except Exception as error:
            failed[own] = f"{type(error).__name__}: {error}"
    assert failed == {}


def test_there_are_many_positions() -> None:
    assert len(PATHS) > 100
