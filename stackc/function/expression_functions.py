"""The functions of expressions: what each one is in jq, and why others are refused.

Only what stands here reaches jq: no expression reads the environment, the clock or a file, and none runs for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def canonical_name(name: str) -> str:
    """The one name behind ``to_number``, ``tonumber`` and ``toNumber``."""
    return name.replace("_", "").lower()


FUNCTIONS: Final[Mapping[str, Mapping[int, str]]] = {
    "add": {0: "add"},
    "all": {0: "all"},
    "allc": {1: "all(.[]; {0})"},
    "any": {0: "any"},
    "anyc": {1: "any(.[]; {0})"},
    "asciidowncase": {0: "yq_spelled(ascii_downcase)"},
    "asciiupcase": {0: "yq_spelled(ascii_upcase)"},
    "capture": {1: "capture({0} | yq_regex)", 2: "yq_searchable | capture({0} | yq_regex; {1})"},
    "contains": {1: "yq_contains({0})"},
    "del": {1: "del({0})"},
    "downcase": {0: "yq_spelled(ascii_downcase)"},
    "empty": {0: "empty"},
    "endswith": {1: "endswith({0})"},
    "error": {1: "error({0} | yq_text)"},
    "explode": {1: "."},
    "filter": {1: "yq_items | map(select({0}))"},
    "first": {0: "first"},
    "flatten": {0: "flatten", 1: "flatten({0})"},
    "floor": {0: "floor"},
    "fromentries": {0: "from_entries"},
    "fromjson": {0: "yq_unless_null(fromjson)"},
    "groupby": {1: "yq_group_by({0})"},
    "gsub": {2: "yq_replace({0}; {1})"},
    "has": {1: "yq_has({0})"},
    "join": {1: "join({0})"},
    "keys": {0: "yq_keys"},
    "kind": {0: "yq_kind"},
    "last": {0: "last"},
    "length": {0: "yq_length"},
    "ltrimstr": {1: "ltrimstr({0})"},
    "map": {1: "yq_items | map({0})"},
    "mapvalues": {1: "yq_items | map_values({0})"},
    "match": {1: "match({0} | yq_regex)", 2: "yq_searchable | match({0} | yq_regex; {1})"},
    "max": {0: "yq_unless_null(max)"},
    "maxby": {1: "max_by({0})"},
    "min": {0: "yq_unless_null(min)"},
    "minby": {1: "min_by({0})"},
    "not": {0: "not"},
    "omit": {1: "yq_omit({0})"},
    "pick": {1: "yq_pick({0})"},
    "reverse": {0: "reverse"},
    "round": {0: "round"},
    "rtrimstr": {1: "rtrimstr({0})"},
    "select": {1: "select({0})"},
    "sort": {0: "sort"},
    "sortby": {1: "sort_by({0})"},
    "split": {1: "yq_unless_null(split({0}))"},
    "startswith": {1: "startswith({0})"},
    "sub": {2: "yq_replace({0}; {1})"},
    "tag": {0: "yq_tag"},
    "test": {1: "test({0} | yq_regex)", 2: "test({0} | yq_regex; {1})"},
    "toentries": {0: "yq_unless_null(to_entries)"},
    "tojson": {0: "tojson", 1: "tojson"},
    "tonumber": {0: "yq_number"},
    "tostring": {0: "yq_text"},
    "trim": {0: "trim"},
    "type": {0: "yq_tag"},
    "unique": {0: "yq_unique_by(.)"},
    "uniqueby": {1: "yq_unique_by({0})"},
    "upcase": {0: "yq_spelled(ascii_upcase)"},
    "values": {0: "values"},
    "with": {2: "({0}) |= ({1})"},
    "withentries": {1: "yq_unless_null(with_entries({0}))"},
    "@base64": {0: "@base64"},
    "@base64d": {0: "@base64d"},
    "@json": {0: "tojson"},
    "@jsond": {0: "yq_unless_null(fromjson)"},
    "@uri": {0: "@uri"},
}
"""By canonical name and number of arguments: the jq program, with ``{0}`` and ``{1}`` for those of the arguments."""

WRITERS: Final = frozenset({"tojson", "@json", "@base64", "@uri", "tostring"})
"""Functions whose result may be longer than what they are given."""

ITERATORS: Final = frozenset(
    {"map", "mapvalues", "filter", "anyc", "allc", "groupby", "sortby", "uniqueby", "withentries"}
)
"""Functions that evaluate their argument for each item."""

COMPOSERS: Final = frozenset({"join", "sub", "gsub", "with"})
"""Functions that put their arguments into the result."""


def _refused(reason: str, names: str) -> dict[str, str]:
    return {canonical_name(name): reason for name in names.split()}


REFUSED: Final[Mapping[str, str]] = {
    **_refused("the environment is read by `!env`", "env strenv envsubst"),
    **_refused(
        "other files are read by `!include`",
        "load load_str str_load load_xml xml_load load_props load_base64 import include get_search_list modulemeta",
    ),
    **_refused(
        "an expression has one input and one result",
        "input inputs input_filename input_line_number debug stderr halt halt_error getpath split_doc fi di"
        " file_name file_index document_index",
    ),
    **_refused(
        "it may never end",
        "repeat until while recurse recurse_down range limit walk combinations ireduce reduce foreach def label",
    ),
    **_refused("the same input must give the same value", "now shuffle tz localtime mktime gmtime strftime strptime"),
    **_refused("the same input must give the same value", "format_datetime with_dtf from_unix to_unix"),
    **_refused("expressions are not made while they run", "eval"),
    **_refused("there are no conditions; use `select` and `//`", "if then elif else end try catch"),
    **_refused(
        "a value does not know where it comes from",
        "parent path key is_key line column anchor alias style line_comment head_comment foot_comment comments"
        " set_path del_paths",
    ),
    **_refused(
        "only JSON, base64 and URI texts are read and written",
        "to_yaml from_yaml @yaml @yamld to_xml from_xml @xml @xmld to_props from_props @props @propsd to_csv from_csv"
        " @csv @csvd to_tsv from_tsv @tsv @tsvd @sh @html @text @urid",
    ),
}
"""By canonical name: why an expression cannot use it."""
