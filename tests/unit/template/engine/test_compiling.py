"""Calls, namespaces, pipes and variables."""

import pytest

from stackc.base.value import Secret
from stackc.go.limits import MAX_ITEMS, MAX_TEXT
from stackc.template import Expansion, function_set
from tests.unit.template.render import expand, fault, marked, render

OWN = function_set(
    False,
    True,
    {
        "load": lambda *values: {"k": {"x": values}},
        "space.Load": lambda *values: {"k": len(values)},
        "nothing": lambda: None,
        "sealed": lambda: Secret("hush"),
        "long": lambda size: "x" * size,
        "many": lambda size: [0] * size,
    },
)


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ("load", "map[k:map[x:[]]]"),
        ("load 1 2", "map[k:map[x:[1 2]]]"),
        ("2 | load 1", "map[k:map[x:[1 2]]]"),
        ("(load 1).k.x", "[1]"),
        ("load.k.x", "[]"),
        ("print load.k", "map[x:[]]"),
        ("space.Load 1 2", "map[k:2]"),
        ("3 | space.Load 1", "map[k:2]"),
        ("space.Load.k", "0"),
        ("print space.Load", "map[k:0]"),
        ("print (space.Load 1).k", "1"),
        ("nothing", "<no value>"),
        ("nothing | print", "<nil>"),
        ("sealed", "hush"),
        ("(sealed)", "hush"),
        ("1 | and 2 0", "0"),
        ("1 | and 2", "1"),
        ("1 | or 0", "1"),
        ("1 | or 2 0", "2"),
        ("0 | or nil", "0"),
        ("$x := 1 }}{{ $x | print 0", "0 1"),
    ],
)
def test_calls_and_pipes_hand_on_their_values(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}", functions=OWN, missing="no value") == shown


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("{{ typo 1 }}", "function `typo` is not defined", "typo"),
        ("{{ strings.Typo 1 }}", "namespace `strings` has no function `Typo`", "strings.Typo"),
        ("{{ typo.Load }}", "function `typo` is not defined", "typo"),
        ("{{ print (strings.Typo 1) }}", "namespace `strings` has no function `Typo`", "strings.Typo"),
        ("{{ load.k 1 }}", "`k` is not a method but has arguments", "load.k 1"),
        ("{{ 1 | load.k }}", "`k` is not a method but has arguments", "load.k"),
        ("{{ space.Load.k 1 }}", "`k` is not a method but has arguments", "space.Load.k 1"),
        ("{{ strings.Title }}", "`strings.Title` takes 1 argument, not 0", "strings.Title"),
        ('{{ strings.Repeat "a" "b" }}', "`strings.Repeat`: expected int, found string", '"a"'),
        ("{{ 1.5 | strings.Repeat }}", "`strings.Repeat` takes 2 arguments, not 1", "strings.Repeat"),
        ('{{ "x" | printf 1 }}', "`printf`: expected string, found int", "1"),
        ("{{ 1 | printf }}", "`printf`: expected string, found int", "printf"),
        ("{{ nil | print }}", "`nil` alone is no command", "nil"),
        ("{{ (nil) | print }}", "`nil` alone is no command", "nil"),
        ("{{ or }}", "`or` takes at least 1 argument, not 0", "or"),
    ],
)
def test_a_call_that_cannot_be_is_a_fault(text: str, message: str, where: str) -> None:
    found = fault(text, functions=OWN)
    assert (found.message, marked(found, text)) == (message, where)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (f"long {MAX_TEXT + 1}", f"`long`: the result has more than {MAX_TEXT} characters"),
        (f"many {MAX_ITEMS + 1}", f"`many`: the result has more than {MAX_ITEMS} entries"),
    ],
)
def test_what_a_function_makes_is_bounded(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}", functions=OWN).message == message


@pytest.mark.parametrize(
    ("action", "size"), [(f"len (long {MAX_TEXT})", MAX_TEXT), (f"len (many {MAX_ITEMS})", MAX_ITEMS)]
)
def test_the_largest_may_be_made(action: str, size: int) -> None:
    assert render(f"{{{{ {action} }}}}", functions=OWN) == str(size)


def test_a_value_that_is_written_becomes_the_number_that_is_wanted_and_one_that_is_piped_does_not() -> None:
    assert render("{{ conv.ParseInt `5` 10 64.0 }}") == "5"
    assert fault("{{ 64.0 | conv.ParseInt `5` 10 }}").message == "`conv.ParseInt`: expected int, found float64"


@pytest.mark.parametrize("name", ["index", "hasKey", "get", "keys", "len"])
def test_looking_into_a_map_does_not_use_its_secrets(name: str) -> None:
    asked = {
        "index": "(index .m `a`)",
        "hasKey": "hasKey .m `a`",
        "get": "get .m `a`",
        "keys": "keys .m",
        "len": "len .m",
    }
    found = expand(f"{{{{ {asked[name]} }}}}", {"m": {"a": 1, "s": Secret("hush")}})
    assert isinstance(found, Expansion)
    assert not found.secret


@pytest.mark.parametrize("action", ["toJson .m", "print .m", ".m", "values .m", "index .m `s`"])
def test_using_a_map_as_a_whole_uses_its_secrets(action: str) -> None:
    found = expand(f"{{{{ {action} }}}}", {"m": {"a": 1, "s": Secret("hush")}})
    assert isinstance(found, Expansion)
    assert (found.secret, "hush" in found.text) == (True, True)


@pytest.mark.parametrize(
    ("text", "name"), [("{{ $x = 1 }}", "$x"), ("{{ if 1 }}{{ $y := 1 }}{{ end }}{{ $y = 2 }}", "$y")]
)
def test_only_a_variable_in_scope_is_assigned(text: str, name: str) -> None:
    assert fault(text).message == f"undefined variable `{name}`"


def test_a_variable_of_a_branch_not_taken_does_not_exist_behind_it() -> None:
    text = "{{ range 2 }}{{ if eq . 0 }}{{ $x := 1 }}{{ $x }}{{ end }}{{ end }}"
    assert render(text) == "1"
