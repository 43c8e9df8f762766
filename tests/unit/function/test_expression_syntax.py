"""Expressions: how they are read, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

from stackc.base.value import Scalar
from stackc.function.expression_nodes import (
    At,
    Binary,
    Binding,
    Constant,
    Descend,
    Each,
    ExpressionFault,
    Function,
    Items,
    Key,
    Members,
    Node,
    Reach,
    Slice,
    Step,
    Text,
    Variable,
)
from stackc.function.expression_syntax import MAX_LENGTH, parse_expression
from tests.kit.expressions import fault


@pytest.mark.parametrize(
    ("expression", "message", "offset"),
    [
        pytest.param(".a.", "unexpected `.`", 2, id="dot at the end"),
        pytest.param(".x +", "the expression is not complete", 4, id="operand missing"),
        pytest.param('.x // "d', "the string is not closed", 6, id="string"),
        pytest.param(".x // 'd'", "single quotes do not quote here: strings stand in double quotes", 6, id="quotes"),
        pytest.param(".x // d", "unknown function `d`: text stands in double quotes", 6, id="bare word"),
        pytest.param(".x | lenght", "unknown function `lenght`: did you mean `length`?", 5, id="misspelt"),
        pytest.param("x // d", "unknown function `d`: text stands in double quotes", 5, id="offset without the dot"),
        pytest.param("  .x // d", "unknown function `d`: text stands in double quotes", 8, id="offset with blanks"),
        pytest.param(".x[0", "expected `]` instead of the end", 4, id="bracket"),
        pytest.param("(.x", "expected `)` instead of the end", 3, id="round bracket"),
        pytest.param(".x)", "unexpected `)`", 2, id="bracket too many"),
        pytest.param(".x | join", "`join` needs an argument in brackets", 5, id="argument missing"),
        pytest.param("$ENV.HOME", "variable `$ENV` is not defined", 0, id="variable"),
        pytest.param('.x | "\\(.y"', "the value in the string is not closed", 6, id="value in a string"),
        pytest.param(".x *+ .y", "operator `*+` is not supported", 3, id="operator"),
        pytest.param(".x \0", "unexpected character", 3, id="binary"),
    ],
)
def test_what_cannot_be_read_is_a_fault_at_its_place(expression: str, message: str, offset: int) -> None:
    assert fault(expression) == ExpressionFault(message, offset)


def reach(*steps: Step | str) -> Reach:
    return Reach(None, tuple(Key(step) if isinstance(step, str) else step for step in steps))


A, B, C = reach("a"), reach("b"), reach("c")
ONE, TWO, THREE = Constant(1), Constant(2), Constant(3)
X = Variable("x")


def read(text: str) -> str:
    """The tree as Python writes it: trees of different kinds may be equal."""
    return repr(parse_expression(text))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        *((".", reach()), ("..", Descend()), ("...", Descend()), (".a.b", reach("a", "b")), (".a/b", reach("a/b"))),
        *((".a?", reach(Key("a", True))), ('."a"?', reach(Key("a", True))), (".?", reach("?")), (".a.?", reach("a", "?"))),
        *((".a-b", reach("a-b")), (".é", reach("é")), ('."b c"', reach("b c")), ('."a\\"b"', reach('a"b'))),
        *((".a[0]", reach("a", At(Constant(0)))), (".a.[0]", reach("a", At(Constant(0)))), (".[0].a", reach(At(Constant(0)), "a"))),
        *((".a[]", reach("a", Each())), (".a[]?", reach("a", Each())), (".a[1]?", reach("a", At(ONE, True)))),
        *(('.a["x"]', reach("a", At(Constant("x")))), (".a[.b]", reach("a", At(B)))),
        *((".a[1:2]", reach("a", Slice(ONE, TWO))), (".a[1:]", reach("a", Slice(ONE, None)))),
        *((".a[:2]", reach("a", Slice(None, TWO))), (".a[:]", reach("a", Slice(None, None)))),
        *(("[1][1]", Reach(Items(ONE), (At(ONE),))), ("(.a).b", Reach(A, (Key("b"),))), ("keys.a", Reach(Function("keys", ()), (Key("a"),)))),
        *(("{}", Members(())), ("{a: 1}", Members(((Constant("a"), ONE),))), ("[]", Items(None)), ("[1]", Items(ONE))),
        ('{a: 1, "b": 2,}', Members(((Constant("a"), ONE), (Constant("b"), TWO)))),
        ("{a: 1 | 2, b: 3}", Members(((Constant("a"), Binary("|", ONE, TWO)), (Constant("b"), THREE)))),
        ("{(.a): 1}", Members(((A, ONE),))),
        ("{a: 1}.a", Reach(Members(((Constant("a"), ONE),)), (Key("a"),))),
    ],
)  # fmt: skip
def test_steps_lists_and_maps_are_read(text: str, tree: Node) -> None:
    assert read(text) == repr(tree)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 - 2 - 3", Binary("-", ONE, Binary("-", TWO, THREE))),
        ("1 * 2 + 3", Binary("*", ONE, Binary("+", TWO, THREE))),
        ("1 + 2, 3", Binary(",", Binary("+", ONE, TWO), THREE)),
        ("1, 2, 3", Binary(",", ONE, Binary(",", TWO, THREE))),
        (".a | .b, .c", Binary(",", Binary("|", A, B), C)),
        (".a, .b | .c", Binary(",", A, Binary("|", B, C))),
        (".a and .b or .c", Binary("and", A, Binary("or", B, C))),
        (".a == 1 and .b", Binary("and", Binary("==", A, ONE), B)),
        (".a and .b | .c", Binary("and", A, Binary("|", B, C))),
        (".a // .b | .c", Binary("|", Binary("//", A, B), C)),
        (".a | .b // .c", Binary("|", A, Binary("//", B, C))),
        (".a//.b", Binary("//", A, B)),
        (".a == .b // .c", Binary("==", A, Binary("//", B, C))),
        (".a |= .b + 1", Binary("|=", A, Binary("+", B, ONE))),
        *(
            (f".a {sign} 1", Binary(sign, A, ONE))
            for sign in ["=", "+=", "-=", "*=", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "//", "|"]
        ),
        ("(1 - 2) - 3", Binary("-", Binary("-", ONE, TWO), THREE)),
        (".a -1", Binary("-", A, ONE)),
        (".a # | .b", A),
        (".a # | .b\n | .c", Binary("|", A, C)),
    ],
)
def test_operators_are_read_to_the_right_by_how_they_bind(text: str, tree: Node) -> None:
    assert read(text) == repr(tree)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("-5", -5), ("- 5", -5), ("0x1F", 31), ("0X1f", 31), ("-0x1f", -31), ("007", 7), ("1e3", 1000), ("1.5e-1", 0.15)),
        *(("1.0", 1), ("-2.0", -2), ("9007199254740991.0", 2**53 - 1), ("9007199254740992.0", 9007199254740992.0)),
        *(("~", None), ("null", None), ("NULL", None), ("true", True), ("True", True), ("FALSE", False)),
        *(('"a"', "a"), ('""', ""), (r'"a\nb\\c\"d"', 'a\nb\\c"d'), (r'"a\tb"', r"a\tb"), ("1" * 1000, int("1" * 1000))),
    ],
)  # fmt: skip
def test_what_is_written_out_is_read(text: str, value: Scalar) -> None:
    assert read(text) == repr(Constant(value))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (r'"\(.a)"', (Constant(""), A, Constant(""))),
        (r'"x\(.a)y\(1)z"', (Constant("x"), A, Constant("y"), ONE, Constant("z"))),
        (r'"\((.a))"', (Constant(""), A, Constant(""))),
        (r'"\(.a[\"b\"])"', (Constant(""), reach("a", At(Constant("b"))), Constant(""))),
        (r'"\\(\(.a)"', (Constant("\\("), A, Constant(""))),
    ],
)
def test_values_in_strings_are_read(text: str, parts: tuple[Node, ...]) -> None:
    assert read(text) == repr(Text(parts))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        (". as $x | $x.a", Binding(reach(), "x", Reach(X, (Key("a"),)))),
        (". as $x | $x[1]", Binding(reach(), "x", Reach(X, (At(ONE),)))),
        (".a as $x | 1, 2", Binary(",", Binding(A, "x", ONE), TWO)),
        (".a as $x | .b as $x-y | $x", Binding(A, "x", Binding(B, "x-y", X))),
        (r'. as $x | "\($x)"', Binding(reach(), "x", Text((Constant(""), X, Constant(""))))),
        ("1 + .a as $x | $x", Binding(Binary("+", ONE, A), "x", X)),
    ],
)
def test_names_are_bound(text: str, tree: Node) -> None:
    assert read(text) == repr(tree)


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("keys", "keys", ()),
        ("keys()", "keys", ()),
        ("to_number", "tonumber", ()),
        ("@base64", "@base64", ()),
        ("flatten(1)", "flatten", (ONE,)),
        ("select(1, 2)", "select", (Binary(",", ONE, TWO),)),
        ("sub(1, 2)", "sub", (ONE, TWO)),
        ("sub(1; 2)", "sub", (ONE, TWO)),
        ("sub(1 | 2, 3)", "sub", (Binary("|", ONE, TWO), THREE)),
        ("test(1)", "test", (ONE,)),
        ("test(1; 2)", "test", (ONE, TWO)),
    ],
)
def test_functions_are_read_with_their_arguments(text: str, name: str, arguments: tuple[Node, ...]) -> None:
    assert read(text) == repr(Function(name, arguments))


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        *((". as x | 1", "`as` needs a name like `$x`", 5), (". as $x + 1", "expected `|` instead of `+`", 8)),
        *(("(. as $x | $x) + $x", "variable `$x` is not defined", 17), ("-.a", "unexpected `-`", 0)),
        *((".a -", "the expression is not complete", 4), ("+ .a", "unexpected `+`", 0), (".a ;", "unexpected `;`", 3)),
        *(("(.a]", "expected `)` instead of `]`", 3), ('("a" "b")', 'expected `)` instead of `"b"`', 5)),
        *(('{"a" 1}', "expected `:` instead of `1`", 5), ("{a: 1 b: 2}", "expected `,` instead of `b`", 6)),
        *(("{a: 1, b}", "expected `:` instead of `}`", 8), ("{", "the expression is not complete", 1)),
        *(("{a", "expected `:` instead of the end", 2), ("[1", "expected `]` instead of the end", 2)),
        *((".a[1:2", "expected `]` instead of the end", 6), ("1e400", "the number is too large", 0)),
        *((". | -1e400", "the number is too large", 5), ("1" * 1001, "the number is too long", 0)),
        *(("keys(1)", "unexpected `1`", 5), ("join()", "`join` needs an argument in brackets", 0)),
        *(('sub("a")', "`sub` needs 2 arguments in brackets", 0), ("sub(1, 2, 3)", "unexpected `,`", 8)),
        *(("sub(1 2)", "unexpected `2`", 6), ("test(1, 2, 3)", "unexpected `,`", 9), ("join(1; 2)", "unexpected `;`", 6)),
        *((".a keys", "unexpected `keys`", 3), ("@nope", "unknown function `@nope`: text stands in double quotes", 0)),
        *((".a ^", "unexpected `^`", 3), ('."a', "the string is not closed", 1), ("(.a *n 2)", "operator `*n` is not supported", 4)),
        *((r'"ab\(.a"', "the value in the string is not closed", 3), (r'. | "x\(.a +)"', "the expression is not complete", 12)),
        *((r'. | "x\(.a) \(!)"', "unexpected `!`", 14), (r'"\($x)"', "variable `$x` is not defined", 3)),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_offset(text: str, message: str, offset: int) -> None:
    assert parse_expression(text) == ExpressionFault(message, offset)


def test_an_expression_may_have_10_000_characters() -> None:
    long = "." + "a" * (MAX_LENGTH - 1)
    assert MAX_LENGTH == 10_000
    assert read(long) == repr(reach(long[1:]))
    fault_ = ExpressionFault("the expression is longer than 10,000 characters", 10_000)
    assert parse_expression(long + "a") == fault_


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        pytest.param("(", ")", id="brackets"),
        pytest.param("[", "]", id="lists"),
        pytest.param(".a[", "]", id="steps"),
        pytest.param("1 + ", "", id="operators"),
        pytest.param("select(", ")", id="arguments"),
        pytest.param("{a: ", "}", id="members"),
        pytest.param(". as $x | ", "", id="names"),
    ],
)
def test_expressions_are_nested_100_deep_at_most(before: str, behind: str) -> None:
    assert not isinstance(parse_expression(before * 100 + "1" + behind * 100), ExpressionFault)
    deeper = parse_expression(before * 101 + "1" + behind * 101)
    assert deeper == ExpressionFault("the expression is nested too deeply", len(before) * 101)


def test_values_in_strings_count_for_the_depth() -> None:
    inner = "(" * 99 + "1" + ")" * 99
    assert not isinstance(parse_expression(f'"\\({inner})"'), ExpressionFault)
    deeper = parse_expression(f'"\\(({inner}))"')
    assert isinstance(deeper, ExpressionFault)
    assert deeper.message == "the expression is nested too deeply"
