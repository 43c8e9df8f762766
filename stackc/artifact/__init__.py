"""From instances to artifacts: the files Terraform reads, and the text of the lock file.

Bytes out, nothing is written.
"""
