"""Words of what is remarked of values: sentences, codes, and the part of the text that is meant."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Label
from stackc.base.ids import InstanceId, StackName
from stackc.base.source import Span
from stackc.evaluate.messages import remark
from stackc.template.renderer import Problem, Remark

ID = InstanceId(StackName("dev"), "app", "terraform")
TEXT = "a {{ .x }}"


def placed(span: Span, start: int = 2, end: int = 10) -> Span:
    found = Remark("failed", "no", (), TEXT, start=start, end=end)
    primary = remark(found, "vars.v", ID, Label(span, "in this value")).primary
    assert primary is not None
    return primary.span


@pytest.mark.parametrize(
    ("problem", "code", "sentence"),
    [
        ("malformed", Code.TEMPLATE, "the template is malformed: why"),
        ("failed", Code.TEMPLATE, "the template cannot be rendered: why"),
        ("missing", Code.TEMPLATE_MISSING_KEY, "`.vars.x` does not exist: why"),
        ("untyped", Code.TEMPLATE_YAML, "why"),
        ("misused", Code.TEMPLATE, "why"),
    ],
)
def test_the_sentence_and_the_code_of_a_problem(problem: Problem, code: Code, sentence: str) -> None:
    found = Remark(problem, "why", (), TEXT, help="the help", missing=("vars", "x"))
    said = remark(found, "vars.v", ID, Label(Span("f.yaml", 1, 1), "in this value"))
    assert (said.code, said.message, said.help) == (code, f"{sentence} (`vars.v` of {ID})", "the help")


def test_a_code_of_its_own_is_kept() -> None:
    said = remark(Remark("failed", "why", (), TEXT, Code.OUTSIDE), "vars.v", ID, Label(Span("f.yaml", 1, 1), ""))
    assert said.code is Code.OUTSIDE


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        pytest.param(Span("f", 3, 4, 3, 14), Span("f", 3, 6, 3, 14), id="without quotes"),
        pytest.param(Span("f", 3, 4, 3, 16), Span("f", 3, 7, 3, 15), id="in quotes"),
        pytest.param(Span("f", 3, 4, 5, 14), Span("f", 3, 4, 5, 14), id="over several lines"),
        pytest.param(Span("f", 3, 4, 3, 13), Span("f", 3, 4, 3, 13), id="shorter than its text, as after an alias"),
    ],
)
def test_the_part_of_the_text_that_is_meant(whole: Span, part: Span) -> None:
    assert placed(whole) == part


def test_where_nothing_in_particular_is_meant_it_is_the_value() -> None:
    whole = Span("f", 3, 4, 3, 14)
    assert placed(whole, 0, 0) == whole
    assert placed(whole, 0, -1) == whole
