"""Values → YAML and JSON bytes: the number and escape rules of artifacts and of described instances."""
