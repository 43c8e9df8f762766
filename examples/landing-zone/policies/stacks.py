"""What must hold between the accounts and the stacks: each account has what it needs, and nothing is anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import stackc

from ._facts import Entry, accounts_of, chart_of, enabled, table, texts


def check(project: stackc.Project) -> Iterator[stackc.Finding]:
    """Every rule in turn."""
    try:
        instances, edges = enabled(project), project.graph().edges
    except stackc.CompileError:  # said by validate; a run of what does compile goes on
        return
    yield from check_readers(edges)
    chart = chart_of(project)
    if chart is None:
        return
    accounts = accounts_of(chart)
    yield from check_stacks(accounts, instances)
    yield from check_accounts(accounts.values(), instances)
    yield from check_logs(instances)


def check_readers(edges: Iterable[stackc.Edge]) -> Iterator[stackc.Finding]:
    """Only account-map reads account, whose outputs hold addresses."""
    for edge in edges:
        reads = edge.kind == "read" and edge.prerequisite.component == "account"
        if reads and edge.dependent.component != "account-map":
            message = f"{edge.dependent} reads outputs of {edge.prerequisite}"
            yield stackc.finding(message, at=edge.place, help="read those of account-map", policy="readers")


def check_stacks(accounts: dict[str, Entry], instances: Iterable[stackc.Instance]) -> Iterator[stackc.Finding]:
    """A stack is in an account that there is, is named after it, and knows what its file says."""
    for stack, instance in {each.stack: each for each in instances}.items():
        name, at = account_of(instance), instance.place("vars.account_name")
        message, advice = "", f"import accounts/{name}"
        if name not in accounts:
            message = f"the stack `{stack}` is in the account `{name}`, which there is not"
            advice = f"write stacks/accounts/{name}.yaml"
        elif name != f"{instance.vars.get('tenant')}-{instance.vars.get('stage')}":
            message, advice = f"the stack `{stack}` says that its account is `{name}`", ""
        elif name not in table(instance.settings.get("accounts")):
            message = f"the stack `{stack}` does not know what its account is allowed"
        if message:
            yield stackc.finding(message, at=at, help=advice or None, policy="stacks")


def check_accounts(accounts: Iterable[Entry], instances: list[stackc.Instance]) -> Iterator[stackc.Finding]:
    """An account that is enabled has a stack, and a baseline in each region that it uses."""
    inhabited = {account_of(each) for each in instances}
    for account in accounts:
        if account.is_enabled and account.name not in inhabited:
            message, advice = f"the account `{account.name}` has no stack", "add one, or say `enabled: false`"
            yield account.finding(message, ".enabled", "accounts", advice=advice)
        elif account.is_enabled:
            baselines = [each for each in instances if is_baseline(each) and account_of(each) == account.name]
            yield from check_regions(account, {str(each.vars.get("region")): each for each in baselines})


def check_regions(account: Entry, baselines: dict[str, stackc.Instance]) -> Iterator[stackc.Finding]:
    """The regions that an account uses are those with a baseline."""
    regions = texts(account.said.get("regions"))
    for index, region in enumerate(regions):
        if region not in baselines:
            yield account.finding(f"`{account.name}` has no baseline in {region}", f".regions[{index}]", "regions")
    for region, baseline in baselines.items():
        if region not in regions:
            message = f"{baseline.id} is in {region}, which `{account.name}` does not use"
            yield account.finding(message, ".regions", "regions")


def check_logs(instances: list[stackc.Instance]) -> Iterator[stackc.Finding]:
    """One baseline keeps the logs of all accounts, in the account that account-map says."""
    keepers = [each for each in instances if is_baseline(each) and each.vars.get("log_archive_enabled") is True]
    for extra in keepers[1:]:
        message = f"the logs are kept twice: by {keepers[0].id} and by {extra.id}"
        yield stackc.finding(message, at=extra.place("vars.log_archive_enabled"), policy="logs")
    for book in (each for each in instances if each.component == "account-map"):
        said, at = book.vars.get("audit_account_account_name"), book.place("vars.audit_account_account_name")
        if not keepers:
            message = f"no baseline keeps the logs, of which account-map says that `{said}` has them"
            yield stackc.finding(message, at=at, policy="logs")
        elif said != account_of(keepers[0]):
            message = f"the logs are kept in `{account_of(keepers[0])}`, and account-map says `{said}`"
            yield stackc.finding(message, at=at, policy="logs")


def account_of(instance: stackc.Instance) -> str:
    """The name of the account an instance is in."""
    return str(instance.vars.get("account_name"))


def is_baseline(instance: stackc.Instance) -> bool:
    """It is what an account has in a region."""
    return instance.component == "baseline"
