"""Which mutations the campaign makes of a module, and that they depend on the seed alone."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

import pytest

from tests.campaigns.source_mutations import drawn, fate, mirror_of, mutations, population
from tests.kit.command import SHIPPED

EVERYTHING = population(SHIPPED)


def _tokens(text: str) -> list[str]:
    return [token.string for token in tokenize.generate_tokens(io.StringIO(text).readline)]


def _mutants(text: str, path: str = "stackc/link/x.py") -> list[str]:
    return [each.apply(text) for each in mutations(path, text)]


@pytest.mark.parametrize(
    ("text", "mutants"),
    [
        pytest.param("a == b", ["a != b"], id="equal"),
        pytest.param("a <= b", ["a < b"], id="at most"),
        pytest.param("a in b", ["a not in b"], id="in"),
        pytest.param("a not in b", ["a in b"], id="not in"),
        pytest.param("a is b", ["a is not b"], id="is"),
        pytest.param("a is not b", ["a is b"], id="is not"),
        pytest.param("(a) in (b)", ["(a) not in (b)"], id="operands in brackets"),
        pytest.param("a and b or c", ["a or b or c", "a and b and c"], id="and, or"),
        pytest.param("not a", ["a"], id="not"),
        pytest.param("a + b", ["a - b"], id="plus"),
        pytest.param("a += b", ["a -= b"], id="added to"),
        pytest.param("a[-1]", ["a[1]", "a[-2]", "a[-0]"], id="last"),
        pytest.param("a[0]", ["a[1]", "a[-1]"], id="first"),
        pytest.param("f(0, 7)", ["f(1, 7)", "f(0, 8)", "f(0, 6)"], id="small numbers"),
        pytest.param("f(x=True)", ["f(x=False)"], id="true"),
        pytest.param('a == "s3"', ['a != "s3"', 'a == "s3~"'], id="compared text"),
        pytest.param('a in ("s", "t")', ['a not in ("s", "t")', 'a in ("s~", "t")', 'a in ("s", "t~")'], id="one of"),
        pytest.param('match a:\n case "s":\n  b', ['match a:\n case "s~":\n  b'], id="pattern"),
        pytest.param("é = 'é' + a", ["é = 'é' - a"], id="behind letters of two bytes"),
    ],
)
def test_one_token_becomes_another(text: str, mutants: list[str]) -> None:
    assert _mutants(text) == mutants


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("'''a == b'''", id="docstring"),
        pytest.param("# a == b", id="comment"),
        pytest.param("from a import b", id="import"),
        pytest.param("def f(a: Literal[1] = b) -> Literal[True]: c", id="annotations of a function"),
        pytest.param("a: Literal[1] = b", id="annotation of a variable"),
        pytest.param("__slots__ = ('a' + b)", id="slots"),
        pytest.param("if TYPE_CHECKING:\n a = 1", id="for type checkers only"),
        pytest.param("for a in b: c", id="in of a loop"),
        pytest.param("[a for a in b]", id="in of a comprehension"),
        pytest.param("f('word')", id="text that is not compared"),
        pytest.param("f'{a == 1}'", id="inside a text"),
        pytest.param("f(*a, **b)", id="stars"),
        pytest.param("a = 100", id="large number"),
        pytest.param("a = 1.5", id="number with a point"),
    ],
)
def test_what_is_not_run_or_not_compared_stays(text: str) -> None:
    assert _mutants(text) == []


def test_words_of_messages_stay_and_their_rules_do_not() -> None:
    assert _mutants("a == 's3'", "stackc/link/messages.py") == ["a != 's3'"]


def test_every_mutation_parses_and_changes_one_token() -> None:
    for each in drawn(150, 3, EVERYTHING):
        text = (SHIPPED / each.path).read_text(encoding="utf-8")
        mutant = each.apply(text)
        ast.parse(mutant)
        before, after = _tokens(text), _tokens(mutant)
        start = next(index for index, (old, new) in enumerate(zip(before, after, strict=False)) if old != new)
        more = len(after) - len(before)
        assert more in (-1, 0, 1), each
        assert before[start + 1 :] == after[start + 1 + more :], each


def test_mutations_depend_on_the_seed_alone() -> None:
    again = population(SHIPPED)
    assert drawn(50, 7, again) == drawn(50, 7, EVERYTHING)
    assert drawn(50, 8, again) != drawn(50, 7, again)


def test_no_mutation_is_drawn_twice() -> None:
    assert len(set(drawn(10_000, 1, EVERYTHING))) == len(EVERYTHING)


@pytest.mark.parametrize("place", ["link", "manifest", "merge", "evaluate"])
def test_each_package_has_mutations(place: str) -> None:
    assert any(each.path.startswith(f"stackc/{place}/") for each in EVERYTHING)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("stackc/link/naming.py", ("tests/unit/link/test_naming.py", "tests/unit/link"), id="package"),
        pytest.param("stackc/run/guard.py", ("tests/unit/run/test_guard.py", "tests/unit/run"), id="one module"),
    ],
)
def test_the_mirrored_module_and_its_folder_are_asked(path: str, expected: tuple[str, str]) -> None:
    assert mirror_of(path) == expected
    assert all((SHIPPED / Path(place)).exists() for place in expected)


@pytest.mark.parametrize("test", ["test_x.py", "test_y.py"], ids=["the mirrored module", "another of its folder"])
def test_what_no_test_of_its_folder_notices_survives(tmp_path: Path, test: str) -> None:
    text = "def least(a, b):\n    return a if a < b else b + 0\n"
    module, holding = tmp_path / "made/link/x.py", tmp_path / "tests/unit/link" / test
    for file in (module, holding):
        file.parent.mkdir(parents=True)
    module.write_text(text, encoding="utf-8")
    holding.write_text(
        "from made.link.x import least\n\ndef test_least():\n    assert least(2, 1) == 1\n", encoding="utf-8"
    )
    found = mutations("made/link/x.py", text)
    assert [(each.after, fate(tmp_path, each)) for each in found if each.after != "-"] == [
        ("<=", "survived"),
        ("1", "caught"),
    ]
    assert module.read_text(encoding="utf-8") == text
