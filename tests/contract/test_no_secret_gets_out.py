"""Secrets planted at every door; every byte that a command prints or writes is looked through, also encoded."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.command import Said, bare_env, run_apart, write_files

CANARY = "CANARY-5ecret/+x"
"""Told apart by its parts in every encoding."""
MODULE = "".join(
    f'variable "{name}" {{ default = null }}\n' for name in ("stage", "direct", "tpl", "nest", "copied", "ran", "size")
)
DOORS = {
    "direct": "vars: {direct: !env DB_TOKEN}",
    "getenv": 'vars: {tpl: \'{{ getenv "DB_TOKEN" }}-{{ expandenv "$DB_TOKEN" }}\'}',
    "encoded": 'vars: {tpl: \'{{ env "DB_TOKEN" | b64enc }}{{ env "DB_TOKEN" | upper }}\'}',
    "nested": "vars: {nest: {list: [{a: !env DB_TOKEN}]}}",
    "condition": 'vars: {tpl: \'{{ if eq (env "DB_TOKEN") "x" }}a{{ end }}{{ env "DB_TOKEN" }}\'}',
    "other": 'vars: {tpl: "{{ (atmos.Component \\"direct\\" .stack).vars.direct }}"}',
    "whole": 'vars: {tpl: "{{ (atmos.Component \\"direct\\" .stack).vars | toJson }}"}',
    "fails": "vars: {tpl: '{{ env \"DB_TOKEN\" | fail }}'}",
    "date": 'vars: {tpl: \'{{ env "DB_TOKEN" | mustToDate "2006" }}\'}',
    "yaml": "vars: {tpl: 'x{{ env \"DB_TOKEN\" }}: ['}",
    "missing": 'vars: {tpl: \'{{ index .vars (env "DB_TOKEN") }}{{ (index .vars (env "DB_TOKEN")).x }}\'}',
    "key": "vars: {'{{ env \"DB_TOKEN\" }}': 1}",
    "exec": "vars: {ran: !exec 'echo $DB_TOKEN'}",
    "broken": "vars: {ran: !exec 'echo $DB_TOKEN >&2; exit 3'}",
    "env": "env: {TOKEN: !env DB_TOKEN}",
    "setting": "settings: {a: !env DB_TOKEN}",
    "workspace": "metadata: {component: app, terraform_workspace: '{{ env \"DB_TOKEN\" }}'}",
    "template": "metadata: {component: app, terraform_workspace_template: '{{ env \"DB_TOKEN\" }}'}",
    "folder": "metadata: {component: '{{ env \"DB_TOKEN\" }}'}",
    "enabled": "metadata: {component: app, enabled: !env DB_TOKEN}",
    "provider": "providers: {terraform: {x: !env DB_TOKEN}}",
    "http": "backend_type: http, backend: {http: {address: !env DB_TOKEN}}",
    "password": "backend_type: http, backend: {http: {address: 'http://h', password: !env DB_TOKEN}}",
    "pg": "backend_type: pg, backend: {pg: {conn_str: !env DB_URL}}",
    "s3": "backend_type: s3, backend: {s3: {bucket: b, key: k, secret_key: !env DB_TOKEN}}",
    "bucket": "backend_type: s3, backend: {s3: {bucket: !env DB_TOKEN, key: k}}",
    "depends": "dependencies: {components: [{component: !env DB_TOKEN}]}",
}
FILES = {
    "stackc.yaml": 'stacks: {included_paths: ["*"], name_pattern: "{stage}"}\nsecrets: {env: ["DB_*"]}\n'
    "templates: {settings: {enabled: true, sprig: {enabled: true}, gomplate: {enabled: true}}}\n",
    "stacks/local.yaml": "locals: {token: !env DB_TOKEN, url: 'u:{{ .locals.token }}'}\nvars: {stage: local}\n"
    "components:\n  terraform:\n    app: {vars: {copied: 'x{{ .locals.url }}', nest: '{{ .locals | toJson }}', size: 1}}\n",
    "stacks/dev.yaml": "vars: {stage: dev}\ncomponents:\n  terraform:\n"
    + "".join(
        f"    {name}: {{{body if 'component: ' in body else 'metadata: {component: app}, ' + body}}}\n"
        for name, body in DOORS.items()
    ),
    "stacks/named.yaml": "name: '{{ env \"DB_TOKEN\" }}'\ncomponents: {terraform: {app: {}}}\n",
    "components/terraform/app/main.tf": MODULE,
}
TERRAFORM = """\
#!/bin/sh
case "$1" in version) printf '{"terraform_version": "1.11.4"}'; exit 0;; esac
echo "Error: it fails with $DB_TOKEN"; exit 1
"""


def forms(secret: str) -> Iterator[str]:
    """The secret as it may turn up; of an encoding that depends on what stands before, the middle."""
    yield secret
    yield secret.upper()
    yield urllib.parse.quote(secret, safe="")
    yield secret.encode().hex()
    yield json.dumps(secret)[1:-1].replace("/", "\\/")
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + secret.encode())[4:-4].decode()


def is_out(content: str) -> bool:
    return any(form in content for form in forms(CANARY))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_files(tmp_path_factory.mktemp("canaries"), {**FILES, "bin/terraform": TERRAFORM})
    (root / "bin/terraform").chmod(0o755)
    return root


def run(root: Path, *words: str) -> Said:
    env = bare_env(
        root, DB_TOKEN=CANARY, DB_URL=f"postgres://u:{urllib.parse.quote(CANARY, safe='')}@h/d", NO_COLOR="1"
    )
    return run_apart(words, root, {**env, "PATH": f"{root}/bin:{env['PATH']}"})


WHOLE = [
    *("describe stacks", "describe stacks --format json", "describe dev", "validate", "validate -f json", "graph"),
    *("list stacks", "list instances", "lock", "lock --check", "build -o out", "build --resolve -o resolved"),
    *("outputs save --all", "outputs save app@local -o saved.yaml"),
    *("terraform plan --all --dry-run", "-v terraform plan --all"),
]
OF_ONE = [
    *("describe component {} -s dev", "describe component {} -s dev --resolve", "terraform plan {} -s dev --dry-run"),
    *("generate varfile {} -s dev", "generate backend {} -s dev --resolve", "generate providers {} -s dev"),
    "terraform plan {} -s dev",
    *("diff direct@dev {}@dev", "diff {}@dev direct@dev -f json", "diff direct@dev {}@dev -f markdown"),
    *("set {}@dev vars.size=3 --dry-run", "set {}@dev vars.tpl=3 --dry-run"),
]


@pytest.mark.parametrize("command", WHOLE)
def test_no_command_lets_a_secret_out(command: str, repository: Path) -> None:
    said = run(repository, *command.split())
    assert (is_out(said.out + said.err), "internal error" in said.err) == (False, False), said
    assert said.code in (0, 1)


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_secret_out(door: str, repository: Path) -> None:
    for command in OF_ONE:
        said = run(repository, *command.format(door).split())
        assert (is_out(said.out + said.err), "internal error" in said.err) == (False, False), (command, said)


def test_no_file_holds_a_secret(repository: Path) -> None:
    for command in WHOLE:
        run(repository, *command.split())
    written = [path for path in repository.rglob("*") if path.is_file() and not path.is_symlink()]
    assert [path for path in written if is_out(path.read_text(errors="replace"))] == []


@pytest.mark.parametrize(
    ("door", "shown"),
    [
        pytest.param("direct", "direct: <secret>", id="masked"),
        pytest.param("other", "tpl: <secret>", id="of another instance"),
        pytest.param("exec", "ran: '!exec", id="not called"),
    ],
)
def test_a_secret_is_shown_as_one(door: str, shown: str, repository: Path) -> None:
    assert shown in run(repository, "describe", "component", door, "-s", "dev", "--query", ".vars").out


def test_a_local_that_is_a_secret_makes_secrets(repository: Path) -> None:
    said = run(repository, "describe", "component", "app", "-s", "local", "--query", ".vars")
    assert said.out == "copied: <secret>\nnest: <secret>\nsize: 1\nstage: local\n", said.err


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param("vars: {stage: dev, '{{ .locals.token }}': 1}\n", id="key"),
        pytest.param("vars: {stage: dev}\nimport: ['{{ .locals.token }}']\n", id="import"),
        pytest.param(
            "vars: {stage: dev}\nsettings:\n  a: '{{ if .locals.token }}'\n  b: '{{ end }}x'\n", id="whole file"
        ),
    ],
)
def test_a_secret_becomes_no_text_of_a_manifest(manifest: str, tmp_path: Path) -> None:
    write_files(tmp_path, {**FILES, "stacks/dev.yaml": f"locals: {{token: !env DB_TOKEN}}\n{manifest}"})
    said = run(tmp_path, "validate")
    assert (said.code, is_out(said.out + said.err)) == (1, False)
    assert any(
        each in said.err for each in ("must not stand here", "why is not told", "not a secret", "a key is shown")
    )


def test_what_holds_a_secret_is_one(repository: Path) -> None:
    said = run(repository, "describe", "component", "exec", "-s", "dev", "--resolve", "--query", ".vars.ran")
    assert (said.code, said.out) == (0, "<secret>\n")


@pytest.mark.parametrize("door", ["provider", "bucket", "http"])
def test_a_secret_without_a_way_to_terraform_is_refused(door: str, repository: Path) -> None:
    said = run(repository, "terraform", "plan", door, "-s", "dev", "--dry-run")
    assert (said.code, "SC0806" in said.err or "SC0918" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("door", "name"), [("password", "TF_HTTP_PASSWORD"), ("pg", "PG_CONN_STR"), ("s3", "AWS_SECRET_ACCESS_KEY")]
)
def test_credentials_of_a_backend_go_by_its_own_variables(door: str, name: str, repository: Path) -> None:
    said = run(repository, "terraform", "plan", door, "-s", "dev", "--dry-run")
    assert (said.code, name in said.out.split()) == (0, True), said.err
