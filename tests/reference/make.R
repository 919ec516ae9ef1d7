# Reference numbers from R. Run in this folder: Rscript make.R
options(digits = 17)
write <- function(x, file) write.table(format(x, digits = 17, trim = TRUE, scientific = FALSE), file, sep = ",", row.names = FALSE, quote = FALSE)

# Wilson's interval: prop.test without continuity correction.
k <- c(0, 1, 5, 25, 43, 118, 1, 250, 499999)
n <- c(1, 3, 5, 60, 118, 118, 1000, 1000, 1000000)
ci <- mapply(function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE)$conf.int), k, n)
write(data.frame(k = k, n = n, low = ci[1, ], high = ci[2, ]), "wilson.csv")

# A paired change on a grid of 0.1: 60 people, correlated, some at the ceiling.
set.seed(1)
x <- round(pmin(10, pmax(0, rnorm(60, 5.2, 1.9))), 1)
y <- round(pmin(10, pmax(0, 0.6 * x + rnorm(60, 2.9, 1.6))), 1)
write(data.frame(start = x, end = y), "change_pairs.csv")
t <- t.test(y, x, paired = TRUE)
m <- length(x) - 1
j <- exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2)
d <- round((y - x) * 10)
write.table(data.frame(
  what = c("mean_start", "mean_end", "mean_change", "low", "high", "sd_start", "g_av", "improved", "unchanged", "worsened"),
  value = format(c(mean(x), mean(y), unname(t$estimate), t$conf.int[1], t$conf.int[2], sd(x),
            mean(y - x) / ((sd(x) + sd(y)) / 2) * j, sum(d >= 20), sum(abs(d) < 20), sum(d <= -20)), digits = 17, trim = TRUE)
), "change.csv", sep = ",", row.names = FALSE, quote = FALSE)
