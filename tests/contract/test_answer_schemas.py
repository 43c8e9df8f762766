"""Every JSON answer of every command has a published schema, and is what the schema says.

A command or a format that is in no table here fails: whoever adds one says which schema its answers have.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator

from stackc.cli.app import Artifact, Thing, app
from stackc.render.answer_schemas import LISTS
from stackc.render.schemas import SCHEMAS
from tests.kit.command import PROJECT, SHIPPED, bare_env, run_here, write_files
from tests.kit.graded import published

ONE = "account-map -s core-gbl-root"
ANSWERS: Mapping[str, tuple[str, str]] = {
    "describe stack -f json": ("describe stack core-gbl-root -f json", "stacks"),
    "describe stacks -f json": ("describe stacks -f json", "stacks"),
    "describe component -f json": (f"describe component {ONE} -f json", "component"),
    "describe dependents -f json": (f"describe dependents {ONE} -f json", "dependents"),
    "describe affected -f json": ("describe affected --base HEAD~1 --include-dependents -f json", "affected"),
    "describe affected -f matrix": ("describe affected --base HEAD~1 -f matrix", "matrix"),
    **{f"list {name} -f json": (f"list {name} -f json", f"list-{name}") for name in LISTS if name != "values"},
    "list values -f json": ("list values .vars.tags -f json", "list-values"),
    **{
        f"list {name} -f json": (f"list {name} account -f json", "list-values")
        for name in ("vars", "settings", "metadata")
    },
    "validate -f json": ("validate -f json", "diagnostics"),
    "diff -f json": ("diff --base HEAD~1 -f json", "difference"),
    "impact -f json": ("impact stacks/catalog/account-quotas/global.yaml:16 -f json", "impact"),
    "why -f json": ("why account-map@core-gbl-root vars -f json", "why"),
    "validate -f gitlab": ("validate -f gitlab", "code-quality"),
    "explain -f json": ("explain SC0405 -f json", "explanations"),
    "graph -f json": ("graph -f json", "graph"),
    **{f"generate {each.value}": (f"generate {each.value} account -s core-gbl-root", each.value) for each in Artifact},
}
"""By command and format: the words that ask the example organisation, and the schema of the answer."""
OF_OTHERS: Mapping[str, tuple[str, str]] = {
    "validate -f sarif": ("validate -f sarif", "sarif-schema-2.1.0.json"),
    "validate -f rdjson": ("validate -f rdjson", "rdjson-schema.json"),
}
"""Answers whose schema somebody else publishes."""
NO_JSON = frozenset({"text", "yaml", "csv", "table", "dot", "mermaid", "github", "junit", "markdown"})
"""Formats that are not JSON."""
WITHOUT_ANSWER = frozenset(
    {
        *("build", "lock", "terraform", "completion", "version", "schema", "set", "state move", "outputs save"),
        *("cache info", "cache clear"),
    }
)
"""Commands without a format: they print text, a schema, what Terraform prints, or write files."""


def commands() -> Iterator[tuple[str, type[Enum] | None]]:
    """Every command by its words, and the formats of its answer."""
    groups = [("", app), *((f"{each.name} ", each.typer_instance) for each in app.registered_groups)]
    for prefix, group in groups:
        for each in group.registered_commands if group else ():
            assert each.callback is not None
            name = each.name or each.callback.__name__
            yield f"{prefix}{name}", get_type_hints(each.callback).get("fmt")


def asked() -> Iterator[str]:
    """Every command with every format it has that may be JSON; one without formats by its words."""
    things = {"list": [each.value for each in Thing], "generate": [each.value for each in Artifact]}
    for words, formats in commands():
        for name in (f"{words} {thing}".strip() for thing in things.get(words, [""])):
            if formats is not None:
                yield from (f"{name} -f {fmt.value}" for fmt in formats if fmt.value not in NO_JSON)
            elif words not in WITHOUT_ANSWER:
                yield name


def test_every_json_answer_has_a_schema() -> None:
    assert set(asked()) == {*ANSWERS, *OF_OTHERS}


@cache
def validator(name: str) -> Validator:
    return Draft202012Validator(SCHEMAS[name](), format_checker=Draft202012Validator.FORMAT_CHECKER)


def misfit(schema: Validator, answer: Any) -> str | None:
    """What is wrong with an answer, at which place; None when it fits."""
    error = best_match(schema.iter_errors(answer))
    return None if error is None else f"{error.json_path}: {error.message}"


def commit(repo: Path) -> Path:
    """Commit all there is below ``repo``."""
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    env = {**bare_env(repo), "PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
    for words in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "all")):
        subprocess.run(["git", *words], cwd=repo, env=env, check=True, capture_output=True)
    return repo


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example organisation, committed, after a stack has gone and a component has changed."""
    root = tmp_path_factory.mktemp("organisation")
    for name in ("stacks", "components"):
        shutil.copytree(SHIPPED / name, root / name)
    shutil.copy(SHIPPED / "stackc.yaml", root)
    gone = (
        "vars: {namespace: cch, tenant: core, environment: gbl, stage: gone}\ncomponents: {terraform: {account: {}}}\n"
    )
    commit(write_files(root, {"stacks/orgs/cch/gone.yaml": gone}))
    (root / "stacks/orgs/cch/gone.yaml").unlink()
    return commit(write_files(root, {"components/terraform/account/more.tf": ""}))


def answer_of(words: str, root: Path) -> Any:
    said = run_here("-C", str(root), "-q", *words.split())
    assert said.code == 0, said.err
    return json.loads(said.out)


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_over_the_example_organisation_fits_its_schema(name: str, organisation: Path) -> None:
    words, schema = ANSWERS[name]
    assert misfit(validator(schema), answer_of(words, organisation)) is None


@pytest.mark.parametrize("name", OF_OTHERS)
def test_an_answer_in_the_format_of_others_fits_their_schema(name: str, organisation: Path) -> None:
    words, schema = OF_OTHERS[name]
    assert misfit(published(schema), answer_of(words, organisation)) is None


def test_answers_about_changes_have_rows_of_every_kind(organisation: Path) -> None:
    rows = answer_of("describe affected --base HEAD~1 --include-dependents", organisation)
    assert any(row.get("deleted") for row in rows)
    assert any(row["dependents"] for row in rows)


# --- what the example organisation does not have

ODD = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": """\
vars: {stage: dev}
settings: {spacelift: {workspace_enabled: true}}
terraform:
  backend_type: s3
  backend: {s3: {bucket: b, key: k, region: r}}
  providers: {aws: {region: r}, aws.west: {region: w}}
components:
  terraform:
    base: {metadata: {type: abstract}, vars: {a: [1, {b: null}]}}
    app:
      metadata: {inherits: [base], component: "{{ .vars.stage }}", locked: true}
      vars: {read: !terraform.state vpc .id, x: !exec date}
      env: {A: 1}
      auth: {a: 1}
      required_version: ">= 1.5"
      required_providers: {aws: {source: hashicorp/aws}}
      dependencies: {components: [{component: vpc}], files: [stackc.yaml]}
    vpc: {source: "git::https://example.com/a.git"}
  helmfile: {chart: {vars: {a: 1}}}
  helm: {release: {anything: [1]}}
  made-up: {thing: {anything: [1], vars: 5, settings: [1]}}
overrides: {vars: {o: 1}}
""",
    "components/terraform/dev/main.tf": "",
    "components/terraform/spare/main.tf": 'variable "a" {\n  default = null\n}\n',
    "stacks/deploy/wrong.yaml": "vars: {stage: x}\nimport: [nowhere]\ncomponents: {terraform: {app: {vars: [1], metadta: 1}}}\n",
}
OF_ODD: Mapping[str, str] = {
    "why app@dev vars -f json": "why",
    "why app@dev vars.stage -f json": "why",
    "why app@dev vars.read -f json": "why",
    "why app@dev workspace -f json": "why",
    "why app@dev -f json": "why-order",
    "impact stacks/deploy/dev.yaml:1 -f json": "impact",
    "impact stacks/deploy/dev.yaml -f json": "impact",
    "why base@dev -f json": "why-order",
    "explain vars -f json": "sections",
    "explain sections -f json": "sections",
    "explain app.vars -f json": "variables",
    "explain spare.vars.a -f json": "variables",
    "describe stacks -f json": "stacks",
    "describe stacks -f json --sections vars,settings": "stacks",
    "describe component app -s dev -f json": "component",
    "describe component base -s dev -f json": "component",
    "describe component chart -s dev -f json": "component",
    "describe component release -s dev -f json": "component",
    "describe stack dev -f json": "stacks",
    "describe dependents vpc -s dev": "dependents",
    "describe affected --base HEAD~1 --include-dependents": "affected",
    "describe affected --base HEAD~1 -f matrix": "matrix",
    **{f"list {name} -f json": f"list-{name}" for name in LISTS if name != "values"},
    "list vars -f json": "list-values",
    "list values .workspace -f json": "list-values",
    "diff app@dev vpc@dev -f json": "difference",
    "diff --base HEAD~1 -f json": "difference",
    "validate -f json": "diagnostics",
    "validate -f gitlab": "code-quality",
    "graph -f json": "graph",
    **{f"generate {each.value} app -s dev": each.value for each in Artifact},
}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The odd repository, committed behind an empty one."""
    root = commit(write_files(tmp_path_factory.mktemp("odd"), {"stackc.yaml": PROJECT}))
    return commit(write_files(root, ODD))


@pytest.mark.parametrize("words", OF_ODD)
def test_an_answer_about_an_odd_or_a_broken_repository_fits_as_well(words: str, odd: Path) -> None:
    said = run_here("-C", str(odd), *words.split())
    assert said.out, said.err
    assert misfit(validator(OF_ODD[words]), json.loads(said.out)) is None


# --- schemas that would accept anything are none

WRONG: Mapping[str, Any] = {
    "stacks": {"dev": {"components": {"terraform": {"app": {"vars": [1]}}}}},
    "component": {"atmos_component": "a", "atmos_stack": "s", "component_info": {}, "component_type": "terraform"},
    "dependents": [{"component": "a"}],
    "affected": [{"component": "a", "affected": "who knows"}],
    "matrix": {"include": [{"stack": "dev"}]},
    "list-stacks": [{"stack": "dev"}],
    "list-components": [{"component": "a", "type": "terraform", "stacks": 1}],
    "list-instances": ["app@dev"],
    "list-imports": [{"imported": "a"}],
    "list-files": [{"file": "a", "role": "none"}],
    "list-values": [{"component": "a", "stack": "s", "type": "terraform", "path": "vars", "value": 1}],
    "diagnostics": {"version": 2, "diagnostics": []},
    "difference": {"version": 1, "kind": "commits", "before": "a", "after": "b", "causes": [{}]},
    "explanations": {"version": 1, "explanations": [{"code": "405"}]},
    "code-quality": [{"description": "d", "fingerprint": "f"}],
    "graph": {"version": 1, "nodes": [{"id": 1}], "edges": [], "waves": []},
    "why": {"version": 1, "instance": "a@dev", "path": "vars", "value": 1, "winner": "a.yaml:1"},
    "impact": {"version": 1, "file": "a.yaml", "line": 0},
    "why-order": {"version": 1, "instance": "a@dev", "wave": -1},
    "index": {"version": 1, "files": {"a": "no digest"}},
    "sections": {"version": 1, "sections": [{"name": "vars"}]},
    "variables": {"version": 1, "modules": [{"folder": "a", "instances": [], "variables": ["a"], "undeclared": []}]},
    "varfile": [],
    "backend": {"terraform": {"backend": {"s3": {}, "gcs": {}}}},
    "providers": {"provider": []},
    "versions": {"terraform": {"required_version": 1}},
    "manifest": {"vars": 5},
    "project": {"stacks": 5},
}


def test_every_schema_has_an_answer_that_it_refuses() -> None:
    assert WRONG.keys() == SCHEMAS.keys()


@pytest.mark.parametrize("name", WRONG)
def test_a_schema_refuses_what_is_no_such_answer(name: str) -> None:
    assert misfit(validator(name), WRONG[name]) is not None
