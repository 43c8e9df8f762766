"""Sets of characters in Go's regular expressions: ranges, named groups, Unicode properties, and the folding of case.

Which characters have a property is asked of `regex`, whose tables may be of a newer Unicode than Go's.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Protocol

from stackc.base.record import Record

LAST = 0x10FFFF
Ranges = tuple[tuple[int, int], ...]

DIGITS: Ranges = ((0x30, 0x39),)
SPACES: Ranges = ((0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20))
WORD: Ranges = ((0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A))

NAMED: dict[str, Ranges] = {
    "alnum": ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)),
    "alpha": ((0x41, 0x5A), (0x61, 0x7A)),
    "ascii": ((0x00, 0x7F),),
    "blank": ((0x09, 0x09), (0x20, 0x20)),
    "cntrl": ((0x00, 0x1F), (0x7F, 0x7F)),
    "digit": DIGITS,
    "graph": ((0x21, 0x7E),),
    "lower": ((0x61, 0x7A),),
    "print": ((0x20, 0x7E),),
    "punct": ((0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)),
    "space": ((0x09, 0x0D), (0x20, 0x20)),
    "upper": ((0x41, 0x5A),),
    "word": WORD,
    "xdigit": ((0x30, 0x39), (0x41, 0x46), (0x61, 0x66)),
}
"""What ``[:alpha:]`` and its kin are."""

_CATEGORIES = (
    "C Cc Cf Cn Co Cs L LC Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs"
)
_CATEGORY_NAMES = (
    "Cased_Letter=LC Close_Punctuation=Pe Combining_Mark=M Connector_Punctuation=Pc Control=Cc Currency_Symbol=Sc "
    "Dash_Punctuation=Pd Decimal_Number=Nd Enclosing_Mark=Me Final_Punctuation=Pf Format=Cf Initial_Punctuation=Pi "
    "Letter=L Letter_Number=Nl Line_Separator=Zl Lowercase_Letter=Ll Mark=M Math_Symbol=Sm Modifier_Letter=Lm "
    "Modifier_Symbol=Sk Nonspacing_Mark=Mn Number=N Open_Punctuation=Ps Other=C Other_Letter=Lo Other_Number=No "
    "Other_Punctuation=Po Other_Symbol=So Paragraph_Separator=Zp Private_Use=Co Punctuation=P Separator=Z "
    "Space_Separator=Zs Spacing_Mark=Mc Surrogate=Cs Symbol=S Titlecase_Letter=Lt Unassigned=Cn Uppercase_Letter=Lu "
    "cntrl=Cc digit=Nd punct=P"
)
_SCRIPTS = (
    "Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki "
    "Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee "
    "Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan "
    "Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi "
    "Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited "
    "Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi "
    "Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian Mahajani "
    "Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui "
    "Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari Nandinagari "
    "New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic Old_North_Arabian "
    "Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya Pahawh_Hmong "
    "Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada Shavian "
    "Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le "
    "Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai "
    "Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square"
)


class _OneOf(Protocol):
    def match(self, text: str, /) -> object: ...


class CharacterSet(Record):
    """Characters in one of ``ranges`` or one of ``properties``; all others when ``negated``.

    Ranges are sorted, have their ends inside and do not touch. A property is written as inside a set of `regex`.
    """

    ranges: Ranges = ()
    properties: tuple[str, ...] = ()
    negated: bool = False

    @property
    def only(self) -> str | None:
        """The one character of the set, if there is no other."""
        if len(self.ranges) != 1 or self.properties or self.negated or self.ranges[0][0] != self.ranges[0][1]:
            return None
        return chr(self.ranges[0][0])

    def pattern(self) -> str:
        """The set as an expression of `regex`, in the syntax of its version 1.

        Two of its shortcuts are wrong, and kept out of: a choice between two negated characters, and a negated set with
        a property and its opposite.
        """
        if self == NO_LINE_END:
            return "."
        if self.ranges == ((0, LAST),) or any(_opposite(name) in self.properties for name in self.properties):
            return "(?!)" if self.negated else "(?s:.)"
        if not self.ranges and not self.properties:
            return "(?s:.)" if self.negated else "(?!)"
        only = self.only
        if only is not None:
            return _quoted(ord(only))
        if self.negated and not self.properties:
            return CharacterSet(complement(self.ranges)).pattern()
        return f"[{'^' if self.negated else ''}{_quoted_ranges(self.ranges)}{''.join(self.properties)}]"


ANY = CharacterSet(negated=True)
NO_LINE_END = CharacterSet(((0x0A, 0x0A),), negated=True)


class Members(dict[str, bool]):
    """Which characters are in a set; each is looked up once."""

    __slots__ = ("_lows", "_set")

    def __init__(self, characters: CharacterSet) -> None:
        self._set = characters
        self._lows = [low for low, _ in characters.ranges]

    def __missing__(self, character: str) -> bool:
        code = ord(character)
        at = bisect_right(self._lows, code) - 1
        found = at >= 0 and code <= self._set.ranges[at][1]
        if not found and self._set.properties:
            found = _has_property("[" + "".join(self._set.properties) + "]", character)
        self[character] = found is not self._set.negated
        return self[character]


@lru_cache(1024)
def members(characters: CharacterSet) -> Members:
    """The members of a set, looked up so far by anybody."""
    return Members(characters)


def _opposite(name: str) -> str:
    return "\\" + name[1].swapcase() + name[2:]


def _quoted_ranges(ranges: Ranges) -> str:
    return "".join(_quoted(low) if low == high else f"{_quoted(low)}-{_quoted(high)}" for low, high in ranges)


def _quoted(code: int) -> str:
    character = chr(code)
    if character.isascii() and character.isalnum():
        return character
    return "\\" + character if " " < character < "\x7f" else f"\\U{code:08x}"


def clean(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges sorted, those that meet made one."""
    done: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if done and low <= done[-1][1] + 1:
            done[-1] = (done[-1][0], max(high, done[-1][1]))
        else:
            done.append((low, high))
    return tuple(done)


def complement(ranges: Ranges) -> Ranges:
    """All characters that are in none of the clean ``ranges``."""
    lows = [0, *(high + 1 for _, high in ranges)]
    highs = [*(low - 1 for low, _ in ranges), LAST]
    return tuple((low, high) for low, high in zip(lows, highs, strict=True) if low <= high)


def folded(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """The ranges with every character that differs from one of them in case alone, one character for one."""
    found = list(ranges)
    for low, high in tuple(found):
        if high < 0x80:
            codes = range(max(low, 0x41), min(high, 0x7A) + 1)
            found.extend((code, code) for one in codes for code in _ASCII_ORBITS.get(one, ()))
        elif low > 0x41 or high < LAST:
            orbits = _orbits()
            codes = range(max(low, 0x41), min(high, _LAST_CASED) + 1)
            found.extend((code, code) for one in codes for code in orbits.get(one, ()))
    return clean(found)


_ASCII_ORBITS: dict[int, tuple[int, ...]] = {
    ord(letter): (ord(letter.swapcase()),) for letter in "ABCDEFGHIJLMNOPQRTUVWXYZabcdefghijlmnopqrtuvwxyz"
}
_ASCII_ORBITS |= {ord(letter): (0x4B, 0x6B, 0x212A) for letter in "Kk"}
_ASCII_ORBITS |= {ord(letter): (0x53, 0x73, 0x17F) for letter in "Ss"}
_LAST_CASED = 0x1E943


@cache
def _orbits() -> dict[int, tuple[int, ...]]:
    """The characters that are the same but for case, by each of them; only where there are two or more.

    Folded one character to one, as Unicode's simple folding: Python has the full one, where ``ẞ`` becomes ``ss``.
    """
    groups: dict[str, list[int]] = {}
    for code in range(0x41, _LAST_CASED + 1):
        groups.setdefault(_fold(chr(code)), []).append(code)
    return {code: tuple(group) for group in groups.values() if len(group) > 1 for code in group}


def _fold(character: str) -> str:
    full = character.casefold()
    if len(full) == 1:
        return full
    lower = character.lower()
    return lower if len(lower) == 1 else character


def find_property(name: str, *, negated: bool, fold: bool) -> CharacterSet | None:
    """What ``\\p{name}`` is, or ``\\P{name}``; None when there is no such property.

    Neither case nor spaces, hyphens and underscores count in a name.
    """
    plain = _canonical(name)
    if plain in ("any", "ascii"):
        ranges: Ranges = ((0, LAST),) if plain == "any" else ((0, 0x7F),)
        ranges = folded(ranges) if fold else ranges
        return CharacterSet(complement(ranges) if negated else ranges)
    if plain == "assigned":
        plain, negated = "cn", not negated
    found = _properties().get(plain)
    if found is None:
        return None
    extra = _case_variants(found) if fold else ()
    if not negated:
        return CharacterSet(extra, (f"\\p{{{found}}}",))
    if not extra:
        return CharacterSet((), (f"\\P{{{found}}}",))
    return CharacterSet((), (CharacterSet(extra, (f"\\p{{{found}}}",), negated=True).pattern(),))


@cache
def _properties() -> dict[str, str]:
    """Properties as `regex` calls them, by their canonical name."""
    named = (entry.split("=") for entry in _CATEGORY_NAMES.split())
    return (
        {_canonical(script): f"Script={script}" for script in _SCRIPTS.split()}
        | {_canonical(long): f"gc={short}" for long, short in named}
        | {_canonical(category): f"gc={category}" for category in _CATEGORIES.split()}
    )


def _canonical(name: str) -> str:
    return name.translate(_NOT_IN_NAMES).lower() if name.isascii() else name


_NOT_IN_NAMES = {ord(sign): None for sign in "_- "}


@lru_cache(64)
def _case_variants(name: str) -> Ranges:
    """The characters without the property that differ in case alone from one with it."""
    orbits = _orbits()
    having = {code for code in orbits if _has_property(f"\\p{{{name}}}", chr(code))}
    return clean((code, code) for one in having for code in orbits[one] if code not in having)


def _has_property(source: str, character: str) -> bool:
    return _one_of(source).match(character) is not None


@lru_cache(256)
def _one_of(source: str) -> _OneOf:
    import regex

    made: _OneOf = regex.compile(source, regex.V1)
    return made
