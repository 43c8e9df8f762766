"""Pages that explain codes: as they are in a pipe, wrapped and indented on a terminal, whole in JSON."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.render.diagnostics import Paint
from stackc.render.pages import explanations_json, plain_page, render_codes, render_page

PLAIN = Paint(False)
PAGE = """\
# SC0405: a title

<!-- no place: a reason -->

One sentence with `a few words in backticks` and more that follows.

```yaml title="a.yaml"
x: 1

y: 2
```

```console
$ stackc validate
error[SC0405]: a message that is longer than the terminal is wide
```

1. One cause that is long enough
   for two lines.
2. Another.
"""


def test_comments_are_for_tests_and_are_not_shown() -> None:
    assert plain_page(PAGE) == PAGE.replace("<!-- no place: a reason -->\n\n", "")


def test_text_is_wrapped_and_what_is_quoted_is_not() -> None:
    assert render_page(PAGE, PLAIN, 34).split("\n") == [
        "SC0405: a title",
        "",
        "One sentence with",
        "`a few words in backticks` and",
        "more that follows.",
        "",
        "  a.yaml",
        "    x: 1",
        "",
        "    y: 2",
        "",
        "    $ stackc validate",
        "    error[SC0405]: a message that is longer than the terminal is wide",
        "",
        "1. One cause that is long enough",
        "   for two lines.",
        "2. Another.",
        "",
    ]


def test_lines_are_no_longer_than_can_be_read() -> None:
    text = f"# SC0405: a title\n\n{'word ' * 100}\n"
    assert max(map(len, render_page(text, PLAIN, 400).splitlines())) == 99


@pytest.mark.parametrize(
    ("line", "painted"),
    [
        pytest.param("$ stackc validate", "\x1b[1m$ stackc validate\x1b[0m", id="a command"),
        pytest.param("error[SC0405]: x", "\x1b[1;31merror[SC0405]: x\x1b[0m", id="an error"),
        pytest.param("warning[SC0405]: x", "\x1b[1;33mwarning[SC0405]: x\x1b[0m", id="a warning"),
        pytest.param("app@dev", "app@dev", id="an answer"),
    ],
)
def test_answers_have_the_colours_of_a_terminal(line: str, painted: str) -> None:
    page = f"# SC0405: a title\n\n```console\n{line}\n```\n"
    assert render_page(page, Paint(True), 80) == f"\x1b[1mSC0405: a title\x1b[0m\n\n    {painted}\n"


def test_codes_are_listed_with_their_titles() -> None:
    assert render_codes([Code.NO_PROJECT, Code.TAB]) == ("SC0001  no project found\nSC0102  tab used for indentation\n")


@pytest.mark.parametrize("text", [PAGE, None], ids=["with its page", "alone"])
def test_a_code_in_json_has_its_classes(text: str | None) -> None:
    classes = {"stackc": "compile", "atmos": "check"}
    page = {} if text is None else {"text": plain_page(text)}
    code = {"code": "SC0111", "title": "number with a leading zero", "classes": classes, **page}
    assert explanations_json([(Code.LEADING_ZERO, text)]) == {"version": 1, "codes": [code]}
