"""gomplate: the family in ``gomplate.conv``; answers are those of the Go library."""

import pytest

from tests.unit.template.render import fault, render


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ conv.ToBool "yes" }}', "true"),
        pytest.param('{{ conv.ToBool "on" }}', "false"),
        pytest.param("{{ conv.ToBool 1 }}", "true"),
        pytest.param("{{ conv.ToBool 2 }}", "false"),
        pytest.param('{{ conv.ToBool "1.0" }}', "true"),
        pytest.param("{{ conv.ToBool nil }}", "false"),
        pytest.param('{{ conv.ToBools 1 "true" "x" }}', "[true true false]"),
        pytest.param('{{ conv.Bool "T" }}', "true"),
        pytest.param('{{ conv.Join (list 1 "a" nil) "-" }}', "1-a-nil"),
        pytest.param('{{ conv.ParseInt "ff" 16 64 }}', "255"),
        pytest.param('{{ conv.ParseInt "300" 10 8 }}', "127"),
        pytest.param('{{ conv.ParseFloat "1.5" 64 }}', "1.5"),
        pytest.param('{{ conv.ParseUint "12" 10 64 }}', "12"),
        pytest.param('{{ conv.ParseUint "-1" 10 64 }}', "0"),
        pytest.param('{{ conv.Atoi "12" }}', "12"),
        pytest.param('{{ conv.Atoi "x" }}', "0"),
        pytest.param('{{ conv.ToInt64 "0x1f" }}', "31"),
        pytest.param('{{ conv.ToInt "1,000" }}', "1000"),
        pytest.param("{{ conv.ToInt 3.9 }}", "3"),
        pytest.param('{{ conv.ToInt "3.9" }}', "3"),
        pytest.param("{{ conv.ToInt true }}", "1"),
        pytest.param('{{ conv.ToInts 1 "2" 3.5 }}', "[1 2 3]"),
        pytest.param('{{ conv.ToFloat64 "1.5e3" }}', "1500"),
        pytest.param('{{ conv.ToFloat64 "0x10" }}', "16"),
        pytest.param('{{ conv.ToFloat64s 1 "2" }}', "[1 2]"),
        pytest.param("{{ conv.ToString nil }}", "nil"),
        pytest.param("{{ conv.ToString 5 }}", "5"),
        pytest.param('{{ conv.ToStrings 1 nil "a" }}', "[1 nil a]"),
        pytest.param('{{ conv.Default "d" "" }}', "d"),
        pytest.param('{{ conv.Default "d" "x" }}', "x"),
        pytest.param('{{ conv.Has (dict "a" 1) "a" }}', "true"),
        pytest.param('{{ conv.Dict "a" 1 }}', "map[a:1]"),
        pytest.param("{{ conv.Slice 1 2 }}", "[1 2]"),
        pytest.param('{{ conv.ToInt64 "abc" }}', "0"),
        pytest.param("{{ conv.ToInt64s 1 2 }}", "[1 2]"),
        pytest.param("{{ conv.ToString (list 1 nil) }}", "[1 <nil>]"),
        pytest.param('{{ (conv.URL "http://h.com:80/p?q#f").Host }}', "h.com:80"),
        pytest.param('{{ (conv.URL "http://h.com:80/p?q#f").Path }}', "/p"),
        pytest.param('{{ (conv.URL "http://h.com:80/p?q#f").Port }}', "80"),
        pytest.param('{{ conv.URL "http://u@h.com/a%20b?x=1#f" }}', "http://u@h.com/a%20b?x=1#f"),
        pytest.param('{{ (conv.URL "http://h.com/p?q=1").RawQuery }}', "q=1"),
        pytest.param('{{ (conv.URL "s3://b/k").Scheme }}', "s3"),
        pytest.param('{{ bool "true" }}', "true"),
    ],
)
def test_conv_answer_as_in_go(text: str, expected: str) -> None:
    assert render(text, missing="no value") == expected


@pytest.mark.parametrize(
    ("action", "message"),
    [
        pytest.param('conv.Join 5 ","', "`conv.Join`: expected a list, found int"),
    ],
)
def test_conv_refuse_what_they_cannot_answer(action: str, message: str) -> None:
    assert fault(f"{{{{ {action} }}}}").message == message


@pytest.mark.parametrize(
    ("action", "shown"),
    [
        ('conv.ParseInt "0x1f" 0 64', "31"),
        ('conv.ParseInt "0o17" 0 64', "15"),
        ('conv.ParseInt "0b11" 0 64', "3"),
        ('conv.ParseInt "017" 0 64', "15"),
        ('conv.ParseInt "1_000" 0 64', "1000"),
        ('conv.ParseInt "0" 0 64', "0"),
        ('conv.ParseInt "-0x1f" 0 64', "-31"),
        ('conv.ParseInt "+5" 10 64', "5"),
        ('conv.ParseInt "-5" 10 64', "-5"),
        ('conv.ParseInt "Z" 36 64', "35"),
        ('conv.ParseInt "2" 2 64', "0"),
        ('conv.ParseInt "1" 37 64', "0"),
        ('conv.ParseInt "1" 1 64', "0"),
        ('conv.ParseInt "" 10 64', "0"),
        ('conv.ParseInt "-129" 10 8', "-128"),
        ('conv.ParseInt "128" 10 8', "127"),
        ('conv.ParseInt "9223372036854775808" 10 0', "9223372036854775807"),
        ('conv.ParseInt "9223372036854775808" 10 65', "9223372036854775807"),
        ('conv.ParseUint "+1" 10 64', "0"),
        ('conv.ParseUint "256" 10 8', "255"),
        ('conv.ParseUint "18446744073709551616" 10 64', "18446744073709551615"),
    ],
)
def test_an_integer_is_read_in_its_base_and_held_within_its_bits(action: str, shown: str) -> None:
    assert render(f"{{{{ {action} }}}}") == shown
