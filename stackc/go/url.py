"""URLs taken apart and put together as Go does it."""

from __future__ import annotations

from typing import ClassVar

from stackc.base.pattern import late_pattern
from stackc.base.record import Record
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.strings import from_bytes, to_bytes
from stackc.go.values import GoObject

_ESCAPE = late_pattern(rb"%([0-9a-fA-F]{2})")
_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
_PATH = _UNRESERVED | frozenset(b"$&+,/:;=@")
_FRAGMENT = _UNRESERVED | frozenset(b"$&+,/:;=?@!()*")
_USER = _UNRESERVED | frozenset(b"$&+,;=")
_MAX_URL = 65_536
_SCHEME = late_pattern(r"[a-zA-Z][a-zA-Z0-9+.\-]*\Z")


class Url(Record):
    """The parts of a URL, decoded, the query excepted; ``user`` is ``name`` or ``name:password``, still encoded."""

    scheme: str = ""
    opaque: str = ""
    user: str | None = None
    host: str = ""
    path: str = ""
    raw_path: str = ""
    query: str = ""
    fragment: str = ""


def parse_url(text: str) -> Url:
    """The parts of ``text``. Raises FunctionError for what is no URL."""
    if len(text) > _MAX_URL:
        raise FunctionError(f"unable to parse url: it has more than {_MAX_URL} characters")
    if any(character < " " or character == "\x7f" for character in text):
        raise FunctionError("unable to parse url: a URL holds no control characters")
    rest, _, fragment = text.partition("#")
    scheme, rest = _split_scheme(rest)
    rest, _, query = rest.partition("?")
    fragment = _decode(fragment)
    if scheme and not rest.startswith("/"):
        return Url(scheme=scheme, opaque=rest, query=query, fragment=fragment)
    if not scheme and ":" in rest.partition("/")[0]:
        raise FunctionError("unable to parse url: the first part of a path holds no colon")
    user, host = None, ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        rest = slash + path
        named, at, host = authority.rpartition("@")
        user = named if at else None
        _check_host(host)
    return Url(scheme, "", user, _decode(host), _decode(rest), rest, query, fragment)


def _split_scheme(text: str) -> tuple[str, str]:
    before, colon, behind = text.partition(":")
    if colon and _SCHEME.match(before):
        return before.lower(), behind
    if colon and not before:
        raise FunctionError("unable to parse url: missing scheme before `:`")
    return "", text


def _check_host(host: str) -> None:
    port = host.rpartition(":")[2]
    if host.startswith("["):
        _, bracket, port = host.partition("]")
        if not bracket or (port and not port.startswith(":")):
            raise FunctionError("unable to parse url: unclosed `[` in the host")
        port = port[1:]
    elif ":" not in host:
        port = ""
    if port and not (port.isascii() and port.isdigit()):
        raise FunctionError(f"unable to parse url: invalid port `{port}`")
    if " " in host:
        raise FunctionError("unable to parse url: a host holds no space")


def _decode(text: str) -> str:
    raw = to_bytes(text)
    if b"%" not in raw:
        return text
    if raw.count(b"%") != len(_ESCAPE.findall(raw)):
        raise FunctionError("unable to parse url: invalid escape")
    return from_bytes(_ESCAPE.sub(lambda match: bytes((int(match[1], 16),)), raw))


def _encode(text: str, kept: frozenset[int]) -> str:
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in to_bytes(text))


class UrlValue(GoObject):
    """A URL as a value: printed as text, its parts are fields."""

    __slots__ = ("parts",)
    go_type = "*url.URL"
    go_kind = "ptr"

    def __init__(self, parts: Url) -> None:
        self.parts: Url = parts

    def text(self) -> str:
        return join_url(self.parts)

    members: ClassVar[Table] = {
        "Scheme": ("", lambda self: self.parts.scheme),
        "Opaque": ("", lambda self: self.parts.opaque),
        "Host": ("", lambda self: self.parts.host),
        "Path": ("", lambda self: self.parts.path),
        "RawPath": ("", lambda self: "" if encode_path(self.parts) == self.parts.path else self.parts.raw_path),
        "RawQuery": ("", lambda self: self.parts.query),
        "Fragment": ("", lambda self: self.parts.fragment),
        "User": ("", lambda self: encode_user(self.parts.user)),
        "Hostname": ("", lambda self: host_name(self.parts.host)),
        "Port": ("", lambda self: self.parts.host[len(host_name(self.parts.host)) + 1 :]),
        "EscapedPath": ("", lambda self: encode_path(self.parts)),
        "IsAbs": ("", lambda self: bool(self.parts.scheme)),
        "String": ("", lambda self: self.text()),
    }


def host_name(host: str) -> str:
    """``host`` without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, colon, port = host.rpartition(":")
    return name if colon and (port.isdigit() or not port) else host


def encode_user(user: str | None) -> str:
    """A user, and password if there is one, as a URL holds them."""
    if user is None:
        return ""
    name, colon, password = user.partition(":")
    return _encode(_decode(name), _USER) + (colon + _encode(_decode(password), _USER) if colon else "")


def encode_path(url: Url) -> str:
    """The path; in its original spelling while that still means the same."""
    if url.raw_path and all(byte in _PATH or byte in b"%!'()*[]" for byte in to_bytes(url.raw_path)):
        return url.raw_path
    return "*" if url.path == "*" else _encode(url.path, _PATH)


def join_url(url: Url) -> str:
    """``url`` as text."""
    shown = f"{url.scheme}:" if url.scheme else ""
    if url.opaque:
        shown += url.opaque
    else:
        if url.scheme or url.host or url.user is not None:
            if url.host or url.path or url.user is not None:
                shown += "//"
            shown += (encode_user(url.user) + "@" if url.user is not None else "") + _encode_host(url.host)
        path = encode_path(url)
        if path and not path.startswith("/") and url.host:
            shown += "/"
        if not shown and ":" in path.partition("/")[0]:
            shown += "./"
        shown += path
    shown += f"?{url.query}" if url.query else ""
    return shown + (f"#{_encode(url.fragment, _FRAGMENT)}" if url.fragment else "")


def _encode_host(host: str) -> str:
    return _encode(host, _UNRESERVED | frozenset(b"!$&'()*+,;=:[]<>\""))
