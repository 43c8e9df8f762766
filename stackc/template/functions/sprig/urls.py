"""Sprig's URLs, as maps of their parts."""

from collections.abc import Mapping

from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.url import Url, encode_user, host_name, join_url, parse_url
from stackc.go.values import kind_name


def _parse(text: str) -> dict[str, object]:
    url = parse_url(text)
    return {
        "scheme": url.scheme,
        "host": url.host,
        "hostname": host_name(url.host),
        "path": url.path,
        "query": url.query,
        "opaque": url.opaque,
        "fragment": url.fragment,
        "userinfo": encode_user(url.user),
    }


def _join(parts: Mapping[str, object]) -> str:
    def part(name: str) -> str:
        value = parts.get(name, "")
        if not isinstance(value, str):
            raise FunctionError(f"`{name}` of a URL must be a string, not {kind_name(value)}")
        return value

    user = part("userinfo")
    return join_url(
        Url(
            scheme=part("scheme"),
            opaque=part("opaque"),
            user=parse_url(f"proto://{user}@host").user if user else None,
            host=part("host"),
            path=part("path"),
            query=part("query"),
            fragment=part("fragment"),
        )
    )


TABLE: Table = {"urlParse": ("string", _parse), "urlJoin": ("map", _join)}
