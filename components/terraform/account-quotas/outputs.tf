output "quotas" {
  value       = tomap(try(one(terraform_data.quotas[*].output).quotas, {}))
  description = "The quotas asked for"
}
