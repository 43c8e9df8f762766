"""Shell completion: scripts, and the names they ask for."""

from __future__ import annotations

import os


def stacks() -> list[str]:
    """All stack names of the project around the working directory; empty when it does not compile."""
    from stackc.project.open_project import open_project

    return [str(name) for name in open_project(os.getcwd(), os.environ).compilation.names()]


def components() -> list[str]:
    """All component names of the project, sorted."""
    from stackc.project.open_project import open_project

    return sorted({id_.component for id_ in open_project(os.getcwd(), os.environ).compilation.instance_ids()})


def register() -> None:
    """Make the shells known that completion scripts call back from."""
    from typer._completion_classes import completion_init

    completion_init()


def script(shell: str) -> str | None:
    """The script a shell sources; None for a shell we do not know."""
    from typer._completion_shared import get_completion_script

    if shell not in ("bash", "zsh", "fish"):
        return None
    return get_completion_script(prog_name="stackc", complete_var="_STACKC_COMPLETE", shell=shell) + "\n"
