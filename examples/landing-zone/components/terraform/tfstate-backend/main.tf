# The bucket that holds Terraform's states. It comes first of all, so it reads nothing.

variable "name" {
  type        = string
  description = "What the bucket is for, last part of its name"
}

variable "force_destroy" {
  type        = bool
  default     = false
  description = "Let the bucket be destroyed with the states in it"
}

locals {
  # Without the environment: an account has one bucket for the states of all its regions.
  id = join("-", [var.namespace, var.account_name, var.name])
}

resource "terraform_data" "bucket" {
  input = {
    id            = local.id
    arn           = "arn:aws:s3:::${local.id}"
    region        = var.region
    force_destroy = var.force_destroy
    tags          = var.tags
  }

  lifecycle {
    precondition {
      condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", local.id))
      error_message = "A bucket's name has 3 to 63 lower case letters, digits, dots and hyphens, unlike ${jsonencode(local.id)}."
    }
  }
}

output "tfstate_backend_s3_bucket_id" {
  value       = terraform_data.bucket.output.id
  description = "Name of the bucket"
}

output "tfstate_backend_s3_bucket_arn" {
  value       = terraform_data.bucket.output.arn
  description = "ARN of the bucket"
}
