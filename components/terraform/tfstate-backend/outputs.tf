output "tfstate_backend_s3_bucket_domain_name" {
  value       = one(terraform_data.bucket[*].output.domain_name)
  description = "Host name of the bucket"
}

output "tfstate_backend_s3_bucket_id" {
  value       = one(terraform_data.bucket[*].output.id)
  description = "Name of the bucket"
}

output "tfstate_backend_s3_bucket_arn" {
  value       = one(terraform_data.bucket[*].output.arn)
  description = "ARN of the bucket"
}

output "tfstate_backend_dynamodb_table_name" {
  value       = one(terraform_data.lock_table[*].output.name)
  description = "Name of the lock table"
}

output "tfstate_backend_dynamodb_table_id" {
  value       = one(terraform_data.lock_table[*].output.id)
  description = "Id of the lock table"
}

output "tfstate_backend_dynamodb_table_arn" {
  value       = one(terraform_data.lock_table[*].output.arn)
  description = "ARN of the lock table"
}

output "tfstate_backend_access_role_arns" {
  value       = tomap({ for name, role in terraform_data.access_role : name => role.output.arn })
  description = "ARN of each access role"
}
