"""Every command and every call of the library on the same inputs: broken, empty, misspelt and hostile ones.

Nothing may end in a traceback or an internal error, every exit code is one that the documentation names, the library raises
what it says, and whoever asks about a whole repository that is broken is told so, with a place.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

import stackc
from stackc.base.diagnostic import CompileError, LookupFailure
from stackc.cli.app import Artifact, Thing, app, describe
from tests.kit.command import Said, bare_env, run_here
from tests.kit.work import guarded

Content = str | bytes | Callable[[Path], object]
"""What a path holds; a callable makes it."""
Files = Mapping[str, Content]

PROJECT = """\
base_path: .
components: {terraform: {base_path: components/terraform, auto_generate_backend_file: true}}
stacks: {base_path: stacks, included_paths: ["deploy/**"], name_pattern: "{stage}"}
templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}
"""
DEV = "stacks/deploy/dev.yaml"
SOUND_STACK = """\
vars: {stage: dev}
terraform: {backend_type: local, backend: {local: {path: "../../state/{{ .component }}.tfstate"}}}
components:
  terraform:
    vpc: {}
    app: {dependencies: {components: [{component: vpc}]}}
"""
SOUND: Files = {
    "stackc.yaml": PROJECT,
    DEV: SOUND_STACK,
    "components/terraform/vpc/main.tf": "",
    "components/terraform/app/main.tf": "",
}


def broken(body: str, **more: Content) -> Files:
    """A sound repository with another manifest beside its own, which is a mistake."""
    return {
        **SOUND,
        "stacks/deploy/broken.yaml": body,
        **{name.replace("__", "/"): text for name, text in more.items()},
    }


COMPONENT = "vars: {stage: other}\ncomponents: {terraform: {vpc: %s}}\n"
BROKEN: Mapping[str, Files] = {
    "syntax error": broken("vars: {stage: other\n"),
    "missing import": broken("import: [catalog/none]\n" + COMPONENT % "{}"),
    "no name": broken("vars: {region: x}\ncomponents: {terraform: {vpc: {}}}\n"),
    "unknown base": broken(COMPONENT % "{metadata: {inherits: [none]}}"),
    "duplicate component": broken("vars: {stage: dev}\ncomponents: {terraform: {vpc: {vars: {a: 1}}}}\n"),
    "template fault": broken(COMPONENT % '{vars: {a: "{{ fail `so` }}"}}'),
    "template without an end": broken(COMPONENT % '{vars: {a: "{{ if }}"}}'),
    "file template fault": broken("x", **{"stacks__deploy__broken.yaml.tmpl": "vars: {stage: '{{ fail `so` }}'}\n"}),
    "function without an argument": broken(COMPONENT % "{vars: {a: !include none.yaml}}"),
    "text for components": broken("vars: {stage: other}\ncomponents: text\n"),
    "list for a component": broken(COMPONENT % "[1]"),
    "text for variables": broken(COMPONENT % "{vars: text}"),
    "number for an import": broken("import: 5\n" + COMPONENT % "{}"),
    "scalar for a manifest": broken("text\n"),
    "wrong kind of dependency": broken(COMPONENT % "{dependencies: {components: {a: 1}}}"),
    "syntax error in a local file": {**SOUND, "stacks/deploy/dev.local.yaml": "vars: {size: 1\n"},
    "local file that names a stack": {**SOUND, "stacks/deploy/dev.local.yaml": "name: mine\n"},
    "local file that moves a state": {**SOUND, "stacks/deploy/dev.local.yaml": "terraform: {backend_type: s3}\n"},
}
UNSAID: Mapping[str, Sequence[str]] = {
    "template fault": ("lock", "state", "outputs"),
    "template without an end": ("lock", "state", "outputs"),
    "wrong kind of dependency": ("lock", "state", "outputs", "build"),
    "syntax error in a local file": ("lock",),
    "local file that names a stack": ("lock",),
    "local file that moves a state": ("lock",),
    "lock file is broken": ("describe", "graph", "build"),
    "lock file is a list": ("describe", "graph", "build"),
}
"""Commands that do not ask for what is wrong: an address needs no variables, files need no order, a graph no lock, a lock
no local files.
"""


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "inner.yaml").write_text("vars: {stage: inner}\n", encoding="utf-8")


def outside(path: Path) -> None:
    (path.parents[3] / "outside.yaml").write_text("vars: {stage: outside}\n", encoding="utf-8")
    path.symlink_to("../../../outside.yaml")


def circle(path: Path) -> None:
    path.symlink_to(path.name)


HOSTILE: Mapping[str, Files] = {
    "pipe": {**SOUND, "stacks/deploy/broken.yaml": pipe},
    "link outside": {**SOUND, "stacks/deploy/broken.yaml": outside},
    "link to itself": {**SOUND, "stacks/deploy/broken.yaml": circle},
    "binary": {**SOUND, "stacks/deploy/broken.yaml": bytes(range(256)) * 8},
    "line of 10 MB": {**SOUND, "stacks/deploy/broken.yaml": b"vars: {stage: " + b"x" * 10_000_000 + b"}\n"},
    "project file is binary": {**SOUND, "stackc.yaml": bytes(range(256))},
    "project file is a list": {**SOUND, "stackc.yaml": "[1]\n"},
    "project file is broken": {**SOUND, "stackc.yaml": "stacks: {\n"},
    "lock file is broken": {**SOUND, "stackc.lock": "{"},
    "lock file is a list": {**SOUND, "stackc.lock": "[1, 2]\n"},
}
"""As broken as the broken ones, each in a way that the file system makes."""
HARMLESS: Mapping[str, Files] = {
    "sound": SOUND,
    "folder named like a manifest": {**SOUND, "stacks/deploy/broken.yaml": folder},
    "no stacks": {"stackc.yaml": PROJECT},
    "no files": {},
    "no project file": {name: content for name, content in SOUND.items() if name != "stackc.yaml"},
    "project file is a pipe": {**SOUND, "stackc.yaml": pipe},
    "empty project file": {**SOUND, "stackc.yaml": ""},
    "empty manifest": broken(""),
    "manifest of a comment": broken("# nothing\n"),
    "only empty manifests": {"stackc.yaml": PROJECT, DEV: "", "stacks/deploy/more.yaml": "---\n"},
    "no folders of components": {"stackc.yaml": PROJECT, DEV: SOUND_STACK},
}
"""Unusual; whether a command fails is not judged."""
ALL: Mapping[str, Files] = {**HARMLESS, **BROKEN, **HOSTILE}

WHOLE: Sequence[str] = (
    "validate",
    "validate stacks",
    "validate -f json",
    "describe stacks",
    "describe stacks -f json",
    "graph",
    "graph -f dot",
    "graph -f mermaid",
    "graph -f json",
    "lock",
    "lock --check",
    "state move --all --dry-run",
    "outputs save --all",
    "build -o OUT",
    "terraform plan --all --dry-run",
)
"""What asks about the whole repository."""
PARTIAL: Sequence[str] = (
    "version",
    "--version",
    "cache info",
    "cache clear",
    "explain",
    "explain -f json",
    "explain SC0405",
    "explain vars",
    "explain sections -f json",
    "explain app.vars",
    "explain app.vars.stage -f json",
    "completion bash",
    "completion zsh",
    "completion fish",
    "schema",
    "schema manifest",
    "describe dev",
    "describe stack dev",
    "describe stack dev -f json",
    "describe stack dev -f yaml",
    "describe component app -s dev",
    "describe component app -s dev -f json --query .vars",
    "describe component app -s dev --resolve",
    "describe component app",
    "why app@dev",
    "why app@dev vars.stage",
    "why app -s dev vars -f json",
    "impact stacks/deploy/dev.yaml:1",
    "impact stacks/deploy/dev.yaml",
    "describe dependents vpc -s dev",
    "describe affected --repo-path .",
    "describe affected --repo-path OTHER --include-dependents",
    "describe affected --base HEAD",
    "describe affected --base HEAD -f matrix",
    "diff dev dev",
    "diff app@dev vpc@dev -f json",
    "diff --base HEAD",
    "diff --base HEAD -f markdown",
    "diff --repo-path . --exit-code",
    "set app@dev vars.size=3 --dry-run",
    "set app -s dev vars.stage=x --dry-run",
    "set app@dev vars.stage=dev --at stacks/deploy/dev.yaml",
    "list stacks",
    "list stacks -f json",
    "list components",
    "list instances",
    "list instances -f table",
    "list imports",
    "list files -f csv",
    "list values .vars.stage",
    "list values vars -f json",
    "list vars app",
    "list settings -f csv",
    "list metadata -f table",
    "describe dependents vpc -s dev -f text",
    "describe affected --base HEAD -f text",
    "describe stack dev --query .dev",
    "generate varfile app -s dev",
    "generate backend app -s dev",
    "generate providers app -s dev",
    "generate versions app -s dev",
    "generate varfile app -s dev -o OUT/file",
    "lock --accept app@dev",
    "lock --forget app@dev",
    "outputs save app@dev",
    "outputs save app@dev vpc@dev -o OUT/saved.yaml",
    "terraform plan app -s dev --dry-run",
    "terraform clean app -s dev",
    "terraform clean --all",
)
"""What asks about a part of it, or about nothing."""
MISSPELT: Sequence[str] = (
    "validat",
    "validate stack",
    "validate -f xml",
    "describe devv",
    "describe stack devv",
    "describe stack dev -f xml",
    "describe stacks -s devv",
    "describe stacks -c appp",
    "describe component appp -s dev",
    "describe component app -s devv",
    "describe component app -s dev -f xml",
    "describe component app -s dev --query .[",
    "describe component app@dev",
    "why appp@dev vars",
    "impact stacks/deploy/devv.yaml:1",
    "impact stacks/deploy/dev.yaml:999",
    "why app@dev vars..x",
    "describe dependents appp -s dev",
    "describe dependents app -s devv",
    "describe affected --base none",
    "diff dev devv",
    "diff app@dev appp@dev",
    "diff dev",
    "diff dev app@dev",
    "diff dev dev -f xml",
    "diff --base none",
    "diff --repo-path none",
    "set appp@dev vars.size=3",
    "set app@devv vars.size=3",
    "set app@dev vars.size",
    "set app@dev =3",
    "set app@dev var.size=3",
    "set app@dev vars.size=[",
    "set app@dev vars.size=3 --at none.yaml",
    "set app@dev",
    "describe affected --repo-path none",
    "describe affected --base",
    "list things",
    "list values",
    "list values .vars.none",
    "list values .none",
    "list values .vars[",
    "list vars appp",
    "list vars app -c app",
    "list stacks dev",
    "list stacks -f csv --query .[0]",
    "describe component app -s dev --query .none",
    "list instances -s devv",
    "list instances -c appp",
    "list stacks -f xml",
    "graph -s devv",
    "graph -c appp",
    "graph -f xml",
    "generate varfil app -s dev",
    "generate varfile appp -s dev",
    "generate varfile app -s devv",
    "build -o OUT -s devv",
    "build -o OUT -c appp",
    "build",
    "lock --accept appp@dev",
    "lock --accept app",
    "lock --forget appp@dev",
    "lock --chek",
    "outputs save appp@dev",
    "outputs save app",
    "outputs save",
    "outputs sav app@dev",
    "terraform",
    "terraform paln app -s dev",
    "terraform plan appp -s dev --dry-run",
    "terraform plan app -s devv --dry-run",
    "terraform plan --all -s devv --dry-run",
    "terraform plan --all -c appp --dry-run",
    "terraform plan app -s dev --dryrun",
    "terraform clean appp -s dev",
    "terraform clean app -s devv",
    "explain SC0404a",
    "explain varz",
    "explain appp.vars",
    "explain app.vars.none",
    "explain app.vars.",
    "explain app.varz",
    "explain 9999",
    "explain -f xml",
    "completion tcsh",
    "schema none",
    "version 1",
    "--color blue version",
    "-C none validate",
    "--project none.yaml validate",
)
"""A name, a kind or a value that does not exist: never an answer about something else."""
EMPTY_SELECTORS: Sequence[str] = tuple(
    f"{command} {option} {value}"
    for command in ("describe stacks", "list instances", "graph", "build -o OUT", "terraform plan --all --dry-run")
    for option in ("-s", "-c")
    for value in ("EMPTY", ",", "BLANK")
)
EMPTY_VALUES: Sequence[str] = (
    "describe stack EMPTY",
    "describe component EMPTY -s dev",
    "why EMPTY -s dev",
    "why app -s EMPTY",
    "why app@dev EMPTY",
    "impact EMPTY",
    "explain EMPTY",
    "describe component app -s EMPTY",
    "describe dependents EMPTY -s dev",
    "schema EMPTY",
    "list values EMPTY",
    "list vars EMPTY",
    "generate varfile EMPTY -s dev",
    "generate varfile app -s EMPTY",
    "generate varfile app -s dev -o EMPTY",
    "describe affected --repo-path EMPTY",
    "diff dev EMPTY",
    "set EMPTY vars.size=3",
    "set app@dev EMPTY",
    "set app@dev vars.size=3 --at EMPTY",
    "lock --accept EMPTY",
    "lock --forget EMPTY",
    "terraform plan EMPTY -s dev --dry-run",
    "terraform clean EMPTY -s dev",
)


def write(root: Path, files: Files) -> Path:
    """The files below a fresh folder, committed to git as far as git takes them."""
    repo = root / "repo"
    repo.mkdir()
    for name, content in files.items():
        path = repo / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return repo


def commit(repo: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    env = {**bare_env(repo.parent), "PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "--allow-empty", "-m", "all")):
        subprocess.run(["git", *words], cwd=repo, env=env, check=True, capture_output=True)


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ATMOS_", "STACKC_", "TF_", "XDG_", "GIT_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)


def words_of(command: str, repo: Path) -> list[str]:
    """The words of a row; those in capitals stand for what cannot be written there."""
    (repo.parent / "out").mkdir(exist_ok=True)
    meant = {"OUT": str(repo.parent / "out"), "OTHER": str(repo.parent), "EMPTY": "", "BLANK": "  "}
    return [re.sub("OUT|OTHER|EMPTY|BLANK", lambda found: meant[found[0]], word) for word in command.split()]


def said_by(command: str, repo: Path) -> Said:
    words = words_of(command, repo)
    with guarded():
        return run_here(*words) if words[0] == "-C" else run_here("-C", str(repo), *words)


def wrong(said: Said) -> Iterator[str]:
    """What no command may do, whatever it is given."""
    if "Traceback" in said.err + said.out or "internal error" in said.err:
        yield f"internal error: {said.err}"
    if said.code not in (0, 1, 2):
        yield f"exit code {said.code}: {said.err}"
    if said.code and not (said.out + said.err).strip():
        yield f"exit code {said.code} without a word"


def has_place(said: Said) -> bool:
    return bool(re.search(r"^ *--> .+:\d+:\d+$", said.err, re.MULTILINE)) or '"line": ' in said.out


@pytest.mark.parametrize("name", ALL)
def test_no_command_breaks_on_any_input(name: str, tmp_path: Path) -> None:
    repo = write(tmp_path, ALL[name])
    commit(repo)
    cells = {command: said_by(command, repo) for command in (*WHOLE, *PARTIAL)}
    faults = [f"{command}: {each}" for command, said in cells.items() for each in wrong(said)]
    if name in BROKEN or name in HOSTILE:
        asking = [command for command in WHOLE if command.split()[0] not in UNSAID.get(name, ())]
        whole = {command: cells[command] for command in asking}
        faults += [f"{command}: says that all is well\n{said.err}" for command, said in whole.items() if said.code != 1]
        faults += [f"{command}: names no place\n{said.err}" for command, said in whole.items() if not has_place(said)]
    assert faults == []


@pytest.mark.parametrize("command", MISSPELT)
def test_what_does_not_exist_is_refused(command: str, repo: Path) -> None:
    said = said_by(command, repo)
    assert (list(wrong(said)), said.code in (1, 2)) == ([], True), said.out + said.err


@pytest.mark.parametrize("command", [*EMPTY_SELECTORS, *EMPTY_VALUES])
def test_what_is_empty_selects_nothing(command: str, repo: Path) -> None:
    said = said_by(command, repo)
    assert (list(wrong(said)), said.code in (1, 2)) == ([], True), said.out + said.err
    if command in EMPTY_SELECTORS:
        assert (said.code, said.out) == (1 if command.startswith("terraform") else 2, "")


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound repository for what writes nothing."""
    repo = write(tmp_path_factory.mktemp("sound"), SOUND)
    commit(repo)
    return repo


def test_no_command_is_missing_from_the_tables() -> None:
    of_app = {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}
    of_describe = {f"describe {each.name}" for each in describe.registered_commands}
    things = {f"list {each.value}" for each in Thing} | {f"generate {each.value}" for each in Artifact}
    rows = {" ".join(row.split()[:length]) for row in (*WHOLE, *PARTIAL) for length in (1, 2)}
    assert (of_app | of_describe | things) - rows == set()


# --- the library

Call = Callable[[stackc.Project, Path], object]


def one(project: stackc.Project, component: str = "app", stack: str = "dev") -> stackc.Instance:
    return project.instance(component, stack)


def properties(project: stackc.Project) -> object:
    instance = one(project)
    names = [name for name in dir(type(instance)) if not name.startswith("_")]
    return [[instance.section(each) for each in instance.sections], *(getattr(instance, name) for name in names)]


CALLS: Mapping[str, Call] = {
    "stacks": lambda project, _: project.stacks(),
    "instances": lambda project, _: project.instances(),
    "instances of a glob": lambda project, _: project.instances("d*", "a*"),
    "instances of nothing": lambda project, _: project.instances(()),
    "instances of an empty glob": lambda project, _: project.instances(""),
    "reload": lambda project, _: project.reload(),
    "stack": lambda project, _: project.stack("dev"),
    "stack of no name": lambda project, _: project.stack(""),
    "stack of an unknown name": lambda project, _: project.stack("devv"),
    "instance": lambda project, _: one(project),
    "all of an instance": lambda project, _: properties(project),
    "instance of an unknown component": lambda project, _: one(project, "appp"),
    "instance of an unknown stack": lambda project, _: one(project, "app", "devv"),
    "instance of no name": lambda project, _: one(project, "", ""),
    "diagnostics": lambda project, _: project.diagnostics(),
    "check": lambda project, _: project.check(),
    "render": lambda project, _: project.render(CompileError(each.diagnostic for each in project.diagnostics())),
    "graph": lambda project, _: project.graph(),
    "graph of a glob": lambda project, _: project.graph("d*", "a*"),
    "graph of nothing": lambda project, _: project.graph(()),
    "graph of an empty glob": lambda project, _: project.graph(""),
    "graph of an unknown stack": lambda project, _: project.graph("devv"),
    "graph for networkx": lambda project, _: project.graph().to_networkx(),
    "graph with its longest way": lambda project, _: project.graph().critical_path(),
    "graph in waves": lambda project, _: project.graph().waves(reverse=True),
    "affected": lambda project, _: project.affected("HEAD"),
    "diff": lambda project, _: project.diff("dev", "dev"),
    "diff of instances": lambda project, _: project.diff("app@dev", "vpc@dev"),
    "diff of an unknown stack": lambda project, _: project.diff("dev", "devv"),
    "diff of a stack and an instance": lambda project, _: project.diff("dev", "app@dev"),
    "diff of nothing": lambda project, _: project.diff(),
    "diff since, as affected": lambda project, _: project.diff(base="HEAD"),
    "affected since an unknown reference": lambda project, _: project.affected("none"),
    "affected since an option": lambda project, _: project.affected("--all"),
    "impact": lambda project, _: project.impact("stacks/deploy/dev.yaml", 1),
    "impact of an unknown file": lambda project, _: project.impact("stacks/none.yaml"),
    "why": lambda project, _: one(project).why("vars.stage"),
    "why of no path": lambda project, _: one(project).why(""),
    "why of what is not there": lambda project, _: one(project).why("vars.none"),
    "resolve": lambda project, _: project.resolve(one(project)).vars,
    "save_outputs": lambda project, out: project.save_outputs("app@dev", out / "saved.yaml"),
    "save_outputs of all": lambda project, out: project.save_outputs(None, out / "saved.yaml"),
    "save_outputs of an unknown instance": lambda project, out: project.save_outputs("appp@dev", out / "saved.yaml"),
    "save_outputs of an empty name": lambda project, out: project.save_outputs("", out / "saved.yaml"),
    "run": lambda project, _: project.run("plan", "app@dev"),
    "run of an unknown verb": lambda project, _: project.run("paln", "app@dev"),
    "run of nothing": lambda project, _: project.run("plan", ()),
    "run of an empty name": lambda project, _: project.run("plan", ""),
    "run of an unknown instance": lambda project, _: project.run("plan", ["appp@dev"]),
    "move_states": lambda project, _: project.move_states(),
    "move_states of one": lambda project, _: project.move_states(one(project), source="local:elsewhere"),
    "move_states of nothing": lambda project, _: project.move_states(()),
    "move_states of all from one address": lambda project, _: project.move_states(source="local:elsewhere"),
    "move_states of an unknown instance": lambda project, _: project.move_states("appp@dev"),
    "emit": lambda project, _: stackc.emit(one(project)),
    "write": lambda project, out: stackc.write(project, str(out)),
    "write of a glob": lambda project, out: stackc.write(project, str(out), "d*"),
    "write of nothing": lambda project, out: stackc.write(project, str(out), ()),
    "write of an empty glob": lambda project, out: stackc.write(project, str(out), ""),
}
REFUSED = (
    *(
        "stack of no name",
        "stack of an unknown name",
        "instance of an unknown component",
        "instance of an unknown stack",
    ),
    *("instance of no name", "graph of an empty glob", "instances of an empty glob"),
    *("affected since an unknown reference", "affected since an option"),
    *("impact of an unknown file", "why of no path", "why of what is not there"),
    *("diff of an unknown stack", "diff of a stack and an instance", "diff of nothing"),
    *("save_outputs of an unknown instance", "save_outputs of an empty name"),
    *("run of an unknown verb", "run of an empty name", "run of an unknown instance", "write of an empty glob"),
    *("move_states of all from one address", "move_states of an unknown instance"),
)
"""Calls about what does not exist."""
DOCUMENTED = (CompileError, LookupFailure, ValueError)


def outcome(call: Call, project: stackc.Project, out: Path) -> BaseException | None:
    try:
        with guarded():
            call(project, out)
    except Exception as raised:
        return raised
    return None


@pytest.mark.parametrize("name", ALL)
def test_no_call_of_the_library_raises_what_is_not_documented(name: str, tmp_path: Path) -> None:
    repo = write(tmp_path, ALL[name])
    commit(repo)
    out = tmp_path / "out"
    out.mkdir()
    raised = {
        call: outcome(body, stackc.load(str(repo), env={"PATH": os.environ["PATH"]} if "affected" in call else {}), out)
        for call, body in CALLS.items()
    }
    faults = [f"{call}: {each!r}" for call, each in raised.items() if each and not isinstance(each, DOCUMENTED)]
    faults += [f"{call}: gives an answer" for call in REFUSED if raised[call] is None]
    assert faults == []


@pytest.mark.parametrize("name", [*BROKEN, *HOSTILE])
def test_the_library_says_where_a_repository_is_broken(name: str, tmp_path: Path) -> None:
    found = stackc.load(str(write(tmp_path, ALL[name]))).check()
    assert [each.code for each in found if not each.file and not each.diagnostic.preface] == []
    assert found


def test_no_method_of_a_project_is_missing_from_the_table() -> None:
    methods = {name for name in dir(stackc.Project) if not name.startswith("_")} - {"root"}
    assert methods - {call.split()[0] for call in CALLS} == set()
