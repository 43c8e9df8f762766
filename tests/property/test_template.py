"""Laws of templates: nothing but faults comes out of nonsense, and ranges tell where all text comes from."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackc.template import (
    EffectNeeded,
    Expansion,
    Template,
    TemplateFault,
    expand_template,
    function_set,
    parse_template,
)

FUNCTIONS = function_set(sprig=True, gomplate=True)
NAMES = [
    name for name in FUNCTIONS.names() if name not in ("repeat", "strings.Repeat", "crypto.PBKDF2", "crypto.WPAPSK")
]
DATA = {
    "a": 1,
    "b": "text",
    "c": None,
    "d": {"x": 1.5, "y": {"z": "deep"}, "n": None},
    "l": [1, "two", 3.0, None, True, {"k": "v"}],
    "e": [],
    "s": "",
    "u": "ünïcödé \udcff",
    "big": 10**30,
}
FIELDS = [
    ".a",
    ".b",
    ".c",
    ".d",
    ".d.x",
    ".d.y.z",
    ".l",
    ".e",
    ".s",
    ".u",
    ".big",
    ".nope",
    ".c.x",
    ".b.x",
    ".",
    "$",
    "$.d",
]
LITERALS = [
    '"str"',
    '"a,b\\n"',
    "`{{`",
    "1",
    "0",
    "-5",
    "99999999999",
    "1.5",
    "true",
    "nil",
    "'x'",
    '""',
    '"2006-01-02"',
    '"("',
]
CHUNKS = [
    "{{",
    "}}",
    "{{-",
    "-}}",
    "(",
    ")",
    "|",
    ".",
    "$",
    '"',
    "`",
    "'",
    ":=",
    "=",
    ",",
    "/*",
    "*/",
    " ",
    "\n",
    "é",
    "\0",
]
WORDS = [
    "if",
    "else",
    "end",
    "range",
    "with",
    "define",
    "template",
    "block",
    "break",
    "continue",
    "nil",
    "true",
    "$x",
    ".a",
]


def argument(chance: random.Random, depth: int) -> str:
    """An operand of any kind."""
    kind = chance.random()
    if kind < 0.4:
        return chance.choice(FIELDS)
    if kind < 0.75 or depth == 0:
        return chance.choice(LITERALS)
    return f"({pipeline(chance, depth - 1)}){chance.choice(['', '', '.x'])}"


def pipeline(chance: random.Random, depth: int) -> str:
    """Calls of any functions with any arguments."""
    calls = [
        " ".join([chance.choice(NAMES), *(argument(chance, depth) for _ in range(chance.randint(0, 3)))])
        for _ in range(chance.randint(1, 2))
    ]
    return " | ".join(calls)


def calls(chance: random.Random) -> str:
    """Actions that make sense to the parser."""
    return "".join(f"{{{{ {pipeline(chance, 2)} }}}}" for _ in range(2))


def blocks(chance: random.Random) -> str:
    """Blocks around actions."""
    word = chance.choice(["if", "range", "with"])
    target = chance.choice(["", "$x := ", "$x, $y := "]) if word == "range" else ""
    inner = chance.choice(["{{ . }}", "{{ break }}", "{{ continue }}", calls(chance)])
    ending = chance.choice(["", "{{ else }}", "{{ else if .a }}"])
    subject = argument(chance, 1).replace("99999999999", "7")
    return f"{{{{ {word} {target}{subject} }}}}{inner}{ending}text{{{{ end }}}}"


def noise(chance: random.Random) -> str:
    """Pieces of syntax in any order."""
    return "".join(chance.choice(CHUNKS + WORDS + LITERALS + FIELDS) for _ in range(chance.randint(1, 25)))


def damage(chance: random.Random) -> str:
    """A template with something cut out or put in."""
    text = blocks(chance)
    place = chance.randrange(len(text))
    return text[:place] + chance.choice([*CHUNKS, ""]) + text[place + chance.randint(0, 3) :]


@pytest.mark.parametrize("make", [calls, blocks, noise, damage])
def test_nonsense_gives_faults_and_nothing_else(make: Callable[[random.Random], str]) -> None:
    chance = random.Random(20_000)
    for _ in range(5_000):
        text = make(chance)
        template = parse_template(text)
        if isinstance(template, TemplateFault):
            assert 0 <= template.start <= template.end <= len(text), text
            continue
        check_expansion(template, chance.choice(["no value", "error"]) == "error")


def check_expansion(template: Template, strict: bool) -> None:
    """Expand ``template`` and hold the result to the laws of ranges."""
    try:
        result = expand_template(template, DATA, FUNCTIONS, missing="error" if strict else "no value")
    except EffectNeeded as needed:
        result = TemplateFault(needed.name, needed.start, needed.end)
    if isinstance(result, TemplateFault):
        assert 0 <= result.start <= result.end <= len(template.text), template.text
        return
    result.text.encode()
    position = 0
    for begin, end, start, stop in result.ranges:
        assert begin == position < end
        assert 0 <= start < stop <= len(template.text)
        position = end
    assert position == len(result.text)


@given(st.text())
def test_text_without_delimiters_is_itself(text: str) -> None:
    template = parse_template(text.replace("{{", "{ {"))
    assert isinstance(template, Template)
    expansion = expand_template(template, {}, FUNCTIONS)
    assert isinstance(expansion, Expansion)
    assert expansion.text == template.text


@given(st.text().filter(lambda text: "{{" not in text and not text.endswith("{")), st.text())
def test_literal_text_lies_one_to_one_on_the_template(before: str, value: str) -> None:
    template = parse_template(f"{before}{{{{ .v }}}}")
    assert isinstance(template, Template)
    expansion = expand_template(template, {"v": value}, FUNCTIONS)
    assert isinstance(expansion, Expansion)
    for begin, end, start, stop in expansion.ranges:
        if stop <= len(before):
            assert expansion.text[begin:end] == template.text[start:stop]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner)))
def test_every_value_prints(value: object) -> None:
    template = parse_template("{{ .v }}{{ toJson .v }}{{ printf `%v %q %d` .v .v .v }}")
    assert isinstance(template, Template)
    assert isinstance(expand_template(template, {"v": value}, FUNCTIONS, missing="no value"), Expansion)
