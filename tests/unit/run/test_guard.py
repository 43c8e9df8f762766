"""The one door to a workdir: what is checked before it opens, in which order, and what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.evaluate.instance import Instance
from stackc.run.guard import Guard, check_call, moved_by_env, review
from stackc.run.terraform import Call
from stackc.system.files import DiskWorkplace
from tests.kit.build import place
from tests.unit.run.bench import LOCAL, S3, Bench, named, stack

APP, WEB = "s3://b/app/dev/k", "s3://b/web/dev/k"
TWO = "app: {}, web: {}"
OPEN = "app: {metadata: {terraform_workspace: !store s c k}}"


def locked(bench: Bench, **rows: str) -> None:
    """Put addresses of instances of ``dev`` into the lock file."""
    bench.lock.update(lambda now: {**now, **{named(f"{name}@dev"): text for name, text in rows.items()}})


def instance(bench: Bench, name: str = "app@dev") -> Instance:
    found = bench.compilation.instance(named(name)).instance
    assert found is not None
    return found


def admitted(bench: Bench, *names: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    bench.guard.admit(map(named, names), found.append)
    return found


# --- admission


def test_what_is_in_order_is_admitted(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWO))
    locked(bench, app=APP)
    assert admitted(bench, "app@dev", "web@dev") == []


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        pytest.param({"app": "s3://b/x"}, Code.ADDRESS_MOVED, "the state address of app@dev moved", id="moved"),
        pytest.param({"old": APP}, Code.ADDRESS_MOVED, "is locked for old@dev", id="another's"),
        pytest.param(
            {"old": "s3://b/app/old/k"}, Code.ORPHAN_REPLACED, "app@dev has never run, and `old@dev`", id="renamed"
        ),
    ],
)
def test_an_address_is_checked_against_the_lock_file(
    rows: Mapping[str, str], code: Code, said: str, tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack(TWO))
    locked(bench, **rows)
    [found] = admitted(bench, "app@dev")
    assert found.code is code
    assert said in found.message
    assert admitted(bench, "web@dev") == []


def test_a_damaged_lock_file_is_all_that_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("app: {backend: {s3: {bucket: null}}}"), "stackc.lock": "instances:\n"})
    assert [found.code for found in admitted(bench, "app@dev")] == [Code.LOCK_FILE]


def test_an_address_is_checked_against_everyone(tmp_path: Path) -> None:
    shared = S3.replace("key: k", "key: k, workspace_key_prefix: p")
    bench = Bench(tmp_path, stack("app: {}, web: {}, vpc: {metadata: {enabled: false}}", shared))
    [found] = admitted(bench, "app@dev")
    assert found.message == "2 instances share one state address, s3://b/p/dev/k (workspace `dev`): app@dev, web@dev"
    assert len(admitted(bench, "app@dev", "web@dev")) == 1


def test_an_address_that_nobody_sets_is_not_admitted(tmp_path: Path) -> None:
    [found] = admitted(Bench(tmp_path, stack("app: {backend: {s3: {bucket: null}}}")), "app@dev")
    assert found.code is Code.ADDRESS_UNKNOWN


def test_an_address_that_an_effect_decides_is_checked_later(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(OPEN))
    assert admitted(bench, "app@dev") == []
    found: list[Diagnostic] = []
    assert not bench.guard.examine(instance(bench), found.append)
    assert [each.code for each in found] == [Code.ADDRESS_UNKNOWN]


def test_a_backend_that_terraform_never_hears_of_is_not_admitted(tmp_path: Path) -> None:
    project = (tmp_path, {**stack("app: {}"), "stackc.yaml": NO_BACKEND_FILE})
    assert [found.code for found in admitted(Bench(*project), "app@dev")] == [Code.BACKEND_WITHOUT_EFFECT]


def test_of_a_backend_without_effect_nothing_else_is_unknown(tmp_path: Path) -> None:
    files = {**stack("app: {backend: {s3: {bucket: null}}}"), "stackc.yaml": NO_BACKEND_FILE}
    assert [found.code for found in admitted(Bench(tmp_path, files), "app@dev")] == [Code.BACKEND_WITHOUT_EFFECT]


NO_BACKEND_FILE = (
    'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
    "components: {terraform: {auto_generate_backend_file: false}}\n"
)


def test_a_backend_that_the_module_declares_has_its_effect(tmp_path: Path) -> None:
    module = {
        "components/terraform/app/main.tf": 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\n'
    }
    files = {**stack("app: {}"), **module, "stackc.yaml": NO_BACKEND_FILE}
    assert admitted(Bench(tmp_path, files), "app@dev") == []


# --- entering


def entered(bench: Bench, *, records: bool = True, name: str = "app@dev") -> tuple[str | None, list[Diagnostic]]:
    """The workdir that was entered, if any, and what was said."""
    found: list[Diagnostic] = []
    with bench.guard.enter(instance(bench, name), "a test", found.append, records=records) as held:
        return (None if held is None else held.workdir.path), found


@pytest.mark.parametrize(("records", "rows"), [(True, {"app@dev": APP}), (False, {})], ids=["recorded", "not recorded"])
def test_what_may_make_a_state_is_recorded_before_it_is_entered(
    records: bool, rows: Mapping[str, str], tmp_path: Path
) -> None:
    bench = Bench(tmp_path, stack(TWO))
    assert entered(bench, records=records) == (str(bench.workdir()), [])
    assert bench.rows == rows


def test_a_door_that_stays_closed_records_nothing_and_locks_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWO))
    locked(bench, app="s3://b/x")
    path, found = entered(bench)
    assert (path, [each.code for each in found]) == (None, [Code.ADDRESS_MOVED])
    assert (bench.rows, (tmp_path / ".stackc/locks/work").exists()) == ({"app@dev": "s3://b/x"}, False)


class Waiting(DiskWorkplace):
    """Something happens while a workdir is waited for."""

    def __init__(self) -> None:
        self.meanwhile: Callable[[], object] = lambda: None

    def hold(self, path: str, owner: str, on_wait: Callable[[str], None]) -> AbstractContextManager[int]:
        if "/locks/work/" in path:
            self.meanwhile()
        return super().hold(path, owner, on_wait)


@pytest.mark.parametrize("row", ["s3://b/x", f"moving: {APP} → s3://b/x"], ids=["moved", "on its way"])
def test_what_was_moved_while_it_waited_is_not_entered(row: str, tmp_path: Path) -> None:
    workplace = Waiting()
    bench = Bench(tmp_path, stack(TWO), workplace=workplace)
    locked(bench, app=APP)
    workplace.meanwhile = lambda: locked(bench, app=row)
    path, found = entered(bench)
    assert (path, [each.code for each in found]) == (None, [Code.ADDRESS_MOVED])
    assert bench.rows == {"app@dev": row}


def test_the_row_of_a_state_that_is_being_moved_is_not_recorded_over(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWO))
    locked(bench, app=f"moving: {APP} → s3://b/x")
    bench.guard.record([named("app@dev"), named("web@dev")])
    assert bench.rows == {"app@dev": f"moving: {APP} → s3://b/x", "web@dev": WEB}


def test_the_lock_says_who_holds_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWO))
    with bench.guard.waiting(named("app@dev"), "terraform plan app@dev") as descriptor:
        content = (tmp_path / ".stackc/locks/work/dev/app").read_text()
    assert "terraform plan app@dev" in content
    assert (descriptor > 2, bench.waits) == (True, [])


def test_a_damaged_lock_file_closes_the_door(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(TWO), "stackc.lock": "nothing"})
    path, found = entered(bench)
    assert (path, [each.code for each in found]) == (None, [Code.LOCK_FILE])


# --- the lock file


def test_addresses_are_recorded_in_one_write(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(f"{TWO}, {OPEN.replace('app', 'vpc')}"))
    bench.guard.record(map(named, ("app@dev", "vpc@dev", "gone@dev")))
    assert bench.rows == {"app@dev": APP}


def test_an_address_that_cannot_be_told_is_not_recorded(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("app: {}, web: {backend: {s3: {bucket: null}}}"))
    bench.guard.record(map(named, ("app@dev", "web@dev")))
    assert bench.rows == {"app@dev": APP}


def test_rows_are_those_of_now(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(TWO))
    assert bench.guard.rows() == {}
    locked(bench, web=WEB)
    assert bench.guard.rows() == {named("web@dev"): WEB}


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(lambda guard: guard.rows(), id="rows"),
        pytest.param(lambda guard: guard.record([named("app@dev")]), id="record"),
        pytest.param(review, id="review"),
    ],
)
def test_a_damaged_lock_file_answers_no_question(question: Callable[[Guard], object], tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack(TWO), "stackc.lock": "nothing"})
    with pytest.raises(CompileError) as refused:
        question(bench.guard)
    assert [found.code for found in refused.value.diagnostics] == [Code.LOCK_FILE]
    assert (tmp_path / "stackc.lock").read_text() == "nothing"


def test_a_review_compares_what_is_known_without_effects(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(f"web: {{}}, {OPEN}, vpc: {{backend: {{s3: {{bucket: null}}}}}}"))
    locked(bench, old="s3://b/old/k")
    found = review(bench.guard)
    assert found.current == {named("web@dev"): WEB}
    assert [str(each.id) for each in found.open] == ["app@dev"]
    assert found.lock.rows == {named("old@dev"): "s3://b/old/k"}
    assert len(found.census.running) == 3


# --- command lines


def called(call: Call, env: Mapping[str, str]) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    check_call(call, env, found.append)
    return found


DECIDES = "decides where Terraform keeps the state, or whether it locks it"


@pytest.mark.parametrize(
    ("arguments", "env", "code", "said", "help_"),
    [
        pytest.param(
            (),
            {"TF_WORKSPACE": "x"},
            Code.WORKSPACE_VARIABLE,
            "the environment variable TF_WORKSPACE is set to `x`, which would skip the instance's own workspace",
            "unset TF_WORKSPACE",
            id="workspace",
        ),
        pytest.param(
            ("-lock=false",),
            {},
            Code.STATE_ARGUMENT,
            f"`-lock=false` {DECIDES}",
            "leave it out: backend and workspace stand in the manifests",
            id="a flag",
        ),
        pytest.param(
            (),
            {"TF_CLI_ARGS_plan": "-state=x"},
            Code.STATE_ARGUMENT,
            f"`-state` in the environment variable `TF_CLI_ARGS_plan` {DECIDES}",
            "leave it out: backend and workspace stand in the manifests",
            id="a flag in a variable",
        ),
        pytest.param(
            (),
            {"TF_CLI_ARGS": "-var 'x"},
            Code.STATE_ARGUMENT,
            "the environment variable `TF_CLI_ARGS` cannot be taken apart: a quote is open",
            "leave it out: backend and workspace stand in the manifests",
            id="an open quote",
        ),
    ],
)
def test_what_would_take_a_state_past_the_guard_is_refused(
    arguments: tuple[str, ...], env: Mapping[str, str], code: Code, said: str, help_: str
) -> None:
    [found] = called(Call("plan", arguments), env)
    assert (place(found), found.message, found.help) == ((code, ""), said, help_)


@pytest.mark.parametrize("env", [{}, {"TF_WORKSPACE": ""}, {"TF_CLI_ARGS": "-no-color"}, {"TF_DATA_DIR": "x"}])
def test_other_arguments_and_variables_are_the_callers(env: Mapping[str, str]) -> None:
    assert called(Call("plan", ("-target=a", "-lock-timeout=5s")), env) == []


@pytest.mark.parametrize(
    ("env", "said"),
    [
        pytest.param("{TF_WORKSPACE: x}", [f"`TF_WORKSPACE` in `env` of app@dev {DECIDES}"], id="workspace"),
        pytest.param("{TF_WORKSPACE: ''}", [f"`TF_WORKSPACE` in `env` of app@dev {DECIDES}"], id="empty workspace"),
        pytest.param("{TF_DATA_DIR: d}", [f"`TF_DATA_DIR` in `env` of app@dev {DECIDES}"], id="data folder"),
        pytest.param("{TF_DATA_DIR: ''}", [], id="empty data folder"),
        pytest.param("{TF_DATA_DIR: null, A: b}", [], id="null"),
        pytest.param(
            "{TF_CLI_ARGS_init: '-backend-config=key=x'}",
            [f"`TF_CLI_ARGS_init` in `env` of app@dev {DECIDES}"],
            id="arguments",
        ),
        pytest.param(
            '{TF_CLI_ARGS: "\'"}',
            ["`TF_CLI_ARGS` in `env` of app@dev cannot be taken apart: a quote is open"],
            id="an open quote",
        ),
        pytest.param("{TF_CLI_ARGS: -no-color}", [], id="harmless arguments"),
        pytest.param("{TF_WORKSPACE: !store s c k}", [], id="not known yet"),
    ],
)
def test_a_components_own_environment_takes_no_state_past_the_guard(env: str, said: list[str], tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack(f"app: {{env: {env}}}"))
    found = list(moved_by_env(instance(bench)))
    assert [each.code for each in found] == [Code.STATE_ARGUMENT] * len(said)
    assert [each.message.partition("the environment variable ")[2] for each in found] == said
    assert all(each.primary is not None and each.primary.span.line == 2 for each in found)


def test_states_in_one_file_are_one_address(tmp_path: Path) -> None:
    bodies = "app: {backend: {local: {path: ../s}}}, web: {backend: {local: {path: ../s}}}"
    bench = Bench(tmp_path, stack(bodies, LOCAL.replace("local: {}", "local: {workspace_dir: ../w}")))
    [found] = admitted(bench, "app@dev")
    assert found.code is Code.STATE_ADDRESS_SHARED
    assert "one state address, local:components/terraform/w/dev/terraform.tfstate " in found.message
