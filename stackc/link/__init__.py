"""From manifests to stacks: names, inheritance, section precedence, duplicates. Nothing is evaluated here."""
