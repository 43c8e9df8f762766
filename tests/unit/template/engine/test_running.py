"""Control flow and variables."""

import pytest

from stackc.go.limits import MAX_CALLS
from tests.unit.template.render import fault, marked, render

DATA = {
    "yes": True,
    "zones": ["a", "b", "c"],
    "tags": {"y": 2, "x": 1},
    "none": None,
    "empty": [],
    "text": "abc",
    "n": 3,
    "maps": [{"k": 1}, {"k": 2}],
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ if .yes }}a{{ else }}b{{ end }}", "a", id="if"),
        pytest.param("{{ if .empty }}a{{ else if .zones }}b{{ else }}c{{ end }}", "b", id="else if"),
        pytest.param("{{ with .tags }}{{ .x }}{{ end }}", "1", id="with"),
        pytest.param("{{ with .empty }}a{{ else with .tags }}{{ .y }}{{ end }}", "2", id="else with"),
        pytest.param("{{ with $t := .tags }}{{ $t.x }}{{ end }}", "1", id="with a variable"),
        pytest.param("{{ range .zones }}{{ . }}{{ end }}", "abc", id="range"),
        pytest.param("{{ range $i, $z := .zones }}{{ $i }}{{ $z }}{{ end }}", "0a1b2c", id="index and value"),
        pytest.param("{{ range $k, $v := .tags }}{{ $k }}={{ $v }};{{ end }}", "x=1;y=2;", id="map by sorted key"),
        pytest.param("{{ range .empty }}a{{ else }}none{{ end }}", "none", id="range else"),
        pytest.param("{{ range .none }}a{{ else }}none{{ end }}", "none", id="range over nil"),
        pytest.param("{{ range .n }}{{ . }}{{ end }}", "012", id="range over a number"),
        pytest.param("{{ range $i := 3 }}{{ $i }}{{ end }}", "012", id="number with a variable"),
        pytest.param("{{ range .zones }}{{ if eq . `b` }}{{ break }}{{ end }}{{ . }}{{ end }}", "a", id="break"),
        pytest.param("{{ range .zones }}{{ if eq . `b` }}{{ continue }}{{ end }}{{ . }}{{ end }}", "ac", id="continue"),
        pytest.param("{{ range .maps }}{{ .k }}{{ $.n }}{{ end }}", "1323", id="root inside range"),
        pytest.param("{{ $x := 1 }}{{ if .yes }}{{ $x = 2 }}{{ end }}{{ $x }}", "2", id="assignment"),
        pytest.param("{{ $x := 1 }}{{ if .yes }}{{ $x := 2 }}{{ end }}{{ $x }}", "1", id="inner declaration"),
        pytest.param("{{ $x := 0 }}{{ range $x = .zones }}{{ end }}{{ $x }}", "c", id="range assigns"),
        pytest.param('{{ define "t" }}<{{ . }}>{{ end }}{{ template "t" .n }}', "<3>", id="template"),
        pytest.param('{{ block "b" .tags }}{{ .x }}{{ end }}', "1", id="block"),
        pytest.param('{{ define "t" }}{{ $ }}{{ end }}{{ template "t" 5 }}', "5", id="root of a template"),
        pytest.param('{{ define "t" }}{{ . }}{{ end }}{{ template "t" }}', "<no value>", id="template without data"),
    ],
)
def test_blocks_run_as_in_go(text: str, expected: str) -> None:
    assert render(text, DATA) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ and .yes .n }}", "3", id="and gives the last"),
        pytest.param("{{ and 0 (fail `no`) }}", "0", id="and stops at a false value"),
        pytest.param("{{ or .yes (fail `no`) }}", "true", id="or stops at a true value"),
        pytest.param("{{ or .empty .none `x` }}", "x", id="or gives the first true value"),
        pytest.param("{{ 5 | and 1 }}", "5", id="and with a pipe"),
        pytest.param("{{ .zones | len | printf `%03d` }}", "003", id="pipeline"),
        pytest.param("{{ (index .maps 1).k }}", "2", id="field of a result"),
        pytest.param("{{ ((index .maps 1).k) }}", "2", id="parentheses"),
    ],
)
def test_pipelines_run_as_in_go(text: str, expected: str) -> None:
    assert render(text, DATA) == expected


@pytest.mark.parametrize("value", ["0", "0.0", '""', "false", "nil", "(list)", "(dict)"])
def test_zero_and_empty_values_are_false(value: str) -> None:
    assert render(f"{{{{ if or {value} false }}}}true{{{{ else }}}}false{{{{ end }}}}") == "false"


@pytest.mark.parametrize(
    ("text", "message", "where"),
    [
        pytest.param("{{ range .text }}{{ end }}", "`range` cannot go over string", ".text", id="string"),
        pytest.param("{{ range $i, $x := 3 }}{{ end }}", "`range` over a number fills one variable", None, id="number"),
        pytest.param("{{ range true }}{{ end }}", "`range` cannot go over bool", "true", id="bool"),
        pytest.param('{{ template "t" }}', "template `t` is not defined", None, id="template"),
        pytest.param("{{ nil }}", "`nil` alone is no command", "nil", id="nil"),
        pytest.param("{{ 1 2 }}", "only a function or method takes arguments", "1", id="arguments of a number"),
        pytest.param("{{ .tags 1 }}", "`tags` is not a method but has arguments", None, id="arguments of a field"),
        pytest.param("{{ 1 | .tags }}", "`tags` is not a method but has arguments", None, id="pipe to a field"),
        pytest.param("{{ $y = 1 }}", "undefined variable `$y`", None, id="assignment to nothing"),
        pytest.param("{{ and }}", "`and` takes at least 1 argument, not 0", "and", id="and without arguments"),
    ],
)
def test_what_cannot_run_is_a_fault(text: str, message: str, where: str | None) -> None:
    found = fault(text, DATA)
    assert found.message == message
    assert where is None or marked(found, text) == where


def test_a_mistake_in_a_branch_not_taken_is_no_fault() -> None:
    assert render("{{ if false }}{{ nil }}{{ 1 2 }}{{ end }}x") == "x"


def test_templates_that_call_themselves_end_in_a_fault() -> None:
    found = fault('{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}')
    assert found.message == f"templates call each other more than {MAX_CALLS} deep"


def test_recursion_with_an_end_works() -> None:
    text = '{{ define "t" }}{{ if . }}{{ . }}{{ template "t" (sub . 1 | int) }}{{ end }}{{ end }}{{ template "t" 5 }}'
    assert render(text) == "54321"
