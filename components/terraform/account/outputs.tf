locals {
  account_ids  = { for name, account in terraform_data.account : name => account.output.id }
  account_arns = { for name, account in terraform_data.account : name => account.output.arn }
  policy_ids   = { for target, policy in terraform_data.policy_attachment : target => policy.output.id }
  policy_arns  = { for target, policy in terraform_data.policy_attachment : target => policy.output.arn }
  eks_accounts = [for name in keys(local.account_ids) : name if local.accounts[name].eks]
}

output "account_arns" {
  value       = tolist(values(local.account_arns))
  description = "ARNs of the accounts, in order of their names"
}

output "account_ids" {
  value       = tolist(values(local.account_ids))
  description = "Ids of the accounts, in order of their names"
}

output "account_names_account_arns" {
  value       = tomap(local.account_arns)
  description = "ARN of each account"
}

output "account_names_account_ids" {
  value       = tomap(local.account_ids)
  description = "Id of each account"
}

output "account_info_map" {
  value = tomap({
    for name, id in local.account_ids : name => {
      id                       = id
      ou                       = local.accounts[name].unit
      tenant                   = local.accounts[name].tenant
      stage                    = local.accounts[name].stage
      eks                      = local.accounts[name].eks
      account_email_format     = local.accounts[name].format
      email                    = local.accounts[name].email
      service_control_policies = tolist(local.accounts[name].policies)
      tags                     = tomap(local.accounts[name].tags)
    }
  })
  description = "All that is known of each account, addresses and policies included; account-map hands on the part others may see"
}

output "eks_accounts" {
  value       = tolist(local.eks_accounts)
  description = "Accounts that run Kubernetes clusters (tag eks)"
}

output "non_eks_accounts" {
  value       = tolist([for name in keys(local.account_ids) : name if !local.accounts[name].eks])
  description = "Accounts that run no Kubernetes clusters"
}

output "organization_id" {
  value       = one(terraform_data.organization[*].output.id)
  description = "Id of the organization"
}

output "organization_arn" {
  value       = one(terraform_data.organization[*].output.arn)
  description = "ARN of the organization"
}

output "organization_master_account_id" {
  value       = lookup(local.account_ids, local.root_name, null)
  description = "Id of the account that owns the organization"
}

output "organization_master_account_arn" {
  value       = lookup(local.account_arns, local.root_name, null)
  description = "ARN of the account that owns the organization"
}

output "organization_master_account_email" {
  value       = try(terraform_data.account[local.root_name].output.email, null)
  description = "Address of the account that owns the organization"
}

output "organization_scp_id" {
  value       = lookup(local.policy_ids, "organization", null)
  description = "Id of the policy that holds for the whole organization"
}

output "organization_scp_arn" {
  value       = lookup(local.policy_arns, "organization", null)
  description = "ARN of the policy that holds for the whole organization"
}

output "account_names_account_scp_ids" {
  value       = tomap({ for target, id in local.policy_ids : trimprefix(target, "account/") => id if startswith(target, "account/") })
  description = "Id of each account's own policy"
}

output "account_names_account_scp_arns" {
  value       = tomap({ for target, arn in local.policy_arns : trimprefix(target, "account/") => arn if startswith(target, "account/") })
  description = "ARN of each account's own policy"
}

output "organizational_unit_ids" {
  value       = tolist([for unit in terraform_data.organizational_unit : unit.output.id])
  description = "Ids of the organizational units, in order of their names"
}

output "organizational_unit_arns" {
  value       = tolist([for unit in terraform_data.organizational_unit : unit.output.arn])
  description = "ARNs of the organizational units, in order of their names"
}

output "organizational_unit_names_organizational_unit_ids" {
  value       = tomap({ for name, unit in terraform_data.organizational_unit : name => unit.output.id })
  description = "Id of each organizational unit"
}

output "organizational_unit_names_organizational_unit_arns" {
  value       = tomap({ for name, unit in terraform_data.organizational_unit : name => unit.output.arn })
  description = "ARN of each organizational unit"
}

output "organizational_unit_names_organizational_unit_scp_ids" {
  value       = tomap({ for target, id in local.policy_ids : trimprefix(target, "unit/") => id if startswith(target, "unit/") })
  description = "Id of each organizational unit's own policy"
}

output "organizational_unit_names_organizational_unit_scp_arns" {
  value       = tomap({ for target, arn in local.policy_arns : trimprefix(target, "unit/") => arn if startswith(target, "unit/") })
  description = "ARN of each organizational unit's own policy"
}
