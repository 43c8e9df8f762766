from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.command import PROJECT, Said, bare_env, run_apart, run_here, write_files

FILES = {
    "stackc.yaml": PROJECT,
    "stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {app: {}, net: {}}}\n",
    "components/terraform/app/main.tf": 'variable "stage" {}\nvariable "a" { default = "" }\n',
    "components/terraform/net/main.tf": 'variable "stage" {}\n',
}
WRITING = [
    "list stacks",
    "list stacks --format json",
    "describe stacks -f json",
    "describe dev",
    "describe component app -s dev",
    "describe dependents app -s dev",
    "graph",
    "generate varfile app -s dev",
    "validate -f json",
    "lock",
]
VARFILE = "dev/components/terraform/app/dev-app.terraform.tfvars.json"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write_files(tmp_path / "repository", FILES)


def run(repository: Path, command: str, *words: str) -> Said:
    return run_apart([*command.split(), *words], repository, bare_env(repository))


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


@pytest.mark.parametrize("command", WRITING)
def test_every_answer_goes_to_the_file_or_stream_that_is_named(command: str, repository: Path) -> None:
    answer = run(repository, command).out
    assert answer
    for name in ("-", "/dev/stdout", "/dev/fd/1"):
        assert run(repository, command, "-o", name).out == answer
    assert run(repository, command, "-o", "answer") == (0, "", "")
    assert (repository / "answer").read_text() == answer
    assert run(repository, command, "-o", "/dev/null") == (0, "", "")


@pytest.mark.parametrize("command", WRITING)
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("link", "it is a symbolic link to `stackc.yaml`", id="link"),
        pytest.param("missing/answer", "there is no folder `{top}/missing`", id="missing folder"),
        pytest.param("stacks", "it is a folder", id="folder"),
        pytest.param("/dev/full", "no space left on device", id="full"),
    ],
)
def test_what_cannot_be_written_is_one_diagnostic(command: str, name: str, reason: str, repository: Path) -> None:
    (repository / "link").symlink_to("stackc.yaml")
    path = os.path.join(repository, name)
    said = run(repository, command, "-o", name)
    line = f"error[SC0805]: `{path}` cannot be written: {reason.format(top=repository)}"
    assert (said.code, said.out, said.err.splitlines()) == (1, "", [line])
    assert (repository / "stackc.yaml").read_text() == PROJECT


@pytest.mark.parametrize("command", [*WRITING, "build"])
def test_an_empty_name_is_wrong_usage(command: str, repository: Path) -> None:
    before = files(repository)
    said = run(repository, command, "-o", "")
    assert (said.code, said.err) == (2, "stackc: an empty path was given\n")
    assert files(repository) == before


def test_a_build_needs_a_folder(repository: Path) -> None:
    said = run(repository, "build", "-o", "-")
    assert (said.code, said.err) == (2, "stackc: `build -o` needs a folder, and `-` is the standard output\n")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        pytest.param("missing/out", "there is no folder `{top}/missing`", id="missing folder"),
        pytest.param("stackc.yaml", "it is not a folder", id="file"),
        pytest.param("/dev/null", "it is not a folder", id="device"),
    ],
)
def test_a_build_into_no_folder_is_one_diagnostic(name: str, reason: str, repository: Path) -> None:
    said = run(repository, "build", "-o", name)
    path = os.path.join(repository, name)
    line = f"error[SC0805]: `{path}` cannot be written: {reason.format(top=repository)}"
    assert (said.code, said.err.splitlines()) == (1, [line])


def test_a_build_can_be_repeated_and_follows_the_manifests(repository: Path) -> None:
    assert run(repository, "build", "-o", "out").code == 0
    assert VARFILE in files(repository / "out")
    (repository / "stacks/deploy/dev.yaml").write_text("vars: {stage: dev}\ncomponents: {terraform: {net: {}}}\n")
    assert run(repository, "build", "-o", "out") == (0, "", "")
    assert [name for name in files(repository / "out") if "app" in name] == []


def test_a_build_of_a_broken_repository_removes_nothing(repository: Path) -> None:
    run(repository, "build", "-o", "out")
    before = files(repository / "out")
    broken = "vars: {stage: dev}\ncomponents: {terraform: {app: {metadata: {inherits: [nothing]}}, net: {}}}\n"
    (repository / "stacks/deploy/dev.yaml").write_text(broken)
    assert run(repository, "build", "-o", "out").code == 1
    assert files(repository / "out") == before


def test_two_artifacts_at_one_path_are_an_error(repository: Path) -> None:
    same = "{metadata: {component: app}, providers: {aws: {region: x}}}"
    text = f"vars: {{stage: dev}}\ncomponents: {{terraform: {{a/b: {same}, a-b: {same}}}}}\n"
    (repository / "stacks/deploy/dev.yaml").write_text(text)
    said = run(repository, "build", "-o", "out")
    assert (said.code, "error[SC0804]: a-b@dev and a/b@dev would both be written to" in said.err) == (1, True), said.err


LIMITED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""What makes root heed permissions."""


@pytest.mark.skipif(bool(LIMITED) and shutil.which("setpriv") is None, reason="root heeds no permissions")
@pytest.mark.parametrize(
    ("command", "place"),
    [
        pytest.param("list stacks", "", id="list"),
        pytest.param("describe stacks", "", id="describe"),
        pytest.param("validate", "", id="validate"),
        pytest.param("graph", "", id="graph"),
        pytest.param("generate varfile app -s dev", "", id="generate"),
        pytest.param("generate varfile app -s dev -o x", "x", id="generate to a file"),
        pytest.param("build -o out", "out", id="build"),
        pytest.param("lock --check", "", id="lock, only compared"),
        pytest.param("lock", "stackc.lock", id="lock"),
        pytest.param("terraform plan app -s dev", ".stackc", id="terraform"),
        pytest.param("terraform deploy --all", ".stackc", id="terraform, all"),
    ],
)
def test_in_a_project_that_cannot_be_written_only_writing_fails(command: str, place: str, repository: Path) -> None:
    write_files(repository, {"bin/terraform": '#!/bin/sh\necho \'{"terraform_version": "1.9.0"}\'\n'})
    (repository / "bin/terraform").chmod(0o755)
    repository.chmod(0o555)
    env = {**bare_env(repository), "PATH": f"{repository}/bin:{os.defpath}"}
    try:
        words = [*LIMITED, sys.executable, "-m", "stackc", *command.split()]
        done = subprocess.run(words, cwd=repository, env=env, capture_output=True, text=True, check=False, timeout=60)
    finally:
        repository.chmod(0o755)
    if place:
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert f"{repository}/{place}" in done.stderr
        assert "permission denied" in done.stderr
    else:
        assert "permission denied" not in done.stderr
        assert done.returncode == (1 if command == "lock --check" else 0), done.stderr


WITH_BACKEND = """\
vars: {stage: dev}
terraform:
  backend_type: s3
  backend: {s3: {bucket: states, key: t, region: r}}
components:
  terraform:
    app: {providers: {aws: {region: x}}, required_version: "1.9.0", vars: {a: !exec echo there}}
    net: {}
    off: {metadata: {component: net, enabled: false}}
    base: {metadata: {component: net, type: abstract}}
"""


@pytest.fixture
def rich(repository: Path) -> Path:
    """The repository with a backend, providers, and a value that is known only outside."""
    return write_files(repository, {"stacks/deploy/dev.yaml": WITH_BACKEND})


def here(repository: Path, line: str) -> Said:
    return run_here("-C", str(repository), *line.split())


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("varfile", {"stage": "dev"}),
        (
            "backend",
            {
                "terraform": {
                    "backend": {"s3": {"bucket": "states", "key": "t", "region": "r", "workspace_key_prefix": "net"}}
                }
            },
        ),
        ("providers", {"provider": {}}),
        ("versions", {}),
    ],
)
@pytest.mark.parametrize("output", ["", "-o -", "-o answer"])
def test_each_artifact_is_json(kind: str, content: object, output: str, rich: Path) -> None:
    said = here(rich, f"generate {kind} net -s dev {output}")
    text = (rich / "answer").read_text() if "answer" in output else said.out
    assert (said.code, said.err, json.loads(text)) == (0, "", content)


def test_providers_and_versions_are_those_of_the_instance(rich: Path) -> None:
    assert json.loads(here(rich, "generate providers app -s dev").out) == {"provider": {"aws": {"region": "x"}}}
    assert "1.9.0" in here(rich, "generate versions app -s dev").out


def test_what_is_not_known_is_shown_as_text_with_a_warning(rich: Path) -> None:
    said = here(rich, "generate varfile app -s dev")
    assert (said.code, json.loads(said.out)) == (0, {"a": "!exec echo there", "stage": "dev"})
    assert said.err.count("warning[SC0508]") == 1
    assert "yet; its text is shown" in said.err


@pytest.mark.parametrize("output", ["-o -", "-o answer"])
def test_what_is_not_known_is_never_written(output: str, rich: Path) -> None:
    said = here(rich, f"generate varfile app -s dev {output}")
    assert (said.code, said.out, "cannot be written" in said.err) == (1, "", True)
    assert not (rich / "answer").exists()


@pytest.mark.parametrize("output", ["", "-o -"])
def test_what_is_not_known_is_asked_for_when_told_to(output: str, rich: Path) -> None:
    said = here(rich, f"generate varfile app -s dev --resolve {output}")
    assert (said.code, json.loads(said.out), said.err) == (0, {"a": "there", "stage": "dev"}, "")


def test_an_artifact_without_unknowns_is_written_beside_them(rich: Path) -> None:
    assert here(rich, "generate backend app -s dev -o answer") == (0, "", "")


@pytest.mark.parametrize("kind", ["backend", "providers", "versions"])
def test_a_secret_is_written_into_a_varfile_alone(kind: str, repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "hush")
    text = (
        "vars: {stage: dev}\ncomponents: {terraform: {app: {backend_type: s3, backend: {s3: {bucket: !env TOKEN}}, "
        "providers: {aws: {token: !env TOKEN}}, required_version: !env TOKEN}}}\n"
    )
    write_files(repository, {"stackc.yaml": PROJECT + "secrets: {env: [TOKEN]}\n", "stacks/deploy/dev.yaml": text})
    said = here(repository, f"generate {kind} app -s dev")
    assert (said.code, said.out, "hush" in said.err, said.err.count("error[")) == (1, "", False, 1)


@pytest.mark.parametrize("kind", ["varfile", "backend", "providers", "versions"])
@pytest.mark.parametrize(
    ("name", "code"),
    [("typo -s dev", "SC0416"), ("app -s typo", "SC0415"), ("app", "SC0418"), ("bad -s dev", "SC0401")],
)
def test_an_artifact_of_nothing_is_an_error(kind: str, name: str, code: str, repository: Path) -> None:
    text = "vars: {stage: dev}\ncomponents: {terraform: {app: {}, bad: {metadata: {component: app}, vars: 5}}}\n"
    write_files(repository, {"stacks/deploy/dev.yaml": text})
    said = here(repository, f"generate {kind} {name}")
    assert (said.code, said.out, said.err.count(f"error[{code}]")) == (1, "", 1)


@pytest.mark.parametrize("line", ["generate varfile app -s dev", "build -o out"])
def test_a_broken_project_has_no_artifacts(line: str, repository: Path) -> None:
    write_files(repository, {"stackc.yaml": "stacks: [\n"})
    assert (here(repository, line).code, (repository / "out").exists()) == (1, False)


def test_a_build_refuses_the_standard_output(repository: Path) -> None:
    assert here(repository, "build -o -").code == 2


def test_a_build_has_the_real_and_enabled_ones_alone(rich: Path) -> None:
    said = here(rich, "build -o out -c net -c off -c base")
    assert (said.code, said.err) == (0, "")
    assert {name.split("/")[3] for name in files(rich / "out") if "/" in name} == {"net"}


def test_a_build_of_what_is_not_known_fails_and_leaves_it_out(rich: Path) -> None:
    said = here(rich, "build -o out")
    assert (said.code, "cannot be written" in said.err) == (1, True)
    assert not any("app" in name for name in files(rich / "out") if (rich / "out").exists())


def test_a_build_asks_outside_when_told_to(rich: Path) -> None:
    assert here(rich, "build -o out --resolve") == (0, "", "")
    assert json.loads((rich / "out" / VARFILE).read_text()) == {"a": "there", "stage": "dev"}


@pytest.mark.parametrize("option", ["-s typo", "-c typo"])
def test_a_build_of_nothing_is_an_error(option: str, repository: Path) -> None:
    assert (here(repository, f"build -o out {option}").code, (repository / "out").exists()) == (1, False)


def test_a_build_of_a_part_keeps_the_rest(repository: Path) -> None:
    assert here(repository, "build -o out").code == 0
    write_files(repository, {"stacks/deploy/dev.yaml": "vars: {stage: dev}\ncomponents: {terraform: {net: {}}}\n"})
    assert here(repository, "build -o out -c net").code == 0
    assert VARFILE in files(repository / "out")
    assert here(repository, "build -o out").code == 0
    assert VARFILE not in files(repository / "out")


def test_a_part_is_built_beside_what_does_not_compile(repository: Path) -> None:
    broken = "vars: {stage: dev}\ncomponents: {terraform: {app: {vars: 5}, net: {}}}\n"
    write_files(repository, {"stacks/deploy/dev.yaml": broken})
    assert here(repository, "build -o part -c net") == (0, "", "")
    whole = here(repository, "build -o whole")
    assert (whole.code, whole.err.count("error[SC0401]")) == (1, 1)


REFUSING = "import stackc\n\ndef check(project):\n    print('asked')\n    yield stackc.finding('nothing on Fridays')\n"


def test_nothing_is_built_that_a_policy_refuses(repository: Path) -> None:
    write_files(repository, {"policies/fridays.py": REFUSING})
    said = run(repository, "build -o out")
    assert (said.code, said.out, (repository / "out").exists()) == (1, "", False)
    assert said.err.startswith("asked\nerror[SC0630]: nothing on Fridays\n")


def test_of_a_stranger_files_are_built_without_its_policies_and_that_is_said(repository: Path) -> None:
    write_files(repository, {"policies/fridays.py": REFUSING})
    said = run(repository, "build -o out --untrusted")
    assert (said.code, (repository / "out").exists()) == (0, True)
    assert said.err == "warning[SC0631]: the policies in `policies` were not run: the repository is untrusted\n"


@pytest.mark.parametrize("command", [each for each in WRITING if not each.startswith("validate")])
def test_who_only_asks_for_values_loads_no_policy(repository: Path, command: str) -> None:
    write_files(repository, {"policies/fridays.py": REFUSING})
    assert "asked" not in run(repository, command).err
