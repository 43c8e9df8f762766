"""Commands that messages tell people to run: quoted, so that they can be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterable


def terraform_command(verb: str, component: str, stack: str | None, *further: str) -> str:
    """``stackc terraform VERB COMPONENT -s STACK``; a verb may be two words.

    Without a stack ``component`` names the instance.
    """
    selector = ("-s", stack) if stack is not None else ()
    return shlex.join(["stackc", "terraform", *verb.split(), component, *selector, *further])


def lock_command(option: str, instance: str) -> str:
    """``stackc lock OPTION INSTANCE``."""
    return shlex.join(["stackc", "lock", option, instance])


def save_command(instances: Iterable[str] | None, file: str | None) -> str:
    """``stackc outputs save INSTANCE… -o FILE``; None for all, and for no file."""
    named = ["--all"] if instances is None else instances
    return shlex.join(["stackc", "outputs", "save", *named, *(["-o", file] if file is not None else [])])


def move_command(instance: str, *further: str) -> str:
    """``stackc state move INSTANCE``."""
    return shlex.join(["stackc", "state", "move", instance, *further])
