"""No edit of a repository moves a state address without a word: random edits of the reference organisation.

``python -m tests.campaigns.edits N SEED``. Each edit is made to a locked copy; where Terraform would keep each state is
computed before and after, apart from the compiler (``places``). A move of which ``lock --check`` says nothing is *silent*,
a move that it reports and that is none is *false*. ``--terraform`` reads some of the places from Terraform itself.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Final, NamedTuple

from stackc.artifact.files import emit_backend
from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.value import Secret, Unknown, leaves, shown_leaf
from stackc.check import address_messages
from stackc.check.addresses import check_known, check_moved, check_shared, gone
from stackc.evaluate.instance import Instance
from stackc.project.locking import make_guard
from stackc.project.open_project import OpenProject, open_project
from stackc.run.guard import review
from tests.campaigns.mutations import BACKENDS, DEFAULTS, PROJECT, VARIABLES, Draft, dump, edit, parse
from tests.campaigns.places import Given, Place, place_of
from tests.kit.command import SHIPPED, run_here, terraform_env

SHOWN = 5
"""Examples of each kind of fault in the report."""
COMMANDED = 10
"""Every so many edits, the command itself is run, too."""
_PATTERN = {"terraform_workspace_pattern": "{tenant}-{environment}-{stage}-{component}"}


class Base(NamedTuple):
    """One state of the repository that edits start from: its backend and the environment it is used in."""

    backend: str
    env: Mapping[str, str] = {}
    settings: object = None
    """The manifest of the backend; None for one that is shipped."""


def _manifest(kind: str, **settings: object) -> dict[str, object]:
    return {"terraform": {"backend_type": kind, "backend": {kind: settings}}, "metadata": _PATTERN}


_URL = "https://states.example/{{ .atmos_stack }}/{{ .atmos_component }}"
BASES: Final = (
    Base("local"),
    Base("s3-single"),
    Base("s3-per-account"),
    Base("s3-elsewhere", {"AWS_ENDPOINT_URL_S3": "https://s3.one.example"}, _manifest("s3", bucket="b", key="k")),
    Base("gcs", {"PLACE": "one"}, _manifest("gcs", bucket=parse("!env PLACE"))),
    Base(
        "azurerm",
        {"ARM_ENVIRONMENT": "public"},
        _manifest("azurerm", storage_account_name="cch", container_name="states"),
    ),
    Base("http", {}, _manifest("http", address=_URL)),
    Base("pg", {"PG_CONN_STR": "postgres://me:word@db.example/states"}, _manifest("pg")),
    Base("pg-own", {"PGHOST": "db.example", "PGDATABASE": "states"}, _manifest("pg", conn_str="postgres://")),
    Base("cloud", {"TF_CLOUD_ORGANIZATION": "cch"}, _manifest("cloud", workspaces={"tags": ["one"]})),
)


class Fault(NamedTuple):
    kind: str
    instance: str
    what: str


class Tried(NamedTuple):
    """One edit: what it was, what was counted, and what must not be."""

    number: int
    edit: str
    counts: Counter[str]
    faults: tuple[Fault, ...]


# --- what Terraform does, and what is said


def places(project: OpenProject) -> dict[str, Place | None]:
    """Where the state of every enabled, real instance that compiles would be."""
    return {str(id_): place_of(given) if given else None for id_, given in _given(project)}


def _given(project: OpenProject) -> Iterator[tuple[InstanceId, Given | None]]:
    compilation = project.compilation
    for id_ in compilation.select(kind="terraform"):
        answer = compilation.instance(id_)
        instance = answer.instance
        if (
            instance is None
            or compilation.blocks(answer.diagnostics)
            or instance.is_abstract
            or not instance.is_enabled
        ):
            continue
        yield id_, _given_one(project, instance)


def _given_one(project: OpenProject, instance: Instance) -> Given | None:
    """What Terraform would get; None where it gets nothing, since a part is not known, or must not be written."""
    backend, own = instance.table("backend"), instance.table("env")
    if any(isinstance(leaf, (Unknown, Secret)) for _, leaf in leaves(backend)) or not isinstance(
        instance.section("backend_type"), (str, type(None))
    ):
        return None
    module = Path(project.root, instance.folder, "backend.tf")
    text = module.read_text() if module.exists() else ""
    # A local backend that nobody declares is declared in the workdir, and its settings are arguments of `init`.
    generated = project.config.backend_file and instance.backend_type
    content = emit_backend(instance).value if generated or (instance.backend_type == "local" and not text) else None
    env = {**project.env}
    for name, value in own.items():
        if isinstance(value, Unknown) and name in VARIABLES:
            return None
        env[name] = "" if value is None else str(value.value if isinstance(value, Secret) else shown_leaf(value))
    return Given(content, text, instance.workspace, instance.folder, env)


class Words(NamedTuple):
    """What ``lock --check`` says: by instance, and about the repository as a whole."""

    about: Mapping[str, frozenset[str]]
    broken: bool


def words_of(project: OpenProject) -> Words:
    """What ``lock --check`` is made of, asked for one instance after the other."""
    if project.compilation.blocks(project.setup_findings, "write"):
        return Words({}, True)
    try:
        state = review(make_guard(project))
    except CompileError:
        return Words({}, True)
    about: dict[str, set[str]] = {}

    def say(id_: object, word: str) -> None:
        about.setdefault(str(id_), set()).add(word)

    rows = state.lock.rows
    for instance in state.census.running:
        found: list[Diagnostic] = []
        check_moved([instance], rows, found.append)
        if instance not in state.open and not instance.has_idle_backend:
            check_known([instance], found.append)
        if instance.has_idle_backend:
            found.append(address_messages.without_effect(instance))
        for diagnostic in found:
            say(instance.id, diagnostic.code.value)
    for instance in state.open:
        say(instance.id, "not compared")
    for fresh in state.current:
        if fresh not in rows:
            say(fresh, "not locked yet")
    for orphan in gone(rows, state.census):
        say(orphan, "SC0919")
    shared: list[Diagnostic] = []
    check_shared(state.census.running, shared.append)
    for diagnostic in shared:
        for name in diagnostic.message.rpartition("): ")[2].split(", "):
            say(name, "SC0602")
    return Words({id_: frozenset(words) for id_, words in about.items()}, bool(state.census.broken))


def compare(
    before: Mapping[str, Place | None], after: Mapping[str, Place | None], words: Words, declared: frozenset[str]
) -> tuple[Counter[str], list[Fault]]:
    """What moved, and what of it is not said or wrongly said. ``declared``: the instances some manifest still declares."""
    counts: Counter[str] = Counter()
    faults: list[Fault] = []
    for id_ in sorted({*before, *after}):
        said = words.about.get(id_, frozenset())
        if id_ not in after:
            if id_ in declared and not words.broken:
                counts["disabled"] += 1
                continue
            counts["moves"] += 1
            if "SC0919" not in said and not words.broken:
                faults.append(Fault("silent", id_, f"{before[id_]} is gone"))
        elif id_ not in before:
            counts["moves"] += 1
            if not said and not words.broken:
                faults.append(Fault("silent", id_, f"{after[id_]} is new"))
        elif after[id_] is None:
            counts["refused"] += 1
        elif before[id_] != after[id_]:
            counts["moves"] += 1
            if not said - {"SC0602"}:
                faults.append(Fault("silent", id_, f"{before[id_]} -> {after[id_]}"))
        elif "SC0902" in said:
            faults.append(Fault("false", id_, f"{after[id_]} stays"))
    owners: dict[Place, list[str]] = {}
    for id_, place in after.items():
        if place is not None:
            owners.setdefault(place, []).append(id_)
    for place, ids in owners.items():
        for id_ in ids if len(ids) > 1 else ():
            counts["shared"] += 1
            if not words.about.get(id_, frozenset()) & {"SC0602", "SC0918", "SC0909", "not compared"}:
                faults.append(Fault("shared", id_, f"{place} is that of {', '.join(ids)}"))
    return counts, faults


# --- the repository


class Locked(NamedTuple):
    """A locked copy on disk."""

    root: Path
    texts: Mapping[str, str]
    env: Mapping[str, str]
    places: Mapping[str, Place | None]


@cache
def _shipped() -> dict[str, str]:
    files = [SHIPPED / PROJECT, *(SHIPPED / "stacks").rglob("*.yaml"), *(SHIPPED / "components").rglob("*.tf")]
    return {path.relative_to(SHIPPED).as_posix(): path.read_text(encoding="utf-8") for path in files}


@cache
def _home() -> Path:
    home = Path(tempfile.mkdtemp(prefix="edits-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    Finalize(None, partial(shutil.rmtree, home, True), exitpriority=1)
    return home


def _texts(base: Base) -> dict[str, str]:
    texts = dict(_shipped())
    for each in BASES:
        if each.settings is not None:
            texts[f"{BACKENDS}/{each.backend}.yaml"] = dump(each.settings)
    texts[DEFAULTS] = texts[DEFAULTS].replace("catalog/backend/local\n", f"catalog/backend/{base.backend}\n")
    texts[PROJECT] += '\nsecrets: {env: ["SECRET_*"]}\n'
    return texts


@cache
def locked(number: int) -> Locked:
    """The copy for one base, written and locked once in a process."""
    base = BASES[number]
    root, texts = _home() / base.backend, _texts(base)
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    with _inside(root, base.env):
        said = run_here("lock")
    assert said.code == 0, said.err
    return Locked(root, texts, base.env, places(open_project(str(root), base.env)))


@contextlib.contextmanager
def _inside(root: Path, env: Mapping[str, str]) -> Iterator[None]:
    """The process in a folder and an environment, for the command, which sees both."""
    where, had = Path.cwd(), dict(os.environ)
    kept: dict[str, str] = {name: had[name] for name in ("PATH", "HOME") if name in had}
    os.environ.clear()
    os.environ.update({**kept, **env, "NO_COLOR": "1"})
    os.chdir(root)
    try:
        yield
    finally:
        os.chdir(where)
        os.environ.clear()
        os.environ.update(had)


@contextlib.contextmanager
def _edited(copy: Locked, draft: Draft) -> Iterator[None]:
    """The copy with the changes of ``draft``, which are taken back."""
    changed = draft.changed
    try:
        for path, text in changed.items():
            (copy.root / path).parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                (copy.root / path).unlink(missing_ok=True)
            else:
                (copy.root / path).write_text(text, encoding="utf-8")
        yield
    finally:
        for path in changed:
            if path in copy.texts:
                (copy.root / path).write_text(copy.texts[path], encoding="utf-8")
            else:
                (copy.root / path).unlink(missing_ok=True)


def drafted(seed: int, index: int, number: int | None = None) -> tuple[Locked, Draft, str]:
    """The locked copy, the edit and what it is, of two numbers alone."""
    chance = random.Random(f"{seed}:{index}")
    copy = locked(index % len(BASES) if number is None else number)
    draft = Draft(copy.texts, copy.env)
    what = edit(chance, draft)
    return copy, draft, f"on {copy.root.name}: {what}"


def attempt(seed: int, index: int) -> Tried:
    """Make one edit and compare."""
    copy, draft, what = drafted(seed, index)
    try:
        with _edited(copy, draft):
            return _judged(copy, draft, index, what)
    except Exception:
        return Tried(index, what, Counter(), (Fault("crash", "", traceback.format_exc()),))


def _judged(copy: Locked, draft: Draft, index: int, what: str) -> Tried:
    project = open_project(str(copy.root), draft.env)
    words = words_of(project)
    broken = project.compilation.blocks(project.setup_findings, "write")
    after = {} if broken else places(project)
    declared = frozenset() if broken else frozenset(map(str, project.compilation.select(kind="terraform")))
    counts, faults = compare(copy.places, after, words, declared)
    counts["edits with moves"] = int(counts["moves"] > 0)
    counts["edits that break"] = int(words.broken)
    if index % COMMANDED == 0:
        counts["commands"] = 1
        with _inside(copy.root, draft.env):
            said = run_here("lock", "--check")
        faults += _contradictions(words, said.code, said.err)
    return Tried(index, what, counts, tuple(faults))


def _contradictions(words: Words, code: int, text: str) -> Iterator[Fault]:
    """Where the command does not say what its parts say."""
    silent = all(said <= {"not compared"} for said in words.about.values()) and not words.broken
    if (code == 0) != silent:
        yield Fault("command", "", f"exit code {code}, but {words}\n{text}")
    for id_, said in words.about.items() if not text.startswith("internal error") else ():
        for word in said:
            if id_ not in text or word not in text:
                yield Fault("command", id_, f"{word} is not said:\n{text}")


# --- what Terraform itself does

_ROOT_MODULE = 'resource "terraform_data" "a" {}\n'


def witnessed(seed: int, index: int) -> Tried:
    """Make one edit of the organisation with local states, deploy one instance, and look where Terraform wrote."""
    copy, draft, what = drafted(seed, index, 0)
    counts: Counter[str] = Counter()
    with _edited(copy, draft):
        project = open_project(str(copy.root), draft.env)
        if project.compilation.blocks(project.setup_findings, "write"):
            return Tried(index, what, counts, ())
        found = {id_: place for id_, place in places(project).items() if place is not None and _is_inside(place)}
        moved = [id_ for id_, place in found.items() if copy.places.get(id_) != place]
        likely = [id_ for id_ in moved or found if not id_.startswith(("cloudtrail@", "account-map@"))]
        if not likely:
            return Tried(index, what, counts, ())
        chosen = random.Random(f"{seed}:{index}:who").choice(sorted(likely))
        with tempfile.TemporaryDirectory(dir=_home()) as folder:
            faults = _deployed(copy.root, Path(folder), draft.env, chosen, found, counts)
    return Tried(index, what, counts, faults)


def _is_inside(place: Place) -> bool:
    """True for a state that would be below the repository: nothing is written anywhere else."""
    return place.kind == "local" and not place.where[0].startswith(("/", ".."))


def _deployed(
    root: Path,
    here: Path,
    env: Mapping[str, str],
    chosen: str,
    found: Mapping[str, Place | None],
    counts: Counter[str],
) -> tuple[Fault, ...]:
    there = here / "copy"
    shutil.copytree(root, there, ignore=shutil.ignore_patterns("stackc.lock", ".stackc"))
    for module in there.rglob("*.tf"):
        if module.name != "backend.tf":
            module.unlink()
    place = found[chosen]
    assert place is not None
    folders = [each for each in (there / "components").rglob("*") if each.is_dir()]
    for folder in folders:
        (folder / "main.tf").write_text(_ROOT_MODULE)
    component, _, stack = chosen.rpartition("@")
    done = subprocess.run(
        [sys.executable, "-m", "stackc", "terraform", "deploy", component, "-s", stack],
        cwd=there,
        env={**terraform_env(here), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    written = {
        os.path.relpath(path, there)
        for path in here.rglob("*.tfstate*")
        if path.is_file() and not path.name.endswith(".backup") and path.parent.name != ".terraform"
    }
    if (there / place.where[0]).is_file():
        written.add(place.where[0])  # whatever it is called
    if done.returncode:
        counts["refused"] += 1
        return (Fault("half", chosen, f"exit code {done.returncode}, but {written}"),) if written else ()
    counts["written"] += 1
    wanted = {place.where[0]}
    return () if written == wanted else (Fault("terraform", chosen, f"wrote {sorted(written)}, expected {wanted}"),)


# --- the program


def summary(name: str, seed: int, tried: Sequence[Tried]) -> dict[str, object]:
    """The figures of a campaign, and the first examples of each kind of fault."""
    counts: Counter[str] = sum((each.counts for each in tried), Counter())
    kinds: Counter[str] = Counter(fault.kind for each in tried for fault in each.faults)
    examples: dict[str, list[dict[str, object]]] = {}
    for each in tried:
        for fault in {fault.kind: fault for fault in reversed(each.faults)}.values():
            shown = examples.setdefault(fault.kind, [])
            if len(shown) < SHOWN:
                where = {"seed": seed, "index": each.number, "edit": each.edit}
                shown.append({**where, "instance": fault.instance, "what": fault.what})
    aimed = {kind: kinds[kind] for kind in ("silent", "false")}
    return {"campaign": name, "seed": seed, "edits": len(tried), **counts, **aimed, **kinds, "examples": examples}


def main(words: Sequence[str] | None = None) -> int:
    """Run the campaign; 1 when a move is silent, or one that is none is reported."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaigns.edits")
    parser.add_argument("count", type=int, nargs="?", default=1000, help="how many edits")
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--only", type=int, action="append", metavar="INDEX", help="only this edit; may be repeated")
    parser.add_argument("--terraform", action="store_true", help="read the places from Terraform, local states alone")
    asked = parser.parse_args(words)
    work = partial(witnessed if asked.terraform else attempt, asked.seed)
    indexes = asked.only or range(asked.count)
    if asked.only:
        tried = [work(index) for index in indexes]
    else:
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
            tried = list(pool.map(work, indexes, chunksize=20))
    print(json.dumps(summary("edits-terraform" if asked.terraform else "edits", asked.seed, tried)))
    return 1 if any(each.faults for each in tried) else 0


if __name__ == "__main__":
    sys.exit(main())
