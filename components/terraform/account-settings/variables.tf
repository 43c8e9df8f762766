variable "region" {
  type        = string
  description = "AWS region"
}

variable "minimum_password_length" {
  type        = string
  default     = "14"
  description = "Fewest characters in an IAM user's password"
}

variable "maximum_password_age" {
  type        = number
  default     = 190
  description = "Days until an IAM user must choose a new password"
}

variable "budgets_enabled" {
  type        = bool
  default     = false
  description = "Make the budgets"
}

variable "budgets" {
  type        = any
  default     = []
  description = "Budgets of the account, each with name, budget_type, limit_amount, limit_unit and time_unit"
}

variable "budgets_notifications_enabled" {
  type        = bool
  default     = false
  description = "Tell Slack when a budget runs out"
}

variable "budgets_slack_webhook_url" {
  type        = string
  default     = ""
  sensitive   = true
  description = "Slack webhook for budget messages"
}

variable "budgets_slack_channel" {
  type        = string
  default     = ""
  description = "Slack channel for budget messages"
}

variable "budgets_slack_username" {
  type        = string
  default     = ""
  description = "Name budget messages appear under in Slack"
}

variable "service_quotas_enabled" {
  type        = bool
  default     = false
  description = "Make the service quotas below; component account-quotas is the better place for them"
}

variable "service_quotas" {
  type        = list(any)
  default     = []
  description = "Service quotas to raise or look up"
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
