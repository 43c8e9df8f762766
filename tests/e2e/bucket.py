"""``Bucket``: a bucket for states on a server of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.request import urlopen

import boto3
from moto.server import ThreadedMotoServer


class Bucket(NamedTuple):
    """A bucket of states, and the environment in which it is found."""

    name: str
    env: dict[str, str]
    client: Any

    @property
    def address(self) -> str:
        """How addresses in the bucket begin; its endpoint is another than Amazon's."""
        return f"s3:{self.env['AWS_ENDPOINT_URL_S3'].removeprefix('http://')}//{self.name}"

    @property
    def is_there(self) -> bool:
        """Somebody made it."""
        return self.name in [found["Name"] for found in self.client.list_buckets()["Buckets"]]

    @property
    def keys(self) -> set[str]:
        return {found["Key"] for found in self.client.list_objects_v2(Bucket=self.name).get("Contents", ())}

    def state(self, key: str) -> dict[str, Any]:
        content = self.client.get_object(Bucket=self.name, Key=key)["Body"].read()
        state: dict[str, Any] = json.loads(content)
        return state

    def empty(self) -> None:
        """Take every object away."""
        for key in self.keys:
            self.client.delete_object(Bucket=self.name, Key=key)


@contextmanager
def opened_bucket(name: str, *, made: bool = True) -> Iterator[Bucket]:
    """An empty bucket on a server that lasts as long as the block; with ``made=False`` it is yet to be made."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )
    if made:
        client.create_bucket(Bucket=name)
    services = {f"AWS_ENDPOINT_URL_{service}": endpoint for service in ("S3", "STS", "IAM")}
    yield Bucket(name, {**keys, **services, "AWS_EC2_METADATA_DISABLED": "true"}, client)
    client.close()
    urlopen(f"{endpoint}/moto-api/reset", data=b"").close()  # servers of one process share what they hold
    server.stop()
