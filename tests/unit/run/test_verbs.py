from __future__ import annotations

import pytest

from stackc.run.terraform import ASKING, MANY, Call
from stackc.run.verbs import SWITCHES, VALUES, VERBS, subcommands, verb_named


def test_a_program_runs_what_may_run_with_all() -> None:
    assert {verb.name for verb in VERBS.values() if verb.many and verb.needs == "state"} == set(MANY)


@pytest.mark.parametrize("name", VERBS)
def test_no_flag_of_a_verb_is_a_switch_and_takes_a_value(name: str) -> None:
    assert not VERBS[name].switches & VERBS[name].values


def test_flags_that_are_both_are_those_whose_next_word_is_looked_at() -> None:
    assert {"config", "plan"} == SWITCHES & VALUES


@pytest.mark.parametrize(
    "name", ["state rm", "import", "taint", "refresh", "force-unlock", "shell", "apply", "frobnicate"]
)
def test_what_may_change_a_state_records_its_address(name: str) -> None:
    verb = verb_named(name)
    assert (verb.changes, verb.records) == (True, True)


@pytest.mark.parametrize("name", ["state list", "state pull", "show", "console", "graph", "output", "providers lock"])
def test_what_only_looks_records_nothing(name: str) -> None:
    verb = verb_named(name)
    assert (verb.changes, verb.records, verb.makes) == (False, False, False)


@pytest.mark.parametrize("name", ["state mv", "state push", "import", "console", "shell", "taint", "frobnicate"])
def test_what_is_about_one_thing_is_about_one_instance(name: str) -> None:
    assert verb_named(name).many is False


def test_what_asks_can_be_approved() -> None:
    assert all("auto-approve" in VERBS[name].flags for name in ASKING)


def test_of_a_verb_that_nobody_knows_the_worst_is_taken() -> None:
    call = Call("frobnicate")
    assert (call.known.changes, call.needs_vars, call.makes, call.known.flags) == (True, False, False, frozenset())


def test_subcommands_are_known() -> None:
    assert subcommands("providers") == ("lock", "mirror", "schema")
    assert subcommands("plan") == ()
