"""Sprig's environment functions, answered by the environment of the expansion, and the look-up of hosts."""

from stackc.go.expand import expand_environment
from stackc.go.faults import FunctionError
from stackc.go.functions import Table
from stackc.go.terms import Terms


def _read(terms: Terms, name: str) -> str:
    return terms.environment(name) or ""


def _expand(terms: Terms, text: str) -> str:
    return expand_environment(text, terms.environment)


def _find_host(_name: str) -> str:
    raise FunctionError("looking up hosts is not supported")


TABLE: Table = {
    "env": ("terms string", _read),
    "expandenv": ("terms string", _expand),
    "getHostByName": ("effect string", _find_host),
}
