"""Sprig's functions on words: abbreviations, wrapping, and names in snake, kebab and camel case."""

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.strings import SPACE, lower, shorten, title_character, to_bytes, upper, wrap
from stackc.go.terms import Terms


def _abbreviate(width: int, text: str) -> str:
    return text if width < 4 else shorten(text, 0, width)


def _abbreviate_both(left: int, right: int, text: str) -> str:
    if right < 4 or (left > 0 and right < 7):
        return text
    try:
        return shorten(text, left, right)
    except FunctionError:
        return ""


def _initials(text: str) -> str:
    """The first byte of each word, taken for a character."""
    after_space = True
    found: list[str] = []
    for byte in to_bytes(text):
        is_space = chr(byte) in SPACE
        if after_space and not is_space:
            found.append(chr(byte))
        after_space = is_space
    return "".join(found)


def _untitle(text: str) -> str:
    """``text`` with the first letter of each word in lower case."""
    shown: list[str] = []
    after_space = True
    for character in text:
        is_space = character in SPACE
        shown.append(lower(character) if after_space and not is_space else character)
        after_space = is_space
    return "".join(shown)


def _swap_case(text: str) -> str:
    """Upper case becomes lower; lower case becomes upper, or title case at the start of a word."""
    shown: list[str] = []
    after_space = True
    for character in text:
        if character.isupper() or character.istitle():
            shown.append(lower(character))
            after_space = False
        elif character.islower():
            shown.append(title_character(character) if after_space else upper(character))
            after_space = False
        else:
            shown.append(character)
            after_space = character in SPACE
    return "".join(shown)


_CHARACTER_COST = 20
_PART = late_pattern(
    r"(?P<connector>[-_\s]+)"
    r"|(?P<number>\d+)"
    r"|(?P<letter>[^\W\d_]+)"
    r"|(?P<other>(?:(?!\d)[^\w\s-])+)"
)


def _split_humps(letters: str) -> list[str]:
    """``HTTPServer`` is ``HTTP`` and ``Server``: a run of capitals keeps its last one for the word that follows."""
    words: list[str] = []
    start = 0
    for position in range(1, len(letters)):
        here, before = letters[position].isupper(), letters[position - 1].isupper()
        follows = position + 1 < len(letters) and not letters[position + 1].isupper()
        if here and (not before or follows):
            words.append(letters[start:position])
            start = position
    return [*words, letters[start:]]


def _tokens(text: str) -> list[tuple[str, str]]:
    """The parts of a name: ``connector``, ``number``, ``upper`` (begins with a capital), ``letter`` and ``other``."""
    found: list[tuple[str, str]] = []
    for match in _PART.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "letter":
            found.append((kind, match.group()))
            continue
        found.extend(("upper" if word[0].isupper() else "letter", word) for word in _split_humps(match.group()))
    return found


def _delimit(terms: Terms, text: str, connector: str) -> str:
    """``text`` in lower case, its words joined by ``connector``.

    A number belongs to the word before it, unless small letters follow: then it begins a word with them (``http_2xx``).
    """
    terms.charge(len(text) * _CHARACTER_COST)
    tokens = _tokens(text)
    shown: list[str] = []
    position = 0
    while position < len(tokens):
        kind, part = tokens[position]
        position += 1
        if kind == "connector":
            shown.append(connector * len(part))
            continue
        shown.append(lower(part))
        if kind == "number":
            position = _take_small(tokens, position, shown)
        elif kind in ("upper", "letter") and _kind(tokens, position) == "number":
            if _kind(tokens, position + 1) == "letter":
                shown.extend((connector, tokens[position][1]))
                position = _take_small(tokens, position + 1, shown)
            else:
                shown.append(tokens[position][1])
                position += 1
        if _kind(tokens, position) in ("upper", "letter", "number") and kind != "other":
            shown.append(connector)
    return "".join(shown)


def _take_small(tokens: list[tuple[str, str]], position: int, shown: list[str]) -> int:
    while _kind(tokens, position) in ("letter", "number"):
        shown.append(lower(tokens[position][1]))
        position += 1
    return position


def _kind(tokens: list[tuple[str, str]], position: int) -> str:
    return tokens[position][0] if position < len(tokens) else ""


def _is_connector(character: str) -> bool:
    return character in "-_" or character in SPACE


def _pascal_case(text: str) -> str:
    """``some_words`` as ``SomeWords``: a connector before a letter goes, others stay; capitals in a row go small."""
    if len(text) < 2:
        return text * 2 if text and _is_connector(text) else upper(text)
    shown: list[str] = []
    begins, capitals, leading = True, False, True
    for position, character in enumerate(text):
        following = text[position + 1 : position + 2]
        if _is_connector(character):
            if leading or not following or _is_connector(following):
                shown.append(character)
            begins = True
        elif begins:
            leading = False
            capitals = character.isupper()
            shown.append(upper(character))
            begins = False
        elif capitals and character.isupper():
            shown.append(lower(character))
        else:
            capitals = False
            shown.append(character)
    return "".join(shown)


TABLE: Table = {
    "abbrev": ("int string", _abbreviate),
    "abbrevboth": ("int int string", _abbreviate_both),
    "initials": ("string", _initials),
    "untitle": ("string", _untitle),
    "swapcase": ("string", _swap_case),
    "snakecase": ("terms string", lambda terms, text: _delimit(terms, text, "_")),
    "kebabcase": ("terms string", lambda terms, text: _delimit(terms, text, "-")),
    "camelcase": ("string", _pascal_case),
    "wrap": ("int string", lambda width, text: wrap(text, width, "", breaks_words=False)),
    "wrapWith": ("int string string", lambda width, mark, text: wrap(text, width, mark, breaks_words=True)),
}
