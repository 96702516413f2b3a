"""Where the demonstration will listen, found out before the long work."""

from __future__ import annotations

import errno
import socket

from survey_app.exceptions import PortInUse
from survey_app.serving import is_everywhere, lan_addresses


def check_port(host: str, port: int) -> None:
    """Refuse a port that cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        in_use = error.errno == errno.EADDRINUSE
        why = "đang được một chương trình khác dùng" if in_use else f"không mở được ({error.strerror or error})"
        raise PortInUse(
            f"Cổng {port} trên {host} {why}. Chưa dựng gì. "
            f"Hãy chọn cổng khác, ví dụ: sipas demo --port {port + 1 if port < 65535 else 8000}"
        ) from error


def base_url_for(host: str, port: int) -> str:
    """The address to print: with 0.0.0.0 the one a phone on the same network can reach."""
    if is_everywhere(host):
        host = next(iter(lan_addresses()), "127.0.0.1")
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
