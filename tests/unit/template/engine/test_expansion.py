"""The way in and out: what a template asks for, its text, where the text comes from, and what went missing."""

from collections.abc import Iterator, Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.value import Call, Secret, Unknown
from stackc.template import (
    EffectNeeded,
    Expansion,
    FunctionError,
    FunctionSet,
    Note,
    Noted,
    Template,
    TemplateFault,
    TemplateStop,
    evaluate_field,
    expand_template,
    function_set,
    parse_template,
)
from stackc.template.engine.expansion import without_secret
from tests.unit.template.render import ALL, expand, fault, marked, parse, render

DATA = {"vars": {"stage": "prod", "null": None, "name": "x", "zones": ["a", "b"]}}


def test_text_without_actions_is_its_own_expansion() -> None:
    assert expand("plain: {x}\n") == Expansion("plain: {x}\n", ((0, 11, 0, 11),))


def test_an_empty_template_gives_an_empty_text() -> None:
    assert expand("") == Expansion("", ())


def test_literal_text_maps_one_to_one_and_an_action_to_its_whole_source() -> None:
    expansion = expand("n-{{ .vars.stage }}-z", DATA)
    assert isinstance(expansion, Expansion)
    assert expansion.text == "n-prod-z"
    assert expansion.ranges == ((0, 2, 0, 2), (2, 6, 2, 19), (6, 8, 19, 21))


def test_trimmed_text_keeps_its_place_in_the_source() -> None:
    text = "a  {{- .vars.stage -}}  b"
    expansion = expand(text, DATA)
    assert isinstance(expansion, Expansion)
    assert expansion.ranges == ((0, 1, 0, 1), (1, 5, 3, 22), (5, 6, 24, 25))


def test_every_turn_of_a_loop_has_its_own_range() -> None:
    expansion = expand("{{ range .vars.zones }}<{{ . }}{{ end }}", DATA)
    assert isinstance(expansion, Expansion)
    assert expansion.ranges == ((0, 1, 23, 24), (1, 2, 24, 31), (2, 3, 23, 24), (3, 4, 24, 31))


def test_an_action_that_prints_nothing_has_no_range() -> None:
    expansion = expand('{{ "" }}x')
    assert isinstance(expansion, Expansion)
    assert expansion.ranges == ((0, 1, 8, 9),)


def test_a_missing_key_is_a_fault_that_names_path_and_place() -> None:
    text = "x-{{ .vars.tenent }}"
    found = fault(text, DATA)
    assert found.message == "map has no entry for key `tenent`"
    assert (found.missing, marked(found, text)) == (("vars", "tenent"), ".vars.tenent")


def test_a_missing_path_ends_at_the_first_key_that_is_not_there() -> None:
    assert fault("{{ .vars.nope.deeper.still }}", DATA).missing == ("vars", "nope")


def test_the_path_of_a_missing_key_inside_with_starts_at_the_root() -> None:
    assert fault("{{ with .vars }}{{ .tenent }}{{ end }}", DATA).missing == ("vars", "tenent")


def test_the_path_of_a_missing_key_of_a_variable_starts_at_the_variable() -> None:
    assert fault("{{ $v := .vars }}{{ $v.tenent }}", DATA).missing == ("$v", "tenent")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{{ .nope }}", "<no value>", id="missing key"),
        pytest.param("{{ .vars.nope.deeper }}", "<no value>", id="below a missing key"),
        pytest.param("{{ .vars.null }}", "<no value>", id="null"),
        pytest.param('{{ .vars.nope | default "d" }}', "d", id="a function gets nil"),
        pytest.param("{{ if .vars.nope }}y{{ else }}n{{ end }}", "n", id="is false"),
        pytest.param('{{ eq .vars.nope "x" }}', "false", id="equals nothing"),
        pytest.param("{{ $x := .vars.nope }}{{ $x }}", "<no value>", id="kept in a variable"),
    ],
)
def test_a_missing_key_may_print_no_value(text: str, expected: str) -> None:
    assert render(text, DATA, missing="no value") == expected


def test_missing_keys_that_were_printed_are_told_with_their_action() -> None:
    expansion = expand("a{{ .vars.nope.x }}{{ .vars.null }}", DATA, missing="no value")
    assert isinstance(expansion, Expansion)
    assert expansion.missing == ((("vars", "nope"), 1, 19),)


def test_a_missing_key_that_a_function_replaced_is_not_told() -> None:
    expansion = expand('{{ .vars.nope | default "d" }}', DATA, missing="no value")
    assert isinstance(expansion, Expansion)
    assert expansion.missing == ()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param("{{ .vars.stage.x }}", ".vars.stage.x", id="of a string"),
        pytest.param("{{ .vars.zones.x }}", ".vars.zones.x", id="of a list"),
        pytest.param("{{ .vars.null.x }}", ".vars.null.x", id="of null"),
        pytest.param("{{ $n := 5 }}{{ $n.x }}", "$n.x", id="of a number"),
    ],
)
def test_a_field_of_something_without_fields_is_a_fault_in_both_modes(text: str, where: str) -> None:
    assert marked(fault(text, DATA, missing="no value"), text) == where
    assert fault(text, DATA).missing is None


def test_an_unknown_function_is_a_fault_even_where_it_is_not_reached() -> None:
    text = "{{ if false }}{{ nope 1 }}{{ end }}"
    found = fault(text)
    assert found.message == "function `nope` is not defined"
    assert marked(found, text) == "nope"


def test_an_unknown_function_of_a_known_namespace_is_a_fault_when_reached() -> None:
    assert "no function `Nope`" in fault('{{ strings.Nope "x" }}').message
    assert render("{{ if false }}{{ strings.Nope 1 }}{{ end }}") == ""


class Lazy(Mapping[str, object]):
    """Data that computes its values when they are asked for, and records which."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values_by_key = values
        self.asked: list[str] = []

    def __getitem__(self, key: str) -> object:
        self.asked.append(key)
        value = self.values_by_key[key]
        if isinstance(value, Exception):
            raise value
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_key)

    def __len__(self) -> int:
        return len(self.values_by_key)


def test_lazy_data_is_only_asked_for_what_the_template_reads() -> None:
    data = Lazy({"vars": {"a": "1"}, "costly": RuntimeError("not to be read")})
    assert render("{{ .vars.a }}{{ .vars.a }}", data) == "11"
    assert set(data.asked) == {"vars"}


class Postponed(TemplateStop):
    """Stands for an answer that is not known yet."""


def test_a_stop_raised_by_data_passes_through() -> None:
    stop = Postponed()
    with pytest.raises(Postponed) as raised:
        expand("{{ toJson .later }}", Lazy({"later": stop}))
    assert raised.value is stop


def test_a_stop_raised_by_a_function_passes_through() -> None:
    def later() -> object:
        raise Postponed

    with pytest.raises(Postponed):
        expand("{{ later | upper }}", functions=function_set(True, True, {"later": later}))


def test_an_effect_without_permission_names_itself_and_its_place() -> None:
    text = "at {{ now | unixEpoch }}"
    with pytest.raises(EffectNeeded) as raised:
        expand(text)
    needed = raised.value
    assert (needed.name, text[needed.start : needed.end]) == ("now", "now")


def test_an_effect_in_a_branch_not_taken_is_not_needed() -> None:
    assert render("{{ if false }}{{ now }}{{ end }}x") == "x"


def test_an_effect_with_permission_is_called() -> None:
    expansion = expand("{{ randAlpha 5 }}", effects=True)
    assert isinstance(expansion, Expansion)
    assert len(expansion.text) == 5


def test_any_other_exception_of_a_function_is_a_fault_at_the_call() -> None:
    def broken() -> object:
        raise ZeroDivisionError("oops")

    text = "{{ broken }}"
    found = fault(text, functions=function_set(False, False, {"broken": broken}))
    assert (found.message, marked(found, text)) == ("`broken` failed: oops", "broken")


@pytest.mark.parametrize(
    ("text", "plain", "sole"),
    [
        pytest.param("text", True, None, id="text"),
        pytest.param("{{/* note */}}text", False, None, id="comment"),
        pytest.param("{{ .a.b }}", False, ("a", "b"), id="one field"),
        pytest.param("{{- .a -}}", False, ("a",), id="trimmed"),
        pytest.param("x{{ .a }}", False, None, id="with text"),
        pytest.param("{{ .a | upper }}", False, None, id="with a function"),
        pytest.param("{{ . }}", False, None, id="dot"),
        pytest.param("{{ $x := .a }}", False, None, id="declaration"),
    ],
)
def test_a_template_tells_whether_it_is_plain_or_one_field(
    text: str, plain: bool, sole: tuple[str, ...] | None
) -> None:
    template = parse(text)
    assert (template.is_plain, template.sole_field) == (plain, sole)


@pytest.mark.parametrize(
    ("text", "fields", "is_open"),
    [
        pytest.param("{{ .a.b }}{{ $.c }}", {("a", "b"), ("c",)}, False, id="fields"),
        pytest.param("{{ if .a }}{{ .b }}{{ else }}{{ .c }}{{ end }}", {("a",), ("b",), ("c",)}, False, id="if"),
        pytest.param("{{ with .a.b }}{{ .c }}{{ end }}", {("a", "b"), ("a", "b", "c")}, False, id="with"),
        pytest.param("{{ range .a }}{{ .c }}{{ $.d }}{{ end }}", {("a",), ("d",)}, False, id="range"),
        pytest.param('{{ index .vars "x" }}', {("vars",)}, False, id="index"),
        pytest.param("{{ print (upper .a) | quote }}", {("a",)}, False, id="arguments"),
        pytest.param('{{ define "t" }}{{ .inner }}{{ end }}{{ template "t" .a }}', {("a",)}, False, id="template"),
        pytest.param("{{ . }}", set(), True, id="dot"),
        pytest.param("{{ range . }}{{ end }}", set(), True, id="range over dot"),
        pytest.param("{{ toJson $ }}", set(), True, id="root to a function"),
        pytest.param('{{ template "t" . }}{{ define "t" }}{{ end }}', set(), True, id="dot to a template"),
    ],
)
def test_a_template_tells_what_it_reads(text: str, fields: set[tuple[str, ...]], is_open: bool) -> None:
    template = parse(text)
    assert (set(template.fields), template.is_open) == (fields, is_open)


def test_a_template_tells_what_it_calls() -> None:
    text = '{{ upper .a | strings.Title }}{{ (atmos.Component "c" .stack).outputs.x }}'
    assert parse(text).functions == {"upper", "strings.Title", "atmos.Component"}


def test_other_delimiters_leave_the_usual_ones_alone() -> None:
    template = parse_template("{{ .a }} [[ .a ]]", ("[[", "]]"))
    assert isinstance(template, Template)
    expansion = expand_template(template, {"a": 1}, ALL)
    assert isinstance(expansion, Expansion)
    assert expansion.text == "{{ .a }} 1"


def test_empty_delimiters_are_the_usual_ones() -> None:
    assert parse_template("{{ .a }}", ("", "")) is parse_template("{{ .a }}")


def test_bytes_that_are_no_text_leave_as_replacement_characters() -> None:
    assert render(r'{{ "\xff" }}{{ len "\xff" }}') == "\ufffd1"


def test_evaluate_field_reads_nested_maps() -> None:
    assert evaluate_field(DATA, ("vars", "stage")) == "prod"
    assert evaluate_field(DATA, ()) is DATA


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        pytest.param(("vars", "nope", "x"), ("vars", "nope"), id="missing key"),
        pytest.param(("vars", "stage", "x"), ("vars", "stage", "x"), id="below a string"),
        pytest.param(("vars", "null", "x"), ("vars", "null", "x"), id="below null"),
    ],
)
def test_evaluate_field_raises_for_what_is_not_there(path: tuple[str, ...], missing: tuple[str, ...]) -> None:
    with pytest.raises(KeyError) as raised:
        evaluate_field(DATA, path)
    assert raised.value.args == (missing,)


def test_a_fault_of_the_parse_is_a_value() -> None:
    assert parse_template("{{ if }}") == TemplateFault("missing value for `if`", 6, 6)


# what a caller's own functions say


def noting(value: object) -> FunctionSet:
    return function_set(True, True, {"load": lambda: Noted(value, Code.UNREADABLE, "from elsewhere", "keep it here")})


def test_a_remark_of_a_function_comes_with_the_text_and_its_place() -> None:
    template = parse_template("a {{ (load).b | upper }}")
    assert isinstance(template, Template)
    expanded = expand_template(template, {}, noting({"b": "x"}))
    assert isinstance(expanded, Expansion)
    note = Note(Code.UNREADABLE, "`load`: from elsewhere", "keep it here", 6, 10)
    assert (expanded.text, expanded.notes) == ("a X", (note,))


def test_a_function_says_what_its_error_is_reported_as() -> None:
    def load() -> object:
        raise FunctionError("refused", Code.UNREADABLE)

    template = parse_template("{{ load }}")
    assert isinstance(template, Template)
    fault = expand_template(template, {}, function_set(True, True, {"load": load}))
    assert fault == TemplateFault("`load`: refused", 3, 7, code=Code.UNREADABLE)


# calls, unknowns and secrets


@pytest.mark.parametrize(
    ("text", "data", "copied"),
    [
        pytest.param("{{ .c }}", {"c": Call("!env X")}, Call("!env X"), id="whole"),
        pytest.param(" {{ .c }} ", {"c": Call("!env X")}, Call("!env X"), id="blanks beside it"),
        pytest.param("a{{ .c }}", {"c": Call("!env X")}, None, id="text beside it"),
        pytest.param("{{ .c }}", {"c": Unknown("!env X")}, None, id="an unknown"),
        pytest.param("{{ .c }}{{ .d }}", {"c": Call("!env X"), "d": Call("!env Y")}, None, id="two"),
        pytest.param("{{ .c }}", {"c": "!env X"}, None, id="text"),
    ],
)
def test_a_copy_of_a_call_is_told(text: str, data: dict[str, object], copied: Call | None) -> None:
    expansion = expand(text, data)
    assert isinstance(expansion, Expansion)
    assert expansion.copied == copied


@pytest.mark.parametrize(
    ("text", "end"),
    [("{{ .s }}", 8), ("a {{ .s }} b", 12), ("{{ if .s }}{{ end }}", 0), ("{{ if .s }}x{{ end }}", 12)],
)
def test_a_secret_must_not_become_a_name(text: str, end: int) -> None:
    found = without_secret(expand(text, {"s": Secret("hush")}))
    message = "it reads a secret, which must not stand here"
    assert found == TemplateFault(message, 0, end, code=Code.SECRET_MISPLACED)


def test_what_holds_no_secret_and_what_failed_pass() -> None:
    sound, broken = expand("{{ .a }}", {"a": 1}), expand("{{ .a }}", {})
    assert isinstance(broken, TemplateFault)
    assert (without_secret(sound), without_secret(broken)) == (sound, broken)


def test_data_that_is_nested_without_end_is_a_fault() -> None:
    assert "nested" in fault("{{ .a }}", {"a": _nested(5000)}).message


def _nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_a_template_shows_its_text() -> None:
    assert repr(parse("a {{ .x }}")) == "Template('a {{ .x }}')"


def test_a_function_that_is_nowhere_is_told_before_anything_runs() -> None:
    text = "{{ if false }}{{ strange.Thing 1 }}{{ end }}"
    found = fault(text)
    assert (found.message, marked(found, text)) == ("function `strange` is not defined", "strange")
