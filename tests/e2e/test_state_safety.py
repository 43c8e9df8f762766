"""The state never moves by accident: two commands at once, arguments, variables, names, lock files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.checkout import PROJECT, Checkout, repository
from tests.e2e.conftest import Env
from tests.e2e.stand_in import StandIn, stand_in

pytestmark = pytest.mark.e2e

MODULE = """\
variable "stage" {}
variable "size" { default = 0 }
resource "terraform_data" "it" { input = var.size }
output "size" { value = terraform_data.it.output }
"""
MANIFEST = """\
vars: {stage: one}
components:
  terraform:
    app: {}
    reader: {metadata: {component: app}, vars: {size: !terraform.output app .size}}
"""
FOLDER = "components/terraform/app"
FILES = {"stackc.yaml": PROJECT, "stacks/one.yaml": MANIFEST, f"{FOLDER}/main.tf": MODULE}
APP = ("app", "-s", "one")
STATE = f"{FOLDER}/terraform.tfstate.d/one/terraform.tfstate"


@pytest.fixture
def made(tmp_path: Path, clean_env: Env) -> Checkout:
    return repository(tmp_path / "repo", clean_env, FILES)


def waiting(folder: Path, real: str, verb: str) -> StandIn:
    """The real Terraform, which waits before ``verb`` until somebody leaves a note called ``go``."""
    return stand_in(
        folder,
        f'case "$1" in {verb}) touch $here/ready; echo ready > $here/ready; while [ ! -e $here/go ]; do sleep 0.02; done;;'
        f' esac\nexec {real} "$@"',
    )


SECONDS = [
    pytest.param(["plan", *APP], id="plan"),
    pytest.param(["output", *APP, "--", "-json"], id="output"),
    pytest.param(["deploy", *APP], id="deploy"),
    pytest.param(["destroy", *APP, "--auto-approve"], id="destroy"),
    pytest.param(["init", *APP], id="init"),
    pytest.param(["clean", *APP], id="clean"),
    pytest.param(["workspace", "list", *APP], id="workspace list"),
]


@pytest.mark.parametrize("second", SECONDS)
@pytest.mark.parametrize("waits_at", ["init", "apply"])
def test_a_second_command_waits_and_says_for_whom(
    made: Checkout, tmp_path: Path, terraform: str, second: list[str], waits_at: str
) -> None:
    slow = waiting(tmp_path / "bin", terraform, waits_at)
    with made.with_path(slow.folder).started("deploy", *APP) as first:
        slow.await_note("ready")
        with made.started(*second) as other:
            assert other.stderr is not None
            line = other.stderr.readline()
            (slow.folder / "go").touch()
            first.communicate(timeout=60)
            _, rest = other.communicate(timeout=60)
    assert line.startswith("app@one is in use; waiting for terraform deploy app@one (process ")
    assert (first.returncode, other.returncode, made.states()) == (0, 0, {STATE}), rest
    assert made.locked() == ({} if second[0] == "destroy" else {"app@one": f"local:{STATE}"})


def test_a_terraform_whose_stackc_was_killed_keeps_its_workdir(made: Checkout, tmp_path: Path, terraform: str) -> None:
    slow = waiting(tmp_path / "bin", terraform, "apply")
    with made.with_path(slow.folder).started("deploy", *APP) as first:
        slow.await_note("ready")
        first.kill()
        first.wait()
        with made.started("plan", *APP, "-detailed-exitcode") as other:
            assert other.stderr is not None
            assert "is in use" in other.stderr.readline()
            (slow.folder / "go").touch()
            other.communicate(timeout=60)
    assert (other.returncode, made.states()) == (0, {STATE})


def test_rows_of_many_commands_at_once_are_all_kept(tmp_path: Path, clean_env: Env) -> None:
    names = [f"app{number}" for number in range(6)]
    made = repository(
        tmp_path / "repo",
        clean_env,
        {
            **FILES,
            "stacks/one.yaml": json.dumps(
                {"vars": {"stage": "one"}, "components": {"terraform": {key: {} for key in names}}}
            ),
        },
    )
    for name in names:
        made.write(f"components/terraform/{name}/main.tf", MODULE)
    command = [sys.executable, "-m", "stackc", "terraform", "plan"]
    quiet = subprocess.DEVNULL
    runs = [
        subprocess.Popen(
            [*command, name, "-s", "one"], cwd=made.root, env=made.env, stdin=quiet, stdout=quiet, stderr=quiet
        )
        for name in names
    ]
    assert [run.wait(timeout=120) for run in runs] == [0] * 6
    assert sorted(made.locked()) == [f"{name}@one" for name in names]
    assert list(made.root.rglob("*.tmp")) == []


def test_the_variable_and_terraforms_own_note_agree_on_the_workspace(made: Checkout, tmp_path: Path) -> None:
    noted = stand_in(tmp_path / "bin", 'echo "$1 ${TF_WORKSPACE-none}" >> $here/seen')
    assert made.with_path(noted.folder).terraform("plan", *APP).code == 0
    assert noted.note("seen").splitlines() == ["init none", "plan one"]
    assert (made.workdir("app@one") / ".terraform/environment").read_text() == "one"


@pytest.mark.parametrize(
    ("backend", "seen"),
    [
        pytest.param("cloud: {organization: a, workspaces: {tags: [x]}}", ["init", "workspace", "plan"], id="selected"),
        pytest.param("cloud: {organization: a, workspaces: {name: fixed}}", ["init", "plan"], id="fixed"),
        pytest.param("http: {address: 'http://127.0.0.1:9/'}", ["init", "plan"], id="none"),
    ],
)
def test_backends_without_the_variable_do_not_get_it(
    made: Checkout, tmp_path: Path, backend: str, seen: list[str]
) -> None:
    kind = backend.partition(":")[0]
    made.edit("stacks/one.yaml", "    app: {}", f"    app: {{backend_type: {kind}, backend: {{{backend}}}}}")
    noted = stand_in(tmp_path / "bin", 'echo "${TF_WORKSPACE-none}" >> $here/seen')
    assert made.with_path(noted.folder).terraform("plan", *APP).code == 0
    assert [call.split()[0] for call in noted.calls] == seen
    assert set(noted.note("seen").split()) == {"none"}


@pytest.mark.parametrize(
    ("words", "env", "manifest"),
    [
        pytest.param(["--", "-state=x"], {}, "", id="behind two dashes"),
        pytest.param(["-state", "x"], {}, "", id="before them"),
        pytest.param(["--", "-lock=false"], {}, "", id="without a lock"),
        pytest.param([], {"TF_CLI_ARGS_apply": "-state-out=x"}, "", id="the caller's variable"),
        pytest.param([], {"TF_CLI_ARGS_init": "-backend-config=path=x"}, "", id="for init"),
        pytest.param([], {"TF_CLI_ARGS": "'"}, "", id="an open quote"),
        pytest.param([], {}, "env: {TF_CLI_ARGS: -backup=x}", id="the component's variable"),
        pytest.param([], {}, "env: {TF_DATA_DIR: /tmp/x}", id="the data folder"),
        pytest.param([], {}, "env: {TF_WORKSPACE: other}", id="the workspace"),
        pytest.param([], {}, "env: {TF_WORKSPACE: null}", id="no workspace"),
        pytest.param([], {}, "env: {TF_CLI_ARGS: !exec 'echo -state=x'}", id="an effect"),
    ],
)
def test_what_would_move_the_state_starts_nothing(
    made: Checkout, recorded: StandIn, words: list[str], env: dict[str, str], manifest: str
) -> None:
    made.edit("stacks/one.yaml", "    app: {}", f"    app: {{{manifest}}}")
    said = made.with_path(recorded.folder).terraform("deploy", *APP, *words, env=env)
    assert (said.code, said.codes[-1], recorded.calls, made.locked()) == (1, "SC0921", [], {})


def test_harmless_arguments_of_the_environment_pass(made: Checkout, recorded: StandIn) -> None:
    said = made.with_path(recorded.folder).terraform("deploy", *APP, env={"TF_CLI_ARGS_apply": "-parallelism=3"})
    assert said.code == 0


@pytest.mark.parametrize("verb", ["apply", "deploy", "plan"])
@pytest.mark.parametrize("where", ["flag", "variable"])
def test_what_destroys_runs_in_reverse_wherever_it_says_so(
    made: Checkout, tmp_path: Path, verb: str, where: str
) -> None:
    made.edit(
        "stacks/one.yaml",
        "reader: {metadata: {component: app}, ",
        "reader: {metadata: {component: app}, dependencies: {components: [{component: app}]}, ",
    )
    made.edit("stacks/one.yaml", "vars: {size: !terraform.output app .size}", "vars: {size: 1}")
    made.fill_states()
    noted = stand_in(tmp_path / "bin", "")
    name = f"TF_CLI_ARGS_{'plan' if verb == 'plan' else 'apply'}"
    words, env = (["--", "-destroy"], {}) if where == "flag" else ([], {name: "-destroy"})
    asks = made.with_path(noted.folder).terraform(verb, "--all", *words, env=env)
    if verb != "plan":
        assert (asks.code, asks.codes, noted.calls) == (1, ["SC0913"], [])
    said = made.with_path(noted.folder).terraform(verb, "--all", "--auto-approve", *words, env=env)
    assert said.code == 0
    order = [line.split()[-1] for line in said.err.splitlines() if line.startswith("[")]
    assert order == ["reader@one", "app@one"]


RENAMES = [
    pytest.param("    app: {}", "    renamed: {metadata: {component: app}}", ("renamed", "-s", "one"), id="component"),
    pytest.param("vars: {stage: one}", "vars: {stage: two}", ("app", "-s", "two"), id="stack"),
]


@pytest.mark.parametrize(("old", "new", "words"), RENAMES)
def test_a_renamed_instance_does_not_begin_with_nothing(
    made: Checkout, recorded: StandIn, old: str, new: str, words: tuple[str, ...]
) -> None:
    made.edit(
        "stacks/one.yaml", "    reader: {metadata: {component: app}, vars: {size: !terraform.output app .size}}\n", ""
    )
    assert made.terraform("deploy", *APP).code == 0
    made.edit("stacks/one.yaml", old, new)
    said = made.with_path(recorded.folder).terraform("deploy", *words)
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0920"], [])
    assert made.stackc("validate").codes == ["SC0919"]
    checked = made.stackc("lock", "--check")
    assert (checked.code, checked.codes) == (1, ["SC0919"])
    assert made.stackc("lock", "--forget", "app@one").code == 0
    assert made.terraform("plan", *words).code == 0


def test_while_anything_is_broken_nothing_is_called_gone(made: Checkout) -> None:
    assert made.terraform("deploy", *APP).code == 0
    made.write("stacks/two.yaml", "vars: {stage: two}\nimport: [nowhere]\n")
    made.edit("stacks/one.yaml", "    app: {}", "    other: {metadata: {component: app}}")
    assert "SC0919" not in made.stackc("lock", "--check").codes
    assert "SC0919" not in made.stackc("validate").codes


@pytest.mark.parametrize("words", [["lock"], ["lock", "--check"], ["graph"]], ids=" ".join)
@pytest.mark.parametrize(
    ("broken", "code"),
    [
        pytest.param("vars: {stage: two}\nimport: [nowhere]\n", "SC0201", id="import"),
        pytest.param("vars: {stage: [}\n", "SC0101", id="syntax"),
        pytest.param("components: {terraform: {app: {}}}\n", "SC0402", id="name"),
        pytest.param(
            "vars: {stage: two}\ncomponents: {terraform: {app: {metadata: {inherits: [x]}}}}\n", "SC0406", id="base"
        ),
    ],
)
def test_what_does_not_compile_is_not_left_out_in_silence(
    made: Checkout, words: list[str], broken: str, code: str
) -> None:
    made.write("stacks/two.yaml", broken)
    said = made.stackc(*words)
    assert (said.code, code in said.codes) == (1, True)


def test_a_shared_address_cannot_be_allowed(made: Checkout, recorded: StandIn) -> None:
    made.edit("stacks/one.yaml", "    app: {}", "    app: {metadata: {terraform_workspace: same}}")
    made.edit(
        "stacks/one.yaml",
        "reader: {metadata: {component: app}",
        "reader: {metadata: {component: app, terraform_workspace: same}",
    )
    made.write("stackc.yaml", f"{PROJECT}diagnostics: {{severity: {{SC0602: off}}}}\n")
    said = made.with_path(recorded.folder).terraform("deploy", *APP)
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0602"], [])


def test_a_workspace_by_a_template_is_the_one_shown_locked_and_used(made: Checkout) -> None:
    made.edit("stacks/one.yaml", "    app: {}", '    app: {metadata: {terraform_workspace: "{{ .vars.stage }}-x"}}')
    made.write("stackc.yaml", f"{PROJECT}templates: {{settings: {{enabled: true}}}}\n")
    shown = made.stackc("describe", "component", *APP, "--query", ".workspace").out.strip()
    assert made.terraform("deploy", *APP).code == 0
    assert (shown, list(made.locked().values())) == ("one-x", [f"local:{STATE.replace('/one/', '/one-x/')}"])
    assert made.states() == {STATE.replace("/one/", "/one-x/")}


@pytest.mark.parametrize("flag", ["enabled", "locked"])
def test_a_flag_that_is_no_boolean_after_evaluation_is_refused_before_a_run(
    made: Checkout, recorded: StandIn, flag: str
) -> None:
    made.edit("stacks/one.yaml", "    app: {}", f'    app: {{metadata: {{{flag}: "false"}}}}')
    said = made.with_path(recorded.folder).terraform("deploy", *APP)
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0419"], [])


@pytest.mark.parametrize(("value", "code"), [("false", "SC0906"), ("true", None)])
def test_a_flag_by_a_template_counts(made: Checkout, recorded: StandIn, value: str, code: str | None) -> None:
    made.write("stackc.yaml", f"{PROJECT}templates: {{settings: {{enabled: true}}}}\n")
    made.edit(
        "stacks/one.yaml",
        "    app: {}",
        f'    app: {{vars: {{live: {value}}}, metadata: {{enabled: !template "{{{{ .vars.live }}}}"}}}}',
    )
    said = made.with_path(recorded.folder).terraform("plan", *APP, "--dry-run")
    assert (said.codes, said.code) == ([code] if code else [], 1 if code else 0)


def test_an_address_by_an_effect_is_told_before_anything_runs(made: Checkout, recorded: StandIn) -> None:
    backend = "backend_type: local, backend: {local: {workspace_dir: !exec 'echo shared'}}"
    made.edit("stacks/one.yaml", "    app: {}", f"    app: {{{backend}}}")
    assert made.with_path(recorded.folder).terraform("deploy", *APP).code == 0
    assert made.locked() == {"app@one": f"local:{FOLDER}/shared/one/terraform.tfstate"}
    checked = made.stackc("lock", "--check")
    assert "not compared: app@one: `backend.workspace_dir`" in checked.err
    made.edit("stacks/one.yaml", "echo shared", "echo other")
    calls = recorded.calls
    said = made.with_path(recorded.folder).terraform("deploy", *APP)
    assert (said.code, said.codes, recorded.calls) == (1, ["SC0902"], calls)


def test_a_state_that_cannot_be_read_is_not_no_state(made: Checkout) -> None:
    assert made.terraform("deploy", *APP).code == 0
    (made.root / STATE).write_text("{")
    said = made.terraform("plan", "reader", "-s", "one")
    assert (said.code, said.codes, "cannot be read" in said.err) == (1, ["SC0503"], True)


def test_a_state_left_in_a_workdir_is_told_and_never_deleted(made: Checkout, tmp_path: Path) -> None:
    broken = stand_in(tmp_path / "bin", 'case "$1" in apply) echo "{}" > errored.tfstate; exit 1;; esac')
    said = made.with_path(broken.folder).terraform("deploy", *APP)
    left = made.workdir("app@one") / "errored.tfstate"
    assert (said.code, str(left) in said.err) == (1, True)
    assert made.terraform("clean", *APP).codes == ["SC0801"]
    again = made.terraform("deploy", *APP)
    assert (again.code, again.codes, made.states()) == (1, ["SC0914"], {str(left.relative_to(made.root))})
    assert left.read_text() == "{}\n"


@pytest.mark.parametrize(
    ("words", "written", "wrong"),
    [
        pytest.param(["--accept", "app@one"], True, ["SC0902"], id="accepts what it names, says the rest"),
        pytest.param([], False, ["SC0902", "SC0902"], id="writes nothing when something is wrong"),
        pytest.param(["--accept", "ap@one"], False, ["SC0416"], id="a name that is not there"),
        pytest.param(["--forget", "app@one"], False, ["SC0902"], id="forgets nothing that is in use"),
    ],
)
def test_lock_does_what_it_is_told_and_no_more(
    made: Checkout, words: list[str], written: bool, wrong: list[str]
) -> None:
    old = "instances:\n  app@one: local:x\n  reader@one: local:y\nversion: 2\n"
    made.write("stackc.lock", old)
    said = made.stackc("lock", *words)
    assert (said.code, said.codes) == (1, wrong)
    assert (made.locked()["app@one"] == f"local:{STATE}", made.locked()["reader@one"]) == (written, "local:y")


def test_a_lock_file_of_version_1_is_rewritten_with_a_note(made: Checkout) -> None:
    made.write("stackc.lock", f"instances:\n  app@one: local:{STATE}\nversion: 1\n")
    said = made.terraform("deploy", *APP)
    assert (said.code, "is now of version 2" in said.err) == (0, True)
    assert (made.root / "stackc.lock").read_text().endswith("version: 2\n")
