"""``StandIn``: a ``terraform`` of our own, first on the PATH. It writes down its calls, then does what a script says."""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """\
#!/bin/sh
case "$1" in version) printf '{{"terraform_version": "1.11.4"}}'; exit 0;; esac
printf '%s\\n' "$*" >> {calls}
here={folder}
{body}
"""


@dataclass(frozen=True, slots=True)
class StandIn:
    """``folder`` belongs on the PATH; ``$here`` in the script is that folder, where it may leave notes."""

    folder: Path

    @property
    def calls(self) -> list[str]:
        """The arguments of each call in order; questions for the version are left out."""
        record = self.folder / "calls"
        return record.read_text().splitlines() if record.exists() else []

    def note(self, name: str) -> str:
        """What the script left in ``name``; empty when it left nothing."""
        file = self.folder / name
        return file.read_text() if file.exists() else ""

    def await_note(self, name: str) -> str:
        """What the script leaves in ``name``, sooner or later."""
        until = time.monotonic() + 60
        while not self.note(name):
            assert time.monotonic() < until, f"the stand-in never wrote {name}; it was called with {self.calls}"
            time.sleep(0.02)
        return self.note(name)


def stand_in(folder: Path, body: str) -> StandIn:
    """A ``terraform`` in ``folder`` that runs the shell script ``body``."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "terraform"
    calls, here = (shlex.quote(str(path)) for path in (folder / "calls", folder))
    script.write_text(_SCRIPT.format(calls=calls, folder=here, body=body))
    script.chmod(0o755)
    return StandIn(folder)


def recorder(folder: Path, real: str) -> StandIn:
    """The real Terraform, its calls written down."""
    return stand_in(folder, f'exec {shlex.quote(real)} "$@"')
