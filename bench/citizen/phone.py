"""A phone on a bad line: bytes over a socket of its own, so that they can be counted and cut off."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlencode

HOST = "127.0.0.1"
SECONDS = 60.0
FIELD = re.compile(rb'type="hidden" name="([^"]+)" value="([^"]*)"')
LINGER_NOTHING = struct.pack("ii", 1, 0)
"""Closing then throws away what is under way and resets the connection, as a lost network does."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    location: str
    head: bytes
    body: bytes

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.head) + 4 + len(self.body)


@dataclass(frozen=True, slots=True)
class Phone:
    """Knows the port of the server and nothing else; every request is a new connection."""

    port: int

    def get(self, path: str, *headers: str) -> Reply:
        """Ask for a page."""
        return read_reply(self.exchange(request("GET", path, headers=headers)))

    def open(self, path: str) -> dict[str, str]:
        """Open a form and take what it sends along unseen."""
        reply = self.get(path)
        if reply.status != 200:
            raise ValueError(f"{path} was answered with {reply.status}")
        return {name.decode(): value.decode() for name, value in FIELD.findall(reply.body)}

    def send(self, path: str, fields: dict[str, str], *headers: str) -> Reply:
        """Send a form."""
        return read_reply(self.exchange(request("POST", path, urlencode(fields), headers)))

    def exchange(self, sent: bytes) -> bytes:
        """Send these bytes and read whatever comes until the server closes."""
        with socket.create_connection((HOST, self.port), SECONDS) as line:
            line.sendall(sent)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def cut(self, sent: bytes, *, awaits: bool = False) -> None:
        """Send these bytes and lose the connection, after the first byte of the reply if `awaits`."""
        with socket.create_connection((HOST, self.port), SECONDS) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOTHING)
            line.sendall(sent)
            if awaits:
                line.recv(1)


def request(method: str, path: str, body: str = "", headers: tuple[str, ...] = ()) -> bytes:
    """A request as a browser words it."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", "Accept-Language: vi", *headers]
    if method == "POST":
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", body]).encode()


def read_reply(received: bytes) -> Reply:
    """Take a reply apart."""
    head, _blank, body = received.partition(b"\r\n\r\n")
    place = re.search(rb"^location: (\S+)", head, re.IGNORECASE | re.MULTILINE)
    words = head.split(maxsplit=2)
    return Reply(int(words[1]) if len(words) > 1 else 0, place[1].decode() if place else "", head, body)
