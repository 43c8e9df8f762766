"""The rules of the shipped organisation: each holds today, and each is told at the line that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

import stackc
from tests.kit.broken import Broken, assert_told, copied
from tests.kit.command import SHIPPED

CHART = "stacks/orgs/cch/core/root/global-region/organization.yaml"
ACCOUNT = "stacks/catalog/account/defaults.yaml"
BOOK = "stacks/catalog/account-map/defaults.yaml"
SETTINGS = "stacks/catalog/account-settings/defaults.yaml"
LOGGING = "stacks/orgs/cch/core/audit/us-east-1/logging.yaml"
DEV = "stacks/orgs/cch/plat/dev/global-region/baseline.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copied(SHIPPED, tmp_path)


SHARED = "aws+core-audit@cch.example"
BROKEN = {
    "a name that is not that of its unit and stage": Broken(
        CHART, "name: core-dns", "name: dns", "the account `dns` is not named <OU>-<stage>", "name: dns"
    ),
    "a name twice": Broken(
        CHART, "name: core-dns\n                  tenant: core\n                  stage: dns",
        "name: core-auto\n                  tenant: core\n                  stage: auto",
        "two accounts are named `core-auto`", "name: core-auto",
    ),
    "an address in other letters": Broken(
        CHART, "stage: network", f"stage: network\n                  account_email_format: {SHARED.upper()}",
        f"the accounts `core-audit` and `core-network` have one address: {SHARED.upper()}", SHARED.upper(),
    ),
    "a unit that is not there": Broken(
        CHART, "- name: plat\n", "- name: plat\n              parent_ou: cor\n", "there is no organizational unit `cor`", "parent_ou"
    ),
    "an account of a unit that is not there": Broken(
        CHART, "tenant: core\n                  stage: dns", "tenant: dns\n                  stage: dns",
        "there is no organizational unit `dns`", "tenant: dns",
    ),
    "a policy that is not there": Broken(
        CHART, "- DenyUnusedRegions", "- DenyUnusedRegion", "there is no service control policy `DenyUnusedRegion`", "DenyUnusedRegion"
    ),
    "a policy of an account that is not there": Broken(
        CHART, "- DenyDeletingLogs", "- DenyLogs", "there is no service control policy `DenyLogs`", "DenyLogs"
    ),
    "a policy of the organization that is not there": Broken(
        CHART, "- DenyLeavingOrganization", "- Deny", "there is no service control policy `Deny`", "- Deny"
    ),
    "a misspelt list of policies": Broken(
        ACCOUNT, "service_control_policies:", "service_control_polices:", "nobody reads `settings.service_control_polices`",
        "service_control_polices:",
    ),
    "a stack in a unit that is not there": Broken(
        "stacks/mixins/tenant/plat.yaml", "tenant: plat", "tenant: plta", "there is no organizational unit `plta`", "tenant: plta",
    ),
    "too many accounts": Broken(
        ACCOUNT, "account_limit: 20", "account_limit: 11", "the chart has 12 accounts, and the limit is 11", "account_limit"
    ),
    "an id that is too short": Broken(
        LOGGING, '"041862957302"', '"41862957302"', "the id of an account is 12 digits in quotes, unlike '41862957302'", "41862957302"
    ),
    "an id that is a number": Broken(
        LOGGING, '"041862957302"', "341862957302", "the id of an account is 12 digits in quotes, unlike 341862957302", "341862957302"
    ),
    "a reader of account": Broken(
        SETTINGS, "maximum_password_age: 190", "maximum_password_age: !terraform.state account core-gbl-root .account_limit",
        "account-settings@core-gbl-artifacts reads outputs of account@core-gbl-root", "maximum_password_age",
    ),
    "an account without a stack": Broken(
        CHART, "                - name: plat-sandbox", "                - {name: plat-test, tenant: plat, stage: test}\n                - name: plat-sandbox",
        "the account `plat-test` has no stack", "plat-test",
    ),
    "a stack without an account": Broken(
        CHART, "stage: sandbox", "stage: sandbox\n                  enabled: false",
        "the stack `plat-gbl-sandbox` is in the account `plat-sandbox`, which the chart does not have", "stage: sandbox", "stacks/mixins/account/sandbox.yaml",
    ),
    "no logs account": Broken(
        LOGGING, "components:\n  terraform:\n    cloudtrail-bucket:\n", "components:\n  terraform:\n    cloudtrail-bucket:\n      metadata: {enabled: false}\n",
        "no account has a cloudtrail-bucket", "account:", CHART,
    ),
    "two logs accounts": Broken(
        DEV, "  - catalog/account-settings/defaults", "  - catalog/account-settings/defaults\n  - catalog/cloudtrail-bucket/defaults",
        "the logs are kept twice: by cloudtrail-bucket@core-ue1-audit and by cloudtrail-bucket@plat-gbl-dev", "cloudtrail-bucket:",
        "stacks/catalog/cloudtrail-bucket/defaults.yaml",
    ),
    "another logs account": Broken(
        BOOK, "audit_account_account_name: core-audit", "audit_account_account_name: core-security",
        "the logs are kept in `core-audit`, and account-map says `core-security`", "audit_account_account_name: core-security",
    ),
    "an organization trail elsewhere": Broken(
        "stacks/catalog/cloudtrail/account.yaml", "          - cloudtrail/defaults\n", "          - cloudtrail/defaults\n      vars: {is_organization_trail: true}\n",
        "cloudtrail@core-gbl-artifacts is there for the whole organization, and not in `core-root`", "is_organization_trail",
    ),
    "a password that is too short": Broken(
        SETTINGS, '"14"', '"8"', "'8' does not match '^(1[4-9]|[2-9][0-9]|1[01][0-9]|12[0-8])$' (`vars.minimum_password_length`)", "minimum_password_length"
    ),
}  # fmt: skip


def test_the_shipped_organisation_keeps_its_rules(root: Path) -> None:
    assert stackc.load(root).diagnostics() == ()


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_a_rule_is_told_at_its_line(root: Path, name: str) -> None:
    assert_told(root, BROKEN[name])


def test_the_rules_wait_for_what_does_not_compile(root: Path) -> None:
    (root / DEV).write_text("import: [nowhere]\n", encoding="utf-8")
    assert {each.code.value for each in stackc.load(root).check()} == {"SC0201"}
    text = (root / CHART).read_text(encoding="utf-8")
    (root / CHART).write_text(text.replace("name: core-dns", "name: dns"), encoding="utf-8")
    assert {each.code.value for each in stackc.load(root).check()} == {"SC0201"}
