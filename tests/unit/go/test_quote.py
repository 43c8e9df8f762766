"""Text and characters as Go literals; answers are those of ``strconv``."""

import pytest

from stackc.go.quote import quote_character, quote_text


@pytest.mark.parametrize(
    ("text", "quoted", "ascii_only", "raw"),
    [
        ("", '""', '""', "``"),
        ("a~ ", '"a~ "', '"a~ "', "`a~ `"),
        ('"', r'"\""', r'"\""', '`"`'),
        ("'", '"\'"', '"\'"', "`'`"),
        ("`", '"`"', '"`"', '"`"'),
        ("\t", r'"\t"', r'"\t"', "`\t`"),
        ("\a\b\f\n\r\v\\", r'"\a\b\f\n\r\v\\"', r'"\a\b\f\n\r\v\\"', r'"\a\b\f\n\r\v\\"'),
        ("\0\x1f\x7f", r'"\x00\x1f\x7f"', r'"\x00\x1f\x7f"', r'"\x00\x1f\x7f"'),
        ("é", '"é"', r'"\u00e9"', "`é`"),
        ("\u200b", r'"\u200b"', r'"\u200b"', "`\u200b`"),
        ("\uffee", '"\uffee"', r'"\uffee"', "`\uffee`"),
        ("\U0001f600", '"\U0001f600"', r'"\U0001f600"', "`\U0001f600`"),
        ("\U000e0001", r'"\U000e0001"', r'"\U000e0001"', "`\U000e0001`"),
        ("\ufeff", r'"\ufeff"', r'"\ufeff"', r'"\ufeff"'),
        pytest.param("ü\udcfe", r'"ü\xfe"', r'"\u00fc\xfe"', r'"ü\xfe"', id="a byte that is no UTF-8"),
        pytest.param("\udc80", r'"\x80"', r'"\x80"', r'"\x80"', id="the lowest such byte"),
    ],
)
def test_text_is_quoted(text: str, quoted: str, ascii_only: str, raw: str) -> None:
    assert quote_text(text) == quoted
    assert quote_text(text, ascii_only=True) == ascii_only
    assert quote_text(text, prefer_raw=True) == raw


@pytest.mark.parametrize(
    ("character", "quoted", "ascii_only"),
    [
        ("a", "'a'", "'a'"),
        ("'", r"'\''", r"'\''"),
        ('"', "'\"'", "'\"'"),
        ("\n", r"'\n'", r"'\n'"),
        ("é", "'é'", r"'\u00e9'"),
        ("\U0001f600", "'\U0001f600'", r"'\U0001f600'"),
        ("\x7f", r"'\x7f'", r"'\x7f'"),
    ],
)
def test_a_character_is_quoted(character: str, quoted: str, ascii_only: str) -> None:
    assert quote_character(ord(character)) == quoted
    assert quote_character(ord(character), ascii_only=True) == ascii_only
