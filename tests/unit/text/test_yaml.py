from __future__ import annotations

import pytest

from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.text.yaml import Style, inline_text, scalar_style, to_yaml, written_scalar
from tests.kit.build import document


def styles(style: Style, *texts: str) -> list[object]:
    return [pytest.param(text, style, id=f"{style} {text!r}") for text in texts]


@pytest.mark.parametrize(
    ("text", "style"),
    [
        *styles("plain", "a", "a b", "a#b", "a:b", ":a", "-a", "?a", "a'b", 'a"b', "a}", "=", ".", "1.2.3", "nUll"),
        *styles("plain", "n{{ .x }}", "/etc", "é", "2024-05", "a\tb", "0x", "1e", "--x"),
        *styles("single", "-", "?", ":", "- a", "a:", "a: b", "a #b", "{{ .x }}", "[a", "'a", '"a', "%a", "@a", "`a"),
        *styles("single", "!a", "*a", "&a", "|", ">", "#a", ",a", " a", "a ", "  ", "---", "--- a", "..."),
        *styles("double", "", "1", "+1", "-1", "0o7", "0x1F", "1.5", ".5", "1_000", "12:30", "2024-05-01", "017"),
        *styles("double", "~", "null", "true", "FALSE", "yes", "No", "on", "y", "<<", ".inf", "+.inf", ".nan"),
        *styles("double", "\ta", "a\x07", "a\rb", "\x7f", "\n", "\n\n", " \n"),
        *styles("literal", "a\n", "a\nb", "a\n\n", "a\n b\n"),
    ],
)
def test_the_style_of_a_string_follows_from_its_text(text: str, style: Style) -> None:
    assert scalar_style(text) == style


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "null\n", id="null"),
        pytest.param(True, "true\n", id="boolean"),
        pytest.param(1e8, "1e+08\n", id="float"),
        pytest.param(1.0, "1\n", id="whole float"),
        pytest.param("x", "x\n", id="string"),
        pytest.param({}, "{}\n", id="empty table"),
        pytest.param([], "[]\n", id="empty list"),
        pytest.param({"b": 1, "a": 2}, "a: 2\nb: 1\n", id="sorted keys"),
        pytest.param({"a": {"b": {}}, "c": []}, "a:\n  b: {}\nc: []\n", id="tables"),
        pytest.param(
            {"a": [1, [2, 3], {"x": 1, "y": 2}]}, 'a:\n  - 1\n  - - 2\n    - 3\n  - x: 1\n    "y": 2\n', id="lists"
        ),
        pytest.param({"a": "x\ny\n"}, "a: |\n  x\n  y\n", id="block"),
        pytest.param({"a": "x\n\ny"}, "a: |-\n  x\n\n  y\n", id="block without line end"),
        pytest.param({"a": "x\n\n"}, "a: |+\n  x\n\n", id="block with line ends"),
        pytest.param({"1": 1, "a: b": 2}, "\"1\": 1\n'a: b': 2\n", id="keys are quoted"),
        pytest.param("it's: x", "'it''s: x'\n", id="quotes in quotes"),
        pytest.param({"a": Append([1])}, "a:\n  - 1\n", id="append"),
    ],
)
def test_values_are_written_in_block_style(value: Value, text: str) -> None:
    assert to_yaml(value) == text


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(" a\nb", id="root block with a leading blank"),
        pytest.param({"a": " x\n y\n"}, id="block with a leading blank"),
        pytest.param({"a": {"b": "x\n\n  y\n\n\n"}}, id="blank lines"),
        pytest.param({"a\nb": 1}, id="line end in a key"),
        pytest.param({"": {"": ""}}, id="empty keys"),
        pytest.param([[[1], []], [{}]], id="lists in lists"),
        pytest.param(["\u00a0", "\ufeffx", "x\x00"], id="odd signs"),
    ],
)
def test_what_is_written_reads_back(value: Value) -> None:
    parsed = document(to_yaml(value))
    assert (parsed.root, parsed.diagnostics) == (value, ())


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("9\t", id="a tab at the end is lost"),
        pytest.param([[["\n0"]]], id="the indentation hint counts from the root"),
        pytest.param({"a": {"b": " x\ny"}}, id="the indentation hint in a nested map"),
        pytest.param("\t\n a", id="a tab before a block"),
        pytest.param("\x85", id="next line is a line end"),
        pytest.param({"\u2028 ": 1}, id="line separator in a key"),
        pytest.param("\x07\U0001f600", id="surrogates are no escape of YAML"),
    ],
)
def test_what_is_written_reads_back_whatever_it_is(value: Value) -> None:
    parsed = document(to_yaml(value))
    assert (parsed.root, parsed.diagnostics) == (value, ())


@pytest.mark.parametrize(
    "sealed", [Secret("hunter2"), Call("!env X"), Unknown("!exec x")], ids=["secret", "call", "unknown"]
)
def test_what_is_sealed_is_refused(sealed: Value) -> None:
    with pytest.raises(TypeError):
        to_yaml({"a": [sealed]})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param('a"\\\x07', '"a\\"\\\\\\u0007"', id="quotes and signs"),
        pytest.param("\tx", '"\\tx"', id="a tab"),
        pytest.param("x\r", '"x\\r"', id="a carriage return"),
        pytest.param("\x7f\x80\x9f\xa0", '"\\x7f\\x80\\x9f\\xa0"', id="up to a hundred and sixty"),
        pytest.param("\xa1ÿ\x07", '"\xa1ÿ\\u0007"', id="letters stay up to 255"),
        pytest.param("\u0100\x07", '"\\u0100\\u0007"', id="above by four digits"),
        pytest.param("\uffff\x07", '"\\uffff\\u0007"', id="the last of four digits"),
        pytest.param("\U00010000\x07", '"\\U00010000\\u0007"', id="the first of eight"),
        pytest.param("\n", '"\\n"', id="a line end alone"),
        pytest.param("1", '"1"', id="a number"),
        pytest.param("it's: x", "'it''s: x'", id="single quotes"),
        pytest.param("plain", "plain", id="plain"),
    ],
)
def test_a_text_on_one_line(text: str, written: str) -> None:
    assert inline_text(text) == written
    assert written_scalar(text) == written


def test_a_text_of_several_lines_stands_as_it_is() -> None:
    assert written_scalar("a\nb: x\n") == "a\nb: x\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(False, "false\n", id="false"),
        pytest.param(-3, "-3\n", id="integer"),
        pytest.param("x\ny", "|-\n  x\n  y\n", id="a block at the root is indented"),
        pytest.param([["x\ny\n"]], "- - |\n    x\n    y\n", id="a block in lists"),
        pytest.param({"a": {"b": "x\n\ny\n"}}, "a:\n  b: |\n    x\n\n    y\n", id="an empty line is not indented"),
        pytest.param([{}, []], "- {}\n- []\n", id="nothing in a list"),
        pytest.param([{"b": 1, "a": [1]}], "- a:\n    - 1\n  b: 1\n", id="a map in a list"),
        pytest.param(Append([]), "[]\n", id="nothing to append"),
        pytest.param([None, "", " "], "- null\n- \"\"\n- ' '\n", id="null and blanks"),
    ],
)
def test_more_values_in_block_style(value: Value, text: str) -> None:
    assert to_yaml(value) == text
