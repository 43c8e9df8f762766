"""A picture of the history, as SVG: CPU seconds of each job, cold, run after run; one chart for each size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from benchmarks.history import Run

FILE = Path(__file__).parent / "history.svg"
COLORS = ("#4e79a7", "#f28e2b", "#e15759", "#76b7b2", "#59a14f", "#b6992d", "#b07aa1", "#9c755f", "#79706e")
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 260, 50, 180, 34, 36


class Line(NamedTuple):
    """One job on one size: its median in each run that has it, by the number of the run."""

    job: str
    points: tuple[tuple[int, float], ...]


def lines_of(runs: Sequence[Run], size: str) -> list[Line]:
    """The jobs of one size, the dearest of late first."""
    found: dict[str, list[tuple[int, float]]] = {}
    for number, run in enumerate(runs):
        for row in run.rows:
            if (row.size, row.state) == (size, "cold"):
                found.setdefault(row.job, []).append((number, row.median().cpu))
    lines = (Line(job, tuple(points)) for job, points in found.items())
    return sorted(lines, key=lambda line: -line.points[-1][1])


def plot(runs: Sequence[Run]) -> str:
    """The picture of all runs."""
    sizes = list(dict.fromkeys(row.size for run in runs for row in run.rows))
    charts = [chart for size in sizes if (chart := list(_chart(runs, size)))]
    size_of_all = f'width="{WIDTH}" height="{HEIGHT * len(charts)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size_of_all} font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for number, chart in enumerate(charts):
        parts += [f'<g transform="translate(0 {HEIGHT * number})">', *chart, "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _chart(runs: Sequence[Run], size: str) -> Iterator[str]:
    """The elements of one chart; none where no run has this size."""
    lines = lines_of(runs, size)
    if not lines:
        return
    highest = max(value for line in lines for _, value in line.points) or 1.0
    width, height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(number: int) -> float:
        return round(LEFT + width * (number / (len(runs) - 1) if len(runs) > 1 else 1), 1)

    def y(value: float) -> float:
        return round(TOP + height * (1 - value / highest), 1)

    yield f'<text x="{LEFT}" y="18" font-size="13">{escape(size)}: CPU seconds, cold</text>'
    for part in (0.0, 0.5, 1.0):
        level = y(highest * part)
        yield f'<path d="M{LEFT} {level}H{LEFT + width}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{level + 4}" text-anchor="end">{highest * part:.2f}</text>'
    for number in sorted({0, len(runs) - 1}):
        commit = escape(runs[number].about.commit[:8])
        yield f'<text x="{x(number)}" y="{HEIGHT - 16}" text-anchor="middle">{commit}</text>'
    for number, line in enumerate(lines):
        color = COLORS[number % len(COLORS)]
        points = " ".join(f"{x(at)},{y(value)}" for at, value in line.points)
        yield f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="1.5"/>'
        for at, value in line.points:
            yield f'<circle cx="{x(at)}" cy="{y(value)}" r="2.5" fill="{color}"/>'
        text = f"{line.job} {line.points[-1][1]:.2f}"
        yield f'<text x="{LEFT + width + 14}" y="{TOP + 8 + 16 * number}" fill="{color}">{escape(text)}</text>'
