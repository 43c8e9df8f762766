"""What the library hands out: copies, plain values, and nothing that could not be written."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest

import stackc
from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.local_terraform import local_terraform

MANIFEST = """\
vars: {stage: dev, tags: {team: net}}
components:
  terraform:
    app:
      vars: {list: [{a: 1}], call: !exec echo x}
      env: {A: b}
      settings: {s: {t: 1}}
      metadata: {tags: [x]}
    other: {metadata: {component: app}}
    broken: {metadata: {component: app}, vars: {a: "x {{ .vars.none }}"}}
"""


@pytest.fixture
def project(tmp_path: Path) -> stackc.Project:
    files = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": MANIFEST, "components/terraform/app/main.tf": ""}
    write_files(tmp_path, files)
    return stackc.load(str(tmp_path))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda instance: instance.vars["tags"].update(team="mine"), id="a map below"),
        pytest.param(lambda instance: instance.vars.clear(), id="the section"),
        pytest.param(lambda instance: instance.vars["list"][0].update(a=2), id="in a list"),
        pytest.param(lambda instance: instance.settings["s"].clear(), id="settings"),
        pytest.param(lambda instance: instance.env.update(A="c"), id="env"),
        pytest.param(lambda instance: instance.metadata["tags"].append("y"), id="metadata"),
    ],
)
def test_what_is_handed_out_may_be_changed(project: stackc.Project, change: Callable[[stackc.Instance], None]) -> None:
    def seen() -> list[object]:
        both = (project.instance(name, "dev") for name in ("app", "other"))
        return [[each.vars, each.settings, each.env, each.metadata] for each in both]

    before = seen()
    files = stackc.emit(project.instance("other", "dev"))
    change(project.instance("app", "dev"))
    assert (seen(), stackc.emit(project.instance("other", "dev"))) == (before, files)


def test_a_function_that_is_not_called_is_plain_text(project: stackc.Project) -> None:
    value = project.instance("app", "dev").vars["call"]
    assert (type(value), value) == (str, "!exec echo x")


def test_a_template_that_fails_is_never_emitted(project: stackc.Project) -> None:
    with pytest.raises(stackc.CompileError) as refused:
        stackc.emit(project.instance("broken", "dev"))
    assert [d.code.value for d in refused.value.diagnostics] == ["SC0502"]


@pytest.mark.parametrize("name", ["typo@dev", "app@typo", "app"])
def test_a_run_of_what_does_not_exist_is_a_lookup_failure(project: stackc.Project, name: str) -> None:
    with pytest.raises(stackc.LookupFailure):
        project.run("plan", [name])


@pytest.mark.parametrize("select", ["", [""], ["app@dev", " "]])
def test_an_empty_name_is_a_value_error(project: stackc.Project, select: str | list[str]) -> None:
    with pytest.raises(ValueError, match="empty"):
        project.run("plan", select)


def test_no_names_are_no_run(project: stackc.Project) -> None:
    report = project.run("plan", [])
    assert (report.results, report.code) == ((), 0)


def test_a_selector_is_a_glob_and_never_its_letters(project: stackc.Project) -> None:
    assert [str(id_) for id_ in project.graph("de?").nodes] == ["app@dev", "broken@dev", "other@dev"]
    assert project.graph("prod").nodes == project.graph([]).nodes == ()


BROKEN = {"stacks/deploy/bad.yaml": "import: [nowhere]\nvars: {stage: bad}\ncomponents: {terraform: {app: {}}}\n"}
SOUND = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "components: {terraform: {app: {}, net: {}, base: {metadata: {type: abstract}}}, helmfile: {echo: {}}}\n"
    ),
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\n',
    "components/terraform/net/main.tf": 'variable "stage" {}\n',
}


@pytest.fixture
def sound(tmp_path: Path) -> stackc.Project:
    return stackc.load(write_files(tmp_path, SOUND))


def names(instances: tuple[stackc.Instance, ...]) -> list[str]:
    return [str(each.id) for each in instances]


def test_stacks_are_sorted_by_name(sound: stackc.Project) -> None:
    assert [(str(stack.name), len(stack.instances)) for stack in sound.stacks()] == [("dev", 4), ("prod", 1)]


@pytest.mark.parametrize(
    ("select", "components", "expected"),
    [
        (None, None, ["helmfile:echo@dev", "app@dev", "net@dev", "app@prod"]),
        ("dev", None, ["helmfile:echo@dev", "app@dev", "net@dev"]),
        (["prod", "none"], None, ["app@prod"]),
        (None, "a*", ["app@dev", "app@prod"]),
        ("p*", ["net"], []),
        ([], None, []),
        (None, [], []),
    ],
)
def test_instances_are_selected_by_stack_and_component(
    select: str | list[str] | None, components: str | list[str] | None, expected: list[str], sound: stackc.Project
) -> None:
    assert names(sound.instances(select, components)) == expected


def test_whoever_asks_for_all_needs_all_to_compile(tmp_path: Path) -> None:
    project = stackc.load(write_files(tmp_path, {**SOUND, **BROKEN}))
    asked: list[Callable[[], object]] = [project.stacks, project.instances, project.graph]
    asked.append(lambda: project.affected("HEAD"))
    for ask in asked:
        with pytest.raises(stackc.CompileError, match="SC0201"):
            ask()
    assert names(project.instances("prod")) == ["app@prod"]


def test_a_manifest_that_cannot_be_read_may_have_had_an_instance(tmp_path: Path) -> None:
    project = stackc.load(write_files(tmp_path, {**SOUND, "stacks/deploy/bad.yaml": "vars: [\n"}))
    with pytest.raises(stackc.CompileError, match="SC0101"):
        project.instances()
    assert names(project.instances(None, "net")) == ["net@dev"]


def test_a_selection_that_does_not_compile_is_an_error(tmp_path: Path) -> None:
    broken = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {vars: 5}}}\n"}
    project = stackc.load(write_files(tmp_path, {**SOUND, **broken}))
    with pytest.raises(stackc.CompileError, match="SC0401"):
        project.instances("prod")
    assert names(project.instances("dev", "net")) == ["net@dev"]


@pytest.mark.parametrize(
    ("manifest", "severities", "passes"),
    [
        pytest.param({}, [], True, id="sound"),
        pytest.param({"stacks/deploy/prod.yaml": "vars: {stage: prod, more: 1}\n"}, [], True, id="no component"),
        pytest.param(BROKEN, ["error"], False, id="broken"),
    ],
)
def test_findings_have_the_severity_of_the_project(
    manifest: dict[str, str], severities: list[str], passes: bool, tmp_path: Path
) -> None:
    project = stackc.load(write_files(tmp_path, {**SOUND, **manifest}))
    assert sorted({each.severity for each in project.diagnostics()} & {"error"}) == severities
    assert (project.check() == ()) is passes
    assert all(each.severity == "error" for each in project.check())


@pytest.mark.parametrize(("severity", "shown"), [('"off"', []), ("warning", ["warning"]), ("error", ["error"])])
def test_a_finding_that_is_off_is_left_out(severity: str, shown: list[str], tmp_path: Path) -> None:
    own = PROJECT + f"diagnostics: {{severity: {{SC0414: {severity}}}}}\n"
    unknown = "vars: {stage: prod}\ncomponents: {terraform: {app: {owner: a}}}\n"
    project = stackc.load(write_files(tmp_path, {**SOUND, "stackc.yaml": own, "stacks/deploy/prod.yaml": unknown}))
    assert [each.severity for each in project.diagnostics()] == shown
    assert len(project.check()) == shown.count("error")


def test_a_broken_repository_is_loaded_and_says_so(tmp_path: Path) -> None:
    project = stackc.load(write_files(tmp_path, {"stackc.yaml": "stacks: [\n"}))
    assert [each.severity for each in project.check()] == ["error"]


def test_a_graph_with_an_edge_that_means_nothing_is_an_error(tmp_path: Path) -> None:
    edge = "vars: {stage: prod}\ncomponents: {terraform: {app: {dependencies: {components: [[none]]}}}}\n"
    project = stackc.load(write_files(tmp_path, {**SOUND, "stacks/deploy/prod.yaml": edge}))
    with pytest.raises(stackc.CompileError, match="SC0704"):
        project.graph("dev")


def test_the_environment_is_empty_unless_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHO", "process")
    body = "vars: {stage: prod, who: !env WHO nobody}\ncomponents: {terraform: {app: {}}}\n"
    root = write_files(tmp_path, {**SOUND, "stacks/deploy/prod.yaml": body})
    given = {"WHO": "given"}
    known = stackc.load(root, env=given)
    given["WHO"] = "changed"
    assert [project.instance("app", "prod").vars["who"] for project in (stackc.load(root), known)] == [
        "nobody",
        "given",
    ]


@pytest.mark.parametrize(("allowed", "refused"), [((), True), (("WHO",), False)])
def test_an_untrusted_repository_reads_the_variables_that_are_allowed(
    allowed: tuple[str, ...], refused: bool, tmp_path: Path
) -> None:
    body = "vars: {stage: prod, who: !env WHO}\ncomponents: {terraform: {app: {}}}\n"
    root = write_files(tmp_path, {**SOUND, "stacks/deploy/prod.yaml": body})
    project = stackc.load(root, env={"WHO": "me"}, untrusted=True, allow_env=allowed)
    instance = project.instance("app", "prod")
    assert ([each.code.value for each in instance.diagnostics] == ["SC0520"]) is refused
    with pytest.raises(stackc.CompileError, match="SC0930"):
        project.resolve(instance)


def test_a_relative_path_starts_at_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path / "repository", SOUND)
    monkeypatch.chdir(tmp_path)
    assert stackc.load("repository").root == str(tmp_path / "repository")


def test_what_reaches_outside_is_called_when_it_is_resolved(tmp_path: Path) -> None:
    body = "vars: {stage: prod, who: !exec echo $WHO}\ncomponents: {terraform: {app: {}}}\n"
    root = write_files(tmp_path, {**SOUND, "stacks/deploy/prod.yaml": body})
    project = stackc.load(root, env={"WHO": "me", "PATH": os.defpath})
    instance = project.instance("app", "prod")
    assert (project.resolve(instance).vars["who"], instance.vars["who"]) == ("me", "!exec echo $WHO")


@pytest.mark.parametrize(
    "select",
    [
        "app@dev",
        ["app@dev"],
        stackc.InstanceId(stackc.StackName("dev"), "app", "terraform"),
        [stackc.InstanceId(stackc.StackName("dev"), "app", "terraform")],
    ],
    ids=["text", "texts", "identifier", "identifiers"],
)
def test_a_run_takes_names_identifiers_and_instances(select: str, tmp_path: Path) -> None:
    write_files(tmp_path, {"bin/terraform": '#!/bin/sh\necho \'{"terraform_version": "1.9.0"}\'\n'})
    (tmp_path / "bin/terraform").chmod(0o755)
    env = {"PATH": f"{tmp_path}/bin:{os.defpath}", "HOME": str(tmp_path)}
    project, heard = stackc.load(write_files(tmp_path, SOUND), env=env), list[str]()
    report = project.run("plan", select, lambda event: heard.append(event.kind))
    assert ([str(each.instance) for each in report.results], report.code) == (["app@dev"], 0)
    assert "started" in heard
    assert project.run("plan", project.instance("app", "dev")).code == 0


@pytest.mark.parametrize("verb", ["", "typo", "clean"])
def test_a_verb_that_is_none_is_a_value_error(verb: str, sound: stackc.Project) -> None:
    with pytest.raises(ValueError, match="no such verb: "):
        sound.run(verb, "app@dev")


def test_a_near_miss_is_told(sound: stackc.Project) -> None:
    with pytest.raises(stackc.LookupFailure) as missing:
        sound.run("plan", "ap@dev")
    assert next(iter(missing.value.near)) == "app@dev"


# --- states that move

STATE = {"version": 4, "serial": 3, "lineage": "1", "outputs": {"a": {"value": 1, "type": "number"}}, "resources": []}
HERE = "components/terraform/{}/terraform.tfstate.d/{}/terraform.tfstate"


@pytest.fixture
def movable(tmp_path: Path) -> stackc.Project:
    """Two instances whose states are elsewhere; one of them has none."""
    rows = "  app@dev: local:old/app\n  net@dev: local:old/net\n"
    files = {"stackc.lock": f"instances:\n{rows}version: 2\n", "old/app": json.dumps(STATE)}
    return stackc.load(write_files(tmp_path, {**SOUND, **files}), env=local_terraform(tmp_path))


def test_states_move_and_one_that_fails_keeps_no_other_from_it(movable: stackc.Project) -> None:
    app, net = movable.move_states()
    here = f"local:{HERE.format('app', 'dev')}"
    assert app == stackc.Moved(app.instance, "local:old/app", here, (), "serial 3")
    assert json.loads(Path(movable.root, HERE.format("app", "dev")).read_text())["outputs"] == STATE["outputs"]
    assert net.failure is not None
    assert (str(net.instance), net.said, net.failure.code) == ("net@dev", "", stackc.Code.STATE_NOT_MOVED)
    assert movable.move_states("app@dev") == ()


def test_a_state_is_moved_by_itself_and_nothing_is_left(movable: stackc.Project) -> None:
    with pytest.raises(stackc.CompileError, match="the state at local:old/app is that of app@dev"):
        movable.move_states(movable.instance("app", "prod"), source="local:./old/app", delete_source=True)
    [moved] = movable.move_states("app@dev", source="local:./old/app", delete_source=True)
    assert (moved.said, Path(movable.root, "old/app").exists()) == ("serial 3", False)


def test_a_source_is_about_one_instance(movable: stackc.Project) -> None:
    for select in (None, [], ["app@dev", "net@dev"]):
        with pytest.raises(ValueError, match="about one instance"):
            movable.move_states(select, source="local:old/app")
    with pytest.raises(stackc.LookupFailure):
        movable.move_states("ap@dev", source="local:old/app")


def git(root: Path, *words: str) -> None:
    settings = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)


def test_what_differs_from_a_commit(tmp_path: Path) -> None:
    git(write_files(tmp_path, SOUND), "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    project = stackc.load(tmp_path)
    assert project.affected("main") == ()
    write_files(
        tmp_path, {"stacks/deploy/prod.yaml": "vars: {stage: prod, a: 1}\ncomponents: {terraform: {app: {}}}\n"}
    )
    project.reload()
    assert [str(each.id) for each in project.affected("main")] == ["app@prod"]
    with pytest.raises(stackc.CompileError, match="SC0916"):
        project.affected("nowhere")


# --- exceptions, for people


def test_an_exception_is_rendered_with_its_lines_as_the_command_prints_it(tmp_path: Path) -> None:
    stack = "vars: {stage: dev}\nimport: [nowhere]\ncomponents: {terraform: {app: {}}}\n"
    root = str(write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": stack}))
    project = stackc.load(root)
    with pytest.raises(stackc.CompileError) as failed:
        project.instances()
    said = run_here("-C", root, "build", "-o", str(tmp_path / "out"))
    assert "2 | import: [nowhere]" in project.render(failed.value)
    assert said.err.startswith(project.render(failed.value))


def test_an_unknown_name_is_rendered_without_a_place(tmp_path: Path) -> None:
    project = stackc.load(str(write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": MANIFEST})))
    with pytest.raises(stackc.LookupFailure) as failed:
        project.instance("apps", "dev")
    assert project.render(failed.value).startswith("error[SC0416]: ")


# --- reloading


def stack_file(name: str, size: int = 1) -> str:
    return f"import: [mixins/all]\nvars: {{stage: {name}, size: {size}}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"


@pytest.fixture
def changing(tmp_path: Path) -> Path:
    stacks = {f"stacks/deploy/{name}.yaml": stack_file(name) for name in "abc"}
    return write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/mixins/all.yaml": "vars: {all: 1}\n", **stacks})


def sizes(project: stackc.Project) -> list[object]:
    return [each.vars["size"] for each in project.instances()]


@pytest.mark.parametrize("file", ["b", "c"])
def test_reloading_reads_only_what_changed(file: str, changing: Path) -> None:
    project = stackc.load(changing)
    assert sizes(project) == [1, 1, 1]
    write_files(changing, {f"stacks/deploy/{file}.yaml": stack_file(file, size=2)})
    project.reload()
    assert sizes(project) == [2 if each == file else 1 for each in "abc"]
    parsed = project._open.compilation.reader._documents.keys()
    assert parsed == {f"stacks/deploy/{file}.yaml", "stacks/mixins/all.yaml"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({"stacks/deploy/d.yaml": stack_file("d", 3)}, [1, 1, 1, 3], id="a stack more"),
        pytest.param({"stacks/deploy/b.yaml": stack_file("z", 3)}, [1, 1, 3], id="another name"),
        pytest.param({"stacks/mixins/all.yaml": "vars: {size: 7}\n"}, [1, 1, 1], id="what all import"),
        pytest.param({"stackc.yaml": PROJECT.replace("deploy/**/*", "deploy/a*")}, [1], id="the project file"),
    ],
)
def test_reloading_sees_whatever_changed(files: dict[str, str], expected: list[int], changing: Path) -> None:
    project = stackc.load(changing)
    sizes(project)
    write_files(changing, files)
    project.reload()
    assert sizes(project) == expected


def test_a_circle_that_is_broken_elsewhere_is_gone(changing: Path) -> None:
    circle = {"stacks/mixins/all.yaml": "import: [mixins/back]\n", "stacks/mixins/back.yaml": "import: [mixins/all]\n"}
    project = stackc.load(write_files(changing, circle))
    with pytest.raises(stackc.CompileError, match="SC0203"):
        sizes(project)
    write_files(changing, {"stacks/mixins/back.yaml": "vars: {all: 1}\n"})
    project.reload()
    assert sizes(project) == [1, 1, 1]


def test_what_is_broken_by_an_edit_is_told_and_gone_after_the_next(changing: Path) -> None:
    project = stackc.load(changing)
    sizes(project)
    write_files(changing, {"stacks/deploy/b.yaml": "vars: {stage: b\n"})
    project.reload()
    with pytest.raises(stackc.CompileError, match="SC0101"):
        project.instances()
    write_files(changing, {"stacks/deploy/b.yaml": stack_file("b")})
    project.reload()
    assert sizes(project) == [1, 1, 1]
    assert list(map(repr, project.diagnostics())) == list(map(repr, stackc.load(changing).diagnostics()))


def test_reloading_sees_an_included_manifest_however_long_ago_it_was_included(changing: Path) -> None:
    including = stack_file("a").replace("size: 1", "size: !include stacks/other/size.yaml .vars.size")
    write_files(changing, {"stacks/deploy/a.yaml": including, "stacks/other/size.yaml": "vars: {size: 1}\n"})
    project = stackc.load(changing)
    assert sizes(project) == [1, 1, 1]
    write_files(changing, {"stacks/deploy/b.yaml": stack_file("b", size=2)})
    project.reload()
    assert sizes(project) == [1, 2, 1]
    write_files(changing, {"stacks/other/size.yaml": "vars: {size: 3}\n"})
    project.reload()
    assert sizes(project) == [3, 2, 1]


def test_reloading_again_and_again_keeps_nothing_of_long_ago(changing: Path) -> None:
    project = stackc.load(changing)
    first = weakref.ref(project._open)
    for size in range(3):
        sizes(project)
        write_files(changing, {"stacks/deploy/b.yaml": stack_file("b", size)})
        project.reload()
    sizes(project)
    gc.collect()
    assert first() is None
