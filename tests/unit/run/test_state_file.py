from __future__ import annotations

import json

import pytest

from stackc.base.ports import OutputFailure
from stackc.run.state_file import StateFile, read_state_file

WHOLE = {"version": 4, "serial": 3, "lineage": "l", "outputs": {"a": {"value": "ü"}}, "resources": [{"type": "x"}]}


def state(**changed: object) -> StateFile:
    found = read_state_file(json.dumps({**WHOLE, **changed}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    "text", ["", " \n", '{"version": 4, "serial": 0, "lineage": "", "outputs": {}, "resources": []}']
)
def test_where_nothing_was_written_there_is_no_state(text: str) -> None:
    assert read_state_file(text) is None


@pytest.mark.parametrize("text", ["{", "[]", "1", "nonsense"])
def test_what_is_no_state_is_an_error(text: str) -> None:
    with pytest.raises(OutputFailure, match="the state is no"):
        read_state_file(text)


@pytest.mark.parametrize(
    ("changed", "is_empty"),
    [({}, False), ({"resources": []}, False), ({"outputs": {}}, False), ({"resources": [], "outputs": {}}, True)],
)
def test_a_state_is_empty_by_what_it_holds(changed: dict[str, object], is_empty: bool) -> None:
    assert state(**changed, serial=99).is_empty is is_empty


@pytest.mark.parametrize(
    ("changed", "is_same"),
    [({"serial": 9}, True), ({"terraform_version": "2"}, True), ({"outputs": {}}, False), ({"resources": []}, False)],
)
def test_two_hold_the_same_by_resources_and_outputs(changed: dict[str, object], is_same: bool) -> None:
    assert state().holds_same(state(**changed)) is is_same


def test_only_the_number_changes() -> None:
    assert json.loads(state().numbered(8)) == {**WHOLE, "serial": 8}


def test_an_emptied_one_is_the_next_of_its_history() -> None:
    emptied = json.loads(state().emptied())
    assert (emptied["lineage"], emptied["serial"], emptied["resources"], emptied["outputs"]) == ("l", 4, [], {})


def test_a_history_of_the_wrong_kind_is_none() -> None:
    assert (state(lineage=5).lineage, state(serial="3").serial) == ("", 0)
