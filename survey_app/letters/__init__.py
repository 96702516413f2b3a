"""Letters: what each person asked to be told, written once, read as a page and sent by e-mail where they wish."""

from __future__ import annotations
