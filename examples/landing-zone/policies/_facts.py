"""How the policies read the organization: its accounts, as the files in ``stacks/accounts/`` say them, and its values.

Whatever is read may be of a wrong kind, or a function that only a run calls: then it is as good as not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import stackc

_ID = re.compile(r"[0-9]{12}")


class Entry(NamedTuple):
    """One thing of a map in a section of an instance, such as a user among the users: where it stands, what it says."""

    instance: stackc.Instance
    name: str
    path: str
    said: dict[str, Any]

    @property
    def is_enabled(self) -> bool:
        """The one flag of an account."""
        return self.said.get("enabled") is True

    @property
    def is_removed(self) -> bool:
        """It is kept so that nobody makes it again."""
        return self.said.get("removed") is True

    def text(self, key: str) -> str:
        """One thing that it says; empty where it does not."""
        return str(self.said.get(key) or "")

    def finding(self, message: str, below: str, policy: str, *, advice: str | None = None) -> stackc.Finding:
        """What is wrong with it, at a path ``below`` its own: empty, or with a dot or bracket in front."""
        at = self.instance.place(f"{self.path}{below}")
        return stackc.finding(message, at=at, help=advice, policy=policy, instance=self.instance)


def enabled(project: stackc.Project, component: str | None = None) -> list[stackc.Instance]:
    """The instances that run, all or those of one component."""
    return [each for each in project.instances(components=component) if each.is_enabled]


def chart_of(project: stackc.Project) -> stackc.Instance | None:
    """The instance that makes the organization, and so knows all accounts, also while it is disabled; None for none."""
    return next(iter(project.instances(components="account")), None)


def accounts_of(chart: stackc.Instance) -> dict[str, Entry]:
    """All accounts by name, those that are not enabled among them."""
    found = table(chart.settings.get("accounts"))
    return {name: Entry(chart, name, f"settings.accounts.{quoted(name)}", table(said)) for name, said in found.items()}


def entries(project: stackc.Project, component: str, variable: str) -> Iterator[Entry]:
    """The entries of a map that the instances of a component have."""
    for instance in enabled(project, component):
        for name, said in table(instance.vars.get(variable)).items():
            yield Entry(instance, name, f"vars.{variable}.{quoted(name)}", table(said))


def table(value: object) -> dict[str, Any]:
    """A map as it is; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def texts(value: object) -> list[str]:
    """The items of a list as text; none for anything else."""
    return [str(each) for each in value] if isinstance(value, list) else []


def amount(value: object) -> float | None:
    """A number that is no flag; None for anything else."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def quoted(key: str) -> str:
    """A key as a part of a path."""
    return f'"{key}"'


def is_account_id(value: object) -> bool:
    """Text of 12 digits: a number would lose its leading zeros."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def one_of(names: list[str]) -> str | None:
    """Advice that lists what there is."""
    return f"there are {', '.join(sorted(names))}" if names else None
