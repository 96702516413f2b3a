# Writes design.json: stages, unequal probabilities, lone PSUs and replicate weights. Run: Rscript design.R (in this folder).
# Data: api, mu284, hospital, scd, election (survey); three_stage.csv and replicate weights are made up here.
suppressMessages(library(survey))
source("write_json.R")
options(survey.lonely.psu = "fail", digits = 17)
data(api); data(mu284); data(hospital); data(scd); data(election)
fresh <- function(x, file) { write.csv(x, file, row.names = FALSE); read.csv(file) }
apiclus1 <- read.csv("apiclus1.csv"); apistrat <- read.csv("apistrat.csv")
apiclus2 <- fresh(apiclus2[, c("dnum", "snum", "stype", "sch.wide", "api00", "enroll", "pw", "fpc1", "fpc2")], "apiclus2.csv")
mu284 <- fresh(mu284, "mu284.csv"); hospital <- fresh(hospital, "hospital.csv"); scd <- fresh(scd, "scd.csv")
known <- sum(election$p^2) / 40
election <- fresh(cbind(election_pps[, c("Bush", "Kerry", "Nader", "votes", "p", "wt")], area = rep(1:2, c(14, 26))), "election_pps.csv")
joint <- as.matrix(fresh(election_jointprob, "election_jointprob.csv"))

# Three stages: PSU labels reused in the strata, types of household list within PSUs, people within lists.
set.seed(20)
three <- expand.grid(person = 1:3, list = 1:4, psu = 1:4, region = c("north", "south", "west"), stringsAsFactors = FALSE)
three <- three[!(three$region == "west" & three$psu > 2), ]
three$kind <- ifelse(three$list <= 2, "old", "new")
three <- three[!(three$kind == "new" & three$list == 4 & three$psu == 1), ]
three$size1 <- c(north = 20, south = 9, west = 2)[three$region]
three$size2 <- ifelse(three$kind == "old", 5, 8) + three$psu
three$size3 <- 6 + three$list + three$psu
three$y <- round(rnorm(nrow(three), 50 + 8 * three$psu + 3 * three$list, 10), 2)
three$x <- round(runif(nrow(three), 5, 20), 2)
three$yes <- as.numeric(three$y > 65)
three$sex <- sample(c("f", "m"), nrow(three), TRUE)
three <- fresh(three, "three_stage.csv")

cases <- list(known = list(sum_squares = known))
plain <- function(x) as.vector(x)
tell <- function(name, design, y, x, yes, deff = TRUE) {
  m <- svymean(y, design, deff = if (deff) "replace" else FALSE); t <- svytotal(y, design); r <- svyratio(y, x, design, na.rm = TRUE)
  kept <- list(mean = plain(coef(m)), mean_se = plain(SE(m)), total = plain(coef(t)), total_se = plain(SE(t)),
               ratio = plain(coef(r)), ratio_se = plain(SE(r)), dof = degf(design))
  if (deff) kept$deff <- plain(deff(m))
  if (!is.null(yes)) {
    p <- svymean(yes, design)
    kept <- c(kept, share = plain(coef(p)), share_se = plain(SE(p)))
    if (degf(design) > 0) {
      kept$beta <- plain(confint(svyciprop(yes, design, method = "beta")))
      kept$interval <- plain(confint(svyciprop(yes, design, method = "mean")))
    }
  }
  cases[[name]] <<- kept
}

# Stages.
two <- svydesign(id = ~dnum + snum, fpc = ~fpc1 + fpc2, data = apiclus2)
apiclus2$wide <- as.numeric(apiclus2$sch.wide == "Yes"); two$variables <- apiclus2
tell("apiclus2", two, ~api00, ~enroll, ~wide)
tell("apiclus2 H", two[apiclus2$stype == "H", ], ~api00, ~enroll, ~wide)
tell("apiclus2 weights", svydesign(id = ~dnum + snum, weights = ~pw, data = apiclus2), ~api00, ~enroll, ~wide)
tell("apiclus2 replaced", svydesign(id = ~dnum + snum, weights = ~pw, fpc = ~I(fpc1 * Inf) + fpc2, data = apiclus2), ~api00, ~enroll, ~wide)
tell("apiclus2 post", postStratify(two, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))), ~api00, ~enroll, ~wide)
tell("apiclus2 post H", postStratify(two, ~stype, data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)))[apiclus2$stype == "H", ], ~api00, ~enroll, ~wide)
tell("mu284", svydesign(id = ~id1 + id2, fpc = ~n1 + n2, data = mu284), ~y1, ~n2, NULL)
tell("hospital", svydesign(id = ~hospno, strata = ~oblevel, weights = ~weighta, fpc = ~tothosp, data = hospital), ~births, ~weightats, NULL)
nested <- svydesign(id = ~psu + list + person, strata = ~region + kind, fpc = ~size1 + size2 + size3, data = three, nest = TRUE)
two_of <- svydesign(id = ~psu + list, strata = ~region + kind, fpc = ~size1 + size2, data = three, nest = TRUE)
for (lone in c("adjust", "remove", "certainty")) {
  options(survey.lonely.psu = lone)
  for (strict in c(FALSE, TRUE)) {
    options(survey.adjust.domain.lonely = strict)
    word <- paste(lone, if (strict) "domains" else "usual")
    suppressWarnings({
      tell(paste("three", word), nested, ~y, ~x, ~yes)
      tell(paste("three", word, "f"), nested[three$sex == "f", ], ~y, ~x, ~yes)
      tell(paste("three", word, "3"), nested[three$psu == 3 | three$y > 90, ], ~y, ~x, ~yes)
      tell(paste("two", word, "f"), two_of[three$sex == "f", ], ~y, ~x, ~yes)
      tell(paste("apiclus2", word, "H"), two[apiclus2$stype == "H", ], ~api00, ~enroll, ~wide)
      tell(paste("apistrat", word, "big"), svydesign(id = ~1, strata = ~stype, fpc = ~fpc, data = apistrat)[apistrat$enroll > 2300 | apistrat$api00 > 880, ], ~api00, ~enroll, ~as.numeric(sch.wide == "Yes"))
    })
  }
}
options(survey.lonely.psu = "average")
lone1 <- three[three$region != "west" | three$psu == 1, ]; lone1$size1[lone1$region == "west"] <- 2
for (strict in c(FALSE, TRUE)) {
  options(survey.adjust.domain.lonely = strict)
  word <- paste("average", if (strict) "domains" else "usual")
  suppressWarnings({
    d <- svydesign(id = ~psu + list, strata = ~region + kind, fpc = ~size1 + size2, data = lone1, nest = TRUE)
    tell(paste("lone", word), d, ~y, ~x, ~yes)
    tell(paste("lone", word, "f"), d[lone1$sex == "f", ], ~y, ~x, ~yes)
    d1 <- svydesign(id = ~psu, strata = ~region, weights = ~size3, data = lone1, nest = TRUE)
    tell(paste("lone1", word), d1, ~y, ~x, ~yes)
    tell(paste("lone1", word, "3"), d1[lone1$psu == 3 & lone1$region == "north" | lone1$region != "north", ], ~y, ~x, ~yes)
  })
}
options(survey.adjust.domain.lonely = FALSE, survey.lonely.psu = "fail")

# Unequal probabilities.
pps <- list(
  brewer = svydesign(id = ~1, fpc = ~p, data = election, pps = "brewer"),
  "brewer strata" = svydesign(id = ~1, strata = ~area, fpc = ~p, data = election, pps = "brewer"),
  overton = svydesign(id = ~1, fpc = ~p, data = election, pps = "overton"),
  "overton YG" = svydesign(id = ~1, fpc = ~p, data = election, pps = "overton", variance = "YG"),
  "overton strata" = svydesign(id = ~1, strata = ~area, fpc = ~p, data = election, pps = "overton"),
  HR = svydesign(id = ~1, fpc = ~p, data = election, pps = HR(known)),
  "HR estimated" = svydesign(id = ~1, fpc = ~p, data = election, pps = HR()),
  "HR YG" = svydesign(id = ~1, fpc = ~p, data = election, pps = HR(), variance = "YG"),
  "HR strata" = svydesign(id = ~1, strata = ~area, fpc = ~p, data = election, pps = HR()),
  joint = svydesign(id = ~1, fpc = ~p, data = election, pps = ppsmat(joint)),
  "joint all" = svydesign(id = ~1, fpc = ~p, data = election, pps = ppsmat(joint, tolerance = 0)),
  "joint YG" = svydesign(id = ~1, fpc = ~p, data = election, pps = ppsmat(joint), variance = "YG"))
for (name in names(pps)) {
  tell(paste("election", name), pps[[name]], ~Bush, ~votes, ~as.numeric(Bush > Kerry), deff = FALSE)
  tell(paste("election", name, "big"), suppressWarnings(subset(pps[[name]], votes > 5e5)), ~Bush, ~votes, ~as.numeric(Bush > Kerry), deff = FALSE)
}
apiclus2$p1 <- 40 / 757 * (0.5 + apiclus2$dnum / 800); apiclus2$p2 <- ave(apiclus2$snum, apiclus2$dnum, FUN = length) / apiclus2$fpc2
apiclus2$group <- ifelse(apiclus2$dnum > 400, 2, 1)
write.csv(apiclus2[, c("dnum", "snum", "group", "stype", "wide", "api00", "enroll", "p1", "p2")], "apiclus2_pps.csv", row.names = FALSE)
unequal <- svydesign(id = ~dnum + snum, strata = ~group + group, fpc = ~p1 + p2, data = apiclus2, pps = "brewer")
tell("apiclus2 brewer", unequal, ~api00, ~enroll, ~wide)
tell("apiclus2 brewer H", unequal[apiclus2$stype == "H", ], ~api00, ~enroll, ~wide)
for (method in c("overton", "HR")) {
  d <- svydesign(id = ~dnum, strata = ~group, fpc = ~p1, data = apiclus2, pps = if (method == "HR") HR() else method)
  tell(paste("apiclus2", method), d, ~api00, ~dnum, ~wide, deff = FALSE)
}

# Replicate weights: what an office would hand over, made with as.svrepdesign, in columns r1, r2, ...
hand_over <- function(design, file, combined) {
  w <- as.matrix(weights(design, if (combined) "analysis" else "replication")); colnames(w) <- paste0("r", seq_len(ncol(w)))
  as.matrix(fresh(w, file))
}
wide1 <- function(x) { x$wide <- as.numeric(x$sch.wide == "Yes"); x }
apiclus1 <- wide1(apiclus1); apistrat <- wide1(apistrat)
clus <- as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), compress = FALSE)
strat <- as.svrepdesign(svydesign(id = ~1, strata = ~stype, weights = ~pw, data = apistrat[seq(1, 200, 4), ]), compress = FALSE)
few <- apistrat[seq(1, 200, 4), ]
jk1 <- hand_over(clus, "rep_jk1.csv", TRUE); jkn <- hand_over(strat, "rep_jkn.csv", FALSE)
set.seed(7)
boot <- hand_over(as.svrepdesign(svydesign(id = ~dnum, weights = ~pw, data = apiclus1), type = "bootstrap", replicates = 30, compress = FALSE), "rep_boot.csv", TRUE)
scd_two <- svydesign(id = ~ambulance, strata = ~ESA, weights = ~1, data = scd, nest = TRUE)
fay <- hand_over(as.svrepdesign(scd_two, type = "Fay", fay.rho = 0.3, compress = FALSE), "rep_fay.csv", FALSE)
brr <- 2 * cbind(r1 = c(1, 0, 1, 0, 1, 0), r2 = c(1, 0, 0, 1, 0, 1), r3 = c(0, 1, 1, 0, 0, 1), r4 = c(0, 1, 0, 1, 1, 0))
write.csv(brr, "rep_brr.csv", row.names = FALSE)
rs <- 1 + (seq_len(15) %% 3) / 10
posts <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
for (mse in c(FALSE, TRUE)) suppressWarnings({
  word <- if (mse) "mse" else "mean"
  sets <- list(
    jk1 = svrepdesign(data = apiclus1, weights = ~pw, repweights = jk1, type = "JK1", mse = mse),
    "jk1 scale" = svrepdesign(data = apiclus1, weights = ~pw, repweights = jk1, type = "JK1", scale = 0.5, rscales = rs, mse = mse),
    other = svrepdesign(data = apiclus1, weights = ~pw, repweights = jk1, type = "other", scale = 0.9, rscales = rs, mse = mse),
    acs = svrepdesign(data = apiclus1, weights = ~pw, repweights = boot, type = "ACS", mse = mse),
    jk2 = svrepdesign(data = apiclus1, weights = ~pw, repweights = jk1, type = "JK2", mse = mse),
    boot = svrepdesign(data = apiclus1, weights = ~pw, repweights = boot, type = "bootstrap", mse = mse))
  sets$post <- postStratify(sets$jk1, ~stype, posts)
  for (name in names(sets)) {
    tell(paste("rep", name, word), sets[[name]], ~api00, ~enroll, ~wide)
    for (type in c("E", "H")) tell(paste("rep", name, word, type), sets[[name]][apiclus1$stype == type, ], ~api00, ~enroll, ~wide)
  }
  few_rep <- svrepdesign(data = few, weights = ~pw, repweights = jkn, type = "JKn", combined.weights = FALSE, rscales = strat$rscales, scale = 1, mse = mse)
  guessed <- svrepdesign(data = few, weights = ~pw, repweights = jkn, type = "JKn", combined.weights = FALSE, mse = mse)
  tell(paste("rep jkn", word), few_rep, ~api00, ~enroll, ~wide)
  tell(paste("rep jkn", word, "E"), few_rep[few$stype == "E", ], ~api00, ~enroll, ~wide)
  tell(paste("rep guessed", word), guessed, ~api00, ~enroll, ~wide)
  tell(paste("rep jknpost", word), postStratify(few_rep, ~stype, posts), ~api00, ~enroll, ~wide)
  tell(paste("rep brr", word), svrepdesign(data = scd, type = "BRR", repweights = brr, combined.weights = FALSE, mse = mse), ~alive, ~arrests, NULL)
  tell(paste("rep fay", word), svrepdesign(data = scd, type = "Fay", rho = 0.3, repweights = fay, combined.weights = FALSE, mse = mse), ~alive, ~arrests, NULL)
})
q <- svyquantile(~api00, sets$jk1, 0.5, interval.type = "mean", qrule = "math")
cases[["rep quantile"]] <- list(value = plain(coef(q)), se = plain(SE(q)), ci = plain(confint(q)))
cases[["rscales"]] <- list(jkn = plain(strat$rscales))

# R's own replicates of a design.
made <- function(name, design, y, x, yes, ...) tell(paste("made", name), as.svrepdesign(design, ...), y, x, yes)
suppressWarnings({
  made("jk1", svydesign(id = ~dnum, weights = ~pw, data = apiclus1), ~api00, ~enroll, ~wide)
  made("jk1 fpc", svydesign(id = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1), ~api00, ~enroll, ~wide)
  made("jkn fpc", svydesign(id = ~1, strata = ~stype, fpc = ~fpc, data = apistrat), ~api00, ~enroll, ~wide)
  made("brr", scd_two, ~alive, ~arrests, NULL, type = "BRR")
  made("fay", scd_two, ~alive, ~arrests, NULL, type = "Fay", fay.rho = 0.3)
  options(survey.lonely.psu = "adjust")
  west <- svydesign(id = ~psu, strata = ~region, weights = ~size3, data = lone1, nest = TRUE)
  made("lone adjust", west, ~y, ~x, ~yes)
  options(survey.lonely.psu = "average"); made("lone average", west, ~y, ~x, ~yes)
  options(survey.lonely.psu = "remove"); made("lone remove", west, ~y, ~x, ~yes)
})
write_cases(cases, "design.json")
