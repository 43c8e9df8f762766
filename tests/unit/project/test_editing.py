"""Where an edit goes, what it may change, and what is refused."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import parse_instance_id
from stackc.base.source import parse_path
from stackc.explain.edit import Edit
from stackc.project.editing import Consent, edit_value, write_edit
from stackc.project.open_project import open_project
from stackc.project.stacks import look_up_instance
from tests.kit.command import PROJECT, write_files

DEV, PROD, CATALOG, MIXIN = (
    *("stacks/deploy/dev.yaml", "stacks/deploy/prod.yaml"),
    *("stacks/catalog/app.yaml", "stacks/mixins/team.yaml"),
)
FILES = {
    "stackc.yaml": PROJECT,
    MIXIN: "vars:\n  team: core\n",
    CATALOG: (
        "import: [mixins/team]\ncomponents:\n  terraform:\n    app:\n      vars:\n        size: 1\n        name: app\n"
        "      settings: {a: {b: 1}}\n"
    ),
    DEV: "import: [catalog/app]\nvars:\n  stage: dev\n",
    PROD: (
        "import: [catalog/app]\nvars:\n  stage: prod\n"
        "components:\n  terraform:\n    app:\n      vars:\n        size: 3 # by contract\n    web: {}\n"
    ),
    "components/terraform/app/main.tf": "",
    "components/terraform/web/main.tf": "",
}


def edited(root: Path, name: str, assignment: str, consent: Consent = Consent()) -> Edit:  # noqa: B008  # it is frozen
    project = open_project(str(root), {})
    id_ = parse_instance_id(name)
    text, _, value = assignment.partition("=")
    path = parse_path(text)
    assert id_ is not None
    assert path is not None
    return edit_value(project, look_up_instance(project, id_), path, value, consent)


def refusal(root: Path, name: str, assignment: str, consent: Consent = Consent()) -> Diagnostic:  # noqa: B008
    with pytest.raises(CompileError) as raised:
        edited(root, name, assignment, consent)
    [found] = raised.value.diagnostics
    return found


def line_of(edit: Edit) -> tuple[str, str, str]:
    """Place, what was done, and the text of the line."""
    text = edit.content.decode().split("\n")[edit.span.line - 1] if edit.content else ""
    return f"{edit.span.file}:{edit.span.line}", edit.done, text


# --- where it belongs


@pytest.mark.parametrize(
    ("name", "assignment", "at", "expected"),
    [
        pytest.param("app@prod", "vars.size=5", None, (f"{PROD}:8", "changed", "        size: 5 # by contract"), id="its own line"),
        pytest.param("app@prod", "vars.new=x", None, (f"{PROD}:9", "added", "        new: x"), id="its own body"),
        pytest.param("web@prod", "vars.new=x", None, (f"{PROD}:9", "added", "    web: {vars: {new: x}}"), id="a flow map"),
        pytest.param("app@dev", "vars.size=2", None, (f"{DEV}:8", "added", "        size: 2"), id="a body that is new"),
        pytest.param("app@dev", "vars.team=x", None, (f"{DEV}:8", "added", "        team: x"), id="over a mixin"),
        pytest.param("app@dev", "vars.stage=dev", None, (f"{DEV}:3", "unchanged", ""), id="what is so already"),
        pytest.param("app@dev", "vars.size=2", CATALOG, (f"{CATALOG}:6", "changed", "        size: 2"), id="a named file"),
        pytest.param("app@dev", "vars.team=x", MIXIN, (f"{MIXIN}:2", "changed", "  team: x"), id="a named mixin"),
        pytest.param("app@dev", "vars.size=1", DEV, (f"{DEV}:8", "added", "        size: 1"), id="the same in a named file"),
        pytest.param("app@dev", "settings.a.b=2", CATALOG, (f"{CATALOG}:8", "changed", "      settings: {a: {b: 2}}"), id="deep"),
        pytest.param("app@dev", "vars.new=x", CATALOG, (f"{CATALOG}:8", "added", "        new: x"), id="a body in a named file"),
        pytest.param("app@prod", "vars.tags.a=x", None, (f"{PROD}:10", "added", "          a: x"), id="a map that is new"),
        pytest.param("app@dev", "settings.a.c=2", CATALOG, (f"{CATALOG}:8", "added", "      settings: {a: {b: 1, c: 2}}"), id="a key of a map"),
        pytest.param("app@dev", "settings.a.l[0]=2", CATALOG, (f"{CATALOG}:8", "added", "      settings: {a: {b: 1, l: [2]}}"), id="an item of a new list"),
        pytest.param("app@prod", "metadata.enabled=false", None, (f"{PROD}:10", "added", "        enabled: false"), id="metadata"),
        pytest.param("app@prod", "command=tofu", None, (f"{PROD}:9", "added", "      command: tofu"), id="a section of text"),
    ],
)  # fmt: skip
def test_an_edit_goes_where_it_changes_what_is_meant(
    tmp_path: Path, name: str, assignment: str, at: str | None, expected: tuple[str, str, str]
) -> None:
    assert line_of(edited(write_files(tmp_path, FILES), name, assignment, Consent(at))) == expected


def test_a_body_in_a_file_of_this_stack_alone_is_the_place(tmp_path: Path) -> None:
    part = "components:\n  terraform:\n    app:\n      env: {A: b}\n"
    files = {
        **FILES,
        "stacks/parts/dev.yaml": part,
        DEV: FILES[DEV].replace("[catalog/app]", "[catalog/app, parts/dev]"),
    }
    assert line_of(edited(write_files(tmp_path, files), "app@dev", "env.A=c"))[0] == "stacks/parts/dev.yaml:4"
    assert line_of(edited(tmp_path, "app@dev", "vars.new=c"))[:2] == ("stacks/parts/dev.yaml:6", "added")


def test_backends_are_written_below_their_type(tmp_path: Path) -> None:
    write_files(
        tmp_path, {**FILES, MIXIN: "terraform: {backend_type: s3, backend: {s3: {bucket: b, region: r, key: k}}}\n"}
    )
    edit = edited(tmp_path, "app@dev", "backend.profile=me")
    assert edit.content.decode().endswith("      backend:\n        s3:\n          profile: me\n")


def test_all_that_a_named_line_reaches_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, PROD: FILES[PROD] + "    app2: {metadata: {component: app, inherits: [app]}}\n"})
    edit = edited(tmp_path, "app@dev", "vars.name=x", Consent(CATALOG))
    assert list(map(str, edit.instances)) == ["app@dev", "app@prod", "app2@prod"]
    assert [(change.before, change.after) for change in edit.changes] == [("app", "x")]


# --- what is written


def test_a_file_keeps_its_bytes_and_its_permissions(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    content = b"\xef\xbb\xbf" + FILES[PROD].replace("\n", "\r\n").rstrip().encode()
    (tmp_path / PROD).write_bytes(content)
    (tmp_path / PROD).chmod(0o640)
    write_edit(open_project(str(tmp_path), {}), edited(tmp_path, "app@prod", "vars.size=5"))
    assert (tmp_path / PROD).read_bytes() == content.replace(b"size: 3", b"size: 5")
    assert stat.S_IMODE((tmp_path / PROD).stat().st_mode) == 0o640


def test_what_is_so_already_is_not_written(tmp_path: Path) -> None:
    write_files(tmp_path, FILES)
    write_edit(open_project(str(tmp_path), {}), edited(tmp_path, "app@prod", "vars.size=3"))
    assert (tmp_path / PROD).read_text(encoding="utf-8") == FILES[PROD]


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, "real.yaml": FILES[PROD]})
    (tmp_path / PROD).unlink()
    (tmp_path / PROD).symlink_to("../../real.yaml")
    with pytest.raises(CompileError, match="SC0805"):
        write_edit(open_project(str(tmp_path), {}), edited(tmp_path, "app@prod", "vars.size=5"))


# --- what is refused


@pytest.mark.parametrize(
    ("assignment", "at", "code"),
    [
        pytest.param("vars.size=[", None, "SC0650", id="no YAML"),
        pytest.param("vars.size=!env X", None, "SC0650", id="a function"),
        pytest.param("vars.size={{ .x }}", None, "SC0650", id="a template"),
        pytest.param("var.size=1", None, "SC0651", id="no section"),
        pytest.param("workspace=x", None, "SC0651", id="what is derived"),
        pytest.param("command.x=1", None, "SC0651", id="below a text"),
        pytest.param("vars.size.x=1", None, "SC0651", id="below a number"),
        pytest.param("vars.size[0]=1", None, "SC0651", id="an item of a number"),
        pytest.param("vars[0]=1", None, "SC0651", id="an item of a section"),
        pytest.param("vars.zones[1]=1", None, "SC0651", id="the second item of nothing"),
        pytest.param("vars.size=1", "stacks/deploy/prod.yaml", "SC0652", id="a file of another stack"),
        pytest.param("vars.new=1", "stacks/mixins/team.yaml", "SC0652", id="a file without a place"),
        pytest.param("vars.stage=x", None, "SC0657", id="another stack"),
        pytest.param("metadata.type=abstract", None, "SC0657", id="no instance any more"),
        pytest.param("vars={a: 1}", None, "SC0656", id="a map that others add to"),
        pytest.param("metadata.inherits=[none]", None, "SC0659", id="a base that is not there"),
    ],
)
def test_what_is_not_meant_is_refused(tmp_path: Path, assignment: str, at: str | None, code: str) -> None:
    root = write_files(tmp_path, FILES)
    assert refusal(root, "app@dev", assignment, Consent(at)).code.value == code
    assert {name: (root / name).read_text(encoding="utf-8") for name in FILES} == FILES


BODY = "components:\n  terraform:\n    app:\n"
STAGE = "vars: {stage: dev}\n"


@pytest.mark.parametrize(
    ("files", "assignment", "code"),
    [
        pytest.param({DEV: STAGE + BODY + "      vars: {size: !env HOME}\n"}, "vars.size=1", "SC0654", id="a function"),
        pytest.param({DEV: STAGE + BODY + "      vars: {size: '{{ 1 }}'}\n"}, "vars.size=1", "SC0654", id="a template"),
        pytest.param({DEV: STAGE + BODY + "      vars: &x {size: 1}\n      env: *x\n"}, "vars.size=2", "SC0653", id="an anchor"),
        pytest.param({DEV: "# Generated by x. DO NOT EDIT.\n" + STAGE + BODY + "      vars: {}\n"}, "vars.a=2", "SC0652", id="generated"),
        pytest.param({DEV: FILES[DEV], CATALOG: FILES[CATALOG] + "overrides: {vars: {size: 9}}\n"}, "vars.size=2", "SC0656", id="beaten"),
        pytest.param({DEV: STAGE + BODY + "      vars: {size: 1, twice: '{{ .vars.size }}'}\n"}, "vars.size=2", "SC0657", id="read"),
        pytest.param(
            {DEV: STAGE + BODY + "      vars: {size: 1}\n    heir: {metadata: {inherits: [app], component: app}}\n"},
            "vars.size=2", "SC0657", id="inherited",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_done_there_is_refused(
    tmp_path: Path, files: Mapping[str, str], assignment: str, code: str
) -> None:
    assert refusal(write_files(tmp_path, {**FILES, **files}), "app@dev", assignment).code.value == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("deploy/dev.yaml.tmpl", "SC0652"), ("vendor/app.yaml", "SC0652"), ("parts/app.yaml", "")],
)
def test_rendered_and_vendored_files_are_not_edited(tmp_path: Path, name: str, code: str) -> None:
    body = f"{BODY}      vars: {{size: 7}}\n"
    write_files(tmp_path, {key: text for key, text in FILES.items() if key != DEV or "dev" not in name})
    if "dev" in name:
        write_files(tmp_path, {f"stacks/{name}": STAGE + body})
    else:
        stem = name.removesuffix(".yaml")
        write_files(tmp_path, {f"stacks/{name}": body, DEV: FILES[DEV].replace("catalog/app", stem)})
    if code:
        assert refusal(tmp_path, "app@dev", "vars.size=2").code.value == code
    else:
        assert line_of(edited(tmp_path, "app@dev", "vars.size=2"))[0] == f"stacks/{name}:4"


def test_a_state_moves_only_with_consent(tmp_path: Path) -> None:
    backend = "terraform: {backend_type: s3, backend: {s3: {bucket: one, region: r, key: k}}}\n"
    write_files(
        tmp_path,
        {
            **FILES,
            MIXIN: backend,
            "stackc.yaml": PROJECT + "components: {terraform: {auto_generate_backend_file: true}}\n",
        },
    )
    found = refusal(tmp_path, "app@dev", "backend.bucket=two")
    assert (found.code.value, "s3://one" in found.notes[0]) == ("SC0658", True)
    [move] = edited(tmp_path, "app@dev", "backend.bucket=two", Consent(accept_moves=True)).moves
    assert (str(move.instance), "s3://two" in str(move.after)) == ("app@dev", True)


def test_an_abstract_component_is_edited_as_any_other(tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, DEV: STAGE + BODY + "      metadata: {type: abstract}\n      vars: {size: 1}\n"})
    assert line_of(edited(tmp_path, "app@dev", "vars.size=2"))[0] == f"{DEV}:6"


def test_what_is_broken_already_is_no_obstacle(tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, PROD: FILES[PROD] + "    bad: {metadata: {inherits: [none]}}\n"})
    assert edited(tmp_path, "app@dev", "vars.size=2").done == "added"
