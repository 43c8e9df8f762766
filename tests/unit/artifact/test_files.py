"""Names and bytes of generated files, and what is said instead of writing what is not known."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.artifact.files import (
    PRIVATE,
    PUBLIC,
    Emitted,
    emit_backend,
    emit_instance,
    emit_providers,
    emit_varfile,
    emit_versions,
    unknown_written,
    varfile_name,
)
from stackc.artifact.secrets import Hidden
from stackc.base.codes import Code
from stackc.base.diagnostic import Outcome
from stackc.evaluate.instance import Instance
from stackc.syntax.calls import CallFault
from tests.kit.build import places
from tests.kit.compiled import OWN, compiled, instance_of

TEMPLATES = OWN + "templates: {settings: {enabled: true}}\n"
SECRETS = OWN + "secrets: {env: [PW]}\n"
S3 = "backend_type: s3, backend: {s3: {bucket: b, key: k}}"


def instance(
    body: str,
    name: str = "app",
    stage: str = "dev",
    project: str = OWN,
    files: Mapping[str, str] | None = None,
    **env: str,
) -> Instance:
    """A component whose body begins in column 11 of line 4 (``app``)."""
    text = f"vars: {{stage: {stage}}}\ncomponents:\n  terraform:\n    {name}: {{{body}}}\n"
    made = compiled({"stackc.yaml": project, "stacks/deploy/dev.yaml": text, **(files or {})}, **env)
    return instance_of(made, name, stage.strip("'\""))


def names(emitted: Outcome[Emitted]) -> dict[str, int]:
    return {artifact.name: artifact.mode for artifact in emitted.value.files}


# --- names


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        pytest.param("app", "", "dev-app", id="plain"),
        pytest.param("net/vpc", "", "dev-net-vpc", id="a name with a folder"),
        pytest.param("a/b/vpc", "", "dev-a-b-vpc", id="folders"),
        pytest.param("app", "metadata: {component: net/vpc}", "dev-net-app", id="the folder of the module"),
        pytest.param("a/app", "metadata: {component: net/vpc}", "dev-net-app", id="the module before the name"),
        pytest.param("a/app", "metadata: {component: vpc}", "dev-app", id="a module without a folder"),
    ],
)
def test_files_are_named_after_stack_folder_and_component(name: str, body: str, expected: str) -> None:
    assert varfile_name(instance(body, name)) == f"{expected}.terraform.tfvars.json"


@pytest.mark.parametrize("stage", ["'a/b'", "'..'", '"a\\tb"'], ids=["a slash", "dots", "a tab"])
def test_a_stack_that_can_name_no_file_is_reported(stage: str) -> None:
    project = 'stacks: {included_paths: ["deploy/*"], name_template: "{{ .vars.stage }}"}\n'
    text = f"vars: {{stage: {stage}}}\ncomponents: {{terraform: {{app: {{}}}}}}\n"
    compilation = compiled({"stackc.yaml": project, "stacks/deploy/dev.yaml": text})
    [id_] = compilation.instance_ids()
    named = instance_of(compilation, "app", id_.stack)
    [found] = emit_instance(named, backend=False).diagnostics
    assert found.primary is not None
    assert (found.code, found.primary.text, found.help) == (
        Code.ARTIFACT_NAME,
        f"in the stack `{id_.stack}`",
        "give the manifest a `name`, or configure a name pattern or template",
    )
    assert found.message == f"no file can be named after {id_}: a `/` in the stack, control characters, or only dots"


@pytest.mark.parametrize("stage", ["a.b", "'.a'", "'a b'", "\u00e9"], ids=["dot", "leading dot", "space", "letter"])
def test_other_names_of_stacks_name_files(stage: str) -> None:
    assert emit_instance(instance("", stage=stage), backend=False).diagnostics == ()


# --- which files there are


def test_an_instance_has_the_files_it_needs_with_the_rights_they_need() -> None:
    body = f"{S3}, providers: {{aws: {{}}}}, required_version: '1'"
    emitted = emit_instance(instance(body), backend=True)
    assert names(emitted) == {
        "dev-app.terraform.tfvars.json": PUBLIC,
        "backend.tf.json": PRIVATE,
        "providers_override.tf.json": PRIVATE,
        "terraform_override.tf.json": PRIVATE,
    }
    assert (emitted.diagnostics, emitted.value.hidden) == ((), Hidden())
    assert (PUBLIC, PRIVATE) == (0o644, 0o600)


@pytest.mark.parametrize(
    ("backend", "variables", "expected"),
    [
        pytest.param(True, False, ["backend.tf.json"], id="no variables"),
        pytest.param(False, True, ["dev-app.terraform.tfvars.json"], id="no backend"),
        pytest.param(False, False, [], id="neither"),
    ],
)
def test_only_what_is_wanted_is_made(backend: bool, variables: bool, expected: list[str]) -> None:
    assert list(names(emit_instance(instance(S3), backend=backend, variables=variables))) == expected


def test_a_backend_without_a_type_is_reported_where_one_is_wanted() -> None:
    emitted = emit_instance(instance(""), backend=True)
    assert places(emitted.diagnostics) == [(Code.BACKEND_TYPE_MISSING, "4:5")]
    assert emitted.diagnostics[0].message == (
        "backend_type is required: 'backend_type' is missing for the component `app` in `dev`"
    )
    assert emit_instance(instance(""), backend=False).diagnostics == ()


# --- secrets


def test_secrets_reach_terraform_by_another_way() -> None:
    body = "vars: {p: !env PW, q: x}, backend_type: s3, backend: {s3: {bucket: b, key: k, access_key: !env PW}}"
    emitted = emit_instance(instance(body, project=SECRETS, PW="hush-hush"), backend=True)
    assert emitted.diagnostics == ()
    assert b"hush" not in b"".join(artifact.content for artifact in emitted.value.files)
    assert emitted.value.hidden == Hidden(b'{\n  "p": "hush-hush"\n}\n', (("AWS_ACCESS_KEY_ID", "hush-hush"),))


def test_what_is_not_wanted_has_no_secrets_either() -> None:
    body = "vars: {p: !env PW}, backend_type: s3, backend: {s3: {bucket: b, key: k, access_key: !env PW}}"
    made = instance(body, project=SECRETS, PW="hush-hush")
    assert emit_instance(made, backend=False, variables=False).value.hidden == Hidden()


def test_a_secret_without_a_way_stops_every_file() -> None:
    body = f"{S3}, providers: {{aws: {{token: !env PW}}}}"
    emitted = emit_instance(instance(body, project=SECRETS, PW="hush-hush"), backend=True)
    assert emitted.value == Emitted(())
    assert [found.code for found in emitted.diagnostics] == [Code.SECRET_WRITTEN]


def test_a_secret_in_a_backend_that_is_not_written_is_fine() -> None:
    body = "backend_type: s3, backend: {s3: {bucket: b, key: k, odd: !env PW}}"
    made = instance(body, project=SECRETS, PW="hush-hush")
    assert [found.code for found in emit_instance(made, backend=True).diagnostics] == [Code.SECRET_WRITTEN]
    assert emit_instance(made, backend=False).diagnostics == ()


# --- variables


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("", '{\n  "stage": "dev"\n}\n', id="those of the stack"),
        pytest.param("vars: {b: null, a: [1, 2.5, true]}", None, id="sorted"),
        pytest.param("vars: {a: '<&>'}", '{\n  "a": "\\u003c\\u0026\\u003e",\n  "stage": "dev"\n}\n', id="escaped"),
        pytest.param("vars: {a: '\u00e9'}", '{\n  "a": "\u00e9",\n  "stage": "dev"\n}\n', id="not ASCII"),
    ],
)
def test_the_variables_are_written_byte_for_byte(body: str, expected: str | None) -> None:
    ordered = '{\n  "a": [\n    1,\n    2.5,\n    true\n  ],\n  "b": null,\n  "stage": "dev"\n}\n'
    assert emit_varfile(instance(body)) == (expected or ordered).encode()


def test_variables_that_the_module_calls_sensitive_are_left_out() -> None:
    module = 'variable "pw" {\n  sensitive = true\n}\nvariable "no" {\n  sensitive = true\n}\n'
    made = instance("vars: {pw: 2, no: null, a: 1}", files={"components/terraform/app/main.tf": module})
    assert emit_varfile(made) == b'{\n  "a": 1,\n  "no": null,\n  "stage": "dev"\n}\n'
    assert emit_instance(made, backend=False).value.hidden.variables == b'{\n  "pw": 2\n}\n'


def test_a_preview_shows_what_is_unknown_as_it_is_written() -> None:
    made = instance("vars: {a: !exec date}")
    assert emit_varfile(made, preview=True) == b'{\n  "a": "!exec date",\n  "stage": "dev"\n}\n'
    with pytest.raises(TypeError):
        emit_varfile(made)


# --- the backend


def test_a_backend_stands_under_its_type() -> None:
    assert emit_backend(instance(S3.replace("key: k", "key: k, workspace_key_prefix: p"))) == Outcome(
        b'{\n  "terraform": {\n    "backend": {\n      "s3": {\n        "bucket": "b",\n        "key": "k",\n'
        b'        "workspace_key_prefix": "p"\n      }\n    }\n  }\n}\n'
    )


def test_a_cloud_block_knows_the_workspace_and_empties_other_tokens() -> None:
    names_ = "workspaces: {name: '{terraform_workspace}-{stage}-x{foo}', tags: ['{tenant}a', 5]}"
    made = instance(f"backend_type: cloud, backend: {{cloud: {{organization: o, {names_}}}}}")
    assert emit_backend(made).value.decode() == (
        '{\n  "terraform": {\n    "cloud": {\n      "organization": "o",\n      "workspaces": {\n'
        '        "name": "dev--x{foo}",\n        "tags": [\n          "a",\n          5\n        ]\n'
        "      }\n    }\n  }\n}\n"
    )


def test_tokens_in_other_backends_are_text() -> None:
    made = instance("backend_type: s3, backend: {s3: {bucket: '{stage}', key: '{terraform_workspace}'}}")
    assert b'"bucket": "{stage}",\n        "key": "{terraform_workspace}"' in emit_backend(made).value


# --- providers


@pytest.mark.parametrize(
    ("providers", "expected"),
    [
        pytest.param("{aws: {region: r}}", '"aws": {\n      "region": "r"\n    }', id="one block"),
        pytest.param(
            "{aws.west: {region: w}, aws: {region: r}, awsx: {}}",
            '"aws": [\n      {\n        "region": "r"\n      },\n      {\n        "alias": "west",\n'
            '        "region": "w"\n      }\n    ],\n    "awsx": {}',
            id="a block and an alias",
        ),
        pytest.param(
            "{aws.b: {}, aws.a: {}}",
            '"aws": [\n      {\n        "alias": "a"\n      },\n      {\n        "alias": "b"\n      }\n    ]',
            id="aliases alone",
        ),
        pytest.param(
            "{aws.a: {alias: own}}",
            '"aws": [\n      {\n        "alias": "own"\n      }\n    ]',
            id="an alias of its own",
        ),
        pytest.param("{aws.a.b: {}}", '"aws": [\n      {\n        "alias": "a.b"\n      }\n    ]', id="two dots"),
        pytest.param("{aws.a: 5}", '"aws": [\n      5\n    ]', id="no map"),
    ],
)
def test_a_dot_in_the_name_of_a_provider_is_an_alias(providers: str, expected: str) -> None:
    written = emit_providers(instance(f"providers: {providers}")).decode()
    assert written == f'{{\n  "provider": {{\n    {expected}\n  }}\n}}\n'


# --- versions


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("required_version: ''", None, id="empty"),
        pytest.param("required_providers: {aws: 1}", None, id="no map"),
        pytest.param(
            "required_version: '>= 1'",
            '{\n  "terraform": {\n    "required_version": "\\u003e= 1"\n  }\n}\n',
            id="version",
        ),
        pytest.param(
            "required_providers: {aws: {source: s}, bad: 1}",
            '{\n  "terraform": {\n    "required_providers": {\n      "aws": {\n        "source": "s"\n'
            "      }\n    }\n  }\n}\n",
            id="providers",
        ),
    ],
)
def test_what_is_required_is_written_where_there_is_any(body: str, expected: str | None) -> None:
    assert emit_versions(instance(body)) == (None if expected is None else expected.encode())


# --- unknowns


@pytest.mark.parametrize(
    ("body", "said", "where", "help_"),
    [
        pytest.param(
            "vars: {a: !terraform.output vpc .id}",
            "`vars.a` of app@dev is not known and cannot be written: `!terraform.output vpc .id`, which reads `vpc@dev`",
            "4:21",
            "deploy it first: stackc terraform deploy vpc -s dev",
            id="an output",
        ),
        pytest.param(
            "vars: {a: [1, !terraform.state vpc prod .id]}",
            "`vars.a[1]` of app@dev is not known and cannot be written: `!terraform.state vpc prod .id`,"
            " which reads `vpc@prod`",
            "4:25",
            "deploy it first: stackc terraform deploy vpc -s prod",
            id="a state of another stack",
        ),
        pytest.param(
            "required_version: !exec date",
            "`required_version` of app@dev is not known and cannot be written: `!exec date`",
            "4:29",
            "add --resolve to evaluate it",
            id="a command",
        ),
        pytest.param(
            "env: {A: !exec date}",
            "`env.A` of app@dev is not known and cannot be written: `!exec date`",
            "4:20",
            "add --resolve to evaluate it",
            id="the environment",
        ),
    ],
)
def test_what_is_not_known_is_not_written(body: str, said: str, where: str, help_: str) -> None:
    emitted = emit_instance(instance(body), backend=False)
    [found] = emitted.diagnostics
    assert emitted.value == Emitted(())
    assert (places([found]), found.message, found.help) == ([(Code.UNKNOWN_WRITTEN, where)], said, help_)


def test_unknown_variables_do_not_matter_to_a_command_that_reads_none() -> None:
    made = instance("vars: {a: !exec date}")
    assert emit_instance(made, backend=False, variables=False) == Outcome(Emitted(()))


@pytest.mark.parametrize("key", ["component", "component_folder_prefix"])
def test_a_folder_that_is_not_known_stops_every_file(key: str) -> None:
    emitted = emit_instance(instance(f"metadata: {{{key}: !exec date}}"), backend=False)
    assert emitted.value == Emitted(())
    assert [each.message for each in emitted.diagnostics] == [
        f"`metadata.{key}` of app@dev is not known, and it names the component's folder: `!exec date`"
    ]
    assert {each.help for each in emitted.diagnostics} == {"add --resolve to evaluate it"}


def test_other_metadata_may_be_unknown() -> None:
    assert emit_instance(instance("metadata: {custom: {a: !exec date}}"), backend=False).diagnostics == ()


def test_a_template_that_fails_is_not_said_to_be_unknown_as_well() -> None:
    made = instance("vars: {a: '{{ .x }}', b: !exec date}", project=TEMPLATES)
    emitted = emit_instance(made, backend=False)
    assert [found.code for found in made.diagnostics] == [Code.TEMPLATE_MISSING_KEY]
    assert [found.message.split("`")[1] for found in emitted.diagnostics] == ["vars.b"]
    assert emitted.value == Emitted(())


def test_a_template_that_is_unknown_by_itself_is_said() -> None:
    made = instance("")
    [found] = unknown_written(made, [(("vars", "stage"), "{{ .x }}")])
    assert found.message == "`vars.stage` of app@dev is not known and cannot be written: `{{ .x }}`"


def test_a_function_that_failed_is_not_said_to_be_unknown_as_well() -> None:
    def fail(call: object, text: str) -> CallFault:
        return CallFault("it failed")

    made = instance("vars: {a: !exec date, b: 1}").resolved(fail)
    emitted = emit_instance(made, backend=False)
    assert [found.code for found in made.diagnostics] == [Code.FUNCTION_FAILED]
    assert (emitted.value, emitted.diagnostics) == (Emitted(()), ())
