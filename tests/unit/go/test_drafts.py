"""``set`` and its kin change maps of the template, never the caller's data."""

import pytest

from stackc.go.drafts import Draft
from stackc.template import function_set
from tests.unit.template.render import render


def test_a_map_made_by_the_template_is_changed_in_place() -> None:
    assert render('{{ $d := dict "a" 1 }}{{ $_ := set $d "b" 2 }}{{ $d }}') == "map[a:1 b:2]"


def test_data_changes_for_the_rest_of_the_template_only() -> None:
    data: dict[str, object] = {"vars": {"a": 1}, "l": [{"k": 1}]}
    text = '{{ $_ := set .vars "b" 2 }}{{ .vars }}{{ range .l }}{{ $_ := set . "k" 5 }}{{ end }}{{ .l }}'
    assert render(text, data) == "map[a:1 b:2][map[k:5]]"
    assert data == {"vars": {"a": 1}, "l": [{"k": 1}]}


def test_what_a_callers_function_gives_is_not_changed_either() -> None:
    shared = {"vars": {"a": 1}}
    functions = function_set(True, False, {"component": lambda: shared})
    text = '{{ $c := component }}{{ $_ := set $c.vars "a" 2 }}{{ $c.vars.a }}{{ (component).vars.a }}'
    assert render(text, functions=functions) == "21"
    assert shared == {"vars": {"a": 1}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('{{ unset .m "a" }}', "map[b:map[c:1]]", id="unset"),
        pytest.param('{{ merge .m (dict "z" 1 "a" 9) }}', "map[a:1 b:map[c:1] z:1]", id="merge"),
        pytest.param('{{ mergeOverwrite .m (dict "a" 9) }}', "map[a:9 b:map[c:1]]", id="mergeOverwrite"),
        pytest.param('{{ $_ := unset .m "a" }}{{ keys .m }}{{ hasKey .m "a" }}{{ len .m }}', "[b]false1", id="gone"),
        pytest.param(
            '{{ $_ := unset .m "a" }}{{ $_ := set .m "a" 7 }}{{ toJson .m }}', '{"a":7,"b":{"c":1}}', id="back"
        ),
        pytest.param('{{ $_ := unset .m "nope" }}{{ .m }}', "map[a:1 b:map[c:1]]", id="nothing to remove"),
    ],
)
def test_every_function_that_changes_maps_works_on_a_draft(text: str, expected: str) -> None:
    data = {"m": {"a": 1, "b": {"c": 1}}}
    assert render(text, data) == expected
    assert data == {"m": {"a": 1, "b": {"c": 1}}}


def test_a_removed_key_cannot_be_removed_again() -> None:
    draft = Draft({"a": 1}, lambda value: value)
    del draft["a"]
    with pytest.raises(KeyError):
        del draft["a"]
    with pytest.raises(KeyError):
        draft["a"]
