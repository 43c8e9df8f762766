from __future__ import annotations

import pytest

from stackc.base.value import Value
from stackc.function.include import parse_included
from stackc.syntax.calls import CallFault
from stackc.syntax.yaml import ScalarRules

RULES = ScalarRules()


def fault(text: str, path: str) -> str:
    found = parse_included(text, path, RULES)
    assert isinstance(found, CallFault)
    return found.message


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        pytest.param("a.json", '{"a": [1, null]}', {"a": [1, None]}, id="json"),
        pytest.param("a.yaml", "a: [1, 0x10]", {"a": [1, 16]}, id="yaml, with the scalars of manifests"),
        pytest.param("a.yml", "3", 3, id="a yaml scalar"),
        pytest.param("A.YAML", "a: 1", {"a": 1}, id="extension in upper case"),
        pytest.param("a.tfvars", "a = 1\nb = [true, null]\n", {"a": 1, "b": [True, None]}, id="terraform variables"),
        pytest.param("a.hcl", "a = {\n  b = 1.5\n}\n", {"a": {"b": 1.5}}, id="hcl"),
        pytest.param("a.txt", "a: 1\n", "a: 1\n", id="text"),
        pytest.param("a", "[1]", "[1]", id="no extension"),
        pytest.param("dir.yaml/a", "[1]", "[1]", id="the extension of a folder does not count"),
        pytest.param("a.yaml.tmpl", "[1]", "[1]", id="the last extension counts"),
        pytest.param("a.txt", "", "", id="empty text"),
    ],
)
def test_a_file_is_read_by_its_extension(path: str, text: str, expected: Value) -> None:
    assert parse_included(text, path, RULES) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: !env X", {"a": "X"}, id="call"),
        pytest.param("a: !unset", {"a": ""}, id="call without arguments"),
        pytest.param("a: !append [1]", {"a": [1]}, id="append"),
        pytest.param("- !include x\n- {b: !exec y}", ["x", {"b": "y"}], id="deeper"),
    ],
)
def test_tags_of_an_included_file_are_lost(text: str, expected: Value) -> None:
    assert parse_included(text, "a.yaml", RULES) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("A=1", {"A": "1"}, id="value"),
        pytest.param("export A=1", {"A": "1"}, id="export"),
        pytest.param("A=", {"A": ""}, id="empty"),
        pytest.param(" A = x y ", {"A": "x y"}, id="blanks around"),
        pytest.param("A=x # y", {"A": "x"}, id="comment behind"),
        pytest.param("A=x#y", {"A": "x#y"}, id="no blank, no comment"),
        pytest.param("A='x # y' # z", {"A": "x # y"}, id="single quotes"),
        pytest.param('A="x=y"', {"A": "x=y"}, id="double quotes"),
        pytest.param("A='x", {"A": "'x"}, id="open quote"),
        pytest.param("# A=1", {}, id="comment"),
        pytest.param("A", {}, id="no value"),
        pytest.param("A=1\nA=2", {"A": "2"}, id="the last wins"),
    ],
)
@pytest.mark.parametrize("path", [".env", "x/prod.env"])
def test_dotenv_files_are_maps_of_strings(path: str, line: str, expected: Value) -> None:
    assert parse_included(line, path, RULES) == expected


@pytest.mark.parametrize(
    ("path", "text", "about"),
    [
        pytest.param("a.json", "{", "`a.json` is not valid JSON", id="json"),
        pytest.param("a.json", "", "`a.json` is not valid JSON", id="empty json"),
        pytest.param("a.json", "[" * 100_000, "`a.json` is nested too deeply", id="deep json"),
        pytest.param("a.json", "1" * 5000, "`a.json` is not valid JSON", id="too many digits"),
        pytest.param("a.yaml", "a: 1\nb: [", "`a.yaml` is not valid YAML", id="yaml"),
        pytest.param("a.yaml", "a: 1\na: 2", "duplicate key `a` (line 2)", id="yaml mistake with its line"),
        pytest.param("a.tfvars", "a = ", "`a.tfvars` is not valid HCL", id="terraform variables"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault(path: str, text: str, about: str) -> None:
    assert about in fault(text, path)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "1e999"])
def test_a_number_that_is_not_finite_is_no_json(text: str) -> None:
    assert "is not valid JSON" in fault(text, "a.json")


@pytest.mark.parametrize("path", ["a.tfvars", "a.hcl", "a.tf"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a = 1 + 2\n", 3, id="operator"),
        pytest.param('a = "${1}-${true ? "x" : "y"}"\n', "1-x", id="template"),
        pytest.param("a = [for x in [1, 2] : x * 2]\n", [2, 4], id="loop"),
        pytest.param("# c\n\na = <<-E\n  x\n    y\n  E\n", "x\n  y\n", id="heredoc"),
    ],
)
def test_expressions_over_constants_are_evaluated(path: str, text: str, expected: Value) -> None:
    assert parse_included(text, path, RULES) == {"a": expected}


def test_the_json_form_of_terraform_variables_holds_text_as_it_stands() -> None:
    assert parse_included('{"a": "${1 + 2}"}', "a.tfvars.json", RULES) == {"a": "${1 + 2}"}


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param('a = 1\nb = "hello ${upper("x")}"\n', "`upper` is a function", id="function"),
        pytest.param("a = 1\nb = local.there.x\n", "`local.there.x` is a variable", id="variable"),
        pytest.param("a = 1\nbbbb = 1 + true\n", "`+` needs a number", id="a mistake of kind"),
        pytest.param('a = 1\n\nvariable "b" {}\n', "`variable` is a block", id="block"),
    ],
)
def test_what_cannot_be_evaluated_is_one_fault_and_never_text(text: str, about: str) -> None:
    assert about in fault(text, "x/a.tfvars")
    assert fault(text, "x/a.tfvars").startswith("`x/a.tfvars` cannot be evaluated: ")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("a = 1\n}\nb {", "(line 2, column 1)", id="a bracket too many"),
        pytest.param('a = upper("x")', "(line 1, column 5)", id="first line"),
        pytest.param('a = 1\nb = "${upper("x")}"', "(line 2, column 8)", id="in a template"),
        pytest.param("a = [\n  1,\n  b,\n]", "(line 3, column 3)", id="over several lines"),
        pytest.param("a = 1\nb = = 2", "(line 2, column 5)", id="no expression"),
        pytest.param("a = 1\nb = (2", "(line 2, column 5)", id="open bracket"),
    ],
)
def test_the_place_in_the_file_is_named(text: str, place: str) -> None:
    assert fault(text, "a.tfvars").endswith(place)


def test_a_leading_zero_is_octal_where_manifests_read_it_so() -> None:
    assert parse_included("a: 010", "a.yaml", ScalarRules(dates_as_text=False, exact_integers=False)) == {"a": 8}


def test_a_string_of_terraform_variables_has_no_quotes() -> None:
    assert parse_included('a = "x"\n', "a.tfvars", RULES) == {"a": "x"}


@pytest.mark.parametrize("path", ["a.json?ref=1", "a.json#part"])
def test_query_and_fragment_do_not_belong_to_the_extension(path: str) -> None:
    assert parse_included("[1]", path, RULES) == [1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("A=''", {"A": ""}, id="empty quotes"),
        pytest.param("A=''x'", {"A": ""}, id="what is behind the closing quote is lost"),
        pytest.param("A='b'c'", {"A": "b"}, id="the first closing quote counts"),
        pytest.param("A='", {"A": "'"}, id="a quote alone"),
        pytest.param("# c\nA\nB=1", {"B": "1"}, id="lines without a value end nothing"),
        pytest.param("A=x # b # c", {"A": "x"}, id="a comment in a comment"),
        pytest.param("A=b=c", {"A": "b=c"}, id="the first sign counts"),
    ],
)
def test_lines_of_dotenv_files(line: str, expected: Value) -> None:
    assert parse_included(line, ".env", RULES) == expected


def test_what_a_dialect_refuses_is_refused_in_an_included_file() -> None:
    assert "has a leading zero" in fault("a: 010", "a.yaml")
    assert parse_included("a: 2024-01-01", "a.yaml", RULES) == {"a": "2024-01-01"}


def test_a_heredoc_may_end_with_the_file() -> None:
    assert parse_included("a = <<E\nx\nE", "a.tfvars", RULES) == {"a": "x\n"}
