"""The scripts and the code in docs/library.md do what the page shows, and fail as a script in a pipeline should.

A script has the same text on the page and in ``examples/library``. The page's own files are its repository; without any
that is the organisation that ships with the sources, or a copy in which a script finds what it is for.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.contract.test_every_command import commit
from tests.e2e.checkout import organisation
from tests.e2e.stand_in import stand_in
from tests.kit.command import PROJECT, Said, terraform_env, write_files
from tests.kit.examples import Example, matches, read_examples
from tests.kit.work import GUARD

ROOT = Path(__file__).parents[2]
FOLDER = "examples/library/"
PAGE = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
EXAMPLES = {example.name: example for example in read_examples(PAGE)}
SHOWN = {name: text for each in EXAMPLES.values() for name, text in each.files.items() if name.startswith(FOLDER)}
SCRIPTS = sorted(path.name for path in (ROOT / FOLDER).glob("*.py"))
SELECTING = ["artifacts.py", "audit.py", "drift.py", "inventory.py", "picture.py"]
PLAN = 'case "$1 $PWD" in plan*plat-ue1-prod*) exit 2;; plan*) echo "No changes.";; esac'
"""A Terraform that finds one instance changed."""

Prepare = Callable[[Path], Mapping[str, str]]
"""Makes of a folder what a script is shown on; gives variables of the environment."""


def run_script(words: tuple[str, ...], cwd: Path, **env: str) -> Said:
    """Run ``python …`` or ``pytest …``; stdout is all that it prints, as in a terminal."""
    start = {"python": [sys.executable], "pytest": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]}
    own = {"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        [*start[words[0]], *words[1:]],
        cwd=cwd,
        env={**terraform_env(cwd.parent / "home"), **own, **env},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=GUARD,
    )
    return Said(done.returncode, done.stdout, "")


def script(name: str, *words: str, repo: Path, **env: str) -> Said:
    """Run a script of the folder on ``repo``, from beside it."""
    if name.startswith("test_"):
        return run_script(("pytest", "-q", f"{ROOT / FOLDER / name}", *words), repo.parent, REPOSITORY=str(repo), **env)
    return run_script(("python", f"{ROOT / FOLDER / name}", str(repo), *words), repo.parent, **env)


def drifting(repo: Path) -> Mapping[str, str]:
    """One instance of the organisation is not as it was applied."""
    organisation(repo, {})
    return {"PATH": os.pathsep.join((str(stand_in(repo.parent / "bin", PLAN).folder), os.environ["PATH"]))}


def committed(repo: Path) -> Mapping[str, str]:
    """The organisation, and a commit that changes two files of it."""
    made = organisation(repo, {})
    commit(repo)
    made.edit("stacks/orgs/cch/plat/prod/us-east-1/baseline.yaml", "value: 40", "value: 50")
    made.edit(
        "stacks/catalog/account-map/defaults.yaml", "      settings:\n", "      settings:\n        reviewed: true\n"
    )
    commit(repo)
    return {}


def shipped(repo: Path) -> Mapping[str, str]:
    """The organisation as it is."""
    organisation(repo, {})
    return {}


PREPARED: Mapping[str, Prepare] = {"drift-1": drifting, "comment-on-a-pull-request-1": committed}

# --- the page


def test_the_page_shows_every_script_as_it_is() -> None:
    assert [name.removeprefix(FOLDER) for name in sorted(SHOWN)] == SCRIPTS
    for name, text in SHOWN.items():
        assert text == (ROOT / name).read_text(encoding="utf-8"), f"{name} differs on the page"


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)
def test_script_does_what_the_page_shows(example: Example, tmp_path: Path) -> None:
    repo, code = tmp_path / "repo", 0
    own = any(not name.startswith(FOLDER) for name in example.files)
    env = {} if own else PREPARED.get(example.name, shipped)(repo)
    write_files(repo, example.files)
    for number, command in enumerate(example.commands):
        if command.words == ("echo", "$?"):
            assert command.expected == (str(code),)
            continue
        code, printed, _ = run_script(command.words, repo, **{**env, **dict(command.variables)})
        following = example.commands[number + 1 : number + 2]
        assert code == 0 or [each.words[0] for each in following] == ["echo"], printed
        assert matches(command.expected, printed), f"line {command.line} prints\n{printed}"


def test_code_on_the_page_has_the_values_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Blocks without a title are one program; an expression with a comment behind it has that value."""
    shipped(tmp_path / "repo")
    monkeypatch.chdir(tmp_path / "repo")
    for name in list(os.environ):
        if name.startswith(("ATMOS_", "STACKC_", "TF_", "XDG_")):
            monkeypatch.delenv(name)
    names: dict[str, object] = {}
    compared = 0
    for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        lines = block.splitlines()
        for node in ast.parse(block).body:
            text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
            shown = re.search(r" {2}# (.+)$", text)
            if shown and isinstance(node, ast.Expr):
                compared += 1
                assert repr(eval(text, names)) == shown[1], text
            else:
                exec(text, names)
    assert compared == PAGE.count("  # ") - sum(text.count("  # ") for text in SHOWN.values())
    assert capfd.readouterr() == ("", "")


# --- failures

STACK = """\
vars: {stage: dev}
components: {terraform: {app: {vars: {tags: {Team: web}}}, api: {}}}
"""


def tiny(root: Path, **stacks: str) -> Path:
    """A repository of two instances, and of further stacks."""
    files = {f"stacks/deploy/{name}.yaml": text for name, text in {"dev": STACK, **stacks}.items()}
    modules = {f"components/terraform/{name}/main.tf": "" for name in ("app", "api")}
    return write_files(root / "repo", {"stackc.yaml": PROJECT, **modules, **files})


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_broken_repository_is_a_message_and_no_traceback(name: str, tmp_path: Path) -> None:
    said = script(name, repo=tiny(tmp_path, prod="import: [nowhere]\nvars: {stage: prod}\n"))
    assert said.code == 1
    assert "SC0201" in said.out
    assert name.startswith("test_") or "Traceback" not in said.out


@pytest.mark.parametrize("name", ["matrix.py", "policy.py"])
def test_a_mistake_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    said = script(name, repo=tiny(tmp_path, prod="import: [nowhere]\nvars: {stage: prod}\n"))
    assert "stacks/deploy/prod.yaml:1" in said.out


@pytest.mark.parametrize("name", SELECTING)
def test_an_empty_selection_is_refused(name: str, tmp_path: Path) -> None:
    words = ("out", "") if name == "artifacts.py" else ("",)
    said = script(name, *words, repo=tiny(tmp_path))
    assert (said.code, said.out) == (1, "an empty selector: None selects everything\n")


def test_policy_names_the_instance_that_breaks_it(tmp_path: Path) -> None:
    said = script("policy.py", repo=tiny(tmp_path))
    assert said.code == 1
    assert said.out == "api@dev: vars.tags.Team is missing (component folder components/terraform/api)\n"


def test_policy_passes_what_keeps_it(tmp_path: Path) -> None:
    assert script("policy.py", "stage", repo=tiny(tmp_path)) == Said(0, "", "")


def test_tests_of_a_repository_name_the_instance_that_fails(tmp_path: Path) -> None:
    said = script("test_stacks.py", repo=tiny(tmp_path))
    assert said.code == 1
    assert "test_the_state_is_in_s3[api@dev]" in said.out


def test_drift_of_nothing_is_a_mistake(tmp_path: Path) -> None:
    said = script("drift.py", "prod", repo=tiny(tmp_path))
    assert (said.code, said.out) == (1, "no instance is selected\n")


@pytest.mark.parametrize(
    ("body", "code", "last"),
    [
        ("exit 0", 0, ["0 of 2 instances changed"]),
        (
            'case "$1 $PWD" in plan*api) exit 1;; plan*) exit 2;; esac',
            1,
            ["failed   api@dev", "changed  app@dev", "1 of 2 instances changed"],
        ),
    ],
)
def test_drift_tells_a_failed_plan_from_a_changed_one(tmp_path: Path, body: str, code: int, last: list[str]) -> None:
    bin_folder = stand_in(tmp_path / "bin", body).folder
    said = script("drift.py", repo=tiny(tmp_path), PATH=os.pathsep.join((str(bin_folder), os.defpath)))
    assert (said.code, said.out.splitlines()[-len(last) :]) == (code, last)


def test_a_pull_request_that_changes_nothing_says_so(tmp_path: Path) -> None:
    repo = tiny(tmp_path)
    commit(repo)
    assert script("pull_request.py", "HEAD", repo=repo) == Said(0, "No instance differs from `HEAD`.\n", "")
    unknown = script("pull_request.py", "nowhere", repo=repo)
    assert unknown.code == 1
    assert unknown.out.startswith("SC0916: ")


def test_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    said = script("artifacts.py", "out", repo=tiny(tmp_path))
    (tmp_path / "sums").write_text(said.out, encoding="utf-8")
    checked = subprocess.run(["sha256sum", "--check", "--strict", "../sums"], cwd=tmp_path / "out", capture_output=True)
    assert (said.code, len(said.out.splitlines()), checked.returncode) == (0, 2, 0)
