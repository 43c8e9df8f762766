"""Buckets of states: made once, finished after a cut, and otherwise left as they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from stackc.base.codes import Code
from stackc.base.diagnostic import Diagnostic
from stackc.run import backend_bucket
from stackc.run.backend_bucket import Buckets, makes_bucket
from stackc.run.s3_client import S3 as Opened
from stackc.run.terraform import Call
from tests.unit.run.bench import GCS, S3, Bench, named, stack

AWS = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1"}
PROVISIONED = "app: {provision: {backend: {enabled: true, tags: {Team: platform, Cost: 7}}}}"
STATES = S3.replace("bucket: b", "bucket: states")
ROLE = "arn:aws:iam::123456789012:role/states"
CLOSED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        yield boto3.client("s3", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")


class Asked:
    """A run's buckets, and what was said."""

    def __init__(self, root: Path, more: str = STATES, env: Mapping[str, str] = AWS, body: str = PROVISIONED) -> None:
        self.bench = Bench(root, stack(body, more), env=env)
        self.notes, self.found = list[str](), list[Diagnostic]()
        self._buckets = Buckets(env, lambda instance, text: self.notes.append(f"{instance.id} {text}"))

    def ensure(self, instance: str = "app@dev") -> bool:
        compiled = self.bench.compilation.instance(named(instance)).instance
        assert compiled is not None
        return self._buckets.ensure(compiled, self.found.append)

    @property
    def said(self) -> list[str]:
        return [f"{each.code.value} {each.message}" for each in self.found]


def settings_of(client: Any, name: str = "states") -> dict[str, Any]:
    """What protects a bucket, and its tags."""
    [rule] = client.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    return {
        "versioning": client.get_bucket_versioning(Bucket=name).get("Status"),
        "encryption": rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
        "closed": client.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "tags": {each["Key"]: each["Value"] for each in client.get_bucket_tagging(Bucket=name)["TagSet"]},
    }


WHOLE = {
    "versioning": "Enabled",
    "encryption": "AES256",
    "closed": dict.fromkeys(CLOSED, True),
    "tags": {"Name": "states", "ManagedBy": "stackc", "Team": "platform", "Cost": "7"},
}


# --- made


def test_a_bucket_is_made_closed_encrypted_versioned_and_tagged(client: Any, tmp_path: Path) -> None:
    asked = Asked(tmp_path)
    assert (asked.ensure(), asked.said, asked.notes) == (True, [], ["app@dev making the bucket states"])
    assert settings_of(client) == WHOLE


def test_a_second_run_changes_nothing_and_says_nothing(client: Any, tmp_path: Path) -> None:
    Asked(tmp_path).ensure()
    client.put_bucket_tagging(Bucket="states", Tagging={"TagSet": [{"Key": "a", "Value": "theirs"}]})
    again = Asked(tmp_path)
    assert (again.ensure(), again.said, again.notes) == (True, [], [])
    assert settings_of(client)["tags"] == {"a": "theirs"}


def test_a_key_of_the_backend_encrypts(client: Any, tmp_path: Path) -> None:
    Asked(tmp_path, STATES.replace("key: k", "key: k, kms_key_id: alias/states")).ensure()
    assert settings_of(client)["encryption"] == "aws:kms"


def test_the_region_of_the_backend_counts(client: Any, tmp_path: Path) -> None:
    assert Asked(tmp_path, STATES.replace("key: k", "key: k, region: eu-west-1")).ensure()
    assert client.get_bucket_location(Bucket="states")["LocationConstraint"] == "eu-west-1"


@pytest.mark.parametrize("role", [f"role_arn: '{ROLE}'", f"assume_role: {{role_arn: '{ROLE}', external_id: partner}}"])
@pytest.mark.usefixtures("client")
def test_the_role_of_the_backend_makes_it(role: str, tmp_path: Path) -> None:
    assert Asked(tmp_path, STATES.replace("key: k", f"key: k, {role}")).ensure()


# --- cut off


@pytest.mark.parametrize("step", ["put_public_access_block", "put_bucket_encryption", "put_bucket_tagging"])
def test_one_that_was_cut_off_is_finished(
    step: str, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut:
        def __getattr__(self, name: str) -> Any:
            if name == step:
                raise KeyboardInterrupt
            return getattr(client, name)

    with monkeypatch.context() as inner:
        inner.setattr(backend_bucket, "open_s3", lambda *_: Opened(Cut(), {}, "us-east-1"))
        with pytest.raises(KeyboardInterrupt):
            Asked(tmp_path).ensure()
    assert client.head_bucket(Bucket="states")
    again = Asked(tmp_path)
    assert (again.ensure(), again.said, again.notes) == (True, [], [])
    assert settings_of(client) == WHOLE


def test_one_that_another_run_makes_meanwhile_is_finished_by_both(client: Any, tmp_path: Path) -> None:
    class Racing:
        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

        def head_bucket(self, **_: Any) -> Any:
            client.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
            raise ClientError({"Error": {"Code": "404"}}, "HeadBucket")

    asked = Asked(tmp_path)
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(backend_bucket, "open_s3", lambda *_: Opened(Racing(), {}, "eu-west-1"))
        assert asked.ensure()
    assert (asked.said, settings_of(client)) == ([], WHOLE)


# --- left as it is


@pytest.mark.parametrize("how", ["tags", "objects"])
def test_what_a_bucket_in_use_lacks_is_said_once_and_not_changed(how: str, client: Any, tmp_path: Path) -> None:
    client.create_bucket(Bucket="states")
    if how == "tags":
        client.put_bucket_tagging(Bucket="states", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    else:
        client.put_object(Bucket="states", Key="k", Body=b"")
    web = PROVISIONED.replace("app", "web")
    asked = Asked(tmp_path, body=f"{PROVISIONED}, {web}")
    assert (asked.ensure("app@dev"), asked.ensure("web@dev")) == (True, True)
    [said] = asked.said
    assert said.startswith("SC0942 the bucket `states` has no versioning, no ")
    assert said.endswith("no block of public access; it is left as it is")
    assert "Status" not in client.get_bucket_versioning(Bucket="states")


def test_who_may_only_look_whether_it_is_there_goes_on(client: Any, tmp_path: Path) -> None:
    client.create_bucket(Bucket="states")

    class Looking:
        def __getattr__(self, name: str) -> Any:
            def refuse(**_: Any) -> Any:
                raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, name)

            return client.head_bucket if name == "head_bucket" else refuse

    asked = Asked(tmp_path)
    with pytest.MonkeyPatch.context() as inner:
        inner.setattr(backend_bucket, "open_s3", lambda *_: Opened(Looking(), {}, "us-east-1"))
        assert asked.ensure()
    assert (asked.said, asked.notes) == ([], [])


# --- refused


@pytest.mark.parametrize(
    ("call", "code", "reason"),
    [
        ("head_bucket", "403", "it belongs to somebody else, or these credentials may not look at it"),
        (
            "create_bucket",
            "BucketAlreadyExists",
            "it belongs to somebody else, or these credentials may not look at it",
        ),
        ("create_bucket", "AccessDenied", "An error occurred (AccessDenied) when calling the X operation: no"),
        ("put_bucket_versioning", "AccessDenied", "An error occurred (AccessDenied) when calling the X operation: no"),
        ("head_bucket", "301", "it is in another region than the backend says"),
    ],
)
def test_a_bucket_that_cannot_be_used_is_told_where_it_is_asked_for(
    call: str, code: str, reason: str, client: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Refusing:
        def __getattr__(self, name: str) -> Any:
            def refuse(**_: Any) -> Any:
                raise ClientError({"Error": {"Code": code, "Message": "no"}}, "X")

            return refuse if name == call else getattr(client, name)

    monkeypatch.setattr(backend_bucket, "open_s3", lambda *_: Opened(Refusing(), {}, "us-east-1"))
    asked = Asked(tmp_path)
    assert not asked.ensure()
    [found] = asked.found
    assert found.code is Code.BUCKET_UNUSABLE
    assert found.message == f"the bucket `states` of `provision.backend` cannot be used: {reason}"
    assert found.primary is not None
    assert found.primary.span.whole_line == "stacks/deploy/dev.yaml:2"


def test_another_region_is_refused_unless_regions_are_not_to_be_looked_at(client: Any, tmp_path: Path) -> None:
    client.create_bucket(Bucket="states", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    asked = Asked(tmp_path / "one")
    assert not asked.ensure()
    assert asked.said[0].endswith("it is in the region eu-west-1, and the backend says us-east-1")
    skipping = Asked(tmp_path / "two", STATES.replace("key: k", "key: k, skip_region_validation: true"))
    assert skipping.ensure()


def test_without_the_client_library_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    asked = Asked(tmp_path)
    assert not asked.ensure()
    assert asked.found[0].help == "pip install 'stackc[s3]'"


@pytest.mark.usefixtures("client")
def test_a_profile_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    asked = Asked(tmp_path, STATES.replace("key: k", "key: k, profile: nobody"))
    assert not asked.ensure()
    assert asked.said[0].endswith("The config profile (nobody) could not be found")


# --- when


@pytest.mark.parametrize(
    ("call", "body", "more", "makes"),
    [
        pytest.param(Call("plan"), PROVISIONED, S3, True, id="plan: init needs it"),
        pytest.param(Call("deploy"), PROVISIONED, S3, True, id="deploy"),
        pytest.param(Call("init"), PROVISIONED, S3, True, id="init"),
        pytest.param(Call("destroy", destroys=True), PROVISIONED, S3, False, id="destroy"),
        pytest.param(Call("apply", destroys=True), PROVISIONED, S3, False, id="apply -destroy"),
        pytest.param(Call("output"), PROVISIONED, S3, False, id="a question"),
        pytest.param(Call("plan"), "app: {}", S3, False, id="nobody asks for it"),
        pytest.param(Call("plan"), PROVISIONED.replace("true", "false"), S3, False, id="switched off"),
        pytest.param(Call("plan"), PROVISIONED, GCS, False, id="another backend"),
    ],
)
def test_what_may_make_a_state_makes_its_bucket(call: Call, body: str, more: str, makes: bool, tmp_path: Path) -> None:
    instance = Bench(tmp_path, stack(body, more)).compilation.instance(named("app@dev")).instance
    assert instance is not None
    assert makes_bucket(instance, call) is makes
