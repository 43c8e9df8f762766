# The groups that people belong to. What a person may do hangs on groups alone.

variable "groups" {
  type = map(object({
    description = string
    owner       = string
    id          = optional(string)
    removed     = optional(bool, false)
  }))
  description = "Groups by name, each with the user who answers for it"
}

variable "user_ids" {
  type        = map(string)
  description = "Id of each user (output of users)"
}

variable "group_memberships" {
  type        = map(list(string))
  description = "Members of each group (output of users)"
}

resource "terraform_data" "group" {
  for_each = { for name, group in var.groups : name => group if !group.removed }

  input = {
    id          = coalesce(each.value.id, substr(sha256("${var.namespace}/group/${each.key}"), 0, 16))
    description = each.value.description
    owner_id    = var.user_ids[each.value.owner]
    member_ids  = [for name in lookup(var.group_memberships, each.key, []) : var.user_ids[name]]
    tags        = var.tags
  }
}

output "group_ids" {
  value       = { for name, group in terraform_data.group : name => group.output.id }
  description = "Id of each group"
}
