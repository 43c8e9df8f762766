"""The settings of Terraform's backends, by type: those of any version of it, and those of OpenTofu."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from stackc.base.near import nearest

_WORDS: Final = {
    "local": "path workspace_dir",
    "remote": "hostname organization token workspaces",
    "cloud": "hostname organization token workspaces",
    "http": (
        "address update_method lock_address unlock_address lock_method unlock_method username password"
        " skip_cert_verification retry_max retry_wait_min retry_wait_max client_ca_certificate_pem"
        " client_certificate_pem client_private_key_pem headers"
    ),
    "consul": "path access_token address scheme datacenter http_auth gzip lock ca_file cert_file key_file",
    "pg": "conn_str schema_name skip_schema_creation skip_table_creation skip_index_creation table_name index_name",
    "gcs": (
        "bucket prefix credentials access_token impersonate_service_account impersonate_service_account_delegates"
        " encryption_key kms_encryption_key storage_custom_endpoint universe_domain path"
    ),
    "s3": (
        "bucket key region dynamodb_endpoint endpoint endpoints iam_endpoint sts_endpoint sts_region encrypt acl"
        " access_key secret_key kms_key_id dynamodb_table use_lockfile profile shared_credentials_file"
        " shared_credentials_files shared_config_files token skip_credentials_validation skip_region_validation"
        " skip_requesting_account_id skip_metadata_api_check skip_s3_checksum sse_customer_key role_arn session_name"
        " external_id assume_role_duration_seconds assume_role_policy assume_role_policy_arns assume_role_tags"
        " assume_role_transitive_tag_keys assume_role assume_role_with_web_identity workspace_key_prefix"
        " force_path_style use_path_style use_fips_endpoint use_dualstack_endpoint use_legacy_workflow max_retries"
        " retry_mode custom_ca_bundle http_proxy https_proxy no_proxy insecure ec2_metadata_service_endpoint"
        " ec2_metadata_service_endpoint_mode forbidden_account_ids allowed_account_ids lock_table lock_tags state_tags"
        " skip_get_ec2_platforms"
    ),
    "azurerm": (
        "storage_account_name container_name key snapshot environment endpoint metadata_host resource_group_name"
        " access_key sas_token lookup_blob_endpoint use_azuread_auth use_cli use_msi use_oidc use_aks_workload_identity"
        " msi_endpoint subscription_id tenant_id client_id client_id_file_path client_secret client_secret_file_path"
        " client_certificate client_certificate_password client_certificate_path oidc_request_token oidc_request_url"
        " oidc_token oidc_token_file_path ado_pipeline_service_connection_id oidc_azure_service_connection_id"
        " ado_service_connection_id customer_provided_key encryption_scope use_microsoft_graph"
        " timeout_seconds use_dns_zone_endpoint arm_subscription_id arm_client_id arm_client_secret arm_tenant_id"
    ),
    "kubernetes": (
        "secret_suffix labels namespace in_cluster_config load_config_file host username password insecure"
        " client_certificate client_key cluster_ca_certificate tls_server_name config_paths config_path config_context"
        " config_context_auth_info config_context_cluster token proxy_url exec"
    ),
    "oss": (
        "access_key secret_key security_token ecs_role_name region sts_endpoint tablestore_endpoint endpoint bucket"
        " prefix key tablestore_table encrypt acl shared_credentials_file profile assume_role"
        " assume_role_role_arn assume_role_session_name assume_role_policy assume_role_session_expiration"
        " assume_role_with_oidc"
    ),
    "cos": (
        "secret_id secret_key security_token region bucket prefix key encrypt acl accelerate domain endpoint"
        " assume_role assume_role_with_saml assume_role_with_web_identity shared_credentials_dir profile cam_role_name"
        " mfa_certification tke_oidc"
    ),
}
BACKEND_KEYS: Final[Mapping[str, frozenset[str]]] = {kind: frozenset(words.split()) for kind, words in _WORDS.items()}


def unknown_settings(kind: str, settings: Collection[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The ``settings`` that a backend of a known type does not have, each with those that may have been meant."""
    known = BACKEND_KEYS.get(kind)
    for name in settings if known is not None else ():
        if known is not None and name not in known:
            yield name, tuple(each for each in nearest(name, known) if each not in settings)
