"""`sipas serve`: run the web server."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Ví dụ:  sipas serve    |    sipas serve --host 0.0.0.0 --port 8080")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="127.0.0.1: chỉ máy này; 0.0.0.0: mọi máy và điện thoại trong mạng.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng nghe.")
@click.option(
    "--publish/--no-publish",
    "publishes",
    default=True,
    show_default=True,
    help="Tự công bố kỳ gần đây mỗi ngày; tắt khi có hẹn giờ chạy sipas publish.",
)
@click.option(
    "--letters/--no-letters",
    "sends",
    default=True,
    show_default=True,
    help="Tự gửi thư hằng tuần và cảnh báo, khi đã đặt máy chủ thư; tắt khi có hẹn giờ chạy sipas letters send.",
)
@click.pass_obj
def serve(directory: Path, host: str, port: int, publishes: bool, sends: bool) -> None:
    """Chạy máy chủ web (waitress) cho trang trả lời và trang kết quả; không ghi lại yêu cầu nào."""
    # imported here: `sipas serve --help` answers without loading the web application
    from survey_app.app import create_app
    from survey_app.installing import open_installation
    from survey_app.nightly import start_nightly
    from survey_app.publishing_timer import start_timer
    from survey_app.serving import addresses, open_server, set_aside_what_stays

    settings, store = open_installation(directory)
    store.engine.dispose()
    app = create_app(settings)
    server = open_server(app, host, port)
    for address in addresses(host, port):
        click.echo(f"Đang chạy tại {address}")
    if settings.base_url:
        click.echo(f"Địa chỉ công khai: {settings.base_url}")
    click.echo("Dừng bằng Ctrl+C.")
    if publishes or sends:
        start_timer(app, publishes=publishes, sends=sends)
    start_nightly(app)
    set_aside_what_stays()
    server.run()
