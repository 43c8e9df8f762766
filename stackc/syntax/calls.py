"""The argument grammar of YAML functions: the text of a call → ``ParsedCall``.

See docs/language.md, function arguments.
"""

from __future__ import annotations

from collections.abc import Mapping

from stackc.base.codes import Code
from stackc.base.named_tuple import NamedTuple
from stackc.syntax.tags import WITHOUT_ARGUMENTS, call_tag

_EXPRESSION_STARTS = (".", "[", "{", "|", '"', "'")


class ParsedCall(NamedTuple):
    """A call taken apart.

    ``arguments`` holds what was given, by name: ``component``, ``stack``, ``expression``, ``name`` …
    """

    tag: str
    arguments: Mapping[str, str]

    def get(self, name: str) -> str:
        """An argument, or the empty string."""
        return self.arguments.get(name, "")


class CallFault(NamedTuple):
    """Why a call's arguments cannot be read; ``offset`` counts from the start of the call's text."""

    message: str
    offset: int = 0
    code: Code | None = None
    """What the fault is reported as, where that is not the usual code."""


class Token(NamedTuple):
    """One argument: its text without quotes, where it stands, and whether it was quoted."""

    text: str
    start: int
    end: int
    quoted: bool = False


def split_arguments(text: str, offset: int = 0) -> tuple[Token, ...] | CallFault:
    """Split at white space; ``"…"`` and ``'…'`` keep it, a doubled quote inside stands
    for itself; ``|`` stands alone.
    """
    tokens: list[Token] = []
    at = offset
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char == "|":
            tokens.append(Token("|", at, at + 1))
            at += 1
        elif char in "\"'":
            quoted = _quoted(text, at)
            if isinstance(quoted, CallFault):
                return quoted
            tokens.append(quoted)
            at = quoted.end
        else:
            end = at
            while end < len(text) and not text[end].isspace() and text[end] != "|":
                if text[end] in "\"'":
                    inner = _quoted(text, end)
                    if isinstance(inner, CallFault):
                        return inner
                    end = inner.end
                else:
                    end += 1
            tokens.append(Token(text[at:end], at, end))
            at = end
    return tuple(tokens)


def _quoted(text: str, start: int) -> Token | CallFault:
    quote, at, content = text[start], start + 1, ""
    while at < len(text):
        if text[at] != quote:
            content += text[at]
            at += 1
        elif text[at + 1 : at + 2] == quote:
            content += quote
            at += 2
        else:
            return Token(content, start, at + 1, quoted=True)
    return CallFault(f"the quote {quote} is not closed", start)


def parse_call(text: str) -> ParsedCall | CallFault:
    """Take a call apart. ``text`` begins with a known tag."""
    tag = call_tag(text) or text.split(maxsplit=1)[0]
    if tag == "!template" or tag == "!exec":
        return ParsedCall(tag, {"text": text[len(tag) :].strip()})
    tokens = split_arguments(text, len(tag))
    if isinstance(tokens, CallFault):
        return CallFault(f"`{tag}`: {tokens.message}", tokens.offset)
    if tag in ("!terraform.output", "!terraform.state"):
        return _terraform(tag, text, tokens)
    if tag == "!env":
        return _env(tokens)
    if tag in ("!include", "!include.raw"):
        return _include(tag, text, tokens)
    if tag in ("!store", "!store.get"):
        return _store(tag, text, tokens)
    if tag in WITHOUT_ARGUMENTS:
        return ParsedCall(tag, {})
    return ParsedCall(tag, {"text": " ".join(token.text for token in tokens)})


def _terraform(tag: str, text: str, tokens: tuple[Token, ...]) -> ParsedCall | CallFault:
    names = "a component, an optional stack and an expression"
    if len(tokens) < 2:
        given = f"only `{tokens[0].text}` is given" if tokens else "nothing is given"
        return CallFault(f"`{tag}` needs 2 or 3 arguments: {names}; {given}", len(text))
    component, second = tokens[0].text, tokens[1]
    stack, at = "", 1
    if len(tokens) > 2 and not text[second.start : second.start + 1].startswith(_EXPRESSION_STARTS):
        stack, at = second.text, 2
        third = text[tokens[2].start :]
        if len(tokens) > 3 and not third.startswith(_EXPRESSION_STARTS):
            return CallFault(
                f"`{tag}` takes 2 or 3 arguments: {names}; `{third}` does not begin an expression", tokens[2].start
            )
    whole = tokens[at].quoted and at == len(tokens) - 1
    expression = tokens[at].text if whole else text[tokens[at].start :].strip()
    if not component or not expression:
        return CallFault(f"`{tag}`: the {'expression' if component else 'component'} is empty", tokens[0].start)
    return ParsedCall(tag, {"component": component, **({"stack": stack} if stack else {}), "expression": expression})


def _env(tokens: tuple[Token, ...]) -> ParsedCall | CallFault:
    if not 1 <= len(tokens) <= 2:
        offset = tokens[2].start if len(tokens) > 2 else 0
        return CallFault(f"`!env` accepts 1 or 2 arguments: a name and a default; {len(tokens)} are given", offset)
    default = {"default": tokens[1].text} if len(tokens) == 2 else {}
    return ParsedCall("!env", {"name": tokens[0].text, **default})


def _include(tag: str, text: str, tokens: tuple[Token, ...]) -> ParsedCall | CallFault:
    if not tokens:
        return CallFault(f"`{tag}` needs a path", len(text))
    first, *others = tokens
    rest = text[others[0].start :].strip() if others else ""
    if len(others) == 1 and others[0].quoted:
        rest = others[0].text
    return ParsedCall(tag, {"path": first.text, **({"expression": rest} if rest else {})})


def _store(tag: str, text: str, tokens: tuple[Token, ...]) -> ParsedCall | CallFault:
    words: list[str] = []
    options: dict[str, str] = {}
    at = 0
    while at < len(tokens):
        token = tokens[at]
        name = tokens[at + 1].text if at + 1 < len(tokens) else ""
        if token.text == "|" and not token.quoted and name in ("default", "query"):
            end = _option_end(tokens, at + 2)
            if end == at + 2:
                return CallFault(f"`{tag}`: the option `{name}` needs a value", token.start)
            if name == "default" and end > at + 3:
                return CallFault(f"`{tag}`: the option `default` takes one value", tokens[at + 3].start)
            single = end == at + 3
            options[name] = tokens[at + 2].text if single else text[tokens[at + 2].start : tokens[end - 1].end]
            at = end
        elif options:
            return CallFault(f"`{tag}`: `{token.text}` stands behind an option", token.start)
        else:
            words.append(token.text)
            at += 1
    if tag == "!store.get":
        if len(words) != 2:
            return CallFault(f"`!store.get` needs 2 arguments: a store and a key; {len(words)} are given", len(text))
        return ParsedCall(tag, {"store": words[0], "key": words[1], **options})
    if not 3 <= len(words) <= 4:
        message = (
            f"`!store` needs 3 or 4 arguments: a store, an optional stack, a component and a key; {len(words)} are"
            " given"
        )
        return CallFault(message, len(text))
    stack = {"stack": words[1]} if len(words) == 4 else {}
    return ParsedCall(tag, {"store": words[0], **stack, "component": words[-2], "key": words[-1], **options})


def _option_end(tokens: tuple[Token, ...], at: int) -> int:
    """The end of an option's value: the next ``| default`` or ``| query``, or the last token."""
    while at < len(tokens):
        if tokens[at].text == "|" and at + 1 < len(tokens) and tokens[at + 1].text in ("default", "query"):
            return at
        at += 1
    return at
