"""Shell completion: scripts, and the names they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackc.cli.session import Session


def stacks(session: Session) -> list[str]:
    """All stack names of the project around the working directory; empty when it does not compile."""
    from stackc.cli.scopes import scope_of_names

    names = [str(name) for name in session.project.compilation.names()]
    session.scope = scope_of_names(session.project)
    return names


def components(session: Session) -> list[str]:
    """All component names of the project, sorted."""
    from stackc.cli.scopes import scope_of_names

    names = sorted({id_.component for id_ in session.project.compilation.instance_ids()})
    session.scope = scope_of_names(session.project)
    return names


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
