# Writes measurement.json: alpha, omega and waiting distributions as R has them. Run: Rscript measurement.R (in this folder).
# Data: bfi (psych: five items of agreeableness, 1 to 6, A1 worded the other way; psu and weight are made up here) as
# bfi_agree.csv; api (survey); desk_days.csv.
suppressMessages({library(survey); library(survival)})
source("write_json.R")
options(survey.lonely.psu = "adjust", digits = 17)
data(bfi, package = "psych"); data(api)
items <- paste0("A", 1:5)
bfi <- bfi[, c(items, "gender", "age")]
bfi$psu <- paste(bfi$gender, bfi$age %/% 2)
bfi$w <- 1 + (bfi$age %% 7) / 2
write.csv(bfi, "bfi_agree.csv", row.names = FALSE)
bfi$A1 <- 7 - bfi$A1
desk <- read.csv("desk_days.csv", stringsAsFactors = FALSE)
desk$psu <- paste(desk$desk, desk$day); desk$post <- paste(desk$unit, desk$sector)
cases <- list()
keep <- function(name, ...) cases[[name]] <<- list(...)
plain <- function(x) as.vector(x)

# Alpha: the point by svycralpha, the standard error by the delta method on means of products.
alpha <- function(name, design, items) {
  x <- as.matrix(design$variables[, items]); x <- sweep(x, 2, round(colMeans(x)))
  design$variables$.squares <- rowSums(x^2); design$variables$.sum <- rowSums(x); design$variables$.sum2 <- rowSums(x)^2
  for (i in seq_along(items)) design$variables[[paste0(".x", i)]] <- x[, i]
  parts <- paste0(".x", seq_along(items))
  m <- svymean(reformulate(c(".squares", ".sum", ".sum2", parts)), design)
  k <- length(items)
  rule <- parse(text = sprintf("%d/%d * (1 - (.squares - (%s)) / (.sum2 - .sum^2))", k, k - 1,
                               paste0(parts, "^2", collapse = " + ")))[[1]]
  v <- svycontrast(m, rule)
  point <- plain(svycralpha(reformulate(items), design)); stopifnot(abs(point - coef(v)) < 1e-10)
  se <- plain(SE(v)); reach <- qt(0.975, degf(design)) * se
  keep(name, value = point, se = se, dof = degf(design),
       log = 1 - (1 - point) * exp(c(1, -1) * reach / (1 - point)), mean = point + c(-1, 1) * reach,
       without = if (k > 2) sapply(items, function(i) plain(svycralpha(reformulate(setdiff(items, i)), design))))
}
complete <- bfi[complete.cases(bfi[, items]), ]
weighted <- svydesign(id = ~psu, strata = ~gender, weights = ~w, data = bfi)
weighted <- weighted[complete.cases(bfi[, items]), ]
srs <- svydesign(id = ~1, weights = ~1, data = bfi)[complete.cases(bfi[, items]), ]
alpha("bfi rows", srs, items)
alpha("bfi psu", weighted, items)
alpha("bfi psu women", weighted[weighted$variables$gender == 2, ], items)
all_items <- svydesign(id = ~psu, strata = ~gender, weights = ~w, data = complete)
alpha("bfi post", postStratify(all_items, ~gender, data.frame(gender = 1:2, Freq = c(5000, 5200))), items)
strat <- svydesign(id = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
clus <- svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
alpha("api strat", strat, c("api00", "enroll"))
alpha("api clus", clus, c("api00", "enroll"))
alpha("api post", postStratify(clus, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))), c("api00", "enroll"))

# Omega: psych's loadings, and the same least squares solved to the last digits.
omega <- function(name, covariances) {
  r <- cov2cor(covariances); sd <- sqrt(diag(covariances))
  f <- psych::fa(r, nfactors = 1, fm = "minres"); start <- plain(f$loadings) * sign(sum(f$loadings))
  misfit <- function(l) sum((r - tcrossprod(l))[upper.tri(r)]^2)
  slope <- function(l) { e <- r - tcrossprod(l); diag(e) <- 0; -2 * plain(e %*% l) }
  l <- start
  for (i in 1:5) l <- optim(l, misfit, slope, method = "BFGS", control = list(reltol = 1e-17, maxit = 1000))$par
  total <- function(a, u) sum(a)^2 / (sum(a)^2 + sum(u))
  keep(name, psych = start, loadings = l, standardized = total(l, 1 - l^2), raw = total(sd * l, sd^2 * (1 - l^2)))
}
table_of <- function(design, items) { v <- svyvar(reformulate(items), design); matrix(as.vector(v), length(items), dimnames = list(items, items)) }
omega("omega rows", cov(complete[, items]))
omega("omega psu", table_of(weighted, items))
omega("omega three", table_of(weighted, items[3:5]))

# Waiting: interval-censored minutes. Parameters by survreg for two families and by optim for the gamma; standard errors
# by svytotal of influence values from scores by differences. (svysurvreg is not used for these: with interval data the
# dfbeta of survival 3.5 have the sign of the scale's part turned, as its own scores by differences show.)
half <- with(desk, ifelse(minutes %% 30 == 0, 15, ifelse(minutes %% 10 == 0, 5, ifelse(minutes %% 5 == 0, 2.5, 0.5))))
desk$low <- pmax(desk$minutes - half, 0); desk$high <- desk$minutes + half
desk$lower <- ifelse(desk$low == 0, NA, desk$low)
slopes <- function(f, q, h = 1e-3) sapply(1:2, function(j) {
  e <- h * (1:2 == j); (8 * (f(q + e) - f(q - e)) - (f(q + 2 * e) - f(q - 2 * e))) / (12 * h) })
below <- list(lognormal = function(m, q) plnorm(m, q[1], exp(q[2])),
              weibull = function(m, q) pweibull(m, exp(q[1]), exp(q[2])),
              gamma = function(m, q) pgamma(m, exp(q[1]), scale = exp(q[2])))
average <- list(lognormal = function(q) exp(q[1] + exp(2 * q[2]) / 2), weibull = function(q) exp(q[2]) * gamma(1 + exp(-q[1])),
                gamma = function(q) exp(q[1] + q[2]))
waiting <- function(name, design, target = 25) {
  tight <- survreg.control(rel.tolerance = 1e-14, maxiter = 200); desk <- design$variables
  desk$w <- weights(design) / mean(weights(design)); n <- nrow(desk)
  for (family in names(below)) {
    each <- function(q) log(pmax(below[[family]](desk$high, q) - below[[family]](desk$low, q), 1e-300))
    if (family == "gamma") {
      found <- list(par = c(0.5, 2.5))
      for (i in 1:4) found <- optim(found$par, function(q) -sum(desk$w * each(q)), method = if (i == 1) "Nelder-Mead" else "BFGS", control = list(reltol = 1e-17, ndeps = rep(1e-5, 2), maxit = 2000))
      q <- found$par
      for (i in 1:3) q <- q - plain(solve(slopes(function(p) colSums(desk$w * slopes(each, p)), q), colSums(desk$w * slopes(each, q))))
    } else {
      g <- survreg(Surv(lower, high, type = "interval2") ~ 1, desk, weights = w, dist = family, control = tight)
      q <- if (family == "lognormal") c(plain(coef(g)), log(g$scale)) else c(-log(g$scale), plain(coef(g)))
    }
    bread <- solve(-slopes(function(p) colSums(desk$w * slopes(each, p)), q))
    design$variables[, c(".one", ".two")] <- slopes(each, q) %*% bread / mean(weights(design))
    v <- vcov(svytotal(~.one + .two, design))
    over <- function(p) 1 - below[[family]](target, p)
    by_mean <- slopes(average[[family]], q); by_over <- slopes(over, q)
    keep(paste(name, family), parameters = if (family == "lognormal") c(q[1], exp(q[2])) else exp(q),
         mean = average[[family]](q), over = over(q), loglik = sum(desk$w * each(q)),
         mean_se = sqrt(plain(by_mean %*% v %*% by_mean)), over_se = sqrt(plain(by_over %*% v %*% by_over)),
         criterion = -2 * sum(desk$w * each(q)) + 2 * sum(diag(solve(bread) %*% v)))
  }
}
design <- svydesign(id = ~psu, strata = ~unit, weights = ~1, data = desk)
waiting("desk", design)
totals <- aggregate(visits ~ post, data = unique(desk[, c("post", "visits")]), FUN = sum); names(totals) <- c("post", "Freq")
waiting("desk post", postStratify(design, ~post, totals))
waiting("desk land", design[desk$sector == "land", ])
write_cases(cases, "measurement.json")
