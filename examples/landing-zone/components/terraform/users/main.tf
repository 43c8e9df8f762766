# The people there are. Who is removed keeps the entry, and the id, so that nobody is made again under the same name.

variable "users" {
  type = map(object({
    given_name  = string
    family_name = string
    email       = string
    groups      = list(string)
    id          = optional(string)
    removed     = optional(bool, false)
  }))
  description = "People by their user name, with the groups they belong to"
}

locals {
  users = { for name, user in var.users : name => user if !user.removed }
}

resource "terraform_data" "user" {
  for_each = local.users

  input = {
    id           = coalesce(each.value.id, substr(sha256("${var.namespace}/user/${each.key}"), 0, 16))
    user_name    = each.key
    display_name = "${each.value.given_name} ${each.value.family_name}"
    email        = each.value.email
    tags         = var.tags
  }
}

output "user_ids" {
  value       = { for name, user in terraform_data.user : name => user.output.id }
  description = "Id of each user"
}

output "group_memberships" {
  value       = { for group in distinct(flatten([for user in local.users : user.groups])) : group => [for name, user in local.users : name if contains(user.groups, group)] }
  description = "Members of each group"
}
