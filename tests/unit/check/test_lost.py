"""Lines that are legal and probably lost: what is noted, and what is not."""

from __future__ import annotations

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.check.lost import find_lost
from tests.kit.compiled import compiled

CATALOG = "components: {terraform: {app: {vars: {size: 1, tags: {team: blue}}}}}\n"
DEV = "import: [catalog/app]\nvars: {stage: dev}\n"


def noted(files: dict[str, str]) -> list[Diagnostic]:
    return list(find_lost(compiled({f"stacks/{name}.yaml": text for name, text in files.items()})))


def places(files: dict[str, str]) -> list[tuple[Code, str]]:
    spans = [(each.code, each.primary.span) for each in noted(files) if each.primary is not None]
    return sorted((code, f"{span.file.removeprefix('stacks/')}:{span.line}") for code, span in spans)


# --- a line that never counts (SC0640)


def test_a_stack_wide_value_that_an_imported_component_beats_is_noted() -> None:
    files = {"catalog/app": CATALOG, "deploy/dev": DEV + "terraform:\n  vars:\n    size: 5\n"}
    [found] = noted(files)
    assert found.code is Code.LINE_LOST
    assert found.primary is not None
    assert str(found.primary.span) == "stacks/deploy/dev.yaml:5:11"
    assert [str(label.span) for label in found.related] == ["stacks/catalog/app.yaml:1:45"]


def test_a_line_that_is_lost_in_many_stacks_is_one_note() -> None:
    stacks = {f"deploy/{name}": f"import: [mixins/all, catalog/app]\nvars: {{stage: {name}}}\n" for name in "abc"}
    files = {"catalog/app": CATALOG, "mixins/all": "vars:\n  size: 5\n", **stacks}
    assert places(files) == [(Code.LINE_LOST, "mixins/all.yaml:2")]


BASE = """\
components:
  terraform:
    base: {metadata: {type: abstract}, vars: {zone: a}}
    app: {metadata: {inherits: [base]}, vars: {size: 1}}
    more: {metadata: {inherits: [base]}, vars: {size: 1}}
"""
OVER = DEV + "components:\n  terraform:\n    base:\n      vars:\n        size: 9\n"


def test_a_base_of_which_all_heirs_say_otherwise_in_an_imported_file_is_noted() -> None:
    assert places({"catalog/app": BASE, "deploy/dev": OVER}) == [(Code.LINE_LOST, "deploy/dev.yaml:7")]


def test_a_base_of_which_one_heir_says_nothing_counts() -> None:
    catalog = BASE.replace(
        "more: {metadata: {inherits: [base]}, vars: {size: 1}}", "more: {metadata: {inherits: [base]}}"
    )
    assert places({"catalog/app": catalog, "deploy/dev": OVER}) == []


def test_a_base_whose_file_its_heirs_are_not_imported_by_is_a_default() -> None:
    catalog = "import: [catalog/base]\n" + BASE.replace(
        "base: {metadata: {type: abstract}, vars: {zone: a}}", "also: {}"
    )
    base = "components: {terraform: {base: {metadata: {type: abstract}, vars: {size: 9}}}}\n"
    assert places({"catalog/app": catalog, "catalog/base": base, "deploy/dev": DEV}) == []


def test_a_default_that_every_stack_overrides_is_no_loss() -> None:
    stacks = {
        f"deploy/{name}": f"import: [catalog/app]\nvars: {{stage: {name}}}\n"
        f"components: {{terraform: {{app: {{vars: {{size: {size}}}}}}}}}\n"
        for size, name in enumerate("abc", 2)
    }
    assert places({"catalog/app": CATALOG, **stacks}) == []


def test_a_value_that_counts_in_one_of_many_instances_is_no_loss() -> None:
    dev = DEV + "terraform: {vars: {size: 5}}\ncomponents: {terraform: {other: {}}}\n"
    assert places({"catalog/app": CATALOG, "deploy/dev": dev}) == []


def test_the_same_value_twice_is_no_loss() -> None:
    assert places({"catalog/app": CATALOG, "deploy/dev": DEV + "terraform: {vars: {size: 1}}\n"}) == []


def test_a_value_that_a_template_may_read_is_no_loss() -> None:
    dev = DEV + "settings: {size: 7}\nlocals: {half: '{{ .settings.size }}'}\n"
    catalog = CATALOG.replace("vars:", "settings:")
    assert places({"catalog/app": catalog, "deploy/dev": dev}) == []


def test_what_an_alias_says_elsewhere_is_no_loss() -> None:
    dev = DEV + "terraform: {vars: {size: &five 5}}\nsettings: {size: *five}\n"
    assert places({"catalog/app": CATALOG, "deploy/dev": dev}) == []


def test_what_a_file_says_twice_itself_is_in_sight() -> None:
    dev = "vars: {stage: dev, size: 5}\ncomponents: {terraform: {app: {vars: {size: 6}}}}\n"
    assert places({"deploy/dev": dev}) == []


def test_lists_that_are_joined_lose_nothing() -> None:
    catalog = "components: {terraform: {app: {vars: {zones: !append [c]}}}}\n"
    assert places({"catalog/app": catalog, "deploy/dev": DEV + "terraform: {vars: {zones: [a, b]}}\n"}) == []


def test_a_list_that_is_joined_in_one_instance_and_replaced_in_another_is_no_loss() -> None:
    catalog = """\
components:
  terraform:
    app: {settings: {list_merge_strategy: append}, vars: {zones: [c]}}
    other: {vars: {zones: [d]}}
"""
    assert places({"catalog/app": catalog, "deploy/dev": DEV + "terraform: {vars: {zones: [a]}}\n"}) == []
    replaced = catalog.replace("append", "replace")
    found = places({"catalog/app": replaced, "deploy/dev": DEV + "terraform: {vars: {zones: [a]}}\n"})
    assert found == [(Code.LINE_LOST, "deploy/dev.yaml:3")]


# --- lists (SC0641)

LISTS = "components: {terraform: {app: {vars: {zones: [a, b, c]}}}}\n"


def list_over(items: str) -> list[tuple[Code, str]]:
    dev = DEV + f"components:\n  terraform:\n    app:\n      vars:\n        zones: {items}\n"
    return places({"catalog/app": LISTS, "deploy/dev": dev})


def test_a_shorter_list_that_repeats_items_and_adds_some_is_noted() -> None:
    assert list_over("[a, d]") == [(Code.LIST_SHORTER, "deploy/dev.yaml:7")]


def test_a_list_with_fewer_of_the_same_items_is_chosen() -> None:
    assert list_over("[a, b]") == []


def test_a_list_of_other_items_is_chosen() -> None:
    assert list_over("[d]") == []


def test_an_empty_list_is_chosen() -> None:
    assert list_over("[]") == []


def test_a_list_that_is_as_long_is_chosen() -> None:
    assert list_over("[a, b, d]") == []


def test_items_that_are_appended_replace_nothing() -> None:
    assert list_over("!append [a, d]") == []


def test_a_list_that_is_beaten_itself_is_not_noted() -> None:
    between = "import: [catalog/app]\ncomponents: {terraform: {app: {vars: {zones: [a, d]}}}}\n"
    dev = DEV.replace("catalog/app", "catalog/more")
    last = dev + "components: {terraform: {app: {vars: {zones: [x, y, z, w]}}}}\n"
    files = {"catalog/app": LISTS, "catalog/more": between, "deploy/dev": last}
    assert places(files) == []


# --- null over a map (SC0642)


def null_over(value: str) -> list[tuple[Code, str]]:
    dev = DEV + f"components:\n  terraform:\n    app:\n      vars:\n        tags:{value}\n"
    return places({"catalog/app": CATALOG, "deploy/dev": dev})


def test_an_empty_key_over_a_map_is_noted() -> None:
    assert null_over("") == [(Code.NULL_OVER_MAP, "deploy/dev.yaml:7")]


def test_a_null_that_is_written_over_a_map_is_meant() -> None:
    assert null_over(" null") == []
    assert null_over(" ~") == []


def test_an_empty_map_over_a_map_takes_nothing_away() -> None:
    assert null_over(" {}") == []


def test_an_empty_key_over_a_plain_value_is_not_noted() -> None:
    dev = DEV + "components:\n  terraform:\n    app:\n      vars:\n        size:\n"
    assert places({"catalog/app": CATALOG, "deploy/dev": dev}) == []


# --- imports (SC0643, SC0644)

ONE, TWO = "vars:\n  region: one\n", "vars:\n  region: two\n"


def importing(*names: str) -> str:
    listed = "".join(f"  - {name}\n" for name in names)
    return f"import:\n{listed}vars: {{stage: dev}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"


def test_an_import_that_beats_one_beside_it_is_noted_where_it_is_imported() -> None:
    files = {"mixins/one": ONE, "mixins/two": TWO, "deploy/dev": importing("mixins/one", "mixins/two")}
    assert places(files) == [(Code.IMPORT_BEATEN, "deploy/dev.yaml:3")]


def test_files_of_one_glob_that_beat_one_another_are_noted() -> None:
    files = {"mixins/one": ONE, "mixins/two": TWO, "deploy/dev": importing("mixins/*")}
    assert places(files) == [(Code.IMPORT_BEATEN, "deploy/dev.yaml:2")]


def test_an_import_that_is_more_special_may_beat_an_earlier_one() -> None:
    files = {"mixins/one": ONE, "mixins/eu/two": TWO, "deploy/dev": importing("mixins/one", "mixins/eu/two")}
    assert places(files) == []


def test_defaults_may_be_beaten_by_the_file_beside_them() -> None:
    files = {"mixins/defaults": ONE, "mixins/two": TWO, "deploy/dev": importing("mixins/defaults", "mixins/two")}
    assert places(files) == []


def test_imports_that_say_the_same_are_not_noted() -> None:
    files = {"mixins/one": ONE, "mixins/two": ONE, "deploy/dev": importing("mixins/one", "mixins/two")}
    assert places(files) == []


def test_imports_of_which_the_file_itself_says_what_counts_are_not_noted() -> None:
    dev = importing("mixins/one", "mixins/two").replace("stage: dev", "stage: dev, region: own")
    assert places({"mixins/one": ONE, "mixins/two": TWO, "deploy/dev": dev}) == []


def test_a_file_that_is_imported_again_by_way_of_another_is_noted() -> None:
    files = {
        "mixins/base": ONE,
        "catalog/a": "import: [mixins/base]\n" + TWO,
        "catalog/b": "import: [mixins/base]\n",
        "deploy/dev": importing("catalog/a", "catalog/b"),
    }
    [found] = noted(files)
    assert found.code is Code.IMPORTED_AGAIN
    assert found.message.startswith("`catalog/b` imports `mixins/base` again")
    assert found.primary is not None
    assert str(found.primary.span) == "stacks/deploy/dev.yaml:3:5"
    places = [(str(label.span), label.text) for label in found.related]
    assert places == [("stacks/catalog/a.yaml:3:11", "this is lost"), ("stacks/mixins/base.yaml:2:11", "this wins")]


def test_a_file_that_is_imported_again_with_nothing_in_between_is_not_noted() -> None:
    files = {
        "mixins/base": ONE,
        "catalog/a": "import: [mixins/base]\n",
        "catalog/b": "import: [mixins/base]\n" + TWO,
        "deploy/dev": importing("catalog/a", "catalog/b"),
    }
    assert places(files) == []
