"""A request whose body is longer than any page takes: not read to its end, and told by the page it was sent to.

waitress refuses such a request with a page of its own, in English and without our headers; a phone with our script
would take that for a stranger's answer and send again. So the application is asked all the same: it sees the length,
answers 413 as it does to a body that is only a little too long, and the connection ends.
"""

from __future__ import annotations

from waitress.channel import HTTPChannel  # type: ignore[import-untyped]  # no type information is published
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]  # the same
from waitress.utilities import RequestEntityTooLarge  # type: ignore[import-untyped]  # the same

LONGEST_BODY = 16 * 1024 * 1024
"""Bytes. More than any page takes, so that a file somewhat too large is read and told of without a cut connection."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # without types it is Any
    """Stops where the body is too long: at its announced length, or where a chunked one comes to the limit."""

    error: object = None

    def received(self, data: bytes) -> int:
        """Take in what came, and tell how much of it was of this request."""
        consumed: int = super().received(data)
        if not isinstance(self.error, RequestEntityTooLarge):
            return consumed
        self.error = None
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        # what follows is the rest of the body and no request: nothing more is read from this connection
        self.headers["CONNECTION"] = "close"
        self.connection_close = True
        self.expect_continue = False
        return len(data)


class Channel(HTTPChannel):  # type: ignore[misc]  # without types it is Any
    """A connection whose requests are read by our parser."""

    parser_class = Parser
