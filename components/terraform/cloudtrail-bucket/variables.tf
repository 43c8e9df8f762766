variable "region" {
  type        = string
  description = "AWS region"
}

variable "full_account_map" {
  type        = map(string)
  default     = {}
  nullable    = false
  description = "Id of each account, as component account-map gives them: the accounts whose trails may write here"
}

variable "audit_account_account_name" {
  type        = string
  default     = "core-audit"
  nullable    = false
  description = "Name of the logs account, the only one this component may be in, as component account-map gives it"
}

variable "additional_account_ids" {
  type        = list(string)
  default     = []
  description = "Ids of accounts outside the organization that may write here too"
}

variable "lifecycle_rule_enabled" {
  type        = bool
  default     = true
  description = "Move and expire objects as they age"
}

variable "noncurrent_version_expiration_days" {
  type        = number
  default     = 90
  description = "Days until an old version of an object is deleted"
}

variable "noncurrent_version_transition_days" {
  type        = number
  default     = 30
  description = "Days until an old version of an object moves to cheaper storage"
}

variable "standard_transition_days" {
  type        = number
  default     = 30
  description = "Days until an object moves to the infrequent access tier"
}

variable "glacier_transition_days" {
  type        = number
  default     = 60
  description = "Days until an object moves to the glacier tier"
}

variable "expiration_days" {
  type        = number
  default     = 90
  description = "Days until an object is deleted"
}

variable "create_access_log_bucket" {
  type        = bool
  default     = false
  description = "Make a second bucket for the access logs of this one"
}

variable "access_log_bucket_name" {
  type        = string
  default     = ""
  description = "Bucket for the access logs of this one, when none is made for them"
}

variable "acl" {
  type        = string
  default     = "log-delivery-write"
  description = "Canned ACL of the bucket"
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
