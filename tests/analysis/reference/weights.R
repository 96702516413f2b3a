# Writes weights.json: raking, calibration, trimming, crossed post-strata and nonresponse classes as R has them.
# Run: Rscript weights.R (in this folder). Data: api and nhanes (survey; nhanes.csv is written by tests_and_models.R),
# desk_days.csv. The auxiliaries of the api samples
# stand in *_auxiliaries.csv, row by row beside apistrat.csv, apiclus1.csv and apiclus2.csv (design.R).
suppressMessages(library(survey))
source("write_json.R")
options(survey.lonely.psu = "adjust", digits = 17, warn = 1)
data(api); data(nhanes)
auxiliaries <- c("awards", "api99", "api.stu")
write.csv(apistrat[, auxiliaries], "apistrat_auxiliaries.csv", row.names = FALSE)
write.csv(apiclus1[, auxiliaries], "apiclus1_auxiliaries.csv", row.names = FALSE)
write.csv(apiclus2[, "api99", drop = FALSE], "apiclus2_auxiliaries.csv", row.names = FALSE)
desk <- read.csv("desk_days.csv", stringsAsFactors = FALSE)
desk$psu <- paste(desk$desk, desk$day)
desk$satisfied <- as.numeric(desk$overall >= 4)

cases <- list()
plain <- function(x) as.vector(x)
keep <- function(name, design, y, share, by) {
  m <- svymean(y, design); s <- svymean(share, design); t <- svytotal(y, design)
  d <- svyby(share, by, design, svymean)
  w <- weights(design, "sampling")
  cases[[name]] <<- list(weights = c(sum(w), sum(w^2), min(w), max(w), w[1:5]),
    mean = c(coef(m), SE(m)), share = c(coef(s), SE(s)), total = c(coef(t), SE(t)),
    domains = plain(coef(d)), domain_se = plain(SE(d)))
}
tight <- list(maxit = 5000, epsilon = 1e-13)
count_of <- function(variable, data) as.data.frame(table(data[, variable, drop = FALSE]), responseName = "Freq")

# Schools: the population is apipop.
apistrat$wide <- as.numeric(apistrat$sch.wide == "Yes"); apiclus1$wide <- as.numeric(apiclus1$sch.wide == "Yes")
pop <- apipop
designs <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  clus = svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1),
  ones = svydesign(id = ~dnum, weights = ~1, data = apiclus1))
margin <- lapply(setNames(nm = c("stype", "sch.wide", "awards", "comp.imp")), count_of, pop)
crossed <- count_of(c("stype", "sch.wide"), pop)
sums <- colSums(model.matrix(~ stype + api99 + api.stu, pop))
labels <- colSums(model.matrix(~ stype + sch.wide, pop))
named <- function(table) setNames(as.list(table$Freq), do.call(paste, c(unname(as.list(lapply(table[names(table) != "Freq"], as.character))))))
cases[["population"]] <- list(stype = named(margin$stype), sch.wide = named(margin$sch.wide), comp.imp = named(margin$comp.imp),
                              crossed = named(crossed), api99 = sums[["api99"]], api.stu = sums[["api.stu"]])
mine <- function(name, design) keep(name, design, ~api00, ~wide, ~stype)
for (name in names(designs)) {
  d <- designs[[name]]
  say <- function(what) paste(name, what)
  mine(say("post crossed"), postStratify(d, ~stype + sch.wide, crossed))
  mine(say("rake 2"), rake(d, list(~stype, ~sch.wide), margin[c("stype", "sch.wide")], control = tight))
  mine(say("rake 3"), rake(d, list(~stype, ~sch.wide, ~comp.imp), margin[c("stype", "sch.wide", "comp.imp")], control = tight))
  mine(say("rake crossed"), rake(d, list(~stype + sch.wide, ~comp.imp), list(crossed, margin$comp.imp), control = tight))
  mine(say("rake 1"), rake(d, list(~sch.wide), margin["sch.wide"], control = tight))
  mine(say("linear"), calibrate(d, ~stype + api99 + api.stu, sums))
  mine(say("linear labels"), calibrate(d, ~stype + sch.wide, labels))
  mine(say("linear one"), calibrate(d, ~api99, sums[c("(Intercept)", "api99")]))
  mine(say("no intercept"), calibrate(d, ~api.stu - 1, sums["api.stu"]))
  mine(say("raking no intercept"), calibrate(d, ~api.stu - 1, sums["api.stu"], calfun = "raking", epsilon = 1e-12))
  mine(say("variance"), calibrate(d, ~api99, sums[c("(Intercept)", "api99")], variance = d$variables$enroll))
  mine(say("raking variance"), calibrate(d, ~api99, sums[c("(Intercept)", "api99")], variance = d$variables$enroll / 1000,
                                         calfun = "raking", epsilon = 1e-12))
  mine(say("raking"), calibrate(d, ~stype + api99 + api.stu, sums, calfun = "raking", epsilon = 1e-12))
  mine(say("raking labels"), calibrate(d, ~stype + sch.wide, labels, calfun = "raking", epsilon = 1e-12))
  mine(say("post then rake"), rake(postStratify(d, ~stype, margin$stype), list(~sch.wide, ~comp.imp),
                                   margin[c("sch.wide", "comp.imp")], control = tight))
  mine(say("rake then calibrate"), calibrate(rake(d, list(~stype, ~sch.wide), margin[c("stype", "sch.wide")], control = tight),
                                             ~api99, sums[c("(Intercept)", "api99")]))
}
bounded <- function(name, d, what, bounds, ...)
  mine(paste(name, what), calibrate(d, ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")], bounds = bounds,
                                    epsilon = 1e-12, maxit = 500, ...))
bounded("clus", designs$clus, "linear bounded", c(0.6, 1.6))
bounded("clus", designs$clus, "raking bounded", c(0.6, 1.6), calfun = "raking")
bounded("clus", designs$clus, "logit", c(0.4, 2.2), calfun = "logit")
bounded("strat", designs$strat, "linear bounded", c(0.95, 1.05))
bounded("strat", designs$strat, "logit", c(0.9, 1.1), calfun = "logit")
bounded("ones", designs$ones, "logit", c(0.3, 2.5), calfun = "logit")
for (name in c("clus", "ones"))
  mine(paste(name, "by psu"), calibrate(designs[[name]], ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")],
                                        aggregate.stage = 1))
mine("clus by psu raking", calibrate(designs$clus, ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")],
                                     aggregate.stage = 1, calfun = "raking", epsilon = 1e-12))

raked <- rake(designs$clus, list(~stype, ~sch.wide), margin[c("stype", "sch.wide")], control = tight)
mine("clus trimmed", trimWeights(raked, lower = 22, upper = 40))
mine("clus trimmed strict", trimWeights(raked, lower = 22, upper = 36, strict = TRUE))
mine("clus trimmed then post", postStratify(trimWeights(raked, upper = 36, strict = TRUE), ~stype, margin$stype))

# People: unequal weights, strata, PSUs nested in them, an outcome with gaps.
people <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
share_of <- function(variable, parts) {
  labels <- sort(unique(as.character(nhanes[[variable]])))
  setNames(data.frame(labels, parts / sum(parts) * 3e8), c(variable, "Freq"))
}
ages <- share_of("agecat", c(28, 26, 27, 19)); races <- share_of("race", c(15, 63, 13, 9)); sexes <- share_of("RIAGENDR", c(49, 51))
hold <- function(name, design) {
  m <- svymean(~HI_CHOL, design, na.rm = TRUE); d <- svyby(~HI_CHOL, ~race, design, svymean, na.rm = TRUE); w <- weights(design)
  cases[[name]] <<- list(weights = c(sum(w), sum(w^2), min(w), max(w), w[1:5]), mean = c(coef(m), SE(m)),
                         domains = plain(coef(d)), domain_se = plain(SE(d)))
}
hold("nhanes rake", rake(people, list(~agecat, ~race, ~RIAGENDR), list(ages, races, sexes), control = tight))
p <- c(`(Intercept)` = 3e8, `agecat(19,39]` = ages$Freq[ages$agecat == "(19,39]"], `agecat(39,59]` = ages$Freq[ages$agecat == "(39,59]"],
       `agecat(59,Inf]` = ages$Freq[ages$agecat == "(59,Inf]"], RIAGENDR = 3e8 * (49 + 2 * 51) / 100)
hold("nhanes calibrate", calibrate(people, ~agecat + RIAGENDR, p))
hold("nhanes calibrate raking", calibrate(people, ~agecat + RIAGENDR, p, calfun = "raking", epsilon = 1e-12))
hold("nhanes trimmed rake", rake(trimWeights(people, lower = 5000, upper = 90000, strict = TRUE), list(~agecat, ~RIAGENDR),
                                 list(ages, sexes), control = tight))

# Desk-days.
visits <- function(by) setNames(aggregate(reformulate(by, "visits"), unique(desk[, c("unit", "sector", "visits")]), sum), c(by, "Freq"))
days <- svydesign(id = ~psu, strata = ~unit, weights = ~1, data = desk)
keep("desk rake", rake(days, list(~unit, ~sector), list(visits("unit"), visits("sector")), control = tight),
     ~minutes, ~satisfied, ~sector)

# Nonresponse classes: Σ_c (Σ d)(Σ r d y) / (Σ r d) by the delta method on totals.
apiclus1$answered <- as.numeric(apiclus1$api99 %% 3 != 0)
everyone <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
for (type in c("E", "H", "M")) {
  inside <- as.numeric(apiclus1$stype == type)
  everyone$variables[[paste0("d", type)]] <- inside
  everyone$variables[[paste0("r", type)]] <- inside * apiclus1$answered
  everyone$variables[[paste0("y", type)]] <- inside * apiclus1$answered * apiclus1$api00
}
parts <- svytotal(~ dE + dH + dM + rE + rH + rM + yE + yH + yM, everyone)
found <- svycontrast(parts, list(total = quote(dE * yE / rE + dH * yH / rH + dM * yM / rM),
                                 mean = quote((dE * yE / rE + dH * yH / rH + dM * yM / rM) / (dE + dH + dM))))
# The same, then post-stratified to known totals by type: the class sizes fall out.
known <- svycontrast(parts, list(total = quote(4421 * yE / rE + 755 * yH / rH + 1018 * yM / rM)))
cases[["nonresponse"]] <- list(total = c(coef(found)[["total"]], SE(found)[1]), mean = c(coef(found)[["mean"]], SE(found)[2]),
                               known = c(coef(known)[["total"]], SE(known)))
# Two stages, unequal probabilities, pairs of PSUs.
two <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
pps <- svydesign(id = ~1, fpc = ~p, pps = "brewer", data = transform(apistrat, p = 1 / pw))
few <- sums[c("(Intercept)", "stypeH", "stypeM", "api99")]
options(survey.lonely.psu = "average")
said <- function(name, m) cases[[name]] <<- list(value = plain(coef(m)), se = plain(SE(m)))
said("two rake", svymean(~api00, rake(two, list(~stype, ~sch.wide), margin[c("stype", "sch.wide")], control = tight)))
logit <- calibrate(two, ~stype + api99, few, calfun = "logit", bounds = c(0.2, 4), epsilon = 1e-13)
said("two logit", svymean(~api00, logit))
said("two logit high schools", svytotal(~api00, subset(logit, stype == "H")))
said("two by psu", svymean(~api00, calibrate(two, ~stype + api99, few, aggregate.stage = 1)))
said("pps raking", svymean(~api00, calibrate(pps, ~stype + api99, few, calfun = "raking", epsilon = 1e-13)))
data(scd)
scd$w <- c(3, 2.5, 4, 1, 2, 6)
pairs <- svydesign(id = ~ambulance, strata = ~ESA, weights = ~w, data = scd, nest = TRUE)
said("scd bounded", svyratio(~alive, ~arrests, calibrate(pairs, ~arrests, c(20, 6000), bounds = c(0.3, 2), epsilon = 1e-13)))

# Replicate weights: each set is adjusted anew.
again <- as.svrepdesign(designs$clus, type = "JK1", compress = FALSE)
sets <- as.data.frame(unclass(as.matrix(weights(again, "analysis")))); names(sets) <- paste0("r", seq_along(sets))
write.csv(sets, "apiclus1_replicates.csv", row.names = FALSE)
cases[["replicates"]] <- list(scale = again$scale, rscales = again$rscales[1], mse = as.numeric(again$mse))
mine("rep plain", again)
mine("rep post", postStratify(again, ~stype, margin$stype))
mine("rep rake", rake(again, list(~stype, ~sch.wide), margin[c("stype", "sch.wide")], control = tight))
mine("rep linear", calibrate(again, ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")], compress = FALSE))
mine("rep raking", calibrate(again, ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")], compress = FALSE,
                             calfun = "raking", epsilon = 1e-12))
mine("rep logit", calibrate(again, ~stype + api99, sums[c("(Intercept)", "stypeH", "stypeM", "api99")], compress = FALSE,
                            calfun = "logit", bounds = c(0.2, 3), epsilon = 1e-12))
write_cases(cases, "weights.json")
