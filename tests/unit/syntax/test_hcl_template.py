"""Templates in strings and heredocs: their parts, what is stripped, and the tree they become."""

from __future__ import annotations

import pytest

from stackc.syntax.hcl_template import Broken, Part, Words, dedent, heredoc_part, pass_string_part, plant
from stackc.syntax.hcl_tree import Condition, Joined, Literal, Loop, Name, Node, Repeated

X, Y = Name("x", 1), Name("y", 2)


def text(written: str) -> Part:
    return Part("text", 0, written)


def value(node: Node = X, *, left: bool = False, right: bool = False) -> Part:
    return Part("value", 5, node=node, left=left, right=right)


def texts(parts: list[Part]) -> list[str]:
    return [part.text if part.kind == "text" else part.kind for part in parts]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('abc"', ("abc", 3)),
        ("ab${x}", ("ab", 2)),
        ("ab%{ x }", ("ab", 2)),
        (r"a\n$${b}%%{c}$d" + '"', ("a\n${b}%{c}$d", 15)),
        ('"', ("", 0)),
        ("${x}", ("", 0)),
    ],
)
def test_a_part_of_a_string_ends_at_a_template_or_a_quote(written: str, expected: tuple[str, int]) -> None:
    assert pass_string_part(written, 0) == expected


@pytest.mark.parametrize(
    ("written", "position", "expected"),
    [
        pytest.param("<<A\nab\nA\n", 4, ("ab\n", 7), id="a line"),
        pytest.param("<<A\nab${x}\nA\n", 4, ("ab", 6), id="up to a template"),
        pytest.param("<<A\nab\nA\n", 7, ("", -8), id="the marker"),
        pytest.param("<<A\n  A \n", 4, ("", -8), id="the marker with blanks"),
        pytest.param("<<A\nA b\n", 4, ("A b\n", 8), id="more than the marker"),
        pytest.param("<<A\n${x}A\n", 8, ("A\n", 10), id="the marker behind something"),
        pytest.param("<<A\n$${b}%%{c}\\n\n", 4, ("${b}%{c}\\n\n", 17), id="escapes of templates alone"),
        pytest.param("<<A\n\nA", 4, ("\n", 5), id="an empty line"),
    ],
)
def test_a_part_of_a_heredoc_ends_with_its_line(written: str, position: int, expected: tuple[str, int]) -> None:
    assert heredoc_part(written, position, "A") == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        pytest.param([text("  a\n"), text("    b\n")], ["a\n", "  b\n"], id="the least indent"),
        pytest.param([text("  a\n"), text("\n"), text("  b\n")], ["a\n", "\n", "b\n"], id="an empty line"),
        pytest.param([text("   a\n"), text(" \n"), text("   b\n")], ["a\n", " \n", "b\n"], id="a blank line stays"),
        pytest.param([text("  a"), value(), text("  b\n")], ["a", "value", "  b\n"], id="only line starts count"),
        pytest.param([value(), text("\n"), text("  a\n")], ["value", "\n", "  a\n"], id="a value at a line start"),
        pytest.param(
            [text("  "), value(), text("\n"), text("    a\n")], ["", "value", "\n", "  a\n"], id="blanks first"
        ),
        pytest.param(
            [text("  a"), value(), text("\n"), text("  b\n")], ["a", "value", "\n", "b\n"], id="behind a value"
        ),
        pytest.param([], [], id="nothing"),
        pytest.param([text("  a "), value(left=True), text("\n")], ["a", "value", "\n"], id="stripped before"),
        pytest.param([text("\t a\n"), text("  b\n")], ["a\n", "b\n"], id="any white space"),
    ],
)
def test_what_all_lines_are_indented_by_is_taken_away(parts: list[Part], expected: list[str]) -> None:
    assert texts(dedent(parts)) == expected


def parts_of(node: Node) -> list[object]:
    """The texts and nodes of a template."""
    assert isinstance(node, Joined)
    return [part.value if isinstance(part, Literal) else part for part in node.parts]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (False, False, ["a \n", X, " \n b"]),
        (True, False, ["a", X, " \n b"]),
        (False, True, ["a \n", X, "b"]),
        (True, True, ["a", X, "b"]),
    ],
)
def test_blanks_go_where_a_tilde_says_so(left: bool, right: bool, expected: list[object]) -> None:
    assert parts_of(plant([text("a \n"), value(left=left, right=right), text(" \n b")], 0, 9)) == expected


def test_blanks_go_in_the_nearest_text_alone() -> None:
    parts = [text("a "), text(" "), value(left=True, right=True), text(" "), text(" b")]
    assert parts_of(plant(parts, 0, 9)) == ["a ", "", X, "", " b"]


def test_a_value_alone_is_that_value() -> None:
    assert plant([value()], 0, 9) is X


@pytest.mark.parametrize("parts", [[text("a")], []], ids=["text", "nothing"])
def test_a_text_alone_is_that_text(parts: list[Part]) -> None:
    assert plant(parts, 7, 9) == Literal("a" if parts else "", 0 if parts else 7)


def test_several_parts_are_joined_where_the_template_begins() -> None:
    node = plant([value(), value(Y)], 7, 9)
    assert node == Joined((X, Y), 7)


IF, ELSE, ENDIF = Part("if", 3, node=X), Part("else", 4), Part("endif", 6)
FOR, ENDFOR = Part("for", 8, node=Y, words=Words("k", "v")), Part("endfor", 9)


def only(node: Node) -> Node:
    assert isinstance(node, Joined)
    [part] = node.parts
    return part


def test_a_condition_has_two_templates() -> None:
    assert only(plant([IF, text("a"), ELSE, text("b"), ENDIF], 0, 9)) == Condition(
        X, Literal("a", 0), Literal("b", 0), 3
    )
    assert only(plant([IF, text("a"), ENDIF], 0, 9)) == Condition(X, Literal("a", 0), Literal("", 3), 3)


def test_a_loop_repeats_its_template() -> None:
    loop = Loop("k", "v", Y, None, Literal("a", 0), None, False, 8)
    assert only(plant([FOR, text("a"), ENDFOR], 0, 9)) == Repeated(loop, 8)


def test_directives_stand_in_one_another_and_in_the_other_branch() -> None:
    inner = only(plant([IF, ELSE, FOR, text("a"), ENDFOR, text("b"), ENDIF], 0, 9))
    assert isinstance(inner, Condition)
    assert isinstance(inner.otherwise, Joined)
    assert [type(part) for part in inner.otherwise.parts] == [Repeated, Literal]
    assert inner.then == Literal("", 3)


@pytest.mark.parametrize(
    ("parts", "message", "at"),
    [
        pytest.param([ELSE], "`else` belongs to no `if` of the template", 4, id="else alone"),
        pytest.param([IF, ELSE, ELSE], "`else` belongs to no `if` of the template", 4, id="else twice"),
        pytest.param([FOR, ELSE], "`else` belongs to no `if` of the template", 4, id="else of a loop"),
        pytest.param([ENDIF], "`endif` ends nothing in the template", 6, id="endif alone"),
        pytest.param([FOR, ENDIF], "`endif` ends nothing in the template", 6, id="endif of a loop"),
        pytest.param([IF, ENDFOR], "`endfor` ends nothing in the template", 9, id="endfor of a condition"),
        pytest.param([IF, text("a")], "`endif` is missing in the template", 3, id="an open condition"),
        pytest.param([IF, FOR, text("a")], "`endfor` is missing in the template", 8, id="the innermost is open"),
    ],
)
def test_directives_that_do_not_fit_are_told(parts: list[Part], message: str, at: int) -> None:
    with pytest.raises(Broken) as broken:
        plant(parts, 0, 9)
    assert broken.value.fault == (message, at, at + 1, "here")


def test_directives_are_as_deep_as_allowed() -> None:
    def nested(levels: int) -> list[Part]:
        return [IF] * levels + [text("a")] + [ENDIF] * levels

    assert isinstance(plant(nested(3), 0, 3), Joined)
    with pytest.raises(Broken, match="templates are nested too deeply"):
        plant(nested(4), 0, 3)
