"""Draws one bar chart as SVG that a screen reader can skip: its sentence says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from complaints_service.reporting.wording import number

WIDTH, LABELS, ROW, BAR = 640, 260, 28, 18
ROOM_FOR_NUMBER = 70
MOST_BARS = 12
OTHERS = "All others"


def top_bars(bars: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """The longest bars first; what does not fit is added up as "All others", never dropped."""
    ordered = sorted(bars, key=lambda bar: (-bar[1], bar[0]))
    if len(ordered) <= MOST_BARS:
        return ordered
    rest = sum(value for _, value in ordered[MOST_BARS - 1 :])
    return [*ordered[: MOST_BARS - 1], (OTHERS, rest)]


def bar_chart(title: str, bars: Sequence[tuple[str, float]], chart_id: str) -> str:
    """An SVG of horizontal bars with their numbers; `chart_id` is unique in the page."""
    longest = max((value for _, value in bars), default=0) or 1
    scale = (WIDTH - LABELS - ROOM_FOR_NUMBER) / longest
    rows = "".join(_row(place, label, value, scale) for place, (label, value) in enumerate(bars))
    return (
        f'<svg role="img" aria-labelledby="{chart_id}-title" class="chart" '
        f'viewBox="0 0 {WIDTH} {ROW * len(bars)}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="{chart_id}-title">{escape(title)}</title>{rows}</svg>'
    )


def chart_sentence(bars: Sequence[tuple[str, float]], hidden: int) -> str:
    """What a chart shows, in one sentence or two."""
    if not bars:
        return "There is nothing to draw."
    (most, many), (least, few) = bars[0], bars[-1]
    said = f"The chart shows {most} with the most ({number(many)})"
    said += f" and {least} with the fewest ({number(few)})." if len(bars) > 1 else "."
    if hidden:
        said += f" {number(hidden)} more {'is' if hidden == 1 else 'are'} hidden (c)."
    return said


def _row(place: int, label: str, value: float, scale: float) -> str:
    top = place * ROW
    width = max(value * scale, 1)
    middle = top + ROW // 2 + 5
    return (
        f'<text class="label" x="{LABELS - 8}" y="{middle}" text-anchor="end">'
        f"{escape(_cut(label))}</text>"
        f'<rect x="{LABELS}" y="{top + (ROW - BAR) // 2}" width="{width:.0f}" height="{BAR}"/>'
        f'<text class="value" x="{LABELS + width + 6:.0f}" y="{middle}">{number(value)}</text>'
    )


def _cut(label: str) -> str:
    return label if len(label) <= 36 else label[:35] + "…"
