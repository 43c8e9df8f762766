from __future__ import annotations

import pytest

from stackc.syntax.tags import AT_LOAD, CALLS, KNOWN, call_tag


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        pytest.param("!env HOME", "!env", id="argument"),
        pytest.param("!env", "!env", id="nothing behind"),
        pytest.param("!template[1,2]", "!template", id="a bracket ends the name"),
        pytest.param("!exec\techo", "!exec", id="a tab ends the name"),
        pytest.param("!store.get a b", "!store.get", id="a point belongs to the name"),
        pytest.param("!store a b c", "!store", id="the short name"),
        pytest.param("!exec |\n x", "!exec", id="several lines"),
        pytest.param("!tags", "!tags", id="without arguments"),
        pytest.param("!aws.region", "!aws.region", id="without arguments, dotted"),
    ],
)
def test_a_text_that_begins_with_a_tag_is_its_call(text: str, tag: str) -> None:
    assert call_tag(text) == tag


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("!", id="mark alone"),
        pytest.param("env X", id="no mark"),
        pytest.param(" !env X", id="blank in front"),
        pytest.param("!environment X", id="letters behind"),
        pytest.param("!env2 X", id="digit behind"),
        pytest.param("!env-x", id="dash behind"),
        pytest.param("!env_x", id="underscore behind"),
        pytest.param("!env.x", id="point behind"),
        pytest.param("!ENV X", id="upper case"),
        pytest.param("!include x.yaml", id="resolved at load"),
        pytest.param("!tags x", id="arguments where none are taken"),
        pytest.param("!aws.region eu", id="arguments of a dotted tag"),
    ],
)
def test_any_other_text_is_no_call(text: str) -> None:
    assert call_tag(text) is None


def test_a_tag_is_resolved_at_load_or_later_never_both() -> None:
    assert not AT_LOAD & CALLS
    assert KNOWN == AT_LOAD | CALLS
