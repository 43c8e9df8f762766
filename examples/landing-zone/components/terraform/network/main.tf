# The address plan: which network has which block. It is recorded once, and whoever makes a network reads its block here.

variable "base_cidr_block" {
  type        = string
  description = "The block all others are taken from"
}

variable "networks" {
  type        = map(string)
  description = "Block of each network, named after the stack that has it"
}

variable "full_account_map" {
  type        = map(string)
  description = "Id of each account the plan is shared with (output of account-map)"
}

resource "terraform_data" "pool" {
  input = {
    base_cidr_block = var.base_cidr_block
    networks        = var.networks
    shared_with     = values(var.full_account_map)
    tags            = var.tags
  }

  lifecycle {
    precondition {
      condition     = alltrue([for block in values(var.networks) : can(cidrhost(block, 0))])
      error_message = "A block is written like 10.1.0.0/16."
    }
  }
}

output "base_cidr_block" {
  value       = terraform_data.pool.output.base_cidr_block
  description = "The block all others are taken from"
}

output "network_cidr_blocks" {
  value       = terraform_data.pool.output.networks
  description = "Block of each network"
}
