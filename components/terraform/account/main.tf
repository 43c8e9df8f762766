# The organization, its units and its accounts. Nothing is made: terraform_data records what would be, under ids
# computed from the names, so that the same chart gives the same ids on every machine.

locals {
  enabled      = coalesce(var.enabled, true)
  delimiter    = coalesce(var.delimiter, "-")
  namespace    = var.namespace == null ? "" : var.namespace
  context_name = join("-", compact([var.tenant, var.stage]))

  root_account  = var.organization_config.root_account
  organization  = try(var.organization_config.organization, {})
  declared_ous  = try(var.organization_config.organizational_units, [])
  loose_account = try(var.organization_config.accounts, [])

  # The chart flattened: one entry per account, each with the unit it stands in and the address format that reaches it.
  declared = concat(
    [{ unit = "", format = var.account_email_format, account = local.root_account }],
    [for account in local.loose_account : { unit = "", format = var.account_email_format, account = account }],
    flatten([
      for ou in local.declared_ous : [
        for account in try(ou.accounts, []) : {
          unit    = ou.name
          format  = try(ou.account_email_format, var.account_email_format)
          account = account
        }
      ]
    ])
  )

  # Every account in one shape. The owner is the unit, or for accounts outside any unit the tenant they name.
  all_accounts = [
    for entry in local.declared : {
      name     = entry.account.name
      unit     = entry.unit
      owner    = try(coalesce(entry.unit, entry.account.tenant), "")
      tenant   = try(coalesce(entry.account.tenant), entry.unit)
      stage    = try(coalesce(entry.account.stage), "")
      format   = try(coalesce(entry.account.account_email_format), entry.format)
      tags     = { for key, value in try(entry.account.tags, {}) : key => tostring(value) }
      policies = [for policy in try(entry.account.service_control_policies, []) : tostring(policy)]
    } if try(entry.account.enabled, true)
  ]

  # Grouped, because a name given twice must reach the precondition below instead of breaking a map.
  accounts_by_name = { for account in local.all_accounts : account.name => account... }
  accounts = {
    for name, group in local.accounts_by_name : name => merge(group[0], {
      id    = format("%012d", parseint(substr(sha256("${local.namespace}/${name}"), 0, 12), 16) % 1000000000000)
      email = replace(group[0].format, "%s", name)
      eks   = try(tobool(group[0].tags.eks), false)
      stage = coalesce(group[0].stage, trimprefix(name, "${group[0].owner}-"))
    })
  }
  emails_by_owner = { for name, account in local.accounts : lower(account.email) => name... }

  repeated_names  = [for name, group in local.accounts_by_name : name if length(group) > 1]
  repeated_emails = [for email, names in local.emails_by_owner : "${email} (${join(", ", names)})" if length(names) > 1]
  misnamed = [
    for name, account in local.accounts : "${name} (expected ${account.owner}-${account.stage})"
    if name != "${account.owner}-${account.stage}"
  ]

  ous_by_name = { for ou in local.declared_ous : ou.name => ou... }
  ous = {
    for name, group in local.ous_by_name : name => {
      id       = "ou-${substr(sha256(local.namespace), 0, 4)}-${substr(sha256("${local.namespace}/ou/${name}"), 0, 8)}"
      parent   = try(coalesce(group[0].parent_ou), "")
      policies = [for policy in try(group[0].service_control_policies, []) : tostring(policy)]
    }
  }
  repeated_ous = [for name, group in local.ous_by_name : name if length(group) > 1]
  # One level of nesting, so a parent is a unit that has no parent itself.
  misplaced_ous = [
    for name, ou in local.ous : "${name} (under ${ou.parent})"
    if ou.parent != "" && try(local.ous[ou.parent].parent, "none") != ""
  ]

  root_name       = local.root_account.name
  root_id         = try(local.accounts[local.root_name].id, "")
  organization_id = "o-${substr(sha256("${local.namespace}/organization"), 0, 10)}"
  arn_prefix      = "arn:aws:organizations::${local.root_id}"

  # One policy per target, made of the statements the target names.
  policy_targets = local.enabled ? merge(
    { organization = [for policy in try(local.organization.service_control_policies, []) : tostring(policy)] },
    { for name, ou in local.ous : "unit/${name}" => ou.policies },
    { for name, account in local.accounts : "account/${name}" => account.policies },
  ) : {}
}

resource "terraform_data" "organization" {
  count = local.enabled ? 1 : 0

  input = {
    id                   = local.organization_id
    arn                  = "${local.arn_prefix}:organization/${local.organization_id}"
    region               = var.region
    made_here            = var.organization_enabled
    service_principals   = sort(var.aws_service_access_principals)
    enabled_policy_types = sort(var.enabled_policy_types)
    policy_paths         = var.service_control_policies_config_paths
    tags                 = var.tags
  }

  lifecycle {
    precondition {
      condition     = length(local.repeated_emails) == 0
      error_message = "AWS takes an e-mail address for one account only, whatever its case. Used more than once: ${join("; ", local.repeated_emails)}."
    }
    precondition {
      condition     = length(local.repeated_names) == 0
      error_message = "Every account needs a name of its own. Used more than once: ${join(", ", local.repeated_names)}."
    }
    precondition {
      condition     = length(local.misnamed) == 0
      error_message = "An account is named <OU>-<stage>. Not so: ${join("; ", local.misnamed)}."
    }
    precondition {
      condition     = length(local.accounts) <= var.account_limit
      error_message = "The chart has ${length(local.accounts)} accounts, the limit is ${var.account_limit} (account_limit)."
    }
    precondition {
      condition     = length(local.repeated_ous) == 0 && length(local.misplaced_ous) == 0
      error_message = "Organizational units have names of their own, and a parent_ou is a unit at the top of the chart. Not so: ${join("; ", concat(local.repeated_ous, local.misplaced_ous))}."
    }
    precondition {
      condition     = contains(["ALLOW", "DENY"], var.account_iam_user_access_to_billing)
      error_message = "account_iam_user_access_to_billing is ALLOW or DENY."
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

resource "terraform_data" "organizational_unit" {
  for_each = local.enabled ? local.ous : {}

  input = {
    id     = each.value.id
    arn    = "${local.arn_prefix}:ou/${local.organization_id}/${each.value.id}"
    name   = each.key
    parent = each.value.parent
    tags   = var.tags
  }

  depends_on = [terraform_data.organization]
}

resource "terraform_data" "account" {
  for_each = local.enabled ? local.accounts : {}

  input = {
    id             = each.value.id
    arn            = "${local.arn_prefix}:account/${local.organization_id}/${each.value.id}"
    name           = each.key
    email          = each.value.email
    unit           = each.value.unit
    billing_access = var.account_iam_user_access_to_billing
    tags           = merge(var.tags, each.value.tags)
  }

  depends_on = [terraform_data.organizational_unit]
}

resource "terraform_data" "policy_attachment" {
  for_each = { for target, policies in local.policy_targets : target => policies if length(policies) > 0 }

  input = {
    id       = "p-${substr(sha256("${local.namespace}/policy/${each.key}"), 0, 8)}"
    arn      = "${local.arn_prefix}:policy/${local.organization_id}/service_control_policy/p-${substr(sha256("${local.namespace}/policy/${each.key}"), 0, 8)}"
    name     = join(local.delimiter, compact([local.namespace, replace(each.key, "/", local.delimiter)]))
    target   = each.key
    policies = each.value
  }

  depends_on = [terraform_data.account]
}
