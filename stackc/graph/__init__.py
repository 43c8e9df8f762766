"""Edges between instances, and the order that follows from them."""
