"""Questions about one or two compilations, and the JSON shapes of their answers."""
