# What holds for an account as a whole: its alias, its password policy, encryption by default, its budgets.
# terraform_data records what would be set.

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
}

resource "terraform_data" "account" {
  count = local.enabled ? 1 : 0

  input = {
    alias                     = local.id
    region                    = var.region
    ebs_encryption_by_default = true
    minimum_password_length   = var.minimum_password_length
    maximum_password_age      = var.maximum_password_age
    service_quotas            = var.service_quotas_enabled ? var.service_quotas : []
    tags                      = local.tags
  }

  lifecycle {
    precondition {
      condition     = try(tonumber(var.minimum_password_length), 0) >= 14
      error_message = "minimum_password_length is ${jsonencode(var.minimum_password_length)}; the organisation asks for 14 characters or more."
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

resource "terraform_data" "budget" {
  for_each = local.enabled && var.budgets_enabled ? { for budget in var.budgets : budget.name => budget } : {}

  # The webhook is a password of sorts, so it is left out of what is recorded.
  input = {
    budget  = each.value
    channel = var.budgets_notifications_enabled ? var.budgets_slack_channel : ""
    sender  = var.budgets_notifications_enabled ? var.budgets_slack_username : ""
    tags    = local.tags
  }

  depends_on = [terraform_data.account]
}
