"""Global options, taken out of any command line."""

from __future__ import annotations

import pytest

from stackc.cli.options import Globals, UsageError, WrongUsage, split_globals, split_selectors


@pytest.mark.parametrize(
    ("line", "options", "rest"),
    [
        pytest.param("", Globals(), "", id="nothing"),
        pytest.param("list stacks -f json", Globals(), "list stacks -f json", id="none"),
        pytest.param("-C a list", Globals(chdir="a"), "list", id="in front"),
        pytest.param("list -C a stacks", Globals(chdir="a"), "list stacks", id="in between"),
        pytest.param("list --chdir=a=b", Globals(chdir="a=b"), "list", id="with an equals sign"),
        pytest.param("list --chdir=", Globals(chdir=""), "list", id="empty"),
        pytest.param("-C a -C b list", Globals(chdir="b"), "list", id="the last one counts"),
        pytest.param("-C=a list", Globals(), "-C=a list", id="a short option has no equals sign"),
        pytest.param("--project f --color never list", Globals(project="f", color="never"), "list", id="others"),
        pytest.param("-q -v list", Globals(quiet=True, verbose=True), "list", id="short switches"),
        pytest.param("--quiet --verbose list", Globals(quiet=True, verbose=True), "list", id="long switches"),
        pytest.param("--timings --deny-warnings x", Globals(timings=True, deny_warnings=True), "x", id="more switches"),
        pytest.param("--trace f x", Globals(trace="f"), "x", id="a trace"),
        pytest.param("--quiet=1 x", Globals(), "--quiet=1 x", id="a switch has no value"),
        pytest.param("terraform plan -- -C a -q", Globals(), "terraform plan -- -C a -q", id="behind two dashes"),
        pytest.param("-C -- x", Globals(chdir="--"), "x", id="two dashes as a value"),
        pytest.param("--no-local x", Globals(no_local=True), "x", id="without local files"),
        pytest.param(
            "--untrusted --allow-env A --allow-env=B x",
            Globals(untrusted=True, allow_env=("A", "B")),
            "x",
            id="an option that may be repeated",
        ),
    ],
)
def test_global_options_may_stand_anywhere(line: str, options: Globals, rest: str) -> None:
    assert split_globals(line.split()) == (options, rest.split())


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("list -C", "`-C` needs a value"),
        ("--project", "`--project` needs a value"),
        ("--allow-env", "`--allow-env` needs a value"),
        ("--color sometimes", "`--color` must be auto, always or never, not `sometimes`"),
        ("--color=", "`--color` must be auto, always or never, not ``"),
        ("--allow-env A", "`--allow-env` goes with `--untrusted`; without it the whole environment may be read"),
    ],
)
def test_a_global_option_that_is_wrong_is_said(line: str, message: str) -> None:
    with pytest.raises(UsageError) as wrong:
        split_globals(line.split())
    assert str(wrong.value) == message


@pytest.mark.parametrize(
    ("values", "selectors"),
    [
        (None, None),
        (["a"], ("a",)),
        (["a,b"], ("a", "b")),
        (["a", "b,c"], ("a", "b", "c")),
        ([" a , b "], ("a", "b")),
        (["a,,b,"], ("a", "b")),
    ],
)
def test_selectors_are_repeated_or_comma_lists(values: list[str] | None, selectors: tuple[str, ...] | None) -> None:
    assert split_selectors("-s", values) == selectors


@pytest.mark.parametrize("values", [[""], [" "], [","], ["a", ""], ["a", " , "], []])
def test_a_selector_that_names_nothing_does_not_select_everything(values: list[str]) -> None:
    with pytest.raises(WrongUsage, match="`-c` is empty"):
        split_selectors("-c", values)
