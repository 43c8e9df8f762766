# Zones below those of the organization, in the account that uses them.

variable "zone_config" {
  type = list(object({
    subdomain = string
    zone_name = string
  }))
  description = "Zones to make, each below a zone of component dns-primary"
}

# Ours: upstream looks the primary zones up itself, as a provider of the DNS account.
variable "primary_zones" {
  type        = any
  description = "The zones that delegate (output zones of dns-primary)"
}

resource "terraform_data" "zone" {
  for_each = { for zone in var.zone_config : zone.subdomain => zone }

  input = {
    name           = "${each.value.subdomain}.${each.value.zone_name}"
    zone_id        = "Z${upper(substr(sha256("${var.namespace}/${each.value.subdomain}.${each.value.zone_name}"), 0, 16))}"
    parent_zone_id = var.primary_zones[each.value.zone_name].zone_id
    name_servers   = [for number in range(1, 5) : "ns-${number}.${each.value.subdomain}.${each.value.zone_name}"]
    tags           = var.tags
  }
}

output "zones" {
  value       = { for name, zone in terraform_data.zone : name => zone.output }
  description = "Zone of each subdomain, with its name servers"
}

output "default_domain_name" {
  value       = "${var.zone_config[0].subdomain}.${var.zone_config[0].zone_name}"
  description = "Domain of the first zone"
}

output "default_dns_zone_id" {
  value       = terraform_data.zone[var.zone_config[0].subdomain].output.zone_id
  description = "Id of the first zone"
}
