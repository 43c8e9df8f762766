"""``Keepers``: instances that make the buckets in which states are. With one of them goes whatever is in there.

A keeper is destroyed when nothing but its own state is left in its buckets; that one is brought home before, beside the
project file, since Terraform has to write it when the bucket is gone. See docs/language.md, destroying.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from stackc.base.diagnostic import CompileError, Diagnostic
from stackc.base.ids import InstanceId
from stackc.base.pattern import late_pattern
from stackc.base.ports import OutputFailure, Workplace
from stackc.base.value import Value, leaves, revealed
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import claimed_by, held_at
from stackc.evaluate.instance import Instance
from stackc.graph.graph import Graph
from stackc.run import messages as say
from stackc.run.guard import Guard
from stackc.run.outputs import StateOutputs
from stackc.run.s3_client import ClientFailure, NoClient, open_s3
from stackc.run.state_end import StateEnds
from stackc.run.state_file import local_content, parse_state_file
from stackc.run.state_move import Move, MoveFailure, StateMover
from stackc.run.state_place import known_of, place_of

HOME: Final = "stackc-state"
"""The folder of states that were brought home, relative to the project: it is there while a keeper is destroyed."""
_BUCKET: Final = late_pattern(r"s3:[^/]*//([^/]+)/")
"""How an address in a bucket begins."""
_LOCKS: Final = ".tflock"


class Keepers:
    """The keepers of one project: what their component folders are called is a setting."""

    def __init__(
        self,
        compilation: Compilation,
        guard: Guard,
        outputs: StateOutputs,
        env: Mapping[str, str],
        workplace: Workplace,
        lead_to: Callable[[InstanceId, Mapping[str, str], int], StateEnds],
    ) -> None:
        """``lead_to`` leads Terraform to the states of an instance, in an environment, while its workdir is held."""
        self._compilation, self._guard, self._outputs, self._env = compilation, guard, outputs, env
        self._workplace, self._lead_to = workplace, lead_to

    def is_keeper(self, id_: InstanceId) -> bool:
        instance = self._compilation.instance(id_).instance
        names = self._compilation.config.state_keepers
        return instance is not None and posixpath.basename(instance.folder) in names

    def still_kept(self, id_: InstanceId, leaving: Collection[InstanceId] = ()) -> Diagnostic | None:
        """What is said against destroying a keeper while others than ``leaving`` have a state in its buckets."""
        instance = self._compilation.instance(id_).instance
        assert instance is not None, "a keeper compiles"
        here = instance.component.own_label((), "keeps states")
        try:
            found = [each for bucket in self._buckets(id_) for each in self._inside(bucket, {*leaving, id_})]
        except OutputFailure as failure:
            return say.keeps_unknown(id_, str(failure), here)
        return say.still_keeps(id_, found, here) if found else None

    def in_order(self, order: Sequence[InstanceId], ids: Collection[InstanceId]) -> tuple[InstanceId, ...]:
        """``order``, in which each keeper of ``ids`` comes after everything that has its state in its buckets."""
        moved = list(order)
        for keeper in (id_ for id_ in order if id_ in ids and self.is_keeper(id_)):
            buckets, here = self._buckets(keeper), moved.index(keeper)
            inside = [at for at, id_ in enumerate(moved) if at > here and self._bucket_of(id_) in buckets]
            if inside:
                moved.insert(inside[-1], moved.pop(here))
        return tuple(moved)

    # --- its own state

    def home_of(self, instance: Instance) -> Instance | None:
        """A resolved keeper with its state at home; None for one whose state is in no bucket of its own."""
        if not self.is_keeper(instance.id) or _bucket(str(instance.state_address)) not in self._buckets(instance.id):
            return None
        home = self._at_home(instance)
        return home if home.effective_backend[0] == "local" else None  # else the module alone says where its state is

    def is_at_home(self, id_: InstanceId) -> bool:
        """A destroy has begun to bring its state home, and goes on from there."""
        row, instance = self._guard.rows().get(id_), self._compilation.instance(id_).instance
        if row is None or instance is None or not self.is_keeper(id_):
            return False
        return str(self._at_home(instance).state_address) == claimed_by(row)[-1]

    def bring_home(self, away: Instance, home: Instance, env: Mapping[str, str]) -> None:
        """Move the state of a keeper, if it has not arrived. ``env``: Terraform's. Raises CompileError."""
        id_, root = away.id, self._compilation.config.root
        row, source, target = self._guard.rows().get(id_), str(away.state_address), str(home.state_address)
        if row == target:
            return
        start, end = place_of(source, [known_of(away)], root, away.variable), place_of(target, (), root, away.variable)
        assert start is not None, "an address leads where the settings lead that it was made of"
        assert end is not None, "a path leads to a local state"
        is_begun = row is not None and claimed_by(row) == (source, target)
        try:
            with self._guard.waiting(id_, f"terraform destroy {id_}") as held:
                mover = StateMover(self._lead_to(id_, env, held), self._guard.lock_file)
                mover.move(Move(id_, start, end, row, is_begun=is_begun), delete_source=True)
        except MoveFailure as failure:
            raise CompileError((say.not_brought_home(id_, target, str(failure)),)) from failure

    def leave_home(self, home: Instance) -> None:
        """Where its state was there is nothing when there is nothing in it; then its row goes, too."""
        path = self._compilation.config.absolute(str(home.state_address).partition(":")[2])
        content = local_content(path, self._workplace)
        if content is not None and not parse_state_file(content).is_empty:
            return
        self._guard.lock_file.drop([(home.id, str(home.state_address))])
        for each in (path, f"{path}.backup"):
            self._workplace.remove(each)
        folder = posixpath.dirname(path)
        while posixpath.basename(path) != HOME and not self._workplace.entries(folder):
            self._workplace.remove(folder)
            path, folder = folder, posixpath.dirname(folder)

    def _at_home(self, instance: Instance) -> Instance:
        top = posixpath.join(posixpath.relpath(".", instance.folder), HOME, quote(str(instance.id), safe="@"))
        settings: dict[str, Value] = {"path": f"{top}/terraform.tfstate", "workspace_dir": top}
        return instance.with_section("backend_type", "local").with_section("backend", settings)

    # --- its buckets

    def _buckets(self, id_: InstanceId) -> tuple[str, ...]:
        """How the addresses in its buckets begin: those its outputs name, else the one of its own state."""
        known = {bucket for bucket in map(_bucket, self._owners()) if bucket}
        try:
            outputs = self._outputs.read(id_) or {}
        except OutputFailure:  # its state is at home already, or its bucket is gone
            outputs = {}
        values = [revealed(output.value) for output in outputs.values()]
        texts = {leaf for value in values for _, leaf in leaves(value) if isinstance(leaf, str)}
        named = tuple(sorted(bucket for bucket in known if bucket.split("/")[-2] in texts))
        own = self._bucket_of(id_)
        return named or ((own,) if own else ())

    def _bucket_of(self, id_: InstanceId) -> str:
        instance = self._compilation.instance(id_).instance
        return "" if instance is None else _bucket(str(instance.state_address))

    def _owners(self) -> dict[str, InstanceId]:
        """Whose state is where, by the lock file and by the manifests."""
        rows = {held_at(row): id_ for id_, row in self._guard.rows().items()}
        return {**rows, **{str(each.state_address): each.id for each in self._guard.census.running}}

    def _inside(self, bucket: str, but: Collection[InstanceId]) -> Iterator[str]:
        """Whose states are in a bucket that hold something: who they are, or where. Raises OutputFailure."""
        owners, reader = self._owners(), self._reader(bucket)
        try:
            client = open_s3(reader, self._env).client
        except NoClient as problem:
            raise OutputFailure("looking into its bucket needs boto3: pip install 'stackc[s3]'") from problem
        except ClientFailure as failure:
            raise OutputFailure(str(failure)) from failure
        name = bucket.split("/")[-2]
        for key in _keys(client, name):
            owner = owners.get(f"{bucket}{key}")
            if owner not in but and not key.endswith(_LOCKS) and _holds_state(client, name, key):
                yield str(owner or f"{bucket}{key}")

    def _reader(self, bucket: str) -> Instance:
        """An instance whose backend leads into a bucket."""
        found = (each for each in self._guard.census.running if _bucket(str(each.state_address)) == bucket)
        reader = next(found, None)
        if reader is None:
            raise OutputFailure(f"no settings lead to {bucket}")
        return reader


def kept_with(graph: Graph, ids: Iterable[InstanceId]) -> set[InstanceId]:
    """``ids`` and everything that they depend on, at any depth."""
    kept, left = set[InstanceId](), list(ids)
    while left:
        id_ = left.pop()
        if id_ not in kept:
            kept.add(id_)
            left += [edge.prerequisite for edge in graph.prerequisites(id_)]
    return kept


def _bucket(address: str) -> str:
    """How the addresses in the bucket of an address begin; empty for one that is in none."""
    found = _BUCKET.match(address)
    return found[0] if found else ""


def _keys(client: Any, bucket: str) -> Iterator[str]:
    """The names of all objects; none for a bucket that is gone. Raises OutputFailure."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            yield from (found["Key"] for found in page.get("Contents", ()))
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") not in ("NoSuchBucket", "404"):
            raise OutputFailure(f"its bucket {bucket} cannot be looked into: {problem}") from problem
    except BotoCoreError as problem:
        raise OutputFailure(f"its bucket {bucket} cannot be looked into: {problem}") from problem


def _holds_state(client: Any, bucket: str, key: str) -> bool:
    """An object is a state that holds something. Raises OutputFailure where it cannot be read."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        content = client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except (BotoCoreError, ClientError) as problem:
        raise OutputFailure(f"{key} in its bucket {bucket} cannot be read: {problem}") from problem
    try:
        state = parse_state_file(content)
    except OutputFailure:
        return False
    return "lineage" in state.table and not state.is_empty
