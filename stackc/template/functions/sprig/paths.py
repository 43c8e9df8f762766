"""Sprig's path functions; those for the operating system's paths take slashes too, as on Linux."""

from stackc.go.functions import Table
from stackc.go.path import base_name, clean_path, directory_name, extension

_BASE = ("string", base_name)
_CLEAN = ("string", clean_path)
_DIRECTORY = ("string", directory_name)
_EXTENSION = ("string", extension)

TABLE: Table = {
    "base": _BASE,
    "osBase": _BASE,
    "clean": _CLEAN,
    "osClean": _CLEAN,
    "dir": _DIRECTORY,
    "osDir": _DIRECTORY,
    "ext": _EXTENSION,
    "osExt": _EXTENSION,
    "isAbs": ("string", lambda path: path.startswith("/")),
    "osIsAbs": ("string", lambda path: path.startswith("/")),
}
