# Power, answers and visible changes by base R; capped allocation by the sampling package; binomial funnel limits.
# Run in this directory: Rscript planning.R
suppressPackageStartupMessages({library(survey); library(sampling)})
source("write_json.R")
# uniroot never reaches R's own default tolerance of 1.2e-4; this one it does
tight <- 1e-13
cases <- list()
shares <- list(c(0.75, 0.80), c(0.80, 0.75), c(0.5, 0.55), c(0.90, 0.97), c(0.02, 0.05), c(0.6, 0.601))
for (i in seq_along(shares)) for (n in c(15, 200, 5000)) for (level in c(0.90, 0.95, 0.99)) {
  p <- shares[[i]]
  cases[[paste("share power", i, n, level)]] <- list(before = p[1], after = p[2], n = n, level = level,
    power = power.prop.test(n = n, p1 = p[1], p2 = p[2], sig.level = 1 - level)$power)
}
for (i in 1:5) for (power in c(0.8, 0.95)) {
  p <- shares[[i]]
  cases[[paste("share size", i, power)]] <- list(before = p[1], after = p[2], power = power,
    n = power.prop.test(p1 = p[1], p2 = p[2], power = power, tol = tight)$n)
}
for (before in c(0.3, 0.5, 0.75, 0.9)) for (n in c(200, 3000)) {
  cases[[paste("share change", before, n)]] <- list(before = before, n = n,
    change = power.prop.test(n = n, p1 = before, power = 0.8, tol = tight)$p2 - before)
}
for (n in c(3, 20, 900)) for (delta in c(0.5, 2, 9)) for (level in c(0.90, 0.95)) {
  cases[[paste("mean power", n, delta, level)]] <- list(n = n, delta = delta, sd = 15, level = level,
    power = power.t.test(n = n, delta = delta, sd = 15, sig.level = 1 - level)$power)
}
for (delta in c(2, 9)) for (power in c(0.8, 0.9)) {
  cases[[paste("mean size", delta, power)]] <- list(delta = delta, sd = 15, power = power,
    n = power.t.test(delta = delta, sd = 15, power = power, tol = tight)$n)
}
for (n in c(10, 900)) {
  cases[[paste("mean change", n)]] <- list(n = n, sd = 15,
    delta = power.t.test(n = n, sd = 15, power = 0.8, tol = tight)$delta)
}
sizes <- c(2, 5, 9, 14, 30, 80, 400)
for (n in c(1, 3, 5, 6)) {
  cases[[paste("capped", n)]] <- list(n = n, sizes = sizes, exact = inclusionprobabilities(sizes, n))
}
limit <- function(theta, n, tail) {
  r <- qbinom(tail, n, theta)
  if (pbinom(r, n, theta) <= tail) r <- r + 1
  (r - (pbinom(r, n, theta) - tail) / dbinom(r, n, theta)) / n
}
for (theta in c(0.5, 0.8, 0.95)) for (n in c(12, 85, 2000)) {
  cases[[paste("funnel", theta, n)]] <- list(theta = theta, n = n,
    limits = pmin(pmax(sapply(c(0.025, 0.975, 0.001, 0.999), limit, theta = theta, n = n), 0), 1))
}
for (p in c(0.5, 0.8, 0.97)) for (e in c(0.02, 0.05, 0.1)) {
  half <- function(n) (qbeta(0.975, n * p + 1, n * (1 - p)) - qbeta(0.025, n * p, n * (1 - p) + 1)) / 2
  cases[[paste("exact size", p, e)]] <- list(share = p, margin = e,
    n = uniroot(function(n) half(n) - e, c(1, 20000), tol = 1e-12)$root)
}
write_cases(cases, "planning.json")
