"""Local files in ``validate``: those in force, those of no manifest, and what they may not change by way of templates."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from tests.kit.compiled import ATMOS, compiled, findings

DEV, LOCAL = "stacks/deploy/dev.yaml", "stacks/deploy/dev.local.yaml"
S3 = 'terraform: {backend_type: s3, backend: {s3: {bucket: "b-{{ .vars.site }}", region: r, key: k}}}\n'


def files(local: str, own: str = "components: {terraform: {app: {vars: {site: a}}}}\n") -> dict[str, str]:
    return {DEV: f"vars: {{stage: dev}}\n{own}", LOCAL: local}


def of_local(found: Mapping[str, str], **env: str) -> list[Diagnostic]:
    known = (Code.LOCAL_REFUSED, Code.LOCAL_ALONE, Code.LOCAL_IN_FORCE)
    return [each for each in findings(found, **env) if each.code in known]


def told(found: Diagnostic) -> tuple[Code, str, str]:
    assert found.primary is not None
    return found.code, str(found.primary.span), found.message


# --- which there are


def test_a_local_file_in_force_is_a_note() -> None:
    [found] = of_local(files("vars: {a: 1}\n"))
    assert told(found) == (
        Code.LOCAL_IN_FORCE,
        f"{LOCAL}:1:1",
        f"this local file is laid over `{DEV}` on this machine alone",
    )


def test_one_that_does_not_count_is_none() -> None:
    assert of_local(files("vars: {stage: mine}\nname: mine\n"), CI="1") == []


def test_in_an_atmos_project_nothing_is_said_of_it() -> None:
    found = {"atmos.yaml": ATMOS, **files("vars: {stage: other}\ncomponents: {terraform: {app: {}}}\n")}
    assert of_local(found) == []


@pytest.mark.parametrize(
    ("name", "message", "advice"),
    [
        pytest.param(
            "deploy/dve.local.yaml",
            "this local file is laid over nothing: there is no manifest `deploy/dve`",
            "did you mean `deploy/dev`?",
            id="misspelt",
        ),
        pytest.param(
            "gone/prod.local.yaml",
            "this local file is laid over nothing: there is no manifest `gone/prod`",
            "call it after its manifest, or delete it",
            id="nothing like it",
        ),
        pytest.param(
            "deploy/dev.local.yml",
            f"this local file is not read: `{LOCAL}` is laid over the same manifest",
            "put both into one file",
            id="the second one",
        ),
    ],
)
@pytest.mark.parametrize("env", [{}, {"CI": "1"}], ids=["here", "in a pipeline"])
def test_a_local_file_without_a_manifest_is_a_finding(
    name: str, message: str, advice: str, env: Mapping[str, str]
) -> None:
    found = [each for each in of_local({**files(""), f"stacks/{name}": ""}, **env) if each.code is Code.LOCAL_ALONE]
    assert [(told(each), each.help) for each in found] == [((Code.LOCAL_ALONE, f"stacks/{name}:1:1", message), advice)]


def test_unknown_keys_of_a_local_file_are_found_as_in_a_manifest() -> None:
    found = findings(files("components: {terraform: {app: {var: {site: b}}}}\n"))
    assert (Code.MISSPELT_KEY, LOCAL) in [(each.code, each.place[0]) for each in found]


# --- what they change by way of others


def displaced(local: str, own: str, **more: str) -> list[tuple[str, str]]:
    found = of_local({**files(local, own), **more})
    return [(told(each)[2], told(each)[1]) for each in found if each.code is Code.LOCAL_REFUSED]


def test_a_value_that_a_backend_is_made_of_moves_the_state() -> None:
    own = f"{S3}components: {{terraform: {{app: {{vars: {{site: a, b: 1}}}}}}}}\n"
    local = "components:\n  terraform:\n    app:\n      vars:\n        b: 2\n        site: mine\n"
    [(message, place)] = displaced(local, own)
    assert (
        message
        == "local files change the state address of app@dev: `s3://b-mine/app/dev/k` instead of `s3://b-a/app/dev/k`"
    )
    assert place == f"{LOCAL}:6:9"


@pytest.mark.parametrize(
    ("own", "local", "what", "place"),
    [
        pytest.param(
            'metadata: {terraform_workspace: "{{ .vars.site }}"}, vars: {site: a}',
            "vars: {site: b}",
            "workspace of app@dev: `b` instead of `a`",
            "1:39",
            id="a workspace",
        ),
        pytest.param(
            'metadata: {terraform_workspace_pattern: "{region}"}, vars: {region: a}',
            "vars: {region: b}",
            "workspace of app@dev: `b` instead of `a`",
            "1:39",
            id="the pattern of a workspace",
        ),
        pytest.param(
            'metadata: {component: "{{ .vars.site }}"}, vars: {site: app}',
            "vars: {site: web}",
            "folder of app@dev: `components/terraform/web` instead of `components/terraform/app`",
            "1:39",
            id="a folder",
        ),
        pytest.param(
            "backend_type: http, backend: {http: {}}, env: {TF_HTTP_ADDRESS: 'https://a'}",
            "env: {TF_HTTP_ADDRESS: 'https://b'}",
            "state address of app@dev: `http:https://b` instead of `http:https://a`",
            "1:38",
            id="a variable that completes an address",
        ),
        pytest.param(
            "backend_type: s3, backend: {s3: {bucket: !exec 'echo {{ .vars.site }}', key: k}}, vars: {site: a}",
            "vars: {site: b}",
            "state address of app@dev",
            "1:39",
            id="what an effect is asked",
        ),
    ],
)
def test_nothing_by_which_an_instance_is_found_changes(own: str, local: str, what: str, place: str) -> None:
    body, mine = (f"components: {{terraform: {{app: {{{each}}}}}}}\n" for each in (own, local))
    folders = {"components/terraform/web/main.tf": ""}
    [(message, where)] = displaced(mine, body, **folders)
    assert message.startswith(f"local files change the {what}"), message
    assert where == f"{LOCAL}:{place}"


def test_a_value_of_another_instance_counts_as_well() -> None:
    own = (
        "components:\n  terraform:\n    net: {vars: {site: a}}\n    app:\n      backend_type: s3\n"
        """      backend: {s3: {key: k, bucket: '{{ (atmos.Component "net" .stack).vars.site }}'}}\n"""
    )
    [(message, _)] = displaced("components: {terraform: {net: {vars: {site: b}}}}\n", own)
    assert "the state address of app@dev" in message


def test_a_stack_with_another_name_is_nobody_elses() -> None:
    project = 'stacks: {included_paths: ["deploy/**/*"], name_template: "{{ (index . `vars`).site }}"}\n'
    own = "vars: {site: a}\ncomponents: {terraform: {app: {}}}\n"
    found = {"stackc.yaml": project, DEV: own, LOCAL: "vars: {site: b}\n"}
    refused = {told(each)[1:] for each in of_local(found) if each.code is Code.LOCAL_REFUSED}
    assert refused == {(f"{LOCAL}:1:8", "with local files there is an instance app@b, which nobody else has")}


def test_an_instance_that_only_runs_here_is_told() -> None:
    flag = '{enabled: !template "{{ .settings.on }}"}'
    body = f"components: {{terraform: {{app: {{settings: {{on: false}}, metadata: {flag}}}}}}}\n"
    [(message, place)] = displaced("components: {terraform: {app: {settings: {on: true}}}}\n", body)
    assert message == "local files change the metadata of app@dev: `enabled` instead of `disabled`"
    assert place == f"{LOCAL}:1:43"


@pytest.mark.parametrize(
    ("own", "local"),
    [
        ('vars: {site: a, url: "{{ .vars.site }}"}', "vars: {site: b}"),
        ("env: {AWS_PROFILE: team}", "env: {AWS_PROFILE: me}"),
        ("providers: {aws: {region: a}}", "providers: {aws: {profile: me}}"),
        ("settings: {depends_on: {1: {component: app}}}", "settings: {a: 1}"),
        ('backend_type: s3, backend: {s3: {bucket: b, key: k, profile: "{{ .vars.site }}"}}', "vars: {site: b}"),
    ],
)
def test_all_else_may_be_different_on_one_machine(own: str, local: str) -> None:
    body, mine = (f"components: {{terraform: {{app: {{{each}}}}}}}\n" for each in (own, local))
    assert displaced(mine, body) == []


def test_the_local_files_of_some_instances_are_those_of_their_manifests() -> None:
    found = files("vars: {a: 1}\n")
    found |= {"stacks/deploy/prod.yaml": "vars: {stage: prod}\ncomponents: {terraform: {web: {}}}\n"}
    compilation = compiled(found)
    by_stack = {str(id_.stack): compilation.local_files([id_]) for id_ in compilation.instance_ids()}
    assert by_stack == {"dev": (LOCAL,), "prod": ()}
