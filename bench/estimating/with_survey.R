# The task in R's survey: Rscript with_survey.R FOLDER FIGURES
suppressPackageStartupMessages(library(survey))

given <- commandArgs(TRUE)
rows <- readRDS(file.path(given[1], "rows.rds"))
margins <- read.csv(file.path(given[1], "margins.csv"))
names_of <- unique(margins$margin)
control_totals <- lapply(names_of, function(name) {
  here <- margins$margin == name
  setNames(data.frame(margins$code[here], margins$total[here]), c(name, "Freq"))
})

design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~stratum_size, weights = ~weight, data = rows)
by_sector <- svyby(~satisfied, ~sector, design, svyciprop, method = "xlogit", vartype = c("se", "ci"))
raked <- rake(design, lapply(names_of, reformulate), control_totals, control = list(maxit = 50, epsilon = 1e-9))
overall <- svymean(~satisfied, raked)
raked_by_sector <- svyby(~satisfied, ~sector, raked, svymean)

digits <- function(numbers) paste(sprintf("%.17g", numbers), collapse = ",")
each <- function(table, label) paste0(label, table$sector, ",", apply(as.matrix(table[, -1]), 1, digits))
writeLines(c(
  paste("program R", getRversion(), "survey", packageVersion("survey")),
  each(by_sector, "sector "),
  paste0("raked,", digits(c(coef(overall), SE(overall)))),
  each(raked_by_sector, "raked sector ")
), given[2])
