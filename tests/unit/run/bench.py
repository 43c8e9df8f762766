"""What a test of a run starts from: a repository on disk, and children that are written down instead of started."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from stackc.base.diagnostic import Diagnostic
from stackc.base.ids import InstanceId, parse_instance_id
from stackc.base.ports import Finished
from stackc.base.value import Table
from stackc.compile.wiring import compile_repository
from stackc.config.decode import decode_config
from stackc.config.discovery import find_project
from stackc.run.guard import Guard
from stackc.run.lock_file import LockFile
from stackc.run.runner import RunEvent, Runner
from stackc.run.stores import FACTORIES, Stores
from stackc.run.terraform import Binary
from stackc.run.turns import SideBySideClock, SideBySideProcesses, Turns
from stackc.system.fetching import SystemFetching
from stackc.system.files import DiskWorkplace, DiskWorld
from tests.kit.command import write_files

BINARY = Binary("/opt/terraform", "terraform", "1.9.0")
PROJECT = (
    'stacks: {included_paths: ["deploy/*"], name_pattern: "{stage}"}\n'
    "secrets: {env: [PW]}\n"
    "templates: {settings: {enabled: true}}\n"
)
S3 = "terraform: {backend_type: s3, backend: {s3: {bucket: b, key: k}}}\n"
LOCAL = "terraform: {backend_type: local, backend: {local: {}}}\n"
GCS = "terraform: {backend_type: gcs, backend: {gcs: {bucket: b}}}\n"


class Started(NamedTuple):
    """One child as it would have been started."""

    arguments: tuple[str, ...]
    """Without the binary."""
    cwd: str
    env: Mapping[str, str]
    inherited: tuple[int, ...]
    streamed: bool
    timeout: float | None
    binary: str

    @property
    def text(self) -> str:
        return " ".join(self.arguments)


Answer = Callable[[Started], Finished]


def fine(_: Started) -> Finished:
    return Finished(0, "", "")


def answers(given: Mapping[str, int | str | Finished | BaseException]) -> Answer:
    """What children whose arguments begin so end with: a code, what they print, both, or what is raised instead."""

    def answer(child: Started) -> Finished:
        for beginning, end in given.items():
            if child.text.startswith(beginning):
                if isinstance(end, BaseException):
                    raise end
                return (
                    end
                    if isinstance(end, Finished)
                    else Finished(0, end, "")
                    if isinstance(end, str)
                    else Finished(end, "", "")
                )
        return Finished(0, "", "")

    return answer


class Children:
    """The port to processes: every child ends at once, as ``answer`` says."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.started: list[Started] = []

    def stream(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        *,
        inherited: Sequence[int] = (),
        conversing: bool = False,
    ) -> Finished:
        return self._end(Started(tuple(argv[1:]), cwd, dict(env), tuple(inherited), True, None, argv[0]))

    def capture(
        self,
        argv: Sequence[str],
        cwd: str,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        inherited: Sequence[int] = (),
    ) -> Finished:
        return self._end(Started(tuple(argv[1:]), cwd, dict(env), tuple(inherited), False, timeout, argv[0]))

    def _end(self, child: Started) -> Finished:
        self.started.append(child)
        return self.answer(child)

    @property
    def texts(self) -> list[str]:
        """The arguments of every child so far."""
        return [child.text for child in self.started]


class Time:
    """A clock that runs while somebody sleeps."""

    def __init__(self, chance: float = 0.5) -> None:
        self.at, self.slept, self._chance = 0.0, list[float](), chance

    def now(self) -> float:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds

    def chance(self) -> float:
        return self._chance


class Bench:
    """One repository with all that a run needs."""

    def __init__(
        self,
        root: Path,
        files: Mapping[str, str],
        answer: Answer = fine,
        *,
        workplace: DiskWorkplace | None = None,
        stores: Table | None = None,
        git: Callable[[str], str] = str,
        dry: bool = False,
        env: Mapping[str, str] | None = None,
        turns: Turns | None = None,
        told: Callable[[InstanceId | None, Finished], None] = lambda *_: None,
    ) -> None:
        """``turns``: of instances that run beside one another; what their children say is ``told``."""
        own = {} if "atmos.yaml" in files else {"stackc.yaml": PROJECT}
        write_files(root, {**own, **files})
        self.root, self.env = root, env or {}
        world, reported = DiskWorld(str(root), self.env), list[Diagnostic]()
        found = find_project(str(root), world, None, lambda text, *_: text, reported.append)
        config = decode_config(found, str(root), world, reported.append)
        assert reported == []
        self.compilation = compile_repository(world, config, lambda _: None)
        self.children, self.workplace = Children(answer), workplace or DiskWorkplace()
        self.notes, self.waits, self.events = list[str](), list[str](), list[RunEvent]()
        self.lock = LockFile(str(root), self.workplace, self.notes.append)
        self.guard = Guard(
            self.compilation, self.workplace, self.lock, lambda id_, who: self.waits.append(f"{id_} {who}")
        )
        self.clock = Time()
        self.runner = Runner(
            self.compilation,
            BINARY,
            self.children if turns is None else SideBySideProcesses(self.children, turns, told),
            self.workplace,
            self.env,
            Stores(stores or {}, world, FACTORIES, self.env),
            git,
            self.guard,
            self.events.append,
            self.clock if turns is None else SideBySideClock(self.clock, turns),
            SystemFetching(os.environ),
            dry=dry,
            turns=turns,
        )

    def workdir(self, component: str = "app", stack: str = "dev", folder: str = "") -> Path:
        """Where a component of the folder of its own name runs."""
        return self.root / ".stackc/work" / stack / component / "components/terraform" / (folder or component)

    @property
    def told(self) -> list[str]:
        """The events so far, without their texts."""
        return [f"{event.kind} {event.instance}" for event in self.events]

    @property
    def rows(self) -> dict[str, str]:
        """The lock file."""
        return {str(id_): address for id_, address in self.lock.read().value.rows.items()}


def stack(components: str, more: str = S3, stage: str = "dev") -> dict[str, str]:
    """A stack of Terraform components, given as ``name: {body}, …``, with their folders ``app``, ``web`` and ``vpc``."""
    text = f"vars: {{stage: {stage}}}\ncomponents: {{terraform: {{{components}}}}}\n{more}"
    folders = {f"components/terraform/{name}/main.tf": "# a module\n" for name in ("app", "web", "vpc")}
    return {f"stacks/deploy/{stage}.yaml": text, **folders}


def named(text: str) -> InstanceId:
    """``component@stack``."""
    found = parse_instance_id(text)
    assert found is not None
    return found
