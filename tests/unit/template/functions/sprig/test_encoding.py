"""Sprig: the family in ``sprig.encoding``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{{ toJson (dict "b" 1 "a" (list 1.5 "x<y>&z" nil true)) }}',
            '{"a":[1.5,"x\\u003cy\\u003e\\u0026z",null,true],"b":1}',
        ),
        pytest.param('{{ toRawJson "<a&b>" }}', '"<a&b>"'),
        pytest.param(
            '{{ toPrettyJson (dict "a" (list 1 2) "b" (dict) "c" (list)) }}',
            '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {},\n  "c": []\n}',
        ),
        pytest.param("{{ toJson 1e21 }}", "1e+21"),
        pytest.param("{{ toJson 1e20 }}", "100000000000000000000"),
        pytest.param("{{ toJson 1e-7 }}", "1e-7"),
        pytest.param("{{ toJson 100000000.0 }}", "100000000"),
        pytest.param('{{ toJson "é\\u2028\\u0001\\t\\"\\\\/\\u007f" }}', '"é\\u2028\\u0001\\t\\"\\\\/\x7f"'),
        pytest.param("{{ toJson 1.0 }}", "1"),
        pytest.param("{{ toJson -0.0 }}", "-0"),
        pytest.param('{{ fromJson "{\\"a\\": [1, 2.5, null, true, \\"x\\"]}" }}', "map[a:[1 2.5 <nil> true x]]"),
        pytest.param('{{ (fromJson "{\\"a\\": 1}").a }}', "1"),
        pytest.param('{{ fromJson "xx" }}', "<no value>"),
        pytest.param('{{ fromJson "1" | typeOf }}', "float64"),
        pytest.param('{{ fromJson "[1e3]" }}', "[1000]"),
        pytest.param('{{ toJson (fromJson "{\\"a\\":12345678901234567890}") }}', '{"a":12345678901234567000}'),
        pytest.param('{{ b64enc "héllo" }}', "aMOpbGxv"),
        pytest.param('{{ b64dec "aGk=" }}', "hi"),
        pytest.param('{{ b32enc "hi" }}', "NBUQ===="),
        pytest.param('{{ b32dec "NBUQ====" }}', "hi"),
        pytest.param(
            '{{ toJson (dict "b" 1 "a" (list 1.5 "<&>" nil true)) }}',
            '{"a":[1.5,"\\u003c\\u0026\\u003e",null,true],"b":1}',
        ),
        pytest.param(
            '{{ toPrettyJson (dict "a" (list 1 2) "b" (dict)) }}', '{\n  "a": [\n    1,\n    2\n  ],\n  "b": {}\n}'
        ),
        pytest.param('{{ toRawJson (dict "a" "<&>") }}', '{"a":"<&>"}'),
    ],
)
def test_encoding_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param(
            'mustFromJson "{"',
            "`mustFromJson`: invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        pytest.param('mustToJson (float64 "inf")', "`mustToJson`: inf has no form in JSON"),
    ],
)
def test_encoding_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ('b64dec "aGk"', "illegal base64 data at input byte 0"),
        ('b64dec "a!k="', "illegal base64 data at input byte 1"),
        ('b64dec "aG=k"', "illegal base64 data at input byte 2"),
        ('b64dec "===="', "illegal base64 data at input byte 0"),
        (r'b64dec "aGk=\r\n"', "hi"),
        ('b64dec ""', ""),
        ('b32dec "NBUQ===="', "hi"),
        ('b32dec ""', ""),
        ('fromJson "{"', "<no value>"),
        ('fromJson ""', "<no value>"),
        ('fromJson "12"', "12"),
        ("toJson .bad", ""),
        ("toPrettyJson .bad", ""),
    ],
)
def test_without_must_a_failure_is_no_fault(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}", {"bad": float("inf")}, missing="no value") == shown


@pytest.mark.parametrize("text", ["nbuq====", "N", "1"])
def test_base32_that_is_none_is_said(text: str) -> None:
    assert render(f'{{{{ b32dec "{text}" }}}}').startswith("illegal base32 data")


@pytest.mark.parametrize("action", ["mustToJson .bad", "mustToPrettyJson .bad", "toRawJson .bad", 'mustFromJson "{"'])
def test_with_must_a_failure_is_a_fault(action: str) -> None:
    assert "JSON" in fault(f"{{{{ {action} }}}}", {"bad": float("inf")}).message
