"""``Schedule``: which instance of a run may start next. See docs/language.md, many instances."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from heapq import heapify, heappop, heappush

from stackc.base.ids import InstanceId


class Schedule:
    """Instances, each of which may start when all that it comes after have ended; of several that may, the first."""

    def __init__(self, order: Sequence[InstanceId], before: Mapping[InstanceId, Collection[InstanceId]]) -> None:
        """``order``: all of them, none before what it comes after. ``before``: what each comes after, of these."""
        self._order = order
        self._numbers = {id_: number for number, id_ in enumerate(order)}
        self._missing: dict[InstanceId, int] = {}
        self._after: dict[InstanceId, list[InstanceId]] = {id_: [] for id_ in order}
        for id_ in order:
            missing = set(before.get(id_, ()))
            self._missing[id_] = len(missing)
            for each in missing:
                self._after[each].append(id_)
        self._may_start = [self._numbers[id_] for id_ in order if not self._missing[id_]]
        heapify(self._may_start)
        self._left = len(order)

    @property
    def is_over(self) -> bool:
        """All have ended."""
        return not self._left

    def next(self) -> InstanceId | None:
        """The first that may start and has not; None while there is none."""
        return self._order[heappop(self._may_start)] if self._may_start else None

    def ended(self, id_: InstanceId) -> None:
        """One that was started has ended, however it did."""
        self._left -= 1
        for each in self._after[id_]:
            self._missing[each] -= 1
            if not self._missing[each]:
                heappush(self._may_start, self._numbers[each])
