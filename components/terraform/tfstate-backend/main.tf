# The bucket that holds Terraform's states, the table that locks them, and the roles that reach them.
# It comes first of all, so it reads nothing. terraform_data records what would be made.

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

  # Stands for the caller's own account id: the same number component account computes for this account.
  account_id = format("%012d", parseint(substr(sha256("${var.namespace == null ? "" : var.namespace}/${local.context_name}"), 0, 12), 16) % 1000000000000)

  table_name = join(local.delimiter, [local.id, "lock"])
}

resource "terraform_data" "bucket" {
  count = local.enabled ? 1 : 0

  input = {
    id                          = local.id
    arn                         = "arn:aws:s3:::${local.id}"
    domain_name                 = "${local.id}.s3.amazonaws.com"
    region                      = var.region
    force_destroy               = var.force_destroy
    prevent_unencrypted_uploads = var.prevent_unencrypted_uploads
    encrypted                   = var.enable_server_side_encryption
    tags                        = local.tags
  }

  lifecycle {
    precondition {
      condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", local.id))
      error_message = "The bucket would be named ${jsonencode(local.id)}. A bucket's name has 3 to 63 characters: lower case letters, digits, dots and hyphens, with a letter or digit at both ends."
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

resource "terraform_data" "lock_table" {
  count = local.enabled ? 1 : 0

  input = {
    name                   = local.table_name
    id                     = local.table_name
    arn                    = "arn:aws:dynamodb:${var.region}:${local.account_id}:table/${local.table_name}"
    encrypted              = var.enable_server_side_encryption
    point_in_time_recovery = var.enable_point_in_time_recovery
    tags                   = local.tags
  }

  depends_on = [terraform_data.bucket]
}

resource "terraform_data" "access_role" {
  for_each = local.enabled && var.access_roles_enabled ? var.access_roles : {}

  input = {
    arn    = "arn:aws:iam::${local.account_id}:role/${each.key == "default" ? local.id : join(local.delimiter, [local.id, each.key])}"
    access = each.value
    tags   = local.tags
  }

  depends_on = [terraform_data.bucket]
}
