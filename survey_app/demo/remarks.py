"""What the simulated visitors write: plain remarks that name nobody."""

from __future__ import annotations

CONTENT = (
    "Hướng dẫn rõ ràng, tôi làm xong nhanh hơn dự kiến.",
    "Nơi ngồi chờ sạch sẽ, có nước uống.",
    "Được giải thích kỹ giấy tờ cần nộp, cảm ơn.",
    "Trả kết quả sớm hơn ngày hẹn.",
    "Lấy số thứ tự dễ, gọi đúng lượt.",
    "Không phải đi lại lần nào thêm.",
    "Nhân viên tận tình với người lớn tuổi.",
    "Mẫu đơn có sẵn và dễ điền.",
)
NOT_CONTENT = (
    "Chờ hơi lâu vào sáng thứ Hai, mong mở thêm quầy.",
    "Tôi phải quay lại vì chưa được dặn đủ giấy tờ ngay từ đầu.",
    "Bảng niêm yết chữ nhỏ, khó đọc.",
    "Hồ sơ trễ hẹn mà không thấy báo trước.",
    "Mỗi lần hỏi được trả lời một khác.",
    "Máy lấy số bị hỏng, mọi người đứng chen nhau.",
    "Thiếu chỗ ngồi chờ vào giờ đông.",
    "Nên cho biết trước khoảng bao lâu thì đến lượt.",
)
