"""The expressions of a root module's outputs and locals, as override files leave them."""

from __future__ import annotations

from stackc.syntax.module_values import ModuleValues, read_values


def of(*files: tuple[str, str]) -> dict[str, str]:
    values = read_values(files)
    assert not values.locals.keys() & values.outputs.keys()
    return {name: each.source for name, each in {**values.locals, **values.outputs}.items()}


def test_outputs_and_locals_of_all_files_are_read() -> None:
    first = ("a.tf", 'locals {\n  a = 1\n}\noutput "x" {\n  value = local.a\n}\nlocals { b = [2] }\n')
    assert of(first, ("b.tf", 'output "y" { value = 2 }\n')) == {"a": "1", "b": "[2]", "x": "local.a", "y": "2"}


def test_json_says_the_same() -> None:
    text = '{"output": {"x": {"value": "${local.a}"}}, "locals": {"a": [1]}}'
    values = read_values([("main.tf.json", text)])
    assert (values.outputs["x"].source, values.locals["a"].source) == ('"${local.a}"', "[1]")
    assert values.outputs["x"].json


def test_an_override_wins_wherever_its_file_stands() -> None:
    override = ("a_override.tf", 'locals { a = 2 }\noutput "x" {\n  sensitive = true\n}\noutput "y" { value = 3 }\n')
    main = ("main.tf", 'locals { a = 1 }\noutput "x" { value = 1 }\noutput "y" { value = 1 }\n')
    assert of(override, main) == {"a": "2", "x": "1", "y": "3"}


def test_of_a_module_that_cannot_be_read_nothing_is_told() -> None:
    broken = ("b.tf", "locals {\n  a = \n}\n")
    assert read_values([("a.tf", 'output "x" { value = 1 }\n'), broken]) == ModuleValues({}, {})
