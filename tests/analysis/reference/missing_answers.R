# Writes missing_answers.json: what R's survey package makes of answers missing within the domain.
# Run: Rscript missing_answers.R (in this folder). Data: apiclus1.csv, apiclus1_more.csv and election_pps.csv beside it.
suppressMessages(library(survey))
source("write_json.R")
options(survey.lonely.psu = "adjust", digits = 17)
schools <- cbind(read.csv("apiclus1.csv"), read.csv("apiclus1_more.csv"))
schools$answer <- schools$api00
schools$answer[schools$dnum %in% c(61, 135) | seq_len(nrow(schools)) %% 20 == 0] <- NA # two clusters without an answer
schools$y <- as.numeric(schools$answer > 640)
counties <- read.csv("election_pps.csv")
counties$y <- as.numeric(counties$Kerry > 0.4 * counties$votes)
counties$y[seq_len(nrow(counties)) %% 6 == 0] <- NA
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = schools)
designs <- list(
  clus = clus,
  post = postStratify(clus, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))),
  brewer = svydesign(id = ~1, fpc = ~p, pps = "brewer", data = counties)
)
domains <- list(clus = quote(stype != "M"), post = quote(stype != "M"), brewer = quote(area == 2))
within <- function(name) {
  d <- designs[[name]]
  list(whole = d, part = d[eval(domains[[name]], d$variables), ])
}
plain <- function(x) as.vector(x)
cases <- list()
for (name in c("clus", "post")) for (part in c("whole", "part")) {
  d <- within(name)[[part]]
  found <- list(
    one = svyttest(I(answer - 640) ~ 0, d, na.rm = TRUE), paired = svyttest(I(answer - api99) ~ 0, d, na.rm = TRUE),
    two = svyttest(answer ~ comp.imp, d)
  )
  for (kind in names(found)) {
    t <- found[[kind]]
    cases[[paste("t", name, part, kind)]] <- list(estimate = plain(t$estimate), statistic = plain(t$statistic),
      dof = plain(t$parameter), p = plain(t$p.value), ci = plain(t$conf.int))
  }
}
for (name in names(designs)) for (part in c("whole", "part")) {
  d <- within(name)[[part]]
  d <- d[!is.na(d$variables$y), ]
  g <- suppressWarnings(svyglm(y ~ 1, d, family = quasibinomial, control = list(epsilon = 1e-15, maxit = 200)))
  limits <- function(level) list(
    # as svyciprop(method = "likelihood") does it, with a fit that has converged
    likelihood = suppressWarnings(plogis(plain(confint(g, 1, level = level, method = "likelihood", ddf = degf(d))))),
    beta = plain(confint(svyciprop(~y, d, method = "beta", level = level, na.rm = TRUE)))
  )
  cases[[paste("share", name, part)]] <- list(value = plain(coef(svymean(~y, d, na.rm = TRUE))), dof = degf(d),
    ci95 = limits(0.95), ci80 = limits(0.8))
}
write_cases(cases, "missing_answers.json")
