"""Execution: workdirs, Terraform's commands, upstream outputs, and the order in which instances run."""
