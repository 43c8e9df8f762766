# The zones of the organization, and records in them.

variable "domain_names" {
  type        = list(string)
  default     = []
  description = "Root domains to make a zone for"
}

variable "record_config" {
  type = list(object({
    root_zone = string
    name      = string
    type      = string
    ttl       = string
    records   = list(string)
  }))
  default     = []
  description = "Records, each in one of the zones"
}

# Ours: with it a second instance writes records into the zones of a first one, after what they name was made.
variable "existing_zones" {
  type        = any
  default     = {}
  description = "Zones that another instance of this component made (its output zones)"
}

resource "terraform_data" "zone" {
  for_each = toset(var.domain_names)

  input = {
    zone_id      = "Z${upper(substr(sha256("${var.namespace}/${each.key}"), 0, 16))}"
    name_servers = [for number in range(1, 5) : "ns-${number}.${each.key}"]
    tags         = var.tags
  }
}

locals {
  zones = merge(var.existing_zones, { for name, zone in terraform_data.zone : name => zone.output })
}

resource "terraform_data" "record" {
  for_each = { for record in var.record_config : "${record.name}.${record.root_zone}/${record.type}" => record }

  input = {
    zone_id = local.zones[each.value.root_zone].zone_id
    type    = each.value.type
    ttl     = each.value.ttl
    records = each.value.records
  }
}

output "zones" {
  value       = { for name, zone in terraform_data.zone : name => zone.output }
  description = "DNS zones"
}
