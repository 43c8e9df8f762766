"""YAML functions: which exist, which are pure, and what the pure ones give."""
