"""Rendered values as commands show them: quotes, delimiters with quotes, and what is said about losses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.source import Path as Path_
from stackc.base.value import MISSING, Append, Bare, Call, Missing, Secret, Table, Unknown, Value
from stackc.evaluate.values import CallStage, Remark, Rendering, Resolver, TemplateStage, template_mark
from stackc.function.pure import Scope
from stackc.syntax.calls import CallFault, ParsedCall
from stackc.template import EffectNeeded, FunctionError, Noted, function_set
from tests.kit.command import Said, run_here, write_files
from tests.kit.compiled import ATMOS as ATMOS_PROJECT
from tests.kit.compiled import OWN, compiled

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


# --- the two stages alone

Told = tuple[Code, str, Path_, int, int]
DATA: Table = {
    "vars": {"who": "x", "n": 7, "stage": "dev", "none": None, "hash": "a #1"},
    "list": [1, 2],
    "call": Call("!env X"),
    "effect": Call("!exec x"),
    "open": Unknown("!exec y"),
    "secret": Secret("s3cret"),
    "nested": Call("!exec {{ .vars.who }}"),
}


class Heard:
    """What a stage reports."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.help: list[str | None] = []

    def __call__(self, remark: Remark) -> None:
        end = len(remark.text) if remark.end < 0 else remark.end
        self.told.append((remark.code, remark.message, remark.path, remark.start, end))
        self.help.append(remark.help)


def stage(project: str = OWN, *, is_atmos: bool = False) -> TemplateStage:
    compilation = compiled({"atmos.yaml" if is_atmos else "stackc.yaml": project})
    return TemplateStage(compilation.config, compilation.marks)


def remark(text: str) -> Noted:
    return Noted(text, Code.OUTSIDE, f"about {text}", "the help")


def fails(text: str) -> str:
    raise FunctionError(f"no {text}", Code.OUTSIDE)


def reaches_out() -> str:
    raise EffectNeeded("reach")


FUNCTIONS = function_set(True, True, {"remark": remark, "fails": fails, "reach": reaches_out})


def staged(value: Value, project: str = OWN, *, is_atmos: bool = False, lenient: bool = False) -> tuple[Value, Heard]:
    heard = Heard()
    made = stage(project, is_atmos=is_atmos)
    return made.render(value, Rendering(DATA, FUNCTIONS, heard, lenient=lenient), ("vars",)), heard


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("text", "text", id="no template"),
        pytest.param("{{ .vars.n }}", "7", id="text"),
        pytest.param(Bare("{{ .vars.n }}"), 7, id="without quotes"),
        pytest.param({"a": "{{ .vars.who }}", "b": 1}, {"a": "x", "b": 1}, id="a map"),
        pytest.param(["{{ .vars.who }}", [1]], ["x", [1]], id="a list"),
        pytest.param(Append(["{{ .vars.who }}"]), ["x"], id="a list that appends is one"),
        pytest.param({"{{ .vars.who }}": 1}, {"x": 1}, id="a key"),
        pytest.param(Call("!exec {{ .vars.who }}"), Call("!exec x"), id="the argument of a call"),
        pytest.param("{{ .call }}", Call("!env X"), id="a copy of a call"),
        pytest.param("{{ .nested }}", Call("!exec x"), id="a copy of a call with a template"),
        pytest.param("a {{ .effect }}", Unknown("a !exec x"), id="made of an effect"),
        pytest.param("a {{ .open }}", Unknown("a !exec y"), id="made of an unknown"),
        pytest.param("{{ .secret }} {{ .open }}", Unknown("{{ .secret }} {{ .open }}"), id="made of a secret as well"),
        pytest.param("a {{ .secret }}", Secret("a s3cret"), id="made of a secret"),
        pytest.param("a {{ reach }}", Unknown("a {{ reach }}"), id="what reaches outside"),
        pytest.param({"a{{ reach }}": 1}, {"a{{ reach }}": 1}, id="a key that reaches outside"),
    ],
)
def test_what_the_first_stage_makes_of_a_value(given: Value, expected: Value) -> None:
    found, _ = staged(given)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("given", "code", "message", "path", "part"),
    [
        pytest.param(
            "a {{ .vars.no }}", Code.TEMPLATE_MISSING_KEY, "`.vars.no` does not exist: ", ("vars",), ".vars.no", id="missing"
        ),
        pytest.param({"k": ["{{ if"]}, Code.TEMPLATE, "the template is malformed: ", ("vars", "k", 0), None, id="none"),
        pytest.param(
            "{{ fails `it` }}", Code.OUTSIDE, "the template cannot be rendered: ", ("vars",), "fails `it`", id="fails"
        ),
        pytest.param("{{ remark `it` }}", Code.OUTSIDE, "`remark`: about it", ("vars",), "remark `it`", id="a remark"),
        pytest.param("a {{ .call }}", Code.CALL_READ, "", ("vars",), "a {{ .call }}", id="a function beside text"),
        pytest.param(
            {"{{ reach }}": 1}, Code.CALL_READ,
            "the template needs `reach`, which reaches outside, and a key must be known",
            ("vars", "{{ reach }}"), "reach", id="a key that reaches outside",
        ),
        pytest.param(
            {"{{ .secret }}": 1}, Code.SECRET_MISPLACED, "the template reads a secret, and a key is shown",
            ("vars", "{{ .secret }}"), "{{ .secret }}", id="a secret in a key",
        ),
    ],
)  # fmt: skip
def test_what_the_first_stage_says(given: Value, code: Code, message: str, path: Path_, part: str | None) -> None:
    _, heard = staged(given)
    [(told_code, told_message, told_path, start, end)] = heard.told
    text = str(path[-1]) if isinstance(given, dict) and isinstance(path[-1], str) else given
    assert (told_code, told_path) == (code, path)
    assert told_message.startswith(message)
    assert part is None or (isinstance(text, str) and text[start:end] == part)


@pytest.mark.parametrize(
    ("template", "help_"),
    [
        pytest.param("{{ .vars.stag }}", "did you mean `.vars.stage`?", id="with its section"),
        pytest.param("{{ .vras.stage }}", "did you mean `vars`?", id="a section"),
        pytest.param("{{ .vars.xyz }}", None, id="nothing near"),
        pytest.param("{{ .vars.who.x }}", None, id="below a text"),
    ],
)
def test_what_is_near_a_missing_name(template: str, help_: str | None) -> None:
    _, heard = staged("a " + template)
    assert heard.help == [help_]


def test_what_is_missing_is_printed_in_the_atmos_dialect_and_said() -> None:
    found, heard = staged("{{ .vars.stag }}-{{ .vars.stag }}", ATMOS_PROJECT, is_atmos=True)
    assert found == "<no value>-<no value>"
    assert [told[1] for told in heard.told] == ["the template prints `<no value>`: `.vars.stag` does not exist"] * 2
    assert (heard.told[0][3:], heard.help[0]) == ((0, 16), "did you mean `.vars.stage`?")


def test_whoever_does_not_run_prints_it_without_a_word() -> None:
    found, heard = staged("a {{ .vars.no }}", lenient=True)
    assert (found, heard.told) == ("a <no value>", [])


def test_in_the_atmos_dialect_what_is_made_of_an_effect_is_unknown_unless_it_is_a_copy() -> None:
    data: Table = {"e": "!exec x", "p": "!env X"}
    heard = Heard()

    def made(text: str) -> Value:
        return stage(ATMOS_PROJECT, is_atmos=True).render(text, Rendering(data, FUNCTIONS, heard))

    assert [made(text) for text in ("{{ .e }}", "a {{ .e }}", "a {{ .p }}", "a {{ .none }}")] == [
        "!exec x",
        Unknown("a !exec x"),
        "a !env X",
        "a <no value>",
    ]


# --- how often, and what is remembered


@pytest.mark.parametrize(("evaluations", "expected"), [(1, "{{ .vars.who }}"), (2, "x"), (3, "x")])
def test_a_value_is_rendered_so_many_times(evaluations: int, expected: str) -> None:
    project = OWN + f"templates: {{settings: {{enabled: true, evaluations: {evaluations}}}}}\n"
    assert staged("{{ `{{ .vars.who }}` }}", project)[0] == expected


def test_a_shared_subtree_is_rendered_once_for_the_same_input() -> None:
    made, heard = stage(), Heard()
    value: Value = {"a": ["{{ .vars.who }}"]}

    def once(data: Table, *, lenient: bool = False, effects: bool = False) -> Value:
        return made.render(value, Rendering(data, FUNCTIONS, heard, lenient=lenient, effects=effects))

    first = once({"vars": {"who": "x"}})
    assert once({"vars": {"who": "x"}, "other": 1}) is first
    assert once({"vars": {"who": "y"}}) == {"a": ["y"]}
    assert once({"vars": {"who": "x"}}, lenient=True) is not first
    assert once({"vars": {"who": "x"}}, effects=True) is not first
    assert once({"vars": {"who": 1}}) is not once({"vars": {"who": True}})


def test_what_says_something_is_said_each_time() -> None:
    made, value = stage(), {"a": "x {{ .vars.none.x }}"}
    counts: list[int] = []
    for _ in range(2):
        heard = Heard()
        made.render(value, Rendering({"vars": {}}, FUNCTIONS, heard))  # type: ignore[arg-type]
        counts.append(len(heard.told))
    assert counts == [1, 1]


def test_lists_and_maps_that_are_read_count_by_what_they_are() -> None:
    made, heard = stage(), Heard()
    value: Value = {"a": "{{ len .list }}"}
    found = [made.render(value, Rendering({"list": items}, FUNCTIONS, heard)) for items in ([1], [1, 2], [1, 2, 3])]
    assert found == [{"a": "1"}, {"a": "2"}, {"a": "3"}]


# --- calls


def called(value: Value, resolver: Resolver | None = None, *, is_atmos: bool = False) -> tuple[Value | Missing, Heard]:
    compilation = compiled({"atmos.yaml" if is_atmos else "stackc.yaml": ATMOS_PROJECT if is_atmos else OWN})
    heard = Heard()
    scope = Scope({"E": "own"}, {"labels": {"a": "b"}}, {"X": "process"}.get, lambda: None)
    return CallStage(compilation.config, compilation.marks).call(value, scope, resolver, heard, ("vars",)), heard


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param("!env X", "!env X", id="text is no call"),
        pytest.param(Call("!env X"), "process", id="a pure function"),
        pytest.param(Call("!env E"), "own", id="its own environment"),
        pytest.param(Call("!exec x"), Unknown("!exec x"), id="an effect"),
        pytest.param(Call("!cwd"), "!cwd", id="one that is never evaluated"),
        pytest.param(Call("!unset"), MISSING, id="unset"),
        pytest.param({"a": Call("!unset"), "b": 1}, {"b": 1}, id="unset in a map"),
        pytest.param([Call("!unset"), 1, Call("!env X")], [1, "process"], id="unset in a list"),
        pytest.param(Append([Call("!env X")]), ["process"], id="a list that appends"),
        pytest.param(Unknown("!env X"), Unknown("!env X"), id="an unknown stays"),
        pytest.param(Call("!labels"), {"a": "b"}, id="its metadata"),
    ],
)
def test_what_the_second_stage_makes_of_a_value(given: Value, expected: Value | Missing) -> None:
    found, heard = called(given)
    assert (found, heard.told) == (expected, [])


def test_in_the_atmos_dialect_text_is_a_call() -> None:
    assert called({"a": "!env X", "b": "!nothing x"}, is_atmos=True)[0] == {"a": "process", "b": "!nothing x"}


def test_a_value_without_calls_is_returned_as_it_is() -> None:
    given: Value = {"a": [1, "x"]}
    assert called(given)[0] is given


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        pytest.param("!env a b c", Code.FUNCTION_ARGUMENTS, "`!env` accepts 1 or 2 arguments", id="arguments"),
        pytest.param("!repo-root", Code.FUNCTION_FAILED, "`!repo-root`: this is not a git repository", id="fails"),
        pytest.param("!exec bad", Code.FUNCTION_FAILED, "it failed", id="an effect that fails"),
        pytest.param("!exec refused", Code.OUTSIDE, "it is outside", id="one that fails with a code of its own"),
    ],
)
def test_a_call_that_fails_is_unknown(call: str, code: Code, message: str) -> None:
    def resolve(parsed: ParsedCall, text: str) -> CallFault:
        return CallFault("it is outside", code=Code.OUTSIDE) if "refused" in text else CallFault("it failed")

    found, heard = called({"k": [Call(call)]}, resolve)
    assert found == {"k": [Unknown(call)]}
    [(told_code, told_message, path, start, end)] = heard.told
    assert (told_code, path, start, end) == (code, ("vars", "k", 0), 0, len(call))
    assert told_message.startswith(message)


# --- marks of delimiters


@pytest.mark.parametrize(
    ("opening", "mark"), [("{{", "{{"), ("'{{", "{{"), ("\"'<%'", "<%"), ("[[", "[["), ("a'bcd'e", "bcd")]
)
def test_what_any_text_with_a_template_has_in_it(opening: str, mark: str) -> None:
    assert template_mark(opening) == mark


def test_templates_may_have_other_delimiters() -> None:
    project = OWN + 'templates: {settings: {enabled: true, delimiters: ["<%", "%>"]}}\n'
    found, heard = staged({"a": "<% .vars.who %>", "b": "{{ .vars.who }}"}, project)
    assert (found, heard.told) == ({"a": "x", "b": "{{ .vars.who }}"}, [])
