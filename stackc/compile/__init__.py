"""``Compilation``: the lazy, memoised whole that everything above asks."""
