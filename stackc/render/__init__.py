"""For people and other programs: diagnostics, stacks, graphs and tables as text."""
