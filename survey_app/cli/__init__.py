"""The command line: `sipas`. Each command lives in its own module and is imported only when it is called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from analysis import AnalysisError
from forms.exceptions import QuestionnaireError
from reports.exceptions import ReportError
from survey_app.exceptions import ImportRefused, SurveyAppError

COMMANDS = {
    "demo": ("demo", "Dựng một tỉnh mô phỏng, in poster, xuất tệp và chạy thử."),
    "init": ("init", "Tạo cơ sở dữ liệu và khóa bí mật, hoặc nâng cấp lược đồ."),
    "serve": ("serve", "Chạy máy chủ web (waitress)."),
    "user": ("user", "Thêm người dùng, giao vai trò, đổi mật khẩu."),
    "unit": ("place", "Nhập danh sách đơn vị."),
    "desk": ("place", "Nhập danh sách quầy, thay mã QR."),
    "sector": ("place", "Nhập danh sách lĩnh vực và cơ quan chủ trì."),
    "procedure": ("place", "Nhập danh sách thủ tục hành chính."),
    "transactions": ("transactions", "Nhập số lượt giao dịch và hồ sơ."),
    "plan": ("plan", "Xem, kiểm tra và áp dụng kế hoạch cải cách hành chính."),
    "plan-sample": ("plan_sample", "Tính số phiếu cần và số người cần mời."),
    "poster": ("poster", "In poster có mã QR cho quầy."),
    "tickets": ("tickets", "In mã đánh giá dùng một lần, xem các lô mã."),
    "screen": ("screen", "In địa chỉ của màn hình ở quầy."),
    "paper": ("paper", "In phiếu giấy, xem các tập phiếu."),
    "assist": ("assist", "In địa chỉ của trang ghi giúp người dân."),
    "kiosk": ("kiosk", "In địa chỉ và mã mở khóa của máy lấy ý kiến."),
    "close-day": ("close_day", "Khép các ngày đã qua (chạy mỗi đêm)."),
    "publish": ("publish", "Công bố các kỳ đã kết thúc (chạy mỗi đêm)."),
    "verify": ("verify", "Kiểm tra các bản đã công bố còn nguyên."),
    "letters": ("letters", "Gửi thư hằng tuần và cảnh báo (chạy theo hẹn giờ)."),
    "results": ("results", "In kết quả của một kỳ ra màn hình."),
    "export": ("export", "Xuất kết quả của một kỳ ra PDF, XLSX, CSV, JSON."),
}


class LazyCommands(click.Group):
    """A group that imports a command's module only when it is used, so that `sipas --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order a new administrator meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that holds the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"survey_app.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Lệnh"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in COMMANDS])


def telling_errors(run: Callable[[], Any]) -> int:
    """Call `run`; print what the kit refuses as plain sentences and return the exit code."""
    try:
        run()
    except (SurveyAppError, AnalysisError, QuestionnaireError, ReportError) as error:
        click.echo(f"Lỗi: {error}", err=True)
        for problem in error.problems if isinstance(error, ImportRefused) else ():
            click.echo(f"  – {problem}", err=True)
        if isinstance(error, SurveyAppError) and error.command:
            click.echo(f"Lệnh: {error.command}", err=True)
        return 1
    return 0


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--dir",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="SIPAS_DIR",
    default=Path("sipas-data"),
    show_default=True,
    help="Thư mục chứa cơ sở dữ liệu và khóa của nơi cài đặt.",
)
@click.version_option(package_name="sipas-desk", prog_name="sipas")
@click.pass_context
def sipas(ctx: click.Context, directory: Path) -> None:
    """Đo mức độ hài lòng và thời gian chờ tại quầy dịch vụ công.

    Bắt đầu nhanh:  sipas demo
    """
    ctx.obj = directory


def main() -> None:
    """Run the command line; the exit code is 0 for done, 1 for refused, 2 for a wrong call."""
    sys.exit(telling_errors(lambda: sipas(prog_name="sipas")))
