"""Values with templates: what they become, what is said of them, and what is remembered."""

from __future__ import annotations

import pytest

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.source import Path as Path_
from stackc.base.value import Append, Call, Secret, Table, Unknown, Value
from stackc.compile.policies import value_policy
from stackc.template import EffectNeeded, FunctionError, Noted, function_set
from stackc.template.renderer import Problem, Remark, Renderer, Rendering, template_mark
from tests.kit.compiled import ATMOS as ATMOS_PROJECT
from tests.kit.compiled import OWN, compiled

Told = tuple[Problem, Code | None, str, Path_, int, int]
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
        self.told.append((remark.problem, remark.code, remark.message, remark.path, *remark.part))
        self.help.append(remark.help)


def stage(project: str = OWN, *, is_atmos: bool = False) -> Renderer:
    compilation = compiled({"atmos.yaml" if is_atmos else "stackc.yaml": project})
    return Renderer(value_policy(compilation.config), compilation.marks)


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
    return made.value(value, Rendering(DATA, FUNCTIONS, heard, lenient=lenient), ("vars",)), heard


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
        pytest.param("{{ len .effect }}", Unknown("{{ len .effect }}"), id="computed of an effect"),
        pytest.param("{{ if .effect }}a{{ end }}", Unknown("{{ if .effect }}a{{ end }}"), id="decided by an effect"),
        pytest.param("{{ .effect }}{{ .open }}", Unknown("!exec x!exec y"), id="made of both"),
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
    ("given", "expected", "code", "message", "path", "part"),
    [
        pytest.param(
            "a {{ .vars.no }}", "missing", None, "map has no entry", ("vars",), ".vars.no", id="missing"
        ),
        pytest.param({"k": ["{{ if"]}, "malformed", None, "", ("vars", "k", 0), None, id="none"),
        pytest.param("{{ fails `it` }}", "failed", Code.OUTSIDE, "", ("vars",), "fails `it`", id="fails"),
        pytest.param(
            "{{ remark `it` }}", "remarked", Code.OUTSIDE, "`remark`: about it", ("vars",), "remark `it`", id="a remark"
        ),
        pytest.param(
            "a {{ .call }}", "misused", Code.CALL_READ, "", ("vars",), "a {{ .call }}", id="a function beside text"
        ),
        pytest.param(
            {"{{ reach }}": 1}, "misused", Code.CALL_READ,
            "the template needs `reach`, which reaches outside, and a key must be known",
            ("vars", "{{ reach }}"), "reach", id="a key that reaches outside",
        ),
        pytest.param(
            {"{{ .secret }}": 1}, "misused", Code.SECRET_MISPLACED, "the template reads a secret, and a key is shown",
            ("vars", "{{ .secret }}"), "{{ .secret }}", id="a secret in a key",
        ),
    ],
)  # fmt: skip
def test_what_the_first_stage_says(
    given: Value, expected: Problem, code: Code | None, message: str, path: Path_, part: str | None
) -> None:
    _, heard = staged(given)
    [(problem, told_code, told_message, told_path, start, end)] = heard.told
    text = str(path[-1]) if isinstance(given, dict) and isinstance(path[-1], str) else given
    assert (problem, told_code, told_path) == (expected, code, path)
    assert told_message.startswith(message)
    assert part is None or (isinstance(text, str) and text[start:end] == part)


@pytest.mark.parametrize(
    ("template", "help_"),
    [
        pytest.param("{{ .vars.stag }}", "did you mean `.vars.stage`?", id="with its section"),
        pytest.param("{{ .stage }}", "did you mean `.vars.stage`?", id="without its section"),
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
    assert [told[2] for told in heard.told] == ["the template prints `<no value>`: `.vars.stag` does not exist"] * 2
    assert (heard.told[0][4:], heard.help[0]) == ((0, 16), "did you mean `.vars.stage`?")


def test_whoever_does_not_run_prints_it_without_a_word() -> None:
    found, heard = staged("a {{ .vars.no }}", lenient=True)
    assert (found, heard.told) == ("a <no value>", [])


def test_in_the_atmos_dialect_what_is_made_of_an_effect_is_unknown_unless_it_is_a_copy() -> None:
    data: Table = {"e": "!exec x", "p": "!env X"}
    heard = Heard()

    def made(text: str) -> Value:
        return stage(ATMOS_PROJECT, is_atmos=True).value(text, Rendering(data, FUNCTIONS, heard))

    texts = ("{{ .e }}", "{{ .e | indent 2 }}", "a {{ .e }}", "a {{ .p }}", "a {{ .none }}")
    assert [made(text) for text in texts] == [
        "!exec x",
        Unknown("  !exec x"),
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
        return made.value(value, Rendering(data, FUNCTIONS, heard, lenient=lenient, effects=effects), ("tags",))

    first = once({"vars": {"who": "x"}})
    assert once({"vars": {"who": "x"}, "other": 1}) is first
    assert once({"vars": {"who": "y"}}) == {"a": ["y"]}
    assert once({"vars": {"who": "x"}}, lenient=True) is not first
    assert once({"vars": {"who": "x"}}, effects=True) is not first
    assert once({"vars": {"who": 1}}) is not once({"vars": {"who": True}})


def test_a_text_is_rendered_once_for_the_same_input() -> None:
    calls: list[str] = []
    made, heard = stage(), Heard()

    def told(text: str) -> str:
        calls.append(text)
        return text

    functions = function_set(False, False, {"told": told})

    def once(who: Value, text: str | Call = "{{ told .who }}") -> Value:
        return made.value({"a": text}, Rendering({"who": who}, functions, heard))

    found = [once("x"), once("x"), once("y"), once("x", "{{ told .who }} "), once(Bare("x"), Bare("{{ told .who }}"))]
    assert found == [{"a": "x"}, {"a": "x"}, {"a": "y"}, {"a": "x "}, {"a": "x"}]
    assert calls == ["x", "y", "x", "x"]


def test_another_set_of_functions_gives_another_answer() -> None:
    made, heard, value = stage(), Heard(), {"a": ["{{ who }}"]}
    sets = [function_set(False, False, {"who": lambda name=name: name}) for name in ("one", "two")]
    found = [made.value(value, Rendering({}, each, heard)) for each in sets]  # type: ignore[arg-type]
    assert found == [{"a": ["one"]}, {"a": ["two"]}]


def test_what_says_something_is_said_each_time() -> None:
    made, value = stage(), {"a": "x {{ .vars.none.x }}"}
    counts: list[int] = []
    for _ in range(2):
        heard = Heard()
        made.value(value, Rendering({"vars": {}}, FUNCTIONS, heard))  # type: ignore[arg-type]
        counts.append(len(heard.told))
    assert counts == [1, 1]


def test_lists_and_maps_that_are_read_count_by_what_they_are() -> None:
    made, heard = stage(), Heard()
    value: Value = {"a": "{{ len .list }}"}
    found = [made.value(value, Rendering({"list": items}, FUNCTIONS, heard)) for items in ([1], [1, 2], [1, 2, 3])]
    assert found == [{"a": "1"}, {"a": "2"}, {"a": "3"}]


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
