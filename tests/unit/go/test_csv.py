"""Comma-separated values; answers are those of Go's ``encoding/csv``."""

import pytest

from stackc.go.csv import read_csv, write_csv
from stackc.go.faults import FunctionError


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("a,b\n1,2\n", [["a", "b"], ["1", "2"]], id="rows"),
        pytest.param("a,b\r\n1,2", [["a", "b"], ["1", "2"]], id="CRLF, no end"),
        pytest.param("\n\na\n\nb", [["a"], ["b"]], id="empty lines are none"),
        pytest.param('"a,b",c', [["a,b", "c"]], id="delimiter in quotes"),
        pytest.param('"a""b"', [['a"b']], id="doubled quote"),
        pytest.param('"a\nb",c\nd,e', [["a\nb", "c"], ["d", "e"]], id="line break in quotes"),
        pytest.param("a,\n,b", [["a", ""], ["", "b"]], id="empty fields"),
        pytest.param('""', [[""]], id="empty quotes"),
        pytest.param(",", [["", ""]], id="delimiter alone"),
        pytest.param(" a, b ", [[" a", " b "]], id="spaces are kept"),
    ],
)
def test_text_is_read_row_by_row(text: str, rows: list[list[str]]) -> None:
    assert read_csv(text, ",") == rows


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "é"])
def test_any_other_character_may_be_the_delimiter(delimiter: str) -> None:
    assert read_csv(f"a,b{delimiter}c", delimiter) == [["a,b", "c"]]
    assert write_csv([["a,b", f"c{delimiter}"]], delimiter) == f'a,b{delimiter}"c{delimiter}"\r\n'


@pytest.mark.parametrize("delimiter", ["", '"', "\n", "\r", ",,"])
def test_what_cannot_be_a_delimiter_is_refused(delimiter: str) -> None:
    for use in (lambda: read_csv("a", delimiter), lambda: write_csv([["a"]], delimiter)):
        with pytest.raises(FunctionError, match="is no delimiter"):
            use()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param('a"b', "a quote stands inside a field without quotes", id="bare quote"),
        pytest.param(' "b"', "a quote stands inside a field without quotes", id="space before the quote"),
        pytest.param('"a', "a quoted field does not end", id="no end"),
        pytest.param('"a""', "a quoted field does not end", id="only doubled"),
        pytest.param('"a"b', "a quoted field ends before the delimiter", id="text behind the quote"),
        pytest.param("a,b\nc", "row 2 has 1 fields, not 2", id="too few"),
        pytest.param("a\n\nb\nc,d", "row 3 has 2 fields, not 1", id="too many"),
    ],
)
def test_text_that_is_no_csv_is_refused(text: str, message: str) -> None:
    with pytest.raises(FunctionError) as found:
        read_csv(text, ",")
    assert str(found.value) == message


@pytest.mark.parametrize(
    ("row", "line"),
    [
        pytest.param(["a", "b"], "a,b", id="plain"),
        pytest.param(["a,b", "c"], '"a,b",c', id="delimiter"),
        pytest.param(['a"b'], '"a""b"', id="quote"),
        pytest.param(["a\nb"], '"a\r\nb"', id="line break"),
        pytest.param(["a\rb"], '"ab"', id="carriage return is dropped"),
        pytest.param(["a\r\nb"], '"a\r\nb"', id="CRLF"),
        pytest.param([" a"], '" a"', id="space in front"),
        pytest.param(["\ta"], '"\ta"', id="tab in front"),
        pytest.param(["a "], "a ", id="space at the end"),
        pytest.param(["\\."], '"\\."', id="end of data for databases"),
        pytest.param(["\\.x", ""], "\\.x,", id="only that alone"),
    ],
)
def test_a_field_is_quoted_where_it_must_be(row: list[str], line: str) -> None:
    assert write_csv([row], ",") == line + "\r\n"


def test_every_row_ends_its_line() -> None:
    assert write_csv([["a"], ["b"]], ",") == "a\r\nb\r\n"
    assert write_csv([], ",") == ""
