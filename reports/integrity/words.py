"""What each sign is called, what may explain it innocently, and what to do next. No sign accuses anybody."""

from __future__ import annotations

from dataclasses import dataclass

from reports.content import Translate


@dataclass(frozen=True, slots=True)
class Words:
    """The words that go with a sign."""

    title: str
    reasons: str
    """What an honest office may have done or met."""
    next_step: str
    """Look, recount or visit."""


def sign_words(translate: Translate) -> dict[str, Words]:
    """Words of the signs found in an office's week, by kind."""
    _ = translate
    return {
        "top_box": Words(
            _("Nhiều “rất hài lòng” hơn thường lệ"),
            _("phục vụ tốt lên thật, tuần ít việc khó, có người mới hướng dẫn"),
            _("hỏi đơn vị đã đổi gì trong tuần, rồi đến quan sát một buổi"),
        ),
        "straight_lining": Words(
            _("Nhiều phiếu chọn một mức cho mọi câu"),
            _("người hài lòng về mọi mặt cũng chọn như vậy; phiếu có người giúp điền thường giống nhau"),
            _("xem ở quầy: ai mời, ai cầm máy khi người dân trả lời"),
        ),
        "heaping": Words(
            _("Ít số phút tròn hơn thường lệ"),
            _("quầy có máy ghi đúng số phút, hoặc người hướng dẫn đọc số phút trên phiếu chờ"),
            _("so số phút với máy lấy số của tuần đó"),
        ),
        "spike": Words(
            _("Một số phút được nêu nhiều khác thường"),
            _("có bảng báo thời gian chờ, hoặc việc nào cũng mất chừng ấy phút"),
            _("so số phút với máy lấy số của tuần đó"),
        ),
        "variance": Words(
            _("Các ngày và quầy giống nhau khác thường"),
            _("tuần đều việc, không ngày nào đông hay trục trặc"),
            _("đếm lại phiếu theo ngày và quầy, đối chiếu với lịch trực"),
        ),
        "coverage": Words(
            _("Ít người trả lời hơn mà lại hài lòng hơn"),
            _("mạng chập chờn, hết poster, tuần đông người vội; phục vụ tốt lên thật"),
            _("đến xem người dân có được mời như nhau không, poster còn đủ không"),
        ),
        "tier_gap": Words(
            _("Phiếu quét mã in hài lòng hơn phiếu theo mã dùng một lần"),
            _("người dùng mã in đến vì việc khác hoặc vào giờ khác"),
            _("dùng số của phiếu theo mã dùng một lần khi kết luận; xem mã in đặt ở đâu"),
        ),
        "tier_share": Words(
            _("Phiếu quét mã in chiếm nhiều hơn thường lệ"),
            _("hết giấy in mã dùng một lần, máy in hỏng, mới treo thêm poster"),
            _("đối chiếu số mã dùng một lần đã phát trong tuần"),
        ),
        "surge": Words(
            _("Nhiều phiếu trên số lượt hơn thường lệ"),
            _("có đợt mời trả lời, có người hướng dẫn, mới đặt máy ở sảnh"),
            _("hỏi đơn vị về đợt mời, đếm lại phiếu theo ngày"),
        ),
        "burst": Words(
            _("Nhiều phiếu đến dồn dập ở một quầy trong một ngày"),
            _("một đoàn đông được hướng dẫn cùng lúc; mạng đứt rồi gửi dồn"),
            _("đối chiếu số lượt của quầy ngày đó, hỏi có đoàn đông không"),
        ),
    }


def other_words(translate: Translate) -> dict[str, Words]:
    """Words of what is seen in a whole period, by kind."""
    _ = translate
    return {
        "desk": Words(
            _("Phiếu theo mã nhiều hơn mã đã in"),
            _("mã in ở nơi khác chưa nhập vào hệ thống"),
            _("giữ nguyên dữ liệu, báo cơ quan cấp trên kiểm tra khóa và cơ sở dữ liệu"),
        ),
        "month": Words(
            _("Mã đã in nhiều hơn lượt giao dịch của tháng"),
            _("số lượt nhập thiếu, mã in dư chưa hủy"),
            _("đối chiếu sổ giao mã, hủy mã thừa, kiểm tra số lượt đã nhập"),
        ),
        "day": Words(
            _("Mã đã in nhiều hơn lượt giao dịch của ngày"),
            _("số lượt nhập thiếu, mã in cho nhiều ngày ghi vào một ngày"),
            _("đối chiếu sổ giao mã, hủy mã thừa, kiểm tra số lượt đã nhập"),
        ),
        "visits": Words(
            _("Số lượt giao dịch tăng vọt"),
            _("nhập nhầm số hoặc nhầm cột; đợt cao điểm thật, đơn vị mới nhận thêm việc"),
            _("đối chiếu với máy lấy số hoặc sổ tiếp nhận; số sai thì cơ quan cấp trên nhập lại"),
        ),
        "silence": Words(
            _("Quầy im lặng dù vẫn có người đến"),
            _("quầy tạm đóng hoặc mới mở, poster bị gỡ, che hoặc dán đè, màn hình tắt, mất mạng"),
            _("đến xem trong ngày: quét thử mã, tìm nhãn dán đè, in lại poster nếu cần"),
        ),
        "peers": Words(
            _("Nhiều “rất hài lòng” hơn hẳn các đơn vị cùng cấp"),
            _("đơn vị nhận việc dễ hơn, cơ sở mới, làm tốt thật"),
            _("so trong cùng lĩnh vực ở trang kết quả; nếu vẫn cao, đến học cách làm và quan sát"),
        ),
        "few_and_content": Words(
            _("Độ phủ thấp mà tỷ lệ hài lòng cao so với đơn vị cùng cấp"),
            _("ít poster, mạng yếu, người dân vội; làm tốt thật"),
            _("đến xem ai được mời trả lời; mời cơ quan cấp trên hỏi lại một số người"),
        ),
        "straight_desk": Words(
            _("Quầy có nhiều phiếu chọn một mức cho mọi câu"),
            _("người hài lòng về mọi mặt cũng chọn như vậy; phiếu có người giúp điền thường giống nhau"),
            _("xem ở quầy: ai mời, ai cầm máy khi người dân trả lời"),
        ),
        "tier_gap": sign_words(translate)["tier_gap"],
        "year_end": Words(
            _("Phiếu tăng mạnh trong hai tuần cuối năm đánh giá"),
            _("có đợt mời trả lời trước hạn báo cáo"),
            _("hỏi đơn vị về đợt mời; so tỷ lệ của hai tuần này với cả năm"),
        ),
    }
