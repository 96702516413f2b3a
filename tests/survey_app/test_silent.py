"""Those who did not answer: beside a share by ticket, those who answered without one are among them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from survey_app.results.silent import make_silent
from tests.reports.findings_factory import make_total


@pytest.mark.parametrize(("tier", "heard"), [("pooled", 234), ("ticket", 128)])
def test_coverage_is_of_the_answers_that_the_share_rests_on(tier: str, heard: int) -> None:
    total = make_total(n=234, visits=1000, tier=tier)
    assert total.share is not None
    study = make_silent(replace(total, share=replace(total.share, n=128)))
    assert study is not None
    assert study.coverage == pytest.approx(heard / 1000)
