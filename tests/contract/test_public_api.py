"""The library's public names, and what its users rely on: nothing shared, nothing read, nothing printed."""

from __future__ import annotations

import enum
import inspect
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Barrier

import pytest

import stackc
from stackc import Finding, Graph, Instance, Project, Stack, emit, write
from stackc.base.record import Record
from tests.kit.command import PROJECT, bare_env, run_apart, write_files

GOLDEN = Path(__file__).parent / "public_api.txt"

# --- the list


def signature(function: object) -> str:
    """What can be given, types as they are written."""
    assert callable(function)
    text = re.sub(r"ForwardRef\((['\"])(.*?)\1\)", r"\2", str(inspect.signature(function)))
    text = re.sub(r"<function (\w+) at \w+>", r"\1", text)
    return re.sub(r"(: |-> )(['\"])(.*?)\2", r"\1\3", text)


def exported(name: str) -> str:
    """One public name, with what can be given to it."""
    value: object = getattr(import_module(stackc._HOMES[name]), name)
    if inspect.isfunction(value):
        return f"{name}{signature(value)}"
    if not isinstance(value, type):
        return f"{name}: {type(value).__name__}"
    is_record = issubclass(value, Record) or hasattr(value, "_fields")
    if is_record and not issubclass(value, (Project, Finding, Graph)):
        return f"class {name}{signature(value).removesuffix(' -> None')}"
    parent = "Enum" if issubclass(value, enum.Enum) else "Exception" if issubclass(value, Exception) else ""
    return f"class {name}({parent})" if parent else f"class {name}"


def members(owner: type) -> Iterator[str]:
    """The public methods and properties of a class, one a line."""
    for name, member in sorted(vars(owner).items()):
        if name.startswith("_"):
            continue
        is_method = inspect.isfunction(member)
        yield f"{owner.__name__}.{name}{signature(member) if is_method else ''}"


def public_api() -> str:
    lines = [exported(name) for name in stackc.__all__]
    for owner in (Project, Stack, Instance, Graph, Finding):
        lines += ["", *members(owner)]
    return "\n".join([*lines, ""])


def test_the_public_names_are_those_written_down(update_golden: bool) -> None:
    if update_golden:
        GOLDEN.write_text(public_api(), encoding="utf-8")
    assert public_api().splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines()


def test_the_public_names_are_sorted_and_all_there_is() -> None:
    assert stackc.__all__ == sorted(set(stackc.__all__))
    assert dir(stackc) == stackc.__all__


@pytest.mark.parametrize("first", ["load", "write", "Project"])
def test_a_public_name_stays_what_it_is_whatever_was_used_before(tmp_path: Path, first: str) -> None:
    script = f"import stackc, types; stackc.{first}; print(*[n for n in stackc.__all__ if type(getattr(stackc, n)) is types.ModuleType])"
    said = run_apart((), tmp_path, bare_env(tmp_path), script=script)
    assert (said.code, said.out.split(), said.err) == (0, [], "")


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = stackc.nothing


# --- two projects in one process

MANIFEST = """\
vars: {stage: dev, region: !env REGION, owner: OWNER}
settings: {team: "{{ .vars.owner }}-{{ .atmos_component }}"}
components:
  terraform:
    app: {vars: {list: [OWNER, "{{ .atmos_stack }}"]}}
    COMPONENT: {}
"""


def repository(root: Path, owner: str) -> str:
    """A repository with the same names as any other, and values of its own."""
    text = MANIFEST.replace("OWNER", owner).replace("COMPONENT", f"only-{owner}")
    module = {f"components/terraform/{name}/main.tf": "" for name in ("app", f"only-{owner}")}
    return str(write_files(root / owner, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": text, **module}))


def described(project: Project) -> object:
    """All that there is to know about a repository of ``repository``."""
    stack = project.stack("dev")
    shown = [(str(each.id), each.vars, each.settings, each.workspace, emit(each)) for each in stack.instances]
    waves = project.graph().waves()
    return shown, project.diagnostics(), project.check(), repr(waves)


def expected(owner: str, region: str) -> dict[str, object]:
    return {"stage": "dev", "region": region, "owner": owner, "list": [owner, "dev"]}


def test_two_projects_are_read_in_turns(tmp_path: Path) -> None:
    first = stackc.load(repository(tmp_path, "ann"), env={"REGION": "eu"})
    second = stackc.load(repository(tmp_path, "bob"), env={"REGION": "us"})
    for _ in range(2):
        assert first.instance("app", "dev").vars == expected("ann", "eu")
        assert second.instance("app", "dev").vars == expected("bob", "us")
    assert [each.id.component for each in first.stack("dev").instances] == ["app", "only-ann"]
    assert [each.id.component for each in second.stack("dev").instances] == ["app", "only-bob"]


def test_projects_opened_in_threads_do_not_know_each_other(tmp_path: Path) -> None:
    roots = [repository(tmp_path, owner) for owner in ("ann", "bob", "cid")]
    alone = [described(stackc.load(root)) for root in roots]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda root: described(stackc.load(root)), roots * 8))
    assert found == alone * 8


def test_one_project_answers_many_threads(tmp_path: Path) -> None:
    root = repository(tmp_path, "ann")
    alone, shared = described(stackc.load(root)), stackc.load(root)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(described, [shared] * 16)) == [alone] * 16


READERS = 8
SLOW = """\
vars: {stage: dev}
components:
  terraform:
    slow:
      vars:
        text: x
""" + "".join(f'        text{number}: "{{{{ range until 5000 }}}}x{{{{ end }}}}"\n' for number in range(15))


def test_threads_may_read_one_instance_from_templates(tmp_path: Path) -> None:
    reader = """{vars: {length: '{{ (atmos.Component "slow" "dev").vars.text | len }}'}}"""
    text = SLOW + "".join(f"    reader{number}: {reader}\n" for number in range(READERS))
    project = stackc.load(str(write_files(tmp_path, {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": text})))
    together = Barrier(READERS)

    def read(number: int) -> object:
        instance = project.instance(f"reader{number}", "dev")
        together.wait()
        return instance.vars, instance.diagnostics

    with ThreadPoolExecutor(READERS) as pool:
        assert list(pool.map(read, range(READERS))) == [({"stage": "dev", "length": "1"}, ())] * READERS


def test_threads_may_ask_for_one_workspace(tmp_path: Path) -> None:
    slowly = "{{ range until 5000 }}{{ end }}" * 15
    text = f"components: {{terraform: {{app: {{metadata: {{terraform_workspace_template: '{slowly}x'}}}}}}}}\n"
    files = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": "vars: {stage: dev}\n" + text}
    instance = stackc.load(str(write_files(tmp_path, files))).instance("app", "dev")
    together = Barrier(READERS)

    def read(_: int) -> str:
        together.wait()
        return instance.workspace

    with ThreadPoolExecutor(READERS) as pool:
        assert list(pool.map(read, range(READERS))) == ["x"] * READERS


def test_nothing_is_printed_and_the_process_stays_as_it_is(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    before = os.getcwd(), dict(os.environ)
    for owner in ("ann", "bob", "ann"):
        project = stackc.load(repository(tmp_path, owner), env={"REGION": "eu"})
        described(project)
        write(project, str(tmp_path / "out"))
    broken = write_files(tmp_path / "broken", {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": "import: [nowhere]\n"})
    assert stackc.load(str(broken)).diagnostics()
    assert capfd.readouterr() == ("", "")
    assert (os.getcwd(), dict(os.environ)) == before
    assert not recwarn


@pytest.mark.parametrize(
    ("env", "region"),
    [
        pytest.param(None, "", id="none is given"),
        pytest.param({}, "", id="an empty one is given"),
        pytest.param({"REGION": "given"}, "given", id="one is given"),
    ],
)
def test_only_the_environment_given_decides(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, env: dict[str, str] | None, region: str
) -> None:
    monkeypatch.setenv("REGION", "of the process")
    monkeypatch.setenv("STACKC_STACKS_NAME_PATTERN", "{stage}-of-the-process")
    project = stackc.load(repository(tmp_path, "ann"), env=env)
    assert project.instance("app", "dev").vars == expected("ann", region)


def test_the_environment_given_is_copied(tmp_path: Path) -> None:
    env = {"REGION": "eu"}
    project = stackc.load(repository(tmp_path, "ann"), env=env)
    env["REGION"] = "us"
    assert project.instance("app", "dev").vars == expected("ann", "eu")


def test_neither_environment_nor_working_directory_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, "ann")
    alone = described(stackc.load(root))  # what is imported on first use has been, too
    touched: list[str] = []

    def spy(what: str, *_: object) -> str:
        touched.append(what)
        return ""

    with monkeypatch.context() as inner:
        for method in ("__getitem__", "__iter__", "__len__", "__contains__", "get", "copy", "keys", "items", "values"):
            inner.setattr(type(os.environ), method, partial(spy, f"os.environ.{method}"), raising=False)
        inner.setattr(os, "getcwd", partial(spy, "os.getcwd"))
        again = described(stackc.load(root))
    assert touched == []
    assert again == alone


def test_a_relative_path_starts_at_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path, "ann")
    monkeypatch.chdir(tmp_path)
    project = stackc.load("ann")
    monkeypatch.chdir("/")
    assert project.root == root
    assert project.instance("app", "dev").vars == expected("ann", "")


# --- what an import costs

HEAVY = ("typer", "click", "rich", "yaml", "jsonschema", "networkx")
IMPORTED = f"print(*sorted({{m.partition('.')[0] for m in sys.modules}} & set({HEAVY!r})))"


@pytest.mark.parametrize(
    ("script", "forbidden"),
    [
        pytest.param("import stackc", HEAVY, id="import stackc"),
        pytest.param("from stackc.cli.main import run; run(['--version'])", HEAVY, id="--version"),
        pytest.param("from stackc.cli.main import run; run(['version'])", HEAVY, id="version"),
        pytest.param("import stackc; stackc.load", ("typer", "click", "rich", "networkx"), id="load"),
    ],
)
def test_what_is_not_needed_is_not_imported(tmp_path: Path, script: str, forbidden: tuple[str, ...]) -> None:
    said = run_apart((), tmp_path, bare_env(tmp_path), script=f"import sys; {script}; {IMPORTED}")
    assert (said.code, said.err) == (0, "")
    assert not {*forbidden} & {*said.out.splitlines()[-1].split()}
