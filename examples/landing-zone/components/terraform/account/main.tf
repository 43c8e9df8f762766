# The organization, its units and its accounts. Nothing is made: terraform_data records what would be, under ids computed
# from the names. An account that was there before keeps the id that its file says.

variable "organization_config" {
  type        = any
  description = "The chart: root_account, and organizational_units, each with name, parent_ou and accounts; an account has name, stage, account_email_format, and id if it was there before"
}

variable "account_limit" {
  type        = number
  description = "How many accounts the organization may have, the root account included; AWS starts at 10"
}

locals {
  units = {
    for unit in var.organization_config.organizational_units : unit.name => {
      id     = "ou-${substr(sha256("${var.namespace}/${unit.name}"), 0, 12)}"
      parent = unit.parent_ou
    }
  }

  accounts = merge([
    for unit in var.organization_config.organizational_units : {
      for account in unit.accounts : account.name => {
        id     = try(account.id, format("%012d", parseint(substr(sha256("${var.namespace}/${account.name}"), 0, 12), 16) % 1000000000000))
        email  = account.account_email_format
        ou     = unit.name
        tenant = unit.name
        stage  = account.stage
      }
    }
  ]...)
}

resource "terraform_data" "organization" {
  input = {
    id    = "o-${substr(sha256(var.namespace), 0, 10)}"
    owner = var.organization_config.root_account.name
    tags  = var.tags
  }

  lifecycle {
    precondition {
      condition     = length(local.accounts) <= var.account_limit
      error_message = "The chart has ${length(local.accounts)} accounts, the limit is ${var.account_limit}."
    }
    precondition {
      condition     = length(distinct([for account in local.accounts : lower(account.email)])) == length(local.accounts)
      error_message = "AWS takes an e-mail address for one account only, whatever its case."
    }
  }
}

resource "terraform_data" "organizational_unit" {
  for_each = local.units

  input      = merge(each.value, { name = each.key, tags = var.tags })
  depends_on = [terraform_data.organization]
}

resource "terraform_data" "account" {
  for_each = local.accounts

  input      = merge(each.value, { name = each.key, tags = var.tags })
  depends_on = [terraform_data.organizational_unit]
}

output "organization_id" {
  value       = terraform_data.organization.output.id
  description = "Id of the organization"
}

output "organizational_unit_names_organizational_unit_ids" {
  value       = { for name, unit in terraform_data.organizational_unit : name => unit.output.id }
  description = "Id of each organizational unit"
}

output "account_names_account_ids" {
  value       = { for name, account in terraform_data.account : name => account.output.id }
  description = "Id of each account"
}

output "account_info_map" {
  value       = { for name, account in terraform_data.account : name => account.output }
  description = "All that is known of each account, its address included; account-map hands on what others may see"
}
