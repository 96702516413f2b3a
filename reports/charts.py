"""Charts as SVG and PNG, drawn by matplotlib without its global state.

matplotlib is imported only when a chart is drawn: most commands never draw one.
"""

from __future__ import annotations

import re
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from reports.content import Chart
from reports.sector_chart import draw_sectors
from reports.trend_chart import draw_trend

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
_SETTINGS: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "svg.fonttype": "none",
    "svg.hashsalt": "sipas",
    "path.simplify": False,
}
# matplotlib reads its settings while it draws, and they are one per process
_DRAWING = Lock()


def to_svg(chart: Chart) -> str:
    """The chart as an SVG whose text is text and whose look is in attributes, so that it needs no style rule."""
    written = BytesIO()
    _save(chart, written, format="svg", metadata={"Date": None, "Creator": None, "Title": chart.title})
    return _plain(written.getvalue().decode("utf-8"), chart)


def to_png(chart: Chart, *, dpi: int = 160) -> bytes:
    """The chart as a picture."""
    written = BytesIO()
    _save(chart, written, format="png", dpi=dpi, metadata={"Software": None})
    return written.getvalue()


def _save(chart: Chart, written: BytesIO, **options: Any) -> None:
    import matplotlib

    with _DRAWING, matplotlib.rc_context(_SETTINGS):
        _figure(chart).savefig(written, **options)


def _figure(chart: Chart) -> Figure:
    return {"sectors": draw_sectors, "trend": draw_trend}[chart.key](chart)


def _plain(svg: str, chart: Chart) -> str:
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r' style="([^"]*)"', lambda found: _attributes(found[1]), svg)
    svg = svg.replace("<svg ", '<svg role="img" stroke-linejoin="round" stroke-linecap="butt" ', 1)
    head, _, rest = svg.partition(">")
    rest = re.sub(r"^\s*<title>.*?</title>", "", rest, flags=re.DOTALL)
    return f"{head}>\n <title>{_escaped(chart.title)}</title>\n <desc>{_escaped(chart.description)}</desc>{rest}"


def _attributes(style: str) -> str:
    found = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        if colon:
            found.append(_attribute(name.strip(), value.strip()))
    return "".join(found)


def _attribute(name: str, value: str) -> str:
    if name == "font":
        # a shorthand like "600 13px 'DejaVu Sans'" is a style rule only
        size = re.search(r"([\d.]+)px", value)
        weight = re.match(r"(bold|\d{3})\s", value)
        parts = f' font-size="{size[1]}"' if size else ""
        parts += f' font-weight="{weight[1]}"' if weight else ""
        return f'{parts} font-family="{FONTS}"'
    if name == "font-family":
        return f' font-family="{FONTS}"'
    return f' {name}="{value}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
