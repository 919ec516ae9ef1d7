# Differences of shares and of means, from R. Run in this folder: Rscript difference.R
options(digits = 17)
number <- function(x) format(x, digits = 17, trim = TRUE, scientific = FALSE)
write <- function(x, file) write.table(x, file, sep = ",", row.names = FALSE, quote = FALSE)

# Newcombe (1998), method 10, from Wilson's intervals of prop.test; checked against the table of the paper.
wilson <- function(k, n) suppressWarnings(prop.test(k, n, correct = FALSE)$conf.int)
newcombe <- function(k, n, l, m) {
  a <- wilson(k, n)
  b <- wilson(l, m)
  p <- k / n
  q <- l / m
  p - q + c(-sqrt((p - a[1])^2 + (b[2] - q)^2), sqrt((a[2] - p)^2 + (q - b[1])^2))
}
stopifnot(
  round(newcombe(56, 70, 48, 80), 4) == c(0.0524, 0.3339),
  round(newcombe(9, 10, 3, 10), 4) == c(0.1705, 0.8090),
  round(newcombe(5, 56, 0, 29), 4) == c(-0.0381, 0.1926)
)
k <- c(56, 9, 6, 5, 0, 10, 39, 61, 1, 250, 118, 4321)
n <- c(70, 10, 7, 56, 10, 10, 260, 151, 1, 1000, 118, 10000)
l <- c(48, 3, 2, 0, 0, 0, 176, 70, 0, 300, 100, 4400)
m <- c(80, 10, 7, 29, 20, 20, 452, 163, 1, 900, 118, 9000)
ci <- mapply(newcombe, k, n, l, m)
write(data.frame(k, n, l, m, low = number(ci[1, ]), high = number(ci[2, ])), "difference_shares.csv")

# Welch's t: values on a grid of 0.1, of like and of unlike spread, few and many.
set.seed(3)
draw <- function(n, mean, sd) round(rnorm(n, mean, sd), 1)
pairs <- list(
  list(draw(60, 0.9, 1.6), draw(55, 0.6, 1.7)),
  list(draw(12, 2, 0.3), draw(140, 1, 4)),
  list(draw(3, 5, 1), draw(2, 4, 2)),
  list(c(1, 1, 1, 2), rep(3, 5)),
  list(draw(300, -1, 2), draw(280, -1, 2))
)
rows <- lapply(pairs, function(p) {
  t <- t.test(p[[1]], p[[2]], var.equal = FALSE)
  text <- function(x) paste(sprintf("%.1f", x), collapse = " ")
  data.frame(later = text(p[[1]]), earlier = text(p[[2]]), difference = number(mean(p[[1]]) - mean(p[[2]])),
             low = number(t$conf.int[1]), high = number(t$conf.int[2]))
})
write(do.call(rbind, rows), "difference_means.csv")
