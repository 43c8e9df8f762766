"""The settings of backends that we know, beside those that a real ``terraform init`` takes.

A setting that it does not have is refused before anything is reached, so one that no backend has keeps the others apart
from the network. Which of its settings we lack was looked for once, with all words of nine letters or more and an
underscore that the binary of Terraform 1.11 holds: none. What other versions have is taken from their sources.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from stackc.check.backend_keys import BACKEND_KEYS

EVERY: Final = sorted(frozenset().union(*BACKEND_KEYS.values()))
NOBODYS: Final = "nobodys_setting"
OTHER_VERSIONS: Final = {
    "pg": {"index_name", "table_name"},
    "gcs": {"path", "universe_domain"},
    "http": {"headers"},
    "s3": {
        *("assume_role_duration_seconds", "assume_role_policy", "assume_role_policy_arns", "assume_role_tags"),
        *("assume_role_transitive_tag_keys", "external_id", "lock_table", "lock_tags", "role_arn", "session_name"),
        *("skip_get_ec2_platforms", "state_tags", "use_legacy_workflow"),
    },
    "azurerm": {
        *("ado_service_connection_id", "arm_client_id", "arm_client_secret", "arm_subscription_id", "arm_tenant_id"),
        *("customer_provided_key", "encryption_scope", "oidc_azure_service_connection_id", "timeout_seconds"),
        *("use_dns_zone_endpoint", "use_microsoft_graph"),
    },
    "kubernetes": {"tls_server_name"},
    "oss": {"assume_role_with_oidc"},
    "cos": {"assume_role_with_saml", "assume_role_with_web_identity", "mfa_certification", "tke_oidc"},
}
"""Settings that older and newer versions have, and OpenTofu."""


def refused(folder: Path, kind: str) -> set[str]:
    """The settings of any backend that one of ``kind`` does not have; those it has as a block are its own."""
    header = "cloud" if kind == "cloud" else f'backend "{kind}"'
    settings = "".join(f"    {name} = 1\n" for name in (*EVERY, NOBODYS))
    (folder / "main.tf").write_text(f"terraform {{\n  {header} {{\n{settings}  }}\n}}\n")
    words = ["terraform", "init", "-input=false", "-json"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    details = [event["diagnostic"]["detail"] for event in events if event["@level"] == "error"]
    found = [re.match(r'An argument named "(\w+)" is not expected here', each) for each in details]
    return {
        each[1]
        for each, detail in zip(found, details, strict=True)
        if each is not None and "define a block" not in detail
    }


@pytest.mark.parametrize("kind", BACKEND_KEYS)
def test_a_backend_has_the_settings_that_terraform_takes(kind: str, tmp_path: Path) -> None:
    theirs = refused(tmp_path, kind)
    assert NOBODYS in theirs, "it was not asked"
    assert BACKEND_KEYS[kind] & theirs == OTHER_VERSIONS.get(kind, set())
    assert set(EVERY) - theirs <= BACKEND_KEYS[kind]
