"""The jobs people run all day, the repositories they are run on, and the states a cache may be in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from compileall import compile_dir
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from benchmarks.process import Sample, measure
from benchmarks.repository import SIZES, shape_of, write_repository

State: TypeAlias = Literal["cold", "warm", "edited"]
STATES: tuple[State, ...] = ("cold", "warm", "edited")
"""In this order: the cache is removed before the first, filled by the one before for the second, and for the third a
leaf file changed since then. A run is the warming up of the next, so none is run without being counted."""


class Job(NamedTuple):
    """One question and its command line, in which names of a repository stand in braces."""

    words: str
    is_cached: bool = True
    """False for what looks at no repository: its states are all one."""


JOBS = {
    "names": Job("list stacks"),
    "component": Job("describe component {component} -s {stack} --format json"),
    "why": Job("why {component}@{stack} {value}"),
    "everything": Job("describe stacks --format json"),
    "validate": Job("validate"),
    "dependents": Job("describe dependents {component} -s {stack} --format json"),
    "affected": Job("describe affected --base {base} --format json"),
    "start": Job("--version", is_cached=False),
    "help": Job("--help", is_cached=False),
}
ORGANISATION = Path(__file__).parents[1]
"""The reference organisation stands where the sources do."""
SMALL = "small"
ALL_SIZES = (SMALL, *SIZES)


class Unknown(Exception):
    """A name that nothing here has; said with those there are."""


Name = TypeVar("Name", bound=str)


def chosen(names: str | None, known: Iterable[Name], what: str) -> tuple[Name, ...]:
    """The names of a comma list, all that are known where there is none. Raises Unknown for another name."""
    possible = {str(name): name for name in known}
    wanted = names.split(",") if names else possible
    for name in wanted:
        if name not in possible:
            raise Unknown(f"there is no {what} `{name}`: {', '.join(possible)}")
    return tuple(possible[name] for name in wanted)


def at_least_one(text: str) -> int:
    """A number of repeats. Raises ValueError for none."""
    if int(text) < 1:
        raise ValueError
    return int(text)


class Repository(NamedTuple):
    """A checkout to run jobs in. Its last commit changed one catalog file, the one before is ``base``."""

    folder: Path
    component: str
    stack: str
    value: str
    leaf: str
    """A file that one stack alone is made of, with a number that may be any."""
    number: str
    """The number in it: an expression with a group for what stands before and one for the number."""
    base: str = ""

    def words(self, job: Job) -> list[str]:
        """The words of a job's command line here."""
        return [word.format(**self._asdict()) for word in job.words.split()]

    def edit(self) -> None:
        """Change the number in the leaf file: it becomes one more."""
        path = self.folder / self.leaf
        text, count = re.subn(self.number, _one_more, path.read_text(encoding="utf-8"), count=1)
        assert count == 1, f"{self.leaf} has no number to change"
        path.write_text(text, encoding="utf-8")


def _one_more(found: re.Match[str]) -> str:
    return f"{found[1]}{int(found[2]) + 1}"


def make_repository(size: str, folder: Path) -> Repository:
    """Write the repository of one of ``ALL_SIZES`` into ``folder``, under git with two commits."""
    if size == SMALL:
        repository = _copied(folder)
        changed, before, after = (
            "catalog/account-settings/defaults",
            "maximum_password_age: 190",
            "maximum_password_age: 180",
        )
    else:
        repository = _generated(folder, SIZES[size])
        changed, before, after = f"catalog/f1/{repository.component}/defaults", "enabled: true", "enabled: false"
    (folder / ".gitignore").write_text(".stackc/\n", encoding="utf-8")
    _git(folder, "init", "--quiet")
    base = _commit(folder, "base")
    path = folder / f"stacks/{changed}.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{path} is not what it was"
    path.write_text(text.replace(before, after), encoding="utf-8")
    _commit(folder, "one catalog file changes")
    return repository._replace(base=base)


def _copied(folder: Path) -> Repository:
    for name in ("stacks", "components", "schemas"):
        shutil.copytree(ORGANISATION / name, folder / name, ignore=shutil.ignore_patterns(".stackc", ".terraform"))
    shutil.copy(ORGANISATION / "stackc.yaml", folder)
    leaf = "stacks/orgs/cch/core/root/global-region/baseline.yaml"
    number = r'(limit_amount: ")(\d+)'
    return Repository(folder, "account-map", "core-gbl-root", "vars.tenant", leaf, number)


def _generated(folder: Path, scale: float) -> Repository:
    write_repository(folder, scale)
    component = shape_of(scale).components[0]
    leaf, number = "stacks/orgs/o1/t01/dev/gbl.yaml", r"(instance_count: )(\d+)"
    return Repository(folder, component, "t01-gbl-dev", "vars.tags.Organisation", leaf, number)


def _git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _commit(folder: Path, message: str) -> str:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", message)
    return _git(folder, "rev-parse", "HEAD")


class Program(NamedTuple):
    """A stackc to measure: how it is started, and where its cache is."""

    command: tuple[str, ...]
    env: Mapping[str, str]
    cache: Path


def program(scratch: Path, sources: Path | None = None) -> Program:
    """The stackc of this environment, or of other ``sources``, with a home and a cache of its own below ``scratch``.

    No setting of whoever measures gets in, and the sources are compiled already: their first run is like all others.
    """
    compile_dir(str((sources or ORGANISATION) / "stackc"), quiet=1)
    home, cache = scratch / "home", scratch / "cache"
    home.mkdir(parents=True, exist_ok=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "STACKC_CACHE_DIR": str(cache)}
    if sources is not None:
        env["PYTHONPATH"] = str(sources)
    return Program((sys.executable, "-m", "stackc"), env, cache)


def run_round(
    program: Program, repository: Repository, job: Job, states: Sequence[State] = STATES
) -> Iterator[tuple[State, Sample]]:
    """One job once in each of ``states``. Raises CommandFailed when one fails."""
    command = [*program.command, *repository.words(job)]
    last = max(STATES.index(state) for state in states) if job.is_cached else 0
    for state in STATES[: last + 1]:
        if state == "cold":
            shutil.rmtree(program.cache, ignore_errors=True)
        if state == "edited":
            repository.edit()
        sample = measure(command, repository.folder, program.env)
        if state in states or not job.is_cached:
            yield state, sample
