# A trail, the log group that mirrors it, and the role that writes there. terraform_data records what would be made.

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

  account_id = lookup(var.full_account_map, local.context_name, "")
  role_name  = join(local.delimiter, [local.id, "logs"])
}

resource "terraform_data" "trail" {
  count = local.enabled ? 1 : 0

  input = {
    id                            = local.id
    arn                           = "arn:aws:cloudtrail:${var.region}:${local.account_id}:trail/${local.id}"
    home_region                   = var.region
    bucket                        = var.s3_bucket_name
    bucket_component              = join("-", [var.cloudtrail_bucket_component_name, var.cloudtrail_bucket_environment_name, var.cloudtrail_bucket_stage_name])
    is_organization_trail         = var.is_organization_trail
    is_multi_region_trail         = var.is_multi_region_trail
    include_global_service_events = var.include_global_service_events
    enable_logging                = var.enable_logging
    enable_log_file_validation    = var.enable_log_file_validation
    recorded_account_ids          = var.is_organization_trail ? sort(values(var.full_account_map)) : [local.account_id]
    reader_account_ids            = var.audit_access_enabled ? compact([lookup(var.full_account_map, var.audit_account_account_name, "")]) : []
    tags                          = local.tags
  }

  lifecycle {
    precondition {
      condition     = var.s3_bucket_name != ""
      error_message = "s3_bucket_name is empty: a trail needs a bucket, deploy component cloudtrail-bucket first."
    }
    precondition {
      condition     = !var.is_organization_trail || local.context_name == var.root_account_account_name
      error_message = "Only ${var.root_account_account_name} may have an organization trail, this is ${jsonencode(local.context_name)}."
    }
    precondition {
      condition     = local.account_id != ""
      error_message = "full_account_map has no account ${jsonencode(local.context_name)}: is it in the organisation chart, and is component account-map deployed?"
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

resource "terraform_data" "log_group" {
  count = local.enabled ? 1 : 0

  input = {
    name              = local.id
    arn               = "arn:aws:logs:${var.region}:${local.account_id}:log-group:${local.id}"
    retention_in_days = var.cloudwatch_logs_retention_in_days
    tags              = local.tags
  }

  depends_on = [terraform_data.trail]
}

resource "terraform_data" "logs_role" {
  count = local.enabled ? 1 : 0

  input = {
    name                 = local.role_name
    arn                  = "arn:aws:iam::${local.account_id}:role/${local.role_name}"
    max_session_duration = var.cloudtrail_cloudwatch_logs_role_max_session_duration
    tags                 = local.tags
  }

  depends_on = [terraform_data.trail]
}
