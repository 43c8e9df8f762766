"""Whom ``overrides`` reach, what is laid over what, and overrides that are no maps."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.fold import Leaf
from stackc.base.source import Origin
from stackc.base.value import Table, Value, table_at
from stackc.manifest.manifest import NO_OVERRIDES, Overrides
from stackc.manifest.overrides import combine, own_overrides, stamped
from stackc.merge.trace import trace
from tests.kit.build import document, marks
from tests.kit.compiled import ATMOS
from tests.unit.manifest.merged import DEV, STAGE, manifest, places_of, said, told

APP = "components: {terraform: {app: {}, web: {}}, helmfile: {app: {}}, helm: {app: {}}}\n"


def overrides(files: Mapping[str, str], name: str = "app", kind: str = "terraform") -> Value:
    """The overrides a component of the stack receives; None when it has none."""
    return table_at(manifest(files).table, "components", kind, name).get("overrides")


def stack(text: str, **more: str) -> dict[str, str]:
    return {f"stacks/{DEV}": STAGE + text, **{f"stacks/{name}.yaml": each for name, each in more.items()}}


# --- in one file


@pytest.mark.parametrize(
    ("text", "terraform", "helmfile"),
    [
        pytest.param("overrides: {vars: {a: 1}}", {"vars": {"a": 1}}, {"vars": {"a": 1}}, id="of the file"),
        pytest.param("terraform: {overrides: {vars: {a: 1}}}", {"vars": {"a": 1}}, None, id="of one type"),
        pytest.param(
            "overrides: {vars: {a: 1, b: 1}}\nterraform: {overrides: {vars: {a: 2}}}",
            {"vars": {"a": 2, "b": 1}},
            {"vars": {"a": 1, "b": 1}},
            id="the type's are over those of the file",
        ),
        pytest.param("overrides: {}", None, None, id="none"),
        pytest.param("terraform: []", None, None, id="a type that is no map"),
    ],
)
def test_which_components_of_a_file_receive_its_overrides(text: str, terraform: Value, helmfile: Value) -> None:
    files = stack(APP + text)
    assert [overrides(files, name) for name in ("app", "web")] == [terraform, terraform]
    assert overrides(files, kind="helmfile") == helmfile


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("terraform", True),
        ("helmfile", True),
        ("packer", True),
        ("ansible", True),
        ("helm", False),
        ("kubernetes", False),
    ],
)
def test_which_types_receive_overrides_at_all(kind: str, expected: bool) -> None:
    files = stack(f"overrides: {{vars: {{a: 1}}}}\ncomponents: {{{kind}: {{app: {{}}}}}}\n")
    assert (overrides(files, kind=kind) is not None) is expected


def test_they_replace_what_the_component_says_itself() -> None:
    text = "overrides: {vars: {a: 1}}\ncomponents: {terraform: {app: {overrides: {vars: {b: 1}}, vars: {c: 1}}}}\n"
    assert overrides(stack(text)) == {"vars": {"a": 1}}
    own = "overrides: {}\ncomponents: {terraform: {app: {overrides: {vars: {b: 1}}}}}\n"
    assert overrides(stack(own)) == {"vars": {"b": 1}}


def test_a_component_that_is_no_map_receives_none() -> None:
    table = manifest(stack("overrides: {vars: {a: 1}}\ncomponents: {terraform: {app: text, web: {}}}\n")).table
    assert table_at(table, "components")["terraform"] == {"app": "text", "web": {"overrides": {"vars": {"a": 1}}}}


# --- along imports


def test_imported_files_receive_those_of_their_importer() -> None:
    files = stack("import: [mix]\noverrides: {vars: {a: 1}}\n", mix="import: [low]\n", low=APP)
    assert overrides(files) == {"vars": {"a": 1}}


def test_those_of_ancestors_are_over_the_files_own() -> None:
    files = stack("import: [mix]\noverrides: {vars: {a: 1}}\n", mix="overrides: {vars: {a: 2, b: 2}}\n" + APP)
    assert overrides(files) == {"vars": {"a": 1, "b": 2}}


def test_a_file_receives_those_of_its_imports_below_its_own() -> None:
    files = stack("import: [mix]\noverrides: {vars: {a: 1}}\n" + APP, mix="overrides: {vars: {a: 2, b: 2}}\n")
    assert overrides(files) == {"vars": {"a": 1, "b": 2}}


def test_later_imports_are_over_earlier_ones() -> None:
    files = stack(
        "import: [one, two]\n" + APP, one="overrides: {vars: {a: 1, b: 1}}\n", two="overrides: {vars: {a: 2}}\n"
    )
    assert overrides(files) == {"vars": {"a": 2, "b": 1}}


@pytest.mark.parametrize(("project", "expected"), [("stackc.yaml", None), ("atmos.yaml", {"vars": {"a": 1}})])
def test_a_later_import_receives_those_of_an_earlier_one_in_the_atmos_dialect(project: str, expected: Value) -> None:
    files = stack("import: [one, two]\n", one="overrides: {vars: {a: 1}}\n", two=APP)
    own = {project: ATMOS}
    assert overrides({**own, **files}) == expected


# --- their own functions


def test_the_value_of_an_override_is_found_where_it_is_written() -> None:
    files = stack("import: [mix]\noverrides: {vars: {a: 1}}\n", mix="terraform: {overrides: {vars: {b: 2}}}\n" + APP)
    fold = manifest(files).fold
    at = ("components", "terraform", "app", "overrides", "vars")
    assert trace(fold, (*at, "a")) == Origin(f"stacks/{DEV}", ("overrides", "vars", "a"))
    assert trace(fold, (*at, "b")) == Origin("stacks/mix.yaml", ("terraform", "overrides", "vars", "b"))
    assert trace(fold, at[:-2]) == Origin("stacks/mix.yaml", at[:-2])


def own(text: str, above: Overrides = NO_OVERRIDES) -> Overrides:
    table = document(text).table
    return own_overrides(table, Leaf(table, "f.yaml"), above, "replace", marks(), places_of(text, []))


def values(found: Overrides) -> dict[str, Table]:
    return {kind: fold.value for kind, fold in found.by_type}


def test_a_file_without_overrides_has_none() -> None:
    assert own("vars: {overrides: {a: 1}}") is NO_OVERRIDES
    assert own("terraform: {vars: {}}") is NO_OVERRIDES


def test_what_comes_from_above_goes_through_a_file_without_overrides() -> None:
    above = own("terraform: {overrides: {vars: {a: 1}}}")
    assert values(own("vars: {}", above)) == {"terraform": {"vars": {"a": 1}}}


def test_overrides_are_known_by_their_type() -> None:
    found = own("helmfile: {overrides: {vars: {a: 1}}}")
    assert found.get("helmfile").value == {"vars": {"a": 1}}
    assert found.get("terraform").value == {}
    assert (NO_OVERRIDES.identity, [name for name, _ in found.identity]) == ((), ["helmfile"])
    assert found.identity != own("helmfile: {overrides: {vars: {a: 1}}}").identity


def test_overrides_are_combined_type_by_type() -> None:
    low, high = own("overrides: {vars: {a: 1, b: 1}}"), own("terraform: {overrides: {vars: {a: 2}}}")
    found = values(combine((low, high), "replace", marks()))
    assert found == {
        "terraform": {"vars": {"a": 2, "b": 1}},
        **{kind: {"vars": {"a": 1, "b": 1}} for kind in ("helmfile", "packer", "ansible")},
    }


def test_overrides_alone_are_combined_to_themselves() -> None:
    one = own("overrides: {vars: {a: 1}}")
    assert combine((), "replace", marks()) is NO_OVERRIDES
    assert combine((NO_OVERRIDES, NO_OVERRIDES), "replace", marks()) is NO_OVERRIDES
    assert combine((NO_OVERRIDES, one, NO_OVERRIDES), "replace", marks()) is one


@pytest.mark.parametrize("components", [None, [1], "x"], ids=repr)
def test_a_file_without_components_is_its_own_content(components: Value) -> None:
    table: Table = {"a": 1, "components": components}
    leaf = Leaf(table, "f.yaml")
    found = stamped(leaf, table, own("overrides: {vars: {a: 1}}"))
    assert found.value is table
    assert [layer.node for layer in found.layers] == [leaf]


def test_lists_of_overrides_go_by_the_projects_strategy() -> None:
    low, high = (own(f"overrides: {{vars: {{l: [{n}]}}}}") for n in (1, 2))
    found = combine((low, high), "append", marks())
    assert found.get("terraform").value == {"vars": {"l": [1, 2]}}


# --- what is wrong


@pytest.mark.parametrize(
    ("text", "name", "where", "kind"),
    [
        pytest.param("overrides: 7", "overrides", "2:1", "a number", id="of the file"),
        pytest.param("overrides:", "overrides", "2:1", "null", id="null"),
        pytest.param("overrides: !env X", "overrides", "2:1", "a function", id="a call"),
        pytest.param("terraform: {overrides: [a]}", "terraform.overrides", "2:13", "a list", id="of a type"),
        pytest.param("overrides: {vars: 7}", "overrides.vars", "2:13", "a number", id="a section"),
        pytest.param("overrides: {hooks: x}", "overrides.hooks", "2:13", "a string", id="another section"),
        pytest.param("helmfile: {overrides: {env: x}}", "helmfile.overrides.env", "2:24", "a string", id="of that"),
    ],
)
def test_overrides_must_be_maps(text: str, name: str, where: str, kind: str) -> None:
    [found] = said(stack(text + "\n"))
    assert found.message == (
        f"invalid overrides section: `{name}` must be a map, not {kind}, in the file `stacks/{DEV}`"
    )
    assert (found.code, *told(found)) == (Code.OVERRIDES_KIND, f"stacks/{DEV}:{where}", f"this is {kind}")


def test_each_section_is_told_once_and_the_rest_counts() -> None:
    files = stack(APP + "overrides: {vars: 7, env: {A: b}, settings: [x]}\n")
    assert [each.message.split("`")[1] for each in said(files)] == ["overrides.vars", "overrides.settings"]
    assert overrides(files) == {"vars": 7, "env": {"A": "b"}, "settings": ["x"]}


@pytest.mark.parametrize("text", ["overrides: {command: 7, other: 7, dependencies: 7}", "helm: {overrides: 7}"])
def test_what_is_no_map_of_overrides_is_not_looked_at(text: str) -> None:
    assert said(stack(text + "\n")) == []


def test_a_call_is_no_map() -> None:
    assert [each.message for each in said(stack("overrides: {vars: !env X}\n"))] == [
        f"invalid overrides section: `overrides.vars` must be a map, not a function, in the file `stacks/{DEV}`"
    ]
