"""Tokens to pipelines: commands, operands and variables."""

import pytest

from stackc.go.limits import MAX_NESTING
from stackc.template import TemplateFault, parse_template
from stackc.template.language.lexer import split_tokens
from stackc.template.language.nodes import Chain, Dot, FieldRead, Literal, Name, Nil, Operand, Pipeline, Variable
from stackc.template.language.pipelines import PipelineParser, Scope, Tokens
from tests.unit.template.render import marked


def parsed(text: str) -> Pipeline:
    """The pipeline of an action, whose dot stands at the root of the data."""
    tokens = Tokens(split_tokens(f"{{{{{text}}}}}", ("{{", "}}")))
    tokens.next()
    return PipelineParser(tokens, Scope(())).pipeline("command", "close")


def shown(operand: Operand) -> str:
    """An operand as this test writes it."""
    match operand:
        case Literal(value=value):
            return repr(value)
        case Nil():
            return "nil"
        case Dot():
            return "."
        case FieldRead():
            return "".join(f".{name}" for name in operand.names)
        case Variable():
            return "".join([f"{operand.name}@{operand.slot}", *(f".{name}" for name in operand.names)])
        case Name():
            return operand.name
        case Chain():
            return "".join([f"<{shown(operand.base)}>", *(f".{name}" for name in operand.names)])
        case Pipeline():
            return f"({written(operand)})"
    raise AssertionError(operand)


def written(pipeline: Pipeline) -> str:
    return " | ".join(" ".join(shown(operand) for operand in command.operands) for command in pipeline.commands)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        (" 1 ", "1"),
        ("\"a\" `b` 'c' true false nil 1.5", "'a' 'b' 99 True False nil 1.5"),
        (".", "."),
        (".a.b", ".a.b"),
        ("$", "$@0"),
        ("$.a.b", "$@0.a.b"),
        ("f .a 1", "f .a 1"),
        ("f.g .a", "<f>.g .a"),
        ("(f .a).b.c", "<(f .a)>.b.c"),
        ("f (g 1 | h)", "f (g 1 | h)"),
        (".a | f | g 1", ".a | f | g 1"),
        ("1|f", "1 | f"),
        ("1 | f |", "1 | f"),
        ("f .a.b .c", "f .a.b .c"),
        ("f . .a", "f . .a"),
        ("break", "break"),
    ],
)
def test_a_pipeline_is_commands_of_operands(text: str, expected: str) -> None:
    assert written(parsed(text)) == expected


@pytest.mark.parametrize(
    ("text", "declares", "assigns"),
    [
        ("$x := 1", [("$x", 1)], False),
        ("$x = 1", [("$x", None)], True),
        ("$ = 1", [("$", 0)], True),
        ("$ | f", [], False),
    ],
)
def test_a_pipeline_fills_a_variable(text: str, declares: list[tuple[str, int | None]], assigns: bool) -> None:
    pipeline = parsed(text)
    assert (pipeline.declares, pipeline.assigns) == (declares, assigns)


def test_a_pipeline_and_its_parts_know_their_place() -> None:
    pipeline = parsed(" f (g 1) .a | h ")
    [first, second] = pipeline.commands
    places = [(each.start, each.end) for each in (pipeline, first, *first.operands, second)]
    assert places == [(3, 17), (3, 13), (3, 4), (5, 10), (11, 13), (16, 17)]


def test_the_latest_variable_of_a_name_is_seen_until_its_block_ends() -> None:
    scope = Scope(())
    assert (scope.find("$"), scope.find("$x")) == (0, None)
    outer = scope.declare("$x")
    mark = scope.enter()
    inner = scope.declare("$x")
    assert (outer, inner, scope.find("$x"), scope.size) == (1, 2, 2, 3)
    scope.leave(mark)
    assert (scope.find("$x"), scope.size, scope.declare("$y")) == (1, 3, 3)


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        ("{{ }}", "an action must hold a value or a command", ""),
        ("{{ with }}{{ end }}", "missing value for `with`", ""),
        ("{{ range }}{{ end }}", "missing value for `range`", ""),
        ("{{ $x := }}", "an action must hold a value or a command", None),
        ("{{ () }}", "nothing between parentheses", ""),
        ("{{ | f }}", None, "|"),
        ("{{ 1 | 2 }}", "a value cannot stand behind `|`: expected a function", "2"),
        ("{{ 1 | . }}", "a value cannot stand behind `|`: expected a function", "."),
        ("{{ 1 | nil }}", "a value cannot stand behind `|`: expected a function", "nil"),
        ("{{ f 1 := 2 }}", "unexpected `:=` in a command", ":="),
        ("{{ f if }}", "unexpected `if` in a command", "if"),
        ("{{ 1.a }}", None, None),
        ("{{ nil.a }}", "unexpected `.a`: this value has no fields", "nil.a"),
        ('{{ "x".a.b }}', "unexpected `.a`: this value has no fields", '"x".a.b'),
        ("{{ $x.y }}", "undefined variable `$x`", "$x"),
        ("{{ $x, $y := 1 }}", "too many variables in `command`", "$x,"),
        ("{{ if $x, $y := 1 }}{{ end }}", "too many variables in `if`", "$x,"),
        ("{{ range $x, 1 := . }}{{ end }}", "`range` can only fill variables", "$x,"),
        ("{{ range $x, $y . }}{{ end }}", "unexpected `$y` in `range`: expected `:=`", "$y"),
        ("{{ range $x, $y, $z := . }}{{ end }}", "too many variables in `range`", "$y,"),
        ("{{ template 5 }}", "unexpected `5` in `template`: expected a quoted name", "5"),
        ("{{ define }}{{ end }}", "unexpected `}}` in `define`: expected a quoted name", "}}"),
        ('{{ define "a" 1 }}{{ end }}', "unexpected `1` in `define`", "1"),
        ("{{ if 1 }}{{ end 1 }}", "unexpected `1` in `end`", "1"),
        ("{{ if 1 }}{{ else 1 }}{{ end }}", "unexpected `1` in `else`", "1"),
        ("{{ if 1 }}{{ else with 1 }}{{ end }}", "unexpected `with` in `else`", "with"),
        ('{{ block "a" }}{{ end }}', "missing value for `block`", None),
        ('{{ define "a" }}{{ else }}{{ end }}', "unexpected `else` in `define`", "else"),
        ("{{ range 1 }}{{ else }}{{ break }}{{ end }}", "`break` outside `range`", "{{ break }}"),
        ('{{ range 1 }}{{ define "a" }}{{ end }}{{ end }}', "unexpected `define` in this action", "define"),
        (
            '{{ range 1 }}{{ block "a" 1 }}{{ continue }}{{ end }}{{ end }}',
            "`continue` outside `range`",
            "{{ continue }}",
        ),
    ],
)
def test_a_mistake_is_told_where_it_is(text: str, message: str | None, where: str | None) -> None:
    found = parse_template(text)
    assert isinstance(found, TemplateFault)
    assert message in (None, found.message)
    assert where is None or marked(found, text) == where


@pytest.mark.parametrize(("depth", "is_fault"), [(MAX_NESTING, False), (MAX_NESTING + 1, True)])
def test_parentheses_are_nested_to_a_depth(depth: int, is_fault: bool) -> None:
    text = "{{ " + "(" * depth + "1" + ")" * depth + " }}"
    assert isinstance(parse_template(text), TemplateFault) is is_fault


@pytest.mark.parametrize(("depth", "is_fault"), [(MAX_NESTING, False), (MAX_NESTING + 1, True)])
def test_blocks_are_nested_to_a_depth(depth: int, is_fault: bool) -> None:
    assert isinstance(parse_template("{{ if 1 }}" * depth + "{{ end }}" * depth), TemplateFault) is is_fault
