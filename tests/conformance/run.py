"""Ask stackc the questions of a folder of conformance cases and compare its answers with the recorded ones.

    python tests/conformance/run.py DIR [--cmd COMMAND] [--record]

DIR holds ``cases/``, or is one area, or one case. Each case is run in a temporary copy of its repository. Without ``--cmd``
stackc runs inside of two worker processes, which saves most of the time.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import multiprocessing
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # started as a script

from tests.conformance.compare import (  # noqa: E402
    Check,
    Difference,
    Json,
    check_error,
    compare,
    normal,
    without_answer,
)

RECORDED = Path(__file__).with_name("recorded.json")
SECONDS = 60
"""For one answer."""
SHOWN = 3
"""Differing paths for one case."""
_QUESTIONS = {
    "stacks": "describe stacks --format json",
    "component": "describe component {component} -s {stack} --format json",
    "dependents": "describe dependents {component} -s {stack} --format json",
    "list-stacks": "list stacks --format json",
    "varfile": "generate varfile {component} -s {stack}",
    "backend": "generate backend {component} -s {stack}",
    "providers": "generate providers {component} -s {stack}",
    "affected": "describe affected --repo-path {base} --format json",
}


class Case(NamedTuple):
    """One case on disk."""

    folder: Path
    title: str
    cwd: str
    env: dict[str, str]
    probes: list[Json]
    differs: list[Json]

    @property
    def area(self) -> str:
        return self.folder.parent.name

    @property
    def name(self) -> str:
        return f"{self.area}/{self.folder.name}"


class Answer(NamedTuple):
    """What one command said."""

    status: int
    out: str
    err: str


class Result(NamedTuple):
    """A case and its checks."""

    case: Case
    checks: list[Check]

    def count(self, state: str) -> int:
        return sum(check.state == state for check in self.checks)


# --- cases and their copies


def find_cases(folder: Path) -> list[Case]:
    """All cases in ``folder``, which holds ``cases/``, areas or cases, or is one case; sorted."""
    top = folder / "cases" if (folder / "cases").is_dir() else folder
    files = sorted(file for depth in ("", "*/", "*/*/") for file in top.resolve().glob(f"{depth}case.json"))
    return [_read_case(file) for file in files]


def _read_case(file: Path) -> Case:
    data = json.loads(file.read_text(encoding="utf-8"))
    return Case(
        file.parent,
        data.get("title", ""),
        data.get("cwd", "."),
        data.get("env") or {},
        data["probes"],
        data.get("differs") or [],
    )


class Copy:
    """A temporary copy of a case's repository: the top of a git repository, with a home folder beside it."""

    def __init__(self, case: Case) -> None:
        self.top = Path(os.path.realpath(tempfile.mkdtemp(prefix="stackc-case-")))
        self.root, self.home, self.base = self.top / "repo", self.top / "home", self.top / "base"
        self.home.mkdir()
        shutil.copytree(case.folder / "repo", self.root, symlinks=True)
        self.cwd = self.root / case.cwd
        self.env = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "PWD": str(self.cwd),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "GIT_CONFIG_NOSYSTEM": "1",
            "STACKC_STACKS_DUPLICATES": "allow-identical",  # equal duplicates are no error in the recorded answers
            **case.env,
        }
        if (case.folder / "base").is_dir():
            shutil.copytree(case.folder / "base", self.base, symlinks=True)
            self._commit()
        else:
            _empty_git(self.root / ".git")

    def _commit(self) -> None:
        """``base`` becomes the first commit, ``repo`` the second."""
        _git(self.base, "init", "--quiet")
        _git(self.base, "add", "--all")
        _git(self.base, "commit", "--quiet", "--message", "base")
        shutil.copytree(self.base / ".git", self.root / ".git")
        _git(self.root, "add", "--all")
        _git(self.root, "commit", "--quiet", "--allow-empty", "--message", "repo")

    def masked(self, text: str) -> str:
        """``text`` with the names of this copy's folders taken out."""
        return text.replace(str(self.root), "{ROOT}").replace(str(self.home), "{HOME}")

    def close(self) -> None:
        shutil.rmtree(self.top, ignore_errors=True)


def _empty_git(folder: Path) -> None:
    """A git repository without commits, made without git."""
    for name in ("objects", "refs/heads"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")


def _git(folder: Path, *words: str) -> None:
    settings = ("user.name=cases", "user.email=cases@example.org", "init.defaultBranch=main", "commit.gpgSign=false")
    given = [word for setting in settings for word in ("-c", setting)]
    subprocess.run(["git", *given, *words], cwd=folder, check=True, capture_output=True)


# --- asking


def ask(words: Sequence[str], copy: Copy, command: Sequence[str]) -> Answer:
    """Run stackc with ``words``: as ``command``, or in this process when there is none."""
    answer = _ask_program([*command, *words], copy) if command else _ask_here(list(words), copy)
    return Answer(answer.status, copy.masked(answer.out), copy.masked(answer.err))


def _ask_program(argv: list[str], copy: Copy) -> Answer:
    try:
        done = subprocess.run(
            argv,
            cwd=copy.cwd,
            env=copy.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer(124, "", f"no answer in {SECONDS} s")
    return Answer(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


class _TooLong(BaseException):
    """Not an Exception: the command under test must not catch it."""


def _ask_here(words: list[str], copy: Copy) -> Answer:
    from stackc.cli.main import run

    out, err = _stream(), _stream()
    with _place(copy.cwd, copy.env), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _limit(SECONDS):
        try:
            status = run(words)
        except _TooLong:
            return Answer(124, "", f"no answer in {SECONDS} s")
        except SystemExit as leave:
            status = leave.code if isinstance(leave.code, int) else 1
        except Exception:
            return Answer(70, _read(out), traceback.format_exc())
    return Answer(status, _read(out), _read(err))


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace", newline="")


def _read(stream: io.TextIOWrapper) -> str:
    stream.flush()
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode("utf-8", "replace")


@contextlib.contextmanager
def _place(cwd: Path, env: Mapping[str, str]) -> Iterator[None]:
    """The working directory and the environment of a command, and no terminal."""
    before, here, stdin = dict(os.environ), os.getcwd(), sys.stdin
    os.environ.clear()
    os.environ.update(env)
    try:
        os.chdir(cwd)
        with open(os.devnull, encoding="utf-8") as sys.stdin:
            yield
    finally:
        sys.stdin = stdin
        os.chdir(here)
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def _limit(seconds: int) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


# --- checking


def check_case(case: Case, command: Sequence[str]) -> Result:
    """Every probe of a case in one fresh copy of its repository."""
    copy = Copy(case)
    try:
        return Result(case, [check for probe in case.probes for check in _check_probe(case, probe, copy, command)])
    finally:
        copy.close()


def _check_probe(case: Case, probe: Json, copy: Copy, command: Sequence[str]) -> Iterator[Check]:
    name, kind = probe["id"], probe["kind"]
    waived = [rule["path"].strip("/") for rule in case.differs if rule["probe"] in (name, "*")]
    if kind == "error":
        answer = ask(_error_words(probe["argv"]), copy, command)
        yield check_error(name, answer.status, answer.out + answer.err, probe.get("mentions") or [], bool(waived))
        return
    recorded = case.folder / "expected" / f"{name}.json"
    if not recorded.is_file():
        return
    expected = normal(kind, json.loads(recorded.read_text(encoding="utf-8")))
    answer = ask(_words(probe, copy), copy, command)
    if answer.status != 0:
        last = (answer.err or answer.out).strip().splitlines() or [""]
        yield from without_answer(name, kind, expected, f"exit status {answer.status}: {last[-1][:200]}", waived)
        return
    try:
        got = normal(kind, json.loads(answer.out))
    except (ValueError, AttributeError, TypeError) as problem:
        yield from without_answer(name, kind, expected, f"no such answer: {problem}", waived)
        return
    yield from compare(name, kind, expected, got, waived)


def _words(probe: Json, copy: Copy) -> list[str]:
    names = {"component": probe.get("component"), "stack": probe.get("stack"), "base": str(copy.base)}
    return [word.format(**names) for word in _QUESTIONS[probe["kind"]].split()]


def _error_words(argv: Json) -> list[str]:
    if isinstance(argv, dict):
        return [word.format(**argv) for word in _QUESTIONS["component"].split()]
    if isinstance(argv, list):
        return [str(word) for word in argv]
    words = shlex.split(argv)
    return [*words, "--format", "json"] if words[0] == "describe" and "--format" not in words else words


# --- the report


def run_all(cases: Sequence[Case], command: Sequence[str], jobs: int) -> list[Result]:
    """The results of ``cases`` in their order, worked out by ``jobs`` processes."""
    with multiprocessing.Pool(jobs) as pool:
        return pool.starmap(check_case, [(case, command) for case in cases], chunksize=1)


def report(results: Sequence[Result]) -> tuple[int, int]:
    """Print what passed and what did not; give both numbers."""
    for area in sorted({result.case.area for result in results}):
        inside = [result for result in results if result.case.area == area]
        whole = sum(not result.count("failed") for result in inside)
        passed, failed = _totals(inside)
        print(f"{area:<10} {passed} of {passed + failed} checks pass, {whole} of {len(inside)} cases whole")
    for result in results:
        if result.count("failed"):
            _report_case(result)
    left_out = sum(result.count("left out") for result in results)
    if left_out:
        print(f"\n{left_out} checks left out: they differ on purpose")
    return _totals(results)


def _totals(results: Sequence[Result]) -> tuple[int, int]:
    return sum(result.count("passed") for result in results), sum(result.count("failed") for result in results)


def _report_case(result: Result) -> None:
    print(f"\n{result.case.name}: {result.count('failed')} of {len(result.checks)} checks fail. {result.case.title}")
    found: list[tuple[str, Difference]] = [(c.probe, each) for c in result.checks for each in c.differences]
    for probe, each in found[:SHOWN]:
        print(f"  {probe}: {each.path or 'the whole answer'}")
        print(f"    expected {_cut(each.expected)}\n    got      {_cut(each.got)}")
    if len(found) > SHOWN:
        print(f"  and {len(found) - SHOWN} more")


def _cut(text: str, width: int = 110) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def is_worse(passed: int, failed: int, recorded: Mapping[str, int]) -> bool:
    """True when the share of passed checks is below the recorded one."""
    before = recorded["passed"] + recorded["failed"]
    return passed * before < recorded["passed"] * (passed + failed)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder that holds cases/, one area, or one case")
    parser.add_argument("--cmd", default="", metavar="COMMAND", help="start this instead of stackc in this process")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="worker processes (default: %(default)s)")
    parser.add_argument("--record", action="store_true", help=f"write the totals to {RECORDED.name}")
    options = parser.parse_args()
    cases = find_cases(options.folder)
    if not cases:
        parser.error(f"no case.json below {options.folder}")
    command = shlex.split(options.cmd)
    if command and os.sep in command[0]:
        command[0] = os.path.abspath(command[0])
    passed, failed = report(run_all(cases, command, options.jobs))
    if options.record:
        RECORDED.write_text(json.dumps({"passed": passed, "failed": failed}) + "\n", encoding="utf-8")
    worse = is_worse(passed, failed, json.loads(RECORDED.read_text(encoding="utf-8"))) if RECORDED.is_file() else False
    if worse:
        print(f"\nless than recorded in {RECORDED.name}")
    print(f"{passed} passed, {failed} failed")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
