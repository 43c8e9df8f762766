"""Outputs of upstream instances: from a local state, from S3, else from Terraform; each is read once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from stackc.base.ports import Output, OutputFailure
from stackc.evaluate.instance import Instance
from stackc.run.outputs import StateOutputs, parse_outputs, parse_state
from stackc.system.files import DiskWorkplace
from tests.unit.run.bench import GCS, LOCAL, Bench, named, stack

STATE = {"outputs": {"id": {"value": "vpc-1"}, "pw": {"value": [1], "sensitive": True}}, "resources": []}
READ = {"id": Output("vpc-1"), "pw": Output([1], True)}
PLACE = "components/terraform/vpc/terraform.tfstate.d/dev/terraform.tfstate"
S3 = "terraform: {backend_type: s3, backend: {s3: {bucket: states, key: k}}}\n"
AWS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}


class Asked:
    """Terraform's own answer, and which instances it was asked for."""

    def __init__(self, answer: Mapping[str, Output] | None = None) -> None:
        self.answer = answer
        self.names: list[str] = []

    def __call__(self, instance: Instance) -> Mapping[str, Output] | None:
        self.names.append(str(instance.id))
        return self.answer


def outputs(bench: Bench, asked: Asked | None = None) -> StateOutputs:
    return StateOutputs(bench.compilation, bench.workplace, bench.env, bench.guard, asked or Asked())


def text(state: object) -> str:
    return json.dumps(state)


# --- texts


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        pytest.param(STATE, READ, id="outputs"),
        pytest.param({"outputs": {}, "resources": [{}]}, {}, id="resources alone"),
        pytest.param({"outputs": {}, "resources": []}, None, id="destroyed"),
        pytest.param({}, None, id="empty"),
        pytest.param({"outputs": [], "resources": None}, None, id="outputs in a list"),
        pytest.param({"outputs": {"a": 1, "b": {}}}, {"a": Output(None), "b": Output(None)}, id="no value"),
        pytest.param({"outputs": {"a": {"value": 1, "sensitive": 1}}}, {"a": Output(1)}, id="sensitive is no number"),
    ],
)
def test_a_state_has_outputs_or_is_none(state: object, expected: Mapping[str, Output] | None) -> None:
    assert parse_state(text(state).encode()) == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "the state is no JSON: ", id="empty"),
        pytest.param(b'{"outputs": {', "the state is no JSON: ", id="cut short"),
        pytest.param(b"\xff", "the state is no JSON: ", id="no text"),
        pytest.param(b"[" * 100_000, "the state is no JSON: ", id="too deep"),
        pytest.param(b"[]", "the state is no map", id="a list"),
        pytest.param(b"null", "the state is no map", id="null"),
    ],
)
def test_what_is_no_state_is_said(content: bytes, said: str) -> None:
    with pytest.raises(OutputFailure) as failure:
        parse_state(content)
    assert str(failure.value).startswith(said)


def test_what_terraform_prints_is_read() -> None:
    assert parse_outputs(text(STATE["outputs"])) == READ
    assert parse_outputs("{}") == {}


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        pytest.param("", "`terraform output` printed no JSON", id="nothing"),
        pytest.param("Warning: x\n{}", "`terraform output` printed no JSON", id="text"),
        pytest.param("[" * 100_000, "`terraform output` printed no JSON", id="too deep"),
        pytest.param("[]", "`terraform output` printed no map", id="a list"),
    ],
)
def test_what_terraform_must_not_print_is_said(printed: str, said: str) -> None:
    with pytest.raises(OutputFailure) as failure:
        parse_outputs(printed)
    assert str(failure.value) == said


# --- local states


def test_a_local_state_is_read_where_it_lies(tmp_path: Path) -> None:
    bench, asked = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: text(STATE)}), Asked()
    assert outputs(bench, asked).read(named("vpc@dev")) == READ
    assert asked.names == []


def test_without_a_file_there_is_no_state(tmp_path: Path) -> None:
    assert outputs(Bench(tmp_path, stack("vpc: {}", LOCAL))).read(named("vpc@dev")) is None


def test_an_instance_that_does_not_exist_has_no_state(tmp_path: Path) -> None:
    asked = Asked({})
    assert outputs(Bench(tmp_path, stack("vpc: {}", LOCAL)), asked).read(named("gone@dev")) is None
    assert asked.names == []


def test_a_state_is_read_once_until_it_is_forgotten(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: text(STATE)})
    read = outputs(bench)
    assert read.read(named("vpc@dev")) == READ
    (tmp_path / PLACE).unlink()
    assert read.read(named("vpc@dev")) == READ
    read.forget(named("web@dev"))
    assert read.read(named("vpc@dev")) == READ
    read.forget(named("vpc@dev"))
    assert read.read(named("vpc@dev")) is None


def test_that_there_is_no_state_is_known_as_well(tmp_path: Path) -> None:
    bench = Bench(tmp_path, stack("vpc: {}", LOCAL))
    read = outputs(bench)
    assert read.read(named("vpc@dev")) is None
    (tmp_path / PLACE).parent.mkdir(parents=True)
    (tmp_path / PLACE).write_text(text(STATE))
    assert read.read(named("vpc@dev")) is None


class Writing(DiskWorkplace):
    """The real files, of which one is being written: it is whole when somebody waited for the workdir."""

    whole: Callable[[], object]

    def read(self, path: str) -> bytes | None:
        content = super().read(path)
        if content is not None and path.endswith("terraform.tfstate"):
            self.whole()
        return content


def test_a_state_that_is_being_written_is_read_again_when_nobody_is_in_the_workdir(tmp_path: Path) -> None:
    workplace = Writing()
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: '{"outputs"'}, workplace=workplace)
    workplace.whole = lambda: (tmp_path / PLACE).write_text(text(STATE))
    assert outputs(bench).read(named("vpc@dev")) == READ
    assert "reading its state" in (tmp_path / ".stackc/locks/work/dev/vpc").read_text()


def test_a_state_that_is_gone_when_it_is_read_again_is_none(tmp_path: Path) -> None:
    workplace = Writing()
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: "{"}, workplace=workplace)
    workplace.whole = (tmp_path / PLACE).unlink
    assert outputs(bench).read(named("vpc@dev")) is None


def test_a_state_that_stays_broken_is_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: "{"})
    with pytest.raises(OutputFailure, match=r"^the state is no JSON"):
        outputs(bench).read(named("vpc@dev"))


def test_a_state_that_cannot_be_read_is_no_missing_one(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), f"{PLACE}/x": ""})
    with pytest.raises(OutputFailure) as failure:
        outputs(bench).read(named("vpc@dev"))
    assert str(failure.value) == f"the state `{tmp_path}/{PLACE}` cannot be read: is a directory"


# --- the locked address


def test_a_state_elsewhere_than_it_is_locked_is_not_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: text(STATE)})
    bench.lock.update(lambda _: {named("vpc@dev"): "local:elsewhere"})
    with pytest.raises(OutputFailure) as failure:
        outputs(bench).read(named("vpc@dev"))
    assert str(failure.value) == f"its state address moved: it is locked as local:elsewhere, and now local:{PLACE}"


def test_a_state_where_it_is_locked_is_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: text(STATE)})
    bench.lock.update(lambda _: {named("vpc@dev"): f"local:{PLACE}", named("web@dev"): "local:elsewhere"})
    assert outputs(bench).read(named("vpc@dev")) == READ


def test_a_damaged_lock_file_keeps_a_state_from_being_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path, {**stack("vpc: {}", LOCAL), PLACE: text(STATE), "stackc.lock": "nothing"})
    with pytest.raises(OutputFailure, match=r"^SC0911: "):
        outputs(bench).read(named("vpc@dev"))


# --- Terraform itself


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(GCS, id="another backend"),
        pytest.param(S3.replace("key: k", "key: k, role_arn: r"), id="a role"),
        pytest.param(S3.replace("key: k", "key: k, assume_role: {role_arn: r}"), id="a role in a block"),
        pytest.param(S3.replace("bucket: states", "bucket: null"), id="no address"),
    ],
)
def test_terraform_is_asked_for_what_only_it_can_read(more: str, tmp_path: Path) -> None:
    asked = Asked(READ)
    read = outputs(Bench(tmp_path, stack("vpc: {}", more)), asked)
    assert read.read(named("vpc@dev")) == READ
    assert read.read(named("vpc@dev")) == READ
    assert asked.names == ["vpc@dev"]


# --- S3


@pytest.fixture
def _bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client.create_bucket(Bucket="states")
        client.put_object(Bucket="states", Key="vpc/dev/k", Body=text(STATE).encode())
        yield


def from_s3(root: Path, body: str = "", more: str = S3, **env: str) -> Mapping[str, Output] | None:
    asked = Asked()
    bench = Bench(root, stack(f"vpc: {{{body}}}", more), env={**AWS, **env})
    found = outputs(bench, asked).read(named("vpc@dev"))
    assert asked.names == []
    return found


@pytest.mark.usefixtures("_bucket")
@pytest.mark.parametrize(
    "more",
    [
        pytest.param(S3, id="region of the environment"),
        pytest.param(S3.replace("key: k", "key: k, region: us-east-1, use_path_style: true"), id="path style"),
    ],
)
def test_a_state_in_s3_is_read_without_terraform(more: str, tmp_path: Path) -> None:
    assert from_s3(tmp_path, more=more) == READ


@pytest.mark.usefixtures("_bucket")
def test_a_key_that_is_not_there_is_no_state(tmp_path: Path) -> None:
    assert from_s3(tmp_path, more=S3.replace("key: k", "key: other")) is None


@pytest.mark.usefixtures("_bucket")
def test_a_bucket_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputFailure, match="NoSuchBucket"):
        from_s3(tmp_path, more=S3.replace("bucket: states", "bucket: others"))


@pytest.mark.usefixtures("_bucket")
def test_a_profile_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(OutputFailure) as failure:
        from_s3(tmp_path, more=S3.replace("key: k", "key: k, profile: nobody"))
    assert str(failure.value) == "The config profile (nobody) could not be found"


@pytest.mark.usefixtures("_bucket")
@pytest.mark.parametrize(
    ("body", "settings", "profile"),
    [
        pytest.param("", "", "callers", id="the caller's environment"),
        pytest.param("env: {AWS_PROFILE: own}", "", "own", id="the component's environment"),
        pytest.param("env: {AWS_PROFILE: ''}", "", "callers", id="an empty variable"),
        pytest.param("env: {AWS_PROFILE: own}", "profile: backends", "backends", id="the backend"),
        pytest.param("", "profile: ''", "callers", id="an empty setting"),
        pytest.param("", "profile: [x]", "callers", id="a setting that is no text"),
    ],
)
def test_the_nearest_that_says_it_says_as_whom_a_state_is_read(
    body: str, settings: str, profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    more = S3.replace("key: k", f"key: k, {settings}") if settings else S3
    with pytest.raises(OutputFailure) as failure:
        from_s3(tmp_path, body, more, AWS_PROFILE="callers")
    assert str(failure.value) == f"The config profile ({profile}) could not be found"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        pytest.param("env: {AWS_REGION: !exec date}", "env.AWS_REGION", id="environment"),
        pytest.param("backend: {s3: {region: !exec date}}", "backend.region", id="backend"),
        pytest.param("backend: {s3: {endpoints: {sts: !exec date}}}", "backend.endpoints.sts", id="in a block"),
    ],
)
def test_what_says_where_s3_is_must_be_known(body: str, path: str, tmp_path: Path) -> None:
    with pytest.raises(OutputFailure) as failure:
        from_s3(tmp_path, body)
    assert str(failure.value) == (
        f"`{path}` of vpc@dev is not known yet, and it says where and as whom the state is read"
    )


@pytest.mark.usefixtures("_bucket")
def test_other_variables_may_be_unknown(tmp_path: Path) -> None:
    assert from_s3(tmp_path, "env: {OTHER: !exec date}") == READ
