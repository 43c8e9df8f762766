"""gomplate's ``data`` namespace: JSON, YAML, TOML and CSV to values and back."""

import math
from collections.abc import Mapping

from stackc.go.csv import read_csv, write_csv
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.json import JsonStyle, encode_float, encode_json
from stackc.go.strings import require_size
from stackc.go.terms import Terms
from stackc.go.values import StringListMap, StringLists, StringMap, StringMaps, Strings, type_name
from stackc.go.yaml import read_yaml, write_yaml
from stackc.template.functions.gomplate.casting import require_count, to_strings, to_text


def _read_table(terms: Terms, value: object) -> dict[str, object]:
    found = read_yaml(terms, to_text(value))
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise FunctionError(f"expected a map, found {type_name(found)}")
    return found


def _read_list(terms: Terms, value: object) -> list[object]:
    found = read_yaml(terms, to_text(value))
    if found is None:
        return []
    if not isinstance(found, list):
        raise FunctionError(f"expected a list, found {type_name(found)}")
    return found


def _read_toml(terms: Terms, value: object) -> dict[str, object]:
    import tomllib

    text = to_text(value)
    terms.charge(len(text) * 20)
    try:
        return _plain_table(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FunctionError(f"invalid TOML: {error}") from None


def _plain_table(table: Mapping[str, object]) -> dict[str, object]:
    return {key: _plain(value) for key, value in table.items()}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return _plain_table(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float) else str(value)


def _split_csv(values: tuple[str, ...]) -> tuple[list[list[str]], list[str]]:
    """Rows and header: of the text alone, of a delimiter or header and the text, or of all three."""
    require_count(values, 1, 3)
    delimiter, header = ",", None
    if len(values) == 2:
        if len(values[0]) == 1:
            delimiter = values[0]
        else:
            header = values[0].split(",") if values[0] else []
    elif len(values) == 3:
        delimiter = values[0]
        header = values[1].split(delimiter) if delimiter else []
    rows = read_csv(values[-1], delimiter)
    if rows and header is None:
        return rows[1:], rows[0]
    if rows and not header:
        header = [_column_name(number) for number in range(len(rows[0]))]
    return rows, header or []


def _column_name(number: int) -> str:
    return chr(ord("A") + number % 26) * (number // 26 + 1)


def _csv(*values: str) -> StringLists:
    rows, header = _split_csv(values)
    return StringLists([header, *rows])


def _csv_by_row(*values: str) -> StringMaps:
    rows, header = _split_csv(values)
    return StringMaps(StringMap(zip(_wide(header, row), row, strict=False)) for row in rows)


def _csv_by_column(*values: str) -> StringListMap:
    rows, header = _split_csv(values)
    columns = StringListMap()
    for row in rows:
        for name, field in zip(_wide(header, row), row, strict=False):
            columns.setdefault(name, Strings()).append(field)
    return columns


def _wide(header: list[str], row: list[str]) -> list[str]:
    if len(header) < len(row):
        raise FunctionError(f"the header has {len(header)} names for {len(row)} fields")
    return header


def _to_csv(*values: object) -> str:
    require_count(values, 1, 2)
    delimiter = values[0] if len(values) == 2 else ","
    if not isinstance(delimiter, str):
        raise FunctionError(f"expected a delimiter that is a string, found {type_name(delimiter)}")
    rows = values[-1]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise FunctionError(f"expected a list of lists, found {type_name(rows)}")
    return write_csv([to_strings(*row) for row in rows], delimiter)


def _encode_float(number: float) -> str:
    """Whole numbers keep a point while they are exact, exponents have two digits, infinity and NaN are null."""
    if not math.isfinite(number):
        return "null"
    if number.is_integer() and abs(number) < 1 << 53:
        return f"{encode_float(number)}.0"
    shown, exponent, power = encode_float(number).partition("e")
    return shown + exponent + (power[0] + power[1:].zfill(2) if power else "")


def _to_json(terms: Terms, value: object) -> str:
    return encode_json(terms, value, JsonStyle(floats=_encode_float))


def _to_pretty_json(terms: Terms, indent: str, value: object) -> str:
    require_size(len(indent) * 1000)
    return encode_json(terms, value, JsonStyle(spacing=indent, floats=_encode_float))


def _to_toml(_value: object) -> str:
    raise FunctionError("writing TOML is not supported")


_NAMESPACE: Table = {
    "JSON": ("terms any", _read_table),
    "JSONArray": ("terms any", _read_list),
    "YAML": ("terms any", _read_table),
    "YAMLArray": ("terms any", _read_list),
    "TOML": ("terms any", _read_toml),
    "CSV": ("...string", _csv),
    "CSVByRow": ("...string", _csv_by_row),
    "CSVByColumn": ("...string", _csv_by_column),
    "ToCSV": ("...any", _to_csv),
    "ToJSON": ("terms any", _to_json),
    "ToJSONPretty": ("terms string any", _to_pretty_json),
    "ToYAML": ("terms any", write_yaml),
    "ToTOML": ("any", _to_toml),
}
_ALONE = {
    "json": "JSON",
    "jsonArray": "JSONArray",
    "yaml": "YAML",
    "yamlArray": "YAMLArray",
    "toml": "TOML",
    "csv": "CSV",
    "csvByRow": "CSVByRow",
    "csvByColumn": "CSVByColumn",
    "toJSON": "ToJSON",
    "toJSONPretty": "ToJSONPretty",
    "toYAML": "ToYAML",
    "toTOML": "ToTOML",
    "toCSV": "ToCSV",
}
TABLE: Table = {
    **{f"data.{name}": entry for name, entry in _NAMESPACE.items()},
    **{alone: _NAMESPACE[name] for alone, name in _ALONE.items()},
}
