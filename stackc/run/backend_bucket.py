"""Buckets of states: ``provision.backend`` makes the one of an ``s3`` backend when it is not there yet.

A bucket is made, closed to the public, encrypted, versioned, and tagged at last; so one that has neither tags nor
objects is one that was cut off, and is finished. Every other one stays as it is. See docs/language.md, buckets of
states.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from stackc.base.diagnostic import Label, Report
from stackc.base.named_tuple import NamedTuple
from stackc.base.value import Table, Value, revealed, table_at
from stackc.evaluate.instance import Instance
from stackc.function.pure import scalar_text
from stackc.run import messages as say
from stackc.run.s3_client import S3, ClientFailure, NoClient, endpoint_of, open_s3
from stackc.run.terraform import Call

KIND: Final = "s3"
_SECTION: Final = ("backend", "enabled")
_CLOSED: Final = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_AMERICA: Final = "us-east-1"
"""The region that is told by naming none."""
_MISSING: Final = frozenset({"404", "NoSuchBucket"})
_FOREIGN: Final = frozenset({"403", "BucketAlreadyExists", "AllAccessDisabled"})
_ELSEWHERE: Final = frozenset({"301", "PermanentRedirect"})
_UNSET: Final = frozenset(
    {"NoSuchTagSet", "ServerSideEncryptionConfigurationNotFoundError", "NoSuchPublicAccessBlockConfiguration"}
)


def provisions(instance: Instance) -> bool:
    """The instance says that the place of its state is to be made."""
    return table_at(instance.table("provision"), "backend").get("enabled") is True


def makes_bucket(instance: Instance, call: Call) -> bool:
    """``call`` would make the bucket of the instance if it were missing: it may make a state, and takes none away."""
    return call.known.records and not call.destroys and provisions(instance) and instance.effective_backend[0] == KIND


def bucket_of(instance: Instance) -> str:
    """The name of the bucket of an instance whose backend is ``s3``."""
    return scalar_text(revealed(instance.effective_backend[1].get("bucket")))


class _Bucket(NamedTuple):
    name: str
    s3: S3


class _Stopped(Exception):
    """A bucket that cannot be used; the text says why."""

    def __init__(self, reason: str, advice: str | None = None) -> None:
        super().__init__(reason)
        self.advice = advice


class Buckets:
    """The buckets of one run, each looked at once."""

    def __init__(self, env: Mapping[str, str], note: Callable[[Instance, str], None]) -> None:
        """``note`` hears of a bucket that is made."""
        self._env, self._note = env, note
        self._seen: set[tuple[str, str | None]] = set()

    def ensure(self, instance: Instance, report: Report) -> bool:
        """The bucket of a resolved instance is there; False after reporting why not (SC0941).

        What an existing one lacks is a warning (SC0942).
        """
        place = instance.component.label("provision", _SECTION, "to be made")
        name = bucket_of(instance)
        try:
            key = name, endpoint_of(instance, self._env)
            if key in self._seen:
                return True
            self._settle(_Bucket(name, open_s3(instance, self._env)), instance, place, report)
            self._seen.add(key)
        except NoClient:
            report(say.bucket_unusable(name, "making it needs boto3", place, "pip install 'stackc[s3]'"))
        except ClientFailure as failure:
            report(say.bucket_unusable(name, str(failure), place))
        except _Stopped as stop:
            report(say.bucket_unusable(name, str(stop), place, stop.advice))
        else:
            return True
        return False

    def _settle(self, bucket: _Bucket, instance: Instance, place: Label, report: Report) -> None:
        if not _is_there(bucket):
            self._note(instance, f"making the bucket {bucket.name}")
            _make(bucket)
        elif not _is_cut_off(bucket):
            lacks = tuple(_lacks(bucket))
            if lacks:
                report(say.bucket_open(bucket.name, lacks, place))
            return
        _protect(bucket, _tags(bucket.name, table_at(instance.table("provision"), "backend")))


def _is_there(bucket: _Bucket) -> bool:
    """Raises _Stopped for a bucket that is somebody else's, or in another region."""
    answer = _asked(lambda: bucket.s3.client.head_bucket(Bucket=bucket.name), _MISSING)
    if answer is None:
        return False
    headers = answer["ResponseMetadata"].get("HTTPHeaders", {})
    region, wanted = headers.get("x-amz-bucket-region"), bucket.s3.region
    if region and wanted and region != wanted and bucket.s3.backend.get("skip_region_validation") is not True:
        raise _Stopped(f"it is in the region {region}, and the backend says {wanted}")
    return True


def _is_cut_off(bucket: _Bucket) -> bool:
    """It was made and nothing more: it has neither tags, which come last, nor objects. Who may not look did not."""
    client, name = bucket.s3.client, bucket.name
    if _looked(lambda: client.get_bucket_tagging(Bucket=name)) != {}:
        return False
    listed = _looked(lambda: client.list_objects_v2(Bucket=name, MaxKeys=1))
    return listed is not None and not listed.get("KeyCount")


def _make(bucket: _Bucket) -> None:
    region = bucket.s3.region
    named = {} if region in (None, _AMERICA) else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    # Made by another run meanwhile: that one and this one finish it alike.
    _asked(lambda: bucket.s3.client.create_bucket(Bucket=bucket.name, **named), frozenset({"BucketAlreadyOwnedByYou"}))


def _protect(bucket: _Bucket, tags: Mapping[str, str]) -> None:
    client, name = bucket.s3.client, bucket.name
    key = bucket.s3.backend.get("kms_key_id")
    default: dict[str, Value] = {"SSEAlgorithm": "AES256"}
    if isinstance(key, str) and key:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bool(key)}
    closed = dict.fromkeys(_CLOSED, True)
    tag_set = [{"Key": tag, "Value": value} for tag, value in tags.items()]
    for step in (
        lambda: client.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=closed),
        lambda: client.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]}),
        lambda: client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"}),
        lambda: client.put_bucket_tagging(Bucket=name, Tagging={"TagSet": tag_set}),
    ):
        _asked(step)


def _lacks(bucket: _Bucket) -> list[str]:
    """What protects states and is not there; what may not be looked at is not spoken of."""
    client, name = bucket.s3.client, bucket.name
    lacks: list[str] = []
    versioning = _looked(lambda: client.get_bucket_versioning(Bucket=name))
    if versioning is not None and versioning.get("Status") != "Enabled":
        lacks.append("versioning")
    if _looked(lambda: client.get_bucket_encryption(Bucket=name)) == {}:
        lacks.append("encryption")
    block = _looked(lambda: client.get_public_access_block(Bucket=name))
    if block is not None and not all(table_at(block, "PublicAccessBlockConfiguration").get(each) for each in _CLOSED):
        lacks.append("block of public access")
    return lacks


def _looked(question: Callable[[], Any]) -> Any:
    """The answer, empty for what is not set; None where it may not be seen."""
    try:
        answer = _asked(question, _UNSET)
    except _Stopped:
        return None
    return {} if answer is None else answer


def _tags(name: str, wanted: Table) -> dict[str, str]:
    own = table_at(wanted, "tags")
    return {"Name": name, "ManagedBy": "stackc", **{tag: scalar_text(value) for tag, value in own.items()}}


def _asked(question: Callable[[], Any], absent: frozenset[str] = frozenset()) -> Any:
    """The answer; None where the service answers with one of the codes ``absent``. Raises _Stopped."""
    try:
        return question()
    except Exception as problem:
        code = _code(problem)
        if code is None:
            raise
        if code in absent:
            return None
        raise _stopped(code, problem) from problem


def _code(problem: Exception) -> str | None:
    """The code of what the service answered, empty for what kept it from answering; None for anything else."""
    from botocore.exceptions import BotoCoreError, ClientError

    if isinstance(problem, ClientError):
        return str(problem.response.get("Error", {}).get("Code", ""))
    return "" if isinstance(problem, BotoCoreError) else None


def _stopped(code: str, problem: Exception) -> _Stopped:
    if code in _FOREIGN:
        return _Stopped("it belongs to somebody else, or these credentials may not look at it")
    if code in _ELSEWHERE:
        return _Stopped("it is in another region than the backend says")
    return _Stopped(str(problem))
