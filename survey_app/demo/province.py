"""The structure of the simulated province: two levels since 1 July 2025, a provincial centre and 45 commune centres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from survey_app.demo.names import AREAS, ISLANDS, SECTORS

PROVINCE = "mo_phong"
CENTRE = "mo_phong_tt"
SHOWN_DESK = f"{CENTRE}_q06"
"""The desk that is shown first: it serves two sectors, so that its page asks every question."""
TWO_LEVELS_FROM = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit and how busy it is next to the others of its kind."""

    code: str
    name_vi: str
    name_en: str
    level: str
    area: str = ""
    busyness: float = 0.0


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """A desk of a unit and the sectors it serves, in the order of its form."""

    code: str
    unit: str
    name_vi: str
    name_en: str
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Province:
    """Everything that stands before the first citizen comes in. `centres` are the units that serve."""

    root: DemoUnit
    centres: tuple[DemoUnit, ...]
    desks: tuple[DemoDesk, ...]

    @property
    def sectors(self) -> tuple[str, ...]:
        """Codes of the sectors, in their order."""
        return tuple(sector[0] for sector in SECTORS)


PROVINCIAL_DESKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Đầu tư", "Investment", ("dau_tu",)),
    ("Doanh nghiệp", "Enterprises", ("doanh_nghiep",)),
    ("Xây dựng", "Construction", ("xay_dung",)),
    ("Giao thông vận tải", "Transport", ("giao_thong",)),
    ("Đất đai", "Land", ("dat_dai",)),
    ("Đất đai, môi trường", "Land and environment", ("dat_dai", "moi_truong")),
    ("Nông nghiệp", "Agriculture", ("nong_nghiep",)),
    ("Lao động, người có công", "Labour and merit", ("lao_dong", "nguoi_co_cong")),
    ("Y tế, bảo trợ xã hội", "Health and social assistance", ("y_te", "bao_tro_xa_hoi")),
    ("Giáo dục", "Education", ("giao_duc",)),
    ("Tư pháp", "Justice", ("ho_tich", "chung_thuc")),
    ("Giao thông, xây dựng", "Transport and construction", ("giao_thong", "xay_dung")),
)
THREE_DESKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Hộ tịch, chứng thực", "Civil status and certification", ("ho_tich", "chung_thuc")),
    ("Đất đai, xây dựng", "Land and construction", ("dat_dai", "xay_dung", "moi_truong", "nong_nghiep")),
    (
        "Chính sách xã hội, hộ kinh doanh",
        "Social policy and household businesses",
        ("bao_tro_xa_hoi", "nguoi_co_cong", "doanh_nghiep", "giao_duc"),
    ),
)
TWO_DESKS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "Tư pháp, chính sách xã hội",
        "Justice and social policy",
        ("ho_tich", "chung_thuc", "bao_tro_xa_hoi", "nguoi_co_cong", "giao_duc"),
    ),
    (
        "Kinh tế, đất đai",
        "Economy and land",
        ("dat_dai", "xay_dung", "moi_truong", "nong_nghiep", "doanh_nghiep"),
    ),
)
BUSYNESS = (3.2, 2.2, 1.5, 1.0, 0.75, 0.55, 0.42, 0.3)
"""Of a former district's communes, busiest first: half of the people come to a quarter of the places."""
BUSY_ENOUGH_FOR_THREE = 0.5


@cache
def build_province() -> Province:
    """Return the province; it is the same whatever the seed."""
    root = DemoUnit(PROVINCE, "Tỉnh Mô Phỏng (dữ liệu mô phỏng)", "Mô Phỏng Province (simulated data)", "province")
    centre = DemoUnit(
        CENTRE,
        "Trung tâm Phục vụ hành chính công tỉnh Mô Phỏng (mô phỏng)",
        "Mô Phỏng Provincial Public Administrative Service Centre (simulated)",
        "provincial_centre",
        busyness=20.0,
    )
    centres = (centre, *_communes())
    return Province(root, centres, tuple(desk for unit in centres for desk in _desks(unit)))


def _communes() -> tuple[DemoUnit, ...]:
    places = [
        (area, f"{'phường' if place < 2 else 'xã'} {name}", f"{name} {'Ward' if place < 2 else 'Commune'}", place)
        for area, names in AREAS
        for place, name in enumerate(names)
    ]
    places.append((ISLANDS[0], f"đặc khu {ISLANDS[1]}", f"{ISLANDS[1]} Special Zone", len(BUSYNESS) - 1))
    return tuple(
        DemoUnit(
            f"{PROVINCE}_x{number:02d}",
            f"{_centre_words(name_vi)} {name_vi} (mô phỏng)",
            f"{name_en} Public Administrative Service Centre (simulated)",
            "commune_centre",
            area,
            BUSYNESS[place],
        )
        for number, (area, name_vi, name_en, place) in enumerate(places, start=1)
    )


def _centre_words(name: str) -> str:
    # the special zone's name is written out in full: the longest any page, poster or table must hold
    return "Trung tâm Phục vụ hành chính công" if name.startswith("đặc khu") else "Trung tâm PVHCC"


def _desks(unit: DemoUnit) -> tuple[DemoDesk, ...]:
    if unit.level == "provincial_centre":
        plan = PROVINCIAL_DESKS
    else:
        plan = THREE_DESKS if unit.busyness > BUSY_ENOUGH_FOR_THREE else TWO_DESKS
    return tuple(
        DemoDesk(
            f"{unit.code}_q{number:02d}",
            unit.code,
            f"Quầy {number} – {name_vi}",
            f"Desk {number} – {name_en}",
            sectors,
        )
        for number, (name_vi, name_en, sectors) in enumerate(plan, start=1)
    )
