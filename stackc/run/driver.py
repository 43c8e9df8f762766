"""``Driver``: one Terraform in a held workdir: ``init`` where it is needed, what selects the workspace, a verb.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress

from stackc.artifact.files import PRIVATE
from stackc.base.ids import InstanceId
from stackc.base.ports import Finished, Processes, Workplace
from stackc.run.arguments import laid_over
from stackc.run.init_stamp import fingerprint_of, forget_init, is_initialized, note_init
from stackc.run.plugin_cache import PluginCache
from stackc.run.preparation import Command, Prepared
from stackc.run.terraform import Binary, Call
from stackc.run.workdir import SECRETS, Held, environment_of


class Driver:
    """Runs the commands of prepared instances."""

    def __init__(
        self,
        root: str,
        binary: Binary,
        processes: Processes,
        workplace: Workplace,
        plugins: PluginCache,
        on_wait: Callable[[InstanceId, str], None],
    ) -> None:
        """``root``: the project's, absolute. ``on_wait`` hears whose ``init`` an instance waits for."""
        self._plugins, self._on_wait = plugins, on_wait
        self._root = root
        self.binary: Binary = binary
        self._processes, self._workplace = processes, workplace

    def make_ready(
        self,
        prepared: Prepared,
        held: Held,
        env: Mapping[str, str],
        timeout: float | None = None,
        *,
        anew: bool = False,
    ) -> tuple[Command, Finished] | None:
        """Run what has to run before a verb: ``init`` unless it was done for exactly this, and what selects the
        workspace. The command that failed, and what it said.
        """
        init, *selects = prepared.before
        root, workdir = self._root, prepared.workdir
        fingerprint = fingerprint_of(workdir, init.arguments, self.binary, env, self._workplace)
        if anew or not is_initialized(workdir, prepared.instance, root, fingerprint, self._workplace):
            forget_init(workdir, self._workplace)
            with self._filling(prepared, env) as lock:
                done = self.capture(prepared, held, init, env, timeout, lock)
            if done.code != 0:
                return init, done
            self.note_init(prepared, env)
        for command in selects:
            done = self.capture(prepared, held, command, env, timeout)
            if done.code != 0:
                return command, done
        self.note_workspace(prepared)
        return None

    def note_init(self, prepared: Prepared, env: Mapping[str, str]) -> None:
        """Noted of what is there now: ``init`` brings modules, and may write the lock file."""
        arguments = prepared.before[0].arguments
        fingerprint = fingerprint_of(prepared.workdir, arguments, self.binary, env, self._workplace)
        note_init(prepared.workdir, fingerprint, self._workplace)

    def capture(
        self,
        prepared: Prepared,
        held: Held,
        command: Command,
        env: Mapping[str, str],
        timeout: float | None = None,
        inherited: tuple[int, ...] = (),
    ) -> Finished:
        return self._processes.capture(
            [self.binary.path, *command.arguments],
            prepared.workdir.path,
            {**env, **command.environment},
            timeout,
            inherited=(held.descriptor, *inherited),
        )

    def verb(self, prepared: Prepared, held: Held, call: Call, env: Mapping[str, str]) -> Finished:
        command = prepared.commands(call)[-1]
        filling = self._filling(prepared, env) if call.verb == "init" else nullcontext(())
        with self._secrets(prepared, call) as secrets, filling as lock:
            return self._processes.stream(
                [command.program or self.binary.path, *command.arguments],
                prepared.workdir.path,
                laid_over(env, command.environment),
                inherited=(held.descriptor, *secrets, *lock),
                conversing=command.program is not None,
            )

    @contextmanager
    def _filling(self, prepared: Prepared, env: Mapping[str, str]) -> Iterator[tuple[int, ...]]:
        """Nobody else fills the plugins meanwhile; the descriptors by which the child holds on to that."""
        lock, id_ = self._plugins.lock_for(env), prepared.instance.id
        with ExitStack() as stack:
            held: tuple[int, ...] = ()
            if lock is not None:
                with suppress(OSError):  # a home that nobody writes to keeps no `init` from its work
                    waiting = self._workplace.hold(lock, str(id_), lambda who: self._on_wait(id_, who))
                    held = (stack.enter_context(waiting),)
            yield held

    def _secrets(self, prepared: Prepared, call: Call) -> AbstractContextManager[tuple[int, ...]]:
        """The secret variables, where the child reads them; the descriptors it needs for that."""
        if prepared.secret_variables is None or not call.needs_vars:
            return nullcontext(())
        return self._workplace.unlinked(posixpath.join(prepared.workdir.path, SECRETS), prepared.secret_variables)

    def note_workspace(self, prepared: Prepared) -> None:
        """Terraform's own note of the workspace says what the variable says, so that both always agree."""
        if prepared.selection == "variable":
            self._workplace.write(environment_of(prepared.workdir), prepared.workspace.encode(), PRIVATE)
