# Write named cases as JSON with every digit, beside the versions of R and survey that made them.
to_json <- function(x) {
  if (is.null(x)) "null"
  else if (is.list(x)) paste0("{", paste0('"', names(x), '": ', sapply(x, to_json), collapse = ",\n"), "}")
  else if (is.character(x)) {
    if (length(x) == 1) paste0('"', x, '"') else paste0("[", paste0('"', x, '"', collapse = ", "), "]")
  } else {
    text <- ifelse(is.finite(x), formatC(as.numeric(x), digits = 17, format = "g"), "null")
    if (length(x) == 1) text else paste0("[", paste(text, collapse = ", "), "]")
  }
}
write_cases <- function(cases, file) {
  versions <- list(r = R.version.string, survey = as.character(packageVersion("survey")))
  writeLines(to_json(c(versions, list(cases = cases))), file)
}
