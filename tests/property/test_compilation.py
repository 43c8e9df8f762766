"""Laws of a compilation over small generated repositories: it is a function of the files, and asking for less changes nothing."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

from tests.kit.command import PROJECT, SHIPPED, Said, bare_env, run_apart, run_here, write_files

Files: TypeAlias = dict[str, str]
SEEDS = range(9)
STAGES = ("dev", "prod", "test")
COMPONENTS = ("app", "db", "net/vpc", "web")
STRATEGIES = ("replace", "append", "merge")
TEXTS = (
    "plain",
    "",
    "007",
    "{{ .vars.stage }}-{{ .atmos_component }}",
    "{{ .atmos_stack | upper }}",
    "{{ .settings.team }}",
    "{{ range $key, $value := .vars }}{{ $key }},{{ end }}",
    "{{ toJson .settings }}",
    '{{ if hasKey .vars "a" }}{{ toJson .vars.a }}{{ else }}none{{ end }}',
)
OF_ANOTHER = '{{ (atmos.Component "shared" .stack).vars.cidr }}'
"""Not for what all components get, for `shared` would ask for itself."""

# --- generated repositories


class Writer:
    """Writes the manifests of one repository; one seed, one repository."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.strategy = STRATEGIES[seed % 3]

    def files(self) -> Files:
        project = PROJECT + f"settings: {{list_merge_strategy: {self.strategy}}}\n"
        files = {"stackc.yaml": project, "data/ports.json": '{"http": 80, "https": 443}'}
        names = [f"catalog/part{number}" for number in range(3)]
        for number, name in enumerate(names):
            files[f"stacks/{name}.yaml"] = as_text({"import": self.some(names[:number]), **self.catalog(number)})
        for stage in STAGES:
            files[f"stacks/deploy/{stage}.yaml"] = as_text(self.stack(stage, names))
        for component in (*COMPONENTS, "shared"):
            files[f"components/terraform/{component}/main.tf"] = ""
        return files

    def catalog(self, number: int) -> dict[str, Any]:
        """A base with a base of its own."""
        below = {"metadata": {"type": "abstract"}, **self.sections("vars", "settings")}
        appends = self.strategy == "append"  # a file imported twice would name its bases twice
        metadata = {"type": "abstract", "inherits": [] if appends else self.some([f"below{number}"])}
        base = {"metadata": metadata, **self.sections("vars", "settings", "env")}
        components = {"terraform": {f"base{number}": base, f"below{number}": below}}
        return {**self.sections("vars", "settings"), "components": components}

    def stack(self, stage: str, names: list[str]) -> dict[str, Any]:
        manifest = {
            "import": self.random.sample(names, 3),
            **self.sections("env"),
            "settings": {**self.table(2), "team": "core"},
            "vars": {**self.table(2), "stage": stage},
            "terraform": self.sections("vars"),
            "overrides": self.sections("vars"),
        }
        chosen = {name: self.component(name) for name in self.some(COMPONENTS)}
        shared = {"vars": {"cidr": f"10.{STAGES.index(stage)}.0.0/16"}}
        return {**manifest, "components": {"terraform": {**chosen, "shared": shared}}}

    def component(self, name: str) -> dict[str, Any]:
        metadata = {"component": name, "inherits": self.some(["base0", "base1", "base2"])}
        own = {"metadata": metadata, "vars": {}, **self.sections("vars", "settings", "env")}
        if self.random.random() < 0.5:
            own["vars"]["network"] = {"cidr": OF_ANOTHER}
        return own

    def sections(self, *names: str) -> dict[str, Any]:
        made = {name: self.table(2) for name in self.some(names)}
        return {**made, "env": {"NAME": self.random.choice(TEXTS[:4])}} if "env" in made else made

    def table(self, depth: int) -> dict[str, Any]:
        keys = self.some(["a", "b", "c", "d"])
        return {key: self.value(key, depth) for key in keys}

    def value(self, key: str, depth: int) -> Any:
        """A value; what kind it is hangs on its key, so that layers fit each other."""
        if key == "a" and depth:
            return self.table(depth - 1)
        if key == "b":
            return [self.scalar() for _ in range(self.random.randrange(3))]
        if key == "c" and depth:
            return [{"name": self.scalar(), "port": self.random.randrange(9)} for _ in range(self.random.randrange(3))]
        return self.scalar()

    def scalar(self) -> Any:
        return self.random.choice([True, None, 0, 1, 2.5, *TEXTS])

    def some(self, names: Iterable[str]) -> list[str]:
        """Some of the names, in some order."""
        known = list(names)
        return self.random.sample(known, self.random.randint(0, len(known)))


def as_text(manifest: dict[str, Any]) -> str:
    """JSON, which is YAML, too; with one call of a function."""
    manifest = {key: value for key, value in manifest.items() if value not in ([], {})}
    text = json.dumps(manifest, indent=1)
    return text.replace('"007"', "!include data/ports.json .http")


def describe(root: Path, *words: str, code: int = 0) -> Said:
    said = run_here("-C", str(root), "-q", "describe", *words)
    assert (said.code, bool(said.err)) == (code, code != 0), said.err
    return said


def described(root: Path, *words: str, code: int = 0) -> Any:
    return json.loads(describe(root, *words, "-f", "json", code=code).out)


class Case(NamedTuple):
    """A generated repository on disk, and all its stacks as described."""

    files: Files
    root: Path
    whole: Any


@pytest.fixture(scope="module", params=SEEDS, ids=lambda seed: f"seed {seed}")
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    files = Writer(request.param).files()
    root = write_files(tmp_path_factory.mktemp("repository"), files)
    return Case(files, root, described(root, "stacks"))


# --- a function of the files


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_compiling_twice_gives_the_same_bytes(form: str, case: Case) -> None:
    assert describe(case.root, "stacks", "-f", form) == describe(case.root, "stacks", "-f", form)


def test_the_order_in_which_files_were_made_does_not_matter(case: Case, tmp_path: Path) -> None:
    names = sorted(case.files)
    orders = (names, names[::-1], random.Random(0).sample(names, len(names)))
    roots = [write_files(tmp_path / str(number), case.files, order) for number, order in enumerate(orders)]
    assert len({describe(root, "stacks", "-f", "json") for root in (case.root, *roots)}) == 1


@pytest.mark.parametrize("seed", [3, 7])
def test_neither_hash_seed_nor_working_directory_matters(seed: int, tmp_path: Path) -> None:
    root = write_files(tmp_path / "repository", Writer(seed).files())
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = bare_env(tmp_path)
    answers = {run_apart(["describe", "stacks"], root, {**env, "PYTHONHASHSEED": str(number)}) for number in range(4)}
    words = ["-C", str(root), "describe", "stacks"]
    answers.add(run_apart(words, elsewhere, env))
    answers.add(run_apart([*words[2:], "-C", "../repository"], elsewhere, env))
    [answer] = answers
    assert answer.code == 0
    assert json.loads(run_apart([*words, "-f", "json"], elsewhere, env).out).keys() <= {*STAGES}


# --- asking for less


def test_one_stack_is_what_it_is_among_all(case: Case) -> None:
    for stage in STAGES:
        assert described(case.root, "stacks", "-s", stage) == {stage: case.whole[stage]}
    assert described(case.root, "stacks", "-s", "*") == case.whole


def test_one_component_is_what_it_is_among_all(case: Case) -> None:
    for name in (*COMPONENTS, "shared", "base1"):
        wanted = {
            stack: {"components": {"terraform": {name: shape["components"]["terraform"][name]}}}
            for stack, shape in case.whole.items()
            if name in shape["components"]["terraform"]
        }
        if wanted:  # a name that is nowhere is an error
            assert described(case.root, "stacks", "-c", name) == wanted


def restricted(whole: Any, sections: tuple[str, ...]) -> Any:
    """``describe stacks`` with only some sections of each instance."""
    return {
        stack: {
            "components": {
                kind: {
                    name: {key: value for key, value in instance.items() if key in sections}
                    for name, instance in instances.items()
                }
                for kind, instances in shape["components"].items()
            }
        }
        for stack, shape in whole.items()
    }


@pytest.mark.parametrize(
    "sections",
    [("vars",), ("settings", "env"), ("metadata", "workspace"), ("component_info", "inheritance", "vars", "overrides")],
    ids=",".join,
)
def test_some_sections_are_what_they_are_among_all(sections: tuple[str, ...], case: Case) -> None:
    assert described(case.root, "stacks", "--sections", ",".join(sections)) == restricted(case.whole, sections)


def test_all_filters_together_are_each_alone(case: Case) -> None:
    dev = case.whole["dev"]["components"]["terraform"]["shared"]
    words = ("-s", "dev", "-c", "shared", "--component-types", "terraform", "--sections", "vars")
    assert described(case.root, "stacks", *words) == {
        "dev": {"components": {"terraform": {"shared": {"vars": dev["vars"]}}}}
    }


ONLY_ALONE = {"component_type", "imports"}
"""What ``describe component`` shows and ``describe stacks`` does not."""
DIFFERENT = {"workspace", "component_info"}
"""What the two show differently, as documented: the workspace in use, the absolute folder."""


def test_an_instance_alone_is_what_it_is_among_all(case: Case) -> None:
    for stack, shape in case.whole.items():
        for name, among in shape["components"]["terraform"].items():
            alone = described(case.root, "component", name, "-s", stack)
            assert alone.keys() - among.keys() == ONLY_ALONE
            assert {key for key in among if among[key] != alone[key]} <= DIFFERENT
            assert alone["component_info"]["component_path"].endswith(among["component_info"]["component_path"])


def test_another_stack_can_be_broken(case: Case, tmp_path: Path) -> None:
    broken = {**case.files, "stacks/deploy/zzz.yaml": "import: [nowhere]\nvars: {stage: zzz}\n"}
    write_files(tmp_path, broken)
    for stage in STAGES:
        assert described(tmp_path, "stacks", "-s", stage, code=1) == {stage: case.whole[stage]}
    alone = [described(root, "component", "shared", "-s", "dev", "--query", ".vars") for root in (case.root, tmp_path)]
    assert alone[0] == alone[1]


# --- the shipped organisation


def organisation(place: Path) -> tuple[Path, Path]:
    """A copy of the organisation, and a folder elsewhere."""
    for part in ("stackc.yaml", "stacks", "components"):
        source = SHIPPED / part
        target = place / "organisation" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*"))
        else:
            shutil.copy(source, target)
    (place / "elsewhere").mkdir()
    return place / "organisation", place / "elsewhere"


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_organisation_reads_the_same_every_time(form: str, tmp_path: Path) -> None:
    root, elsewhere = organisation(tmp_path)
    words, env = ["describe", "core-gbl-artifacts", "-f", form], bare_env(tmp_path)
    runs: list[tuple[list[str], Path, dict[str, str]]] = [(words, root, {}), (words, root, {})]
    runs += [(["-C", str(root), *words], elsewhere, {})]
    runs += [(words, root, {"PYTHONHASHSEED": str(number)}) for number in range(10)]
    runs += [(["-C", "../organisation", *words], elsewhere, {"PYTHONHASHSEED": "1"})]
    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(lambda each: run_apart(each[0], each[1], {**env, **each[2]}), runs))
    [answer] = answers
    assert (answer.code, answer.err) == (0, "")
    assert "account-settings" in answer.out
