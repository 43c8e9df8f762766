"""A mixin that brings in a component: the message people search for, then what it never told. Nothing runs."""

from __future__ import annotations

import re

import pytest

from tests.e2e.checkout import Checkout
from tests.e2e.stand_in import StandIn

pytestmark = pytest.mark.e2e

MIXIN = "stacks/mixins/region/global-region.yaml"
MESSAGE = """\
Found duplicate config for the component 'account-settings' for the stack 'core-gbl-artifacts' in the files: \
orgs/cch/core/artifacts/global-region/baseline, orgs/cch/core/artifacts/global-region/identity, \
orgs/cch/core/artifacts/global-region/monitoring.
Check that all context variables in the stack name pattern '{tenant}-{environment}-{stage}' are correctly defined in \
the files and not duplicated.
Check that all imports are valid.
"""
FOLDER = "stacks/orgs/cch/core/artifacts/global-region"


@pytest.fixture
def duplicated(clone: Checkout, recorded: StandIn) -> Checkout:
    """The organisation with a component in the mixin that everything imports."""
    clone.edit(MIXIN, "vars:\n", "import:\n  - catalog/account-settings/defaults\n\nvars:\n")
    return clone.with_path(recorded.folder)


@pytest.mark.parametrize(
    "words", [("deploy",), ("plan",), ("destroy",), ("output",), ("deploy", "--dry-run")], ids=" ".join
)
def test_the_three_lines_come_first_and_no_terraform_runs(
    duplicated: Checkout, recorded: StandIn, words: tuple[str, ...]
) -> None:
    said = duplicated.terraform(*words, "account-settings", "-s", "core-gbl-artifacts")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(MESSAGE)
    assert (recorded.calls, said.codes) == ([], ["SC0405"])
    assert not (duplicated.root / "stackc.lock").exists()
    assert not (duplicated.root / "state").exists()


def test_below_stands_the_import_that_brings_it_with_file_and_line(duplicated: Checkout) -> None:
    said = duplicated.terraform("deploy", "account-settings", "-s", "core-gbl-artifacts")
    below = said.err.removeprefix(MESSAGE)
    [(file, line, column)] = re.findall(r"--> (\S+):(\d+):(\d+)\n +\|\n.*\n +\| +\^+ brings it into 2 of them", below)
    text = (duplicated.root / file).read_text().splitlines()[int(line) - 1][int(column) - 1 :]
    assert (file, text) == (MIXIN, "catalog/account-settings/defaults")
    assert f"::: {FOLDER}/baseline.yaml:" in below


def test_all_stacks_that_get_it_by_the_mixin_are_one_finding(duplicated: Checkout) -> None:
    said = duplicated.stackc("validate")
    assert (said.codes, said.err.startswith(MESSAGE)) == (["SC0405"], True)


def test_of_many_nothing_runs_while_one_is_defined_twice(duplicated: Checkout, recorded: StandIn) -> None:
    said = duplicated.terraform("deploy", "--all", "-s", "core-gbl-artifacts")
    assert (said.code, said.out, recorded.calls) == (1, "", [])
    assert said.err.startswith(MESSAGE)


def test_a_stack_without_the_mixin_is_not_concerned(duplicated: Checkout) -> None:
    assert duplicated.terraform("deploy", "account-quotas", "-s", "core-ue1-audit").code == 0
