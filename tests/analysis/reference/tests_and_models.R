# Writes tests_and_models.json: what R's survey package says of tests and regressions. Run: Rscript tests_and_models.R
# Data: api, nhanes (both shipped with survey) and desk_days.csv.
suppressMessages(library(survey))
source("write_json.R")
options(survey.lonely.psu = "adjust", digits = 17)
data(api)
data(nhanes)
tight <- list(epsilon = 1e-15, maxit = 200)
apistrat$wide <- as.numeric(apistrat$sch.wide == "Yes")
apiclus1$wide <- as.numeric(apiclus1$sch.wide == "Yes")
more <- c("api99", "ell", "meals", "mobility") # beside the columns in apistrat.csv and apiclus1.csv, row by row
write.csv(apistrat[, more], "apistrat_more.csv", row.names = FALSE)
write.csv(apiclus1[, more], "apiclus1_more.csv", row.names = FALSE)
write.csv(nhanes, "nhanes.csv", row.names = FALSE)
desk <- read.csv("desk_days.csv", stringsAsFactors = FALSE)
desk$psu <- paste(desk$desk, desk$day)
desk$post <- paste(desk$unit, desk$sector)
desk$satisfied <- as.numeric(desk$overall >= 4)
desk$ordered <- factor(desk$overall)
totals <- unique(desk[, c("post", "visits")])
names(totals) <- c("post", "Freq")
nhanes$race <- factor(nhanes$race)
nhanes$agecat <- as.character(nhanes$agecat)
nhanes$chol <- nhanes$HI_CHOL

strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
post <- postStratify(clus, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))
nhanes_design <- svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes)
desks <- svydesign(id = ~psu, strata = ~unit, weights = ~1, data = desk)
weighted <- postStratify(desks, ~post, totals)

cases <- list()
keep <- function(name, ...) cases[[name]] <<- lapply(list(...), function(x) if (is.numeric(x)) as.vector(x) else x)
t_of <- function(name, formula, design, ...) {
  t <- svyttest(formula, design, ...)
  keep(paste("t", name), estimate = t$estimate, statistic = t$statistic, dof = t$parameter, p = t$p.value,
       ci = t$conf.int, wide = confint(t, level = 0.8))
}
api_t <- function(name, design) {
  t_of(paste(name, "one"), I(api00 - 650) ~ 0, design)
  t_of(paste(name, "two"), api00 ~ comp.imp, design)
  t_of(paste(name, "paired"), I(api00 - api99) ~ 0, design)
  t_of(paste(name, "share"), wide ~ comp.imp, design)
  t_of(paste(name, "domain"), api00 ~ comp.imp, subset(design, stype != "H"))
}
api_t("strat", strat); api_t("clus", clus); api_t("post", post)
t_of("nhanes two", HI_CHOL ~ RIAGENDR, nhanes_design)
t_of("nhanes one", I(HI_CHOL - 0.1) ~ 0, subset(nhanes_design, !is.na(HI_CHOL)))
for (d in c("desks", "weighted")) {
  t_of(paste(d, "two"), satisfied ~ resupply, get(d))
  t_of(paste(d, "domain"), minutes ~ resupply, subset(get(d), sector == "land"))
}

chi_of <- function(name, formula, design) {
  for (s in c("F", "Chisq", "Wald", "adjWald", "saddlepoint")) {
    x <- tryCatch(svychisq(formula, design, statistic = s), error = function(e) NULL)
    if (!is.null(x)) keep(paste("chi", name, s), statistic = x$statistic, p = x$p.value,
                          dof = if (is.null(x$parameter)) NULL else x$parameter)
  }
  labels <- all.vars(formula)
  two <- interaction(design$variables[[labels[1]]], design$variables[[labels[2]]], lex.order = TRUE)
  m <- svymean(~cell, update(design, cell = two), na.rm = TRUE)
  keep(paste("table", name), share = coef(m), se = SE(m))
}
chi_of("strat", ~sch.wide + stype, strat)
chi_of("clus", ~sch.wide + stype, clus)
chi_of("clus two", ~sch.wide + comp.imp, clus)
chi_of("post", ~sch.wide + comp.imp, post)
chi_of("nhanes", ~HI_CHOL + race, nhanes_design)
chi_of("nhanes domain", ~HI_CHOL + race, subset(nhanes_design, RIAGENDR == 1))
chi_of("desks", ~resupply + sector, desks)
chi_of("weighted", ~resupply + sector, weighted)
chi_of("weighted overall", ~overall + sector, weighted)
chi_of("weighted domain", ~resupply + sector, subset(weighted, overall >= 3))
gof_of <- function(name, formula, p, design, ...) {
  x <- svygofchisq(formula, p = p, design = design, ...)
  keep(paste("fit", name), statistic = x$statistic, p = x$p.value, parameter = x$parameter)
}
gof_of("strat", ~sch.wide, c(0.2, 0.8), strat)
gof_of("clus", ~stype, c(0.6, 0.2, 0.2), clus)
gof_of("nhanes", ~race, c(3, 10, 2, 1), nhanes_design)
gof_of("weighted", ~factor(overall), c(1, 2, 6, 7, 5), weighted)
gof_of("weighted resupply", ~factor(resupply), c(0.7, 0.3), weighted, na.rm = TRUE)

rank_of <- function(name, formula, design) {
  for (test in c("wilcoxon", "vanderWaerden", "median")) {
    r <- svyranktest(formula, design, test = test)
    if (is.null(r$ddf)) keep(paste("rank", name, test), estimate = r$estimate, statistic = r$statistic, dof = r$parameter, p = r$p.value)
    else keep(paste("rank", name, test), statistic = r$parameter / r$statistic, dof = c(r$statistic, r$ddf), p = r$p.value)
  }
}
rank_of("strat two", ell ~ comp.imp, strat)
rank_of("strat three", ell ~ stype, strat)
rank_of("clus two", ell ~ comp.imp, clus)
rank_of("clus three", api00 ~ stype, clus)
rank_of("post two", ell ~ comp.imp, post)
rank_of("post three", ell ~ stype, post)
rank_of("nhanes two", HI_CHOL ~ RIAGENDR, nhanes_design)
rank_of("nhanes four", HI_CHOL ~ race, nhanes_design)
rank_of("desks two", overall ~ resupply, desks)
rank_of("desks three", overall ~ sector, desks)
rank_of("desks domain", minutes ~ sector, subset(desks, overall >= 3))
rank_of("weighted two", overall ~ resupply, weighted)
rank_of("weighted domain", minutes ~ sector, subset(weighted, overall >= 3))

model_of <- function(name, m, ...) {
  s <- summary(m)$coefficients
  wald <- lapply(list(...), function(term) { w <- regTermTest(m, term); c(w$Ftest, w$df, w$ddf, w$p) })
  keep(paste("model", name), names = names(coef(m)), value = coef(m), se = SE(m), covariance = vcov(m), dof = m$df.residual,
       p = s[, 4], low = confint(m)[, 1], high = confint(m)[, 2])
  for (i in seq_along(wald)) keep(paste("wald", name, list(...)[[i]]), wald = wald[[i]])
}
logit <- function(formula, design) svyglm(formula, design, family = quasibinomial(), control = tight)
line <- function(formula, design) svyglm(formula, design, control = tight)
for (d in c("strat", "clus", "post")) {
  model_of(paste(d, "linear"), line(api00 ~ ell + meals + stype, get(d)), "stype", "ell")
  model_of(paste(d, "logistic"), logit(wide ~ ell + meals + mobility, get(d)), "ell")
  model_of(paste(d, "domain"), logit(wide ~ ell + mobility, subset(get(d), stype == "E")), "mobility")
}
model_of("nhanes logistic", logit(HI_CHOL ~ race + agecat + RIAGENDR, nhanes_design), "race", "agecat")
model_of("nhanes domain", logit(HI_CHOL ~ race + agecat, subset(nhanes_design, RIAGENDR == 2)), "race")
for (d in c("desks", "weighted")) {
  model_of(paste(d, "logistic"), logit(satisfied ~ sector + minutes, get(d)), "sector")
  model_of(paste(d, "missing"), logit(resupply ~ sector + overall, get(d)), "sector")
  model_of(paste(d, "linear"), line(overall ~ sector + minutes, get(d)), "sector")
  model_of(paste(d, "domain"), logit(satisfied ~ unit + minutes, subset(get(d), sector == "land")), "unit")
  model_of(paste(d, "trend linear"), line(satisfied ~ day, get(d)))
  model_of(paste(d, "trend logit"), logit(satisfied ~ day, get(d)))
  by_day <- svyglm(satisfied ~ factor(day) - 1, get(d)) # svyby(covmat = TRUE) fails on post-stratified designs
  x <- svycontrast(by_day, (0:4 - 2) / 10)
  keep(paste("weekly", d), value = coef(x), se = SE(x))
}

ordered_of <- function(name, formula, design) {
  m <- svyolr(formula, design, control = list(reltol = 1e-16, maxit = 1000))
  s <- summary(m)$coefficients
  keep(paste("ordered", name), names = rownames(s), value = s[, 1], se = s[, 2], dof = m$df.residual, covariance = vcov(m))
}
apistrat$third <- cut(apistrat$api00, c(0, 550, 650, 750, 1000), labels = FALSE)
apiclus1$third <- cut(apiclus1$api00, c(0, 550, 650, 750, 1000), labels = FALSE)
strat <- update(strat, third = factor(apistrat$third)); clus <- update(clus, third = factor(apiclus1$third))
post <- update(post, third = factor(apiclus1$third))
for (d in c("strat", "clus", "post")) {
  ordered_of(d, third ~ ell + mobility + stype, get(d))
}
for (d in c("desks", "weighted")) {
  ordered_of(d, ordered ~ sector + minutes, get(d))
}
ordered_of("desks missing", ordered ~ resupply + unit, desks) # svyolr fails on missing values once post-stratified
ordered_of("desks domain", ordered ~ minutes + unit, subset(desks, sector == "household"))

jack <- as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), type = "JK1")
t_of("jack one", I(api00 - 650) ~ 0, jack)
t_of("jack two", api00 ~ comp.imp, jack)
chi_of("jack", ~sch.wide + stype, jack)
rank_of("jack two", ell ~ comp.imp, jack)
model_of("jack linear", line(api00 ~ ell + meals + stype, jack), "stype")
model_of("jack logistic", logit(wide ~ ell + meals + mobility, jack), "ell")
ordered_of("jack", factor(third) ~ ell + mobility, jack)

p <- c(0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9, 1e-9)
keep("adjust", given = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"))
write_cases(cases, "tests_and_models.json")
