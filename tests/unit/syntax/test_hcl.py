"""The lexical structure of Terraform files: blocks, arguments, and what opens and closes."""

from __future__ import annotations

import pytest

from stackc.syntax.hcl import MAX_DEPTH, Block, Expression, Fault, close, read_arguments, read_blocks, unescape


def blocks(text: str, *wanted: str) -> tuple[Block, ...]:
    reading = read_blocks(text, wanted or ("a",))
    assert reading.fault is None
    return reading.blocks


def fault(text: str) -> Fault:
    found = read_blocks(text, ("a",)).fault
    assert found is not None
    return found


def sources(text: str) -> dict[str, str]:
    """The arguments of the block ``a`` with these lines."""
    [block] = blocks(f"a {{\n{text}\n}}\n")
    return {name: written.source for name, written in block.arguments.items()}


# blocks


@pytest.mark.parametrize(
    ("header", "labels", "length"),
    [
        pytest.param("a", (), 1, id="none"),
        pytest.param("a b", ("b",), 3, id="name"),
        pytest.param('a "b"', ("b",), 5, id="string"),
        pytest.param('a "b" c', ("b", "c"), 7, id="two"),
        pytest.param('a"b"', ("b",), 4, id="no blank"),
        pytest.param("a b-c_1", ("b-c_1",), 7, id="signs in a name"),
        pytest.param(r'a "\u0062\n$${x}"', ("b\n${x}",), 17, id="escapes"),
        pytest.param('a /* "x" */ b /* y */', ("b",), 13, id="comments"),
        pytest.param("a é", ("é",), 3, id="letters of all languages"),
    ],
)
def test_a_header_has_labels_and_ends_with_the_last(header: str, labels: tuple[str, ...], length: int) -> None:
    assert blocks(f"\n{header} {{}}") == (Block("a", labels, 1, 1 + length),)


@pytest.mark.parametrize("end", ["\n", "\r\n", " # x\n", " // x\n", " /* x */\n", "", "  "])
def test_a_block_ends_with_its_line(end: str) -> None:
    further = "a c {}\n" if "\n" in end else ""
    assert [block.labels for block in blocks(f"a b {{}}{end}{further}")] == [("b",), ("c",)][: 1 + bool(further)]


def test_only_blocks_that_are_wanted_are_kept() -> None:
    text = "a {}\nb {}\n\n# a {}\n/* a {} */\nc {\n a {}\n}\n"
    assert [block.type for block in blocks(text, "a", "b")] == ["a", "b"]


def test_blocks_inside_are_known_by_their_headers() -> None:
    text = 'a {\n  x = 1\n  b "c" {\n    y = 2\n  }\n  d {}\n}\n'
    [block] = blocks(text)
    assert [(each.type, each.labels, each.arguments) for each in block.blocks] == [("b", ("c",), {}), ("d", (), {})]
    assert list(block.arguments) == ["x"]
    assert text[block.blocks[0].start : block.blocks[0].end] == 'b "c"'


def test_a_mark_of_the_byte_order_is_passed_over_at_the_beginning() -> None:
    assert [block.start for block in blocks("\ufeffa {}\n")] == [1]
    assert fault("a {}\n\ufeffa {}\n").start == 5


# arguments


@pytest.mark.parametrize(
    ("line", "source"),
    [
        pytest.param("x = 1", "1", id="plain"),
        pytest.param("x=1", "1", id="no blanks"),
        pytest.param("x /* c */ =  1  ", "1", id="comment before the sign"),
        pytest.param("x = 1 # c", "1 # c", id="comment behind"),
        pytest.param('x = "a } \\" # b"', '"a } \\" # b"', id="string"),
        pytest.param('x = "${"}"} }"', '"${"}"} }"', id="template"),
        pytest.param('x = "%{ if true }a%{ endif }"', '"%{ if true }a%{ endif }"', id="directive"),
        pytest.param("x = [\n 1,\n]", "[\n 1,\n]", id="list over lines"),
        pytest.param("x = {\n a = 1\n}", "{\n a = 1\n}", id="map over lines"),
        pytest.param("x = f(\n)", "f(\n)", id="call over lines"),
        pytest.param("x = <<A\n}\nA", "<<A\n}\nA", id="heredoc"),
        pytest.param('x = <<-A\n ${"A"}\n  A', '<<-A\n ${"A"}\n  A', id="heredoc with a template"),
        pytest.param("x = <<A\nA b\nA", "<<A\nA b\nA", id="a line that begins like the marker"),
        pytest.param("x = 1 < 2", "1 < 2", id="a sign like a heredoc"),
        pytest.param("x = 1 << A", "1 << A", id="nearly a heredoc"),
        pytest.param("x = a == b", "a == b", id="equal"),
        pytest.param("x = 4 / 2", "4 / 2", id="a slash"),
        pytest.param('x = "$"', '"$"', id="a dollar"),
        pytest.param('x = "$${a}%%{b}"', '"$${a}%%{b}"', id="no templates"),
    ],
)
def test_an_argument_ends_with_its_line(line: str, source: str) -> None:
    assert sources(f"{line}\ny = 2") == {"x": source, "y": "2"}


def test_an_argument_knows_where_its_value_stands() -> None:
    text = "a {\n  x =   1\n}\n"
    assert blocks(text)[0].arguments["x"] == Expression("1", start=text.index("1"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a {}", {}, id="nothing"),
        pytest.param("a { x = 1 }", {"x": "1"}, id="one"),
        pytest.param("a { x = { y = 1 } }", {"x": "{ y = 1 }"}, id="a map"),
        pytest.param("a { x = 1 == 2 }", {"x": "1 == 2"}, id="equal"),
        pytest.param("a { x = 1 >= 2 }", {"x": "1 >= 2"}, id="at least"),
        pytest.param('a { x = "=" }', {"x": '"="'}, id="a sign in a string"),
        pytest.param("a { /* c */ }", {}, id="a comment"),
        pytest.param("a { # c\n}", {}, id="a comment to the end of the line"),
    ],
)
def test_a_block_on_one_line_holds_one_argument_at_most(text: str, expected: dict[str, str]) -> None:
    assert {name: written.source for name, written in blocks(text)[0].arguments.items()} == expected


def test_arguments_of_a_whole_text() -> None:
    found = read_arguments('\ufeffx = 1\nb "c" {\n y = 2\n}\n\nz = [\n3]\n')
    assert isinstance(found, Block)
    assert {name: written.source for name, written in found.arguments.items()} == {"x": "1", "z": "[\n3]"}
    assert [(each.type, each.labels) for each in found.blocks] == [("b", ("c",))]
    assert (found.type, found.labels, found.start, found.end) == ("", (), 0, 0)


@pytest.mark.parametrize("text", ["", "\n", "# c", "\ufeff", "/* c */\n"])
def test_a_text_of_nothing_has_no_arguments(text: str) -> None:
    assert read_arguments(text) == Block("", (), 0, 0, {}, ())


@pytest.mark.parametrize(
    ("text", "message", "start"),
    [
        ("x = 1\nx = 2\n", "argument `x` is given twice", 6),
        ("x = 1\n}\n", "unexpected `}`", 6),
        ("x", "unexpected `x`", 0),
    ],
)
def test_a_mistake_among_the_arguments_of_a_text(text: str, message: str, start: int) -> None:
    found = read_arguments(text)
    assert isinstance(found, Fault)
    assert (found.message, found.start) == (message, start)


# mistakes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a {\n x = [1}\n", ("`}` closes nothing", 11, 12, "expected `]` first"), id="another bracket"),
        pytest.param("a {\n x = f(]\n", ("`]` closes nothing", 11, 12, "expected `)` first"), id="a square one"),
        pytest.param("a {\n x = {)\n", ("`)` closes nothing", 10, 11, "expected `}` first"), id="a round one"),
        pytest.param("a {\n x = 1\n", ("`{` is not closed", 2, 3, "opened here"), id="an open block"),
        pytest.param("b {\n", ("`{` is not closed", 2, 3, "opened here"), id="an open block nobody wants"),
        pytest.param("a {\n x = [", ("`[` is not closed", 9, 10, "opened here"), id="an open list"),
        pytest.param('b {\n x = "1\n}', ("string is not closed on its line", 9, 10, "opened here"), id="a string"),
        pytest.param('b {\n x = "${1', ("`$` is not closed", 10, 11, "opened here"), id="a template"),
        pytest.param("b {\n x = <<-EOT\n 1", ("heredoc `EOT` is not closed", 9, 15, "opened here"), id="a heredoc"),
        pytest.param("b { /* x", ("comment is not closed", 4, 6, "opened here"), id="a comment inside"),
        pytest.param("a {} /* x", ("comment is not closed", 5, 7, "opened here"), id="a comment behind"),
        pytest.param("b {\n x = 'a'\n}", ("single quotes do not quote", 9, 10, "strings stand in double quotes"), id="quotes"),
        pytest.param(r'b { x = "\d" }', (r"escape `\d` does not exist", 9, 11, r"a backslash is written `\\`"), id="escape"),
        pytest.param("b { x = `a` }", ("unexpected ```", 8, 9, "not possible here"), id="a backtick"),
        pytest.param("a {}\n}", ("unexpected `}`", 5, 6, "not possible here"), id="a brace too many"),
        pytest.param("\1", ("unexpected text", 0, 1, "not possible here"), id="binary"),
        pytest.param("xy = 1", ("argument `xy` stands outside of any block", 0, 2, "expected a block"), id="argument"),
        pytest.param("xy", ("unexpected `xy`", 0, 2, "expected a block or an argument"), id="a word"),
        pytest.param("x" * 70, (f"unexpected `{'x' * 60}`", 0, 70, "expected a block or an argument"), id="a long word"),
        pytest.param('x "y', ("string is not closed on its line", 2, 3, "opened here"), id="an open label"),
        pytest.param("a {} a {}", ("missing new line after block", 5, 6, "the block before this must end with its line"), id="blocks"),
        pytest.param("a {\n x = 1 }\n", ("missing new line after argument", 11, 12, "the argument before this must end with its line"), id="brace"),
        pytest.param("a {\n b {} c {}\n}", ("missing new line after block", 10, 11, "the block before this must end with its line"), id="inner"),
        pytest.param("a { x = 1 y = 2 }", ("a block on one line holds one argument", 2, 3, "a new line is missing after this brace"), id="two on a line"),
        pytest.param("a { x = 1\n}", ("a block on one line holds one argument", 2, 3, "a new line is missing after this brace"), id="begun on it"),
        pytest.param("a { b {} }", ("unexpected `b`", 4, 5, "expected a block or an argument"), id="a block on a line"),
        pytest.param("a {\n xy =\n}", ("argument `xy` has no value", 5, 7, "a value must follow"), id="no value"),
        pytest.param("a {\n xy = # c\n}", ("argument `xy` has no value", 5, 7, "a value must follow"), id="a comment is none"),
        pytest.param("a {\n x = 1\n x = 2\n}", ("argument `x` is given twice", 12, 13, "given again here"), id="twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(text: str, expected: tuple[str, int, int, str]) -> None:
    assert fault(text) == expected


def test_what_was_read_before_a_mistake_is_kept() -> None:
    reading = read_blocks("a b {}\na c {\n", ("a",))
    assert [block.labels for block in reading.blocks] == [("b",)]
    assert reading.fault is not None


@pytest.mark.parametrize(("before", "behind"), [("[", "]"), ("(", ")"), ("{", "}")])
def test_a_thousand_things_may_be_open(before: str, behind: str) -> None:
    text = before * MAX_DEPTH + behind * MAX_DEPTH
    assert (MAX_DEPTH, close(text, 0)) == (1000, len(text))
    found = fault(f"b {{ x = {text} }}")
    assert (found.message, found.label) == ("nested too deeply", "1000 things are open here")


def test_templates_in_texts_count_twice_and_have_the_same_bound() -> None:
    found = fault("b { x = " + '"${' * (MAX_DEPTH // 2 + 1))
    assert (found.message, found.label) == ("nested too deeply", "1000 things are open here")


@pytest.mark.parametrize(
    ("text", "end"),
    [
        pytest.param("[a] b", 3, id="list"),
        pytest.param("(a) b", 3, id="round brackets"),
        pytest.param("{[()]}b", 6, id="brackets in brackets"),
        pytest.param('"a" b', 3, id="string"),
        pytest.param('"a${b}c" d', 8, id="template"),
        pytest.param('"%{ x }" d', 8, id="directive"),
        pytest.param('"a\\"b" d', 6, id="escape"),
        pytest.param('["]"] b', 5, id="a bracket in a string"),
        pytest.param("[# ]\n] b", 6, id="a bracket in a comment"),
        pytest.param("[/* ] */] b", 9, id="a bracket in another comment"),
        pytest.param("<<A\nx\nA\nb", 7, id="heredoc"),
        pytest.param("<<-A\n  x\n  A\nb", 12, id="indented heredoc"),
        pytest.param("<<A\r\nx\r\nA\r\nb", 10, id="heredoc with carriage returns"),
        pytest.param('<<A\n${\n"A"\n}\nA\nb', 14, id="template over lines in a heredoc"),
        pytest.param("<<A\n$${\nA\nb", 9, id="no template in a heredoc"),
        pytest.param("<<A\n${1}A\nA\nb", 11, id="the marker behind a template ends nothing"),
    ],
)
def test_what_opens_closes(text: str, end: int) -> None:
    assert close(text, 0) == end


@pytest.mark.parametrize(
    ("written", "text"),
    [
        *((r"a", "a"), (r"\n\r\t", "\n\r\t"), (r"\"\\", '"\\'), (r"\u0041\U00000042", "AB"), (r"\U0001F600", "😀")),
        *(("$${a}%%{b}", "${a}%{b}"), ("$$a", "$$a"), ("$a", "$a"), (r"\d", r"\d"), (r"\u00", r"\u00")),
        *((r"\ud7ff\ue000", "\ud7ff\ue000"), (r"\ud800\udfff", "\ufffd\ufffd"), (r"\U0010FFFF", "\U0010ffff")),
        *((r"\U00110000", "\ufffd"), (r"\u0000", "\0")),
    ],
)
def test_escapes_are_resolved(written: str, text: str) -> None:
    assert unescape(written) == text
