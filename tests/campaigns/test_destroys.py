"""What the campaign calls wrong, in destroys with planted faults; and one of its rounds."""

from __future__ import annotations

import random
import shutil
import signal
from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from tests.campaigns.campaign import Fault
from tests.campaigns.destroys import LOSSES, Look, State, drawn, half_way, needed, round_of, wrongs
from tests.e2e.checkout import PROJECT, Checkout, Said, repository
from tests.e2e.stand_in import stand_in
from tests.kit.command import terraform_env

EDGES = [("top", "middle"), ("middle", "ground"), ("beside", "ground")]
IDS = ("top", "middle", "ground", "beside")
FULL = State(b'{"resources": [{}], "outputs": {}}', 1)
HOLLOW = State(b'{"resources": [], "outputs": {"a": {}}}', 1)
HALF = State(b'{"resources": [{', 1)
BEFORE = Look(dict.fromkeys(IDS, FULL), IDS)


def empty(written: int) -> State:
    return State(b'{"resources": [], "outputs": {}}', written)


GONE = {"top": empty(2), "middle": empty(3), "beside": empty(4), "ground": empty(5)}


def said(code: int, *lines: str) -> Said:
    return Said(code, "", "\n".join(lines))


KEPT = said(
    1,
    "[3/4] kept ground because middle, which is kept, depends on it",
    "error[SC0926]: middle is protected (metadata.protect: true); it is not destroyed",
    "  kept     middle",
    "  kept     ground",
)


def kinds(
    states: Mapping[str, State], rows: Collection[str], answer: Said, guarded: Mapping[str, str] | None = None
) -> set[str]:
    return {each.kind for each in wrongs(EDGES, BEFORE, Look(states, rows), answer, guarded or {})}


def test_what_an_instance_needs_is_found_at_any_depth() -> None:
    assert needed([*EDGES, ("ground", "top")], "top") == {"middle", "ground", "top"}
    assert needed(EDGES, "ground") == set()


def test_a_destroy_as_it_must_be_is_no_fault() -> None:
    assert kinds(GONE, (), said(0)) == set()
    stays = {"middle": FULL, "ground": FULL}
    assert kinds({**GONE, **stays}, stays, KEPT, {"middle": "protect"}) == set()


PLANTED = [
    pytest.param({"top": FULL}, (), said(0), {"left behind"}, id="resources are left"),
    pytest.param({"top": HOLLOW}, (), said(0), {"left behind"}, id="outputs are left"),
    pytest.param({"top": HALF}, (), said(0), {"left behind"}, id="half a state is left"),
    pytest.param({}, ("top",), said(0), {"rows"}, id="a row is left"),
    pytest.param({}, (), said(1), {"exit code"}, id="it says that it failed"),
    pytest.param({}, (), said(0, "Traceback (most recent call last):"), {"traceback"}, id="a traceback"),
    pytest.param({"top": empty(4)}, (), said(0), {"order"}, id="what is needed goes first"),
    pytest.param({"top": empty(6)}, (), said(0), {"order"}, id="what is needed at some depth goes first"),
    pytest.param({"new": empty(9)}, (), said(0), {"touched"}, id="a state out of nothing"),
]


@pytest.mark.parametrize(("states", "rows", "answer", "found"), PLANTED)
def test_what_a_destroy_must_not_do_is_found(
    states: Mapping[str, State], rows: Collection[str], answer: Said, found: set[str]
) -> None:
    assert kinds({**GONE, **states}, rows, answer) == found


KEPT_WRONG = [
    pytest.param({"middle": empty(3)}, KEPT, {"touched"}, id="what is protected is gone"),
    pytest.param({"ground": empty(5)}, KEPT, {"touched"}, id="what it needs is gone"),
    pytest.param({"middle": FULL._replace(written=3)}, KEPT, {"touched"}, id="what is protected is written"),
    pytest.param({"beside": FULL}, KEPT, {"left behind"}, id="more than that is kept"),
    pytest.param({}, KEPT._replace(code=0), {"exit code"}, id="it says that all is gone"),
    pytest.param({}, said(1, *KEPT.err.splitlines()[1:]), {"no reason"}, id="nobody says why what it needs stays"),
    pytest.param({}, said(1, *KEPT.err.splitlines()[:-1]), {"no summary"}, id="the summary does not say so"),
    pytest.param(
        {}, KEPT._replace(err=KEPT.err.replace("SC0926", "SC0905")), {"no reason"}, id="it is said to be locked"
    ),
]


@pytest.mark.parametrize(("states", "answer", "found"), KEPT_WRONG)
def test_what_must_not_become_of_what_is_protected_is_found(
    states: Mapping[str, State], answer: Said, found: set[str]
) -> None:
    stays = {"middle": FULL, "ground": FULL}
    assert kinds({**GONE, **stays, **states}, stays, answer, {"middle": "protect"}) == found


def test_what_is_protected_and_not_there_keeps_nothing() -> None:
    before = Look({**BEFORE.states, "middle": empty(1)}, IDS)
    after = Look({**GONE, "middle": empty(1)}, ())
    assert list(wrongs(EDGES, before, after, said(0), {"middle": "protect"})) == []


@pytest.mark.parametrize(
    ("states", "rows", "found"),
    [
        pytest.param({"top": empty(2)}, IDS, [], id="in its order"),
        pytest.param({"ground": empty(2)}, IDS, ["order"] * 3, id="the ground first"),
        pytest.param({"top": HALF}, IDS, ["half a state"], id="half a state"),
        pytest.param({}, IDS[1:], ["rows"], id="a row gone too early"),
    ],
)
def test_what_a_cut_must_not_leave_is_found(
    states: Mapping[str, State], rows: Collection[str], found: list[str]
) -> None:
    now = Look({**BEFORE.states, **states}, rows)
    assert [each.kind for each in half_way(EDGES, BEFORE, now)] == found


def test_a_round_depends_on_its_seed_alone_and_together_they_try_everything() -> None:
    plans = [drawn(random.Random(str(index)), index, IDS) for index in range(101)]
    assert plans == [drawn(random.Random(str(index)), index, IDS) for index in range(101)]
    assert Counter(plan.kind for plan in plans) == {"whole": 1, "plain": 40, "protected": 40, "cut": 20}
    assert {loss for plan in plans for loss in plan.losses.values()} == set(LOSSES)
    assert {flag for plan in plans for flag in plan.guarded.values()} == {"protect", "locked"}
    assert {plan.cut.how for plan in plans if plan.cut} == {signal.SIGINT, signal.SIGKILL}


# --- its rounds


def small(tmp_path: Path) -> Checkout:
    """Three instances in a row."""
    module = 'variable "stage" {}\nvariable "of" { default = "" }\nresource "terraform_data" "a" { input = var.of }\n'
    reads = {
        "alpha": "{}",
        "beta": "{vars: {of: !terraform.state alpha .id}}",
        "gamma": "{vars: {of: !terraform.state beta .id}}",
    }
    lines = "".join(f"    {name}: {body}\n" for name, body in reads.items())
    files = {
        "stackc.yaml": PROJECT,
        "stacks/dev.yaml": f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n{lines}",
        **{
            f"components/terraform/{name}/main.tf": f'{module}output "id" {{ value = terraform_data.a.id }}\n'
            for name in reads
        },
    }
    return repository(tmp_path / "repository", terraform_env(tmp_path), files)


def faulty(found: list[Fault]) -> list[Fault]:
    return [each for each in found if not each.is_allowed]


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on the PATH")
@pytest.mark.parametrize("index", [1, 2])
def test_a_round_ends_as_it_must(tmp_path: Path, index: int) -> None:
    assert faulty(round_of(small(tmp_path), random.Random(str(index)), index)) == []


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not on the PATH")
def test_a_terraform_that_destroys_nothing_is_found(tmp_path: Path) -> None:
    lies = f'case "$1 $PWD" in "destroy "*/beta) exit 0;; esac\nexec {shutil.which("terraform")} "$@"'
    made = small(tmp_path).with_path(stand_in(tmp_path / "bin", lies).folder)
    found = {each.kind for each in faulty(round_of(made, random.Random("1"), 0))}
    assert {"left behind", "rows"} <= found
