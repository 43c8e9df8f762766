"""What is told of scalars that are valid and hardly meant so; and of how many nothing is."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.syntax.yaml import parse_document


@pytest.mark.parametrize(
    ("text", "where", "advice"),
    [
        ("vars:\n  stage:dev\n", "2:3", "write `stage: dev`"),
        ("vars:\n  stage:dev\n  b:c\nx: 1\n", "2:3", "write `stage: dev`"),
        ("vars:\n  stage = dev\n", "2:3", "write `stage: dev`"),
        ("import:\n  -a\n  -b\n", "2:3", "write `- a`"),
        ("import:\n  - a\n    - b\n", "3:5", "indent it like the other items"),
        ("a: b\nvars:\n  c:d\n", "3:3", "write `c: d`"),
        ("a: web,\nb: c\n", "1:4", "write `web`"),
        ("a:\n  - web,\n  - c\n", "2:5", "write `web`"),
    ],
)
def test_structure_that_is_read_as_text_is_told(text: str, where: str, advice: str) -> None:
    [found] = parse_document(text, "f.yaml").diagnostics
    assert (found.code, found.help) == (Code.SPACE_MISSING, advice)
    assert f"{found.place[1]}:{found.place[2]}" == where


@pytest.mark.parametrize(
    "text",
    [
        "image: nginx:latest",
        "arn:\n  arn:aws:iam::1:role/x",
        "window: sun:03:00-sun:04:00",
        "url:\n  https://example.com",
        "port:\n  host:8080",
        "text: words go on\n  here - with dashes\n  and x:y in it",
        "text:\n  some words",
        "argument: -force",
        "text: now, then,",
        "separator: ','",
        "list: [-x, a=b]",
        "setting: a=b",
        "quoted:\n  'a:b'",
        "block: |\n  a:b\n  -c",
    ],
)
def test_text_with_colons_and_dashes_is_text(text: str) -> None:
    assert parse_document(text, "f.yaml").diagnostics == ()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("a: '{ .vars.x }-b'", "write `{{ .vars.x }}`"),
        ("a: x-{.settings.a.b}", "write `{{ .settings.a.b }}`"),
        ("a: ${vars.x}", "write `{{ .vars.x }}`"),
        ("a: ! terraform.output x y", "write `!terraform.output x y`"),
        ('a: ["${.locals.x}"]', "write `{{ .locals.x }}`"),
    ],
)
def test_what_looks_like_a_template_and_is_none_is_told(text: str, advice: str) -> None:
    [found] = parse_document(text, "f.yaml").diagnostics
    assert (found.code, found.help) == (Code.SPACE_MISSING, advice)


@pytest.mark.parametrize(
    "text", ["a: '{{ .vars.x }}'", "a: '{{.vars.x}}'", "a: ${aws:username}", "a: '{tenant}'", "a: ${VARS}"]
)
def test_templates_and_the_signs_of_others_are_fine(text: str) -> None:
    assert parse_document(text, "f.yaml").diagnostics == ()


def test_one_mistake_is_told_once() -> None:
    [found] = parse_document("a:\n  b = c\n  d: 1\n", "f.yaml").diagnostics
    assert found.code is Code.YAML_SYNTAX


@pytest.mark.parametrize("text", ["a: “b”", "a: „b“", "a: ‘b’", "- «b»"])
def test_typographic_quotes_are_part_of_the_text(text: str) -> None:
    [found] = parse_document(text, "f.yaml").diagnostics
    assert (found.code, found.help) == (Code.TYPOGRAPHIC_QUOTES, 'write `"b"`')


def test_typographic_quotes_within_text_are_fine() -> None:
    assert parse_document("a: he said “b”\nc: '“d”'\n", "f.yaml").diagnostics == ()


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("kubernetes_version: 1.30", 'quote it: "1.30"'),
        ("engineVersion: 16.0", 'quote it: "16.0"'),
        ("versions: [1.10]", 'quote it: "1.10"'),
        ("git_commit: 1234e10", 'quote it: "1234e10"'),
        ("account_id: 12345678901", 'if it began with 0: "012345678901"'),
    ],
)
def test_a_number_that_is_a_name_loses_a_part_of_it(text: str, advice: str) -> None:
    [found] = parse_document(text, "f.yaml").diagnostics
    assert (found.code, found.help) == (Code.NUMBER_SHORTENED, advice)


@pytest.mark.parametrize(
    "text",
    [
        "price: 1.30",
        "version: 1.3",
        "version: '1.30'",
        "conversion: 0.50",
        "schema_version: 2",
        "limit: 1e10",
        "account_id: 123456789012",
        "account_id: 1234567",
        "account_id: '12345678901'",
    ],
)
def test_other_numbers_are_numbers(text: str) -> None:
    assert parse_document(text, "f.yaml").diagnostics == ()


def test_each_place_is_told_though_the_text_is_the_same() -> None:
    found = parse_document("version: 1.30\nprice: 1.30\nx: {version: 1.30}\n", "f.yaml").diagnostics
    assert [each.place[1] for each in found] == [1, 3]
