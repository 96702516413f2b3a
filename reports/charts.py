"""Charts as SVG and PNG, drawn by matplotlib without its global state.

matplotlib is imported only when a chart is drawn: most commands never draw one.
"""

from __future__ import annotations

import re
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any

from reports.chart_frame import ACCENT, BAND, INK, LINE, MUTED, PAPER
from reports.content import Chart
from reports.driver_drawing import draw_drivers
from reports.funnel_drawing import draw_funnel
from reports.row_drawing import draw_rows
from reports.week_drawing import draw_weeks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DARK = (
    "@media (prefers-color-scheme:dark){"
    + "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in (
            (INK, "#eceef1"),
            (MUTED, "#b4b8bf"),
            (LINE, "#3a3f47"),
            (ACCENT, "#7cc4f0"),
            (BAND, "#2b3037"),
            (PAPER, "#16181c"),
        )
    )
    + "}"
)
"""The same picture on a dark page. Every colour stands in an attribute too, for programs that know no style rule."""
DEFAULTS = {
    ("stroke-width", "1"),
    ("stroke-linejoin", "miter"),
    ("stroke-linejoin", "round"),
    ("stroke-linecap", "butt"),
}
COLOURS = 48
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


def to_png(chart: Chart, *, dpi: int = 144) -> bytes:
    """The chart as a picture of few colours, a quarter of the bytes of one of many."""
    from PIL import Image

    drawn, written = BytesIO(), BytesIO()
    _save(chart, drawn, format="png", dpi=dpi, metadata={"Software": None})
    drawn.seek(0)
    few = Image.open(drawn).convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(written, format="PNG", optimize=True)
    return written.getvalue()


def _save(chart: Chart, written: BytesIO, **options: Any) -> None:
    import matplotlib

    with _DRAWING, matplotlib.rc_context(_SETTINGS):
        _figure(chart).savefig(written, **options)


def _figure(chart: Chart) -> Figure:
    draw = {"rows": draw_rows, "weeks": draw_weeks, "funnel": draw_funnel, "drivers": draw_drivers}[chart.kind]
    return draw(chart)


def _plain(svg: str, chart: Chart) -> str:
    """Without what a reader's program does not need: about a third is left."""
    svg = svg[svg.index("<svg ") :]
    svg = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(r' style="([^"]*)"', lambda found: _attributes(found[1]), svg)
    svg = re.sub(r' id="(?:figure|patch|axes|text|line2d|xtick|ytick|matplotlib\.axis|LineCollection)[^"]*"', "", svg)
    svg = re.sub(r' id="(?:FillBetweenPolyCollection|PathCollection)[^"]*"', "", svg)
    # inside the tags only: 2.336 answers are not 2.3
    svg = re.sub(r"<[^>]*>", lambda tag: _shorter(tag[0]), svg)
    svg = re.sub(r"\s*\n\s*", " ", svg).replace("> <", "><").replace(' "', '"')
    while "<g></g>" in svg or "<g/>" in svg:
        svg = svg.replace("<g></g>", "").replace("<g/>", "")
    svg = _unnested(svg)
    look = f' role="img" stroke-linejoin="round" font-family="{FONTS}" '
    svg = svg.replace("<svg ", f"<svg{look}", 1)
    head, _, rest = svg.partition(">")
    rest = re.sub(r"^\s*<title>.*?</title>", "", rest, flags=re.DOTALL)
    words = f"<title>{_escaped(chart.title)}</title><desc>{_escaped(chart.description)}</desc>"
    return f"{head}>{words}<style>{DARK}</style>{rest}\n"


def _shorter(tag: str) -> str:
    """A tag with one decimal where the drawing has six, and without a turn by nothing."""
    tag = re.sub(r' transform="rotate\(-0 [^)]*\)"', "", tag)
    return re.sub(r"-?\d+\.\d{2,}", lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), tag)


def _unnested(svg: str) -> str:
    """Without groups that carry nothing."""
    parts, kept = re.split(r"(<g>|<g [^>]*>|</g>)", svg), []
    open_groups: list[bool] = []
    for part in parts:
        if part == "<g>":
            open_groups.append(False)
        elif part.startswith("<g "):
            open_groups.append(True)
            kept.append(part)
        elif part == "</g>":
            if open_groups.pop():
                kept.append(part)
        else:
            kept.append(part)
    return "".join(kept)


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
        return f'{parts} font-style="italic"' if "italic" in value else parts
    if (name, value) in DEFAULTS or name == "font-family":
        return ""
    return f' {name}="{value}"'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
