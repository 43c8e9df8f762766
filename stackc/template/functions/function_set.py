"""Which functions a template may call, and what each name means: later families win over earlier ones."""

from collections.abc import Callable, Mapping
from importlib import import_module

from stackc.base.memo import IdentityMemo
from stackc.go.functions import Function, Table, foreign_function
from stackc.go.terms import Environment
from stackc.template.functions.catalog import BUILTIN, GOMPLATE, OWN, SPRIG


def _no_environment(_name: str) -> str | None:
    return None


def _modules_by_name(family: Mapping[str, str]) -> dict[str, str]:
    return {name: module for module, names in family.items() for name in names.split()}


class FunctionSet:
    """The functions of one kind of expansion; looks names up on first use and keeps what it found."""

    __slots__ = ("_extra", "_families", "_found", "_namespaces", "environment")

    def __init__(
        self,
        families: tuple[Mapping[str, str], ...],
        extra: Mapping[str, Callable[..., object]],
        environment: Environment,
    ) -> None:
        self._families = families
        self._extra = extra
        self._found: dict[str, Function | None] = {}
        self._namespaces: frozenset[str] | None = None
        self.environment: Environment = environment

    def find(self, name: str) -> Function | None:
        """The function ``name``, or ``namespace.name``; None when the set has no such function."""
        try:
            return self._found[name]
        except KeyError:
            found = self._found[name] = self._look_up(name)
            return found

    def has_namespace(self, name: str) -> bool:
        """Whether ``name`` is a namespace: ``strings``, ``atmos``."""
        if self._namespaces is None:
            names = [*self._extra, *(known for family in self._families for known in _names(family))]
            self._namespaces = frozenset(known.partition(".")[0] for known in names if "." in known)
        return name in self._namespaces

    def knows(self, name: str) -> bool:
        """Whether a template that says ``name`` (or ``name.member``) can be compiled with this set."""
        head = name.partition(".")[0]
        return head in ("and", "or") or self.has_namespace(head) or self.find(head) is not None

    def names(self) -> list[str]:
        """Every function of the set, sorted."""
        known = {name for family in self._families for name in _names(family)}
        return sorted(known.union(self._extra, ("and", "or")))

    def _look_up(self, name: str) -> Function | None:
        foreign = self._extra.get(name)
        if foreign is not None:
            return foreign_function(name, foreign)
        for family in reversed(self._families):
            module = _modules(family).get(name)
            if module is not None:
                table: Table = import_module(f"stackc.template.functions.{module}").TABLE
                signature, call = table[name]
                return Function(name, signature, call)
        return None


def _names(family: Mapping[str, str]) -> list[str]:
    return list(_modules(family))


_modules: IdentityMemo[Mapping[str, str], dict[str, str]] = IdentityMemo(_modules_by_name)


def function_set(
    sprig: bool,
    gomplate: bool,
    extra: Mapping[str, Callable[..., object]] | None = None,
    environment: Environment = _no_environment,
) -> FunctionSet:
    """The functions of Go's templates, of gomplate, of Sprig and of the caller; on a clash the later one wins.

    ``extra`` may hold names of namespaces, ``"atmos.Component"``. ``environment`` answers ``env``, ``getenv`` and
    ``expandenv``; without one every variable is unset.
    """
    families = [BUILTIN]
    if gomplate:
        families.append(GOMPLATE)
    if sprig:
        families.append(SPRIG)
    return FunctionSet((*families, OWN), extra or {}, environment)
