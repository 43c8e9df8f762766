"""Answers kept across runs.

An answer is a function of what was asked of the world: files, folders, links, variables. It is kept with those
questions, and given again where they all have the same answers. See docs/reference/cache.md.
"""
