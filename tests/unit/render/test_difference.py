"""Differences as people read them."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from stackc.base.ids import InstanceId, StackName
from stackc.base.record import replace
from stackc.base.source import Span
from stackc.base.value import Secret, Unknown, Value
from stackc.explain.difference import Cause, Change, Difference, EdgeChange, Move, WithoutEffect
from stackc.render.diagnostics import Paint
from stackc.render.difference import (
    MAX_COMMENT,
    difference_json,
    render_difference,
    render_difference_markdown,
)
from stackc.render.schemas import schema_files
from stackc.text.json import to_json

PLAIN = Paint(False)


def app(stack: str, component: str = "app") -> InstanceId:
    return InstanceId(StackName(stack), component)


def change(before: Value, after: Value, *ids: InstanceId, path: str = "size") -> Change:
    return Change(("vars", path), "changed", before, after, ids or (app("dev"),))


IDLE = WithoutEffect(("vars", "size"), app("prod"), 3, False, Span("prod.yaml", 4, 9))
EDITED = Cause("edited", None, Span("team.yaml", 2), (change(1, 2, app("dev"), app("qa")),), (IDLE,))
EMPTY = Difference("commits", "main", "the working tree", ())
FULL = Difference(
    "commits",
    "main",
    "the working tree",
    (
        EDITED,
        Cause("edited", Span("old.yaml", 3), None, (Change(("env", "A.b"), "removed", "x", None, (app("dev"),)),)),
        Cause("import", None, Span("dev.yaml", 1), (Change(("vars", "new"), "added", None, {}, (app("dev"),)),)),
        Cause("follows", None, None, (change(Secret("x"), Unknown("!exec date"), path="key"),)),
    ),
    (app("new"),),
    (app("gone", "net"),),
    (Move(app("dev"), "s3:one", None),),
    (EdgeChange("added", app("dev"), app("dev", "net")), EdgeChange("removed", app("qa"), app("dev"))),
    ((app("dev"), app("qa")), (app("new"),)),
)


def test_each_line_stands_above_what_differs_because_of_it() -> None:
    assert render_difference(FULL, PLAIN).splitlines() == [
        "team.yaml:2",
        "  vars.size   1 → 2       app in 2 stacks",
        "              no effect   app@prod (3, prod.yaml:4)",
        "old.yaml:3   in the base",
        '  env."A.b"   x removed   app@dev',
        "dev.yaml:1   imports it now",
        "  vars.new   {} added   app@dev",
        "from no line",
        "  vars.key   <secret> → <unknown: !exec date>   app@dev",
        "new: app@new",
        "gone: net@gone",
        "app@dev moves its state   s3:one → no address",
        "app@dev comes after net@dev",
        "app@qa comes no more after app@dev",
        "state addresses: 1 move · order: 1 edge added, 1 removed · 3 instances to plan in 2 waves",
    ]


def test_where_nothing_differs_that_is_said() -> None:
    assert render_difference(EMPTY, PLAIN) == "state addresses: none move · order: unchanged · nothing to plan\n"
    assert render_difference(replace(EMPTY, kind="stacks"), PLAIN) == "no difference\n"


def test_two_stacks_have_a_line_for_each_leaf_with_both_places() -> None:
    places = Cause("place", Span("dev.yaml", 1), Span("prod.yaml", 2), (change(1, 2, app("prod"), app("prod", "net")),))
    nowhere = Cause("place", None, Span("prod.yaml", 3), (Change(("vars", "new"), "added", None, 1, (app("prod"),)),))
    difference = Difference("stacks", "dev", "prod", (places, nowhere), (app("prod", "web"),), (app("dev", "db"),))
    assert render_difference(difference, PLAIN).splitlines() == [
        "vars.size   1 → 2     app, net   dev.yaml:1 → prod.yaml:2",
        "vars.new    1 added   app        – → prod.yaml:3",
        "only in dev: db",
        "only in prod: web",
    ]


def test_many_components_are_counted() -> None:
    ids = tuple(app("dev", name) for name in "abcdefg")
    text = render_difference(
        replace(EMPTY, causes=(replace(EDITED, changes=(change(1, 2, *ids),), without_effect=()),)), PLAIN
    )
    assert "a@dev, b@dev, c@dev and 4 more components" in text


def test_a_long_value_is_cut() -> None:
    cause = replace(EDITED, changes=(change("x" * 500, 1),))
    assert max(map(len, render_difference(replace(EMPTY, causes=(cause,)), PLAIN).splitlines())) < 150


# --- a comment on a pull request


def test_a_comment_folds_each_line() -> None:
    text = render_difference_markdown(FULL)
    assert text.count("<details><summary>") == text.count("</details>") == len(FULL.causes)
    assert "1 → 2" in text
    assert "- ⚠ `app@dev moves its state   s3:one → no address`" in text


def test_nothing_in_a_comment_is_markup_of_somebody_elses() -> None:
    evil = "</details>`</code><img src=x>|[a](b)"
    cause = Cause("edited", None, Span(evil, 2), (change(evil, "``", app(evil, evil), path=evil),), (IDLE,))
    text = render_difference_markdown(replace(EMPTY, before=evil, causes=(cause,), added=(app(evil),)))
    outside = _CODE.sub("", text)
    assert [tag for tag in _TAG.findall(outside) if tag not in ("details", "summary", "code")] == []
    assert (outside.count("<details>"), outside.count("</details>")) == (1, 1)
    assert "[a](b)" not in re.sub("<summary>.*</summary>", "", outside), "in a line of HTML it is no link"


_CODE = re.compile(r"\\.|(?P<fence>`+)(?!`).*?(?<!`)(?P=fence)(?!`)")
"""What markdown shows as it is: one character behind a backslash, and all between two fences of one length."""
_TAG = re.compile(r"<[ /]*(\w+)")


@pytest.mark.parametrize(("causes", "leaves"), [(3000, 1), (1, 3000), (200, 200)])
def test_a_comment_is_bounded(causes: int, leaves: int) -> None:
    changes = tuple(change("x" * 100, "y" * 100, path=f"leaf{number}") for number in range(leaves))
    many = tuple(Cause("edited", None, Span(f"file{number}.yaml", 1), changes) for number in range(causes))
    text = render_difference_markdown(replace(EMPTY, causes=many))
    assert (len(text) < MAX_COMMENT + 2000, "…" in text) == (True, True)


# --- for programs


@pytest.mark.parametrize("difference", [EMPTY, FULL], ids=["nothing", "everything"])
def test_json_fits_its_schema(difference: Difference) -> None:
    answer = json.loads(to_json(difference_json(difference)))
    assert list(Draft202012Validator(json.loads(schema_files()["difference.json"])).iter_errors(answer)) == []


def test_json_tells_secrets_and_unknowns_and_what_is_not_there() -> None:
    changes = [each for cause in json.loads(to_json(difference_json(FULL)))["causes"] for each in cause["changes"]]
    sides = [{key: each[key] for key in each if key.startswith(("before", "after"))} for each in changes]
    assert sides == [
        {"before": 1, "after": 2},
        {"before": "x"},
        {"after": {}},
        {"before": "<secret>", "before_is": "secret", "after": "!exec date", "after_is": "unknown"},
    ]
