"""Reading root modules: what is declared, what overrides what, and where a broken file is broken."""

from __future__ import annotations

import json

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Span
from stackc.base.value import Value
from stackc.syntax.root_module import Output, RootModule, Variable, read_root_module
from tests.kit.work import count_calls


def module(*files: tuple[str, str]) -> RootModule:
    outcome = read_root_module(files)
    assert outcome.diagnostics == ()
    return outcome.value


def main(text: str) -> RootModule:
    return module(("main.tf", text))


def variable(*arguments: str) -> Variable:
    """The variable ``x`` with the given lines in its block."""
    return main('variable "x" {\n  ' + "\n  ".join(arguments) + "\n}\n").variables["x"]


def fault(text: str, path: str = "main.tf") -> Diagnostic:
    [found] = read_root_module([(path, text)]).diagnostics
    assert found.code is Code.MODULE_SYNTAX
    return found


def place(found: Diagnostic) -> tuple[int, int]:
    assert found.primary is not None
    return found.primary.span.line, found.primary.span.column


# variables and outputs


def test_a_variable_holds_what_its_block_says() -> None:
    text = (
        'variable "zones" {\n  type = list(string)\n  default = ["a"]\n  description = "Zones"\n  sensitive = true\n}\n'
    )
    span = Span("main.tf", 1, 1, 1, 17)
    expected = Variable(
        "zones",
        span,
        "list(string)",
        True,
        ["a"],
        sensitive=True,
        nullable=True,
        description="Zones",
        default_source='["a"]',
    )
    assert main(text).variables == {"zones": expected}


def test_an_empty_variable_has_no_type_and_no_default() -> None:
    found = main('variable "x" {}').variables["x"]
    assert (found.type, found.has_default, found.default, found.sensitive, found.nullable) == (
        None,
        False,
        None,
        False,
        True,
    )


def test_outputs_are_read_without_their_values() -> None:
    text = 'output "id" {\n  value = "${aws_x.y[0].id}}"\n}\noutput "key" {\n  value = 1\n  sensitive = true\n}\n'
    assert main(text).outputs == {
        "id": Output("id", Span("main.tf", 1, 1, 1, 12), sensitive=False),
        "key": Output("key", Span("main.tf", 4, 1, 4, 13), sensitive=True),
    }


@pytest.mark.parametrize(
    ("source", "value"),
    [
        pytest.param("null", None, id="null"),
        pytest.param("true", True, id="boolean"),
        pytest.param("-3", -3, id="negative"),
        pytest.param("2.5", 2.5, id="fraction"),
        pytest.param("1e3", 1000, id="whole number in scientific form"),
        pytest.param("123456789012345678901", 123456789012345678901, id="exact integer"),
        pytest.param(r'"a\"b\\\n\u00e9 $${x} %%{y} $ %"', 'a"b\\\né ${x} %{y} $ %', id="escapes"),
        pytest.param('{ a = 1, "b c" : [], d = {}\n f = 2 }', {"a": 1, "b c": [], "d": {}, "f": 2}, id="map"),
        pytest.param('[\n  "x", # first }\n  /* ] */ "y",\n]', ["x", "y"], id="list with comments"),
        pytest.param("<<EOT\n  x $${y}\nEOT", "  x ${y}\n", id="heredoc"),
        pytest.param("<<-EOT\n    x\n\n      y\n  EOT", "x\n\n  y\n", id="indented heredoc"),
        pytest.param("[<<A\nEOT\nA\n, 2]", ["EOT\n", 2], id="heredoc in a list"),
    ],
)  # fmt: skip
def test_a_literal_default_is_read(source: str, value: Value) -> None:
    found = variable(f"default = {source}")
    assert (found.has_default, found.default) == (True, value)
    assert type(found.default) is type(value)


@pytest.mark.parametrize(
    "source",
    ['"${local.x}"', "1 + 1", "local.x", 'upper("x")', "[for x in [] : x]", "<<EOT\n${x}\nEOT", "!true", "1e999"],
)
def test_a_default_that_is_no_literal_is_a_default_without_a_known_value(source: str) -> None:
    found = variable(f"default = {source}")
    assert (found.has_default, found.default) == (True, None)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param("string", "string", id="name"),
        pytest.param("map ( string )", "map(string)", id="spaces"),
        pytest.param(
            'object({ # keys\n  a = string\n\n  b = optional(list(bool), ["x","y"]) // two\n  c = map(object({}))\n})',
            'object({ a = string, b = optional(list(bool), ["x", "y"]), c = map(object({})) })',
            id="object over many lines",
        ),
        pytest.param("tuple([ string,\n number, ])", "tuple([string, number])", id="trailing comma"),
        pytest.param("object({a=optional(number,-1)})", "object({ a = optional(number, -1) })", id="no spaces"),
    ],
)
def test_a_type_is_its_source_on_one_line(source: str, text: str) -> None:
    assert variable(f"type = {source}").type == text


def test_flags_may_stand_in_quotes() -> None:
    found = variable('sensitive = "true"', 'nullable = "false"')
    assert (found.sensitive, found.nullable) == (True, False)


def test_blocks_inside_a_variable_do_not_matter() -> None:
    found = variable(
        "validation {", '  condition = var.x != "}"', '  error_message = "no { or ${x}"', "}", "default = 1"
    )
    assert found.default == 1


def test_a_description_with_a_template_is_none() -> None:
    assert variable('description = "for ${x}"').description is None


# the rest of a module


def test_the_backend_and_the_version_come_from_terraform_blocks() -> None:
    found = main('terraform {\n  required_version = ">= 1.3"\n  backend "s3" {\n    key = "x"\n  }\n}\nterraform {}\n')
    assert (found.backend, found.required_version) == ("s3", ">= 1.3")


def test_a_cloud_block_is_a_backend() -> None:
    assert main("terraform {\n  cloud {}\n}\n").backend == "cloud"


def test_constraints_of_several_files_all_hold() -> None:
    files = [
        (name, f'terraform {{\n  required_version = "{text}"\n}}\n')
        for name, text in (("a.tf", "> 1"), ("b.tf", "< 2"))
    ]
    assert module(*files).required_version == "> 1, < 2"


def test_module_sources_say_whether_a_version_is_named() -> None:
    text = 'module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "x/y/z"\n  version = "1"\n}\nmodule "c" {}\n'
    assert main(text).module_sources == (("./a", False), ("x/y/z", True))


@pytest.mark.parametrize(
    "text",
    [
        'resource "a" "b" {\n  c = "}" # }\n  d = "${"}"}" // }\n}\n',
        'locals {\n  a = <<EOT\n}\nEOTX\n${join("", [<<B\n}\nB\n])}EOT\nEOT\n}\n',
        "/* variable { */ // {\n# {\n",
        'locals {\n  a = 1 < 2 ? 4 / 2 : "%{ if true }\\"{%{ endif }"\n}\n',
        'locals {\n  a = "$${" \n  b = "$$${" \n  c = "%%{"\n}\n',
        "a b c {}\n\r\n",
        "\ufeff",
    ],
)
def test_what_is_not_asked_for_is_passed_over(text: str) -> None:
    assert list(main(text + 'variable "x" {}\n').variables) == ["x"]


@pytest.mark.parametrize(
    "header", ["variable x", 'variable /* y */ "x" /* z */', 'variable\t"x"\t', r'variable "\u0078"']
)
def test_a_label_is_a_name_or_a_string(header: str) -> None:
    assert list(main(header + " {}\n").variables) == ["x"]


# JSON


def test_json_declares_the_same_as_native_syntax() -> None:
    written = {
        "//": "a comment",
        "variable": {"x": {"type": "map( string )", "default": {"a": "${b}"}, "nullable": False}},
        "output": [{"y": {"value": "1", "sensitive": True}}],
        "terraform": {"required_version": ">= 1", "backend": {"gcs": {"bucket": "b"}}},
        "module": {"m": {"source": "./m"}},
    }
    found = module(("main.tf.json", json.dumps(written)))
    x = found.variables["x"]
    assert (x.type, x.default, x.nullable, x.has_default) == ("map(string)", {"a": "${b}"}, False, True)
    assert found.outputs["y"].sensitive
    assert (found.backend, found.required_version, found.module_sources) == ("gcs", ">= 1", (("./m", False),))


def test_a_json_declaration_stands_at_its_name() -> None:
    text = '{\n  "variable": {\n    "a": {"x": "\\"}"},\n    "é": {}\n  }\n}'
    assert module(("m.tf.json", text)).variables["é"].span == Span("m.tf.json", 4, 5, 4, 8)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        pytest.param('{"variable": {},}', (1, 16), id="trailing comma"),
        pytest.param('{"variable": {"a": 1}}', (1, 20), id="no object"),
        pytest.param('{"a": NaN}', (1, 7), id="not a number"),
        pytest.param('{"variable": {"a": {"type": "x", "type": "y"}}}', (1, 34), id="argument given twice"),
        pytest.param('{"a":' * 5000, (1, 501), id="too deep"),
        pytest.param("", (1, 1), id="empty"),
    ],
)
def test_broken_json_is_reported_where_it_breaks(text: str, at: tuple[int, int]) -> None:
    assert place(fault(text, "main.tf.json")) == at


# override files


@pytest.mark.parametrize("name", ["override.tf", "b_override.tf", "x/y_override.tf"])
def test_an_override_file_replaces_single_arguments(name: str) -> None:
    base = 'variable "x" {\n  type = string\n  default = "a"\n}\n'
    found = module((name, 'variable "x" {\n  default = "b"\n}\n'), ("main.tf", base)).variables["x"]
    assert (found.type, found.default, found.span.file) == ("string", "b", "main.tf")


def test_json_may_override_native_syntax() -> None:
    base = 'variable "x" {\n  type = string\n  default = "a"\n}\n'
    found = module(("main.tf", base), ("override.tf.json", '{"variable": {"x": {"default": "b"}}}')).variables["x"]
    assert (found.type, found.default) == ("string", "b")


def test_override_files_are_laid_over_each_other_in_order() -> None:
    names = ("b_override.tf", "override.tf", "z_override.tf")
    layers = [(name, f'variable "x" {{\n  default = "{name}"\n}}\n') for name in names]
    assert module(("main.tf", 'variable "x" {}\n'), *layers).variables["x"].default == "z_override.tf"


def test_an_override_replaces_backend_and_version() -> None:
    base = 'terraform {\n  required_version = "> 1"\n  backend "s3" {}\n}\n'
    over = 'terraform {\n  required_version = "> 2"\n  backend "local" {}\n}\n'
    found = module(("main.tf", base), ("override.tf", over))
    assert (found.backend, found.required_version) == ("local", "> 2")


def test_a_file_called_overrides_is_an_ordinary_one() -> None:
    assert "x" in module(("overrides.tf", 'variable "x" {}\n')).variables


def test_an_override_of_nothing_is_reported() -> None:
    found = fault('variable "x" {}\n', "main_override.tf")
    assert found.message == "variable `x` is overridden but not declared"


# what is wrong


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        pytest.param('variable "x" {\n  default = [1\n}\n', "`}` closes nothing", (3, 1), id="bracket closes another"),
        pytest.param('variable "x" {\n  default = 1\n', "`{` is not closed", (1, 14), id="block"),
        pytest.param('locals {\n  a = "x\n}\n', "string is not closed on its line", (2, 7), id="string"),
        pytest.param('variable "x {}\n', "string is not closed on its line", (1, 10), id="label"),
        pytest.param('locals {\n  a = "${b"\n}\n', "string is not closed on its line", (2, 11), id="template"),
        pytest.param("locals {\n  a = <<EOT\nEOT x\n}\n", "heredoc `EOT` is not closed", (2, 7), id="heredoc"),
        pytest.param("locals {} /* x\n", "comment is not closed", (1, 11), id="comment"),
        pytest.param("locals {\n  a = 'x'\n}\n", "single quotes do not quote", (2, 7), id="single quotes"),
        pytest.param('locals {\n  a = "\\d"\n}\n', r"escape `\d` does not exist", (2, 8), id="escape"),
        pytest.param("locals {}\n}\n", "unexpected `}`", (2, 1), id="brace too many"),
        pytest.param("\0\1\2", "unexpected text", (1, 1), id="binary"),
        pytest.param("x = 1\n", "argument `x` stands outside of any block", (1, 1), id="argument outside"),
        pytest.param("output a {} output b {}\n", "missing new line after block", (1, 13), id="two blocks on a line"),
        pytest.param("output a {\n  value = 1 }\n", "missing new line after argument", (2, 13), id="brace on line"),
        pytest.param("output a { value = 1 x = 2 }", "a block on one line holds one argument", (1, 10), id="two"),
        pytest.param("output a {\n  value =\n}\n", "argument `value` has no value", (2, 3), id="no value"),
        pytest.param("output a {\n  v = 1\n  v = 2\n}\n", "argument `v` is given twice", (3, 3), id="given twice"),
        pytest.param("variable {}\n", "a `variable` block has its name as its only label", (1, 1), id="no name"),
        pytest.param("terraform x {}\n", "a `terraform` block has no label", (1, 1), id="label too many"),
    ],
)  # fmt: skip
def test_a_broken_file_is_reported_where_it_breaks(text: str, message: str, at: tuple[int, int]) -> None:
    found = fault(text)
    assert (found.message, place(found)) == (message, at)


def test_what_stands_before_a_fault_is_kept() -> None:
    outcome = read_root_module([("a.tf", "output a {}\noutput b {"), ("b.tf", "output c {}\n")])
    assert list(outcome.value.outputs) == ["a", "c"]
    assert len(outcome.diagnostics) == 1


def test_a_name_declared_twice_is_reported_with_both_places() -> None:
    [found] = read_root_module([("a.tf", "variable x {}\n"), ("b.tf", "\nvariable x {}\n")]).diagnostics
    assert found.message == "variable `x` is declared twice"
    assert found.primary is not None
    assert [str(label.span) for label in (found.primary, *found.related)] == ["b.tf:2:1", "a.tf:1:1"]


def test_two_backends_are_reported() -> None:
    [found] = read_root_module([("a.tf", "terraform {\n  cloud {}\n  backend x {}\n}\n")]).diagnostics
    assert found.message == "two backends are declared"


def test_no_files_make_an_empty_module() -> None:
    assert module() == RootModule({}, {}, None, {}, (), ())


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "{",
        "(",
        '"${',
        "<<A\n",
        "/*",
        "$",
        "\\",
        "-",
        "a ",
        "[{",
        "/**/",
        "<<E\n${",
        '${"',
        "\0",
        "a {\n",
        "=",
        "#",
    ],
)
@pytest.mark.parametrize("before", ["", "output x {\n  a = ", 'output x {\n  a = "'], ids=["top", "value", "string"])
def test_hostile_text_takes_work_in_proportion_and_no_recursion(before: str, text: str) -> None:
    def read(times: int) -> int:
        content = before + text * times
        return count_calls(lambda: read_root_module([("main.tf", content), ("main.tf.json", content)]))

    read(1)  # what is only done once must not count
    assert read(3000) <= 2.5 * read(1500)


def test_settings_of_a_backend_are_read_where_they_are_literals() -> None:
    text = 'terraform {\n  required_version = ">= 1"\n  backend "s3" {\n    bucket = "b"\n    key    = var.key\n    deep   = { a = 1 }\n  }\n}\n'
    found = read_root_module([("main.tf", text)]).value
    assert (found.backend, found.backend_settings) == ("s3", {"bucket": "b", "deep": {"a": 1}})


@pytest.mark.parametrize("text", ["backend {}", "backend a b {}", "cloud x {}", "other x {}"])
def test_a_backend_with_other_labels_is_none(text: str) -> None:
    assert main(f"terraform {{\n  {text}\n}}\n").backend is None


@pytest.mark.parametrize(
    ("files", "message", "labels"),
    [
        (
            {"a.tf": "terraform {\n  cloud {}\n  backend x {}\n}\n"},
            "two backends are declared",
            ["declared again here", "first declared here"],
        ),
        (
            {"a.tf": "output x {}\noutput x {}\n"},
            "output `x` is declared twice",
            ["declared again here", "first declared here"],
        ),
        ({"override.tf": "module x {}\n"}, "module `x` is overridden but not declared", ["nothing to override"]),
        ({"a.tf": "terraform x {}\n"}, "a `terraform` block has no label", ["has 1"]),
        ({"a.tf": "output a b {}\n"}, "a `output` block has its name as its only label", ["has 2"]),
    ],
)
def test_what_is_wrong_between_blocks_is_told(files: dict[str, str], message: str, labels: list[str]) -> None:
    [found] = read_root_module(files.items()).diagnostics
    assert found.primary is not None
    assert (found.message, [each.text for each in (found.primary, *found.related)]) == (message, labels)
