"""What must hold of people, groups, permission sets and roles: what one of them names is there, and stays there."""

from __future__ import annotations

from collections.abc import Iterator

import stackc

from ._facts import Entry, accounts_of, chart_of, entries, is_account_id, one_of, quoted, table, texts

REMOVABLE = (("users", "users"), ("groups", "groups"), ("sso", "permission_sets"))
"""Components, and the variable with what can be removed."""


def check(project: stackc.Project) -> Iterator[stackc.Finding]:
    """Every rule in turn."""
    groups, users = list(entries(project, "groups", "groups")), list(entries(project, "users", "users"))
    yield from check_users(users, groups)
    yield from check_owners(groups, users)
    yield from check_assignments(project, groups)
    yield from check_roles(project)
    for component, variable in REMOVABLE:
        yield from check_removal(project, component, variable)


def check_users(users: list[Entry], groups: list[Entry]) -> Iterator[stackc.Finding]:
    """A person is in a group, and in none that is not there."""
    for user in users:
        named = texts(user.said.get("groups"))
        if not named and not user.is_removed:
            yield user.finding(f"the user `{user.name}` is in no group", ".groups", "users")
        for index, group in enumerate(named):
            if group not in present(groups):
                message = missing("group", group, groups)
                yield user.finding(message, f".groups[{index}]", "users", advice=one_of(present(groups)))


def check_owners(groups: list[Entry], users: list[Entry]) -> Iterator[stackc.Finding]:
    """Who answers for a group is there."""
    for group in groups:
        owner = str(group.said.get("owner"))
        if not group.is_removed and owner not in present(users):
            yield group.finding(missing("user", owner, users), ".owner", "groups", advice=one_of(present(users)))


def check_assignments(project: stackc.Project, groups: list[Entry]) -> Iterator[stackc.Finding]:
    """In an account that there is, a group that there is gets permission sets that there are."""
    sets = list(entries(project, "sso", "permission_sets"))
    for account in entries(project, "sso", "account_assignments"):
        yield from check_account(project, account)
        for kind, principals in account.said.items():
            if kind != "groups":
                message = f"permission sets are given to groups, not to `{kind}`"
                yield account.finding(message, f".{quoted(kind)}", "assignments")
                continue
            for name, access in table(principals).items():
                path = f".groups.{quoted(name)}"
                if name not in present(groups):
                    message = missing("group", name, groups)
                    yield account.finding(message, path, "assignments", advice=one_of(present(groups)))
                for index, given in enumerate(texts(table(access).get("permission_sets"))):
                    if given not in present(sets):
                        message, at = missing("permission set", given, sets), f"{path}.permission_sets[{index}]"
                        yield account.finding(message, at, "assignments", advice=one_of(present(sets)))


def check_account(project: stackc.Project, entry: Entry) -> Iterator[stackc.Finding]:
    """An account of ours is enabled; that of somebody else is named by its id."""
    known = enabled_accounts(project)
    if entry.name.isdigit():
        if not is_account_id(entry.name):
            yield entry.finding(f"the id of an account is 12 digits, unlike {entry.name!r}", "", "ids")
    elif known and entry.name not in known:
        yield entry.finding(f"there is no enabled account `{entry.name}`", "", "assignments", advice=one_of(known))


def check_roles(project: stackc.Project) -> Iterator[stackc.Finding]:
    """A role trusts accounts of ours by name, and those of others by id."""
    known = enabled_accounts(project)
    for role in entries(project, "identity", "roles"):
        for index, name in enumerate(texts(role.said.get("trusted_accounts"))):
            if known and name not in known:
                message, path = f"there is no enabled account `{name}`", f".trusted_accounts[{index}]"
                yield role.finding(message, path, "roles", advice=one_of(known))
        ids = role.said.get("trusted_account_ids")
        for index, each in enumerate(ids if isinstance(ids, list) else ()):
            if not is_account_id(each):
                message = f"the id of an account is 12 digits in quotes, unlike {each!r}"
                yield role.finding(message, f".trusted_account_ids[{index}]", "ids")


def check_removal(project: stackc.Project, component: str, variable: str) -> Iterator[stackc.Finding]:
    """What was never made cannot be removed."""
    for entry in entries(project, component, variable):
        if entry.is_removed and not entry.said.get("id"):
            message = f"`{entry.name}` of `{component}` is to be removed and has no id"
            yield entry.finding(message, ".removed", "removal", advice="delete the entry")


def present(found: list[Entry]) -> list[str]:
    """The names of what is there and stays there."""
    return [each.name for each in found if not each.is_removed]


def missing(kind: str, name: str, found: list[Entry]) -> str:
    """What is said of a name that does not lead to what is there."""
    return (
        f"the {kind} `{name}` is removed"
        if any(each.name == name for each in found)
        else f"there is no {kind} `{name}`"
    )


def enabled_accounts(project: stackc.Project) -> list[str]:
    """The names of the accounts that are enabled; none where nobody makes them."""
    chart = chart_of(project)
    return [] if chart is None else [name for name, each in accounts_of(chart).items() if each.is_enabled]
