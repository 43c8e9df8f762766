from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackc.artifact.lock import emit_lock, parse_lock
from stackc.base.codes import Code
from stackc.base.ids import COMPONENT_TYPES, InstanceId, StackName, parse_instance_id

ROW = "  app@dev: local:a\n"
NAMES = st.text(min_size=1, max_size=12).filter(lambda text: text.isprintable() or "\n" in text) | st.text(
    "@%2540:ab/", min_size=1, max_size=9
)
IDS = st.builds(
    InstanceId, NAMES.map(StackName), NAMES | NAMES.map("helmfile:".__add__), st.sampled_from(COMPONENT_TYPES)
)


@given(IDS)
def test_an_instance_reads_back_whatever_it_is_called(id_: InstanceId) -> None:
    assert parse_instance_id(str(id_)) == id_


@given(st.dictionaries(IDS, NAMES.map("s3:".__add__), max_size=5))
def test_a_lock_file_reads_back_as_it_was_written_a_line_each(rows: dict[InstanceId, str]) -> None:
    text = emit_lock(rows)
    read = parse_lock(text)
    assert (read.diagnostics, read.value.rows) == ((), rows)
    assert len(text.splitlines()) == max(4, 4 + len(rows))


@given(st.dictionaries(IDS, st.sets(NAMES.map("s3:".__add__), min_size=1, max_size=3), max_size=3))
def test_copies_read_back_as_they_were_written(found: dict[InstanceId, set[str]]) -> None:
    copies = {id_: tuple(sorted(addresses)) for id_, addresses in found.items()}
    read = parse_lock(emit_lock({}, copies))
    assert (read.diagnostics, read.value.rows, read.value.copies) == ((), {}, copies)


def test_the_version_stands_last_and_copies_only_where_there_are_any() -> None:
    app = InstanceId(StackName("dev"), "app")
    assert emit_lock({}, {app: ()}).endswith(b"instances: {}\nversion: 2\n")
    assert emit_lock({app: "local:b"}, {app: ("local:c", "local:a")}).endswith(
        b"instances:\n  app@dev: local:b\ncopies:\n  app@dev:\n  - local:a\n  - local:c\nversion: 2\n"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "no `version`", id="empty"),
        pytest.param(f"instances:\n{ROW}".encode(), "its end may be missing", id="cut short"),
        pytest.param(f"instances:\n{ROW}version: 3\n".encode(), "has version 3", id="later version"),
        pytest.param(f"instances:\n{ROW}version: '2'\n".encode(), "not a string", id="version is text"),
        pytest.param(f"instances:\n{ROW}version: true\n".encode(), "not a boolean", id="version is a flag"),
        pytest.param(f"instances:\n{ROW}version: 2.0\n".encode(), "a whole number", id="version is a float"),
        pytest.param(b"instances: []\nversion: 2\n", "not a list", id="instances are a list"),
        pytest.param(b"instances: text\nversion: 2\n", "not a string", id="instances are text"),
        pytest.param(b"version: 2\n", "not null", id="no instances"),
        pytest.param(b"instances:\n  app@dev:\nversion: 2\n", "`app@dev` is no instance", id="no address"),
        pytest.param(b"instances:\n  app: local:a\nversion: 2\n", "`app` is no instance", id="no stack"),
        pytest.param(b"instances:\n  app@dev: a\nversion: 2\n", "`app@dev` is no instance", id="no backend type"),
        pytest.param(f"instances:\n{ROW}{ROW}version: 2\n".encode(), "duplicate key", id="a row twice"),
        pytest.param(
            b"instances:\n  a@b: s3:x\n  terraform:a@b: s3:x\nversion: 2\n", "no instance", id="an instance twice"
        ),
        pytest.param(
            f"<<<<<<< HEAD\ninstances:\n{ROW}=======\n>>>>>>> b\nversion: 2\n".encode(), "merge conflict", id="conflict"
        ),
        pytest.param(f"instances:\n{ROW}version: 2\nother: 1\n".encode(), "key `other`", id="another key"),
        pytest.param(f"instances:\n{ROW}copies: []\nversion: 2\n".encode(), "not a list", id="copies are a list"),
        pytest.param(
            f"instances:\n{ROW}copies: {{app: [s3:x]}}\nversion: 2\n".encode(), "`app` is no", id="whose copies"
        ),
        pytest.param(f"instances:\n{ROW}copies:\n{ROW}version: 2\n".encode(), "a list of addresses", id="one copy"),
        pytest.param(
            f"instances:\n{ROW}copies: {{app@dev: [here]}}\nversion: 2\n".encode(), "a list of", id="a copy of no type"
        ),
        pytest.param(b"\xff\xfe\x00", "not", id="not text"),
    ],
)
def test_a_lock_file_that_is_not_whole_is_unusable(content: bytes, reason: str) -> None:
    read = parse_lock(content)
    [found] = read.diagnostics
    assert (found.code, read.value.rows) == (Code.LOCK_FILE, {})
    assert reason in found.message


def test_rows_of_version_1_are_read_in_todays_words() -> None:
    read = parse_lock(b"instances:\n  app@dev: 'http:https://u:p@h/s'\nversion: 1\n").value
    assert (read.version, list(read.rows.values())) == (1, ["http:https://h/s"])


def test_the_row_of_an_instance_has_a_place() -> None:
    lock = parse_lock(f"# comment\ninstances:\n  a@b: s3:x\n{ROW}version: 2\n".encode()).value
    assert str(lock.place(InstanceId(StackName("dev"), "app")).span) == "stackc.lock:4:3"
