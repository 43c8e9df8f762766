"""``Driver``: one Terraform in a held workdir: ``init`` where it is needed, what selects the workspace, a verb.

See docs/language.md, running Terraform.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext

from stackc.artifact.files import PRIVATE
from stackc.base.ports import Finished, Processes, Workplace
from stackc.run.arguments import laid_over
from stackc.run.init_stamp import fingerprint_of, forget_init, is_initialized, note_init
from stackc.run.preparation import Command, Prepared
from stackc.run.terraform import Binary, Call
from stackc.run.workdir import SECRETS, Held, environment_of


class Driver:
    """Runs the commands of prepared instances."""

    def __init__(self, root: str, binary: Binary, processes: Processes, workplace: Workplace) -> None:
        """``root``: the project's, absolute."""
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
            done = self.capture(prepared, held, init, env, timeout)
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
        self, prepared: Prepared, held: Held, command: Command, env: Mapping[str, str], timeout: float | None = None
    ) -> Finished:
        return self._processes.capture(
            [self.binary.path, *command.arguments],
            prepared.workdir.path,
            {**env, **command.environment},
            timeout,
            inherited=(held.descriptor,),
        )

    def verb(self, prepared: Prepared, held: Held, call: Call, env: Mapping[str, str]) -> Finished:
        command = prepared.commands(call)[-1]
        with self._secrets(prepared, call) as secrets:
            return self._processes.stream(
                [command.program or self.binary.path, *command.arguments],
                prepared.workdir.path,
                laid_over(env, command.environment),
                inherited=(held.descriptor, *secrets),
                conversing=command.program is not None,
            )

    def _secrets(self, prepared: Prepared, call: Call) -> AbstractContextManager[tuple[int, ...]]:
        """The secret variables, where the child reads them; the descriptors it needs for that."""
        if prepared.secret_variables is None or not call.needs_vars:
            return nullcontext(())
        return self._workplace.unlinked(posixpath.join(prepared.workdir.path, SECRETS), prepared.secret_variables)

    def note_workspace(self, prepared: Prepared) -> None:
        """Terraform's own note of the workspace says what the variable says, so that both always agree."""
        if prepared.selection == "variable":
            self._workplace.write(environment_of(prepared.workdir), prepared.workspace.encode(), PRIVATE)
