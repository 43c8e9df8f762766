"""Where the time of a command went, in the trace event format that viewers of browsers and Perfetto open."""

from __future__ import annotations

from collections.abc import Iterable
from json import dumps

from stackc.base.named_tuple import NamedTuple


class Span(NamedTuple):
    """A stage of the work, or what was done for one instance."""

    name: str
    begin: float
    """Seconds since the command began."""
    end: float
    lane: str = "stackc"
    """What is done after one another has a lane of its own in the picture."""


def trace_json(spans: Iterable[Span]) -> str:
    """The events of a command: one for each span, microseconds; lanes are threads, and are named."""
    lanes: dict[str, int] = {}
    events: list[object] = []
    for span in spans:
        if span.lane not in lanes:
            lanes[span.lane] = len(lanes) + 1
            events.append(
                {"name": "thread_name", "ph": "M", "pid": 1, "tid": lanes[span.lane], "args": {"name": span.lane}}
            )
        events.append(
            {
                "name": span.name,
                "cat": "stackc",
                "ph": "X",
                "ts": round(1e6 * span.begin),
                "dur": round(1e6 * (span.end - span.begin)),
                "pid": 1,
                "tid": lanes[span.lane],
            }
        )
    return dumps({"displayTimeUnit": "ms", "traceEvents": events}, indent=1, ensure_ascii=False) + "\n"
