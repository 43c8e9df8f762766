"""Folds: the deep merge, list strategies, deferred function values, and the walk back to where a value came from."""
