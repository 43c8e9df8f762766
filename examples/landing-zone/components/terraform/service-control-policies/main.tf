# What not even the administrators of an account may do, and which units and accounts it holds for.

variable "service_control_policy_statements" {
  type = map(object({
    effect    = string
    actions   = list(string)
    resources = optional(list(string), ["*"])
  }))
  description = "The policies there are"
}

variable "organizational_unit_policies" {
  type        = map(list(string))
  description = "Names of the policies that hold for all accounts of a unit"
}

variable "account_policies" {
  type        = map(list(string))
  description = "Names of the policies that hold for one account besides"
}

variable "organizational_unit_ids" {
  type        = map(string)
  description = "Id of each unit (output of account-map)"
}

variable "full_account_map" {
  type        = map(string)
  description = "Id of each account (output of account-map)"
}

locals {
  targets = merge(
    { for unit, names in var.organizational_unit_policies : var.organizational_unit_ids[unit] => names },
    { for account, names in var.account_policies : var.full_account_map[account] => names },
  )
}

resource "terraform_data" "policy" {
  for_each = var.service_control_policy_statements

  input = {
    id        = "p-${substr(sha256("${var.namespace}/${each.key}"), 0, 8)}"
    name      = each.key
    statement = each.value
    tags      = var.tags
  }
}

resource "terraform_data" "attachment" {
  for_each = { for target, names in local.targets : target => names if length(names) > 0 }

  input = { target_id = each.key, policy_ids = [for name in each.value : terraform_data.policy[name].output.id] }
}

output "organizations_policy_ids" {
  value       = { for name, policy in terraform_data.policy : name => policy.output.id }
  description = "Id of each policy; upstream makes one policy, and gives organizations_policy_id"
}
