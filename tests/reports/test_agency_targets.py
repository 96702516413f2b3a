"""An agency is told against a target only where all its sectors have that same one."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis import Target
from reports import build_report
from reports.action_findings import find_finding
from reports.compared import Page
from reports.findings import Findings, Row
from reports.protection import protect

sys.path.insert(0, str(Path(__file__).parent))
from findings_factory import make_findings, make_row  # noqa: E402

GENERAL, PRIORITY = Target(">=", 0.75), Target(">=", 0.85)
BY_SECTOR = "xem theo lĩnh vực"


def land(satisfied: int, *, agency: str = "so") -> Row:
    return make_row("dat_dai", "Đất đai", 200, satisfied, is_priority=True, target=PRIORITY, agency=agency)


def civil(*, agency: str = "so") -> Row:
    return make_row("ho_tich", "Hộ tịch", 300, 280, target=GENERAL, agency=agency)


def of_agency(*sectors: Row, n: int = 500, satisfied: int = 440) -> Findings:
    """An agency that was kept with the general target, as all were."""
    agency = make_row("so", "Sở", n, satisfied, kind="agency", target=GENERAL)
    return make_findings(sectors=sectors, agencies=(agency,))


def told(findings: Findings) -> tuple[str, str]:
    table = build_report(findings).table("agencies")
    cells = {column.key: cell.text for column, cell in zip(table.columns, table.row("so").cells, strict=True)}
    return cells.get("target", ""), cells["signal"]


def test_an_agency_whose_sectors_have_different_targets_is_told_by_sector() -> None:
    findings = of_agency(land(160), civil())
    assert told(findings) == ("", BY_SECTOR)
    assert any("không theo cơ quan" in note for note in build_report(findings).table("agencies").notes)


def test_an_agency_whose_sectors_share_a_target_is_told_against_it() -> None:
    assert told(of_agency(land(160), n=200, satisfied=160)) == ("≥ 85%", "dưới mức, chưa đủ căn cứ")
    assert told(of_agency(civil(), n=300, satisfied=280)) == ("≥ 75%", "trên mức")


def test_a_sector_that_changed_hands_within_the_period_leaves_no_target() -> None:
    assert told(of_agency(land(160, agency="khac"), civil(), n=400, satisfied=350)) == ("", BY_SECTOR)


def test_comparison_and_sentence_say_the_same() -> None:
    findings = of_agency(land(160), civil())
    figure = Page(protect(findings), "vi", str).figure("agencies", "so")
    assert (figure.signal.text, figure.target.text, figure.is_unsure) == (BY_SECTOR, "", False)
    finding = find_finding(findings, "agencies:so")
    assert finding is not None
    assert BY_SECTOR in finding.text
    assert "trên mức" not in finding.text
