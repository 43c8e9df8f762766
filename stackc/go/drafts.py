"""Maps that templates may change.

``set``, ``unset`` and ``merge`` change the map they are given, and templates use that. Data belongs to the caller: a
template that calls one of them works on a draft, which keeps changes to itself.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping

from stackc.go.faults import FunctionError

Open = Callable[[object], object]
"""Opens what is sealed in a value that is read."""
_GONE = object()


class Draft(MutableMapping[str, object]):
    """A map over ``source``, with changes of its own; what is inside is opened and becomes a draft when it is read."""

    __slots__ = ("_open", "_own", "_source")

    def __init__(self, source: Mapping[str, object], open_: Open) -> None:
        self._source, self._open = source, open_
        self._own: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._own:
            self._own[key] = thaw(self._source[key], self._open)
        value = self._own[key]
        if value is _GONE:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: object) -> None:
        self._own[key] = value

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self._own[key] = _GONE

    def __contains__(self, key: object) -> bool:
        if isinstance(key, str) and key in self._own:
            return self._own[key] is not _GONE
        return key in self._source

    def __iter__(self) -> Iterator[str]:
        for key in self._source:
            if self._own.get(key) is not _GONE:
                yield key
        for key, value in list(self._own.items()):
            if value is not _GONE and key not in self._source:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


def thaw(value: object, open_: Open) -> object:
    """``value`` with maps that may be changed; scalars opened, objects as they are."""
    if isinstance(value, Draft):
        return value
    if isinstance(value, Mapping):
        return Draft(value, open_)
    return (
        [thaw(item, open_) for item in value]
        if isinstance(value, (list, tuple)) and value.__class__ in (list, tuple)
        else open_(value)
    )


def require_changeable(table: Mapping[str, object]) -> MutableMapping[str, object]:
    """``table`` as a map to write to. Raises FunctionError for one that belongs to somebody else."""
    if isinstance(table, MutableMapping):
        return table
    raise FunctionError("this map cannot be changed")
