"""Comma-separated values as Go reads and writes them: quotes only at the edges of a field, equal rows, CRLF out."""

from collections.abc import Iterable, Sequence

from stackc.go.faults import FunctionError


def read_csv(text: str, delimiter: str) -> list[list[str]]:
    """The rows of ``text``; empty lines are none. Raises FunctionError for bad quotes and rows of unequal length."""
    _check_delimiter(delimiter)
    reader = _Reader(text.replace("\r\n", "\n"), delimiter)
    rows: list[list[str]] = []
    while reader.position < len(reader.text):
        if reader.text[reader.position] == "\n":
            reader.position += 1
            continue
        row = reader.row()
        if rows and len(row) != len(rows[0]):
            raise FunctionError(f"row {len(rows) + 1} has {len(row)} fields, not {len(rows[0])}")
        rows.append(row)
    return rows


def _check_delimiter(delimiter: str) -> None:
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise FunctionError(f"`{delimiter}` is no delimiter")


class _Reader:
    __slots__ = ("delimiter", "position", "text")

    def __init__(self, text: str, delimiter: str) -> None:
        self.text = text
        self.delimiter = delimiter
        self.position = 0

    def row(self) -> list[str]:
        fields: list[str] = []
        while True:
            quoted = self.text.startswith('"', self.position)
            fields.append(self.quoted() if quoted else self.plain())
            following = self.text[self.position : self.position + 1]
            self.position += 1
            if following != self.delimiter:
                return fields

    def plain(self) -> str:
        end = self.position
        while end < len(self.text) and self.text[end] not in (self.delimiter, "\n"):
            end += 1
        field, self.position = self.text[self.position : end], end
        if '"' in field:
            raise FunctionError("a quote stands inside a field without quotes")
        return field

    def quoted(self) -> str:
        parts: list[str] = []
        position = self.position + 1
        while True:
            end = self.text.find('"', position)
            if end < 0:
                raise FunctionError("a quoted field does not end")
            parts.append(self.text[position:end])
            if not self.text.startswith('"', end + 1):
                break
            parts.append('"')
            position = end + 2
        self.position = end + 1
        if self.text[self.position : self.position + 1] not in ("", "\n", self.delimiter):
            raise FunctionError("a quoted field ends before the delimiter")
        return "".join(parts)


def write_csv(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """``rows`` as text, quoted where needed, with CRLF at the end of each."""
    _check_delimiter(delimiter)
    return "".join(delimiter.join(_field(field, delimiter) for field in row) + "\r\n" for row in rows)


def _field(field: str, delimiter: str) -> str:
    needs_quotes = field == "\\." or field[:1] in (" ", "\t") or any(c in field for c in (delimiter, '"', "\r", "\n"))
    if not needs_quotes:
        return field
    return '"' + field.replace("\r", "").replace('"', '""').replace("\n", "\r\n") + '"'
