variable "region" {
  type        = string
  description = "AWS region"
}

variable "account_info_map" {
  type        = any
  default     = {}
  nullable    = false
  description = "What component account says of each account (its output of this name), in place of remote state"
}

variable "organization_id" {
  type        = string
  default     = null
  description = "Id of the organization (output of component account)"
}

variable "root_account_aws_name" {
  type        = string
  description = "The root account's name as AWS reports it"
}

variable "root_account_account_name" {
  type        = string
  default     = "root"
  description = "Name of the account that owns the organization"
}

variable "identity_account_account_name" {
  type        = string
  default     = "identity"
  description = "Name of the account people log in to"
}

variable "dns_account_account_name" {
  type        = string
  default     = "dns"
  description = "Name of the account that owns the primary zones"
}

variable "artifacts_account_account_name" {
  type        = string
  default     = "artifacts"
  description = "Name of the account with registries and build assets"
}

variable "audit_account_account_name" {
  type        = string
  default     = "audit"
  description = "Name of the account that keeps the logs"
}

variable "iam_role_arn_template_template" {
  type        = string
  default     = "arn:%s:iam::%s:role/%s-%s-%s-%s-%%s"
  description = "Format, filled with partition, account id, namespace, tenant, environment and stage, that gives the format of an account's role ARNs"
}

variable "profile_template" {
  type        = string
  default     = "%s-%s-%s-%s-%s"
  description = "Format of AWS profile names, filled with namespace, tenant, environment, stage and role"
}

variable "profiles_enabled" {
  type        = bool
  default     = false
  description = "Use profiles instead of roles"
}

variable "aws_config_identity_profile_name" {
  type        = string
  default     = null
  description = "Profile that generated AWS configuration takes its credentials from"
}

variable "terraform_role_name_map" {
  type = map(string)
  default = {
    plan  = "planner"
    apply = "terraform"
  }
  description = "Role Terraform assumes for planning and for applying"
}

variable "legacy_terraform_uses_admin" {
  type        = bool
  default     = null
  description = "Terraform assumes role admin in the root and identity accounts"
}

variable "terraform_dynamic_role_enabled" {
  type        = bool
  default     = false
  description = "Choose Terraform's role by who runs it"
}

# What every component takes: the context of its instance, named and typed as the upstream components name and type it.

variable "enabled" {
  type        = bool
  default     = null
  description = "Whether this instance makes anything; null means true"
}

variable "namespace" {
  type        = string
  default     = null
  description = "Short name of the organisation, first part of every id"
}

variable "tenant" {
  type        = string
  default     = null
  description = "Organizational unit the account belongs to"
}

variable "environment" {
  type        = string
  default     = null
  description = "Short name of the region, or gbl for what has none"
}

variable "stage" {
  type        = string
  default     = null
  description = "What the account is for within its organizational unit"
}

variable "name" {
  type        = string
  default     = null
  description = "Name of the thing this instance makes"
}

variable "delimiter" {
  type        = string
  default     = null
  description = "Text between the parts of an id; null means -"
}

variable "attributes" {
  type        = list(string)
  default     = []
  description = "Further parts of an id, after the name"
}

variable "label_order" {
  type        = list(string)
  default     = null
  description = "Which parts an id has, in order; null means namespace, tenant, environment, stage, name, attributes"
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "Tags for everything this instance makes"
}

# Taken so that manifests written for the upstream components pass. They change nothing here.

variable "context" {
  type = any
  default = {
    enabled             = null
    namespace           = null
    tenant              = null
    environment         = null
    stage               = null
    name                = null
    delimiter           = null
    attributes          = []
    labels_as_tags      = []
    tags                = {}
    additional_tag_map  = {}
    label_order         = []
    regex_replace_chars = null
    id_length_limit     = null
    label_key_case      = null
    label_value_case    = null
    descriptor_formats  = {}
  }
  description = "A whole context in one value (upstream only)"
}

variable "labels_as_tags" {
  type        = set(string)
  default     = ["default"]
  description = "Parts of the context that become tags (upstream only)"
}

variable "additional_tag_map" {
  type        = map(string)
  default     = {}
  description = "Tags for resources that take tags in another form (upstream only)"
}

variable "regex_replace_chars" {
  type        = string
  default     = null
  description = "Pattern of the characters taken out of ids (upstream only)"
}

variable "id_length_limit" {
  type        = number
  default     = null
  description = "Longest id allowed, 0 for no limit (upstream only)"
}

variable "label_key_case" {
  type        = string
  default     = null
  description = "Letter case of tag keys (upstream only)"
}

variable "label_value_case" {
  type        = string
  default     = null
  description = "Letter case of ids and tag values (upstream only)"
}

variable "descriptor_formats" {
  type        = any
  default     = {}
  description = "Formats of further descriptions of the context (upstream only)"
}

# Ours alone; the upstream components do not know them.

variable "account_name" {
  type        = string
  default     = null
  description = "Name of the account this instance is in, <tenant>-<stage>; null leaves it to those two"
}

variable "simulate_failure" {
  type        = string
  default     = ""
  description = "When set, the instance fails with this text: a way to rehearse a run that breaks"
}
