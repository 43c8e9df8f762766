from __future__ import annotations

import pytest

from stackc.syntax.calls import CallFault, ParsedCall, Token, parse_call, split_arguments

STATE = "!terraform.state"


def arguments(text: str) -> dict[str, str]:
    call = parse_call(text)
    assert isinstance(call, ParsedCall)
    return dict(call.arguments)


def fault(text: str) -> tuple[str, int]:
    """What the message is about, and where."""
    call = parse_call(text)
    assert isinstance(call, CallFault)
    return call.message, call.offset


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("  \t\n", [], id="blanks"),
        pytest.param(" a\tb ", ["a", "b"], id="white space separates"),
        pytest.param('"a b"', ["a b"], id="double quotes keep blanks"),
        pytest.param("'a b'", ["a b"], id="single quotes keep blanks"),
        pytest.param("'it''s'", ["it's"], id="doubled single quote"),
        pytest.param('"a""b"', ['a"b'], id="doubled double quote"),
        pytest.param('""', [""], id="empty quotes"),
        pytest.param("'a\"b'", ['a"b'], id="the other quote is text"),
        pytest.param(r'"a\"', ["a\\"], id="a backslash quotes nothing"),
        pytest.param("a|b", ["a", "|", "b"], id="a bar stands alone"),
        pytest.param("a||b", ["a", "|", "|", "b"], id="two bars"),
        pytest.param('.x["a b"]', ['.x["a b"]'], id="quotes inside of a word stay"),
    ],
)
def test_arguments_are_split(text: str, tokens: list[str]) -> None:
    found = split_arguments(text)
    assert not isinstance(found, CallFault)
    assert [token.text for token in found] == tokens


def test_a_token_knows_its_place_and_its_quotes() -> None:
    assert split_arguments("!env 'a' b", 4) == (Token("a", 5, 8, quoted=True), Token("b", 9, 10))


@pytest.mark.parametrize(("text", "offset"), [("'a", 0), ('x "a', 2), ("a.'b", 2), ("'a''", 0), ('"', 0)])
def test_an_open_quote_is_a_fault_where_it_opens(text: str, offset: int) -> None:
    found = split_arguments(text)
    assert isinstance(found, CallFault)
    assert found.offset == offset


@pytest.mark.parametrize(
    ("text", "stack", "expression"),
    [
        pytest.param("vpc id", None, "id", id="component and expression"),
        pytest.param("vpc .id", None, ".id", id="point"),
        pytest.param("vpc prod id", "prod", "id", id="stack in the middle"),
        pytest.param("vpc .list | first", None, ".list | first", id="raw rest"),
        pytest.param('vpc .list | join(",")', None, '.list | join(",")', id="quotes in a raw rest stay"),
        pytest.param("vpc prod .a | .b", "prod", ".a | .b", id="raw rest behind a stack"),
        pytest.param("vpc [.a, .b]", None, "[.a, .b]", id="bracket"),
        pytest.param("vpc {a: .a}", None, "{a: .a}", id="brace"),
        pytest.param("vpc | keys", None, "| keys", id="bar"),
        pytest.param("""vpc '"x-" + .id'""", None, '"x-" + .id', id="quoted"),
        pytest.param('vpc ".x // ""default"""', None, '.x // "default"', id="doubled quotes"),
        pytest.param('vpc prod ".x // ""d"""', "prod", '.x // "d"', id="doubled quotes behind a stack"),
    ],
)
def test_terraform_functions_take_component_stack_and_expression(text: str, stack: str | None, expression: str) -> None:
    expected = {"component": "vpc", "expression": expression} | ({"stack": stack} if stack else {})
    assert arguments(f"{STATE} {text}") == expected
    assert arguments(f"!terraform.output {text}") == expected


@pytest.mark.parametrize(
    ("text", "about", "offset"),
    [
        pytest.param("", "nothing is given", 16, id="nothing"),
        pytest.param(" vpc", "only `vpc` is given", 20, id="one token"),
        pytest.param(" vpc a b c", "`b c` does not begin an expression", 23, id="too many words"),
        pytest.param(" '' .x", "the component is empty", 17, id="empty component"),
        pytest.param(" vpc ''", "the expression is empty", 17, id="empty expression"),
        pytest.param(" vpc .x 'y", "is not closed", 24, id="open quote"),
    ],
)
def test_terraform_arguments_that_cannot_be_read(text: str, about: str, offset: int) -> None:
    message, at = fault(STATE + text)
    assert (about in message, at) == (True, offset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!env HOME", {"name": "HOME"}, id="name"),
        pytest.param("!env HOME /tmp", {"name": "HOME", "default": "/tmp"}, id="default"),
        pytest.param("!env HOME ''", {"name": "HOME", "default": ""}, id="empty default"),
        pytest.param("!env HOME 'a b'", {"name": "HOME", "default": "a b"}, id="quoted default"),
    ],
)
def test_env_takes_a_name_and_a_default(text: str, expected: dict[str, str]) -> None:
    assert arguments(text) == expected


@pytest.mark.parametrize(
    ("text", "about", "offset"),
    [
        pytest.param("!env", "0 are given", 0, id="nothing"),
        pytest.param("!env A b c", "3 are given", 9, id="three"),
        pytest.param("!env A | c", "3 are given", 9, id="a bar is a token"),
        pytest.param("!env 'A", "is not closed", 5, id="open quote"),
    ],
)
def test_env_accepts_one_or_two_arguments(text: str, about: str, offset: int) -> None:
    message, at = fault(text)
    assert (about in message, at) == (True, offset)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!include a.yaml", {"path": "a.yaml"}, id="path"),
        pytest.param("!include a.yaml .b | .c", {"path": "a.yaml", "expression": ".b | .c"}, id="raw rest"),
        pytest.param("!include.raw 'a b.txt'", {"path": "a b.txt"}, id="quoted path"),
        pytest.param("!include a.yaml '.b'", {"path": "a.yaml", "expression": ".b"}, id="quoted expression"),
    ],
)
def test_include_takes_a_path_and_an_expression(text: str, expected: dict[str, str]) -> None:
    assert arguments(text) == expected


def test_include_needs_a_path() -> None:
    assert fault("!include") == ("`!include` needs a path", 8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!store s c k", {"component": "c", "key": "k"}, id="without a stack"),
        pytest.param("!store s st c k", {"stack": "st", "component": "c", "key": "k"}, id="with a stack"),
        pytest.param("!store s c k | default x", {"component": "c", "key": "k", "default": "x"}, id="default"),
        pytest.param("!store s c k | default ''", {"component": "c", "key": "k", "default": ""}, id="empty default"),
        pytest.param(
            "!store s c k | query .a | .b", {"component": "c", "key": "k", "query": ".a | .b"}, id="bar in a query"
        ),
        pytest.param(
            "!store s c k | query .a | default d",
            {"component": "c", "key": "k", "query": ".a", "default": "d"},
            id="options in any order",
        ),
        pytest.param("!store s c 'k | default x'", {"component": "c", "key": "k | default x"}, id="quoted bar"),
        pytest.param("!store.get s k | query .a", {"key": "k", "query": ".a"}, id="literal key"),
    ],
)
def test_store_takes_words_and_options(text: str, expected: dict[str, str]) -> None:
    assert arguments(text) == {"store": "s", **expected}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param("!store s k", "3 or 4 arguments", id="too few"),
        pytest.param("!store a b c d e", "3 or 4 arguments", id="too many"),
        pytest.param("!store.get s", "2 arguments", id="too few for a literal key"),
        pytest.param("!store.get s k x", "2 arguments", id="too many for a literal key"),
        pytest.param("!store s c k | default", "`default` needs a value", id="option without a value"),
        pytest.param("!store s c k | default x y", "takes one value", id="default of two words"),
        pytest.param("!store s c 'k", "is not closed", id="open quote"),
    ],
)
def test_store_arguments_that_cannot_be_read(text: str, about: str) -> None:
    assert about in fault(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!template [1, 2]", "[1, 2]", id="template"),
        pytest.param("!template[1]", "[1]", id="no blank"),
        pytest.param("!template", "", id="nothing"),
        pytest.param("!exec echo 'a  b' | cat", "echo 'a  b' | cat", id="script"),
        pytest.param("!exec echo 'open", "echo 'open", id="an open quote is the script's business"),
        pytest.param("!repo-root 'a b'", "a b", id="others are split"),
    ],
)
def test_a_text_is_taken_whole(text: str, expected: str) -> None:
    assert arguments(text) == {"text": expected}


def test_a_tag_without_arguments_has_none() -> None:
    assert arguments("!labels.keys") == {}


def test_an_argument_that_is_not_given_is_empty() -> None:
    assert ParsedCall("!env", {"name": "A"}).get("default") == ""
