"""Phone numbers and the like in comments: fifty that are found, fifty that only look like it (trust C7)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.personal_data import KINDS, Kind, find_personal_data, kinds_in, mask

WORDS: dict[Kind, str] = {kind: f"[{kind}]" for kind in KINDS}

HITS: list[tuple[str, str]] = [
    # phones
    ("Xin gọi 0912345678 cho tôi", "Xin gọi [phone] cho tôi"),
    ("SĐT: 0912 345 678.", "SĐT: [phone]."),
    ("sđt0987654321", "sđt[phone]"),
    ("0912.345.678", "[phone]"),
    ("0912-345-678 nhé", "[phone] nhé"),
    ("0912…345…678", "[phone]"),
    ("gọi 0912… 345… 678 nhé", "gọi [phone] nhé"),
    # longer than a paper's number should be, a passport, an account
    ("cccd:001099012345678", "cccd:[identity]"),
    ("CCCD số 00109901234567890", "CCCD số [identity]"),
    ("STK 19034567890123", "STK [identity]"),
    ("stk vietcombank: 0071 0001 23456", "stk vietcombank: [identity]"),
    ("chuyển vào số tài khoản 19034567890123 giúp", "chuyển vào số tài khoản [identity] giúp"),
    ("hộ chiếu B1234567", "hộ chiếu [identity]"),
    ("Hộ chiếu số c12345678 hết hạn", "Hộ chiếu số [identity] hết hạn"),
    ("09 12 34 56 87", "[phone]"),
    ("Tôi là Lan, 038 765 4321", "Tôi là Lan, [phone]"),
    ("zalo 0 9 1 2 3 4 5 6 7 8", "zalo [phone]"),
    ("+84912345678", "[phone]"),
    ("+84 912 345 678", "[phone]"),
    ("+84 (0) 912 345 678", "[phone]"),
    ("84912345678", "[phone]"),
    ("0084 912 345 678", "[phone]"),
    ("máy bàn 0239 3855 123", "máy bàn [phone]"),
    ("(024) 3825 1234", "[phone]"),
    ("028-38251234", "[phone]"),
    ("số cũ 01234567890 vẫn dùng", "số cũ [phone] vẫn dùng"),
    ("０９１２３４５６７８", "[phone]"),
    ("９１ rồi: 0912３４５678", "９１ rồi: [phone]"),
    ("0912 chấm 345 chấm 678", "[phone]"),
    ("0912 rồi 345 rồi đến 678", "[phone]"),
    ("không chín một hai ba bốn năm sáu bảy tám", "[phone]"),
    ("khong chin mot hai 345 678", "[phone]"),
    ("không 912345678", "[phone]"),
    ("O912345678", "[phone]"),
    ("0912\u200b345\u200b678", "[phone]"),
    ("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "[phone]"),
    ("gọi số 3855 123 giúp", "gọi số [phone] giúp"),
    ("0912345678, 0987654321", "[phone], [phone]"),
    ("0912345678-0987654321", "[phone]-[phone]"),
    ("0912345678 đồng chí gọi lại", "[phone] đồng chí gọi lại"),
    ("0912\n345678", "[phone]"),
    ("gọi 0912 345\r\n678 nhé", "gọi [phone] nhé"),
    ("0912345678\n0987654321", "[phone]\n[phone]"),
    ("O9l2345678", "[phone]"),
    ("o9l2.345.678", "[phone]"),
    ("09I2 345 678", "[phone]"),
    ("sdt O 9 l 2 3 4 5 6 7 8", "sdt [phone]"),
    # two of them, or one beside something else
    ("0912 345 678/0987 654 321", "[phone]/[phone]"),
    ("0912.345.678/0987.654.321", "[phone]/[phone]"),
    ("0912 345 678-0987 654 321", "[phone]-[phone]"),
    ("0912 345 678 - 0987 654 321", "[phone] - [phone]"),
    ("0912-345-678/0987-654-321", "[phone]/[phone]"),
    ("0912-345-678-0987-654-321", "[phone]-[phone]"),
    ("0912.345.678.0987.654.321", "[phone].[phone]"),
    ("091 234 5678/098 765 4321", "[phone]/[phone]"),
    ("024 3825 1234/0912 345 678", "[phone]/[phone]"),
    ("0912345678/0987654321/0398765432", "[phone]/[phone]/[phone]"),
    ("0912 345 678/Lan", "[phone]/Lan"),
    ("0912.345.678/Lan", "[phone]/Lan"),
    ("0912-345-678/LAN", "[phone]/LAN"),
    ("0912345678/Lan", "[phone]/Lan"),
    ("12/11-0912 345 678", "12/11-[phone]"),
    ("ngày 12/11,0912 345 678", "ngày 12/11,[phone]"),
    ("ngày 02/11,0912 345 678", "ngày 02/11,[phone]"),
    ("số 5-0912.345.678", "số 5-[phone]"),
    ("042 085 001 345/0912 345 678", "[identity]/[phone]"),
    ("0912 345 678/042 085 001 345", "[phone]/[identity]"),
    ("183 456 789/0912 345 678", "[identity]/[phone]"),
    ("gọi 3855123/0912 345 678", "gọi [phone]/[phone]"),
    ("0912 345 678 đ", "[phone] đ"),
    ("0912 345 678.5 lần", "[phone].5 lần"),
    ("0912-345-678-5", "[phone]-5"),
    ("12/11(0912 345 678)", "12/11[phone])"),
    ("Lan_0912 345 678", "Lan_[phone]"),
    ("61/2018/NĐ-CP_0912345678", "61/2018/NĐ-CP_[phone]"),
    ("0912;345;678", "[phone]"),
    ("0912:345:678", "[phone]"),
    ("0912 ~ 345 ~ 678", "[phone]"),
    ("0912   345      678", "[phone]"),
    ("0912'345'678", "[phone]"),
    ("CCCD 042|085|001|234", "CCCD [identity]"),
    ("0912345678;0987654321", "[phone];[phone]"),
    ("số CCCD: 042085001234; số điện thoại: 0912345678", "số CCCD: [identity]; số điện thoại: [phone]"),
    # behind another number and the sign that stands within it
    ("tổ 3.0912.345.678", "tổ 3.[phone]"),
    ("Q5-0912-345-678", "Q5-[phone]"),
    ("số 12/0912/345/678", "số 12/[phone]"),
    ("khu 4_091_234_5678", "khu 4_[phone]"),
    ("5.042.085.001.345", "5.[identity]"),
    ("12/11/H40.12-240101-0001", "12/11/[dossier]"),
    ("Lan.H40.12-240101-0001_5", "Lan.[dossier]_5"),
    ("5/STK 19034567890123", "5/STK [identity]"),
    ("STK 19034567890123 024 3825 1234", "STK [identity] [phone]"),
    # identity papers
    ("CCCD O42O85OO1234", "CCCD [identity]"),
    ("CMND l83456789", "CMND [identity]"),
    ("CCCD 042085\n001234", "CCCD [identity]"),
    ("CCCD 042085001234", "CCCD [identity]"),
    ("căn cước số 042 085 001 234", "căn cước số [identity]"),
    ("042.085.001.234", "[identity]"),
    ("0420 8500 1234", "[identity]"),
    ("CMND 183456789", "CMND [identity]"),
    ("cmnd: 183 456 789", "cmnd: [identity]"),
    ("số 183456789 của tôi", "số [identity] của tôi"),
    ("định danh cá nhân là 042085001000", "định danh cá nhân là [identity]"),
    ("０４２０８５００１２３４", "[identity]"),
    ("một tám ba bốn năm sáu bảy tám chín", "[identity]"),
    # e-mail
    ("lan.nguyen@gmail.com", "[email]"),
    ("Thư: An_99+hs@mail.tinh.gov.vn!", "Thư: [email]!"),
    ("lan ＠ gmail．com", "[email]"),
    ("lan (at) gmail (dot) com", "[email]"),
    ("lan a còng gmail chấm com", "[email]"),
    ("lan chấm nguyen a còng gmail chấm com", "[email]"),
    ("lan (a còng) gmail.com", "[email]"),
    ("lan[@]gmail.com", "[email]"),
    ("ten tại gmail.com", "[email]"),
    ("thư lan.nguyen tại gmail chấm com nhé", "thư [email] nhé"),
    ("lan at gmail dot com", "[email]"),
    ("lan a móc yahoo.com", "[email]"),
    ("lan@gmail", "[email]"),
    # plates
    ("29A12345", "[plate]"),
    ("29 A 123 45", "[plate]"),
    ("29-D1 12345", "[plate]"),
    ("29AA-123.45", "[plate]"),
    ("29a 123 45", "[plate]"),
    ("38k1 12345", "[plate]"),
    ("38A-l23.45", "[plate]"),
    ("biển số 29a 1234", "biển số [plate]"),
    ("xe máy 38n1 23456", "xe máy [plate]"),
    ("80-011-NG-01", "[plate]"),
    ("xe 29A-123.45 đỗ ở cửa", "xe [plate] đỗ ở cửa"),
    ("30E12345", "[plate]"),
    ("51F1-234.56", "[plate]"),
    ("38-B1 234.56", "[plate]"),
    ("59X1 123.45", "[plate]"),
    ("38H-1234", "[plate]"),
    ("29a-12345", "[plate]"),
    ("38k1-123.45", "[plate]"),
    ("29MĐ1-123.45", "[plate]"),
    # dossiers
    ("000.00.16.H26-250101-0001", "[dossier]"),
    ("000.00.16.H26.250101.0001", "[dossier]"),
    ("000.00.16.H26–250101–0001", "[dossier]"),
    ("000 00 16 H26 250101 0001", "[dossier]"),
    ("OOO.OO.16.H26-250101-0001", "[dossier]"),
    ("000.00.16.H26-250101\n-0001", "[dossier]"),
    ("H262501010001", "[dossier]"),
    ("hồ sơ 000.00.19.H26-240115-0012 chậm", "hồ sơ [dossier] chậm"),
    ("H40.12-240101-0001", "[dossier]"),
    ("H15.50.05.13-261008-0975", "[dossier]"),
    ("h40.12 - 240101 - 0001", "[dossier]"),
    ("H40.12 gạch 240101 gạch 0001", "[dossier]"),
    ("mã hồ sơ là 24011500012", "mã hồ sơ là [dossier]"),
    ("biên nhận số: TN-2024.001234", "biên nhận số: [dossier]"),
]

MISSES = [
    "chờ từ 8…9…10 giờ",
    "làm hộ chiếu 2 lần, mất 3 ngày",
    "chuyển tài khoản 1.500.000 đồng",
    "chuyển tài khoản 15000000 đồng",
    "nộp vào tài khoản 20 000 000 đ",
    "làm CCCD 3 lần trong năm 2026",
    "đổi căn cước ngày 02/11/2026, hẹn 15/11/2026",
    "hộ chiếu 10 năm, phí 200.000 đồng",
    "tạo tài khoản 2 lần vẫn báo lỗi 500",
    "Lệ phí 1.500.000 đồng là cao",
    "1500000đ",
    "150.000.000 đồng",
    "150000000 đồng",
    "hết 123.456.789 đồng",
    "khoảng 912 345 678 VND",
    "12 triệu 500 nghìn",
    "350.000.000",
    "500000000",
    "1.234.567.890",
    "84.912.345.678 đồng",
    "năm 2024, 2025 và 2026",
    "2023 2024 2025",
    "giai đoạn 2021-2030",
    "ngày 02/11/2026",
    "hẹn 03/05/2026 08:30",
    "từ 02/11/2026 đến 09/11/2026",
    "05.07.2026 09.07.2026",
    "09/12/26 tôi đến",
    "tháng 12/2025 và 01/2026",
    "lúc 8h30, 9h15, 10 giờ 45",
    "07:30 08:45 09:15",
    "tỷ lệ 1:200; 1:500; 1:1000; 1:2000",
    "quầy 03;05;07;09;11",
    "câu 1: 5; câu 2: 4; câu 3: 5; câu 4: 5; câu 5: 4",
    "thửa 12; 34; 56 và tờ 78; 90",
    "7:30:00; 8:45:10; 9:15:20",
    "lần 1: 15 phút; lần 2: 20 phút; lần 3: 120 phút",
    "năm 2023: 1200 lượt; 2024: 1500 lượt",
    "mở cửa 7:30-11:30, 13:30-17:00",
    "Nghị định 61/2018/NĐ-CP",
    "118/2025/NĐ-CP, 01/2018/TT-VPCP và 1001/QĐ-BNV",
    "Luật 91/2025/QH15",
    "thủ tục 1.004194",
    "2.000815.000.00.00.H26",
    "mã thủ tục 1.012345.H56",
    "quầy 5, quầy 06 và quầy 07",
    "các quầy 03 05 07 09 11",
    "số thứ tự 1024",
    "tổng đài 1900 6068",
    "gọi 19001234",
    "gọi 18001096 miễn phí",
    "gọi 115",
    "phòng 12B 2024",
    "tầng 2 phòng 201-205",
    "thửa 123, tờ bản đồ 45",
    "diện tích 100,5 m2",
    "1.250.300 người",
    "100200300 lượt",
    "đạt 79,4% (74,1–84,0; 212 phiếu)",
    "chờ 15 20 25 30 phút",
    "tọa độ 18.345678, 105.123456",
    "đường 3/2, số nhà 12/34/56",
    "12/11/2026-15/11/2026",
    "ngày 02/11-05/11, 03/12-09/12",
    "từ 1.200.000đ-1.500.000đ",
    "150 000 000-200 000 000 đồng",
    "1.200.000/1.500.000 đồng",
    "12/TTr-UBND, 05/QĐ-UBND và 1862/QĐ-UBND",
    "quầy 5 1862/QĐ-UBND, ngày 05/10/2025 61/2018/NĐ-CP",
    "quầy 03-05-07/09-11",
    "7h30-11h30/13h30-17h00",
    "thửa 123-45/tờ 67-89, lô 12/34-56",
    "giai đoạn 2021-2025/2026-2030",
    "một hai ba lần mới xong",
    "năm lần bảy lượt, ba bốn ngày",
    "không một ai hướng dẫn",
    "xe 29 chỗ, 12345 hồ sơ",
    "lúc 15h 30000 đồng gửi xe",
    "giấy A4 10 tờ, mẫu 01A-2024",
    "mã số thuế 0301234567",
    "gặp @ UBND. Cam on",
    "Cảm ơn @quay5",
    "mẫu số 05/ĐK và 06a/ĐK",
    "điểm 9, 8, 7, 10, 9, 8",
    "số hồ sơ 15.000 bộ",
    "1/2, 3/4 và 5/6",
    "😀👩‍👩‍👧 1️⃣2️⃣3️⃣",
]

HONEST = [
    "Chờ 45 phút mới đến lượt, lệ phí 500.000đ là hơi cao",
    "Nộp 2 bộ, mỗi bộ 15 trang, hết 30.000đ tiền phô tô",
    "Phòng 201, tầng 2, quầy 5: cán bộ nhiệt tình",
    "Luật Đất đai 31/2024/QH15, Nghị định 101/2024/NĐ-CP và 102/2024/NĐ-CP",
    "Thông tư 04/2020/TT-BTP, Quyết định 1862/QĐ-UBND, TP/HT-2020-TKKS.1",
    "Hẹn 15/10/2025 nhưng 20/10/2025 mới trả",
    "Gọi tổng đài 1022, đường dây nóng 1900 1234 luôn bận, 1800 1096 miễn phí thì được",
    "Tôi đến lúc 7h30, 8h05 mới mở cửa; giấy ghi 7:30-11:30",
    "Nộp tại dichvucong.gov.vn bị lỗi, vào trang hatinh.gov.vn không tìm thấy",
    "Đăng nhập tại gmail.com không được",
    "lan tại quầy 3 rất nhiệt tình",
    "Gửi xe 5000 đồng, xe máy 10 000 đồng, xe 16 chỗ",
    "Thửa đất 123 tờ bản đồ 45 diện tích 1.250,5 m2, lô A12, khu B05",
    "Sổ đỏ cấp năm 1998, 2003, 2012",
    "Tầng 1 phòng 101\nTầng 2 phòng 201\nTầng 3 phòng 301",
    "Quầy 01\nQuầy 02\nQuầy 03",
    "101\n102\n103",
    "5\n10\n15\n20",
    "01\n02\n03\n04\n05",
    "1.500.000\n2.000.000\n500.000",
    "05/10/2025\n09/12/2025",
    "0912\n\n345678",
    "Mua 10l xăng, 20l nước; 20l 30l 45l",
    "Khu vực I 2024, khu vực II",
    "Số thứ tự A1024, B2048, số 0345 quầy 06",
    "phòng 12b 50000 đồng, nhà 29c ngõ 1234",
    "phí 50k 100k 150k, thu 1 triệu 200 ngàn",
    "biển số đẹp 5 số, xe 125 cc, quốc lộ 1A 12 km",
    "Hồ sơ H26 nộp 250101",
    "Lấy số 0012, gọi số 0034, 0056",
]
"""What people do write: minutes, prices, dates, rooms, laws, lists on lines, the numbers of hotlines."""


@pytest.mark.parametrize(("text", "masked"), HITS)
def test_personal_data_is_found_and_masked(text: str, masked: str) -> None:
    assert mask(text, WORDS) == masked


@pytest.mark.parametrize("text", [*MISSES, *HONEST])
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert find_personal_data(text) == ()


def test_there_are_fifty_of_each_and_none_is_counted_twice() -> None:
    assert len({text for text, _masked in HITS}) == len(HITS) >= 50
    assert len(set(MISSES)) == len(MISSES) >= 50


def test_a_hit_amid_harmless_numbers_is_found_alone() -> None:
    text = "Ngày 02/11/2026 nộp 1.500.000 đồng theo 61/2018/NĐ-CP, gọi 0912 345 678 trước 8h30"
    assert [text[span.start : span.end] for span in find_personal_data(text)] == ["0912 345 678"]


def test_the_kinds_are_named_once_in_a_fixed_order() -> None:
    assert kinds_in("a@b.vn, 0912345678, 0987654321") == ("phone", "email")
    assert kinds_in("Cảm ơn") == ()


def test_decomposed_letters_change_no_position() -> None:
    text = unicodedata.normalize("NFD", "Điện thoại của tôi: ") + "0912345678"
    assert mask(text, WORDS).endswith(": [phone]")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_ordered_stretches_inside_it(text: str) -> None:
    spans = find_personal_data(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"0[35789][0-9]{8}", fullmatch=True), st.sampled_from([" ", ".", "-", " - ", "\u200b", " chấm "]))
def test_every_mobile_number_is_found_however_it_is_grouped(number: str, between: str) -> None:
    text = f"xin gọi {between.join((number[:4], number[4:7], number[7:]))} nhé"
    assert mask(text, WORDS) == "xin gọi [phone] nhé"
