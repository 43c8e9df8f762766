# The address book of the organization: which account has which id, and which role Terraform assumes in it. Every component
# may read it, so it holds nothing of component account that others need not know, such as addresses.

variable "account_info_map" {
  type        = any
  description = "What component account says of each account"
}

variable "organization_id" {
  type        = string
  description = "Id of the organization"
}

variable "organizational_unit_names_organizational_unit_ids" {
  type        = map(string)
  description = "Id of each organizational unit"
}

variable "root_account_account_name" {
  type        = string
  description = "Name of the account that owns the organization"
}

variable "identity_account_account_name" {
  type        = string
  description = "Name of the account people log in to"
}

variable "dns_account_account_name" {
  type        = string
  description = "Name of the account that owns the primary zones"
}

variable "audit_account_account_name" {
  type        = string
  description = "Name of the account that keeps the logs"
}

locals {
  ids       = { for name, account in var.account_info_map : name => account.id }
  malformed = [for name, id in local.ids : "${name} (${id})" if !can(regex("^[0-9]{12}$", id))]
}

resource "terraform_data" "account_map" {
  input = {
    organization_id = var.organization_id
    units           = var.organizational_unit_names_organizational_unit_ids
    ids             = local.ids
    tags            = var.tags
  }

  lifecycle {
    precondition {
      condition     = length(local.malformed) == 0
      error_message = "An account id has 12 digits. Not so: ${join(", ", local.malformed)}."
    }
  }
}

output "org" {
  value       = { id = var.organization_id, master_account_id = local.ids[var.root_account_account_name] }
  description = "The organization and the account that owns it"
}

output "organizational_unit_ids" {
  value       = terraform_data.account_map.output.units
  description = "Id of each organizational unit; the upstream component leaves these to component account"
}

output "full_account_map" {
  value       = terraform_data.account_map.output.ids
  description = "Id of each account, the root account included"
}

output "all_accounts" {
  value       = keys(terraform_data.account_map.output.ids)
  description = "Names of all accounts"
}

output "terraform_roles" {
  value       = { for name, id in terraform_data.account_map.output.ids : name => "arn:aws:iam::${id}:role/${var.namespace}-${name}-terraform" }
  description = "ARN of the role Terraform assumes in each account"
}

output "root_account_account_name" {
  value       = var.root_account_account_name
  description = "Name of the account that owns the organization"
}

output "identity_account_account_name" {
  value       = var.identity_account_account_name
  description = "Name of the account people log in to"
}

output "dns_account_account_name" {
  value       = var.dns_account_account_name
  description = "Name of the account that owns the primary zones"
}

output "audit_account_account_name" {
  value       = var.audit_account_account_name
  description = "Name of the account that keeps the logs"
}
