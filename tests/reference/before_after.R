# Newcombe's interval of a difference of paired shares (Stat. Med. 1998, 17, 2635-2650, method 10), from the score limits of
# prop.test. Rscript tests/reference/before_after.R > tests/reference/before_after.csv
tables <- list(
  c(36, 12, 2, 0), c(30, 25, 5, 40), c(2, 12, 0, 30), c(0, 5, 5, 0), c(20, 0, 0, 20), c(0, 0, 0, 12),
  c(115, 100, 15, 482), c(6, 51, 11, 644), c(1, 9, 3, 1)
)
wilson <- function(k, n) suppressWarnings(as.numeric(prop.test(k, n, correct = FALSE)$conf.int))
cat("both,gained,lost,neither,value,low,high\n")
for (x in tables) {
  a <- x[1]; b <- x[2]; c <- x[3]; d <- x[4]
  n <- sum(x)
  p2 <- (a + b) / n
  p1 <- (a + c) / n
  w2 <- wilson(a + b, n)
  w1 <- wilson(a + c, n)
  margins <- (a + b) * (c + d) * (a + c) * (b + d)
  cross <- a * d - b * c
  top <- if (cross > n / 2) cross - n / 2 else if (cross >= 0) 0 else cross
  phi <- if (margins == 0) 0 else top / sqrt(margins)
  low <- p2 - p1 - sqrt((p2 - w2[1])^2 - 2 * phi * (p2 - w2[1]) * (w1[2] - p1) + (w1[2] - p1)^2)
  high <- p2 - p1 + sqrt((w2[2] - p2)^2 - 2 * phi * (w2[2] - p2) * (p1 - w1[1]) + (p1 - w1[1])^2)
  cat(c(x, sprintf("%.15g", c(p2 - p1, low, high))), sep = ",")
  cat("\n")
}
