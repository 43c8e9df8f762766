"""Values that change their kind where layers meet: what is said, where, and of what nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic, Label
from stackc.check.kinds import check_kind_changes, merge_kind_changes
from tests.kit.compiled import compiled

UPPER = "stacks/deploy/dev.yaml"
LOWER = "stacks/catalog/base.yaml"
APP = "components: {terraform: {app: {}}}\n"


def changes(files: Mapping[str, str], *said: tuple[str, int, int]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    check_kind_changes(compiled(files), found.append, frozenset(said))
    return found


def layers(lower: str, upper: str) -> dict[str, str]:
    """A variable ``a`` in an imported file, and the same one in the file that imports it."""
    return {
        LOWER: f"vars: {{stage: dev, a: {lower}}}\n",
        UPPER: f"import: [catalog/base]\nvars: {{a: {upper}}}\n{APP}",
    }


def shown(label: Label) -> str:
    return f"{label.span} {label.text}"


def told(diagnostic: Diagnostic) -> list[str]:
    """The message, then what is where."""
    assert diagnostic.code is Code.KIND_CHANGE
    assert diagnostic.primary is not None
    return [diagnostic.message, *map(shown, (diagnostic.primary, *diagnostic.related))]


def test_a_map_over_a_list_is_a_kind_change() -> None:
    [found] = changes(layers("[1]", "{b: 1}"))
    assert told(found) == [
        "`vars.a` changes its kind: a map takes the place of a list",
        f"{UPPER}:2:8 a map here",
        f"{LOWER}:1:20 a list here",
    ]


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        pytest.param("[1]", "1", "a number takes the place of a list", id="number over list"),
        pytest.param("1", "[1]", "a list takes the place of a number", id="list over number"),
        pytest.param("{}", "[]", "a list takes the place of a map", id="empty list over empty map"),
        pytest.param("{}", "''", "a string takes the place of a map", id="empty text over map"),
        pytest.param("text", "{b: 1}", "a map takes the place of a string", id="map over text"),
        pytest.param("[1]", "false", "a boolean takes the place of a list", id="false over list"),
        pytest.param("0", "{}", "a map takes the place of a number", id="map over zero"),
        pytest.param("1", "!append [2]", "a list takes the place of a number", id="append to a number"),
    ],
)
def test_map_list_and_scalar_are_three_kinds(lower: str, upper: str, said: str) -> None:
    assert [found.message for found in changes(layers(lower, upper))] == [f"`vars.a` changes its kind: {said}"]


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        pytest.param("1", "text", id="text over number"),
        pytest.param("true", "1", id="number over boolean"),
        pytest.param("null", "[1]", id="list over null"),
        pytest.param("[1]", "null", id="null over list"),
        pytest.param("!env A", "[1]", id="list over call"),
        pytest.param("[1]", "!env A", id="call over list"),
        pytest.param("[1]", "'{{ .vars.x }}'", id="template over list"),
        pytest.param("'{{ .vars.x }}'", "{}", id="map over template"),
        pytest.param("'!x'", "[1]", id="list over text that looks like a call"),
        pytest.param("[1]", "!append [2]", id="append to a list"),
        pytest.param("{b: 1}", "{c: [1]}", id="maps with other keys"),
    ],
)
def test_what_may_be_of_the_same_kind_is_no_change(lower: str, upper: str) -> None:
    assert changes(layers(lower, upper)) == []


def test_maps_are_compared_all_the_way_down() -> None:
    [found] = changes(layers("{b: {c: 1, d: [1]}, e: [1]}", "{b: {c: 2, d: {x: 1}}, e: [2]}"))
    assert told(found) == [
        "`vars.a.b.d` changes its kind: a map takes the place of a list",
        f"{UPPER}:2:22 a map here",
        f"{LOWER}:1:34 a list here",
    ]


def test_sections_of_one_file_are_layers_of_a_component() -> None:
    text = "vars: {stage: dev, a: 1}\nterraform: {vars: {a: [1]}}\ncomponents: {terraform: {app: {vars: {a: {}}}}}\n"
    assert [told(found)[1:] for found in changes({UPPER: text})] == [
        [f"{UPPER}:2:20 a list here", f"{UPPER}:1:20 a number here"],
        [f"{UPPER}:3:39 a map here", f"{UPPER}:2:20 a list here"],
    ]


def test_an_heir_is_compared_with_its_base() -> None:
    base = "base: {metadata: {type: abstract}, vars: {a: 1}}"
    app = "app: {metadata: {inherits: [base]}, vars: {a: {b: 1}}}"
    [found] = changes({UPPER: f"vars: {{stage: dev}}\ncomponents:\n  terraform:\n    {base}\n    {app}\n"})
    assert told(found)[1:] == [f"{UPPER}:5:48 a map here", f"{UPPER}:4:47 a number here"]


def test_two_files_that_both_differ_from_a_third_are_two_changes() -> None:
    files = {
        LOWER: "vars: {stage: dev, a: 1}\n",
        "stacks/catalog/over.yaml": "import: [catalog/base]\nvars: {a: [1]}\n",
        UPPER: f"import: [catalog/over]\nvars: {{a: {{}}}}\n{APP}",
    }
    assert [told(found)[1:] for found in changes(files)] == [
        ["stacks/catalog/over.yaml:2:8 a list here", f"{LOWER}:1:20 a number here"],
        [f"{UPPER}:2:8 a map here", "stacks/catalog/over.yaml:2:8 a list here"],
    ]


def test_one_pair_of_places_is_told_once_however_many_stacks_reach_it() -> None:
    files = {
        "stacks/catalog/low.yaml": "vars: {a: 1}\n",
        "stacks/catalog/high.yaml": "import: [catalog/low]\nvars: {a: [1]}\n",
        **{
            f"stacks/deploy/{stage}.yaml": f"import: [catalog/high]\nvars: {{stage: {stage}}}\n{APP}"
            for stage in ("dev", "prod")
        },
    }
    assert [told(found)[1] for found in changes(files)] == ["stacks/catalog/high.yaml:2:8 a list here"]


def test_a_file_that_is_imported_again_is_not_compared_with_itself() -> None:
    files = {
        LOWER: "vars: {a: [1]}\n",
        "stacks/catalog/one.yaml": "import: [catalog/base]\nvars: {b: 1}\n",
        UPPER: f"import: [catalog/base, catalog/one, catalog/base]\nvars: {{stage: dev}}\n{APP}",
    }
    assert changes(files) == []


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((UPPER, 2, 8), id="the upper key"),
        pytest.param((UPPER, 2, 11), id="the upper value"),
        pytest.param((LOWER, 1, 20), id="the lower key"),
        pytest.param((LOWER, 1, 23), id="the lower value"),
    ],
)
def test_a_place_that_is_said_to_be_wrong_is_not_said_again(place: tuple[str, int, int]) -> None:
    assert changes(layers("[1]", "{b: 1}"), place) == []


@pytest.mark.parametrize(
    "place",
    [
        pytest.param((UPPER, 2, 9), id="another column"),
        pytest.param((UPPER, 1, 8), id="another line"),
        pytest.param((LOWER, 2, 8), id="another file"),
    ],
)
def test_what_was_said_of_other_places_silences_nothing(place: tuple[str, int, int]) -> None:
    assert len(changes(layers("[1]", "{b: 1}"), place)) == 1


def test_a_component_that_does_not_compile_is_not_compared() -> None:
    body = "app: {metadata: {inherits: [gone, base]}, vars: {a: []}}"
    base = "base: {metadata: {type: abstract}, vars: {a: 1}}"
    text = "vars: {{stage: dev}}\ncomponents: {{terraform: {{{}, {}}}}}\n"
    assert changes({UPPER: text.format(base, body)}) == []
    assert len(changes({UPPER: text.format(base, body.replace("gone, ", ""))})) == 1


def test_components_beside_one_that_does_not_compile_are_compared() -> None:
    body = "base: {metadata: {type: abstract}, vars: {a: 1}}"
    bad, web = "bad: {metadata: {inherits: [gone]}}", "web: {metadata: {inherits: [base]}, vars: {a: []}}"
    [found] = changes({UPPER: f"vars: {{stage: dev}}\ncomponents: {{terraform: {{{bad}, {body}, {web}}}}}\n"})
    assert told(found)[0].endswith("a list takes the place of a number")


def test_layers_of_two_stacks_that_stand_at_the_same_places_are_told_once() -> None:
    catalog = "vars: {a: 1}\ncomponents: {terraform: {app: {vars: {a: [1]}}}}\n"
    stacks = {
        f"stacks/deploy/{stage}.yaml": f"import: [catalog/base]\nvars: {{stage: {stage}}}\n"
        for stage in ("dev", "prod")
    }
    [found] = changes({LOWER: catalog, **stacks})
    assert told(found)[1:] == [f"{LOWER}:2:39 a list here", f"{LOWER}:1:8 a number here"]


def test_a_kind_change_in_a_component_names_its_section() -> None:
    text = "vars: {stage: dev}\nsettings: {a: [1]}\ncomponents: {terraform: {app: {settings: {a: {b: 1}}}}}\n"
    [found] = changes({UPPER: text})
    assert found.message == "`settings.a` changes its kind: a map takes the place of a list"


def test_bases_that_differ_in_kind_are_told_where_they_meet() -> None:
    text = (
        "vars: {stage: dev}\ncomponents:\n  terraform:\n    low: {metadata: {type: abstract}, vars: {a: [1]}}\n"
        "    high: {metadata: {type: abstract}, vars: {a: 2}}\n    app: {metadata: {inherits: [low, high]}}\n"
    )
    [found] = changes({UPPER: text})
    assert told(found) == [
        "`vars.a` changes its kind: a number takes the place of a list",
        f"{UPPER}:5:47 a number here",
        f"{UPPER}:4:46 a list here",
    ]


# --- what several places cover


def two_over(lower: str) -> dict[str, str]:
    over = "import: [catalog/base]\nvars: {{stage: {}, a: {{b: 1}}}}\n"
    tops = {f"stacks/deploy/{stage}.yaml": over.format(stage) + APP for stage in ("dev", "prod")}
    return {**tops, LOWER: f"vars: {{a: {lower}}}\n"}


def test_what_several_places_cover_alike_is_the_odd_one() -> None:
    [found] = merge_kind_changes(changes(two_over("[1]")), ())
    assert told(found)[1:] == [f"{LOWER}:1:8 a list here", f"{UPPER}:2:20 a map here"]
    assert found.notes == ("as well at stacks/deploy/prod.yaml:2",)


def test_what_the_module_refuses_below_is_not_told_again() -> None:
    assert list(merge_kind_changes(changes(two_over("[1]")), {(LOWER, 1, 8)})) == []
