"""``describe``: answers of every kind, and what is said when there is none."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": (
        "vars: {stage: dev}\n"
        "components:\n"
        "  terraform:\n"
        "    net: {}\n"
        "    app: {vars: {a: !exec echo there}, dependencies: {components: [net]}}\n"
        "    base: {metadata: {type: abstract}}\n"
    ),
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {net: {}}}\n",
}
BROKEN = {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {net: {vars: 5}, ok: {}}}\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def asked(root: Path, line: str) -> Said:
    return run_here("-C", str(root), "describe", *line.split())


@pytest.mark.parametrize("line", ["component app -s dev", "component app --stack dev --format yaml"])
def test_the_quick_way_to_a_component_says_the_same(line: str, root: Path) -> None:
    slow = asked(root, f"{line} -o -")
    assert (slow.code, slow.err) == (0, "")
    assert asked(root, line) == slow
    assert "  a: '!exec echo there'\n" in slow.out


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("component app -s dev --query .vars.stage", "dev\n"),
        ("component app -s dev --query .vars -f json", '{\n  "a": "!exec echo there",\n  "stage": "dev"\n}\n'),
        ("component app -s dev --query .vars.a --resolve", "there\n"),
        ("component net -s prod --query .stack", "prod\n"),
        ("stacks --query .prod.components.terraform.net.vars", "stage: prod\n"),
        ("dependents net -s dev --query .[0].component", "app\n"),
        ("dependents app -s dev", "[]\n"),
    ],
)
def test_an_answer_may_be_queried(line: str, out: str, root: Path) -> None:
    assert asked(root, line) == (0, out, "")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("component typo -s dev", "SC0416"),
        ("component app -s typo", "SC0415"),
        ("component app", "SC0418"),
        ("component app -s dev --query .[", "SC0503"),
        ("typo", "SC0415"),
        ("stacks -s typo", "SC0415"),
        ("stacks -c typo", "SC0416"),
        ("dependents typo -s dev", "SC0416"),
        ("dependents net", "SC0418"),
        ("affected", "SC0916"),
    ],
)
@pytest.mark.parametrize("fmt", ["", "-f json"])
def test_a_question_without_an_answer_is_an_error(line: str, code: str, fmt: str, root: Path) -> None:
    said = asked(root, f"{line} {fmt}")
    assert (said.code, said.out, said.err.count("error[")) == (1, "", 1)
    assert said.err.startswith(f"error[{code}]: ")


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("stacks", {"dev": ["app", "net"], "prod": ["net"]}),
        ("stacks -s prod", {"prod": ["net"]}),
        ("stacks -c app", {"dev": ["app"]}),
        ("stacks --components app --component net -s dev", {"dev": ["app", "net"]}),
        ("stacks --component-types terraform -s prod", {"prod": ["net"]}),
        ("stacks --component-types helmfile", {}),
    ],
)
def test_stacks_are_narrowed(line: str, keys: dict[str, list[str]], root: Path) -> None:
    said = asked(root, f"{line} -f json --sections vars")
    answer = json.loads(said.out)
    shown = {
        name: sorted(key for key in stack["components"]["terraform"] if key != "base") for name, stack in answer.items()
    }
    assert (said.code, shown) == (0, keys)


def test_only_sections_that_are_asked_for_are_shown(root: Path) -> None:
    answer = json.loads(asked(root, "stacks -f json -s prod --sections vars,env").out)
    assert answer["prod"]["components"]["terraform"]["net"] == {"env": {}, "vars": {"stage": "prod"}}


def test_a_stream_of_stacks_is_the_same_as_the_whole(root: Path) -> None:
    assert asked(root, "stacks -f json").out == asked(root, "stacks -f json -o -").out


def test_sound_stacks_are_described_beside_the_error(root: Path) -> None:
    write_files(root, BROKEN)
    said = asked(root, "stacks -f json --sections vars")
    assert (said.code, said.err.count("error[")) == (1, 1)
    assert sorted(json.loads(said.out)) == ["dev", "prod"]


@pytest.mark.parametrize("line", ["component net -s prod", "dependents net -s prod", "prod", "prod -f json"])
def test_what_does_not_compile_is_not_described(line: str, root: Path) -> None:
    write_files(root, BROKEN)
    said = asked(root, line)
    assert (said.code, said.out, said.err.count("error[SC0401]")) == (1, "", 1)


@pytest.mark.parametrize("line", ["component app -s dev", "dev", "stacks", "dependents app -s dev", "affected"])
def test_a_broken_project_answers_nothing(line: str, root: Path) -> None:
    write_files(root, {"stackc.yaml": "stacks: [\n"})
    said = asked(root, line)
    assert (said.code, said.out, said.err.count("error[")) == (1, "", 1)


def test_a_stack_is_told_for_people(root: Path) -> None:
    said = asked(root, "dev")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("stack dev\n")
    assert "    after      net@dev\n" in said.out


@pytest.mark.parametrize("fmt", ["json", "yaml"])
def test_a_stack_for_machines_has_the_shape_of_all(fmt: str, root: Path) -> None:
    assert asked(root, f"prod -f {fmt}").out == asked(root, f"stacks -s prod -f {fmt}").out


def git(root: Path, *words: str) -> None:
    settings = ("-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def history(root: Path) -> Path:
    """A repository whose second commit changes what ``net`` in ``prod`` is given; ``first`` names the first."""
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    git(root, "tag", "first")
    write_files(
        root,
        {"stacks/deploy/prod.yaml": "vars: {stage: prod, a: 1}\ncomponents: {terraform: {net: {settings: {s: 1}}}}\n"},
    )
    git(root, "commit", "-qam", "two")
    return root


def test_what_changed_since_a_commit(history: Path) -> None:
    said = asked(history, "affected --base first")
    assert (said.code, said.err) == (0, "")
    assert [(row["stack"], row["component"]) for row in json.loads(said.out)] == [("prod", "net")]


def test_a_matrix_is_what_pipelines_read(history: Path) -> None:
    [row] = json.loads(asked(history, "affected --base first -f matrix").out)["include"]
    assert list(row) == ["component", "component_path", "component_type", "stack"]
    assert (row["stack"], row["component"], row["component_type"]) == ("prod", "net", "terraform")


def test_another_checkout_is_compared_with(history: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "checkout"
    git(history, "worktree", "add", "-q", str(other), "first")
    assert asked(history, f"affected --repo-path {other}").out == asked(history, "affected --base first").out


def test_mistakes_of_the_base_are_asides(history: Path) -> None:
    write_files(history, {"stacks/deploy/bad.yaml": "import: [nowhere]\n"})
    git(history, "add", "-A")
    git(history, "commit", "-qm", "three")
    (history / "stacks/deploy/bad.yaml").unlink()
    said = asked(history, "affected --base HEAD")
    assert (said.code, said.err.count("in the base: "), said.err.count("error[")) == (0, 1, 0)


@pytest.mark.parametrize("base", ["--base nowhere", ""])
def test_a_base_that_is_not_there_is_an_error(base: str, history: Path) -> None:
    said = asked(history, f"affected {base}")
    assert (said.code, said.out, said.err.count("error[SC0916]: there is no commit")) == (1, "", 1)
