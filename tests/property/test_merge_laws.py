"""Laws of merging, of scalars and of written text, over small generated values."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from deepmerge.merger import Merger
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stackc.base.fold import Lists
from stackc.base.marks import Marks
from stackc.base.value import Append, Call, Table, Unknown, Value
from stackc.merge.deferred import merge_layers
from stackc.merge.merge import merge, merge_all
from stackc.syntax.scalars import key_text, resolve_plain
from stackc.syntax.yaml import ScalarRules, parse_document, parse_nodes
from stackc.text.json import to_json
from stackc.text.yaml import scalar_style, to_yaml
from tests.kit.build import marks

STRATEGIES: tuple[Lists, ...] = ("replace", "append", "merge")
law = settings(max_examples=60)

KEYS = st.sampled_from(["a", "b", "c"])
SMALL = st.one_of(st.none(), st.booleans(), st.integers(0, 3), st.sampled_from(["", "x"]))
VALUES: st.SearchStrategy[Value] = st.recursive(
    SMALL,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(KEYS, below, max_size=3)),
    max_leaves=8,
)
TABLES: st.SearchStrategy[Table] = st.dictionaries(KEYS, VALUES, max_size=3)
LAYERS = st.lists(TABLES, max_size=4)


def wrapped(draw_from: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """Values in which some tables hold ``!append`` wrappers, as manifests can."""
    leaf = st.one_of(draw_from, st.lists(draw_from, max_size=2).map(Append))
    return st.recursive(leaf, lambda below: st.dictionaries(KEYS, below, max_size=3), max_leaves=5)


APPENDING: st.SearchStrategy[Table] = st.dictionaries(KEYS, wrapped(SMALL), max_size=3)


# the naive fold: copies all, shares nothing


def naive_fold(layers: list[Table], lists: Lists) -> Table:
    inputs = [copy.deepcopy(layer) for layer in layers if layer]
    merged: Table = {}
    for layer in inputs:
        naive_into(merged, naive_resolved(layer, merged, lists), lists)
    return merged


def naive_resolved(value: Any, below: Any, lists: Lists) -> Any:
    """``value`` with each wrapper replaced by the list it stands for over ``below``."""
    if isinstance(value, Append):
        items = naive_resolved(value.items, None, lists)
        return below + items if isinstance(below, list) and lists != "append" else items
    if isinstance(value, dict):
        under = below if isinstance(below, dict) else {}
        return {key: naive_resolved(item, under.get(key), lists) for key, item in value.items()}
    return [naive_resolved(item, None, lists) for item in value] if isinstance(value, list) else value


def naive_into(target: Any, source: Any, lists: Lists) -> None:
    for key, value in source.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            naive_into(old, value, lists)
        elif isinstance(old, list) and isinstance(value, list) and lists != "replace":
            target[key] = old + value if lists == "append" else naive_zip(old, value)
        else:
            target[key] = copy.deepcopy(value)


def naive_zip(old: list[Any], new: list[Any]) -> list[Any]:
    for index, value in enumerate(new):
        if index >= len(old):
            old.append(value)
        elif isinstance(old[index], dict) and isinstance(value, dict):
            naive_into(old[index], value, "merge")
    return old


def oracle(layers: list[Table], lists: Lists) -> Any:
    """The same by another's hand; it knows no strategy like our ``merge``."""
    merger = Merger(
        [(list, [{"replace": "override", "append": "append"}[lists]]), (dict, ["merge"])], ["override"], ["override"]
    )
    merged: Any = {}
    for layer in layers:
        merged = merger.merge(merged, copy.deepcopy(layer))
    return merged


@pytest.mark.parametrize("lists", ["replace", "append"])
@law
@given(layers=LAYERS)
def test_merging_equals_deepmerge(lists: Lists, layers: list[Table]) -> None:
    assert merge_all(layers, lists, marks()) == oracle(layers, lists)


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(layers=LAYERS)
def test_merging_equals_a_fold_that_copies(lists: Lists, layers: list[Table]) -> None:
    assert merge_all(layers, lists, marks()) == naive_fold(layers, lists)


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(layers=st.lists(APPENDING, max_size=4))
@example(layers=[{"c": 1}, {"a": {"b": Append([1])}}, {"a": {"b": Append([2])}}])
def test_appending_equals_a_fold_that_copies(lists: Lists, layers: list[Table]) -> None:
    assert merge_all(layers, lists, marks()) == naive_fold(layers, lists)


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(layers=st.lists(APPENDING, max_size=2))
def test_appending_once_equals_a_fold_that_copies(lists: Lists, layers: list[Table]) -> None:
    assert merge_all(layers, lists, marks()) == naive_fold(layers, lists)


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(base=APPENDING, layer=APPENDING)
def test_inputs_stay_as_they_were(lists: Lists, base: Table, layer: Table) -> None:
    before = copy.deepcopy((base, layer))
    merge(base, layer, lists)
    merge_all([base, layer, base], lists, marks())
    assert (base, layer) == before


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(base=TABLES)
def test_an_empty_layer_gives_the_base_itself(lists: Lists, base: Table) -> None:
    assert merge(base, {}, lists) is base


@pytest.mark.parametrize("lists", ["replace", "merge"])
@law
@given(base=TABLES)
def test_a_table_over_itself_gives_it_back(lists: Lists, base: Table) -> None:
    assert merge(base, base, lists) == base
    assert merge(base, base, "replace") is base


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(base=TABLES, layer=TABLES)
def test_what_one_side_alone_has_is_shared(lists: Lists, base: Table, layer: Table) -> None:
    merged = merge(base, layer, lists)
    assert all(merged[key] is base[key] for key in base.keys() - layer.keys())
    assert all(merged[key] is layer[key] for key in layer.keys() - base.keys())


@pytest.mark.parametrize("lists", STRATEGIES)
@law
@given(base=TABLES, layer=TABLES)
def test_keys_are_those_of_both_in_first_seen_order(lists: Lists, base: Table, layer: Table) -> None:
    assert list(merge(base, layer, lists)) == list({**base, **layer})


# scalars


@law
@given(st.one_of(st.integers(-(2**63), 2**64 - 1), st.booleans(), st.none()))
def test_an_exact_scalar_reads_back(value: int | bool | None) -> None:
    text = json.dumps(value)
    assert (resolve_plain(text).value, resolve_plain(text).loss) == (value, None)


@law
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back_from_the_text_of_a_key(value: float) -> None:
    text = key_text(value)
    assert text is not None
    assert resolve_plain(text).value == value


@law
@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(["{:#x}", "{:#o}", "{:#b}", "{:_}"]))
def test_every_notation_of_an_integer_reads_back(value: int, notation: str) -> None:
    assert resolve_plain(notation.format(value)).value == value


@law
@given(st.text(alphabet=st.sampled_from("a0 19.:_+-eEoxXT~nulNtrf\té"), max_size=6))
def test_a_string_written_plain_is_a_string(text: str) -> None:
    if scalar_style(text) == "plain":
        assert resolve_plain(text).value == text


# text


FINITE = st.floats(allow_nan=False, allow_infinity=False)
LETTERS = st.text(alphabet=st.sampled_from('a0 é<>&"\\/\n\t\x01\x7f\u2028\u2029\ufeff\U0001f600'), max_size=6)
DOCUMENTS: st.SearchStrategy[Value] = st.recursive(
    st.one_of(SMALL, FINITE, st.integers(-(2**63), 2**64 - 1), LETTERS),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(LETTERS, below, max_size=3)),
    max_leaves=8,
)
# Signs that YAML writes with quotes, without the few that `to_yaml` gets wrong: see tests/unit/text/test_yaml.py.
WRITABLE = st.text(alphabet=st.sampled_from("a0 9:#-?[]{},&*!|>'\"%@`~.é\x07\x7f\r="), max_size=6)
BLOCKS = st.lists(st.sampled_from(["a", "b: c", "", "  d", "# e", "- f"]), min_size=2, max_size=5).map(
    lambda lines: "x" + "\n".join(lines)
)
WRITABLES: st.SearchStrategy[Value] = st.recursive(
    st.one_of(SMALL, FINITE, st.integers(-(2**63), 2**64 - 1), WRITABLE, BLOCKS),
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(WRITABLE, below, max_size=3)),
    max_leaves=8,
)


def same(left: Any, right: Any) -> bool:
    """Equal, but a whole float may have become an integer."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float) and not isinstance(right, bool) and isinstance(right, (int, float)):
        return math.isclose(left, right, rel_tol=0, abs_tol=0) or left == float(right)
    return bool(left == right)


@pytest.mark.parametrize("escape", [False, True])
@law
@given(value=DOCUMENTS)
def test_json_reads_back(escape: bool, value: Value) -> None:
    assert same(value, json.loads(to_json(value, escape_html=escape)))


@law
@given(DOCUMENTS)
def test_json_has_sorted_keys_and_the_shape_of_the_standard_library(value: Value) -> None:
    ours = json.loads(to_json(value), object_pairs_hook=lambda pairs: [key for key, _ in pairs])
    theirs = json.loads(json.dumps(value, sort_keys=True), object_pairs_hook=lambda pairs: [key for key, _ in pairs])
    assert same(theirs, ours)


@law
@given(WRITABLES)
def test_yaml_reads_back(value: Value) -> None:
    parsed = parse_document(to_yaml(value), "f.yaml")
    assert parsed.diagnostics == ()
    assert same(value, parsed.root)


@law
@given(WRITABLES)
def test_yaml_written_twice_is_the_same_text(value: Value) -> None:
    assert to_yaml(value) == to_yaml(copy.deepcopy(value))


# parsing is total


PIECES = st.sampled_from(
    [
        *("a", "b", "1", "-", " ", ":", ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "? ", "---\n"),
        *("!env ", "!append ", "!foo ", "!!str ", "!!bool ", "<<: ", "'", '"', "|\n", ">\n", "#", "\t", "%", "`"),
        *("~", ".inf", "2024-05-01", "é", "\0"),
    ]
)


@law
@given(st.lists(PIECES, max_size=14).map("".join))
def test_whatever_the_text_parsing_reports_and_never_raises(text: str) -> None:
    for rules in (ScalarRules(), ScalarRules(dates_as_text=False, exact_integers=False, key_delimiter=".")):
        parsed = parse_document(text, "f.yaml", rules)
        assert all(found.primary is not None for found in parsed.diagnostics)
        parse_nodes(text, "f.yaml", rules)


# what is marked


MARKED: st.SearchStrategy[Table] = st.dictionaries(
    st.sampled_from(["a", "b", "{{ c }}"]),
    wrapped(st.sampled_from([1, "x", "{{ x }}", "!env X", Call("!env X"), Unknown("?")])),
    max_size=3,
)


def marked_paths(value: Value, memo: Marks) -> Value:
    """The bits of a value and of everything below it."""
    if isinstance(value, dict):
        below: Table = {key: marked_paths(item, memo) for key, item in value.items()}
        return [memo.of(value), dict(memo.keys(value)), below]
    return memo.of(value)


@law
@given(st.lists(MARKED, max_size=4), st.sampled_from(STRATEGIES))
def test_a_merged_map_is_marked_as_one_that_is_looked_through(layers: list[Table], lists: Lists) -> None:
    known = marks()
    merged = merge_all(layers, lists, known)
    assert marked_paths(merged, known) == marked_paths(copy.deepcopy(merged), marks())


@law
@given(st.lists(MARKED, max_size=3))
def test_a_map_with_deferred_calls_is_marked_as_one_that_is_looked_through(layers: list[Table]) -> None:
    known = marks()
    merged = merge_layers(layers, "merge", known, lambda text: text.startswith("!env")).value
    assert marked_paths(merged, known) == marked_paths(copy.deepcopy(merged), marks())
