"""The entries of ``import``: what they may be, and what is said of those that are malformed."""

from __future__ import annotations

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.value import Append, Call, Secret, Unknown, Value
from stackc.base.words import kind_word
from stackc.manifest.imports import ImportEntry, decode_imports
from tests.kit.build import document
from tests.unit.manifest.merged import places_of, told


def decoded(text: str) -> tuple[tuple[ImportEntry, ...], list[Diagnostic]]:
    reported: list[Diagnostic] = []
    return decode_imports(document(text).table, places_of(text, reported)), reported


@pytest.mark.parametrize("text", ["{}", "import:", "import: []", "imports: [a]"])
def test_a_file_may_import_nothing(text: str) -> None:
    assert decoded(text) == ((), [])


@pytest.mark.parametrize(
    ("item", "entry"),
    [
        pytest.param("a/b", ImportEntry("a/b", ("import", 0), {}), id="text"),
        pytest.param("!env X", ImportEntry("!env X", ("import", 0), {}), id="a call is its text"),
        pytest.param("{path: a}", ImportEntry("a", ("import", 0, "path"), {}), id="a map"),
        pytest.param("{path: !env X}", ImportEntry("!env X", ("import", 0, "path"), {}), id="a call in a map"),
        pytest.param(
            "{path: a, context: {b: 1}}", ImportEntry("a", ("import", 0, "path"), {"b": 1}), id="with a context"
        ),
        pytest.param(
            "{path: a, skip_templates_processing: true}",
            ImportEntry("a", ("import", 0, "path"), {}, skip_templates=True),
            id="not rendered",
        ),
        pytest.param(
            "{path: a, ignore_missing_template_values: true}",
            ImportEntry("a", ("import", 0, "path"), {}, ignore_missing=True),
            id="forgiving",
        ),
        pytest.param(
            "{path: a, skip_if_missing: true}",
            ImportEntry("a", ("import", 0, "path"), {}, skip_if_missing=True),
            id="may be missing",
        ),
        pytest.param(
            "{path: a, skip_if_missing: false, context: null, ttl: 1h, nested_imports: x}",
            ImportEntry("a", ("import", 0, "path"), {}),
            id="other keys",
        ),
    ],
)
def test_an_entry_is_a_path_or_a_map_with_one(item: str, entry: ImportEntry) -> None:
    assert decoded(f"import: [{item}]") == ((entry,), [])


def test_entries_keep_their_order_and_places_without_the_malformed_ones() -> None:
    entries, reported = decoded("import: [a, 7, {path: b}]")
    assert [(entry.path, entry.at) for entry in entries] == [("a", ("import", 0)), ("b", ("import", 2, "path"))]
    assert len(reported) == 1


@pytest.mark.parametrize(("section", "kind"), [("a", "a string"), ("{a: b}", "a map"), ("7", "a number")])
def test_the_section_must_be_a_list(section: str, kind: str) -> None:
    entries, [found] = decoded(f"import: {section}")
    assert entries == ()
    assert found.message == f"invalid import section in the file `f.yaml`: `import` must be a list, not {kind}"
    assert (found.code, *told(found)) == (Code.IMPORT_INVALID, "f.yaml:1:9", f"this is {kind}")
    assert found.help == "write each import behind a dash"


@pytest.mark.parametrize(
    ("item", "what"),
    [("null", "empty"), ("''", "empty"), ("7", "a number"), ("[a]", "a list"), ("true", "a boolean")],
)
def test_an_entry_that_is_neither(item: str, what: str) -> None:
    entries, [found] = decoded(f"import: [{item}]")
    assert entries == ()
    assert found.message == (
        f"invalid import in the file `f.yaml`: an entry must be a path or a map with `path`, not {what}"
    )
    assert (found.code, *told(found)) == (Code.IMPORT_INVALID, "f.yaml:1:10", f"this is {what}")


@pytest.mark.parametrize(
    ("item", "where", "label", "advice"),
    [
        pytest.param("{}", "f.yaml:1:10", "no path", "name the file to import with `path`", id="an empty map"),
        pytest.param("{ttl: a}", "f.yaml:1:10", "no path", "name the file to import with `path`", id="known keys"),
        pytest.param(
            "{ttl: x, file: a}",
            "f.yaml:1:19",
            "did you mean `path`?",
            "did you mean `path` instead of `file`?",
            id="odd",
        ),
    ],
)
def test_a_map_without_path(item: str, where: str, label: str, advice: str) -> None:
    entries, [found] = decoded(f"import: [{item}]")
    assert entries == ()
    assert found.message == "invalid import in the file `f.yaml`: `path` is missing"
    assert (found.code, *told(found), found.help) == (Code.IMPORT_INVALID, where, label, advice)


@pytest.mark.parametrize("path", ["''", "null", "7", "[a]"])
def test_a_path_that_is_no_text(path: str) -> None:
    entries, [found] = decoded(f"import: [{{path: {path}}}]")
    assert entries == ()
    assert found.message == "invalid import in the file `f.yaml`: `path` must be a string that is not empty"
    assert (*told(found), found.help) == ("f.yaml:1:17", "no path", "name the file to import with `path`")


def test_an_odd_key_beside_a_path_is_unknown() -> None:
    entries, [found] = decoded("import: [{path: a, contxt: {}}]")
    assert [entry.path for entry in entries] == ["a"]
    assert (found.code, found.message) == (Code.MISSPELT_KEY, "unknown key `contxt` in an import")
    assert (*told(found), found.help) == ("f.yaml:1:20", "not a key of an import", "did you mean `context`?")


@pytest.mark.parametrize(
    ("key", "value", "wanted", "kind"),
    [
        pytest.param("context", "[a]", "map", "a list", id="context"),
        pytest.param("skip_templates_processing", "'yes'", "boolean", "a string", id="skip"),
        pytest.param("ignore_missing_template_values", "1", "boolean", "a number", id="ignore"),
        pytest.param("skip_if_missing", "{}", "boolean", "a map", id="missing"),
        pytest.param("nested_imports", "true", "string", "a boolean", id="nested"),
        pytest.param("ttl", "5", "string", "a number", id="ttl"),
    ],
)
def test_a_key_with_a_value_of_the_wrong_kind_counts_for_nothing(key: str, value: str, wanted: str, kind: str) -> None:
    [entry], [found] = decoded(f"import: [{{path: a, {key}: {value}}}]")
    assert entry == ImportEntry("a", ("import", 0, "path"), {})
    assert found.message == f"invalid import in the file `f.yaml`: `{key}` must be a {wanted}, not {kind}"
    assert (found.code, *told(found)) == (Code.IMPORT_INVALID, f"f.yaml:1:{22 + len(key)}", f"not a {wanted}")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "null"),
        (True, "a boolean"),
        (0, "a number"),
        (1.5, "a number"),
        ("", "a string"),
        (Secret("x"), "a secret"),
        (Call("!env X"), "a function"),
        (Unknown("x"), "a function"),
        ({}, "a map"),
        ([], "a list"),
        (Append([]), "a list"),
    ],
    ids=repr,
)
def test_every_kind_of_value_has_a_word(value: Value, word: str) -> None:
    assert kind_word(value) == word
