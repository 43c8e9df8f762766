# What every account has in each region it uses: records of what happens, sent to the one account that keeps them, and a
# network where the plan has a block for it.

variable "log_archive_enabled" {
  type        = bool
  default     = false
  description = "Keep the logs of all accounts here"
}

variable "log_archive_bucket_name" {
  type        = string
  default     = null
  description = "Where the logs go (output of the baseline that keeps them); null where they are kept"
}

variable "ipv4_primary_cidr_block" {
  type        = string
  default     = null
  description = "Block of the network (output of network); null for no network"
}

locals {
  bucket = var.log_archive_enabled ? "${var.namespace}-${var.account_name}-logs" : var.log_archive_bucket_name
}

resource "terraform_data" "records" {
  input = { region = var.region, bucket = local.bucket, tags = var.tags }

  lifecycle {
    precondition {
      condition     = local.bucket != null
      error_message = "The logs of this account go nowhere: log_archive_bucket_name is null."
    }
  }
}

resource "terraform_data" "vpc" {
  count = var.ipv4_primary_cidr_block == null ? 0 : 1

  input = { region = var.region, cidr_block = var.ipv4_primary_cidr_block, tags = var.tags }
}

output "log_archive_bucket_name" {
  value       = terraform_data.records.output.bucket
  description = "Where the logs go"
}

output "vpc_cidr" {
  value       = one(terraform_data.vpc[*].output.cidr_block)
  description = "Block of the network, null where there is none"
}
