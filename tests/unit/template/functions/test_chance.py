"""Values by chance: how many, of what, and that they are effects."""

import re

import pytest

from stackc.go.faults import EffectNeeded, FunctionError
from stackc.go.limits import MAX_ITEMS
from stackc.template import Expansion, function_set
from stackc.template.functions import chance
from tests.unit.template.render import expand

SPRIG = function_set(sprig=True, gomplate=False)


def made(action: str, *, sprig: bool) -> str:
    """What an action gives with effects on."""
    functions = SPRIG if sprig else function_set(sprig=False, gomplate=True)
    expansion = expand(f"{{{{ {action} }}}}", functions=functions, effects=True)
    assert isinstance(expansion, Expansion), expansion
    return expansion.text


@pytest.mark.parametrize(
    ("action", "pattern"),
    [
        ("randAlpha 50", "[a-zA-Z]{50}"),
        ("randAlphaNum 50", "[a-zA-Z0-9]{50}"),
        ("randNumeric 50", "[0-9]{50}"),
        ("randAscii 50", "[ -~]{50}"),
        ("randNumeric 0", ""),
        ("randInt 5 6", "5"),
        ("randInt -3 -2", "-3"),
        ("randBytes 3", "[A-Za-z0-9+/]{4}"),
        ('shuffle ""', ""),
        ('shuffle "aaa"', "aaa"),
        ("uuidv4", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
    ],
)
def test_sprig_makes_what_is_asked_for(action: str, pattern: str) -> None:
    assert re.fullmatch(pattern, made(action, sprig=True))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: chance.random_text(-1, "a"), f"the count must be between 0 and {MAX_ITEMS}"),
        (lambda: chance.random_text(MAX_ITEMS + 1, "a"), f"the count must be between 0 and {MAX_ITEMS}"),
        (lambda: chance.random_bytes(-1), f"the count must be between 0 and {MAX_ITEMS}"),
        (lambda: chance.random_bytes(MAX_ITEMS + 1), f"the count must be between 0 and {MAX_ITEMS}"),
        (lambda: chance.random_between(5, 5), "there is no number from 5 up to 5"),
        (lambda: chance.random_between(5, 4), "there is no number from 5 up to 4"),
        (lambda: chance.random_item([]), "expected a list that is not empty"),
    ],
)
def test_what_cannot_be_made_is_refused(call: object, message: str) -> None:
    assert callable(call)
    with pytest.raises(FunctionError) as refused:
        call()
    assert str(refused.value) == message


def test_the_longest_text_may_be_made() -> None:
    assert len(chance.random_text(MAX_ITEMS, "a")) == len(chance.random_bytes(MAX_ITEMS)) == MAX_ITEMS


def test_numbers_stay_within_their_bounds() -> None:
    assert {chance.random_between(2, 4) for _ in range(200)} == {2, 3}
    assert all(0 <= chance.random_fraction() < 1 for _ in range(200))


def test_shuffling_keeps_the_characters() -> None:
    text = "abcdefghijklmnopqrstuvwxyz"
    shown = {chance.shuffled(text) for _ in range(20)}
    assert {"".join(sorted(each)) for each in shown} == {text}
    assert len(shown) > 1


def test_identifiers_have_their_version() -> None:
    assert (chance.random_uuid()[14], chance.clock_uuid()[14]) == ("4", "1")
    assert chance.random_uuid() != chance.random_uuid()


def test_one_of_a_list_is_chosen() -> None:
    assert {chance.random_item([1, "a"]) for _ in range(100)} == {1, "a"}


@pytest.mark.parametrize("action", ["randAlpha 5", "uuidv4", "now", "shuffle `a`", "random.Number", "uuid.V1"])
def test_chance_is_an_effect(action: str) -> None:
    with pytest.raises(EffectNeeded) as needed:
        expand(f"a{{{{ {action} }}}}")
    assert (needed.value.name, needed.value.start) == (action.split()[0], 4)
