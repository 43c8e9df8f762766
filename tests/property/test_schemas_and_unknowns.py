"""A schema refuses a value with unknown parts only if it refuses whatever these may be."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from stackc.base.value import Unknown, Value, transform
from stackc.check.json_schema import Unusable, find_misfits, opened, read_schema
from tests.kit.world import MemoryWorld

HOLE = Unknown("!exec x")
KEYS = st.sampled_from(["a", "b"])
PLAIN = st.sampled_from([None, True, 0, 1, "x", "y"])


def grown(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner, max_size=2),
        max_leaves=4,
    )


VALUES = grown(PLAIN)
HOLED: st.SearchStrategy[Value] = grown(PLAIN | st.just(HOLE))
SIMPLE: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.fixed_dictionaries({"type": st.sampled_from(["null", "boolean", "integer", "string", "array", "object"])}),
    st.fixed_dictionaries({"const": VALUES}),
    st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=2)}),
    st.fixed_dictionaries({"required": st.lists(KEYS, max_size=2, unique=True)}),
    st.just({"uniqueItems": True}),
    st.fixed_dictionaries({"minimum": st.just(1)}),
)


def composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=2)
    keyed = st.dictionaries(KEYS, inner, max_size=2)
    return st.one_of(
        *(st.fixed_dictionaries({name: several}) for name in ("allOf", "anyOf", "oneOf", "prefixItems")),
        *(st.fixed_dictionaries({name: inner}) for name in ("not", "items", "additionalProperties", "propertyNames")),
        st.fixed_dictionaries({"if": inner}, optional={"then": inner, "else": inner}),
        st.fixed_dictionaries({"contains": inner}, optional={"minContains": st.just(0), "maxContains": st.just(1)}),
        st.fixed_dictionaries({"properties": keyed}, optional={"unevaluatedProperties": inner, "anyOf": several}),
        st.fixed_dictionaries({"prefixItems": several}, optional={"unevaluatedItems": inner}),
        st.fixed_dictionaries({"dependentSchemas": keyed}),
    )


SCHEMAS = st.recursive(SIMPLE, composed, max_leaves=5)


def refuses(schema: object, value: Value) -> bool:
    validator = read_schema(MemoryWorld({"s.json": json.dumps(schema)}), "s.json")
    assert not isinstance(validator, Unusable)
    misfits = find_misfits(validator, opened(value))
    assert not isinstance(misfits, Unusable)
    return any(True for _ in misfits)


@given(SCHEMAS, HOLED, VALUES)
def test_what_one_filling_mends_is_not_refused(schema: object, value: Value, filling: Value) -> None:
    filled = transform(value, lambda leaf: filling if leaf == HOLE else leaf)
    assume(Draft202012Validator(schema).is_valid(filled))  # type: ignore[arg-type]
    assert not refuses(schema, value)


@given(SCHEMAS, VALUES)
def test_a_value_without_holes_is_judged_as_ever(schema: object, value: Value) -> None:
    assert refuses(schema, value) is not Draft202012Validator(schema).is_valid(value)  # type: ignore[arg-type]
