"""One value of many instances: which rows there are, and where each was written."""

from __future__ import annotations

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Path, path_text
from stackc.base.value import shown
from stackc.query.values import Nowhere, ValueRow, find_values
from tests.kit.compiled import compiled

FILES = {
    "stacks/catalog/app.yaml": "components: {terraform: {app: {vars: {size: 1, tags: {team: core, a.b: 2}}}}}\n",
    "stacks/deploy/dev.yaml": """\
import: [catalog/app]
vars: {stage: dev, region: eu}
components:
  terraform:
    app: {vars: {size: 2, zones: [a, b], none: null, empty: {}, read: !exec date}}
    base: {metadata: {type: abstract}, vars: {size: 9}}
    net: {metadata: {enabled: false}}
  helmfile: {chart: {vars: {size: 5}}}
""",
    "stacks/deploy/prod.yaml": "import: [catalog/app]\nvars: {stage: prod}\n",
}


def found(path: Path, files: dict[str, str] | None = None) -> tuple[tuple[ValueRow, ...] | Nowhere, list[Diagnostic]]:
    compilation, reported = compiled(FILES if files is None else files), list[Diagnostic]()
    return find_values(compilation, compilation.instance_ids(), path, reported), reported


def rows(path: Path) -> list[tuple[str, str, object, str]]:
    values, reported = found(path)
    assert reported == []
    assert not isinstance(values, Nowhere)
    return [
        (str(row.id), path_text(row.path), shown(row.value), f"{row.place.file}:{row.place.line}" if row.place else "")
        for row in values
    ]


def test_each_real_instance_has_its_value_and_the_line_that_gave_it() -> None:
    assert rows(("vars", "size")) == [
        ("helmfile:chart@dev", "vars.size", 5, "stacks/deploy/dev.yaml:8"),
        ("app@dev", "vars.size", 2, "stacks/deploy/dev.yaml:5"),
        ("app@prod", "vars.size", 1, "stacks/catalog/app.yaml:1"),
    ]


def test_disabled_instances_are_real_and_those_without_a_value_have_no_row() -> None:
    assert [row[0] for row in rows(("vars", "region"))] == ["helmfile:chart@dev", "app@dev", "net@dev"]


def test_a_map_is_a_row_for_each_value_in_it_sorted() -> None:
    assert [row[1:3] for row in rows(("vars", "tags")) if row[0] == "app@prod"] == [
        ('vars.tags."a.b"', 2),
        ("vars.tags.team", "core"),
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("zones", ["a", "b"], id="a list is one value"),
        pytest.param("none", None, id="null is a value"),
        pytest.param("empty", {}, id="an empty map is a value"),
        pytest.param("read", "!exec date", id="a function that is not called is its text"),
    ],
)
def test_what_is_one_value(key: str, value: object) -> None:
    assert rows(("vars", key)) == [("app@dev", f"vars.{key}", value, "stacks/deploy/dev.yaml:5")]


def test_an_item_of_a_list_can_be_asked_for() -> None:
    assert rows(("vars", "zones", 1)) == [("app@dev", "vars.zones[1]", "b", "stacks/deploy/dev.yaml:5")]


def test_what_no_file_gives_has_no_place() -> None:
    assert ("app@dev", "workspace", "dev", "") in rows(("workspace",))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param(("vars", "sise"), Nowhere(1, ("size",)), id="a key that nobody has"),
        pytest.param(("vars", "tags", "taem"), Nowhere(2, ("team",)), id="the one who gets furthest tells"),
        pytest.param(("varz", "size"), Nowhere(0, ("vars",)), id="a section that nobody has"),
        pytest.param(("vars", "zones", 7), Nowhere(2, ()), id="an item that nobody has"),
        pytest.param(("vars", "size", "x"), Nowhere(2, ()), id="below a scalar"),
    ],
)
def test_a_path_of_nobody_tells_how_far_one_gets(path: Path, expected: Nowhere) -> None:
    assert found(path)[0] == expected


def test_an_instance_that_fails_is_reported_and_the_others_are_listed() -> None:
    wrong = {"stacks/deploy/wrong.yaml": "vars: {stage: wrong, region: x}\ncomponents: {terraform: {app: {vars: 5}}}\n"}
    values, reported = found(("vars", "region"), {**FILES, **wrong})
    assert not isinstance(values, Nowhere)
    assert {str(row.id.stack) for row in values} == {"dev"}
    assert [each.code.value for each in reported] == ["SC0401"]
