"""A letter without a format: subject, parts and links, from which page, plain text and HTML are made."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from html import escape

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence, and the page of the kit that it leads to."""

    text: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Items under a heading."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says. `language` is that of its words."""

    language: str
    subject: str
    opening: str
    parts: tuple[Part, ...]
    closing: tuple[str, ...] = ()
    open_words: str = ""
    """What a link is called."""


@dataclass(frozen=True, slots=True)
class Footer:
    """How to stop the letters: words, and the whole address."""

    text: str
    address: str


def write_content(content: Content) -> str:
    """A letter as JSON."""
    return json.dumps(asdict(content), ensure_ascii=False, sort_keys=True)


def read_content(text: str) -> Content:
    """The same read back."""
    kept = json.loads(text)
    parts = tuple(Part(part["heading"], tuple(Item(**item) for item in part["items"])) for part in kept["parts"])
    return Content(**{**kept, "parts": parts, "closing": tuple(kept["closing"])})


def to_text(content: Content, base_url: str, footer: Footer | None = None) -> str:
    """The letter as plain text."""
    lines = [content.opening, ""]
    for part in content.parts:
        lines += [part.heading.upper(), ""]
        for item in part.items:
            lines.append(f"• {item.text}")
            if item.path:
                lines.append(f"  {base_url}{item.path}")
        lines.append("")
    lines += [*content.closing]
    if footer is not None:
        lines += ["", "-- ", footer.text, footer.address]
    return "\n".join(lines) + "\n"


def to_html(content: Content, base_url: str, footer: Footer | None = None) -> str:
    """The letter as simple HTML: no picture, no script, nothing fetched from anywhere."""
    parts = "".join(_html_part(part, content, base_url) for part in content.parts)
    closing = "".join(f'<p style="color:#55585f">{escape(line)}</p>' for line in content.closing)
    stop = ""
    if footer is not None:
        link = escape(footer.address)
        stop = f'<p style="color:#55585f">{escape(footer.text)} <a href="{link}">{link}</a></p>'
    return (
        f'<!doctype html><html lang="{escape(content.language)}"><head><meta charset="utf-8">'
        f"<title>{escape(content.subject)}</title></head>"
        '<body style="margin:0 auto;padding:16px;max-width:40em;font:16px/1.5 system-ui,sans-serif;color:#1b1b1f">'
        f"<p>{escape(content.opening)}</p>{parts}{closing}{stop}</body></html>\n"
    )


def _html_part(part: Part, content: Content, base_url: str) -> str:
    items = "".join(
        f"<li>{escape(item.text)}"
        + (f' <a href="{escape(base_url + item.path)}">{escape(content.open_words)}</a>' if item.path else "")
        + "</li>"
        for item in part.items
    )
    return f'<h2 style="font-size:18px">{escape(part.heading)}</h2><ul>{items}</ul>'
