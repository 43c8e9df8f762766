"""``HookRunner``: runs the hooks of one instance in its held workdir. See docs/language.md, hooks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from typing import Final

from stackc.artifact.files import PRIVATE
from stackc.base.diagnostic import Report
from stackc.base.ids import InstanceId
from stackc.base.pattern import late_pattern
from stackc.base.ports import Output, OutputFailure, Processes, Workplace
from stackc.run import messages as say
from stackc.run.hooks import Hook, Moment, holds
from stackc.run.known_secrets import KnownSecrets
from stackc.run.store_writing import StoreWriter
from stackc.run.workdir import HOOK_OUTPUT, Held

_VARIABLE: Final = late_pattern(r"\$(?:(\w+)|\{(\w+)\})")
ReadOutputs = Callable[[], Mapping[str, Output] | None]
"""The outputs of the instance as they are now. Raises OutputFailure."""


class HookRunner:
    """Runs hooks as children that hold the workdir, with the environment of their instance."""

    def __init__(
        self, processes: Processes, workplace: Workplace, stores: StoreWriter, secrets: KnownSecrets, *, ci: bool
    ) -> None:
        self._processes, self._workplace, self._stores, self._secrets, self._ci = (
            processes,
            workplace,
            stores,
            secrets,
            ci,
        )

    def run(
        self,
        hooks: tuple[Hook, ...],
        moment: Moment,
        verb: str,
        code: int,
        instance: tuple[InstanceId, Held, Mapping[str, str]],
        outputs: ReadOutputs,
        report: Report,
    ) -> bool:
        """Run those that wait for ``moment`` of ``verb``, which ended with ``code``; False when one stops the command.

        ``instance``: whose hooks they are, its held workdir and its environment.
        """
        id_, held, env = instance
        for hook in hooks:
            if (moment, verb) not in hook.events or not holds(hook.when, "failure" if code else "success", ci=self._ci):
                continue
            said = self._run(hook, id_, held, {**env, **_outcome(id_, held, code)}, outputs)
            if said is None:
                continue
            if hook.on_failure != "ignore":
                warns = hook.on_failure == "warn"
                report(say.hook_failed(id_, hook.name, f"{moment} {verb} of", said, hook.place, warns=warns))
            if hook.on_failure == "fail":
                return False
        return True

    def _run(self, hook: Hook, id_: InstanceId, held: Held, env: Mapping[str, str], outputs: ReadOutputs) -> str | None:
        """None when it went well, else why not."""
        if not hook.command:
            return self._store(hook, id_, outputs)
        folder = posixpath.join(held.workdir.top, HOOK_OUTPUT)
        own = {"ATMOS_OUTPUT_DIR": folder, "ATMOS_OUTPUT_FILE": posixpath.join(folder, "output")}
        self._workplace.write(own["ATMOS_OUTPUT_FILE"], b"", PRIVATE)
        whole = {**env, **own}
        whole.update({name: _expanded(text, whole) for name, text in hook.env.items()})
        try:
            argv = [_expanded(word, whole) for word in hook.command]
            done = self._processes.stream(argv, held.workdir.path, whole, inherited=(held.descriptor,))
        except FileNotFoundError as problem:
            return str(problem)
        finally:
            self._workplace.remove(folder)
        if done.code == 0:
            return None
        last = self._secrets.masked(done.err.strip()).splitlines()
        return f"exit code {done.code}" + (f": {last[-1].strip()}" if last else "")

    def _store(self, hook: Hook, id_: InstanceId, outputs: ReadOutputs) -> str | None:
        try:
            known = outputs() or {}
            for key, text in hook.outputs.items():
                name = text.removeprefix(".")
                if text.startswith(".") and name not in known:
                    return f"there is no output `{name}`"
                written = known[name] if text.startswith(".") else Output(text)
                sensitive = written.sensitive or self._secrets.holds(text)
                self._stores.write(hook.store, str(id_.stack), id_.component, key, written.value, sensitive=sensitive)
        except OutputFailure as failure:
            return self._secrets.masked(str(failure))
        return None


def _outcome(id_: InstanceId, held: Held, code: int) -> dict[str, str]:
    """What a hook is told of its instance and of the command."""
    return {
        "ATMOS_STACK": str(id_.stack),
        "ATMOS_COMPONENT": id_.component,
        "ATMOS_COMPONENT_PATH": held.workdir.path,
        "ATMOS_HOOK_STATUS": "failure" if code else "success",
        "ATMOS_HOOK_EXIT_CODE": str(code),
    }


def _expanded(word: str, env: Mapping[str, str]) -> str:
    """``$NAME`` and ``${NAME}`` of Atmos's variables filled in; any other dollar is one."""

    def fill(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return env.get(name, found[0]) if name.startswith("ATMOS_") else found[0]

    return _VARIABLE.sub(fill, word)
