"""What templates, names and addresses make of a function that was not called yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackc.base.value import Value
from tests.kit.command import PROJECT, Said, run_here, write_files

ATMOS = (
    'base_path: "."\nstacks: {base_path: stacks, included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
    "components: {terraform: {base_path: components/terraform}}\n"
    "templates: {settings: {enabled: true, sprig: {enabled: true}}}\n"
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGION", "eu")
    monkeypatch.setenv("TOKEN", "hunter22")


def made(root: Path, component: str, *, project: str = "stackc.yaml", more: str = "vars: {stage: dev}\n") -> None:
    """A project of one instance ``app@dev``; ``component`` is its body in flow style."""
    write_files(
        root,
        {
            project: PROJECT if project == "stackc.yaml" else ATMOS,
            "stacks/deploy/dev.yaml": f"{more}components: {{terraform: {{app: {component}}}}}\n",
            "components/terraform/app/main.tf": "",
        },
    )


def ask(root: Path, *words: str) -> Said:
    return run_here("-C", str(root), *words)


def variables(root: Path, *words: str) -> dict[str, Value]:
    said = ask(root, "describe", "component", "app", "-s", "dev", "--query", ".vars", "-f", "json", *words)
    assert said.code == 0, said.err
    found: dict[str, Value] = json.loads(said.out)
    return found


@pytest.mark.parametrize(
    "template", ["{{ .vars.of }}", ' {{ index .vars "of" }} ', "{{ if true }}{{ .vars.of }}{{ end }}"]
)
def test_a_copy_of_a_function_is_called_as_the_function_is(tmp_path: Path, template: str) -> None:
    made(tmp_path, f"{{vars: {{of: !env REGION, copy: '{template}'}}}}")
    assert variables(tmp_path)["copy"] == "eu"


def test_a_copy_of_an_effect_is_resolved_as_the_effect_is(tmp_path: Path) -> None:
    made(tmp_path, "{vars: {of: !exec echo hi, copy: '{{ .vars.of }}'}}")
    assert variables(tmp_path)["copy"] == "!exec echo hi"
    assert variables(tmp_path, "--resolve")["copy"] == "hi"


@pytest.mark.parametrize(
    "template",
    [
        "a-{{ .vars.of }}",
        '{{ index .vars "of" }}-b',
        "{{ range .vars.list }}{{ . }}{{ end }}",
        "{{ toJson .vars.list }}",
        "{{ if .vars.of }}yes{{ end }}",
        '{{ $m := dict "k" .vars.of }}{{ $m.k }}-c',
        '{{ $m := set . "new" 1 }}{{ $m.vars.of }}-d',
    ],
)
def test_what_a_template_makes_of_an_effect_is_unknown_and_never_written(tmp_path: Path, template: str) -> None:
    made(tmp_path, f"{{vars: {{of: !exec echo hi, list: [!exec echo hi], made: '{template}'}}}}")
    variables(tmp_path)
    said = ask(tmp_path, "generate", "varfile", "app", "-s", "dev", "-o", str(tmp_path / "out.json"))
    assert (said.code, "`vars.made` of app@dev is not known" in said.err) == (1, True)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("template", ["a-{{ .vars.of }}", "{{ if .vars.of }}yes{{ end }}", "{{ toJson .vars.list }}"])
def test_a_template_must_not_be_made_of_a_function_that_is_called_later(tmp_path: Path, template: str) -> None:
    made(tmp_path, f"{{vars: {{of: !env REGION, list: [!env REGION], made: '{template}'}}}}")
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev")
    assert said.code == 1
    assert "error[SC0514]: the template reads the function `!env REGION`, which is called after templates" in said.err


def test_text_that_spells_a_function_is_text_to_templates_and_locals(tmp_path: Path) -> None:
    more = 'vars: {stage: dev}\nlocals: {text: "!env REGION", called: !env REGION}\n'
    made(
        tmp_path,
        "{vars: {of: \"!env REGION\", made: 'a-{{ .vars.of }}', text: '{{ .locals.text }}', called: '{{ .locals.called }}'}}",
        more=more,
    )
    found = variables(tmp_path)
    assert (found["made"], found["text"], found["called"]) == ("a-!env REGION", "!env REGION", "eu")


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a-{{ .vars.of }}", "a-!env REGION"),
        ("{{ .vars.of }}", "eu"),
        ("{{ toJson .vars.list }}", '["!env REGION"]'),
        ("{{ range .vars.list }}{{ . }}{{ end }}", "eu"),
    ],
)
def test_in_the_atmos_dialect_a_function_is_its_text_to_templates(
    tmp_path: Path, template: str, expected: Value
) -> None:
    made(tmp_path, f"{{vars: {{of: !env REGION, list: [!env REGION], made: '{template}'}}}}", project="atmos.yaml")
    assert variables(tmp_path)["made"] == expected


def test_the_arguments_of_a_function_hold_no_secret(tmp_path: Path) -> None:
    more = "vars: {stage: dev}\n"
    made(tmp_path, "{vars: {x: !exec 'echo {{ env \"TOKEN\" }}'}}", more=more)
    write_files(tmp_path, {"stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n"})
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev", "--resolve")
    assert (said.code, "SC0513" in said.err, "hunter22" in said.out + said.err) == (1, True, False)


def test_env_of_a_variable_that_is_a_function_is_what_the_function_gives(tmp_path: Path) -> None:
    made(tmp_path, "{env: {A: !env REGION, B: !exec echo hi}, vars: {a: !env A, b: !env B}}")
    found = variables(tmp_path)
    assert (found["a"], found["b"]) == ("eu", "!exec echo hi")
    assert ask(tmp_path, "generate", "varfile", "app", "-s", "dev", "-o", str(tmp_path / "out.json")).code == 1


def test_a_stack_is_not_named_after_a_function(tmp_path: Path) -> None:
    made(tmp_path, "{}", more="vars: {stage: !env REGION}\n")
    said = ask(tmp_path, "list", "stacks")
    assert (said.code, "`stage` that is a function, which is called when the stack has its name" in said.err) == (
        1,
        True,
    )


def test_a_function_that_gives_the_key_of_a_state_is_not_replaced_by_the_default(tmp_path: Path) -> None:
    made(tmp_path, "{backend_type: s3, backend: {s3: {bucket: b, key: k, workspace_key_prefix: !env REGION}}}")
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev", "--query", ".backend.workspace_key_prefix")
    assert said.out == "eu\n"


@pytest.mark.parametrize(
    ("component", "about"),
    [
        ("{backend_type: !env REGION, backend: {s3: {bucket: b}}}", "has backend_type `!env REGION`"),
        ("{settings: {list_merge_strategy: !env REGION}}", "invalid list merge strategy: '!env REGION'"),
    ],
    ids=["backend type", "list strategy"],
)
def test_what_must_be_known_before_functions_are_called_is_none(tmp_path: Path, component: str, about: str) -> None:
    made(tmp_path, component)
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev")
    assert (said.code, about in said.err) == (1, True)


def test_a_key_below_a_secret_one_is_secret(tmp_path: Path) -> None:
    more = "vars: {stage: dev}\nlocals: {t: !env TOKEN}\nterraform: {backend_type: azurerm, backend: {azurerm: {key: '{{ .locals.t }}'}}}\n"
    made(tmp_path, "{}", more=more)
    write_files(tmp_path, {"stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n"})
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev", "--query", ".backend.key")
    assert (said.code, said.out) == (0, "<secret>\n")


@pytest.mark.parametrize("section", ["required_version", "command", "backend_type"])
def test_a_scalar_of_a_component_may_be_a_function(tmp_path: Path, section: str) -> None:
    made(tmp_path, f"{{{section}: !env REGION}}")
    assert ask(tmp_path, "describe", "component", "app", "-s", "dev", "--query", f".{section}").out == "eu\n"


def test_a_required_version_that_is_unknown_is_not_left_out_of_its_file(tmp_path: Path) -> None:
    made(tmp_path, "{required_version: !exec echo hi}")
    said = ask(tmp_path, "generate", "versions", "app", "-s", "dev", "-o", str(tmp_path / "out.json"))
    assert (said.code, "`required_version` of app@dev is not known" in said.err) == (1, True)
    assert "!exec echo hi" in ask(tmp_path, "generate", "versions", "app", "-s", "dev").out


def written(root: Path, kind: str = "varfile") -> str:
    """The file that ``generate`` writes, or what it says instead."""
    said = ask(root, "generate", kind, "app", "-s", "dev", "-o", str(root / "out.json"))
    return (root / "out.json").read_text(encoding="utf-8") if said.code == 0 else said.err


@pytest.mark.parametrize("project", ["stackc.yaml", "atmos.yaml"])
@pytest.mark.parametrize(
    ("key", "about"), [("{{ nofunc }}", "SC0501"), ("{{ .vars.stage", "SC0501"), ('{{ fail "x" }}', "SC0501")]
)
def test_a_key_that_cannot_be_rendered_is_reported(tmp_path: Path, project: str, key: str, about: str) -> None:
    made(tmp_path, f"{{vars: {{'{key}': 1}}}}", project=project)
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev")
    assert (said.code, about in said.err) == (1, True)


@pytest.mark.parametrize("function", ["!env REGION", "!exec echo hi"])
def test_a_key_is_not_made_of_a_function(tmp_path: Path, function: str) -> None:
    made(tmp_path, f"{{vars: {{of: {function}, m: {{'k-{{{{ .vars.of }}}}': 1}}}}}}")
    assert f"the template reads `{function}`, and a key must be known" in written(tmp_path)


def test_what_a_template_does_not_read_in_the_end_does_not_count(tmp_path: Path) -> None:
    made(tmp_path, "{vars: {of: !exec echo hi, v: '{{ if false }}{{ .vars.of }}{{ end }}x'}}")
    assert variables(tmp_path)["v"] == "x"


def test_a_key_does_not_wait_for_an_effect(tmp_path: Path) -> None:
    made(tmp_path, '{vars: {\'{{ atmos.Store "a" "b" "c" "d" }}\': 1}}')
    assert "needs `atmos.Store`, which reaches outside, and a key must be known" in written(tmp_path)


def test_a_copy_of_a_function_is_rendered_as_the_function_is(tmp_path: Path) -> None:
    made(tmp_path, "{vars: {n: REGION, of: !env '{{ .vars.n }}', copy: '{{ .vars.of }}'}}")
    found = variables(tmp_path)
    assert (found["of"], found["copy"]) == ("eu", "eu")


def test_in_the_atmos_dialect_text_around_a_copy_stays(tmp_path: Path) -> None:
    made(tmp_path, '{vars: {of: !env REGION, copy: "  {{ .vars.of }}"}}', project="atmos.yaml")
    assert variables(tmp_path)["copy"] == "  !env REGION"


@pytest.mark.parametrize("template", ["e-{{ .e }}", "{{ toJson .l }}"])
def test_a_file_is_not_rendered_with_the_text_of_an_effect(tmp_path: Path, template: str) -> None:
    made(tmp_path, "{}", more="import: [{path: catalog/c, context: {e: !exec echo hi, l: [!exec echo hi]}}]\n")
    write_files(tmp_path, {"stacks/catalog/c.yaml": f"vars: {{stage: dev, made: '{template}'}}\n"})
    assert "`vars.made` of app@dev is not known" in written(tmp_path)


def test_a_key_of_a_rendered_file_is_not_made_of_a_function(tmp_path: Path) -> None:
    made(tmp_path, "{}", more="import: [{path: catalog/c, context: {c: !env REGION}}]\n")
    write_files(tmp_path, {"stacks/catalog/c.yaml": "vars: {stage: dev, 'k{{ .c }}': 1}\n"})
    assert "SC0514" in written(tmp_path)


@pytest.mark.parametrize(
    ("project", "env", "expected"),
    [
        ("stackc.yaml", "{A: !env B, B: !env REGION}", "eu"),
        ("stackc.yaml", "{A: !env A dflt}", "dflt"),
        ("stackc.yaml", "{A: {x: !exec echo hi}}", "!exec echo hi"),
        ("stackc.yaml", "{A: {x: !env REGION}}", '{"x":"eu"}'),
        ("atmos.yaml", "{A: {x: !env REGION}}", '{"x":"!env REGION"}'),
    ],
)
def test_env_sees_the_variables_of_its_own_component(tmp_path: Path, project: str, env: str, expected: str) -> None:
    made(tmp_path, f"{{env: {env}, vars: {{a: !env A}}}}", project=project)
    assert variables(tmp_path)["a"] == expected


def test_the_environment_of_templates_may_hold_functions(tmp_path: Path) -> None:
    settings = "settings: {templates: {settings: {env: {E: !env REGION, F: !exec echo hi}}}}"
    made(tmp_path, f"{{{settings}, vars: {{x: '{{{{ env \"E\" }}}}', y: 'a-{{{{ env \"F\" }}}}'}}}}")
    assert variables(tmp_path)["x"] == "eu"
    assert "`vars.y` of app@dev is not known" in written(tmp_path)


@pytest.mark.parametrize(
    "component",
    [
        "{metadata: {terraform_workspace_template: '{{ .vars.x }}-w'}, vars: {x: !exec echo hi}}",
        "{metadata: {terraform_workspace_pattern: '{tenant}-w'}, vars: {tenant: !env REGION}}",
        "{metadata: {terraform_workspace_pattern: '{attributes}-w'}, vars: {attributes: [a, !env REGION]}}",
        "{metadata: {terraform_workspace_template: !env REGION}}",
        '{backend_type: pg, backend: {pg: {conn_str: "postgres:///db"}}, env: {PGHOST: !exec echo hi}}',
        "{backend_type: pg, backend: {pg: {}}, env: {PG_CONN_STR: [!exec a]}}",
        "{backend_type: s3, backend: {s3: {bucket: b, key: k}}, metadata: {component: !exec echo hi}}",
        "{backend_type: s3, backend: {s3: {bucket: b, key: k}}, metadata: {name: !env REGION}}",
    ],
    ids=["template", "token", "part of a token", "workspace template", "host", "connection", "folder", "name"],
)
def test_an_address_that_a_function_decides_is_unknown(tmp_path: Path, component: str) -> None:
    made(tmp_path, component)
    write_files(tmp_path, {"stackc.lock": "instances:\n  app@dev: local:nowhere\nversion: 2\n"})
    said = ask(tmp_path, "lock", "--check")
    assert "not compared" in said.err, said.err


def test_a_default_key_is_not_made_of_a_function(tmp_path: Path) -> None:
    azure = "{azurerm: {storage_account_name: sa, container_name: c, key: !env REGION}}"
    made(tmp_path, "{}", more=f"vars: {{stage: dev}}\nterraform: {{backend_type: azurerm, backend: {azure}}}\n")
    assert "`backend.key` of app@dev is not known" in written(tmp_path, "backend")


def test_a_folder_that_is_not_known_yet_gets_no_files(tmp_path: Path) -> None:
    made(tmp_path, "{metadata: {component: !exec echo hi}}")
    said = ask(tmp_path, "build", "-o", str(tmp_path / "out"))
    assert (said.code, "it names the component's folder" in said.err) == (1, True)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] in ([], ["index.json"])


@pytest.mark.parametrize(
    ("naming", "manifest"),
    [
        ('name_template: "{{ .vars.stage }}"', "vars: {stage: !env REGION}\n"),
        ('name_pattern: "{stage}"', "name: !env REGION\nvars: {stage: dev}\n"),
    ],
    ids=["template", "name"],
)
def test_no_name_of_a_stack_is_made_of_a_function(tmp_path: Path, naming: str, manifest: str) -> None:
    made(tmp_path, "{}", more=manifest)
    write_files(tmp_path, {"stackc.yaml": PROJECT.replace('name_pattern: "{stage}"', naming)})
    said = ask(tmp_path, "validate")
    assert (said.code, "called when the stack has its name" in said.err) == (1, True)
    assert "!env" not in ask(tmp_path, "list", "stacks").out


@pytest.mark.parametrize("entry", ["!env REGION", "{path: !env REGION, skip_if_missing: true}"])
def test_an_import_of_a_function_looks_for_a_file_of_that_name(tmp_path: Path, entry: str) -> None:
    made(tmp_path, "{}", more=f"import: [{entry}]\nvars: {{stage: dev}}\n", project="atmos.yaml")
    said = ask(tmp_path, "describe", "component", "app", "-s", "dev")
    assert (said.code, "SC0201" in said.err) == ((0, False) if "skip" in entry else (1, True))
