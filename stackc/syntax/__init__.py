"""From text to documents: YAML, scalar rules, tags, function arguments, Terraform's declarations. Pure."""
