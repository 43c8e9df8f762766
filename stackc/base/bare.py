"""The classes of values that are made of Python's own: text to be read again, and the error of what is no text.

They stand alone because no class below a built-in one can be compiled.
"""

from __future__ import annotations


class NotText(TypeError):
    """A value that is no text was used as one: a mistake of ours, which must not become a wrong answer."""


class Bare(str):
    """Text with a template that its manifest writes without quotes: what it renders to
    is read again as YAML reads it.
    """

    __slots__ = ()
