"""Component types and the words that more than one stage reads."""

from __future__ import annotations

from stackc.base.ids import COMPONENT_TYPES as COMPONENT_TYPES

PASSED_THROUGH = frozenset({"container", "emulator", "kubernetes", "helm"})
"""Types whose further keys are kept."""

ROOT_METADATA = frozenset({"labels", "tags", "custom", "enabled", "locked", "protect", "terraform_workspace_pattern"})
"""What ``metadata`` at the root of a manifest may hold."""

BACKEND_TYPES = frozenset(
    [
        "local",
        "remote",
        "cloud",
        "s3",
        "gcs",
        "azurerm",
        "http",
        "consul",
        "pg",
        "kubernetes",
        "oss",
        "cos",
        "artifactory",
        "etcd",
        "etcdv3",
        "manta",
        "swift",
        "static",
    ]
)
"""What ``backend_type`` may name: Terraform's backends, those of older versions, and ``static`` for remote state."""
