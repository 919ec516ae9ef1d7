# Mean longitudinal entropy over seven situations with its t interval.
# Rscript tests/reference/trajectory.R > tests/reference/trajectory.csv
people <- list(
  list(c(13), c(6, 7), c(1, 12), c(4, 4, 5), c(13)),
  list(c(1, 2, 3, 4, 1, 1, 1), c(10, 3), c(9, 4)),
  list(c(24, 1), c(12, 13), c(5, 5, 5, 10), c(25), c(20, 3, 2), c(2, 23))
)
entropy <- function(months) {
  p <- months / sum(months)
  -sum(p * log(p)) / log(7)
}
cat("people,value,low,high\n")
for (group in people) {
  test <- t.test(sapply(group, entropy))
  text <- paste(sapply(group, paste, collapse = " "), collapse = ";")
  numbers <- sprintf("%.15g", c(test$estimate, pmax(0, test$conf.int[1]), pmin(1, test$conf.int[2])))
  cat(text, numbers, sep = ",")
  cat("\n")
}
