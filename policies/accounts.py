"""What must hold of the accounts of the organization, before Terraform or AWS would say so.

The chart of the accounts is one value: ``organization_config`` of the component ``account``. Its rules need that one
instance; those that hold it against the stacks need all of them. See docs/how-to/write-a-policy.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, NamedTuple

import stackc

CHART = "vars.organization_config"
CONTROL_POLICIES = "service_control_policies"
TRAIL_BUCKET = "cloudtrail-bucket"
ROOT_ALONE = ("account", "account-map")
"""Components that belong to the account that owns the organization."""
ID = re.compile(r"[0-9]{12}")
ID_KEYS = re.compile(r"(.*_)?account_ids?")


class Account(NamedTuple):
    """One account of the chart, and where it stands there."""

    path: str
    name: str
    unit: str
    stage: str
    email: str
    tenant: str


def check(project: stackc.Project) -> Iterator[stackc.Finding]:
    """Every rule in turn."""
    charts = [each for each in project.instances(components="account") if each.is_enabled]
    for chart in charts:
        yield from check_chart(chart)
    try:
        instances = [each for each in project.instances() if each.is_enabled]
        edges = project.graph().edges
    except stackc.CompileError:  # said by validate; a run of what does compile goes on
        return
    yield from check_ids(instances)
    yield from check_readers(edges)
    for chart in charts:
        yield from check_stacks(chart, instances)
        yield from check_logs(chart, instances)
        yield from check_root(chart, instances)


# --- the chart


def check_chart(chart: stackc.Instance) -> Iterator[stackc.Finding]:
    """Names, addresses, units, policies, and how many accounts there may be."""
    accounts = list(accounts_of(chart))
    yield from check_names(chart, accounts)
    yield from check_emails(chart, accounts)
    yield from check_units(chart, accounts)
    yield from check_control_policies(chart)
    limit = chart.vars.get("account_limit")
    if isinstance(limit, int) and len(accounts) > limit:
        message = f"the chart has {len(accounts)} accounts, and the limit is {limit}"
        yield stackc.finding(message, at=chart.place("vars.account_limit"), policy="limit", instance=chart)


def check_names(chart: stackc.Instance, accounts: list[Account]) -> Iterator[stackc.Finding]:
    """An account is named after its unit and its stage, and has its name alone."""
    seen: set[str] = set()
    for each in accounts:
        at = chart.place(f"{each.path}.name")
        wanted = f"{each.unit or each.tenant}-{each.stage}"
        if each.name in seen:
            yield stackc.finding(f"two accounts are named `{each.name}`", at=at, policy="names", instance=chart)
        elif each.name != wanted:
            message, advice = f"the account `{each.name}` is not named <OU>-<stage>", f"name it `{wanted}`"
            yield stackc.finding(message, at=at, help=advice, policy="names", instance=chart)
        seen.add(each.name)


def check_emails(chart: stackc.Instance, accounts: list[Account]) -> Iterator[stackc.Finding]:
    """AWS takes an address for one account only, and tells no upper from lower case."""
    owners: dict[str, str] = {}
    for each in accounts:
        first = owners.setdefault(each.email.lower(), each.name)
        if first != each.name:
            message = f"the accounts `{first}` and `{each.name}` have one address: {each.email}"
            at = chart.place(f"{each.path}.account_email_format")
            yield stackc.finding(message, at=at, policy="emails", instance=chart)


def check_units(chart: stackc.Instance, accounts: list[Account]) -> Iterator[stackc.Finding]:
    """The unit that an account or another unit names is one of the chart."""
    units = units_of(chart)
    known = {str(unit.get("name")) for _, unit in units}
    named = [(f"{path}.parent_ou", str(unit["parent_ou"])) for path, unit in units if unit.get("parent_ou")]
    named += [(f"{each.path}.tenant", each.tenant) for each in accounts if each.tenant]
    for path, name in named:
        if name not in known:
            message = f"there is no organizational unit `{name}`"
            advice = f"units are {', '.join(sorted(known))}"
            yield stackc.finding(message, at=chart.place(path), help=advice, policy="units", instance=chart)


def check_control_policies(chart: stackc.Instance) -> Iterator[stackc.Finding]:
    """A service control policy that is attached is one of those in ``settings.service_control_policies``."""
    known = chart.settings.get(CONTROL_POLICIES)
    for name in get_close_matches(CONTROL_POLICIES, chart.settings, 1) if known is None else ():
        at, advice = chart.place(f"settings.{name}"), f"did you mean `{CONTROL_POLICIES}`?"
        yield stackc.finding(f"nobody reads `settings.{name}`", at=at, help=advice, policy="control policies")
        return
    names = [str(each) for each in known] if isinstance(known, list) else []
    organization = table(chart_of(chart).get("organization"))
    accounts = ((path, account) for path, _, account in written(chart))
    for path, owner in ((f"{CHART}.organization", organization), *units_of(chart), *accounts):
        attached = owner.get(CONTROL_POLICIES)
        for index, name in enumerate(attached if isinstance(attached, list) else ()):
            if name not in names:
                message = f"there is no service control policy `{name}`"
                at = chart.place(f"{path}.{CONTROL_POLICIES}[{index}]")
                advice = f"policies are {', '.join(names)}" if names else "list those there are below `settings`"
                yield stackc.finding(message, at=at, help=advice, policy="control policies", instance=chart)


# --- the chart and the stacks


def check_ids(instances: Iterable[stackc.Instance]) -> Iterator[stackc.Finding]:
    """The id of an account is text of 12 digits, wherever one is written."""
    for instance in instances:
        for name, value in instance.vars.items():
            if ID_KEYS.fullmatch(name) is None:
                continue
            ids = [(f"vars.{name}", value)]
            if isinstance(value, list):
                ids = [(f"vars.{name}[{at}]", each) for at, each in enumerate(value)]
            for path, each in ids:
                if isinstance(each, int) or (isinstance(each, str) and not ID.fullmatch(each) and each[:1] != "!"):
                    message = f"the id of an account is 12 digits in quotes, unlike {each!r}"
                    yield stackc.finding(message, at=instance.place(path), policy="ids", instance=instance)


def check_readers(edges: Iterable[stackc.Edge]) -> Iterator[stackc.Finding]:
    """Only account-map reads account, whose outputs hold addresses and policies."""
    for edge in edges:
        reads = edge.kind == "read" and edge.prerequisite.component == "account"
        if reads and edge.dependent.component != "account-map":
            message = f"{edge.dependent} reads outputs of {edge.prerequisite}"
            yield stackc.finding(message, at=edge.place, help="read those of account-map", policy="readers")


def check_stacks(chart: stackc.Instance, instances: Iterable[stackc.Instance]) -> Iterator[stackc.Finding]:
    """An enabled account has a stack, and a stack is in an account of the chart."""
    accounts = {each.name: each for each in accounts_of(chart)}
    tenants = {each.unit or each.tenant for each in accounts.values()}
    inhabited: dict[str, stackc.Instance] = {}
    for instance in instances:
        inhabited.setdefault(account_of(instance), instance)
    for name, instance in inhabited.items():
        tenant = str(instance.vars.get("tenant"))
        if tenant not in tenants:
            message, advice = f"there is no organizational unit `{tenant}`", f"units are {', '.join(sorted(tenants))}"
            yield stackc.finding(message, at=instance.place("vars.tenant"), help=advice, policy="stacks")
        elif name not in accounts:
            message = f"the stack `{instance.stack}` is in the account `{name}`, which the chart does not have"
            yield stackc.finding(message, at=instance.place("vars.stage"), policy="stacks")
    for name, account in accounts.items() if inhabited.keys() <= accounts.keys() else ():  # else it may be misspelt
        if name not in inhabited:
            message, advice = f"the account `{name}` has no stack", "add one, or say `enabled: false`"
            yield stackc.finding(message, at=chart.place(f"{account.path}.name"), help=advice, policy="stacks")


def check_logs(chart: stackc.Instance, instances: Iterable[stackc.Instance]) -> Iterator[stackc.Finding]:
    """One account keeps the logs, and it is the one that account-map says."""
    found = list(instances)
    buckets = [each for each in found if each.component == TRAIL_BUCKET]
    if not buckets:
        yield stackc.finding(f"no account has a {TRAIL_BUCKET}", at=chart.place(), policy="logs")
    for extra in buckets[1:]:
        message = f"the logs are kept twice: by {buckets[0].id} and by {extra.id}"
        yield stackc.finding(message, at=extra.place(), policy="logs")
    for book in found:
        said = book.vars.get("audit_account_account_name")
        if book.component == "account-map" and buckets and said != account_of(buckets[0]):
            message = f"the logs are kept in `{account_of(buckets[0])}`, and account-map says `{said}`"
            yield stackc.finding(message, at=book.place("vars.audit_account_account_name"), policy="logs")


def check_root(chart: stackc.Instance, instances: Iterable[stackc.Instance]) -> Iterator[stackc.Finding]:
    """What is there once for the whole organization is in the account that owns it."""
    owner = table(chart_of(chart).get("root_account")).get("name")
    for each in instances:
        trail = each.vars.get("is_organization_trail") is True
        if (each.component in ROOT_ALONE or trail) and account_of(each) != owner:
            message = f"{each.id} is there for the whole organization, and not in `{owner}`"
            at = each.place("vars.is_organization_trail" if trail else "")
            yield stackc.finding(message, at=at, policy="root", instance=each)


# --- how the chart is read


def table(value: object) -> dict[str, Any]:
    """A map as it is; an empty one where there is none, or none that is known."""
    return value if isinstance(value, dict) else {}


def rows(items: object, path: str) -> list[tuple[str, dict[str, Any]]]:
    """The maps of a list, each with its path."""
    return [(f"{path}[{at}]", table(item)) for at, item in enumerate(items if isinstance(items, list) else ())]


def chart_of(chart: stackc.Instance) -> dict[str, Any]:
    """The whole of it."""
    return table(chart.vars.get("organization_config"))


def units_of(chart: stackc.Instance) -> list[tuple[str, dict[str, Any]]]:
    """The organizational units, each with its path."""
    return rows(chart_of(chart).get("organizational_units"), f"{CHART}.organizational_units")


def written(chart: stackc.Instance) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Every account as it is written: its path, its unit, itself."""
    config = chart_of(chart)
    yield f"{CHART}.root_account", {}, table(config.get("root_account"))
    for path, account in rows(config.get("accounts"), f"{CHART}.accounts"):
        yield path, {}, account
    for below, unit in units_of(chart):
        for path, account in rows(unit.get("accounts"), f"{below}.accounts"):
            yield path, unit, account


def accounts_of(chart: stackc.Instance) -> Iterator[Account]:
    """The enabled accounts, with what they leave to their unit and to the component."""
    for path, unit, account in written(chart):
        if account.get("enabled") is False:
            continue
        name, owner, tenant = str(account.get("name")), str(unit.get("name") or ""), str(account.get("tenant") or "")
        stage = str(account.get("stage") or name.removeprefix(f"{owner or tenant}-"))
        places = (account, unit, chart.vars)
        pattern = next((str(each["account_email_format"]) for each in places if each.get("account_email_format")), "")
        yield Account(path, name, owner, stage, pattern.replace("%s", name), tenant)


def account_of(instance: stackc.Instance) -> str:
    """The account an instance is in, by what its stack is named after."""
    return f"{instance.vars.get('tenant')}-{instance.vars.get('stage')}"
