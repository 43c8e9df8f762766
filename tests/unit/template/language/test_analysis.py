"""What a template asks for, told without running it."""

import pytest

from stackc.template.language.analysis import Use
from tests.unit.template.render import parse


@pytest.mark.parametrize(
    ("text", "fields", "is_open"),
    [
        ("text", "", False),
        ("{{ 1 }}{{ nil }}{{ break_ }}", "", False),
        ("{{ .a.b }}{{ $.c }}", "a.b c", False),
        ("{{ (.a).b }}", "a", False),
        ("{{ (index .a 0).b.c }}", "a", False),
        ("{{ f (g .a .b) .c | h .d }}", "a b c d", False),
        ("{{ if .a }}{{ .b }}{{ else if .c }}{{ .d }}{{ else }}{{ .e }}{{ end }}", "a b c d e", False),
        ("{{ with .a }}{{ .b }}{{ $.c }}{{ else }}{{ .d }}{{ end }}{{ .e }}", "a a.b c d e", False),
        ("{{ with (.a.x) }}{{ .b }}{{ end }}", "a.x a.x.b", False),
        ("{{ with $.a }}{{ .b }}{{ end }}", "a a.b", False),
        ("{{ with f .a }}{{ .b }}{{ end }}", "a", False),
        ("{{ with .a | f }}{{ .b }}{{ end }}", "a", False),
        ("{{ with . }}{{ .b }}{{ end }}", "b", True),
        ("{{ with $x := .a }}{{ $x.c }}{{ .b }}{{ end }}", "a a.b", False),
        ("{{ with .a }}{{ with .b }}{{ .c }}{{ end }}{{ . }}{{ end }}", "a a.b a.b.c", False),
        ("{{ range .a }}{{ .b }}{{ . }}{{ else }}{{ .c }}{{ end }}", "a c", False),
        ("{{ range . }}{{ end }}", "", True),
        ("{{ $x := .a }}{{ $x.b }}", "a", False),
        ("{{ $x := . }}{{ $x.b }}", "", True),
        ("{{ f . }}", "", True),
        ("{{ f $ }}", "", True),
        ('{{ template "t" .a }}{{ define "t" }}{{ .b }}{{ $.c }}{{ end }}', "a", False),
        ('{{ template "t" }}{{ define "t" }}{{ . }}{{ end }}', "", False),
        ('{{ block "t" .a }}{{ .b }}{{ end }}', "a", False),
    ],
)
def test_fields_of_the_root_data_are_known_by_their_path(text: str, fields: str, is_open: bool) -> None:
    template = parse(text)
    assert sorted(".".join(field) for field in template.fields) == fields.split()
    assert template.is_open is is_open


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ f .a | g }}", "f g"),
        ("{{ f (g (h)) }}", "f g h"),
        ("{{ strings.Title .a }}", "strings.Title"),
        ("{{ f.g.h }}", "f.g"),
        ("{{ (f .a).b }}", "f"),
        ("{{ if f }}{{ g }}{{ else if h }}{{ else }}{{ i }}{{ end }}", "f g h i"),
        ("{{ range f }}{{ g }}{{ else }}{{ h }}{{ end }}", "f g h"),
        ('{{ template "t" f }}{{ define "t" }}{{ g }}{{ end }}', "f g"),
        ("{{ .a.b }}{{ true }}{{ nil }}", ""),
        ("{{ and .a .b }}", "and"),
    ],
)
def test_functions_are_known_by_their_name(text: str, names: str) -> None:
    assert sorted(parse(text).functions) == names.split()


def test_a_use_knows_its_place() -> None:
    assert parse("a{{ f .x | strings.Title }}").uses == (Use("f", 4, 5), Use("strings.Title", 11, 24))
