# The one bucket all trails of the organization write to. terraform_data records what would be made.

locals {
  enabled      = coalesce(var.enabled, true)
  context_name = join("-", compact([var.tenant, var.stage]))
  delimiter    = coalesce(var.delimiter, "-")
  id_parts = {
    namespace   = var.namespace
    tenant      = var.tenant
    environment = var.environment
    stage       = var.stage
    name        = var.name
    attributes  = join(local.delimiter, var.attributes)
  }
  id_order = var.label_order == null ? ["namespace", "tenant", "environment", "stage", "name", "attributes"] : var.label_order
  id       = join(local.delimiter, compact([for part in local.id_order : lookup(local.id_parts, part, null)]))
  tags     = merge({ Name = local.id }, var.tags)

  account_ids = sort(distinct(concat(values(var.full_account_map), var.additional_account_ids)))
  malformed   = [for id in local.account_ids : id if !can(regex("^[0-9]{12}$", id))]
}

resource "terraform_data" "bucket" {
  count = local.enabled ? 1 : 0

  input = {
    id                  = local.id
    arn                 = "arn:aws:s3:::${local.id}"
    domain_name         = "${local.id}.s3.amazonaws.com"
    region              = var.region
    acl                 = var.acl
    encryption          = "AES256"
    versioning          = true
    allowed_account_ids = local.account_ids
    access_log_bucket   = var.create_access_log_bucket ? join(local.delimiter, [local.id, "access-logs"]) : var.access_log_bucket_name
    lifecycle_days = var.lifecycle_rule_enabled ? {
      standard_transition           = var.standard_transition_days
      glacier_transition            = var.glacier_transition_days
      expiration                    = var.expiration_days
      noncurrent_version_transition = var.noncurrent_version_transition_days
      noncurrent_version_expiration = var.noncurrent_version_expiration_days
    } : null
    tags = local.tags
  }

  lifecycle {
    precondition {
      condition     = local.context_name == var.audit_account_account_name
      error_message = "The trails' bucket belongs in the logs account ${var.audit_account_account_name}, not in ${jsonencode(local.context_name)}."
    }
    precondition {
      condition     = length(local.malformed) == 0
      error_message = "An account id has 12 digits. Not so: ${join(", ", local.malformed)}. In YAML ids are quoted, or a leading zero is lost."
    }
    precondition {
      condition     = var.account_name == null || local.context_name == var.account_name
      error_message = "This instance is in ${local.context_name}, but account_name says ${jsonencode(var.account_name)}."
    }
    precondition {
      condition     = var.simulate_failure == ""
      error_message = var.simulate_failure
    }
  }
}
