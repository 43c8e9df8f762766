from __future__ import annotations

from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId
from stackc.project.destroying import still_needed, with_dependents
from stackc.project.locking import unheard
from stackc.project.open_project import OpenProject
from stackc.project.running import make_runner, run_call
from stackc.run.runner import Runner
from stackc.run.terraform import Call
from tests.kit.command import write_files
from tests.unit.project.test_running import Place

DESTROY = Call("destroy", (), True, False, True)
STATE = '{"version": 4, "resources": [{}], "outputs": {"id": {"value": "i", "type": "string"}}}'
OWN = "components/terraform/net/terraform.tfstate.d/{}/terraform.tfstate"


def opened(folder: Path, *components: str) -> tuple[OpenProject, Runner]:
    """A repository in which these have a state."""
    place = Place(folder)
    named = {each: "dev" if each == "net" else f"dev-{each}" for each in components}
    write_files(place.root, {OWN.format(workspace): STATE for workspace in named.values()})
    project = place.opened()
    runner = make_runner(project)
    assert not isinstance(runner, Diagnostic)
    return project, runner


def ids(project: OpenProject, *components: str) -> list[InstanceId]:
    return [project.find(component, "dev") for component in components]


def test_what_others_with_a_state_depend_on_is_told_with_their_lines(tmp_path: Path) -> None:
    project, runner = opened(tmp_path, "net", "app", "read")
    [found] = still_needed(project, runner, ids(project, "net"))
    assert (found.code, found.message) == (
        Code.STILL_NEEDED,
        "net@dev is not destroyed: 2 instances that have a state still depend on it",
    )
    assert found.notes == ("app in dev", "read in dev")
    assert [label.span.line for label in (found.primary, *found.related) if label] == [6, 7]


def test_one_is_told_by_its_name(tmp_path: Path) -> None:
    project, runner = opened(tmp_path, "net", "read")
    [found] = still_needed(project, runner, ids(project, "net"))
    assert found.message == "net@dev is not destroyed: read@dev still depends on it"


@pytest.mark.parametrize(
    ("living", "chosen"),
    [
        pytest.param(("net",), ("net",), id="whoever depends on it has no state"),
        pytest.param(("app", "read"), ("net",), id="it has none itself"),
        pytest.param(("net", "app"), ("net", "app"), id="they are destroyed together"),
        pytest.param(("net", "app"), ("app",), id="nobody depends on it"),
    ],
)
def test_nothing_is_said_where_nobody_is_left_behind(
    living: tuple[str, ...], chosen: tuple[str, ...], tmp_path: Path
) -> None:
    project, runner = opened(tmp_path, *living)
    assert still_needed(project, runner, ids(project, *chosen)) == ()


def test_those_that_have_a_state_can_be_taken_along(tmp_path: Path) -> None:
    project, runner = opened(tmp_path, "net", "read")
    assert with_dependents(project, runner, ids(project, "net")) == tuple(ids(project, "net", "read"))


def test_a_run_is_refused_before_it_starts_unless_it_is_forced(tmp_path: Path) -> None:
    project, _ = opened(tmp_path, "net", "read")
    [net] = ids(project, "net")
    with pytest.raises(CompileError) as refused:
        run_call(project, DESTROY, (net,), unheard, many=False)
    assert [each.code for each in refused.value.diagnostics] == [Code.STILL_NEEDED]
    assert run_call(project, DESTROY, (net,), unheard, many=False, force=True).code == 0


def test_a_plan_to_destroy_refuses_nothing(tmp_path: Path) -> None:
    project, _ = opened(tmp_path, "net", "read")
    [net] = ids(project, "net")
    plan = Call("plan", ("-destroy",), True, False, True)
    assert run_call(project, plan, (net,), unheard, many=False).code == 0
