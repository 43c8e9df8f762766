"""Items of lists that ``set`` writes: whatever the shape of the list, the item is what was asked for and nothing else is.

Each shape is tried with every index it has, the next one, and one further away.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from stackc.base.diagnostic import CompileError
from stackc.base.ids import parse_instance_id
from stackc.base.overlay import OverlayWorld
from stackc.base.value import Value, look_up
from stackc.compile.wiring import compile_repository
from stackc.explain.edit import Edit
from stackc.project.editing import Consent, edit_value
from stackc.project.open_project import OpenProject, open_project
from stackc.project.stacks import look_up_instance
from tests.kit.command import PROJECT, write_files

DEV, CATALOG = "stacks/deploy/dev.yaml", "stacks/catalog/app.yaml"
HEAD = "import: [catalog/app]\nvars: {stage: dev}\n"
BODY = "components:\n  terraform:\n    app:\n      vars:\n"
OTHER = "import: [catalog/app]\nvars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n"
NEW = "new"


class Shape(NamedTuple):
    """A list ``l`` of the instance: what stands in its own body, what it inherits, and what is refused."""

    own: str = ""
    """Lines below ``vars:`` of the component in the stack's file; none for a component without a body there."""
    inherited: str = ""
    """The same in a file of two stacks."""
    head: str = ""
    """Other keys of the stack's file."""
    project: str = ""
    refused: str = ""
    """The code for an item that is there, and for the next one; empty where they are written."""
    next_refused: str | None = None
    """The code for the next one where that differs."""


APPENDING = "settings: {list_merge_strategy: append}\n"
SHAPES = {
    "block": Shape("        l:\n          - a\n          - b # c\n        z: 1\n"),
    "dashes below the key": Shape("        l:\n        - a\n        # c\n        - b\n"),
    "flow": Shape("        l: [a,  b]   # c\n"),
    "flow over lines": Shape("        l: [\n          a, # c\n          b,\n        ]\n"),
    "empty": Shape("        l: []\n"),
    "none": Shape("        z: 1\n"),
    "of maps": Shape("        l:\n          # c\n          - name: a\n            of: {x: 1}\n          - name: b\n"),
    "quoted": Shape("        l:\n          - 'a'\n          - 'b'\n"),
    "text over lines at the end": Shape("        l:\n          - a\n          - |\n            b\n            c\n\n        z: 1\n"),
    "inherited": Shape(inherited="        l: [a, {b: c}]\n"),
    "over an inherited one": Shape("        l: [a]\n", "        l: [b, c]\n"),
    "of the root": Shape("        z: 1\n", head="vars: {stage: dev, l: [a, b]}\n"),
    "appended": Shape("        l: !append [b]\n", head="vars: {stage: dev, l: [a]}\n", refused=""),
    "joined": Shape("        z: 1\n", head=APPENDING + "vars: {stage: dev, l: [a]}\n", refused="SC0656", next_refused=""),
    "merged item by item": Shape(inherited="        l: [a, b]\n", project="merge", refused="SC0656"),
    "a function": Shape("        l: !env NAME\n", refused="SC0651"),
    "with functions": Shape(inherited="        l: [!env NAME x, b]\n", refused="SC0654"),
    "with a template": Shape(inherited="        l: ['{{ .vars.stage }}', b]\n", refused="SC0654"),
    "used by an alias": Shape("        l: &l [a, b]\n        m: *l\n", refused="SC0653"),
    "of an alias": Shape("        k: &l [a, b]\n        l: *l\n", refused="SC0653"),
    "read by a template": Shape("        l: [a]\n        m: '{{ .vars.l }}'\n", refused="SC0657"),
    "a map": Shape("        l: {a: 1}\n", refused="SC0651"),
    "text": Shape("        l: text\n", refused="SC0651"),
}  # fmt: skip


def opened(root: Path, shape: Shape) -> OpenProject:
    head = shape.head if shape.head.startswith("import") or not shape.head else "import: [catalog/app]\n" + shape.head
    settings = f"settings: {{list_merge_strategy: {shape.project}}}\n" if shape.project else ""
    files = {
        "stackc.yaml": PROJECT + settings,
        DEV: (head or HEAD) + (BODY + shape.own if shape.own else ""),
        "stacks/deploy/prod.yaml": OTHER,
        CATALOG: BODY + shape.inherited if shape.inherited else "x-nothing: {}\n",
        "components/terraform/app/main.tf": "",
    }
    if not shape.inherited and not shape.own:
        raise AssertionError("a shape has a list somewhere")
    return open_project(str(write_files(root, files)), {})


def items_of(project: OpenProject, edit: Edit | None = None) -> Value:
    """The list, as it is or with an edit; None where there is none."""
    world = project.world if edit is None else OverlayWorld(project.world, {edit.span.file: edit.content})
    compilation = compile_repository(world, project.config, project.setting)
    instance = compilation.instance(ID).instance
    assert instance is not None
    found = look_up(instance.section("vars"), ("l",))
    return found if isinstance(found, (list, dict, str)) else None


_PARSED = parse_instance_id("app@dev")
assert _PARSED is not None
ID = _PARSED


def answer(project: OpenProject, index: int, at: str | None = None) -> Edit | str:
    """The edit, or the code of its refusal."""
    try:
        return edit_value(project, look_up_instance(project, ID), ("vars", "l", index), NEW, Consent(at))
    except CompileError as refused:
        return refused.diagnostics[0].code.value


def is_kept(old: str, new: str) -> bool:
    """One place differs, and no comment does."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    parts = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(part[0] != "equal" for part in parts) == 1 and re.findall("#.*", old) == re.findall("#.*", new)


def cells() -> list[tuple[str, int]]:
    """Each shape with the indexes of its list, the next one, and one further away."""
    return [(name, behind) for name in SHAPES for behind in (-2, -1, 0, 1)]


@pytest.mark.parametrize(("name", "behind"), cells(), ids=lambda each: str(each))
def test_an_item_is_what_was_asked_for_and_the_rest_as_it_was(name: str, behind: int, tmp_path: Path) -> None:
    """``behind``: how far the index is behind the last item of the list; 0 is the next one."""
    shape = SHAPES[name]
    project = opened(tmp_path, shape)
    before = items_of(project)
    items = before if isinstance(before, list) else []
    index = len(items) + behind
    if index < 0:
        pytest.skip("the list has no such item")
    made = answer(project, index)
    expected = shape.next_refused if behind == 0 and shape.next_refused is not None else shape.refused
    if behind > 0:
        assert made == "SC0651"
    elif expected or isinstance(made, str):
        assert made == expected
    else:
        assert items_of(project, made) == [*items[:index], NEW, *items[index + 1 :]]
        assert {id_ for change in made.changes for id_ in change.instances} == {ID}
        assert is_kept(project.world.read(made.span.file).decode(), made.content.decode())


@pytest.mark.parametrize("index", [0, 2])
def test_an_inherited_item_is_written_for_all_where_its_file_is_named(index: int, tmp_path: Path) -> None:
    project = opened(tmp_path, SHAPES["inherited"])
    made = answer(project, index, CATALOG)
    assert isinstance(made, Edit)
    assert list(map(str, made.instances)) == ["app@dev", "app@prod"]
    assert made.replaced is None
