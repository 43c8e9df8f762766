"""Expressions that the fast path leaves: tree → jq program → results. What yq does otherwise than jq is in the prelude.

jq cannot be interrupted, so an expression whose results would multiply without bound is refused before it starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, assert_never

from stackc.base.pattern import late_pattern
from stackc.base.value import Append, Call, Secret, Unknown, Value, is_deeper
from stackc.function.expression_functions import FUNCTIONS
from stackc.function.expression_limits import combines_too_much
from stackc.function.expression_nodes import (
    At,
    Binary,
    Binding,
    Constant,
    Descend,
    Each,
    ExpressionFault,
    Function,
    Items,
    Key,
    Members,
    Node,
    Reach,
    Slice,
    Step,
    Text,
    Variable,
    is_pattern,
)

# Searching for all matches takes jq time that grows with the square of the text.
# jq looks its own operators up by names like `_plus`: a definition called so here would replace them, without end.
_PRELUDE: Final = r"""
def yq_items: if . == null then [] else . end;
def yq_unless_null(f): if . == null then . else f end;
def yq_size: [..] | length;
def yq_comparable($x): if ($x | yq_size) * yq_size <= 4000000 then .
    else error("the values are too large to compare all of one with all of the other") end;
def yq_contains($x): if . == null then false
    elif type == "string" then contains($x)
    else yq_comparable($x) | contains($x) end;
def yq_minus($a; $b): if ($a | type) == "array" and ($b | type) == "array" then ($a | yq_comparable($b)) - $b
    else $a - $b end;
def yq_spelled(f): if type == "string" and utf8bytelength > 200000 then error("the string is too long") else f end;
def yq_name: {"null": "null", "boolean": "a boolean", "number": "a number", "string": "a string", "array": "a list",
    "object": "a map"}[type];
def yq_text: if type == "string" then . else tojson end;
def yq_first_text(f): [f] as $r | if $r == [] then "" else ($r[0] | yq_text) end;
def yq_null(f): [f] as $r | if $r == [] then null else $r[] end;
def yq_nth($i): if $i < -length then error("index \($i) is out of range: the list has \(length) items")
    elif $i != ($i | floor) then error("cannot index a list with \($i)")
    elif $i > length + 1000 then error("index \($i) is too far behind the end: there are \(length) items")
    else .[$i] end;
def yq_key($k): if type == "object" or type == "null" then .[$k]
    elif type != "array" then empty
    elif ($k | test("\\A-?[0-9]{1,9}\\z")) then yq_nth($k | tonumber)
    else error("cannot index a list with `\($k)`") end;
def yq_at($k): if ($k | type) == "string" then yq_key($k)
    elif ($k | type) != "number" then error("\($k | yq_name) is no index")
    elif type == "object" then .[$k | tojson]
    elif type == "array" then yq_nth($k)
    elif type == "null" then (if $k > 1000 then yq_nth($k) else .[$k] end)
    else empty end;
def yq_glob($k; $regex): if type == "object" then
        (if has($k) then .[$k] else .[keys_unsorted[] | select(test($regex))] end)
    elif type == "array" then error("cannot index a list with `\($k)`")
    else empty end;
def yq_each: if type == "object" or type == "array" then .[] else empty end;
def yq_slice($from; $to): if type == "object" or type == "number" or type == "boolean" then empty
    else yq_items[$from:$to] end;
def yq_plain: type as $t | ["string", "number", "boolean"] | any(.[]; . == $t);
def yq_plus($a; $b): ($a | type) as $s | ($b | type) as $t |
    if $a == null then $b elif $b == null then $a
    elif $s == "array" and $t != "array" then $a + [$b]
    elif $s == $t and $s != "boolean" then $a + $b
    elif ($s == "string" or $t == "string") and ($a | yq_plain) and ($b | yq_plain) then ($a | yq_text) + ($b | yq_text)
    else error("cannot add \($b | yq_name) to \($a | yq_name)") end;
def yq_repeat($s; $n): if ($s | utf8bytelength) * $n > 1000 then error("the string would be too long")
    elif $n < 1 then "" else $s * ($n | floor) end;
def yq_times($a; $b): ($a | type) as $s | ($b | type) as $t |
    if $b == null then $a
    elif $s == "string" and $t == "number" then yq_repeat($a; $b)
    elif $s == "number" and $t == "string" then yq_repeat($b; $a)
    elif $s == "array" and $t == "array" then $b
    else $a * $b end;
def yq_pattern: gsub("(?<c>[\\\\.^$+(){}|\\[\\]])"; "\\\(.c)") | gsub("\\*"; "[\\s\\S]*") | gsub("\\?"; "[\\s\\S]")
    | "\\A" + . + "\\z";
def yq_equal($a; $b): ($a | type) as $s | ($b | type) as $t |
    if $s == "string" and $t == "string" and ($b | test("[*?]")) then $a | test($b | yq_pattern)
    elif $s != $t and ($a | yq_plain) and ($b | yq_plain) then ($a | yq_text) == ($b | yq_text)
    else $a == $b end;
def yq_order($a; $b): if $a == null or $b == null then (if $a == $b then 0 else null end)
    elif ($a | type) != ($b | type) then error("cannot compare \($a | yq_name) and \($b | yq_name)")
    elif $a < $b then -1 elif $a == $b then 0 else 1 end;
def yq_keys: if type == "object" or type == "array" then keys_unsorted else error("\(yq_name) has no keys") end;
def yq_length: if type == "number" or type == "boolean" then tojson | length else length end;
def yq_number: if type == "number" then . else tonumber end;
def yq_has($k): if type == "object" then has($k | yq_text)
    elif type == "array" and ($k | type) == "number" then has($k) else false end;
def yq_groups(f): [range(length) as $i | {i: $i, v: .[$i], k: [.[$i] | f]}] | group_by(.k) | sort_by(.[0].i);
def yq_group_by(f): yq_groups(f) | map(map(.v));
def yq_unique_by(f): yq_groups(f) | map(.[0].v);
def yq_pick($ks): . as $o | if type == "array" then [$ks[] | . as $k | $o | yq_nth($k)]
    else reduce ($ks[] | yq_text) as $k ({}; if $o | has($k) then .[$k] = $o[$k] else . end) end;
def yq_omit($ks): if type == "array" then delpaths([$ks[] | [.]]) else delpaths([$ks[] | [yq_text]]) end;
def yq_kind: if type == "object" then "map" elif type == "array" then "seq" else "scalar" end;
def yq_tag: {"null": "!!null", "boolean": "!!bool", "string": "!!str", "array": "!!seq", "object": "!!map"}[type]
    // if tojson | test("\\A-?[0-9]+\\z") then "!!int" else "!!float" end;
def yq_regex: gsub("\\(\\?P<"; "(?<");
def yq_group($m; $k): if $k == "0" then $m.string
    elif $k | test("\\A[0-9]+\\z") then $m.captures[($k | tonumber) - 1].string
    else [$m.captures[] | select(.name == $k)][0].string end;
def yq_expand($m): gsub("\\$(?:(?<n>[0-9]+)|\\{(?<w>\\w+)\\})"; yq_group($m; .n // .w) // "");
def yq_searchable: if type != "string" or utf8bytelength <= 20000 then .
    else error("the string is too long to search for all matches") end;
def yq_replace($regex; $to): yq_searchable as $s
    | reduce ($s | match($regex | yq_regex; "g")) as $m ({at: 0, out: ""};
        .out += $s[.at:$m.offset] + ($to | yq_expand($m)) | .at = $m.offset + $m.length)
    | .out + $s[.at:];
"""
MAX_DEPTH: Final = 250
"""How deep a value may be nested: what every JSON reader takes."""
MAX_WORK: Final = 4_000_000_000
"""Characters of the value times those of the program: each step may go through all of the value."""
_OPERATIONS: Final[Mapping[str, str]] = {
    "+": "yq_plus($a; $b)",
    "-": "yq_minus($a; $b)",
    "*": "yq_times($a; $b)",
    "/": "($a / $b)",
    "%": "($a % $b)",
    "==": "yq_equal($a; $b)",
    "!=": "(yq_equal($a; $b) | not)",
    "<": "(yq_order($a; $b) | . != null and . < 0)",
    "<=": "(yq_order($a; $b) | . != null and . <= 0)",
    ">": "(yq_order($a; $b) | . != null and . > 0)",
    ">=": "(yq_order($a; $b) | . != null and . >= 0)",
    "and": "($a and $b)",
    "or": "($a or $b)",
    "//": "(if $a then $a else $b end)",
}


def evaluate_with_jq(node: Node, value: Value) -> Value | ExpressionFault:
    """The results of ``node`` on ``value``: the only one itself, null for none, a list of several.

    Numbers that are only moved keep all digits. A secret anywhere in ``value`` makes the whole result secret,
    and texts with something unknown in them stay unknown.
    """
    if is_deeper(value, MAX_DEPTH):
        return ExpressionFault("the value is nested too deeply")
    if combines_too_much(node, value):
        return ExpressionFault("the expression combines too many items")
    program = _jq(node)
    secrets: list[Secret] = []
    try:
        text = json.dumps(value, allow_nan=False, default=lambda item: _json_form(item, secrets))
    except (ValueError, RecursionError):
        return ExpressionFault("the value has no JSON form")
    if len(text) * len(program) > MAX_WORK:
        return ExpressionFault("the expression is too long for a value of this size")
    try:
        found: list[Value] = [json.loads(result) for result in _compiled(_program(program)).input_text(text).all()]
    except RecursionError:
        return ExpressionFault("the result is nested too deeply")
    except ValueError as failure:
        return ExpressionFault("it fails on a secret value" if secrets else _reason(str(failure)))
    unknown = dict(_unknown_texts(value)) if "!" in text else {}
    result = _with_unknown(found[0] if len(found) == 1 else found or None, unknown)
    return Secret(result) if secrets else result


def _json_form(item: object, secrets: list[Secret]) -> Value:
    """What the values that JSON does not know stand for; notes the secret ones."""
    if isinstance(item, Append):
        return item.items
    if isinstance(item, Secret):
        secrets.append(item)
        return item.value
    if isinstance(item, (Call, Unknown)):
        return item.text
    raise ValueError("not JSON")


def _unknown_texts(value: Value) -> Iterator[tuple[str, Value]]:
    """All values below ``value`` that are not known yet, by their text."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, (Unknown, Call)):
            yield item.text, item
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, (list, Append)):
            waiting.extend(item.items if isinstance(item, Append) else item)
        elif isinstance(item, Secret):
            waiting.append(item.value)


def _with_unknown(result: Value, unknown: Mapping[str, Value]) -> Value:
    """``result`` with the marks that jq does not know: a text with something unknown in it is unknown."""
    if not unknown:
        return result
    if isinstance(result, str):
        return unknown.get(result) or (Unknown(result) if any(text in result for text in unknown) else result)
    if isinstance(result, dict):
        return {key: _with_unknown(item, unknown) for key, item in result.items()}
    return [_with_unknown(item, unknown) for item in result] if isinstance(result, list) else result


@lru_cache(maxsize=128)
def _compiled(program: str) -> Any:
    import jq

    return jq.compile(program)


def _reason(message: str) -> str:
    first = message.splitlines()[0].removeprefix("jq: error: ") if message else "it fails"
    return first[:1].lower() + first[1:_MAX_REASON]


_MAX_REASON: Final = 200


def _program(body: str) -> str:
    """The jq program around the text of a tree.

    Its results are JSON texts, because those keep the digits of numbers.
    """
    return f"{_definitions_for(body)}{body} | tojson"


_DEFINITIONS: Final = {name: text for text, name in re.findall(r"^(def (\w+).*?;\n)(?=def|\Z)", _PRELUDE, re.S | re.M)}
_USE: Final = late_pattern(r"\byq_\w+")


def _definitions_for(text: str) -> str:
    """The part of the prelude that ``text`` needs; compiling all of it would cost more than most expressions."""
    needed: set[str] = set()
    waiting = [text]
    while waiting:
        found = set(_USE.findall(waiting.pop())) & _DEFINITIONS.keys() - needed
        needed |= found
        waiting.extend(_DEFINITIONS[name] for name in found)
    return "".join(text for name, text in _DEFINITIONS.items() if name in needed)


_PLACE: Final = late_pattern(r"\{([01])\}")


def _jq(node: Node) -> str:
    """The jq text of a node, in brackets where it has more than one word."""
    match node:
        case Constant(value):
            return json.dumps(value)
        case Text(parts):
            return "(" + " + ".join(f"yq_first_text({_jq(part)})" for part in parts) + ")"
        case Variable(name):
            return _variable(name)
        case Descend():
            return "(..)"
        case Reach(base, steps):
            return _jq_steps("." if base is None else _jq(base), steps)
        case Binary(operator, left, right):
            return _jq_binary(operator, _jq(left), _jq(right))
        case Items(content):
            return "[]" if content is None else f"[{_jq(content)}]"
        case Members(pairs):
            return "{" + ", ".join(f"({_jq(key)} | yq_text): {_jq(value)}" for key, value in pairs) + "}"
        case Function(name, arguments):
            written = [_jq(argument) for argument in arguments]
            return "(" + _PLACE.sub(lambda place: written[int(place[1])], FUNCTIONS[name][len(arguments)]) + ")"
        case Binding(source, name, body):
            return f"({_jq(source)} as {_variable(name)} | {_jq(body)})"
        case _:
            assert_never(node)


def _variable(name: str) -> str:
    """Variables have names of their own, so that those of jq (``$ENV``) and of the operators stay out of reach."""
    return "$_" + name.replace("_", "__").replace("-", "_1")


def _jq_binary(operator: str, left: str, right: str) -> str:
    if operator in (",", "|", "=", "|="):
        return f"({left} {operator} {right})"
    if operator in ("+=", "-=", "*="):
        operation = _OPERATIONS[operator[0]].replace("$a", ".")
        return f"({right} as $b | {left} |= {operation})"
    if operator == "//":  # the right side is not looked at when the left one has a value
        return f"(yq_null({left}) as $a | if $a then $a else {right} end)"
    return f"(yq_null({left}) as $a | yq_null({right}) as $b | {_OPERATIONS[operator]})"


def _jq_steps(base: str, steps: tuple[Step, ...]) -> str:
    """Steps from ``base``. What stands in brackets is evaluated where the whole begins, not where it is used."""
    bound: list[str] = []
    words = [base]

    def bind(node: Node) -> str:
        if isinstance(node, Constant):
            return _jq(node)
        bound.append(f"{_jq(node)} as $k{len(bound)} | ")
        return f"$k{len(bound) - 1}"

    for step in steps:
        match step:
            case Key(name, optional):
                words.append(_jq_key(name) + ("?" if optional else ""))
            case At(Constant(str() as name), optional):
                words.append(_jq_key(name) + ("?" if optional else ""))
            case At(index, optional):
                words.append(f"yq_at({bind(index)})" + ("?" if optional else ""))
            case Each():
                words.append("yq_each")
            case Slice(lower, upper):
                edges = [bind(edge) if edge is not None else "null" for edge in (lower, upper)]
                words.append(f"yq_slice({'; '.join(edges)})")
            case _:
                assert_never(step)
    return f"({''.join(bound)}{' | '.join(words)})"


def _jq_key(name: str) -> str:
    if not is_pattern(name):
        return f"yq_key({json.dumps(name)})"
    regex = "".join({"*": r"[\s\S]*", "?": r"[\s\S]"}.get(mark, re.escape(mark)) for mark in name)
    anchored = rf"\A{regex}\z"
    return f"yq_glob({json.dumps(name)}; {json.dumps(anchored)})"
