"""``Environment``: the one door through which variables come in. A secret is born here.

See docs/language.md, secrets.
"""

from __future__ import annotations

from stackc.base.named_tuple import NamedTuple
from stackc.base.ports import World
from stackc.base.value import Secret
from stackc.config.project_config import ProjectConfig


class Environment(NamedTuple):
    """The variables of one compilation; those that ``secrets.env`` names are secrets wherever they are read."""

    world: World
    config: ProjectConfig

    def process(self, name: str) -> str | Secret | None:
        """A variable as Terraform will see it. Raises VariableRefused."""
        return self.tainted(name, self.world.variable(name))

    def functions(self, name: str) -> str | Secret | None:
        """A variable as functions see it: the project's ``templates.settings.env`` over the process's."""
        own = self.config.templates.env.get(name)
        return self.tainted(name, own) if own is not None else self.process(name)

    @property
    def is_pipeline(self) -> bool:
        """True on nobody's own machine: where ``CI`` is set as pipelines set it. Raises VariableRefused."""
        return (self.world.variable("CI") or "").strip().lower() not in ("", "0", "false")

    def tainted(self, name: str, value: str | None) -> str | Secret | None:
        """``value``, as a secret if the variable ``name`` is one."""
        secret = value is not None and self.config.is_secret_variable(name)
        return Secret(value) if secret else value
