"""Commands that messages tell people to run: quoted, so that they can be pasted into a shell."""

from __future__ import annotations

import shlex


def terraform_command(verb: str, component: str, stack: str | None, *further: str) -> str:
    """``stackc terraform VERB COMPONENT -s STACK``; a verb may be two words.

    Without a stack ``component`` names the instance.
    """
    selector = ("-s", stack) if stack is not None else ()
    return shlex.join(["stackc", "terraform", *verb.split(), component, *selector, *further])


def lock_command(option: str, instance: str) -> str:
    """``stackc lock OPTION INSTANCE``."""
    return shlex.join(["stackc", "lock", option, instance])


def move_command(instance: str, *further: str) -> str:
    """``stackc state move INSTANCE``."""
    return shlex.join(["stackc", "state", "move", instance, *further])
