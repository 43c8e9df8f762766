"""Real processes and the real disk for runs; a script stands in for Terraform."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from stackc.base.boundary import FULL_TRUST, Trust
from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.value import Unknown
from stackc.project.open_project import OpenProject, open_project
from stackc.project.running import clean, graph_of, make_dry_runner, make_runner, resolve, run_call
from stackc.project.stacks import find_instance
from stackc.run.runner import RunEvent
from stackc.run.terraform import Call, KnownVerb
from tests.kit.command import PROJECT, write_files

TERRAFORM = '#!/bin/sh\ncase $1 in version) echo \'{"terraform_version": "1.9.0"}\';; *) echo "$1" >> LOG;; esac\n'
FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "components:\n"
        "  terraform:\n"
        "    net: {}\n"
        "    mid: {metadata: {component: net, enabled: false}, dependencies: {components: [net]}}\n"
        "    app: {metadata: {component: net}, dependencies: {components: [net]}, vars: {a: !exec echo $WHO}}\n"
        "    read: {metadata: {component: net}, vars: {a: !terraform.state net id}}\n"
        "    ask: {metadata: {component: net}, vars: {a: !terraform.output net gcs id}}\n"
    ),
    "components/terraform/net/main.tf": "",
    "stacks/deploy/gcs.yaml": (
        "vars: {stage: gcs}\ncomponents: {terraform: {net: {backend_type: gcs, backend: {gcs: {bucket: b, prefix: p}}}}}\n"
    ),
}


class Place:
    """A repository, and what the stand-in was told."""

    def __init__(self, folder: Path, *, has_terraform: bool = True) -> None:
        self.root, self.log = folder / "repository", folder / "log"
        write_files(folder, {"bin/terraform": TERRAFORM.replace("LOG", str(self.log))})
        (folder / "bin/terraform").chmod(0o755)
        write_files(self.root, FILES)
        path = f"{folder}/bin:{os.defpath}" if has_terraform else "/nowhere"
        self.env = {"PATH": path, "HOME": str(folder), "WHO": "me"}

    def opened(self, trust: Trust = FULL_TRUST) -> OpenProject:
        return open_project(str(self.root), self.env, None, trust)

    def told(self) -> list[str]:
        return self.log.read_text().split() if self.log.exists() else []


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def ids(project: OpenProject, *components: str) -> tuple[InstanceId, ...]:
    return tuple(project.find(component, "dev") for component in components)


def run(project: OpenProject, call: Call, *components: str, many: bool = True) -> tuple[int, list[str]]:
    events: list[RunEvent] = []
    report = run_call(project, call, ids(project, *components), events.append, many=many)
    return report.code, [f"{event.kind} {event.instance}" for event in events if event.kind == "started"]


PLAN = Call("plan", (), True, False, False)


def test_commands_see_the_environment_and_the_folder_of_the_project(place: Place) -> None:
    project = place.opened()
    instance = find_instance(project, "app", "dev")
    assert resolve(project, instance).table("vars")["a"] == "me"
    assert instance.unknowns("vars") != ()


@pytest.mark.parametrize("has_terraform", [True, False])
def test_functions_that_need_no_terraform_are_called_without_it(has_terraform: bool, tmp_path: Path) -> None:
    place = Place(tmp_path, has_terraform=has_terraform)
    project = place.opened()
    assert resolve(project, find_instance(project, "app", "dev")).table("vars")["a"] == "me"


def test_a_state_on_the_disk_is_read_without_terraform(tmp_path: Path) -> None:
    project = Place(tmp_path, has_terraform=False).opened()
    state = '{"version": 4, "outputs": {"id": {"value": "i", "type": "string"}}}'
    write_files(Path(project.root), {"components/terraform/net/terraform.tfstate.d/dev/terraform.tfstate": state})
    assert resolve(project, find_instance(project, "read", "dev")).table("vars")["a"] == "i"


def test_what_needs_terraform_says_that_there_is_none(tmp_path: Path) -> None:
    project = Place(tmp_path, has_terraform=False).opened()
    resolved = resolve(project, find_instance(project, "ask", "dev"))
    assert isinstance(resolved.table("vars")["a"], Unknown)
    assert [each.code.value for each in resolved.diagnostics] == ["SC0503"]


@pytest.mark.parametrize("use", ["resolve", "make_runner", "make_dry_runner"])
def test_nothing_of_an_untrusted_repository_is_run(use: str, place: Place) -> None:
    project = place.opened(Trust(full=False))
    uses: dict[str, Callable[[], object]] = {
        "resolve": lambda: resolve(project, find_instance(project, "net", "dev")),
        "make_runner": lambda: make_runner(project),
        "make_dry_runner": lambda: make_dry_runner(project),
    }
    with pytest.raises(CompileError) as refused:
        uses[use]()
    assert [each.code for each in refused.value.diagnostics] == [Code.UNTRUSTED]
    assert place.told() == []


def test_a_runner_has_found_its_terraform(place: Place, tmp_path: Path) -> None:
    runner = make_runner(place.opened())
    assert not isinstance(runner, Diagnostic)
    assert runner.binary.path == str(tmp_path / "bin/terraform")
    assert isinstance(make_runner(Place(tmp_path / "none", has_terraform=False).opened()), Diagnostic)


@pytest.mark.parametrize(("command", "path"), [("", "terraform"), ("tofu", "tofu")])
def test_a_dry_runner_needs_no_terraform(command: str, path: str, tmp_path: Path) -> None:
    place = Place(tmp_path, has_terraform=False)
    own = f"components: {{terraform: {{command: {command}}}}}\n" if command else ""
    write_files(place.root, {"stackc.yaml": PROJECT + own})
    assert make_dry_runner(place.opened()).binary.path == path


def test_many_run_in_their_order(place: Place) -> None:
    assert run(place.opened(), PLAN, "app", "net") == (0, ["started net@dev", "started app@dev"])
    assert place.told() == ["init", "plan", "init", "plan"]


def test_one_runs_alone(place: Place) -> None:
    assert run(place.opened(), PLAN, "net", many=False)[0] == 0
    assert place.told() == ["init", "plan"]


@pytest.mark.parametrize(("verb", "recorded"), [("plan", 2), ("apply", 2), ("validate", 0)])
def test_addresses_are_recorded_by_what_may_make_a_state(verb: KnownVerb, recorded: int, place: Place) -> None:
    assert run(place.opened(), PLAN._replace(verb=verb), "net", "app")[0] == 0
    lock = place.root / "stackc.lock"
    assert (lock.read_text().count("@dev: local:") if lock.exists() else 0) == recorded


@pytest.mark.parametrize(
    ("files", "call", "code"),
    [
        pytest.param({}, PLAN._replace(arguments=("-state=x",)), "SC09", id="a flag that moves states"),
        pytest.param({"stackc.lock": "{{{\n"}, PLAN, "SC09", id="a lock file that is none"),
        pytest.param(
            {
                "stacks/deploy/dev.yaml": (
                    "vars: {stage: dev}\ncomponents: {terraform: {net: {dependencies: {components: [app]}}, "
                    "app: {metadata: {component: net}, dependencies: {components: [net]}}}}\n"
                )
            },
            PLAN,
            "SC07",
            id="a circle",
        ),
    ],
)
def test_nothing_starts_when_something_is_wrong(files: dict[str, str], call: Call, code: str, place: Place) -> None:
    write_files(place.root, files)
    with pytest.raises(CompileError) as refused:
        run(place.opened(), call, "net", "app")
    assert {each.code.value[:4] for each in refused.value.diagnostics} == {code}
    assert place.told() == []


def test_without_terraform_a_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match="SC09"):
        run(Place(tmp_path, has_terraform=False).opened(), PLAN, "net")


def test_a_graph_is_of_exactly_what_is_named(place: Place) -> None:
    project = place.opened()
    graph = graph_of(project, ids(project, "app"))
    assert (list(map(str, graph.nodes)), graph.edges) == (["app@dev"], ())


def test_a_workdir_is_removed_when_there_is_one(place: Place) -> None:
    project = place.opened()
    [net] = ids(project, "net")
    assert clean(project, net) is False
    run(project, PLAN, "net", many=False)
    assert clean(project, net) is True
    assert not (place.root / ".stackc/work/dev/net").exists()
    assert clean(project, net) is False


def test_a_workdir_with_something_of_others_is_kept(place: Place) -> None:
    project = place.opened()
    [net] = ids(project, "net")
    run(project, PLAN, "net", many=False)
    [workdir] = (place.root / ".stackc/work/dev/net").rglob("net")
    (workdir / "mine.tf").write_text("")
    with pytest.raises(CompileError) as kept:
        clean(project, net)
    assert [each.code for each in kept.value.diagnostics] == [Code.FOREIGN_FILE]
    assert kept.value.diagnostics[0].message.startswith("the workdir of net@dev is kept: `")
    assert (workdir / "mine.tf").exists()


@pytest.mark.parametrize(
    ("project_file", "manifest", "code"),
    [
        pytest.param("guards: {account_id: echo 111111111111}\n", "'222222222222'", Code.ACCOUNT, id="another account"),
        pytest.param("terraform: {version: '~> 1.8.0'}\n", "x", Code.VERSION_MISFIT, id="another version"),
    ],
)
@pytest.mark.parametrize("many", [True, False])
def test_what_is_in_the_way_of_one_is_told_before_any_of_them_starts(
    many: bool, project_file: str, manifest: str, code: Code, place: Place
) -> None:
    body = f"{{settings: {{account_id: {manifest}}}, metadata: {{component: net}}}}"
    stack = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{net: {{}}, app: {body}}}}}\n"
    write_files(place.root, {"stackc.yaml": PROJECT + project_file, "stacks/deploy/dev.yaml": stack})
    project = place.opened()
    with pytest.raises(CompileError) as failure:
        run(project, PLAN, *(("net", "app") if many else ("app",)), many=many)
    assert [each.code for each in failure.value.diagnostics] == [code]
    assert (place.told(), (place.root / "stackc.lock").exists()) == ([], False)


def test_who_warns_gets_the_runner_that_will_run(place: Place) -> None:
    warned: list[str] = []
    project = place.opened()
    run_call(
        project, PLAN, ids(project, "net"), lambda _: None, warn=lambda runner: warned.append(runner.binary.version)
    )
    assert warned == ["1.9.0"]
