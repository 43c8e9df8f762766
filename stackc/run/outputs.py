"""The outputs of upstream instances: from local state, from S3, else from ``terraform
output`` in the upstream's workdir.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from stackc.base.diagnostic import CompileError
from stackc.base.ids import InstanceId
from stackc.base.ports import Output, OutputFailure, Workplace
from stackc.base.value import Value, table_at
from stackc.check.local_files import find_displaced
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import StateAddress
from stackc.evaluate.instance import Instance
from stackc.run.backend_bucket import provisions
from stackc.run.guard import Guard
from stackc.run.s3_client import ClientFailure, NoClient, has_role, open_s3
from stackc.run.state_file import local_content, parse_state_file

AskTerraform = Callable[[Instance], "Mapping[str, Output] | None"]
"""``terraform output`` in the upstream's own workdir; None when it has no state. Raises OutputFailure."""


class StateOutputs:
    """The ``Outputs`` port of a run: each upstream is read once, until a run changes it."""

    def __init__(
        self, compilation: Compilation, workplace: Workplace, env: Mapping[str, str], guard: Guard, ask: AskTerraform
    ) -> None:
        self._compilation, self._workplace, self._env, self._ask = compilation, workplace, env, ask
        self._guard = guard
        self._known: dict[InstanceId, Mapping[str, Output] | None] = {}

    def read(self, upstream: InstanceId) -> Mapping[str, Output] | None:
        if upstream not in self._known:
            instance = self._compilation.instance(upstream).instance
            self._known[upstream] = None if instance is None else self._read(instance)
        return self._known[upstream]

    def forget(self, upstream: InstanceId) -> None:
        """A run changed the state of ``upstream``."""
        self._known.pop(upstream, None)

    def _read(self, instance: Instance) -> Mapping[str, Output] | None:
        displaced = find_displaced(self._compilation, instance.id)
        if displaced is not None:
            raise OutputFailure(displaced.message)
        address = instance.state_address
        if address is None:
            return self._ask(instance)
        self._check_unmoved(instance, address)
        if address.backend == "local":
            return self._read_local(instance.id, self._compilation.config.absolute(address.place))
        if address.backend == "s3" and not has_role(instance.table("backend")):
            try:
                return _read_s3(address, instance, self._env)
            except NoClient:
                pass
        return self._ask(instance)

    def _check_unmoved(self, instance: Instance, address: StateAddress) -> None:
        """What stands at another address than the locked one is not what was made."""
        try:
            locked = self._guard.rows().get(instance.id)
        except CompileError as damaged:
            raise OutputFailure(str(damaged)) from damaged
        if locked not in (None, address.text):
            raise OutputFailure(f"its state address moved: it is locked as {locked}, and now {address.text}")

    def _read_local(self, id_: InstanceId, path: str) -> Mapping[str, Output] | None:
        """The state in a file.

        One that is cut short is being written: it is read again when nobody is in the workdir.
        """
        content = local_content(path, self._workplace)
        try:
            return None if content is None else parse_state(content)
        except OutputFailure:
            with self._guard.waiting(id_, "reading its state"):
                content = local_content(path, self._workplace)
            return None if content is None else parse_state(content)


def parse_state(content: bytes) -> Mapping[str, Output] | None:
    """The outputs in a state file; None for a state without resources and outputs, as destroy leaves it."""
    state = parse_state_file(content)
    if state.is_empty:
        return None
    return {name: _output(value) for name, value in table_at(state.table, "outputs").items()}


def _output(value: Value) -> Output:
    table = value if isinstance(value, dict) else {}
    return Output(table.get("value"), table.get("sensitive") is True)


def parse_outputs(text: str) -> Mapping[str, Output]:
    """What ``terraform output -json`` prints."""
    try:
        table: Value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise OutputFailure("`terraform output` printed no JSON") from problem
    if not isinstance(table, dict):
        raise OutputFailure("`terraform output` printed no map")
    return {name: _output(value) for name, value in table.items()}


def _read_s3(address: StateAddress, instance: Instance, env: Mapping[str, str]) -> Mapping[str, Output] | None:
    """The outputs of a state in S3; raises NoClient when the client library is not installed."""
    try:
        client = open_s3(instance, env).client
    except ClientFailure as failure:
        raise OutputFailure(str(failure)) from failure
    from botocore.exceptions import BotoCoreError, ClientError

    bucket, key = _s3_place(address)
    try:
        body = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except ClientError as problem:
        code = problem.response.get("Error", {}).get("Code")
        # A bucket that is still to be made holds no state; any other one that is missing is a mistake.
        if code in ("NoSuchKey", "404") or (code == "NoSuchBucket" and provisions(instance)):
            return None
        raise OutputFailure(str(problem)) from problem
    except BotoCoreError as problem:
        raise OutputFailure(str(problem)) from problem
    return parse_state(body)


def _s3_place(address: StateAddress) -> tuple[str, str]:
    bucket, _, key = address.place.partition("//")[2].partition("/")
    return bucket, key
