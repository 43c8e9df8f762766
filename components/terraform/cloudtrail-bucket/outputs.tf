output "cloudtrail_bucket_domain_name" {
  value       = one(terraform_data.bucket[*].output.domain_name)
  description = "Host name of the bucket"
}

output "cloudtrail_bucket_id" {
  value       = one(terraform_data.bucket[*].output.id)
  description = "Name of the bucket"
}

output "cloudtrail_bucket_arn" {
  value       = one(terraform_data.bucket[*].output.arn)
  description = "ARN of the bucket"
}
