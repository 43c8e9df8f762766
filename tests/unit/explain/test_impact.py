"""``impact``: what hangs on a line."""

from __future__ import annotations

import pytest

from stackc.base.diagnostic import Diagnostic
from stackc.base.source import path_text
from stackc.explain.impact import Impact, find_impact
from tests.kit.compiled import ATMOS, compiled

FILES = {
    "stacks/mixins/eu.yaml": "vars: {region: eu}\n",
    "stacks/catalog/vpc.yaml": """\
components:
  terraform:
    base:
      metadata: {type: abstract}
      vars:
        owner: net
        sizes: [1, 2]
    vpc:
      metadata: {inherits: [base]}
      vars:
        cidr: low
        tags: &tags
          team: blue
      settings: {extra: *tags}
""",
    "stacks/deploy/dev.yaml": """\
import:
  - mixins/eu
  - catalog/vpc
vars:
  stage: dev
components:
  terraform:
    vpc:
      vars:
        cidr: high
    app:
      metadata: {inherits: [base]}
      vars:
        zone: "{{ .vars.region }}-a"
        other: '{{ (atmos.Component "vpc" .stack).vars.cidr }}'
        home: !env PLACE
      env: {PLACE: here}
""",
    "stacks/deploy/prod.yaml": "import: [catalog/vpc]\nvars: {stage: prod}\n",
}


def asked(file: str, line: int | None, more: dict[str, str] | None = None) -> Impact:
    answer = find_impact(compiled({"atmos.yaml": ATMOS, **FILES, **(more or {})}), file, line)
    assert isinstance(answer, Impact), answer
    return answer


def said(part: object) -> list[str]:
    assert isinstance(part, tuple)
    return [f"{each.instance} {path_text(each.path)}" for each in part]


def test_a_line_wins_where_nothing_beats_it() -> None:
    answer = asked("stacks/catalog/vpc.yaml", 11)
    assert answer.written == ((("components", "terraform", "vpc", "vars", "cidr"), "low"),)
    assert said(answer.wins) == ["vpc@prod vars.cidr"]
    assert said(answer.beaten) == ["vpc@dev vars.cidr"]
    winner = answer.beaten[0].winner
    assert winner is not None
    assert str(winner.span) == "stacks/deploy/dev.yaml:10:15"


def test_what_a_template_computes_from_it_hangs_on_it() -> None:
    answer = asked("stacks/mixins/eu.yaml", 1)
    assert said(answer.wins) == ["app@dev vars.region", "base@dev vars.region", "vpc@dev vars.region"]
    assert "app@dev vars.zone" in said(answer.computed)


def test_what_reads_another_instance_hangs_on_that() -> None:
    answer = asked("stacks/deploy/dev.yaml", 10)
    assert said(answer.computed) == ["app@dev vars.other"]


def test_a_variable_that_a_function_reads_counts() -> None:
    assert said(asked("stacks/deploy/dev.yaml", 17).computed) == ["app@dev vars.home"]


def test_bases_pass_it_on() -> None:
    answer = asked("stacks/catalog/vpc.yaml", 6)
    owners = ["app@dev", "base@dev", "base@prod", "vpc@dev", "vpc@prod"]
    assert said(answer.wins) == [f"{id_} vars.owner" for id_ in owners]
    assert {str(id_) for id_ in answer.bases} == {"base@dev", "base@prod"}


def test_a_list_is_named_item_by_item() -> None:
    answer = asked("stacks/catalog/vpc.yaml", 7)
    assert [each for each in said(answer.wins) if each.startswith("vpc@dev")] == [
        "vpc@dev vars.sizes[0]",
        "vpc@dev vars.sizes[1]",
    ]


def test_an_anchor_counts_for_whoever_uses_it() -> None:
    assert said(asked("stacks/catalog/vpc.yaml", 13).wins)[:2] == [
        "vpc@dev settings.extra.team",
        "vpc@dev vars.tags.team",
    ]


def test_a_naming_variable_carries_the_stack() -> None:
    answer = asked("stacks/deploy/dev.yaml", 5)
    assert {(str(each.instance), each.reason) for each in answer.whole} == {
        (f"{name}@dev", "its stack is named after it") for name in ("app", "base", "vpc")
    }


@pytest.mark.parametrize(
    ("line", "ids", "reason"),
    [
        pytest.param(3, ["app@dev", "base@dev", "vpc@dev"], "it is imported through this line", id="an import"),
        pytest.param(12, ["app@dev"], "it inherits by this line", id="a base"),
        pytest.param(11, ["app@dev"], "it is defined here", id="a component"),
    ],
)
def test_some_lines_carry_instances(line: int, ids: list[str], reason: str) -> None:
    answer = asked("stacks/deploy/dev.yaml", line)
    assert [(str(each.instance), each.reason) for each in answer.whole] == [(id_, reason) for id_ in ids]


def test_a_local_and_a_context_are_followed_through_templates_of_files() -> None:
    more = {
        "stacks/deploy/dev.yaml": """\
import:
  - path: catalog/given
    context:
      size: 3
locals:
  a: x
  b: "{{ .locals.a }}-b"
vars: {stage: dev}
components: {terraform: {app: {vars: {name: "{{ .locals.b }}", plain: y}}}}
""",
        "stacks/catalog/given.yaml": 'components: {terraform: {given: {vars: {size: "{{ .size }}", other: 1}}}}\n',
    }
    assert said(asked("stacks/deploy/dev.yaml", 6, more).computed) == ["app@dev vars.name"]
    assert said(asked("stacks/deploy/dev.yaml", 4, more).computed) == ["given@dev vars.size"]


def test_an_included_file_counts_where_it_is_included() -> None:
    more = {
        "stacks/deploy/dev.yaml": (
            "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: {rules: !include rules.json}}}}\n"
        ),
        "rules.json": '{"open": true}',
    }
    assert said(asked("rules.json", None, more).wins) == ["app@dev vars.rules.open"]


def test_a_whole_file() -> None:
    answer = asked("stacks/mixins/eu.yaml", None)
    assert [str(id_) for id_ in answer.instances] == ["app@dev", "base@dev", "vpc@dev"]


def test_what_null_takes_away_is_beaten() -> None:
    more = {
        "stacks/deploy/prod.yaml": FILES["stacks/deploy/prod.yaml"]
        + "components: {terraform: {vpc: {vars: {tags: null}}}}\n"
    }
    answer = asked("stacks/catalog/vpc.yaml", 13, more)
    assert "vpc@prod vars.tags.team" in said(answer.beaten)


def test_what_a_base_does_not_pass_on_is_not_beaten() -> None:
    assert asked("stacks/catalog/vpc.yaml", 4).beaten == ()


@pytest.mark.parametrize(
    ("file", "line", "message", "help_"),
    [
        ("stacks/nope.yaml", 1, "there is no file `stacks/nope.yaml`", None),
        ("stacks/vpc.yaml", 1, "there is no file `stacks/vpc.yaml`", "did you mean `stacks/catalog/vpc.yaml`?"),
        ("stacks/deploy/dev.yaml", 99, "no value of a manifest stands at stacks/deploy/dev.yaml:99", None),
        ("atmos.yaml", 1, "`atmos.yaml` is no manifest, and no manifest includes it", None),
    ],
)
def test_where_nothing_stands_there_is_no_answer(file: str, line: int, message: str, help_: str | None) -> None:
    answer = find_impact(compiled({"atmos.yaml": ATMOS, **FILES}), file, line)
    assert isinstance(answer, Diagnostic)
    assert (answer.code.value, answer.message, answer.help) == ("SC0423", message, help_)
