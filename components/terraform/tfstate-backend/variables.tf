variable "region" {
  type        = string
  description = "AWS region"
}

variable "force_destroy" {
  type        = bool
  default     = false
  description = "Let the bucket be destroyed with the states in it"
}

variable "prevent_unencrypted_uploads" {
  type        = bool
  default     = true
  description = "Refuse uploads that are not encrypted"
}

variable "enable_server_side_encryption" {
  type        = bool
  default     = true
  description = "Encrypt bucket and lock table at rest"
}

variable "enable_point_in_time_recovery" {
  type        = bool
  default     = true
  description = "Keep backups of the lock table"
}

variable "access_roles" {
  type = map(object({
    write_enabled           = bool
    allowed_roles           = map(list(string))
    denied_roles            = map(list(string))
    allowed_principal_arns  = list(string)
    denied_principal_arns   = list(string)
    allowed_permission_sets = map(list(string))
    denied_permission_sets  = map(list(string))
  }))
  default     = {}
  description = "Roles that may read, or write, the states; key default stands for the component's own name"
}

variable "access_roles_enabled" {
  type        = bool
  default     = true
  description = "Make the access roles"
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
