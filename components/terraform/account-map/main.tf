# The address book of the organization: which account has which id, and which role Terraform assumes in it. Every other
# component may read it, so it holds nothing of component account that others need not know: no addresses, no policies.

locals {
  enabled      = coalesce(var.enabled, true)
  context_name = join("-", compact([var.tenant, var.stage]))
  partition    = "aws"

  accounts = {
    for name, account in var.account_info_map : name => {
      id     = tostring(account.id)
      ou     = try(tostring(coalesce(account.ou)), "")
      tenant = try(tostring(coalesce(account.tenant)), "")
      stage  = try(tostring(coalesce(account.stage)), "")
      eks    = try(tobool(account.eks), false)
    }
  }
  ids       = { for name, account in local.accounts : name => account.id }
  malformed = [for name, id in local.ids : "${name} (${id})" if !can(regex("^[0-9]{12}$", id))]

  role_arn_templates = {
    for name, account in local.accounts : name => format(
      var.iam_role_arn_template_template,
      local.partition,
      account.id,
      var.namespace == null ? "" : var.namespace,
      account.tenant,
      var.environment == null ? "" : var.environment,
      account.stage,
    )
  }

  admin_accounts = coalesce(var.legacy_terraform_uses_admin, false) ? [var.root_account_account_name, var.identity_account_account_name] : []
  role_names     = { for name in keys(local.accounts) : name => contains(local.admin_accounts, name) ? "admin" : var.terraform_role_name_map["apply"] }
}

resource "terraform_data" "account_map" {
  count = local.enabled ? 1 : 0

  input = {
    region           = var.region
    organization_id  = var.organization_id
    identity_profile = var.aws_config_identity_profile_name
    accounts         = local.accounts
    ids              = local.ids
    tags             = var.tags
  }

  lifecycle {
    precondition {
      condition     = length(local.accounts) > 0
      error_message = "account_info_map is empty: deploy component account first."
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

resource "terraform_data" "roles" {
  count = local.enabled ? 1 : 0

  input = {
    arn_templates = local.role_arn_templates
    terraform     = { for name, template in local.role_arn_templates : name => format(template, local.role_names[name]) }
    profiles = {
      for name, account in local.accounts : name => format(
        var.profile_template,
        var.namespace == null ? "" : var.namespace,
        account.tenant,
        var.environment == null ? "" : var.environment,
        account.stage,
        local.role_names[name],
      )
    }
  }

  depends_on = [terraform_data.account_map]
}
