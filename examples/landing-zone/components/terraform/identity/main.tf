# The roles of one account, by purpose, and who may assume them.

variable "roles" {
  type = map(object({
    enabled              = optional(bool, true)
    role_description     = string
    role_policy_arns     = list(string)
    max_session_duration = optional(number, 3600)
    trusted_accounts     = optional(list(string), [])
    trusted_account_ids  = optional(list(string), [])
  }))
  description = "The roles. Trusted are accounts of the organization by name, and those of others by id; upstream names role ARNs"
}

variable "full_account_map" {
  type        = map(string)
  description = "Id of each account (output of account-map)"
}

locals {
  account_id = var.full_account_map[var.account_name]
  roles      = { for name, role in var.roles : name => role if role.enabled }
}

resource "terraform_data" "role" {
  for_each = local.roles

  input = {
    arn                  = "arn:aws:iam::${local.account_id}:role/${var.namespace}-${var.account_name}-${each.key}"
    description          = each.value.role_description
    policy_arns          = each.value.role_policy_arns
    max_session_duration = each.value.max_session_duration
    trusted              = concat([for name in each.value.trusted_accounts : var.full_account_map[name]], each.value.trusted_account_ids)
    tags                 = var.tags
  }

  lifecycle {
    precondition {
      condition     = each.value.max_session_duration >= 3600 && each.value.max_session_duration <= 43200
      error_message = "A session lasts 3600 to 43200 seconds; role ${each.key} says ${each.value.max_session_duration}."
    }
  }
}

output "role_name_role_arn_map" {
  value       = { for name, role in terraform_data.role : name => role.output.arn }
  description = "ARN of each role"
}
