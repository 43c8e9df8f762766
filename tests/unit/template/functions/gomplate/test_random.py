"""gomplate: the family in ``gomplate.random``; all of it is chance."""

import re

import pytest

from stackc.template import Expansion, TemplateFault
from tests.unit.template.render import GOMPLATE, expand


def given(action: str) -> Expansion | TemplateFault:
    return expand(f"{{{{ {action} }}}}", functions=GOMPLATE, effects=True)


@pytest.mark.parametrize(
    ("action", "pattern"),
    [
        ("random.ASCII 30", "[ -~]{30}"),
        ("random.Alpha 30", "[a-zA-Z]{30}"),
        ("random.AlphaNum 30", "[a-zA-Z0-9]{30}"),
        ('random.AlphaNum "30"', "[a-zA-Z0-9]{30}"),
        ("random.String 30", "[a-zA-Z0-9_.-]{30}"),
        ('random.String 30 "[a-c]"', "[abc]{30}"),
        ('random.String 30 "[[:alpha:]]"', "[a-zA-Z]{30}"),
        ('random.String 30 "[[:alnum:]]"', "[a-zA-Z0-9]{30}"),
        ('random.String 30 "x" "z"', "[xyz]{30}"),
        ("random.String 30 97 97", "a{30}"),
        ('random.String 30 "97" 0x62', "[ab]{30}"),
        ("random.Item (slice `a` `b`)", "[ab]"),
        ("random.Number", "[0-9]{1,2}|100"),
        ("random.Number 0", "0"),
        ("random.Number 1", "[01]"),
        ("random.Number 7 7", "7"),
        ("random.Number -2 -1", "-[12]"),
        ("random.Float", r"0\..*|[0-9.e-]+"),
        ("random.Float 0", "0"),
        ("random.Float 2 2", "2"),
    ],
)
def test_chance_stays_within_what_was_asked_for(action: str, pattern: str) -> None:
    expansion = given(action)
    assert isinstance(expansion, Expansion), expansion
    assert re.fullmatch(pattern, expansion.text)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("random.String 0", "`random.String`: the count must be more than 0"),
        ("random.String -1", "`random.String`: the count must be between 0 and 250000"),
        ('random.String 5 "["', "`random.String`: `[` is not a class of characters"),
        ('random.String 5 "é"', "`random.String`: `é` is no class of ASCII characters"),
        ('random.String 5 "z" "a"', "`random.String`: the characters must go up, and be no more than 65536"),
        ("random.String 5 0 65536", "`random.String`: the characters must go up, and be no more than 65536"),
        ("random.String 5 1 1114112", "`random.String`: the characters must go up, and be no more than 65536"),
        ("random.String 5 -1 5", "`random.String`: the characters must go up, and be no more than 65536"),
        ("random.String 5 1 2 3", "`random.String` takes 0 to 2 arguments, not 3"),
        ("random.Item (slice)", "`random.Item`: expected a list that is not empty"),
        ("random.Item 5", "`random.Item`: expected a list, found int"),
        ("random.Number 5 4", "`random.Number`: there is no number from 5 up to 5"),
        ("random.Number 1 2 3", "`random.Number` takes 0 to 2 arguments, not 3"),
        ("random.Float 1 2 3", "`random.Float` takes 0 to 2 arguments, not 3"),
    ],
)
def test_what_cannot_be_made_is_refused(action: str, message: str) -> None:
    found = given(action)
    assert isinstance(found, TemplateFault)
    assert found.message == message
