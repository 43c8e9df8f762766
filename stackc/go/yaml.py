"""YAML as gomplate reads and writes it: Go's YAML 1.2 with the booleans of JSON, and sorted keys."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from stackc.base.pattern import late_pattern
from stackc.go.faults import FunctionError
from stackc.go.fmt import format_float, format_value
from stackc.go.limits import MAX_DEPTH, VISIT_COST
from stackc.go.strings import require_size
from stackc.go.terms import Terms
from stackc.go.time_parsing import parse_time
from stackc.go.values import GoObject

_INT = late_pattern(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)\Z")
_FLOAT = late_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL = {".inf": math.inf, "+.inf": math.inf, "-.inf": -math.inf, ".nan": math.nan}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUE = frozenset(("true", "True", "TRUE"))
_FALSE = frozenset(("false", "False", "FALSE"))
_OLD_BOOLS = frozenset(
    ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"]
)
_DATE = late_pattern(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:\Z|[Tt ])")
_NOT_PLAIN = late_pattern("[^\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd]")
_NOT_LITERAL = late_pattern("[^\\t\\n\\x20-\\x7e\\xa0-\\u2027\\u202a-\\ud7ff\\ue000-\\ufefe\\uff00-\\ufffd]| \\n")
_SHORT = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e"}
_SHORT |= {"\x85": "N", "\u2028": "L", "\u2029": "P"}
_MOMENTS = (
    "2006-1-2T15:4:5.999999999Z07:00",
    "2006-1-2t15:4:5.999999999Z07:00",
    "2006-1-2 15:4:5.999999999",
    "2006-1-2",
)
_BASE_60 = late_pattern(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")


def resolve_scalar(text: str) -> object:
    """The value of a plain scalar."""
    if text in _NULLS:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if text.lower() in _SPECIAL:
        return _SPECIAL[text.lower()]
    if text[0].isdigit() and _DATE.match(text):
        return _moment(text)
    plain = text.replace("_", "")
    if len(text) < 80 and _INT.match(text):
        return _integer(plain)
    return float(plain) if len(text) < 400 and _FLOAT.match(plain) and not text.startswith("_") else text


def _moment(text: str) -> object:
    """The time ``text`` writes, or the text itself when it only looks like one."""
    for layout in _MOMENTS:
        try:
            return parse_time(layout, text)
        except FunctionError:
            continue
    return text


def _integer(plain: str) -> object:
    sign = -1 if plain[0] == "-" else 1
    digits = plain.lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        digits = "0o" + digits[1:]
    number = sign * int(digits, 0)
    return number if -(1 << 63) <= number < 1 << 64 else float(number)


@lru_cache(1)
def _loader() -> type:
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML to plain values; scalars are resolved by our own rules."""

        def construct_plain(self, node: yaml.Node) -> object:
            assert isinstance(node, yaml.ScalarNode)
            return resolve_scalar(node.value) if node.style is None else node.value

        def construct_table(self, node: yaml.Node) -> Iterator[dict[str, object]]:
            assert isinstance(node, yaml.MappingNode)
            table: dict[str, object] = {}
            yield table
            merged: list[yaml.Node] = []
            for key_node, value_node in node.value:
                if key_node.tag == "tag:yaml.org,2002:merge":
                    merged.extend(value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node])
                    continue
                key = self.construct_object(key_node, deep=True)
                table["nil" if key is None else format_value(key)] = self.construct_object(value_node, deep=True)
            for value_node in merged:
                below = self.construct_object(value_node, deep=True)
                if not isinstance(below, dict):
                    raise yaml.constructor.ConstructorError(problem="expected a map to merge")
                for key, value in below.items():
                    table.setdefault(key, value)

    Loader.yaml_implicit_resolvers = {"<": [("tag:yaml.org,2002:merge", re.compile("^<<$"))]}
    Loader.add_constructor("tag:yaml.org,2002:map", Loader.construct_table)
    for kind in ("null", "bool", "int", "float", "timestamp"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", Loader.construct_plain)
    Loader.add_constructor("tag:yaml.org,2002:str", Loader.construct_plain)
    return Loader


def read_yaml(terms: Terms, text: str) -> object:
    """The first document of ``text`` that is not empty. Raises FunctionError for what is no YAML."""
    import yaml

    terms.charge(len(text) * 100)  # The parser is some hundred times slower than what a character normally costs.
    try:
        for document in yaml.load_all(text, Loader=_loader()):
            if document is not None:
                return document
    except yaml.YAMLError as error:
        raise FunctionError(f"invalid YAML: {' '.join(str(error).split())}") from None
    except (ValueError, RecursionError) as error:
        raise FunctionError(f"invalid YAML: {error}") from None
    return None


def write_yaml(terms: Terms, value: object) -> str:
    """``value`` as a YAML document in block style, two spaces deep, keys sorted as gomplate sorts them."""
    lines: list[str] = []
    _Writer(terms, lines).document(value)
    return "".join(f"{line}\n" for line in lines)


class _Writer:
    __slots__ = ("lines", "size", "terms")

    def __init__(self, terms: Terms, lines: list[str]) -> None:
        self.terms = terms
        self.lines = lines
        self.size = 0

    def put(self, line: str) -> None:
        self.size += len(line) + 1
        require_size(self.size)
        self.terms.charge(len(line) + VISIT_COST)
        self.lines.append(line)

    def document(self, value: object) -> None:
        if _is_block(value):
            self.block(value, 0, "")
        else:
            for line in _scalar_lines(value, 0):
                self.put(line)

    def block(self, value: object, depth: int, lead: str) -> None:
        """A list or map that is not empty; ``lead`` stands before its first line instead of the indent."""
        if depth > MAX_DEPTH:
            raise FunctionError(f"lists and maps are nested more than {MAX_DEPTH} deep")
        indent = "  " * depth
        if isinstance(value, Mapping):
            for key in sorted(value, key=_natural_key):
                self.entry(f"{lead or indent}{_key(key)}:", value[key], depth)
                lead = ""
            return
        assert isinstance(value, list | tuple)
        for item in value:
            start = f"{lead or indent}- "
            lead = ""
            if _is_block(item):
                self.block(item, depth + 1, start)
            else:
                first, *rest = _scalar_lines(item, depth + 1)
                self.put(start + first)
                for line in rest:
                    self.put(line)

    def entry(self, start: str, value: object, depth: int) -> None:
        if _is_block(value):
            self.put(start)
            self.block(value, depth + 1, "")
            return
        first, *rest = _scalar_lines(value, depth + 1)
        self.put(f"{start} {first}")
        for line in rest:
            self.put(line)


def _is_block(value: object) -> bool:
    return isinstance(value, Mapping | list | tuple) and len(value) > 0


def _natural_key(key: object) -> list[tuple[int, int, str]]:
    """The order of keys: signs before digits before letters, runs of digits by their value."""
    return [
        (1, int(part), part[: len(part) - len(part.lstrip("0"))])
        if part.isdecimal() and len(part) < 30
        else (2 if part[:1].isalpha() else 0, 0, part)
        for part in re.findall(r"[0-9]+|[^0-9]", str(key))
    ]


def _key(key: object) -> str:
    lines = _scalar_lines(str(key), 0)
    return lines[0] if len(lines) == 1 else _double_quoted(str(key))


def _scalar_lines(value: object, depth: int) -> list[str]:
    if isinstance(value, Mapping):
        return ["{}"]
    if isinstance(value, list | tuple):
        return ["[]"]
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float):
        return [_float(value)]
    if isinstance(value, GoObject) or not isinstance(value, str):
        return [format_value(value)]
    return _text_lines(value, depth)


def _float(number: float) -> str:
    if math.isfinite(number):
        return format_float(number)
    return ".nan" if math.isnan(number) else ".inf" if number > 0 else "-.inf"


def _text_lines(text: str, depth: int) -> list[str]:
    """``text`` plain, in quotes where plain means something else, or as a literal block when it has lines."""
    if "\n" in text:
        return [_double_quoted(text)] if _NOT_LITERAL.search(text) else _literal_lines(text, depth)
    if _NOT_PLAIN.search(text) or _reads_as_other(text):
        return [_double_quoted(text)]
    if _needs_quotes(text):
        return ["'" + text.replace("'", "''") + "'"]
    return [text]


def _literal_lines(text: str, depth: int) -> list[str]:
    indent = "  " * max(depth, 1)
    body = text.rstrip("\n")
    breaks = len(text) - len(body)
    marker = "-" if breaks == 0 else "" if breaks == 1 and body else "+"
    hint = "2" if text[0] in " \n" else ""
    lines = [indent + line if line else "" for line in body.split("\n")] if body else []
    return [f"|{hint}{marker}", *lines, *[""] * (breaks - 1)]


def _reads_as_other(text: str) -> bool:
    """Whether ``text`` without quotes would be read as something else than a string, now or by older readers."""
    if text in _OLD_BOOLS or _BASE_60.match(text):
        return True
    return not isinstance(resolve_scalar(text), str) or bool(_DATE.match(text))


def _needs_quotes(text: str) -> bool:
    if text[0] in "&*!|>%@`\"'#,[]{} \t" or text[-1] in " \t:":
        return True
    if text[0] in "-?:" and (len(text) == 1 or text[1] in " \t"):
        return True
    return ": " in text or " #" in text or ":\t" in text or text.startswith(("---", "..."))


def _double_quoted(text: str) -> str:
    shown: list[str] = []
    for character in text:
        code = ord(character)
        if character in '"\\':
            shown.append("\\" + character)
        elif character in _SHORT:
            shown.append("\\" + _SHORT[character])
        elif not _NOT_PLAIN.match(character):
            shown.append(character)
        else:
            shown.append(f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}")
    return '"' + "".join(shown) + '"'
