"""Findings: what is odd about a repository that compiles. Each check looks at what it is given and reports."""
