"""A run of one instance, and of many: what is started, what is refused, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.base.ports import Finished
from stackc.base.value import Table
from stackc.graph.graph import build_graph
from stackc.run.preparation import Prepared
from stackc.run.runner import Result, RunEvent, RunReport
from stackc.run.terraform import Call, KnownVerb
from stackc.system.files import DiskWorkplace
from tests.kit.build import place
from tests.unit.run.bench import GCS, LOCAL, PROJECT, S3, Answer, Bench, Started, answers, named, stack

APP = named("app@dev")
PLAN, APPLY = Call("plan"), Call("apply", auto_approve=True)
DESTROY = Call("destroy", auto_approve=True, destroys=True)
SECRET = {"PW": "hush-hush"}
INIT = "init -reconfigure -input=false"
VARFILE = "dev-app.terraform.tfvars.json"
STATE = json.dumps({"outputs": {"id": {"value": "vpc-1"}}})
ATMOS = (
    "stacks: {base_path: stacks, included_paths: ['deploy/*'], name_pattern: '{stage}'}\n"
    "components: {terraform: {base_path: components/terraform, auto_generate_backend_file: true}}\n"
)


def local_state(component: str) -> str:
    return f"components/terraform/{component}/terraform.tfstate.d/dev/terraform.tfstate"


def states(*components: str) -> dict[str, str]:
    """A state for each of these, with an output ``id``."""
    return {local_state(each): STATE for each in components}


def codes(result: Result) -> list[Code]:
    return [found.code for found in result.diagnostics]


def message(result: Result, code: Code = Code.RUN_FAILED) -> str:
    """The one message of this code."""
    [found] = [each for each in result.diagnostics if each.code is code]
    return found.message


# --- one instance, all well


@pytest.mark.parametrize(
    ("call", "last"),
    [
        pytest.param(PLAN, f"plan -var-file {VARFILE}", id="plan"),
        pytest.param(APPLY, f"apply -var-file {VARFILE} -auto-approve", id="apply"),
        pytest.param(Call("output", ("-json",)), "output -json", id="output"),
    ],
)
def test_a_command_runs_after_init_and_is_the_only_one_that_is_streamed(call: Call, last: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    assert bench.runner.run(APP, call) == Result(APP, "done", 0)
    assert [(child.text, child.streamed) for child in bench.children.started] == [(INIT, False), (last, True)]
    assert {child.cwd for child in bench.children.started} == {str(bench.workdir())}
    assert {child.binary for child in bench.children.started} == {"/opt/terraform"}
    assert bench.events == [RunEvent("started", APP, call.verb)]


def test_init_alone_gets_its_arguments(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    assert bench.runner.run(APP, Call("init", ("-upgrade",))).action == "done"
    assert [(child.text, child.streamed) for child in bench.children.started] == [(f"{INIT} -upgrade", True)]


def test_the_workspace_reaches_the_command_and_not_init(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.runner.run(APP, PLAN)
    assert [child.env.get("TF_WORKSPACE") for child in bench.children.started] == [None, "dev"]


@pytest.mark.parametrize(
    ("more", "selects", "variable"),
    [
        pytest.param(S3, [], "dev", id="by a variable"),
        pytest.param(
            "terraform: {backend_type: cloud, backend: {cloud: {organization: o, workspaces: {tags: [a]}}}}\n",
            ["workspace select -or-create dev"],
            None,
            id="by a command",
        ),
        pytest.param(
            "terraform: {backend_type: cloud, backend: {cloud: {organization: o, workspaces: {name: w}}}}\n",
            [],
            None,
            id="not at all",
        ),
    ],
)
def test_a_backend_decides_how_the_workspace_is_selected(
    more: str, selects: list[str], variable: str | None, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack("app: {}", more))
    assert bench.runner.run(APP, PLAN).code == 0
    assert bench.children.texts == [INIT, *selects, f"plan -var-file {VARFILE}"]
    assert bench.children.started[-1].env.get("TF_WORKSPACE") == variable
    noted = bench.workdir() / ".terraform/environment"
    assert (noted.read_text() if noted.exists() else None) == variable


def test_the_note_of_the_workspace_is_there_before_the_command_runs(tmp_path: Path) -> None:
    noted: dict[str, bool] = {}

    def answer(child: Started) -> Finished:
        noted[child.arguments[0]] = Path(child.cwd, ".terraform/environment").exists()
        return Finished(0, "", "")

    Bench(tmp_path, stack("app: {}"), answer).runner.run(APP, PLAN)
    assert noted == {"init": False, "plan": True}


def test_init_notes_the_workspace_where_it_succeeds(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    assert bench.runner.run(APP, Call("init")).code == 0
    assert (bench.workdir() / ".terraform/environment").read_text() == "dev"


def test_every_child_inherits_the_lock_on_the_workdir(tmp_path: Path) -> None:
    lock, holders = tmp_path / ".stackc/locks/work/dev/app", list[str]()

    def answer(child: Started) -> Finished:
        assert os.path.samestat(os.fstat(child.inherited[0]), lock.stat())
        holders.append(lock.read_text())
        return Finished(0, "", "")

    assert Bench(tmp_path, stack("app: {}"), answer).runner.run(APP, PLAN).code == 0
    assert ["terraform plan app@dev" in holder for holder in holders] == [True, True]


@pytest.mark.parametrize(
    ("verb", "rows"),
    [
        ("plan", {"app@dev": "s3://b/app/dev/k"}),
        ("init", {"app@dev": "s3://b/app/dev/k"}),
        ("output", {}),
        ("validate", {}),
        ("workspace", {}),
    ],
)
def test_an_address_is_recorded_before_a_state_may_be_made(
    verb: KnownVerb, rows: Mapping[str, str], tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.runner.run(APP, Call(verb))
    assert bench.rows == rows


def test_the_workdir_has_the_files_the_command_needs(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {vars: {a: 1}, required_version: '1'}"))
    bench.runner.run(APP, PLAN)
    files = {path.name for path in bench.workdir().iterdir() if path.is_file() and not path.is_symlink()}
    assert files == {VARFILE, "backend.tf.json", "terraform_override.tf.json", ".stackc-files"}
    bench.runner.run(APP, Call("output"))
    assert not (bench.workdir() / VARFILE).exists()


def test_without_any_backend_the_state_is_local_and_absolute(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}", ""))
    bench.runner.run(APP, PLAN)
    folder = tmp_path / "components/terraform/app"
    assert bench.children.texts[0] == (
        f"{INIT} -backend-config=path={folder}/terraform.tfstate"
        f" -backend-config=workspace_dir={folder}/terraform.tfstate.d"
    )
    override = bench.workdir() / "stackc_backend_override.tf.json"
    assert override.read_text() == '{"terraform":{"backend":{"local":{}}}}\n'


def test_a_backend_of_the_module_is_left_as_it_is(tmp_path: Path) -> None:
    files = stack("app: {}", "")
    files["components/terraform/app/main.tf"] = (
        'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\n'
    )
    bench = Bench(tmp_path, files)
    assert bench.runner.run(APP, PLAN).code == 0
    assert bench.children.texts[0] == INIT
    assert not (bench.workdir() / "stackc_backend_override.tf.json").exists()


# --- its environment


def test_a_child_has_the_callers_environment_and_the_components(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {env: {A: 1, B: true, C: {x: 1}}}"), env={"HOME": "/h", "A": "caller's"})
    bench.runner.run(APP, PLAN)
    assert bench.children.started[0].env == {
        "HOME": "/h",
        "A": "1",
        "B": "true",
        "C": '{"x":1}',
        "TF_IN_AUTOMATION": "true",
        "ATMOS_BASE_PATH": str(tmp_path),
        "ATMOS_CLI_CONFIG_PATH": str(tmp_path),
    }


def test_what_would_move_a_state_is_taken_out_of_the_callers_environment(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), env={"TF_DATA_DIR": "/d", "TF_WORKSPACE": "prod"})
    bench.runner.run(APP, PLAN)
    first, last = bench.children.started
    assert {"TF_DATA_DIR", "TF_WORKSPACE"} & first.env.keys() == set()
    assert ("TF_DATA_DIR" in last.env, last.env["TF_WORKSPACE"]) == (False, "dev")


@pytest.mark.parametrize("name", ["HOME", "TF_IN_AUTOMATION"])
def test_a_variable_that_is_null_is_unset_with_a_warning(name: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(f"app: {{env: {{{name}: null}}}}"), env={"HOME": "/h"})
    result = bench.runner.run(APP, PLAN)
    assert (result.action, set(codes(result))) == ("done", {Code.NULL_ENV})
    assert message(result, Code.NULL_ENV) == f"the environment variable `{name}` of app@dev is null and stays unset"
    assert all(name not in child.env for child in bench.children.started)


@pytest.mark.parametrize("env", ["{TF_WORKSPACE: x}", "{TF_DATA_DIR: d}", "{TF_CLI_ARGS: -state=x}"])
def test_a_component_that_would_move_its_state_starts_nothing(env: str, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(f"app: {{env: {env}}}"))
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code, codes(result)) == ("failed", 1, [Code.STATE_ARGUMENT])
    assert (bench.children.started, bench.rows) == ([], {})


# --- secrets


def test_secret_variables_are_read_through_a_link_that_is_gone_afterwards(tmp_path: Path) -> None:
    seen: list[str] = []

    def answer(child: Started) -> Finished:
        if child.streamed:
            seen.append(Path(child.cwd, "stackc_secrets.tfvars.json").read_text())
            assert len(child.inherited) == 2
        return Finished(0, "", "")

    bench = Bench(tmp_path, stack("app: {vars: {a: !env PW, b: 1}}"), answer, env=SECRET)
    assert bench.runner.run(APP, PLAN).code == 0
    assert bench.children.texts[1] == f"plan -var-file {VARFILE} -var-file stackc_secrets.tfvars.json"
    assert seen == ['{\n  "a": "hush-hush"\n}\n']
    left = [path for path in tmp_path.rglob("*") if path.is_file() and "hush" in path.read_text()]
    assert (left, (bench.workdir() / "stackc_secrets.tfvars.json").is_symlink()) == ([], False)


def test_a_command_that_reads_no_variables_gets_no_secrets(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {vars: {a: !env PW}}"), env=SECRET)
    bench.runner.run(APP, Call("output"))
    assert [len(child.inherited) for child in bench.children.started] == [1, 1]


def test_a_saved_plan_holds_its_variables(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {vars: {a: !env PW}}"), env=SECRET)
    bench.runner.run(APP, Call("apply", ("/p",), plan="/p"))
    assert bench.children.texts[1] == "apply /p"


def test_credentials_of_a_backend_go_by_the_environment(tmp_path: Path) -> None:
    more = S3.replace("key: k", "key: k, access_key: !env PW")
    bench = Bench(tmp_path, stack("app: {}", more), env=SECRET)
    bench.runner.run(APP, PLAN)
    assert {child.env["AWS_ACCESS_KEY_ID"] for child in bench.children.started} == {"hush-hush"}
    assert "hush" not in (bench.workdir() / "backend.tf.json").read_text()


def test_a_plan_that_is_saved_is_for_its_owner_alone(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.runner.run(APP, Call("plan", ("-out=p",)))
    assert (bench.workdir() / "p").stat().st_mode & 0o777 == 0o600
    bench.runner.run(APP, Call("apply", ("-out=q",)))
    assert not (bench.workdir() / "q").exists()


# --- verbs that need more than their arguments

DEFAULT = "metadata: {terraform_workspace: default}"


@pytest.mark.parametrize(
    ("body", "more", "verb", "flag"),
    [
        pytest.param("", LOCAL, "console", "-state={}/terraform.tfstate.d/dev/terraform.tfstate", id="console"),
        pytest.param(DEFAULT, LOCAL, "console", "-state={}/terraform.tfstate", id="the default workspace"),
        pytest.param("", LOCAL, "state rm", "-backup={}/terraform.tfstate.d/dev/terraform.tfstate.backup", id="backup"),
        pytest.param(DEFAULT, LOCAL, "state mv", "-backup={}/terraform.tfstate.backup", id="default backup"),
        pytest.param("", LOCAL, "state list", None, id="heeds the backend"),
        pytest.param("", S3, "console", None, id="console elsewhere"),
        pytest.param("", S3, "state mv", None, id="no backup elsewhere"),
    ],
)
def test_a_verb_that_does_not_heed_the_backend_is_told_of_a_local_state(
    body: str, more: str, verb: str, flag: str | None, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack(f"app: {{{body}}}", more))
    assert bench.runner.run(APP, Call(verb)).code == 0
    told = [word for word in bench.children.started[-1].arguments if word.startswith(("-state", "-backup"))]
    assert told == ([flag.format(tmp_path / "components/terraform/app")] if flag else [])


def test_a_shell_runs_instead_of_terraform_and_knows_our_arguments(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}", LOCAL), env={"TF_CLI_ARGS_plan": "-no-color"})
    assert bench.runner.run(APP, Call("shell", ("-l",), program="/bin/zsh")).code == 0
    child = bench.children.started[-1]
    assert (child.binary, child.arguments, child.env["TF_WORKSPACE"]) == ("/bin/zsh", ("-l",), "dev")
    assert child.env["TF_CLI_ARGS_plan"] == f"-var-file {VARFILE} -no-color"
    state = tmp_path / local_state("app")
    assert child.env["TF_CLI_ARGS_console"] == f"-state={state} -var-file {VARFILE}"
    assert child.env["TF_CLI_ARGS_state_replace_provider"] == f"-backup={state}.backup"
    assert "TF_CLI_ARGS_output" not in child.env
    assert [event.kind for event in bench.events] == ["started", "note"]


def test_a_shell_does_not_start_where_init_fails(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), answers({"init": 1}))
    assert bench.runner.run(APP, Call("shell", program="/bin/sh")).code == 1
    assert "in the workdir" not in "".join(event.text for event in bench.events)


@pytest.mark.parametrize(("verb", "said"), [("test", True), ("plan", False)])
def test_what_a_test_could_not_destroy_is_told_by_the_test(verb: str, said: bool, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.runner.run(APP, PLAN)
    (bench.workdir() / "errored_test.tfstate").write_text("{}")
    result = bench.runner.run(APP, Call(verb))
    assert [found.message for found in result.diagnostics] == (
        [
            f"`terraform test` could not destroy what it made for app@dev; `{bench.workdir()}/errored_test.tfstate` has the list"
        ]
        if said
        else []
    )


def test_the_verb_that_changes_the_provider_lock_is_advised(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.runner.run(APP, PLAN)
    (bench.workdir() / ".terraform.lock.hcl").write_text("# new\n")
    [found] = bench.runner.run(APP, Call("providers lock")).diagnostics
    assert found.help == "stackc terraform providers lock app -s dev --update-lock"


# --- how it ends


@pytest.mark.parametrize(
    ("verb", "code", "action"),
    [
        ("plan", 0, "done"),
        ("plan", 2, "changed"),
        ("plan", 1, "failed"),
        ("apply", 2, "failed"),
        ("apply", 130, "failed"),
        ("output", 1, "failed"),
    ],
)
def test_the_code_is_terraforms_own(verb: KnownVerb, code: int, action: str, tmp_path: Path) -> None:
    result = Bench(tmp_path, stack("app: {}"), answers({verb: code})).runner.run(APP, Call(verb))
    assert (result.action, result.code, result.diagnostics) == (action, code, ())


def test_an_init_that_fails_is_shown_without_secrets_and_ends_the_run(tmp_path: Path) -> None:
    answer = answers({"init": Finished(3, "out hush-hush\n", "err\n")})
    bench = Bench(tmp_path, stack("app: {vars: {a: !env PW}}"), answer, env=SECRET)
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code) == ("failed", 1)
    assert message(result) == "`terraform init` failed for app@dev with exit code 3"
    assert bench.events[-1] == RunEvent("note", APP, "out <secret>\nerr")
    assert bench.children.texts == [INIT]


def test_a_workspace_that_cannot_be_selected_ends_the_run(tmp_path: Path) -> None:
    more = "terraform: {backend_type: cloud, backend: {cloud: {organization: o, workspaces: {tags: [a]}}}}\n"
    bench = Bench(tmp_path, stack("app: {}", more), answers({"workspace": 1}))
    assert message(bench.runner.run(APP, PLAN)) == "`terraform workspace` failed for app@dev with exit code 1"
    assert len(bench.children.started) == 2


def test_a_binary_that_is_gone_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), answers({"plan": FileNotFoundError("no such file: terraform")}))
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code) == ("failed", 1)
    assert message(result, Code.TERRAFORM_NOT_FOUND) == "no such file: terraform"


def test_an_interrupted_command_ends_with_the_code_it_had(tmp_path: Path) -> None:
    result = Bench(tmp_path, stack("app: {}"), answers({"plan": KeyboardInterrupt(130)})).runner.run(APP, PLAN)
    assert (result.action, result.code) == ("failed", 130)


@pytest.mark.parametrize("command", ["init", "plan"])
def test_an_interrupt_without_a_child_goes_on(command: str, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        Bench(tmp_path, stack("app: {}"), answers({command: KeyboardInterrupt()})).runner.run(APP, PLAN)


# --- states that could not be saved


def test_a_state_that_was_not_saved_lets_nothing_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.workdir().mkdir(parents=True)
    errored = bench.workdir() / "errored.tfstate"
    errored.write_text("{}")
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code, bench.children.started, bench.events) == ("failed", 1, [], [])
    assert message(result) == (
        f"Terraform could not save the state of app@dev; it lies in `{errored}`, and nothing runs before it is saved"
    )
    assert result.diagnostics[0].help == (
        f"cd {bench.workdir()} && TF_WORKSPACE=dev /opt/terraform state push errored.tfstate && rm errored.tfstate"
    )


def test_a_state_that_is_left_behind_is_said_after_the_run(tmp_path: Path) -> None:
    def answer(child: Started) -> Finished:
        if child.streamed:
            Path(child.cwd, "errored.tfstate").write_text("{}")
        return Finished(1 if child.streamed else 0, "", "")

    result = Bench(tmp_path, stack("app: {}"), answer).runner.run(APP, APPLY)
    assert (result.action, result.code, codes(result)) == ("failed", 1, [Code.RUN_FAILED])


def test_where_no_variable_selects_the_workspace_none_is_told_to_push(tmp_path: Path) -> None:
    more = "terraform: {backend_type: cloud, backend: {cloud: {organization: o, workspaces: {name: w}}}}\n"
    bench = Bench(tmp_path, stack("app: {}", more))
    bench.workdir().mkdir(parents=True)
    (bench.workdir() / "errored.tfstate").write_text("{}")
    [found] = bench.runner.run(APP, PLAN).diagnostics
    assert found.help == f"cd {bench.workdir()} && /opt/terraform state push errored.tfstate && rm errored.tfstate"


# --- the lock file of the providers


def locking(content: str) -> Answer:
    def answer(child: Started) -> Finished:
        if child.arguments[0] == "init":
            Path(child.cwd, ".terraform.lock.hcl").write_text(content)
        return Finished(0, "", "")

    return answer


@pytest.mark.parametrize(
    ("before", "what"),
    [
        pytest.param(None, "create", id="new"),
        pytest.param("old", "change", id="another"),
        pytest.param("new", None, id="the same"),
    ],
)
@pytest.mark.parametrize("update", [False, True], ids=["left alone", "updated"])
def test_the_lock_file_of_the_providers_is_changed_on_demand_alone(
    before: str | None, what: str | None, update: bool, tmp_path: Path
) -> None:
    files = stack("app: {}")
    path = "components/terraform/app/.terraform.lock.hcl"
    if before is not None:
        files[path] = before
    result = Bench(tmp_path, files, locking("new")).runner.run(APP, PLAN, update_lock=update)
    after = (tmp_path / path).read_text() if (tmp_path / path).exists() else None
    assert after == ("new" if update else before)
    if what is None or update:
        assert result.diagnostics == ()
    else:
        assert message(result, Code.PROVIDER_LOCK) == (
            f"init would {what} `.terraform.lock.hcl` of the component folder `components/terraform/app`;"
            " it is left alone"
        )
        assert result.diagnostics[0].help == "stackc terraform init app -s dev --update-lock"
        assert (result.action, result.code) == ("done", 0)


# --- what cannot be entered


def test_an_address_that_moved_starts_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    bench.lock.update(lambda _: {APP: "s3://b/x"})
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code, codes(result)) == ("failed", 1, [Code.ADDRESS_MOVED])
    assert (bench.children.started, bench.rows) == ([], {"app@dev": "s3://b/x"})


class Full(DiskWorkplace):
    """No room for what is generated, or for the lock file."""

    full = ""

    def write(self, path: str, content: bytes, mode: int) -> bool:
        if path.endswith(self.full):
            raise OSError(28, "No space left on device", path)
        return super().write(path, content, mode)


@pytest.mark.parametrize(
    ("full", "said"),
    [
        pytest.param(
            "backend.tf.json",
            "the workdir of app@dev cannot be used: no space left on device: `{workdir}/backend.tf.json`",
            id="the workdir",
        ),
        pytest.param(
            "stackc.lock", "`{root}/stackc.lock` cannot be written: no space left on device", id="the lock file"
        ),
    ],
)
def test_what_cannot_be_written_is_said(full: str, said: str, tmp_path: Path) -> None:
    workplace = Full()
    workplace.full = full
    bench = Bench(tmp_path, stack("app: {}"), workplace=workplace)
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code, bench.children.started) == ("failed", 1, [])
    assert message(result, Code.WRITE_FAILED) == said.format(root=tmp_path, workdir=bench.workdir())


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    (bench.workdir() / "errored.tfstate").mkdir(parents=True)
    result = bench.runner.run(APP, PLAN)
    assert message(result, Code.WRITE_FAILED) == "the workdir of app@dev cannot be used: is a directory"


# --- refusals


def refusals(root: Path, body: str, verb: str = "plan") -> Result:
    """How a run of ``app`` with this body ends; where it fails, nothing was started."""
    bench = Bench(root, stack(f"app: {{{body}}}"))
    result = bench.runner.run(APP, Call(verb))
    assert (result.code != 0) is (bench.children.started == [])
    return result


ABSTRACT = (
    "abstract component cannot be provisioned: the component `app` cannot be provisioned because it's marked"
    " as abstract (metadata.type: abstract)"
)


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        pytest.param("metadata: {type: abstract}", Code.ABSTRACT, ABSTRACT, id="abstract"),
        pytest.param(
            "metadata: {enabled: false}",
            Code.DISABLED,
            "app@dev is disabled (metadata.enabled: false); nothing runs",
            id="disabled",
        ),
        pytest.param(
            "metadata: {enabled: 'false'}",
            Code.FLAG_KIND,
            "`metadata.enabled` of app@dev must be true or false, not a string; it has no effect",
            id="a flag that is none",
        ),
        pytest.param(
            "metadata: {terraform_workspace: 'a b'}",
            Code.WORKSPACE_NAME,
            "the workspace of app@dev is called `a b`, which Terraform refuses: ' ' must not be in it",
            id="a workspace without a name",
        ),
        pytest.param(
            "provision: {cluster: {enabled: true}, workdir: {}}",
            Code.NOT_SUPPORTED,
            "app@dev has a section `provision`, which runs do not support yet",
            id="provision",
        ),
        pytest.param(
            "provision: {backend: {enabled: true}}, backend_type: gcs, backend: {gcs: {bucket: b}}",
            Code.NOT_SUPPORTED,
            "app@dev has `provision.backend` for a backend `gcs`, which runs do not support yet",
            id="a place for states that is no bucket of S3",
        ),
        pytest.param(
            "metadata: {component: gone}",
            Code.COMPONENT_FOLDER,
            "`app` points to the Terraform component `gone`, but it does not exist in `components/terraform`: no such folder",
            id="no folder",
        ),
        pytest.param("vars: {a: '{{ .x }}'}", Code.TEMPLATE_MISSING_KEY, None, id="a template that fails"),
    ],
)
def test_what_must_not_run_does_not(body: str, code: Code, said: str | None, tmp_path: Path) -> None:
    result = refusals(tmp_path, body)
    assert (result.action, result.code, codes(result)) == ("failed", 1, [code])
    if said is not None:
        assert message(result, code) == said


@pytest.mark.parametrize(
    ("body", "codes_"),
    [
        pytest.param("auth: {realm: x}", [], id="auth without providers"),
        pytest.param("provision: {workdir: {enabled: true}}", [], id="a workdir"),
        pytest.param("provision: {backend: {enabled: false}}", [], id="no bucket"),
        pytest.param("settings: {validation: {}}", [], id="no validation"),
        pytest.param("generate: {'a.txt': {}}", [], id="generated files"),
        pytest.param("hooks: {a: {kind: trivy}}", [Code.SECTION_NOT_RUN], id="hooks"),
        pytest.param("dependencies: {tools: {jq: '1'}}", [Code.SECTION_NOT_RUN], id="tools"),
    ],
)
def test_what_a_run_passes_over_is_at_most_a_warning(body: str, codes_: list[Code], tmp_path: Path) -> None:
    result = refusals(tmp_path, body)
    assert (result.action, result.code, codes(result)) == ("done", 0, codes_)


@pytest.mark.parametrize(
    ("verb", "runs"),
    [
        *((verb, True) for verb in ("plan", "output", "init", "state list", "console", "show", "test")),
        *(
            (verb, False)
            for verb in ("apply", "deploy", "destroy", "import", "state push", "taint", "refresh", "shell")
        ),
        *((verb, False) for verb in ("force-unlock", "frobnicate")),
    ],
)
def test_what_is_locked_is_not_changed(verb: str, runs: bool, tmp_path: Path) -> None:
    result = refusals(tmp_path, "metadata: {locked: true}", verb)
    assert codes(result) == ([] if runs else [Code.LOCKED])
    assert result.code == (0 if runs else 1)


def test_components_of_other_types_do_not_run(tmp_path: Path) -> None:
    text = "vars: {stage: dev}\ncomponents: {helmfile: {chart: {}}}\n"
    bench = Bench(tmp_path, {"stacks/deploy/dev.yaml": text})
    result = bench.runner.run(named("helmfile:chart@dev"), PLAN)
    assert message(result, Code.NOT_SUPPORTED) == (
        "running helmfile components is not supported yet: helmfile:chart@dev"
    )


def test_what_does_not_compile_does_not_run(tmp_path: Path) -> None:
    result = refusals(tmp_path, "metadata: {inherits: [gone]}")
    assert (result.action, codes(result)) == ("failed", [Code.BASE_NOT_FOUND])


def test_what_does_not_exist_does_not_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"))
    result = bench.runner.run(named("gone@dev"), PLAN)
    assert (result.action, result.code, codes(result)) == ("failed", 1, [Code.UNKNOWN_COMPONENT])


def test_a_secret_that_would_be_written_does_not_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {providers: {a: {b: !env PW}}}"), env=SECRET)
    assert codes(bench.runner.run(APP, PLAN)) == [Code.SECRET_WRITTEN]


@pytest.mark.parametrize(
    ("body", "verb", "refused"),
    [
        pytest.param("", "plan", False, id="fine"),
        pytest.param("metadata: {locked: true}", "apply", True, id="locked"),
        pytest.param("metadata: {locked: true}", "plan", False, id="locked, not changed"),
        pytest.param("metadata: {enabled: false}", "plan", True, id="disabled"),
        pytest.param("hooks: {a: {kind: trivy}}", "plan", False, id="a warning"),
        pytest.param("hooks: {a: {kind: git}}", "plan", True, id="a hook that may stop it"),
    ],
)
def test_what_is_refused_is_known_before_anything_runs(
    body: str, verb: KnownVerb, refused: bool, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack(f"app: {{{body}}}"))
    assert bench.runner.preparation.is_refused(APP, Call(verb)) is refused
    assert bench.runner.preparation.is_refused(named("gone@dev"), Call(verb)) is True


# --- the other dialect


@pytest.mark.parametrize(("verb", "runs"), [("destroy", True), ("plan", False), ("apply", False)])
def test_atmos_destroys_what_is_abstract(verb: KnownVerb, runs: bool, tmp_path: Path) -> None:
    result = Bench(tmp_path, {**stack("app: {metadata: {type: abstract}}"), "atmos.yaml": ATMOS}).runner.run(
        APP, Call(verb)
    )
    assert (result.action, codes(result)) == (("done", []) if runs else ("failed", [Code.ABSTRACT]))


def test_atmos_is_done_with_what_is_disabled(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {metadata: {enabled: false}}"), "atmos.yaml": ATMOS})
    result = bench.runner.run(APP, PLAN)
    assert (result.action, result.code, codes(result)) == ("done", 0, [Code.DISABLED])
    assert bench.children.started == []


# --- upstream outputs


READING = "app: {vars: {id: !terraform.output vpc .id }}, vpc: {vars: {id: !terraform.output web .id }}, web: {}"


def test_an_output_of_a_local_state_becomes_a_variable(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), local_state("vpc"): STATE})
    assert bench.runner.run(APP, PLAN).code == 0
    assert json.loads((bench.workdir() / VARFILE).read_text()) == {"id": "vpc-1", "stage": "dev"}


def test_a_state_that_is_missing_blocks_and_says_what_comes_first(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(READING, LOCAL))
    result = bench.runner.run(APP, PLAN)
    [found] = result.diagnostics
    assert (result.action, result.code, bench.children.started) == ("blocked", 1, [])
    assert (place(found), found.message) == (
        (Code.BLOCKED, "2:43"),
        "app@dev is blocked: it reads outputs of vpc@dev, which has no state yet",
    )
    assert found.help == "stackc terraform deploy web -s dev"
    assert found.notes == ("in this order: web@dev → vpc@dev → app@dev",)


def test_a_chain_ends_where_there_is_a_state(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), local_state("web"): STATE})
    [found] = bench.runner.run(APP, PLAN).diagnostics
    assert (found.help, found.notes) == ("stackc terraform deploy vpc -s dev", ())


def test_a_chain_that_cannot_be_followed_ends_there(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(READING, LOCAL), local_state("web"): "broken"})
    [found] = bench.runner.run(APP, PLAN).diagnostics
    assert (found.help, found.notes) == ("stackc terraform deploy vpc -s dev", ())


def test_two_that_read_each_other_are_told_once(tmp_path: Path) -> None:
    text = "app: {vars: {id: !terraform.output vpc .id }}, vpc: {vars: {id: !terraform.output app .id }}"
    [found] = Bench(tmp_path, stack(text, LOCAL)).runner.run(APP, PLAN).diagnostics
    assert found.notes == ("in this order: app@dev → vpc@dev → app@dev",)


def test_a_command_that_reads_no_variables_needs_no_upstream(tmp_path: Path) -> None:
    assert Bench(tmp_path, stack(READING, LOCAL)).runner.run(APP, Call("output")).code == 0


def test_a_backend_that_reads_outputs_is_blocked_at_the_backend(tmp_path: Path) -> None:
    text = "app: {backend: {local: {path: !terraform.output vpc .id }}}, vpc: {}"
    [found] = Bench(tmp_path, stack(text, LOCAL)).runner.run(APP, Call("output")).diagnostics
    assert found.message == "app@dev is blocked: it reads outputs of vpc@dev, which has no state yet"


@pytest.mark.parametrize(
    ("verb", "again"),
    [
        ("apply", "new"),
        ("destroy", "new"),
        ("state rm", "new"),
        ("frobnicate", "new"),
        ("workspace", "vpc-1"),
        ("plan", "vpc-1"),
        ("output", "vpc-1"),
        ("init", "vpc-1"),
    ],
)
def test_what_a_command_may_have_changed_is_read_again(verb: str, again: str, tmp_path: Path) -> None:
    bench = Bench(
        tmp_path, {**stack("app: {vars: {id: !terraform.output vpc .id }}, vpc: {}", LOCAL), local_state("vpc"): STATE}
    )
    bench.runner.run(APP, PLAN)
    (tmp_path / local_state("vpc")).write_text(STATE.replace("vpc-1", "new"))
    bench.runner.run(named("vpc@dev"), Call(verb, auto_approve=True))
    bench.runner.run(APP, PLAN)
    assert json.loads((bench.workdir() / VARFILE).read_text())["id"] == again


# --- outputs that only Terraform can read


def asking(
    root: Path, given: Mapping[str, int | str | Finished | BaseException], vpc: str = "", *, dry: bool = False
) -> Bench:
    """``app`` reads ``vpc``, whose state is where only Terraform reads it."""
    app = "backend_type: local, backend: {local: {}}, vars: {id: !terraform.output vpc .id }"
    files = stack(f"app: {{{app}}}, vpc: {{{vpc}}}", GCS)
    return Bench(root, files, answers(given), dry=dry, env={"TF_CLI_ARGS": "-no-color", **SECRET})


OUTPUT_JSON = '{"id": {"value": "asked"}}'


def test_terraform_is_asked_in_the_workdir_of_upstream(tmp_path: Path) -> None:
    bench = asking(tmp_path, {"output": OUTPUT_JSON})
    assert bench.runner.run(APP, PLAN).code == 0
    first, second = bench.children.started[:2]
    assert [first.text, second.text] == [INIT, "output -json"]
    assert {first.cwd, second.cwd} == {str(bench.workdir("vpc"))}
    assert [child.env.get("TF_WORKSPACE") for child in (first, second)] == [None, "dev"]
    assert {(child.timeout, child.streamed, len(child.inherited)) for child in (first, second)} == {(300, False, 1)}
    assert json.loads((bench.workdir() / VARFILE).read_text())["id"] == "asked"
    assert "vpc@dev" not in bench.rows


def test_a_question_of_our_own_has_nobody_elses_arguments(tmp_path: Path) -> None:
    bench = asking(tmp_path, {"output": OUTPUT_JSON})
    bench.runner.run(APP, PLAN)
    assert ["TF_CLI_ARGS" in child.env for child in bench.children.started] == [False, False, True, True]


@pytest.mark.parametrize(
    ("pulled", "action", "value"),
    [
        pytest.param("", "blocked", None, id="nothing"),
        pytest.param(" \n", "blocked", None, id="a blank"),
        pytest.param('{"outputs": {}, "resources": []}', "blocked", None, id="destroyed"),
        pytest.param('{"outputs": {}, "resources": [{}]}', "done", None, id="no outputs"),
        pytest.param(STATE, "done", "vpc-1", id="outputs after all"),
    ],
)
def test_where_there_are_no_outputs_the_state_is_asked(
    pulled: str, action: str, value: str | None, tmp_path: Path
) -> None:
    bench = asking(tmp_path, {"output": "{}", "state pull": pulled})
    assert bench.runner.run(APP, PLAN).action == action
    assert bench.children.texts[:3] == [INIT, "output -json", "state pull"]
    assert bench.children.started[2].env["TF_WORKSPACE"] == "dev"
    if action == "done":
        assert json.loads((bench.workdir() / VARFILE).read_text())["id"] == value


def why_unread(bench: Bench) -> str:
    result = bench.runner.run(APP, PLAN)
    assert result.action == "failed"
    return message(result, Code.FUNCTION_FAILED).removeprefix(
        "`!terraform.output`: the outputs of vpc@dev cannot be read: "
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"init": Finished(1, "out", " no hush-hush ")}, "`terraform init` failed: no <secret>", id="init"),
        pytest.param({"output": Finished(1, " out ", "")}, "`terraform output` failed: out", id="output"),
        pytest.param({"output": "{}", "state": 1}, "`terraform state` failed: ", id="state"),
        pytest.param({"output": "no"}, "`terraform output` printed no JSON", id="no JSON"),
    ],
)
def test_a_question_that_fails_is_said(
    given: Mapping[str, int | str | Finished | BaseException], said: str, tmp_path: Path
) -> None:
    assert why_unread(asking(tmp_path, given)).startswith(said)


def test_of_a_long_failure_the_end_is_said(tmp_path: Path) -> None:
    said = why_unread(asking(tmp_path, {"output": Finished(1, "", "x" * 600 + "end")}))
    assert said.startswith("`terraform output` failed: " + "x" * 497 + "end (")


def test_a_dry_run_asks_nobody(tmp_path: Path) -> None:
    bench = asking(tmp_path, {}, dry=True)
    assert why_unread(bench).startswith("a dry run starts no Terraform to ask for them")
    assert bench.children.started == []


def test_an_upstream_that_cannot_be_prepared_is_said(tmp_path: Path) -> None:
    said = why_unread(asking(tmp_path, {}, "auth: {providers: {a: {}}}"))
    assert said.startswith("vpc@dev has a section `auth` that runs do not support yet: no identity is the default one")


def test_an_upstream_that_must_not_be_entered_is_said(tmp_path: Path) -> None:
    bench = asking(tmp_path, {}, "metadata: {terraform_workspace: !exec 'echo x' }")
    bench.lock.update(lambda _: {named("vpc@dev"): "gcs://b/moved"})
    assert why_unread(bench).startswith("the state address of vpc@dev moved")


def test_an_upstream_whose_workdir_cannot_be_used_is_said(tmp_path: Path) -> None:
    bench = asking(tmp_path, {})
    bench.workdir("vpc").parent.mkdir(parents=True)
    bench.workdir("vpc").write_text("in the way")
    assert why_unread(bench).startswith("the workdir of vpc@dev cannot be used: ")


# --- other effects


def test_a_script_runs_once_a_run_in_the_root_of_the_project(tmp_path: Path) -> None:
    text = "app: {vars: {a: !exec date , b: !exec date , c: !exec other }}, web: {vars: {a: !exec date }}"
    bench = Bench(tmp_path, stack(text), answers({"-c date": "today\n", "-c other": "5"}), env={"HOME": "/h"})
    assert bench.runner.run(APP, PLAN).code == 0
    bench.runner.run(named("web@dev"), PLAN)
    scripts = [child for child in bench.children.started if child.binary == "/bin/sh"]
    assert [child.arguments for child in scripts] == [("-c", "date"), ("-c", "other")]
    assert {(child.cwd, child.timeout, str(child.env)) for child in scripts} == {
        (str(tmp_path), None, str({"HOME": "/h"}))
    }
    assert json.loads((bench.workdir() / VARFILE).read_text()) == {"a": "today", "b": "today", "c": 5, "stage": "dev"}


def test_a_script_that_fails_lets_nothing_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {vars: {a: !exec date }}"), answers({"-c": 1}))
    result = bench.runner.run(APP, PLAN)
    assert (codes(result), bench.children.texts) == ([Code.FUNCTION_FAILED], ["-c date"])


def test_facts_of_git_and_stores_are_asked(tmp_path: Path) -> None:
    stores: Table = {"facts": {"kind": "file", "options": {"path": "facts.json"}}}
    files = {**stack("app: {vars: {a: !git.sha , b: !store facts net id }}"), "facts.json": '{"dev/net/id": "stored"}'}
    bench = Bench(tmp_path, files, stores=stores, git=lambda fact: f"git's {fact}")
    assert bench.runner.run(APP, PLAN).code == 0
    assert json.loads((bench.workdir() / VARFILE).read_text()) == {"a": "git's sha", "b": "stored", "stage": "dev"}


# --- many instances


CHAIN = (
    "app: {dependencies: {components: [vpc]}}, vpc: {dependencies: {components: [web]}}, web: {},"
    " alone: {metadata: {component: web}}"
)


def run_all(bench: Bench, call: Call = APPLY) -> RunReport:
    return bench.runner.run_all(build_graph(bench.compilation).value, call)


def failing(component: str, end: int | BaseException) -> Answer:
    """The command of one component ends so."""

    def answer(child: Started) -> Finished:
        if child.streamed and f".stackc/work/dev/{component}/" in child.cwd:
            return answers({"": end})(child)
        return Finished(0, "", "")

    return answer


def test_many_run_one_after_the_other_in_their_order(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(CHAIN))
    report = run_all(bench)
    assert [str(result.instance) for result in report.results] == ["alone@dev", "web@dev", "vpc@dev", "app@dev"]
    assert (report.verb, report.code) == ("apply", 0)
    assert bench.told == [f"{kind} {result.instance}" for result in report.results for kind in ("started", "done")]


def test_what_is_destroyed_goes_the_other_way(tmp_path: Path) -> None:
    report = run_all(Bench(tmp_path, {**stack(CHAIN, LOCAL), **states("app", "vpc", "web")}), DESTROY)
    assert [str(result.instance) for result in report.results] == ["alone@dev", "app@dev", "vpc@dev", "web@dev"]


@pytest.mark.parametrize(
    ("call", "fails", "expected"),
    [
        pytest.param(
            APPLY,
            "web",
            ["done alone", "failed web", "skipped vpc", "skipped app"],
            id="the first of a chain",
        ),
        pytest.param(APPLY, "vpc", ["done alone", "done web", "failed vpc", "skipped app"], id="in the middle"),
        pytest.param(APPLY, "alone", ["failed alone", "done web", "done vpc", "done app"], id="another one"),
        pytest.param(DESTROY, "app", ["done alone", "failed app", "skipped vpc", "skipped web"], id="destroyed"),
    ],
)
def test_what_depends_on_a_failed_one_is_skipped(call: Call, fails: str, expected: list[str], tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(CHAIN, LOCAL), **states("app", "vpc", "web")}, failing(fails, 5))
    report = run_all(bench, call)
    assert [f"{result.action} {result.instance.component}" for result in report.results] == expected
    assert report.code == 1
    skipped = [event.text for event in bench.events if event.kind == "skipped"]
    assert skipped == [f"because {fails}@dev did not finish"] * len(skipped)
    assert {result.code for result in report.results if result.action == "skipped"} <= {1}


def test_what_is_blocked_blocks_as_well(tmp_path: Path) -> None:
    text = "app: {dependencies: {components: [vpc]}}, vpc: {vars: {a: !terraform.output web .id }}, web: {}"
    bench = Bench(tmp_path, stack(text, LOCAL))
    report = run_all(bench)
    assert [result.action for result in report.results] == ["done", "blocked", "skipped"]
    assert bench.told[-2:] == ["blocked vpc@dev", "skipped app@dev"]


def test_after_an_interrupt_nothing_more_starts(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(CHAIN), failing("web", KeyboardInterrupt(130)))
    report = run_all(bench)
    assert [(result.action, result.code) for result in report.results] == [
        ("done", 0),
        ("failed", 130),
        ("skipped", 1),
        ("skipped", 1),
    ]
    assert [event.text for event in bench.events[-2:]] == ["because web@dev did not finish"] * 2


def test_what_does_not_depend_on_it_is_not_started_either(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(CHAIN), failing("alone", KeyboardInterrupt(0)))
    report = run_all(bench)
    assert [(result.action, result.code) for result in report.results] == [("done", 0), *[("skipped", 1)] * 3]
    assert [event.text for event in bench.events if event.kind == "skipped"] == ["because the run was interrupted"] * 3


def test_an_interrupt_before_the_command_itself_is_a_failure(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}, web: {}"), answers({"init": KeyboardInterrupt(130)}))
    report = run_all(bench)
    assert [(result.action, result.code) for result in report.results] == [("failed", 1), ("skipped", 1)]


def test_an_interrupt_without_a_child_ends_all(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_all(Bench(tmp_path, stack("app: {}, web: {}"), answers({"init": KeyboardInterrupt()})))


def result(action: str, code: int) -> Result:
    return Result(APP, action, code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("results", "code"),
    [
        pytest.param([], 0, id="none"),
        pytest.param([result("failed", 130)], 130, id="alone"),
        pytest.param([result("changed", 2)], 2, id="alone and changed"),
        pytest.param([result("done", 0), result("done", 0)], 0, id="all done"),
        pytest.param([result("done", 0), result("changed", 2)], 2, id="one changed"),
        pytest.param([result("changed", 2), result("failed", 130)], 1, id="one failed"),
        pytest.param([result("changed", 2), result("blocked", 1)], 1, id="one blocked"),
        pytest.param([result("changed", 2), result("skipped", 1)], 1, id="one skipped"),
    ],
)
def test_the_code_of_many_says_the_worst(results: list[Result], code: int) -> None:
    assert RunReport("plan", tuple(results)).code == code


# --- what is prepared


def test_what_is_prepared_starts_nothing_and_writes_nothing(tmp_path: Path) -> None:
    bench, found = Bench(tmp_path, stack("app: {env: {A: 1}}")), list[Diagnostic]()
    prepared = bench.runner.preparation.prepare(APP, PLAN, found.append)
    assert isinstance(prepared, Prepared)
    assert (prepared.workspace, prepared.selection, prepared.local, found) == ("dev", "variable", {}, [])
    assert [artifact.name for artifact in prepared.files] == [VARFILE, "backend.tf.json"]
    assert [command.arguments[0] for command in prepared.commands(PLAN)] == ["init", "plan"]
    assert (bench.children.started, (tmp_path / ".stackc").exists()) == ([], False)


def test_a_project_without_workspaces_selects_none(tmp_path: Path) -> None:
    project = PROJECT + "components: {terraform: {workspaces_enabled: false}}\n"
    bench = Bench(tmp_path, {**stack("app: {}"), "stackc.yaml": project})
    assert bench.runner.run(APP, PLAN).code == 0
    assert all("TF_WORKSPACE" not in child.env for child in bench.children.started)


@pytest.mark.parametrize(("code", "noted"), [pytest.param(1, False, id="failed"), pytest.param(0, True, id="done")])
def test_init_is_told_of_no_workspace_before_it_has_made_one(code: int, noted: bool, tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}"), answers({"init": code}))
    assert bench.runner.run(APP, Call("init")).code == code
    assert (bench.workdir() / ".terraform/environment").exists() == noted
