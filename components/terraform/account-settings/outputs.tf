output "account_alias" {
  value       = one(terraform_data.account[*].output.alias)
  description = "Alias of the account"
}
