# Rscript store_for_r.R FOLDER: the columns as R reads them fastest, an uncompressed data frame. Not measured.
folder <- commandArgs(TRUE)[1]
read <- function(name, what, bytes) {
  path <- file.path(folder, paste0(name, ".bin"))
  readBin(path, what, file.size(path) / bytes)
}
codes <- c("stratum", "sector", "sex", "age", "channel", "satisfied")
numbers <- c("weight", "stratum_size")
rows <- c(
  setNames(lapply(codes, read, "integer", 4), codes),
  setNames(lapply(numbers, read, "double", 8), numbers)
)
saveRDS(as.data.frame(rows), file.path(folder, "rows.rds"), compress = FALSE)
