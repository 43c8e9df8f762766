output "cloudtrail_id" {
  value       = one(terraform_data.trail[*].output.id)
  description = "Name of the trail"
}

output "cloudtrail_arn" {
  value       = one(terraform_data.trail[*].output.arn)
  description = "ARN of the trail"
}

output "cloudtrail_home_region" {
  value       = one(terraform_data.trail[*].output.home_region)
  description = "Region the trail was made in"
}

output "cloudtrail_logs_log_group_arn" {
  value       = one(terraform_data.log_group[*].output.arn)
  description = "ARN of the log group"
}

output "cloudtrail_logs_log_group_name" {
  value       = one(terraform_data.log_group[*].output.name)
  description = "Name of the log group"
}

output "cloudtrail_logs_role_arn" {
  value       = one(terraform_data.logs_role[*].output.arn)
  description = "ARN of the role that writes to the log group"
}

output "cloudtrail_logs_role_name" {
  value       = one(terraform_data.logs_role[*].output.name)
  description = "Name of the role that writes to the log group"
}
