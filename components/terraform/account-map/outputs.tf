locals {
  map   = one(terraform_data.account_map[*].output)
  roles = one(terraform_data.roles[*].output)
}

output "root_account_aws_name" {
  value       = var.root_account_aws_name
  description = "The root account's name as AWS reports it"
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

output "artifacts_account_account_name" {
  value       = var.artifacts_account_account_name
  description = "Name of the account with registries and build assets"
}

output "audit_account_account_name" {
  value       = var.audit_account_account_name
  description = "Name of the account that keeps the logs"
}

output "aws_partition" {
  value       = local.partition
  description = "AWS partition of all ARNs"
}

output "profiles_enabled" {
  value       = var.profiles_enabled
  description = "Whether profiles are used instead of roles"
}

output "terraform_dynamic_role_enabled" {
  value       = var.terraform_dynamic_role_enabled
  description = "Whether Terraform's role depends on who runs it"
}

output "org" {
  value = {
    id                = try(local.map.organization_id, null)
    master_account_id = try(local.map.ids[var.root_account_account_name], null)
  }
  description = "The organization and the account that owns it"
}

output "account_info_map" {
  value       = tomap(try(local.map.accounts, {}))
  description = "Id, unit, tenant, stage and eks of each account"
}

output "full_account_map" {
  value       = tomap(try(local.map.ids, {}))
  description = "Id of each account, the root account included"
}

output "all_accounts" {
  value       = tolist(keys(try(local.map.ids, {})))
  description = "Names of all accounts"
}

output "eks_accounts" {
  value       = tolist([for name, account in try(local.map.accounts, {}) : name if account.eks])
  description = "Accounts that run Kubernetes clusters"
}

output "non_eks_accounts" {
  value       = tolist([for name, account in try(local.map.accounts, {}) : name if !account.eks])
  description = "Accounts that run no Kubernetes clusters"
}

output "iam_role_arn_templates" {
  value       = tomap(try(local.roles.arn_templates, {}))
  description = "Format of role ARNs in each account, filled with a role's name"
}

output "terraform_roles" {
  value       = tomap(try(local.roles.terraform, {}))
  description = "ARN of the role Terraform assumes in each account"
}

output "terraform_profiles" {
  value       = tomap(try(local.roles.profiles, {}))
  description = "Profile Terraform uses for each account"
}

output "terraform_access_map" {
  value = var.terraform_dynamic_role_enabled ? tomap({
    for name, template in try(local.roles.arn_templates, {}) : name => {
      for action, role in var.terraform_role_name_map : action => format(template, role)
    }
  }) : null
  description = "Role ARN of each account by action, when the role depends on who runs Terraform; else null"
}

output "terraform_role_name_map" {
  value       = var.terraform_dynamic_role_enabled ? var.terraform_role_name_map : null
  description = "Role names by action, when the role depends on who runs Terraform; else null"
}

# Kept because older callers still ask for them; empty as upstream.

output "helm_roles" {
  value       = tomap({})
  description = "Obsolete"
}

output "helm_profiles" {
  value       = tomap({})
  description = "Obsolete"
}

output "cicd_roles" {
  value       = tomap({})
  description = "Obsolete"
}

output "cicd_profiles" {
  value       = tomap({})
  description = "Obsolete"
}
