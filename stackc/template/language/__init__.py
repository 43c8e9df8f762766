"""The language of templates: text to trees, and what a tree asks for."""
