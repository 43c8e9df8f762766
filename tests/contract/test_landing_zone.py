"""``examples/landing-zone``: it keeps its rules, each rule is told at the line that breaks it, and one import switches all."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

import stackc
from tests.kit.broken import Broken, assert_told, copied
from tests.kit.command import SHIPPED, run_here

ZONE = SHIPPED / "examples" / "landing-zone"
ROOT, AUDIT, NETWORK, DEV, PROD, PLANNED = (
    f"stacks/accounts/{name}.yaml"
    for name in ("core-root", "core-audit", "core-network", "plat-dev", "plat-prod", "plat-staging")
)
ORGANIZATION = "stacks/organization.yaml"
ACCOUNT, BOOK, SETTINGS, ROLES, BASELINE, ARCHIVE = (
    f"stacks/catalog/{name}.yaml"
    for name in (
        *("account/defaults", "account-map/defaults", "account-settings/defaults", "identity/defaults"),
        *("baseline/defaults", "baseline/log-archive"),
    )
)
PLAN, USERS, GROUPS, SSO = (f"stacks/catalog/{name}/defaults.yaml" for name in ("network", "users", "groups", "sso"))
DEFAULTS = "stacks/orgs/acme/_defaults.yaml"
OF_DEV, OF_PROD = (f"stacks/orgs/acme/plat/{name}/_defaults.yaml" for name in ("dev", "prod"))
SUPPORT = "stacks/orgs/acme/plat/prod/global-region.yaml"
OF_TWO = ("core-gbl-root", "plat-gbl-dev")
"""Stacks of an account with an id, and of one without."""
BACKENDS = ("local", "s3-single", "s3-per-account")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(ZONE, tmp_path)


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / file).write_text(text.replace(old, new), encoding="utf-8")


# --- as it is


def test_it_validates_without_a_word() -> None:
    said = run_here("-C", str(ZONE), "validate", "--notes", "--deny-warnings")
    assert said == (0, "14 stacks from 16 manifests: no errors\n", "")


def test_a_zone_waits_for_what_its_children_make_while_they_wait_for_it() -> None:
    """Two accounts need each other; their instances do not."""
    waves = [{str(each) for each in wave} for wave in stackc.load(ZONE).graph().waves()]
    way = ("dns-primary@core-gbl-dns", "dns-delegated@plat-gbl-dev", "dns-primary/delegations@core-gbl-dns")
    at = [next(number for number, wave in enumerate(waves) if name in wave) for name in way]
    assert all(earlier < later for earlier, later in pairwise(at))


def test_a_stack_knows_its_own_account_alone_but_for_the_one_that_makes_them() -> None:
    """So a change of an account affects that account, and not all instances."""
    makers = {"account", "account-map", "service-control-policies", "sso"}
    for each in stackc.load(ZONE).instances():
        known = each.settings["accounts"]
        assert isinstance(known, dict)
        assert len(known) == (9 if each.component in makers else 1), each.id


def test_every_component_takes_the_same_context() -> None:
    contexts = {file.read_bytes() for file in ZONE.glob("components/terraform/*/context.tf")}
    assert (len(contexts), len(list(ZONE.glob("components/terraform/*")))) == (1, 13)


# --- one flag, one import


def test_an_account_is_disabled_with_all_its_instances_and_who_needs_it_is_told(root: Path) -> None:
    edit(root, DEV, "enabled: true", "enabled: false")
    project = stackc.load(root)
    assert {each.stack for each in project.instances() if not each.is_enabled} == {"plat-gbl-dev", "plat-ue1-dev"}
    assert [(each.code.value, each.file) for each in project.check()] == [
        ("SC0703", "stacks/catalog/dns-primary/delegations.yaml"),
        ("SC0630", SSO),
    ]


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_import_says_where_all_states_are(root: Path, backend: str) -> None:
    edit(root, DEFAULTS, "  - catalog/backend/local\n", f"  - catalog/backend/{backend}\n")
    project = stackc.load(root)
    assert project.diagnostics() == ()
    addresses = {str(each.state_address) for each in project.instances()}
    buckets = {address.split("/")[2] for address in addresses if address.startswith("s3://")}
    accounts = {f"acme-{each.vars['account_name']}-tfstate" for each in project.instances()}
    assert len(addresses) == len(project.instances()) == 34
    assert buckets == {"local": set(), "s3-single": {"acme-core-root-tfstate"}, "s3-per-account": accounts}[backend]


@pytest.mark.parametrize(
    ("who", "expected"),
    [("bootstrap", {"acme-bootstrap"}), ("profiles", {"acme-core-root-terraform", "acme-plat-dev-terraform"})],
)
def test_one_import_says_who_everybody_is(root: Path, who: str, expected: set[str]) -> None:
    edit(root, DEFAULTS, "  - catalog/authentication/bootstrap\n", f"  - catalog/authentication/{who}\n")
    project = stackc.load(root)
    assert project.diagnostics() == ()
    assert {str(each.env["AWS_PROFILE"]) for each in project.instances(["core-gbl-root", "plat-*-dev"])} == expected


@pytest.fixture
def with_roles(root: Path) -> Path:
    """The zone of somebody whose components have the provider ``aws``."""
    edit(root, DEFAULTS, "  - catalog/authentication/bootstrap\n", "  - catalog/authentication/roles\n")
    for folder in root.glob("components/terraform/*"):
        needs = 'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
        (folder / "versions.tf").write_text(needs, encoding="utf-8")
    return root


def test_one_import_gives_everybody_the_role_of_the_own_account(with_roles: Path) -> None:
    edit(with_roles, DEV, "budget: 1000", 'budget: 1000\n      id: "123456789012"')
    project = stackc.load(with_roles)
    expected = {
        "core-gbl-root": "arn:aws:iam::041862957302:role/acme-core-root-terraform",
        "plat-gbl-dev": "arn:aws:iam::123456789012:role/acme-plat-dev-terraform",
    }
    instances = project.instances(list(expected))
    assert {each.stack for each in instances} == set(expected)
    for each in instances:
        said = run_here("-C", str(with_roles), "generate", "providers", each.component, "-s", each.stack)
        assert json.loads(said.out)["provider"]["aws"]["assume_role"] == {
            "role_arn": expected[each.stack],
            "session_name": "stackc",
        }
        assert each.env["AWS_PROFILE"] == "acme-core-identity"


def test_an_account_without_an_id_has_no_role_to_take_and_the_others_do(with_roles: Path) -> None:
    said = [run_here("-C", str(with_roles), "generate", "providers", "identity", "-s", each) for each in OF_TWO]
    assert [each.code for each in said] == [0, 1]
    assert "error[SC0501]: the template cannot be rendered: the account has no id yet" in said[1].err


def test_a_role_for_a_component_without_the_provider_is_told(root: Path) -> None:
    edit(root, DEFAULTS, "  - catalog/authentication/bootstrap\n", "  - catalog/authentication/roles\n")
    said = run_here("-C", str(root), "validate")
    assert "knows no provider `aws`, which is configured" in said.err


def test_a_password_comes_by_the_environment_and_goes_into_no_file() -> None:
    project = stackc.load(ZONE, env={"ACME_BUDGETS_WEBHOOK": "https://hooks.example/never-shown"})
    settings = project.instance("account-settings", stack="plat-gbl-dev")
    assert settings.secrets == ("vars.budgets_slack_webhook_url",)
    assert not any(b"never-shown" in content for content in stackc.emit(settings).values())


# --- the rules

NOT_LESS = "minimum_password_length"
BROKEN = {
    "a fact nobody reads": Broken(
        DEV, "budget: 1000", "bugdet: 1000", "nobody reads `bugdet` of an account", "bugdet"
    ),
    "a fact that is not said": Broken(
        DEV, "      budget: 1000\n", "", "the account `plat-dev` does not say its `budget`", "plat-dev:"
    ),
    "a flag that is text": Broken(
        PLANNED, "enabled: false", 'enabled: "no"', "`enabled` is true or false, unlike 'no'", "enabled"
    ),
    "an id that is too short": Broken(
        ROOT, '"041862957302"', '"41862957302"', "the id of an account is 12 digits in quotes, unlike '41862957302'", "id:"
    ),
    "an id that is a number": Broken(
        ROOT, '"041862957302"', "341862957302", "the id of an account is 12 digits in quotes, unlike 341862957302", "id:"
    ),
    "a unit that is not there": Broken(
        DEV, "unit: plat", "unit: platform", "there is no organizational unit `platform`", "unit: platform"
    ),
    "a parent that is not there": Broken(
        ORGANIZATION, "parent: workloads", "parent: works", "there is no organizational unit `works`", "parent: works"
    ),
    "a unit below itself": Broken(
        ORGANIZATION, "      workloads:\n", "      workloads:\n        parent: plat\n", "the unit `workloads` is below itself", "parent: plat"
    ),
    "a name that is not that of its unit and stage": Broken(
        PLANNED, "plat-staging:", "plat-test:", "the account `plat-test` is not named <OU>-<stage>", "plat-test:"
    ),
    "the removal of what was never made": Broken(
        PLANNED, "enabled: false", "enabled: false\n      removed: true",
        "the account `plat-staging` is to be removed and has no id", "removed",
    ),
    "the removal of what is enabled": Broken(
        DEV, "budget: 1000", 'budget: 1000\n      id: "123456789012"\n      removed: true',
        "the account `plat-dev` is to be removed and still enabled", "removed",
    ),
    "an address in other letters": Broken(
        DEV, "aws+plat-dev@acme.example", "AWS+core-Audit@acme.example",
        "the accounts `core-audit` and `plat-dev` have one address: AWS+core-Audit@acme.example", "email",
    ),
    "a key account that is disabled": Broken(
        AUDIT, "enabled: true", "enabled: false", "`core-audit` is a key account, which is never disabled", "enabled",
    ),
    "the root account disabled": Broken(
        ROOT, "enabled: true", "enabled: false", "`core-root` is a key account, which is never disabled", "enabled",
    ),
    "a key account that is not there": Broken(
        ORGANIZATION, "core-audit, core-security", "core-audit, core-scanner", "there is no account `core-scanner`", "key_accounts"
    ),
    "a budget of nothing": Broken(DEV, "budget: 1000", "budget: 0", "a budget is more than 0 USD, unlike 0", "budget"),
    "budgets that are more than the whole": Broken(
        ORGANIZATION, "budget: 8000", "budget: 6000", "the accounts may spend 6700 USD, and the organization 6000", "budget"
    ),
    "too many accounts": Broken(
        ACCOUNT, "account_limit: 10", "account_limit: 7", "8 accounts are enabled, and the limit is 7", "account_limit"
    ),
    "a control policy of a unit that is not there": Broken(
        ORGANIZATION, "DenyUnusedRegions", "DenyUnusedRegion", "there is no service control policy `DenyUnusedRegion`", "DenyUnusedRegion"
    ),
    "a control policy of an account that is not there": Broken(
        AUDIT, "DenyDeletingLogs", "DenyLogs", "there is no service control policy `DenyLogs`", "DenyLogs"
    ),
    "a reader of account": Broken(
        ROLES, "!terraform.state account-map core-gbl-root .full_account_map", "!terraform.state account core-gbl-root .account_names_account_ids",
        "identity@core-gbl-audit reads outputs of account@core-gbl-root", "full_account_map",
    ),
    "an account without a stack": Broken(
        PLANNED, "enabled: false", "enabled: true", "the account `plat-staging` has no stack", "enabled: true"
    ),
    "a stack without an account": Broken(
        OF_DEV, "account_name: plat-dev", "account_name: plat-test",
        "the stack `plat-gbl-dev` is in the account `plat-test`, which there is not", "account_name",
    ),
    "a stack that is named after another account": Broken(
        OF_DEV, "account_name: plat-dev", "account_name: plat-prod", "the stack `plat-gbl-dev` says that its account is `plat-prod`", "account_name",
    ),
    "a stack that does not know its account": Broken(
        OF_PROD, "  - accounts/plat-prod\n", "", "the stack `plat-gbl-prod` does not know what its account is allowed", "account_name"
    ),
    "a region without a baseline": Broken(
        DEV, "[us-east-1]", "[us-east-1, eu-west-1]", "`plat-dev` has no baseline in eu-west-1", "regions"
    ),
    "a baseline in a region that is not used": Broken(
        PROD, "[us-east-1, eu-west-1]", "[us-east-1]", "baseline@plat-ew1-prod is in eu-west-1, which `plat-prod` does not use", "regions"
    ),
    "no logs account": Broken(
        ARCHIVE, "log_archive_enabled: true", "log_archive_enabled: false", "no baseline keeps the logs, of which account-map says that `core-audit` has them", "audit_account_account_name", BOOK
    ),
    "two logs accounts": Broken(
        "stacks/orgs/acme/core/security/us-east-1.yaml", "catalog/baseline/defaults", "catalog/baseline/log-archive",
        "the logs are kept twice: by baseline@core-ue1-audit and by baseline@core-ue1-security", "log_archive_enabled", ARCHIVE,
    ),
    "another logs account": Broken(
        BOOK, "audit_account_account_name: core-audit", "audit_account_account_name: core-security",
        "the logs are kept in `core-audit`, and account-map says `core-security`", "audit_account_account_name",
    ),
    "what is no block": Broken(PLAN, "10.3.0.0/16", "10.3.0.0/8", "'10.3.0.0/8' is no block of addresses", "plat-ew1-prod"),
    "a block that is not of the plan": Broken(
        PLAN, "10.3.0.0/16", "10.16.0.0/16", "10.16.0.0/16 of `plat-ew1-prod` is not in 10.0.0.0/12", "plat-ew1-prod"
    ),
    "blocks that overlap": Broken(
        PLAN, "10.3.0.0/16", "10.1.128.0/17",
        "the networks of `plat-ue1-dev` and `plat-ew1-prod` overlap: 10.1.0.0/16 and 10.1.128.0/17", "plat-ew1-prod",
    ),
    "a block of nobody": Broken(
        PLAN, "plat-ew1-prod", "plat-uw1-prod", "no stack `plat-uw1-prod` has a baseline that makes this network", "plat-uw1-prod"
    ),
    "a user in no group": Broken(
        USERS, "groups: [developers]", "groups: []", "the user `alan` is in no group", "groups: []"
    ),
    "a group that nobody made": Broken(
        USERS, "groups: [developers]", "groups: [developer]", "there is no group `developer`", "[developer]"
    ),
    "a group that is removed": Broken(
        GROUPS, "description: Read what happened", "description: Read what happened\n            id: g-1\n            removed: true",
        "the group `auditors` is removed", "auditors", USERS,
    ),
    "an owner who is removed": Broken(GROUPS, "owner: grace", "owner: charles", "the user `charles` is removed", "owner: charles"),
    "an owner who is not there": Broken(GROUPS, "owner: grace", "owner: grac", "there is no user `grac`", "owner: grac"),
    "the removal of a user who was never made": Broken(
        USERS, "            id: 9067f0c1b2-4a5e\n", "", "`charles` of `users` is to be removed and has no id", "removed"
    ),
    "an assignment to a group that nobody made": Broken(
        SSO, "platform: {permission_sets: [PowerUserAccess]}", "plattform: {permission_sets: [PowerUserAccess]}",
        "there is no group `plattform`", "plattform",
    ),
    "an assignment to a person": Broken(
        SSO, '"098765432109":\n            groups:', '"098765432109":\n            users:', "permission sets are given to groups, not to `users`", "users"
    ),
    "a permission set that is not there": Broken(
        SSO, "developers: {permission_sets: [PowerUserAccess]}", "developers: {permission_sets: [PowerUser]}",
        "there is no permission set `PowerUser`", "[PowerUser]",
    ),
    "an assignment in an account that is not there": Broken(
        SSO, "core-network:", "core-net:", "there is no enabled account `core-net`", "core-net"
    ),
    "an assignment in an account whose id is too short": Broken(
        SSO, '"098765432109"', '"98765432109"', "the id of an account is 12 digits, unlike '98765432109'", "98765432109"
    ),
    "a role for an account that is not there": Broken(
        ROLES, "[core-security]", "[core-secure]", "there is no enabled account `core-secure`", "core-secure"
    ),
    "a role for an id that is too long": Broken(
        SUPPORT, '"018273645546"', '"0182736455461"', "the id of an account is 12 digits in quotes, unlike '0182736455461'", "0182736455461"
    ),
    "a person of another company": Broken(
        USERS, "alan@acme.example", "alan@example.com", "'alan@example.com' does not match '^[^@]+@acme\\\\.example$' (`vars.users.alan.email`)", "alan@"
    ),
    "a password that is too short": Broken(
        SETTINGS, '"14"', '"8"', f"'8' does not match '^(1[4-9]|[2-9][0-9]|1[01][0-9]|12[0-8])$' (`vars.{NOT_LESS}`)", NOT_LESS
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_rule_is_told_at_its_line(root: Path, name: str) -> None:
    assert_told(root, BROKEN[name])


def test_a_run_of_others_goes_on_where_a_rule_concerns_one(root: Path) -> None:
    """A user without a group stops those who make users, and nobody else."""
    edit(root, USERS, "groups: [developers]", "groups: []")
    plans = [("users", "core-gbl-identity"), ("account-settings", "core-gbl-network")]
    said = [run_here("-C", str(root), "terraform", "plan", name, "-s", stack, "--dry-run") for name, stack in plans]
    assert ["SC0630" in each.err for each in said] == [True, False]
    assert [each.code for each in said] == [1, 0]
