"""URLs; answers are those of Go's ``net/url``."""

import pytest

from stackc.go.faults import FunctionError
from stackc.go.url import Url, UrlValue, encode_user, host_name, join_url, parse_url
from tests.unit.template.render import render


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("", Url()),
        ("http://h", Url("http", host="h")),
        ("HTTP://H/p", Url("http", host="H", path="/p", raw_path="/p")),
        ("http://u:p@h:80/a?q=1#f", Url("http", "", "u:p", "h:80", "/a", "/a", "q=1", "f")),
        ("http://u@h", Url("http", user="u", host="h")),
        ("http://@h", Url("http", user="", host="h")),
        ("http://a@b@h", Url("http", user="a@b", host="h")),
        ("mailto:a@b?c#d", Url("mailto", "a@b", query="c", fragment="d")),
        ("/a/b", Url(path="/a/b", raw_path="/a/b")),
        ("//h/p", Url(host="h", path="/p", raw_path="/p")),
        ("///p", Url(path="///p", raw_path="///p")),
        ("file:///p", Url("file", path="/p", raw_path="/p")),
        ("a/b:c", Url(path="a/b:c", raw_path="a/b:c")),
        ("http://[::1]:80/", Url("http", host="[::1]:80", path="/", raw_path="/")),
        ("http://[::1]", Url("http", host="[::1]")),
        ("http://h:", Url("http", host="h:")),
        ("http://h/a%20b%2F", Url("http", host="h", path="/a b/", raw_path="/a%20b%2F")),
        ("http:/a", Url("http", path="/a", raw_path="/a")),
        ("?q?r", Url(query="q?r")),
        ("#f%20#g", Url(fragment="f #g")),
        ("x+y.z-1://h", Url("x+y.z-1", host="h")),
    ],
)
def test_a_url_is_taken_apart(text: str, url: Url) -> None:
    assert parse_url(text) == url


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (":a", "missing scheme before `:`"),
        ("1a:b", "the first part of a path holds no colon"),
        ("http://[::1", "unclosed `[` in the host"),
        ("http://[::1]x", "unclosed `[` in the host"),
        ("http://h:x/", "invalid port `x`"),
        ("http://h:8x/", "invalid port `8x`"),
        ("http://[::1]:x/", "invalid port `x`"),
        ("http://h:٣/", "invalid port `٣`"),
        ("http://a b/", "a host holds no space"),
        ("http://h/%zz", "invalid escape"),
        ("http://h/%4", "invalid escape"),
        ("http://h#%", "invalid escape"),
        ("http://h/\x7f", "a URL holds no control characters"),
        ("http://h/\n", "a URL holds no control characters"),
        ("x" * 65_537, "it has more than 65536 characters"),
    ],
)
def test_what_is_no_url_is_refused(text: str, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        parse_url(text)
    assert str(found.value) == f"unable to parse url: {message}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("HTTP://u:p@H:80/a/b?q=1#f", "http://u:p@H:80/a/b?q=1#f"),
        ("mailto:a@b", "mailto:a@b"),
        ("//h/p", "//h/p"),
        ("///p", "///p"),
        ("file:///p", "file:///p"),
        ("http://h/é", "http://h/%C3%A9"),
        ("http://h/a b", "http://h/a%20b"),
        ("http://h/a%2Fb", "http://h/a%2Fb"),
        ("http://h/a'[x]", "http://h/a'[x]"),
        ("http://h/{x}", "http://h/%7Bx%7D"),
        ("http://h#a%20b?c", "http://h#a%20b?c"),
        ("http://u%40:p%3a@h", "http://u%40:p%3A@h"),
        ("http:", "http:"),
        ("./a:b", "./a:b"),
        ("*", "*"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_a_url_is_written_again(text: str, shown: str) -> None:
    assert join_url(parse_url(text)) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        pytest.param(Url("http", host="h", path="p"), "http://h/p", id="a slash behind the host"),
        pytest.param(Url(path="a:b"), "./a:b", id="no scheme is taken for one"),
        pytest.param(Url(path="a/b:c"), "a/b:c", id="only the first part"),
        pytest.param(Url("http", path="/p", raw_path="/ p"), "http:///p", id="a spelling that cannot be"),
        pytest.param(Url(user="", path="/p"), "//@/p", id="an empty user"),
        pytest.param(Url(path="/100%"), "/100%25", id="a sign of percent"),
    ],
)
def test_parts_are_put_together(url: Url, shown: str) -> None:
    assert join_url(url) == shown


@pytest.mark.parametrize(
    ("member", "shown"),
    [
        ("Scheme", "http"),
        ("Opaque", ""),
        ("Host", "h:80"),
        ("Hostname", "h"),
        ("Port", "80"),
        ("Path", "/a b/"),
        ("RawPath", "/a%20b%2F"),
        ("EscapedPath", "/a%20b%2F"),
        ("RawQuery", "q=%20"),
        ("Fragment", "f g"),
        ("User", "u:p"),
        ("IsAbs", "true"),
        ("String", "http://u:p@h:80/a%20b%2F?q=%20#f%20g"),
    ],
)
def test_templates_ask_a_url(member: str, shown: str) -> None:
    url = UrlValue(parse_url("http://u:p@h:80/a%20b%2F?q=%20#f%20g"))
    assert render(f"{{{{ .u.{member} }}}}", {"u": url}) == shown


def test_a_path_that_needs_no_escapes_has_no_raw_form() -> None:
    assert render("{{ .u.RawPath }}|{{ .u.IsAbs }}|{{ .u.Port }}", {"u": UrlValue(parse_url("/a"))}) == "|false|"


@pytest.mark.parametrize(
    ("host", "name"),
    [("h", "h"), ("h:80", "h"), ("h:", "h"), ("[::1]:80", "::1"), ("[::1]", "::1"), ("h:x", "h:x"), ("", "")],
)
def test_a_host_has_a_name(host: str, name: str) -> None:
    assert host_name(host) == name


@pytest.mark.parametrize(
    ("user", "shown"), [(None, ""), ("", ""), ("a", "a"), ("a:", "a:"), ("a b:c/d", "a%20b:c%2Fd"), ("a%40", "a%40")]
)
def test_a_user_is_encoded(user: str | None, shown: str) -> None:
    assert encode_user(user) == shown


def test_the_longest_url_is_one() -> None:
    assert len(join_url(parse_url("/" + "x" * 65_535))) == 65_536
