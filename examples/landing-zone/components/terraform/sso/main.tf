# Which group may do what in which account: permission sets, and where they are given to whom.

variable "permission_sets" {
  type = map(object({
    description        = string
    policy_attachments = list(string)
    session_duration   = optional(string, "PT4H")
    id                 = optional(string)
    removed            = optional(bool, false)
  }))
  description = "Permission sets by name; upstream writes them as policy-*.tf"
}

variable "account_assignments" {
  type        = map(map(map(object({ permission_sets = list(string) }))))
  description = "Account, then groups, then the group, then its permission sets. An account outside the organization is named by its id"
}

variable "group_ids" {
  type        = map(string)
  description = "Id of each group (output of groups)"
}

variable "full_account_map" {
  type        = map(string)
  description = "Id of each account (output of account-map)"
}

locals {
  assignments = merge(flatten([
    for account, principals in var.account_assignments : [
      for group, access in lookup(principals, "groups", {}) : {
        for name in access.permission_sets : "${account}/${group}/${name}" => {
          account_id     = lookup(var.full_account_map, account, account)
          group_id       = var.group_ids[group]
          permission_set = terraform_data.permission_set[name].output.arn
        }
      }
    ]
  ])...)
}

resource "terraform_data" "permission_set" {
  for_each = { for name, set in var.permission_sets : name => set if !set.removed }

  input = {
    arn                = "arn:aws:sso:::permissionSet/${coalesce(each.value.id, "ps-${substr(sha256("${var.namespace}/${each.key}"), 0, 16)}")}"
    description        = each.value.description
    policy_attachments = each.value.policy_attachments
    session_duration   = each.value.session_duration
    tags               = var.tags
  }
}

resource "terraform_data" "assignment" {
  for_each = local.assignments

  input = each.value
}

output "permission_sets" {
  value       = { for name, set in terraform_data.permission_set : name => set.output.arn }
  description = "ARN of each permission set"
}

output "sso_account_assignments" {
  value       = { for name, assignment in terraform_data.assignment : name => assignment.output }
  description = "The assignments, named account/group/permission set"
}
