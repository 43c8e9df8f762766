"""The version of stackc."""

__version__ = "0.1.0"
