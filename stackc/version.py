"""The version of stackc, and where it comes from."""

__version__ = "0.1.0"
HOME = "https://github.com/stackc/stackc"
"""Where its sources and its documentation are."""
SCHEMAS = "https://raw.githubusercontent.com/stackc/stackc/main/schemas"
"""Where its schemas are published: the beginning of each ``$id``."""
