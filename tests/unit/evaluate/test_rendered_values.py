"""Rendered values as commands show them: quotes, delimiters with quotes, and what is said about losses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.value import Value
from tests.kit.command import Said, run_here, write_files

SETTINGS = 'settings: {hash: "a #1", colon: "b: c", lines: "one\\ntwo", digits: "007", ids: [a, b], m: {k: 1}, n: 7}\n'
STACKC = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
ATMOS = STACKC.replace("{included", "{base_path: stacks, included")


def atmos(delimiters: str = "") -> str:
    return f"base_path: '.'\n{ATMOS}templates: {{settings: {{enabled: true, sprig: {{enabled: true}}{delimiters}}}}}\n"


def described(root: Path, project: dict[str, str], values: str, more: str = "") -> Said:
    stack = (
        f"vars: {{stage: dev}}\n{SETTINGS}{more}components:\n  terraform:\n    app:\n      vars:\n        {values}\n"
    )
    write_files(root, {**project, "stacks/deploy/dev.yaml": stack, "components/terraform/app/main.tf": ""})
    return run_here("-C", str(root), "describe", "component", "app", "-s", "dev", "--query", ".vars", "-f", "json")


def value(said: Said) -> Value:
    assert said.code == 0, said.err
    found: Value = json.loads(said.out)["v"]
    return found


LOSSY = [
    pytest.param("x {{ .settings.hash }}", "x a #1", "x a", "is a comment", id="comment"),
    pytest.param("x {{ .settings.lines }}", "x one\ntwo", "x one two", "lines are joined", id="lines"),
    pytest.param("0{{ .settings.n }}", "07", 7, "becomes a number", id="leading zero"),
    pytest.param("1.{{ .settings.n }}0", "1.70", 1.7, "becomes a number", id="a zero behind"),
    pytest.param("2024-0{{ .settings.n }}-01", "2024-07-01", {}, "a date", id="date"),
]


@pytest.mark.parametrize(("template", "exact", "atmos_value", "about"), LOSSY)
@pytest.mark.parametrize("quotes", ['"{}"', "'{}'", "|-\n          {}"], ids=["double", "single", "block"])
def test_a_quoted_value_is_the_rendered_text(
    tmp_path: Path, template: str, exact: str, atmos_value: Value, about: str, quotes: str
) -> None:
    said = described(tmp_path, {"stackc.yaml": STACKC}, f"v: {quotes.format(template)}")
    assert value(said) == exact
    assert said.err == ""


@pytest.mark.parametrize(("template", "exact", "atmos_value", "about"), LOSSY)
def test_in_the_atmos_dialect_quotes_do_not_count_and_a_loss_is_a_warning(
    tmp_path: Path, template: str, exact: str, atmos_value: Value, about: str
) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos()}, f'v: "{template}"')
    assert value(said) == atmos_value
    assert said.err.startswith("warning[SC0510]")
    assert about in said.err


@pytest.mark.parametrize(("template", "exact", "atmos_value", "about"), LOSSY)
def test_the_help_keeps_the_text(tmp_path: Path, template: str, exact: str, atmos_value: Value, about: str) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos()}, f'v: "{template}"')
    advice = said.err.split("stays text: `")[1].split("`")[0]
    helped = described(tmp_path, {"atmos.yaml": atmos()}, f"v: '{advice}'")
    assert value(helped) == exact
    assert helped.err == ""


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        pytest.param("1{{ .settings.n }}", 17, id="number"),
        pytest.param("tru{{ `e` }}", True, id="boolean"),
        pytest.param("x {{ .settings.n }}", "x 7", id="text"),
    ],
)
@pytest.mark.parametrize("project", [{"stackc.yaml": STACKC}, {"atmos.yaml": atmos()}], ids=["stackc", "atmos"])
def test_a_value_without_quotes_is_typed_without_a_word(
    tmp_path: Path, template: str, expected: Value, project: dict[str, str]
) -> None:
    said = described(tmp_path, project, f"v: {template}")
    assert value(said) == expected
    assert said.err == ""


def test_the_varfile_is_written_with_a_warning(tmp_path: Path) -> None:
    described(tmp_path, {"atmos.yaml": atmos()}, 'v: "x {{ .settings.hash }}"')
    said = run_here("-C", str(tmp_path), "generate", "varfile", "app", "-s", "dev")
    assert (said.code, json.loads(said.out)["v"]) == (0, "x a")
    assert "warning[SC0510]" in said.err


def test_disabled_and_abstract_instances_say_nothing(tmp_path: Path) -> None:
    values = 'v: "x {{ .settings.hash }}"\n      metadata: {enabled: false}'
    assert described(tmp_path, {"atmos.yaml": atmos()}, values).err == ""


def test_text_that_is_no_yaml_is_an_error_whose_help_can_be_followed(tmp_path: Path) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos()}, 'v: "x {{ .settings.colon }}"')
    assert said.err.startswith("error[SC0506]")
    assert 'stays text: `{{ "" }}x {{ .settings.colon }}`' in said.err


@pytest.mark.parametrize("project", [{"stackc.yaml": STACKC}, {"atmos.yaml": atmos()}], ids=["stackc", "atmos"])
def test_a_rendered_key_is_text(tmp_path: Path, project: dict[str, str]) -> None:
    said = described(tmp_path, project, 'v: {"tru{{ `e` }}": 1, "1{{ .settings.n }}": 2}')
    assert value(said) == {"true": 1, "17": 2}


@pytest.mark.parametrize(("project", "key"), [({"stackc.yaml": STACKC}, "0xf"), ({"atmos.yaml": atmos()}, "15")])
def test_a_rendered_key_that_becomes_another_is_said(tmp_path: Path, project: dict[str, str], key: str) -> None:
    said = described(tmp_path, project, 'v: {"0x{{ `f` }}": 1}')
    assert value(said) == {key: 1}
    assert ("SC0510" in said.err) is (key == "15")


@pytest.mark.parametrize(
    ("project", "expected"),
    [({"stackc.yaml": STACKC}, "x a #1"), ({"atmos.yaml": atmos()}, "x a")],
    ids=["stackc", "atmos"],
)
def test_files_with_locals_render_values_the_same_way(tmp_path: Path, project: dict[str, str], expected: str) -> None:
    said = described(tmp_path, project, 'v: "x {{ .locals.hash }}"', 'locals: {hash: "a #1"}\n')
    assert value(said) == expected
    assert ("SC0510" in said.err) is (expected == "x a")


# --- delimiters with quotes

SINGLE = ', delimiters: ["\'{{", "}}\'"]'
DOUBLE = ", delimiters: ['\"{{', '}}\"']"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("'{{ toRawJson .settings.ids }}'", ["a", "b"], id="list"),
        pytest.param("'{{ toJson .settings.m }}'", {"k": 1}, id="map"),
        pytest.param("'{{ .settings.n }}'", 7, id="number"),
        pytest.param('"{{ .settings.n }}"', 7, id="yaml writes a template in single quotes"),
        pytest.param("'{{ toJson .settings.lines }}'", "one\ntwo", id="text by way of json"),
        pytest.param("x-{{ .settings.n }}", "x-{{ .settings.n }}", id="without quotes it is no template"),
        pytest.param("\"echo '{{ .settings.n }}'\"", "echo 7", id="within text"),
        pytest.param("text", "text", id="no template"),
    ],
)
@pytest.mark.parametrize("dialect", ["stackc.yaml", "atmos.yaml"])
def test_delimiters_with_quotes_take_the_quotes_of_the_value(
    tmp_path: Path, dialect: str, written: str, expected: Value
) -> None:
    said = described(tmp_path, {dialect: atmos(SINGLE)}, f"v: {written}")
    assert value(said) == expected
    assert said.err == ""


def test_what_they_lose_is_said(tmp_path: Path) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos(SINGLE)}, "v: '{{ .settings.hash }}'")
    assert value(said) == "a"
    assert "warning[SC0510]" in said.err
    assert "= help: print a text with `toJson`" in said.err


def test_what_they_break_is_an_error(tmp_path: Path) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos(SINGLE)}, "v: '{{ `[` }}'")
    assert said.err.startswith("error[SC0506]")


def test_keys_are_rendered_with_them_as_well(tmp_path: Path) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos(SINGLE)}, "v: {'{{ .settings.n }}': 1}")
    assert value(said) == {"7": 1}


@pytest.mark.parametrize(
    ("delimiters", "written"),
    [
        pytest.param(DOUBLE, '"{{ .settings.n }}"', id="yaml never writes a template in double quotes"),
        pytest.param(SINGLE, "|\n          {{ .settings.n }}", id="nor over several lines in quotes"),
    ],
)
def test_a_template_that_no_delimiter_meets_is_left_alone_with_a_warning(
    tmp_path: Path, delimiters: str, written: str
) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos(delimiters)}, f"v: {written}")
    assert str(value(said)).strip() == "{{ .settings.n }}"
    assert said.err.startswith("warning[SC0511]")


def test_double_quotes_within_text_are_met(tmp_path: Path) -> None:
    said = described(tmp_path, {"atmos.yaml": atmos(DOUBLE)}, "v: 'echo \"{{ .settings.n }}\"'")
    assert value(said) == "echo 7"


def test_instances_that_share_a_template_read_their_own_environment(tmp_path: Path) -> None:
    shared = "base: {metadata: {type: abstract}, vars: {m: {v: '{{ getenv `WHO` }}'}}}"
    own = "{metadata: {inherits: [base], component: app}, settings: {templates: {settings: {env: {WHO: %s}}}}}"
    stack = "vars: {stage: dev}\ncomponents:\n  terraform:\n" + "".join(
        f"    {line}\n" for line in (shared, f"one: {own % 'first'}", f"two: {own % 'second'}")
    )
    project = {"atmos.yaml": atmos(", gomplate: {enabled: true}"), "components/terraform/app/main.tf": ""}
    write_files(tmp_path, {**project, "stacks/deploy/dev.yaml": stack})
    said = run_here("-C", str(tmp_path), "describe", "stacks", "--sections", "vars", "-f", "json")
    components = json.loads(said.out)["dev"]["components"]["terraform"]
    assert [components[name]["vars"]["m"] for name in ("one", "two")] == [{"v": "first"}, {"v": "second"}]
