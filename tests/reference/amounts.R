# Means, medians and quartiles of amounts, from R. Run in this folder: Rscript amounts.R
options(digits = 17)
write <- function(x, file) write.table(x, file, sep = ",", row.names = FALSE, quote = FALSE, na = "")
text <- function(x) ifelse(is.na(x), "", format(x, digits = 17, trim = TRUE, scientific = FALSE))

# The rank of the limits of a median: the greatest l with P(B < l) <= 0.025, B ~ Bi(n, 1/2). Nought is none.
n <- c(1:300, 999:1001, 4321, 10000, 65535, 1e6, 12345678)
write(data.frame(n = format(n, trim = TRUE, scientific = FALSE), rank = qbinom(0.025, n, 0.5)), "median_rank.csv")

# Amounts as people have them: skewed, tied, on a grid of 0.1, few, all alike, and below nought.
set.seed(2)
sets <- list(
  credits = pmin(60, round(rexp(94, 1 / 24)) + 1),
  hours = round(rgamma(41, 2, 1 / 12), 1),
  tied = rep(c(0, 5, 10), c(9, 30, 13)),
  change = sample(-4:5, 120, replace = TRUE, prob = c(1, 2, 4, 8, 14, 9, 7, 4, 2, 1)),
  even = c(3.5, 1.2, 8, 4.4, 7.1, 2.9, 5.5, 6.3),
  five = c(4, 1, 3, 2, 9),
  alike = rep(7, 12),
  one = 2.5
)
write(do.call(rbind, lapply(names(sets), function(s) data.frame(set = s, value = sets[[s]]))), "amounts.csv")
results <- lapply(names(sets), function(s) {
  x <- sort(sets[[s]])
  m <- length(x)
  l <- qbinom(0.025, m, 0.5)
  q <- unname(quantile(x, c(0.25, 0.5, 0.75), type = 2))
  stopifnot(q[2] == median(x))
  t <- if (m > 1 && sd(x) > 0) t.test(x)$conf.int else c(NA, NA)
  values <- c(q[2], if (l > 0) x[l] else NA, if (l > 0) x[m + 1 - l] else NA, q[1], q[3], mean(x), t)
  what <- c("median", "low", "high", "q1", "q3", "mean", "mean_low", "mean_high")
  data.frame(set = s, what = what, value = sapply(values, text))
})
write(do.call(rbind, results), "amount.csv")
