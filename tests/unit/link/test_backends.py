"""Keys and prefixes of backends that nobody gave."""

from __future__ import annotations

import pytest

from stackc.base.value import Call, Secret, Table, Unknown, Value
from stackc.link.backends import Prefix, default_identity

PLAIN = Prefix("app", "app", False)
CALLED = Prefix("!env X", Call("!env X"), False)
SPELT = Prefix("!env X", Call("!env X"), True)
HIDDEN = Prefix("app", Secret("app"), False)
FIELDS = [pytest.param("s3", "workspace_key_prefix", id="s3"), pytest.param("gcs", "prefix", id="gcs")]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize("given", [{}, {"prefix_": 1}], ids=["empty", "something else"])
def test_a_prefix_that_nobody_gave_is_that_of_the_instance(kind: str, field: str, given: Table) -> None:
    assert default_identity(kind, given, PLAIN, None, None) == {field: "app"}


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize("value", ["", None, 7, {"a": 1}, ["a"], False], ids=repr)
def test_a_prefix_that_is_no_text_is_none(kind: str, field: str, value: Value) -> None:
    assert default_identity(kind, {field: value}, PLAIN, None, None) == {field: "app"}


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize("value", ["own", Call("!env Y"), Secret("s"), Secret("")], ids=["text", "call", "secret", "e"])
def test_a_prefix_that_is_given_stays(kind: str, field: str, value: Value) -> None:
    assert default_identity(kind, {field: value}, PLAIN, None, None) == {}


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_the_prefix_of_one_type_is_not_that_of_another(kind: str, field: str) -> None:
    other = {"workspace_key_prefix": "prefix", "prefix": "workspace_key_prefix"}[field]
    assert default_identity(kind, {other: "x"}, PLAIN, None, None) == {field: "app"}


@pytest.mark.parametrize("kind", ["", "local", "http", "S3", Call("s3"), Call("!env T")], ids=repr)
def test_other_types_need_none(kind: str | Call) -> None:
    assert default_identity(kind, {}, PLAIN, "shared", None) == {}


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        pytest.param(PLAIN, "app", id="text"),
        pytest.param(CALLED, Unknown("!env X"), id="a call"),
        pytest.param(SPELT, "!env X", id="a call that its text spells"),
        pytest.param(HIDDEN, Secret("app"), id="a secret"),
    ],
)
@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_prefix_is_what_it_is_made_of(prefix: Prefix, expected: Value, kind: str, field: str) -> None:
    assert default_identity(kind, {}, prefix, None, None) == {field: expected}


def test_a_secret_counts_more_than_a_call() -> None:
    assert PLAIN.computed("x", Call("!env X"), Secret("s")) == Secret("x")
    assert (PLAIN.computed("x", Unknown("u")), SPELT.computed("x", "y", Unknown("u"))) == (Unknown("x"), Unknown("x"))
    assert SPELT.computed("x", Call("!env X"), Secret("s")) == Secret("x")
    assert PLAIN.computed("x", None, 7, "y") == "x"


# --- azurerm

FILE = "app.terraform.tfstate"


@pytest.mark.parametrize(
    ("key", "shared", "own", "expected"),
    [
        pytest.param(None, None, None, {"key": FILE}, id="no key"),
        pytest.param("", "", None, {"key": FILE}, id="empty keys"),
        pytest.param("k", "k", None, {"key": f"k/{FILE}"}, id="that of the type"),
        pytest.param(None, "k", None, {"key": f"k/{FILE}"}, id="that of the type, taken away"),
        pytest.param("own", "k", "own", {}, id="its own"),
        pytest.param("k", "k", "k", {}, id="its own, the same as that of the type"),
        pytest.param("base", "k", None, {}, id="that of a base"),
        pytest.param("base", None, None, {}, id="that of a base alone"),
        pytest.param(7, None, None, {"key": FILE}, id="no text"),
        pytest.param(7, 8, None, {"key": f"8/{FILE}"}, id="numbers"),
        pytest.param(Call("!env K"), None, None, {}, id="a call of a base"),
        pytest.param(Call("!env K"), Call("!env K"), None, {"key": Unknown(f"!env K/{FILE}")}, id="a call of the type"),
        pytest.param(Secret("k"), Secret("k"), None, {"key": Secret(f"k/{FILE}")}, id="a secret of the type"),
        pytest.param(Secret("k"), None, None, {}, id="a secret of a base"),
    ],
)
def test_the_key_of_an_azurerm_backend(key: Value, shared: Value, own: Value, expected: Table) -> None:
    assert default_identity("azurerm", {"key": key}, PLAIN, shared, own) == expected


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        pytest.param(CALLED, Unknown("k/!env X.terraform.tfstate"), id="a call"),
        pytest.param(SPELT, "k/!env X.terraform.tfstate", id="a call that its text spells"),
        pytest.param(HIDDEN, Secret(f"k/{FILE}"), id="a secret"),
    ],
)
def test_its_key_is_made_of_the_prefix_as_well(prefix: Prefix, expected: Value) -> None:
    assert default_identity("azurerm", {}, prefix, "k", None) == {"key": expected}
