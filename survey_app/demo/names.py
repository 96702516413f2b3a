"""Names of the simulated province: weather and sky, so that no real place is meant; agencies as reorganised in 2025."""

from __future__ import annotations

AREAS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Đồng Trăng",
        (
            "Trăng Non",
            "Trăng Rằm",
            "Vầng Trăng",
            "Bóng Trăng",
            "Ánh Trăng",
            "Trăng Sáng",
            "Trăng Khuyết",
            "Trăng Vàng",
        ),
    ),
    (
        "Sông Mây",
        ("Mây Trắng", "Mây Hồng", "Ráng Chiều", "Mây Ngàn", "Mây Xanh", "Mây Chiều", "Mây Bạc", "Mây Lững Lờ"),
    ),
    (
        "Núi Gió",
        ("Gió Nồm", "Gió Lành", "Heo May", "Gió Bấc", "Gió Ngàn", "Gió Sớm", "Lộng Gió", "Gió Ngủ Yên"),
    ),
    ("Biển Nắng", ("Nắng Sớm", "Nắng Hạ", "Hừng Đông", "Nắng Thu", "Ban Mai", "Nắng Mai", "Nắng Vàng Ruộm")),
    ("Hồ Sương", ("Sương Mai", "Mưa Xuân", "Mưa Rào", "Sương Sớm", "Cầu Vồng", "Giọt Sương", "Sương Giăng")),
    ("Đảo Sao", ("Sao Mai", "Sao Hôm", "Sao Khuê", "Ngân Hà", "Sao Băng", "Chòm Sao")),
)
"""Former districts and their communes, the busiest first; the first two of each are wards."""

ISLANDS = ("Đảo Sao", "Quần đảo Chòm Sao Bắc Đẩu – Hòn Nghiêng Sóng Vỗ – Bãi Mây Ẩm Ẫm")
"""The special zone: the longest name, with stacked marks."""

AGENCIES: tuple[tuple[str, str, str], ...] = (
    ("so_nnmt", "Sở Nông nghiệp và Môi trường", "Department of Agriculture and Environment"),
    ("so_xd", "Sở Xây dựng", "Department of Construction"),
    ("so_tc", "Sở Tài chính", "Department of Finance"),
    ("so_tp", "Sở Tư pháp", "Department of Justice"),
    ("so_nv", "Sở Nội vụ", "Department of Home Affairs"),
    ("so_yt", "Sở Y tế", "Department of Health"),
    ("so_gddt", "Sở Giáo dục và Đào tạo", "Department of Education and Training"),
)

SECTORS: tuple[tuple[str, str, str, str | None, str], ...] = (
    ("dat_dai", "Đất đai", "Land", "land", "so_nnmt"),
    ("xay_dung", "Xây dựng", "Construction", "construction", "so_xd"),
    ("dau_tu", "Đầu tư", "Investment", "investment", "so_tc"),
    (
        "doanh_nghiep",
        "Thành lập và hoạt động của doanh nghiệp, hộ kinh doanh",
        "Enterprises and household businesses",
        None,
        "so_tc",
    ),
    ("ho_tich", "Hộ tịch", "Civil status", None, "so_tp"),
    ("chung_thuc", "Chứng thực", "Certification of copies and signatures", None, "so_tp"),
    ("bao_tro_xa_hoi", "Bảo trợ xã hội", "Social assistance", None, "so_yt"),
    ("nguoi_co_cong", "Người có công", "People with meritorious service", None, "so_nv"),
    ("lao_dong", "Lao động, việc làm", "Labour and employment", None, "so_nv"),
    ("y_te", "Y tế", "Health", None, "so_yt"),
    ("giao_duc", "Giáo dục và đào tạo", "Education and training", None, "so_gddt"),
    ("giao_thong", "Giao thông vận tải", "Transport", None, "so_xd"),
    ("moi_truong", "Môi trường", "Environment", None, "so_nnmt"),
    (
        "nong_nghiep",
        "Nông nghiệp, lâm nghiệp, thủy lợi, thủy sản và phát triển nông thôn",
        "Agriculture, forestry, irrigation, fisheries and rural development",
        None,
        "so_nnmt",
    ),
)
"""Code, names, priority group, responsible agency."""
