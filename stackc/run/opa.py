"""Policies of OPA that a component names in ``settings.validation``, asked by the program ``opa``.

See docs/language.md, validation of components.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Mapping

from stackc.base.diagnostic import Report
from stackc.base.ports import Processes, Workplace
from stackc.base.value import Table, revealed, shown
from stackc.check.component_validation import Entry, entries
from stackc.check.messages import validation_failed, validation_wrong
from stackc.compile.compilation import Compilation
from stackc.evaluate.instance import Instance
from stackc.run import messages as say
from stackc.run.known_secrets import KnownSecrets
from stackc.run.workdir import Held
from stackc.text.json import to_compact_json

_INPUT = "stackc_input.json"
_QUESTION = "data.atmos.errors"


class Opa:
    """Asks the policies of one run."""

    def __init__(
        self, compilation: Compilation, processes: Processes, workplace: Workplace, secrets: KnownSecrets
    ) -> None:
        self._compilation, self._processes = compilation, processes
        self._workplace, self._secrets = workplace, secrets

    def passes(self, instance: Instance, held: Held, env: Mapping[str, str], report: Report) -> bool:
        """Whether a resolved instance passes its policies; what they say is reported (SC0954), and so is a missing
        ``opa`` (SC0910). ``env``: that of its Terraform, which policies see.
        """
        wanted = [each for each in entries(self._compilation, instance)[0] if each.kind == "opa"]
        if not wanted:
            return True
        program = self._workplace.find_program("opa", env.get("PATH", ""))
        if program is None:
            report(say.opa_missing(instance.id, wanted[0].name, wanted[0].place))
            return False
        content = to_compact_json({**_plain(instance), "process_env": dict(env)}).encode("utf-8", "surrogatepass")
        answers = [self._ask(program, each, instance, held, content, report) for each in wanted]
        return all(answers)

    def _ask(self, program: str, entry: Entry, instance: Instance, held: Held, content: bytes, report: Report) -> bool:
        """The input has secrets in it, so it is in no file: it reaches the child as the secret variables do."""
        root = self._compilation.config.root
        data = [word for file in (entry.file, *entry.modules) for word in ("--data", posixpath.join(root, file))]
        path = posixpath.join(held.workdir.top, _INPUT)
        with self._workplace.unlinked(path, content) as descriptors:
            words = ["eval", "--format", "json", "--ignore", "*_test.rego", *data, "--input", path, _QUESTION]
            done = self._processes.capture([program, *words], root, {}, entry.seconds, inherited=descriptors)
        said = _answer(done.out) if done.code == 0 else None
        if said is None:
            why = (done.err or done.out).strip().splitlines() or ["its package is not `atmos`, or has no `errors`"]
            report(validation_wrong(instance.id, entry.name, self._secrets.masked(why[-1]), entry.place))
            return False
        for each in said:
            report(validation_failed((instance.id,), entry.name, self._secrets.masked(each), entry.place))
        return not said


def _plain(instance: Instance) -> Table:
    return {name: shown(revealed(value)) for name, value in instance.evaluated().items()}


def _answer(text: str) -> list[str] | None:
    """What a policy complains about; None where it does not answer."""
    try:
        value = json.loads(text)["result"][0]["expressions"][0]["value"]
    except (ValueError, LookupError, TypeError):
        return None
    if not isinstance(value, (list, dict)):
        return None
    return [each if isinstance(each, str) else json.dumps(each) for each in value]
