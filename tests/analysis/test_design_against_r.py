"""Stages, unequal probabilities, lone PSUs and replicate weights equal R's survey (values: reference/design.R)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import SurveyDesign, mean, poststratify, proportion, quantile, ratio, total
from analysis.design.pps import HartleyRao, JointProbabilities
from analysis.design.replicates import ReplicateWeights
from analysis.design.replication import replicates_of

REFERENCE = Path(__file__).parent / "reference"
CASES: dict[str, dict[str, Any]] = json.loads((REFERENCE / "design.json").read_text())["cases"]
SCHOOLS = {"E": 4421, "H": 755, "M": 1018}
API = ("api00", "enroll", "wide")
THREE = ("y", "x", "yes")
STEPS = {"psu": ["dnum", "snum"], "fpc": ["fpc1", "fpc2"]}
NESTED: dict[str, Any] = {"strata": ["region", "kind"], "nest": True}


def read(name: str) -> pd.DataFrame:
    cells = pd.read_csv(REFERENCE / f"{name}.csv")
    return cells.assign(wide=cells["sch.wide"].eq("Yes").astype(int)) if "sch.wide" in cells else cells


def lone_rows() -> pd.DataFrame:
    three = read("three_stage")
    kept = three[(three["region"] != "west") | (three["psu"] == 1)].reset_index(drop=True)
    return kept.assign(size1=kept["size1"].where(kept["region"] != "west", 2))


def as_r(design: SurveyDesign, names: tuple[str, str, str | None], expected: dict[str, Any], where: Any = None) -> None:
    y, x, yes = names
    found = mean(design, y, where=where)
    assert_same(found.value, found.se, expected, "mean")
    assert found.dof == max(expected["dof"], 1)
    if "deff" in expected:
        assert found.deff == pytest.approx(expected["deff"], rel=1e-8)
    summed = total(design, y, where=where)
    assert_same(summed.value, summed.se, expected, "total")
    part = ratio(design, y, x, where=where)
    assert_same(part.value, part.se, expected, "ratio")
    if yes is not None:
        share = proportion(design, yes, {1}, where=where)
        assert_same(share.value, share.se, expected, "share")
        if "beta" in expected and 0 < share.value < 1:
            assert [share.ci_low, share.ci_high] == pytest.approx(expected["beta"], rel=1e-7)
            plain = proportion(design, yes, {1}, where=where, method="mean")
            assert [plain.ci_low, plain.ci_high] == pytest.approx(expected["interval"], rel=1e-7)


def assert_same(value: float, se: float, expected: dict[str, Any], what: str) -> None:
    assert value == pytest.approx(expected[what], rel=1e-8)
    assert se == pytest.approx(expected[f"{what}_se"], rel=1e-8, abs=1e-9 * abs(value))


STAGES = {
    "apiclus2": STEPS,
    "apiclus2 weights": {"psu": ["dnum", "snum"], "weights": "pw"},
    "apiclus2 replaced": {"psu": ["dnum", "snum"], "weights": "pw", "fpc": ["endless", "fpc2"]},
}


@pytest.mark.parametrize("name", STAGES)
def test_two_stages_equal_r(name: str) -> None:
    cells = read("apiclus2").assign(endless=np.inf)
    as_r(SurveyDesign(cells, **STAGES[name]), API, CASES[name])


def test_answers_may_be_the_last_stage_without_a_label() -> None:
    cells = read("apiclus2")
    as_r(SurveyDesign(cells, psu="dnum", fpc=["fpc1", "fpc2"]), API, CASES["apiclus2"])
    as_r(SurveyDesign(cells, psu="dnum", fpc=["fpc1", "fpc2"]), API, CASES["apiclus2 H"], cells["stype"].eq("H"))


@pytest.mark.parametrize("name", ["apiclus2 H", "apiclus2 post", "apiclus2 post H"])
def test_two_stages_equal_r_in_domains_and_after_poststratification(name: str) -> None:
    cells = read("apiclus2")
    design = SurveyDesign(cells, **STEPS)
    design = poststratify(design, "stype", SCHOOLS) if "post" in name else design
    as_r(design, API, CASES[name], cells["stype"].eq("H") if name.endswith("H") else None)


def test_mu284_and_hospital_equal_r() -> None:
    as_r(SurveyDesign(read("mu284"), psu=["id1", "id2"], fpc=["n1", "n2"]), ("y1", "n2", None), CASES["mu284"])
    hospital = SurveyDesign(read("hospital"), psu="hospno", strata="oblevel", weights="weighta", fpc="tothosp")
    as_r(hospital, ("births", "weightats", None), CASES["hospital"])


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("three ")])
def test_three_stages_with_strata_at_the_second_equal_r(name: str) -> None:
    _, lone, strict, *part = name.split()
    cells = read("three_stage")
    where = {"f": cells["sex"].eq("f"), "3": cells["psu"].eq(3) | (cells["y"] > 90)}
    sizes = ["size1", "size2", "size3"]
    for units in (["psu", "list", "person"], ["psu", "list"]):
        options: dict[str, Any] = {"lone_psu": lone, "lone_in_domain": strict == "domains", **NESTED}
        design = SurveyDesign(cells, psu=units, fpc=sizes, **options)
        as_r(design, THREE, CASES[name], where[part[0]] if part else None)


@pytest.mark.parametrize("strict", ["usual", "domains"])
@pytest.mark.parametrize("lone", ["adjust", "remove", "certainty"])
def test_lone_psus_of_a_domain_equal_r(lone: Any, strict: str) -> None:
    options: dict[str, Any] = {"lone_psu": lone, "lone_in_domain": strict == "domains"}
    three, clus, strat = read("three_stage"), read("apiclus2"), read("apistrat")
    two = SurveyDesign(three, psu=["psu", "list"], fpc=["size1", "size2"], **NESTED, **options)
    as_r(two, THREE, CASES[f"two {lone} {strict} f"], three["sex"].eq("f"))
    as_r(SurveyDesign(clus, **STEPS, **options), API, CASES[f"apiclus2 {lone} {strict} H"], clus["stype"].eq("H"))
    big = (strat["enroll"] > 2300) | (strat["api00"] > 880)
    as_r(SurveyDesign(strat, strata="stype", fpc="fpc", **options), API, CASES[f"apistrat {lone} {strict} big"], big)


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("lone")])
def test_lone_psus_averaged_equal_r(name: str) -> None:
    stages, _, strict, *part = name.split()
    cells = lone_rows()
    options: dict[str, Any] = {"lone_psu": "average", "lone_in_domain": strict == "domains", "nest": True}
    where = {
        "f": cells["sex"].eq("f"),
        "3": (cells["psu"].eq(3) & cells["region"].eq("north")) | cells["region"].ne("north"),
    }
    design = (
        SurveyDesign(cells, psu=["psu", "list"], strata=["region", "kind"], fpc=["size1", "size2"], **options)
        if stages == "lone"
        else SurveyDesign(cells, psu="psu", strata="region", weights="size3", **options)
    )
    as_r(design, THREE, CASES[name], where[part[0]] if part else None)


def election_design(words: list[str], cells: pd.DataFrame) -> SurveyDesign:
    joint = pd.read_csv(REFERENCE / "election_jointprob.csv").to_numpy()
    kinds = {
        "brewer": "brewer",
        "overton": "overton",
        "HR": HartleyRao(CASES["known"]["sum_squares"]) if len(words) == 1 else "HR",
        "joint": JointProbabilities(joint, **({"tolerance": 0} if "all" in words else {})),
    }
    strata, variance = "area" if "strata" in words else None, "YG" if "YG" in words else "HT"
    return SurveyDesign(cells, fpc="p", strata=strata, pps=kinds[words[0]], pps_variance=variance)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("election")])
def test_unequal_probabilities_equal_r(name: str) -> None:
    cells = read("election_pps")
    cells = cells.assign(won=(cells["Bush"] > cells["Kerry"]).astype(int))
    words = name.split()[1:]
    where = cells["votes"] > 5e5 if "big" in words else None
    design = election_design([word for word in words if word != "big"], cells)
    as_r(design, ("Bush", "votes", "won"), CASES[name], where)


@pytest.mark.parametrize(
    "name", [name for name in CASES if name.startswith("apiclus2 ") and name.split()[1] in ["brewer", "overton", "HR"]]
)
def test_unequal_probabilities_of_clusters_equal_r(name: str) -> None:
    cells = read("apiclus2_pps")
    kind: Any = name.split()[1]
    two: dict[str, Any] = {"psu": ["dnum", "snum"], "strata": ["group", "group"], "fpc": ["p1", "p2"]}
    one: dict[str, Any] = {"psu": "dnum", "strata": "group", "fpc": "p1"}
    design = SurveyDesign(cells, pps=kind, **(two if kind == "brewer" else one))
    where = cells["stype"].eq("H") if name.endswith("H") else None
    as_r(design, API if kind == "brewer" else ("api00", "dnum", "wide"), CASES[name], where)


def replicated(kind: str, mse: bool) -> SurveyDesign:
    clus, few = read("apiclus1"), read("apistrat").iloc[::4].reset_index(drop=True)
    rs = 1 + np.arange(1, 16) % 3 / 10
    jk1, jkn, boot = (read(f"rep_{name}").to_numpy() for name in ("jk1", "jkn", "boot"))
    sets = {
        "jk1": (clus, ReplicateWeights(jk1, kind="JK1", mse=mse)),
        "post": (clus, ReplicateWeights(jk1, kind="JK1", mse=mse)),
        "scale": (clus, ReplicateWeights(jk1, kind="JK1", scale=0.5, rscales=rs, mse=mse)),
        "other": (clus, ReplicateWeights(jk1, kind="other", scale=0.9, rscales=rs, mse=mse)),
        "acs": (clus, ReplicateWeights(boot, kind="ACS", mse=mse)),
        "jk2": (clus, ReplicateWeights(jk1, kind="JK2", mse=mse)),
        "boot": (clus, ReplicateWeights(boot, kind="bootstrap", mse=mse)),
        "jkn": (few, ReplicateWeights(jkn, "JKn", rscales=CASES["rscales"]["jkn"], mse=mse, combined=False)),
        "jknpost": (few, ReplicateWeights(jkn, "JKn", rscales=CASES["rscales"]["jkn"], mse=mse, combined=False)),
        "guessed": (few, ReplicateWeights(jkn, "JKn", mse=mse, combined=False)),
    }
    cells, replicates = sets[kind]
    design = SurveyDesign(cells, weights="pw", replicates=replicates)
    return poststratify(design, "stype", SCHOOLS) if kind.endswith("post") else design


@pytest.mark.filterwarnings("ignore:replicates")
@pytest.mark.parametrize("name", [name for name in CASES if name.startswith("rep ") and len(name.split()) > 2])
def test_replicate_weights_equal_r(name: str) -> None:
    words = name.split()
    kind, mse = words[1] if words[2] != "scale" else "scale", "mse" in words
    if kind in ("brr", "fay"):
        given = ReplicateWeights(
            read(f"rep_{kind}"), "BRR", rho=0.3 if kind == "fay" else None, combined=False, mse=mse
        )
        as_r(SurveyDesign(read("scd"), replicates=given), ("alive", "arrests", None), CASES[name])
        return
    design = replicated(kind, mse)
    where = design.cells["stype"].eq(words[-1]) if words[-1] in SCHOOLS else None
    as_r(design, API, CASES[name], where)


def test_a_quantile_with_replicate_weights_equals_r() -> None:
    found, expected = quantile(replicated("jk1", False), "api00", 0.5), CASES["rep quantile"]
    assert found.value == pytest.approx(expected["value"], rel=1e-8)
    assert [found.ci_low, found.ci_high] == pytest.approx(expected["ci"], rel=1e-7)
    assert found.se == pytest.approx(expected["se"], rel=1e-7)


MADE = {
    "jk1": ("apiclus1", {"psu": "dnum", "weights": "pw"}, {"kind": "JK1"}),
    "jk1 fpc": ("apiclus1", {"psu": "dnum", "weights": "pw", "fpc": "fpc"}, {"kind": "JK1"}),
    "jkn fpc": ("apistrat", {"strata": "stype", "fpc": "fpc"}, {"kind": "JKn"}),
    "brr": ("scd", {"psu": "ambulance", "strata": "ESA", "nest": True}, {"kind": "BRR"}),
    "fay": ("scd", {"psu": "ambulance", "strata": "ESA", "nest": True}, {"kind": "BRR", "rho": 0.3}),
    "lone adjust": ("", {"lone_psu": "adjust"}, {"kind": "JKn"}),
    "lone average": ("", {"lone_psu": "average"}, {"kind": "JKn"}),
    "lone remove": ("", {"lone_psu": "remove"}, {"kind": "JKn"}),
}


@pytest.mark.parametrize("name", MADE)
def test_replicates_made_from_a_design_equal_r(name: str) -> None:
    source, options, asked = MADE[name]
    west = {"psu": "psu", "strata": "region", "weights": "size3", "nest": True}
    design = SurveyDesign(read(source), **options) if source else SurveyDesign(lone_rows(), **west, **options)  # type: ignore[arg-type]
    names = ("alive", "arrests", None) if source == "scd" else API if source else THREE
    as_r(replicates_of(design, **asked), names, CASES[f"made {name}"])  # type: ignore[arg-type]
