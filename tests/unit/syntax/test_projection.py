"""Which edits of a manifest leave alone what does not hang on their values."""

from __future__ import annotations

import pytest

from stackc.syntax.projection import View, are_alike, view_of
from stackc.syntax.yaml import ScalarRules

TEXT = """\
import: [a]
vars: {stage: dev, size: 1, name: one, tags: {a: x}, list: [1, 2], none: null, on: true}
env: {A: b}
settings: {size: 1}
terraform:
  vars: {region: eu}
  backend_type: s3
components:
  terraform:
    app:
      metadata: {inherits: [base]}
      vars: {size: 1, call: !env HOME, text: "{{ .vars.size }}"}
      settings: {depends_on: {1: {component: vpc}}}
    vpc:
      vars: {size: 1, ratio: 1.5}
      overrides: {vars: {size: 1}}
"""
FAR = View(ScalarRules(), "{{", {"stage"})
NEAR = FAR._replace(components=("app", "base"))


def alike(old: str, new: str, view: View = FAR) -> bool:
    assert old in TEXT
    return are_alike(TEXT.encode(), TEXT.replace(old, new, 1).encode(), view)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("size: 1, name", "size: 2, name"),
        ("name: one", "name: two"),
        ("{a: x}", "{a: y}"),
        ("[1, 2]", "[3, 4]"),
        ("{A: b}", "{A: c}"),
        ("region: eu", "region: us"),
        ("ratio: 1.5", "ratio: 2.5"),
        ("vars: {size: 1, ratio", "vars: {size: 9, ratio"),
        ("overrides: {vars: {size: 1}}", "overrides: {vars: {size: 2}}"),
        ("name: one", "name: 'one'"),
        ("import: [a]", "import:\n  - a  # remark"),
    ],
)
def test_another_plain_value_is_alike(old: str, new: str) -> None:
    assert alike(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("stage: dev", "stage: prod"),
        ("size: 1, name", "size: x, name"),
        ("size: 1, name", "size: 1.0, name"),
        ("size: 1, name", "size: '1', name"),
        ("size: 1, name", "size: null, name"),
        ("size: 1, name", "sise: 1, name"),
        ("size: 1, name", "size: 1, more: 1, name"),
        ("name: one", "name: ''"),
        ("name: one", "name: '{{ .vars.stage }}'"),
        ("name: one", "name: '!env HOME'"),
        ("name: one", "name: !env HOME"),
        ("[1, 2]", "[1]"),
        ("[1, 2]", "!append [1, 2]"),
        ("on: true", "on: false"),
        ("on: true", "on: 1"),
        ("!env HOME", "!env PATH"),
        (".vars.size", ".vars.stage"),
        ("settings: {size: 1}", "settings: {size: 2}"),
        ("backend_type: s3", "backend_type: gcs"),
        ("component: vpc", "component: dns"),
        ("inherits: [base]", "inherits: [other]"),
        ("import: [a]", "import: [b]"),
        ("    vpc:", "    vpc2:"),
        ("import: [a]", "import: [a]\nlocals: {a: 1}"),
        ("name: one", "name: !include x.yaml"),
        ("name: one", "name: one, name: two"),
        ("size: 1, name", "size: 2026-01-01, name"),
        ("components:", "components: ["),
    ],
)
def test_anything_else_is_not(old: str, new: str) -> None:
    assert not alike(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("vars: {size: 1, ratio", "vars: {size: 2, ratio", True, id="another component"),
        pytest.param("vars: {size: 1, call", "vars: {size: 2, call", False, id="the component"),
        pytest.param("size: 1, name", "size: 2, name", False, id="of all components"),
        pytest.param("region: eu", "region: us", False, id="of the type"),
        pytest.param("ratio: 1.5", "ratio: text", False, id="another kind in another component"),
    ],
)
def test_near_a_component_its_own_values_matter(old: str, new: str, expected: bool) -> None:
    assert alike(old, new, NEAR) is expected


@pytest.mark.parametrize("content", [b"", b"- 1\n", b"\xff\xfe", b"a: [\n"])
def test_what_is_no_sound_manifest_is_alike_to_nothing(content: bytes) -> None:
    assert not are_alike(content, content, FAR)
    assert not are_alike(TEXT.encode(), content, FAR)


def test_values_that_python_takes_for_equal_are_not_alike() -> None:
    assert not are_alike(b"a: 1\n", b"a: true\n", FAR)
    assert not are_alike(b"a: 1\n", b"a: 1.0\n", FAR)


@pytest.mark.parametrize("view", [FAR, NEAR, View(ScalarRules(False, False, ".", ("{{", "[[")), "[[", (), ())])
def test_a_view_is_kept_as_texts(view: View) -> None:
    found = view_of(view.texts())
    assert (found.rules, found.delimiter) == (view.rules, view.delimiter)
    assert sorted(found.variables) == sorted(view.variables)
    assert (found.components is None) == (view.components is None)
    assert sorted(found.components or ()) == sorted(view.components or ())
