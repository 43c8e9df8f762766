"""Whoever asks for a file, and however the path is written: what lies outside of the repository is refused or said."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.kit.command import Said, run_here, write_files

CANARY = "canary-4711"
OUTSIDE = {
    "secret.yaml": f"vars: {{leak: {CANARY}}}\n",
    "secret.json": f'{{"leak": "{CANARY}"}}\n',
    "secret.tfvars": f'leak = "{CANARY}"\n',
    "secret.txt": f"{CANARY}\n",
    "settings.yaml": f"env: {{LEAK: {CANARY}}}\n",
    "deploy/leak.yaml": f"vars: {{stage: leak}}\ncomponents: {{terraform: {{{CANARY}: {{}}}}}}\n",
    "stacks/deploy/leak.yaml": f"vars: {{stage: leak}}\ncomponents: {{terraform: {{{CANARY}: {{}}}}}}\n",
    "app/main.tf": f'variable "{CANARY}" {{}}\n',
    "main.tf": f'variable "{CANARY}" {{}}\n',
}
"""What lies beside the repository."""
STACK = "vars: {stage: dev}\ncomponents:\n  terraform:\n    app:\n      vars: {}\n"

Way = Callable[[Path, Path, str], str]
"""``(repository, folder from which the path is written, name outside)`` → the path as it is written."""


def _outside(repo: Path, name: str) -> Path:
    return repo.parent / "outside" / name


def absolute(repo: Path, base: Path, name: str) -> str:
    return str(_outside(repo, name))


def dots(repo: Path, base: Path, name: str) -> str:
    return os.path.relpath(_outside(repo, name), base)


def link(repo: Path, base: Path, name: str) -> str:
    (repo / f"link{Path(name).suffix}").symlink_to(_outside(repo, name))
    return os.path.relpath(repo / f"link{Path(name).suffix}", base)


def chain(repo: Path, base: Path, name: str) -> str:
    ending = Path(name).suffix
    (repo / f"last{ending}").symlink_to(_outside(repo, name))
    (repo / f"first{ending}").symlink_to(f"last{ending}")
    return os.path.relpath(repo / f"first{ending}", base)


def middle(repo: Path, base: Path, name: str) -> str:
    (repo / "door").symlink_to(_outside(repo, "."))
    return os.path.join(os.path.relpath(repo / "door", base), name)


def proc(repo: Path, base: Path, name: str) -> str:
    return f"/proc/self/root{_outside(repo, name)}"


WAYS: tuple[Way, ...] = (absolute, dots, link, chain, middle, proc)


class Asker(NamedTuple):
    """Who asks for a file: the files of a repository with ``¶`` at the place and ``PATH`` for the path."""

    name: str
    base: str
    outside: str
    files: Mapping[str, str]
    command: str = "describe component app -s dev"
    ways: tuple[Way, ...] = WAYS
    dialects: tuple[str, ...] = ("stackc", "atmos")
    reads: bool = True
    """Where it is read, the content shows."""


def manifest(body: str) -> dict[str, str]:
    return {"stacks/deploy/dev.yaml": body}


def value(text: str) -> dict[str, str]:
    return manifest(STACK.replace("vars: {}", "vars: {leak: " + text + "}"))


def settings(text: str, manifest: str = STACK) -> dict[str, str]:
    return {"PROJECT": text, "stacks/deploy/dev.yaml": manifest}


SOURCED = STACK.replace("{}", """{leak: '{{ (datasource "d").leak }}'}""")
PLACED = SOURCED.replace("{{ (datasource", "{{ (¶datasource")
FOLDERS = (absolute, dots, link, chain, middle, proc)
ASKERS = [
    Asker("import", "stacks/deploy", "secret.yaml", manifest("import: [¶PATH]\n" + STACK)),
    Asker("import of a glob", "stacks/deploy", "*ecret.yaml", manifest("import: [¶'PATH']\n" + STACK), ways=(absolute, dots, middle)),
    Asker("import with options", "stacks/deploy", "secret.yaml", manifest("import: [{path: ¶PATH, skip_if_missing: true}]\n" + STACK)),
    Asker("include", "stacks/deploy", "secret.yaml", value("¶!include PATH")),
    Asker("include, raw", "stacks/deploy", "secret.txt", value("¶!include.raw PATH")),
    Asker("include of tfvars", "stacks/deploy", "secret.tfvars", value("¶!include PATH")),
    Asker("include with an expression", "stacks/deploy", "secret.json", value("¶!include PATH .leak")),
    Asker("include in locals", "stacks/deploy", "secret.txt", manifest("locals: {a: ¶!include PATH}\n" + STACK.replace("{}", "{l: '{{ .locals.a }}'}"))),
    Asker("datasource", ".", "secret.json", settings("SOURCE", PLACED)),
    Asker("datasource of a file URL", ".", "secret.json", settings("URL", PLACED), ways=(absolute, proc)),
    Asker("path of a datasource", ".", "secret.json", settings("HERE", PLACED.replace('"d"', '"d" "PATH"')), ways=(absolute, dots, link, chain, middle, proc)),
    Asker("datasource of an instance", ".", "secret.json", manifest(PLACED + "      settings: {templates: {settings: {gomplate: {datasources: {d: {url: PATH}}}}}}\n")),
    Asker("datasource of a file template", ".", "secret.json", {**settings("SOURCE", "import: [{path: t, context: {a: 1}}]\n" + STACK), "stacks/t.yaml": """vars: {leak: '{{ (¶datasource "d").leak }}'}\n"""}),
    Asker("base path", ".", ".", settings("base_path: ¶PATH"), "list instances", (absolute, dots, link, proc), reads=False),
    Asker("stacks folder", ".", ".", settings("stacks: {base_path: ¶PATH, "), "list instances", (absolute, dots, link, chain, proc)),
    Asker("component folder of a type", ".", ".", settings("components: {terraform: {base_path: ¶PATH}}"), ways=(absolute, dots, link, chain, proc), reads=False),
    Asker("component folder", "components/terraform", "app", manifest(STACK + "      metadata: {component: ¶PATH}\n"), ways=(dots, link, chain, middle), reads=False),
    Asker("include in the project file", ".", "secret.yaml", settings("env: {LEAK: ¶!include PATH}"), reads=False),
    Asker("import of the project file", ".", "settings.yaml", settings("import: [¶PATH]"), dialects=("atmos",), reads=False),
]  # fmt: skip
"""Everybody who asks for a file."""
PROJECT = """\
TOP
stacks: {base_path: stacks, included_paths: ["deploy/**/*"], name_pattern: "{stage}"}
templates: {settings: {enabled: true, gomplate: {enabled: true, datasources: {d: {url: "SOURCE"}}}}}
"""


def project(given: str) -> str:
    """The project file with what is given; ``SOURCE``, ``URL`` and ``HERE`` stand for a datasource."""
    sources = {"SOURCE": "PATH", "URL": "file://PATH", "HERE": "."}
    text = PROJECT.replace('"SOURCE"', f'"{sources.get(given, "none")}"')
    if given.startswith("stacks: {"):
        return text.replace("stacks: {base_path: stacks, ", given).replace("TOP\n", "")
    return text.replace("TOP", "" if given in sources else given)


ROWS = [
    pytest.param(asker, way, dialect, id=f"{asker.name}-{way.__name__}-{dialect}")
    for asker in ASKERS
    for way in asker.ways
    for dialect in asker.dialects
]


def written(tmp_path: Path, asker: Asker, way: Way, dialect: str) -> tuple[Path, str]:
    """The repository of a row on disk, and the place where the path stands."""
    write_files(tmp_path / "outside", OUTSIDE)
    repo = tmp_path / "repo"
    (repo / asker.base).mkdir(parents=True)
    path = way(repo, repo / asker.base, asker.outside)
    files = {f"{dialect}.yaml": project(asker.files.get("PROJECT", "")), **asker.files}
    files.pop("PROJECT", None)
    place = ""
    for name, text in files.items():
        if "¶" in text:
            lines = text.partition("¶")[0].split("\n")
            place = f"{name}:{len(lines)}:{len(lines[-1]) + 1}"
    write_files(repo, {name: text.replace("¶", "").replace("PATH", path) for name, text in files.items()})
    return repo, place


def findings(said: Said) -> list[tuple[str, str, str]]:
    """Level, code and place of each diagnostic."""
    found = re.findall(r"^(error|warning)\[(SC\d{4})\]:.*\n(?: --> (\S+))?", said.err, re.MULTILINE)
    return [(level, code, place.rpartition("/repo/")[2]) for level, code, place in found]


def commands(asker: Asker) -> list[list[str]]:
    return [
        line.split() for line in (asker.command, "validate", "describe stacks -f json", "list files", "list imports")
    ]


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("ATMOS_", "STACKC_", "XDG_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(("asker", "way", "dialect"), ROWS)
@pytest.mark.parametrize("untrusted", [False, True], ids=["trusted", "untrusted"])
def test_a_file_outside_is_refused_at_its_place_or_read_with_a_warning(
    asker: Asker, way: Way, dialect: str, untrusted: bool, tmp_path: Path
) -> None:
    repo, place = written(tmp_path, asker, way, dialect)
    extra = ["--untrusted"] if untrusted else []
    said = run_here("-C", str(repo), *extra, *asker.command.split())
    refused = untrusted or dialect == "stackc"
    assert ("error" if refused else "warning", "SC0230", place) in findings(said), said
    if not refused:
        assert [code for _, code, _ in findings(said)] == ["SC0230"], said
        assert (said.code, CANARY in said.out or not asker.reads) == (0, True), said
        return
    for words in commands(asker):
        said = run_here("-C", str(repo), *extra, *words)
        assert CANARY not in said.out + said.err, (words, said)
        assert said.code == 1 or words[0] == "list", (words, said)


@pytest.mark.parametrize(("asker", "way", "dialect"), ROWS)
def test_a_refusal_does_not_tell_whether_there_is_a_file(asker: Asker, way: Way, dialect: str, tmp_path: Path) -> None:
    repo, _ = written(tmp_path, asker, way, dialect)
    before = [run_here("-C", str(repo), "--untrusted", *words) for words in commands(asker)]
    (tmp_path / "outside").rename(tmp_path / "elsewhere")
    assert [run_here("-C", str(repo), "--untrusted", *words) for words in commands(asker)] == before
