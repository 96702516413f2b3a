# Writes estimators.json: what R's survey package says of shares, ratios, quantiles, contrasts and standardised figures.
# Run: Rscript estimators.R (in this folder). Data: api, nhanes, scd, mu284 (all shipped with survey), desk_days.csv and
# bfi_agree.csv, as the CSV files beside this script have them.
suppressMessages(library(survey))
source("write_json.R")
options(survey.lonely.psu = "adjust", digits = 17)
data(api); data(nhanes); data(scd); data(mu284)
desk <- read.csv("desk_days.csv", stringsAsFactors = FALSE)
desk$psu <- paste(desk$desk, desk$day)
desk$post <- paste(desk$unit, desk$sector)
desk$y <- as.numeric(desk$overall >= 4)
desk$half <- ifelse(desk$day %% 2 == 0, "even", "odd")
for (name in c("apistrat", "apiclus1", "apiclus2")) {
  rows <- get(name); rows$y <- as.numeric(rows$sch.wide == "Yes"); rows$imp <- as.numeric(rows$comp.imp == "Yes")
  assign(name, rows)
}
nhanes$y <- nhanes$HI_CHOL; nhanes$agecat <- as.character(nhanes$agecat)
bfi <- read.csv("bfi_agree.csv")
items <- as.matrix(bfi[, paste0("A", 1:5)])
answered <- rowSums(!is.na(items))
bfi$own <- rowMeans(items, na.rm = TRUE)
bfi$every <- as.numeric(rowSums(items >= 4) == 5)
bfi$every_known <- as.numeric(rowSums(items < 4, na.rm = TRUE) == 0)

schools <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
visits <- unique(desk[, c("post", "visits")]); names(visits) <- c("post", "Freq")
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
desks <- svydesign(id = ~psu, strata = ~unit, weights = ~1, data = desk)
designs <- list(
  strat = svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat),
  clus = clus, post = postStratify(clus, ~stype, schools),
  clus2 = svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2),
  nhanes = svydesign(id = ~SDMVPSU, strata = ~SDMVSTRA, weights = ~WTMEC2YR, nest = TRUE, data = nhanes),
  desk = desks, deskpost = postStratify(desks, ~post, visits),
  shared = svydesign(id = ~desk, strata = ~unit, weights = ~1, data = desk),
  scd = svydesign(id = ~ambulance, strata = ~ESA, prob = ~1, nest = TRUE, data = scd),
  mu284 = svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = mu284),
  bfi = svydesign(id = ~psu, weights = ~w, data = bfi)
)
is <- function(column, label) function(d) d[!is.na(d$variables[[column]]) & d$variables[[column]] == label, ]
domains <- list(
  strat = list(H = is("stype", "H"), M = is("stype", "M"), imp = is("comp.imp", "Yes")),
  clus = list(H = is("stype", "H"), E = is("stype", "E")), post = list(H = is("stype", "H"), E = is("stype", "E")),
  clus2 = list(E = is("stype", "E")),
  nhanes = list("1" = is("race", 1), "4" = is("race", 4)),
  desk = list(land = is("sector", "land"), tax = is("sector", "tax")),
  deskpost = list(land = is("sector", "land"), tax = is("sector", "tax"))
)
every_domain <- function(names, f) for (name in names) {
  f(name, designs[[name]])
  for (label in names(domains[[name]])) f(paste(name, label), domains[[name]][[label]](designs[[name]]))
}
known <- function(d, column) d[!is.na(d$variables[[column]]), ]
plain <- function(x) as.vector(x)
cases <- list()
keep <- function(name, ...) cases[[name]] <<- list(...)

tight <- list(epsilon = 1e-15, maxit = 200)
share_limits <- function(d, level) {
  methods <- c("logit", "xlogit", "asin", "beta", "mean")
  ci <- lapply(setNames(methods, methods), function(m) plain(confint(svyciprop(~y, d, method = m, level = level))))
  g <- suppressWarnings(svyglm(y ~ 1, d, family = quasibinomial, control = tight))
  # as svyciprop(method = "likelihood") does it, with a fit that has converged
  ci$likelihood <- suppressWarnings(plogis(plain(confint(g, 1, level = level, method = "likelihood", ddf = degf(d)))))
  ci$logit <- plogis(plain(confint(g, 1, level = level, ddf = degf(d))))
  ci
}
every_domain(c("strat", "clus", "post", "clus2", "nhanes", "desk", "deskpost"), function(name, d) {
  d <- known(d, "y"); m <- svymean(~y, d, deff = "replace")
  keep(paste("share", name), value = plain(coef(m)), se = plain(SE(m)), deff = plain(deff(m)), cv = plain(cv(m)),
       dof = degf(d), ci95 = share_limits(d, 0.95), ci80 = share_limits(d, 0.8))
})

ratio_of <- function(name, above, below, d) {
  r <- svyratio(above, below, d, deff = "replace")
  keep(paste("ratio", name), value = plain(coef(r)), se = plain(SE(r)), deff = plain(attr(r, "deff")), dof = degf(d),
       ci = plain(confint(r, df = degf(d))), normal = plain(confint(r)))
}
every_domain(c("strat", "clus", "post", "clus2"), function(name, d) ratio_of(name, ~api00, ~enroll, known(d, "enroll")))
ratio_of("nhanes", ~y, ~RIAGENDR, known(designs$nhanes, "y"))
ratio_of("scd", ~alive, ~arrests, designs$scd)
average <- function(name, formula, d) {
  for (kind in c("mean", "total")) {
    m <- get(paste0("svy", kind))(formula, d, deff = "replace")
    keep(paste(kind, name), value = plain(coef(m)), se = plain(SE(m)), deff = plain(deff(m)), cv = plain(cv(m)),
         dof = degf(d), ci = plain(confint(m, df = degf(d))))
  }
}
every_domain(c("strat", "clus", "post", "clus2"), function(name, d) average(name, ~api00, d))
average("scd", ~alive, designs$scd)
average("mu284", ~y1, designs$mu284)
average("nhanes", ~y, known(designs$nhanes, "y"))

rules <- c("math", "school", "shahvaish", "hf1", "hf2", "hf3", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9")
middle <- function(name, formula, d, types, rules) {
  for (rule in rules) for (type in types) for (q in c(0.25, 0.5, 0.9)) {
    found <- try(svyquantile(formula, d, q, qrule = rule, interval.type = type), silent = TRUE)
    if (!inherits(found, "try-error"))
      keep(paste("quantile", name, all.vars(formula), rule, type, q), value = plain(coef(found)), se = plain(SE(found)), ci = plain(confint(found)))
  }
}
types <- c("mean", "beta", "xlogit", "asin")
every_domain(c("strat", "clus", "post"), function(name, d) {
  middle(name, ~api00, d, "mean", rules)
  middle(name, ~enroll, known(d, "enroll"), types, c("math", "hf7"))
})
for (name in c("strat", "clus", "post")) middle(name, ~api00, designs[[name]], "score", c("math", "hf8"))
middle("strat H", ~api00, domains$strat$H(designs$strat), "score", "hf8")
middle("desk", ~minutes, designs$desk, c("mean", "beta", "score"), c("math", "school", "hf3", "hf4"))
middle("deskpost", ~minutes, designs$deskpost, c("mean", "beta"), c("math", "school", "hf3"))
replicated <- as.svrepdesign(designs$clus, type = "JK1", compress = FALSE)
# survey 4.1 gives the interval "mean" whatever is asked of replicate weights, except "quantile"
middle("replicated", ~api00, replicated, "mean", c("math", "hf7"))
for (q in c(0.25, 0.5, 0.9)) {
  found <- suppressWarnings(svyquantile(~api00, replicated, q, interval.type = "quantile"))
  keep(paste("quantile replicated api00 math replicates", q), value = plain(coef(found)), se = plain(SE(found)), ci = plain(confint(found)))
}

replicated <- as.svrepdesign(designs$clus, type = "JK1", compress = FALSE, mse = FALSE)
joint <- function(name, by, contrasts, over, under, d) {
  a <- as.name(over); b <- as.name(under)
  linear <- svycontrast(by, contrasts)
  ratio <- svycontrast(by, bquote(.(a) / .(b)))
  logged <- svycontrast(by, bquote(log(.(a) / .(b))))
  curved <- svycontrast(by, bquote(exp(.(a) / .(b)) + .(b)^2))
  keep(paste("joint", name), values = plain(coef(by)), covariance = plain(vcov(by)), names = names(coef(by)),
       dof = degf(d), linear = c(plain(coef(linear)), plain(SE(linear)), plain(coef(linear)) + c(-1, 1) * qt(0.975, degf(d)) * plain(SE(linear))),
       ratio = c(plain(coef(ratio)), plain(SE(ratio)), plain(confint(ratio, df = degf(d)))),
       log = exp(plain(confint(logged, df = degf(d)))), curved = c(plain(coef(curved)), plain(SE(curved))))
}
# svyby(covmat = TRUE) stops on a post-stratified design in survey 4.1; ratios to the domains' sizes say the same
by_ratio <- function(y, column, d) {
  labels <- sort(unique(d$variables[[column]]))
  for (label in labels) {
    d$variables[[paste0("size", label)]] <- as.numeric(d$variables[[column]] == label)
    d$variables[[paste0("sum", label)]] <- d$variables[[paste0("size", label)]] * d$variables[[y]]
  }
  r <- svyratio(make.formula(paste0("sum", labels)), make.formula(paste0("size", labels)), d, covmat = TRUE)
  own <- seq(1, length(labels)^2, by = length(labels) + 1)
  structure(setNames(coef(r)[own], labels), var = r$vcov[own, own], class = "svystat", statistic = "mean")
}
for (name in c("strat", "clus", "post", "clus2")) {
  d <- designs[[name]]
  means <- if (name == "post") by_ratio("api00", "stype", d) else svyby(~api00, ~stype, d, svymean, covmat = TRUE)
  joint(paste(name, "means"), means, list(c(E = 1, H = -0.5, M = -0.5)), "E", "M", d)
  if (name != "clus2") joint(paste(name, "items"), svymean(~y + imp, d), list(c(y = 1, imp = -1)), "y", "imp", d)
}
joint("replicated items", svymean(~api00 + enroll, replicated), list(c(api00 = 1, enroll = -1)), "api00", "enroll", replicated)
joint("nhanes shares", svyby(~y, ~race, known(designs$nhanes, "y"), svymean, covmat = TRUE), list(c("1" = 1, "2" = -1)),
      "1", "2", designs$nhanes)
joint("shared periods", svyby(~y, ~half, designs$shared, svymean, covmat = TRUE), list(c(even = -1, odd = 1)),
      "odd", "even", designs$shared)
joint("deskpost sectors", by_ratio("minutes", "sector", designs$deskpost), list(c(land = 1, tax = -1)),
      "land", "tax", designs$deskpost)
both <- svyby(~y + minutes, ~half, designs$shared, svymean, covmat = TRUE)
keep("joint mixed", values = plain(coef(both)), covariance = plain(vcov(both)), names = names(coef(both)))

standard <- function(name, formula, over, d) {
  found <- svyby(formula, over, d, svymean)
  keep(paste("standard", name), values = plain(coef(found)), se = plain(SE(found)), names = rownames(found))
}
ages <- c(55901, 77670, 72816, 45364)
standard("nhanes", ~y, ~race + RIAGENDR,
         svystandardize(designs$nhanes, by = ~agecat, over = ~race + RIAGENDR, population = ages, excluding.missing = ~y))
for (name in c("strat", "clus", "post")) {
  equal <- svystandardize(designs[[name]], by = ~stype, over = ~comp.imp, population = c(5, 3, 2))
  standard(name, ~api00, ~comp.imp, equal)
  whole <- svymean(~api00, svystandardize(designs[[name]], by = ~stype, population = c(5, 3, 2)))
  keep(paste("standard whole", name), values = plain(coef(whole)), se = plain(SE(whole)), names = "all")
}
index <- function(name, formula, d) {
  m <- svymean(formula, d, deff = "replace")
  keep(paste("index", name), value = plain(coef(m)), se = plain(SE(m)), deff = plain(deff(m)), dof = degf(d))
}
index("mean half", ~own, designs$bfi[answered >= 3, ])
index("mean complete", ~own, designs$bfi[answered == 5, ])
index("mean any", ~own, designs$bfi[answered >= 1, ])
index("mean half men", ~own, designs$bfi[answered >= 3 & bfi$gender == 1, ])
index("all complete", ~every, designs$bfi[answered == 5, ])
index("all any", ~every_known, designs$bfi[answered >= 1, ])
write_cases(cases, "estimators.json")
