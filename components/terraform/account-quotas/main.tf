# Requests for higher limits in one account and region. terraform_data records what would be asked for.

locals {
  enabled      = coalesce(var.enabled, true)
  context_name = join("-", compact([var.tenant, var.stage]))

  quotas  = { for name, quota in var.quotas : name => quota if quota != null }
  useless = [for name, quota in local.quotas : "${name} (${quota.value})" if quota.value <= 0]
}

resource "terraform_data" "quotas" {
  count = local.enabled ? 1 : 0

  input = {
    region = var.region
    quotas = local.quotas
    tags   = var.tags
  }

  lifecycle {
    precondition {
      condition     = length(local.useless) == 0
      error_message = "A quota is greater than 0. Not so: ${join(", ", local.useless)}."
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
