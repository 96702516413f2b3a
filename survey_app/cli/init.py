"""`sipas init`: make or bring up to date an installation."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.installing import Installed, install


@click.command(
    epilog="Ví dụ:  sipas init    |    sipas --dir /var/lib/sipas init --base-url https://danhgia.tinh.gov.vn"
)
@click.option(
    "--base-url",
    metavar="ĐỊA_CHỈ",
    help="Địa chỉ công khai in trên poster, ví dụ https://danhgia.tinh.gov.vn. Bỏ trống thì giữ địa chỉ đã đặt.",
)
@click.option(
    "--results-place",
    metavar="NƠI",
    help="Nơi công bố kết quả hằng tuần, nêu ở trang cảm ơn, ví dụ “bảng tin của Trung tâm”. Ghi '' để bỏ.",
)
@click.option(
    "--smtp-url",
    metavar="MÁY_CHỦ",
    help="Máy chủ gửi thư: smtp+starttls://tài-khoản@máy-chủ:587, smtps://tài-khoản@máy-chủ:465 hoặc smtp://máy-chủ:25.",
)
@click.option("--smtp-from", metavar="ĐỊA_CHỈ_THƯ", help="Địa chỉ đứng tên thư gửi đi, ví dụ mot-cua@tinh.gov.vn.")
@click.option("--smtp-password", is_flag=True, help="Hỏi mật khẩu của tài khoản gửi thư (không hiện khi gõ).")
@click.pass_obj
def init(
    directory: Path,
    *,
    base_url: str | None,
    results_place: str | None,
    smtp_url: str | None,
    smtp_from: str | None,
    smtp_password: bool,
) -> None:
    """Tạo thư mục, khóa bí mật và cơ sở dữ liệu; chạy lại thì nâng cấp, không mất dữ liệu.

    Trước khi nâng cấp một cơ sở dữ liệu SQLite cũ, lệnh chép nó thành một tệp sipas-….db cùng thư mục.
    """
    password = click.prompt("Mật khẩu của tài khoản gửi thư", hide_input=True) if smtp_password else None
    given = {"SIPAS_SMTP_URL": smtp_url, "SIPAS_SMTP_FROM": smtp_from, "SIPAS_SMTP_PASSWORD": password}
    mail = {name: text for name, text in given.items() if text is not None}
    for line in _told(install(directory, base_url=base_url, results_place=results_place, mail=mail), directory):
        click.echo(line)


def _told(done: Installed, directory: Path) -> list[str]:
    lines = [f"Thư mục cài đặt: {directory.resolve()}"]
    lines.append("Đã tạo khóa bí mật secret.key." if done.made_key else "Khóa bí mật đã có, giữ nguyên.")
    if done.copy is not None:
        lines.append(f"Đã chép cơ sở dữ liệu cũ thành {done.copy.name}.")
    if done.revision_before is None:
        lines.append(f"Đã tạo các bảng (lược đồ {done.revision}).")
    elif done.revision_before != done.revision:
        lines.append(f"Đã nâng cấp lược đồ từ {done.revision_before} lên {done.revision}.")
    else:
        lines.append(f"Các bảng đã ở lược đồ mới nhất ({done.revision}), giữ nguyên.")
    if done.questionnaires:
        lines.append(f"Đã lưu phiếu hỏi: {', '.join(done.questionnaires)}.")
    if done.settings.base_url is None:
        lines.append("Chưa có địa chỉ công khai để in poster. Đặt bằng: sipas init --base-url https://…")
    else:
        lines.append(f"Địa chỉ công khai: {done.settings.base_url}")
    if done.settings.results_place:
        lines.append(f"Nơi công bố kết quả, nêu ở trang cảm ơn: {done.settings.results_place}")
    else:
        lines.append("Trang cảm ơn chưa nói xem kết quả ở đâu. Đặt bằng: sipas init --results-place “bảng tin của …”")
    if done.settings.mail is not None:
        lines.append(f"Thư gửi qua {done.settings.mail.place}, đứng tên {done.settings.mail.sender}.")
    return lines
