"""What must hold of the accounts themselves, before Terraform or AWS would say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

import stackc

from ._facts import Entry, accounts_of, amount, chart_of, enabled, is_account_id, one_of, quoted, table, texts

FACTS = ("enabled", "unit", "stage", "email", "budget", "regions")
"""What an account says."""
READ = (*FACTS, "id", "removed", "service_control_policies")
"""What an account may say."""


def check(project: stackc.Project) -> Iterator[stackc.Finding]:
    """Every rule in turn."""
    chart = chart_of(project)
    if chart is None:
        return
    accounts, organization = accounts_of(chart), table(chart.settings.get("organization"))
    units = units_of(chart, organization)
    for account in accounts.values():
        yield from check_facts(account)
        yield from check_name_and_unit(account, list(units))
        yield from check_removal(account)
    yield from check_parents(units)
    yield from check_emails(accounts.values())
    yield from check_key_accounts(chart, accounts, texts(organization.get("key_accounts")))
    yield from check_budgets(chart, accounts.values(), amount(organization.get("budget")))
    yield from check_limit(chart, accounts.values())
    yield from check_control_policies(project, [*accounts.values(), *units.values()])


def check_facts(account: Entry) -> Iterator[stackc.Finding]:
    """An account says what is asked of it, in words that somebody reads."""
    for name in account.said:
        if name not in READ:
            near = next(iter(get_close_matches(name, READ, 1)), None)
            advice = f"did you mean `{near}`?" if near else None
            yield account.finding(f"nobody reads `{name}` of an account", f".{quoted(name)}", "facts", advice=advice)
    for name in FACTS:
        if name not in account.said:
            yield account.finding(f"the account `{account.name}` does not say its `{name}`", "", "facts")
    flag, number = account.said.get("enabled", True), account.said.get("id", "0" * 12)
    if not isinstance(flag, bool):
        yield account.finding(f"`enabled` is true or false, unlike {flag!r}", ".enabled", "facts")
    if not is_account_id(number):
        yield account.finding(f"the id of an account is 12 digits in quotes, unlike {number!r}", ".id", "ids")


def check_name_and_unit(account: Entry, units: list[str]) -> Iterator[stackc.Finding]:
    """An account is named after its unit and its stage, and its unit is one of the organization."""
    unit, stage = account.text("unit"), account.text("stage")
    if unit and unit not in units:
        yield account.finding(f"there is no organizational unit `{unit}`", ".unit", "units", advice=one_of(units))
    elif unit and stage and account.name != f"{unit}-{stage}":
        message, advice = f"the account `{account.name}` is not named <OU>-<stage>", f"name it `{unit}-{stage}`"
        yield account.finding(message, "", "names", advice=advice)


def check_parents(units: dict[str, Entry]) -> Iterator[stackc.Finding]:
    """The way up from a unit leads over units that there are, and ends."""
    for unit in units.values():
        parent, way = unit.text("parent"), [unit.name]
        if parent and parent not in units:
            message = f"there is no organizational unit `{parent}`"
            yield unit.finding(message, ".parent", "units", advice=one_of(list(units)))
            continue
        while parent in units and parent not in way:
            way.append(parent)
            parent = units[parent].text("parent")
        if parent == unit.name:
            yield unit.finding(f"the unit `{unit.name}` is below itself", ".parent", "units")


def check_removal(account: Entry) -> Iterator[stackc.Finding]:
    """What was never made cannot be removed, and what is removed is disabled first."""
    if account.is_removed and "id" not in account.said:
        message = f"the account `{account.name}` is to be removed and has no id"
        yield account.finding(message, ".removed", "removal", advice="delete its file")
    if account.is_removed and account.is_enabled:
        message = f"the account `{account.name}` is to be removed and still enabled"
        yield account.finding(message, ".removed", "removal", advice="say `enabled: false` first")


def check_emails(accounts: Iterable[Entry]) -> Iterator[stackc.Finding]:
    """AWS takes an address for one account only, and tells no upper from lower case."""
    owners: dict[str, str] = {}
    for account in accounts:
        email = account.text("email")
        first = owners.setdefault(email.lower(), account.name) if email else account.name
        if first != account.name:
            message = f"the accounts `{first}` and `{account.name}` have one address: {email}"
            yield account.finding(message, ".email", "emails")


def check_key_accounts(
    chart: stackc.Instance, accounts: dict[str, Entry], names: list[str]
) -> Iterator[stackc.Finding]:
    """Some accounts are there for all others: they stay."""
    for index, name in enumerate(names):
        if name not in accounts:
            message, at = f"there is no account `{name}`", chart.place(f"settings.organization.key_accounts[{index}]")
            yield stackc.finding(message, at=at, help=one_of(list(accounts)), policy="key accounts", instance=chart)
        elif accounts[name].said.get("enabled") is False:
            message = f"`{name}` is a key account, which is never disabled"
            yield accounts[name].finding(message, ".enabled", "key accounts")


def check_budgets(chart: stackc.Instance, accounts: Iterable[Entry], whole: float | None) -> Iterator[stackc.Finding]:
    """An account has a budget, and together they are not more than that of the organization."""
    total = 0.0
    for account in accounts:
        said = account.said.get("budget", 1)
        budget = amount(said) or 0
        if budget <= 0:
            yield account.finding(f"a budget is more than 0 USD, unlike {said!r}", ".budget", "budgets")
        total += budget if account.is_enabled else 0
    if whole is not None and total > whole:
        message, at = (
            f"the accounts may spend {total:g} USD, and the organization {whole:g}",
            "settings.organization.budget",
        )
        yield stackc.finding(message, at=chart.place(at), policy="budgets", instance=chart)


def check_limit(chart: stackc.Instance, accounts: Iterable[Entry]) -> Iterator[stackc.Finding]:
    """AWS makes only so many accounts."""
    limit, number = amount(chart.vars.get("account_limit")), sum(each.is_enabled for each in accounts)
    if limit is not None and number > limit:
        message = f"{number} accounts are enabled, and the limit is {limit:g}"
        yield stackc.finding(message, at=chart.place("vars.account_limit"), policy="limit", instance=chart)


def check_control_policies(project: stackc.Project, owners: Iterable[Entry]) -> Iterator[stackc.Finding]:
    """A service control policy that is attached is one that there is."""
    makers = enabled(project, "service-control-policies")
    known = [name for each in makers for name in table(each.vars.get("service_control_policy_statements"))]
    for owner in owners:
        for index, name in enumerate(texts(owner.said.get("service_control_policies"))):
            if name not in known:
                message, below = f"there is no service control policy `{name}`", f".service_control_policies[{index}]"
                yield owner.finding(message, below, "control policies", advice=one_of(known))


def units_of(chart: stackc.Instance, organization: dict[str, Any]) -> dict[str, Entry]:
    """The organizational units by name."""
    found = table(organization.get("units"))
    path = "settings.organization.units"
    return {name: Entry(chart, name, f"{path}.{quoted(name)}", table(said)) for name, said in found.items()}
