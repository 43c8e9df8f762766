"""Whatever an answer that is kept was made of is among its questions: every file, folder, variable and process.

Files are heard of from the interpreter itself, so one that is opened past the ports of the compiler is seen here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, MutableMapping
from pathlib import Path

import pytest

from stackc.cache.answer import decode_answer
from stackc.cache.questions import CONTENT, GIT, LISTING, VARIABLE, Question
from tests.kit.command import PROJECT, run_here, write_files
from tests.kit.kept import environment

FILES = {
    "stackc.yaml": PROJECT + "schemas: {components: {base_path: schemas/components}}\n",
    "schemas/components/app.json": '{"type": "object"}',
    "data/list.yaml": "[1]\n",
    "stacks/deploy/dev.yaml": "import: [mixins/*]\nlocals: {a: !env LOCAL}\n"
    "vars: {stage: dev, list: !include ../../data/list.yaml}\n"
    "components: {terraform: {app: {settings: {depends_on: {1: {component: vpc}}}}, vpc: {vars: {b: !env UNSET}}}}\n",
    "stacks/deploy/dev.local.yaml": "vars: {mine: 1}\n",
    "stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {app: {}}}\n",
    "stacks/mixins/size.yaml": "vars: {size: 1}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\n',
    "components/terraform/vpc/main.tf": 'variable "stage" {}\n',
}
LINES = (
    *("list stacks", "list instances", "list files", "list imports", "list components", "list values .vars.size"),
    *("list vars app", "list settings app", "list metadata app", "describe dev", "describe stacks --format json"),
    *("describe component app -s dev", "describe component app -s dev --origins", "describe dependents vpc -s dev"),
    *("why app@dev", "why app@dev vars.size", "validate", "validate --format json", "validate --notes"),
    *("describe affected --base HEAD", "describe component none -s dev", "describe component app -s none"),
)
OWN = frozenset({"STACKC_CACHE_DIR", "STACKC_NO_CACHE", "XDG_CACHE_HOME", "NO_COLOR", "_STACKC_COMPLETE"})
"""Variables that say where answers are kept, or that are in the key of each."""
LIBRARIES = frozenset({"PYDANTIC_DISABLE_PLUGINS"})
_heard: list[tuple[str, str]] | None = None


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _heard is None:
        return
    if event in ("open", "os.scandir", "os.listdir"):
        if not isinstance(arguments[0], int):  # of a file that is open already
            _heard.append((CONTENT if event == "open" else LISTING, os.fsdecode(arguments[0])))  # type: ignore[arg-type]
    elif event in ("subprocess.Popen", "socket.connect", "os.system", "os.exec", "os.posix_spawn", "os.fork"):
        _heard.append((event, str(arguments[0])))


sys.addaudithook(_hear)


class Environment(dict[str, str], MutableMapping[str, str]):
    """Variables, and which of them were asked for."""

    def __init__(self, given: MutableMapping[str, str]) -> None:
        super().__init__(given)
        self.asked: set[str] = set()

    def get(self, key: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = write_files(tmp_path / "repository", FILES)
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "first")):
        subprocess.run(["git", *who, *words], cwd=root, check=True)
    monkeypatch.chdir(root)
    with environment({"HOME": str(tmp_path / "home"), "STACKC_CACHE_DIR": str(tmp_path / "kept")}):
        yield root


def questions_of(line: str, kept: Path) -> list[Question]:
    """The questions of the one answer that is kept."""
    answers = [decode_answer(path.read_bytes()) for path in kept.iterdir()]
    assert len(answers) == 1, line
    assert answers[0] is not None
    return list(answers[0].questions)


def is_ours(path: str, kept: Path) -> bool:
    """A file of the program, of Python or of the cache; what an answer says does not hang on which of them are read."""
    ours = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]), str(kept), "/dev/", "/proc/", "/usr/", "/etc/")
    return path.startswith(ours)


@pytest.mark.parametrize("line", LINES)
def test_whatever_is_looked_at_is_a_question(
    line: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    global _heard
    variables = Environment(os.environ)
    run_here(*line.split(), "--no-cache")  # everything is imported
    monkeypatch.setattr(os, "environ", variables)
    _heard = []
    try:
        run_here(*line.split())
    finally:
        heard, _heard = _heard, None
    kept = tmp_path / "kept"
    told = questions_of(line, kept)
    asked = {(each.kind, os.path.normpath(each.subject)) for each in told}
    looked = {(kind, os.path.normpath(os.path.join(root, path))) for kind, path in heard if kind in (CONTENT, LISTING)}
    assert {each for each in looked if not is_ours(each[1], kept)} - asked == set()
    assert variables.asked - OWN - LIBRARIES - {each.subject for each in told if each.kind == VARIABLE} == set()
    processes = [subject for kind, subject in heard if kind not in (CONTENT, LISTING)]
    assert not processes or (set(processes) == {"git"} and any(each.kind == GIT for each in told))
