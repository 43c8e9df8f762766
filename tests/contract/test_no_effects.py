"""Commands that only show start no process and open no connection; functions that reach outside show as their text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kit.command import Said, bare_env, run_apart, write_files

UNREACHABLE = "http://203.0.113.1:9"
WATCHED = """\
import json, sys
EVENTS = {
    "subprocess.Popen", "os.fork", "os.forkpty", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "pty.spawn",
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
}
seen = []
sys.addaudithook(lambda event, args: seen.append(event) if event in EVENTS else None)
from stackc.cli.main import run
code = run(sys.argv[2:])
sys.stdout.flush()
with open(sys.argv[1], "w") as file:
    json.dump(seen, file)
sys.exit(code)
"""
"""Runs the command with all processes and connections noted in the file that is its first argument."""

EFFECTS = {
    "command": "!exec touch ran",
    "pipe": "!exec echo '[1]' | tee ran",
    "state": "!terraform.state vpc .id",
    "there": "!terraform.state vpc prod .id",
    "output": "!terraform.output vpc .id",
    "store": "!store facts vpc id",
    "parameter": "!store parameters vpc id",
    "key": "!store.get parameters id",
    "sha": "!git.sha",
    "branch": "!git.branch",
    "url": "!git.url",
    "secret": "!secret token",
    "account": "!aws.account_id",
    "outputs": '{{ (atmos.Component "vpc" "dev").outputs.id }}',
    "now": "{{ now }}",
    "clock": "{{ time.Now }}",
    "chance": "{{ uuidv4 }}",
    "password": "{{ randAlphaNum 8 }}",
    "number": "{{ random.Number 1 9 }}",
    "host": '{{ getHostByName "example.com" }}',
    "address": '{{ net.LookupIP "example.com" }}',
    "web": '{{ (datasource "web").id }}',
    "file": '{{ file.Read "/etc/hostname" }}',
    "region": "{{ aws.EC2Region }}",
    "mixed": 'a-{{ .vars.stage }}-{{ now | date "2006" }}',
}
"""What reaches outside, by the variable that asks for it; the text is what is shown."""


def quoted(text: str) -> str:
    return text if text.startswith("!") else json.dumps(text)


MANIFEST = """\
vars: {{stage: {stage}}}
terraform:
  backend_type: s3
  backend:
    s3:
      bucket: states
      key: terraform.tfstate
      region: eu-west-1
      endpoints: {{s3: "{endpoint}"}}
components:
  terraform:
    vpc: {{}}
"""
FILES = {
    "stackc.yaml": f"""\
stacks: {{included_paths: ["deploy/**/*"], name_pattern: "{{stage}}"}}
stores:
  facts: {{kind: file, options: {{path: data/facts}}}}
  parameters: {{kind: aws/ssm, options: {{region: eu-west-1, endpoint_url: "{UNREACHABLE}"}}}}
templates:
  settings:
    enabled: true
    sprig: {{enabled: true}}
    gomplate:
      enabled: true
      datasources:
        web: {{url: "{UNREACHABLE}/id.json"}}
""",
    "stacks/deploy/prod.yaml": MANIFEST.format(stage="prod", endpoint=UNREACHABLE),
    "stacks/deploy/dev.yaml": MANIFEST.format(stage="dev", endpoint=UNREACHABLE)
    + "    app:\n      vars:\n"
    + "".join(f"        {name}: {quoted(text)}\n" for name, text in EFFECTS.items())
    + "    asking: {vars: {here: !exec touch ran}}\n"
    + f"    reading: {{vars: {{id: '{EFFECTS['outputs']}'}}}}\n",
    "components/terraform/vpc/main.tf": 'output "id" { value = 1 }\n',
    "components/terraform/app/main.tf": "",
    "components/terraform/asking/main.tf": "",
    "components/terraform/reading/main.tf": "",
    ".git/HEAD": "ref: refs/heads/main\n",
    ".git/config": '[remote "origin"]\n\turl = https://example.com/a/b.git\n',
}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return write_files(tmp_path / "repository", FILES)


def watched(repository: Path, *words: str) -> tuple[Said, list[str]]:
    """How a command ended, and the processes and connections it began."""
    notes = repository.parent / "seen.json"
    said = run_apart([str(notes), *words], repository, bare_env(repository.parent), script=WATCHED)
    seen: list[str] = json.loads(notes.read_text()) if notes.exists() else ["nothing was noted"]
    return said, seen


def assert_unmoved(repository: Path, said: Said, seen: list[str]) -> None:
    assert seen == [], said
    assert not (repository / "ran").exists()
    assert not (repository / ".stackc").exists()
    assert "Traceback" not in said.err


@pytest.mark.parametrize("command", ["describe stacks", "describe stacks -s dev --sections vars"])
def test_described_stacks_hold_the_texts(repository: Path, command: str) -> None:
    said, seen = watched(repository, *command.split(), "-f", "json")
    assert_unmoved(repository, said, seen)
    assert said.code == 0, said.err
    shown = json.loads(said.out)["dev"]["components"]["terraform"]["app"]["vars"]
    assert shown == {"stage": "dev", **EFFECTS}


@pytest.mark.parametrize("command", ["describe component app -s dev", "describe component app -s dev --query ."])
def test_a_described_component_holds_the_texts(repository: Path, command: str) -> None:
    said, seen = watched(repository, *command.split(), "-f", "json")
    assert_unmoved(repository, said, seen)
    assert said.code == 0, said.err
    assert json.loads(said.out)["vars"] == {"stage": "dev", **EFFECTS}


def test_a_described_stack_holds_the_texts(repository: Path) -> None:
    said, seen = watched(repository, "describe", "dev", "-f", "json")
    assert_unmoved(repository, said, seen)
    assert said.code == 0, said.err
    assert json.loads(said.out)["dev"]["components"]["terraform"]["app"]["vars"] == {"stage": "dev", **EFFECTS}


def test_a_varfile_on_the_screen_holds_the_texts(repository: Path) -> None:
    said, seen = watched(repository, "generate", "varfile", "app", "-s", "dev")
    assert_unmoved(repository, said, seen)
    assert said.code == 0, said.err
    assert json.loads(said.out) == {"stage": "dev", **EFFECTS}


def test_a_varfile_with_unknowns_is_not_written(repository: Path) -> None:
    said, seen = watched(repository, "generate", "varfile", "app", "-s", "dev", "-o", "app.json")
    assert_unmoved(repository, said, seen)
    assert said.code == 1
    assert "error[SC0802]" in said.err
    assert not (repository / "app.json").exists()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("list stacks", 0),
        ("list instances", 0),
        ("list imports", 0),
        ("validate", None),
        ("validate -f json", None),
        ("graph", 0),
        ("graph -f json", 0),
        ("describe dependents vpc -s dev", 0),
        ("generate backend app -s dev", 0),
    ],
)
def test_a_command_that_shows_reaches_nothing(repository: Path, command: str, code: int | None) -> None:
    said, seen = watched(repository, *command.split())
    assert_unmoved(repository, said, seen)
    assert said.code == code or code is None, said.err


def test_a_state_out_of_reach_is_a_diagnostic(repository: Path) -> None:
    said, _ = watched(repository, "terraform", "plan", "reading", "-s", "dev", "--dry-run")
    assert (said.code, "internal error" in said.err) == (1, False), said.err


def test_what_a_command_starts_would_be_noticed(repository: Path) -> None:
    said, seen = watched(repository, "describe", "component", "asking", "-s", "dev", "--resolve")
    assert (said.code, {"subprocess.Popen"} <= {*seen}, (repository / "ran").exists()) == (0, True, True), said
