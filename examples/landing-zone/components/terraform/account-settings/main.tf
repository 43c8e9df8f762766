# What holds for an account as a whole: its alias, its password policy, its budgets.

variable "minimum_password_length" {
  type        = string
  description = "Fewest characters in an IAM user's password; text, as upstream types it"
}

variable "maximum_password_age" {
  type        = number
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

variable "budgets_slack_webhook_url" {
  type        = string
  default     = ""
  sensitive   = true
  description = "Where it is told that a budget runs out; a password of sorts, so it is not recorded"
}

resource "terraform_data" "account" {
  input = {
    alias                   = "${var.namespace}-${var.account_name}"
    minimum_password_length = var.minimum_password_length
    maximum_password_age    = var.maximum_password_age
    tags                    = var.tags
  }
}

resource "terraform_data" "budget" {
  for_each = var.budgets_enabled ? { for budget in var.budgets : budget.name => budget } : {}

  input = each.value
}

output "account_alias" {
  value       = terraform_data.account.output.alias
  description = "Alias of the account"
}
