from __future__ import annotations

import pytest

from stackc.base.bare import Bare
from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.base.words import kind_word


@pytest.mark.parametrize(
    ("value", "word"),
    [
        pytest.param(None, "null", id="null"),
        pytest.param(True, "a boolean", id="a boolean is no number"),
        pytest.param(0, "a number", id="a whole number"),
        pytest.param(1.5, "a number", id="a fraction"),
        pytest.param("", "a string", id="text"),
        pytest.param(Bare("{{ .x }}"), "a string", id="a template"),
        pytest.param(Secret({"a": 1}), "a secret", id="a secret, whatever it hides"),
        pytest.param(Call("!env X"), "a function", id="a call"),
        pytest.param(Unknown("!exec x"), "a function", id="an unknown"),
        pytest.param({}, "a map", id="a map"),
        pytest.param([], "a list", id="a list"),
        pytest.param(Append([]), "a list", id="a list to be appended"),
    ],
)
def test_values_are_called_by_their_kind(value: Value, word: str) -> None:
    assert kind_word(value) == word
