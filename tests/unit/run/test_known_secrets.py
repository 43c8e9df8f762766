"""The secrets a run knows by value: which it learns, and what is left of a text without them."""

from __future__ import annotations

import pytest

from stackc.base.value import Secret, Value
from stackc.run.known_secrets import SHORTEST, KnownSecrets


def secrets(*learned: Value, **env: str) -> KnownSecrets:
    """Those of ``env`` that are called ``PW…``, and what was learned."""
    known = KnownSecrets(env, lambda name: name.startswith("PW"))
    for value in learned:
        known.learn(value)
    return known


def test_secret_variables_are_known_from_the_beginning() -> None:
    known = secrets(PW="hush-hush", HOME="/home/me")
    assert known.masked("hush-hush in /home/me") == "<secret> in /home/me"
    assert (known.holds("say hush-hush!"), known.holds("/home/me")) == (True, False)


@pytest.mark.parametrize(
    ("learned", "text", "masked"),
    [
        pytest.param({"a": [1, Secret("hush-hush")]}, "hush-hush", "<secret>", id="somewhere inside"),
        pytest.param(Secret({"a": ["hush-hush", 5]}), "hush-hush", "<secret>", id="a map that is secret"),
        pytest.param({"a": "hush-hush"}, "hush-hush", "hush-hush", id="not a secret"),
        pytest.param(Secret(12345678), "12345678", "12345678", id="a number"),
        pytest.param(Secret(None), "None", "None", id="null"),
    ],
)
def test_texts_below_a_secret_are_learned(learned: Value, text: str, masked: str) -> None:
    assert secrets(learned).masked(text) == masked


@pytest.mark.parametrize(("length", "known"), [(SHORTEST - 1, False), (SHORTEST, True)])
def test_short_secrets_are_not_looked_for(length: int, known: bool) -> None:
    assert secrets(Secret("x" * length)).holds("a" + "x" * length) is known


def test_the_longest_secret_is_masked_first() -> None:
    known = secrets(Secret("hush-hush"), Secret("hush-hush-hush"), Secret("sh-hush!"))
    assert known.masked("hush-hush-hush hush-hush sh-hush!") == "<secret> <secret> <secret>"


def test_every_place_is_masked() -> None:
    assert secrets(Secret("hush-hush")).masked("hush-hushhush-hush") == "<secret><secret>"


def test_without_secrets_nothing_is_held() -> None:
    assert (secrets().holds(""), secrets().masked("text")) == (False, "text")
