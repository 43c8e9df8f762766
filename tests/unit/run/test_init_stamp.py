"""``init`` runs when it is needed, and only then: not again for what it was done for, and again for all else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from stackc.base.ports import Finished
from stackc.run.terraform import Call
from stackc.run.terraform_errors import NEEDS_INIT
from tests.unit.run.bench import GCS, LOCAL, S3, Answer, Bench, Started, named, stack

APP = named("app@dev")
PLAN, APPLY = Call("plan"), Call("apply", auto_approve=True)
MODULE = "components/terraform/app/main.tf"
BESIDE = "components/terraform/parts/main.tf"
FILES = {**stack("app: {vars: {size: 1}}"), MODULE: 'module "parts" { source = "../parts" }\n', BESIDE: "# parts\n"}
SAYS = "\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1m{}\x1b[0m\n\nRun terraform init.\n"
"""As Terraform has it, which colours what nobody sees, too."""
PLAIN = "\nError: {}\n\nRun terraform init.\n"


def made(child: Started) -> Finished:
    """What ``init`` leaves behind: its note of the backend, its modules, its choice of providers."""
    if child.arguments[0] == "init":
        folder = Path(child.cwd, ".terraform")
        (folder / "modules").mkdir(parents=True, exist_ok=True)
        (folder / "terraform.tfstate").write_text(json.dumps({"version": 3, "backend": _noted(child)}))
        modules = [{"Key": "", "Dir": "."}, {"Key": "parts", "Dir": "../parts"}, {"Key": "x", "Dir": ".terraform/x"}]
        (folder / "modules/modules.json").write_text(json.dumps({"Modules": modules}))
        Path(child.cwd, ".terraform.lock.hcl").write_text("# providers\n")
    return Finished(0, "", "")


def _noted(child: Started) -> dict[str, object]:
    written = json.loads(Path(child.cwd, "backend.tf.json").read_text())["terraform"]["backend"]
    [(kind, config)] = written.items()
    given = [
        each.removeprefix("-backend-config=").split("=", 1) for each in child.arguments if "-backend-config" in each
    ]
    return {"type": kind, "config": {"nothing": None, **config, **dict(given)}, "hash": 1}


def bench(
    folder: Path, answer: Answer = made, files: Mapping[str, str] = FILES, env: Mapping[str, str] | None = None
) -> Bench:
    """The repository as another command meets it; ``files`` are written again."""
    return Bench(folder, files, answer, env=env)


def verbs(made: Bench) -> list[str]:
    return [child.arguments[0] for child in made.children.started]


def twice(
    folder: Path,
    change: Callable[[Path], object],
    files: Mapping[str, str] = FILES,
    env: Mapping[str, str] | None = None,
) -> list[str]:
    """What is started the second time, after a ``change``."""
    bench(folder, files=FILES).runner.run(APP, APPLY)
    second = bench(folder, files=files, env=env)
    change(folder)
    assert second.runner.run(APP, APPLY).code == 0
    return verbs(second)


def nothing(_: Path) -> None:
    pass


def workdir(folder: Path) -> Path:
    return folder / ".stackc/work/dev/app/components/terraform/app"


@pytest.mark.parametrize("more", [S3, LOCAL, GCS])
def test_what_was_initialized_is_not_again(more: str, tmp_path: Path) -> None:
    files = stack("app: {}", more)
    for wanted in (["init", "plan"], ["plan"], ["plan"]):
        run = bench(tmp_path, files=files)
        assert run.runner.run(APP, PLAN).code == 0
        assert verbs(run) == wanted
    assert (workdir(tmp_path) / ".terraform/environment").read_text() == "dev"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(FILES, id="nothing"),
        pytest.param({**FILES, **stack("app: {vars: {size: 2}}"), MODULE: FILES[MODULE]}, id="a value"),
        pytest.param({**FILES, "components/terraform/app/README.md": "x"}, id="a text beside"),
        pytest.param({**FILES, "components/terraform/web/main.tf": "x = 1\n"}, id="another module"),
    ],
)
def test_what_init_does_not_read_may_change(files: Mapping[str, str], tmp_path: Path) -> None:
    assert twice(tmp_path, nothing, files) == ["apply"]


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({**FILES, MODULE: FILES[MODULE] + "# more\n"}, id="the module"),
        pytest.param({**FILES, "components/terraform/app/more.tf.json": "{}"}, id="a file of the module"),
        pytest.param({**FILES, BESIDE: "# other parts\n"}, id="a local module"),
        pytest.param({**FILES, "components/terraform/app/.terraform.lock.hcl": "# pinned\n"}, id="the lock file"),
        pytest.param({**FILES, **stack("app: {providers: {aws: {region: x}}}"), MODULE: FILES[MODULE]}, id="a provider"),
    ],
)  # fmt: skip
def test_what_init_reads_is_read_again_when_it_changed(files: Mapping[str, str], tmp_path: Path) -> None:
    assert twice(tmp_path, nothing, files) == ["init", "apply"]


@pytest.mark.parametrize("name", ["TF_PLUGIN_CACHE_DIR", "TF_CLI_CONFIG_FILE", "TF_CLI_ARGS_init"])
def test_settings_of_init_count(name: str, tmp_path: Path) -> None:
    assert twice(tmp_path, nothing, env={name: "/somewhere"}) == ["init", "apply"]


def _lose_providers(folder: Path) -> None:
    (workdir(folder) / ".terraform.lock.hcl").unlink()


def _lead_elsewhere(folder: Path) -> None:
    note = workdir(folder) / ".terraform/terraform.tfstate"
    note.write_text(note.read_text().replace('"bucket": "b"', '"bucket": "other"'))


def _damage(folder: Path) -> None:
    (workdir(folder) / ".terraform/terraform.tfstate").write_text("{")


def _lose_backend(folder: Path) -> None:
    (workdir(folder) / ".terraform/terraform.tfstate").unlink()


@pytest.mark.parametrize("change", [_lose_providers, _lead_elsewhere, _damage, _lose_backend])
def test_what_lies_in_the_workdir_is_not_believed_unseen(change: Callable[[Path], None], tmp_path: Path) -> None:
    assert twice(tmp_path, change) == ["init", "apply"]


@pytest.mark.parametrize("code", [1, 137])
def test_an_init_that_failed_is_done_again(code: int, tmp_path: Path) -> None:
    bench(tmp_path).runner.run(APP, APPLY)
    changed = {**FILES, MODULE: "# changed\n"}

    def failing(child: Started) -> Finished:
        made(child)
        return Finished(code if child.arguments[0] == "init" else 0, "", "")

    failed = bench(tmp_path, failing, changed)
    assert (failed.runner.run(APP, APPLY).action, verbs(failed)) == ("failed", ["init"])
    after = bench(tmp_path, files=changed)
    after.runner.run(APP, APPLY)
    assert verbs(after) == ["init", "apply"]


def test_an_init_by_hand_is_always_done_and_counts(tmp_path: Path) -> None:
    by_hand = bench(tmp_path)
    for _ in range(2):
        by_hand.runner.run(APP, Call("init", ("-upgrade",)))
    by_hand.runner.run(APP, PLAN)
    assert verbs(by_hand) == ["init", "init", "plan"]


# --- a verb that needs it after all


@pytest.mark.parametrize("says", [SAYS, PLAIN], ids=["coloured", "plain"])
@pytest.mark.parametrize("reason", NEEDS_INIT)
def test_a_verb_that_needs_init_after_all_is_run_again(reason: str, says: str, tmp_path: Path) -> None:
    bench(tmp_path).runner.run(APP, APPLY)
    said = iter([Finished(1, "", says.format(reason))])
    second = bench(
        tmp_path, lambda child: made(child) if child.arguments[0] == "init" else next(said, Finished(0, "", ""))
    )
    result = second.runner.run(APP, APPLY)
    assert (result.action, verbs(second)) == ("done", ["apply", "init", "apply"])
    assert [event.text for event in second.events if event.kind == "note"] == ["`init` has to run again"]


def test_a_verb_that_still_needs_it_fails(tmp_path: Path) -> None:
    bench(tmp_path).runner.run(APP, APPLY)
    stubborn = Finished(1, "", SAYS.format(NEEDS_INIT[0]))
    second = bench(tmp_path, lambda child: made(child) if child.arguments[0] == "init" else stubborn)
    assert (second.runner.run(APP, APPLY).code, verbs(second)) == (1, ["apply", "init", "apply"])


@pytest.mark.parametrize("said", ["Error: Invalid value", "Warning: Backend initialization required", "no luck"])
def test_any_other_error_is_no_reason_to_start_again(said: str, tmp_path: Path) -> None:
    bench(tmp_path).runner.run(APP, APPLY)
    second = bench(tmp_path, lambda _: Finished(1, "", said))
    assert (second.runner.run(APP, APPLY).code, verbs(second)) == (1, ["apply"])


def test_outputs_are_asked_for_without_init_too(tmp_path: Path) -> None:
    gcs = {**stack("app: {vars: {id: !terraform.state vpc id}}, vpc: {}", GCS)}

    def answer(child: Started) -> Finished:
        return Finished(0, '{"id": {"value": "x"}}', "") if child.arguments[0] == "output" else made(child)

    for wanted in (["init", "output", "init", "plan"], ["output", "plan"]):
        run = bench(tmp_path, answer, gcs)
        assert run.runner.run(APP, PLAN).code == 0
        assert verbs(run) == wanted
