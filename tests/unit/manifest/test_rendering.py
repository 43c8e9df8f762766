"""Values of manifests rendered: what stays as it is, what a template becomes, and why one cannot be rendered."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.marks import Marks
from stackc.base.value import Append, Call, Secret, Table, Unknown, Value
from stackc.function.signatures import is_pure
from stackc.manifest.rendering import FileRenderer
from stackc.syntax.tags import call_tag
from stackc.syntax.yaml import ScalarRules
from stackc.template import EffectNeeded, Expansion, Noted, TemplateFault, function_set
from stackc.template.renderer import Remark, Renderer, RenderPolicy
from tests.unit.manifest.merged import places_of, told

OPENING = ScalarRules(True, True, "", ("{{",))
DATA: Table = {
    "who": "x",
    "n": 7,
    "list": [1, {"a": 2}],
    "hash": "a #1",
    "colon": "b: c: d",
    "nothing": None,
    "secret": Secret("s3cret"),
    "call": Call("!env X"),
    "effect": Call("!exec x"),
    "open": Unknown("!exec y"),
}
PLAIN = ScalarRules(True, False)


def renderer(rules: ScalarRules = OPENING) -> FileRenderer:
    spells = (lambda text: call_tag(text) is not None) if rules is PLAIN else None
    policy = RenderPolicy(rules, is_pure if rules.openings else None, in_files=True)
    return FileRenderer(
        Renderer(policy, Marks(spells)), function_set(True, True, {"remark": remark, "reach": reaches_out})
    )


def remark(text: str) -> Noted:
    return Noted(text, Code.OUTSIDE, f"remarked {text}", "help")


def reaches_out() -> str:
    raise EffectNeeded("reach")


def rendered(
    value: Value, *, rules: ScalarRules = OPENING, strict: bool = True, reported: list[Diagnostic] | None = None
) -> Value | Remark:
    places = None if reported is None else places_of("vars: 1\n", reported)
    return renderer(rules).values(value, DATA, places, strict=strict, path=("vars",))


def fault(value: Value, *, rules: ScalarRules = OPENING) -> Remark:
    found = rendered(value, rules=rules)
    assert isinstance(found, Remark), found
    return found


# --- what a template becomes


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("text", "text", id="no template"),
        pytest.param("{{ .n }}", 7, id="one field"),
        pytest.param("{{ .list }}", [1, {"a": 2}], id="one field that is a list"),
        pytest.param("{{ .call }}", Call("!env X"), id="one field that is a call"),
        pytest.param(" {{ .n }}", " 7", id="a blank before it"),
        pytest.param("x-{{ .who }}", "x-x", id="text around it"),
        pytest.param("{{ .n }}{{ .n }}", "77", id="in quotes digits are text"),
        pytest.param(Bare("{{ .n }}{{ .n }}"), 77, id="without quotes they are a number"),
        pytest.param(Bare("x {{ .hash }}"), "x a #1", id="nothing is lost"),
        pytest.param({"k": "{{ .who }}", "l": ["{{ .n }}", 1]}, {"k": "x", "l": [7, 1]}, id="inside of others"),
        pytest.param(Append(["{{ .n }}"]), Append([7]), id="inside of a list that appends"),
        pytest.param({"{{ .who }}": 1}, {"x": 1}, id="a key"),
        pytest.param({"{{ .n }}": 1}, {"7": 1}, id="a key is text"),
        pytest.param({"a{{ .n }}": "{{ .n }}"}, {"a7": 7}, id="a key and its value"),
        pytest.param(Call("!exec {{ .who }}"), Call("!exec x"), id="the argument of a call"),
        pytest.param("{{ .secret }}", Secret("s3cret"), id="one field that is a secret"),
        pytest.param("x-{{ .secret }}", Secret("x-s3cret"), id="what is made of a secret is one"),
        pytest.param("a {{ .effect }}", Unknown("a !exec x"), id="what is made of an effect is unknown"),
        pytest.param("a {{ .open }}", Unknown("a !exec y"), id="what is made of an unknown as well"),
        pytest.param("{{ .effect }} ", Call("!exec x"), id="a copy of a call is that call"),
        pytest.param(
            "{{ .secret }} {{ .effect }}", Unknown("{{ .secret }} {{ .effect }}"), id="not shown with a secret"
        ),
    ],
)
def test_what_a_value_with_templates_becomes(value: Value, expected: Value) -> None:
    found = rendered(value)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("1{{ .n }}", 17, id="digits are a number"),
        pytest.param("{{ .n }}{{ .n }}", "77", id="what begins with a template is written in quotes"),
        pytest.param("x {{ .hash }}", "x a", id="a comment is lost"),
        pytest.param({"0x{{ .n }}": 1}, {"7": 1}, id="a key that becomes another"),
        pytest.param("a {{ .effect }}", "a !exec x", id="a function is its text"),
        pytest.param(" {{ .n }}", " 7", id="what begins with a blank as well"),
        pytest.param("# {{ .n }}", "# 7", id="what YAML writes in quotes is text"),
    ],
)
def test_in_the_other_dialect_text_is_read_again(value: Value, expected: Value) -> None:
    assert rendered(value, rules=PLAIN) == expected


def test_a_value_without_templates_is_returned_as_it_is() -> None:
    value: Value = {"a": [1, Call("!env X")]}
    assert rendered(value) is value


def test_what_is_missing_prints_no_value_where_that_is_allowed() -> None:
    assert rendered("a {{ .none }}", strict=False) == "a <no value>"
    assert rendered("{{ .none }}", strict=False) == "<no value>"
    assert rendered("{{ .nothing }}", strict=False) == "<no value>"


# --- why one cannot be rendered


@pytest.mark.parametrize(
    ("value", "path", "text", "spans"),
    [
        pytest.param("{{ .none }}", ("vars",), "{{ .none }}", False, id="missing"),
        pytest.param({"a": {"b": "{{ .none }}"}}, ("vars", "a", "b"), "{{ .none }}", False, id="in maps"),
        pytest.param({"a": [1, "{{ .none }}"]}, ("vars", "a", 1), "{{ .none }}", False, id="in a list"),
        pytest.param(Append(["{{ .none }}"]), ("vars", 0), "{{ .none }}", False, id="in a list that appends"),
        pytest.param({"{{ .none }}": 1}, ("vars", "{{ .none }}"), "{{ .none }}", False, id="in a key"),
        pytest.param("{{ if .who }}", ("vars",), "{{ if .who }}", True, id="a block that is open"),
        pytest.param({"{{ end }}": 1}, ("vars", "{{ end }}"), "{{ end }}", True, id="a key that closes one"),
        pytest.param(Call("!exec {{ .none }}"), ("vars",), "!exec {{ .none }}", False, id="in a call"),
    ],
)
def test_the_first_fault_and_where_it_stands(value: Value, path: tuple[str | int, ...], text: str, spans: bool) -> None:
    found = fault(value)
    assert (found.path, found.text, found.problem == "malformed") == (path, text, spans)


def test_the_value_of_a_key_is_rendered_before_the_key() -> None:
    assert fault({"{{ .none }}": "{{ .nil }}"}).text == "{{ .nil }}"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        pytest.param({"{{ .secret }}": 1}, Code.SECRET_MISPLACED, id="a secret in a key"),
        pytest.param({"{{ .effect }}": 1}, Code.CALL_READ, id="an effect in a key"),
        pytest.param("a {{ .call }}", Code.CALL_READ, id="a pure function beside text"),
        pytest.param(Call("!exec {{ .secret }}"), Code.SECRET_MISPLACED, id="a secret in a call"),
        pytest.param("{{ fail `no` }}", None, id="another fault"),
    ],
)
def test_faults_that_are_reported_as_something_of_their_own(value: Value, code: Code | None) -> None:
    found = fault(value)
    assert (found.code, found.problem != "malformed") == (code, True)
    if code in (Code.CALL_READ,) or isinstance(value, Call):
        assert found.part == (0, len(found.text))


@pytest.mark.parametrize(
    ("value", "why"),
    [
        pytest.param("x {{ .colon }}", "", id="why is told"),
        pytest.param("x {{ .colon }}{{ .secret }}", "why is not told, since it is a secret", id="a secret"),
    ],
)
def test_text_that_is_no_yaml_is_a_fault_where_it_is_read_again(value: str, why: str) -> None:
    found = rendered(Bare(value), rules=PLAIN)
    assert isinstance(found, Remark)
    assert found.message.startswith(f"the rendered text is no YAML: {why}")
    assert ("a secret" in found.message) is bool(why)
    assert found.part == (0, len(value))


@pytest.mark.parametrize("text", ["{{ .secret }}", "a {{ .secret }}"])
def test_text_must_not_become_a_secret(text: str) -> None:
    found = renderer().text(text, DATA, strict=True)
    assert isinstance(found, TemplateFault)
    assert found.code is Code.SECRET_MISPLACED


def test_text_is_rendered_as_text() -> None:
    found = renderer().text("{{ .n }} {{ .none }}", DATA, strict=False)
    assert isinstance(found, Expansion)
    assert found.text == "7 <no value>"
    assert isinstance(renderer().text("{{ .none }}", DATA, strict=True), TemplateFault)
    assert isinstance(renderer().text("{{ if", DATA, strict=False), TemplateFault)


# --- references alone


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("{{ .n }}", 7, id="one field"),
        pytest.param("a {{ .n }}", "a {{ .n }}", id="more than one field"),
        pytest.param("{{ .none }}", "{{ .none }}", id="a field that is not there"),
        pytest.param("{{ .nothing }}", "{{ .nothing }}", id="a field that is null"),
        pytest.param("{{ if", "{{ if", id="no template"),
        pytest.param({"{{ .n }}": "{{ .n }}"}, {"{{ .n }}": 7}, id="a map, but not its keys"),
        pytest.param(["{{ .n }}", 1], [7, 1], id="a list"),
        pytest.param(Append(["{{ .n }}"]), Append([7]), id="a list that appends"),
        pytest.param(Call("{{ .n }}"), 7, id="a call"),
        pytest.param({"a": 1}, {"a": 1}, id="nothing"),
    ],
)
def test_references_are_replaced_and_the_rest_stays(value: Value, expected: Value) -> None:
    assert renderer().references(value, DATA) == expected


# --- what is remarked, and what is lost


def test_what_functions_remark_is_reported_where_they_are_called() -> None:
    reported: list[Diagnostic] = []
    text = "vars:\n  v: '{{ remark `one` }} {{ remark `two` }}'\n"
    value = "{{ remark `one` }} {{ remark `two` }}"
    places = places_of(text, reported)
    assert renderer().values(value, {}, places, strict=True, path=("vars", "v")) == "one two"
    assert [(each.code, each.message, each.help) for each in reported] == [
        (Code.OUTSIDE, "`remark`: remarked one", "help"),
        (Code.OUTSIDE, "`remark`: remarked two", "help"),
    ]
    assert [told(each) for each in reported] == [("f.yaml:2:10", "remark `one`"), ("f.yaml:2:29", "remark `two`")]


def test_nobody_has_to_hear_it() -> None:
    assert renderer().values("a {{ remark `one` }}", {}, None, strict=True) == "a one"


def test_where_a_value_fails_only_what_was_remarked_before_is_reported() -> None:
    reported: list[Diagnostic] = []
    value: Value = {
        "a": Bare("x {{ .hash }}"),
        "b": "{{ remark `one` }}",
        "c": "{{ .none }}",
        "d": "{{ remark `two` }}",
    }
    found = rendered(value, rules=PLAIN, reported=reported)
    assert isinstance(found, Remark)
    assert found.path == ("vars", "c")
    assert [each.message for each in reported] == ["`remark`: remarked one"]


def test_nothing_may_reach_outside() -> None:
    found = fault("a {{ reach }}")
    assert (found.problem, found.message) == ("failed", "`reach` reaches outside, which file templates must not")
    assert found.text[slice(*found.part)] == "reach"
    text = renderer().text("{{ reach }}", {}, strict=True)
    assert isinstance(text, TemplateFault)
    assert text.message == found.message


@pytest.mark.parametrize(
    ("value", "reason", "help_"),
    [
        pytest.param(
            "x {{ .hash }}", "what follows ` #` is a comment",
            'a value that begins with a template stays text: `{{ "" }}x {{ .hash }}`', id="a comment",
        ),
        pytest.param({"a": ["0{{ .n }}"]}, "it becomes a number that is written in another way", "", id="a leading zero"),
        pytest.param({"0x{{ .n }}": 1}, "it becomes another key", "", id="a key"),
    ],
)  # fmt: skip
def test_what_gets_lost_is_told_where_text_is_read_again(value: Value, reason: str, help_: str) -> None:
    for strict in (True, False):
        reported: list[Diagnostic] = []
        rendered(value, rules=PLAIN, strict=strict, reported=reported)
        [found] = reported
        assert found.message == f"the rendered text is read again as YAML and loses something: {reason}"
        assert found.code is Code.TEMPLATE_REREAD
        assert not help_ or found.help == help_
    none: list[Diagnostic] = []
    rendered(value, reported=none)
    assert none == []


@pytest.mark.parametrize("value", ["x {{ .who }}", {"a{{ .n }}": 1}, "'{{ .n }}'"], ids=repr)
def test_where_nothing_gets_lost_nothing_is_told(value: Value) -> None:
    reported: list[Diagnostic] = []
    rendered(value, rules=PLAIN, reported=reported)
    assert reported == []


def test_data_may_be_any_mapping() -> None:
    data: Mapping[str, object] = {"a": {"b": "c"}}
    assert renderer().values("{{ .a.b }}", data, None, strict=True) == "c"
