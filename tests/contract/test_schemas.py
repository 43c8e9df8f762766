"""The files in schemas/ are what the code describes, and they judge as the code does."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from stackc.base.value import Call, Table, Value, shown
from stackc.cli.main import run
from stackc.config.settings import SETTINGS, Setting
from stackc.manifest.shape import MANIFEST, Misfit, find_misfits
from stackc.project.open_project import open_project
from stackc.render.schemas import schema_files
from stackc.syntax.yaml import SOUND_SCALARS, read_document
from tests.kit.build import document
from tests.kit.shapes import positions

ROOT = Path(__file__).parents[2]
CASES = Path(os.environ.get("CONFORMANCE_DIR") or ROOT / "../shared/conformance").resolve() / "cases"
OWN = sorted((ROOT / "stacks").rglob("*.yaml"))


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_files()[name]))


def fits(name: str, value: Value) -> bool:
    """Whether a schema accepts a value, which is plain and so is JSON."""
    return validator(name).is_valid(value)  # pyright: ignore[reportArgumentType]


def verdicts(table: Table) -> tuple[bool, bool]:
    """Whether the code and the schema accept a manifest."""
    ours = not any(isinstance(each, Misfit) for each in find_misfits(table))
    return ours, fits("manifest.json", shown(table))


def read(file: Path) -> Value:
    return read_document(file.read_bytes(), str(file), SOUND_SCALARS).root


# --- the files


def test_the_files_are_what_is_generated() -> None:
    assert {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "schemas").glob("*.json")} == schema_files()


@pytest.mark.parametrize("name", schema_files())
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_files()[name]))


# --- manifests


@pytest.mark.parametrize("file", OWN, ids=[str(file.relative_to(ROOT)) for file in OWN])
def test_manifests_of_the_shipped_organisation_are_accepted(file: Path) -> None:
    assert verdicts(document(file.read_text(encoding="utf-8")).table) == (True, True)


SOUND = {
    "a small stack": """
        name: dev
        import: [catalog/a, {path: "catalog/{{ .x }}", context: {x: 1}, skip_if_missing: true}]
        vars: {stage: dev, zones: [a, b], empty: }
        terraform: {backend_type: s3, backend: {s3: {bucket: b}}, providers: {aws: {region: r}}}
        components: {terraform: {app: {metadata: {inherits: [base], enabled: false}, vars: {a: 1}}, base: {}}}
    """,
    "other types": """
        helmfile: {command: helmfile, vars: {a: 1}}
        components:
          helmfile: {chart: {metadata: {component: c}}}
          helm: {release: {chart: x, values: [1]}}
          made-up: {thing: {anything: [1], vars: 5}}
    """,
    "templates and calls": """
        settings: {depends_on: "{{ .settings.depends_on }}", templates: !include t.yaml}
        components: {terraform: {app: {vars: !include v.yaml, metadata: {enabled: "{{ .x }}", tags: !append [a]}}}}
    """,
    "everything else": """
        locals: {a: 1}
        overrides: {vars: {a: 1}, settings: {list_merge_strategy: append}}
        dependencies: {components: [{component: a, stack: b}, c], files: [f], folders: []}
        metadata: {labels: {a: b}, terraform_workspace_pattern: "{stage}"}
        x-anchors: [1, 2]
        components: {terraform: {app: {source: {uri: u}, generate: {a.txt: b}, secrets: {vars: {a: {}}}, depends_on: 1}}}
    """,
    "an empty manifest": "",
}
BROKEN = {
    "name": "name: 12345",
    "settings": "settings: {templates: text}",
    "folder": "components: {terraform: {app: {metadata: {component: 5}}}}",
    "component": "components: {terraform: {app: []}}",
    "null component": "components: {terraform: {app: }}",
    "null section": "components: {terraform: {app: {vars: }}}",
    "components": "components: catalog/app.yaml",
    "type": "terraform: [vars]",
    "import": "import: catalog/a",
    "import entry": "import: [5]",
    "import without path": "import: [{pth: a}]",
    "import option": "import: [{path: a, skip_if_missing: 5}]",
    "strategy": "settings: {list_merge_strategy: apend}",
    "flag": "metadata: {enabled: 'yes'}",
    "null flag": "components: {helm: {app: {metadata: {locked: }}}}",
    "bases": "components: {helmfile: {app: {metadata: {inherits: base}}}}",
    "base": "components: {helmfile: {app: {metadata: {inherits: [{base: 1}]}}}}",
    "dependency": "dependencies: {components: [5]}",
    "files": "dependencies: {files: a.yaml}",
    "depends_on": "settings: {depends_on: [a]}",
    "backend": "terraform: {backend: {s3: bucket}}",
    "overrides": "terraform: {overrides: {vars: [a]}}",
    "foreign type": "components: {made-up: 5}",
}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_a_sound_manifest_is_accepted_by_both(text: str) -> None:
    parsed = document(text)
    assert parsed.diagnostics == ()
    assert verdicts(parsed.table) == (True, True)


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_manifest_is_refused_by_both(text: str) -> None:
    assert verdicts(document(text).table) == (False, False)


ODD: tuple[Value, ...] = (
    None,
    5,
    1.5,
    True,
    "text",
    "{{ .x }}",
    "!env X",
    Call("!env X"),
    [],
    ["text"],
    [5],
    {},
    {"key": 5},
)


def placed(path: tuple[str | int, ...], value: Value) -> Value:
    for step in reversed(path):
        value = [value] if isinstance(step, int) else {step: value}
    return value


def test_both_judge_every_kind_at_every_position_alike() -> None:
    paths = [path for path in positions(MANIFEST) if path]
    tables = [table for path in paths for value in ODD if isinstance(table := placed(path, value), dict)]
    assert len(tables) > 1000
    assert [table for table in tables if len(set(verdicts(table))) > 1] == []


@pytest.mark.skipif(not CASES.is_dir(), reason="there are no conformance cases here")
def test_both_judge_the_manifests_of_the_conformance_cases_alike() -> None:
    files = [file for end in ("yaml", "yml") for file in CASES.glob(f"*/*/repo/**/*.{end}")]
    tables = {file: table for file in files if "stacks" in file.parts and isinstance(table := read(file), dict)}
    assert len(tables) > 100
    assert [str(file) for file, table in tables.items() if len(set(verdicts(table))) > 1] == []


# --- the project file


def opened(folder: Path, project: Value) -> list[str]:
    """The codes of what is wrong with a project file."""
    (folder / "stackc.yaml").write_text(json.dumps(project), encoding="utf-8")
    return [diagnostic.code.value for diagnostic in open_project(str(folder), {}, None).setup_findings]


def test_the_shipped_project_file_fits() -> None:
    validator("project.json").validate(shown(read(ROOT / "stackc.yaml")))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_default_fits(setting: Setting) -> None:
    assert fits("project.json", placed(setting.path, setting.default))
    assert fits("project.json", placed(setting.path, None))


READ = [setting for setting in SETTINGS if not setting.about.startswith("accepted for compatibility")]


@pytest.mark.parametrize("setting", READ, ids=lambda setting: setting.name)
def test_a_setting_of_the_wrong_kind_is_refused_by_both(setting: Setting, tmp_path: Path) -> None:
    wrong = placed(setting.path, {"a": 1} if setting.kind != "table" else [1])
    assert not fits("project.json", wrong)
    assert "SC0003" in opened(tmp_path, wrong)


def test_a_choice_that_is_none_is_refused_by_both(tmp_path: Path) -> None:
    wrong = placed(("stacks", "duplicates"), "sometimes")
    assert not fits("project.json", wrong)
    assert opened(tmp_path, wrong) == ["SC0003"]


# --- what commands print

PROJECT = 'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
STACK = """
vars: {stage: dev}
terraform: {backend_type: local}
components:
  terraform:
    vpc: {vars: {a: 1}}
    app:
      metadta: {}
      settings: {depends_on: {1: {component: vpc}}}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {"stackc.yaml": PROJECT, "stacks/deploy/dev.yaml": STACK}
    files |= {f"components/terraform/{name}/main.tf": "" for name in ("app", "vpc")}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "stack",
    [
        pytest.param(STACK, id="a warning"),
        pytest.param(STACK + "import: [nowhere]\nname: 5", id="errors"),
        pytest.param("vars: [", id="syntax"),
    ],
)
def test_findings_fit(repository: Path, stack: str, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "stacks/deploy/dev.yaml").write_text(stack, encoding="utf-8")
    run(["validate", "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["diagnostics"]
    validator("diagnostics.json").validate(answer)


def test_duplicates_fit_with_their_facts(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "stacks/deploy/dev-more.yaml").write_text(STACK.replace("a: 1", "a: 2"), encoding="utf-8")
    run(["validate", "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert any("facts" in each and each["related"] for each in answer["diagnostics"])
    validator("diagnostics.json").validate(answer)


def test_the_graph_fits(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["graph", "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (len(answer["nodes"]), len(answer["edges"]), len(answer["waves"])) == (2, 1, 2)
    validator("graph.json").validate(answer)


@pytest.mark.parametrize("words", [["explain"], ["explain", "SC0405"]], ids=["all codes", "one code"])
def test_explanations_fit(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["codes"]
    assert all(("text" in each) == (len(words) > 1) for each in answer["codes"])
    validator("explanations.json").validate(answer)


def test_the_index_fits(repository: Path) -> None:
    assert run(["build", "-o", "out"]) == 0
    index = json.loads((repository / "out" / "index.json").read_text(encoding="utf-8"))
    assert index["files"]
    validator("index.json").validate(index)
