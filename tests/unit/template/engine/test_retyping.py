"""What rendered text is as a value, and what of it is lost."""

from __future__ import annotations

import pytest

from stackc.base.bare import Bare
from stackc.base.codes import Code
from stackc.base.value import Call, Unknown, Value
from stackc.syntax.yaml import ScalarRules
from stackc.template.engine.expansion import Expansion
from stackc.template.engine.retyping import Misuse, NotYaml, find_loss, find_misuse, key_of, reread, retype

ATMOS = ScalarRules(dates_as_text=False, exact_integers=False)
STACKC = ScalarRules(openings=("{{",))


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [
        pytest.param("x a #1", "x a", id="comment"),
        pytest.param("x b: c", NotYaml, id="no yaml"),
        pytest.param("12", 12, id="number"),
        pytest.param("a\nb", "a b", id="lines"),
        pytest.param("2024-05-01", {}, id="date"),
    ],
)
def test_text_that_yaml_writes_plain_is_read_again(rendered: str, expected: Value | type[NotYaml]) -> None:
    value = retype("x {{ .v }}", rendered, ATMOS)
    assert isinstance(value, expected) if isinstance(expected, type) else value == expected


@pytest.mark.parametrize("rendered", ["x a #1", "x b: c", "12", "a\nb", "2024-05-01", "true", ""])
def test_where_quotes_count_text_in_quotes_stays_what_it_is(rendered: str) -> None:
    assert retype("x {{ .v }}", rendered, STACKC) == rendered


@pytest.mark.parametrize(
    ("rendered", "expected"),
    [
        pytest.param("12", 12, id="number"),
        pytest.param("1.5", 1.5, id="fraction"),
        pytest.param("true", True, id="boolean"),
        pytest.param("null", None, id="null"),
        pytest.param("123456789012345678901", 123456789012345678901, id="all digits"),
        pytest.param("007", "007", id="a leading zero is kept, as text"),
        pytest.param("2024-05-01", "2024-05-01", id="date"),
        pytest.param(".inf", ".inf", id="not finite"),
        pytest.param("x a #1", "x a #1", id="no comment"),
        pytest.param("x b: c", "x b: c", id="no map"),
        pytest.param("a\nb", "a\nb", id="lines"),
    ],
)
def test_where_quotes_count_text_without_them_is_a_scalar_and_loses_nothing(rendered: str, expected: Value) -> None:
    value = retype(Bare("x{{ .v }}"), rendered, STACKC)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize("rules", [ATMOS, STACKC])
def test_a_call_stays_a_call(rules: ScalarRules) -> None:
    assert type(retype(Call("!env {{ .v }}"), "!env X", rules)) is Call


@pytest.mark.parametrize(
    ("rendered", "value", "about"),
    [
        pytest.param("x a #1", "x a", "comment", id="comment"),
        pytest.param("x a\nb", "x a b", "lines", id="lines"),
        pytest.param("x: a", {"x": "a"}, "becomes a map", id="map"),
        pytest.param("007", 7, "number", id="leading zero"),
        pytest.param("1.10", 1.1, "number", id="a zero behind, as versions have"),
        pytest.param("1e3", 1000.0, "number", id="exponent"),
        pytest.param("0x1f", 31, "number", id="base"),
        pytest.param("2024-05-01", {}, "date", id="date"),
    ],
)
def test_more_than_the_kind_is_lost(rendered: str, value: Value, about: str) -> None:
    found = find_loss(rendered, value)
    assert found is not None
    assert about in found


@pytest.mark.parametrize(
    ("rendered", "value"),
    [
        pytest.param("12", 12, id="number"),
        pytest.param("-1.5", -1.5, id="fraction"),
        pytest.param("1500000.5", 1500000.5, id="large fraction"),
        pytest.param("true", True, id="boolean"),
        pytest.param("null", None, id="null"),
        pytest.param("x ", "x", id="blanks around"),
        pytest.param('"a\\nb"', "a\nb", id="text in quotes of its own"),
    ],
)
def test_a_kind_alone_is_no_loss(rendered: str, value: Value) -> None:
    assert find_loss(rendered, value) is None


@pytest.mark.parametrize("function", ["toJson", "toRawJson", "data.ToYAML"])
def test_a_list_that_a_function_writes_is_no_loss(function: str) -> None:
    assert find_loss("[1]", [1], {function}) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), (1, "1"), (True, "true"), (1.5, "1.5"), (None, "null"), ({}, "r"), ([], "r")],
)
def test_a_key_is_always_text(value: Value, expected: str) -> None:
    assert key_of(value, "r") == expected


PURE = Call("!template x")
EFFECT = Call("!exec x")


def misuse(
    expanded: Expansion, source: str | Call = "{{ .v }}", *, is_key: bool = False, asks: bool = True
) -> Misuse | None:
    return find_misuse(source, expanded, (lambda text: text.startswith("!template")) if asks else None, is_key=is_key)


def expanded(text: str, *sources: Call | Unknown, secret: bool = False) -> Expansion:
    return Expansion(text, (), secret=secret, sources=sources)


@pytest.mark.parametrize(
    ("found", "code", "about"),
    [
        pytest.param(misuse(expanded("x")), None, "", id="nothing read"),
        pytest.param(misuse(expanded("!template x", PURE)), None, "", id="a copy"),
        pytest.param(
            misuse(expanded("a!template x", PURE)), Code.CALL_READ, "which is called after templates", id="beside"
        ),
        pytest.param(misuse(expanded("a!exec x", EFFECT)), None, "", id="an effect beside text"),
        pytest.param(misuse(expanded("a", Unknown("!template x"))), None, "", id="an unknown beside text"),
        pytest.param(misuse(expanded("a", EFFECT, PURE)), Code.CALL_READ, "`!template x`", id="the pure one of two"),
        pytest.param(misuse(expanded("a", PURE), asks=False), None, "", id="may still become a call"),
        pytest.param(misuse(expanded("!exec x", EFFECT), is_key=True), Code.CALL_READ, "a key must be known", id="key"),
        pytest.param(misuse(expanded("x"), is_key=True), None, "", id="a key of nothing"),
        pytest.param(misuse(expanded("x", secret=True)), None, "", id="a secret in text"),
        pytest.param(misuse(expanded("x", secret=True), PURE), Code.SECRET_MISPLACED, "reads a secret", id="in a call"),
        pytest.param(misuse(expanded("x", secret=True), PURE, asks=False), Code.SECRET_MISPLACED, "", id="always"),
    ],
)
def test_what_a_template_reads_may_be_of_no_use_to_its_value(
    found: Misuse | None, code: Code | None, about: str
) -> None:
    assert (found and found.code) == code
    assert about in (found.message if found else "")


@pytest.mark.parametrize(
    ("rendered", "value", "dates_as_text"),
    [("2024-05-01", {}, False), ("2024-05-01", "2024-05-01", True), (" 12 ", 12, False), ("{a: 1}", {"a": 1}, False)],
)
def test_text_is_read_as_behind_a_key(rendered: str, value: Value, dates_as_text: bool) -> None:
    assert reread(rendered, ScalarRules(dates_as_text=dates_as_text, exact_integers=False)) == value


@pytest.mark.parametrize(
    ("rendered", "value", "about"),
    [
        ("[1]", [1], "it becomes a list"),
        ("a: 1", {"a": 1}, "it becomes a map"),
        ("x\\ty", "x y", "quotes and escapes"),
        ("a\nb", "a b", "its lines are joined"),
        ("0.10", 0.1, "another way"),
    ],
)
def test_a_loss_is_named(rendered: str, value: Value, about: str) -> None:
    assert about in (find_loss(rendered, value) or "")


def test_only_functions_that_write_structure_excuse_it() -> None:
    assert find_loss("[1]", [1], {"print"}) == "it becomes a list"
    assert find_loss("2024-05-01", {}, {"toJson"}) == "a date without quotes becomes an empty map"
