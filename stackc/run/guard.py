"""``Guard``: the one door to a workdir. An instance is resolved, its address told, the
address checked, its workdir locked.

In this order, for every command that makes Terraform touch a state. See docs/language.md, state addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from stackc.artifact.lock import Entries, Lock
from stackc.base.diagnostic import CompileError, Diagnostic, Report
from stackc.base.ids import InstanceId
from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import Workplace
from stackc.base.value import Unknown
from stackc.check import address_messages as say
from stackc.check.addresses import Census, check_fresh, check_known, check_moved, check_shared, take_census
from stackc.check.local_files import check_places
from stackc.compile.compilation import Compilation
from stackc.evaluate.address import Unaddressed, parse_moving
from stackc.evaluate.instance import Instance
from stackc.function.pure import environment_text, variable_value
from stackc.run.arguments import moving_flag, moving_variables
from stackc.run.lock_file import LockFile
from stackc.run.messages import moving_argument, moving_variable, moving_variable_of, workspace_variable
from stackc.run.terraform import Call
from stackc.run.workdir import Held, lock_of, make_own_folder, workdir_of
from stackc.run.workspaces import VARIABLE

Wait = Callable[[InstanceId, str], None]
"""``(instance, who)``: its workdir is in use, and by whom."""


class Guard:
    """What stands between a command and the states of one repository."""

    def __init__(self, compilation: Compilation, workplace: Workplace, lock_file: LockFile, on_wait: Wait) -> None:
        self._compilation, self._workplace, self._wait = compilation, workplace, on_wait
        self.lock_file = lock_file
        self._census: Census | None = None
        self._residents: dict[str, list[Instance]] | None = None

    @property
    def census(self) -> Census:
        """Every instance that compiles; looked at once."""
        if self._census is None:
            self._census = take_census(self._compilation)
        return self._census

    def admit(self, ids: Iterable[InstanceId], report: Report) -> None:
        """Check the instances of a run before anything starts.

        An address that only an effect decides is checked when the instance is entered.
        """
        self._check(self._told(ids), report)

    def entries(self) -> Entries:
        """What the lock file says now. Raises CompileError for a damaged one."""
        lock = self.lock_file.read()
        if lock.diagnostics:
            raise CompileError(lock.diagnostics)
        return lock.value.entries

    def rows(self) -> Mapping[InstanceId, str]:
        """The locked addresses as they are now. Raises CompileError for a damaged lock file."""
        return self.entries().rows

    def record(self, ids: Iterable[InstanceId]) -> None:
        """Put the addresses of admitted instances into the lock file, in one write.

        Raises CompileError for a lock file that is damaged or cannot be written.
        """
        self._record(self._told(ids))

    def _told(self, ids: Iterable[InstanceId]) -> list[Instance]:
        wanted = frozenset(ids)
        return [each for each in self.census.running if each.id in wanted and not _is_open(each)]

    def examine(self, instance: Instance, report: Report) -> bool:
        """Check one resolved instance; False when its workdir must not be entered."""
        found: list[Diagnostic] = []
        self._check([instance], found.append)
        for diagnostic in found:
            report(diagnostic)
        return not self._compilation.blocks(found, "write")

    @contextmanager
    def enter(self, instance: Instance, owner: str, report: Report, *, records: bool) -> Iterator[Held | None]:
        """The workdir of a resolved instance, for as long as the block lasts; None after reporting why it stays closed.

        Waits while another command, or a Terraform one left behind, is in it. That may have moved its state, so it is
        examined once more. Raises OSError.
        """
        if not self.examine(instance, report):
            yield None
            return
        root, id_ = self._compilation.config.root, instance.id
        with self.waiting(id_, owner) as descriptor:
            if not self.examine(instance, report):
                yield None
                return
            if records:
                self._record([instance])
            yield Held(workdir_of(root, instance.folder, id_, instance.module), descriptor)

    @contextmanager
    def waiting(self, id_: InstanceId, owner: str) -> Iterator[int]:
        """The lock on an instance's workdir, waited for; its descriptor. Raises OSError."""
        path = lock_of(self._compilation.config.root, id_)
        make_own_folder(self._compilation.config.root, self._workplace)
        with self._workplace.hold(path, owner, lambda who: self._wait(id_, who)) as descriptor:
            yield descriptor

    def _check(self, instances: list[Instance], report: Report) -> None:
        lock = self.lock_file.read()
        if lock.diagnostics:
            for diagnostic in lock.diagnostics:
                report(diagnostic)
            return
        for idle in (each for each in instances if each.has_idle_backend):
            report(say.without_effect(idle))
        check_known((each for each in instances if not each.has_idle_backend), report)
        self.check_alone(instances, report)
        check_moved(instances, lock.value.rows, report, lock.value.copies)
        check_fresh(instances, lock.value.rows, self.census, report)

    def check_alone(self, instances: Sequence[Instance], report: Report) -> None:
        """No other instance compiles to their addresses (SC0602)."""
        ids = {each.id for each in instances}
        check_places(self._compilation, sorted(ids, key=str), report)
        sharing = {other.id: other for each in instances for other in self._beside(each) if other.id not in ids}
        check_shared((*instances, *sharing.values()), report)

    def _beside(self, instance: Instance) -> Iterable[Instance]:
        """Every instance that compiles to the address of ``instance``."""
        if self._residents is None:
            self._residents = {}
            for each in self.census.running:
                if each.state_address is not None:
                    self._residents.setdefault(each.state_address.text, []).append(each)
        address = instance.state_address
        return self._residents.get(address.text, ()) if address is not None else ()

    def _record(self, instances: Iterable[Instance]) -> None:
        """Put their addresses in; the row of a state that has begun to move meanwhile is left to who moves it."""
        rows = {each.id: each.state_address.text for each in instances if each.state_address is not None}
        self.lock_file.update(lambda now: {**now, **{id_: rows[id_] for id_ in rows if not _is_moving(now.get(id_))}})


def _is_moving(row: str | None) -> bool:
    return row is not None and parse_moving(row) is not None


def _is_open(instance: Instance) -> bool:
    """True when only an effect can tell the address."""
    address = instance.addressed
    return isinstance(address, Unaddressed) and address.kind == "unknown"


class Review(NamedTuple):
    """The lock file beside what the manifests say, for ``stackc lock``."""

    lock: Lock
    current: Mapping[InstanceId, str]
    """The addresses that are known without effects."""
    open: tuple[Instance, ...]
    """Instances whose address cannot be told without effects: they are not compared."""
    census: Census


def review(guard: Guard) -> Review:
    """Compare the lock file with what compiles. Raises CompileError for a damaged lock file."""
    lock = guard.lock_file.read()
    if lock.diagnostics:
        raise CompileError(lock.diagnostics)
    running = guard.census.running
    current = {each.id: each.state_address.text for each in running if each.state_address is not None}
    return Review(lock.value, current, tuple(each for each in running if _is_open(each)), guard.census)


def check_call(call: Call, env: Mapping[str, str], report: Report) -> None:
    """What of a command line and of the caller's environment would take a state past the guard (SC0903, SC0921)."""
    if env.get(VARIABLE):
        report(workspace_variable(VARIABLE, env[VARIABLE]))
    flag = moving_flag(call.arguments, call.verb)
    if flag is not None:
        report(moving_argument(flag))
    for name, wrong in moving_variables(env):
        report(moving_variable(name, wrong))


def moved_by_env(instance: Instance) -> Iterator[Diagnostic]:
    """Variables of a resolved component that would take its state past the guard (SC0921)."""
    own = {name: variable_value(value) for name, value in instance.table("env").items()}
    given = {name: environment_text(value) for name, value in own.items() if not isinstance(value, Unknown)}
    wrong = {VARIABLE: ""} if VARIABLE in given else {}
    wrong.update({_DATA: ""} if given.get(_DATA) else {})
    wrong.update(moving_variables(given))
    for name, flag in wrong.items():
        yield moving_variable_of(instance, name, flag)


_DATA = "TF_DATA_DIR"
