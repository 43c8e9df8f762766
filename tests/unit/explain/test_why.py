"""``why``: which line gave a value, what it beat, and why there is none."""

from __future__ import annotations

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import Span, parse_path
from stackc.base.value import Unknown
from stackc.explain.why import Place, Why, place_in_order, why
from stackc.graph.graph import build_graph
from tests.kit.compiled import ATMOS, compiled, instance_of

FILES = {
    "stacks/mixins/eu.yaml": "vars: {region: eu, size: 1}\n",
    "stacks/mixins/us.yaml": "vars: {region: us}\n",
    "stacks/catalog/vpc.yaml": (
        "import: [mixins/base]\ncomponents:\n  terraform:\n    vpc:\n      vars: {cidr: 10.0.0.0/8, zones: [a]}\n"
    ),
    "stacks/mixins/base.yaml": (
        "components:\n  terraform:\n    base:\n      metadata: {type: abstract}\n      vars: {name: base, cidr: none}\n"
    ),
    "stacks/deploy/dev.yaml": """\
import: [mixins/eu, mixins/us, catalog/vpc]
vars:
  stage: dev
terraform:
  vars: {size: 2}
components:
  terraform:
    vpc:
      metadata: {inherits: [base]}
      vars:
        size: 3
        cidr: 10.1.0.0/16
    app:
      vars:
        url: "https://{{ .vars.region }}.example.com"
        id: !terraform.state vpc .vpc_id
      dependencies: {components: [vpc]}
""",
}


def asked(path: str, component: str = "vpc", files: dict[str, str] | None = None) -> Why:
    parsed = parse_path(path)
    assert parsed is not None
    answer = why(instance_of(compiled({"atmos.yaml": ATMOS, **FILES, **(files or {})}), component, "dev"), parsed)
    assert isinstance(answer, Why), answer
    return answer


def absent(path: str, files: dict[str, str] | None = None) -> Diagnostic:
    parsed = parse_path(path)
    assert parsed is not None
    answer = why(instance_of(compiled({"atmos.yaml": ATMOS, **FILES, **(files or {})}), "vpc", "dev"), parsed)
    assert isinstance(answer, Diagnostic), answer
    return answer


def place(span: Span | None) -> str:
    return f"{span.file.removeprefix('stacks/')}:{span.line}" if span else ""


@pytest.mark.parametrize(
    ("path", "value", "winner", "beaten", "reason"),
    [
        pytest.param(
            "vars.cidr",
            "10.1.0.0/16",
            "deploy/dev.yaml:12",
            ["catalog/vpc.yaml:5", "mixins/base.yaml:5"],
            "a file wins over what it imports",
            id="its own file over an import, and both over the base",
        ),
        pytest.param(
            "vars.region",
            "us",
            "mixins/us.yaml:1",
            ["mixins/eu.yaml:1"],
            "a later import wins over an earlier one",
            id="a later import",
        ),
        pytest.param(
            "vars.size",
            3,
            "deploy/dev.yaml:11",
            ["deploy/dev.yaml:5", "mixins/eu.yaml:1"],
            "the component itself wins over the section `terraform`",
            id="the component over its type and the root",
        ),
        pytest.param("vars.name", "base", "mixins/base.yaml:5", [], None, id="alone"),
        pytest.param("vars.zones[0]", "a", "catalog/vpc.yaml:5", [], None, id="an item"),
    ],
)
def test_the_winner_and_what_it_beat(
    path: str, value: object, winner: str, beaten: list[str], reason: str | None
) -> None:
    answer = asked(path)
    assert answer.value == value
    assert answer.winner is not None
    assert place(answer.winner.span) == winner
    assert [place(each.span) for each in answer.beaten] == beaten
    assert answer.reason == reason


def test_a_statement_knows_its_layer_and_the_imports_that_lead_to_it() -> None:
    answer = asked("vars.name")
    assert answer.winner is not None
    assert answer.winner.layer == "base `base`"
    assert [place(span) for span in answer.winner.imported] == ["deploy/dev.yaml:1", "catalog/vpc.yaml:1"]


def test_a_file_that_is_imported_twice_says_its_line_once() -> None:
    twice = {"stacks/deploy/dev.yaml": FILES["stacks/deploy/dev.yaml"].replace("mixins/us,", "mixins/us, mixins/eu,")}
    answer = asked("vars.region", files=twice)
    assert answer.winner is not None
    assert place(answer.winner.span) == "mixins/eu.yaml:1"
    assert [place(each.span) for each in answer.beaten] == ["mixins/us.yaml:1"]


def test_overrides_win() -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace("vars:\n  stage", "overrides: {vars: {size: 4}}\nvars:\n  stage")
    answer = asked("vars.size", files={"stacks/deploy/dev.yaml": own})
    assert (answer.value, answer.winner and answer.winner.layer) == (4, "overrides")
    assert answer.reason == "what `overrides` says wins over the component itself"


def test_a_map_is_put_together_from_its_parts() -> None:
    answer = asked("vars")
    found = {part.path[1:]: place(part.winner.span) for part in answer.parts if part.winner is not None}
    assert answer.winner is None
    assert found == {
        ("region",): "mixins/us.yaml:1",
        ("size",): "deploy/dev.yaml:11",
        ("stage",): "deploy/dev.yaml:3",
        ("cidr",): "deploy/dev.yaml:12",
        ("zones", 0): "catalog/vpc.yaml:5",
        ("name",): "mixins/base.yaml:5",
    }


def test_each_item_of_a_list_has_its_line() -> None:
    body = "        cidr: 10.1.0.0/16\n        zones: !append [b]\n"
    own = FILES["stacks/deploy/dev.yaml"].replace("        cidr: 10.1.0.0/16\n", body)
    answer = asked("vars.zones", files={"stacks/deploy/dev.yaml": own})
    assert [(part.value, place(part.winner and part.winner.span)) for part in answer.parts] == [
        ("a", "catalog/vpc.yaml:5"),
        ("b", "deploy/dev.yaml:13"),
    ]
    assert answer.beaten == ()


def test_a_list_that_is_replaced_is_beaten() -> None:
    body = "        cidr: 10.1.0.0/16\n        zones: [b]\n"
    own = FILES["stacks/deploy/dev.yaml"].replace("        cidr: 10.1.0.0/16\n", body)
    answer = asked("vars.zones", files={"stacks/deploy/dev.yaml": own})
    assert [place(each.span) for each in answer.beaten] == ["catalog/vpc.yaml:5"]


def test_a_template_shows_what_it_reads() -> None:
    answer = asked("vars.url", "app")
    assert answer.value == "https://us.example.com"
    assert answer.expression == "https://{{ .vars.region }}.example.com"
    assert [(read.name, read.value, place(read.span)) for read in answer.reads] == [
        ("vars.region", "us", "mixins/us.yaml:1")
    ]


def test_an_effect_is_unknown_and_shows_its_call() -> None:
    answer = asked("vars.id", "app")
    assert isinstance(answer.value, Unknown)
    assert answer.expression == "!terraform.state vpc .vpc_id"
    assert [read.name for read in answer.reads] == ["`.vpc_id` of vpc@dev"]


LOCAL = """\
import: [mixins/eu]
locals: {prefix: x}
vars: {stage: dev}
components:
  terraform:
    vpc:
      vars:
        name: "{{ .locals.prefix }}-vpc"
"""


def test_a_local_is_found_in_its_file() -> None:
    answer = asked("vars.name", files={"stacks/deploy/dev.yaml": LOCAL})
    assert (answer.value, answer.expression) == ("x-vpc", '"{{ .locals.prefix }}-vpc"')
    assert [(read.name, place(read.span)) for read in answer.reads] == [("locals.prefix", "deploy/dev.yaml:2")]


def test_a_context_is_found_at_the_import() -> None:
    files = {
        "stacks/catalog/vpc.yaml": 'components: {terraform: {vpc: {vars: {cidr: "{{ .cidr }}"}}}}\n',
        "stacks/deploy/dev.yaml": (
            "import:\n  - path: catalog/vpc\n    context:\n      cidr: 10.2.0.0/16\nvars: {stage: dev}\n"
        ),
    }
    answer = asked("vars.cidr", files=files)
    assert answer.value == "10.2.0.0/16"
    assert [(read.name, place(read.span)) for read in answer.reads] == [("cidr", "deploy/dev.yaml:4")]


@pytest.mark.parametrize(("path", "at"), [("workspace", "metadata"), ("component", "metadata")])
def test_the_folder_and_the_workspace_are_said_in_the_metadata(path: str, at: str) -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace(
        "{inherits: [base]}", "{inherits: [base], component: network, terraform_workspace_pattern: '{stage}-x'}"
    )
    answer = asked(path, files={"stacks/deploy/dev.yaml": own})
    assert answer.value == {"workspace": "dev-x", "component": "network"}[path]
    assert answer.winner is not None
    assert answer.winner.origin.path[3] == at


def test_what_no_manifest_says_has_no_line() -> None:
    answer = asked("command")
    assert (answer.value, answer.winner and answer.winner.span) == ("terraform", None)


# --- what is not there


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        pytest.param("vars.cdir", "did you mean `vars.cidr`?", id="a letter"),
        pytest.param("cidr", "did you mean `vars.cidr`?", id="the section is missing"),
        pytest.param("varz.cidr", "did you mean `vars`?", id="the section"),
        pytest.param("vars.zones[3]", None, id="an item"),
        pytest.param("vars.cidr.x", None, id="below a scalar"),
    ],
)
def test_what_is_not_there_may_be_near(path: str, advice: str | None) -> None:
    found = absent(path)
    assert (found.code.value, found.help) == ("SC0423", advice)


def test_what_was_taken_away_says_by_whom() -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace("        cidr: 10.1.0.0/16\n", "        tags: null\n")
    low = FILES["stacks/catalog/vpc.yaml"].replace("zones: [a]", "zones: [a], tags: {team: x}")
    found = absent("vars.tags.team", files={"stacks/deploy/dev.yaml": own, "stacks/catalog/vpc.yaml": low})
    assert found.primary is not None
    assert (place(found.primary.span), found.primary.text) == ("deploy/dev.yaml:12", "this takes its place")
    assert [place(label.span) for label in found.related] == ["catalog/vpc.yaml:5"]


def test_the_value_null_is_there() -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace("cidr: 10.1.0.0/16", "cidr: null")
    answer = asked("vars.cidr", files={"stacks/deploy/dev.yaml": own})
    assert answer.value is None
    assert answer.winner is not None


# --- the order


def placed(component: str, files: dict[str, str] | None = None) -> Place | Diagnostic:
    compilation = compiled({"atmos.yaml": ATMOS, **FILES, **(files or {})})
    return place_in_order(instance_of(compilation, component, "dev"), build_graph(compilation).value)


def test_a_place_says_what_comes_before() -> None:
    answer = placed("app")
    assert isinstance(answer, Place)
    assert (answer.wave, answer.waves) == (2, 2)
    assert [(str(step.edge.prerequisite), step.wave, step.edge.output) for step in answer.after] == [
        ("vpc@dev", 1, ".vpc_id")
    ]


def test_who_comes_first_comes_after_nothing() -> None:
    answer = placed("vpc")
    assert isinstance(answer, Place)
    assert (answer.wave, answer.after) == (1, ())


@pytest.mark.parametrize(
    ("metadata", "why_not"),
    [("{type: abstract}", "it is abstract: a base for others"), ("{enabled: false}", "it is disabled")],
)
def test_who_is_not_in_the_order_says_why(metadata: str, why_not: str) -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace("{inherits: [base]}", metadata)
    answer = placed("vpc", files={"stacks/deploy/dev.yaml": own})
    assert isinstance(answer, Place)
    assert (answer.wave, answer.absent, place(answer.span)) == (0, why_not, "deploy/dev.yaml:9")


def test_a_circle_has_no_order() -> None:
    own = FILES["stacks/deploy/dev.yaml"].replace(
        "{inherits: [base]}", "{inherits: [base]}\n      dependencies: {components: [app]}"
    )
    answer = placed("vpc", files={"stacks/deploy/dev.yaml": own})
    assert isinstance(answer, Diagnostic)
    assert answer.code.value == "SC0701"


def test_only_the_latest_prerequisite_is_followed_back() -> None:
    own = FILES["stacks/deploy/dev.yaml"] + "    top:\n      dependencies: {components: [app, vpc]}\n"
    answer = placed("top", files={"stacks/deploy/dev.yaml": own})
    assert isinstance(answer, Place)
    assert [(str(step.edge.prerequisite), len(step.below)) for step in answer.after] == [("app@dev", 1), ("vpc@dev", 0)]
