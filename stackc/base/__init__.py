"""Records and ports that every other floor shares: places, diagnostics, values, identifiers, protocols."""
