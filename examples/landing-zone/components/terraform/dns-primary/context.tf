# What every component takes, named and typed as the upstream components name and type it. The same file in all of them.

terraform {
  required_version = ">= 1.5"
}

variable "region" {
  type        = string
  description = "AWS region"
}

variable "namespace" {
  type        = string
  description = "Short name of the organization, first part of every id"
}

variable "tenant" {
  type        = string
  description = "Organizational unit the account belongs to"
}

variable "environment" {
  type        = string
  description = "Short name of the region, or gbl for what has none"
}

variable "stage" {
  type        = string
  description = "What the account is for within its organizational unit"
}

variable "tags" {
  type        = map(string)
  description = "Tags for everything this instance makes"
}

# Ours; the upstream components do not know it.
variable "account_name" {
  type        = string
  description = "Name of the account this instance is in, <tenant>-<stage>"
}
