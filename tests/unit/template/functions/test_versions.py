"""Semantic versions and constraints; answers are those of ``Masterminds/semver``."""

import pytest

from stackc.go.faults import FunctionError
from stackc.template.functions.versions import parse_version, satisfies
from tests.unit.template.render import render

ORDER = "1.0.0-1 1.0.0-2 1.0.0-11 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0 1.0.1 1.1.0 2.0.0"


@pytest.mark.parametrize(
    ("constraint", "inside", "outside"),
    [
        (">1.2", "1.3.0 2.0.0", "1.2.0 1.2.9"),
        (">1", "2.0.0", "1.9.9"),
        (">*", "1.0.0", "0.0.0"),
        (">1.2.3", "1.2.4", "1.2.3 1.2.4-a"),
        (">1.2.3-a", "1.2.3-b 1.2.3", "1.2.3-a"),
        ("<=999999999999999999", "1.0.0", ""),
        (">=1.2", "1.2.0", "1.1.9"),
        ("=>1.2", "1.2.0", ""),
        ("<1.2", "1.1.9", "1.2.0 1.2.0-a"),
        ("<=1.2", "1.2.9 1.2.0", "1.3.0"),
        ("=<1.2.3", "1.2.3", "1.2.4"),
        ("<=1", "1.9.9", "2.0.0"),
        ("<=*", "0.0.1", "0.1.0 1.0.0"),
        ("!=1.2", "1.3.0", "1.2.5"),
        ("!=1", "2.0.0", "1.0.0"),
        ("!=1.2.3", "1.2.4 1.2.3-a 1.2.4-a", "1.2.3"),
        ("!=1.2-a", "1.3.0-b", ""),
        ("!=*", "1.0.0", "0.0.0"),
        ("!=1.x", "", "1.2.3-a"),
        ("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0"),
        ("~1.2", "1.2.0", "1.3.0"),
        ("~1", "1.9.0", "2.0.0 0.9.0"),
        ("~*", "0.0.0 9.0.0", ""),
        ("~0.0.0", "0.0.9 9.0.0", ""),
        ("~>1.2", "1.2.9", "1.3.0"),
        ("^1.2.3", "1.9.0", "1.2.2 2.0.0"),
        ("^0.2.3", "0.2.9", "0.2.2 0.3.0"),
        ("^0.0.3", "0.0.3", "0.0.4"),
        ("^0.0", "0.0.9", "0.1.0"),
        ("^0", "0.9.0", "1.0.0"),
        ("^0.0.0", "0.0.0", "0.0.1"),
        ("^*", "", "1.0.0"),
        ("1.2.3", "1.2.3 1.2.3+b", "1.2.4 1.2.3-a"),
        ("1.2", "1.2.9", "1.3.0"),
        ("1.x", "1.9.0", "2.0.0"),
        ("1.2.X", "1.2.9", "1.3.0"),
        ("1.*.3", "1.9.0", "2.0.0"),
        ("=1", "1.9.0", "2.0.0"),
        ("x", "0.0.0 1.0.0", ""),
        ("v1.2.3", "v1.2.3", ""),
        ("1.2 - 1.4", "1.2.0 1.4.9", "1.1.9 1.5.0"),
        ("1.2.3 - 1.4.5", "1.4.5", "1.4.6"),
        (">=1.0.0-0", "1.1.0-alpha 1.0.0-0", ""),
        (">=1.0.0", "", "1.1.0-alpha"),
        (">=1.0.0-b", "1.0.0-c 1.0.0", "1.0.0-a"),
        (">1.0, <2.0", "1.5.0", "1.0.5 2.0.0"),
        (">1.0 <2.0", "1.5.0", ""),
        (">1.0,<2.0", "1.5.0", ""),
        ("<1.0 || >3", "0.9.0 4.0.0", "2.0.0"),
        (">= 1.2", "1.2.0", ""),
        (" >=1.2 ", "1.2.0", ""),
        ("01.2", "1.2.0", ""),
        ("=1.2.3-a", "1.2.3-a", "1.2.3-b"),
        ("*-0", "1.0.0-a", ""),
        ("1.2.3+x", "1.2.3 1.2.3+y", ""),
    ],
)
def test_a_constraint_allows_some_versions(constraint: str, inside: str, outside: str) -> None:
    for expected, versions in ((True, inside), (False, outside)):
        found = {each: satisfies(constraint, parse_version(each)) for each in versions.split()}
        assert found == dict.fromkeys(versions.split(), expected)


@pytest.mark.parametrize(
    "constraint",
    [
        "",
        "||",
        "1.0||",
        ",",
        ">",
        "a",
        "1.2.3.4",
        "><1",
        ">1.0<2.0",
        "1.|",
        "1234567890123456789",
        ">" + " " * 1000 + "1",
    ],
)
def test_what_is_no_constraint_is_refused(constraint: str) -> None:
    with pytest.raises(FunctionError, match="constraint"):
        satisfies(constraint, parse_version("1.0.0"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1", "1.0.0"),
        ("v1", "1.0.0"),
        ("1.2", "1.2.0"),
        ("1.2.3-a.1+b.2", "1.2.3-a.1+b.2"),
        ("1.2.3-0", "1.2.3-0"),
        ("1.2.3+b-c", "1.2.3+b-c"),
        ("01.02.3", "1.2.3"),
        ("999999999999999999.0.0", "999999999999999999.0.0"),
    ],
)
def test_a_version_is_normalised(text: str, shown: str) -> None:
    version = parse_version(text)
    assert (version.text(), version.json(), version.original) == (shown, f'"{shown}"', text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "V1", "-1.2.3", "1.2.3.4", "1.2.3-", "1.2.3+", "1.2.3-a..b", "1.2.3-01", "1234567890123456789.0.0"],
)
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(FunctionError, match="is not a semantic version"):
        parse_version(text)


def test_a_version_has_a_thousand_characters_at_most() -> None:
    assert parse_version("1.0.0-" + "a" * 994).numbers == (1, 0, 0)
    with pytest.raises(FunctionError):
        parse_version("1.0.0-" + "a" * 995)


@pytest.mark.parametrize(("lower", "higher"), [*zip(ORDER.split(), ORDER.split()[1:], strict=False)])
def test_versions_have_an_order(lower: str, higher: str) -> None:
    data = {"a": parse_version(lower), "b": parse_version(higher)}
    asked = "{{ .a.Compare .b }} {{ .b.Compare .a }} {{ .a.LessThan .b }} {{ .a.GreaterThan .b }} {{ .a.Equal .b }}"
    assert render(asked, data) == "-1 1 true false false"
    assert (
        render("{{ .a.LessThanEqual .b }} {{ .b.LessThanEqual .a }} {{ .b.GreaterThanEqual .a }}", data)
        == "true false true"
    )


def test_what_a_build_is_called_does_not_order_it() -> None:
    data = {"a": parse_version("1.0.0+a"), "b": parse_version("1.0.0+b")}
    asked = "{{ .a.Compare .b }} {{ .a.Equal .b }} {{ .a.LessThan .b }} {{ .a.GreaterThan .b }}"
    assert render(asked, data) == "0 true false false"
    assert render("{{ .a.LessThanEqual .b }} {{ .a.GreaterThanEqual .b }}", data) == "true true"


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("Major", "1"),
        ("Minor", "2"),
        ("Patch", "3"),
        ("Prerelease", "a.1"),
        ("Metadata", "b"),
        ("Original", "v1.2.3-a.1+b"),
        ("String", "1.2.3-a.1+b"),
        ("IncMajor", "2.0.0"),
        ("IncMinor", "1.3.0"),
        ("IncPatch", "1.2.3"),
        ("IncPatch.IncPatch", "1.2.4"),
        ("IncPatch.Original", "1.2.3"),
        ('SetPrerelease "rc"', "1.2.3-rc+b"),
        ('SetMetadata "x"', "1.2.3-a.1+x"),
    ],
)
def test_templates_ask_a_version(member: str, shown: str) -> None:
    assert render(f"{{{{ .v.{member} }}}}", {"v": parse_version("v1.2.3-a.1+b")}) == shown
