"""Charts as inline SVG: bars that a browser shows without a script, a font or a network. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

WIDTH: Final = 860
_HEIGHT: Final = 180
_LABEL: Final = 220
_ROW: Final = 22
COLOURS: Final = ("#2f6f8f", "#c05a2b", "#7a9a3a", "#7b5ea7", "#8a8a8a", "#b08a2e")


def stacked_bars(columns: Mapping[str, Mapping[str, int]], series: Sequence[str]) -> str:
    """One column for each key, its parts on top of each other in the order of ``series``."""
    most = max((sum(parts.values()) for parts in columns.values()), default=0) or 1
    step = WIDTH / max(len(columns), 1)
    drawn = [
        _column(name, parts, series, place * step, step, most)
        for place, (name, parts) in enumerate(columns.items())
    ]
    every = max(1, len(columns) // 8)
    named = [
        f'<text x="{place * step:.1f}" y="{_HEIGHT + 16}">{escape(name)}</text>'
        for place, name in enumerate(columns)
        if place % every == 0
    ]
    return _svg(_HEIGHT + 24, [*drawn, *named, f'<text x="0" y="10">{most:,} at most</text>'])


def _column(
    name: str, parts: Mapping[str, int], series: Sequence[str], left: float, step: float, most: int
) -> str:
    drawn, top = [], float(_HEIGHT)
    for colour, part in enumerate(series):
        height = parts.get(part, 0) / most * (_HEIGHT - 20)
        top -= height
        told = escape(f"{name}: {parts.get(part, 0):,} {part}")
        drawn.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{max(step - 1, 0.5):.1f}"'
            f' height="{height:.1f}" fill="{_colour(colour)}"><title>{told}</title></rect>'
        )
    return "".join(drawn)


def bars(rows: Mapping[str, int]) -> str:
    """One horizontal bar for each key, with its number."""
    most = max(rows.values(), default=0) or 1
    drawn = []
    for place, (name, number) in enumerate(rows.items()):
        top, width = place * _ROW, number / most * (WIDTH - _LABEL - 90)
        drawn.append(
            f'<text x="0" y="{top + 15}">{escape(name[:34])}</text>'
            f'<rect x="{_LABEL}" y="{top + 3}" width="{width:.1f}" height="{_ROW - 7}"'
            f' fill="{_colour(0)}"/><text x="{_LABEL + width + 6:.1f}" y="{top + 15}">{number:,}</text>'
        )
    return _svg(len(rows) * _ROW + 4, drawn)


def legend(series: Sequence[str]) -> str:
    """Which colour is which."""
    return " ".join(
        f'<span class="key" style="background:{_colour(place)}"></span>{escape(name)}'
        for place, name in enumerate(series)
    )


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _svg(height: int, parts: Sequence[str]) -> str:
    view = f'viewBox="0 0 {WIDTH} {height}" width="100%" role="img"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view}>{"".join(parts)}</svg>'
